"""Facts about a country are those of the day asked for: several candidates where uncertain, open where not held."""

from __future__ import annotations

import datetime
from collections.abc import Collection

import pytest

from duecare.countries import CountryFact, Known, gather_countries
from duecare.countries.profile.policy import BANDS, policy
from duecare.places import CODES
from duecare.snapshots.starter.files import read_json

day = datetime.date
PRESENCE = {"arms_embargo", "interception_ban", "sanctions_programme", "internet_shutdowns"}
NOW = day(2026, 11, 26)


def known(code: str, when: datetime.date) -> Known:
    return gather_countries([code], when)[code]


def facts(code: str, when: datetime.date) -> dict[str, CountryFact]:
    """Facts by name; of one with several candidates, the worst."""
    return {fact.fact: fact for fact in known(code, when).facts}


def values(code: str, when: datetime.date, fact: str) -> list[bool | str]:
    return [one.value for one in known(code, when).facts if one.fact == fact]


def kinds(code: str, when: datetime.date) -> list[str]:
    return [gap.kind for gap in known(code, when).gaps]


@pytest.mark.parametrize(
    "when",
    [day(1990, 1, 1), day(1995, 1, 1), day(2008, 1, 1), day(2018, 3, 1), day(2018, 4, 1), day(2023, 1, 1), NOW],
)
def test_no_fact_is_dated_after_the_day_and_presence_is_never_denied(when: datetime.date) -> None:
    codes = sorted({*CODES, *(raw["code"] for raw in read_json("regions.json"))})
    for found in gather_countries(codes, when).values():
        for fact in found.facts:
            assert fact.source_date is None or fact.source_date <= when, fact
            assert fact.value is not None
            assert fact.value is True or fact.fact.removeprefix("country.") not in PRESENCE
            assert fact.source_title
            assert fact.note
        for shown in found.shown:
            assert shown.newest < when.year
            assert all(year.year <= shown.newest for year in shown.line)
        assert all(gap.text.endswith(".") for gap in found.gaps)


@pytest.mark.parametrize("when", [day(2008, 1, 1), day(2019, 6, 1), NOW])
def test_only_bands_have_several_candidates_and_those_are_neighbours(when: datetime.date) -> None:
    for code, found in gather_countries(sorted(CODES), when).items():
        by_name: dict[str, list[CountryFact]] = {}
        for fact in found.facts:
            by_name.setdefault(fact.fact, []).append(fact)
        for name, several in by_name.items():
            ranks = [BANDS.index(str(fact.value)) for fact in several] if name.endswith("_band") else []
            assert ranks == list(range(min(ranks), max(ranks) + 1)) if ranks else len(several) == 1, (code, name)
            assert len({fact.found_by for fact in several}) == len(several), "told apart, so that none corrects another"
            assert len({(fact.source_title, fact.source_date) for fact in several}) == 1


@pytest.mark.parametrize("when", [day(2008, 1, 1), day(2019, 6, 1), NOW])
def test_more_than_one_candidate_is_a_gap_that_says_which_and_why(when: datetime.date) -> None:
    for found in gather_countries(list(read_json("countries.json")), when).values():
        candidates = [fact.value for fact in found.facts if fact.fact == "country.practice_band"]
        said = [gap.text for gap in found.gaps if gap.kind == "uncertain_band"]
        assert len(said) == (len(candidates) > 1)
        assert all(str(value) in text for text in said for value in candidates)


def test_an_embargo_begins_and_ends_on_its_days() -> None:
    assert "country.arms_embargo" not in facts("KH", day(2021, 12, 8))
    assert facts("KH", day(2021, 12, 9))["country.arms_embargo"].value is True
    assert "country.arms_embargo" not in facts("KH", day(2026, 3, 1))
    assert "country.arms_embargo" not in facts("CN", day(1989, 6, 4))
    assert facts("CN", day(1989, 7, 1))["country.arms_embargo"].value is True


def test_bans_on_interception_equipment_stand_where_they_were_read() -> None:
    banned = [code for code in read_json("countries.json") if "country.interception_ban" in facts(code, NOW)]
    assert banned == ["BY", "IR", "MM", "RU", "SY", "VE"]
    assert "country.interception_ban" not in facts("SY", day(2011, 12, 31))


def test_the_authority_of_a_measure_is_the_union_the_kingdom_or_the_states() -> None:
    ban = facts("BY", NOW)["country.interception_ban"]
    assert ban.source_title.startswith("EU: Regulation (EU) 2021/1030")
    assert "UK: " in ban.source_title
    assert ban.note == "EU since 2021-06-25, UK since 2021-08-09. Dates recollected; check the instrument."
    assert ban.source_date == day(2021, 8, 9)


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


