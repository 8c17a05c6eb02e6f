"""What loaded lists say of a party: established, open until a person decides, or not searched; never silently clear."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from loaded_lists import DAY, EVERY_LIST, lists

from duecare.parties import Knowledge, gather_parties
from duecare.transaction.model import Identifier, Name, Owner, Party, Share

day = datetime.date


def party(
    identity: str, name: str | None, country: str | None = None, owners: tuple[Owner, ...] | None = None
) -> Party:
    return Party(identity, (Name(name),) if name else (), country=country, owners=owners)


def known(found: Knowledge) -> dict[str, object]:
    return {fact.fact: fact.value for fact in found.facts}


def gaps(found: Knowledge) -> list[str]:
    return [gap.kind for gap in found.gaps]


def one(folder: Path, name: str, country: str | None = None, when: datetime.date = DAY, **given: object) -> Knowledge:
    at_hand = lists(folder, **given)  # type: ignore[arg-type]
    return gather_parties([party("p", name, country)], when, lists=at_hand)["p"]


def test_a_company_of_the_very_name_is_established(tmp_path: Path) -> None:
    found = one(tmp_path, "DARYANI OPTICAL INDUSTRIES", "IR")
    assert known(found) == {
        "party.listed": True,
        "party.list_effect": "blocked",
        "party.listed_by": frozenset({"us_ofac"}),
        "party.secondary_sanctions": True,
    }
    note = found.facts[0].note
    for part in ("Daryani Optical Industries Co.", "2020-01-01", "an invented notice"):
        assert part in note


def test_a_presumption_of_denial_by_bis_is_a_licence_duty(tmp_path: Path) -> None:
    assert known(one(tmp_path, "Chulpan Signal Works", "RU"))["party.list_effect"] == "licence_duty"


def test_a_duty_of_another_authority_is_for_review_in_the_rules_of_the_ear(tmp_path: Path) -> None:
    found = one(tmp_path, "Haddadin Arms Brokers", None)
    assert known(found)["party.list_effect"] == "review"
    assert known(found)["party.listed_by"] == frozenset({"us_state"})


def test_a_like_name_is_open_until_a_person_decides(tmp_path: Path) -> None:
    """Neither listed nor unlisted: the fact stays unknown, and the gap names the entry and the likelihood."""
    found = one(tmp_path, "Darjani Optikal Industry", "IR")
    assert "party.listed" not in known(found)
    assert gaps(found) == ["possible_match"]
    assert "us-ofac-sdn:1" in found.gaps[0].text
    assert "until a person decides" in found.gaps[0].text


def test_a_persons_name_alone_never_establishes_identity(tmp_path: Path) -> None:
    found = one(tmp_path, "Anton Viktorovich Abramtsev")
    assert "party.listed" not in known(found)
    assert gaps(found) == ["possible_match"]


def test_another_country_makes_an_equal_name_a_question(tmp_path: Path) -> None:
    found = one(tmp_path, "Belotserkov Holding", "PT")
    assert "party.listed" not in known(found)
    assert gaps(found) == ["possible_match"]


def test_no_match_clears_only_where_every_needed_list_was_compared(tmp_path: Path) -> None:
    found = one(tmp_path, "Emerald Garden Furniture", "PT")
    assert known(found) == {"party.listed": False}
    assert gaps(found) == []
    assert "7 listed parties" in found.facts[0].note


@pytest.mark.parametrize("missing", EVERY_LIST)
def test_a_list_that_is_not_loaded_is_a_gap_by_name(tmp_path: Path, missing: str) -> None:
    found = one(tmp_path, "Emerald Garden Furniture", keys=[key for key in EVERY_LIST if key != missing])
    assert known(found) == {}
    assert gaps(found) == ["list_not_loaded"]
    from duecare.parties.lists import LISTS

    assert LISTS[missing].title in found.gaps[0].text


def test_lists_of_a_later_day_cannot_clear_an_earlier_one(tmp_path: Path) -> None:
    found = one(tmp_path, "Emerald Garden Furniture", when=day(2021, 1, 1))
    assert known(found) == {}
    assert gaps(found) == ["list_not_loaded"]


def test_stale_lists_are_said_to_be_stale(tmp_path: Path) -> None:
    assert "stale" in gaps(one(tmp_path, "Emerald Garden Furniture", stale=("un-sc",)))


def test_an_entry_counts_from_its_day_until_its_end(tmp_path: Path) -> None:
    assert "possible_match" in gaps(one(tmp_path / "a", "Grigori Jafarov", when=day(2025, 6, 1)))
    assert gaps(one(tmp_path / "b", "Grigori Jafarov", when=day(2025, 1, 1))) == ["list_not_loaded"]
    assert known(one(tmp_path / "c", "Formerly Listed Shipping")) == {"party.listed": False}


def test_a_party_without_a_name_was_not_searched(tmp_path: Path) -> None:
    found = gather_parties([party("p", None)], DAY, lists=lists(tmp_path))["p"]
    assert found.facts == ()
    assert gaps(found) == ["not_searchable"]


def test_a_listed_owner_of_half_catches_a_party_and_says_how(tmp_path: Path) -> None:
    half = Share(50, 50)  # type: ignore[arg-type]
    owner = Owner(name="Daryani Optical Industries", share=half, country="IR")
    found = gather_parties([party("p", "Emerald Garden Furniture", owners=(owner,))], DAY, lists=lists(tmp_path))["p"]
    assert known(found)["party.listed_owner"] is True
    assert known(found)["party.listed_owner_share"] == 50.0
    assert known(found)["party.caught_by_owners#ofac"] is True
    assert any("Daryani" in fact.note for fact in found.facts if fact.fact == "party.caught_by_owners#ofac")


def test_a_possible_match_of_an_owner_leaves_the_party_open(tmp_path: Path) -> None:
    owner = Owner(name="Grigory Jafarov", share=Share(60, 60))  # type: ignore[arg-type]
    found = gather_parties([party("p", "Emerald Garden Furniture", owners=(owner,))], DAY, lists=lists(tmp_path))["p"]
    assert not any(name.startswith("party.caught_by_owners") for name in known(found))
    assert "owner_share_unknown" in gaps(found)


def test_a_share_that_is_not_stated_is_open_and_the_rest_is_said(tmp_path: Path) -> None:
    owner = Owner(name="Belotserkov Holding", country="BY")
    found = gather_parties([party("p", "Emerald Garden Furniture", owners=(owner,))], DAY, lists=lists(tmp_path))["p"]
    assert known(found)["party.listed_owner"] is True
    assert "party.listed_owner_share" not in known(found)
    assert "owner_share_unknown" in gaps(found)


def test_owners_of_owners_that_are_parties_of_the_deal_are_followed(tmp_path: Path) -> None:
    top = Owner(name="Daryani Optical Industries", share=Share(51, 51), country="IR")  # type: ignore[arg-type]
    middle = Owner(party="mid", share=Share(50, 50))  # type: ignore[arg-type]
    parties = [party("mid", "Middle Layer Ltd", owners=(top,)), party("end", "Emerald Garden", owners=(middle,))]
    found = gather_parties(parties, DAY, lists=lists(tmp_path))
    assert known(found["end"])["party.caught_by_owners#ofac"] is True


def test_an_identifier_with_a_right_check_digit_establishes_identity(tmp_path: Path) -> None:
    from loaded_lists import entry

    from duecare.parties.lists.record import ListedIdentifier

    vessel = entry("un-sc", "9", "Star of Chulpan", kind="vessel", identifiers=(ListedIdentifier("imo", "9074729"),))
    at_hand = lists(tmp_path, entries=(vessel,))
    ship = Party("p", (Name("Ocean Pearl"),), identifiers=(Identifier("imo", "9074729"),))
    assert known(gather_parties([ship], DAY, lists=at_hand)["p"])["party.listed"] is True


def decided(folder: Path, verdict: str, *, until: datetime.date | None = None, when: datetime.date = DAY) -> Knowledge:
    """What is known of a like-named party when a person has decided about the match."""
    import dataclasses

    from duecare.parties.matches import query_of
    from duecare.parties.screening.dispositions import Decisions, decide

    at_hand = lists(folder)
    asked = party("p", "Darjani Optikal Industry", "IR")
    query = query_of(asked)
    match = at_hand.screener.search(query)[0]
    end = until or (None if verdict == "same" else day(2027, 1, 1))
    decision = decide(
        query,
        match,
        verdict,  # type: ignore[arg-type]
        by="A. Analyst",
        why="registry extract",
        decided=day(2026, 5, 1),
        until=end,
    )
    at_hand = dataclasses.replace(at_hand, decisions=Decisions([decision]))
    return gather_parties([asked], when, lists=at_hand)["p"]


def test_a_person_who_decides_it_is_the_same_makes_it_listed_and_is_named(tmp_path: Path) -> None:
    found = decided(tmp_path, "same")
    assert known(found)["party.listed"] is True
    assert "A. Analyst" in found.facts[0].note


def test_a_cleared_match_stays_visible_and_counts_as_no_match(tmp_path: Path) -> None:
    found = decided(tmp_path, "not_same", until=day(2026, 12, 31))
    assert known(found)["party.listed"] is False
    assert gaps(found) == ["match_cleared"]
    assert "A. Analyst" in found.gaps[0].text


def test_a_clearing_ends_with_its_last_day_and_counts_from_its_first(tmp_path: Path) -> None:
    assert gaps(decided(tmp_path / "a", "not_same", until=day(2026, 5, 31))) == ["possible_match"]
    assert "possible_match" in gaps(decided(tmp_path / "b", "not_same", when=day(2026, 4, 1)))


@pytest.mark.parametrize("name", ["🙂🙂", "---", "x " * 300 + "Daryani Optical Industries Co.", "A. B."])
def test_a_name_that_cannot_be_searched_whole_is_never_unlisted(tmp_path: Path, name: str) -> None:
    found = one(tmp_path, name)
    assert "party.listed" not in known(found)
    assert "not_searchable" in gaps(found)


def test_stale_lists_do_not_clear(tmp_path: Path) -> None:
    found = one(tmp_path, "Emerald Garden Furniture", stale=("un-sc",))
    assert known(found) == {}


def test_who_else_lists_a_party_is_open_until_every_list_was_searched(tmp_path: Path) -> None:
    """Listed by BIS says nothing of the UN's list while that is not loaded."""
    found = known(one(tmp_path, "Chulpan Signal Works", "RU", keys=["us-bis-el"]))
    assert found["party.listed_by#us_bis"] is True
    assert "party.listed_by" not in found


