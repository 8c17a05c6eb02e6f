"""Facts about a country are those of the day asked for; what is not held stays unknown."""

from __future__ import annotations

import datetime

import pytest

from duecare.countries import CountryFact, gather_countries
from duecare.snapshots.starter.files import read_json

day = datetime.date


def facts(code: str, when: datetime.date) -> dict[str, CountryFact]:
    found = gather_countries([code], when)[code]
    by_name = {fact.fact: fact for fact in found}
    assert len(by_name) == len(found)
    return by_name


@pytest.mark.parametrize(
    "when", [day(1990, 1, 1), day(2005, 6, 1), day(2018, 3, 1), day(2023, 1, 1), day(2026, 11, 24)]
)
def test_no_fact_is_dated_after_the_day_and_presence_is_never_denied(when: datetime.date) -> None:
    codes = [*read_json("countries.json"), "CN-XJ", "CN-XZ"]
    presence = {"arms_embargo", "interception_ban", "sanctions_programme", "internet_shutdowns"}
    for found in gather_countries(codes, when).values():
        for fact in found:
            assert fact.source_date is None or fact.source_date <= when, fact
            assert fact.value is not None
            assert fact.value is True or fact.fact.removeprefix("country.") not in presence
            assert fact.source_title
            assert fact.note


def test_an_embargo_begins_and_ends_on_its_days() -> None:
    assert "country.arms_embargo" not in facts("KH", day(2021, 12, 8))
    assert facts("KH", day(2021, 12, 9))["country.arms_embargo"].value is True
    assert "country.arms_embargo" not in facts("KH", day(2026, 3, 1))
    assert "country.arms_embargo" not in facts("CN", day(1989, 6, 4))
    assert facts("CN", day(1989, 7, 1))["country.arms_embargo"].value is True


def test_bans_on_interception_equipment_stand_where_they_were_read() -> None:
    now = day(2026, 11, 24)
    banned = [code for code in read_json("countries.json") if "country.interception_ban" in facts(code, now)]
    assert banned == ["BY", "IR", "MM", "RU", "SY", "VE"]
    assert "country.interception_ban" not in facts("SY", day(2011, 12, 31))


def test_programmes_that_the_guidance_names_stand() -> None:
    for code in ("VE", "NI", "CD", "IR"):
        assert facts(code, day(2020, 10, 1))["country.sanctions_programme"].value is True
    assert "country.sanctions_programme" not in facts("NI", day(2018, 11, 1))
    assert "country.sanctions_programme" not in facts("SY", day(2025, 7, 1))


def test_export_groups_may_deny_but_are_not_carried_back_before_2021() -> None:
    norway = facts("NO", day(2026, 8, 1))
    assert [norway[f"country.{name}"].value for name in ("ear_d5", "ear_d", "ear_e")] == [False, False, False]
    assert facts("CN", day(2022, 1, 1))["country.ear_d5"].value is True
    assert "country.ear_d" not in facts("CN", day(2020, 12, 31))
    assert "country.ear_d5" not in facts("NI", day(2023, 1, 1))


def test_treaty_status_follows_the_year_of_accession() -> None:
    assert facts("NO", day(2020, 1, 1))["country.iccpr"].value == "party"
    assert facts("SA", day(2020, 1, 1))["country.iccpr"].value == "none"
    assert facts("CN", day(2023, 1, 1))["country.iccpr"].value == "signed"
    assert "country.iccpr" not in facts("QA", day(2018, 6, 1))
    assert facts("QA", day(2019, 6, 1))["country.iccpr"].value == "party"
    assert "country.iccpr" not in facts("TW", day(2023, 1, 1))


def test_the_band_is_that_of_the_last_year_an_edition_then_covered() -> None:
    before, after = facts("BY", day(2021, 3, 16)), facts("BY", day(2022, 3, 17))
    assert before["country.practice_band"].value == "serious"
    assert after["country.practice_band"].value == "severe"
    assert "Single source" in after["country.practice_band"].note
    assert "country.practice_band" not in facts("AD", day(2022, 1, 1))


def test_a_region_has_its_countrys_facts_and_what_is_said_of_itself() -> None:
    xinjiang = facts("CN-XJ", day(2019, 1, 1))
    assert xinjiang["country.practice_band"].value == "severe"
    assert "Committee" in xinjiang["country.practice_band"].source_title
    assert "OHCHR" in facts("CN-XJ", day(2023, 1, 1))["country.practice_band"].source_title
    assert xinjiang["country.arms_embargo"].value is True
    assert "V-Dem" in facts("CN-XJ", day(2016, 1, 1))["country.practice_band"].source_title


def test_a_region_under_another_authority_does_not_inherit() -> None:
    assert gather_countries(["UA-43", "ZZ"], day(2024, 1, 1)) == {"UA-43": (), "ZZ": ()}


def test_shutdowns_count_for_five_years() -> None:
    assert facts("BY", day(2021, 6, 1))["country.internet_shutdowns"].value is True
    assert "country.internet_shutdowns" not in facts("NO", day(2021, 6, 1))
    assert "country.internet_shutdowns" not in facts("BY", day(2016, 6, 1))
