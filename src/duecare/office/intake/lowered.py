"""Edits after hand-in that lower the outcome: told to the analyst, whichever page they were made on."""

from __future__ import annotations

import json
from typing import Any

from duecare.office.audit.chain import SYSTEM, record
from duecare.office.cases.models import Case, Cause, Reviewed, State
from duecare.office.intake.models import Lowered
from duecare.office.people.models import Role, User
from duecare.review import LEVELS


def look(sender: type[Reviewed], instance: Reviewed, created: bool, **given: Any) -> None:
    """Compare a review with the one before, in the transaction that keeps it.

    Analysts and approvers who work on a case that another opened lower its possible level by every answer; that is
    their work, and is not told.
    """
    case, editor = instance.case, instance.deal.by
    if not created or instance.cause != Cause.DEAL or case.state == State.DRAFT or not _to_be_told(case, editor):
        return
    earlier = Reviewed.objects.filter(case=case, number__lt=instance.number).order_by("-number").first()
    if earlier is None:
        return
    before, after = standing(earlier), standing(instance)
    if is_lower(before, after):
        made = Lowered.objects.create(
            case=case, deal=instance.deal, review=instance, editor=editor, before=before, after=after
        )
        record(SYSTEM, "intake.lowered", case, lowered=made.pk, version=instance.deal.number)


def _to_be_told(case: Case, editor: User | None) -> bool:
    if editor is None or editor.pk == case.requester_id:
        return True
    return {Role.ANALYST, Role.APPROVER}.isdisjoint(editor.roles())


def standing(review: Reviewed) -> dict[str, Any]:
    """The outcome of a review, as far as it can be lowered."""
    stops = json.loads(bytes(review.document))["stops"]
    return {
        "known": review.known,
        "possible": review.possible,
        "stops": sorted(one["id"] for one in stops if one["status"] in ("stands", "possible")),
    }


def is_lower(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether an outcome is lower in its known or possible level, or lacks a legal stop that it had.

    >>> severe = {"known": "high", "possible": "severe", "stops": ["a"]}
    >>> is_lower(severe, {**severe, "possible": "high"}), is_lower(severe, {**severe, "stops": []})
    (True, True)
    >>> is_lower(severe, {"known": "severe", "possible": "severe", "stops": ["a", "b"]})
    False
    """
    fell = any(LEVELS.index(after[key]) < LEVELS.index(before[key]) for key in ("known", "possible"))
    return fell or not set(before["stops"]) <= set(after["stops"])