def test_what_sounds_alike_in_han_is_a_question(tmp_path: Path) -> None:
    from loaded_lists import entry

    at_hand = lists(tmp_path, entries=(entry("us-bis-el", "8", "亨通科技有限公司", country="CN"),))
    found = gather_parties([party("p", "恒通科技有限公司", "CN")], DAY, lists=at_hand)["p"]
    assert "party.listed" not in known(found)
    assert "possible_match" in gaps(found)
    same = gather_parties([party("p", "亨通科技", "CN")], DAY, lists=at_hand)["p"]
    assert known(same)["party.listed"] is True


def test_common_words_without_a_country_establish_nothing(tmp_path: Path) -> None:
    from loaded_lists import entry

    at_hand = lists(tmp_path, entries=(entry("us-bis-el", "8", "General Trading LLC", country="RU"),))
    for name in ("General Trading", "General Trading GmbH"):
        assert "party.listed" not in known(gather_parties([party("p", name)], DAY, lists=at_hand)["p"])


def test_an_owner_on_the_european_list_does_not_bring_the_american_rule(tmp_path: Path) -> None:
    owner = Owner(name="Belotserkov Holding", country="BY", share=Share(60, 60))  # type: ignore[arg-type]
    found = gather_parties([party("p", "Emerald Garden Furniture", owners=(owner,))], DAY, lists=lists(tmp_path))["p"]
    assert known(found)["party.caught_by_owners#eu"] is True
    assert known(found).get("party.listed_owner_share", 0.0) < 50


def test_owners_that_were_not_searched_are_no_clearance(tmp_path: Path) -> None:
    owners = (
        Owner(name="Daryani Optical Industries", country="IR", share=Share(30, 30)),  # type: ignore[arg-type]
        Owner(name="Belotserkov Holding", country="BY", share=Share(70, 70)),  # type: ignore[arg-type]
    )
    asked = party("p", "Emerald Garden Furniture", owners=owners)
    found = gather_parties([asked], DAY, lists=lists(tmp_path, keys=["us-ofac-sdn"]))["p"]
    assert known(found)["party.listed_owner"] is True
    assert "party.listed_owner_share" not in known(found)
    assert any("not compared with every list" in gap.text for gap in found.gaps)
