"""Tables of a result, after the columns of `duecare.portfolio.result.schema`: each a folder of Parquet files.

Rows are added by adding a file: those that are there stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.errors import InputError
from duecare.portfolio.result.schema import TABLES
from duecare.transaction.parquet import needed

ROW_GROUP: Final = 122_880
"""Rows that DuckDB stores together: to move as many at once takes a tenth of the time that fewer take."""


def schema_of(name: str) -> Any:
    """The Arrow schema of a table."""
    import pyarrow as pa

    kinds = {
        "string": pa.string(), "int64": pa.int64(), "int32": pa.int32(), "int16": pa.int16(), "int8": pa.int8(),
        "double": pa.float64(), "float": pa.float32(), "bool": pa.bool_(), "list<int32>": pa.list_(pa.int32()),
        "list<string>": pa.list_(pa.string()),
    }  # fmt: skip
    return pa.schema([(column, kinds[kind]) for column, (kind, _) in TABLES[name].items()])


def write_table(folder: Path, name: str, columns: Mapping[str, Any], file: str = "00000") -> None:
    """Write rows of one table as a file of it. columns: Arrow arrays, NumPy arrays or lists, by name."""
    _write(_file_of(folder, name, file), name, columns)


def table_bytes(name: str, columns: Mapping[str, Any]) -> bytes:
    """Rows of one table as what their file holds: see `write_table` and `write_bytes`."""
    sink = BytesIO()
    _write(sink, name, columns)
    return sink.getvalue()


def write_bytes(folder: Path, name: str, held: bytes, file: str) -> None:
    """Write what `table_bytes` has given as a file of its table."""
    _file_of(folder, name, file).write_bytes(held)


def _file_of(folder: Path, name: str, file: str) -> Path:
    (folder / name).mkdir(exist_ok=True)
    return folder / name / f"part-{file}.parquet"


def _write(sink: Any, name: str, columns: Mapping[str, Any]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = schema_of(name)
    arrays = {column: _array(columns[column], schema.field(column).type) for column in schema.names}
    # words that are numbered here are numbered in the file; whoever reads it sees texts
    pq.write_table(pa.table(arrays), sink, compression="zstd", store_schema=False, **_encoding(name))


_ASCENDING: Final = ("row", "signature", "outcome")
"""Columns of whole numbers in which the next one is near: told by their differences, they take a tenth of the room."""
_OFTEN_OTHER: Final = ("transaction",)
"""Texts that hardly repeat: to number them costs more than it saves."""


def _encoding(name: str) -> dict[str, Any]:
    """How the columns of a table are encoded: a fifth of the size and half the time of what is done unasked."""
    kinds = {column: kind for column, (kind, _) in TABLES[name].items()}
    texts = [column for column, kind in kinds.items() if kind.endswith(("string", "string>"))]
    ascending = {column: "DELTA_BINARY_PACKED" for column in _ASCENDING if column in kinds}
    return {
        "use_dictionary": [column for column in texts if column not in _OFTEN_OTHER],
        "column_encoding": ascending,
        "write_statistics": list(ascending),
    }


def table_files(folder: Path, name: str) -> list[Path]:
    """The files of one table, in order; none where it is not there."""
    return sorted((folder / name).glob("part-*.parquet"))


def read_table(folder: Path, name: str, columns: Sequence[str] | None = None) -> Any:
    """One table of a result as an Arrow table: rows in the order in which they were written.

    Raises:
        InputError: it is not there, or cannot be read.
    """
    pa = needed(folder / name)
    import pyarrow.parquet as pq

    files = table_files(folder, name)
    if not files:
        raise InputError(f"{name} is not here", path=str(folder), hint="accepted: a result that is whole")
    try:
        return pa.concat_tables(pq.ParquetFile(file).read(list(columns) if columns else None) for file in files)
    except (OSError, pa.ArrowException) as problem:
        raise InputError(f"{name} cannot be read: {str(problem).splitlines()[0]}", path=str(folder)) from None


def _array(values: Any, kind: Any) -> Any:
    import pyarrow as pa

    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        numbered = kind == pa.string() and pa.types.is_dictionary(values.type)
        return values if values.type == kind or numbered else values.cast(kind)
    return pa.array(values, kind)


def arrow(connection: Any, query: str) -> Any:
    """What a query gives as an Arrow table, in every DuckDB since 1.1."""
    relation = connection.sql(query)
    return relation.to_arrow_table() if hasattr(relation, "to_arrow_table") else relation.arrow()


def batches(connection: Any, query: str, rows: int = ROW_GROUP) -> Any:
    """What a query gives as Arrow record batches, so that they need not be at hand together."""
    relation = connection.sql(query)
    return relation.to_arrow_reader(rows) if hasattr(relation, "to_arrow_reader") else relation.fetch_arrow_reader(rows)


def quoted(names: Iterable[str]) -> str:
    """Names of columns as SQL has them."""
    return ", ".join(f'"{name}"' for name in names)


def worded(ranks: NDArray[Any], words: Sequence[str]) -> Any:
    """Ranks as the words they stand for: a dictionary array of those that occur, without a text a row."""
    import pyarrow as pa

    used = np.flatnonzero(np.bincount(ranks, minlength=1))
    distinct: dict[str, int] = {}
    number = np.zeros(len(words), np.int32)
    number[used] = [distinct.setdefault(words[rank], len(distinct)) for rank in used.tolist()]
    return pa.DictionaryArray.from_arrays(pa.array(number[ranks]), pa.array(list(distinct), pa.string()))


def lists(counts: NDArray[Any], values: Any) -> Any:
    """One list a row. counts: how many of the values each row has, in order."""
    import pyarrow as pa

    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    held = pa.array(values) if isinstance(values, np.ndarray) else values
    held = held.dictionary_decode() if pa.types.is_dictionary(held.type) else held
    return pa.ListArray.from_arrays(pa.array(offsets), held)
