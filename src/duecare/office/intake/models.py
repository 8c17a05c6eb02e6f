"""What intake keeps beside the deal: drafts, steps set aside, copied answers to confirm, and edits that lowered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from duecare.office.cases.models import Case, Deal, Reviewed
from duecare.office.people.models import User


class Draft(models.Model):
    """A page that a person has begun and not saved: what stands in its fields, of which version of the deal."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="drafts")
    person = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    step = models.CharField(max_length=400)
    data = models.JSONField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person", "step"], name="one_draft_a_step_and_person")
        ]


class SavedSitting(models.Model):
    """A page that was saved, by what its form was known by: what a script still sends of it is no draft any more."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="saved_sittings")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    sitting = models.CharField(max_length=32)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person", "sitting"], name="a_sitting_is_saved_once")
        ]


class NotKnown(models.Model):
    """A step of the frame at which somebody said that it is not known yet."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="not_known")
    step = models.CharField(max_length=400)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "step"], name="one_not_known_a_step")]


class Copied(models.Model):
    """An answer that came from an earlier case, until somebody says what became of it.

    It stands in the deal with its own source and date meanwhile, marked. said_on: the day of its source, or of the
    version of the earlier deal that it was taken from.
    """

    class Settled(models.TextChoices):
        STANDS = "stands", _("Still so")
        CHANGED = "changed", _("Changed")
        NOT_KNOWN = "not_known", _("Not known any more")

    case = models.ForeignKey(Case, models.CASCADE, related_name="copied")
    fact = models.CharField(max_length=100)
    subject = models.CharField(max_length=300)
    origin = models.ForeignKey(Deal, models.PROTECT, related_name="+")
    said_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    settled = models.CharField(max_length=10, choices=Settled.choices, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "fact", "subject"], name="one_copy_an_answer"),
            models.CheckConstraint(
                condition=Q(settled="", settled_by__isnull=True, settled_at__isnull=True)
                | (~Q(settled="") & Q(settled_by__isnull=False, settled_at__isnull=False)),
                name="copies_are_settled_by_somebody",
            ),
        ]


class Lowered(models.Model):
    """An edit of the deal after hand-in that made the outcome lower. Rows are only added.

    editor: who made the edit, None for an import of the office itself. before, after: known and possible level, and
    the legal stops that stood or might stand.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="lowered")
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="+")
    review = models.OneToOneField(Reviewed, models.PROTECT, related_name="lowered")
    editor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        ordering: ClassVar = ["id"]


class Acknowledged(models.Model):
    """That somebody other than the editor looked at an edit that lowered, and why it is right. Rows are only added."""

    lowered = models.OneToOneField(Lowered, models.PROTECT, related_name="acknowledged")
    editor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(max_length=2_000)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(editor__isnull=True) | ~Q(by=F("editor")), name="nobody_acknowledges_their_own_edit"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="acknowledged_with_a_reason"),
        ]
