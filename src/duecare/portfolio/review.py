"""`duecare portfolio review`: from a book to a result folder, with what it rests on in the manifest."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duecare
from duecare.countries import CountryData, starter_data
from duecare.errors import InputError
from duecare.facts import vocabulary
from duecare.guidance import Guidance
from duecare.portfolio.engine import Engine, Local
from duecare.portfolio.entities import Sources
from duecare.portfolio.run import reviewed
from duecare.portfolio.tables import read_manifest, refuse_foreign, write_result
from duecare.review.policy import Policy

if TYPE_CHECKING:
    from duecare.parties.screening.loaded import Lists
    from duecare.portfolio.mapping import Mapping
    from duecare.portfolio.read_book import Book

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What came of a review. unchanged: the folder holds the result of the same inputs already; nothing was done."""

    folder: Path
    manifest: dict[str, Any]
    unchanged: bool


def review_book(
    paths: Sequence[str],
    folder: Path,
    *,
    mapping: Mapping,
    known_at: datetime.date,
    law_at: datetime.date,
    guidance: Guidance,
    policy: Policy,
    lists: Lists | None = None,
    country_data: CountryData | None = None,
    workers: int = 1,
    engine: Engine | None = None,
    say: Say = lambda what: None,
) -> Reviewed:
    """Review a book and write the result.

    Args:
        paths: Files, a folder of them, or the URL of a database table.
        folder: Where the result goes; a result of ours that is there is replaced when the new one is complete.
        mapping: Which columns of the export are which of ours.
        known_at: Nothing found or listed later counts, for every row.
        law_at: Instruments in force on this day.
        guidance: The instruments.
        policy: The house policy.
        lists: Sanctions and export-control lists; without them, the starter's.
        country_data: Indices, treaties and programmes; without them, the starter's.
        workers: How many processes of this computer work.
        engine: What reads the book and judges; without one, DuckDB and the processes of this computer.
        say: Told what is being done.

    Raises:
        InputError: a book or mapping that cannot be read.
        OutputError: the result cannot be written. One that was there is still there.
    """
    engine = engine or Local()
    refuse_foreign(folder)
    started = time.perf_counter()
    say("Reading the book.")
    book = engine.read(paths, mapping)
    basis = _basis(book, known_at, law_at, guidance, policy, lists, country_data)
    if folder.exists() and read_manifest(folder).get("basis") == basis:
        return Reviewed(folder, read_manifest(folder), unchanged=True)
    columns = [column.name for column in book.columns]
    if book.rows == 0:
        raise InputError(f"holds no row that can be reviewed; {book.rejected:,} were rejected", path=paths[0])
    say(f"Numbering {book.rows:,} transactions.")
    rows = engine.numbered(book)
    say(
        f"Looking at {len(rows.party_rows) - 1:,} parties, {len(rows.items.rows) - 1:,} items and"
        f" {len(rows.codes) - 1:,} countries."
    )
    sources = Sources(known_at, law_at, book.provenance, lists, country_data)
    read = time.perf_counter()
    looked, profiles, groups, found = reviewed(rows, sources, guidance, policy, workers=workers, done=engine.done_by)
    judged = time.perf_counter()
    say("Writing the result.")
    manifest = {
        "engine": duecare.__version__,
        "run_on": engine.name,
        "basis": basis,
        "known_at": known_at.isoformat(),
        "law_at": law_at.isoformat(),
        "policy": f"{policy.id} {policy.version}",
        "policy_hash": policy.hash,
        "vocabulary_hash": vocabulary().hash,
        "instruments": dict(guidance.hashes),
        "lists": _lists(lists),
        "countries": _countries(country_data),
        "book": {
            "sources": list(book.sources),
            "digest": book.digest,
            "rows": book.rows,
            "rejected": book.rejected,
            "columns": columns,
            "unmapped": list(book.unmapped),
        },
        "counts": {
            "transactions": rows.size,
            "signatures": sum(len(one.known) for one in groups),
            "shapes": len(groups),
            "parties": len(rows.party_rows) - 1,
            "items": len(rows.items.rows) - 1,
            "countries": len(rows.codes) - 1,
        },
        "seconds": {"reading": round(read - started, 2), "judging": round(judged - read, 2)},
    }
    write_result(folder, book.connection, columns, rows, looked, groups, found, profiles, guidance, manifest)
    return Reviewed(folder, manifest, unchanged=False)


def _basis(
    book: Book,
    known_at: datetime.date,
    law_at: datetime.date,
    guidance: Guidance,
    policy: Policy,
    lists: Lists | None,
    country_data: CountryData | None,
) -> str:
    """Everything that a result rests on, as one hash: two runs over the same give the same."""
    parts = [
        duecare.__version__,
        book.digest,
        known_at.isoformat(),
        law_at.isoformat(),
        policy.hash,
        vocabulary().hash,
        *(f"{key} {value}" for key, value in sorted(guidance.hashes.items())),
        *(f"{key} {value}" for key, value in sorted(_lists(lists).items())),
        repr(_countries(country_data)),
    ]
    return sha256("\n".join(parts).encode()).hexdigest()


def _lists(lists: Lists | None) -> dict[str, str]:
    return {one.key: f"{one.date.isoformat()} {one.sha256[:16]}" for one in lists.loaded} if lists is not None else {}


def _countries(data: CountryData | None) -> dict[str, Any]:
    held = data or starter_data()
    return {
        "as_of": held.profiles.as_of.isoformat(),
        "policy": held.profiles.policy,
        "datasets": sorted(f"{one.dataset} {one.sha256[:16]}" for one in held.profiles.datasets),
    }
