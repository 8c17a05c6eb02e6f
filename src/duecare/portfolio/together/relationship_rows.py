"""The rows of a book as relationships are computed from them: who and what by number, amounts and days as numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from duecare.names import normalise
from duecare.portfolio.result.parquet import arrow

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AMOUNT: Final = "DECIMAL(30, 6)"
"""Sums of decimals are exact, so that a total that is met to the cent is not passed. What does not fit is not known."""
BUYERS: Final = ("reseller.name", "distributor.name", "purchaser.name")
"""Under whose name a row counts as sold to a reseller: the first that is stated."""
USED: Final = ("end_user.name", "item.name", "end_user.country", "place.country", "destination.country", *BUYERS)
"""Columns of a book that relationships are computed from, beside those that are carried."""


def folded_name(name: str) -> str:
    """Under what the name of a party is the same as another: as the names room has it, exactly.

    >>> folded_name("ACME  Trading Co., Ltd.") == folded_name("Acme Trading")
    True
    """
    return normalise(name) or name.casefold()


def folded_item(name: str) -> str:
    """Under what the name of an item is the same as another: in any case, however it is spaced.

    >>> folded_item("Veriface  GATE")
    'veriface gate'
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def number_texts(
    connection: DuckDBPyConnection, table: str, texts: Iterable[str], folded: Callable[[str], str]
) -> None:
    """Make the table (text, number): texts that fold alike have one number."""
    import pyarrow as pa

    distinct = list(dict.fromkeys(texts))
    numbers: dict[str, int] = {}
    of = [numbers.setdefault(folded(text), len(numbers) + 1) for text in distinct]
    named = pa.table({"text": pa.array(distinct, pa.string()), "number": pa.array(np.array(of, np.int32))})
    connection.register("numbered_texts", named)
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM numbered_texts")
    finally:
        connection.unregister("numbered_texts")


def distinct_texts(connection: DuckDBPyConnection, places: Sequence[tuple[str, str]]) -> list[str]:
    """The distinct texts of some columns of some tables. places: table and column."""
    if not places:
        return []
    union = " UNION ".join(f'SELECT "{column}" AS text FROM {table} WHERE "{column}" IS NOT NULL'
                           for table, column in places)  # fmt: skip
    found = arrow(connection, f"SELECT text FROM ({union}) ORDER BY text").column(0)
    return [str(text) for text in found.to_pylist()]


def make_rows(connection: DuckDBPyConnection, columns: Collection[str], *, resellers: bool) -> None:
    """Make the table `related_rows`, a row for each of `book`.

    kept: the rowid in `book`. user, item, buyer: numbers in `related_names` and `related_items`, which are there.
    country: the seat of the end user, or else where it uses the item, as when it is looked up; countries: all that are
    stated. day: since 1970.
    quantity, value: decimals; what is not a number is not known. buyer: under which reseller's name the row counts;
    reselling: whether that role says that it is one. buyer and countries only with `resellers`.
    """

    def column(name: str) -> str:
        return f'book."{name}"' if name in columns else "NULL::VARCHAR"

    def numbered(name: str, table: str) -> str:
        return f"(SELECT number FROM {table} WHERE text = {column(name)})" if name in columns else "NULL::INTEGER"

    countries = ", ".join(column(f"{about}.country") for about in ("end_user", "place", "destination"))
    users, items = numbered("end_user.name", "related_names"), numbered("item.name", "related_items")
    buyers = [column(name) for name in BUYERS]
    buyer = f"(SELECT number FROM related_names WHERE text = coalesce({', '.join(buyers)}))" if resellers else "NULL"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE related_rows AS
        SELECT book.rowid AS kept, {users} AS "user", coalesce({countries}) AS country,
            {f"[{countries}]" if resellers else "NULL"}::VARCHAR[] AS countries,
            {items} AS item, (TRY_CAST({column("date")} AS DATE) - DATE '1970-01-01')::INTEGER AS day,
            TRY_CAST({column("quantity")} AS {AMOUNT}) AS quantity, TRY_CAST({column("value")} AS {AMOUNT}) AS value,
            {column("currency")} AS currency, lower(trim({column("framework")})) AS framework,
            {buyer}::INTEGER AS buyer, coalesce({buyers[0]}, {buyers[1]}) IS NOT NULL AS reselling
        FROM book
        """
    )
