"""An order book read by Spark where it lies: the checks of `read_book` on every row, in the processes of the cluster.

Of the rows, the driver gets what is carried beside the result, what is stated of the deal, and whom and what it names,
from which follows what the deals say together. The rest stays on the cluster.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

import numpy as np

import duecare
from duecare.errors import InputError
from duecare.portfolio.book.book_databases import SCHEMES
from duecare.portfolio.book.columns import CARRIED, BookColumn
from duecare.portfolio.book.loading import Checking, new_tables, refuse_repeated
from duecare.portfolio.book.mapping import Mapping as BookMapping
from duecare.portfolio.book.pieces import Piece, arrow_cells
from duecare.portfolio.book.plan import Plan, planned
from duecare.portfolio.book.read_book import Book, check_installed, columns_of, opened, provenance_of
from duecare.portfolio.result.parquet import quoted
from duecare.portfolio.spark.spark_session import spark_reads
from duecare.portfolio.together.relationship_rows import USED
from duecare.transaction.tables import INPUTS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SCHEMA: Final = "duecare.book-on-spark/1"
_OTHERS: Final = frozenset(INPUTS) - {".parquet"}
REFUSED: Final = ("reject_column", "reject_value", "reject_reason")


@dataclass(frozen=True, eq=False)
class SparkBook(Book):
    """A book whose rows are kept by Spark.

    connection: DuckDB, with the tables `book`, here with some of the columns only, and `rejects`. frame: the rows of
    the book: at (the place of their source among `sources`), row, and a text under the name of each column that was
    read. kept: what Spark holds for it until the rows are numbered.
    """

    frame: DataFrame
    kept: DataFrame


@dataclass(frozen=True, slots=True, order=True)
class _File:
    """A file as Spark lists it. address: its URI, written in one way. name: as the book's rows name it."""

    address: str
    name: str


def load_on_spark(session: SparkSession, paths: Sequence[str], mapping: BookMapping) -> SparkBook:
    """Read an order book of Parquet files.

    Rows, columns and rejects are those of `read_book.load_book`. The digest is over the names, sizes and times of
    change of the files and not over their bytes, which no single computer may be able to hold. Columns that some of the
    files lack are empty there.

    Args:
        session: Where it is read.
        paths: Parquet files or folders of them, as paths or URLs that this Spark can read.
        mapping: What the columns hold.

    Raises:
        InputError: it cannot be read, holds no column that is known, or changed while it was read.
    """
    check_installed()
    if not paths:
        raise InputError("no order book is given")
    files = _named([one for path in paths for one in _files(session, path)])
    sources = [one.name for one in files]
    first, more = PurePosixPath(paths[0]).name or paths[0], f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    where = f"{first}{more}" if more else paths[0]
    with spark_reads(where):
        frame = session.read.option("mergeSchema", "true").parquet(*paths)
        seen = _seen(frame)
        plan = planned(frame.columns, mapping, where)
        columns = columns_of([plan], mapping)
        at = {one.address: place for place, one in enumerate(files)}
        check = _check(plan, columns, dict(mapping.constants), sources, at)
        checked = _chosen(frame, plan).mapInArrow(check, _schema(columns)).persist()
        with opened(None) as connection:
            _keep(connection, checked, columns, sources)
            repeated = refuse_repeated(connection, sources)
            ((rows,),) = connection.execute("SELECT count(*) FROM book").fetchall()
            ((rejected,),) = connection.execute("SELECT count(DISTINCT (source, row)) FROM rejects").fetchall()
            if _seen(session.read.option("mergeSchema", "true").parquet(*paths)) != seen:
                raise InputError("changed while it was read", path=where, hint="read it again when it is at rest")
    return SparkBook(
        connection,
        columns,
        provenance_of(columns, [plan], mapping, f"{first}{more}"),
        plan.unmapped,
        rows,
        rejected,
        hashlib.sha256("\n".join([SCHEMA, mapping.digest, *seen]).encode()).hexdigest(),
        tuple(sources),
        _without(session, checked, repeated, sources),
        checked,
    )


def _files(session: SparkSession, path: str) -> list[_File]:
    """The files at a path, by name."""
    if PurePosixPath(path).suffix.casefold() in _OTHERS or path.partition(":")[0] in SCHEMES:
        raise InputError("is not read by Spark; accepted: Parquet files and folders of them", path=path,
                         hint="--engine duckdb reads it")  # fmt: skip
    with spark_reads(path):
        listed = session.read.parquet(path).inputFiles()
    found = sorted(_File(_address(uri), PurePosixPath(_address(uri)).name) for uri in listed)
    if not found:
        raise InputError("holds no table; accepted: Parquet files and folders of them", path=path)
    return found


def _named(files: Sequence[_File]) -> list[_File]:
    """Files, of which several of one name are called by their addresses."""
    addresses, names = (Counter(getattr(one, part) for one in files) for part in ("address", "name"))
    twice = next((address for address, count in addresses.items() if count > 1), None)
    if twice is not None:
        raise InputError("is given twice", path=twice)
    return [replace(one, name=one.address) if names[one.name] > 1 else one for one in files]


