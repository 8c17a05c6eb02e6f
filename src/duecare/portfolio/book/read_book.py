"""An order book read into DuckDB: every row is checked, and is in the table `book` or, with a reason, in `rejects`."""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from duecare.errors import InputError, OutputError
from duecare.portfolio.book.book_databases import BookTable, book_table, is_url
from duecare.portfolio.book.book_files import BookFile, book_files, folder_tables
from duecare.portfolio.book.columns import BookColumn, book_column, known_names
from duecare.portfolio.book.document import Provenance
from duecare.portfolio.book.loading import Loading
from duecare.portfolio.book.mapping import Mapping
from duecare.portfolio.book.plan import Plan, planned

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA: Final = "duecare.book/1"
MEMORY: Final = "1GB"
"""What a connection that is opened here may hold in memory; what is more goes to disk."""


@dataclass(frozen=True, eq=False)
class Book:
    """A book that is read.

    connection: DuckDB, with the tables `book` (row, source, then a text column for each of `columns`) and `rejects`
    (as `schema.TABLES` says). columns: those that the book has; `id` always is the first. provenance: column to the
    title and the kind of its source. unmapped: columns of the export that are carried nowhere. rows: how many are in
    `book`. rejected: how many rows are not; one may have several reasons. digest: SHA-256 over what was read and the
    mapping. sources: the files and tables, by the names that rows have, in the order in which they were read.
    """

    connection: DuckDBPyConnection
    columns: tuple[BookColumn, ...]
    provenance: Provenance
    unmapped: tuple[str, ...]
    rows: int
    rejected: int
    digest: str
    sources: tuple[str, ...]


def load_book(
    paths: str | Path | Sequence[str | Path],
    mapping: Mapping | None = None,
    connection: DuckDBPyConnection | None = None,
) -> Book:
    """Read an order book.

    A row is numbered within its file, and the first below the names of the columns is 1: in a spreadsheet it stands one
    line further down. A row without an id is called `row-N`, after the name of its file where there are several.

    Args:
        paths: CSV, TSV, XLSX or Parquet files, folders of them, or tables of databases by URL.
        mapping: What the columns hold; without one, those that have names of ours are taken.
        connection: Where to put the tables, in the place of any of these names; by default a new one, which holds
            MEMORY and puts what is more into a temporary folder.

    Raises:
        InputError: what is given cannot be read, holds no column that is known, or changed while it was read.
        OutputError: the disk is full. Neither leaves the tables behind.
    """
    check_installed()
    paths = [paths] if isinstance(paths, (str, Path)) else paths
    mapping = mapping or Mapping()
    sources = _sources(paths, mapping)
    plans = [planned(source.head(), mapping, source.where) for source in sources]
    constants = dict(mapping.constants)
    columns = columns_of(plans, mapping)
    with opened(connection) as own:
        loading = Loading(own, columns, constants, [source.name for source in sources])
        digests = [
            f"{source.name} {_loaded(source, plan, loading)}" for source, plan in zip(sources, plans, strict=True)
        ]
        _check_folders(paths, sources)
        loading.finish()
        ((rows,),) = own.execute("SELECT count(*) FROM book").fetchall()
    return Book(
        own,
        columns,
        provenance_of(columns, plans, mapping, _called(paths)),
        tuple(dict.fromkeys(name for plan in plans for name in plan.unmapped)),
        rows,
        loading.read - rows,
        hashlib.sha256("\n".join([SCHEMA, mapping.digest, *digests]).encode()).hexdigest(),
        tuple(source.name for source in sources),
    )


def columns_of(plans: Sequence[Plan], mapping: Mapping) -> tuple[BookColumn, ...]:
    """The columns of ours that a book has, in the order in which they are documented; `id` always is the first."""
    said = {"id", *(one.mapped.to.name for plan in plans for one in plan.columns), *dict(mapping.constants)}
    return tuple(column for name in known_names() if name in said and (column := book_column(name)) is not None)


def provenance_of(columns: Sequence[BookColumn], plans: Sequence[Plan], mapping: Mapping, called: str) -> Provenance:
    """The title and the kind of the source of each column. called: the name of the book."""
    mapped = {one.mapped.to.name: one.mapped for plan in plans for one in plan.columns}
    title = f"order book {called}"
    provenance = {name: (one.source or title, str(one.kind or "own")) for name, one in mapped.items()}
    provenance |= dict.fromkeys(dict(mapping.constants), (mapping.title, "own"))
    return {column.name: provenance[column.name] for column in columns if column.name in provenance}


def _loaded(source: BookFile | BookTable, plan: Plan, loading: Loading) -> str:
    for piece in source.pieces(plan.places, plan.order):
        loading.add(piece, plan, source.name)
    return source.digest()


def check_installed() -> None:
    """See that the libraries that books are read with are there.

    Raises:
        InputError: one is not installed; says how to.
    """
    try:
        import duckdb
        import pyarrow  # noqa: F401
    except ImportError as problem:
        raise InputError(f"order books need {problem.name}, which is not installed",
                         hint="pip install 'duecare[portfolio]'") from None  # fmt: skip
    del duckdb


def _sources(paths: Sequence[str | Path], mapping: Mapping) -> list[BookFile | BookTable]:
    """What is read, each under a name of its own: that of the file, or its path where two files have one name."""
    if not paths:
        raise InputError("no order book is given")
    sources: list[BookFile | BookTable] = []
    for path in map(str, paths):
        sources += [book_table(path)] if is_url(path) else book_files(path, mapping.sheet, mapping.delimiter)
    names = [source.name for source in sources]
    places = [str(source.path.resolve()) if isinstance(source, BookFile) else source.where for source in sources]
    for source, place in zip(sources, places, strict=True):
        if places.count(place) > 1:
            raise InputError("is given twice", path=source.where)
    return [replace(source, name=source.where) if names.count(source.name) > 1 else source for source in sources]


def _check_folders(paths: Sequence[str | Path], sources: Sequence[BookFile | BookTable]) -> None:
    """Refuse a folder in which files came or went while it was read."""
    read = {source.path for source in sources if isinstance(source, BookFile)}
    for path in map(str, paths):
        if not is_url(path) and Path(path).is_dir() and not read.issuperset(folder_tables(Path(path))):
            raise InputError("changed while it was read", path=path, hint="read it again when it is at rest")


def _called(paths: Sequence[str | Path]) -> str:
    names = [book_table(str(path)).table if is_url(str(path)) else Path(path).name or str(path) for path in paths]
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


@contextmanager
def opened(given: DuckDBPyConnection | None) -> Iterator[DuckDBPyConnection]:
    """A connection for the tables, which are taken away again if anything goes wrong."""
    import duckdb

    connection = given
    if connection is None:
        spill = Path(tempfile.gettempdir()) / f"duecare-{uuid.uuid4().hex}"
        connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(spill)})
    try:
        yield connection
    except BaseException as problem:
        with suppress(duckdb.Error):
            for table in ("book", "rejects"):
                connection.execute(f"DROP TABLE IF EXISTS {table}")
        if given is None:
            connection.close()
        if isinstance(problem, duckdb.Error):
            reason = str(problem).partition("\n")[0][:200]
            raise OutputError(f"the order book cannot be kept: {reason}") from None
        raise
