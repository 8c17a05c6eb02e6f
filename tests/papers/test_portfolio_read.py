"""What the papers of a portfolio are made from: rejects, short form, results that are empty or not whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_result import Rows, made_tables, write_result
from portfolio_page import cells, said, section, tree
from rich.cells import cell_len
from small_result import small_rows, write_small

from duecare.errors import InputError
from duecare.papers.portfolio import dashboard_html, portfolio_text, sweep_xlsx
from duecare.papers.portfolio_figures import Figures
from duecare.papers.portfolio_phrases import headline


def test_the_rejects_are_counted_by_row_and_reason(tables: dict[str, Rows], page: str) -> None:
    assert "7 rows could not be taken" in said(section(page, "rejects"))
    assert cells(page, "rejects")[0] == ["Is not a country that Duecare knows", "orders.csv", "country", "7"]
    assert len(tables["rejects"]) == 7


def test_a_row_rejected_for_two_reasons_is_one_row(tmp_path: Path) -> None:
    tables = made_tables(30)
    tables["rejects"] += [{**row, "column": "value", "reason": "is no number"} for row in tables["rejects"]]
    text = dashboard_html(write_result(tmp_path / "result", tables))
    assert "7 rows could not be taken" in said(section(text, "rejects"))
    assert len(cells(text, "rejects")) == 2


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_short_form_fits_its_width_and_begins_with_the_headline(folder: Path, found: Figures, width: int) -> None:
    text = portfolio_text(folder, to_file=True, width=width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert " ".join(text.split()).startswith(headline(found))
    for title in (
        "LEVELS",
        "LEGAL STOPS",
        "WHAT TO ASK FIRST",
        "BY PLACE OF USE",
        "RUNNING CONTRACTS",
        "ROWS NOT TAKEN",
    ):
        assert title in text
    assert "◌◌◌◌ on hold, open: 48 (16 %)" in text


def test_a_book_without_transactions_has_its_papers(tmp_path: Path) -> None:
    tables = made_tables(0)
    folder = write_result(
        tmp_path / "result", {name: rows if name == "rejects" else [] for name, rows in tables.items()}
    )
    text = dashboard_html(folder)
    assert "The book has no transactions." in said(tree(text))
    assert "All 0, the worst first." in said(tree(text))
    assert portfolio_text(folder, to_file=True).startswith("The book has no transactions.")
    assert sweep_xlsx(folder, tmp_path / "sweep.xlsx").total == 0


def test_a_result_of_the_engine_has_its_papers(tmp_path: Path) -> None:
    folder = write_small(tmp_path / "result", small_rows(40))
    text = dashboard_html(folder)
    assert "Of 40 transactions" in said(tree(text))
    assert "Of 40 transactions" in portfolio_text(folder, to_file=True)
    sweep_xlsx(folder, tmp_path / "sweep.xlsx")


def test_a_rule_of_other_guidance_is_shown_by_its_id(tmp_path: Path) -> None:
    tables = made_tables(60)
    for row in tables["findings"]:
        row["rule"] = f"OTHER/{row['rule']}"
    text = dashboard_html(write_result(tmp_path / "result", tables))
    assert "(not in the guidance at hand)" in said(section(text, "flags"))


@pytest.mark.parametrize("name", ["manifest.json", "transactions/part-00000.parquet", "stops/part-00000.parquet"])
def test_a_folder_that_is_not_whole_is_refused(tmp_path: Path, name: str) -> None:
    """Nothing half-written is taken for a result without findings."""
    folder = write_result(tmp_path / "result", made_tables(5))
    (folder / name).unlink()
    for make in (dashboard_html, portfolio_text):
        with pytest.raises(InputError):
            make(folder)


def test_a_table_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    folder = write_result(tmp_path / "result", made_tables(5))
    file = folder / "findings" / "part-00000.parquet"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(InputError):
        dashboard_html(folder)


def test_a_level_that_is_none_is_refused(tmp_path: Path) -> None:
    tables = made_tables(5)
    tables["transactions"][2]["possible"] = "grave"
    folder = write_result(tmp_path / "result", tables)
    with pytest.raises(InputError, match=r"grave.*accepted: low, elevated, high, severe"):
        dashboard_html(folder)
