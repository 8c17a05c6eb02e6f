"""What the starter is made of: each file with its date, rows, sources, licence and hash."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from duecare.snapshots.starter.files import read_bytes, read_json


@dataclass(frozen=True, slots=True)
class Dataset:
    """One data file of the starter. rows: of observations, each country's values of an indicator are one."""

    name: str
    date: datetime.date
    rows: int
    sources: tuple[str, ...]
    licence: str
    sha256: str


def manifest() -> tuple[Dataset, ...]:
    """Every data file of the starter, with the hash of the bytes that are installed.

    >>> [dataset.name for dataset in manifest()]
    ['countries', 'listed_parties', 'observations', 'practice', 'regions']
    """
    return tuple(
        Dataset(
            raw["name"],
            datetime.date.fromisoformat(raw["date"]),
            _rows(raw["file"]),
            tuple(raw["sources"]),
            raw["licence"],
            hashlib.sha256(read_bytes(raw["file"])).hexdigest(),
        )
        for raw in read_json("manifest.json")
    )


def _rows(file: str) -> int:
    if file.endswith(".jsonl"):
        return read_bytes(file).count(b"\n") - 1  # the first line says where the others stand
    held = read_json(file)
    if file == "observations.json":
        return sum(len(countries) for one in held["datasets"] for countries in one["values"].values())
    return len(held)
