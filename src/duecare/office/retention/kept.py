"""Until when each case is kept, and why."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case, State
from duecare.office.retention.models import LegalHold, Milestone
from duecare.office.retention.schedule import Applied, schedule


@dataclass(frozen=True)
class Kept:
    """How long a case is kept. begins: the day from which years run, None while it is not closed; ends: each regime
    with its last day; holds: what stops erasure whatever the day; erased: whether it was erased."""

    case: Case
    begins: datetime.date | None
    ends: tuple[tuple[Applied, datetime.date | None], ...]
    holds: tuple[LegalHold, ...]
    matters: int
    erased: bool

    @property
    def decisive(self) -> tuple[Applied, datetime.date | None]:
        """The regime that asks for it longest, what applies before what may apply."""
        return max(self.ends, key=lambda one: (one[1] or datetime.date.min, one[0].regime.years, one[0].known))

    @property
    def until(self) -> datetime.date | None:
        """The last day on which it must be there; None while it is not closed."""
        return self.decisive[1]

    def due(self, day: datetime.date) -> bool:
        """Whether nothing asks for it any more."""
        return self.until is not None and self.until < day and not (self.holds or self.matters or self.erased)


def kept(case: Case) -> Kept:
    """How long a case is kept.

    Raises:
        InputError: the schedule of the house cannot be read.
    """
    begins = begin(case)
    deal: Mapping[str, object] = case.deal.document if case.deal else {}
    ends = tuple((one, one.regime.end(begins) if begins else None) for one in schedule().of(deal))
    return Kept(case, begins, ends, tuple(holds_on(case)), case.rows("matters").filter(closed_at=None).count(),
                case.rows("tombstones").exists())  # fmt: skip


def begin(case: Case) -> datetime.date | None:
    """The day on which a case was closed or last delivered, whichever is later; None while it is not closed."""
    if case.state != State.CLOSED:
        return None
    stones = list(case.milestones.all())
    closed = [one.on for one in stones if one.kind == Milestone.Kind.CLOSED]
    delivered = [one.on for one in stones if one.kind == Milestone.Kind.DELIVERED]
    return max([closed[-1] if closed else timezone.localdate(case.changed_at), *delivered])


def standing() -> QuerySet[LegalHold]:
    """Holds that were not released."""
    return LegalHold.objects.filter(release=None).select_related("case", "person", "by")


def holds_on(case: Case) -> QuerySet[LegalHold]:
    """What holds a case: a hold on it, or, as the log tells, on a person who works or worked on it."""
    if not standing().exists():
        return LegalHold.objects.none()
    people = {case.requester_id, case.analyst_id, *case.members.values_list("user", flat=True)} - {None}
    for entry in Entry.objects.filter(about=f"case:{case.pk}"):
        if entry.actor.startswith("user:"):
            people.add(int(entry.actor.removeprefix("user:")))
        if entry.act == "case.assign" and entry.detail.get("to"):
            people.add(entry.detail["to"])
    return standing().filter(Q(case=case) | Q(person__in=people))


def held_beside(case: Case) -> Case | None:
    """A case of the same order book on which a hold stands, if there is one: the file of the book is held with it."""
    if not standing().exists():
        return None
    others = Case.objects.filter(from_book__book__opened__case=case).exclude(pk=case.pk)
    return next((one for one in others.order_by("pk") if holds_on(one).exists()), None)


def due_cases(day: datetime.date) -> list[Kept]:
    """Every case that nothing asks for any more, the one that has waited longest first."""
    latest = day - datetime.timedelta(days=365 * schedule().shortest)
    closings = Milestone.objects.filter(case=OuterRef("pk"), kind=Milestone.Kind.CLOSED).order_by("-pk")
    closed = Case.objects.annotate(closed_on=Subquery(closings.values("on")[:1])).filter(
        Q(closed_on=None) | Q(closed_on__lte=latest), state=State.CLOSED, tombstones=None
    )
    found = (kept(case) for case in closed.select_related("deal").prefetch_related("milestones"))
    return sorted((one for one in found if one.due(day)), key=lambda one: (one.until or day, one.case.pk))
