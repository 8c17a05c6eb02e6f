"""Spark as an engine: what is distinct is found on the cluster and looked at once; signatures are judged on it."""

from __future__ import annotations

import gc
import json
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from duecare.portfolio.book.columns import BookColumn
from duecare.portfolio.book.mapping import Mapping as BookMapping
from duecare.portfolio.book.numbered import BookRows, Distinct, Groups, Numbered, Numbers, numbered_rows
from duecare.portfolio.book.read_book import Book
from duecare.portfolio.judging.processes import Part, Result, Task, Work
from duecare.portfolio.spark.spark_book import SparkBook, load_on_spark
from duecare.portfolio.spark.spark_session import check_spark, spark_works

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

ROW_BITS: Final = 40
"""Of a number that stands for a place in the book: the rows of one file are fewer than 2 ** 40."""
JOBS: Final = 2
"""Under way at a time, each of as many tasks as the cluster does at once: the driver keeps results meanwhile."""


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
        with spark_works():
            found = numbered_rows(_Rows(book), [column.name for column in book.columns], book.provenance)
            book.kept.unpersist()
        return found

    def done_by(
        self,
        run: Callable[[Work, Task], Result],
        work: Work,
        tasks: Sequence[Task],
        each: Callable[[Result], Part],
        workers: int,
    ) -> Iterator[Part]:
        """What is kept of what the cluster gives for each task, in their order; kept here, as results arrive.

        The cluster has as many tasks at a time as it can do, and as many again that wait: no more results are here.

        Raises:
            OutputError: a task failed on the cluster.
        """
        from pyspark import cloudpickle  # conditions of rules are functions that pickle does not know

        packed: bytes = cloudpickle.dumps(work)  # type: ignore[no-untyped-call]
        width = self.session.sparkContext.defaultParallelism
        pool, asked = ThreadPoolExecutor(JOBS), deque[Future[Iterator[Any]]]()
        try:
            with spark_works():
                for start in range(0, len(tasks), width):
                    asked.append(pool.submit(self._done, run, packed, tasks[start : start + width]))
                    if len(asked) == JOBS:
                        yield from map(each, asked.popleft().result())
                while asked:
                    yield from map(each, asked.popleft().result())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _done(self, run: Callable[[Work, Task], Result], work: bytes, tasks: Sequence[Task]) -> Iterator[Result]:
        """What work gives for some tasks, in their order, unpacked one by one; each is one of the cluster's tasks."""
        import pyarrow as pa

        schema = pa.schema([("number", pa.int64()), ("task", pa.large_binary())])
        rows = [pa.record_batch([[number], [pickle.dumps(task, 5)]], schema) for number, task in enumerate(tasks)]
        frame = self.session.createDataFrame(pa.Table.from_batches(rows, schema))
        found = frame.mapInArrow(_each(run, work), "number bigint, result binary").toArrow()
        held = dict(zip(found.column("number").to_pylist(), found.column("result"), strict=True))
        return (pickle.loads(held[number].as_buffer()) for number in range(len(tasks)))


def _each(run: Callable[[Any, Any], Any], work: bytes) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """Work on tasks as work of the cluster."""

    def each(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow as pa

        gc.disable()  # as in duecare.portfolio.judging.processes
        try:
            for batch in batches:
                for number, task in zip(batch.column("number"), batch.column("task"), strict=True):
                    result = pickle.dumps(run(_unpacked(work), pickle.loads(task.as_buffer())), 5)
                    arrays = [pa.array([number.as_py()], pa.int64()), pa.array([result], pa.binary())]
                    yield pa.RecordBatch.from_arrays(arrays, ["number", "result"])
        finally:
            gc.enable()

    return each


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Any:
    """What tasks need: a process of the cluster unpacks it once for all that it does."""
    return pickle.loads(packed)


class _Rows:
    """The rows of a book that Spark keeps, in the order in which they were read."""

    def __init__(self, book: SparkBook) -> None:
        self._frame, self._here = book.frame, BookRows(book.connection)
        self._held = {name for name, *_ in book.connection.execute("DESCRIBE book").fetchall()}
        self.size = book.rows

    def distinct(self, groups: Groups) -> Mapping[str, Distinct]:
        """Distinct rows over the columns of each group, in the order in which they first appear.

        What a row says under the columns of a group is one text, its key. Spark finds the distinct keys of all groups
        together; of a row the driver gets their hashes, which are no two keys' here. Groups whose columns the driver
        has are found by it.
        """
        asked = [name for name, columns in groups.items() if not columns.keys() <= self._held]
        found = self._here.distinct({name: columns for name, columns in groups.items() if name not in asked})
        return {**found, **self._on_spark({name: groups[name] for name in asked})} if asked else found

    def _on_spark(self, groups: Groups) -> dict[str, Distinct]:
        keys = [self._key(columns).alias(f"k{at}") for at, columns in enumerate(groups.values())]
        keyed = self._frame.select("at", "row", *keys).persist()
        for salt in count():
            hashes = [_hashed(f"k{at}", salt) for at in range(len(groups))]
            found = _distinct_keys(keyed, hashes)
            if all(len(set(hashed)) == len(hashed) for _, hashed in found):
                break
        of = _numbers(keyed, hashes, [hashed for _, hashed in found])
        keyed.unpersist()
        return {
            name: Distinct(({}, *map(json.loads, texts)), numbers)
            for name, (texts, _), numbers in zip(groups, found, of, strict=True)
        }

    @staticmethod
    def _key(columns: Mapping[str, BookColumn]) -> Column:
        """What a row says under some columns, as a JSON object; null where it says nothing."""
        from pyspark.sql import functions as sql

        held = []
        for name, column in columns.items():
            text = sql.col(f"`{name}`")
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
