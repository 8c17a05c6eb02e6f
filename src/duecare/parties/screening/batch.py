"""A whole table of parties screened: a line a match, a line for each party without one, nothing dropped or done twice.

What is done is kept in a journal beside the output, as for a catalogue of items. Memory does not grow with the table: the
parties seen are known by a table on disk, and results are read back from the journal.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import duecare
from duecare.parties.lists.sources import LISTS
from duecare.parties.screening.columns import Columns, columns_of
from duecare.parties.screening.dispositions import (
    Decisions,
    Standing,
    fingerprint,
    listed_facts,
    names_of,
    party_facts,
    standing,
)
from duecare.parties.screening.loaded import Lists
from duecare.parties.screening.particulars import Particulars, read_particulars
from duecare.parties.screening.query import Query
from duecare.parties.screening.report import NO_MATCH
from duecare.parties.screening.screener import DEFAULT_THRESHOLD, Match
from duecare.parties.screening.wording import EFFECT_WORDS, spoken_against, spoken_for
from duecare.parties.screening.workers import Search, searching
from duecare.transaction.journal import Journal, journal_key
from duecare.transaction.tables import Layout, Row, check_output, open_table, under_columns, unique_names, write_table

BLOCK: Final = 500
"""Rows that are read before their distinct parties are searched for; a worker more, and as many again."""

NOT_SCREENED: Final = "not screened"
ADDED: Final = (
    "screen row", "screen status", "screen probability", "screen list", "screen entry", "screen listed name",
    "screen our name", "screen their name", "screen programme", "screen effect", "screen citation", "screen for",
    "screen against", "screen note",
)  # fmt: skip
_WIDTHS: Final = (8, 22, 10, 30, 26, 36, 30, 30, 20, 24, 24, 50, 40, 50)
_NUMBERS: Final[Mapping[str, type[int] | type[float]]] = {"screen row": int, "screen probability": float}


@dataclass(frozen=True, slots=True)
class Done:
    """What a run over a table did.

    rows: of the table. resumed: of these, done by an earlier run that was stopped. parties: distinct ones. lines: rows by
    status. rejects: rows with something that could not be read, all of them in `rejects_path`; None where there are
    none. columns: which were read and which were not.
    """

    rows: int
    resumed: int
    parties: int
    lines: Mapping[str, int]
    rejects: int
    rejects_path: Path | None
    columns: Columns


def screen_table(
    source: Path,
    target: Path,
    lists: Lists,
    day: datetime.date,
    *,
    decisions: Decisions | None = None,
    threshold: float = DEFAULT_THRESHOLD,
    columns: Mapping[str, Sequence[str]] | None = None,
    sheet: str | None = None,
    day_first: bool | None = None,
    workers: int = 1,
    advance: Callable[[int, int | None], None] = lambda done, total: None,
) -> Done:
    """Screen every party of a table and write the table again with the columns of ADDED, a line a match.

    Rows that cannot be read in full go to `<target>.rejects.csv` as well, with their number and the reason.

    Args:
        source: CSV, TSV, XLSX or Parquet whose first row names the columns.
        target: Where to write, by its ending; replaced only when all rows are done.
        lists: The lists to search.
        day: The day of the screening.
        decisions: What people decided about matches.
        threshold: The probability from which a listed party counts as a possible match.
        columns: By field, columns that are not to be found by their usual names.
        sheet: Which sheet of a workbook; by default the first.
        day_first: How 3/4/1970 is meant in the table; None where that is not known.
        workers: Processes that search.
        advance: Called with the rows done and, where it is known, the number of rows.

    Raises:
        InputError: a table that cannot be read, or whose names are not found.
        OutputError: the journal or the output cannot be written.
    """
    check_output(target, [source])
    with open_table(source, sheet) as table:
        read = columns_of(table.head, columns or {}, str(source))
        key = journal_key(
            source, "screening/1", duecare.__version__, lists.screener.header["sha256"], repr(threshold), repr(sheet),
            repr(day_first), repr(read),
        )  # fmt: skip
        run = _Run(Journal(target, key, lambda result, place: run.take(result, place)))
        rows = ((number, read_particulars(read.texts(row), day_first=day_first)) for number, row in table.rows)
        try:
            with run, searching(lists.screener, threshold, workers) as search:
                resumed = run.begin()
                run.screen(islice(rows, resumed, None), search, BLOCK * workers, table.total, advance)
            paper = _Paper(run, read, lists, decisions or Decisions(), day, day_first)
            with open_table(source, sheet) as again:
                return paper.write(target, again.head, again.rows, resumed)
        finally:
            run.close()


class _Run:
    """The first pass: every row's result in the journal, a distinct party's once.

    A line of the journal is [place of the line of the same party, or its key; problem; note; matches].
    """

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.rows, self.rejects = 0, 0
        self._seen = sqlite3.connect("")  # a table on disk that goes with the connection

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.journal.close()

    def close(self) -> None:
        self._seen.close()
        self.journal.close()

    def begin(self) -> int:
        self._seen.execute("CREATE TABLE seen (party BLOB PRIMARY KEY, place INTEGER) WITHOUT ROWID")
        return self.journal.begin()

    @property
    def parties(self) -> int:
        (count,) = self._seen.execute("SELECT count(*) FROM seen").fetchone()
        return int(count)
