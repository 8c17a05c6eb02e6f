"""Empty databases for tests of tables: DuckDB starts once, as its start takes longer than what most tests ask it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count

import duckdb

_numbers = count(1)


@cache
def _started() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@contextmanager
def own_database() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a database of its own, which is empty and goes with it."""
    name = f"own_{next(_numbers)}"
    with _started().cursor() as connection:
        connection.execute(f"ATTACH ':memory:' AS {name}")
        try:
            connection.execute(f"USE {name}")
            yield connection
        finally:
            connection.execute("USE memory")
            connection.execute(f"DETACH {name}")
