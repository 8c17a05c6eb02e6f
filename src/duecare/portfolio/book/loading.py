"""Pieces of an order book, checked and put into the tables `book` and `rejects` of a DuckDB connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.portfolio.book.checked import Checked
from duecare.portfolio.book.columns import PARTIES, BookColumn, book_column
from duecare.portfolio.book.mapping import MappedColumn
from duecare.portfolio.book.pieces import Broken, Cells, Piece
from duecare.portfolio.book.plan import Plan
from duecare.portfolio.book.values import Reader
from duecare.portfolio.result.parquet import ROW_GROUP, arrow
from duecare.portfolio.result.schema import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_SHOWN: Final = 300
"""Characters of a refused value that are kept."""
_ABOUT: Final = frozenset({"item", *PARTIES, "place", "destination", "transit"})
_TYPES: Final = {"string": "VARCHAR", "int64": "BIGINT"}

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Checking:
    """The checks that the rows of a book undergo, wherever they are read: each distinct value of a column once.

    columns: those that the book has. constants: what every row has. several: whether the book has several sources.
    """

    def __init__(self, columns: Sequence[BookColumn], constants: Mapping[str, str], *, several: bool) -> None:
        self._columns = columns
        self._constants = constants
        self._several = several
        self._checked: dict[tuple[str, str], Checked] = {}

    def tables(self, piece: Piece, plan: Plan, source: str) -> tuple[Any, list[Any]]:
        """The rows of a piece that can be read, and the others as parts of the table `rejects`, as Arrow tables."""
        import pyarrow as pa

        rejects = _Rejects(source)
        rejects.add_broken(piece.broken)
        refused = np.zeros(len(piece.rows), np.bool_)
        held: dict[str, Any] = {}
        for one in plan.columns:
            parts = []
            for name, place in zip(one.names, one.places, strict=True):
                texts, wrong = self._texts(one.mapped, name, piece, piece.columns[place], rejects)
                refused |= wrong
                parts.append(texts)
            held[one.mapped.to.name] = _joined(parts, one.mapped.to.name)
        silent = self._silent(held, len(piece.rows)) & ~refused
        rejects.add(piece.rows[silent], "", None, "says nothing of an item, a party or a country")
        refused |= silent
        held["id"] = self._identities(held.get("id"), piece.rows, source)
        size = len(piece.rows)
        table = {"row": pa.array(piece.rows), "source": _same(source, size)}
        for column in self._columns:
            texts = held.get(column.name)
            table[column.name] = _same(self._constants.get(column.name), size) if texts is None else texts
        rows = pa.table(table)
        return rows.filter(pa.array(~refused)) if refused.any() else rows, rejects.parts

    def _texts(
        self, mapped: MappedColumn, name: str, piece: Piece, cells: Cells, rejects: _Rejects
    ) -> tuple[Any, Mask]:
        """The checked texts of a column, and where a value cannot be read."""
        import pyarrow as pa

        key = (mapped.to.name, name)
        if key not in self._checked:
            self._checked[key] = Checked(Reader(mapped.to, mapped.spelling))
        texts, reasons = self._checked[key].texts(cells.values)
        number = np.full(len(cells.values), -1, np.int64)
        number[list(reasons)] = np.arange(len(reasons))
        wrong: Mask = number[cells.at] >= 0
        if reasons:
            seen = pa.array([_shown(_plain(cells.values[place])) for place in reasons], pa.string())
            at = pa.array(number[cells.at][wrong])
            why = pa.array(reasons.values(), pa.string())
            rejects.append(piece.rows[wrong], name, seen.take(at), why.take(at))
        return texts.take(pa.array(cells.at)), wrong

    def _silent(self, held: Mapping[str, Any], size: int) -> Mask:
        """Rows that say neither what, nor to whom, nor where; or, if constants do, that say nothing themselves."""
        constant = any(_is_about(name) for name in self._constants)
        said = [texts.is_valid().to_numpy(zero_copy_only=False) for name, texts in held.items()
                if constant or _is_about(name)]  # fmt: skip
        return ~reduce(np.logical_or, said, np.zeros(size, np.bool_))

    def _identities(self, given: Any, rows: Rows, source: str) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        if given is not None and not given.null_count:
            return given
        before = f"{source}:" if self._several else ""
        numbered = pa.array([f"{before}row-{row}" for row in rows.tolist()], pa.string())
        return numbered if given is None else pc.coalesce(given, numbered)


class Loading:
    """A book that is being read. read: how many rows were, whatever became of them."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        columns: Sequence[BookColumn],
        constants: Mapping[str, str],
        sources: Sequence[str],
    ) -> None:
        self.read = 0
        self._connection = connection
        self._sources = sources
        self._checking = Checking(columns, constants, several=len(sources) > 1)
        self._waiting: dict[str, list[Any]] = {"book": [], "rejects": []}
        new_tables(connection, [column.name for column in columns])

    def add(self, piece: Piece, plan: Plan, source: str) -> None:
        """Check the rows of a piece and put each into one of the tables."""
        rows, rejects = self._checking.tables(piece, plan, source)
        self._add("book", rows)
        for part in rejects:
            self._add("rejects", part)
        self.read += len(piece.rows) + len(piece.broken)

    def finish(self) -> None:
        """Put what waits into the tables, and refuse rows whose id an earlier row has."""
        for name in self._waiting:
            self._insert(name, at_least=1)
        refuse_repeated(self._connection, self._sources)

    def _add(self, name: str, table: Any) -> None:
        self._waiting[name].append(table)
        self._insert(name, at_least=ROW_GROUP)

    def _insert(self, name: str, at_least: int) -> None:
        """Insert what waits as far as it fills groups of so many rows."""
        import pyarrow as pa

        size = sum(table.num_rows for table in self._waiting[name])
        if size >= at_least:
            waiting = pa.concat_tables(self._waiting[name])
            self._waiting[name] = [waiting.slice(size - size % at_least)]
            self._connection.register("piece_of_book", waiting.slice(0, size - size % at_least))
            try:
                self._connection.execute(f"INSERT INTO {name} SELECT * FROM piece_of_book")
            finally:
                self._connection.unregister("piece_of_book")


