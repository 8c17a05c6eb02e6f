"""Pages about the parties, countries and agencies of a case: who reads what, and that each leads to the others."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from made_people import People, example

from duecare.office.about.known import around
from duecare.office.cases.acts import add_member, open_case, restrict
from duecare.office.cases.models import Case
from duecare.parties import Holding

FORCE = "Rapid Support Forces"


def deal(**more: Any) -> dict[str, Any]:
    """Face search for a force on record, which is held by a company and a reseller of the deal."""
    user = {
        "id": "end-user", "name": FORCE, "roles": ["end_user"], "kind": "military", "country": "SD",
        "identifiers": [{"type": "lei", "value": "5493001KJTIIGC8Y1R12"}],
        "owners": [{"name": "Acme Holding", "share": 60, "country": "AE"}, {"party": "reseller", "share": 20}],
        **more,
    }  # fmt: skip
    return {
        "title": "Face search", "items": [{"id": "i", "name": "X", "capabilities": ["facial_recognition"]}],
        "parties": [user, {"id": "reseller", "name": "Nile Trade", "roles": ["reseller"], "country": "DE"}],
        "places": [{"id": "p", "country": "SD", "roles": ["use"]}],
    }  # fmt: skip


@pytest.fixture
def held(people: People) -> Case:
    """A case of sam's about such a deal."""
    return open_case(people["sam"], "Face search", deal())


def text_of(client: Client, address: str) -> str:
    """A page that is there."""
    found = client.get(address)
    assert found.status_code == 200, address
    return str(found.content.decode())


def test_parties_countries_and_agencies_lead_to_each_other_from_the_case(
    held: Case, signed: Callable[[str], Client]
) -> None:
    """From the case to a party, on to its agency and its country, and back to the party and the case."""
    ana, root = signed("ana"), f"/cases/{held.number}/"
    case, party = text_of(ana, root), text_of(ana, f"{root}parties/end-user/")
    country, agency = text_of(ana, f"{root}countries/SD/"), text_of(ana, f"{root}agencies/SD/rsf/")
    for page, ways in {
        case: ("parties/end-user/", "parties/reseller/", "countries/SD/", "countries/DE/"),
        party: ("", "countries/SD/", "agencies/SD/rsf/"),
        country: ("", "parties/end-user/", "agencies/SD/rsf/"),
        agency: ("", "parties/end-user/", "countries/SD/"),
    }.items():
        assert all(f'href="{root}{way}"' in page for way in ways)


def test_a_party_shows_its_owners_its_numbers_its_tie_and_what_is_on_record(
    held: Case, signed: Callable[[str], Client]
) -> None:
    """The picture with its table, the number as the deal gives it, the tie with its source."""
    text = text_of(signed("ana"), f"/cases/{held.number}/parties/end-user/")
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="graph"' in text
    assert re.search(r"Acme Holding</bdi></th>.*?60%", text, re.DOTALL)
    assert "<code>5493001KJTIIGC8Y1R12</code>" in text
    assert "government tie" in text
    assert "Register of agencies" in text


def test_who_asks_for_a_deal_reads_what_it_says_and_nothing_of_how_it_is_judged(
    held: Case, signed: Callable[[str], Client]
) -> None:
    """No lists, no abuse record, nothing that was found out; the country's record is public."""
    sam = signed("sam")
    text = text_of(sam, f"/cases/{held.number}/parties/end-user/")
    assert "5493001KJTIIGC8Y1R12" in text
    assert "Acme Holding" in text
    for told in ("Matches with lists", "Abuse record", "Owner on lists", "Register of agencies:", "agency register"):
        assert told not in text
    assert "Serious or severe" in text_of(sam, f"/cases/{held.number}/countries/SD/")


