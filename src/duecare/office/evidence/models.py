"""Papers on file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from duecare.office.cases.models import Case
from duecare.office.people.models import User


class Confidentiality(models.TextChoices):
    """Who may read a paper."""

    CASE = "case", _("Everybody who sees the case")
    JUDGES = "judges", _("Those who judge it, and not those who asked for it")
    COUNSEL = "counsel", _("Counsel only")


class Evidence(models.Model):
    """A paper of a case. Its bytes are kept under their hash; what is said of it is here.

    sha256: of the bytes, in hexadecimal; kind: the type that the bytes themselves show. captured_on: the day on which
    it was taken from its source, apart from the day of the upload; effective_on: from when it counts; expires_on: its
    last day.
    """

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

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.title
