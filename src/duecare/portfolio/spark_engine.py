"""Spark as an engine: what is distinct is found on the cluster and looked at once; signatures are judged on it.

The driver holds numbers for each row and looks at the distinct subjects; no text about items, parties or places
goes to it once a row.
"""

from __future__ import annotations

import gc
import json
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from duecare.portfolio.columns import BookColumn
from duecare.portfolio.mapping import Mapping as BookMapping
from duecare.portfolio.numbered import Distinct, Groups, Numbered, Numbers, numbered_rows, set_order
from duecare.portfolio.processes import Result, Task, Work
from duecare.portfolio.read_book import Book
from duecare.portfolio.spark_book import SparkBook, load_on_spark
from duecare.portfolio.spark_session import check_spark, spark_works

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

ROW_BITS: Final = 40
"""Of a number that stands for a place in the book: the rows of one file are fewer than 2 ** 40."""


@dataclass(frozen=True)
class OnSpark:
    """A session of Spark 4 as the engine of `review_book`. Its nodes have Duecare installed.

    Raises:
        InputError: on making one: what Spark needs on the side of Python is not installed.
    """

    session: SparkSession

    def __post_init__(self) -> None:
        check_spark()

    @property
    def name(self) -> str:
        """As the manifest of a result names it."""
        return f"spark {self.session.version}"

    def read(self, paths: Sequence[str], mapping: BookMapping) -> Book:
        """Read a book by `load_on_spark`."""
        return load_on_spark(self.session, paths, mapping)

    def numbered(self, book: Book) -> Numbered:
        """Number the subjects of a book that was read by Spark."""
        assert isinstance(book, SparkBook)
        set_order(book.connection)
        names = [column.name for column in book.columns]
        with spark_works():
            found = numbered_rows(_Rows(book, names), names, book.provenance)
            book.kept.unpersist()
        return found

    def done_by(
        self, run: Callable[[Work, Task], Result], work: Work, tasks: Sequence[Task], workers: int
    ) -> Iterator[Result]:
        """What work gives for each task, in their order. What it needs is sent to each node once.

        Raises:
            OutputError: a task failed on the cluster.
        """
        import pyarrow as pa

        table = pa.table(
            {
                "number": range(len(tasks)),
                "task": pa.array([pickle.dumps(task, 5) for task in tasks], pa.large_binary()),
            }
        )
        with spark_works():
            frame = self.session.createDataFrame(table).mapInArrow(
                _each(run, work), "number bigint, size bigint, result binary"
            )
            found = frame.toArrow().sort_by("number")
        codec = pa.Codec("zstd")
        for size, packed in zip(found.column("size").to_pylist(), found.column("result"), strict=True):
            yield pickle.loads(codec.decompress(packed.as_buffer(), size))


def _each(run: Callable[[Any, Any], Any], work: Any) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """Work on tasks as work of the cluster. Results come back compressed: they are far larger than the tasks."""

    def each(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow as pa

        gc.disable()  # as in duecare.portfolio.processes
        codec = pa.Codec("zstd")
        try:
            for batch in batches:
                for number, task in zip(batch.column("number"), batch.column("task"), strict=True):
                    result = pickle.dumps(run(work, pickle.loads(task.as_buffer())), 5)
                    packed = pa.array([codec.compress(result, asbytes=True)], pa.binary())
                    arrays = [pa.array([number.as_py()], pa.int64()), pa.array([len(result)], pa.int64()), packed]
                    yield pa.RecordBatch.from_arrays(arrays, ["number", "size", "result"])
        finally:
            gc.enable()

    return each


class _Rows:
    """The rows of a book that Spark keeps, in the order of source and row."""

    def __init__(self, book: SparkBook, names: Sequence[str]) -> None:
        self._frame, self.size = book.frame, book.rows
        self._held = {name: f"c{at}" for at, name in enumerate(names)}

    def distinct(self, groups: Groups) -> Mapping[str, Distinct]:
        """Distinct rows over the columns of each group, in the order in which they first appear.

        What a row says under the columns of a group is one text, its key. Spark finds the distinct keys of all groups
        together; of a row the driver gets their hashes, which are no two keys' here.
        """
        asked = [name for name, columns in groups.items() if columns]
        keys = [self._key(groups[name]).alias(f"k{at}") for at, name in enumerate(asked)]
        keyed = self._frame.select("at", "row", *keys).persist()
        for salt in count():
            hashes = [_hashed(f"k{at}", salt) for at in range(len(asked))]
            found = _distinct_keys(keyed, hashes)
            if all(len(set(hashed)) == len(hashed) for _, hashed in found):
                break
        of = _numbers(keyed, hashes, [hashed for _, hashed in found])
        keyed.unpersist()
        said = {
            name: Distinct(({}, *map(json.loads, texts)), numbers)
            for name, (texts, _), numbers in zip(asked, found, of, strict=True)
        }
        nothing = Distinct(({},), np.zeros(self.size, np.int32))
        return {name: said.get(name, nothing) for name in groups}

    def _key(self, columns: Mapping[str, BookColumn]) -> Column:
        """What a row says under some columns, as a JSON object; null where it says nothing."""
        from pyspark.sql import functions as sql

        held = []
        for name, column in columns.items():
            text = sql.col(self._held[name])
            said = text if column.kind == "fact" else sql.when(text != "", text)
            held.append(said.alias(name))
        key = sql.to_json(sql.struct(*held), {"ignoreNullFields": "true"})
        return sql.when(key != "{}", key)


def _hashed(key: str, salt: int) -> Column:
    """The hash of a key; null for none."""
    from pyspark.sql import functions as sql

    return sql.when(sql.col(key).isNotNull(), sql.xxhash64(key, sql.lit(salt)))


def _distinct_keys(keyed: DataFrame, hashes: Sequence[Column]) -> list[tuple[list[str], list[int]]]:
    """The distinct keys of each group with their hashes, in the order in which they first appear."""
    from pyspark.sql import functions as sql

    each = [
        sql.struct(sql.lit(at).alias("group"), sql.col(f"k{at}").alias("key"), hashed.alias("hash"))
        for at, hashed in enumerate(hashes)
    ]
    long = keyed.select("at", "row", sql.explode(sql.array(*each)).alias("one")).where("one.key IS NOT NULL")
    position = sql.shiftleft(sql.col("at").cast("bigint"), ROW_BITS) + sql.col(
        "row"
    )  # of one number the least is quick
    found = long.groupBy("one.group", "one.key", "one.hash").agg(sql.min(position).alias("first")).toArrow()
    ordered = found.sort_by([("group", "ascending"), ("first", "ascending")])
    group = ordered.column("group").to_numpy()
    parts = [ordered.slice(int(np.searchsorted(group, at)), int((group == at).sum())) for at in range(len(hashes))]
    return [(part.column("key").to_pylist(), part.column("hash").to_pylist()) for part in parts]


def _numbers(keyed: DataFrame, hashes: Sequence[Column], known: Sequence[Sequence[int]]) -> list[Numbers]:
    """For each group the number of each row's key, 0 for none. known: the hashes of the keys, in their order."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = keyed.select("at", "row", *(hashed.alias(f"h{at}") for at, hashed in enumerate(hashes))).toArrow()
    order = np.lexsort([table.column(name).to_numpy() for name in ("row", "at")])
    numbers = []
    for at, hashed in enumerate(known):
        found = pc.index_in(table.column(f"h{at}").combine_chunks(), pa.array(hashed, pa.int64()))
        numbers.append((found.fill_null(-1).to_numpy(zero_copy_only=False) + 1).astype(np.int32)[order])
    return numbers
