"""The files of an order book: tables of rows and columns, read in pieces, and refused if they change meanwhile."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from duecare.errors import InputError
from duecare.portfolio.book.pieces import MOST_BYTES, Piece, arrow_cells, pieces_of, rows_at_once
from duecare.transaction import check_regular
from duecare.transaction.parquet import needed
from duecare.transaction.tables import INPUTS, MAX_BYTES, open_table

_TEXTS: Final = (".csv", ".tsv")
MOST_PARQUET: Final = 100_000_000_000


@dataclass(frozen=True)
class BookFile:
    """One file. name: as the book's rows name it. seen: size, time of change and number of the file at first sight."""

    path: Path
    name: str
    seen: tuple[int, int, int]
    sheet: str | None = None
    delimiter: str | None = None

    @property
    def where(self) -> str:
        return str(self.path)

    def head(self) -> list[str]:
        """The names of its columns."""
        with self._open() as (head, _):
            return head

    def pieces(self, places: Sequence[int], order: Sequence[int] = ()) -> Iterator[Piece]:
        """Its rows. The row below that of the names is the first; empty rows count."""
        with self._open() as (head, rows):
            if self._is("parquet"):
                yield from _parquet_pieces(rows, [head[place] for place in places], self.where)
            else:
                numbered = ((number - 1, row) for number, row in rows)
                yield from pieces_of(numbered, places, len(head), delimited=self._is(*_TEXTS))

    def digest(self) -> str:
        """SHA-256 over its bytes.

        Raises:
            InputError: it is no longer as it was at first sight.
        """
        with open(self.path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if status_of(self.path) != self.seen:
            raise InputError("changed while it was read", path=self.where, hint="read it again when it is at rest")
        return digest

    def _is(self, *endings: str) -> bool:
        return self.path.suffix.casefold().removeprefix(".") in {ending.removeprefix(".") for ending in endings}

    @contextmanager
    def _open(self) -> Iterator[tuple[list[str], Any]]:
        if self._is("parquet"):
            with _parquet(self.path) as file:
                yield list(file.schema_arrow.names), file
            return
        sheet = self.sheet if self._is("xlsx") else None
        delimiter = self.delimiter if self._is(*_TEXTS) else None
        with open_table(self.path, sheet, delimiter) as table:
            yield table.head, table.rows


def book_files(path: str, sheet: str | None, delimiter: str | None) -> tuple[BookFile, ...]:
    """The file at a path, or the files of a folder by name.

    Raises:
        InputError: not there, a folder that holds no table, or one that holds something else: names it.
    """
    given = Path(path)
    paths = folder_tables(given) if given.is_dir() else (given,)
    for one in paths:
        check_regular(one, MOST_PARQUET if one.suffix.casefold() == ".parquet" else MAX_BYTES, "table")
        if one.suffix.casefold() not in INPUTS:
            raise InputError(f"ends in {one.suffix or 'nothing'!r}; accepted: {', '.join(INPUTS)}, or a folder of them",
                             path=str(one))  # fmt: skip
    return tuple(BookFile(one, one.name, status_of(one), sheet, delimiter) for one in paths)


def folder_tables(folder: Path) -> tuple[Path, ...]:
    """The tables of a folder by name. Files that are hidden, marks of Spark and locks of Excel are passed over.

    Raises:
        InputError: it holds no table, or something that is none.
    """
    try:
        inside = sorted(folder.iterdir())
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", path=str(folder)) from None
    tables = [one for one in inside if one.suffix.casefold() in INPUTS and not _passed_over(one) and not one.is_dir()]
    foreign = [one for one in inside if one not in tables and not _passed_over(one)]
    if foreign:
        named = ", ".join(f"{one.name}/" if one.is_dir() else one.name for one in foreign[:5])
        more = f" and {len(foreign) - 5} more" if len(foreign) > 5 else ""
        raise InputError(f"holds what is no table: {named}{more}", path=str(folder),
                         hint=f"accepted: {', '.join(INPUTS)}; take the rest out, or name the tables")  # fmt: skip
    if not tables:
        raise InputError(f"holds no table; accepted: {', '.join(INPUTS)}", path=str(folder))
    return tuple(tables)


def _passed_over(path: Path) -> bool:
    return path.name.startswith((".", "~$")) or path.name == "_SUCCESS"


def status_of(path: Path) -> tuple[int, int, int]:
    """What of a file changes when it does: size, time of change, and its number on the disk.

    Raises:
        InputError: it is not there any more.
    """
    try:
        status = os.stat(path)
    except OSError:
        raise InputError("is gone", path=str(path)) from None
    return status.st_size, status.st_mtime_ns, status.st_ino


@contextmanager
def _parquet(path: Path) -> Iterator[Any]:
    arrow = needed(path)
    try:
        file = arrow.parquet.ParquetFile(path)
    except (arrow.ArrowException, OSError, ValueError) as problem:
        raise InputError(f"is not a Parquet table that can be read: {_first_line(problem)}", path=str(path)) from None
    with file:
        yield file


def _parquet_pieces(file: Any, names: Sequence[str], path: str) -> Iterator[Piece]:
    arrow = needed(Path(path))
    row = 0
    held = sum(file.metadata.row_group(group).total_byte_size for group in range(file.num_row_groups))
    fitting = MOST_BYTES * max(file.metadata.num_rows, 1) // max(held, 1)
    batches = file.iter_batches(batch_size=max(min(rows_at_once(len(names)), fitting), 1), columns=list(names))
    while True:
        try:
            batch = next(batches, None)
            if batch is None:
                return
            columns = [arrow_cells(batch.column(batch.schema.get_field_index(name))) for name in names]
        except (arrow.ArrowException, OSError, ValueError) as problem:
            raise InputError(f"is damaged: {_first_line(problem)}", path=path) from None
        yield Piece(np.arange(row + 1, row + 1 + batch.num_rows, dtype=np.int64), columns)
        row += batch.num_rows


def _first_line(problem: Exception) -> str:
    return str(problem).partition("\n")[0][:160]
