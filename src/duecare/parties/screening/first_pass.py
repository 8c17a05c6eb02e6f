"""Every party of a table searched for once, and every row's result in a journal that outlives a run cut short."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, Final

from duecare.parties.screening.columns import Columns, columns_of
from duecare.parties.screening.loaded import Lists
from duecare.parties.screening.particulars import Particulars, read_particulars
from duecare.parties.screening.query import Query
from duecare.parties.screening.screener import DATED_THRESHOLD, DEFAULT_THRESHOLD
from duecare.parties.screening.workers import FoundRow, Search, searching
from duecare.transaction.journal import Journal, journal_key
from duecare.transaction.tables import check_output, open_table

BLOCK: Final = 500
"""Rows that are read before their distinct parties are searched for, for each worker."""

_KEY: Final = re.compile(r"[0-9a-f]{32}")

Advance = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """How a table is read and screened.

    threshold: the probability from which a listed party counts as a possible match; None for `threshold_for` each.
    columns: by field, columns that are not to be found by their usual names. sheet: of a workbook; by default the
    first. day_first: how 3/4/1970 is meant; None where that is not known. workers: processes that search.
    """

    threshold: float | None = None
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sheet: str | None = None
    day_first: bool | None = None
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Result:
    """What one row came to.

    first: it is the first row of its party. problem: what could not be read. note: what was left wide. matches: None
    where nothing could be searched for.
    """

    first: bool
    problem: str
    note: str
    matches: list[FoundRow] | None


@contextmanager
def screened(source: Path, target: Path, lists: Lists, terms: Terms, advance: Advance) -> Iterator[FirstPass]:
    """The first pass over a table, done; its journal is removed when the block ends without an error.

    Args:
        source: CSV, TSV, XLSX or Parquet whose first row names the columns.
        target: The output, beside which the journal lies.
        lists: The lists to search.
        terms: How the table is read and screened.
        advance: Called with the rows done and, where it is known, the number of rows.

    Raises:
        InputError: a table that cannot be read, or whose names are not found.
        OutputError: the journal cannot be written, or the output could not be.
    """
    check_output(target, [source])
    with open_table(source, terms.sheet) as table:
        columns = columns_of(table.head, terms.columns, str(source))
        key = journal_key(
            source, "screening/1", version("duecare"), lists.screener.header["sha256"], repr(columns.fields),
            repr((terms.threshold, DEFAULT_THRESHOLD, DATED_THRESHOLD, terms.sheet, terms.day_first)),
        )  # fmt: skip
        first = FirstPass(target, key, columns)
        try:
            first.resumed = first.journal.begin()
            rows = (read_particulars(columns.texts(row), day_first=terms.day_first) for _, row in table.rows)
            with searching(lists.screener, terms.threshold, terms.workers) as search:
                first.screen(islice(rows, first.resumed, None), search, terms.workers, table.total, advance)
            yield first
        finally:
            first.close()
    first.journal.remove()


class FirstPass:
    """Every row's result, a distinct party's once.

    A line of the journal is [the party's key where it is searched for the first time, or the place of that line; what
    could not be read; what was left wide; the rows of its matches]. Key and matches are null where nothing could be
    searched for.
    """

    def __init__(self, target: Path, key: str, columns: Columns) -> None:
        self.journal = Journal(target, key, self._take)
        self.columns = columns
        self.rows = self.parties = self.resumed = 0
        self._seen = sqlite3.connect("")  # a table on disk that is gone with the connection
        self._seen.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32000;")
        self._seen.execute("CREATE TABLE seen (party BLOB PRIMARY KEY, place INTEGER) WITHOUT ROWID")

    def close(self) -> None:
        self.journal.close()
        self._seen.close()

    def _take(self, result: Any, place: int) -> bool:
        """Learn from the line of an earlier run which party it holds."""
        match result:
            case [str(key), str(), str(), list()] if _KEY.fullmatch(key):
                self._saw(bytes.fromhex(key), place)
            case [None, str(), str(), None]:
                pass
            case [int(earlier), str(), str(), None] if 0 < earlier < place:
                pass
            case _:
                return False
        self.rows += 1
        return True

    def _saw(self, key: bytes, place: int) -> None:
        self._seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, place))
        self.parties += 1

    def _place(self, key: bytes) -> int | None:
        found = self._seen.execute("SELECT place FROM seen WHERE party = ?", (key,)).fetchone()
        return found[0] if found else None

    def screen(
        self,
        rows: Iterator[Particulars],
        search: Search,
        workers: int,
        total: int | None,
        advance: Advance,
    ) -> None:
        """Do the rows that are not done yet, a block at a time."""
        while block := list(islice(rows, BLOCK * workers)):
            keys = [party_key(read.query) if read.query else None for read in block]
            fresh: dict[bytes, Query] = {}
            for key, read in zip(keys, block, strict=True):
                if key is not None and read.query is not None and key not in fresh and self._place(key) is None:
                    fresh[key] = read.query
            results = dict(zip(fresh, search(list(fresh.values())), strict=True))
            for key, read in zip(keys, block, strict=True):
                place = self._place(key) if key is not None else None
                told = ["; ".join(read.problems), "; ".join(read.notes)]
                if key is None:
                    self.journal.add([None, *told, None])
                elif place is not None:
                    self.journal.add([place, *told, None])
                else:
                    self._saw(key, self.journal.add([key.hex(), *told, results[key]]))
            self.rows += len(block)
            self.journal.flush()
            advance(self.rows, total)

    def results(self) -> Iterator[Result]:
        """What every row came to, in order."""
        for party, problem, note, found in self.journal.results():
            first = isinstance(party, str)
            matches = self.journal.at(party)[3] if isinstance(party, int) else found
            yield Result(first, problem, note, None if matches is None else [FoundRow(*cells) for cells in matches])


def party_key(query: Query) -> bytes:
    """What tells one party of a table from another: everything that is known of it."""
    known = (
        query.names, query.kind, query.birth_dates, sorted(query.countries), query.addresses, query.gender,
        [(one.type, one.value) for one in query.identifiers],
    )  # fmt: skip
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
