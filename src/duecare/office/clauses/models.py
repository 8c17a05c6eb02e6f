"""Drafts of an annex in versions, the version that was signed, and what was conceded on the way."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from duecare.guidance.clauses import STRENGTHS
from duecare.office.cases.models import Case, Reviewed
from duecare.office.evidence.models import Evidence
from duecare.office.people.models import User

LEFT_OUT = "left_out"


class Kind(models.TextChoices):
    """The kinds of papers, as the library of clauses has them."""

    SALES = "sales", _("Sales contract")
    ENGAGEMENT = "engagement", _("Engagement letter")
    RESELLER = "reseller", _("Reseller agreement")
    END_USE = "end-use", _("End-use statement")
    HOSTED = "hosted", _("Hosted-service terms")


class Strength(models.TextChoices):
    """How strong the words are."""

    FIRM = "firm", _("Firm")
    STANDARD = "standard", _("Standard")
    LIGHT = "light", _("Light")


class Annex(models.Model):
    """One version of an annex. Rows are only added: each change makes the next version of its line.

    before: the version it was made from; none for the first offer. first: the first of its line, itself for the first.
    parts: its clauses, each `{clause, title, kind, strength, lines, in}`, where `in` is `annex` or `schedule`. values:
    what people filled in, by the name of the placeholder. note: why this version was made.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="annexes")
    number = models.PositiveIntegerField()
    paper = models.CharField(max_length=12, choices=Kind.choices)
    review = models.ForeignKey(Reviewed, models.PROTECT, related_name="+")
    before = models.ForeignKey("self", models.PROTECT, null=True, related_name="after")
    parts = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    note = models.TextField(max_length=2_000, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="one_annex_a_number"),
            models.UniqueConstraint(fields=["before"], name="one_next_version_of_an_annex"),
            models.CheckConstraint(condition=Q(paper__in=Kind.values), name="an_annex_of_a_known_kind"),
        ]

    @property
    def clauses(self) -> dict[str, dict[str, Any]]:
        """Its clauses by their ids, with where they stand."""
        return {f"{part['in']}:{part['clause']}": part for part in self.parts}


class Signing(models.Model):
    """That a version was signed: the paper on file, the day, and who signed for each side. Rows are only added."""

    annex = models.OneToOneField(Annex, models.PROTECT, related_name="signing")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    signed_on = models.DateField()
    theirs = models.CharField(max_length=200)
    ours = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-annex__number"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(theirs="") & ~Q(ours=""), name="both_sides_of_an_annex_are_named")
        ]


class Concession(models.Model):
    """What was conceded between the first offer and what was signed. Rows are only added.

    offered, kept: strengths; kept is `left_out` where the clause is gone. why: the reason; instead: what stands in its
    place.
    """

    signing = models.ForeignKey(Signing, models.PROTECT, related_name="concessions")
    clause = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    offered = models.CharField(max_length=10, choices=Strength.choices)
    kept = models.CharField(max_length=10, choices=[*Strength.choices, (LEFT_OUT, _("Left out"))])
    why = models.TextField(max_length=2_000)
    instead = models.TextField(max_length=2_000)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["signing", "clause"], name="one_concession_a_clause"),
            models.CheckConstraint(condition=~Q(kept=F("offered")), name="a_concession_changes_something"),
            models.CheckConstraint(
                condition=~Q(why="") & ~Q(instead=""), name="a_concession_says_why_and_what_stands_instead"
            ),
        ]


def rank(strength: str) -> int:
    """How strong words are: 3 for firm, 2, 1, and 0 for what is left out."""
    return len(STRENGTHS) - STRENGTHS.index(strength) if strength in STRENGTHS else 0
