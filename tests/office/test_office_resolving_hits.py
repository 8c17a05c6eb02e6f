"""A party that may be on a list: a person says whether it is, and the review reads what they said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError
from django.test import Client
from made_matters import LONG_AGO, closed_on
from made_people import People, person
from resolved import document, today

from duecare.cli import main
from duecare.errors import InputError
from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import change_deal, open_case
from duecare.office.cases.models import Case
from duecare.office.people.models import Role
from duecare.office.resolving.hits import Hit, decide_hit, hits_of
from duecare.office.resolving.models import HitDecision
from duecare.office.retention import acts
from duecare.office.retention.models import Ground
from duecare.parties.screening.decisions_file import decisions_path, read_decisions
from duecare.snapshots import Home

LIST = """number,name,country,kind,effect,programme
Z-17,Zarubin Optoelektronika Vostok,RU,company,blocked,RU-OPT
K-4,Karimov Holding Group,UZ,company,blocked,UZ-X
"""
MAPPING = """list: own
columns: {number: id, name: name, country: country, kind: kind, effect: effect, programme: programme}
"""
DEAL: dict[str, Any] = {
    "items": [{"id": "camera", "name": "Camera", "capabilities": ["video_analytics"]}],
    "parties": [
        {"id": "user", "name": "Zarubin Optoelektronika", "roles": ["end_user"], "kind": "private_company",
         "owners": [{"name": "Karimov Holding", "share": 60}]},
    ],
    "places": [{"id": "here", "country": "KZ", "roles": ["use"]}],
}  # fmt: skip


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a list of one's own in it."""
    folder = tmp_path_factory.mktemp("lists")
    (folder / "own.csv").write_text(LIST)
    (folder / "own.yaml").write_text(MAPPING)
    home = folder / "home"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DUECARE_HOME", str(home))
        main(["data", "import", str(folder / "own.csv"), str(folder / "own.yaml"), "--source", "own"])
    return home


