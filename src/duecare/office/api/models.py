"""Service tokens, answers kept for a repeated request, and what is told to other systems."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duecare.office.audit.seals import Governing
from duecare.office.cases.models import Case
from duecare.office.people.models import User


class Scope(models.TextChoices):
    """What a token may be used for. What its person may not do, it may not either."""

    REVIEW = "review", _("Review a deal, nothing kept")
    SCREEN = "screen", _("Screen a party")
    SCOPE = "scope", _("Scope the text of an item")
    CASES_READ = "cases.read", _("Read cases, deals and reviews")
    CASES_WRITE = "cases.write", _("Open cases and change deals")
    DECISIONS_READ = "decisions.read", _("Read decisions")
    CLEARANCE = "clearance", _("Ask whether an activity is cleared")
    ALERTS_READ = "alerts.read", _("Read alerts")


class Token(Governing):
    """A key that another system signs in with, in the name of a person.

    prefix: by which it is found, and named in lists; digest: SHA-256 of the whole token, which is kept nowhere. The
    token holds 256 random bits, so that a slow hash would add nothing. used_at: to within some minutes.
    """

    SEALED: ClassVar = ("scopes", "prefix", "digest")
    LOOSE: ClassVar = ("used_at",)

    name = models.CharField(max_length=100)
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    scopes = models.JSONField()
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="a_token_has_a_life"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="a_token_is_revoked_by_somebody",
            ),
        ]

    def state(self, now: datetime.datetime) -> str:
        """`good`, `expired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "good" if now < self.expires_at else "expired"


class Answered(models.Model):
    """The answer to a request with an idempotency key, given again when the same request comes again.

    It is written in the transaction that does what was asked, so that there is never the one without the other; the
    constraint makes a second request of the same key wait for the first. body: SHA-256 of method, address and body.
    """

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    body = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    answer = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key")]


class Event(models.TextChoices):
    """What other systems can be told of."""

    CASE_REVIEW = "case.review", _("A case was reviewed")
    DECISION = "decision", _("A decision was made or became stale")
    ALERT = "alert", _("Monitoring raised an alert")
    CONDITION_OVERDUE = "condition.overdue", _("A condition is overdue")
    FREEZE = "freeze", _("Updates and service were frozen, or freed")


class Subscription(Governing):
    """An address that is told of events, in the name of a person: of cases that they do not see it is told nothing.

    salt: from which, with the office's key, the secret that signs messages is made; the secret itself is kept nowhere.
    """

    SEALED: ClassVar = ("events", "salt")

    name = models.CharField(max_length=100)
    url = models.CharField(max_length=500)
    events = models.JSONField()
    user = models.ForeignKey(User, models.CASCADE, related_name="subscriptions")
    salt = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]


class Announced(models.Model):
    """Something that happened, written in the transaction in which it did. payload: ids and closed codes."""

    event = models.CharField(max_length=30, choices=Event.choices)
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    payload = models.JSONField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(event__in=Event.values), name="announced_is_an_event_that_is")
        ]


class Standing(models.TextChoices):
    """How far a message has come."""

    WAITING = "waiting", _("waiting")
    DELIVERED = "delivered", _("delivered")
    WITHHELD = "withheld", _("withheld: the person may not see it")
    GAVE_UP = "gave_up", _("given up")


class Delivery(models.Model):
    """One message to one address. next_at: not before then; said: how the last attempt ended, a closed code."""

    announced = models.ForeignKey(Announced, models.CASCADE, related_name="deliveries")
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    said = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["standing", "next_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["announced", "subscription"], name="one_delivery_a_subscription"),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="delivery_stands_somewhere"),
        ]
