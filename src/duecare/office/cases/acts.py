"""What is done to a case. Each act is one transaction of the database, and stands in the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from duecare.office.audit.chain import SYSTEM, record
from duecare.office.cases.models import Case, Cause, Comment, Deal, Finding, Member, Reviewed, State
from duecare.office.cases.reviewing import Data, data_on, reviewed, sections_of
from duecare.office.monitoring.watched import rests_on
from duecare.office.people.models import User
from duecare.review import Review, review_bytes


def open_case(by: User, title: str, document: Mapping[str, Any] | None = None, **fields: Any) -> Case:
    """Open a case with a deal, or with an empty one.

    Args:
        by: Who opens it.
        title: What it is about.
        document: The deal; its id and title are set.
        fields: Other fields of the case.

    Raises:
        InputError: the deal is no transaction.
    """
    with transaction.atomic():
        case = Case(title=title, requester=by, number=_next_number(), **fields)
        case.save()
        record(by, "case.open", case, kind=case.kind, gate=case.gate)
        deal = {"schema": "duecare.transaction/1", **(document or {})}
        change_deal(case, by, {**deal, "id": case.number.lower(), "title": title, "kind": case.kind,
                               "gate": case.gate})  # fmt: skip
    return case


def _next_number() -> str:
    year = timezone.now().year
    last = Case.objects.filter(number__startswith=f"C-{year}-").aggregate(last=Max("number"))["last"]
    return f"C-{year}-{int(last.rpartition('-')[2]) + 1 if last else 1:05}"


def change_deal(case: Case, by: User | None, document: Mapping[str, Any]) -> Reviewed:
    """Keep another version of the deal, and review it.

    Raises:
        InputError: the deal is no transaction; nothing is kept then.
    """
    data = data_on(timezone.localdate())
    found = reviewed(document, data)
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        before = locked.deal.document if locked.deal else {}
        number = locked.deal.number + 1 if locked.deal else 1
        deal = Deal.objects.create(
            case=locked, number=number, document=dict(document), changed=list(changes(before, document)), by=by
        )
        locked.deal = case.deal = deal
        _summarised(locked, document, found)
        record(by or SYSTEM, "case.deal", locked, version=number, changed=len(deal.changed))
        kept = _kept(locked, found, data, Cause.DEAL)
    case.refresh_from_db()
    return kept


def review_again(case: Case, cause: Cause, data: Data | None = None) -> Reviewed:
    """Review the deal of a case with what is at hand now."""
    if case.deal is None:
        raise ValueError(f"{case.number} has no deal")
    data = data or data_on(timezone.localdate())
    found = reviewed(case.deal.document, data)
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        kept = _kept(locked, found, data, cause)
    case.refresh_from_db()
    return kept


def _kept(case: Case, found: Review, data: Data, cause: Cause) -> Reviewed:
    """Keep a review of a case that is locked, and make it the one that counts."""
    assert case.deal is not None
    outcome = found.outcome
    number = case.review.number + 1 if case.review else 1
    kept = Reviewed.objects.create(
        case=case, deal=case.deal, number=number, cause=cause, document=review_bytes(found),
        sections=sections_of(found, data), basis=found.basis_hash, headline=outcome.headline, known=outcome.known,
        possible=outcome.possible, hold=bool(outcome.hold), advice=outcome.advice,
    )  # fmt: skip
    stops = [stop for stop in found.stops if stop.status == "stands"]
    case.review, case.known, case.possible, case.advice = kept, outcome.known, outcome.possible, outcome.advice
    case.hold, case.stops, case.depth = bool(outcome.hold), len(stops), outcome.depth
    case.save()
    case.findings.all().delete()
    raised = [one for one in found.findings if one.status in ("raised", "resolved")]
    Finding.objects.bulk_create(
        [Finding(case=case, rule=one.flag, subject=one.subject[:200], status=one.status, kind="flag") for one in raised]
        + [Finding(case=case, rule=stop.stop, subject=stop.subject[:200], status=stop.status, kind="stop")
           for stop in found.stops]
    )  # fmt: skip
    rests_on(case, found, data)
    record(SYSTEM, "case.review", case, version=number, cause=str(cause), basis=found.basis_hash)
    return kept


def _summarised(case: Case, document: Mapping[str, Any], found: Review) -> None:
    """What lists show of the deal: of its first use, where there are several."""
    use = found.gathered.uses[0]
    labels = {one.id: one.label for one in found.gathered.subjects}
    case.customer, case.item = labels.get(use.end_user, "")[:300], labels.get(use.item, "")[:300]
    code = use.country.removeprefix("country:")
    case.country = code if code[:2].isupper() else ""
    kinds = [str(one.value) for one in found.gathered.assertions
             if one.subject == use.end_user and one.fact == "party.kind"]  # fmt: skip
    case.end_user_kind = kinds[0][:40] if kinds else ""
    case.title = str(document.get("title") or case.title)[:200]


def changes(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Paths of what is another; the members of a list are told apart by their ids.

    >>> list(changes({"a": 1, "p": [{"id": "x", "k": 1}]}, {"a": 1, "p": [{"id": "x", "k": 2}, {"id": "y"}]}))
    ['p.x.k', 'p.y']
    """
    first, second = (_members(one) for one in (before, after))
    if first is None or second is None:
        if before != after:
            yield path
        return
    for key in dict.fromkeys((*first, *second)):
        inner = f"{path}.{key}" if path else key
        if key not in first or key not in second:
            yield inner
        else:
            yield from changes(first[key], second[key], inner)


def _members(value: Any) -> Mapping[str, Any] | None:
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list) and value and all(isinstance(one, Mapping) and "id" in one for one in value):
        return {str(one["id"]): one for one in value}
    return None


def comment(case: Case, by: User, text: str) -> Comment:
    """Say something about a case."""
    with transaction.atomic():
        said = Comment.objects.create(case=case, by=by, text=text)
        record(by, "case.comment", case, comment=said.pk)
    return said


def assign(case: Case, by: User, analyst: User | None) -> None:
    """Give a case to an analyst, or to nobody."""
    with transaction.atomic():
        case.analyst = analyst
        if case.state == State.DRAFT:
            case.state = State.REVIEW
        case.save(update_fields=["analyst", "state", "changed_at"])
        record(by, "case.assign", case, to=analyst.pk if analyst else None)


def add_member(case: Case, by: User, user: User) -> None:
    """Let a person see and work on a case."""
    with transaction.atomic():
        _, new = Member.objects.get_or_create(case=case, user=user, defaults={"by": by})
        if new:
            record(by, "case.member", case, user=user.pk)


def restrict(case: Case, by: User, *, restricted: bool) -> None:
    """Close a case to all but those who work on it, or open it again."""
    with transaction.atomic():
        case.restricted = restricted
        case.save(update_fields=["restricted", "changed_at"])
        record(by, "case.restrict", case, restricted=restricted)
