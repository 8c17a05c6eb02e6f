"""Which training is asked of whom, how quizzes went, and who has completed what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from duecare.office.people.audience import Audience
from duecare.office.people.models import User


class Assignment(Audience):
    """A module that is asked of an audience. module: its id."""

    module = models.CharField(max_length=40)

    class Meta(Audience.Meta):
        ordering: ClassVar = ["module", "pk"]


class Attempt(models.Model):
    """One go at the questions of a module. Rows are only added.

    version: of the module; given: the places of the answers that were chosen, a list a question, from 0; right, of: how
    many questions were answered right, of how many; needed: how many that takes.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="attempts")
    module = models.CharField(max_length=40)
    version = models.CharField(max_length=9)
    given = models.JSONField()
    right = models.PositiveSmallIntegerField()
    needed = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(right__lte=F("of")) & Q(needed__lte=F("of")) & Q(needed__gte=1),
                name="an_attempt_counts_its_questions",
            )
        ]

    @property
    def passed(self) -> bool:
        return self.right >= self.needed


class Completion(models.Model):
    """That somebody has completed a module: passed its questions here and acknowledged it, or in a learning system.

    on, until: its first and last day. right, needed: repeated from the attempt, so that the database itself refuses a
    completion of one that was not passed. by: who brought it in from a learning system. Rows are only added.
    """

    class Source(models.TextChoices):
        HERE = "here", _("here")
        IMPORTED = "imported", _("a learning system")

    user = models.ForeignKey(User, models.CASCADE, related_name="completions")
    module = models.CharField(max_length=40)
    version = models.CharField(max_length=9)
    source = models.CharField(max_length=8, choices=Source.choices)
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, related_name="completion")
    right = models.PositiveSmallIntegerField(null=True)
    needed = models.PositiveSmallIntegerField(null=True)
    on = models.DateField()
    until = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["module", "user"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    source="here", attempt__isnull=False, right__isnull=False, needed__isnull=False,
                    right__gte=F("needed"),
                )
                | Q(source="imported", attempt__isnull=True, by__isnull=False),
                name="a_completion_was_passed_or_brought_in",
            ),
            models.CheckConstraint(condition=Q(until__gte=F("on")), name="a_completion_lasts_a_day"),
            models.UniqueConstraint(
                fields=["user", "module", "on"], condition=Q(source="imported"), name="one_import_a_day"
            ),
        ]  # fmt: skip
