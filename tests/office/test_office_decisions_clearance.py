"""Clearance: allowed only where everything is known to allow it, and said why it is held."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from made_decisions import approved, changed, condition, in_days, low_case, paper, proposed, prove
from made_people import People

from duecare.errors import InputError
from duecare.office.cases.models import Case, State
from duecare.office.decisions import acts, conditions, licensing
from duecare.office.decisions.clearance import Clearance, clearance, gates_of
from duecare.office.decisions.models import Consequence, Licence, Outcome, Standing
from duecare.office.decisions.standing import key_of
from duecare.office.monitoring.models import Freeze


def asked(case: Case, activity: str = "ship", day: datetime.date | None = None) -> Clearance:
    return clearance(case.customer, case.item, activity, day or in_days(0))


@pytest.fixture
def open_one(people: People) -> Case:
    """A case whose decision opens every gate for 100 days."""
    case = low_case(people)
    approved(case, people)
    return case


def test_what_is_approved_goes_on_until_the_last_day_however_it_is_written(open_one: Case) -> None:
    said = clearance(f"  {open_one.customer.upper()} ", open_one.item.replace(" ", "   "), "ship", in_days(0))
    assert said == Clearance(True, "cleared", f"{open_one.number} allows it.", in_days(100), (), open_one.number)
    assert asked(open_one, day=in_days(100)).allowed
    assert asked(open_one, day=in_days(101)).state == "expired"
    for activity in ("update", "service", "lead", "renew"):
        assert asked(open_one, activity).allowed


def test_what_nobody_knows_is_held(open_one: Case) -> None:
    for customer, item in (("nobody", "nothing"), ("", ""), ("\x00", " "), ("a" * 9_999, "b")):
        said = clearance(customer, item, "ship", in_days(0))
        assert (said.allowed, said.state, said.case) == (False, "unknown", None)


def test_an_activity_that_is_none_is_refused_with_those_that_are(db: None) -> None:
    with pytest.raises(InputError, match=r"accepted: lead, .*update, service"):
        clearance("x", "y", "teleport", in_days(0))


def test_a_proposal_alone_opens_nothing_and_a_refusal_closes(people: People) -> None:
    case = low_case(people)
    proposed(case, people)
    assert asked(case).state == "undecided"
    acts.retract(case.decisions.get(), people["ana"])
    approved(case, people, Outcome.APPROVE, "quote", "contract")
    assert asked(case, "contract").allowed
    assert asked(case).state == "not_open"
    proposed(case, people, Outcome.ESCALATE)
    assert asked(case, "contract").state == "undecided"
    approved(case, people, Outcome.DECLINE)
    assert (asked(case, "contract").state, asked(case).allowed) == ("refused", False)


def test_a_changed_basis_holds_until_it_is_decided_again(open_one: Case, people: People) -> None:
    changed(open_one, people)
    assert asked(open_one).state == "stale"
    assert str(open_one.number) in asked(open_one).why


def test_stops_and_what_cannot_be_rated_hold(open_one: Case) -> None:
    for fields, activity, state in (
        ({"hold": True}, "contract", "unrated"),
        ({"hold": True}, "quote", "cleared"),
        ({"stops": 1}, "lead", "stopped"),
        ({"deal": None}, "lead", "unknown"),
    ):
        Case.objects.filter(pk=open_one.pk).update(**fields)
        assert asked(open_one, activity).state == state


def test_a_freeze_holds_delivery_and_service_until_it_is_lifted(open_one: Case, people: People) -> None:
    freeze = Freeze.objects.create(case=open_one, why="listing")
    states = {
        activity: asked(open_one, activity).state for activity in ("ship", "activate", "support", "update", "quote")
    }
    assert states == {**dict.fromkeys(("ship", "activate", "support", "update"), "frozen"), "quote": "cleared"}
    freeze.lifted_at, freeze.lifted_by, freeze.reason = freeze.since, people["carla"], "Delisted."
    freeze.save()
    assert asked(open_one).allowed


def test_a_condition_before_a_gate_holds_it_and_those_after_until_it_is_proven(people: People) -> None:
    case = low_case(people)
    made = condition(case, people, before="ship")
    approved(case, people, Outcome.CONDITIONS)
    said = asked(case)
    assert (said.state, said.conditions, said.case) == ("condition", ("Training is given",), case.number)
    assert asked(case, "activate").state == "condition"
    quote = asked(case, "quote")
    assert (quote.allowed, quote.until, quote.conditions) == (True, in_days(30), ("Training is given",))
    prove(made, people, paper(case, people))
    assert (asked(case).allowed, asked(case).until) == (True, in_days(100))


def test_what_is_overdue_or_failed_holds_all_but_service_that_people_depend_on(people: People) -> None:
    case = low_case(people)
    made = condition(case, people, consequence=Consequence.SUSPEND, hurt="Hospitals that wait for fixes.")
    approved(case, people, Outcome.CONDITIONS)
    late = in_days(31)
    assert asked(case, day=in_days(30)).allowed
    assert {one: asked(case, one, late).allowed for one in ("ship", "renew", "update", "service")} == {
        "ship": False, "renew": False, "update": True, "service": True,
    }  # fmt: skip
    prove(made, people, paper(case, people))
    conditions.check(made, people["ana"], works=False, seen="No.", on=in_days(0))
    case.refresh_from_db()
    assert case.state == State.REVIEW
    assert {one: asked(case, one).allowed for one in ("ship", "update", "service", "support")} == {
        "ship": False, "update": False, "service": True, "support": False,
    }  # fmt: skip
    conditions.drop(made, people["carla"], "Another took its place.")
    assert asked(case).allowed


def test_a_licence_that_is_required_is_granted_in_force_and_not_used_up(open_one: Case, people: People) -> None:
    kept = licensing.keep(open_one, people["ana"], authority="BIS")
    assert (asked(open_one).state, asked(open_one, "contract").state) == ("licence", "cleared")
    granted = {"required": "yes", "status": "granted", "number": "L-1", "decided_on": in_days(-9),
               "expires_on": in_days(50), "quantity": Decimal(2)}  # fmt: skip
    licensing.keep(open_one, people["ana"], kept, **{**granted, "status": "denied"})
    assert "refused" in asked(open_one).why
    kept = licensing.keep(open_one, people["ana"], kept, **granted)
    assert (asked(open_one).allowed, asked(open_one).until) == (True, in_days(50))
    assert "ended" in asked(open_one, day=in_days(51)).why
    licensing.draw(kept, people["ana"], Decimal(2), in_days(0), "D-1")
    assert "used up" in asked(open_one).why
    Licence.objects.filter(pk=kept.pk).update(required="no")
    assert asked(open_one).allowed
    Standing.objects.update(licence=True)
    assert asked(open_one).state == "licence"


def test_a_deal_that_needs_a_licence_is_held_while_none_is_on_file(people: People) -> None:
    from made_people import example

    from duecare.office.cases.acts import open_case

    document = {**example("harmless-library-tags.yaml"), "licence": {"required": True, "status": "granted"}}
    case = open_case(people["sam"], "Tags", document)
    approved(case, people)
    assert asked(case).why.endswith("The deal needs a licence, and none is on file.")


def test_cases_that_disagree_hold_and_are_all_named(open_one: Case, people: People) -> None:
    other = low_case(people)
    said = asked(open_one)
    assert (said.allowed, said.state) == (False, "disagree")
    assert open_one.number in said.why
    assert other.number in said.why
    approved(other, people, expires_on=in_days(7))
    assert (asked(open_one).allowed, asked(open_one).until) == (True, in_days(7))


def test_a_deal_that_was_withdrawn_says_nothing_where_another_does(open_one: Case, people: People) -> None:
    other = low_case(people)
    approved(other, people, Outcome.WITHDRAW)
    assert asked(open_one).case == open_one.number
    approved(open_one, people, Outcome.WITHDRAW)
    assert asked(open_one).state == "refused"


def test_a_call_off_goes_on_by_its_framework_unless_its_own_decision_refuses(open_one: Case, people: People) -> None:
    framework, call_off = open_one, low_case(people)
    acts.set_framework(call_off, people["ana"], framework)
    assert (asked(call_off).allowed, asked(call_off).case) == (True, call_off.number)
    with pytest.raises(InputError, match="is no framework"):
        acts.set_framework(framework, people["ana"], call_off)
    approved(call_off, people, Outcome.APPROVE, "quote")
    assert (asked(call_off).state, asked(call_off, "quote").allowed) == ("not_open", True)
    approved(call_off, people, Outcome.DECLINE)
    assert asked(call_off, "quote").state == "refused"
    approved(call_off, people)
    Freeze.objects.create(case=framework, why="listing")
    assert (asked(call_off).state, asked(call_off).why.split(":")[0]) == ("frozen", framework.number)
    approved(framework, people, Outcome.DECLINE)
    assert asked(call_off, "quote").state == "refused"


def test_every_item_of_a_deal_is_found(people: People) -> None:
    from made_people import example

    from duecare.office.cases.acts import open_case

    document = example("harmless-library-tags.yaml")
    document["items"] += [{**document["items"][0], "id": "desk", "name": "Desk reader"}]
    document.pop("uses", None)
    case = open_case(people["sam"], "Tags and desks", document)
    approved(case, people)
    assert clearance(case.customer, "desk READER", "ship", in_days(0)).allowed


def test_it_is_answered_by_three_queries_with_an_index(open_one: Case, people: People) -> None:
    condition(open_one, people)
    with CaptureQueriesContext(connection) as asked_for:
        asked(open_one)
    assert len(asked_for) == 3
    if connection.vendor == "sqlite":
        for query in asked_for:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                plan = [str(row[-1]) for row in cursor.fetchall()]
            assert not [line for line in plan if line.startswith("SCAN")], plan


def test_the_page_says_of_each_gate_what_clearance_says(people: People) -> None:
    case = low_case(people)
    condition(case, people, before="ship")
    approved(case, people, Outcome.CONDITIONS, "quote", "contract", "ship")
    for gate, said in gates_of(case, in_days(0)):
        assert said == asked(case, gate)


def test_a_key_takes_no_name_for_another() -> None:
    assert key_of("ab", "c") != key_of("a", "bc")
    assert key_of("ＡＣＭＥ", "Kamera") == key_of("acme", "kamera")
    assert key_of("شركة", "x") != key_of("شركه", "x")
