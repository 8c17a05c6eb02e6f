"""Dates, countries and kinds of number in the words of the lists."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecare.parties.lists.countries import country_of_address, find_countries, find_country
from duecare.parties.lists.dates import citation_day, read_dates, read_day
from duecare.parties.lists.identifiers import identifier, type_of
from duecare.parties.lists.record import IDENTIFIER_TYPES


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("12 Feb 1961", ("1961-02-12",)),
        ("Feb 1961", ("1961-02",)),
        ("circa 1951", ("1949/1953",)),
        ("1966 circa", ("1964/1968",)),
        ("17 Jun 1957 to 16 Jun 1958", ("1957/1958",)),
        ("between 1959 and 1965", ("1959/1965",)),
        ("(a) 01.1.1970, (b) 1971", ("1970-01-01", "1971")),
        ("dd/mm/1962", ("1962",)),
        ("00/03/1962", ("1962-03",)),
        ("9 Oct.1972", ("1972-10-09",)),
        ("1345 (Iranian Hijri calendar), 1966 (Gregorian calendar)", ("1966",)),
        ("on or around 9.9.1966", ("1966",)),
        ("31.2.1970", ("1970-02",)),
        ("unknown", ()),
    ],
)
def test_dates_keep_their_own_precision(text: str, dates: tuple[str, ...]) -> None:
    """About a year is a range around it, and another calendar is left out."""
    assert read_dates(text) == dates


def test_american_dates_are_read_month_first_where_the_list_is_american() -> None:
    """The same digits mean two days; a day above twelve shows by itself."""
    assert read_day("3/4/1970", day_first=False) == datetime.date(1970, 3, 4)
    assert read_day("3/4/1970") == datetime.date(1970, 4, 3)
    assert read_day("10/16/2017") == datetime.date(2017, 10, 16)
    assert citation_day("76 FR 71869, 11/21/11") == datetime.date(2011, 11, 21)


@given(st.text(max_size=120))
def test_any_text_is_searched_for_dates_and_countries(text: str) -> None:
    """Whatever a cell holds, nothing fails, and a full date is one."""
    for found in read_dates(text):
        assert len(found) in (4, 7, 9, 10)
    find_countries(text)
    country_of_address(text)
    read_day(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Korea, North", "KP"),
        ("Virgin Islands, British", "VG"),
        ("Crimea Region of Ukraine", "UA"),
        ("Region: Gaza", "PS"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Russian", "RU"),
        ("People’s Republic of China", "CN"),
        ("Xinjiang", "CN"),
        ("undetermined", None),
        ("", None),
        ("-0-", None),
    ],
)
def test_countries_in_the_lists_words(text: str, code: str | None) -> None:
    """A country, its people or a region of it; what is no country is none, never an error."""
    assert find_country(text) == code


def test_several_nationalities_in_one_cell_are_all_found() -> None:
    """Letters, slashes, commas and "and" part them; a name with "and" in it stays one."""
    assert find_countries("(a) German, (b) Moroccan")[0] == {"DE", "MA"}
    assert find_countries("Ukrainian/Russian")[0] == {"UA", "RU"}
    assert find_countries("Bosnia and Herzegovina") == (frozenset({"BA"}), None)
    assert find_countries("stateless") == (frozenset(), "stateless")


@pytest.mark.parametrize(
    ("label", "value", "country", "kind"),
    [
        ("Passport", "A1", None, "passport"),
        ("Cedula No.", "1", "CO", "national_id"),
        ("NIT #", "8", "CO", "tax_number"),
        ("Tax ID No.", "7702070139", "RU", "inn"),
        ("Registration ID", "1027700002660", "RU", "ogrn"),
        ("Unified Social Credit Code (USCC)", "9111000071093019X7", "CN", "uscc"),
        ("SWIFT/BIC", "EXMPIRTH", None, "swift_bic"),
        ("Legal Entity Number", "253400V1H6ART1UQ0N98", "RU", "lei"),
        ("Vessel Registration Identification", "IMO 9187629", None, "imo"),
        ("Identification Number", "IMO 5342883", None, "imo"),
        ("Digital Currency Address - XBT", "1abc", None, "crypto_wallet"),
        ("D-U-N-S Number", "52-024-2307", None, "duns"),
        ("Something", "1", None, "other"),
    ],
)
def test_labels_of_numbers_have_a_type(label: str, value: str, country: str | None, kind: str) -> None:
    """The label decides, and the number's own form where that says more."""
    assert identifier(label, value, country).type == kind
    assert type_of(label) in IDENTIFIER_TYPES
