"""Tables of a result as Parquet files, after the columns of `duecare.portfolio.schema`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duecare.portfolio.schema import TABLES


def schema_of(name: str) -> Any:
    """The Arrow schema of a table."""
    import pyarrow as pa

    kinds = {
        "string": pa.string(), "int64": pa.int64(), "int32": pa.int32(), "int16": pa.int16(), "int8": pa.int8(),
        "double": pa.float64(), "float": pa.float32(), "bool": pa.bool_(), "list<int32>": pa.list_(pa.int32()),
        "list<string>": pa.list_(pa.string()),
    }  # fmt: skip
    return pa.schema([(column, kinds[kind]) for column, (kind, _) in TABLES[name].items()])


def write_table(folder: Path, name: str, columns: Mapping[str, Any]) -> None:
    """Write one table. columns: Arrow arrays, NumPy arrays or lists, by name."""
    write_parts(folder, name, (columns,))


def write_parts(folder: Path, name: str, parts: Iterable[Mapping[str, Any]]) -> None:
    """Write one table whose rows come in parts, so that they need not be at hand together."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = schema_of(name)
    with pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") as writer:
        for part in parts:
            arrays = {column: _array(part[column], schema.field(column).type) for column in schema.names}
            writer.write_table(pa.table(arrays, schema))


def _array(values: Any, kind: Any) -> Any:
    import pyarrow as pa

    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return values.cast(kind) if values.type != kind else values
    return pa.array(values, kind)


def arrow(connection: Any, query: str) -> Any:
    """What a query gives as an Arrow table, in every DuckDB since 1.1."""
    relation = connection.sql(query)
    return relation.to_arrow_table() if hasattr(relation, "to_arrow_table") else relation.arrow()


def worded(ranks: NDArray[Any], words: Sequence[str]) -> Any:
    """Ranks as the words they stand for, without a Python text a row."""
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(ranks.astype(np.int32)), pa.array(list(words))).cast(pa.string())


def lists(counts: NDArray[Any], values: Any) -> Any:
    """One list a row. counts: how many of the values each row has, in order."""
    import pyarrow as pa

    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    held = pa.array(values) if isinstance(values, np.ndarray) else values
    return pa.ListArray.from_arrays(pa.array(offsets), held)
