"""Compiled tables of treaty status: what they say, what is corrected in them, and what contradicts itself."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from duecare.countries.sources import treaty_table
from duecare.countries.sources.record import Edition, TreatyStatus
from duecare.countries.sources.treaties import MEMBERS, OBSERVERS, treaty_key
from duecare.errors import InputError

WIDE = "iso2,member,iccpr,iccpr_year,iccpr_op1,iccpr_op1_year"
ONE = "iso2,member,state party,year ratification or accession,signatory,no action,status,note"


def _write(folder: Path, text: str, name: str = "status.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _statuses(edition: Edition, treaty: str) -> dict[str, TreatyStatus]:
    return {one.country: one for one in edition.records if isinstance(one, TreatyStatus) and one.treaty == treaty}


def _refused(path: Path, *more: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        treaty_table.read([path, *more])
    return caught.value


def test_namibia_is_a_country_and_a_year_is_its_last_day(tmp_path: Path) -> None:
    """NA is no missing value, and 1994.0 went through a spreadsheet."""
    path = _write(tmp_path, f"{WIDE}\nNA,Namibia,party,1994.0,signatory,\nSA,Saudi Arabia,none,,none,\n")
    edition = treaty_table.read([path])
    iccpr = _statuses(edition, "iccpr")
    assert iccpr["NA"] == TreatyStatus("NA", "iccpr", "party", datetime.date(1994, 12, 31))
    assert iccpr["SA"] == TreatyStatus("SA", "iccpr", "none", None)
    assert _statuses(edition, "op1")["NA"] == TreatyStatus("NA", "op1", "signed", None)
    assert edition.published is None


def test_known_errors_are_corrected_and_observers_added(tmp_path: Path) -> None:
    """Solomon Islands, South Sudan, East Timor's old code; Palestine and the Holy See are in no table of members."""
    rows = "SB,Solomon Islands,party,1976.0,none,\nSS,South Sudan,none,,none,\nTP,East Timor,party,2003.0,none,\n"
    edition = treaty_table.read([_write(tmp_path, f"{WIDE}\n{rows}")])
    iccpr = _statuses(edition, "iccpr")
    assert {code: one.status for code, one in iccpr.items()} == {
        "SB": "none", "SS": "party", "TL": "party", "PS": "party", "VA": "none",
    }  # fmt: skip
    assert iccpr["SS"].day == datetime.date(2024, 12, 31)
    assert {(one.raw, one.used) for one in edition.corrections} == {
        ("party 1976", "none"), ("none", "party 2024"), ("TP", "TL"), ("", "party 2014"), ("", "none"),
    }  # fmt: skip
    assert not _statuses(edition, "cat")


def test_a_row_that_says_none_and_dates_an_act_is_left_out(tmp_path: Path) -> None:
    """Which of the two is right is not for us to say, unless an override does."""
    edition = treaty_table.read(
        [_write(tmp_path, f"{WIDE}\nNO,Norway,none,1972,none,\nKZ,Kazakhstan,none,,none,2009\n")]
    )
    assert "NO" not in _statuses(edition, "iccpr")
    assert _statuses(edition, "op1")["KZ"].status == "party"
    assert any(one.used is None and one.raw == "NO iccpr: none 1972" for one in edition.corrections)


def test_the_table_of_one_treaty_takes_it_from_its_name(tmp_path: Path) -> None:
    """A row whose flags contradict its status is left out; one without any flag and any action is none."""
    rows = (
        "NO,Norway,1,1972,0,0,state party,\nCN,China,0,,1,0,signatory state,\nTZ,Tanzania,0,,0,0,no action,\n"
        "ZW,Zimbabwe,0,,0,0,state party,\nJM,Jamaica,1,1975,0,1,state party,Denounced the OP 1997\n"
    )
    edition = treaty_table.read([_write(tmp_path, f"{ONE}\n{rows}", "hr_status_iccpr_op1.csv")])
    statuses = {code: one.status for code, one in _statuses(edition, "op1").items()}
    assert statuses == {"NO": "party", "CN": "signed", "TZ": "none", "JM": "none", "PS": "none", "VA": "none"}
    assert any("ZW op1: party [0 0 0]" in one.raw and one.used is None for one in edition.corrections)


