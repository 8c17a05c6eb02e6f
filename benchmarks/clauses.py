"""How long the annex of a deal takes, as a process that a person starts at a terminal.

    python benchmarks/clauses.py [--deal FILE] [--runs N]

Asked: the annex of a case with 15 findings or more under 1 s. Each figure is a median of interleaved runs, beside a
floor measured in the same run: the bare review of the same deal. Beside the seconds on the clock stand those of the
processor, which say the same on a busy machine. kept: the annex as DOCX of a review that is kept already, as the office
has it, from its bytes to those of the annex, in a process that runs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).parent / "results" / "clauses.json"
ASKED = 1.0
FORMS = ("docx", "pdf", "json", "html")


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--deal", type=Path, default=ROOT / "examples" / "iran-2008-interception-centre.yaml")
    arguments.add_argument("--runs", type=int, default=9)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        commands = {
            "review": ["review", options.deal, "--format", "json", "-o", home / "review.json"],
            **{form: ["clauses", options.deal, "-o", home / f"annex.{form}"] for form in FORMS},
            "docx with reasons": ["clauses", options.deal, "-o", home / "a.docx", "--reasons", home / "r.docx"],
        }  # fmt: skip
        found = measured(commands, home, options.runs)
        review = json.loads((home / "review.json").read_text("utf-8"))
        found["kept, docx"] = kept((home / "review.json").read_bytes(), options.runs)
        record = json.loads((home / "annex.json").read_text("utf-8"))["record"]
    floor = found.pop("review")
    document = {
        "asked": ASKED, "floor_is": "the review of the same deal alone", "floor": floor,
        "figures": {form: {**seconds, "ratio": round(seconds["processor"] / floor["processor"], 2),
                           "met": seconds["clock"] < ASKED} for form, seconds in found.items()},
        "deal": options.deal.name, "raised": sum(one["status"] == "raised" for one in review["findings"]),
        "clauses": len(record["clauses"]), "runs": options.runs, "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1), "python": platform.python_version(),
    }  # fmt: skip
    RESULTS.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    print(json.dumps(document, indent=2))
    sys.exit(0 if all(one["met"] for one in document["figures"].values()) else 1)


def measured(commands: dict[str, list[Any]], home: Path, runs: int) -> dict[str, dict[str, float]]:
    """Medians of each command by clock and by processor, run in turn; the first turn is not counted."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, words in commands.items():
            taken[name].append(once(words, home))
    return {
        name: {"clock": round(statistics.median(one for one, _ in rows[1:]), 3),
               "processor": round(statistics.median(one for _, one in rows[1:]), 3)}
        for name, rows in taken.items()
    }  # fmt: skip


def kept(written: bytes, runs: int) -> dict[str, float]:
    """Medians of the seconds that an annex of a kept review takes."""
    from duecare.guidance.clauses import load_clauses
    from duecare.papers.clauses import Words, annex_document, choose, paper_for, parts_of
    from duecare.papers.layout import Marks
    from duecare.papers.layout.word import docx_bytes
    from duecare.review import written_review

    taken = []
    for _ in range(runs + 1):
        began, used = time.perf_counter(), time.process_time()
        review, library = written_review(json.loads(written)), load_clauses()
        kind = paper_for(review)
        choice = choose(review, library, kind)
        words = Words.of(review, library, kind)
        day = review.known_at.isoformat()
        marks = Marks(version="1", status="draft", mark="internal", data_date=day, made=day,
                      basis_hash=review.basis_hash)  # fmt: skip
        schedule = library.forms[kind].schedule
        under = (Words.of(review, library, schedule), parts_of(choice.schedule)) if schedule else None
        docx_bytes(annex_document(review, words, marks, parts_of(choice.chosen), under, choice))
        taken.append((time.perf_counter() - began, time.process_time() - used))
    return {"clock": round(statistics.median(one for one, _ in taken[1:]), 3),
            "processor": round(statistics.median(one for _, one in taken[1:]), 3)}  # fmt: skip


def once(words: Sequence[object], home: Path) -> tuple[float, float]:
    """Seconds of one run, by clock and by processor."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DUECARE_HOME": str(home / "home")}
    began, used = time.perf_counter(), sum(os.times()[2:4])
    command = [sys.executable, "-m", "duecare", *map(str, words)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began, sum(os.times()[2:4]) - used


if __name__ == "__main__":
    main()
