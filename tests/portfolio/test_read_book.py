"""Order books in every form: what is read, what is refused and why, and that no row is lost."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_book import HEAD, csv_file, in_form, loaded, mapping_of, rejects, rows, written
from openpyxl import Workbook

from duecare.errors import InputError
from duecare.portfolio.book.mapping import read_mapping
from duecare.portfolio.book.read_book import load_book
from duecare.portfolio.result.schema import TABLES


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
