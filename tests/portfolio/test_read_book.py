"""Order books in every form: what is read, what is refused and why, and that no row is lost."""

from __future__ import annotations

import contextlib
import csv
import datetime
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from duecare.errors import InputError, OutputError
from duecare.portfolio.book_databases import book_table
from duecare.portfolio.book_files import book_files
from duecare.portfolio.mapping import BookMapping, read_mapping
from duecare.portfolio.read_book import Book, load_book
from duecare.portfolio.schema import TABLES

HEAD = ["id", "item.name", "end_user.name", "end_user.country", "quantity", "note"]
ROWS: list[list[Any]] = [
    ["A-1", "Camera", "Muster  GmbH", "Germany", 3, "x"],
    ["A-2", "Drone", None, "BY", 2.5, None],
    ["A-3", "Radio", "Ville de Paris", "Atlantis", 1, None],
]


@contextlib.contextmanager
def loaded(
    *paths: str | Path, mapping: BookMapping | None = None, connection: duckdb.DuckDBPyConnection | None = None
) -> Iterator[Book]:
    book = load_book([*paths], mapping, connection)
    try:
        yield book
    finally:
        book.connection.close()


def rows(book: Book, *columns: str) -> list[tuple[Any, ...]]:
    named = ", ".join(f'"{name}"' for name in columns)
    return book.connection.execute(f"SELECT {named} FROM book ORDER BY source, row").fetchall()


def rejects(book: Book) -> list[tuple[Any, ...]]:
    return book.connection.execute('SELECT row, "column", value, reason FROM rejects ORDER BY ALL').fetchall()


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def csv_file(path: Path, head: Sequence[str], lines: Sequence[Sequence[Any]]) -> Path:
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t" if path.suffix == ".tsv" else ",").writerows([head, *lines])
    return path


def in_form(folder: Path, form: str) -> str:
    """The same book in one of the forms that are read."""
    path = folder / f"orders.{form}"
    cells = [[str(cell) if form == "parquet" and cell is not None else cell for cell in row] for row in ROWS]
    match form:
        case "csv" | "tsv":
            csv_file(path, HEAD, ROWS)
        case "xlsx":
            book = Workbook()
            assert book.active is not None
            for row in (HEAD, *ROWS):
                book.active.append(row)
            book.save(path)
        case "parquet":
            pq.write_table(pa.table(dict(zip(HEAD, map(list, zip(*cells, strict=True)), strict=True))), path)
        case "sqlite":
            with contextlib.closing(sqlite3.connect(path)) as connection, connection:
                connection.execute(f"CREATE TABLE orders ({', '.join(f'{name!r}' for name in HEAD)})")
                connection.executemany(f"INSERT INTO orders VALUES ({', '.join('?' * len(HEAD))})", ROWS)
            return f"sqlite:///{path}?table=orders"
        case "duckdb":
            with duckdb.connect(str(path)) as connection:
                columns = ", ".join(f'"{name}" {"DOUBLE" if name == "quantity" else "VARCHAR"}' for name in HEAD)
                connection.execute(f"CREATE TABLE orders ({columns})")
                connection.executemany(f"INSERT INTO orders VALUES ({', '.join('?' * len(HEAD))})", ROWS)
            return f"duckdb:///{path}?table=orders"
    return str(path)


@pytest.mark.parametrize("form", ["csv", "tsv", "xlsx", "parquet", "sqlite", "duckdb"])
def test_a_book_says_the_same_in_every_form(tmp_path: Path, form: str) -> None:
    with loaded(in_form(tmp_path, form)) as book:
        assert rows(book, "row", "id", "quantity", "item.name", "end_user.name", "end_user.country") == [
            (1, "A-1", "3", "Camera", "Muster GmbH", "DE"),
            (2, "A-2", "2.5", "Drone", None, "BY"),
        ]
        assert [(row, column, value) for row, column, value, _ in rejects(book)] == [
            (3, "end_user.country", "Atlantis")
        ]
        assert (book.rows, book.rejected, book.unmapped) == (2, 1, ("note",))
        assert [column.name for column in book.columns] == ["id", "quantity", *HEAD[1:4]]
        assert book.sources == (("orders",) if "sql" in form or form == "duckdb" else (f"orders.{form}",))
        assert book.provenance["item.name"] == (f"order book {book.sources[0]}", "own")


