"""Decisions and who agreed to them, conditions, licences, and what clearance is looked up by."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from duecare.office.audit.seals import Governing
from duecare.office.cases.models import Case, Deal, Gate, Reviewed
from duecare.office.evidence.models import Evidence
from duecare.office.people.models import User


class Outcome(models.TextChoices):
    """What is decided."""

    APPROVE = "approve", _("Approve")
    CONDITIONS = "approve_with_conditions", _("Approve with conditions")
    ESCALATE = "escalate", _("Escalate")
    DECLINE = "decline", _("Decline")
    WITHDRAW = "withdraw", _("Withdraw")


APPROVALS = (Outcome.APPROVE, Outcome.CONDITIONS)


class Stage(models.TextChoices):
    """How far a decision has come."""

    PROPOSED = "proposed", _("Proposed")
    MADE = "made", _("Made")
    RETRACTED = "retracted", _("Taken back")
    REPLACED = "replaced", _("Replaced by a later one")


class Decision(Governing):
    """A decision on a case as one review showed it. What was proposed never changes; its stage does.

    basis: the hash of what was judged; where the latest review has another, the decision is stale. body, needed: who
    must approve, and how many, before dissent; gates: values of Gate that it opens; record: the resolution of a body
    that does not work here. made_at, ended_at: when it took effect, and when it was replaced or taken back.
    """

    SEALED: ClassVar = ("basis", "gates", "level", "body")

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    review = models.ForeignKey(Reviewed, models.PROTECT, related_name="+")
    basis = models.CharField(max_length=64)
    outcome = models.CharField(max_length=30, choices=Outcome.choices)
    gates = models.JSONField(default=list)
    expires_on = models.DateField(null=True)
    reason = models.TextField(max_length=10_000)
    record = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=10)
    body = models.CharField(max_length=20)
    needed = models.PositiveSmallIntegerField()
    proposer = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.PROPOSED)
    made_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="one_decision_a_number"),
            models.UniqueConstraint(fields=["case"], condition=Q(stage="proposed"), name="one_open_proposal_a_case"),
            models.UniqueConstraint(fields=["case"], condition=Q(stage="made"), name="one_decision_in_force_a_case"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["approve", "approve_with_conditions"]) | Q(expires_on__isnull=False),
                name="an_approval_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["approve", "approve_with_conditions"]) | Q(gates=[]),
                name="only_an_approval_opens_gates",
            ),
            models.CheckConstraint(
                condition=~Q(stage="made") | Q(made_at__isnull=False), name="what_is_made_was_made_some_day"
            ),
        ]

    @property
    def approves(self) -> bool:
        return self.outcome in APPROVALS

    @property
    def gate_names(self) -> list[str]:
        """The gates that it opens, in their order and in words."""
        return [str(gate.label) for gate in Gate if gate.value in self.gates]


class Verdict(Governing):
    """What one person says to a proposal. Rows are only added; the reason of a dissent may lie in counsel's lane.

    proposer: repeated from the proposal, so that the database itself keeps one person from both roles; a trigger holds
    it equal. privileged: the reason is read by counsel alone.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="verdicts")
    proposer = models.ForeignKey(User, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approves = models.BooleanField()
    reason = models.TextField(max_length=10_000, blank=True)
    privileged = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "by"], name="one_verdict_a_person"),
            models.CheckConstraint(condition=~Q(by=F("proposer")), name="nobody_approves_their_own_proposal"),
            models.CheckConstraint(condition=Q(approves=True) | ~Q(reason=""), name="a_dissent_has_a_reason"),
        ]


class Source(models.TextChoices):
    """What a condition was made from."""

    SAFEGUARD = "safeguard", _("A safeguard of the review")
    PROVISO = "proviso", _("A proviso of a licence")
    OWN = "own", _("Our own words")


class Consequence(models.TextChoices):
    """What follows where a condition fails."""

    LOOK_AGAIN = "look_again", _("The case is looked at again")
    SUSPEND = "suspend_updates", _("Updates are suspended")
    END = "end_support", _("Support is ended")


