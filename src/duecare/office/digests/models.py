"""Mails with what waits for a person, and who wants none."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duecare.office.people.models import User


class Declined(models.Model):
    """A person who wants no reminders by mail."""

    user = models.OneToOneField(User, models.CASCADE, related_name="no_digests")
    at = models.DateTimeField(auto_now_add=True)


class Digest(models.Model):
    """The mail of a day to a person: how far it is, and how many things it named. Its text is not kept.

    day: where the person is. next_at: not tried before then. said: how the last attempt ended, a closed code.
    """

    class Standing(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        NOTHING = "nothing", _("not sent: nothing waits any more")
        GAVE_UP = "gave_up", _("given up")

    user = models.ForeignKey(User, models.CASCADE, related_name="digests")
    day = models.DateField()
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.WAITING)
    items = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["-day", "-pk"]
        indexes: ClassVar = [models.Index(fields=["standing", "next_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day"),
            models.CheckConstraint(
                condition=Q(standing__in=["waiting", "sent", "nothing", "gave_up"]), name="digest_stands_somewhere"
            ),
            models.CheckConstraint(
                condition=~Q(standing="sent") | Q(sent_at__isnull=False), name="a_digest_is_sent_at_some_time"
            ),
        ]