def test_the_tables_have_the_columns_that_are_documented(tmp_path: Path) -> None:
    with loaded(in_form(tmp_path, "csv")) as book:
        columns = {
            table: [(name, kind) for name, kind, *_ in book.connection.execute(f"DESCRIBE {table}").fetchall()]
            for table in ("book", "rejects")
        }
        assert columns["book"] == [
            ("row", "BIGINT"), ("source", "VARCHAR"), *((column.name, "VARCHAR") for column in book.columns),
        ]  # fmt: skip
        types = {"string": "VARCHAR", "int64": "BIGINT"}
        assert columns["rejects"] == [(name, types[kind]) for name, (kind, _) in TABLES["rejects"].items()]


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6) | st.sampled_from(
    ["BY", "Germany", "police", "3", "1.5", "unknown", "x,y", 'a"b', "a\nb", "\x01", "A-1"]
)


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(st.lists(CELL, min_size=5, max_size=7), max_size=12))
def test_every_row_is_in_one_of_the_two_tables(
    lines: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever stands in a text: its rows are taken or refused, none is lost and none is in both."""
    head = ["id", "item.name", "end_user.country", "end_user.kind", "quantity", "owner"]
    path = csv_file(tmp_path_factory.mktemp("book") / "b.csv", head, lines)
    with loaded(path) as book:
        taken = [row for (row,) in rows(book, "row")]
        refused = {row for row, *_ in rejects(book)}
        assert sorted([*taken, *refused]) == list(range(1, len(lines) + 1))
        assert (book.rows, book.rejected) == (len(taken), len(refused))
        identities = [identity for (identity,) in rows(book, "id")]
        assert len(set(identities)) == len(identities)
        assert all(reason for *_, reason in rejects(book))


def test_a_row_has_a_reject_for_each_value_that_cannot_be_read_and_spoils_no_other(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "b.csv",
        ["id", "item.name", "quantity", "date"],
        [["1", "A", "3 pcs", "soon"], ["2", "B", "", "2024-05-01"], ["3", "C", "0x10", "2024-05-01"]],
    )
    with loaded(path) as book:
        assert [(row, column, value) for row, column, value, _ in rejects(book)] == [
            (1, "date", "soon"), (1, "quantity", "3 pcs"), (3, "quantity", "0x10"),
        ]  # fmt: skip
        assert rows(book, "id", "quantity") == [("2", None)]
        assert (book.rows, book.rejected) == (1, 2)


def test_a_row_that_says_neither_what_nor_to_whom_nor_where_is_refused(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "b.csv",
        ["id", "item.name", "end_user.kind", "transit.country", "value"],
        [["1", "", "", "", "5"], ["2", "", "police", "", ""], ["3", "", "", "AE", ""], ["", "", "unknown", "", ""]],
    )
    with loaded(path) as book:
        assert [(row, reason) for row, _, _, reason in rejects(book)] == [
            (row, "says nothing of an item, a party or a country") for row in (1, 4)
        ]
        assert rows(book, "id") == [("2",), ("3",)]


def test_rows_are_counted_from_below_the_names_and_empty_ones_count(tmp_path: Path) -> None:
    """Row N stands on line N + 1 of a spreadsheet; without an id it is called by its row."""
    with loaded(written(tmp_path / "b.csv", "id,item.name\n,A\n\n,B\nX,C\n")) as book:
        assert rows(book, "row", "id") == [(1, "row-1"), (3, "row-3"), (4, "X")]
    table = Workbook()
    assert table.active is not None
    for row in (["item.name"], ["A"], [None], ["B"]):
        table.active.append(row)
    table.save(tmp_path / "b.xlsx")
    with loaded(tmp_path / "b.xlsx") as book:
        assert rows(book, "row", "id", "item.name") == [(1, "row-1", "A"), (3, "row-3", "B")]


def test_of_rows_with_one_id_the_first_stays_and_the_others_say_where_it_is(tmp_path: Path) -> None:
    csv_file(tmp_path / "b.csv", ["id", "item.name"], [["1", "A"], ["2", "B"]])
    csv_file(tmp_path / "a.csv", ["id", "item.name"], [["3", "C"], ["1", "D"], ["3", "E"], ["", "F"]])
    with loaded(tmp_path / "b.csv", tmp_path / "a.csv") as book:
        assert sorted(rows(book, "id", "source")) == [
            ("1", "b.csv"), ("2", "b.csv"), ("3", "a.csv"), ("a.csv:row-4", "a.csv"),
        ]  # fmt: skip
        assert rejects(book) == [
            (2, "", "1", "id stands before in row 1 of b.csv"), (3, "", "3", "id stands before in row 1 of a.csv"),
        ]  # fmt: skip
        assert (book.rows, book.rejected) == (4, 2)


def test_a_refused_row_does_not_take_the_id_of_a_good_one(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "b.csv", ["id", "item.name", "quantity"], [["1", "A", "many"], ["1", "B", "2"]])
    with loaded(path) as book:
        assert rows(book, "row", "id") == [(2, "1")]


@pytest.mark.parametrize(
    ("text", "taken", "refused"),
    [
        ("id,item.name,owner,due\n1,A,x,,\n2,B\n3,C,y,2024-05-01,\n", ["1", "2", "3"], []),
        ("id,item.name,owner,due\n1,A,x,,z\n2,B,,\n", ["2"], [(1, "has 5 cells; the table has 4 columns")]),
        ('id,item.name,owner,due\n1,"A,x,\n2,B,y,\n3,C,z,\n', [], [(1, "is a quotation mark open?")]),
        ('id,item.name,owner,due\n1,"A\n2,B,y,\n3,C",z,\n4,D,,\n', ["4"], [(1, "has whole rows within a cell")]),
        ('id,item.name,owner,due\n1,"A\nwith, a comma",z,\n', ["1"], []),
    ],
)
def test_cells_that_have_moved_are_refused_and_not_misread(
    tmp_path: Path, text: str, taken: list[str], refused: list[tuple[int, str]]
) -> None:
    with loaded(written(tmp_path / "b.csv", text)) as book:
        assert [identity for (identity,) in rows(book, "id")] == taken
        found = [(row, reason) for row, _, _, reason in rejects(book)]
        assert [row for row, _ in found] == [row for row, _ in refused]
        assert all(expected in reason for (_, reason), (_, expected) in zip(found, refused, strict=True))


def test_mixed_types_in_a_column_are_read_one_by_one(tmp_path: Path) -> None:
    table = Workbook()
    assert table.active is not None
    cells = [4711, "4712", 4713.0, datetime.datetime(2024, 5, 1), True, "#REF!"]
    for row in (["id", "item.name"], *([cell, "A"] for cell in cells)):
        table.active.append(row)
    table.save(tmp_path / "b.xlsx")
    with loaded(tmp_path / "b.xlsx") as book:
        assert [identity for (identity,) in rows(book, "id")] == ["4711", "4712", "4713", "2024-05-01", "true"]
        assert rejects(book) == [(6, "id", "#REF!", "id is #REF!, an error of the sheet that it comes from")]


def test_parquet_types_are_read_for_what_they_are(tmp_path: Path) -> None:
    utc = datetime.UTC
    table = pa.table(
        {
            "id": pa.array([1, 2, None], pa.int64()),
            "item.name": pa.array(["A", "B", "B"]).dictionary_encode(),
            "item.capability": pa.array([["drone", "spyware"], [], None]),
            "quantity": pa.array([1.5, float("nan"), float("inf")]),
            "value": pa.array([None, "12.50", "7.00"]).cast(pa.decimal128(9, 2)),
            "transaction.licence_required": pa.array([True, False, None]),
            "date": pa.array([datetime.date(2024, 5, 1)] * 3),
            "due": pa.array([datetime.datetime(2024, 5, 1, 22, tzinfo=utc)] * 3).cast(pa.timestamp("ns", "Asia/Tokyo")),
            "owner": pa.nulls(3),
        }
    )
    pq.write_table(table, tmp_path / "b.parquet")
    with loaded(tmp_path / "b.parquet") as book:
        assert rows(book, *table.column_names) == [
            ("1", "A", "drone|spyware", "1.5", None, "true", "2024-05-01", "2024-05-02", None),
            ("2", "B", None, None, "12.5", "false", "2024-05-01", "2024-05-02", None),
        ]
        assert [(row, column) for row, column, *_ in rejects(book)] == [(3, "quantity")]


# ── mappings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def mapping_of(folder: Path, text: str) -> BookMapping:
    return read_mapping(written(folder / "map.yaml", "schema: duecare.book-mapping/1\n" + text))


def test_a_sap_export_is_read_with_the_shipped_mapping(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "vbap.csv",
        ["MANDT", "VBELN", "POSNR", "MATNR", "MAKTX", "KUNNR", "NAME1", "NAME2", "LAND1", "KWMENG", "NETWR", "WAERK",
         "AUDAT"],
        [
            ["100", "0000004711", "000010", "7", "Kamera X", "9", "Muster", "GmbH", "DE", "1,000.000", "9.50", "EUR",
             "20240501"],
            ["100", "0000004711", "000020", "7", "Kamera Y", "9", "Muster", "", "TR", "2", "1", "USD", "00000000"],
        ],
    )  # fmt: skip
    with loaded(path, mapping=read_mapping("sap")) as book:
        columns = ("id", "item.name", "purchaser.name", "purchaser.country", "quantity", "value", "currency", "date")
        assert rows(book, *columns) == [
            ("0000004711-000010", "Kamera X", "Muster GmbH", "DE", "1000", "9.5", "EUR", "2024-05-01"),
            ("0000004711-000020", "Kamera Y", "Muster", "TR", "2", "1", "USD", None),
        ]
        assert book.unmapped == ("MANDT", "MATNR", "KUNNR")


def test_dynamics_columns_are_found_in_either_case(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "lines.csv",
        ["SalesOrderNumber", "InventoryLotId", "ItemNumber", "LineDescription", "DeliveryAddressCountryRegionId",
         "OrderCreationDateTime"],
        [["SO-1", "L-1", "I-1", "Camera", "TUR", "2024-08-15T11:58:29Z"]],
    )  # fmt: skip
    with loaded(path, mapping=read_mapping("dynamics")) as book:
        assert rows(book, "id", "destination.country", "date") == [("SO-1-L-1", "TR", "2024-08-15")]


def test_an_id_without_its_first_part_is_none_and_a_text_without_it_is_the_rest(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "b.csv", ["N", "P", "A", "B"], [["", "10", "", "B"], ["1", "", "A", ""], ["2", "5", "", ""]]
    )
    mapping = mapping_of(tmp_path, "columns: {N: {to: id, with: [P]}, A: {to: item.name, with: [B]}}")
    with loaded(path, mapping=mapping) as book:
        assert rows(book, "id", "item.name") == [("row-1", "B"), ("1", "A")]
        assert [row for row, *_ in rejects(book)] == [3]


def test_constants_stand_in_every_row_but_do_not_fill_an_empty_one(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "b.csv", ["N", "Q"], [["1", "5"], ["", ""], ["", "7"]])
    mapping = mapping_of(tmp_path, "columns: {N: id, Q: quantity}\nconstants: {item.name: Camera, gate: contract}")
    with loaded(path, mapping=mapping) as book:
        assert rows(book, "id", "item.name", "gate") == [("1", "Camera", "contract"), ("row-3", "Camera", "contract")]
        assert [row for row, *_ in rejects(book)] == [2]
        assert book.provenance == {
            "id": ("order book b.csv", "own"), "quantity": ("order book b.csv", "own"),
            "gate": ("mapping map.yaml", "own"), "item.name": ("mapping map.yaml", "own"),
        }  # fmt: skip


def test_an_empty_cell_can_mean_no(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "b.csv", ["I", "L"], [["A", "X"], ["B", ""], ["C", "?"]])
    mapping = mapping_of(
        tmp_path,
        "columns:\n  I: item.name\n  L: {to: transaction.licence_required, true: [X], false: [''], kind: document, "
        "source: Licence register}",
    )
    with loaded(path, mapping=mapping) as book:
        assert rows(book, "item.name", "transaction.licence_required") == [("A", "true"), ("B", "false")]
        assert book.provenance["transaction.licence_required"] == ("Licence register", "document")
        assert rejects(book)[0][:3] == (3, "L", "?")


def test_a_column_that_the_mapping_names_and_the_book_lacks_is_an_error_of_the_mapping(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "b.csv", ["Name", "Menge"], [["A", "1"]])
    with pytest.raises(InputError, match=r"column 'Mege' is not in .*b.csv \(did you mean 'Menge'") as caught:
        load_book([path], mapping_of(tmp_path, "columns:\n  Name: item.name\n  Mege: quantity"))
    assert caught.value.line == 4
    with loaded(path, mapping=mapping_of(tmp_path, "absent: accept\ncolumns: {Name: item.name, Mege: value}")) as book:
        assert book.unmapped == ("Menge",)


def test_a_column_that_stands_twice_is_refused_if_it_is_read(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "b.csv", ["Name", "name", "X", "X"], [["A", "B", "1", "2"]])
    with loaded(path, mapping=mapping_of(tmp_path, "columns: {Name: item.name}")) as book:
        assert rows(book, "item.name") == [("A",)]
    for column in ("X", "NAME"):
        with pytest.raises(InputError, match="which is meant is not certain"):
            load_book([path], mapping_of(tmp_path, f"columns: {{{column}: item.name}}"))


def test_a_book_without_a_column_that_is_known_says_what_it_has(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "b.csv", ["end user name", "X"], [["A", "B"]])
    with pytest.raises(InputError, match=r"columns: 'end user name', 'X'; 'end user name' may be 'end_user.name'"):
        load_book([path])
    with pytest.raises(InputError, match="the mapping knows 'VBELN'"):
        load_book([path], read_mapping("sap"))


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_texts_are_read_in_the_encodings_that_exports_have(tmp_path: Path, encoding: str) -> None:
    lines = "".join(f"{n};Überwachungsgerät für Straßen;Österreich\r\n" for n in range(40))
    with loaded(written(tmp_path / "b.csv", "id;item.name;end_user.country\r\n" + lines, encoding)) as book:
        assert rows(book, "item.name", "end_user.country")[0] == ("Überwachungsgerät für Straßen", "AT")
        assert book.rows == 40


def test_the_delimiter_of_the_mapping_is_taken_where_the_first_line_deceives(tmp_path: Path) -> None:
    path = written(tmp_path / "b.csv", "item;owner, or deputy, or other\nA;x\n")
    with loaded(path, mapping=mapping_of(tmp_path, "delimiter: ;\ncolumns: {item: item.name}")) as book:
        assert rows(book, "item.name") == [("A",)]
        assert book.unmapped == ("owner, or deputy, or other",)


def test_nul_bytes_refuse_their_row_alone(tmp_path: Path) -> None:
    lines = "".join(f"{n},item\n" for n in range(400))
    with loaded(written(tmp_path / "b.csv", f"id,item.name\n{lines}x,a\0b\n")) as book:
        assert book.rows == 400
        assert rejects(book) == [
            (401, "item.name", "a?b", "item.name has the control character U+0000 in it; remove it")
        ]


def test_five_hundred_columns_are_read_and_all_but_ours_are_listed(tmp_path: Path) -> None:
    head = [*(f"COLUMN {n}" for n in range(500)), "item.name"]
    lines = [[*(str(n) for n in range(500)), f"item {row}"] for row in range(3_000)]
    with loaded(csv_file(tmp_path / "b.csv", head, lines)) as book:
        assert (book.rows, book.unmapped) == (3_000, tuple(head[:-1]))


def test_a_folder_is_read_file_by_file_in_the_order_of_names(tmp_path: Path) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    csv_file(folder / "b.csv", ["item.name", "owner"], [["B", "x"]])
    csv_file(folder / "a.tsv", ["item.name", "value"], [["A", "1"]])
    in_form(folder, "parquet")
    for passed_over in (".DS_Store", "_SUCCESS", "~$b.xlsx", ".b.csv.crc"):
        (folder / passed_over).touch()
    with loaded(folder) as book:
        assert book.sources == ("a.tsv", "b.csv", "orders.parquet")
        assert rows(book, "source", "id", "item.name", "owner", "value")[:2] == [
            ("a.tsv", "a.tsv:row-1", "A", None, "1"), ("b.csv", "b.csv:row-1", "B", "x", None),
        ]  # fmt: skip
        assert book.provenance["item.name"] == ("order book books", "own")


def test_a_folder_with_something_else_in_it_is_refused_by_name(tmp_path: Path) -> None:
    csv_file(tmp_path / "b.csv", ["item.name"], [["B"]])
    (tmp_path / "readme.txt").touch()
    (tmp_path / "older").mkdir()
    with pytest.raises(InputError, match=r"holds what is no table: older/, readme\.txt"):
        load_book([tmp_path])
    with pytest.raises(InputError, match="holds no table"):
        load_book([tmp_path / "older"])


def test_files_of_one_name_are_told_apart_and_a_file_given_twice_is_refused(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        csv_file(tmp_path / folder / "b.csv", ["item.name"], [[folder]])
    with loaded(tmp_path / "x" / "b.csv", tmp_path / "y" / "b.csv") as book:
        assert book.sources == (str(tmp_path / "x" / "b.csv"), str(tmp_path / "y" / "b.csv"))
    with pytest.raises(InputError, match="is given twice"):
        load_book([tmp_path / "x" / "b.csv", tmp_path / "x"])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.csv", None, "there is no such file"),
        ("b.ods", b"x", r"ends in '.ods'; accepted: .csv, .tsv, .xlsx, .parquet, or a folder"),
        ("b.parquet", b"PAR1 and no more", "is not a Parquet table"),
        ("b.xlsx", b"PK and no more", "is not an .xlsx workbook"),
        ("b.csv", b"", "no first row that names the columns"),
        ("b.csv", b"\0\1\2" * 4000, "is not a table in text"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        load_book([tmp_path / name])


def test_a_damaged_parquet_table_is_refused_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "b.parquet"
    pq.write_table(pa.table({"item.name": [f"item {n}" for n in range(300_000)]}), path, row_group_size=50_000)
    data = bytearray(path.read_bytes())
    middle = len(data) * 3 // 4
    data[middle : middle + 20_000] = b"\xff" * 20_000
    path.write_bytes(data)
    with duckdb.connect() as connection:
        with pytest.raises(InputError, match="is damaged"):
            load_book([path], connection=connection)
        assert connection.execute("SHOW TABLES").fetchall() == []


def test_a_table_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "b.csv", ["item.name"], [[f"item {n}"] for n in range(50_000)])
    stop = threading.Event()

    def change() -> None:
        second = 1
        while not stop.wait(0.001):
            second += 1
            os.utime(path, (second, second))

    changing = threading.Thread(target=change)
    changing.start()
    try:
        with duckdb.connect() as connection:
            with pytest.raises(InputError, match="changed while it was read"):
                load_book([path], connection=connection)
            assert connection.execute("SHOW TABLES").fetchall() == []
    finally:
        stop.set()
        changing.join()


def test_a_file_that_is_replaced_or_gone_after_it_was_seen_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "b.csv", ["item.name"], [["A"]])
    (seen,) = book_files(str(path), None, None)
    assert len(seen.digest()) == 64
    with open(path, "a", encoding="utf-8") as file:
        file.write("B\n")
    with pytest.raises(InputError, match="changed while it was read"):
        seen.digest()


def test_a_full_disk_ends_in_an_error_and_leaves_no_table(tmp_path: Path) -> None:
    path = tmp_path / "b.parquet"
    names = [f"a long name of an item, so that there is much to keep {n}" for n in range(400_000)]
    pq.write_table(pa.table({"item.name": names}), path)
    settings = {"memory_limit": "20MB", "temp_directory": str(tmp_path / "spill"), "max_temp_directory_size": "1MB"}
    with duckdb.connect(config=settings) as connection:
        with pytest.raises(OutputError, match="the order book cannot be kept"):
            load_book([path], connection=connection)
        assert connection.execute("SHOW TABLES").fetchall() == []


def test_the_digest_follows_bytes_and_mapping_and_not_the_folder(tmp_path: Path) -> None:
    digests = {}
    for name, cell in (("x", "A"), ("y", "A"), ("z", "B")):
        (tmp_path / name).mkdir()
        with loaded(csv_file(tmp_path / name / "b.csv", ["item.name"], [[cell]])) as book:
            digests[name] = book.digest
    with loaded(tmp_path / "x" / "b.csv", mapping=mapping_of(tmp_path, "columns: {item.name: title}\nconstants: "
                                                             "{item.name: A}")) as book:  # fmt: skip
        digests["mapped"] = book.digest
    assert digests["x"] == digests["y"]
    assert len(set(digests.values())) == 3


@pytest.mark.parametrize("module", ["duckdb", "pyarrow"])
def test_without_the_extra_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    path = csv_file(tmp_path / "b.csv", ["item.name"], [["A"]])
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InputError, match=rf"need {module}.*pip install 'duecare\[portfolio\]'"):
        load_book([path])


# ── databases ────────────────────────────────────────────────────────────────────────────────────────────────────────


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
    with pytest.raises(InputError, match=r"extension postgres|cannot be read") as caught:
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
