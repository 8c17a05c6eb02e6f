"""Order books, the cases opened from their rows, ongoing projects to look at again, and filters that people keep."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duecare.office.audit.meanwhile import shown_of
from duecare.office.cases.models import Case
from duecare.office.people.models import User


class Book(models.Model):
    """An order book that was uploaded.

    name: of the file as it was; suffix: its ending; mapping: one of those that ship, or empty where its columns have
    names of ours. problem: why it could not be reviewed. rows, rejected: how many were read and could not be.
    summary: its levels, first questions and problems, as the page shows them. erased_by: who confirmed the erasure of a
    case that was opened from it, with which its file and all that was made of it were erased, or erased it itself.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be reviewed")
        RUNNING = "running", _("Being reviewed")
        DONE = "done", _("Reviewed")
        FAILED = "failed", _("Could not be reviewed")
        ERASED = "erased", _("Erased")

    title = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    suffix = models.CharField(max_length=10)
    mapping = models.CharField(max_length=20, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    problem = models.TextField(blank=True)
    rows = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reviewed_at = models.DateTimeField(null=True)
    erased_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(problem=""), name="a_failed_book_says_why"),
            models.CheckConstraint(
                condition=~Q(state="erased") | Q(erased_by__isnull=False, erased_at__isnull=False),
                name="a_book_is_erased_by_somebody",
            ),
        ]

    @property
    def folder(self) -> Path:
        """Where its file and what was made of it are kept."""
        return Path(settings.OFFICE) / "books" / str(self.pk)

    @property
    def file(self) -> Path:
        """Under the name that it had, as far as a name can be kept: sources of facts are called by it."""
        stem = re.sub(r"[^\w-]+", "-", Path(self.name).stem).strip("-_")[:50] or "book"
        return self.folder / f"{stem}{self.suffix}"

    @property
    def result(self) -> Path:
        return self.folder / "result"

    @property
    def dashboard(self) -> Path:
        return self.folder / "dashboard.html"

    @property
    def held(self) -> Path:
        """Its rows as they were read, from which cases are opened."""
        return self.folder / "rows.parquet"

    @property
    def provenance(self) -> Path:
        return self.folder / "provenance.json"


class Opened(models.Model):
    """The case that was opened for a row of a book."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="opened")
    row = models.PositiveBigIntegerField()
    case = models.OneToOneField(Case, models.PROTECT, related_name="from_book")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["book", "row"], name="one_case_a_row")]


class Project(models.Model):
    """A running contract of a book to look at again. What stands below `row` is as the list of the book has it.

    sure: whether it belongs on the list, or only may; lacks: what is not known of it then.
    """

    book = models.ForeignKey(Book, models.CASCADE, related_name="projects")
    row = models.PositiveBigIntegerField()
    transaction = models.CharField(max_length=200)
    item = models.CharField(max_length=200)
    end_user = models.CharField(max_length=200)
    country = models.CharField(max_length=100)
    level = models.CharField(max_length=100)
    contract_due = models.CharField(max_length=40, blank=True)
    reasons = models.TextField()
    lacks = models.TextField(blank=True)
    sure = models.BooleanField()
    place = models.PositiveIntegerField()
    assigned = models.ForeignKey(User, models.PROTECT, null=True, related_name="projects")
    due = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_how = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["book", "row"], name="one_project_a_row"),
            models.CheckConstraint(
                condition=Q(assigned__isnull=True) | Q(due__isnull=False), name="who_has_a_project_has_a_due_date"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | (Q(done_by__isnull=False) & ~Q(done_how="")),
                name="a_project_is_done_by_somebody_somehow",
            ),
        ]

    @property
    def shown(self) -> str:
        """What a page that shows with whom it is says that it showed."""
        return shown_of(self.assigned_id, self.due)


class SavedFilter(models.Model):
    """A filter of the list of cases that a person keeps under a name. query: as the address has it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1_000)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "name"], name="one_filter_a_name")]