@pytest.mark.parametrize("page", ["parties/end-user/", "countries/SD/", "agencies/SD/rsf/"])
def test_what_is_of_a_case_is_hidden_from_whoever_does_not_see_the_case(
    held: Case, people: People, signed: Callable[[str], Client], page: str
) -> None:
    """Another requester, and an analyst once the case is restricted and they are not added."""
    restrict(held, people["carla"], restricted=True)
    for name in ("sue", "ana", "olga", "adam"):
        assert signed(name).get(f"/cases/{held.number}/{page}").status_code == 404
    add_member(held, people["carla"], people["ana"])
    assert signed("ana").get(f"/cases/{held.number}/{page}").status_code == 200


@pytest.mark.parametrize("page", ["parties/nobody/", "countries/FR/", "countries/xx/", "agencies/SD/none/"])
def test_what_a_case_does_not_touch_has_no_page(held: Case, signed: Callable[[str], Client], page: str) -> None:
    """A page of a country that the deal has nothing to do with would say that it had."""
    assert signed("ana").get(f"/cases/{held.number}/{page}").status_code == 404


def test_other_cases_with_a_party_are_found_by_name_or_number_among_those_that_are_open(
    held: Case, people: People, signed: Callable[[str], Client]
) -> None:
    """The same name; another name with the same number; neither; and one that is closed to the reader."""
    same = open_case(people["sue"], "Same name", deal(identifiers=[]) | {"title": "Same name"})
    number = open_case(people["sue"], "Same number", deal(name="قوات الدعم السريع") | {"title": "Same number"})
    other = open_case(people["sue"], "Neither", deal(name="Another", identifiers=[]) | {"title": "Neither"})
    closed = open_case(people["sue"], "Closed", deal() | {"title": "Closed"})
    restrict(closed, people["carla"], restricted=True)
    text = text_of(signed("ana"), f"/cases/{held.number}/parties/end-user/")
    for case, there in ((same, True), (number, True), (other, False), (closed, False)):
        assert (f'href="/cases/{case.number}/"' in text) is there
    arabic = text_of(signed("ana"), f"/cases/{number.number}/parties/end-user/")
    assert f'href="/cases/{held.number}/"' in arabic
    assert "قوات الدعم السريع" in arabic
    assert f'href="/cases/{number.number}/"' not in text_of(signed("sam"), f"/cases/{held.number}/parties/end-user/")


def test_markup_in_a_name_is_shown_as_it_was_written(people: People, signed: Callable[[str], Client]) -> None:
    """In the heading, the picture and the tables."""
    case = open_case(people["sam"], "x", deal(name="<script>alert(1)</script>", owners=[{"name": "<b>x</b>"}]))
    text = text_of(signed("ana"), f"/cases/{case.number}/parties/end-user/")
    assert "<script>alert" not in text
    assert "<b>x</b>" not in text
    assert "&lt;script&gt;" in text


def test_who_holds_a_party_does_not_bring_in_what_else_they_hold() -> None:
    """Up from a party and down from it, and not down again from those above; circles end."""

    def held(owner: str, owned: str) -> Holding:
        return Holding(owner, owner, "plain", owned, owned, "plain", "50%", True)

    up, down, aside, circle = held("a", "b"), held("b", "c"), held("a", "d"), held("b", "a")
    assert around("b", (up, down, aside)) == (up, down)
    assert around("b", (up, down, circle)) == (up, down, circle)


def test_a_page_of_a_case_asks_once_who_reads_it_and_reads_a_review_once(
    people: People, signed: Callable[[str], Client]
) -> None:
    """It asked the database for the roles of the reader some seventy times."""
    case = open_case(people["sam"], "x", example("xinjiang-2017-city-cameras.yaml"))
    ana = signed("ana")
    ana.get(f"/cases/{case.number}/")  # the first puts it into words
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert ana.get(f"/cases/{case.number}/").status_code == 200
    said = [one["sql"] for one in asked.captured_queries]
    for table, most in (("people_grant", 1), ("people_delegation", 1), ('"document" FROM "cases_reviewed"', 1)):
        assert sum(table in one for one in said) <= most, table
    assert sum('"cases_reviewed"."sections"' in one for one in said) == 1
