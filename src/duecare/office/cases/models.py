"""Cases, the deal of each in its versions, and the reviews of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.db import connection, models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duecare.office.audit.seals import Governing
from duecare.office.cases.absent import NoRows
from duecare.office.cases.packed import ERASED_DOCUMENT, PackedBytes, PackedJSON
from duecare.office.people.models import User


class Gate(models.TextChoices):
    """The next step that a decision would open, in their order."""

    LEAD = "lead", _("Lead")
    QUOTE = "quote", _("Quote")
    CONTRACT = "contract", _("Contract")
    SHIP = "ship", _("Ship")
    ACTIVATE = "activate", _("Activate")
    SUPPORT = "support", _("Support")
    RENEW = "renew", _("Renew")


class Kind(models.TextChoices):
    """What sort of deal it is. What is lent, tried or switched on from afar is one too."""

    SALE = "sale", _("Sale")
    LEASE = "lease", _("Lease")
    DEMO = "demo", _("Demonstration")
    LOAN = "loan", _("Loan")
    TRIAL = "trial", _("Trial")
    RETURN = "return", _("Return")
    DONATION = "donation", _("Donation")
    SERVICE_ONLY = "service_only", _("Service only: hosted access, remote support, a new feature")


class State(models.TextChoices):
    """Where a case stands."""

    DRAFT = "draft", _("Being filled in")
    REVIEW = "review", _("In review")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed")


class Case(Governing):
    """A deal that people work on. What stands below `review` is repeated from it, for lists and filters."""

    SEALED: ClassVar = ("number",)
    LOOSE: ClassVar = ("changed_at", "hold", "stops")  # these two repeat the review, and are held to it

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.SALE)
    gate = models.CharField(max_length=20, choices=Gate.choices, default=Gate.LEAD)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT, db_index=True)
    requester = models.ForeignKey(User, models.PROTECT, related_name="opened")
    analyst = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="assigned")
    restricted = models.BooleanField(default=False)
    needed_by = models.DateField(null=True, blank=True)
    framework = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="call_offs")
    opened_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    deal = models.ForeignKey("Deal", models.PROTECT, null=True, related_name="+")
    review = models.ForeignKey("Reviewed", models.PROTECT, null=True, related_name="+")
    customer = models.CharField(max_length=300, blank=True)
    item = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=8, blank=True, db_index=True)
    end_user_kind = models.CharField(max_length=40, blank=True)
    known = models.CharField(max_length=10, blank=True, db_index=True)
    possible = models.CharField(max_length=10, blank=True)
    hold = models.BooleanField(default=True)
    advice = models.CharField(max_length=30, blank=True)
    stops = models.PositiveSmallIntegerField(default=0)
    depth = models.CharField(max_length=10, blank=True)

    there: Mapping[str, bool] | None = None
    """Whether `look_up` found rows in each relation; None where it was not asked."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-changed_at"]), models.Index(fields=["customer"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(framework=models.F("id")), name="no_case_is_its_own_framework")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # it is made by Django
        """The state in words; Django's own looks through all choices anew for each row of a list."""
        return str(State(self.state).label)

    def get_gate_display(self) -> str:  # type: ignore[no-redef]
        """The gate in words, likewise."""
        return str(Gate(self.gate).label)

    def look_up(self) -> None:
        """Ask once which relations have rows about this case, for a page that shows it and changes nothing: most cases
        have none in most, and `rows` reads no others."""
        relations = [(one.get_accessor_name() or "", one.field) for one in self._meta.related_objects]
        quoted = connection.ops.quote_name
        asked = ", ".join(
            f"EXISTS (SELECT 1 FROM {quoted(field.model._meta.db_table)} WHERE {quoted(str(field.column))} = %s)"
            for _name, field in relations
        )
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {asked}", [self.pk] * len(relations))
            found = cursor.fetchone()
        self.there = {name: bool(there) for (name, _field), there in zip(relations, found, strict=True)}

    def has(self, relation: str) -> bool:
        """Whether a relation may have rows: not where `look_up` found none.

        Raises:
            KeyError: there is no such relation.
        """
        return self.there is None or self.there[relation]

    def rows(self, relation: str) -> QuerySet[Any]:
        """The rows of a relation, as `case.alerts.all()`; without a question where `look_up` found none."""
        found: QuerySet[Any] = getattr(self, relation).all()
        return found if self.has(relation) else NoRows(found.model)


class Member(Governing):
    """A person who was added to a case, because they need to know it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "user"], name="one_membership_a_person")]


class Deal(Governing):
    """The deal of a case as it was after a change: a document of `duecare.transaction/1`. Rows are only added.

    changed: paths of what is another than in the version before, as `parties.end-user.kind`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="deals")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    changed = models.JSONField(default=list)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="one_deal_a_number")]


class Cause(models.TextChoices):
    """Why a case was reviewed again."""

    DEAL = "deal", _("the deal changed")
    DATA = "data", _("lists or country data changed")
    RULES = "rules", _("instruments or the policy changed")
    MATCH = "match", _("a match with a list was decided")


class Reviewed(Governing):
    """A review of a case. Rows are only added.

    document: the bytes of `duecare.review/1`; sections: what papers show of it, as HTML by section, NULL until a page
    or the worker asks (`duecare.office.cases.showing`), so that a page need not be worked out twice.
    """

    SEALED: ClassVar = ("basis", "known", "possible", "advice")

    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews")
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    cause = models.CharField(max_length=10, choices=Cause.choices)
    at = models.DateTimeField(auto_now_add=True)
    document = PackedBytes()
    sections = PackedJSON(null=True)
    basis = models.CharField(max_length=64)
    headline = models.TextField()
    known = models.CharField(max_length=10)
    possible = models.CharField(max_length=10)
    hold = models.BooleanField()
    advice = models.CharField(max_length=30)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="one_review_a_number")]

    @cached_property
    def content(self) -> dict[str, Any]:
        """What the document says, read once however many parts of a page ask for it; nobody changes it."""
        found: dict[str, Any] = json.loads(bytes(self.document))
        return found

    @property
    def erased(self) -> bool:
        """Whether what it said was erased."""
        return bytes(self.document) == ERASED_DOCUMENT


class Finding(models.Model):
    """What the latest review of a case found, for filters and lists: flags that are raised or resolved, and stops."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=100, db_index=True)
    subject = models.CharField(max_length=200)
    status = models.CharField(max_length=10)
    kind = models.CharField(max_length=8)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["rule", "status"])]


class Comment(models.Model):
    """What somebody said about a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="comments")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(max_length=10_000)

    class Meta:
        ordering: ClassVar = ["at"]
