"""A condition is proven for as long as the paper that proves it counts."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.test import Client
from made_decisions import approved, condition, in_days, low_case, paper, prove
from made_people import People

from duecare.errors import InputError
from duecare.office.api.models import Announced, Subscription
from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case, State
from duecare.office.decisions import acts, conditions
from duecare.office.decisions.clearance import gates_of
from duecare.office.decisions.models import Condition, Outcome, PastProof
from duecare.office.monitoring.models import Alert
from duecare.office.operations.schedule import SCHEDULE

Signed = Callable[[str], Client]
ENDS = 10
AFTER = ENDS + 1


@pytest.fixture
def proven(people: People) -> Condition:
    """A condition for shipping, of a decided case, whose proof is a paper that counts for ten days more."""
    case = low_case(people)
    case.analyst = people["ana"]
    case.save()
    made = condition(case, people, before="ship", due_on=in_days(5))
    prove(made, people, paper(case, people, expires_on=in_days(ENDS)))
    conditions.check(made, people["ana"], works=True, seen="Twelve people were there.", on=in_days(0))
    approved(case, people, Outcome.CONDITIONS)
    return Condition.objects.get(pk=made.pk)


def ship(case: Case, day: datetime.date) -> bool:
    return dict(gates_of(case, day))["ship"].allowed


def test_on_the_last_day_of_its_proof_a_condition_is_kept_and_the_day_after_it_is_due(proven: Condition) -> None:
    assert proven.state(in_days(ENDS)) == "effective"
    assert proven.state(in_days(AFTER)) == "overdue"
    assert ship(proven.case, in_days(ENDS))
    assert not ship(proven.case, in_days(AFTER))


def test_the_day_after_the_case_is_in_review_again_and_its_analyst_has_one_alert(
    proven: Condition, people: People
) -> None:
    assert acts.reopen_overdue(in_days(ENDS)) == []
    assert not Alert.objects.exists()
    assert acts.reopen_overdue(in_days(AFTER)) == [proven.case]
    assert acts.reopen_overdue(in_days(AFTER)) == []
    assert Case.objects.get(pk=proven.case_id).state == State.REVIEW
    alert = Alert.objects.get()
    assert (alert.kind, alert.assigned, alert.legal) == ("condition", people["ana"], False)
    assert alert.because == {"condition": proven.pk, "paper": proven.proof_id, "ended": str(in_days(ENDS))}
    told = Entry.objects.filter(act__in=("condition.lapse", "decision.reopen")).order_by("pk")
    assert [one.act for one in told] == ["condition.lapse", "decision.reopen"]
    assert told[1].detail["why"] == "lapsed"
    assert list(verify()) == []


def test_the_clock_of_the_office_looks_for_proofs_that_ended(proven: Condition) -> None:
    paths = [one.path for one in SCHEDULE if one.function() is acts.reopen_overdue]
    assert len(paths) == 1
    Condition.objects.update(proof_until=in_days(-1))
    next(one for one in SCHEDULE if one.path == paths[0]).call()
    assert Alert.objects.filter(kind="condition").count() == 1


def test_an_alert_about_a_proof_leads_to_its_condition_and_stands_on_the_case(
    proven: Condition, signed: Signed
) -> None:
    acts.reopen_overdue(in_days(AFTER))
    alert, ana = Alert.objects.get(), signed("ana")
    assert "A proof counts no more" in ana.get("/alerts/?kind=condition").content.decode()
    page = ana.get(f"/alerts/{alert.pk}/").content.decode()
    assert f"ended on {in_days(ENDS)}" in page
    assert f"/cases/{proven.case.number}/conditions/{proven.pk}/" in page
    assert "A condition is due again." in ana.get(f"/cases/{proven.case.number}/").content.decode()


def test_a_case_that_is_not_decided_gets_the_alert_too_and_an_erased_or_closed_one_does_not(people: People) -> None:
    for state, alerts in ((State.REVIEW, 1), (State.CLOSED, 0)):
        case = low_case(people)
        made = condition(case, people, due_on=in_days(90))
        prove(made, people, paper(case, people, expires_on=in_days(ENDS)))
        Case.objects.filter(pk=case.pk).update(state=state)
        acts.reopen_overdue(in_days(AFTER))
        assert case.alerts.count() == alerts
        made.refresh_from_db()
        assert made.state(in_days(AFTER)) == "open", "it is due again, and its due day is still to come"


def test_another_proof_takes_its_place_and_the_one_that_ended_stays_with_what_was_seen(
    proven: Condition, people: People, signed: Signed
) -> None:
    old = proven.proof
    Condition.objects.filter(pk=proven.pk).update(proof_until=in_days(-1))
    assert proven in conditions.reminders(people["ana"], in_days(0))
    page = signed("sam").get(f"/cases/{proven.case.number}/conditions/{proven.pk}/").content.decode()
    assert "so that another is due" in page
    new = paper(proven.case, people, title="Second list", expires_on=in_days(200))
    prove(proven, people, new)
    proven.refresh_from_db()
    assert (proven.state(in_days(0)), proven.proof, proven.proof_until) == ("proven", new, in_days(200))
    assert (proven.works, proven.seen, proven.checked_by) == (None, "", None)
    kept = PastProof.objects.get()
    assert (kept.proof, kept.works, kept.seen, kept.checked_by) == (
        old,
        True,
        "Twelve people were there.",
        people["ana"],
    )
    page = signed("ana").get(f"/cases/{proven.case.number}/conditions/{proven.pk}/").content.decode()
    assert "Proofs that count no more" in page
    assert "Twelve people were there." in page
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        PastProof.objects.update(works=False)
    with pytest.raises(InputError, match="does not wait"):
        prove(proven, people, new)


def test_what_has_failed_stays_failed_when_its_proof_ends(proven: Condition) -> None:
    Condition.objects.update(works=False)
    proven.refresh_from_db()
    assert proven.state(in_days(AFTER)) == "failed"
    acts.reopen_overdue(in_days(AFTER))
    assert not Alert.objects.exists()


def test_the_database_knows_no_last_day_of_a_proof_that_is_not_there(case: Case, people: People) -> None:
    made = condition(case, people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Condition.objects.filter(pk=made.pk).update(proof_until=in_days(1))


def test_other_systems_are_told_that_a_condition_is_due_again(proven: Condition, people: People) -> None:
    Subscription.objects.create(
        name="x", url="https://example.org", events=["decision", "condition.overdue"], user=people["ana"], salt="x",
        by=people["adam"],
    )  # fmt: skip
    acts.reopen_overdue(in_days(AFTER))
    acts.reopen_overdue(in_days(AFTER))
    assert sorted(one.event for one in Announced.objects.all()) == ["condition.overdue", "decision"]
