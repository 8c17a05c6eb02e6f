"""Who would be hurt where we stop, and what is done about it: one record for each step that stops something.

UNGP 19, commentary: whoever considers ending a relationship weighs what that does to people. Who is hurt by what
follows from a condition is said in the condition itself; here is what is done about it, and both for every other step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.cases.models import Case
from duecare.office.decisions.models import Consequence, Outcome, Stage
from duecare.office.engagement.models import Exit
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may

Step = Exit.Step


@dataclass(frozen=True)
class Weighed:
    """A step that stops something, who is hurt by it and what is done; both empty where nobody has said. key: how a
    form names the step; about: which condition, freeze or decision, in words without names."""

    key: str
    step: str
    about: str
    hurt: str
    done: str
    by: User | None = None

    @property
    def open(self) -> bool:
        return not self.done

    @property
    def title(self) -> str:
        return f"{Step(self.step).label}{f': {self.about}' if self.about else ''}"


def weighed(case: Case) -> list[Weighed]:
    """Every step of a case that stops something, or would, and what is on record of whom it hurts."""
    last: dict[tuple[str, int | None], Exit] = {}
    for one in case.rows("exits").select_related("by"):
        last[one.step, one.condition_id or one.freeze_id or one.decision_id] = one
    return [*_conditions(case, last), *_freezes(case, last), *_declined(case, last), *_ended(last)]


Last = dict[tuple[str, int | None], Exit]


def _conditions(case: Case, last: Last) -> Iterator[Weighed]:
    for one in case.rows("conditions").filter(dropped_at=None).exclude(consequence=Consequence.LOOK_AGAIN):
        said = last.get((Step.CONDITION, one.pk))
        yield Weighed(f"condition-{one.pk}", Step.CONDITION, one.title, one.hurt, said.done if said else "",
                      said.by if said else None)  # fmt: skip


def _freezes(case: Case, last: Last) -> Iterator[Weighed]:
    for one in case.rows("freezes").order_by("pk"):
        said = last.get((Step.FREEZE, one.pk))
        if said is None and one.lifted_at is not None:
            continue
        about = _("since %(day)s, %(why)s") % {"day": f"{one.since:%Y-%m-%d}", "why": one.why_said()}
        yield _of(f"freeze-{one.pk}", Step.FREEZE, about, said)


def _declined(case: Case, last: Last) -> Iterator[Weighed]:
    stages = (Stage.MADE, Stage.PROPOSED)
    declined = (one for one in case.rows("decisions") if one.outcome == Outcome.DECLINE and one.stage in stages)
    one = max(declined, key=lambda one: one.pk, default=None)
    said = last.get((Step.DECLINE, one.pk)) if one else None
    if one is not None:
        yield _of(f"decline-{one.pk}", Step.DECLINE, _("decision %(n)d") % {"n": one.number}, said)


def _ended(last: Last) -> Iterator[Weighed]:
    said = last.get((Step.END, None))
    if said is not None:
        yield _of("end", Step.END, "", said)


def _of(key: str, step: str, about: str, said: Exit | None) -> Weighed:
    return Weighed(key, step, about, said.hurt if said else "", said.done if said else "", said.by if said else None)


def weigh(case: Case, by: User, key: str, *, hurt: str = "", done: str) -> Exit:
    """Record who would be hurt by a step, and what is done about it; where nobody would, that and why.

    Args:
        case: The case.
        by: Who says so.
        key: The step as `weighed` names it, or `end` for the end of a contract.
        hurt: Who; left out for a condition, which says so itself.
        done: What is done about it.

    Raises:
        InputError: they may not, there is no such step, or one of the two is missing.
    """
    verdict = may(by, Act.WEIGH_EXIT, case)
    if not verdict:
        raise InputError(verdict.why)
    if not done.strip():
        raise InputError(_("Say what is done about it; where nothing can be, say that and why."))
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        step, number = _step(locked, key)
        if step != Step.CONDITION and not hurt.strip():
            raise InputError(_("Say who would be hurt; where nobody would, say that and why."))
        which: dict[str, Any] = {f"{'decision' if step == Step.DECLINE else step}_id": number} if number else {}
        made = Exit.objects.create(
            case=locked,
            step=step,
            hurt="" if step == Step.CONDITION else hurt.strip(),
            done=done.strip(),
            by=by,
            **which,
        )
        record(by, "engagement.weigh_exit", locked, exit=made.pk, step=str(step), of=number)
    return made


def _step(case: Case, key: str) -> tuple[str, int | None]:
    if key == "end":
        return Step.END, None
    if key not in {one.key for one in weighed(case)}:
        raise InputError(_("There is no such step in this case."))
    step, _sign, number = key.partition("-")
    return step, int(number)
