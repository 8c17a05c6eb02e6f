"""What other systems are told of decisions and conditions, as a receiver on this computer hears it."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.utils import timezone
from made_decisions import approved, changed, condition, in_days, low_case
from made_people import People
from receivers import Receiver

from duecare.office.api.models import Announced, Delivery, Standing, Subscription
from duecare.office.api.webhooks import AFTER, deliver_due, secret_of, subscribe
from duecare.office.cases.acts import restrict
from duecare.office.decisions import acts
from duecare.office.decisions.models import Outcome

EVENTS = ["decision", "condition.overdue"]
SECRETS = ("Training of Hamid Karimi", "as the review says", "customer", "library", "sam", "ana", "carla")
"""What stands in the case of these tests and is no code."""


@pytest.fixture
def told(receiver: Receiver, people: People) -> Subscription:
    """The receiver is told of decisions and of what is overdue, in the name of ana."""
    return subscribe(people["adam"], "Licence server", receiver.url, people["ana"], EVENTS)[0]


def heard(receiver: Receiver) -> list[tuple[str, dict[str, Any]]]:
    """Event and data of what the receiver was told, in the order in which it came."""
    said = [json.loads(body) for _, body in receiver.heard]
    return [(one["type"], one["data"]) for one in said]


def signed_by(subscription: Subscription, headers: dict[str, str], body: bytes) -> str:
    """The signature that a message must have."""
    key = base64.b64decode(secret_of(subscription).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


def test_made_overdue_and_condition_come_signed_in_that_order_with_codes_alone(
    told: Subscription, receiver: Receiver, people: People
) -> None:
    case = low_case(people)
    made = condition(case, people, title=SECRETS[0], due_on=in_days(10))
    decision = approved(case, people, Outcome.CONDITIONS, "contract")
    acts.reopen_overdue(in_days(11))
    assert deliver_due(timezone.now()) == 3
    about = {"case": case.number, "decision": decision.number, "outcome": "approve_with_conditions"}
    assert heard(receiver) == [
        ("decision", {**about, "standing": "made", "gates": ["contract"], "basis": decision.basis}),
        ("decision", {**about, "standing": "overdue"}),
        ("condition.overdue", {"case": case.number, "condition": made.pk, "due_on": in_days(10).isoformat()}),
    ]
    secret = secret_of(told)
    for headers, body in receiver.heard:
        assert headers.pop("webhook-signature") == signed_by(told, headers, body)
        whole = (repr(headers) + body.decode()).casefold()
        unwanted = (*SECRETS, secret, secret.removeprefix("whsec_"), told.salt)
        assert not [one for one in unwanted if one.casefold() in whole]
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 3


def test_a_decision_that_became_stale_is_told_after_the_one_that_was_made_even_if_that_failed_first(
    told: Subscription, receiver: Receiver, people: People
) -> None:
    receiver.answers = [500, 200]
    case, other, now = low_case(people), low_case(people), timezone.now()
    approved(case, people)
    assert deliver_due(timezone.now()) == 1
    changed(case, people)
    approved(other, people)
    assert deliver_due(timezone.now()) == 1  # what happened in another case does not wait for it
    assert [data["case"] for _, data in heard(receiver)] == [case.number, other.number]
    receiver.heard.clear()
    assert deliver_due(now + datetime.timedelta(seconds=AFTER[0] + 60)) == 2
    assert [data["standing"] for _, data in heard(receiver)] == ["made", "stale"]


def test_what_is_given_up_keeps_nothing_back_that_happened_later(
    told: Subscription, receiver: Receiver, people: People
) -> None:
    case = low_case(people)
    approved(case, people)
    Delivery.objects.update(standing=Standing.GAVE_UP)
    changed(case, people)
    assert deliver_due(timezone.now()) == 1
    assert [data["standing"] for _, data in heard(receiver)] == ["stale"]


def test_two_receivers_are_told_apart_and_one_that_fails_holds_up_no_other(
    told: Subscription, receiver: Receiver, people: People
) -> None:
    dead = subscribe(people["adam"], "Dead", "http://127.0.0.1:9/hook", people["ana"], EVENTS)[0]
    case = low_case(people)
    approved(case, people)
    changed(case, people)
    deliver_due(timezone.now())
    assert [data["standing"] for _, data in heard(receiver)] == ["made", "stale"]
    assert set(dead.deliveries.values_list("standing", "attempts")) == {("waiting", 1), ("waiting", 0)}
    assert secret_of(dead) != secret_of(told)


def test_an_overdue_condition_is_told_to_a_requester_of_the_case_and_a_decision_is_not(
    receiver: Receiver, people: People
) -> None:
    subscribe(people["adam"], "Sales", receiver.url, people["sam"], EVENTS)
    case = low_case(people)
    condition(case, people, due_on=in_days(10))
    approved(case, people, Outcome.CONDITIONS)
    acts.reopen_overdue(in_days(11))
    deliver_due(timezone.now())
    assert [event for event, _ in heard(receiver)] == ["condition.overdue"]
    assert sorted(Delivery.objects.values_list("standing", flat=True)) == ["delivered", "withheld", "withheld"]


def test_nothing_of_a_restricted_case_is_told(told: Subscription, receiver: Receiver, people: People) -> None:
    case = low_case(people)
    condition(case, people, due_on=in_days(10))
    approved(case, people, Outcome.CONDITIONS)
    acts.reopen_overdue(in_days(11))
    restrict(case, people["carla"], restricted=True)
    deliver_due(timezone.now())
    assert receiver.heard == []


def test_what_is_kept_for_a_message_holds_no_secret_and_no_text(told: Subscription, people: People) -> None:
    case = low_case(people)
    condition(case, people, title=SECRETS[0], due_on=in_days(10))
    approved(case, people, Outcome.CONDITIONS)
    acts.reopen_overdue(in_days(11))
    kept = repr([*Announced.objects.values(), *Delivery.objects.values(), *Subscription.objects.values()])
    assert secret_of(told) not in kept
    assert SECRETS[0] not in kept
