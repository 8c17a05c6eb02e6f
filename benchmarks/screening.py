"""Screening: how right, how fast and how large, against nomenklatura's logic-v2 in the same run on the same core.

    python benchmarks/screening.py --lists DIR --pairs DIR [--json] [--quick] [--only MEASURE ...]

The rival is installed once, by pip, into an environment of its own under build/; where pip cannot, the run says so and
measures ours alone. Both sides are told the same; the rival scores 50 candidates that a brute-force search (not timed)
has found for it, ours searches and scores. `--keep` takes the rival's answers from an earlier run where the input is
the same; `--quick` does so too and asks fewer questions; neither writes results. Prints a table, or one JSON object
with `--json`, and writes benchmarks/results/screening.json. `--failures FILE` writes the rows that went wrong; they are
other people's data.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]

from screening_accuracy import RIVAL_THRESHOLD, Report, judged, name_pairs, typed, untyped  # noqa: E402
from screening_sides import WANTED, Rival  # noqa: E402
from screening_speed import recall, speed  # noqa: E402

from duecare.errors import DuecareError  # noqa: E402
from duecare.parties.screening import DEFAULT_THRESHOLD  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "screening.json"
MEASURES = ("names", "judged", "typed", "untyped", "speed", "recall")
#: What issue and design ask: at least, or at most.
ASKED: dict[str, tuple[str, float]] = {
    "name_pairs_best_f1": (">=", 0.86),
    "judged_auc": (">=", 0.975),
    "typed_recall": (">=", 0.997),
    "typed_false_hits": ("<=", 0),
    "untyped_recall": (">=", 0.99),
    "exactly_1_without_identical_name": ("<=", 0),
    "queries_per_second_cold": (">=", 400),
    "speed_ratio_cold": (">=", 10),
    "batch_per_second": (">=", 1000),
    "rss_mb": ("<=", 200),
    "start_seconds": ("<=", 1),
    "index_mb": ("<=", 60),
    "index_build_seconds": ("<=", 10),
    "recall_against_brute_force": (">=", 1),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lists", type=Path, required=True, help="folder of list files")
    parser.add_argument("--pairs", type=Path, required=True, help="folder of name and entity pairs")
    parser.add_argument("--json", action="store_true", help="print one JSON object only")
    parser.add_argument("--quick", action="store_true", help="fewer questions, the rival's earlier answers, no results")
    parser.add_argument("--keep", action="store_true", help="the rival's earlier answers; no results")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=MEASURES, help="these measures; no results")
    parser.add_argument("--no-rival", action="store_true", help="ours alone; no results")
    parser.add_argument("--core", type=int, help="the core to run on (default: the last one allowed)")
    parser.add_argument("--brute-force", type=int, metavar="N", help="questions to compare with brute force")
    parser.add_argument("--brute-seconds", type=float, default=7200, metavar="S", help="stop comparing after so long")
    parser.add_argument("--failures", type=Path, metavar="FILE", help="write the rows that went wrong here")
    options = parser.parse_args()
    for folder in (options.lists, options.pairs):
        if not folder.is_dir():
            parser.error(f"{folder} is not a folder")
    core = pin(options.core)
    rival, why = None if options.no_rival else Rival(keep=options.quick or options.keep), None
    if rival and (why := rival.ready()):
        rival = None
        tell(f"The rival does not run, ours is measured alone: {why}")
    report = Report()
    try:
        with tempfile.TemporaryDirectory() as folder:
            measure(options, Path(folder), rival, report)
    except (DuecareError, OSError) as error:
        parser.error(str(error))
    totals(report)
    document = {
        **report.headline,
        "met": {key: met(report.headline, key) for key in ASKED if key in report.headline},
        "details": {
            **report.details,
            "threshold": DEFAULT_THRESHOLD,
            "rival": rival.versions if rival else why or "not asked",
            "rival_threshold": RIVAL_THRESHOLD,
            "core": core,
            "load_at_end": os.getloadavg() if hasattr(os, "getloadavg") else None,
            "python": platform.python_version(),
            "quick": options.quick,
            "rival_from_an_earlier_run": options.quick or options.keep,
        },
    }
    text = json.dumps(document, indent=2) + "\n"
    if not (options.quick or options.keep or options.no_rival) and set(options.only) == set(MEASURES):
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(text, "utf-8")
    if options.failures:
        options.failures.write_text(json.dumps(report.failures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(text if options.json else told(document))
    sys.exit(0 if all(document["met"].values()) else 1)


def measure(options: argparse.Namespace, work: Path, rival: Rival | None, report: Report) -> None:
    lists, pairs, quick = options.lists, options.pairs, options.quick
    count = options.brute_force or (200 if quick else 10_000)
    measures = {
        "names": lambda: name_pairs(pairs, rival, report),
        "judged": lambda: judged(pairs, rival, report),
        "typed": lambda: typed(lists, pairs, work, rival, report, quick=quick),
        "untyped": lambda: untyped(lists, work, rival, report, quick=quick),
        "speed": lambda: speed(lists, pairs, work, rival, report, quick=quick),
        "recall": lambda: recall(lists, work, report, count=count, seconds=options.brute_seconds),
    }
    for name in MEASURES:
        if name in options.only:
            started, before = time.monotonic(), set(report.headline)
            measures[name]()
            found = ", ".join(f"{key} {value}" for key, value in report.headline.items() if key not in before)
            tell(f"{name}: {time.monotonic() - started:.0f} s; {found}")


def pin(core: int | None) -> int | None:
    """Everything from here on, both sides, on one core; None where the system cannot pin."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    chosen = max(os.sched_getaffinity(0)) if core is None else core
    os.sched_setaffinity(0, {chosen})
    return chosen


def totals(report: Report) -> None:
    """Scores of exactly 1 for names that are not the same, on both sets of pairs."""
    for side in ("", "rival_"):
        rows = [report.details[key] for key in (f"{side}name_pairs", f"{side}judged") if key in report.details]
        if rows:
            key = "exactly_1_without_identical_name"
            report.headline[f"{side}{key}"] = sum(row[key] for row in rows)


def met(headline: dict[str, Any], key: str) -> bool:
    """Whether a figure is as asked; false hits may also be fewer than the rival's."""
    value, (sign, asked) = headline[key], ASKED[key]
    if value is None:
        return False
    if key == "typed_false_hits" and value < headline.get(f"rival_{key}", 0):
        return True
    return bool(value >= asked if sign == ">=" else value <= asked)


def tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def told(document: dict[str, Any]) -> str:
    def shown(value: Any) -> str:
        return (
            "" if value is None else f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        )

    lines = [f"{'':36}{'asked':>10}{'ours':>12}{WANTED.split('=')[0]:>15}"]
    for key in [*ASKED, *(one for one in document if one.startswith("untyped_recall_"))]:
        if key in document:
            sign, asked = ASKED.get(key, ("", None))
            mark = "" if document["met"].get(key, True) else "  not met"
            row = f"{sign} {shown(asked)}".strip()
            lines.append(
                f"{key.replace('_', ' '):36}{row:>10}{shown(document[key]):>12}"
                f"{shown(document.get('rival_' + key)):>15}{mark}"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
