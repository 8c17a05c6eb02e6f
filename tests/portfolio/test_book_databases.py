"""Tables of databases as order books."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import duckdb
import pytest
from made_book import in_form, loaded, rejects, rows

from duecare.errors import InputError
from duecare.portfolio.book.book_databases import book_table
from duecare.portfolio.book.read_book import load_book


@pytest.mark.parametrize("form", ["sqlite", "duckdb"])
def test_the_digest_of_a_database_table_follows_its_rows(tmp_path: Path, form: str) -> None:
    url = in_form(tmp_path, form)
    with loaded(url) as first, loaded(url) as again:
        assert first.digest == again.digest
    path = url.partition("///")[2].partition("?")[0]
    change = "UPDATE orders SET \"item.name\" = 'Other' WHERE id = 'A-2'"
    if form == "sqlite":
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(change)
    else:
        with duckdb.connect(path) as connection:
            connection.execute(change)
    with loaded(url) as changed:
        assert changed.digest != first.digest


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:///none.db?table=orders", "none.db: there is no such file"),
        ("sqlite:///none.db", "names no table"),
        ("sqlite://none.db?table=orders", "names no file"),
        ("mysql://host/db?table=orders", r"scheme 'mysql' is not read \(accepted: sqlite:///FILE"),
        ("s3://bucket/orders.parquet", r"is not on this machine \(read it with Spark"),
    ],
)
def test_a_url_that_is_not_read_says_what_is(url: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_book([url])


@pytest.mark.parametrize("form", ["sqlite", "duckdb"])
def test_a_table_that_is_not_there_is_named_with_those_that_are(tmp_path: Path, form: str) -> None:
    with pytest.raises(InputError, match=r"has no table 'order; --' \(tables: orders\)"):
        load_book([in_form(tmp_path, form).replace("table=orders", "table=order%3B%20--")])


@pytest.mark.parametrize("scheme", ["sqlite", "duckdb"])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, scheme: str) -> None:
    (tmp_path / "x.db").write_text("no database at all " * 100)
    with pytest.raises(InputError, match="cannot be read"):
        load_book([f"{scheme}:///{tmp_path}/x.db?table=orders"])


def test_no_password_is_shown() -> None:
    """Neither in messages nor in what a result keeps; an error comes up without a server as well."""
    url = "postgres://reader:hunter2@127.0.0.1:1/erp?table=orders&password=hunter2"
    table = book_table(url)
    assert "hunter2" not in f"{table.where} {table.name} {table!r}"
    with pytest.raises(InputError, match=r"need psycopg|cannot be read") as caught:
        load_book([url])
    assert "hunter2" not in str(caught.value)


def test_an_sqlite_table_is_read_whatever_its_cells_hold(tmp_path: Path) -> None:
    """A column of SQLite holds any type in any row."""
    with contextlib.closing(sqlite3.connect(tmp_path / "o.db")) as connection, connection:
        connection.execute('CREATE TABLE "my orders" (id, "item.name", quantity)')
        cells = [(1, "A", 1), (2.0, b"B", "2"), ("3", "C", None), (4, b"\xff\xff", 4), (5, "E", "five")]
        connection.executemany('INSERT INTO "my orders" VALUES (?, ?, ?)', cells)
    with loaded(f"sqlite:///{tmp_path}/o.db?table=my%20orders") as book:
        assert rows(book, "id", "item.name", "quantity") == [("1", "A", "1"), ("2", "B", "2"), ("3", "C", None)]
        assert [(row, column) for row, column, *_ in rejects(book)] == [(4, "item.name"), (5, "quantity")]