class Condition(Governing):
    """What must be so for a deal to go on. It stands for every decision of its case until an approver drops it.

    before: the gate that stays closed until it is proven, with those after it. wanted: the proof that would show it.
    proof, proven_by, proven_at: the paper that was given; proof_until: the last day of that paper, repeated from it,
    after which the condition is due again; accepted_by, accepted_at: who looked at the paper and accepted it as the
    proof, never who gave it; waived_under: the version of the house's rules under which it counted as given;
    checked_by, checked_on, seen, works: who saw whether it works, when and what; never who proved it. hurt: who would
    be hurt by the consequence.
    """

    SEALED: ClassVar = ("reference",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="conditions")
    source = models.CharField(max_length=10, choices=Source.choices)
    reference = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=4_000, blank=True)
    wanted = models.TextField(max_length=2_000)
    owner = models.ForeignKey(User, models.PROTECT, related_name="conditions")
    due_on = models.DateField(db_index=True)
    before = models.CharField(max_length=10, choices=Gate.choices, blank=True)
    consequence = models.CharField(max_length=20, choices=Consequence.choices)
    hurt = models.TextField(max_length=2_000, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    proof = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    proven_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proven_at = models.DateTimeField(null=True)
    proof_until = models.DateField(null=True, db_index=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    waived_under = models.CharField(max_length=20, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField(null=True)
    seen = models.TextField(max_length=4_000, blank=True)
    works = models.BooleanField(null=True)
    dropped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_why = models.TextField(max_length=2_000, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(consequence="look_again") | ~Q(hurt=""), name="a_consequence_says_who_is_hurt"
            ),
            models.CheckConstraint(
                condition=Q(proof__isnull=True, proven_by__isnull=True, proven_at__isnull=True)
                | Q(proof__isnull=False, proven_by__isnull=False, proven_at__isnull=False),
                name="proof_has_somebody_who_gave_it",
            ),
            models.CheckConstraint(
                condition=Q(proof_until__isnull=True) | Q(proof__isnull=False), name="only_a_proof_has_a_last_day"
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True, accepted_at__isnull=True)
                | Q(proof__isnull=False, accepted_by__isnull=False, accepted_at__isnull=False),
                name="only_a_proof_is_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("proven_by")),
                name="nobody_accepts_their_own_proof",
            ),
            models.CheckConstraint(
                condition=Q(waived_under="") | Q(proof__isnull=False), name="only_a_proof_counts_as_given"
            ),
            models.CheckConstraint(
                condition=Q(works__isnull=True)
                | Q(proof__isnull=False, checked_by__isnull=False, checked_on__isnull=False) & ~Q(seen=""),
                name="what_works_was_seen_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("proven_by")),
                name="nobody_checks_their_own_proof",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | Q(dropped_by__isnull=False) & ~Q(dropped_why=""),
                name="a_condition_is_dropped_for_a_reason",
            ),
        ]

    def state(self, day: datetime.date) -> str:
        """dropped, failed, effective, proven, given, overdue or open, on a day. The due day itself is in time.

        A proof that was given proves nothing until somebody else has accepted it. What was proven by a paper that has
        ended, or was withdrawn, is due again, whether or not somebody saw it work while it lasted.
        """
        if self.dropped_at is not None:
            return "dropped"
        if self.works is False:
            return "failed"
        if self.proof is not None and not self.lapsed(day) and not self.proof.withdrawn:
            if self.accepted_by_id is None and not self.waived_under:
                return "given"
            return "proven" if self.works is None else "effective"
        return "overdue" if self.due_on < day else "open"

    def late(self, day: datetime.date) -> bool:
        """Whether its due day has passed without a proof that counts: one that nobody has accepted does not."""
        state = self.state(day)
        return state == "overdue" or (state == "given" and self.due_on < day)

    def lapsed(self, day: datetime.date) -> bool:
        """Whether the last day of its proof is before a day."""
        return self.proof_until is not None and self.proof_until < day


class PastProof(Governing):
    """A proof of a condition that counts no more, with what was seen while it did. Rows are only added.

    until: its last day, where it had one; refused_by, refused_at, refused_why: who did not accept it, and why; where
    these are empty, it had ended or was withdrawn, or another was given in its place.
    """

    condition = models.ForeignKey(Condition, models.PROTECT, related_name="past_proofs")
    proof = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    until = models.DateField(null=True)
    proven_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proven_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    refused_why = models.TextField(max_length=2_000, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField(null=True)
    seen = models.TextField(max_length=4_000, blank=True)
    works = models.BooleanField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["condition", "proof"], name="one_past_proof_a_paper"),
            models.CheckConstraint(
                condition=Q(refused_by__isnull=True) | Q(refused_at__isnull=False) & ~Q(refused_why=""),
                name="a_proof_is_refused_for_a_reason",
            ),
        ]


