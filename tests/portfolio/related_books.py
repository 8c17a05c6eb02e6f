"""Small books for relationships, and what their deals come to, by every way in which the unknown may turn out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

from hypothesis import strategies as st
from made_book import csv_file
from own_database import own_database
from wide_rows import DAY, kept_rows

from duecare.portfolio.book.columns import book_column
from duecare.portfolio.book.read_book import Book
from duecare.portfolio.together.relationship_rows import folded_name
from duecare.portfolio.together.relationships import Given, Related, related
from duecare.review import load_policy
from duecare.review.policy import Relationships

Row = dict[str, str]
HUGE = Decimal(10) ** 12
HOUSE = load_policy().relationships
FIRST = datetime.date(2026, 1, 1)


def house(**other: Any) -> Relationships:
    """The shipped thresholds, some of them others."""
    return replace(HOUSE, **other)


@contextmanager
def made(
    rows: Sequence[Mapping[str, str | None]], provenance: Mapping[str, tuple[str, str]] | None = None
) -> Iterator[Book]:
    """Rows as a book that is read."""
    with own_database() as connection:
        names = kept_rows(connection, rows)
        connection.execute(
            'CREATE TABLE rejects (source VARCHAR, "row" BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR)'
        )
        columns = tuple(column for name in names if (column := book_column(name)) is not None)
        yield Book(connection, columns, dict(provenance or {}), (), len(rows), 0, "digest", ("orders.csv",))


def facts(
    rows: Sequence[Mapping[str, str | None]],
    fact: str,
    thresholds: Relationships = HOUSE,
    folder: Path | None = None,
    agreements: Sequence[Row] = (),
    sell_through: Sequence[Row] = (),
) -> list[bool | None]:
    """What is known of one fact, row by row."""
    return several(rows, (fact,), thresholds, folder, agreements, sell_through)[fact]


def several(
    rows: Sequence[Mapping[str, str | None]],
    names: Sequence[str],
    thresholds: Relationships = HOUSE,
    folder: Path | None = None,
    agreements: Sequence[Row] = (),
    sell_through: Sequence[Row] = (),
) -> dict[str, list[bool | None]]:
    """The same of several facts."""
    files = {"agreements": agreements, "sell_through": sell_through}
    paths = {key: table(folder / f"{key}.csv", lines) for key, lines in files.items() if folder is not None and lines}
    with made(rows) as book:
        found = related(book, thresholds, DAY, Given(**paths))
        return {name: column(found, f"transaction.{name}") for name in names}


def column(found: Related, name: str) -> list[bool | None]:
    """A column of booleans, in the order of the book; all None where the book has none."""
    if name not in {one.name for one in found.book.columns}:
        return [None] * found.book.rows
    rows = found.book.connection.execute(f'SELECT "{name}" FROM book ORDER BY "row"').fetchall()
    return [{"true": True, "false": False, None: None}[text] for (text,) in rows]


def table(path: Path, lines: Sequence[Row]) -> str:
    """Rows as a CSV file; gives its path."""
    head = list(dict.fromkeys(name for line in lines for name in line))
    csv_file(path, head, [[line.get(name) for name in head] for line in lines])
    return str(path)


def decided(worlds: Iterable[bool]) -> bool | None:
    """What holds in every way in which the unknown may turn out."""
    found = set(worlds)
    return found.pop() if len(found) == 1 else None


def either(*parts: bool | None) -> bool | None:
    """Kleene's OR."""
    return True if True in parts else None if None in parts else False


def sums(known: Sequence[Decimal | None], doubtful: Sequence[Decimal | None] = ()) -> Iterator[Decimal]:
    """Every sum of amounts. None: not known, nothing or very much. doubtful: those that may count or not."""
    ways = [[amount] if amount is not None else [Decimal(0), HUGE] for amount in known]
    ways += [[Decimal(0), HUGE if amount is None else amount] for amount in doubtful]
    return (sum(way, Decimal(0)) for way in product(*ways))


def user(row: Row) -> tuple[str, str] | None:
    """Who the end user of a row is, if that is known."""
    country = row.get("end_user.country") or row.get("place.country")
    return (folded_name(row["end_user.name"]), country) if "end_user.name" in row and country else None


