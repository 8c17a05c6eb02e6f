"""Shutdowns: countries written in many ways, dates that are none, and what goes on over years counted once."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from made_tables import SAMPLES, workbook, written

from duecare.countries.sources.record import Edition, Shutdown
from duecare.countries.sources.shutdowns import read
from duecare.errors import InputError

HEAD = "year,country,start_date,end_date,geo_scope,ordered_by,cause\n"
DAY = datetime.date


def _found(edition: Edition) -> list[Shutdown]:
    return [one for one in edition.records if isinstance(one, Shutdown)]


def _row(country: str = "India", start: str = "2021-01-29", end: str = "", year: int = 2021, by: str = "Police") -> str:
    return f'{year},"{country}",{start},{end},Local,{by},Protests\n'


def _ends(tmp_path: Path, *ends: str) -> list[DAY | None]:
    text = HEAD + "".join(_row(start=f"2021-01-{number:02}", end=end) for number, end in enumerate(ends, 1))
    return [one.end for one in _found(read([written(tmp_path, text)]))]


def test_words_are_the_sources_own_and_unknown_is_none(tmp_path: Path) -> None:
    edition = read([written(tmp_path, SAMPLES["shutdowns"])])
    assert edition.dataset == "KeepItOn shutdowns 2021-2021"
    assert edition.records == (
        Shutdown("IN", DAY(2021, 1, 29), None, None, "Protests", "Local"),
        Shutdown("NA", DAY(2021, 2, 3), None, "State government", "Protest", "Local"),
        Shutdown("UG", DAY(2021, 1, 12), DAY(2021, 1, 18), "Executive government", "Elections", "National"),
    )
    text = HEAD + '2019,India,2019-01-01,,,"Uknown ","Protests \n"\n'
    (one,) = _found(read([written(tmp_path, text)]))
    assert (one.ordered_by, one.cause, one.scope) == (None, "Protests", None)


@pytest.mark.parametrize(
    ("written_as", "country"),
    [
        ("Russian Federation", "RU"), ("Russia", "RU"), ("SriLanka", "LK"), ("DemocraticRepublicCongo", "CD"),
        ("SouthSudan", "SS"), ("Iran (Islamic Republic of)", "IR"), ("Venezuela, Bolivarian Republic of", "VE"),
        ("Burma/Myanmar", "MM"),
    ],
)  # fmt: skip
def test_a_country_is_found_however_it_is_written(written_as: str, country: str, tmp_path: Path) -> None:
    edition = read([written(tmp_path, HEAD + _row(written_as))])
    assert [one.country for one in _found(edition)] == [country]
    assert edition.corrections == ()


def test_several_countries_in_one_cell_are_one_shutdown_each(tmp_path: Path) -> None:
    edition = read([written(tmp_path, HEAD + _row("Chad/SouthSudan") + _row("Mali; Niger"))])
    assert [one.country for one in _found(edition)] == ["ML", "NE", "SS", "TD"]
    assert [(one.raw, one.used) for one in edition.corrections] == [
        ("Chad/SouthSudan", "TD, SS"), ("Mali; Niger", "ML, NE"),
    ]  # fmt: skip


def test_a_country_that_cannot_be_told_is_a_correction(tmp_path: Path) -> None:
    text = HEAD + "".join(_row(start=f"2021-01-{number:02}") for number in range(1, 20)) + _row("Congo")
    edition = read([written(tmp_path, text)])
    assert len(edition.records) == 19
    (correction,) = edition.corrections
    assert (correction.where, correction.raw, correction.used) == ("table.csv:21", "Congo", None)
    assert "CG (Congo-Brazzaville) or CD" in correction.reason


def test_an_end_that_is_no_date_is_not_known(tmp_path: Path) -> None:
    """Going on and not known are no errors; what else is no date, or lies before the beginning, is a correction."""
    ends = ("2021-03-01", "2021-03-01 00:00:00", "1 March 2021", "Mar 1, 2021", "ongoing", "Unkown ", "")
    assert (
        _ends(tmp_path, *(end if "," not in end else f'"{end}"' for end in ends)) == [DAY(2021, 3, 1)] * 4 + [None] * 3
    )
    text = HEAD + _row(end="4/1/2018 upon CAF visit") + _row(end="2021-01-28") + _row(end="2021-02-30")
    edition = read([written(tmp_path, text)])
    assert [one.end for one in _found(edition)] == [None, None, None]
    assert [(one.where, one.raw) for one in edition.corrections] == [
        ("table.csv:2", "4/1/2018 upon CAF visit"), ("table.csv:3", "2021-01-28"), ("table.csv:4", "2021-02-30"),
    ]  # fmt: skip


def test_day_and_month_are_told_apart_by_a_day_after_the_twelfth_or_not_at_all(tmp_path: Path) -> None:
    assert _ends(tmp_path, "3/4/2021", "13/4/2021") == [DAY(2021, 4, 3), DAY(2021, 4, 13)]
    assert _ends(tmp_path, "3/4/2021", "4/13/2021") == [DAY(2021, 3, 4), DAY(2021, 4, 13)]
    assert _ends(tmp_path, "3/4/2021", "5/5/2021") == [None, DAY(2021, 5, 5)]


def test_a_row_without_a_beginning_is_left_out_and_many_are_refused(tmp_path: Path) -> None:
    rows = "".join(_row(start=f"2021-01-{number:02}") for number in range(1, 20))
    edition = read([written(tmp_path, HEAD + rows + _row(start="soon"))])
    assert [(one.raw, one.reason) for one in edition.corrections] == [("soon", "no date; the row is left out")]
    with pytest.raises(InputError) as problem:
        read([written(tmp_path, HEAD + _row() + _row(start="soon"))])
    assert (problem.value.line, problem.value.message) == (3, "start_date is 'soon'")


def test_a_shutdown_that_goes_on_into_the_next_list_is_counted_once_with_its_later_end(tmp_path: Path) -> None:
    """Two of one day in one list stay two; the one that is going on is the one that the next list has again."""
    text = HEAD + (
        _row("Myanmar", "2019-06-22", "2021-02-03", 2021) + _row("Myanmar", "2019-06-22", "2021-02-03", 2020)
        + _row("Myanmar", "2019-06-22", "2019-09-01", 2019) + _row("Myanmar", "2019-06-22", "", 2019)
        + _row("India", "2020-12-30", "2021-01-05", 2021)
    )  # fmt: skip
    edition = read([written(tmp_path, text)])
    assert [(one.country, one.end) for one in _found(edition)] == [
        ("IN", DAY(2021, 1, 5)), ("MM", DAY(2019, 9, 1)), ("MM", DAY(2021, 2, 3)),
    ]  # fmt: skip
    assert [(one.where, one.raw) for one in edition.corrections] == [
        ("table.csv:3", "MM 2019-06-22"), ("table.csv:2", "MM 2019-06-22"),
    ]  # fmt: skip
    assert "from line 5 into the list of 2020" in edition.corrections[0].reason


def test_dates_of_a_workbook_are_read(tmp_path: Path) -> None:
    day = datetime.datetime(2022, 6, 16)
    cells = [["country", "start_date", "end_date", "ordered_by"], ["India", day, day, "State government"]]
    (one,) = _found(read([workbook(tmp_path, {"2022": cells})]))
    assert (one.start, one.end) == (DAY(2022, 6, 16), DAY(2022, 6, 16))


@pytest.mark.reference_data
def test_the_lists_of_2016_to_2022_hold_1089_shutdowns_in_1118_rows(reference_data: Path) -> None:
    """27 rows say that an earlier one goes on; one names no country of two, and one is Somaliland's."""
    edition = read([reference_data / "countries/shutdowns/keepiton_events_2016_2022.csv"])
    found = _found(edition)
    assert edition.dataset == "KeepItOn shutdowns 2016-2022"
    going_on = [one for one in edition.corrections if "goes on" in one.reason]
    assert {one.raw for one in edition.corrections if one.used is None and "country" in one.reason} == {
        "Congo",
        "Somaliland",
    }
    assert len(found) + len(going_on) + 2 == 1118
    assert len(going_on) == 27
    assert len(found) == 1089
    assert sum(one.country == "IN" for one in found) == 651 - 2
    assert {one.raw for one in edition.corrections if "end" in one.reason and "goes on" not in one.reason} >= {
        "4/1/2018 upon CAF visit", "2020-02-12",
    }  # fmt: skip
    assert all(one.end is None or one.end >= one.start for one in found)
    assert sum(one.country == "RU" for one in found) == 8 - 1
