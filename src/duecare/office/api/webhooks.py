"""Tell other systems what happened: a row in the transaction in which it did, messages later, again until taken."""

from __future__ import annotations

import base64
import datetime
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.crypto import salted_hmac

from duecare.errors import InputError
from duecare.office.api.models import Announced, Delivery, Event, Standing, Subscription
from duecare.office.api.sending import AddressError, Answer, check_url, post
from duecare.office.audit.chain import SYSTEM, record
from duecare.office.cases.models import Case, Reviewed
from duecare.office.monitoring.models import Freeze
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may

AFTER: Final = (60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)
"""Seconds after each failed attempt until the next; after the last the message is given up."""

LEASE: Final = datetime.timedelta(minutes=5)
"""A message that is being sent is left alone for so long; if its worker died it is sent again after that."""

KEPT_FOR: Final = datetime.timedelta(days=30)
ACT_OF: Final[Mapping[str, Act]] = {
    Event.CASE_REVIEW: Act.SEE_OUTCOME,
    Event.DECISION: Act.SEE_OUTCOME,
    Event.ALERT: Act.SEE_OUTCOME,
    Event.CONDITION_OVERDUE: Act.VIEW,
    Event.FREEZE: Act.VIEW,
}
"""What the person of a subscription must be allowed, of the case that an event is about."""


def announce(event: str, payload: Mapping[str, Any]) -> Announced | None:
    """Have other systems told of an event. Call it in the transaction in which it happens: both stand, or neither.

    Where nobody is to be told nothing is written.

    Args:
        event: One of `Event`.
        payload: Ids and closed codes, no names and no free text; `case`, the number of the case, if it is about one.

    Raises:
        InputError: there is no such event or case.
    """
    if event not in Event.values:
        raise InputError(f"{event!r} is no event", hint=f"accepted: {', '.join(Event.values)}")
    number = payload.get("case")
    with transaction.atomic():
        case = None if number is None else Case.objects.filter(number=number).first()
        if number is not None and case is None:
            raise InputError(f"{number!r} is no case")
        to = [one for one in Subscription.objects.filter(ended_at=None) if event in one.events]
        if not to:
            return None
        told = Announced.objects.create(event=event, case=case, payload=dict(payload))
        Delivery.objects.bulk_create(Delivery(announced=told, subscription=one, next_at=told.at) for one in to)
    return told


def announce_review(instance: Reviewed, created: bool, **named: Any) -> None:
    """Announce a review when it is kept, in the transaction that keeps it."""
    if created:
        announce(
            Event.CASE_REVIEW,
            {"case": instance.case.number, "review": instance.number, "cause": str(instance.cause),
             "hold": instance.hold, "known": None if instance.hold else instance.known,
             "possible": None if instance.hold else instance.possible, "advice": instance.advice,
             "basis": instance.basis},
        )  # fmt: skip


def announce_freeze(instance: Freeze, created: bool, **named: Any) -> None:
    """Announce a freeze when it is made and when it is lifted. Which answer is open is not told: requesters read it."""
    if created or instance.lifted_at is not None:
        standing = "frozen" if instance.lifted_at is None else "lifted"
        announce(Event.FREEZE, {"case": instance.case.number, "freeze": instance.pk, "why": instance.told,
                                "standing": standing})  # fmt: skip


def announce_alert(instance: Any, created: bool, **named: Any) -> None:
    """Announce an alert when it is raised."""
    if created:
        announce(Event.ALERT, {"case": instance.case.number, "alert": instance.pk, "kind": str(instance.kind),
                               "legal": instance.legal})  # fmt: skip


def subscribe(by: User, name: str, url: str, user: User, events: Sequence[str]) -> tuple[Subscription, str]:
    """Have an address told of events, as far as a person sees what they are about.

    Returns:
        The subscription, and the secret that its messages are signed with.

    Raises:
        InputError: the address is not sent to, or there is no event.
    """
    if not events or any(one not in Event.values for one in events):
        raise InputError("a subscription is to one event at least", hint=f"accepted: {', '.join(Event.values)}")
    try:
        check_url(url, loopback=settings.WEBHOOKS_TO_LOOPBACK)
    except AddressError:
        raise InputError("this address is not a public one", hint="accepted: an address of the internet") from None
    with transaction.atomic():
        made = Subscription.objects.create(
            name=name, url=url, events=sorted(set(events)), user=user, salt=secrets.token_hex(32), by=by
        )
        record(by, "webhook.make", made, user=user.pk, events=made.events)
    return made, secret_of(made)


