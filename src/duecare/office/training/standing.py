"""Who has completed what, who has not, and who is late, on a day."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from duecare.office.people.audience import active_people, dues
from duecare.office.people.models import Role, User
from duecare.office.people.regions import place_title, region_of
from duecare.office.training.models import Assignment, Completion
from duecare.office.training.reading import Module, modules


class State(StrEnum):
    """How somebody stands with a module."""

    DONE = "done"
    EXPIRED = "expired"
    OVERDUE = "overdue"
    ASKED = "asked"
    FREE = "free"

    @property
    def said(self) -> str:
        return {
            State.DONE: _("completed"), State.EXPIRED: _("expired: to be done again"), State.OVERDUE: _("overdue"),
            State.ASKED: _("asked, not done yet"), State.FREE: _("not asked"),
        }[self]  # fmt: skip

    @property
    def has(self) -> bool:
        return self == State.DONE


@dataclass(frozen=True)
class Standing:
    """A person and a module on a day. due: by when it is asked of them; completion: the last that counts or counted."""

    user: User
    module: Module
    due: datetime.date | None
    completion: Completion | None
    state: State

    @property
    def asked(self) -> bool:
        return self.due is not None


def standings(
    day: datetime.date, people: Iterable[User] | None = None, only: Iterable[str] | None = None
) -> list[Standing]:
    """Every person with every module, or with some of them: people by name to sign in with, modules by id."""
    found, wanted = modules(), None if only is None else set(only)
    everybody = active_people() if people is None else list(people)
    asked: dict[str, list[Assignment]] = defaultdict(list)
    for one in Assignment.objects.filter(asked_on__lte=day).filter(Q(ended_on=None) | Q(ended_on__gt=day)):
        asked[one.module].append(one)
    last = _last(day, found, everybody)
    return [
        _standing(user, module, by_when.get(user.pk), last.get((user.pk, module.id)), day)
        for module in found.values()
        if wanted is None or module.id in wanted
        for by_when in [dues(asked[module.id], everybody, day)]
        for user in everybody
    ]


def _last(day: datetime.date, found: Mapping[str, Module], people: list[User]) -> dict[tuple[int, str], Completion]:
    """The completion of each person and module that lasts longest, of the edition that there is now."""
    kept: dict[tuple[int, str], Completion] = {}
    rows = Completion.objects.filter(on__lte=day, user__in=[one.pk for one in people])
    for one in rows.order_by("until", "pk"):
        module = found.get(one.module)
        if module is not None and one.version.partition(".")[0] == module.edition:
            kept[one.user_id, one.module] = one
    return kept


def _standing(
    user: User, module: Module, due: datetime.date | None, completion: Completion | None, day: datetime.date
) -> Standing:
    if completion is not None and completion.until >= day:
        state = State.DONE
    elif due is None:
        state = State.FREE
    elif completion is not None:  # it was done in time once, and is due again from the day after its last
        due = max(due, completion.until)
        state = State.EXPIRED
    else:
        state = State.OVERDUE if due < day else State.ASKED
    return Standing(user, module, due, completion, state)


def of_person(user: User, day: datetime.date) -> list[Standing]:
    """How one person stands with every module: what is to be done first."""
    order = [State.OVERDUE, State.EXPIRED, State.ASKED, State.DONE, State.FREE]
    reread = User.objects.prefetch_related("grants").get(pk=user.pk)
    return sorted(standings(day, [reread]), key=lambda one: (order.index(one.state), one.due or day))


HEADS = (
    "Name",
    "Signs in as",
    "Roles",
    "Region",
    "Module",
    "Version",
    "State",
    "Due",
    "Completed",
    "Valid until",
    "Where",
)


def row_of(one: Standing, day: datetime.date) -> tuple[str, ...]:
    """A standing as a row of the completion table, in the order of `HEADS`."""
    done = one.completion
    roles = ", ".join(sorted(grant.role.replace("_", " ") for grant in one.user.grants.all() if grant.counts(day)))
    return (
        one.user.label, one.user.username, roles, place_title(one.user.region), one.module.title, one.module.version,
        one.state.said, one.due.isoformat() if one.due else "", done.on.isoformat() if done else "",
        done.until.isoformat() if done else "", str(done.get_source_display()) if done else "",
    )  # fmt: skip


def figures(year: int) -> dict[str, Any]:
    """Rates of training at the end of a year, or today where it has not ended; counts and codes, no names.

    Returns:
        `day`; `asked` and `done` over all people and modules; `modules`, `roles` and `regions`, each a mapping from its
        code to the same two; people without a region stand under `""`, those with several roles under each.
    """
    day = min(timezone.localdate(), datetime.date(year, 12, 31))
    counted = [one for one in standings(day) if one.asked]
    return {
        "day": day.isoformat(),
        **_counts(counted),
        "modules": _by(counted, lambda one: [one.module.id]),
        "roles": _by(counted, lambda one: _roles(one.user, day)),
        "regions": _by(counted, lambda one: [region_of(one.user.region)]),
    }


def _roles(user: User, day: datetime.date) -> list[str]:
    return [role for role in Role.values if any(one.role == role and one.counts(day) for one in user.grants.all())]


def _counts(some: list[Standing]) -> dict[str, int]:
    return {"asked": len(some), "done": sum(one.state.has for one in some)}


def _by(some: list[Standing], codes: Any) -> dict[str, dict[str, int]]:
    groups: dict[str, list[Standing]] = defaultdict(list)
    for one in some:
        for code in codes(one):
            groups[code].append(one)
    return {code: _counts(rows) for code, rows in sorted(groups.items())}


def reminders(user: User, day: datetime.date) -> Iterator[tuple[Module, datetime.date]]:
    """Modules that a person has to do, with the day, for their mail of the day."""
    for one in of_person(user, day):
        if one.state in (State.OVERDUE, State.EXPIRED, State.ASKED) and one.due is not None:
            yield one.module, one.due
