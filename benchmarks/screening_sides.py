"""The two sides of benchmarks/screening.py, each run as a process: ours, and the rival in an environment of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening_lists import Question, entry_ftm

from duecare.parties.lists.record import ListEntry

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "benchmarks"
ENVIRONMENT = ROOT / "build" / "rival-nomenklatura"
CACHE = ROOT / "build" / "rival-answers"
WANTED = "nomenklatura==4.17.*"
CANDIDATES = 50
STARTS = 7


@dataclass(frozen=True, slots=True)
class Answers:
    """What a side said: per question the scores by entry, best first, and the seconds; and about the process.

    seconds: by the clock, which other load on the core lengthens; cpu: of the process alone.
    """

    scores: list[dict[str, float]]
    seconds: list[float]
    cpu: list[float]
    process: dict[str, Any]

    @property
    def per_second(self) -> float:
        return len(self.seconds) / sum(self.seconds)

    @property
    def per_cpu_second(self) -> float:
        return len(self.cpu) / sum(self.cpu)


def answers_of(lines: Sequence[dict[str, Any]]) -> Answers:
    *rows, process = lines
    return Answers(
        [dict(row["scores"]) if "scores" in row else {"": row["score"]} for row in rows],
        [row["seconds"] for row in rows],
        [row["cpu"] for row in rows],
        process,
    )


def merged(parts: Sequence[Answers]) -> Answers:
    """Rounds as one; the memory is that of the first process."""
    return Answers(
        [one for part in parts for one in part.scores],
        [one for part in parts for one in part.seconds],
        [one for part in parts for one in part.cpu],
        parts[0].process,
    )


def run(command: Sequence[str | Path], rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The lines that the process answers to the rows; its own words where it fails."""
    text = "".join(json.dumps(row) + "\n" for row in rows)
    done = subprocess.run(list(map(str, command)), input=text, capture_output=True, text=True, env=environment())
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command[1:3]))} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}


def started(command: Sequence[str | Path], row: Any) -> float:
    """Seconds from the start of the process to its first answer, less those of a Python that does nothing; medians."""
    text = json.dumps(row) + "\n"

    def median(words: Sequence[str | Path]) -> float:
        taken = []
        for _ in range(STARTS + 1):  # the first writes byte code and warms the disk
            begun = time.perf_counter()
            subprocess.run(
                list(map(str, words)), input=text, text=True, check=True, stdout=subprocess.DEVNULL, env=environment()
            )
            taken.append(time.perf_counter() - begun)
        return statistics.median(taken[1:])

    return median(command) - median([command[0], "-c", "pass"])


class Ours:
    """The product's index in a folder, asked by new processes."""

    def __init__(self, index: Path, threshold: float) -> None:
        self.index, self.threshold = index, threshold

    def command(self, mode: str, threshold: float | None = None) -> list[str | Path]:
        chosen = self.threshold if threshold is None else threshold
        return [sys.executable, HERE / "screening_ours.py", mode, self.index, str(chosen)]

    def search(self, questions: Sequence[Question], threshold: float | None = None) -> Answers:
        return answers_of(run(self.command("search", threshold), [one.document() for one in questions]))

    def batch(self, questions: Sequence[Question]) -> dict[str, Any]:
        result, process = run(self.command("batch"), [one.document() for one in questions])
        return {**result, **process}

    def brute(self, questions: Sequence[Question], seconds: float) -> list[dict[str, Any]]:
        return run([*self.command("brute"), str(seconds)], [one.document() for one in questions])[:-1]

    def start(self, question: Question) -> float:
        return started(self.command("start"), question.document())


