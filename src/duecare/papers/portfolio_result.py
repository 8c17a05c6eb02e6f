"""The result folder of a portfolio review, opened for reading: its tables as views in DuckDB."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from duecare.errors import InputError
from duecare.portfolio.schema import SCHEMA, TABLES
from duecare.review import LEVELS

_MEMORY: Final = "1GB"
"""What DuckDB may take before it goes to disk; the page itself needs little beside."""

_MADE_BY: Final = "a folder that duecare portfolio review has written whole"
_RANK: Final = " ".join(f"WHEN '{level}' THEN {rank}" for rank, level in enumerate(LEVELS, start=1))
_ABOUT: Final = (
    ("slot = 'P0'", "end_user"), ("slot[1] = 'P'", "party"), ("slot = 'C0'", "country"), ("slot[1] = 'C'", "place"),
    ("slot = 'I'", "item"), ("slot = 'T'", "transaction"), ("slot = 'U'", "use"),
)  # fmt: skip
_SETUP: Final = f"""
CREATE MACRO rank(level) AS CASE level {_RANK} END;
CREATE MACRO about(slot) AS CASE {" ".join(f"WHEN {test} THEN '{said}'" for test, said in _ABOUT)} ELSE 'seat' END;
CREATE TEMP TABLE signed AS
  SELECT signature, rank(known) AS known, rank(possible) AS possible, hold <> '' AS held, count(*) AS deals
  FROM transactions WHERE signature >= 0 GROUP BY ALL;
"""
"""`signed`: how many transactions each signature has. about(slot): what a question or finding is about."""


@dataclass(frozen=True)
class Result:
    """An open result. manifest: what its run wrote of itself."""

    folder: Path
    manifest: Mapping[str, Any]
    connection: Any

    def rows(self, query: str, *given: object) -> list[tuple[Any, ...]]:
        """What a query finds; `?` stands for what is given."""
        found: list[tuple[Any, ...]] = self.connection.execute(query, list(given)).fetchall()
        return found

    def row(self, query: str, *given: object) -> tuple[Any, ...]:
        """The one row that a query finds."""
        (found,) = self.rows(query, *given)
        return found

    def batches(self, query: str, *given: object, size: int = 10_000) -> Iterator[list[tuple[Any, ...]]]:
        """What a query finds, some rows at a time."""
        cursor = self.connection.execute(query, list(given))
        while found := cursor.fetchmany(size):
            yield found


@contextmanager
def opened(folder: Path) -> Iterator[Result]:
    """A result folder with its tables as views, named as in `duecare.portfolio.schema.TABLES`; empty text for null.

    Raises:
        InputError: no result folder, one that is not whole or of another format, or a level that is none.
    """
    manifest = _manifest(folder)
    try:
        import duckdb
    except ImportError:
        raise InputError("reading the result of a portfolio needs DuckDB", hint="pip install duckdb") from None
    with TemporaryDirectory() as spill, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET temp_directory = $folder", {"folder": spill})
        try:
            for name, columns in TABLES.items():
                _view(connection, folder, name, columns)
            result = Result(folder, manifest, connection)
            _check_levels(result)
            connection.execute(_SETUP)
            yield result
        except duckdb.Error as problem:
            raise InputError(f"cannot be read: {str(problem).splitlines()[0]}", path=str(folder)) from None


def _manifest(folder: Path) -> Mapping[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise InputError("no manifest.json is here: not the result of a portfolio review, or one that was not finished",
                         path=str(folder), hint=f"accepted: {_MADE_BY}") from None  # fmt: skip
    except (OSError, ValueError) as problem:
        raise InputError(f"cannot be read: {problem}", path=str(path), hint=f"accepted: {_MADE_BY}") from None
    schema = manifest.get("schema", SCHEMA) if isinstance(manifest, dict) else type(manifest).__name__
    if schema != SCHEMA:
        raise InputError(f"schema is {schema!r}; accepted: {SCHEMA!r}", path=str(path))
    found: Mapping[str, Any] = manifest
    return found


def _view(connection: Any, folder: Path, name: str, columns: Mapping[str, tuple[str, str]]) -> None:
    """One table as a view; characters that DuckDB would take for a pattern are written so that it does not."""
    path = folder / f"{name}.parquet"
    if not path.is_file():
        raise InputError(f"{path.name} is not here", path=str(folder), hint=f"accepted: {_MADE_BY}")
    literal = re.sub(r"([*?\[])", r"[\1]", str(path.resolve()))
    table = connection.read_parquet(literal, hive_partitioning=False)
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise InputError(f"lacks {', '.join(missing)}; accepted: a table of {SCHEMA}", path=str(path))
    said = (
        f"coalesce({column}, '') AS {column}" if kind == "string"
        else f"coalesce({column}, 0) AS {column}" if kind in ("int16", "int8") else _quoted(column)
        for column, (kind, _) in ((_quoted(column), said) for column, said in columns.items())
    )  # fmt: skip
    table.project(", ".join(said)).create_view(name)


def _quoted(column: str) -> str:
    """A column as SQL names it: `group`, `column` and `row` are words of its own."""
    return column if column.startswith('"') else f'"{column}"'


def _check_levels(result: Result) -> None:
    listed = ", ".join(f"'{level}'" for level in LEVELS)
    bad = result.rows(
        f"SELECT known, possible FROM transactions WHERE hold = '' AND (known NOT IN ({listed}) OR possible NOT IN"
        f" ({listed})) LIMIT 1"
    )
    if bad:
        raise InputError(f"transactions.parquet has the level {bad[0]!r}; accepted: {', '.join(LEVELS)}",
                         path=str(result.folder))  # fmt: skip
