"""Tables are read by the names of their columns, wherever the header stands, and refused with row and reason."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import openpyxl
import pytest
from made_tables import workbook, written

from duecare.countries.sources.table import Layout, open_table, rows_of
from duecare.errors import InputError

LAYOUT = Layout(
    columns={
        "code": ("iso3", "ISO"),
        "year": ("Year (N)", "year"),
        "score": ("Score N", "Score", re.compile(r"score 20\d\d")),
        "rank": ("rank",),
    },
    needed=("year", ("code", "rank"), "score"),
    notes=("Source:",),
)


def _read(path: Path, layout: Layout = LAYOUT) -> list[tuple[int, dict[str, str]]]:
    return [(row.line, row.cells) for row in rows_of([path], layout)]


def _refusal(path: Path, layout: Layout = LAYOUT) -> InputError:
    with pytest.raises(InputError) as problem:
        _read(path, layout)
    return problem.value


def test_a_column_goes_by_any_of_its_names_whatever_case_spaces_and_underscores(tmp_path: Path) -> None:
    for head in ("iso3,year,Score", "ISO,YEAR (N),score_n", "Iso3, Year ,SCORE 2025"):
        (row,) = _read(written(tmp_path, f"{head}\nNA,2024, 7 \n"))
        assert row == (2, {"code": "NA", "year": "2024", "score": "7"})


def test_rows_carry_the_line_on_which_they_begin(tmp_path: Path) -> None:
    """Cells over several lines and empty lines are counted; the header may stand below titles."""
    text = 'A title\n\niso3,year,score,note\nNO,2024,7,"two\nlines"\n\n , ,,\nSE,2024,8,\n'
    assert [(line, cells["code"]) for line, cells in _read(written(tmp_path, text))] == [(4, "NO"), (8, "SE")]


def test_what_the_file_itself_calls_its_columns_is_kept_for_messages(tmp_path: Path) -> None:
    with open_table(written(tmp_path, "ISO;Year (N);Score 2025;Zone\nNOR;2025;92,3;Europe\n"), LAYOUT) as table:
        assert table.head == ("ISO", "Year (N)", "Score 2025", "Zone")
        assert table.names == {"code": "ISO", "year": "Year (N)", "score": "Score 2025"}
        (row,) = table.rows
    with pytest.raises(InputError, match=r"table.csv:2: Score 2025 is '92,3' \(accepted: nothing\)"):
        row.refuse("score", "nothing")
    assert row.where == "table.csv:2"
    assert row["rank"] == ""


def test_a_missing_column_is_named_with_the_nearest_and_those_that_are_there(tmp_path: Path) -> None:
    problem = _refusal(written(tmp_path, "iso3,yaer,Scores\nNO,2024,7\n"))
    assert problem.message == "has no column 'Year (N)' and no column 'Score N'"
    assert problem.line == 1
    assert problem.hint == "the nearest: 'Scores'; row 1 has 'iso3', 'yaer', 'Scores'"
    problem = _refusal(written(tmp_path, "country,year,score\nNO,2024,7\n"))
    assert problem.message == "has no column 'iso3' or 'rank'"


def test_of_many_columns_the_first_are_named(tmp_path: Path) -> None:
    head = ",".join(f"column {number}" for number in range(40))
    assert (_refusal(written(tmp_path, f"{head}\n")).hint or "").endswith("'column 11' and 28 more")


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    problem = _refusal(written(tmp_path, "iso3,year,score,Score\nNO,2024,7,8\n"))
    assert problem.message == "has the column 'score' more than once"


def test_a_header_over_two_rows_is_refused_with_both(tmp_path: Path) -> None:
    """Merged cells leave the name of a group above and its columns below."""
    problem = _refusal(written(tmp_path, "Title,,\niso3,year,Results\n,,score\nNO,2024,7\n"))
    assert problem.message == "has its header in two rows, 2 and 3, as merged cells make it"
    assert problem.hint == "accepted: one row with the name of every column"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Scores"
    for row in (["ISO", "Year", "2025", None], [None, None, "Score", "Rank"], ["NOR", 2025, 92.3, 1]):
        page.append(row)
    page.merge_cells("A1:A2")
    page.merge_cells("C1:D1")
    book.save(tmp_path / "merged.xlsx")
    problem = _refusal(tmp_path / "merged.xlsx")
    assert problem.message == "has its header in two rows, 1 and 2 of sheet 'Scores', as merged cells make it"


def test_a_row_of_group_names_above_a_whole_header_is_no_matter(tmp_path: Path) -> None:
    cells = [["", "", "Results", ""], ["ISO", "Year", "Score", "Rank"], ["NOR", "2025", "92.3", "1"]]
    ((line, row),) = _read(workbook(tmp_path, {"Scores": cells}))
    assert (line, row["score"]) == (3, "92.3")


def test_a_row_with_other_cells_than_the_header_is_refused(tmp_path: Path) -> None:
    problem = _refusal(written(tmp_path, "iso3,year,score\nNO,2024,7\nSE,2024\n"))
    assert (problem.line, problem.message) == (3, "the row has 2 cells; accepted: 3")
    assert "cut off" in (problem.hint or "")
    problem = _refusal(written(tmp_path, "iso3,year,score\nNO,2024,7,5\n"))
    assert problem.message == "the row has 4 cells; accepted: 3"
    assert len(_read(written(tmp_path, "iso3,year,score\nNO,2024,7,,\n"))) == 1


def test_a_note_below_the_table_is_no_row(tmp_path: Path) -> None:
    assert len(_read(written(tmp_path, "iso3,year,score\nNO,2024,7\n\nSource: somebody\n"))) == 1


def test_a_quotation_mark_that_is_not_closed_is_refused_on_its_line(tmp_path: Path) -> None:
    problem = _refusal(written(tmp_path, 'iso3,year,score\nNO,2024,7\n"SE,2024,8\nDK,2024,9\n'))
    assert problem.line == 3
    assert "is no table that can be read" in problem.message


def test_text_in_another_encoding_is_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("iso3;year;score;zone\nBOL;2024;7;Amériques\nCIV;2024;8;Côte d’Ivoire\n".encode("cp1252"))
    assert [cells["code"] for _, cells in _read(path)] == ["BOL", "CIV"]


def test_bytes_that_only_late_turn_out_to_be_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("iso3,year,score\n".encode("utf-16") + b"\xff\xdb\x00")
    assert _refusal(path).path == str(path)


def test_of_a_workbook_the_sheet_with_the_columns_is_read(tmp_path: Path) -> None:
    day = datetime.datetime(2024, 5, 31)
    cells = [
        ["ISO", "Year", "Score", "Rank"],
        ["NA", 2024.0, 0.122, day],
        ["SE", 2024, True, 8.5],
        [None, None],
        ["DK", 2024, 1],
    ]
    path = workbook(tmp_path, {"Read me": [["A text"]], "Data": cells})
    assert _read(path) == [
        (2, {"code": "NA", "year": "2024", "score": "0.122", "rank": "2024-05-31"}),
        (3, {"code": "SE", "year": "2024", "score": "True", "rank": "8.5"}),
        (5, {"code": "DK", "year": "2024", "score": "1", "rank": ""}),
    ]
    problem = _refusal(workbook(tmp_path, {"Data": cells, "Copy": cells}))
    assert problem.message == "has 2 sheets with the columns: 'Data', 'Copy'"
    problem = _refusal(workbook(tmp_path, {"Read me": [["A text"]], "Data": [["ISO", "Year"], ["NA", 2024]]}))
    assert problem.message == "has no column 'Score N'"
    assert problem.hint == "sheet 'Data', row 1 has 'ISO', 'Year'"


def test_a_workbook_is_known_by_its_content_whatever_it_is_called(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Data": [["ISO", "Year", "Score"], ["NA", 2024, 7]]}, "table.csv")
    assert len(_read(path)) == 1


def test_a_delimiter_that_is_given_is_the_only_one_tried(tmp_path: Path) -> None:
    layout = Layout(LAYOUT.columns, LAYOUT.needed, delimiter=";")
    assert _refusal(written(tmp_path, "iso3,year,score\nNO,2024,7\n"), layout).message.startswith("has no column")
    assert len(_read(written(tmp_path, "iso3;year;score\nNO;2024;7,5\n"), layout)) == 1
