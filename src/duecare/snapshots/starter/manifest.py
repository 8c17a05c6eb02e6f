"""What the starter is made of: each file with its date, rows, sources, licence and hash."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from duecare.snapshots.starter.files import read_bytes, read_json


@dataclass(frozen=True, slots=True)
class Dataset:
    """One data file of the starter."""

    name: str
    date: datetime.date
    rows: int
    sources: tuple[str, ...]
    licence: str
    sha256: str


def manifest() -> tuple[Dataset, ...]:
    """Every data file of the starter, with the hash of the bytes that are installed.

    >>> [dataset.name for dataset in manifest()]
    ['countries', 'listed_parties', 'regions']
    """
    return tuple(
        Dataset(
            raw["name"],
            datetime.date.fromisoformat(raw["date"]),
            len(read_json(raw["file"])),
            tuple(raw["sources"]),
            raw["licence"],
            hashlib.sha256(read_bytes(raw["file"])).hexdigest(),
        )
        for raw in read_json("manifest.json")
    )
