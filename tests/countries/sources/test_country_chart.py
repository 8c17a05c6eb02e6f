"""The Commerce Country Chart: an X stands under its own reason for control, and a sentence is never read as no mark."""

from __future__ import annotations

from pathlib import Path

import official_samples as samples
import pytest

from duecare.countries.sources import country_chart
from duecare.countries.sources.country_chart import COLUMNS
from duecare.countries.sources.record import ChartRow, Edition
from duecare.errors import InputError

CHINA = samples.row("China", *samples.marks("CB 1", "NS 1", "CC 1", "CC 3"))


def _write(folder: Path, text: str, name: str = "chart.xml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _rows(edition: Edition) -> dict[str, ChartRow]:
    return {one.country: one for one in edition.records if isinstance(one, ChartRow)}


def _refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        country_chart.read([path])
    assert caught.value.path == str(path)
    return caught.value


def test_each_mark_stands_under_its_column(tmp_path: Path) -> None:
    """A head in two rows, self-closing cells, footnotes by mark or as plain numbers."""
    text = samples.chart(
        CHINA,
        samples.row("Congo (Democratic Republic of the) <sup>1</sup>", *samples.marks("CC 3", "AT 1")),
        samples.row("Albania 2 3", *samples.marks("CB 1")),
    )
    rows = _rows(country_chart.read([_write(tmp_path, text)]))
    assert rows["CN"] == ChartRow("CN", frozenset({"CB 1", "NS 1", "CC 1", "CC 3"}))
    assert rows["CD"] == ChartRow("CD", frozenset({"CC 3", "AT 1"}), ("footnote 1: See § 746.3 of the EAR.",))
    assert rows["AL"].notes == ("footnote 2", "footnote 3")


@pytest.mark.parametrize(
    "cells",
    [f'<TD colspan="16">{samples.SEE}</TD>', f"<TD>{samples.SEE}</TD>", f'<TD colspan="15">{samples.SEE}</TD>'],
)
def test_a_row_that_says_a_sentence_keeps_it(cells: str, tmp_path: Path) -> None:
    """Cuba has no marks: its requirement stands in part 746, and the row says so."""
    rows = _rows(country_chart.read([_write(tmp_path, samples.chart(CHINA, f"<TR><TD>Cuba</TD>{cells}</TR>"))]))
    assert rows["CU"] == ChartRow("CU", frozenset(), (samples.SEE,))


def test_a_sentence_in_one_cell_goes_with_its_column(tmp_path: Path) -> None:
    """The other marks of the row stand."""
    cells = (*samples.marks("CB 1")[:-1], "See § 746.3")
    rows = _rows(country_chart.read([_write(tmp_path, samples.chart(CHINA, samples.row("Iraq", *cells)))]))
    assert rows["IQ"] == ChartRow("IQ", frozenset({"CB 1"}), ("AT 2: See § 746.3",))


def test_hong_kong_has_the_row_of_china(tmp_path: Path) -> None:
    """85 FR 83765 took it out of the chart as well."""
    edition = country_chart.read([_write(tmp_path, samples.chart(CHINA))])
    assert _rows(edition)["HK"].columns == _rows(edition)["CN"].columns
    assert [one.used for one in edition.corrections] == ["CN"]


@pytest.mark.parametrize("cells", [15, 17])
def test_a_row_with_another_number_of_cells_is_refused(cells: int, tmp_path: Path) -> None:
    """It says which row, how many cells, and how many are accepted."""
    problem = _refused(_write(tmp_path, samples.chart(CHINA, samples.row("Chad", *["X"] * cells))))
    assert f"the row of 'Chad' has {cells + 1} cells; accepted: 17" in problem.message
    assert problem.line is not None


def test_a_row_of_a_name_alone_is_refused(tmp_path: Path) -> None:
    """As a parser that dropped the sentence would write it."""
    assert (
        "has 1 cells; accepted: 17"
        in _refused(_write(tmp_path, samples.chart(CHINA, "<TR><TD>Iran</TD></TR>"))).message
    )


def test_columns_that_moved_keep_their_names(tmp_path: Path) -> None:
    """The head says which reason a column is, not its place."""
    heads = samples.HEADS.replace("CB 1", "??").replace("AT 2", "CB 1").replace("??", "AT 2")
    rows = _rows(country_chart.read([_write(tmp_path, samples.chart(CHINA, heads=heads))]))
    assert rows["CN"].columns == {"AT 2", "NS 1", "CC 1", "CC 3"}


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        ("CC 2<", "CC<", "has no column CC 2"),
        ("CC 2<", "CC 1<", "has no column CC 2"),
        (">X<", ">Y<", "says 'Y'; accepted: X or 1"),
        (">China<", ">Chyna<", "'Chyna' is no country"),
        ("Supplement No. 1 to Part 738", "Supplement No. 1 to Part 736", "holds no Supplement No. 1 to Part 738"),
        ("CB 1", "CB", "has no column CB 1"),
    ],
)
def test_what_cannot_be_read_is_refused(was: str, now: str, message: str, tmp_path: Path) -> None:
    """Nothing is guessed at."""
    assert message in _refused(_write(tmp_path, samples.chart(CHINA).replace(was, now))).message


def test_a_file_without_the_chart_is_refused(tmp_path: Path) -> None:
    """The part itself, without its supplement, has other tables."""
    text = samples.supplement(738, samples.table(("Symbol", "Meaning"), samples.row("AT", "Anti-terrorism")))
    assert "no table with the columns" in _refused(_write(tmp_path, text)).message


def test_the_csv_says_what_it_does_not_hold(tmp_path: Path) -> None:
    """A column that is not there is not a column without an X; a row that the copyist doubts is left out."""
    text = (
        "country,iso2,footnotes,CC1,CC2,CC3,raw,alignment\nBelarus,BY,6,1,1,0,XX,ok\nCanada,CA,,0,0,0,X||,unverified\n"
    )
    edition = country_chart.read([_write(tmp_path, text, "chart.csv")])
    assert _rows(edition) == {"BY": ChartRow("BY", frozenset({"CC 1", "CC 2"}), ("footnote 6",))}
    doubted, absent = edition.corrections
    assert (doubted.where, doubted.raw, doubted.used) == ("chart.csv:3", "CA: X||", None)
    assert "CB 1" in absent.reason
    assert "CC 1" not in absent.reason


def test_the_format_is_known_by_content() -> None:
    """The supplement and the table, and no other part of the title."""
    assert country_chart.fits(samples.chart())
    assert country_chart.fits("country,iso2,CC1,CC2,CC3\n")
    assert not country_chart.fits(samples.groups())
    assert len(COLUMNS) == 16


@pytest.mark.reference_data
def test_the_partial_copy_gives_37_destinations_and_hong_kong(reference_data: Path) -> None:
    """42 rows, of which five are unverified."""
    name = "countries/ear/commerce_country_chart_partial_A-Congo_2026-06-20.csv"
    edition = country_chart.read([reference_data / name])
    rows = _rows(edition)
    assert len(rows) == 38
    assert rows.keys().isdisjoint({"AR", "AT", "BE", "BG", "CA"})
    assert {code for code, row in rows.items() if "CC 2" in row.columns} == {"AM", "AZ", "BY", "KH"}
    assert rows["HK"].columns == rows["CN"].columns == {"CC 1", "CC 3"}
    assert len(edition.corrections) == 7
