"""How long papers take, each as a process that a person starts at a terminal.

    python benchmarks/papers.py [--deal FILE] [--cases N] [--runs N]

Each figure is a median, with a floor measured in the same run: the same deals reviewed, and written as JSON. Asked: a
memo as PDF under 2 s, a board pack of 100 cases under 20 s. Beside the seconds on the clock stand those of the
processor, which say the same on a busy machine.
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
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).parent / "results" / "papers.json"
EXAMPLES = ROOT / "examples"


@dataclass(frozen=True, slots=True)
class Figure:
    """A paper, how long it took, what was asked, and what nothing can go below: seconds by clock and by processor."""

    name: str
    taken: tuple[float, float]
    asked: float
    least: tuple[float, float]
    floor_is: str

    @property
    def seconds(self) -> float:
        return self.taken[0]

    @property
    def floor(self) -> float:
        return self.least[0]

    @property
    def met(self) -> bool:
        return self.seconds < self.asked

    def document(self) -> dict[str, Any]:
        return {
            "seconds": round(self.seconds, 2), "asked": self.asked, "met": self.met, "floor": round(self.floor, 2),
            "floor_is": self.floor_is, "ratio": round(self.seconds / self.floor, 2),
            "processor_seconds": round(self.taken[1], 2), "floor_processor_seconds": round(self.least[1], 2),
        }  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--deal", type=Path, default=EXAMPLES / "xinjiang-2017-city-cameras.yaml")
    arguments.add_argument("--cases", type=int, default=100)
    arguments.add_argument("--runs", type=int, default=5)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = [*memos(options.deal, Path(folder), options.runs), *packs(options.cases, Path(folder), options.runs)]
    document = {
        "figures": {figure.name: figure.document() for figure in figures},
        "deal": options.deal.name, "cases": options.cases, "runs": options.runs, "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1), "python": platform.python_version(),
    }  # fmt: skip
    RESULTS.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    for figure in figures:
        print(
            f"{figure.name}: {figure.seconds:.2f} s (asked: under {figure.asked:g} s), "
            f"{figure.seconds / figure.floor:.2f} times {figure.floor_is} ({figure.floor:.2f} s); "
            f"of the processor {figure.taken[1]:.2f} s, {figure.taken[1] / figure.least[1]:.2f} times"
        )
    sys.exit(0 if all(figure.met for figure in figures) else 1)


def memos(deal: Path, folder: Path, runs: int) -> list[Figure]:
    """The memo of one deal in each form that is filed."""
    floor = taken(["review", deal, "--format", "json", "-o", folder / "review.json"], folder, runs)
    return [
        Figure(f"memo as {form}", taken(["review", deal, "-o", folder / f"memo.{form}"], folder, runs), 2, floor,
               "the review alone")
        for form in ("pdf", "docx", "xlsx")
    ]  # fmt: skip


def packs(cases: int, folder: Path, runs: int) -> list[Figure]:
    """The board pack of so many deals: the examples over and over, each under a name of its own."""
    deals = []
    for number, path in enumerate(islice(cycle(sorted(EXAMPLES.glob("*.yaml"))), cases), 1):
        deals.append(folder / f"C-{number:03}.yaml")
        deals[-1].write_bytes(path.read_bytes())
    reviews = folder / "reviews"
    reviews.mkdir()
    floor = taken(["review", *deals, "--format", "json", "-o", reviews], folder, min(runs, 3))
    return [
        Figure(f"board pack of {cases} as {form}",
               taken(["paper", "board-pack", *deals, "-o", folder / f"pack.{form}"], folder, min(runs, 3)), 20, floor,
               f"the {cases} reviews alone")
        for form in ("pdf", "docx", "xlsx")
    ]  # fmt: skip


def taken(words: Sequence[object], home: Path, runs: int) -> tuple[float, float]:
    """Seconds of a command by clock and by processor, each the median of some runs; the first run is not counted."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DUECARE_HOME": str(home / "home")}
    clock, processor = [], []
    for _ in range(runs + 1):
        began, used = time.perf_counter(), sum(os.times()[2:4])
        subprocess.run(
            [sys.executable, "-m", "duecare", *map(str, words)], env=environment, check=True, capture_output=True
        )
        clock.append(time.perf_counter() - began)
        processor.append(sum(os.times()[2:4]) - used)
    return statistics.median(clock[1:]), statistics.median(processor[1:])


if __name__ == "__main__":
    main()
