"""May this leave, be switched on, be serviced? Asked by systems; what is not known to be allowed is held."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext as _

from duecare.errors import InputError
from duecare.office.cases.models import Case, Gate, State
from duecare.office.decisions.conditions import ACTIVITIES, in_the_way
from duecare.office.decisions.licensing import trouble
from duecare.office.decisions.models import APPROVALS, Condition, Licence, Outcome, Required
from duecare.office.decisions.quorum import rules
from duecare.office.decisions.standing import key_of
from duecare.office.monitoring.models import Freeze

FROZEN: Final = frozenset({Gate.SHIP, Gate.ACTIVATE, Gate.SUPPORT})
"""Gates that a freeze closes."""

TOLD: Final = frozenset({"unknown", "undecided", "refused", "stale", "expired", "not_open", "condition", "frozen"})
"""States of an answer that those who asked for the deal are told, with the reason."""

LICENSED: Final = frozenset({Gate.SHIP, Gate.ACTIVATE, Gate.SUPPORT})
"""Gates that a required licence opens: what moves goods, software or technology."""


@dataclass(frozen=True)
class Clearance:
    """Whether an activity may go on.

    allowed: only where everything is known to allow it. state: a closed code: cleared, or why it is held: unknown,
    undecided, refused, stale, expired, stopped, frozen, not_open, unrated, condition, licence, disagree. why: a
    sentence. until: the last day on which the answer can be relied on. conditions: those that stand, or that are in the
    way. case: the number of the case that decides. cases: those of all that it speaks of, where they are several.
    """

    allowed: bool
    state: str
    why: str
    until: datetime.date | None
    conditions: tuple[str, ...]
    case: str | None
    cases: tuple[str, ...] = ()


def told(found: Clearance, *, judges: bool) -> tuple[str, str]:
    """State and reason of an answer, as a person is told them.

    Args:
        found: The answer.
        judges: Whether they may see the outcome of the cases that it speaks of. Those who asked for the deal are told
            to hold, and not that a stop stands or that nothing can be rated.
    """
    if judges or found.allowed is True or found.state in TOLD:
        return found.state, found.why
    return "hold", _("Ask the analyst.")


def clearance(customer: str, item: str, activity: str, day: datetime.date) -> Clearance:
    """Whether a customer may be given an item, or service for it, on a day.

    Args:
        customer: The end user, as the case names it; capitals and blanks do not count.
        item: The item, likewise.
        activity: A value of Gate, `update` or `service`.
        day: The day on which it would happen.

    Raises:
        InputError: there is no such activity.
    """
    gate = ACTIVITIES.get(activity)
    if gate is None:
        raise InputError(f"there is no activity {activity!r}", hint=f"accepted: {', '.join(ACTIVITIES)}")
    key = key_of(customer, item)
    found = _facts(Q(standings__key=key)) if key else []
    if not found:
        return Clearance(False, "unknown", _("No case is about this customer and item."), None, (), None)
    found = [one for one in found if not _silent(one)] or found
    under = {one["framework_id"] for one in found}
    found = [one for one in found if one["pk"] not in under]
    held = _held(found)
    judge = _Judge(activity, gate, day, _conditions(held), _licences(held) if gate in LICENSED else {})
    return _together([judge.case(one) for one in found])


def gates_of(case: Case, day: datetime.date) -> list[tuple[Gate, Clearance]]:
    """What each gate of one case says on a day, in their order."""
    found = _facts(Q(pk=case.pk))[:1]
    held = _held(found)
    conditions = _conditions(held if case.has("conditions") else held - {case.pk})
    licences = _licences(held if case.has("licences") else held - {case.pk})
    return [
        (gate, _Judge(gate.value, gate.value, day, conditions, licences).case({**one, "read": one["deal_id"]}))
        for one in found for gate in Gate
    ]  # fmt: skip


def _held(found: list[dict[str, Any]]) -> set[int]:
    """The cases, with their frameworks, whose conditions and licences count."""
    return {one["pk"] for one in found} | {one["framework_id"] for one in found if one["framework_id"]}


def _facts(which: Q) -> list[dict[str, Any]]:
    """All that clearance reads of some cases, the newest first; `above`: the same of the framework of each."""
    found = _read(which, read=F("standings__deal_id"), needs=F("standings__licence"))
    over = {one["framework_id"] for one in found} - {None}
    above = {one["pk"]: one for one in _read(Q(pk__in=over))} if over else {}
    return [{**one, "above": above.get(one["framework_id"])} for one in found]


def _read(which: Q, **more: F) -> list[dict[str, Any]]:
    frozen = Freeze.objects.filter(lifted_at__isnull=True, case=OuterRef("pk"))
    made = FilteredRelation("decisions", condition=Q(decisions__stage="made"))
    found = Case.objects.filter(which).annotate(made=made).order_by("-pk").values(
        "pk", "number", "state", "stops", "hold", "deal_id", "framework_id", basis=F("review__basis"),
        outcome=F("made__outcome"), judged=F("made__basis"), gates=F("made__gates"), ends=F("made__expires_on"),
        frozen=Exists(frozen), **more,
    )  # fmt: skip
    return [{**one} for one in found]


def _silent(case: Mapping[str, Any]) -> bool:
    """Whether a case says nothing where another does: it was withdrawn, or closed before anybody decided."""
    return case["outcome"] == Outcome.WITHDRAW or (case["state"] == State.CLOSED and case["outcome"] is None)


def _conditions(cases: set[int]) -> dict[int, list[Condition]]:
    found: dict[int, list[Condition]] = defaultdict(list)
    standing = Condition.objects.filter(case_id__in=cases, dropped_at=None).select_related("proof")
    for one in standing.defer("text", "wanted", "hurt", "seen"):
        found[one.case_id].append(one)
    return found


def _licences(cases: set[int]) -> dict[int, list[Licence]]:
    found: dict[int, list[Licence]] = defaultdict(list)
    for one in Licence.objects.filter(case_id__in=cases).defer("scope", "provisos"):
        found[one.case_id].append(one)
    return found


class _Refused(Exception):  # noqa: N818 - it is an answer, and no error
    """Why a case does not allow it."""

    def __init__(self, state: str, why: str, conditions: tuple[str, ...] = ()) -> None:
        self.state, self.why, self.conditions = state, why, conditions


@dataclass(frozen=True)
class _Judge:
    activity: str
    gate: str
    day: datetime.date
    conditions: Mapping[int, list[Condition]]
    licences: Mapping[int, list[Licence]]

    def case(self, one: Mapping[str, Any]) -> Clearance:
        """What one case says, with the framework that it is under."""
        number = one["number"]
        ends: list[datetime.date] = []
        try:
            if one["read"] != one["deal_id"]:
                raise _Refused("unknown", _("The deal has changed and was not reviewed since."))
            if one["framework_id"]:
                number = one["above"]["number"]
                ends += self._decided(one["above"], needed=True)
                number = one["number"]
            ends += self._decided(one, needed=not one["framework_id"])
            ends += self._licensed(one)
        except _Refused as held:
            return Clearance(False, held.state, f"{number}: {held.why}", None, held.conditions, number)
        standing = [two.title for pk in (one["framework_id"], one["pk"]) if pk for two in self.conditions.get(pk, ())]
        why = _("%(number)s allows it.") % {"number": number}
        return Clearance(True, "cleared", why, min(ends, default=None), tuple(standing), number)

    def _decided(self, one: Mapping[str, Any], *, needed: bool) -> list[datetime.date]:
        """Days until which a case's own decision and conditions allow it.

        Raises:
            _Refused: they do not.
        """
        if one["stops"]:
            raise _Refused("stopped", _("A legal stop stands."))
        if one["frozen"] and self.gate in FROZEN:
            raise _Refused("frozen", _("Updates and service are frozen."))
        ends = self._decision(one) if needed or one["outcome"] is not None else []
        if one["hold"] and self.gate not in rules().unrated_gates:
            raise _Refused("unrated", _("The case cannot be rated yet."))
        standing = self.conditions.get(one["pk"], ())
        in_way = [two for two in standing if in_the_way(two, self.activity, self.day)]
        if in_way:
            names = "; ".join(self._held(two) for two in in_way)
            titles = tuple(two.title for two in in_way)
            raise _Refused("condition", _("Conditions are open: %(names)s.") % {"names": names}, titles)
        later = (
            two.due_on for two in standing
            if two.state(self.day) in ("open", "given")
            and in_the_way(two, self.activity, two.due_on + datetime.timedelta(days=1))
        )  # fmt: skip
        return [*ends, *later]

    def _held(self, condition: Condition) -> str:
        """A condition that is in the way; of one whose proof was given, for what it is held."""
        if condition.state(self.day) != "given":
            return condition.title
        return _("%(name)s (held for the proof to be accepted)") % {"name": condition.title}

    def _decision(self, one: Mapping[str, Any]) -> list[datetime.date]:
        outcome, last = one["outcome"], one["ends"]
        if outcome is None:
            raise _Refused("undecided", _("Nothing is decided yet."))
        if outcome not in APPROVALS:
            state = "undecided" if outcome == Outcome.ESCALATE else "refused"
            raise _Refused(state, _("The decision is: %(outcome)s.") % {"outcome": Outcome(outcome).label})
        if one["judged"] != one["basis"]:
            raise _Refused("stale", _("What was decided on has changed since; it has to be decided again."))
        if last is None or last < self.day:
            raise _Refused("expired", _("The approval ended on %(day)s.") % {"day": last})
        if self.gate not in one["gates"]:
            raise _Refused("not_open", _("The decision does not open: %(gate)s.") % {"gate": Gate(self.gate).label})
        return [last]

    def _licensed(self, one: Mapping[str, Any]) -> list[datetime.date]:
        if self.gate not in LICENSED:
            return []
        found = [two for pk in (one["framework_id"], one["pk"]) if pk for two in self.licences.get(pk, ())]
        for licence in found:
            if why := trouble(licence, self.day):
                raise _Refused("licence", why)
        if one["needs"] and not any(licence.required == Required.YES for licence in found):
            raise _Refused("licence", _("The deal needs a licence, and none is on file."))
        return [licence.expires_on for licence in found if licence.required == Required.YES and licence.expires_on]


def _together(said: list[Clearance]) -> Clearance:
    """What several cases say together: one that holds, or disagrees, holds."""
    refused = [one for one in said if not one.allowed]
    numbers = tuple(one.case for one in said if one.case) if len(said) > 1 else ()
    if not refused:
        ends = [one.until for one in said if one.until is not None]
        first = said[0]
        conditions = dict.fromkeys(title for one in said for title in one.conditions)
        return Clearance(True, first.state, first.why, min(ends, default=None), tuple(conditions), first.case, numbers)
    if len(refused) == len(said):
        return replace(refused[0], cases=numbers)
    why = _("Cases disagree: %(all)s") % {"all": " ".join(one.why for one in said)}
    return Clearance(False, "disagree", why, None, refused[0].conditions, refused[0].case, numbers)
