"""Result folders opened for questions in SQL: their tables as views in DuckDB."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from duecare.errors import InputError
from duecare.portfolio.result.parquet import table_files
from duecare.portfolio.result.result_folder import read_manifest
from duecare.portfolio.result.schema import SCHEMA, TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY: Final = "2GB"
"""What a connection may hold in memory; what is more goes to disk."""


@contextmanager
def opened(folders: Mapping[str, Path], only: Mapping[str, Path] | None = None) -> Iterator[DuckDBPyConnection]:
    """A connection with the tables of each folder as views. Null texts are read as empty.

    Args:
        folders: What the names of the views of a folder begin with, and the folder.
        only: Likewise the folder of another table `transactions`, which holds some of the rows: the tables then hold
            these, and what is said of them.

    Raises:
        InputError: a folder is no result, or a table is not there or cannot be read.
    """
    for folder in folders.values():
        read_manifest(folder)
    try:
        import duckdb
    except ImportError:
        raise InputError(
            "reading the result of a portfolio needs DuckDB", hint="pip install 'duecare[portfolio]'"
        ) from None

    with TemporaryDirectory() as spill, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET temp_directory = $folder", {"folder": spill})
        try:
            for before, folder in folders.items():
                for name in TABLES:
                    some = only[before] if only is not None and name == "transactions" else folder
                    _view(connection, some, name, f"{before}{name}")
                if only is not None:
                    _choose(connection, before)
            yield connection
        except duckdb.Error as problem:
            where = ", ".join(map(str, folders.values()))
            raise InputError(f"cannot be read: {str(problem).splitlines()[0]}", path=where) from None


def _view(connection: DuckDBPyConnection, folder: Path, name: str, view: str) -> None:
    """One table as a view; characters that DuckDB would take for a pattern are written so that it does not."""
    files = table_files(folder, name)
    if not files:
        raise InputError(f"{name} is not here", path=str(folder), hint="accepted: a result that is whole")
    literals = [re.sub(r"([*?\[])", r"[\1]", str(file.resolve())) for file in files]
    table = connection.read_parquet(literals, hive_partitioning=False)
    missing = [column for column in TABLES[name] if column not in table.columns]
    if missing:
        raise InputError(f"lacks {', '.join(missing)}; accepted: a table of {SCHEMA}", path=str(folder / name))
    columns = (f"coalesce(\"{column}\", '') AS \"{column}\"" if kind == "string" else f'"{column}"'
               for column, (kind, _) in TABLES[name].items())  # fmt: skip
    table.project(", ".join(columns)).create_view(view)


def _choose(connection: DuckDBPyConnection, before: str) -> None:
    """Keep what is said of the transactions that are there."""
    rows = f"{before}transactions"
    for name, key in (("findings", "outcome"), ("stops", "outcome"), ("signatures", "signature")):
        connection.execute(f"CREATE TABLE {before}{name}_kept AS SELECT DISTINCT {key} FROM {rows}")
        ((least, most),) = connection.execute(f"SELECT min({key}), max({key}) FROM {rows}").fetchall()
        connection.execute(f"ALTER VIEW {before}{name} RENAME TO {before}{name}_all")
        connection.execute(
            f"""CREATE VIEW {before}{name} AS SELECT * FROM {before}{name}_all
            SEMI JOIN {before}{name}_kept USING ({key}) WHERE {key} BETWEEN {least or 0} AND {most or 0}"""
        )


def records(connection: DuckDBPyConnection, query: str, *given: Any) -> list[dict[str, Any]]:
    """What a query finds, each row by column; `?` stands for what is given."""
    found = connection.execute(query, list(given))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