def _address(uri: str) -> str:
    """A URI as one text, however many slashes Spark puts after its scheme."""
    parts = urlsplit(uri)
    scheme = "" if parts.scheme in ("", "file") else f"{parts.scheme}://"
    return f"{scheme}{parts.netloc}{unquote(parts.path)}"


def _seen(frame: DataFrame) -> list[str]:
    """What of each file changes when it does."""
    parts = ("file_path", "file_size", "file_modification_time")
    found = frame.select(*(f"_metadata.{part}" for part in parts)).distinct().collect()
    return sorted(f"{_address(path)} {size} {changed.isoformat()}" for path, size, changed in found)


def _chosen(frame: DataFrame, plan: Plan) -> DataFrame:
    """The columns that are read, with the file and the number of each row."""
    from pyspark.sql import functions as sql

    names = ("`" + frame.columns[place].replace("`", "``") + "`" for place in plan.places)
    columns = [sql.col(name).alias(f"c{number}") for number, name in enumerate(names)]
    file, row = (sql.col(f"_metadata.{part}") for part in ("file_path", "row_index"))
    return frame.select(file.alias("file"), (row + 1).alias("row"), *columns)


def _schema(columns: Sequence[BookColumn]) -> str:
    texts = ", ".join(f"`{name}` string" for name in [*(column.name for column in columns), *REFUSED])
    return f"at int, row bigint, {texts}"


def _check(
    plan: Plan,
    columns: Sequence[BookColumn],
    constants: Mapping[str, str],
    names: Sequence[str],
    at: Mapping[str, int],
) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """The checks of a book as work of the cluster: batches of rows to batches of checked rows and of refusals."""

    version = duecare.__version__

    def check(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow as pa

        if duecare.__version__ != version:
            raise RuntimeError(f"Duecare is {duecare.__version__} on a node, and {version} on the driver")
        checking = Checking(columns, constants, several=len(names) > 1)
        schema = pa.schema(
            [("at", pa.int32()), ("row", pa.int64())]
            + [(name, pa.string()) for name in [*(column.name for column in columns), *REFUSED]]
        )
        for batch in batches:
            files = batch.column("file").dictionary_encode()
            for number, file in enumerate(files.dictionary.to_pylist()):
                some = batch.filter(pa.array(files.indices.to_numpy(zero_copy_only=False) == number))
                place = at[_address(file)]
                cells = [arrow_cells(some.column(f"c{read}")) for read in range(len(plan.places))]
                piece = Piece(some.column("row").to_numpy(), cells)
                rows, rejects = checking.tables(piece, plan, names[place])
                said = {column.name: rows.column(column.name) for column in columns}
                yield from _as(schema, place, rows, said)
                for part in rejects:
                    why = dict(zip(REFUSED, (part.column(name) for name in ("column", "value", "reason")), strict=True))
                    yield from _as(schema, place, part, why)

    return check


def _as(schema: Any, place: int, rows: Any, texts: Mapping[str, Any]) -> Iterator[Any]:
    """Rows in the schema of what is checked. texts: by column; those of the others are null."""
    import pyarrow as pa

    size = rows.num_rows
    held = {"at": pa.array(np.full(size, place, np.int32)), "row": rows.column("row"), **texts}
    arrays = [held.get(field.name, pa.nulls(size, field.type)) for field in schema]
    yield from pa.table(arrays, schema=schema).combine_chunks().to_batches()


def _keep(connection: Any, checked: DataFrame, columns: Sequence[BookColumn], sources: Sequence[str]) -> None:
    """Put what the driver needs of the rows into `book`, and what is refused into `rejects`, in their order."""
    held = [column.name for column in columns
            if column.name in CARRIED or column.name in USED or column.about == "transaction"]  # fmt: skip
    new_tables(connection, held)
    found = {
        "book": checked.where("reject_reason IS NULL").select("at", "row", *(f"`{name}`" for name in held)),
        "rejects": checked.where("reject_reason IS NOT NULL").select("at", "row", *REFUSED),
    }
    for name, frame in found.items():
        rows = frame.toArrow()
        connection.register("rows_of_book", rows)
        source = 'list_extract($1::VARCHAR[], "at" + 1)'
        first = f"row, {source}" if name == "book" else f"{source}, row"
        connection.execute(
            f'INSERT INTO {name} SELECT {first}, {quoted(rows.column_names[2:])} FROM rows_of_book ORDER BY "at", row',
            [list(sources)],
        )
        connection.unregister("rows_of_book")


def _without(session: SparkSession, checked: DataFrame, repeated: Any, sources: Sequence[str]) -> DataFrame:
    """The rows of the book, without those that were refused because an earlier one has their id."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyspark.sql import functions as sql

    rows = checked.where("reject_reason IS NULL").drop(*REFUSED)
    if repeated is None:
        return rows
    at = pc.index_in(repeated.column("source"), pa.array(sources, pa.string()))
    refused = session.createDataFrame(pa.table({"at": at, "row": repeated.column("row")}))
    return rows.join(sql.broadcast(refused), ["at", "row"], "left_anti")
