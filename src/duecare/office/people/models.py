"""People and their roles."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duecare.office.audit.seals import Governing


class Role(models.TextChoices):
    """What a person is here. One person may have several; see `permissions.APART` for those that exclude each other."""

    REQUESTER = "requester", _("Requester: opens deals and answers questions")
    ANALYST = "analyst", _("Analyst: reviews, decides hits, proposes decisions")
    APPROVER = "approver", _("Counsel or approver: approves, outside the sales line")
    OUTSIDE_COUNSEL = "outside_counsel", _("Outside counsel: their own matters only")
    AUDITOR = "auditor", _("Auditor: reads everything, for a time")
    GRIEVANCE_HANDLER = "grievance_handler", _("Grievance handler: complaints")
    ADMINISTRATOR = "administrator", _("Administrator: people and settings, no approval")


class User(AbstractUser):
    """A person.

    zone: the time zone in which times are shown to them. epoch: counts up to end all their sessions at once.
    given_password: somebody else has set their password, so they choose another before anything else. region: where
    they work or sell: a region or a country of `regions`; empty where nobody has said.
    """

    SEALED: ClassVar = ()
    LOOSE: ClassVar = ("last_login", "date_joined", "epoch", "given_password")

    zone = models.CharField(max_length=64, default="UTC")
    epoch = models.PositiveIntegerField(default=0)
    given_password = models.BooleanField(default=False)
    region = models.CharField(max_length=20, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return self.label

    def get_session_auth_hash(self) -> str:
        """What a session must hold to be this person's still; another after a new password or a new epoch."""
        return f"{super().get_session_auth_hash()}:{self.epoch}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under earlier keys."""
        for one in super().get_session_auth_fallback_hash():
            yield f"{one}:{self.epoch}"

    def is_read(self) -> bool:
        """Whether their roles were read, so that asking for them asks nothing of the database."""
        return "stands_in" in getattr(self, "_prefetched_objects_cache", {})

    @property
    def label(self) -> str:
        """Their name as colleagues know it."""
        return self.get_full_name() or self.username

    def roles(self, day: datetime.date | None = None) -> frozenset[str]:
        """The roles that they have on a day, their own and those that they stand in for."""
        if not self.is_active:
            return frozenset()
        when = day or timezone.now().date()
        held = {grant.role for grant in self.grants.all() if grant.counts(when)}
        stood = {one.role for one in self.stands_in.all() if one.counts(when) and self._gave_has(one, when)}
        return frozenset(held | stood)

    @staticmethod
    def _gave_has(one: Delegation, when: datetime.date) -> bool:
        return one.of.is_active and any(grant.role == one.role and grant.counts(when) for grant in one.of.grants.all())


class _Dated(models.Model):
    since = models.DateField(default=datetime.date.today)
    until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def counts(self, day: datetime.date) -> bool:
        """Whether it is in force on a day; the last day counts."""
        return self.since <= day and (self.until is None or day <= self.until)


class Grant(Governing, _Dated):
    """A role that a person has, for a time."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role"], name="one_grant_a_role"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_of_a_role_that_is"),
            models.CheckConstraint(
                condition=~Q(role=Role.AUDITOR) | Q(until__isnull=False), name="auditors_have_an_end"
            ),
        ]


class Delegation(Governing, _Dated):
    """A person who stands in for another in one role."""

    user = models.ForeignKey(User, models.CASCADE, related_name="stands_in")
    of = models.ForeignKey(User, models.CASCADE, related_name="stood_in_for")
    role = models.CharField(max_length=20, choices=Role.choices)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(user=models.F("of")), name="nobody_stands_in_for_themselves"),
            models.CheckConstraint(condition=Q(until__isnull=False), name="standing_in_has_an_end"),
        ]