def test_a_table_of_acts_has_its_own_dates_and_no_added_rows(tmp_path: Path) -> None:
    """Titles, numbers and keys are treaties; names and codes are countries; `;` is a delimiter."""
    text = (
        "country;treaty;status;date\nNorway;IV-4;ratification;1972-09-13\n"
        "NO;Convention on the Rights of the Child;party;1991\nCN;ICCPR;signed;1998-10-05\n"
    )
    edition = treaty_table.read([_write(tmp_path, text)])
    assert edition.records == (
        TreatyStatus("NO", "crc", "party", datetime.date(1991, 12, 31)),
        TreatyStatus("CN", "iccpr", "signed", datetime.date(1998, 10, 5)),
        TreatyStatus("NO", "iccpr", "party", datetime.date(1972, 9, 13)),
    )
    assert edition.corrections == ()


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        (f"{WIDE}\nNO,Norway,partly,1972,none,\n", "iccpr is 'partly'", 2),
        (f"{WIDE}\nNO,Norway,party,72,none,\n", "iccpr_year is '72'", 2),
        (f"{WIDE}\nNO,Norway,party,1866,none,\n", "iccpr_year is '1866'", 2),
        (f"{WIDE}\nNorwegia,Norway,party,1972,none,\n", "'Norwegia' is no country", 2),
        (f"{WIDE}\n,Norway,party,1972,none,\n", "names no country", 2),
        (f"{WIDE}\nNO,Norway,party,1972\n", "the row has 4 cells; accepted: 6", 2),
        (f"{WIDE}\nNO,Norway,party,1972,none,\nNO,Norway,party,1972,none,\n", "NO stands twice for iccpr", 3),
        ("iso2,member,iccpr\nNO,Norway,party\n", "no column 'iccpr_year'", 1),
        ("iso2,member,geneva,geneva_year\nNO,Norway,party,1949\n", "'geneva' is no treaty", 1),
        ("iso2,member,note\nNO,Norway,x\n", "no column of a treaty", 1),
        ("member,iccpr,iccpr_year\nNorway,party,1972\n", "has no column 'iso2'", 1),
        ("country,treaty,status,date\nNO,NPT,party,1969\n", "treaty is 'NPT'", 2),
        ("country,treaty,status,date\nNO,ICCPR,party,13.9.1972\n", "date is '13.9.1972'", 2),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, message: str, line: int, tmp_path: Path) -> None:
    """The message says what is accepted."""
    problem = _refused(_write(tmp_path, text))
    assert message in problem.message
    assert problem.line == line
    assert problem.path is not None


def test_a_table_of_one_treaty_without_its_name_is_refused(tmp_path: Path) -> None:
    """Nothing in its rows says which treaty it is."""
    problem = _refused(_write(tmp_path, f"{ONE}\nNO,Norway,1,1972,0,0,state party,\n"))
    assert "hr_status_<treaty>.csv" in (problem.hint or "")


def test_two_files_about_the_same_status_are_refused(tmp_path: Path) -> None:
    """Which of them is newer is not said anywhere."""
    text = f"{WIDE}\nNO,Norway,party,1972,none,\n"
    problem = _refused(_write(tmp_path, text), _write(tmp_path, text, "again.csv"))
    assert "stands twice for iccpr, first in status.csv:2" in problem.message


def test_the_format_is_known_by_content() -> None:
    """All three shapes, and not every table with a country."""
    assert treaty_table.fits(WIDE)
    assert treaty_table.fits(ONE)
    assert treaty_table.fits("country,treaty,status,date")
    assert not treaty_table.fits("country,iso2,CC1,CC2,CC3")
    assert not treaty_table.fits("iso2,year,value")


def test_treaties_are_known_by_what_others_call_them() -> None:
    """An amendment is another instrument."""
    covenant = "International Covenant on Civil and Political Rights"
    racial = "International Convention on the Elimination of All Forms of Racial Discrimination"
    titles = {
        covenant: "iccpr",
        f"Optional Protocol to the {covenant}": "op1",
        f"Second Optional Protocol to the {covenant}, aiming at the abolition of the death penalty": "op2",
        "Optional Protocol to the Convention against Torture and Other Cruel Treatment": "opcat",
        racial: "cerd",
        f"Amendment to article 8 of the {racial}": None,
        "International Convention on the Protection of the Rights of All Migrant Workers": "cmw",
        "icmw": "cmw",
        "OP-CAT": "opcat",
        "IV-11-b": "op_crc_ac",
        "IV-9-a": None,
    }
    assert {title: treaty_key(title) for title in titles} == titles


@pytest.fixture(scope="module")
def treaties(reference_data: Path) -> Path:
    return reference_data / "countries/treaties"


@pytest.mark.reference_data
def test_the_iccpr_has_172_parties_among_the_members_before_south_sudan(treaties: Path) -> None:
    """The file says 174; Solomon Islands and Tuvalu never were parties, South Sudan is since 2024."""
    edition = treaty_table.read([treaties / "un_hr_treaty_status_2022-08.csv"])
    iccpr = _statuses(edition, "iccpr")
    parties = {code for code, one in iccpr.items() if one.status == "party" and code in MEMBERS}
    assert len(parties - {"SS"}) == 172
    assert "SS" in parties
    assert iccpr["NA"].status == iccpr["TL"].status == iccpr["PS"].status == "party"
    assert (iccpr["CN"].status, iccpr["SA"].status, iccpr["VA"].status) == ("signed", "none", "none")
    assert iccpr.keys() == MEMBERS | OBSERVERS
    icescr = _statuses(edition, "icescr")
    assert len([one for one in icescr.values() if one.status == "party"]) == 170
    assert len(edition.records) == 15 * 193 + 6
    assert len(edition.corrections) == 16
    assert not any("no longer needed" in one.reason for one in edition.corrections)


@pytest.mark.reference_data
def test_the_tables_of_one_treaty_say_the_same_as_the_compiled_one(treaties: Path) -> None:
    """Except of Zimbabwe and the protocol to CEDAW, whose row contradicts itself."""
    compiled = treaty_table.read([treaties / "un_hr_treaty_status_2022-08.csv"])
    single = treaty_table.read(sorted(treaties.glob("hr_status_*.csv")))
    assert set(single.records) <= set(compiled.records)
    (missing,) = set(compiled.records) - set(single.records)
    assert (missing.id, len(single.records)) == ("ZW:op_cedaw", 2900)
    assert not any("no longer needed" in one.reason for one in single.corrections)


def test_193_states_are_members_of_the_un() -> None:
    """And two are observers."""
    assert (len(MEMBERS), OBSERVERS) == (193, {"PS", "VA"})