def end_subscription(by: User, subscription: Subscription) -> None:
    """Tell an address nothing more; what waits for it is given up."""
    with transaction.atomic():
        if Subscription.objects.filter(pk=subscription.pk, ended_at=None).update(ended_at=timezone.now()):
            subscription.deliveries.filter(standing=Standing.WAITING).update(standing=Standing.GAVE_UP, said="ended")
            record(by, "webhook.end", subscription)


def try_again(by: User, subscription: Subscription) -> int:
    """Send once more what was given up; says how many messages."""
    with transaction.atomic():
        if subscription.ended_at is not None:
            return 0
        count = subscription.deliveries.filter(standing=Standing.GAVE_UP).update(
            standing=Standing.WAITING, attempts=0, next_at=timezone.now()
        )
        record(by, "webhook.again", subscription, messages=count)
    return count


def secret_of(subscription: Subscription) -> str:
    """The secret of a subscription, made from the office's key: another `OFFICE_SECRET` makes another secret."""
    key = salted_hmac("duecare.office.api.webhooks", subscription.salt, algorithm="sha256").digest()
    return f"whsec_{base64.b64encode(key).decode()}"


def signature(secret: str, message: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA-256 over id, time and body, as Standard Webhooks has it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()}"


def deliver_due(now: datetime.datetime, most: int = 100) -> int:
    """Send the messages that are due, and forget what is long done; says how many were sent or tried.

    Several workers may do this at once. A message can come twice, if a worker dies in between: its id is the same.
    """
    done = 0
    while done < most and (delivery := _claimed(now)) is not None:
        done += 1
        _told(delivery, now)
    waiting = Delivery.objects.filter(standing=Standing.WAITING)
    Announced.objects.filter(at__lt=now - KEPT_FOR).exclude(pk__in=waiting.values("announced")).delete()
    return done


def _claimed(now: datetime.datetime) -> Delivery | None:
    """A message that is due, taken so that no other worker takes it.

    What is told of a case comes in the order in which it happened: a message waits until those before it to the same
    address have been taken or given up, so that "made" never comes after "stale".
    """
    before = Delivery.objects.filter(
        standing=Standing.WAITING, subscription=OuterRef("subscription"), pk__lt=OuterRef("pk"),
        announced__case=OuterRef("announced__case"),
    )  # fmt: skip
    with transaction.atomic():
        due = Delivery.objects.filter(~Exists(before), standing=Standing.WAITING, next_at__lte=now)
        due = due.order_by("next_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        first = due.first()
        if first is None:
            return None
        taken = Delivery.objects.filter(pk=first.pk, standing=Standing.WAITING, next_at=first.next_at).update(
            attempts=F("attempts") + 1, next_at=max(now, timezone.now()) + LEASE, tried_at=now
        )
        if not taken:
            return None
    return Delivery.objects.select_related("announced__case", "subscription__user").get(pk=first.pk)


def _told(delivery: Delivery, now: datetime.datetime) -> None:
    subscription, told = delivery.subscription, delivery.announced
    needed = ACT_OF[told.event]
    allowed = may(subscription.user, needed, told.case) if told.case else may(subscription.user, Act.ALERTS)
    if not allowed:
        _stands(delivery, Standing.WITHHELD, Answer(None, "withheld"))
        return
    body = json.dumps(
        {"type": told.event, "timestamp": told.at.isoformat(), "data": told.payload}, ensure_ascii=False
    ).encode()
    message, at = f"msg_{delivery.pk}", int(now.timestamp())
    answer = post(
        subscription.url,
        body,
        {
            "Content-Type": "application/json",
            "User-Agent": "Duecare",
            "webhook-id": message,
            "webhook-timestamp": str(at),
            "webhook-signature": signature(secret_of(subscription), message, at, body),
        },
        loopback=settings.WEBHOOKS_TO_LOOPBACK,
    )
    if answer.said == "ok":
        _stands(delivery, Standing.DELIVERED, answer)
    elif delivery.attempts > len(AFTER):
        _stands(delivery, Standing.GAVE_UP, answer)
        record(SYSTEM, "webhook.gave_up", subscription, message=delivery.pk, said=answer.said)
    else:
        later = now + datetime.timedelta(seconds=AFTER[delivery.attempts - 1])
        _stands(delivery, Standing.WAITING, answer, later)


def _stands(delivery: Delivery, standing: Standing, answer: Answer, later: datetime.datetime | None = None) -> None:
    """Note how an attempt ended, unless the subscription was ended meanwhile."""
    Delivery.objects.filter(pk=delivery.pk, standing=Standing.WAITING).update(
        standing=standing, status=answer.status, said=answer.said, next_at=later or delivery.next_at
    )
