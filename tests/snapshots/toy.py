"""A toy source for tests: a list with a day in its first line, a row a line as `id;name`, and `end` as its last."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from duecare.errors import InputError
from duecare.snapshots import RawFile, Reading, Source, SourceFile
from duecare.transaction import decode

TODAY = datetime.date(2026, 11, 26)


def toy_source(url: str = "https://lists.example/toy", files: Sequence[str] = ("toy.txt",)) -> Source:
    return Source(
        key="toy",
        title="Toy list",
        publisher="Nobody",
        licence="None needed",
        access="open",
        files=tuple(SourceFile(name, "toy", f"{url}/{name}") for name in files),
        lists=("toy-a",),
        cadence="never",
        stale_after_days=7,
        page="https://lists.example",
        most_bytes=1_000_000,
    )


def toy(rows: Iterable[str] | int, day: str = "2026-11-20") -> bytes:
    """A list of so many rows, or of these."""
    lines = [f"toy-a:{number};Name {number}" for number in range(rows)] if isinstance(rows, int) else rows
    return "\n".join((day, *lines, "end")).encode()


def read_toy(files: Sequence[RawFile]) -> Iterator[tuple[str, str]]:
    for file in files:
        lines = decode(file.path.read_bytes(), str(file.path)).splitlines()
        if lines[-1:] != ["end"]:
            raise InputError("ends in the middle", path=str(file.path), line=len(lines))
        for line in lines[1:-1]:
            row_id, _, name = line.partition(";")
            yield row_id, hashlib.sha256(name.encode()).hexdigest()


def day_of_toy(files: Sequence[RawFile]) -> datetime.date | None:
    days = [file.path.read_text("utf-8").partition("\n")[0] for file in files]
    return max((datetime.date.fromisoformat(day) for day in days if day), default=None)


READING = Reading(read_toy, day_of_toy, "1")
LATER_READING = replace(
    READING, rows=lambda files: ((row_id, digest[::-1]) for row_id, digest in read_toy(files)), version="2"
)
