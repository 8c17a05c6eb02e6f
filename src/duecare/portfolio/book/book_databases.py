"""A table of a database as an order book: `sqlite:///orders.db?table=orders`, `duckdb:///...`, `postgres://...`.

SQLite is read by Python, DuckDB by itself, and PostgreSQL by psycopg, which is an extra. Nothing is written to the
database, and no password is shown or kept. A table is read by one query, and so as it was at one moment.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final, NoReturn
from urllib.parse import parse_qs, quote, unquote, urlsplit

from duecare.errors import InputError
from duecare.portfolio.book.book_postgres import snapshot
from duecare.portfolio.book.pieces import Piece, pieces_of
from duecare.transaction import check_regular

SCHEMES: Final = ("sqlite", "duckdb", "postgres", "postgresql")
_ACCEPTED: Final = (
    "accepted: sqlite:///FILE?table=NAME, duckdb:///FILE?table=NAME, postgres://USER@HOST/DATABASE?table=NAME, "
    "or files and folders"
)
MOST_BYTES: Final = 100_000_000_000
_AT_ONCE: Final = 10_000


def is_url(text: str) -> bool:
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text) is not None


@dataclass
class BookTable:
    """A table of a database. address: the URL, or the file, without its name. name: as the book's rows name it."""

    scheme: str
    address: str = field(repr=False)
    table: str
    name: str
    _head: list[str] = field(default_factory=list, repr=False, compare=False)
    _read: Any = field(default_factory=hashlib.sha256, repr=False, compare=False)

    @property
    def where(self) -> str:
        return f"{self.scheme} table {self.table} ({_without_password(self.address)})"

    def head(self) -> list[str]:
        """The names of its columns."""
        with self._open() as connection:
            self._head = self._names(connection)
            return self._head

    def _names(self, connection: Any) -> list[str]:
        found = connection.execute(f"SELECT * FROM {self._qualified(connection)} LIMIT 0").description
        return [str(column[0]) for column in found]

    def pieces(self, places: Sequence[int], order: Sequence[int] = ()) -> Iterator[Piece]:
        """Its rows, numbered from 1 as the database gives them; those of a server, which has no order, by `order`.

        Raises:
            InputError: it cannot be read, or its columns are not any more those that `head` found.
        """
        self._read = hashlib.sha256()
        with self._open() as connection:
            found = self._names(connection)
            if self._head and found != self._head:
                self._fail("changed while it was read", "read it again when it is at rest")
            names = [_quoted(name) for name in found]
            query = f"SELECT {', '.join(names[place] for place in places)} FROM {self._qualified(connection)}"
            if self.scheme == "postgres":
                rest = [f'{names[place]}::text COLLATE "C"' for place in places if place not in order]
                query += f" ORDER BY {', '.join([*(names[place] for place in order), *rest])}"
            cursor = connection.execute(query)
            rows = (list(row) for some in iter(lambda: cursor.fetchmany(_AT_ONCE), []) for row in some)
            numbered = zip(count(1), rows, strict=False)
            for piece in pieces_of(numbered, range(len(places)), len(places), delimited=False):
                self._read.update(piece.rows.tobytes())
                for cells in piece.columns:
                    self._read.update(repr(cells.values).encode("utf-8", "surrogatepass"))
                    self._read.update(cells.at.tobytes())
                yield piece

    def digest(self) -> str:
        """SHA-256 over the cells that were read."""
        return str(self._read.hexdigest())

    @contextmanager
    def _open(self) -> Iterator[Any]:
        if self.scheme == "postgres":
            with snapshot(self.address, _without_password(self.address)) as found:
                self._among(found.tables, found.usual)
                yield found
            return
        import sqlite3

        import duckdb

        try:
            with self._sqlite() if self.scheme == "sqlite" else self._attached() as connection:
                yield connection
        except (sqlite3.Error, duckdb.Error) as problem:
            self._fail(f"cannot be read: {self._hidden(problem)}")

    @contextmanager
    def _sqlite(self) -> Iterator[Any]:
        import sqlite3

        check_regular(self.address, MOST_BYTES, "database")
        with closing(sqlite3.connect(f"file:{quote(self.address)}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            named = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
            self._among([name for (name,) in connection.execute(named)])
            yield connection

    @contextmanager
    def _attached(self) -> Iterator[Any]:
        import duckdb

        check_regular(self.address, MOST_BYTES, "database")
        with duckdb.connect() as connection:
            connection.execute("SET autoinstall_known_extensions = false")
            connection.execute(f"ATTACH '{self.address.replace(chr(39), chr(39) * 2)}' AS book_of (READ_ONLY)")
            tables = connection.execute(
                "SELECT table_schema, table_name FROM information_schema.tables "
                "WHERE table_catalog = 'book_of' ORDER BY ALL"
            ).fetchall()
            self._among([name if schema == "main" else f"{schema}.{name}" for schema, name in tables])
            yield connection

    def _among(self, tables: Collection[str], shown: Sequence[str] | None = None) -> None:
        if self.table not in tables:
            some = list(shown if shown is not None else tables)
            self._fail(f"has no table {self.table!r}", f"tables: {', '.join(some[:20]) or 'none'}")

    def _qualified(self, connection: Any) -> str:
        if self.scheme == "sqlite":
            return _quoted(self.table)
        if self.scheme == "postgres":
            return ".".join(map(_quoted, connection.tables[self.table]))
        return ".".join(("book_of", *map(_quoted, self.table.split(".", 1))))

    def _hidden(self, problem: Exception) -> str:
        line = str(problem).partition("\n")[0][:200]
        return line.replace(self.address, _without_password(self.address))

    def _fail(self, message: str, hint: str | None = None) -> NoReturn:
        raise InputError(message, path=_without_password(self.address), hint=hint)


def book_table(url: str) -> BookTable:
    """The table that a URL names.

    Raises:
        InputError: of another scheme, or without the name of a table.
    """
    parts = urlsplit(url)
    scheme = parts.scheme.casefold()
    shown = _without_password(url)
    if scheme in ("s3", "s3a", "gs", "hdfs", "abfs", "abfss"):
        raise InputError("is not on this machine", path=shown, hint="read it with Spark, or fetch it first")
    if scheme not in SCHEMES:
        raise InputError(f"scheme {scheme!r} is not read", path=shown, hint=_ACCEPTED)
    query = parse_qs(parts.query)
    tables = query.pop("table", [])
    if len(tables) != 1:
        raise InputError("names no table; end it with ?table=NAME", path=shown, hint=_ACCEPTED)
    if scheme.startswith("postgres"):
        rest = "&".join(f"{quote(key)}={quote(value)}" for key, values in query.items() for value in values)
        address = f"postgresql://{parts.netloc}{parts.path}{f'?{rest}' if rest else ''}"
        return BookTable("postgres", address, tables[0], tables[0])
    if parts.netloc or not parts.path.strip("/"):
        raise InputError(
            "names no file", path=shown, hint=f"{scheme}:///FILE?table=NAME; a file from / has four strokes"
        )
    return BookTable(scheme, str(Path(unquote(parts.path[1:]))), tables[0], tables[0])


def _without_password(url: str) -> str:
    return re.sub(r"(://[^:/@\s]*):[^@\s]*@", r"\1:…@", re.sub(r"(password=)[^&\s]*", r"\1…", url))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
