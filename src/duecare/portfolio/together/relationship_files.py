"""What relationships are reconciled with: framework agreements, and what resellers report that they sold on."""

from __future__ import annotations

from collections.abc import Mapping as Words
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from duecare.errors import InputError
from duecare.portfolio.book.columns import book_column
from duecare.portfolio.book.mapping import MappedColumn, Mapping
from duecare.portfolio.book.read_book import load_book
from duecare.portfolio.result.parquet import arrow
from duecare.portfolio.result.schema import TABLES
from duecare.transaction.scalars import did_you_mean, shown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AGREEMENTS: Final = {
    "reference": "item.configuration",
    "end_user": "end_user.name",
    "country": "end_user.country",
    "items": "item.name",
    "quantity": "quantity",
    "value": "value",
    "currency": "currency",
    "valid_until": "date",
}
"""Columns of a file of agreements, and the column of a book that is read in the same way: the reference as one without
which a row may say nothing, so that none is refused that has it."""

SELL_THROUGH: Final = {
    "reseller": "reseller.name",
    "item": "item.name",
    "quantity": "quantity",
    "end_user": "end_user.name",
    "country": "end_user.country",
    "date": "date",
}
"""Columns of a sell-through report, likewise."""

_REJECTS: Final = ", ".join(f'"{name}"' for name in TABLES["rejects"])


@dataclass(frozen=True, slots=True)
class RelatedFile:
    """A file that was read. unread: how many of its rejected rows may say something that no other row does.

    name: of the file. digest: SHA-256 over what was read. unmapped: columns that are carried nowhere.
    """

    name: str
    rows: int
    rejected: int
    unread: int
    digest: str
    unmapped: tuple[str, ...]

    @property
    def said(self) -> dict[str, Any]:
        """As the manifest has it."""
        return {"source": self.name, "rows": self.rows, "rejected": self.rejected, "unmapped": list(self.unmapped)}


def load_agreements(path: str, connection: DuckDBPyConnection) -> RelatedFile:
    """Read framework agreements into the table `agreements`: source, row and the columns of AGREEMENTS, as text.

    Rows that cannot be read or have no reference, and those whose reference an earlier row has, go to `rejects`.

    Args:
        path: CSV, TSV, XLSX or Parquet.
        connection: With the tables of the book.

    Raises:
        InputError: no such file, none of a known form, no column `reference`, or no row that can be read.
    """
    return _loaded(path, connection, "agreements", AGREEMENTS, ("reference",), once="reference")


def load_sell_through(path: str, connection: DuckDBPyConnection) -> RelatedFile:
    """Read what resellers report into the table `sell_through`: source, row and the columns of SELL_THROUGH, as text.

    Rows that cannot be read or name no reseller or no item go to `rejects`. Every other row counts, also one that says
    the same as another.

    Args:
        path: CSV, TSV, XLSX or Parquet.
        connection: With the tables of the book.

    Raises:
        InputError: no such file, none of a known form, no column for reseller or item, or no row that can be read.
    """
    return _loaded(path, connection, "sell_through", SELL_THROUGH, ("reseller", "item"))


def _loaded(
    path: str,
    connection: DuckDBPyConnection,
    table: str,
    columns: Words[str, str],
    needed: Sequence[str],
    once: str | None = None,
) -> RelatedFile:
    """needed: columns that every row must have. once: one of them, which no two rows may have alike."""
    book = load_book(path, Mapping(tuple(map(_mapped, columns, columns.values())), absent=True))
    try:
        held = {column.name for column in book.columns}
        for name in needed:
            if columns[name] not in held:
                hint = did_you_mean(name, book.unmapped) or f"columns: {', '.join(columns)}"
                raise InputError(f"has no column {shown(name)}", path=path, hint=hint)
        chosen = ", ".join(f'"{to}" AS {name}' if to in held else f"NULL::VARCHAR AS {name}"
                           for name, to in columns.items())  # fmt: skip
        read = arrow(book.connection, f'SELECT source, "row", {chosen} FROM book ORDER BY source, "row"')
        refused = arrow(book.connection, f"SELECT {_REJECTS} FROM rejects")
    finally:
        book.connection.close()
    for rows, said in ((read, f"CREATE OR REPLACE TABLE {table} AS"), (refused, "INSERT INTO rejects")):
        connection.register("read_rows", rows)
        try:
            connection.execute(f"{said} SELECT * FROM read_rows")
        finally:
            connection.unregister("read_rows")
    unread = book.rejected + sum(_refuse(connection, table, name, f"{name} IS NULL", "names none") for name in needed)
    again = 0
    if once is not None:
        first = f'(source, "row") NOT IN (SELECT min((source, "row")) FROM {table} GROUP BY lower({once}))'
        again = _refuse(connection, table, once, first, "stands in an earlier row")
    ((kept,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    if kept == 0:
        raise InputError(f"holds no row that can be read; {unread + again:,} were rejected", path=path)
    return RelatedFile(", ".join(book.sources), kept, unread + again, unread, book.digest, book.unmapped)


def _mapped(name: str, to: str) -> MappedColumn:
    column = book_column(to)
    assert column is not None
    return MappedColumn(name, column)


def _refuse(connection: DuckDBPyConnection, table: str, column: str, where: str, reason: str) -> int:
    """Move the rows of a table that meet a condition to the rejects; gives how many."""
    connection.execute(
        f"INSERT INTO rejects SELECT source, \"row\", '{column}', {column}, '{reason}' FROM {table} WHERE {where}"
    )
    ((gone,),) = connection.execute(f"DELETE FROM {table} WHERE {where}").fetchall()
    return int(gone)
