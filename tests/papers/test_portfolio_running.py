"""The list of running contracts of a portfolio, and its workbook."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

import pytest
from made_result import Rows
from openpyxl import load_workbook
from portfolio_page import running

from duecare.errors import OutputError
from duecare.papers.portfolio import sweep_xlsx
from duecare.papers.portfolio_result import opened
from duecare.papers.portfolio_sweep import sweep


def test_the_sweep_finds_running_contracts_of_accused_state_bodies(tables: dict[str, Rows], folder: Path) -> None:
    """What is not known is told apart: it puts no contract on the list, and strikes none off."""
    sure, perhaps = running(tables)
    with opened(folder) as result:
        listed = sweep(result, 5_000)
    assert sorted(one.transaction for one in listed.first) == sorted(" ".join(name.split()) for name in sure)
    assert (listed.total, listed.perhaps) == (len(sure), len(perhaps))
    dates = [one.due for one in listed.first if one.key == "severe-severe"]
    assert dates == sorted(dates, key=lambda day: (day == "open", day))


def test_the_workbook_has_the_whole_list_and_those_that_may_belong_to_it(
    tables: dict[str, Rows], folder: Path, tmp_path: Path
) -> None:
    sure, perhaps = running(tables)
    found = sweep_xlsx(folder, tmp_path / "sweep.xlsx")
    assert (found.total, found.perhaps) == (len(sure), len(perhaps))
    book = load_workbook(tmp_path / "sweep.xlsx")
    assert book.sheetnames == ["About", "Running contracts", "Perhaps"]
    assert book.active.title == "Running contracts"
    heads, *rows = book["Running contracts"].iter_rows(values_only=True)
    assert len(rows) == len(sure)
    assert heads[:5] == ("Transaction", "Contract", "Owner", "State", "Due")
    assert {row[3] for row in rows} == {"running"}
    owners = Counter(row[2] for row in rows)
    assert owners["open"] > 0
    assert all(isinstance(row[4], datetime.datetime) or row[4] == "open" for row in rows)
    reasons = [row[heads.index("Reasons")] for row in rows]
    assert all("it is accused of abuse by" in reason and "the end user is of the state" in reason for reason in reasons)
    assert len(list(book["Perhaps"].iter_rows())) - 1 == len(perhaps)
    assert all(row[-1] for row in book["Perhaps"].iter_rows(values_only=True))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert str(found.total) in book["About"]["A1"].value


def test_a_workbook_that_cannot_be_written_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        sweep_xlsx(folder, tmp_path / "nowhere" / "sweep.xlsx")
    assert list(tmp_path.iterdir()) == []
