"""A PostgreSQL database opened to read a table of it as an order book: in one transaction, so that the table is read as
it was at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Final

from duecare.errors import InputError

_AS_THEY_ARE: Final = frozenset(
    {"bool", "int2", "int4", "int8", "oid", "float4", "float8", "numeric", "bytea", "text", "varchar", "bpchar", "name"}
)
"""Types that Python has as well. Cells of others are read as the text that PostgreSQL writes: it can hold days, as
`infinity`, that Python cannot."""
_SECONDS: Final = 15
"""How long a server is waited for, where the URL does not say."""
_TABLES: Final = """
SELECT n.nspname, c.relname, pg_table_is_visible(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%' ORDER BY 1, 2
"""


class Snapshot:
    """A database as it is at one moment. tables: schema and name by what they are called."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._cursor: Any = None
        found = connection.execute(_TABLES).fetchall()
        self.tables: dict[str, tuple[str, str]] = {
            **{f"{schema}.{name}": (schema, name) for schema, name, _ in found},
            **{name: (schema, name) for schema, name, visible in found if visible},
        }
        self.usual = [name if visible else f"{schema}.{name}" for schema, name, visible in found]

    def execute(self, query: str) -> Any:
        """A cursor of the server: rows are sent as they are fetched."""
        self.close()
        self._cursor = self._connection.cursor("duecare_book")
        return self._cursor.execute(query)

    def close(self) -> None:
        if self._cursor is not None:
            self._cursor.close()


@contextmanager
def snapshot(url: str, shown: str) -> Iterator[Snapshot]:
    """Open a database to read. shown: the URL without its password, for messages.

    Raises:
        InputError: it cannot be opened or read.
    """
    try:
        import psycopg
        from psycopg.conninfo import conninfo_to_dict
        from psycopg.types.string import TextLoader
    except ImportError:
        raise InputError(
            "tables of PostgreSQL need psycopg, which is not installed",
            path=shown,
            hint="pip install 'duecare[postgres]'",
        ) from None

    try:
        given: dict[str, Any] = {"connect_timeout": _SECONDS, "application_name": "duecare", **conninfo_to_dict(url)}
        with closing(psycopg.connect(**given, client_encoding="utf8")) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            for kind in psycopg.adapters.types:
                if kind.name not in _AS_THEY_ARE:
                    connection.adapters.register_loader(kind.oid, TextLoader)
            connection.execute("SET LOCAL datestyle = 'ISO, YMD'")
            with closing(Snapshot(connection)) as found:
                yield found
    except (psycopg.Error, UnicodeError) as problem:
        said = " ".join(str(problem).partition("\n")[0].split())[:300].replace(url, shown)
        raise InputError(f"cannot be read: {said or type(problem).__name__}", path=shown) from None