def item(row: Row) -> str | None:
    return " ".join(row["item.name"].casefold().split()) if "item.name" in row else None


def number(row: Mapping[str, str], name: str) -> Decimal | None:
    return Decimal(row[name]) if name in row else None


def day(row: Mapping[str, str]) -> int | None:
    return datetime.date.fromisoformat(row["date"]).toordinal() if "date" in row else None


def until(
    rows: Sequence[Row], at: Row, days: int | None, amount: Callable[[Row], Decimal | None], *, undated: bool = True
) -> list[Decimal] | None:
    """Every sum of some rows up to one of them; None where nothing can be said, since it has no day."""
    dated = [row for row in rows if "date" in row]
    if not dated and undated:
        return list(sums([amount(row) for row in rows]))
    end = day(at)
    if end is None:
        return None
    since = 0 if days is None else end - days
    inside = [amount(row) for row in dated if since < (day(row) or 0) <= end]
    return list(sums(inside, [amount(row) for row in rows if "date" not in row]))


def dates() -> st.SearchStrategy[str]:
    """Days that lie just within windows of ten and twenty days of each other, and just without."""
    return st.sampled_from((0, 9, 10, 19, 20, 40)).map(lambda days: (FIRST + datetime.timedelta(days)).isoformat())


def rows_of(**columns: Sequence[str] | st.SearchStrategy[str]) -> st.SearchStrategy[Row]:
    """Rows that have each column as often as three times in four."""
    parts = {name.replace("__", "."): one if isinstance(one, st.SearchStrategy) else st.sampled_from(one)
             for name, one in columns.items()}  # fmt: skip
    said = {name: st.one_of(part, part, part, st.none()) for name, part in parts.items()}
    return st.fixed_dictionaries(said).map(lambda row: {name: text for name, text in row.items() if text is not None})


def orders(*quantities: str | None, **other: str) -> list[Row]:
    """Orders of one end user on days that follow each other."""
    row = {"end_user.name": "Acme", "end_user.country": "TR", "item.name": "Camera", "place.country": "TR", **other}
    return [{**row, "id": f"A-{at}", "date": f"2026-01-{at:02}", **({"quantity": text} if text is not None else {})}
            for at, text in enumerate(quantities, start=1)]  # fmt: skip


NUMBERS = ("-2", "0", "0.1", "0.2", "1", "2", "3", "7")
NOOR = "شركة النور للتجارة"

ORDERS = rows_of(
    end_user__name=("Acme Ltd", "ACME", NOOR), end_user__country=("TR", "AE"), place__country=("TR",), date=dates(),
    item__name=("Camera", "camera ", "Gate"), quantity=NUMBERS, value=NUMBERS, currency=("EUR", "USD"),
    framework=("FA-1", "fa-1", "FA-2", "FA-9"), reseller__name=("Nile Trade", "Nile Trade LLC"),
    purchaser__name=("Nile Trade", "Acme Ltd"),
)  # fmt: skip
BOOKS = st.lists(ORDERS, min_size=1, max_size=7)
ALIKE = st.lists(
    rows_of(end_user__name=("Acme Ltd", "ACME", "acme", NOOR), place__country=("TR",), date=dates(),
            item__name=("Camera", "camera "), quantity=NUMBERS, value=NUMBERS, currency=("EUR", "EUR", "USD")),
    min_size=2, max_size=7,
)  # fmt: skip


def by_number(rows: list[Row], at: Row, times: int, least: int, days: int) -> bool | None:
    """Whether the orders of one item for one end user are out of line."""
    if user(at) is None or item(at) is None:
        return None
    usual = [amount for row in rows if item(row) == item(at) and (amount := number(row, "quantity") or Decimal(0)) > 0]
    if len(usual) < least:
        return None
    same = [row for row in rows if (user(row), item(row)) == (user(at), item(at))]
    found = until(same, at, days, lambda row: number(row, "quantity"))
    return None if found is None else decided(total >= times * median(usual) for total in found)
