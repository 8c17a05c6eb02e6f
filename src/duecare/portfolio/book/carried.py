"""What a book says of the rows themselves, carried beside the result and read by no rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from duecare.portfolio.result.parquet import batches

_CARRIED: Final = {
    "id": "VARCHAR", "date": "VARCHAR", "quantity": "DOUBLE", "value": "DOUBLE", "currency": "VARCHAR",
    "framework": "VARCHAR", "state": "VARCHAR", "owner": "VARCHAR", "due": "VARCHAR",
    "acquired": "VARCHAR",
}  # fmt: skip


def carried_rows(connection: Any, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The carried columns of `transactions`, part by part, in the order in which the rows were put in.

    Args:
        connection: DuckDB, with the table `book` as `read_book.load_book` leaves it.
        columns: Its canonical columns.
    """
    held = [
        f'CAST("{name}" AS {kind}) AS "{name}"' if name in columns else f'CAST(NULL AS {kind}) AS "{name}"'
        for name, kind in _CARRIED.items()
    ]
    query = f"""
        SELECT coalesce(id, 'row-' || "row") AS transaction, * EXCLUDE (id)
        FROM (SELECT "row", source, {", ".join(held)} FROM book)
    """
    for batch in batches(connection, query):
        yield dict(zip(batch.schema.names, batch.columns, strict=True))