def test_the_bands_are_those_of_the_last_year_that_an_edition_then_covered() -> None:
    """Belarus before and after 2020; the starter has V-Dem alone, so that severe stays disputed."""
    integrity = "country.physical_integrity_band"
    assert values("BY", day(2021, 3, 16), integrity) == ["mixed", "serious"]
    assert values("BY", day(2021, 4, 1), integrity) == ["serious", "severe"]
    assert facts("BY", day(2021, 3, 31))[integrity].source_date == day(2020, 3, 17)
    assert facts("BY", day(2021, 4, 1))[integrity].source_date == day(2021, 3, 17)
    assert "newest data of 2020" in facts("BY", day(2021, 4, 1))[integrity].note
    assert "country.practice_band" not in facts("AD", day(2022, 1, 1))


def test_one_family_of_sources_alone_is_a_gap_and_never_names_severe() -> None:
    assert values("SY", NOW, "country.practice_band") == ["serious", "severe"]
    assert {"single_source", "uncertain_band"} <= set(kinds("SY", NOW))
    assert values("NO", NOW, "country.physical_integrity_band") == ["good"]
    assert "single_source" in kinds("NO", NOW)


def test_practice_is_open_and_not_good_where_no_source_says_it() -> None:
    said = [gap.text for gap in known("AD", NOW).gaps if gap.kind == "no_data"]
    assert said == ["No source at hand says how practice in Andorra is: it is open, not good."]
    assert not [fact for fact in known("AD", NOW).facts if fact.fact.endswith("_band")]


def test_old_data_are_a_gap() -> None:
    (said,) = [gap.text for gap in known("NO", NOW).gaps if gap.kind == "stale"]
    assert said.startswith(
        "Data on surveillance and privacy and discrimination are older than two years for Norway: 2023"
    )
    assert "stale" not in kinds("NO", day(2025, 4, 1))


def test_a_region_has_its_countrys_facts_and_what_is_said_of_itself() -> None:
    xinjiang = facts("CN-XJ", day(2019, 1, 1))
    assert values("CN-XJ", day(2019, 1, 1), "country.practice_band") == ["severe"]
    assert "Committee" in xinjiang["country.practice_band"].source_title
    assert "OHCHR" in facts("CN-XJ", day(2023, 1, 1))["country.practice_band"].source_title
    assert xinjiang["country.arms_embargo"].value is True
    assert values("CN-XJ", day(2016, 1, 1), "country.practice_band") == ["serious", "severe"]
    assert "V-Dem" in facts("CN-XJ", day(2016, 1, 1))["country.practice_band"].source_title
    for key in policy().dimensions:
        assert values("CN-XJ", NOW, f"country.{key}_band") == values("CN", NOW, f"country.{key}_band")


def test_a_region_under_another_authority_does_not_inherit() -> None:
    found = known("UA-43", day(2024, 1, 1))
    assert (found.facts, found.shown) == ((), ())
    assert [(gap.kind, gap.fact) for gap in found.gaps] == [("no_data", "country.practice_band")]


def test_of_a_code_without_a_row_nothing_is_known() -> None:
    found = known("ZZ", day(2024, 1, 1))
    assert (found.facts, found.shown) == ((), ())
    assert [gap.kind for gap in found.gaps] == ["no_data", "law_unknown"]


def test_shutdowns_count_for_five_years() -> None:
    assert facts("BY", day(2021, 6, 1))["country.internet_shutdowns"].value is True
    assert "country.internet_shutdowns" not in facts("NO", day(2021, 6, 1))
    assert "country.internet_shutdowns" not in facts("BY", day(2016, 6, 1))


def test_a_fall_is_told_of_today_and_its_absence_only_where_all_was_looked_at() -> None:
    assert values("NI", NOW, "country.deteriorating") == [True]
    assert "Worse on" in facts("NI", NOW)["country.deteriorating"].note
    fallen = {code for code in read_json("countries.json") if values(code, NOW, "country.deteriorating") == [True]}
    assert {"NI", "BF", "BY", "AF"} <= fallen
    assert not {"NO", "DK", "NZ", "UY"} & fallen
    assert values("NI", day(2020, 1, 1), "country.deteriorating") == []


def test_what_is_drawn_is_one_row_a_dimension() -> None:
    shown = known("CN-XJ", NOW).shown
    assert [one.dimension for one in shown] == list(policy().dimensions)
    for one in shown:
        assert one.country == "CN"
        assert 0 <= one.low <= one.median <= one.high <= 400
        assert one.dataset.startswith("V-Dem")
        assert len(one.line) == 11


def ordered(codes: Collection[str]) -> dict[str, Known]:
    return gather_countries(list(codes), NOW)


def test_countries_are_known_alike_whichever_are_asked_about_together() -> None:
    together = ordered(["NO", "CN", "CN-XJ", "NO"])
    assert list(together) == ["NO", "CN", "CN-XJ"]
    assert together == {code: ordered([code])[code] for code in ("CN-XJ", "CN", "NO")}
