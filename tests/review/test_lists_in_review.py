"""What lists and owners say stands in the review: stops that no answer lifts, open matches, gaps by name."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "parties"))

from loaded_lists import DAY, ENTRIES, entry, lists

from duecare.parties.screening.loaded import Lists
from duecare.review import Review, review
from duecare.transaction import read_transaction

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DEAL = """
schema: duecare.transaction/1
id: lens-order
title: Lenses for a workshop
items: [{id: lens, name: Camera lens, capabilities: [video_surveillance]}]
parties:
  - {id: buyer, name: "%s", country: %s, roles: [end_user]%s}
places: [{id: site, country: %s, roles: [use]}]
"""


def deal(folder: Path, name: str, country: str = "IR", extra: str = "") -> Path:
    path = folder / "deal.yaml"
    path.write_text(DEAL % (name, country, extra, country), encoding="utf-8")
    return path


def reviewed(path: Path, at_hand: Lists | None, when: datetime.date = DAY) -> Review:
    return review(read_transaction(path), known_at=when, lists=at_hand)


def stops(result: Review) -> set[str]:
    """The stops of the buyer that stand or may stand."""
    return {stop.stop for stop in result.stops if stop.subject == "party:buyer" and stop.status != "lifted"}


def listed(result: Review) -> str:
    """How the finding stands that the buyer is on a list."""
    return next(found.status for found in result.findings if found.id == "HOUSE/actor/listed-any-effect@party:buyer")


def gap_kinds(result: Review) -> set[str]:
    return {gap["kind"] for gap in result.gaps if gap["subject"] == "party:buyer"}


def test_a_listed_party_is_a_legal_stop(tmp_path: Path) -> None:
    result = reviewed(deal(tmp_path, "Daryani Optical Industries"), lists(tmp_path))
    assert "OFAC-PROG/LS1" in stops(result)
    assert listed(result) == "raised"


def test_no_answer_lifts_what_a_list_says(tmp_path: Path) -> None:
    """A person's recorded decision settles judgement, never the content of a list."""
    said = ', facts: {listed: {value: "no", source: {title: memo, kind: judgement, by: counsel}}}'
    result = reviewed(deal(tmp_path, "Daryani Optical Industries", extra=said), lists(tmp_path))
    assert "OFAC-PROG/LS1" in stops(result)
    assert listed(result) != "clear"


def test_a_possible_match_leaves_the_stop_open_and_asks(tmp_path: Path) -> None:
    result = reviewed(deal(tmp_path, "Darjani Optikal Industry"), lists(tmp_path))
    assert listed(result) == "open"
    assert "possible_match" in gap_kinds(result)


def test_a_recorded_answer_on_identity_settles_a_possible_match(tmp_path: Path) -> None:
    said = ', facts: {listed: {value: "no", source: {title: registry extract, kind: judgement, by: counsel}}}'
    result = reviewed(deal(tmp_path, "Darjani Optikal Industry", extra=said), lists(tmp_path))
    assert listed(result) == "clear"


def test_an_owner_of_half_is_a_legal_stop_too(tmp_path: Path) -> None:
    extra = ', owners: [{name: "Daryani Optical Industries", share: 50, country: IR}]'
    result = reviewed(deal(tmp_path, "Emerald Garden", "PT", extra), lists(tmp_path))
    assert "OFAC50/LS1" in stops(result)


def test_a_missing_list_is_a_gap_and_no_clearance(tmp_path: Path) -> None:
    result = reviewed(deal(tmp_path, "Emerald Garden", "PT"), lists(tmp_path, keys=["us-ofac-sdn"]))
    assert listed(result) == "open"
    assert "list_not_loaded" in gap_kinds(result)


def test_every_list_without_a_match_clears_the_stop(tmp_path: Path) -> None:
    result = reviewed(deal(tmp_path, "Emerald Garden", "PT"), lists(tmp_path))
    assert listed(result) == "clear"
    assert "OFAC-PROG/LS1" not in stops(result)


