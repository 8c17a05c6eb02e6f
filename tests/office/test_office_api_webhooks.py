"""Messages to other systems: told with what happened or not at all, signed, sent again, led nowhere inside."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from made_people import People
from receivers import Receiver

from duecare.errors import InputError
from duecare.office.api.models import Announced, Delivery, Standing, Subscription
from duecare.office.api.webhooks import (
    AFTER,
    KEPT_FOR,
    LEASE,
    announce,
    deliver_due,
    end_subscription,
    secret_of,
    subscribe,
)
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import restrict, review_again
from duecare.office.cases.models import Case, Cause
from duecare.office.monitoring.models import Freeze

NOW = timezone.now


@pytest.fixture
def told(receiver: Receiver, people: People, case: Case) -> Subscription:
    """From when the case is open, the receiver is told of freezes and reviews in the name of ana."""
    return subscribe(people["adam"], "Update server", receiver.url, people["ana"], ["freeze", "case.review"])[0]


def test_a_message_is_told_once_and_its_signature_verifies(told: Subscription, receiver: Receiver, case: Case) -> None:
    announce("freeze", {"case": case.number, "why": "listing"})
    announce("alert", {"case": case.number})
    assert deliver_due(NOW()) == 1
    assert deliver_due(NOW()) == 0
    (headers, body), *more = receiver.heard
    assert not more
    assert json.loads(body)["data"] == {"case": case.number, "why": "listing"}
    key = base64.b64decode(secret_of(told).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    ours = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{ours}"
    assert abs(int(headers["webhook-timestamp"]) - NOW().timestamp()) < 60
    assert Delivery.objects.get().standing == Standing.DELIVERED


def test_a_review_is_announced_when_it_is_kept_in_codes_and_without_names(
    told: Subscription, receiver: Receiver, case: Case
) -> None:
    kept = review_again(case, Cause.DATA)
    assert deliver_due(NOW()) == 1
    said = json.loads(receiver.heard[0][1])
    assert said["type"] == "case.review"
    assert said["data"] == {
        "case": case.number, "review": 2, "cause": "data", "known": kept.known, "possible": kept.possible,
        "hold": kept.hold, "advice": kept.advice, "basis": kept.basis,
    }  # fmt: skip


def test_a_freeze_is_announced_when_it_is_made_and_when_it_is_lifted(
    told: Subscription, receiver: Receiver, case: Case, people: People
) -> None:
    frozen = Freeze.objects.create(case=case, why="listing")
    frozen.lifted_at, frozen.lifted_by, frozen.reason = NOW(), people["carla"], "Delisted on 2026-11-20."
    frozen.save()
    assert deliver_due(NOW()) == 2
    said = [json.loads(body)["data"] for _, body in receiver.heard]
    assert [one["standing"] for one in said] == ["frozen", "lifted"]
    assert "Delisted" not in repr(said)


def test_where_nobody_is_to_be_told_nothing_is_written(case: Case) -> None:
    assert announce("freeze", {"case": case.number}) is None
    assert not Announced.objects.exists()


def test_what_did_not_happen_is_not_told(told: Subscription, case: Case) -> None:
    def failing() -> None:
        with transaction.atomic():
            announce("freeze", {"case": case.number})
            raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError):
        failing()
    assert not Announced.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(("event", "payload"), [("nonsense", {}), ("freeze", {"case": "C-2000-00001"})])
def test_an_event_that_is_none_is_refused(event: str, payload: dict[str, str], db: None) -> None:
    with pytest.raises(InputError):
        announce(event, payload)


def test_what_is_not_taken_is_sent_again_later_and_given_up_at_last(
    told: Subscription, receiver: Receiver, case: Case
) -> None:
    receiver.answers = [500]
    announce("freeze", {"case": case.number})
    now = NOW()
    for wait in AFTER:
        assert deliver_due(now) == 1
        assert deliver_due(now + datetime.timedelta(seconds=wait - 1)) == 0
        now += datetime.timedelta(seconds=wait)
    assert deliver_due(now) == 1
    sent = Delivery.objects.get()
    assert (sent.standing, sent.attempts, sent.status, sent.said) == ("gave_up", len(AFTER) + 1, 500, "not-taken")
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 1
    assert deliver_due(now + datetime.timedelta(days=2)) == 0
    assert Entry.objects.filter(act="webhook.gave_up").exists()


def test_a_message_that_was_given_up_is_sent_again_when_somebody_says_so(
    told: Subscription, receiver: Receiver, case: Case, signed: Callable[[str], Client]
) -> None:
    announce("freeze", {"case": case.number})
    Delivery.objects.update(standing=Standing.GAVE_UP, attempts=8)
    assert "Send 1 message again" in signed("adam").get(f"/webhooks/{told.pk}/").content.decode()
    signed("adam").post(f"/webhooks/{told.pk}/again/")
    assert deliver_due(NOW()) == 1
    assert len(receiver.heard) == 1


def test_a_message_whose_worker_died_is_sent_again(
    told: Subscription, receiver: Receiver, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duecare.office.api import webhooks

    def dies(*given: Any) -> None:
        raise KeyboardInterrupt

    announce("freeze", {"case": case.number})
    with monkeypatch.context() as patch:
        patch.setattr(webhooks, "_told", dies)
        with pytest.raises(KeyboardInterrupt):
            deliver_due(NOW())
    assert deliver_due(NOW()) == 0
    assert deliver_due(NOW() + LEASE) == 1
    assert len(receiver.heard) == 1


def test_nothing_is_told_of_a_case_that_the_person_does_not_see(
    told: Subscription, receiver: Receiver, case: Case, people: People
) -> None:
    announce("freeze", {"case": case.number})
    restrict(case, people["carla"], restricted=True)
    deliver_due(NOW())
    assert receiver.heard == []
    assert Delivery.objects.get().standing == Standing.WITHHELD
    subscribe(people["adam"], "Sales", receiver.url, people["sam"], ["case.review"])
    Case.objects.filter(pk=case.pk).update(restricted=False)
    Subscription.objects.filter(pk=told.pk).update(ended_at=NOW())
    announce("case.review", {"case": case.number, "known": "high"})
    deliver_due(NOW())
    assert receiver.heard == []  # a requester sees no outcome


def test_an_ended_subscription_is_told_nothing_more(
    told: Subscription, receiver: Receiver, case: Case, people: People
) -> None:
    announce("freeze", {"case": case.number})
    end_subscription(people["adam"], told)
    announce("freeze", {"case": case.number})
    assert deliver_due(NOW()) == 0
    assert Delivery.objects.get().standing == Standing.GAVE_UP


def test_what_is_long_done_is_forgotten(told: Subscription, receiver: Receiver, case: Case) -> None:
    announce("freeze", {"case": case.number})
    deliver_due(NOW())
    deliver_due(NOW() + KEPT_FOR + datetime.timedelta(days=1))
    assert not Announced.objects.exists()


def test_a_secret_is_shown_once_and_kept_nowhere(
    people: People, signed: Callable[[str], Client], settings: Any
) -> None:
    said = {"name": "Tickets", "url": "https://tickets.example/in", "user": people["ana"].pk, "events": ["alert"]}
    page = signed("adam").post("/webhooks/", said).content.decode()
    made = Subscription.objects.get()
    assert secret_of(made) in page
    assert secret_of(made) not in signed("adam").get("/webhooks/").content.decode()
    assert secret_of(made) not in signed("adam").get(f"/webhooks/{made.pk}/").content.decode()
    assert secret_of(made).removeprefix("whsec_") not in repr(Subscription.objects.values_list())
    signed("adam").post(f"/webhooks/{made.pk}/end/")
    assert "told nothing more" in signed("adam").get(f"/webhooks/{made.pk}/").content.decode()
