"""Small order books in every form, and what is in them once they are read."""

from __future__ import annotations

import contextlib
import csv
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook

from duecare.portfolio.book.mapping import Mapping, read_mapping
from duecare.portfolio.book.read_book import Book, load_book

HEAD = ["id", "item.name", "end_user.name", "end_user.country", "quantity", "note"]
ROWS: list[list[Any]] = [
    ["A-1", "Camera", "Muster  GmbH", "Germany", 3, "x"],
    ["A-2", "Drone", None, "BY", 2.5, None],
    ["A-3", "Radio", "Ville de Paris", "Atlantis", 1, None],
]


@contextlib.contextmanager
def loaded(
    *paths: str | Path, mapping: Mapping | None = None, connection: duckdb.DuckDBPyConnection | None = None
) -> Iterator[Book]:
    book = load_book([*paths], mapping, connection)
    try:
        yield book
    finally:
        book.connection.close()


def rows(book: Book, *columns: str) -> list[tuple[Any, ...]]:
    named = ", ".join(f'"{name}"' for name in columns)
    return book.connection.execute(f"SELECT {named} FROM book ORDER BY source, row").fetchall()


def rejects(book: Book) -> list[tuple[Any, ...]]:
    return book.connection.execute('SELECT row, "column", value, reason FROM rejects ORDER BY ALL').fetchall()


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def csv_file(path: Path, head: Sequence[str], lines: Sequence[Sequence[Any]]) -> Path:
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t" if path.suffix == ".tsv" else ",").writerows([head, *lines])
    return path


def in_form(folder: Path, form: str) -> str:
    """The same book in one of the forms that are read."""
    path = folder / f"orders.{form}"
    cells = [[str(cell) if form == "parquet" and cell is not None else cell for cell in row] for row in ROWS]
    match form:
        case "csv" | "tsv":
            csv_file(path, HEAD, ROWS)
        case "xlsx":
            book = Workbook()
            assert book.active is not None
            for row in (HEAD, *ROWS):
                book.active.append(row)
            book.save(path)
        case "parquet":
            pq.write_table(pa.table(dict(zip(HEAD, map(list, zip(*cells, strict=True)), strict=True))), path)
        case "sqlite":
            with contextlib.closing(sqlite3.connect(path)) as connection, connection:
                connection.execute(f"CREATE TABLE orders ({', '.join(f'{name!r}' for name in HEAD)})")
                connection.executemany(f"INSERT INTO orders VALUES ({', '.join('?' * len(HEAD))})", ROWS)
            return f"sqlite:///{path}?table=orders"
        case "duckdb":
            with duckdb.connect(str(path)) as connection:
                columns = ", ".join(f'"{name}" {"DOUBLE" if name == "quantity" else "VARCHAR"}' for name in HEAD)
                connection.execute(f"CREATE TABLE orders ({columns})")
                connection.executemany(f"INSERT INTO orders VALUES ({', '.join('?' * len(HEAD))})", ROWS)
            return f"duckdb:///{path}?table=orders"
    return str(path)


def mapping_of(folder: Path, text: str) -> Mapping:
    return read_mapping(written(folder / "map.yaml", "schema: duecare.book-mapping/1\n" + text))