def test_a_ministry_is_probably_not_the_only_user(tmp_path: Path) -> None:
    result = reviewed(deal(tmp_path, "Ministry of the Interior of Freedonia", "PT"), lists(tmp_path))
    assert "other_users" in gap_kinds(result)


def facts(result: Review) -> dict[str, Any]:
    return {entry.fact: entry.value for entry in result.gathered.assertions if entry.subject == "party:buyer"}


@pytest.mark.parametrize(
    ("name", "kind", "tie"),
    [
        ("Управление ФСБ по Новосибирской области", "intelligence", "government"),
        ("乌鲁木齐市公安局", "police", "government"),
        ("Ministry of the Interior of Freedonia", "interior_ministry", "government"),
    ],
)
def test_a_name_shows_a_public_body(tmp_path: Path, name: str, kind: str, tie: str) -> None:
    found = facts(reviewed(deal(tmp_path, name, "PT"), None))
    assert (found["party.kind"], found["party.government_tie"]) == (kind, tie)


def test_a_name_never_speaks_for_a_party(tmp_path: Path) -> None:
    """A company's name says neither that it is private nor that no state stands behind it."""
    found = facts(reviewed(deal(tmp_path, "Emerald Garden Furniture LLC", "PT"), None))
    assert "party.kind" not in found
    assert "party.government_tie" not in found


def test_a_buyers_word_does_not_clear_a_tie_that_is_read(tmp_path: Path) -> None:
    said = ", government_tie: {value: none, source: {title: end-use statement, kind: interested}}"
    path = deal(tmp_path, "ФГУП НИИ Квант", "RU", said)
    result = reviewed(path, None)
    ties = {entry.value for entry in result.gathered.assertions if entry.fact == "party.government_tie"}
    assert ties == {"none", "state_owned"}
    assert any(gap["kind"] == "conflict" and gap["fact"] == "party.government_tie" for gap in result.gaps)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_review_with_lists_replays_without_them(path: Path, tmp_path: Path) -> None:
    """A result embeds what it judged: replay needs neither lists nor network and gives the same bytes."""
    from duecare.guidance import load_guidance
    from duecare.review import load_policy, replay, review_bytes

    written = tmp_path / "review.json"
    written.write_bytes(review_bytes(reviewed(path, lists(tmp_path))))
    assert replay(written, load_guidance(), load_policy()).same


def test_another_edition_in_which_the_party_is_not_either_leaves_the_basis_as_it_was(tmp_path: Path) -> None:
    path, later = deal(tmp_path, "Quiet Valley Bakery"), DAY + datetime.timedelta(days=20)
    more = (*ENTRIES, entry("eu-fsf", "99", "Somebody Else Entirely Trading"))
    before = reviewed(path, lists(tmp_path / "before"), later)
    after = reviewed(path, lists(tmp_path / "after", day=later, entries=more), later)
    assert unlisted(before) != unlisted(after)  # what people read says which editions were compared
    assert before.basis_hash == after.basis_hash


def test_the_basis_is_another_when_the_party_is_listed_may_be_or_a_needed_list_is_out_of_date(tmp_path: Path) -> None:
    path = deal(tmp_path, "Quiet Valley Bakery")
    bases = {reviewed(path, lists(tmp_path / "before")).basis_hash}
    listing = entry("eu-fsf", "99", "Quiet Valley Bakery", country="IR")
    second = entry("eu-fsf", "98", "Quiet Valley Bakery", country="IR", programmes=("OTHER",))
    for folder, at_hand in (
        ("listed", lists(tmp_path / "listed", entries=(*ENTRIES, listing))),
        ("twice", lists(tmp_path / "twice", entries=(*ENTRIES, listing, second))),
        ("stale", lists(tmp_path / "stale", stale=("eu-fsf",))),
    ):
        basis = reviewed(path, at_hand).basis_hash
        assert basis not in bases, folder
        bases.add(basis)


def unlisted(result: Review) -> str | None:
    """What is noted of the buyer being on no list."""
    (found,) = [
        one for one in result.gathered.assertions
        if (one.subject, one.fact, one.value) == ("party:buyer", "party.listed", False)
    ]  # fmt: skip
    return found.note
