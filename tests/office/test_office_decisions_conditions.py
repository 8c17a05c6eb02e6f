"""Conditions and licences: kept by somebody, shown by a paper, looked at by another; drawn from and never beyond."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.test import Client
from made_decisions import approved, condition, in_days, low_case, paper, prove
from made_people import People, example

from duecare.errors import InputError
from duecare.office.api.models import Announced, Subscription
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import open_case
from duecare.office.cases.models import Case, State
from duecare.office.decisions import acts, conditions, licensing
from duecare.office.decisions.models import Condition, DrawDown, Licence, Outcome
from duecare.office.evidence.models import Confidentiality

Signed = Callable[[str], Client]
SENT = {"title": "Clause", "wanted": "The signed clause.", "consequence": "look_again", "before": "ship"}


def test_a_safeguard_becomes_a_condition_with_its_proof(case: Case, people: People, signed: Signed) -> None:
    ana, address = signed("ana"), f"/cases/{case.number}/conditions/make/"
    page = ana.get(address, {"from": "HOUSE/contract/audit"}).content.decode()
    assert "The signed clause; the first report" in page
    sent = {**SENT, "reference": "HOUSE/contract/audit", "owner": people["sam"].pk, "due_on": in_days(9).isoformat()}
    answer = ana.post(address, sent)
    made = Condition.objects.get()
    assert answer.url == f"/cases/{case.number}/conditions/{made.pk}/"
    assert (made.source, made.reference, made.before) == ("safeguard", "HOUSE/contract/audit", "ship")
    assert ana.post(address, sent).status_code == 400
    assert Condition.objects.count() == 1
    asked = signed("sam").get(f"/cases/{case.number}/").content.decode()
    assert "Clause" in asked
    assert made.due_on.isoformat() in asked


def test_a_condition_that_lacks_something_is_refused_beside_the_field(people: People, signed: Signed) -> None:
    case, ana = low_case(people), signed("ana")
    whole = {**SENT, "owner": people["sam"].pk, "due_on": in_days(9).isoformat()}
    for sent, field in (
        ({"consequence": "end_support"}, "hurt"),
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"owner": ""}, "owner"),
        ({"before": "moon"}, "before"),
        ({"wanted": ""}, "wanted"),
    ):
        answer = ana.post(f"/cases/{case.number}/conditions/make/", {**whole, **sent})
        assert answer.status_code == 400
        assert list(answer.context["form"].errors) == [field]
    assert not Condition.objects.exists()


def test_an_owner_can_see_the_case(people: People) -> None:
    case = low_case(people)
    with pytest.raises(InputError, match="add them to it first"):
        condition(case, people, owner=people["sue"])


def test_a_proof_is_given_by_one_and_looked_at_by_another(people: People, signed: Signed) -> None:
    case = low_case(people)
    made, shown = condition(case, people), paper(case, people)
    address = f"/cases/{case.number}/conditions/{made.pk}/"
    assert made.state(made.due_on) == "open"
    assert signed("sam").post(f"{address}prove/", {"proof": shown.pk}).status_code == 302
    made.refresh_from_db()
    assert (made.state(in_days(99)), made.proof, made.proven_by) == ("given", shown, people["sam"])
    assert signed("sam").post(f"{address}check/", {}).status_code == 403
    sent = {"works": "yes", "seen": "Twelve people.", "on": in_days(0).isoformat()}
    assert signed("ana").post(f"{address}check/", sent).status_code == 400  # nobody has accepted the paper
    assert signed("ben").post(f"{address}accept/", {"accepts": "yes"}).status_code == 302
    made.refresh_from_db()
    assert made.state(in_days(99)) == "proven"
    sent = {"works": "no", "seen": "Nobody came.", "on": in_days(0).isoformat()}
    assert signed("ana").post(f"{address}check/", sent).status_code == 302
    made.refresh_from_db()
    assert (made.state(in_days(0)), made.checked_by) == ("failed", people["ana"])
    assert [one.act for one in Entry.objects.filter(act__startswith="condition.")] == [
        "condition.make", "condition.prove", "condition.accept", "condition.check",
    ]  # fmt: skip


def test_nobody_checks_their_own_proof_even_by_sql(people: People) -> None:
    case = low_case(people)
    made = condition(case, people)
    prove(made, people, paper(case, people), by="ana", accepted="ben")
    with pytest.raises(InputError, match="somebody else"):
        conditions.check(made, people["ana"], works=True, seen="All of it.", on=in_days(0))
    with pytest.raises(IntegrityError, match="nobody_checks_their_own_proof"), transaction.atomic():
        Condition.objects.filter(pk=made.pk).update(checked_by=people["ana"])


def test_a_paper_of_another_case_or_one_that_ended_or_is_not_theirs_proves_nothing(
    people: People, signed: Signed
) -> None:
    case, other = low_case(people), low_case(people)
    made = condition(case, people)
    with pytest.raises(InputError, match="not on file"):
        conditions.prove(made, people["sam"], paper(other, people))
    with pytest.raises(InputError, match="ended on"):
        conditions.prove(made, people["sam"], paper(case, people, expires_on=in_days(-1)))
    closed = paper(case, people, confidentiality=Confidentiality.COUNSEL)
    for name in ("sam", "ana"):
        answer = signed(name).post(f"/cases/{case.number}/conditions/{made.pk}/prove/", {"proof": closed.pk})
        assert answer.status_code == 400
    made.refresh_from_db()
    assert made.proof is None


def test_a_condition_is_dropped_by_an_approver_who_does_not_own_it_for_a_reason(people: People, signed: Signed) -> None:
    case = low_case(people)
    made = condition(case, people, owner=people["carla"])
    address = f"/cases/{case.number}/conditions/{made.pk}/drop/"
    assert signed("ana").post(address, {"why": "x"}).status_code == 403
    assert signed("carla").post(address, {"why": "x"}).status_code == 400
    assert signed("dan").post(address, {"why": ""}).status_code == 400
    assert signed("dan").post(address, {"why": "The law changed."}).status_code == 302
    made.refresh_from_db()
    assert made.state(in_days(99)) == "dropped"


def test_what_is_overdue_opens_the_case_again_once_and_waits_in_the_list(people: People, signed: Signed) -> None:
    case, calm = low_case(people), low_case(people)
    for one in (case, calm):
        condition(one, people, title=f"Training {one.number}", due_on=in_days(10))
        approved(one, people, Outcome.CONDITIONS)
    Condition.objects.filter(case=calm).update(due_on=in_days(60))
    assert acts.reopen_overdue(in_days(10)) == []
    assert [one.number for one in acts.reopen_overdue(in_days(11))] == [case.number]
    assert acts.reopen_overdue(in_days(11)) == []
    case.refresh_from_db()
    calm.refresh_from_db()
    assert (case.state, calm.state) == (State.REVIEW, State.DECIDED)
    page = signed("sam").get("/decisions/").content.decode()
    assert f"Training {case.number}" in page
    assert f"Training {calm.number}" not in page
    Condition.objects.filter(case=case).update(due_on=in_days(-1))
    assert "overdue" in signed("sam").get(f"/cases/{case.number}/").content.decode()
    with pytest.raises(InputError, match="overdue or have failed"):
        approved(case, people, Outcome.CONDITIONS)


def test_other_systems_are_told_of_decisions_and_of_what_is_overdue_or_neither_stands(people: People) -> None:
    Subscription.objects.create(
        name="x", url="https://example.org", events=["decision", "condition.overdue"], user=people["ana"], salt="x",
        by=people["adam"],
    )  # fmt: skip
    case = low_case(people)
    made = condition(case, people, title="Training", due_on=in_days(10))
    decision = approved(case, people, Outcome.CONDITIONS)
    told = Announced.objects.get()
    assert (told.event, told.case, told.payload["standing"]) == ("decision", case, "made")
    assert told.payload["decision"] == decision.number
    with transaction.atomic():
        acts.reopen_overdue(in_days(11))
        transaction.set_rollback(True)
    assert Announced.objects.count() == 1
    acts.reopen_overdue(in_days(11))
    later = {one.event: one.payload for one in Announced.objects.exclude(pk=told.pk)}
    assert later["condition.overdue"]["condition"] == made.pk
    assert later["decision"]["standing"] == "overdue"
    acts.reopen_overdue(in_days(11))
    assert Announced.objects.count() == 3


def test_an_approval_that_ended_opens_the_case_again(people: People) -> None:
    case = low_case(people)
    approved(case, people, expires_on=in_days(5))
    assert acts.reopen_overdue(in_days(5)) == []
    assert len(acts.reopen_overdue(in_days(6))) == 1
    assert Entry.objects.get(act="decision.reopen").detail["why"] == "expired"


LICENCE = {"authority": "BAFA", "classification": "5A001", "classified_by": "Maker", "classified_from": "Paper",
           "required": "yes", "status": "granted", "decided_on": "2026-05-04", "number": "L-77", "quantity": "10",
           "unit": "pieces", "provisos": "Report deliveries.\n\nNo resale.", "expires_on": "2030-01-01"}  # fmt: skip


def test_a_licence_is_kept_and_its_provisos_become_conditions(people: People, signed: Signed) -> None:
    case = low_case(people)
    ana = signed("ana")
    assert ana.post(f"/cases/{case.number}/licences/add/", LICENCE).status_code == 302
    kept = Licence.objects.get()
    assert (kept.provisos, kept.balance) == (["Report deliveries.", "No resale."], Decimal(10))
    drafts = conditions.drafts(case)
    key = conditions.proviso_key(kept, 2)
    assert drafts[key]["text"] == "No resale."
    assert condition(case, people, reference=key).source == "proviso"
    assert key not in conditions.drafts(case)
    assert ana.post(f"/cases/{case.number}/licences/add/", {**LICENCE, "authority": "bafa"}).status_code == 400
    page = ana.get(f"/cases/{case.number}/licences/{kept.pk}/").content.decode()
    assert "10 of 10 pieces are left" in page
    assert signed("sam").get(f"/cases/{case.number}/licences/{kept.pk}/").status_code == 403


def test_a_licence_that_contradicts_itself_is_refused(people: People, signed: Signed) -> None:
    case, ana = low_case(people), signed("ana")
    for sent, field in (
        ({"number": ""}, "number"),
        ({"decided_on": ""}, "decided_on"),
        ({"classified_by": ""}, "classified_by"),
        ({"required": "no", "ground": ""}, "ground"),
        ({"applied_on": "2026-06-01"}, "__all__"),
        ({"quantity": "-1"}, "quantity"),
    ):
        answer = ana.post(f"/cases/{case.number}/licences/add/", {**LICENCE, **sent})
        assert answer.status_code == 400
        assert list(answer.context["form"].errors) == [field]
    assert not Licence.objects.exists()


def test_no_more_is_drawn_than_was_granted(people: People, signed: Signed) -> None:
    case = low_case(people)
    signed("ana").post(f"/cases/{case.number}/licences/add/", LICENCE)
    kept = Licence.objects.get()
    licensing.draw(kept, people["ana"], Decimal(7), in_days(0), "D-1")
    sent = {"quantity": "4", "on": in_days(0).isoformat(), "reference": "D-2"}
    answer = signed("ana").post(f"/cases/{case.number}/licences/{kept.pk}/draw/", sent)
    assert answer.status_code == 400
    assert "3 pieces are left" in answer.content.decode()
    with pytest.raises(InputError, match="drawn already"):
        licensing.draw(kept, people["ana"], Decimal(1), in_days(0), "D-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Licence.objects.filter(pk=kept.pk).update(drawn=11)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        DrawDown.objects.update(quantity=1)
    kept.refresh_from_db()
    assert kept.balance == 3


def test_counsel_is_asked_by_the_roads_that_the_law_leaves(people: People, signed: Signed) -> None:
    document = {**example("egypt-2014-interception-suite.yaml"), "facts": {"repression_use_known": True}}
    case = open_case(people["sam"], "Interception", document)
    asked = licensing.for_counsel(case)
    assert [(one.stop["stop"], one.knowledge) for one in asked if one.stop["status"] == "stands"] == [
        ("EU-2021-821/LS2", True)
    ]
    assert [name for name, _ in asked[0].roads] == ["notify", "license"]
    page = signed("ana").get(f"/cases/{case.number}/counsel-memo/").content.decode()
    assert "What is known meets a legal trigger" in page
    assert "Article 5(2)" in page
    assert "counsel-memo" in signed("ana").get(f"/cases/{case.number}/").content.decode()
    assert signed("sam").get(f"/cases/{case.number}/counsel-memo/").status_code == 403


def test_every_stop_of_the_instruments_has_its_roads() -> None:
    from duecare.guidance import load_guidance

    stops = {one.id for one in load_guidance().stops}
    said = licensing._triggers()
    assert set(said["stops"]) == {one for one in stops if not one.startswith("HOUSE/")}
    assert all(set(one["roads"]) <= set(said["roads"]) for one in said["stops"].values())