class Required(models.TextChoices):
    """Whether a licence is required."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    OPEN = "open", _("Open")


class Granted(models.TextChoices):
    """What the authority said."""

    NONE = "none", _("Nothing yet")
    GRANTED = "granted", _("Granted")
    DENIED = "denied", _("Denied")


class Licence(Governing):
    """What one authority asks for a deal. classified_by, classified_from: who classified the item, and on what ground.

    quantity, unit: what the licence covers; empty where it names no quantity. drawn: what was drawn of it, never more.
    """

    LOOSE: ClassVar = ("changed_at",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="licences")
    authority = models.CharField(max_length=80)
    classification = models.CharField(max_length=40, blank=True)
    classified_by = models.CharField(max_length=120, blank=True)
    classified_from = models.CharField(max_length=200, blank=True)
    classified_on = models.DateField(null=True, blank=True)
    required = models.CharField(max_length=5, choices=Required.choices, default=Required.OPEN)
    ground = models.CharField(max_length=300, blank=True)
    applied_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Granted.choices, default=Granted.NONE)
    decided_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=80, blank=True)
    scope = models.TextField(max_length=4_000, blank=True)
    provisos = models.JSONField(default=list, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    drawn = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    expires_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["authority"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "authority"], name="one_licence_an_authority"),
            models.CheckConstraint(
                condition=~Q(status="granted") | ~Q(number="") & Q(decided_on__isnull=False),
                name="a_grant_has_number_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="denied") | Q(decided_on__isnull=False), name="a_denial_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(drawn__gte=0) & (Q(quantity__isnull=True) | Q(drawn__lte=F("quantity"))),
                name="no_more_is_drawn_than_granted",
            ),
            models.CheckConstraint(
                condition=Q(applied_on__isnull=True) | Q(decided_on__isnull=True) | Q(applied_on__lte=F("decided_on")),
                name="applied_before_decided",
            ),
        ]

    @property
    def balance(self) -> Decimal | None:
        """What is left; None where the licence names no quantity."""
        return None if self.quantity is None else self.quantity - self.drawn


class DrawDown(Governing):
    """What one delivery took of a licence. Rows are only added."""

    licence = models.ForeignKey(Licence, models.PROTECT, related_name="drawdowns")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    on = models.DateField()
    reference = models.CharField(max_length=80)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["licence", "reference"], name="one_drawdown_a_reference"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_drawdown_takes_something"),
        ]


class Standing(Governing):
    """What a case is found by for clearance: one row for each customer and item that its deal puts together.

    key: of customer and item (`standing.key_of`); deal: the version that it was read from, so that it is seen where one
    was not brought up to date; licence: whether the deal itself says that a licence is required.
    """

    SEALED: ClassVar = ("key",)

    case = models.ForeignKey(Case, models.CASCADE, related_name="standings")
    key = models.CharField(max_length=64, db_index=True)
    deal = models.ForeignKey(Deal, models.CASCADE, related_name="+")
    licence = models.BooleanField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key"], name="one_standing_a_pair")]
