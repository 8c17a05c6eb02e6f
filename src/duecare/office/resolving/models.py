"""What people decided of a review: a red flag is dealt with, a match is the same party or not, a stop is lifted."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duecare.office.audit.seals import Governing
from duecare.office.cases.models import Case
from duecare.office.evidence.models import Evidence
from duecare.office.people.models import User


class Resolution(Governing):
    """That a raised red flag is dealt with: proposed by one person, in force once another has confirmed it.

    finding: the key of the finding, as FLAG@kind:subject-id; until: the last day on which it holds; basis: that of the
    review in which it was proposed; written: what stands in the deal since it was confirmed; requester: who asked for
    the deal, and is none of the two.
    """

    SEALED: ClassVar = ("basis",)

    class State(models.TextChoices):
        """Where it stands. What is confirmed counts until its last day."""

        PROPOSED = "proposed", _("Proposed: a second person has to confirm it")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REPLACED = "replaced", _("Replaced by a later one")

    case = models.ForeignKey(Case, models.PROTECT, related_name="resolutions")
    finding = models.CharField(max_length=400)
    title = models.CharField(max_length=300)
    reason = models.TextField(max_length=5_000)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="resolutions")
    until = models.DateField()
    basis = models.CharField(max_length=64)
    requester = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_on = models.DateField(default=timezone.localdate)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    written = models.JSONField(default=dict)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(max_length=2_000, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="a_flag_is_resolved_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("requester"))
                & (Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("requester"))),
                name="no_flag_is_resolved_by_who_asked_for_the_deal",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("proposed_on")), name="a_flag_is_resolved_until_a_later_day"
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(finding=""), name="a_flag_is_resolved_for_a_reason"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "replaced"])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="what_is_confirmed_names_who_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "confirmed", "replaced"])
                | (
                    Q(state__in=["refused", "withdrawn"], ended_by__isnull=False, ended_at__isnull=False)
                    & ~Q(ended_why="")
                ),
                name="what_is_refused_or_withdrawn_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(ended_by=F("proposed_by")), name="nobody_refuses_their_own_proposal"
            ),
            models.UniqueConstraint(
                fields=["case", "finding"], condition=Q(state="proposed"), name="one_proposal_a_finding"
            ),
            models.UniqueConstraint(
                fields=["case", "finding"], condition=Q(state="confirmed"), name="one_resolution_a_finding"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ended(self) -> bool:
        """Whether its last day has passed."""
        return self.until < timezone.localdate()

    @property
    def shaken(self) -> bool:
        """Whether the paper that it rests on counts no more."""
        return not self.evidence.counts


class HitDecision(Governing):
    """Whether a party of a case is one that a list names, as a person decided it. Rows are only added.

    party: the fingerprint of the party as it was described; entry: the listed party, by its id; until: the last day on
    which it holds; requester: who asked for the deal, and decides no match of it.
    """

    class Verdict(models.TextChoices):
        """What was decided."""

        SAME = "same", _("The same party")
        NOT_SAME = "not_same", _("Another party")
        UNSURE = "unsure", _("Unsure: it stays open")

    case = models.ForeignKey(Case, models.PROTECT, related_name="hit_decisions")
    party = models.CharField(max_length=64)
    label = models.CharField(max_length=300)
    entry = models.CharField(max_length=200)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.TextField(max_length=5_000)
    until = models.DateField(null=True)
    requester = models.ForeignKey(User, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on = models.DateField(default=timezone.localdate)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(by=F("requester")), name="no_match_is_decided_by_who_asked_for_the_deal"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_match_is_decided_for_a_reason"),
            models.CheckConstraint(
                condition=~Q(verdict="not_same") | Q(until__isnull=False, until__gt=F("on")),
                name="a_match_is_cleared_until_a_later_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} / {self.entry}"


class Lift(Governing):
    """A record that lifts a legal stop: an authorisation until its last day, or a delisting.

    stop: the key of the stop, as STOP@kind:subject-id; number: of the licence, clearance or notice; issued_on: its day;
    written: what stands in the deal; requester: who asked for the deal, and lifts no stop of it.
    """

    class Kind(models.TextChoices):
        """What sort of record it is. Nothing else lifts a stop."""

        AUTHORISATION = "authorisation", _("Authorisation: a licence or clearance of the authority")
        DELISTING = "delisting", _("Delisting: a notice that the party is off the list")

    class State(models.TextChoices):
        """Where it stands."""

        STANDING = "standing", _("In force")
        REPLACED = "replaced", _("Replaced by a later one")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    case = models.ForeignKey(Case, models.PROTECT, related_name="lifts")
    stop = models.CharField(max_length=400)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="lifts")
    number = models.CharField(max_length=100)
    issued_on = models.DateField()
    until = models.DateField(null=True)
    requester = models.ForeignKey(User, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    written = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.STANDING)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(max_length=2_000, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=F("requester")), name="no_stop_is_lifted_by_who_asked_for_the_deal"),
            models.CheckConstraint(
                condition=Q(kind="delisting") | Q(kind="authorisation", until__isnull=False, until__gte=F("issued_on")),
                name="a_stop_is_lifted_by_an_authorisation_with_an_end_or_a_delisting",
            ),
            models.CheckConstraint(condition=~Q(number="") & ~Q(stop=""), name="a_record_that_lifts_has_a_number"),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | (Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(ended_why="")),
                name="a_record_is_withdrawn_by_somebody_for_a_reason",
            ),
            models.UniqueConstraint(fields=["case", "stop"], condition=Q(state="standing"), name="one_record_a_stop"),
        ]

    def __str__(self) -> str:
        return self.number

    def over(self, day: datetime.date) -> bool:
        """Whether its last day is before a day."""
        return self.until is not None and self.until < day

    @property
    def ended(self) -> bool:
        """Whether its last day has passed."""
        return self.over(timezone.localdate())

    @property
    def shaken(self) -> bool:
        """Whether the paper that it rests on counts no more."""
        return not self.evidence.counts
