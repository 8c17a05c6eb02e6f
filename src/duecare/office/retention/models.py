"""How long cases are kept, what holds them, and what was erased."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from duecare.office.audit.seals import Governing
from duecare.office.cases.models import Case
from duecare.office.people.models import User


class Milestone(Governing):
    """A day from which a period counts. Rows are only added."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Opened again")
        DELIVERED = "delivered", _("Delivered")

    case = models.ForeignKey(Case, models.PROTECT, related_name="milestones")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["closed", "reopened", "delivered"]), name="a_milestone_of_a_kind_that_is"
            )
        ]


class Ground(models.TextChoices):
    """Why something is held."""

    LITIGATION = "litigation", _("A claim or proceedings, pending or expected")
    INVESTIGATION = "investigation", _("An inquiry of the house's own")
    AGENCY_REQUEST = "agency_request", _("An authority asked for records (15 CFR 762.6(b) for the EAR)")
    DISCLOSURE = "disclosure", _("A voluntary disclosure")


class LegalHold(Governing):
    """Nothing of a case, or of any case that a person works on, is erased while it stands. Rows are only added.

    reference: of the file or docket; letters, digits and signs, and no name.
    """

    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="holds")
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="holds")
    ground = models.CharField(max_length=20, choices=Ground.choices)
    reference = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, person__isnull=True) | Q(case__isnull=True, person__isnull=False),
                name="a_hold_is_on_a_case_or_a_person",
            ),
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="a_hold_on_a_ground_that_is"),
        ]


class HoldRelease(Governing):
    """That a hold ended, and by whom. Rows are only added."""

    hold = models.OneToOneField(LegalHold, models.PROTECT, related_name="release")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class Erasure(Governing):
    """That a case is to be erased: proposed by one, confirmed by another.

    rule: id of the regime whose period ended last; until: its last day.
    """

    SEALED: ClassVar = ("rule",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="erasures")
    rule = models.CharField(max_length=40)
    until = models.DateField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="nobody_confirms_their_own_erasure",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="an_erasure_is_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(dropped_at__isnull=True),
                name="what_is_dropped_is_not_erased",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(dropped_at__isnull=True), name="one_erasure_a_case"),
        ]


class Tombstone(Governing):
    """What was erased of a case: its kind, when, by which rule, and the hash of what was there. Rows are only added."""

    SEALED: ClassVar = ("kind", "rule", "sha256")

    case = models.ForeignKey(Case, models.PROTECT, related_name="tombstones")
    kind = models.CharField(max_length=30)
    rule = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "kind"], name="one_tombstone_a_kind")]


class SubjectRequest(Governing):
    """What a person asked about data held of them. Rows are only added; name, contact and text can be erased."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("To see what is held")
        CORRECTION = "correction", _("To have it corrected")
        ERASURE = "erasure", _("To have it erased")
        OBJECTION = "objection", _("To object to its use")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=4_000, blank=True)
    received_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-received_on", "-pk"]

    @property
    def due_on(self) -> datetime.date:
        """A month after it came, by which it is answered or the person told why it takes longer."""
        year, month = divmod(self.received_on.year * 12 + self.received_on.month, 12)
        for day in (self.received_on.day, 30, 29, 28):
            try:
                return datetime.date(year, month + 1, day)
            except ValueError:
                continue
        raise AssertionError("every month has a day 28")

    @property
    def erased(self) -> bool:
        return self.name == ERASED


class SubjectStep(Governing):
    """What became of a request. Rows are only added; codes alone, no text."""

    class Outcome(models.TextChoices):
        TOLD = "told", _("Answered: what is held was told")
        CORRECTED = "corrected", _("Done: a new version says what is right")
        ERASED = "erased", _("Done: it was erased")
        EXTENDED = "extended", _("It takes up to two months longer; the person was told why")
        NOT_IDENTIFIED = "not_identified", _("Refused: the person could not be identified")
        LEGAL_DUTY = "legal_duty", _("Refused: the law asks for it to be kept")
        CLAIMS = "claims", _("Refused: needed for legal claims")
        NOTHING_HELD = "nothing_held", _("Answered: nothing is held")

    request = models.ForeignKey(SubjectRequest, models.PROTECT, related_name="steps")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=["told", "corrected", "erased", "extended", "not_identified", "legal_duty",
                                         "claims", "nothing_held"]),
                name="a_step_that_is",
            )
        ]  # fmt: skip


ERASED = "(erased)"
"""What stands in the place of a text that was erased."""
