"""Countries, years and numbers are read as they are written, and never guessed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecare.countries.sources.cells import Countries, Numbers, is_missing, look_up, year_in
from duecare.countries.sources.table import Row
from duecare.countries.sources.units import UNITS, Unit
from duecare.errors import InputError
from duecare.places import CODES


def _row(line: int = 2, **cells: str) -> Row:
    return Row("folder/table.csv", line, cells, {key: key.title() for key in cells})


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), ("7.5", 7.5), (".535", 0.535), ("-0,25", -0.25), ("−3", -3), ("1e-05", 1e-05), ("+2.", 2)],
)
def test_a_number_is_read_as_sources_write_it(text: str, value: float) -> None:
    assert Numbers().read(_row(score=text), "score", -10, 10) == value


@pytest.mark.parametrize("text", ["", "NA", "N/A", "nan", "..", ".", "-"])
def test_a_cell_may_say_that_there_is_no_number(text: str) -> None:
    assert is_missing(text)
    assert Numbers().read(_row(score=text), "score", -10, 10) is None


@pytest.mark.parametrize("text", ["7 %", "seven", "1,234.5", "inf", "#REF!", "7..5", "2024-01-01", "1 000"])
def test_what_is_no_number_is_refused_with_its_line_and_what_is_accepted(text: str) -> None:
    with pytest.raises(InputError) as problem:
        Numbers().read(_row(5, score=text), "score", 0, 4)
    assert (problem.value.path, problem.value.line) == ("folder/table.csv", 5)
    assert problem.value.hint == "accepted: a number from 0 to 4"


def test_a_number_out_of_its_scale_or_not_whole_is_refused() -> None:
    with pytest.raises(InputError) as problem:
        Numbers().read(_row(score="1e999"), "score", -math.inf, math.inf)
    assert problem.value.hint == "accepted: a number"
    for text, whole in (("4.01", False), ("-1", False), ("3.5", True)):
        with pytest.raises(InputError, match=rf"Score is '{text}'"):
            Numbers().read(_row(score=text), "score", 0, 4, whole=whole)
    assert Numbers().read(_row(score="3.0"), "score", 0, 4, whole=True) == 3


def test_a_column_keeps_to_one_decimal_mark() -> None:
    """Commas all through are decimals; a comma after a point may be one of thousands, so neither is guessed."""
    numbers = Numbers()
    assert [
        numbers.read(_row(line, score=text), "score", 0, 100) for line, text in enumerate(("91,9", "8", "7,25"))
    ] == [91.9, 8, 7.25]
    assert numbers.read(_row(other="7.5"), "other", 0, 100) == 7.5
    with pytest.raises(InputError) as problem:
        numbers.read(_row(9, score="7.25"), "score", 0, 100)
    assert problem.value.message == "Score is '7.25' here and '91,9' on line 0"
    assert "one decimal mark" in (problem.value.hint or "")
    with pytest.raises(InputError, match="',' as its decimal mark"):
        Numbers(",").read(_row(score="7.5"), "score", 0, 100)


@given(st.text(max_size=12))
def test_any_text_is_a_number_within_the_bounds_nothing_or_an_error(text: str) -> None:
    try:
        value = Numbers().read(_row(score=text), "score", 0, 10)
    except InputError:
        return
    assert value is None or 0 <= value <= 10


def test_a_year_is_four_digits_within_reason() -> None:
    assert year_in(_row(year="2024"), "year") == 2024
    assert year_in(_row(year="2024.0"), "year") == 2024
    for text in ("24", "2024-25", "", "NA", "20244", "1200", "2024.5"):
        with pytest.raises(InputError, match="a year from 1800 to 2100"):
            year_in(_row(year=text), "year")


@pytest.mark.parametrize(
    ("code", "title", "country"),
    [
        ("NA", "", "NA"),
        ("NAM", "Namibia", "NA"),
        ("XKX", "Kosovo", "XK"),
        ("OWID_KOS", "", "XK"),
        ("TWN", "Taiwan, China", "TW"),
        ("", "Taiwan, China", "TW"),
        ("ZAR", "Congo, the Democratic Republic of the", "CD"),
        ("", "Congo, Rep.", "CG"),
        ("COG", "Congo", "CG"),
        ("", "Burma/Myanmar", "MM"),
        ("", "白俄罗斯", "BY"),
        ("", "Côte d'Ivoire", "CI"),
        ("", "Deutschland", "DE"),
        ("PSE", "West Bank", "PS"),
    ],
)
def test_a_country_is_found_by_code_or_name_as_sources_write_it(code: str, title: str, country: str) -> None:
    assert Countries().find(_row(code=code, country=title)) == country


@pytest.mark.parametrize(
    ("code", "title", "reason"),
    [
        ("RUS", "Soviet Union", "dissolved"),
        ("SRB", "Serbia and Montenegro", "dissolved"),
        ("", "Zanzibar", "a part of Tanzania"),
        ("SO-SOM", "Somaliland", "no ISO 3166 country"),
        ("CN-XZ", "Tibet", "a part of China"),
        ("UA-CRI", "Crimea", "a part of Ukraine"),
        ("PSE", "Gaza Strip", "a part of Palestine"),
        ("", "World", "several countries"),
    ],
)
def test_what_is_no_country_of_today_is_left_out_with_its_reason(code: str, title: str, reason: str) -> None:
    countries = Countries()
    for line in (2, 3):
        assert countries.find(_row(line, code=code, country=title)) is None
    (correction,) = countries.corrections()
    assert correction.where == "table.csv: 2 rows from line 2"
    assert (correction.raw, correction.used) == (title, None)
    assert reason in correction.reason


def test_a_misspelt_country_is_left_out_and_the_correction_says_what_was_probably_meant() -> None:
    countries = Countries()
    for line in range(20):
        countries.find(_row(line, country="Norway"))
    assert countries.find(_row(20, country="Beloruss")) is None
    (correction,) = countries.corrections()
    assert correction.where == "table.csv:20"
    assert "did you mean BY (Belarus)" in correction.reason


def test_more_than_a_tenth_of_unknown_countries_is_refused() -> None:
    countries = Countries()
    for line in range(18):
        countries.find(_row(line, country="Norway"))
    for line in (18, 19):
        countries.find(_row(line, country="Beloruss"))
    assert len(countries.corrections()) == 1
    countries.find(_row(20, country="Atlantis"))
    with pytest.raises(InputError) as problem:
        countries.corrections()
    assert problem.value.message == (
        "3 of 21 rows are of no known country: 'Beloruss', 'Atlantis'; accepted: up to a tenth"
    )
    assert problem.value.line == 18
    assert "BY" in (problem.value.hint or "")


def test_units_that_are_known_to_be_no_country_do_not_count_as_unknown() -> None:
    countries = Countries()
    for line, title in enumerate(("Zanzibar", "Soviet Union", "Tibet", "Norway")):
        countries.find(_row(line, country=title))
    assert len(countries.corrections()) == 3


def test_a_code_and_a_name_of_two_countries_are_refused() -> None:
    """As R writes NA for a code that it does not find, Kosovo would become Namibia."""
    with pytest.raises(InputError) as problem:
        Countries().find(_row(7, code="NA", country="Kosovo"))
    assert problem.value.message == "the row is of 'NA' (Namibia) and of 'Kosovo' (Kosovo)"
    assert problem.value.line == 7
    with pytest.raises(InputError, match="names no country"):
        Countries().find(_row(code="", country=""))


def test_a_source_of_its_own_units_goes_before_the_shared_ones() -> None:
    countries = Countries({"yugoslavia": Unit("RS", "went on as Serbia", since=2007)})
    found = [countries.find(_row(line=year, country="Yugoslavia"), year=year) for year in (2006, 2007, 2018)]
    assert found == [None, "RS", "RS"]
    (correction,) = countries.corrections()
    assert (correction.used, correction.reason) == ("RS", "went on as Serbia")


def test_a_territory_that_the_source_itself_marks_is_left_out_with_that_reason() -> None:
    countries = Countries()
    assert countries.find(_row(country="Atlantis"), part="a territory") is None
    assert countries.corrections()[0].reason == "a territory"


def test_every_unit_is_a_country_or_has_a_reason_and_no_spelling_is_another_country() -> None:
    for unit in UNITS.values():
        assert (unit.code in CODES) if unit.code is not None else unit.reason
    assert look_up("Taiwan, China") == ("TW", None)
    assert look_up("Congo")[0] is None
