"""A whole catalogue: every row of a table scoped, row by row, in memory that does not grow with the table.

What is done is kept in a journal beside the output. A run that was stopped is taken up there by the same call, and the
output itself appears only when every row is in it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from duecare.errors import InputError
from duecare.items.classifier.model import WEIGHTS
from duecare.items.documents import normal
from duecare.items.lexicon import COMPILED
from duecare.items.scope import Outline, outline
from duecare.transaction.journal import Journal, journal_key
from duecare.transaction.tables import (
    Layout,
    Row,
    check_output,
    open_table,
    under_columns,
    unique_names,
    write_table,
)

#: Characters of one description that are read; a longer one is a document, not a row.
MAX_CELL = 100_000
#: Rows after which the journal is flushed to disk.
BATCH = 200
ADDED = ("scope", "scope probability", "scope capabilities", "scope words", "scope note")
#: Their widths in a sheet, in characters.
WIDTHS = (14, 10, 44, 60, 34)


@dataclass(frozen=True, slots=True)
class Done:
    """What a run over a catalogue did.

    Attributes:
        rows: Rows of the table.
        resumed: Rows of these that an earlier, stopped run had done.
        counts: Rows by verdict: intended, unintended, none, unsure, not read.
    """

    rows: int
    resumed: int
    counts: dict[str, int]


def scope_catalogue(
    source: str | Path,
    column: str,
    target: str | Path,
    *,
    sheet: str | None = None,
    advance: Callable[[int, int | None], None] = lambda done, total: None,
) -> Done:
    """Scope the descriptions of a table and write it again with the columns of ADDED.

    Args:
        source: A table (CSV, TSV, XLSX or Parquet) whose first row names the columns.
        column: The column with the descriptions; several with commas between are read as one text.
        target: Where to write (CSV, TSV, XLSX, JSON lines or Parquet, by its ending); replaced only when all rows are
            done.
        sheet: Which sheet of a workbook; by default the first.
        advance: Called with the rows done and, where it is known, the number of rows.

    Raises:
        InputError: a table that cannot be read, or has no such column; says which there are.
        OutputError: the journal or the output cannot be written.
    """
    source, target = Path(source), Path(target)
    check_output(target, [source])
    counts: dict[str, int] = {}

    def take(result: Any, place: int) -> bool:
        """Count the result of a row that an earlier run did."""
        if not isinstance(result, list) or len(result) != len(ADDED):
            return False
        counts[str(result[0])] = counts.get(str(result[0]), 0) + 1
        return True

    with open_table(source, sheet) as table:
        wanted = _columns(table.head, column, str(source))
        key = journal_key(source, version("duecare"), column, str(sheet), COMPILED.read_bytes(), WEIGHTS.read_bytes())
        journal = Journal(target, key, take)
        try:
            done = resumed = journal.begin()
            for _, row in islice(table.rows, resumed, None):
                result = _row(row, wanted)
                counts[result[0]] = counts.get(result[0], 0) + 1
                journal.add(result)
                done += 1
                if done % BATCH == 0:
                    journal.flush()
                    advance(done, table.total)
            journal.flush()
            advance(done, table.total or done)
        finally:
            journal.close()
    with open_table(source, sheet) as table:
        rows = _joined(table.head, (row for _, row in table.rows), journal.results())
        layout = Layout("Scoped", WIDTHS, {"scope probability": float})
        write_table(target, [*unique_names(table.head), *ADDED], rows, layout)
    journal.remove()
    return Done(done, resumed, counts)


def _joined(head: Sequence[str], rows: Iterator[Row], results: Iterator[Row]) -> Iterator[Row]:
    """Each row of the table with its result under the right columns; cells beyond the columns go into the note."""
    for row, result in zip(rows, results, strict=True):
        own, beyond = under_columns(head, row)
        yield [*own, *result[:-1], "; ".join(part for part in (str(result[-1]), beyond) if part)]


def _columns(head: Sequence[str], asked: str, path: str) -> list[int]:
    folded = [name.strip().casefold() for name in head]
    wanted = [asked] if asked.strip().casefold() in folded else asked.split(",")
    places = []
    for name in wanted:
        if name.strip().casefold() not in folded:
            named = ", ".join(repr(one) for one in head if one.strip())
            raise InputError(f"has no column {name.strip()!r}", path=path, hint=f"columns: {named or 'none'}")
        places.append(folded.index(name.strip().casefold()))
    return places


@functools.lru_cache(maxsize=20_000)
def _outlined(text: str) -> Outline:
    return outline(text)


def _row(row: Row, wanted: Sequence[int]) -> Row:
    parts = [str(row[place]).strip() for place in wanted if place < len(row) and row[place] is not None]
    text = "\n".join(part for part in parts if part)
    if not any(char.isalpha() for char in text):
        return ["not read", "", "", "", "no description"]
    found = _outlined(normal(text[:MAX_CELL]))
    cut = len(text) > MAX_CELL
    notes = [f"only the first {MAX_CELL:,} characters were read"] if cut else []
    notes += [] if found.sure else [f"likeliest {found.label}; ask what it can do"]
    notes += [f"set aside: {', '.join(found.outweighed)}"] if found.outweighed else []
    verdict = "unsure" if cut and found.label == "none" else found.verdict
    words = ["; ".join(found.words), "; ".join(notes)]
    return [verdict, round(found.probability, 3), ", ".join(found.categories), *words]
