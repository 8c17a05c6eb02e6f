"""What was noticed after a decision, and what was stopped because of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duecare.office.audit.seals import Governing
from duecare.office.cases.models import Case, Reviewed
from duecare.office.evidence.models import Evidence
from duecare.office.people.models import User


class Freeze(Governing):
    """Updates and service of a delivered deal are stopped, until somebody lifts it with a reason.

    stops: the legal stops because of which, by their keys; None where that was not kept.
    """

    SEALED: ClassVar = ("why",)

    class Why(models.TextChoices):
        LISTING = "listing", _("a party of the deal is on a list")
        LISTING_OPEN = (
            "listing_open",
            _("a party of the deal is on a list; whether that stops this deal is open, and what is open is not a no"),
        )
        SUSPECTED_VIOLATION = "suspected_violation", _("a violation is suspected")

    case = models.ForeignKey(Case, models.PROTECT, related_name="freezes")
    why = models.CharField(max_length=30, choices=Why.choices)
    stops = models.JSONField(null=True)
    since = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | (Q(lifted_by__isnull=False) & ~Q(reason="")),
                name="a_freeze_is_lifted_by_somebody_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["case", "why"], condition=Q(lifted_at__isnull=True), name="one_standing_freeze_a_reason"
            ),
        ]

    def why_said(self) -> str:
        """Why, in words."""
        return self.get_why_display()

    @property
    def told(self) -> str:
        """Why, as a code, for those who asked for the deal: not which answer is open."""
        return str(self.Why.LISTING if self.why == self.Why.LISTING_OPEN else self.why)

    def why_told(self) -> str:
        """Likewise, in words."""
        return str(self.Why(self.told).label)


class PostSale(Governing):
    """Something that happened after the sale. Rows are only added.

    happened_on: the day on which it happened; source: where that is known from; told: what happened, if there is more
    to say than its kind.
    """

    class Kind(models.TextChoices):
        DELIVERED = "delivered", _("Delivered")
        RENEWAL = "renewal", _("Renewal asked for")
        NEW_FEATURE = "new_feature", _("New feature asked for")
        RESALE = "resale", _("Sold on, or about to be")
        NEWS = "news", _("News about the customer or the use")
        COMPLAINT = "complaint", _("Complaint")
        SUSPECTED_VIOLATION = "suspected_violation", _("Suspected violation of the law or the contract")

    case = models.ForeignKey(Case, models.PROTECT, related_name="post_sale")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    happened_on = models.DateField()
    source = models.CharField(max_length=300)
    told = models.TextField(blank=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-happened_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(source=""), name="a_post_sale_event_has_a_source"),
        ]


class Inputs(models.Model):
    """What reviews rest on beside the deal, as `duecare.portfolio.result.inputs.inputs_of` says it; one row a state."""

    hash = models.CharField(max_length=64, unique=True)
    document = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)


class Watched(models.Model):
    """What the latest review of a case rests on, so that it need not be judged again where nothing of that changed.

    review: the review it is about. inputs: lists, country data and instruments that it was last held against, by this
    review or because no change between them can touch it. said: a hash over what it says. parties: all that the case
    has compared with lists, as `watched.party_rows` writes it. places: what was known of each country, as a hash by its
    code. agencies: likewise what the register of agencies says. capabilities: of its items, each between strokes.
    owners: whether owners were added up, under rules that have days of their own. until: the first day on which time
    alone may change it.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="watched")
    review = models.ForeignKey(Reviewed, models.PROTECT, related_name="+")
    inputs = models.ForeignKey(Inputs, models.PROTECT, related_name="+")
    said = models.CharField(max_length=64)
    parties = models.JSONField(default=list)
    places = models.JSONField(default=dict)
    agencies = models.JSONField(default=list)
    capabilities = models.CharField(max_length=600, default="|")
    owners = models.BooleanField(default=False)
    until = models.DateField(null=True)


class Watching(models.Model):
    """One pass over the cases. looked: how many were judged again; changed: of how many the review says something
    else; alerts: how many people have to look at."""

    day = models.DateField()
    began = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True)
    cases = models.PositiveIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    alerts = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)


class Alert(Governing):
    """A case of which something is otherwise than it was, for somebody to look at.

    before, after: the reviews; both the same where an event after the sale, or the end of a proof, is what happened.
    because: what it comes of, in closed codes and ids: lists and entries, countries, rules, inputs, a condition and its
    paper. changed: what is another, in closed codes and counts. legal: whether it is about a legal stop; such an alert
    does not wait.
    """

    class Kind(models.TextChoices):
        LISTING = "listing", _("Listing")
        STOP = "stop", _("Legal stop")
        LEVEL = "level", _("Level or advice")
        FLAGS = "flags", _("Raised flags")
        QUESTIONS = "questions", _("Something to decide")
        EVENT = "event", _("After the sale")
        CONDITION = "condition", _("A proof counts no more")

    case = models.ForeignKey(Case, models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    legal = models.BooleanField(default=False)
    before = models.ForeignKey(Reviewed, models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(Reviewed, models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(PostSale, models.PROTECT, null=True, related_name="+")
    because = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    assigned = models.ForeignKey(User, models.PROTECT, null=True, related_name="alerts")
    snoozed_until = models.DateField(null=True)
    snoozed_why = models.TextField(blank=True)
    snoozed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_why = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["done_at", "-at"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(legal=False) | Q(snoozed_until__isnull=True), name="no_alert_about_a_legal_stop_waits"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("listing", "stop")) | Q(legal=True), name="listings_and_stops_are_legal"
            ),
            models.CheckConstraint(
                condition=Q(snoozed_until__isnull=True) | (Q(snoozed_by__isnull=False) & ~Q(snoozed_why="")),
                name="an_alert_waits_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | (Q(done_by__isnull=False) & ~Q(done_why="")),
                name="an_alert_is_done_for_a_reason",
            ),
        ]
