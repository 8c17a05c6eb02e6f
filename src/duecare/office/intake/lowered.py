"""Edits after hand-in that lower the outcome: told to the analyst, whichever page they were made on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from duecare.facts import vocabulary
from duecare.office.audit.chain import SYSTEM, record
from duecare.office.cases.models import Case, Cause, Deal, Reviewed, State
from duecare.office.intake.models import Lowered
from duecare.office.intake.stated import Said, said
from duecare.office.people.models import Role, User
from duecare.review import LEVELS

NOT_KNOWN = "not known yet"


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
    stops = review.content["stops"]
    return {
        "known": review.known,
        "possible": review.possible,
        "stops": sorted(one["id"] for one in stops if one["status"] in ("stands", "possible")),
    }


def waiting() -> QuerySet[Lowered]:
    """Edits that lowered and that nobody has looked at, of all cases, the earliest first."""
    return Lowered.objects.filter(acknowledged=None).select_related("case", "editor", "deal")


@dataclass(frozen=True, slots=True)
class Moved:
    """An answer that an edit changed; empty where there was or is none."""

    question: str
    subject: str
    before: str
    after: str


def moved(deal: Deal) -> tuple[Moved, ...]:
    """The answers that are another than in the version of the deal before."""
    earlier = Deal.objects.filter(case_id=deal.case_id, number=deal.number - 1).first()
    old, new = said(earlier.document) if earlier else {}, said(deal.document)
    facts = vocabulary()
    found = []
    for key in dict.fromkeys((*new, *old)):
        before, after = (_words(one.get(key, [])) for one in (old, new))
        if before != after:
            found.append(Moved(facts[key[0]].question, key[1].partition(":")[2].replace("-", " "), before, after))
    return tuple(found)


def _words(sources: list[Said]) -> str:
    return "; ".join(f"{one.words or NOT_KNOWN}{f' ({one.source})' if one.source else ''}" for one in sources)


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
