"""How well kind and tie are made out from names alone, on labelled bodies held out by hash, and how fast.

    python benchmarks/government.py [--development] [--output FILE]

Reads training/government/bodies_held_out.csv and prints figures only, never a row: who writes words or rules must not
see them. Macro-F1 is the mean over the classes that the labels have; a class of few rows weighs as much as one of many,
so the number of rows stands beside. `unknown` is a class of tie (most names show none); of kind it is none: saying
nothing is a miss.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
sys.path.insert(0, str(ROOT / "scripts"))

from split_bodies import DEVELOPMENT, HELD_OUT, Body, read_bodies  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "government.json"
FIRST_TWELVE = ("en", "es", "fr", "pt", "ru", "ar", "de", "zh", "uk", "tr", "fa", "vi")
ROUNDS = 5


def scores(pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
    """Counts and F1 of each class of pairs (labelled, read), their mean over labelled classes, and by support."""
    classes = {}
    for code in sorted({label for label, _ in pairs}):
        right = sum(label == code == read for label, read in pairs)
        read_as = sum(read == code for _, read in pairs)
        rows = sum(label == code for label, _ in pairs)
        f1 = 2 * right / (read_as + rows) if read_as + rows else 0.0
        classes[code] = {"rows": rows, "read": read_as, "right": right, "f1": round(f1, 4)}
    total = sum(item["rows"] for item in classes.values())
    return {
        "macro_f1": round(sum(item["f1"] for item in classes.values()) / len(classes), 4),
        "weighted_f1": round(sum(item["f1"] * item["rows"] for item in classes.values()) / total, 4),
        "accuracy": round(sum(label == read for label, read in pairs) / len(pairs), 4),
        "classes": classes,
    }


def measure(bodies: Sequence[Body]) -> dict[str, object]:
    """All figures on some labelled bodies."""
    from duecare.parties import government

    started = time.perf_counter()
    next(government.read_bodies([("x", None)]))
    load = time.perf_counter() - started
    names = [(body.name, body.country) for body in bodies]
    first = time.perf_counter()
    readings = list(government.read_bodies(names))
    cold = len(names) / (time.perf_counter() - first)
    warm = 0.0
    for _ in range(ROUNDS):
        first = time.perf_counter()
        for _ in government.read_bodies(names):
            pass
        warm = max(warm, len(names) / (time.perf_counter() - first))
    kinds = [(body.kind, reading.kind or "unknown") for body, reading in zip(bodies, readings, strict=True)]
    ties = [(body.tie, reading.tie or "unknown") for body, reading in zip(bodies, readings, strict=True)]
    bare = list(government.read_bodies((body.name, None) for body in bodies))
    bare_kinds = [(body.kind, reading.kind or "unknown") for body, reading in zip(bodies, bare, strict=True)]
    bare_ties = [(body.tie, reading.tie or "unknown") for body, reading in zip(bodies, bare, strict=True)]
    languages: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for body, kind, tie in zip(bodies, kinds, ties, strict=True):
        row = languages[body.language.partition("-")[0]]
        row[0] += 1
        row[1] += kind[0] == kind[1]
        row[2] += tie[0] == tie[1]
    first_twelve = [place for place, body in enumerate(bodies) if body.language.partition("-")[0] in FIRST_TWELVE]
    return {
        "rows": len(bodies),
        "kind": scores(kinds),
        "tie": scores(ties),
        "without_country": {
            "kind_macro_f1": scores(bare_kinds)["macro_f1"],
            "tie_macro_f1": scores(bare_ties)["macro_f1"],
        },
        "first_twelve_languages": {
            "rows": len(first_twelve),
            "kind_macro_f1": scores([kinds[place] for place in first_twelve])["macro_f1"],
            "tie_macro_f1": scores([ties[place] for place in first_twelve])["macro_f1"],
        },
        "confidence": {
            said: {"rows": rows, "right": right}
            for said, (rows, right) in sorted(_by_confidence(bodies, readings).items())
        },
        "languages": {
            code: {"rows": rows, "kind": kind, "tie": tie} for code, (rows, kind, tie) in sorted(languages.items())
        },
        "load_seconds": round(load, 4),
        "names_per_second_first_time": round(cold),
        "names_per_second": round(warm),
    }


def _by_confidence(bodies: Sequence[Body], readings: Sequence[object]) -> dict[str, tuple[int, int]]:
    """How often a kind is right, by the confidence it was given with."""
    rows: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for body, reading in zip(bodies, readings, strict=True):
        said = str(getattr(reading, "kind_confidence") or "unknown")  # noqa: B009
        rows[said] += 1
        right[said] += getattr(reading, "kind") == body.kind  # noqa: B009
    return {said: (rows[said], right[said]) for said in rows}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--development", action="store_true", help="measure on the development set; nothing is written")
    parser.add_argument("--output", type=Path, default=RESULTS, help=f"default: {RESULTS.relative_to(ROOT)}")
    options = parser.parse_args(arguments)
    found = measure(read_bodies(DEVELOPMENT if options.development else HELD_OUT))
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    print(text, end="")
    if not options.development:
        options.output.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
