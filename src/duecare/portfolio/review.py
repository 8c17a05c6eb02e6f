"""`duecare portfolio review`: from a book to a result folder, with what it rests on in the manifest."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duecare.countries import CountryData
from duecare.errors import InputError
from duecare.guidance import Guidance
from duecare.portfolio.book.numbered import Numbered
from duecare.portfolio.judging.layout import laid_out
from duecare.portfolio.judging.place import new_profiles
from duecare.portfolio.judging.processes import DoneBy, alongside, done_here
from duecare.portfolio.judging.run import judged, looked_at, signed
from duecare.portfolio.result.inputs import basis_of, inputs_of
from duecare.portfolio.result.judged_tables import JudgedTables
from duecare.portfolio.result.kept import Kept
from duecare.portfolio.result.result_folder import read_manifest, refuse_foreign, written_whole
from duecare.portfolio.result.tables import write_tables
from duecare.portfolio.spark.engine import Engine, Local
from duecare.portfolio.subjects.looking import Sources
from duecare.portfolio.subjects.party_index import write_party_index
from duecare.review.policy import Policy

if TYPE_CHECKING:
    from duecare.parties.screening.loaded import Lists
    from duecare.portfolio.book.mapping import Mapping
    from duecare.portfolio.together.relationships import Given

Say = Callable[[str], None]
Advance = Callable[[str, int, int], None]


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
    advance: Advance = lambda what, done, total: None,
    given: Given | None = None,
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
        advance: Told how many items, parties and outcomes are done, and of how many.
        given: Framework agreements, a sell-through report, an acquired company, for what the deals say together.

    Raises:
        InputError: a book or mapping that cannot be read.
        OutputError: the result cannot be written. One that was there is still there.
    """
    from duecare.portfolio.together.relationships import related

    engine = engine or Local()
    refuse_foreign(folder)
    started = time.perf_counter()
    say("Reading the book.")
    together = related(engine.read(paths, mapping), policy.relationships, known_at, given)
    book = together.book
    for line in together.noted:
        say(line)
    inputs = inputs_of(known_at, law_at, guidance, policy, lists, country_data)
    basis = basis_of(inputs, book.digest)
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
    seconds = round(time.perf_counter() - started, 2)
    manifest: dict[str, Any] = {
        "basis": basis,
        "run_on": engine.name,
        **inputs,
        "book": {
            "sources": list(book.sources),
            "digest": book.digest,
            "rows": book.rows,
            "rejected": book.rejected,
            "columns": columns,
            "unmapped": list(book.unmapped),
        },
        "relationships": dict(together.said),
    }
    with written_whole(folder, manifest, basis) as beside:
        manifest |= write_reviewed(
            beside, book.connection, columns, rows, sources, guidance, policy, workers, say, advance, engine.done_by
        )
        manifest["seconds"] = {"reading": seconds, **manifest["seconds"]}
    return Reviewed(folder, manifest, unchanged=False)


def write_reviewed(
    folder: Path,
    connection: Any,
    columns: Sequence[str],
    rows: Numbered,
    sources: Sources,
    guidance: Guidance,
    policy: Policy,
    workers: int = 1,
    say: Say = lambda what: None,
    advance: Advance = lambda what, done, total: None,
    done_by: DoneBy = done_here,
) -> dict[str, Any]:
    """Review a numbered book and write every table of the result.

    Args:
        folder: Where the tables go. Pieces that an earlier run over the same has left there are not made again.
        connection: DuckDB, with the table `book`.
        columns: Its canonical columns.
        rows: The book by numbers.
        sources: What subjects are looked at with.
        guidance: The instruments.
        policy: The house policy.
        workers: How many processes.
        say: Told what is being done.
        advance: Told how many items, parties and outcomes are done, and of how many.
        done_by: Who judges.

    Returns:
        `counts` and `seconds` of the manifest.
    """
    started = time.perf_counter()
    kept = Kept(folder)
    many = {"item": ("items", len(rows.items.rows) - 1), "party": ("parties", len(rows.party_rows) - 1)}

    def looking(kind: str, done: int) -> None:
        advance(many[kind][0], done, many[kind][1])

    names = [row.get(f"{role}.name") or "" for role, row, _ in rows.party_rows]
    listed = sources.lists is not None and not sources.lists.starter
    with alongside(lambda: write_party_index(folder, names if listed else ()), workers):
        looked = looked_at(rows, replace(sources, folder=folder, advance=looking), workers=workers)
    profiles = new_profiles()
    groups = signed(laid_out(rows, looked, profiles))
    found = time.perf_counter()
    count = sum(len(one.known) for one in groups)
    say(f"Judging {count:,} different transactions.")
    tables = JudgedTables(folder, guidance, sources.law_at, kept=kept)
    judgement = judged(
        groups, profiles, guidance, policy, sources.law_at, made=tables.made, each=tables.keep,
        done=tables.done, workers=workers,
        advance=lambda done, total: advance("outcomes", done, total), done_by=done_by,
    )  # fmt: skip
    outcomes = int(judgement.outcome.max(initial=-1)) + 1
    judged_at = time.perf_counter()
    say("Writing the result.")
    write_tables(folder, connection, columns, rows, looked, groups, judgement, profiles)
    return {
        "counts": {
            "transactions": rows.size,
            "signatures": count,
            "outcomes": outcomes,
            "shapes": len(groups),
            "parties": len(rows.party_rows) - 1,
            "items": len(rows.items.rows) - 1,
            "countries": len(rows.codes) - 1,
        },
        "numbered": {"outcomes": outcomes},
        "seconds": {
            "looking": round(found - started, 2),
            "judging": round(judged_at - found, 2),
            "writing": round(time.perf_counter() - judged_at, 2),
        },
    }
