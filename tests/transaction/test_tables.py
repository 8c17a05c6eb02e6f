"""Tables read and written row by row, in every form; and the journal that keeps what a stopped run had done."""

from __future__ import annotations

import csv
import datetime
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from duecare.errors import InputError, OutputError
from duecare.transaction import tables
from duecare.transaction.journal import Journal, journal_key
from duecare.transaction.tables import Layout, check_output, open_table, write_table

CELLS = st.lists(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=2, max_size=2), max_size=5
)


def rows_of(path: Path) -> list[tuple[int, list[Any]]]:
    with open_table(path) as table:
        return list(table.rows)


def test_rows_are_numbered_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    """Empty rows count, so that a number leads to the row that it means."""
    (tmp_path / "a.csv").write_text('name,id\nA,1\n\n"B\nC",2\n')
    assert rows_of(tmp_path / "a.csv") == [(2, ["A", "1"]), (4, ["B\nC", "2"])]
    book = Workbook()
    assert book.active is not None
    for row in (["name"], ["A"], [None], ["B"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert rows_of(tmp_path / "a.xlsx") == [(2, ["A"]), (4, ["B"])]


@settings(max_examples=40)
@given(rows=CELLS)
def test_a_table_is_read_back_as_it_was_written(
    rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tables")
    for suffix in (".csv", ".jsonl"):
        write_table(folder / f"t{suffix}", ["a", "b"], iter(rows))
    with open(folder / "t.csv", encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1:] == rows
    lines = (folder / "t.jsonl").read_text("utf-8").split("\n")[:-1]
    assert [list(json.loads(line).values()) for line in lines] == rows


def test_parquet_keeps_numbers_as_numbers_and_the_rest_as_text(tmp_path: Path) -> None:
    """What is empty is null, and rows are written and read in pieces."""
    pytest.importorskip("pyarrow")
    path = tmp_path / "t.parquet"
    rows: list[list[Any]] = [[str(n), n, n / 2, datetime.date(2026, 1, 1)] for n in range(12_000)]
    rows[5] = ["", None, None, None]
    layout = Layout(numbers={"n": int, "half": float})
    write_table(path, ["text", "n", "half", "day"], iter(rows), layout)
    with open_table(path) as table:
        assert (table.head, table.total) == (["text", "n", "half", "day"], 12_000)
        back = list(table.rows)
    assert back[7] == (9, ["7", 7, 3.5, "2026-01-01"])
    assert back[5] == (7, [None, None, None, None])
    assert len(back) == 12_000


def test_without_pyarrow_parquet_is_refused_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "t.parquet").write_bytes(b"PAR1")
    for attempt in (lambda: rows_of(tmp_path / "t.parquet"), lambda: check_output(tmp_path / "o.parquet", [])):
        with pytest.raises(InputError, match=r"needs pyarrow \(pip install 'duecare\[parquet\]'\)"):
            attempt()


def test_rows_beyond_what_a_sheet_holds_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hours of work do not end at the 1,048,576th row."""
    monkeypatch.setattr(tables, "MAX_ROWS", 4)
    write_table(tmp_path / "t.xlsx", ["n"], iter([[n] for n in range(7)]), Layout("Found"))
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["Found", "Found 2", "Found 3"]
    cells = [[row[0] for row in page.iter_rows(values_only=True)] for page in book.worksheets]
    assert cells == [["n", 0, 1, 2], ["n", 3, 4, 5], ["n", 6]]


@pytest.mark.parametrize("name", ["o.ods", "o"])
def test_an_output_of_no_known_form_is_refused_before_any_work(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"accepted: \.csv, \.tsv, \.xlsx, \.jsonl, \.parquet"):
        check_output(tmp_path / name, [])


# ── the journal ──────────────────────────────────────────────────────────────────────────────────────────────────────


def opened(target: Path, key: str = "k") -> tuple[Journal, int, list[Any]]:
    seen: list[Any] = []

    def take(result: Any, place: int) -> bool:
        seen.append((place, result))
        return bool(result != "bad")

    journal = Journal(target, key, take)
    return journal, journal.begin(), seen


def test_a_journal_gives_back_what_was_done_and_where_it_stands(tmp_path: Path) -> None:
    journal, done, _ = opened(tmp_path / "out")
    assert done == 0
    places = [journal.add(result) for result in ("é", [1], None)]
    journal.flush()
    assert list(journal.results()) == ["é", [1], None]
    assert [journal.at(place) for place in places[::-1]] == [None, [1], "é"]
    journal.close()


@settings(max_examples=50)
@given(cut=st.integers(1, 60))
def test_a_journal_cut_short_anywhere_keeps_every_whole_result(
    cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    journal, _, _ = opened(folder / "out")
    places = [journal.add([number, "x" * number]) for number in range(5)]
    journal.close()
    data = journal.path.read_bytes()
    journal.path.write_bytes(data[:-cut])
    again, done, seen = opened(folder / "out")
    whole = data[:-cut].count(b"\n") - 1
    assert done == max(whole, 0)
    assert [place for place, _ in seen] == places[:done]
    again.add("next")
    again.close()
    assert list(again.results()) == [*([number, "x" * number] for number in range(done)), "next"]


def test_another_key_a_line_that_is_no_result_and_another_run(tmp_path: Path) -> None:
    """Each begins where it has to: anew, before the line, or not at all."""
    journal, _, _ = opened(tmp_path / "out")
    for result in ("good", "bad", "good"):
        journal.add(result)
    with pytest.raises(OutputError, match="another run is writing"):
        opened(tmp_path / "out")
    journal.close()
    for key, kept in (("k", 1), ("other", 0)):
        journal, done, _ = opened(tmp_path / "out", key)
        journal.close()
        assert done == kept


def test_the_key_depends_on_the_file_and_on_every_part(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("2")
    keys = [journal_key(tmp_path / "a"), journal_key(tmp_path / "b"), journal_key(tmp_path / "a", "x", "y"),
            journal_key(tmp_path / "a", "xy"), journal_key(tmp_path / "a", "y", b"x")]  # fmt: skip
    assert len(set(keys)) == 5
    assert keys[0] == journal_key(tmp_path / "a")