class Rival:
    """logic-v2 in an environment of its own. keep: answers to the same input are taken from an earlier run."""

    def __init__(self, *, keep: bool) -> None:
        self.keep = keep
        self.python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.script = HERE / "screening_rival.py"
        self.versions: dict[str, str] = {}

    def ready(self) -> str | None:
        """None when the rival can run, made on first use; else why it cannot."""
        if not self.python.exists():
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
            try:
                subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True, capture_output=True, text=True)
                install = [self.python, "-m", "pip", "install", "--quiet", WANTED]
                subprocess.run(install, check=True, capture_output=True, text=True)
            except (OSError, subprocess.CalledProcessError) as error:
                shutil.rmtree(ENVIRONMENT, ignore_errors=True)
                said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
                return f"pip could not install {WANTED}: {said[-1] if said else error}"
        check = [self.python, "-c", "from nomenklatura.matching import LogicV2"]
        failed = subprocess.run(list(map(str, check)), capture_output=True, text=True)
        return (failed.stderr.strip().splitlines() or ["it ended"])[-1] if failed.returncode else None

    def pairs(self, rows: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> Answers:
        return answers_of(self.asked("pairs", [], [{"left": left, "right": right} for left, right in rows]))

    def score(self, questions: Sequence[Question], listed: Sequence[ListEntry], chosen: Sequence[list[int]]) -> Answers:
        """Every question against its candidates, given as places in the list."""
        entities = [entry_ftm(one) for one in listed]
        rows = [
            {"query": question.ftm(), "candidates": [listed[at].id for at in places]}
            for question, places in zip(questions, chosen, strict=True)
        ]
        return answers_of(self.asked("candidates", entities, rows))

    def start(self, question: Question, entry: ListEntry) -> float:
        row = {"left": question.ftm(), "right": entry_ftm(entry)}
        return started([self.python, self.script, "start"], row)

    def asked(self, mode: str, entities: list[Any], rows: list[Any]) -> list[dict[str, Any]]:
        digest = hashlib.sha256(self.script.read_bytes() + json.dumps([mode, entities, rows]).encode()).hexdigest()
        kept, listing = CACHE / f"{digest[:32]}.json", CACHE / f"{digest[:32]}.list.jsonl"
        if self.keep and kept.exists():
            lines: list[dict[str, Any]] = json.loads(kept.read_text("utf-8"))
        else:
            CACHE.mkdir(parents=True, exist_ok=True)
            listing.write_text("".join(json.dumps(one) + "\n" for one in entities), "utf-8")
            lines = run([self.python, self.script, mode, listing], rows)
            listing.unlink()
            kept.write_text(json.dumps(lines), "utf-8")
        self.versions = lines[-1]["versions"]
        return lines


def candidates(
    questions: Sequence[Question], listed: Sequence[ListEntry], count: int = CANDIDATES
) -> tuple[list[list[int]], float]:
    """The entries that the rival is given, and the share of right ones that had not to be added.

    The `count` entries with the nearest names by brute force (token sort ratio on romanised, lower-cased names). A
    right entry that is not among them takes the last place: the rival shall lose no match to a search that it has not
    made.
    """
    import numpy
    from anyascii import anyascii
    from rapidfuzz import fuzz, process

    def form(name: str) -> str:
        return " ".join(sorted(anyascii(name).lower().replace(",", " ").split()))

    names = [(form(name.text), at) for at, entry in enumerate(listed) for name in entry.names]
    texts, owners = [text for text, _ in names], numpy.array([at for _, at in names])
    places = {entry.id: at for at, entry in enumerate(listed)}
    chosen: list[list[int]] = []
    there = asked = 0
    for begin in range(0, len(questions), 64):
        block = questions[begin : begin + 64]
        table = process.cdist([form(one.name) for one in block], texts, scorer=fuzz.ratio, dtype=numpy.uint8, workers=1)
        for question, row in zip(block, table, strict=True):
            near = numpy.argsort(row, kind="stable")[::-1][: count * 40]
            best = list(dict.fromkeys(owners[near].tolist()))[:count]
            right = [places[one] for one in question.right if one in places]
            if right:
                asked += 1
                there += any(at in best for at in right)
                if not any(at in best for at in right):
                    best[-1] = right[0]
            chosen.append(best)
    return chosen, there / asked if asked else 1.0
