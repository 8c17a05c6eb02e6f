"""Rows of a reviewed book: those that meet a condition, a page at a time, and those that could not be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from duecare.office.books.models import Book
from duecare.papers.portfolio_result import opened
from duecare.papers.wording import level_words, words
from duecare.portfolio.result.schema import TABLES
from duecare.review.advise import ADVICE_WORDS

A_PAGE: Final = 50
_ORDER: Final = "stops DESC, rank(possible) DESC, rank(known) DESC, hold <> '' DESC, raised DESC, row"
_COLUMNS: Final = (
    "row", "transaction", "known", "possible", "hold", "advice", "item_name", "end_user_name", "country", "owner",
    "raised", "stops", "stops_possible",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of a book as a list shows it; every text empty where nothing is known."""

    row: int
    transaction: str
    level: str
    advice: str
    item: str
    end_user: str
    country: str
    owner: str
    raised: int
    stops: int
    stops_possible: int


@dataclass(frozen=True)
class Rows:
    """Some rows of those that meet a condition. unsure: of how many it is not known whether they meet it."""

    rows: tuple[Row, ...]
    total: int
    of: int
    unsure: int
    notes: tuple[str, ...]


def rows_of(book: Book, where: str, page: int) -> Rows:
    """A page of the rows that meet a condition, the gravest first.

    Raises:
        InputError: no condition; says what is accepted.
    """
    with opened(book.result, where) as result:
        (total,) = result.row("SELECT count(*) FROM transactions")
        columns = ", ".join(f'"{name}"' for name in _COLUMNS)
        found = result.rows(
            f"SELECT {columns} FROM transactions ORDER BY {_ORDER} LIMIT {A_PAGE} OFFSET {A_PAGE * (page - 1)}"
        )
        chosen = result.chosen
    rows = tuple(_row(dict(zip(_COLUMNS, one, strict=True))) for one in found)
    if chosen is None:
        return Rows(rows, total, total, 0, ())
    return Rows(rows, total, chosen.total, chosen.unsure, chosen.unheld)


def _row(one: dict[str, Any]) -> Row:
    return Row(
        one["row"], one["transaction"], level_words(one["known"], one["possible"], hold=bool(one["hold"])),
        ADVICE_WORDS.get(one["advice"], words(one["advice"])), one["item_name"], one["end_user_name"], one["country"],
        one["owner"], one["raised"], one["stops"], one["stops_possible"],
    )  # fmt: skip


def rejected_csv(book: Book) -> Iterator[str]:
    """The rows that could not be read, with the reason, as lines of CSV that no spreadsheet takes for formulas."""
    names = [name for name in TABLES["rejects"] if name != "source"]
    yield _line(names)
    with opened(book.result) as result:
        columns = ", ".join(f'"{name}"' for name in names)
        for some in result.batches(f'SELECT {columns} FROM rejects ORDER BY "row", "column"', 5_000):
            yield "".join(_line(row) for row in some)


def _line(cells: Any) -> str:
    held = io.StringIO()
    csv.writer(held).writerow([_inert(cell) for cell in cells])
    return held.getvalue()


def _inert(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, marked as text.

    >>> _inert("=1+1"), _inert("a"), _inert(3)
    ("'=1+1", 'a', 3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip()[:1] in ("=", "+", "-", "@", "|") else cell
