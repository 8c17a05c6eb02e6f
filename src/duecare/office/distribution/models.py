"""Texts in editions, to whom each is sent, and who has read and acknowledged it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duecare.office.people.audience import Audience
from duecare.office.people.models import User


class Policy(models.Model):
    """A guidance text or a policy, of which there are editions."""

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", _("Guidance")
        POLICY = "policy", _("Policy of the house")

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    instrument = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """One edition of a text: Markdown to read here, a file to save, or both. Rows are only added.

    news: what is new in it, for those who know the one before. sha256: over text and file.
    """

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    file = models.BinaryField(default=b"")
    name = models.CharField(max_length=200, blank=True)
    news = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "number"], name="one_edition_a_number"),
            models.CheckConstraint(condition=~Q(text="") | ~Q(name=""), name="an_edition_says_something"),
        ]


class Sending(Audience):
    """A text that is sent to an audience: whichever edition is the latest, so that a new one asks again."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="sendings")

    class Meta(Audience.Meta):
        ordering: ClassVar = ["pk"]


class Receipt(models.Model):
    """That somebody has opened an edition, and since when they say that they have read it. Rows are only added; the
    acknowledgement is filled in once."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="receipts")
    user = models.ForeignKey(User, models.CASCADE, related_name="receipts")
    read_at = models.DateTimeField(auto_now_add=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "user"], name="one_receipt_a_person")]
