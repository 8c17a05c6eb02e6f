"""Counsel's matters: facts and advice in separate lanes, and what is held to be privileged."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duecare.office.audit.seals import Governing
from duecare.office.cases.models import Case
from duecare.office.people.models import User


class Cause(models.TextChoices):
    """Why counsel takes up a question. Other rooms may open a matter with a code of their own."""

    ADVICE = "advice", _("Advice was asked for")
    LISTING = "listing", _("A party was listed")
    KNOWLEDGE_TRIGGER = "knowledge_trigger", _("A legal knowledge trigger stands")
    SUSPECTED_VIOLATION = "suspected_violation", _("A violation is suspected")
    DISCLOSURE = "disclosure", _("A disclosure is considered")
    DISPUTE = "dispute", _("A claim or proceedings")


class Matter(Governing):
    """A question that counsel directs. cause: a closed code, as `listing` or `knowledge_trigger`."""

    SEALED: ClassVar = ("cause",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="matters")
    title = models.CharField(max_length=200)
    cause = models.CharField(max_length=30)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """What it is called where its title may not be said."""
        return f"M-{self.pk:05}"

    @property
    def cause_words(self) -> str:
        """Its cause in words; a code of another room as it is."""
        return str(dict(Cause.choices).get(self.cause, self.cause.replace("_", " ")))


class MatterMember(Governing):
    """A person who works on a matter. Outside counsel see a matter only so."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="matters")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "user"], name="one_place_a_person_in_a_matter")
        ]


class Lane(models.TextChoices):
    """The lanes of a matter. What happened is kept apart from what counsel thinks of it."""

    FACTS = "facts", _("Facts")
    ADVICE = "advice", _("Legal advice")


class NoteKind(models.TextChoices):
    """What a note is."""

    NOTE = "note", _("Note")
    DISSENT = "dissent", _("Dissent")


class Note(Governing):
    """What is written in a lane of a matter. Rows are only added; a correction is another note."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="notes")
    lane = models.CharField(max_length=10, choices=Lane.choices)
    kind = models.CharField(max_length=10, choices=NoteKind.choices, default=NoteKind.NOTE)
    text = models.TextField(max_length=20_000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(lane__in=Lane.values), name="a_note_is_in_a_lane"),
            models.CheckConstraint(
                condition=~Q(kind=NoteKind.DISSENT) | Q(lane=Lane.ADVICE), name="dissent_sits_in_the_advice_lane"
            ),
        ]


class Kind(models.TextChoices):
    """What privilege can be claimed for."""

    NOTE = "note", _("Note of a matter")
    DISSENT = "dissent", _("Dissent in a matter")
    EVIDENCE = "evidence", _("Paper on file")
    COMMENT = "comment", _("Comment in the discussion")


class Basis(models.TextChoices):
    """On what ground an object is withheld."""

    ATTORNEY_CLIENT = "attorney_client", _("Attorney-client privilege")
    WORK_PRODUCT = "work_product", _("Work product")
    COMMON_INTEREST = "common_interest", _("Common interest")


class PrivilegeClaim(Governing):
    """Counsel holds one object to be privileged: nobody but counsel sees it, and no export takes it along.

    description: what a privilege log says of it, not what it says itself. A claim that is withdrawn stays on record.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    object_id = models.BigIntegerField()
    basis = models.CharField(max_length=20, choices=Basis.choices)
    description = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "object_id"], condition=Q(withdrawn_at__isnull=True), name="one_claim_an_object"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="privilege_of_a_kind_that_is"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="privilege_on_a_basis_that_is"),
            models.CheckConstraint(condition=~Q(description=""), name="privilege_is_described"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="a_claim_is_withdrawn_by_somebody",
            ),
        ]
