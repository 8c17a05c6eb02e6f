"""Parquet tables, by pyarrow, which is an extra: read and written in pieces, so that memory does not grow with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError

PIECE: Final = 5_000
"""Rows read and written at a time."""


def needed(path: Path) -> Any:
    """The library, if it is installed.

    Raises:
        InputError: it is not; says how to install it.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise InputError("is a Parquet table; reading and writing these needs pyarrow", path=str(path),
                         hint="pip install 'duecare[parquet]'") from None  # fmt: skip
    return pyarrow


@contextmanager
def open_parquet(source: Path) -> Iterator[tuple[list[str], Iterator[tuple[int, list[Any]]], int]]:
    """The names of the columns, the rows with their numbers (the first is 2, as in a sheet), and how many there are.

    Raises:
        InputError: pyarrow is not installed, or the file is damaged.
    """
    arrow = needed(source)
    try:
        file = arrow.parquet.ParquetFile(source)
    except (arrow.ArrowException, OSError, ValueError) as problem:
        raise InputError(f"is not a Parquet table that can be read: {_first_line(problem)}", path=str(source)) from None
    with file:
        yield list(file.schema_arrow.names), _rows(file, arrow, str(source)), file.metadata.num_rows


def _rows(file: Any, arrow: Any, path: str) -> Iterator[tuple[int, list[Any]]]:
    number = 1
    try:
        for piece in file.iter_batches(batch_size=PIECE):
            columns = [column.to_pylist() for column in piece.columns]
            for row in zip(*columns, strict=True):
                number += 1
                yield number, list(row)
    except (arrow.ArrowException, OSError, ValueError) as problem:
        raise InputError(f"is damaged: {_first_line(problem)}", path=path) from None


def write_parquet(
    path: Path, head: Sequence[str], rows: Iterator[list[Any]], numbers: Mapping[str, type[int] | type[float]]
) -> None:
    """Write rows in pieces. Columns are text but for those that are said to hold numbers."""
    arrow = needed(path)
    types = {int: arrow.int64(), float: arrow.float64()}
    schema = arrow.schema([(name, types[numbers[name]] if name in numbers else arrow.string()) for name in head])
    with arrow.parquet.ParquetWriter(path, schema) as writer:
        piece: list[list[Any]] = []
        for row in rows:
            piece.append(row)
            if len(piece) >= PIECE:
                writer.write_batch(_batch(arrow, piece, schema, numbers))
                piece = []
        if piece:
            writer.write_batch(_batch(arrow, piece, schema, numbers))


def _batch(arrow: Any, piece: list[list[Any]], schema: Any, numbers: Mapping[str, Any]) -> Any:
    columns = []
    for field, cells in zip(schema, zip(*piece, strict=True), strict=True):
        made = numbers.get(field.name, str)
        columns.append(arrow.array([None if _empty(cell) else made(cell) for cell in cells], field.type))
    return arrow.record_batch(columns, schema=schema)


def _empty(cell: Any) -> bool:
    return cell is None or cell == ""


def _first_line(problem: Exception) -> str:
    return str(problem).partition("\n")[0][:160]