@pytest.fixture
def home(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """That folder, without a decision in it."""
    found = Home(loaded)
    decisions_path(found).unlink(missing_ok=True)
    monkeypatch.setenv("DUECARE_HOME", str(loaded))
    return found


@pytest.fixture
def deal(home: Home, people: People) -> Case:
    return open_case(people["sam"], "Cameras for Zarubin", DEAL)


def hit(case: Case, label: str = "Zarubin Optoelektronika") -> Hit:
    return next(one for one in hits_of(case) if one.label == label)


def decided(case: Case, people: People, verdict: str, by: str = "ana", **fields: Any) -> HitDecision:
    found = fields.pop("hit", None) or hit(case)
    said = {"reason": "Optician in Lyon, register extract seen", "until": today(300), **fields}
    return decide_hit(case, people[by], found.party, found.entry, verdict=verdict, **said)


def gaps(case: Case, kind: str) -> list[str]:
    return [gap["text"] for gap in document(case)["gaps"] if gap["kind"] == kind]


def test_each_match_is_shown_with_what_the_list_says_and_why_it_matched(
    deal: Case, signed: Callable[[str], Client]
) -> None:
    assert len(gaps(deal, "possible_match")) == 1
    page = signed("ana").get(f"/cases/{deal.number}/matches/").content.decode()
    for told in ("Zarubin Optoelektronika Vostok", "RU-OPT", "own:Z-17", "the names are alike", "Blocked", "RU",
                 "Karimov Holding Group"):  # fmt: skip
        assert told in page
    assert "Decide the matches" in signed("ana").get(f"/cases/{deal.number}/").content.decode()


def test_a_match_that_is_another_party_is_cleared_in_the_review_through_the_page(
    deal: Case, people: People, signed: Callable[[str], Client], home: Home
) -> None:
    found = hit(deal)
    address, said = f"/cases/{deal.number}/matches/decide/", {"party": found.party, "entry": found.entry}
    ana = signed("ana")
    assert ana.get(address, said).status_code == 200
    said |= {"verdict": "not_same", "reason": "Optician in Lyon, register extract seen"}
    answer = ana.post(address, said)
    assert answer.status_code == 400
    assert "cleared until a day" in answer.content.decode()
    assert "Optician in Lyon" in answer.content.decode()
    before = document(deal)["basis_hash"]
    assert ana.post(address, {**said, "until": today(300)}).status_code == 302
    assert gaps(deal, "possible_match") == []
    assert "Optician in Lyon" in gaps(deal, "match_cleared")[0]
    assert (hit(deal).state, document(deal)["basis_hash"] != before) == ("cleared", True)
    (decision,) = read_decisions(decisions_path(home))
    assert (decision.by, decision.verdict, decision.entry_id) == ("Ana (ana)", "not_same", "own:Z-17")
    latest = deal.reviews.order_by("-number")[0]
    assert (latest.number, latest.cause) == (2, "match")


def test_a_match_that_is_the_same_party_lists_it(deal: Case, people: People) -> None:
    decided(deal, people, "same", until=None)
    assert hit(deal).state == "confirmed"
    assert any(
        row["subject"] == "party:user" and row["fact"] == "party.listed" and row["value"] is True
        for row in document(deal)["gathered"]["assertions"]
    )


def test_who_is_unsure_leaves_it_open_and_takes_back_what_was_decided(deal: Case, people: People, home: Home) -> None:
    decided(deal, people, "unsure")
    assert hit(deal).state == "open"
    assert not decisions_path(home).exists()
    decided(deal, people, "not_same")
    decided(deal, people, "unsure", by="ben", reason="The extract is of another town")
    assert hit(deal).state == "open"
    assert len(gaps(deal, "possible_match")) == 1
    assert [one.verdict for one in read_decisions(decisions_path(home))] == ["not_same", "withdrawn"]
    assert HitDecision.objects.count() == 3


def test_an_owner_is_decided_as_a_party_is(deal: Case, people: People) -> None:
    decided(deal, people, "not_same", hit=hit(deal, "Karimov Holding"))
    assert hit(deal, "Karimov Holding").state == "cleared"
    assert hit(deal).state == "open"


def test_a_cleared_match_comes_back_when_the_party_changes(deal: Case, people: People) -> None:
    decided(deal, people, "not_same")
    assert deal.deal is not None
    parties = [{**DEAL["parties"][0], "country": "RU"}]
    change_deal(deal, people["sam"], {**deal.deal.document, "parties": parties})
    assert hit(deal).state == "open"
    assert any("described differently" in text for text in hit(deal).standing.changed)
    assert len(gaps(deal, "possible_match")) == 1


def test_a_decision_without_grounds_end_or_distance_is_refused(deal: Case, people: People, home: Home) -> None:
    people["both"] = person("both", Role.REQUESTER, Role.ANALYST)
    Case.objects.filter(pk=deal.pk).update(requester=people["both"])
    deal.refresh_from_db()
    for fields, said in (
        ({"reason": " "}, "no reason"),
        ({"until": None}, "until a day"),
        ({"until": today(-1)}, "the end is"),
        ({"verdict": "perhaps"}, "accepted: same, not_same, unsure"),
        ({"by": "both"}, "you asked for this deal"),
    ):
        with pytest.raises(InputError, match=said):
            decided(deal, people, **{"verdict": "not_same", **fields})
    assert not HitDecision.objects.exists()
    assert not decisions_path(home).exists()


def test_a_match_that_is_not_there_is_not_decided(deal: Case, people: People, signed: Callable[[str], Client]) -> None:
    with pytest.raises(InputError, match="no such match now"):
        decide_hit(deal, people["ana"], "0" * 32, "own:Z-17", verdict="same", reason="x", until=None)
    assert signed("ana").get(f"/cases/{deal.number}/matches/decide/?party=x&entry=y").status_code == 404


def test_a_journal_that_cannot_be_written_leaves_no_half_decision(deal: Case, people: People, home: Home) -> None:
    decisions_path(home).parent.mkdir(exist_ok=True)
    decisions_path(home).write_text("no decision\n{}\n")
    found_before = Entry.objects.count()
    with pytest.raises(InputError, match="is no decision"):
        decided(deal, people, "not_same")
    assert not HitDecision.objects.exists()
    assert Entry.objects.count() == found_before


def test_a_decision_holds_to_the_rules_by_sql(deal: Case, people: People) -> None:
    decided(deal, people, "not_same")
    for change in ("by_id = requester_id", "verdict = 'same'", "entry = 'x'", "until = NULL", "reason = ''"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE resolving_hitdecision SET {change}")
    whole: dict[str, Any] = {
        "case": deal, "party": "x", "label": "x", "entry": "x", "verdict": "not_same", "reason": "x",
        "until": today(9), "requester": people["sam"], "by": people["ana"],
    }  # fmt: skip
    for wrong in ({"by": people["sam"]}, {"reason": ""}, {"until": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            HitDecision.objects.create(**{**whole, **wrong})
    assert HitDecision.objects.create(**whole)


def test_a_requester_sees_no_match(deal: Case, signed: Callable[[str], Client]) -> None:
    assert signed("sam").get(f"/cases/{deal.number}/matches/").status_code == 403
    assert "Vostok" not in signed("sam").get(f"/cases/{deal.number}/").content.decode()


def erased(case: Case, people: People) -> Case:
    """A case that was closed long ago and is erased now."""
    closed_on(case, people["ana"], LONG_AGO)
    acts.confirm(acts.propose(people["adam"], Case.objects.get(pk=case.pk)), people["carla"])
    return Case.objects.get(pk=case.pk)


def test_an_erasure_takes_the_names_out_of_the_journal_and_says_who_erased_when(
    deal: Case, people: People, home: Home
) -> None:
    decided(deal, people, "not_same")
    decided(deal, people, "unsure")
    decided(deal, people, "same", until=None)
    erased(deal, people)
    journal = decisions_path(home).read_text("utf-8")
    assert not [name for name in ("Zarubin", "Karimov", "Optician", "Ana") if name in journal]
    lines = [json.loads(line) for line in journal.splitlines()]
    assert {(one["schema"], one["by"], one["on"]) for one in lines} == {
        ("duecare.decision-erased/1", f"user:{people['carla'].pk}", today().isoformat())
    }
    assert Entry.objects.get(act="retention.erase").detail["journal"] == len(lines) == 3
    assert list(verify()) == []
    other = open_case(people["sam"], "Cameras for Zarubin again", DEAL)
    assert hit(other).state == "open"  # nobody's word clears or confirms it any more
    decided(other, people, "not_same")
    assert hit(other).state == "cleared"


def test_what_another_case_rests_on_stays_in_the_journal_until_that_is_erased_too(
    deal: Case, people: People, home: Home
) -> None:
    other = open_case(people["sam"], "Cameras for Zarubin again", DEAL)
    decided(deal, people, "not_same")
    decided(other, people, "same", until=None)
    erased(deal, people)
    assert hit(other).state == "confirmed"
    erased(other, people)
    assert "Zarubin" not in decisions_path(home).read_text("utf-8")


def test_a_hold_keeps_the_journal_as_it_is(deal: Case, people: People, home: Home) -> None:
    decided(deal, people, "not_same")
    closed_on(deal, people["ana"], LONG_AGO)
    proposed = acts.propose(people["adam"], Case.objects.get(pk=deal.pk))
    acts.hold(people["carla"], Ground.LITIGATION, case=deal)
    before = decisions_path(home).read_bytes()
    with pytest.raises(InputError, match="legal hold"):
        acts.confirm(proposed, people["carla"])
    assert decisions_path(home).read_bytes() == before


def test_a_match_that_another_decided_meanwhile_is_not_decided_over_it(
    deal: Case, people: People, signed: Callable[[str], Client]
) -> None:
    found = hit(deal)
    address = f"/cases/{deal.number}/matches/decide/"
    said = {"party": found.party, "entry": found.entry, "verdict": "unsure", "reason": "Ana is not sure",
            "shown": found.shown}  # fmt: skip
    page = signed("ana").get(address, {"party": found.party, "entry": found.entry}).content.decode()
    assert f'name="shown" value="{found.shown}"' in page
    decided(deal, people, "same", by="ben")
    answer = signed("ana").post(address, said)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Ben: " in page
    assert "Ana is not sure" in page
    assert deal.hit_decisions.count() == 1
    now = hit(deal).shown
    assert f'value="{now}"' in page
    assert signed("ana").post(address, {**said, "shown": now}).status_code == 302
