"""Tables of PostgreSQL as order books, read from a server of its own that is started for these tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from made_book import HEAD, ROWS, in_form, loaded, mapping_of, rejects, rows
from postgres_server import PASSWORD, postgres_server

from duecare.errors import InputError
from duecare.portfolio.book.book_databases import book_table
from duecare.portfolio.book.read_book import load_book

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install duecare[postgres]")
pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a database on a server that only this module uses."""
    with postgres_server() as url:
        yield url


@pytest.fixture
def database(server: str) -> Iterator[Any]:
    """A connection, and the tables of ours put away afterwards."""
    with psycopg.connect(server, autocommit=True, options="-c lock_timeout=5s") as connection:
        yield connection
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("DROP SCHEMA IF EXISTS erp CASCADE")
        connection.execute("CREATE SCHEMA public")


def put(database: Any, name: str = "orders") -> None:
    columns = ", ".join(f'"{column}" {"float8" if column == "quantity" else "text"}' for column in HEAD)
    database.execute(f"CREATE TABLE {name} ({columns})")
    for row in ROWS:
        database.execute(f"INSERT INTO {name} VALUES ({', '.join(['%s'] * len(HEAD))})", row)


def test_a_table_gives_the_book_that_a_file_of_the_same_rows_gives(server: str, database: Any, tmp_path: Path) -> None:
    put(database)
    with loaded(f"{server}?table=orders") as book, loaded(in_form(tmp_path, "csv")) as same:
        names = [column.name for column in book.columns]
        assert names == [column.name for column in same.columns]
        assert rows(book, *names) == rows(same, *names)
        assert rejects(book) == rejects(same)
        assert book.sources == ("orders",)


def test_tables_are_found_in_other_schemas_and_views_and_by_a_socket(server: str, database: Any) -> None:
    database.execute("CREATE SCHEMA erp")
    put(database, 'erp."my.orders"')
    database.execute("CREATE VIEW running AS SELECT * FROM erp.\"my.orders\" WHERE id <> 'A-3'")
    for table, count in (("erp.my.orders", 2), ("running", 2), ("public.running", 2)):
        with loaded(f"{server}?table={table}") as book:
            assert book.rows == count
    (folder,) = database.execute("SHOW unix_socket_directories").fetchone()
    with loaded(f"postgresql:///postgres?host={folder}&port={database.info.port}&user=reader&password={PASSWORD}"
                "&table=running") as book:  # fmt: skip
        assert book.rows == 2
    with pytest.raises(InputError, match=r"has no table 'orders' \(tables: erp.my.orders, running\)"):
        load_book([f"{server}?table=orders"])


def test_the_digest_and_the_numbers_of_rows_do_not_follow_how_the_server_keeps_them(server: str, database: Any) -> None:
    database.execute('CREATE TABLE orders ("item.name" text, note json)')
    database.execute("INSERT INTO orders SELECT 'Item ' || n, '{\"a\": [1]}' FROM generate_series(1, 50) n")
    with loaded(f"{server}?table=orders") as book:
        first, said = book.digest, rows(book, "id", "item.name")
    database.execute('UPDATE orders SET "item.name" = "item.name" WHERE "item.name" LIKE \'%%7\'')
    with loaded(f"{server}?table=orders") as book:
        assert (book.digest, rows(book, "id", "item.name")) == (first, said)
    database.execute("UPDATE orders SET \"item.name\" = 'Other' WHERE \"item.name\" = 'Item 7'")
    with loaded(f"{server}?table=orders") as book:
        assert book.digest != first


def test_cells_of_every_type_are_read_or_rejected_and_none_ends_the_reading(
    server: str, database: Any, tmp_path: Path
) -> None:
    columns = 'id uuid, "item.name" varchar(20), date date, due timestamptz, quantity numeric, "item.covert" bool'
    database.execute(f'CREATE TABLE orders ({columns}, value money, caps text[], "end_user.name" jsonb)')
    cells = (
        "'كاميرا', %s, '2026-05-02 00:00+00', %s, true, NULL, '{facial_recognition,spyware}', '{\"a\": {\"b\": [1]}}'"
    )
    days = (("2026-05-01", "3.50"), ("infinity", "3"), ("0044-03-15 BC", "3"), ("2026-05-01", "NaN"))
    for number, (day, amount) in enumerate(days, start=1):
        database.execute(
            f"INSERT INTO orders VALUES (%s, {cells})", (f"00000000-0000-0000-0000-{number:012}", day, amount)
        )
    mapped = ("id", "item.name", "quantity", "item.covert", "end_user.name")
    lines = [*(f"{name}: {name}" for name in mapped), "date: {to: date, date: '%d.%m.%Y'}", "caps: item.capability"]
    mapping = mapping_of(tmp_path, "columns:\n" + "".join(f"  {line}\n" for line in lines))
    with loaded(f"{server}?table=orders", mapping=mapping) as book:
        (said,) = rows(book, "id", "item.name", "date", "quantity", "item.covert", "item.capability", "end_user.name")
        assert said[0].endswith("0001")
        assert said[1:5] == ("كاميرا", "2026-05-01", "3.5", "true")
        assert set(said[5].split("|")) == {"facial_recognition", "spyware"}
        assert said[6] == '{"a": {"b": [1]}}'
        assert [(row, column) for row, column, *_ in rejects(book)] == [(2, "date"), (3, "date"), (4, "quantity")]


def test_a_table_that_changes_while_it_is_read_is_read_as_it_was(server: str, database: Any) -> None:
    database.execute('CREATE TABLE orders (id int, "item.name" text)')
    database.execute("INSERT INTO orders SELECT n, 'Item' FROM generate_series(1, 120000) n")
    pieces = book_table(f"{server}?table=orders").pieces([0, 1], [0])
    first = next(pieces)
    database.execute("DELETE FROM orders WHERE id % 2 = 0")
    database.execute("INSERT INTO orders SELECT n, 'Later' FROM generate_series(200000, 200100) n")
    rest = list(pieces)
    assert len(first.rows) + sum(len(piece.rows) for piece in rest) == 120_000
    assert not any("Later" in cells.values for piece in rest for cells in piece.columns)


def test_a_table_whose_columns_change_between_looking_and_reading_is_refused(server: str, database: Any) -> None:
    put(database)
    table = book_table(f"{server}?table=orders")
    table.head()
    database.execute('ALTER TABLE orders DROP COLUMN "item.name"')
    with pytest.raises(InputError, match="changed while it was read"):
        next(table.pieces([0, 1]))


def test_nothing_can_be_written_and_a_wrong_password_is_refused_without_showing_it(server: str, database: Any) -> None:
    put(database)
    database.execute("CREATE FUNCTION gone() RETURNS text LANGUAGE sql AS 'DELETE FROM orders RETURNING id'")
    database.execute("CREATE VIEW trap AS SELECT gone() AS id, 'x' AS \"item.name\"")
    with pytest.raises(InputError, match=r"cannot be read: .*read-only transaction"):
        load_book([f"{server}?table=trap"])
    with pytest.raises(InputError, match="password authentication failed") as caught:
        load_book([f"{server.replace(PASSWORD, 'swordfish')}?table=orders"])
    assert "swordfish" not in str(caught.value)
