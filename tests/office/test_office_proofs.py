"""The proof of a condition opens its gate when somebody other than who gave it has accepted it, and not before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone
from made_decisions import approved, condition, in_days, low_case, paper
from made_people import People, person

from duecare.errors import InputError
from duecare.office.api.models import Announced, Subscription
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case, Gate, State
from duecare.office.decisions import conditions
from duecare.office.decisions.acts import reopen_overdue
from duecare.office.decisions.clearance import Clearance, clearance, gates_of
from duecare.office.decisions.models import Condition, Outcome, PastProof
from duecare.office.decisions.quorum import SHIPPED, rules
from duecare.office.digests.waiting import waits_for
from duecare.office.evidence.acts import withdraw
from duecare.office.evidence.models import Confidentiality
from duecare.office.monitoring.models import Alert
from duecare.office.people.models import Role

Signed = Callable[[str], Client]


@pytest.fixture
def case(people: People) -> Case:
    """A case approved on a condition that the gate ship waits for."""
    made = low_case(people)
    condition(made, people, before="ship")
    approved(made, people, Outcome.CONDITIONS)
    return made


@pytest.fixture
def held(case: Case) -> Condition:
    return Condition.objects.get(case=case)


def gate(case: Case, which: Gate = Gate.SHIP, day: int = 0) -> Clearance:
    case.refresh_from_db()
    return dict(gates_of(case, in_days(day)))[which]


def address(held: Condition, act: str = "") -> str:
    return f"/cases/{held.case.number}/conditions/{held.pk}/{act}"


def test_sales_alone_opens_no_gate_and_the_answer_says_what_it_waits_for(
    case: Case, held: Condition, people: People, signed: Signed
) -> None:
    given = paper(case, people)
    assert signed("sam").post(address(held, "prove/"), {"proof": given.pk}).status_code == 302
    held.refresh_from_db()
    assert held.state(in_days(0)) == "given"
    for said in (gate(case), clearance(case.customer, case.item, "ship", in_days(0))):
        assert (said.allowed, said.state, said.conditions) == (False, "condition", ("Training is given",))
        assert "Training is given (held for the proof to be accepted)" in said.why
    for name in ("sam", "ana"):
        assert "held for the proof to be accepted" in signed(name).get(f"/cases/{case.number}/").content.decode()
        assert "held for the proof to be accepted" in signed(name).get(address(held)).content.decode()
    assert signed("sam").post(address(held, "accept/"), {"accepts": "yes"}).status_code == 403
    assert gate(case, Gate.CONTRACT).allowed  # the gates before it wait for nothing
    assert "Accept the proof" in signed("ana").get(address(held)).content.decode()
    assert signed("ana").post(address(held, "accept/"), {"accepts": "yes"}).status_code == 302
    held.refresh_from_db()
    assert (held.state(in_days(0)), held.accepted_by) == ("proven", people["ana"])
    assert gate(case).allowed
    acts = list(Entry.objects.filter(act__startswith="condition.").values_list("act", flat=True))
    assert acts == ["condition.make", "condition.prove", "condition.accept"]


def test_who_gave_it_owns_the_condition_asked_for_the_deal_or_cannot_read_it_does_not_accept_it(
    case: Case, held: Condition, people: People
) -> None:
    conditions.prove(held, people["ben"], paper(case, people))
    both = person("both", Role.REQUESTER, Role.ANALYST)
    other = condition(case, people, title="Other")
    conditions.prove(other, people["ben"], paper(case, people, confidentiality=Confidentiality.COUNSEL))
    Condition.objects.filter(pk=held.pk).update(owner=people["ana"])
    Case.objects.filter(pk=case.pk).update(requester=both)
    for about, name, why in (
        (held, people["ben"], "You gave the proof"), (held, people["sue"], "work on it|This is for"),
        (held, both, "You asked for this deal"), (held, people["ana"], "You own this condition"),
        (other, people["ana"], "not open to you"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=why):
            conditions.judge_proof(Condition.objects.get(pk=about.pk), name, accepts=True)
    with pytest.raises(IntegrityError, match="nobody_accepts_their_own_proof"), transaction.atomic():
        Condition.objects.filter(pk=held.pk).update(accepted_by=F("proven_by"), accepted_at=timezone.now())
    with pytest.raises(IntegrityError, match="only_a_proof_is_accepted"), transaction.atomic():
        Condition.objects.filter(pk=held.pk).update(accepted_by=people["carla"])


def test_whoever_accepts_is_told_that_the_paper_was_given_for_another_condition_too(
    case: Case, held: Condition, people: People, signed: Signed
) -> None:
    other = condition(low_case(people), people, title="Logs are kept for a year")
    conditions.prove(other, people["sam"], paper(other.case, people))
    conditions.prove(held, people["sam"], paper(case, people))  # the same bytes, filed in another case
    page = signed("ana").get(address(held, "accept/")).content.decode()
    assert "The same paper was given for another condition too" in page
    assert "Logs are kept for a year" in page
    Case.objects.filter(pk=other.case_id).update(restricted=True)
    assert "Logs are kept" not in signed("ana").get(address(held, "accept/")).content.decode()


def test_a_refused_proof_stays_on_file_with_the_reason_and_another_is_given(
    case: Case, held: Condition, people: People, signed: Signed
) -> None:
    first, second = paper(case, people, title="Menu of the canteen"), paper(case, people)
    conditions.prove(held, people["sam"], first)
    assert signed("ana").post(address(held, "accept/"), {"accepts": "no"}).status_code == 400
    sent = {"accepts": "no", "why": "It names nobody."}
    assert signed("ana").post(address(held, "accept/"), sent).status_code == 302
    held.refresh_from_db()
    assert (held.state(in_days(0)), held.proof) == ("open", None)
    page = signed("sam").get(address(held)).content.decode()
    assert "Menu of the canteen" in page
    assert "It names nobody." in page
    with pytest.raises(InputError, match="given for this condition before"):
        conditions.prove(held, people["sam"], first)
    conditions.prove(held, people["sam"], second)
    conditions.judge_proof(held, people["ana"], accepts=True)
    assert gate(case).allowed
    with pytest.raises(IntegrityError, match="refused_for_a_reason"), transaction.atomic():
        PastProof.objects.create(
            condition=held, proof=second, proven_by=people["sam"], proven_at=timezone.now(), refused_by=people["ana"]
        )


def test_a_proof_that_nobody_accepted_by_the_due_day_is_overdue_like_none(
    case: Case, held: Condition, people: People
) -> None:
    conditions.prove(held, people["sam"], paper(case, people))
    assert gate(case, Gate.RENEW, 30).state == "condition"  # renew comes after ship
    assert gate(case, Gate.CONTRACT, 30).allowed
    assert gate(case, Gate.CONTRACT, 31).state == "condition"
    assert reopen_overdue(in_days(31)) == [case]


def test_a_withdrawn_proof_counts_no_more_closes_the_gate_and_somebody_is_told_at_once(
    case: Case, held: Condition, people: People, signed: Signed
) -> None:
    given = paper(case, people)
    conditions.prove(held, people["sam"], given)
    conditions.judge_proof(held, people["ana"], accepts=True)
    conditions.check(held, people["ana"], works=True, seen="All of it.", on=in_days(0))
    assert gate(case).allowed
    withdraw(given, people["sam"], "It was of another customer")
    held = Condition.objects.get(pk=held.pk)
    case.refresh_from_db()
    assert (held.state(in_days(0)), case.state) == ("open", State.REVIEW)
    assert gate(case).state == "condition"
    alert = Alert.objects.get()
    assert (alert.kind, alert.because["withdrawn"]) == ("condition", in_days(0).isoformat())
    assert "was withdrawn on" in signed("ana").get(f"/alerts/{alert.pk}/").content.decode()
    assert "the paper was withdrawn on" in signed("sam").get(address(held)).content.decode()
    reopen_overdue(in_days(0))
    assert Alert.objects.count() == 1
    with pytest.raises(InputError, match="does not count"):
        conditions.prove(held, people["sam"], given)


def test_what_waits_to_be_accepted_stands_under_decisions(
    case: Case, held: Condition, people: People, signed: Signed
) -> None:
    Condition.objects.update(due_on=in_days(60))
    assert "Training is given" not in signed("ana").get("/decisions/").content.decode()
    conditions.prove(held, people["sam"], paper(case, people))
    assert "given, to be accepted" in signed("ana").get("/decisions/").content.decode()


@pytest.mark.parametrize(
    ("said", "opens"), [("proofs_accepted: true", False), ("proofs_accepted: false", True), ("", False)]
)
def test_a_house_may_have_proofs_count_as_given(
    case: Case, held: Condition, people: People, settings: Any, tmp_path: Any, said: str, opens: bool, signed: Signed
) -> None:
    settings.OFFICE = tmp_path
    shipped = SHIPPED.read_text()
    (tmp_path / "quorum.yaml").write_text(shipped.replace("proofs_accepted: true", said))
    conditions.prove(held, people["sam"], paper(case, people))
    assert gate(case).allowed is opens
    assert ("counts as given" in signed("ana").get(address(held)).content.decode()) is opens


def test_a_house_that_has_proofs_count_as_given_says_why(settings: Any, tmp_path: Any) -> None:
    settings.OFFICE = tmp_path
    whole = SHIPPED.read_text().replace("proofs_accepted: true", "proofs_accepted: false")
    start = whole.index("proofs_accepted_reason")
    (tmp_path / "quorum.yaml").write_text(whole[:start] + whole[whole.index("# The longest that") :])
    with pytest.raises(InputError, match="does not say why"):
        rules()


def test_the_mail_of_the_day_asks_who_has_the_case_to_accept_and_its_owner_for_nothing(
    case: Case, held: Condition, people: People
) -> None:
    Case.objects.filter(pk=case.pk).update(analyst=people["ana"])
    Condition.objects.update(due_on=in_days(5))
    assert [one.said for one in waits_for(people["sam"], in_days(0)) if "condition" in one.said]
    conditions.prove(held, people["sam"], paper(case, people))
    assert not [one for one in waits_for(people["sam"], in_days(0)) if "condition" in one.said]
    (asked,) = [one for one in waits_for(people["ana"], in_days(0)) if "condition" in one.said]
    assert (asked.path, "waits to be accepted" in asked.said) == (address(held), True)


def test_other_systems_are_told_once_of_what_is_overdue_also_where_nobody_has_decided(people: People) -> None:
    Subscription.objects.create(
        name="x", url="https://example.org", events=["condition.overdue"], user=people["ana"], salt="x",
        by=people["adam"],
    )  # fmt: skip
    case = low_case(people)
    made = condition(case, people, due_on=in_days(3))
    reopen_overdue(in_days(3))
    assert not Announced.objects.exists()
    for _ in range(2):
        reopen_overdue(in_days(4))
    assert Announced.objects.get().payload == {
        "case": case.number, "condition": made.pk, "due_on": in_days(3).isoformat()
    }  # fmt: skip
