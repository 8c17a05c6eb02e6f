"""What the interface answers: clearance that holds where in doubt, decisions, alerts, and what only computes."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from api_tokens import Asker, asker
from django.core.cache import cache
from django.utils import timezone
from made_people import People, example

from duecare.office.api import asking
from duecare.office.api.decided import ALERT, DECISION
from duecare.office.api.interface import SCOPES, operations
from duecare.office.cases.models import Case
from duecare.office.cases.reviewing import data_on, reviewed
from duecare.office.decisions import clearance as decisions
from duecare.review import review_bytes

DEAL = "us-2020-police-face-search.yaml"
CLEARANCE = {"customer": "Acme", "item": "Camera", "activity": "ship"}


@pytest.fixture(autouse=True)
def _nobody_failed_before(db: None) -> None:
    cache.clear()


def test_clearance_holds_without_a_decision_and_wherever_something_goes_wrong(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = asker(people["sam"], "clearance")
    said = who.ask("GET", "clearance", **CLEARANCE).said
    assert (said["allowed"], said["case"]) == (False, None)

    def failing(*given: Any) -> Any:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(decisions, "clearance", failing)
    gone = who.ask("GET", "clearance", **CLEARANCE)
    assert (gone.status_code, gone.said["allowed"], gone.said["state"]) == (503, False, "hold")
    assert "database" not in gone.content.decode()
    monkeypatch.setattr(decisions, "clearance", lambda *given: object())
    assert who.ask("GET", "clearance", **CLEARANCE).status_code == 503
    monkeypatch.setattr(asking, "token_of", failing)
    assert who.ask("GET", "clearance", **CLEARANCE).status_code == 503
    assert Asker().ask("GET", "clearance").said["allowed"] is False


@pytest.mark.parametrize("wrong", [{"activity": ""}, {"customer": ""}, {"item": "a\0b"}, {"activity": "Ship!"}])
def test_clearance_of_nothing_in_particular_is_refused(wrong: dict[str, str], people: People) -> None:
    answer = asker(people["sam"]).ask("GET", "clearance", **{**CLEARANCE, **wrong})
    assert (answer.status_code, answer.said["allowed"]) == (422, False)


def test_clearance_says_what_was_decided_and_names_the_case_only_to_who_sees_it(
    people: People, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def decided(customer: str, item: str, activity: str, day: datetime.date) -> decisions.Clearance:
        asked.append((customer, item, activity, day))
        return decisions.Clearance(
            True, "approved", "Approved for ship.", datetime.date(2027, 1, 1), ("Train them.",), case.number
        )

    monkeypatch.setattr(decisions, "clearance", decided)
    said = asker(people["sam"]).ask("GET", "clearance", **CLEARANCE).said
    assert said == {"allowed": True, "state": "approved", "why": "Approved for ship.", "until": "2027-01-01",
                    "conditions": ["Train them."], "case": case.number}  # fmt: skip
    hidden = asker(people["sue"]).ask("GET", "clearance", **CLEARANCE).said
    assert (hidden["allowed"], hidden["conditions"], hidden["case"]) == (True, ["Train them."], None)
    assert "Approved" not in hidden["why"]
    monkeypatch.setattr(
        decisions, "clearance", lambda *given: decisions.Clearance(False, "stopped", "x", None, ("y",), case.number)
    )
    hidden = asker(people["sue"]).ask("GET", "clearance", **CLEARANCE).said
    assert (hidden["state"], hidden["conditions"]) == ("hold", [])
    assert asked[0] == ("Acme", "Camera", "ship", timezone.localdate())


def test_clearance_costs_few_queries_and_touches_no_session(people: People, django_assert_max_num_queries: Any) -> None:
    who = asker(people["sam"])
    who.ask("GET", "clearance", **CLEARANCE)
    with django_assert_max_num_queries(8) as asked:
        who.ask("GET", "clearance", headers={"Cookie": "sessionid=x"}, **CLEARANCE)
    assert not any("session" in one["sql"] for one in asked)


# ── decisions and alerts, where the rooms are that keep them ─────────────────────────────────────────────────────────


@pytest.mark.skipif(DECISION is None, reason="no room keeps decisions here")
def test_the_decisions_on_a_case_say_whether_they_are_stale(people: People, case: Case) -> None:
    assert case.review is not None
    shared = {"case": case, "review": case.review, "level": "high", "body": "counsel", "needed": 1,
              "proposer": people["ana"]}  # fmt: skip
    DECISION.objects.create(
        number=1, outcome="decline", basis="0" * 64, reason="No.", stage="made", made_at=timezone.now(), **shared
    )
    DECISION.objects.create(number=2, outcome="escalate", basis=case.review.basis, reason="Ask.", **shared)
    said = asker(people["aud"]).ask("GET", f"cases/{case.number}/decisions").said["items"]
    assert [(one["number"], one["stage"], one["stale"]) for one in said] == [
        (2, "proposed", False), (1, "made", True)
    ]  # fmt: skip
    assert asker(people["sam"]).ask("GET", f"cases/{case.number}/decisions").status_code == 403
    assert asker(people["olga"]).ask("GET", f"cases/{case.number}/decisions").status_code == 404


@pytest.mark.skipif(ALERT is None, reason="no room keeps alerts here")
def test_alerts_are_of_cases_that_the_person_sees(people: People, case: Case) -> None:
    made = ALERT.objects.create(case=case, kind="level", before=case.review, after=case.review)
    who = asker(people["ana"])
    assert [one["id"] for one in who.ask("GET", "alerts").said["items"]] == [made.pk]
    assert who.ask("GET", "alerts", state="due").said["items"][0]["case"] == case.number
    for state in ("waiting", "done"):
        assert who.ask("GET", "alerts", state=state).said["items"] == []
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert who.ask("GET", "alerts").said["items"] == []


# ── what only computes ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_review_is_what_the_library_says_and_nothing_is_kept(people: People) -> None:
    answer = asker(people["ana"]).ask("POST", "reviews", example(DEAL))
    assert answer.content == review_bytes(reviewed(example(DEAL), data_on(timezone.localdate())))
    assert not Case.objects.exists()


def test_a_party_is_not_called_clear_when_no_list_is_loaded(people: People) -> None:
    who = asker(people["ana"])
    said = who.ask("POST", "screening", {"names": ["Quite Unlisted Garden Tools"]}).said
    assert (said["status"], said["screening"]["receipt"]["lists"]) == ("not_screened", [])
    assert said["screening"]["receipt"]["not_loaded"]
    assert "clear" not in said["said"]
    listed = who.ask("POST", "screening", {"names": ["Hangzhou Hikvision Digital Technology"], "countries": ["CN"]})
    match = listed.said["screening"]["matches"][0]
    assert (listed.said["status"], match["probability"] > 0.5, bool(match["evidence"])) == ("matches", True, True)
    assert who.ask("POST", "screening", {"names": ["x"], "countries": ["Atlantis"]}).status_code == 422


def test_the_text_of_an_item_is_scoped_with_the_words_it_rests_on(people: People) -> None:
    text = "The camera recognises faces in a crowd and compares them with a watchlist in real time."
    said = asker(people["sam"]).ask("POST", "scoping", {"text": text}).said
    found = said["scopes"][0]["capabilities"]
    assert found[0]["code"]
    assert any(one["words"] for one in found)
    assert asker(people["sam"]).ask("POST", "scoping", {"text": " "}).status_code == 422


# ── what it says of itself ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_schema_is_served_to_everybody_and_names_the_scope_of_each_operation(db: None) -> None:
    said = Asker().ask("GET", "openapi.json").said
    assert {one["security"][0]["token"][0] for _, one in operations(said)} == set(SCOPES.values())
