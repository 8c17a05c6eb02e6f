"""Pieces of a table: some of its rows at a time, each column as its distinct values and which of them a row has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

MOST_CELLS: Final = 2_000_000
MOST_ROWS: Final = 100_000
MOST_BYTES: Final = 200_000_000
BLOCK: Final = 2_000
"""Rows that are held as Python's lists at a time: few enough to stay in the cache, and to be no load on the collector
of cycles."""
_FEWEST_TO_TELL: Final = 4
"""Columns from which on a line within a cell that has as many cells is taken for a row and not for a list."""


@dataclass(frozen=True, eq=False)
class Cells:
    """One column of a piece. values: each once, as a list or an Arrow array; the last is None. at: the place of each
    row's, shape (rows,)."""

    values: Any
    at: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Broken:
    """A row whose cells cannot be told apart."""

    row: int
    value: str
    reason: str


@dataclass(frozen=True, eq=False)
class Piece:
    """Some rows. rows: their numbers. columns: those that were asked for, in that order. broken: rows left out."""

    rows: NDArray[np.int64]
    columns: Sequence[Cells]
    broken: Sequence[Broken] = ()


def rows_at_once(width: int) -> int:
    """Rows of a table of so many columns that are held at a time, so that memory does not grow with either."""
    return max(500, min(MOST_ROWS, MOST_CELLS // max(width, 1)))


def cells_of(values: Iterable[Any]) -> Cells:
    """A column given as Python's values. True, 1 and 1.0 are three."""
    seen: dict[tuple[type, Any], int] = {}
    at = [-1 if raw is None else seen.setdefault((type(raw), raw), len(seen)) for raw in map(_frozen, values)]
    places = np.asarray(at, np.int64)
    return Cells([*(raw for _, raw in seen), None], np.where(places < 0, len(seen), places))


def _frozen(raw: Any) -> Any:
    if isinstance(raw, list):
        return tuple(map(_frozen, raw))
    return tuple(sorted(raw.items(), key=str)) if isinstance(raw, dict) else raw


def arrow_cells(array: Any) -> Cells:
    """A column given as an Arrow array of any type."""
    import pyarrow as pa

    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_timestamp(array.type):
        array = _local(array)
    if pa.types.is_nested(array.type):
        return cells_of(array.to_pylist())
    try:
        encoded = array.dictionary_encode()
    except pa.ArrowNotImplementedError:
        return cells_of(array.to_pylist())
    values = pa.concat_arrays([encoded.dictionary, pa.nulls(1, encoded.dictionary.type)])
    at = encoded.indices.fill_null(len(values) - 1).to_numpy(zero_copy_only=False)
    return Cells(values, at.astype(np.int64))


def _local(array: Any) -> Any:
    """Times as the clock on the wall shows them, to the microsecond that Python knows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if array.type.tz is not None:
        try:
            array = pc.local_timestamp(array)
        except pa.ArrowException:  # a zone that this system does not know
            array = array.cast(pa.timestamp(array.type.unit))
    return array.cast(pa.timestamp("us"), safe=False)


def pieces_of(
    rows: Iterable[tuple[int, list[Any]]], places: Sequence[int], width: int, *, delimited: bool
) -> Iterator[Piece]:
    """Pieces of a table that is read row by row.

    Args:
        rows: Each with its number; cells missing at the end are empty.
        places: Which columns are asked for.
        width: How many columns the table has.
        delimited: Whether cells are told apart by delimiters, so that one too many shifts the others.
    """
    some = iter(rows)
    held: list[_Block] = []
    size = 0
    while block := list(islice(some, BLOCK)):
        held.append(_block(block, places, width, delimited))
        size += held[-1].bytes
        if len(held) * BLOCK >= rows_at_once(width) or size >= MOST_BYTES:
            yield _piece(held, delimited)
            held, size = [], 0
    if held:
        yield _piece(held, delimited)


@dataclass(frozen=True, slots=True)
class _Block:
    """A few rows by columns. columns: Arrow arrays of texts, or Python's values."""

    numbers: Sequence[int]
    columns: Sequence[Any]
    broken: Sequence[Broken]

    @property
    def bytes(self) -> int:
        return sum(getattr(column, "nbytes", 0) for column in self.columns)


def _block(held: Sequence[tuple[int, list[Any]]], places: Sequence[int], width: int, delimited: bool) -> _Block:
    import pyarrow as pa

    numbers, rows = zip(*held, strict=True)
    broken: list[Broken] = []
    columns = list(zip(*rows, strict=True)) if set(map(len, rows)) == {width} else []
    if delimited and (not columns or any("\n" in "".join(column) for column in columns)):
        wrong = {at: reason for at, row in enumerate(rows) if (reason := _wrong(row, width))}
        broken = [Broken(numbers[at], " | ".join(rows[at]), reason) for at, reason in wrong.items()]
        numbers = tuple(number for at, number in enumerate(numbers) if at not in wrong)
        rows = tuple(row for at, row in enumerate(rows) if at not in wrong)
        columns = []
    if not columns:
        filled = (row[:width] if len(row) >= width else [*row, *[None] * (width - len(row))] for row in rows)
        columns = list(zip(*filled, strict=True)) or [()] * width
    asked = (columns[place] for place in places)
    return _Block(numbers, [pa.array(column, pa.string()) if delimited else column for column in asked], broken)


def _piece(held: Sequence[_Block], delimited: bool) -> Piece:
    import pyarrow as pa

    numbers = [number for block in held for number in block.numbers]
    columns = zip(*(block.columns for block in held), strict=True)
    cells = [arrow_cells(pa.concat_arrays(parts)) if delimited else cells_of(chain.from_iterable(parts))
             for parts in columns]  # fmt: skip
    return Piece(np.asarray(numbers, np.int64), cells, [one for block in held for one in block.broken])


def _wrong(row: Sequence[str], width: int) -> str | None:
    """Why a row of a text is not one row of the table: cells too many, or lines that a quotation mark has swallowed."""
    if len(row) > width and any(cell.strip() for cell in row[width:]):
        return f"has {len(row)} cells; the table has {width} columns"
    if "\n" not in "".join(row):
        return None
    if len(row) < width:
        return f"has {len(row)} cells over several lines; the table has {width} columns: is a quotation mark open?"
    lines = (line for cell in row if "\n" in cell for line in cell.split("\n")[1:-1])
    if width >= _FEWEST_TO_TELL and any(max(map(line.count, ",;\t|")) >= width - 1 for line in lines):
        return "has whole rows within a cell: is a quotation mark open?"
    return None
