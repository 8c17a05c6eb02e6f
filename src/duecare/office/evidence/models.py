"""Papers on file."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duecare.office.audit.seals import Governing
from duecare.office.cases.models import Case
from duecare.office.people.models import User


class Confidentiality(models.TextChoices):
    """Who may read a paper."""

    CASE = "case", _("Everybody who sees the case")
    JUDGES = "judges", _("Those who judge it, and not those who asked for it")
    COUNSEL = "counsel", _("Counsel only")


class Evidence(Governing):
    """A paper of a case. Its bytes are kept under their hash; what is said of it is here. It is never deleted.

    sha256: of the bytes, in hexadecimal; kind: the type that the bytes themselves show. captured_on: the day on which
    it was taken from its source, apart from the day of the upload; effective_on: from when it counts; expires_on: its
    last day. superseded_by: the paper that counts in its place, once it is withdrawn.
    """

    SEALED: ClassVar = ("sha256", "kind")

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=100)
    source = models.CharField(max_length=300)
    captured_on = models.DateField()
    effective_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    confidentiality = models.CharField(max_length=10, choices=Confidentiality.choices, default=Confidentiality.CASE)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supersedes")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.TextField(max_length=2_000, blank=True)

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confidentiality__in=Confidentiality.values), name="paper_for_readers_that_are"
            ),
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(effective_on__lte=F("expires_on")),
                name="no_paper_ends_before_it_counts",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, superseded_by__isnull=True)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
                name="a_paper_is_withdrawn_by_somebody_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("id")), name="no_paper_supersedes_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def erased(self) -> bool:
        """Whether its bytes, and what was said of it, were erased."""
        return not self.sha256

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def expired(self) -> bool:
        """Whether its last day has passed."""
        return self.ended(timezone.localdate())

    def ended(self, day: datetime.date) -> bool:
        """Whether its last day is before a day."""
        return self.expires_on is not None and self.expires_on < day

    @property
    def counts(self) -> bool:
        """Whether something can be rested on it today: neither withdrawn nor expired, and in effect."""
        today = timezone.localdate()
        begun = self.effective_on is None or self.effective_on <= today
        return begun and not self.withdrawn and not self.erased and not self.ended(today)


class Remark(Governing):
    """That a paper was marked for other readers, and why. Rows are only added; the paper has the mark that counts."""

    paper = models.ForeignKey(Evidence, models.PROTECT, related_name="remarks")
    before = models.CharField(max_length=10, choices=Confidentiality.choices)
    after = models.CharField(max_length=10, choices=Confidentiality.choices)
    why = models.TextField(max_length=2_000, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="a_remark_changes_the_mark"),
            models.CheckConstraint(
                condition=Q(before="case") | Q(before="judges", after="counsel") | ~Q(why=""),
                name="a_paper_is_opened_for_a_reason",
            ),
        ]
