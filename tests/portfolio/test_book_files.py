"""The files of an order book: encodings, folders, damage, and change while they are read."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_book import csv_file, in_form, loaded, mapping_of, rejects, rows, written
from openpyxl import Workbook

from duecare.errors import InputError, OutputError
from duecare.portfolio.book.book_files import book_files
from duecare.portfolio.book.read_book import load_book


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


def test_the_sheet_of_the_mapping_is_read_and_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    table = Workbook()
    table.create_sheet("Orders").append(["item.name"])
    table["Orders"].append(["A"])
    table.save(tmp_path / "b.xlsx")
    with loaded(
        tmp_path / "b.xlsx", mapping=mapping_of(tmp_path, "sheet: Orders\ncolumns: {item.name: item.name}")
    ) as book:
        assert rows(book, "item.name") == [("A",)]
    with pytest.raises(InputError, match=r"has no sheet 'Order' \(sheets: Sheet, Orders\)"):
        load_book(tmp_path / "b.xlsx", mapping_of(tmp_path, "sheet: Order\ncolumns: {item.name: item.name}"))


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
