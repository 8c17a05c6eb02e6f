"""Policy commitments, and what is said in public: prepared by one, published by another, withdrawn for a reason."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from duecare.office.cases.models import Case
from duecare.office.people.models import User


class PolicyCommitment(models.Model):
    """The company's commitment to respect human rights (UNGP 16). Rows are only added; the last is the one that counts.

    signer, office: who signed it, who need not work here. text, file: one of them at least; name, kind and sha256 are
    of the file. public_at: where anybody can read it; empty where nobody can.
    """

    title = models.CharField(max_length=200)
    text = models.TextField(max_length=50_000, blank=True)
    file = models.BinaryField(default=b"")
    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    signer = models.CharField(max_length=200)
    office = models.CharField(max_length=200)
    signed_on = models.DateField()
    public_at = models.URLField(max_length=500, blank=True)
    review_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text="") | ~Q(sha256=""), name="a_policy_has_a_text_or_a_file"),
            models.CheckConstraint(condition=~Q(signer="") & ~Q(office=""), name="a_policy_is_signed_by_somebody"),
            models.CheckConstraint(
                condition=Q(review_on__gt=F("signed_on")), name="a_policy_is_reviewed_after_it_is_signed"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Kind(models.TextChoices):
    """What is said in public."""

    REPORT = "report", _("Report of a year")
    SALE = "sale", _("Account of one sale")


class Statement(models.Model):
    """Something that may be said in public, as it was prepared. Rows are only added.

    number: of its kind and year. case: whose sale it tells of, where it tells of one. content: all that it says, small
    numbers held back already; it is what `papers.report` makes the paper of.
    """

    kind = models.CharField(max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="statements")
    content = models.JSONField()
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "year", "number"], name="one_statement_a_number"),
            models.CheckConstraint(
                condition=Q(kind="report", case__isnull=True) | Q(kind="sale", case__isnull=False),
                name="a_sale_is_told_of_a_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}/{self.number}"

    @property
    def erased(self) -> bool:
        """Whether what it said was erased with its case."""
        return bool(self.content.get("erased"))


class Publication(models.Model):
    """That a statement was made public. Rows are only added.

    version: of its kind and year, as readers know it. prepared_by: repeated from the statement, so that the database
    itself keeps one person from both roles; a trigger holds it equal. names_why: why names may be said, by counsel.
    """

    statement = models.OneToOneField(Statement, models.PROTECT, related_name="publication")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    names = models.BooleanField(default=False)
    names_why = models.TextField(max_length=4_000, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "year", "version"], name="one_publication_a_version"),
            models.CheckConstraint(condition=~Q(by=F("prepared_by")), name="nobody_publishes_what_they_prepared"),
            models.CheckConstraint(condition=Q(names=False) | ~Q(names_why=""), name="names_are_said_for_a_reason"),
        ]

    @property
    def withdrawn(self) -> bool:
        return Withdrawal.objects.filter(publication=self).exists()


class Withdrawal(models.Model):
    """That a publication was taken back, and why. Rows are only added; what was published stays on file."""

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="withdrawal")
    why = models.TextField(max_length=4_000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(why=""), name="a_publication_is_withdrawn_for_a_reason"),
        ]
