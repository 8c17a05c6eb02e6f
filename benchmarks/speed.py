"""How long one review takes: judged in memory, reviewed in memory, and from a cold shell.

    python benchmarks/speed.py [--deal FILE] [--json]

Each figure is a median, with a floor measured in the same run: what the work costs without Duecare (the loop without
the rules, Python starting, Python reading the same file). Asked: the whole rule set with its trace under 1 ms, a whole
review without screening under 10 ms, `duecare review` from a cold shell under 0.8 s, `import duecare` under 0.2 s.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from duecare.facts import vocabulary
from duecare.guidance import load_guidance
from duecare.guidance.load import SHIPPED, compiler_key, shipped_documents
from duecare.guidance.source import folder_hash, instrument_folders
from duecare.review import load_policy, review
from duecare.review.evidence import settle
from duecare.review.gather import gather
from duecare.review.judge import Frame, Rule, build_frames, judge, rules_in_force
from duecare.transaction import Transaction, read_transaction

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).parent / "results" / "speed.json"
EXAMPLES = ROOT / "examples"
LAW_AT = datetime.date(2026, 11, 24)
IN_MEMORY_RUNS, SHELL_RUNS = 200, 7


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured, what was asked of it and what nothing can go below, in milliseconds."""

    name: str
    milliseconds: float
    asked: float | None
    floor: float
    floor_is: str

    @property
    def met(self) -> bool:
        return self.asked is None or self.milliseconds < self.asked

    def document(self) -> dict[str, Any]:
        return {
            "milliseconds": round(self.milliseconds, 3),
            "asked": self.asked,
            "met": self.met,
            "floor": round(self.floor, 3),
            "floor_is": self.floor_is,
            "ratio": round(self.milliseconds / self.floor, 1),
        }


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--deal", type=Path, default=EXAMPLES / "xinjiang-2017-city-cameras.yaml")
    arguments.add_argument("--json", action="store_true", help="print the figures as JSON only")
    options = arguments.parse_args()
    figures = [*in_memory(options.deal), *from_a_cold_shell(options.deal)]
    document = {
        "figures": {figure.name: figure.document() for figure in figures},
        "deal": options.deal.name,
        "every_deal_reviewed": every_deal(),
        "instruments_compiled": compiled(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    print(json.dumps(document, indent=2) if options.json else told(figures, document))
    sys.exit(0 if all(figure.met for figure in figures) else 1)


def in_memory(path: Path) -> list[Figure]:
    """The rule set and the whole review, in a process that has loaded everything."""
    deal, guidance, policy, words = read_transaction(path), load_guidance(), load_policy(), vocabulary()
    known_at = deal.date or LAW_AT
    gathered = gather(deal, known_at=known_at, law_at=LAW_AT)
    rules = rules_in_force(guidance, LAW_AT)
    settled, _ = settle(gathered.assertions, words, known_at)
    frames = build_frames(gathered, settled)
    rows = [(rule, frame) for rule in rules for frame in frames[rule.entry.subject]]
    loop = median(lambda: [None for _ in rows], IN_MEMORY_RUNS)
    bare = median(lambda: [rule.evaluate(frame.row) for rule, frame in rows], IN_MEMORY_RUNS)
    traced = median(lambda: with_trace(rows), IN_MEMORY_RUNS)
    judged = median(lambda: judge(gathered, guidance, words), IN_MEMORY_RUNS)

    def reviewed(transaction: Transaction) -> Callable[[], object]:
        return lambda: review(transaction, known_at=known_at, law_at=LAW_AT, guidance=guidance, policy=policy)

    unnamed = replace(deal, parties=tuple(replace(party, names=()) for party in deal.parties))
    unscreened = median(reviewed(unnamed), IN_MEMORY_RUNS // 4)
    whole = median(reviewed(deal), IN_MEMORY_RUNS // 4)
    return [
        Figure("conditions alone", bare, None, loop, f"the loop over {len(rows)} rows without the rules"),
        Figure("whole rule set with the values read", traced, 1, bare, "the conditions alone"),
        Figure("judge, from assertions to verdicts", judged, 1, bare, "the conditions alone"),
        Figure("review without screening", unscreened, 10, judged, "judge"),
        Figure("review", whole, None, judged, "judge"),
    ]


def with_trace(rows: Sequence[tuple[Rule, Frame]]) -> list[tuple[str, bool | None, dict[str, Any]]]:
    """Every verdict with the values it was read from."""
    found = []
    for rule, frame in rows:
        row = frame.row
        found.append((rule.entry.id, rule.evaluate(row), {column: row.get(column) for column in rule.columns}))
    return found


def every_deal() -> dict[str, float]:
    """Milliseconds of a review of each example, screening included: the median deal and the slowest."""
    taken = []
    for path in sorted(EXAMPLES.glob("*.yaml")):
        deal = read_transaction(path)
        known_at = deal.date or LAW_AT
        taken.append(median(lambda: review(deal, known_at=known_at, law_at=LAW_AT), 10))  # noqa: B023
    return {"deals": len(taken), "median": round(statistics.median(taken), 3), "slowest": round(max(taken), 3)}


def from_a_cold_shell(path: Path) -> list[Figure]:
    """New processes, as a person at a terminal starts them; the first of each is not counted (byte code, disk)."""
    script = Path(sys.executable).with_name("duecare")
    duecare = [str(script)] if script.exists() else [sys.executable, "-m", "duecare"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        as_json = folder / "deal.json"
        as_json.write_text(json.dumps(_plain(path), ensure_ascii=False, default=str), "utf-8")
        environment = os.environ | {"DUECARE_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT / "src")}

        def shell(*command: str) -> float:
            return median(lambda: _run(command, environment), SHELL_RUNS)

        def python(text: str) -> float:
            return shell(sys.executable, "-c", text)

        nothing = python("pass")
        read_yaml = python(
            f"from ruamel.yaml import YAML; YAML(typ='safe', pure=True).load(open({str(path)!r}, encoding='utf-8'))"
        )
        read_json = python(f"import json; json.load(open({str(as_json)!r}, encoding='utf-8'))")
        figures = [Figure("import duecare", python("import duecare"), 200, nothing, "python -c pass")]
        for source, floor, means in ((path, read_yaml, "YAML"), (as_json, read_json, "JSON")):
            for form in ("text", "html", "json"):
                taken = shell(*duecare, "review", str(source), "--format", form, "-o", str(folder / f"memo.{form}"))
                said = f"Python reading the same {means}"
                figures.append(Figure(f"duecare review, {means} to {form}", taken, 800, floor, said))
        return figures


def _plain(path: Path) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(path.read_text("utf-8"))


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")


def median(measured: Callable[[], object], runs: int) -> float:
    """Milliseconds, after one run that is not counted."""
    measured()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        measured()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def compiled() -> bool:
    """Whether the JSON shipped is current; if not, the first run compiles and later ones read the cache."""
    shipped = shipped_documents()
    hashes = {name: row["hash"] for name, row in shipped["instruments"].items()}
    now = {folder.name: folder_hash(folder) for folder in instrument_folders(SHIPPED)}
    return bool(shipped["key"] == compiler_key() and hashes == now)


def told(figures: Sequence[Figure], document: dict[str, Any]) -> str:
    lines = [f"{document['deal']}, Python {document['python']}, {document['cores']} cores; medians in milliseconds"]
    if not document["instruments_compiled"]:
        lines.append("the compiled instruments are not current: run scripts/compile_data.py for the true start-up time")
    for figure in figures:
        asked = f"asked < {figure.asked:g}" if figure.asked else ""
        verdict = "" if figure.met else "  NOT MET"
        lines.append(
            f"  {figure.name:38} {figure.milliseconds:9.3f}  {asked:12} "
            f"{figure.milliseconds / figure.floor:6.1f} times {figure.floor_is} ({figure.floor:.3f}){verdict}"
        )
    deals = document["every_deal_reviewed"]
    lines.append(
        f"  {deals['deals']} examples reviewed with screening: "
        f"median {deals['median']:.1f}, slowest {deals['slowest']:.1f}"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
