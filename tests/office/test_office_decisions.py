"""Decisions: proposed by one and approved by another, bound to what was judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from made_decisions import approved, changed, condition, in_days, low_case, proposed
from made_people import People, example

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import open_case
from duecare.office.cases.models import Case, Cause, State
from duecare.office.decisions import acts
from duecare.office.decisions.models import Decision, Outcome, Stage, Verdict
from duecare.office.decisions.quorum import SHIPPED, quorum_for, rules
from duecare.review import load_policy

Signed = Callable[[str], Client]


def test_one_proposes_and_another_approves_by_the_pages(case: Case, people: People, signed: Signed) -> None:
    sent = {"review": 1, "outcome": "approve", "gates": ["quote", "contract"], "expires_on": in_days(90).isoformat(),
            "reason": "Counsel has read the law."}  # fmt: skip
    assert signed("ana").post(f"/cases/{case.number}/decisions/propose/", sent).status_code == 302
    decision = Decision.objects.get()
    assert case.review is not None
    assert (decision.basis, decision.stage, decision.gates) == (case.review.basis, "proposed", ["quote", "contract"])
    page = signed("carla").get(f"/cases/{case.number}/").content.decode()
    assert f"/cases/{case.number}/decisions/1/verdict/" in page
    assert signed("carla").post(f"/cases/{case.number}/decisions/1/verdict/", {"approves": "yes"}).status_code == 302
    decision.refresh_from_db()
    case.refresh_from_db()
    assert (decision.stage, case.state) == (Stage.MADE, State.DECIDED)
    acted = list(Entry.objects.filter(act__startswith="decision.").values_list("act", flat=True))
    assert acted == ["decision.propose", "decision.approve", "decision.made"]
    assert "Counsel has read" not in json.dumps([entry.detail for entry in Entry.objects.all()])


def test_who_proposed_cannot_approve_even_with_the_role_and_even_by_sql(case: Case, people: People) -> None:
    from duecare.office.people.acts import grant
    from duecare.office.people.models import Role, User

    grant(None, people["carla"], Role.ANALYST)
    both = User.objects.get(pk=people["carla"].pk)
    decision = proposed(case, {**people, "ana": both})
    with pytest.raises(InputError, match="somebody else"):
        acts.give_verdict(decision, both, approves=True)
    said = {"decision": decision, "by": both, "approves": True}
    with pytest.raises(IntegrityError, match="nobody_approves_their_own_proposal"), transaction.atomic():
        Verdict.objects.create(proposer=both, **said)
    # to name another proposer than there is does not help
    with pytest.raises(DatabaseError, match="names who proposed it"), transaction.atomic():
        Verdict.objects.create(proposer=people["ana"], **said)


def test_a_person_has_one_verdict_and_none_on_what_is_closed(case: Case, people: People) -> None:
    decision = proposed(case, people)
    said = {"decision": decision, "proposer": people["ana"], "by": people["dan"]}
    acts.give_verdict(decision, people["dan"], approves=False, reason="The watchlist is nobody's.")
    with pytest.raises(InputError, match="one verdict a person"):
        acts.give_verdict(decision, people["dan"], approves=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.create(approves=True, **said)
    acts.retract(decision, people["ana"])
    with pytest.raises(InputError, match="not open any more"):
        acts.give_verdict(decision, people["carla"], approves=True)
    with pytest.raises(DatabaseError, match="open proposal"), transaction.atomic():
        Verdict.objects.create(approves=True, **{**said, "by": people["carla"]})


def test_verdicts_are_put_back_from_a_backup_as_they_were(case: Case, people: People) -> None:
    decision = approved(case, people)
    kept = Verdict.objects.values_list("pk", "at", "decision", "proposer", "by").get()
    assert decision.stage == Stage.MADE
    guard = {"sqlite": "no_delete", "postgresql": "no_change ON decisions_verdict"}[connection.vendor]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER decisions_verdict_{guard}")
        cursor.execute("DELETE FROM decisions_verdict")
        cursor.execute(
            "INSERT INTO decisions_verdict (id, at, decision_id, proposer_id, by_id, approves, reason, privileged)"
            " VALUES (%s, %s, %s, %s, %s, true, '', false)",
            kept,
        )
    assert Verdict.objects.count() == 1


def test_the_database_holds_one_proposal_and_one_decision_in_force(case: Case, people: People) -> None:
    first = approved(case, people)
    second = proposed(case, people)
    with pytest.raises(InputError, match="proposal already"):
        proposed(case, people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=second.pk).update(stage=Stage.MADE, made_at=first.made_at or in_days(0))
    acts.give_verdict(second, people["dan"], approves=True)
    first.refresh_from_db()
    assert (first.stage, second.stage) == (Stage.REPLACED, Stage.MADE)


def test_what_was_proposed_never_changes(case: Case, people: People) -> None:
    proposed(case, people)
    for column in ("basis = 'x'", "gates = '[]'", "proposer_id = 1", "needed = 0"):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE decisions_decision SET {column}")


def test_the_quorum_follows_level_and_depth_and_never_the_day_it_is_needed(db: None) -> None:
    held, policy = rules(), load_policy()

    def body(known: str, possible: str, depth: str, escalated: bool = False) -> tuple[str, int, bool]:
        level = {"known": known, "possible": possible, "depth": depth, "hold": False}
        found = quorum_for(Case(**level), policy, held, escalated=escalated)
        assert found == quorum_for(Case(**level, needed_by=in_days(0)), policy, held, escalated=escalated)
        return found.body, found.approvals, found.record

    assert body("low", "low", "basic") == ("analyst", 1, False)
    assert body("low", "elevated", "enhanced") == ("counsel", 1, False)
    assert body("high", "severe", "enhanced") == ("counsel", 1, False)
    assert body("elevated", "severe", "standard") == ("board", 2, True)
    assert body("severe", "severe", "enhanced") == ("board", 2, True)
    assert body("high", "high", "enhanced", escalated=True) == ("board", 2, True)
    assert quorum_for(Case(known="", possible="", hold=True), policy, held).body == "board"
    unrated = Case(known="low", possible="severe", depth="basic", hold=True)
    assert quorum_for(unrated, policy, held).body == "board"


def test_a_severe_deal_needs_two_and_the_resolution_of_the_board(people: People, signed: Signed) -> None:
    case = open_case(people["sam"], "Interception", example("egypt-2014-interception-suite.yaml"))
    with pytest.raises(InputError, match="resolution"):
        proposed(case, people)
    sent = {"review": 1, "outcome": "approve", "gates": ["quote"], "expires_on": in_days(9).isoformat(), "reason": "x"}
    answer = signed("ana").post(f"/cases/{case.number}/decisions/propose/", sent)
    assert list(answer.context["form"].errors) == ["resolution"]
    decision = proposed(case, people, resolution="2026-11-20, no. 14")
    acts.give_verdict(decision, people["carla"], approves=True)
    assert (decision.stage, acts.missing(decision)) == (Stage.PROPOSED, 1)
    acts.give_verdict(decision, people["dan"], approves=True)
    assert decision.stage == Stage.MADE


def test_a_dissent_is_kept_asks_for_one_more_and_may_lie_in_counsels_lane(
    case: Case, people: People, signed: Signed
) -> None:
    decision = proposed(case, people)
    answer = signed("dan").post(f"/cases/{case.number}/decisions/1/verdict/", {"approves": "no"})
    assert answer.status_code == 400
    assert not Verdict.objects.exists()
    sent = {"approves": "no", "reason": "Advice of 3 May says no.", "privileged": "on"}
    signed("dan").post(f"/cases/{case.number}/decisions/1/verdict/", sent)
    acts.give_verdict(decision, people["carla"], approves=True)
    assert (decision.stage, acts.missing(decision)) == (Stage.PROPOSED, 1)
    for name, told in (("carla", True), ("ana", False), ("aud", False)):
        page = signed(name).get(f"/cases/{case.number}/decisions/").content.decode()
        assert ("Advice of 3 May" in page) == told, name
        assert "dissents" in page
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Verdict.objects.filter(approves=False).update(approves=True)


def test_a_legal_stop_refuses_every_approval_and_names_itself(people: People, signed: Signed) -> None:
    case = open_case(people["sam"], "Analysers", example("xinjiang-2019-dna-analysers.yaml"))
    assert case.stops
    sent = {"review": 1, "outcome": "approve", "gates": ["quote"], "expires_on": in_days(9).isoformat(), "reason": "x",
            "resolution": "2026-11-20"}  # fmt: skip
    answer = signed("ana").post(f"/cases/{case.number}/decisions/propose/", sent)
    assert answer.status_code == 400
    assert "OFAC-PROG/LS1" in answer.content.decode()
    assert approved(case, people, Outcome.DECLINE).stage == Stage.MADE
    clear = low_case(people)
    waiting = proposed(clear, people)
    Case.objects.filter(pk=clear.pk).update(stops=1)
    with pytest.raises(InputError, match="legal stop stands"):
        acts.give_verdict(waiting, people["carla"], approves=True)


def test_a_changed_basis_makes_a_decision_stale_and_opens_the_case_again(people: People, signed: Signed) -> None:
    case = low_case(people)
    decision = approved(case, people)
    assert case.state == State.DECIDED
    changed(case, people)
    assert case.review is not None
    assert acts.state_of(decision, case.review.basis, in_days(0)) == "stale"
    assert case.state == State.REVIEW
    page = signed("ana").get(f"/cases/{case.number}/").content.decode()
    assert f"/cases/{case.number}/compare/1/2/" in page
    asked = signed("sam").get(f"/cases/{case.number}/").content.decode()
    assert "gates are closed until it is decided again" in asked
    assert "/compare/" not in asked


def test_the_same_basis_leaves_a_decision_as_it_is(people: People) -> None:
    from duecare.office.cases.acts import review_again

    case = low_case(people)
    decision = approved(case, people)
    review_again(case, Cause.DATA)
    assert case.review is not None
    assert (case.review.number, case.state) == (2, State.DECIDED)
    assert acts.state_of(decision, case.review.basis, in_days(0)) == "in_force"
    assert acts.state_of(decision, case.review.basis, in_days(100)) == "in_force"
    assert acts.state_of(decision, case.review.basis, in_days(101)) == "expired"


def test_a_stale_proposal_is_not_approved_and_not_proposed_unread(people: People) -> None:
    case = low_case(people)
    decision = proposed(case, people)
    changed(case, people)
    with pytest.raises(InputError, match="stale"):
        acts.give_verdict(decision, people["carla"], approves=True)
    acts.retract(decision, people["ana"])
    with pytest.raises(InputError, match="since you read it"):
        acts.propose(case, people["ana"], "decline", "No.", review=1)


def test_a_proposal_that_lacks_something_is_refused_beside_the_field(people: People, signed: Signed) -> None:
    case, ana = low_case(people), signed("ana")
    whole = {"review": 1, "outcome": "approve", "gates": ["quote"], "expires_on": in_days(9).isoformat(), "reason": "x"}
    for sent, field in (
        ({"gates": []}, "gates"),
        ({"expires_on": ""}, "expires_on"),
        ({"expires_on": "2020-01-01"}, "__all__"),
        ({"expires_on": in_days(9_000).isoformat()}, "__all__"),
        ({"gates": ["moon"]}, "gates"),
        ({"outcome": "perhaps"}, "outcome"),
        ({"reason": " "}, "reason"),
    ):
        answer = ana.post(f"/cases/{case.number}/decisions/propose/", {**whole, **sent})
        assert answer.status_code == 400
        assert field in answer.context["form"].errors, sent
    assert not Decision.objects.exists()


def test_gates_that_the_page_offers_ticked_are_not_opened_by_a_refusal(people: People, signed: Signed) -> None:
    case = low_case(people)
    sent = {"review": 1, "outcome": "decline", "gates": ["quote", "ship"], "reason": "Too little is known."}
    assert signed("ana").post(f"/cases/{case.number}/decisions/propose/", sent).status_code == 302
    assert Decision.objects.get().gates == []


def test_what_cannot_be_rated_opens_no_more_than_a_quote(people: People) -> None:
    case = open_case(people["sam"], "Something for somebody")
    assert case.hold
    with pytest.raises(InputError, match="stay closed: Contract"):
        proposed(case, people, Outcome.APPROVE, "quote", "contract", resolution="2026-11-20")
    assert proposed(case, people, Outcome.APPROVE, "quote", resolution="2026-11-20").gates == ["quote"]


def test_escalation_takes_effect_at_once_and_asks_the_next_body(people: People) -> None:
    case = low_case(people)
    approved(case, people)
    assert acts.quorum_of(case, Outcome.APPROVE).body == "analyst"
    assert proposed(case, people, Outcome.ESCALATE).stage == Stage.MADE
    case.refresh_from_db()
    assert case.state == State.REVIEW
    assert acts.quorum_of(case, Outcome.APPROVE).body == "counsel"


def test_withdrawal_is_looked_at_by_another_and_closes_the_case(people: People) -> None:
    case = low_case(people)
    decision = proposed(case, people, Outcome.WITHDRAW)
    assert decision.stage == Stage.PROPOSED
    acts.give_verdict(decision, people["carla"], approves=True)
    case.refresh_from_db()
    assert case.state == State.CLOSED


def test_an_approval_says_whether_conditions_bind_it(people: People) -> None:
    case = low_case(people)
    with pytest.raises(InputError, match="there is none"):
        approved(case, people, Outcome.CONDITIONS)
    acts.retract(Decision.objects.get(), people["ana"])
    condition(case, people)
    with pytest.raises(InputError, match="approve with conditions"):
        proposed(case, people)
    assert approved(case, people, Outcome.CONDITIONS).stage == Stage.MADE


def test_a_requester_sees_decision_and_gates_and_never_the_level(people: People, signed: Signed, case: Case) -> None:
    approved(case, people, Outcome.APPROVE, "quote")
    assert case.review is not None
    page = signed("sam").get(f"/cases/{case.number}/").content.decode()
    assert "Approved" in page
    assert in_days(100).isoformat() in page
    for told in (case.review.headline, "As the review says", "on what is known", "Fast lane", "counsel-memo"):
        assert told not in page
    assert signed("sam").get(f"/cases/{case.number}/decisions/").status_code == 403


def test_what_waits_is_in_the_order_of_need_and_says_what_lacks(people: People, signed: Signed) -> None:
    late, soon = low_case(people), low_case(people, needed_by=in_days(2))
    for one in (late, soon):
        proposed(one, people)
    page = signed("carla").get("/decisions/").content.decode()
    assert page.index(soon.number) < page.index(late.number)
    assert "fast lane" in page
    Case.objects.filter(pk=soon.pk).update(restricted=True)
    assert soon.number not in signed("carla").get("/decisions/").content.decode()
    assert late.number not in signed("sam").get("/decisions/").content.decode()


def test_a_house_has_its_own_quorum_and_is_told_where_it_cannot_be_read(
    people: People, settings: Any, tmp_path: Path
) -> None:
    settings.OFFICE, own = tmp_path, tmp_path / "quorum.yaml"
    shipped = SHIPPED.read_text()
    own.write_text(shipped.replace("analyst: {approvals: 1,", "analyst: {approvals: 3,"))
    with pytest.raises(InputError, match="from lenient to strict"):
        rules()
    own.write_text(shipped.replace("basic: analyst", "basic: board"))
    assert acts.quorum_of(low_case(people), Outcome.APPROVE).approvals == 2
    own.write_text("bodies: []")
    with pytest.raises(InputError, match=r"quorum\.yaml"):
        rules()
