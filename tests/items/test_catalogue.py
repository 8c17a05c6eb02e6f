"""A catalogue: every row scoped, nothing lost when a run stops, memory that does not grow."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import papers_made as made
import pytest
from openpyxl import load_workbook

from duecare.errors import InputError, OutputError
from duecare.items import catalogue
from duecare.items.catalogue import ADDED, scope_catalogue

ROWS = [
    ["sku", "Description", "price"],
    ["A1", "Dome camera with face recognition against a watchlist, for police and stadiums", 900],
    ["A2", "Facial cleanser for oily skin, 150 ml", 9],
    ["A3", None, 1],
    ["A4", "=cmd|' /C calc'!A0", 2],
    ["A5", "Камера видеонаблюдения с распознаванием лиц", 800],
]


def write_csv(path: Path, rows: list[list[Any]], mark: str = ",") -> Path:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=mark).writerows([["" if cell is None else cell for cell in row] for row in rows])
    path.write_text(buffer.getvalue(), "utf-8")
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_comes_back_with_what_its_words_say(tmp_path: Path) -> None:
    done = scope_catalogue(write_csv(tmp_path / "in.csv", ROWS), "description", tmp_path / "out.csv")
    rows = read_csv(tmp_path / "out.csv")
    assert [row["sku"] for row in rows] == ["A1", "A2", "A3", "A4", "A5"]
    assert rows[0]["scope"] == "intended"
    assert "facial_recognition" in rows[0]["scope capabilities"].split(", ")
    assert rows[1]["scope"] == "none"
    assert rows[2]["scope"] == "not read"
    assert rows[2]["scope note"] == "no description"
    assert done.rows == 5
    assert sum(done.counts.values()) == 5


def test_a_workbook_gives_the_same_as_a_table_in_text(tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(made.xlsx([[cell or "" for cell in row] for row in ROWS]))
    scope_catalogue(tmp_path / "in.xlsx", "Description", tmp_path / "out.xlsx")
    scope_catalogue(write_csv(tmp_path / "in.csv", ROWS), "Description", tmp_path / "out.csv")
    book = load_workbook(tmp_path / "out.xlsx")
    head, *cells = book.worksheets[0].iter_rows(values_only=True)
    assert head == ("sku", "Description", "price", *ADDED)
    texts = [[row[name] for name in ADDED if name != "scope probability"] for row in read_csv(tmp_path / "out.csv")]
    wanted = [place for place, name in enumerate(head) if name in ADDED and name != "scope probability"]
    assert [[row[place] or "" for place in wanted] for row in cells] == texts


def test_no_cell_of_the_output_is_a_formula(tmp_path: Path) -> None:
    scope_catalogue(write_csv(tmp_path / "in.csv", ROWS), "description", tmp_path / "out.xlsx")
    page = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    assert page["B5"].value == "=cmd|' /C calc'!A0"


def test_json_lines_hold_each_row_as_an_object(tmp_path: Path) -> None:
    scope_catalogue(write_csv(tmp_path / "in.tsv", ROWS, "\t"), "description", tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert rows[0]["sku"] == "A1"
    assert rows[0]["scope"] == "intended"


def test_several_columns_are_read_as_one_text(tmp_path: Path) -> None:
    rows = [["name", "text"], ["Face recognition", "terminal for doors"], ["Plate", "of steel"]]
    scope_catalogue(write_csv(tmp_path / "in.csv", rows), "name, text", tmp_path / "out.csv")
    assert "facial_recognition" in read_csv(tmp_path / "out.csv")[0]["scope capabilities"]


class StoppedError(Exception):
    """What stands for Ctrl-C in the middle of a run."""


def test_a_stopped_run_is_taken_up_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["id", "text"], *([str(n), f"Camera {n} with face recognition"] for n in range(50))]
    source = write_csv(tmp_path / "in.csv", rows)
    scope_catalogue(source, "text", tmp_path / "whole.csv")
    monkeypatch.setattr(catalogue, "BATCH", 10)

    def stop(done: int, total: int | None) -> None:
        if done >= 30:
            raise StoppedError

    with pytest.raises(StoppedError):
        scope_catalogue(source, "text", tmp_path / "out.csv", advance=stop)
    assert not (tmp_path / "out.csv").exists()
    journal = tmp_path / ".out.csv.journal"
    journal.write_bytes(journal.read_bytes()[:-7])  # the last line cut short, as by a crash
    done = scope_catalogue(source, "text", tmp_path / "out.csv")
    assert (done.rows, done.resumed) == (50, 29)
    assert (tmp_path / "out.csv").read_text("utf-8") == (tmp_path / "whole.csv").read_text("utf-8")
    assert not journal.exists()
    assert sum(done.counts.values()) == 50


def test_a_changed_table_is_begun_anew(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [["text"], ["Face recognition"], ["Office chair, grey"]])

    def stop(done: int, total: int | None) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        scope_catalogue(source, "text", tmp_path / "out.csv", advance=stop)
    write_csv(tmp_path / "in.csv", [["text"], ["Office chair, grey"], ["Face recognition"]])
    done = scope_catalogue(source, "text", tmp_path / "out.csv")
    assert done.resumed == 0
    assert read_csv(tmp_path / "out.csv")[0]["scope"] == "none"


def test_an_old_output_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [["text"], ["Face recognition"]])
    (tmp_path / "out.csv").write_text("old")

    def stop(done: int, total: int | None) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        scope_catalogue(source, "text", tmp_path / "out.csv", advance=stop)
    assert (tmp_path / "out.csv").read_text() == "old"


@pytest.mark.parametrize(
    ("name", "data", "column", "says"),
    [
        ("in.csv", b"a,b\n1,2\n", "text", "has no column 'text' (columns: 'a', 'b')"),
        ("in.csv", b"", "text", "has no first row that names the columns"),
        ("in.pdf", b"%PDF-", "text", "ends in '.pdf'; accepted: .csv, .tsv, .xlsx"),
        ("in.xlsx", b"PK\x03\x04broken", "text", "is not an .xlsx workbook, or it is damaged"),
        ("in.xlsx", made.xlsx([["a"]])[:-200], "a", "is not an .xlsx workbook"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path, name: str, data: bytes, column: str, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as caught:
        scope_catalogue(tmp_path / name, column, tmp_path / "out.csv")
    assert says in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_output_may_not_be_the_table_itself(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", ROWS)
    with pytest.raises(InputError, match="is what is read"):
        scope_catalogue(source, "description", source)


def test_an_output_that_cannot_be_written_keeps_the_rows_done(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", ROWS)
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(OutputError, match="the rows done are kept"):
        scope_catalogue(source, "description", tmp_path / "out.csv")
    (tmp_path / "out.csv").rmdir()
    assert scope_catalogue(source, "description", tmp_path / "out.csv").resumed == 5


def test_an_unknown_sheet_is_named_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(made.xlsx([["text"], ["Soap"]], sheet="Goods"))
    with pytest.raises(InputError, match="has no sheet 'Wares'"):
        scope_catalogue(tmp_path / "in.xlsx", "text", tmp_path / "out.csv", sheet="Wares")
    scope_catalogue(tmp_path / "in.xlsx", "text", tmp_path / "out.csv", sheet="Goods")


def test_a_table_in_semicolons_and_an_old_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(
        "Nr;Beschreibung\n1;Überwachungskamera für Höfe und Straßen, überträgt Aufnahmen größerer Plätze\n".encode(
            "cp1252"
        )
    )
    scope_catalogue(tmp_path / "in.csv", "Beschreibung", tmp_path / "out.csv")
    assert "video_surveillance" in read_csv(tmp_path / "out.csv")[0]["scope capabilities"]


def test_rows_shorter_or_longer_than_the_head_stay_under_their_columns(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,text,price\n1,Face recognition\n2,Office chair,9,extra,more\n")
    for name in ("out.csv", "out.jsonl"):
        scope_catalogue(tmp_path / "in.csv", "text", tmp_path / name)
    rows = read_csv(tmp_path / "out.csv")
    assert [row["price"] for row in rows] == ["", "9"]
    assert [row["scope"] for row in rows][1] == "none"
    assert rows[1]["scope note"] == "cells beyond the columns: extra | more"
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["scope"] for line in lines] == [row["scope"] for row in rows]


def test_columns_of_the_same_name_are_kept_apart(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [["text", "text"], ["Office chair", "b"]])
    scope_catalogue(source, "text", tmp_path / "out.jsonl")
    assert list(json.loads((tmp_path / "out.jsonl").read_text()))[:2] == ["text", "text (2)"]


def test_numbers_alone_are_no_description(tmp_path: Path) -> None:
    scope_catalogue(write_csv(tmp_path / "in.csv", [["text"], [12], ["2024-01-01"]]), "text", tmp_path / "out.csv")
    assert {row["scope"] for row in read_csv(tmp_path / "out.csv")} == {"not read"}


def test_two_runs_do_not_write_the_same_output(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", ROWS)

    def again(done: int, total: int | None) -> None:
        with pytest.raises(OutputError, match="another run is writing"):
            scope_catalogue(source, "description", tmp_path / "out.csv")

    assert scope_catalogue(source, "description", tmp_path / "out.csv", advance=again).rows == 5


@pytest.mark.parametrize("line", [b"5\n", b"{}\n", b"[]\n", b"\x00\xff\n", b'["none", 1]\n'])
def test_a_damaged_journal_is_taken_up_before_the_damage(tmp_path: Path, line: bytes) -> None:
    source = write_csv(tmp_path / "in.csv", ROWS)

    def stop(done: int, total: int | None) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        scope_catalogue(source, "description", tmp_path / "out.csv", advance=stop)
    journal = tmp_path / ".out.csv.journal"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:3]) + line)
    assert scope_catalogue(source, "description", tmp_path / "out.csv").resumed == 2


def test_no_folder_is_made(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", ROWS)
    with pytest.raises(OutputError, match="there is no such folder"):
        scope_catalogue(source, "description", tmp_path / "new" / "out.csv")
    assert not (tmp_path / "new").exists()


def test_an_encoding_that_shows_late_is_found(tmp_path: Path) -> None:
    text = "text\n" + "Office chair\n" * 30_000 + "Überwachungskamera für Höfe und Straßen der Stadt\n"
    (tmp_path / "in.csv").write_bytes(text.encode("cp1252"))
    scope_catalogue(tmp_path / "in.csv", "text", tmp_path / "out.csv")
    assert read_csv(tmp_path / "out.csv")[-1]["text"].startswith("Überwachung")