def new_tables(connection: DuckDBPyConnection, columns: Sequence[str]) -> None:
    """Make the tables `book`, with these columns after row and source, and `rejects`; neither has a row."""
    named = ", ".join(f'"{name}" VARCHAR' for name in columns)
    connection.execute(f"CREATE OR REPLACE TABLE book (row BIGINT, source VARCHAR, {named})")
    rejects = ", ".join(f'"{name}" {_TYPES[kind]}' for name, (kind, _) in TABLES["rejects"].items())
    connection.execute(f"CREATE OR REPLACE TABLE rejects ({rejects})")


def refuse_repeated(connection: DuckDBPyConnection, sources: Sequence[str]) -> Any:
    """Move rows whose id an earlier row has to the rejects, with the place of that row.

    Args:
        connection: With the tables `book` and `rejects`.
        sources: In the order in which they were read.

    Returns:
        Source and row of those that were moved, as an Arrow table; None for none.
    """
    execute = connection.execute
    if execute("SELECT count(*) = count(DISTINCT id) FROM book").fetchone() == (True,):
        return None
    execute(
        """
        CREATE OR REPLACE TEMP TABLE repeated AS
        SELECT * FROM (
            SELECT source, row, id, place, row_number() OVER same AS nth,
                first_value(row) OVER same AS first_row, first_value(source) OVER same AS first_source
            FROM (SELECT source, row, id, list_position($1::VARCHAR[], source) AS place FROM book)
            WHERE id IN (SELECT id FROM book GROUP BY id HAVING count(*) > 1)
            WINDOW same AS (PARTITION BY id ORDER BY place, row)
        ) WHERE nth > 1
        """,
        [list(sources)],
    )
    execute(
        """
        INSERT INTO rejects
        SELECT source, row, '', id, 'id stands before in row ' || first_row || ' of ' || first_source
        FROM repeated ORDER BY place, row
        """
    )
    execute("DELETE FROM book USING repeated WHERE book.source = repeated.source AND book.row = repeated.row")
    moved = arrow(connection, "SELECT source, row FROM repeated")
    execute("DROP TABLE repeated")
    return moved


class _Rejects:
    """What is refused of one piece, as parts of the table."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[Any] = []

    def add(self, rows: Rows, column: str, value: str | None, reason: str) -> None:
        """Some rows, all for one reason."""
        self.append(rows, column, _same(value, len(rows)), _same(reason, len(rows)))

    def add_broken(self, rows: Sequence[Broken]) -> None:
        """Rows whose cells cannot be told apart."""
        import pyarrow as pa

        values = pa.array([_shown(one.value) for one in rows], pa.string())
        reasons = pa.array([one.reason for one in rows], pa.string())
        self.append(np.array([one.row for one in rows], np.int64), "", values, reasons)

    def append(self, rows: Rows, column: str, values: Any, reasons: Any) -> None:
        """Some rows, each with its value and reason."""
        import pyarrow as pa

        if len(rows):
            own = {"source": _same(self.source, len(rows)), "row": pa.array(rows), "column": _same(column, len(rows))}
            self.parts.append(pa.table({**own, "value": values, "reason": reasons}))


def _same(text: str | None, size: int) -> Any:
    import pyarrow as pa

    return pa.array([text], pa.string()).take(pa.array(np.zeros(size, np.int64)))


def _joined(parts: Sequence[Any], name: str) -> Any:
    """Parts of a text, joined. An id without its first part is none."""
    import pyarrow.compute as pc

    joined, *others = parts
    for other in others:
        both = pc.binary_join_element_wise(joined, other, "-" if name == "id" else " ")
        joined = pc.coalesce(both, joined) if name == "id" else pc.coalesce(both, joined, other)
    return joined


def _is_about(name: str) -> bool:
    column = book_column(name)
    return column is not None and column.about in _ABOUT


def _plain(raw: Any) -> object:
    return raw.as_py() if hasattr(raw, "as_py") else raw


def _shown(raw: object) -> str:
    """A refused value on one line, not too long."""
    text = raw[: MOST_SHOWN + 1] if isinstance(raw, str) else str(raw)
    text = " ".join(text.split())
    text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 3] + "..."
