"""A listed name is found on the days it stood; nothing found means nothing said."""

from __future__ import annotations

import datetime

import pytest

from duecare.parties import STARTER_COVERAGE, Knowledge, gather_parties
from duecare.snapshots.starter import listed_parties
from duecare.transaction.model import Name, Party

day = datetime.date


def party(identity: str, *names: str, country: str | None = None) -> Party:
    return Party(identity, tuple(Name(name) for name in names), country=country)


def effect(name: str, country: str | None, when: datetime.date) -> str | None:
    found = {fact.fact: fact for fact in gather_parties([party("p", name, country=country)], when)["p"].facts}
    if "party.listed" not in found:
        return None
    assert found["party.listed"].value is True
    assert found["party.listed"].source_date is not None
    assert found["party.listed"].source_date <= when
    return str(found["party.list_effect"].value)


def test_every_name_of_every_entry_is_found_while_the_entry_stands() -> None:
    for party in listed_parties():
        for name in (party.name, *party.aliases):
            assert effect(name, party.country, party.listed_on) is not None, name


def test_an_entry_counts_only_while_it_stands() -> None:
    days = [day(2024, 1, 1), day(2024, 6, 1), day(2025, 1, 1)]
    assert [effect("Sandvine Incorporated", "CA", when) for when in days] == [None, "licence_duty", None]


def test_the_strongest_effect_counts_where_several_lists_hold_a_party() -> None:
    assert effect("Intellexa S.A.", "GR", day(2024, 1, 1)) == "licence_duty"
    assert effect("Intellexa S.A.", "GR", day(2024, 4, 1)) == "blocked"


@pytest.mark.parametrize("country", ["IT", None])
def test_a_name_that_every_state_has_counts_only_in_its_country(country: str | None) -> None:
    assert effect("Ministry of Interior", country, day(2024, 1, 1)) is None
    assert effect("Ministry of Interior", "CU", day(2024, 1, 1)) == "blocked"


def test_a_distinctive_body_is_found_wherever_it_is_said_to_be() -> None:
    assert effect("Islamic Revolutionary Guard Corps", "SY", day(2015, 1, 1)) == "blocked"
    assert effect("Public Security Department of XUAR", "CN-XJ", day(2021, 1, 1)) == "blocked"


def test_a_shared_personal_name_in_another_country_is_no_match() -> None:
    assert effect("Wang Mingshan", "SG", day(2024, 1, 1)) is None
    assert effect("Wang Mingshan", "CN", day(2024, 1, 1)) == "blocked"


def test_own_script_names_are_found() -> None:
    assert effect("新疆生产建设兵团", "CN", day(2022, 1, 1)) == "blocked"
    assert effect("وزارت اطلاعات", "IR", day(2022, 1, 1)) == "blocked"


def test_what_is_not_found_is_not_cleared() -> None:
    found = gather_parties([party("p", "Example Optics GmbH", country="DE"), party("q")], day(2024, 1, 1))
    assert found["p"].facts == ()
    assert found["q"] == Knowledge()
    assert [(gap.kind, gap.fact) for gap in found["p"].gaps] == [("list_not_loaded", "party.listed")]
    assert STARTER_COVERAGE in found["p"].gaps[0].text


def test_the_match_says_list_date_citation_and_whose_reason_it_is() -> None:
    note = gather_parties([party("p", "Candiru Ltd.")], day(2022, 1, 1))["p"].facts[0].note
    for part in ("Entity List", "2021-11-04", "86 FR 60760", "listing authority", "country is not stated"):
        assert part in note


def test_coverage_counts_the_parties_that_are_held() -> None:
    assert (
        f"not screened: {len(listed_parties())} of some 30,000 listed parties compared, exact name only"
        == STARTER_COVERAGE
    )
