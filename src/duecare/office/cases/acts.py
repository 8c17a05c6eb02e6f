"""What is done to a case. Each act is one transaction of the database, and stands in the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _

from duecare.errors import DuecareError, InputError
from duecare.office.audit.chain import SYSTEM, locked_head, record
from duecare.office.audit.meanwhile import check_shown
from duecare.office.cases.models import Case, Cause, Comment, Deal, Finding, Member, Reviewed, State
from duecare.office.cases.reviewing import Data, data_on, reviewed
from duecare.office.intake.scripts import apart
from duecare.office.monitoring.watched import rests_on
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, roles_allow
from duecare.office.resolving.held import with_held, without_held
from duecare.review import Review
from duecare.review.result import canonical_bytes


class ConcurrentEditError(DuecareError, ValueError):
    """Somebody else changed the same after the page was shown. deal: the version that there is now."""

    def __init__(self, deal: Deal) -> None:
        super().__init__("somebody else changed this while you had the page open; nothing of yours was saved")
        self.deal = deal


def open_case(by: User, title: str, document: Mapping[str, Any] | None = None, **fields: Any) -> Case:
    """Open a case with a deal, or with an empty one.

    Args:
        by: Who opens it.
        title: What it is about.
        document: The deal; its id and title are set, and what it says of resolved flags and lifted stops is left out:
            that is decided on the case.
        fields: Other fields of the case.

    Raises:
        InputError: the deal is no transaction, or the day by which a decision is needed has passed.
    """
    if (day := fields.get("needed_by")) is not None and day < timezone.localdate():
        raise InputError(_("%(day)s has passed, so no decision can be had by it") % {"day": day},
                         hint=_("accepted: a day from today on"))  # fmt: skip
    with transaction.atomic():
        case = Case(title=title, requester=by, number=_next_number(), **fields)
        case.save()
        record(by, "case.open", case, kind=case.kind, gate=case.gate)
        deal = {"schema": "duecare.transaction/1", **without_held(document or {})}
        change_deal(case, by, {**deal, "id": case.number.lower(), "title": title, "kind": case.kind,
                               "gate": case.gate})  # fmt: skip
    return case


def _next_number() -> str:
    """The number after the last of the year. The log is held until the case is kept, so no two get the same."""
    locked_head()
    year = timezone.now().year
    numbers = Case.objects.filter(number__startswith=f"C-{year}-").values_list("number", flat=True)
    last = numbers.order_by(Length("number").desc(), "-number").first()
    return f"C-{year}-{int(last.rpartition('-')[2]) + 1 if last else 1:05}"


def change_deal(case: Case, by: User | None, document: Mapping[str, Any], *, shown: int | None = None) -> Reviewed:
    """Keep another version of the deal, and review it.

    Args:
        case: The case.
        by: Who changes it.
        document: The deal.
        shown: The version that it was made from; the one that there is, if not given.

    Raises:
        InputError: the deal is no transaction, or the case was erased; nothing is kept then.
        ConcurrentEditError: the deal says something else by now than in the version that it was made from.
    """
    _check_there(case)
    document = with_held(case, document)
    judged = _judged(document, data_on(timezone.localdate()))
    with transaction.atomic():
        locked = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
        _check_there(locked)
        _check_shown(locked, shown)
        with_held(locked, document)  # nobody has resolved or lifted anything since
        before = locked.deal.document if locked.deal else {}
        number = locked.deal.number + 1 if locked.deal else 1
        deal = Deal.objects.create(
            case=locked, number=number, document=dict(document), changed=list(changes(before, document)), by=by
        )
        locked.deal = case.deal = deal
        _summarised(locked, document, judged.found)
        record(by or SYSTEM, "case.deal", locked, version=number, changed=len(deal.changed),
               sha256=document_hash(deal.document))  # fmt: skip
        kept = _kept(locked, judged, Cause.DEAL)
    case.refresh_from_db()
    return kept


def _check_shown(case: Case, shown: int | None) -> None:
    """What was resolved and lifted does not count: it is decided elsewhere, and stays whatever is written here."""
    if shown is None or case.deal is None or case.deal.number == shown:
        return
    then = Deal.objects.filter(case=case, number=shown).first()
    if then is None or without_held(then.document) != without_held(case.deal.document):
        raise ConcurrentEditError(case.deal)


def _check_there(case: Case) -> None:
    if case.tombstones.exists():
        raise InputError(f"{case.number} was erased, so there is nothing to change; open another case")


def review_again(case: Case, cause: Cause, data: Data | None = None, found: Review | None = None) -> Reviewed:
    """Review the deal of a case with what is at hand now.

    Args:
        case: The case.
        cause: Why.
        data: What it rests on; what is at hand today if not given.
        found: The review of this deal with these data, where it was worked out already.
    """
    if case.deal is None:
        raise ValueError(f"{case.number} has no deal")
    data = data or data_on(timezone.localdate())
    judged = _judged(case.deal.document, data, found)
    with transaction.atomic():
        locked = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
        if locked.deal is not None and locked.deal_id != case.deal_id:  # changed while the one before was reviewed
            judged = _judged(locked.deal.document, data)
        kept = _kept(locked, judged, cause)
    case.refresh_from_db()
    return kept


def keep_review(case: Case, found: Review, data: Data, cause: Cause) -> Reviewed:
    """Keep a review of a case that is locked, with its deal as it was reviewed, and make it the one that counts."""
    return _kept(case, _Judged(found, data), cause)


def document_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 of a deal, by which the log knows it again; the same in whichever database it was kept."""
    return sha256(canonical_bytes(_as_kept(document))).hexdigest()


def _as_kept(value: Any) -> Any:
    """A value as every database gives it back: PostgreSQL has 1e22 and 10000000000000000000000 for one number."""
    if isinstance(value, Mapping):
        return {key: _as_kept(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_kept(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True)
class _Judged:
    """A review, and what it was made with: worked out before the database is held."""

    found: Review
    data: Data


def _judged(document: Mapping[str, Any], data: Data, found: Review | None = None) -> _Judged:
    return _Judged(found or reviewed(document, data), data)


def _kept(case: Case, judged: _Judged, cause: Cause) -> Reviewed:
    """Keep a review of a case that is locked, and make it the one that counts."""
    assert case.deal is not None
    found = judged.found
    outcome, content = found.outcome, found.document()
    document = canonical_bytes(content) + b"\n"
    number = case.review.number + 1 if case.review else 1
    kept = Reviewed.objects.create(
        case=case, deal=case.deal, number=number, cause=cause, document=document,
        basis=found.basis_hash, headline=outcome.headline, known=outcome.known,
        possible=outcome.possible, hold=bool(outcome.hold), advice=outcome.advice,
    )  # fmt: skip
    kept.content = content  # as it would be read
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
    rests_on(case, found, judged.data)
    record(SYSTEM, "case.review", case, version=number, cause=str(cause), basis=found.basis_hash,
           sha256=sha256(document).hexdigest())  # fmt: skip
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
        said = Comment.objects.create(case=case, by=by, text=text.replace("\0", ""))  # which PostgreSQL cannot keep
        record(by, "case.comment", case, comment=said.pk)
    return said


def assign(case: Case, by: User, analyst: User | None, *, shown: str | None = None) -> None:
    """Give a case to an analyst, or to nobody.

    Raises:
        ChangedMeanwhileError: it is with somebody else by now than the page showed.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("analyst").get(pk=case.pk)
        check_shown(shown, locked.analyst_id, now=with_whom(locked.analyst))
        case.state = locked.state  # another may have decided meanwhile
        case.analyst = analyst
        if case.state == State.DRAFT:
            case.state = State.REVIEW
        case.save(update_fields=["analyst", "state", "changed_at"])
        record(by, "case.assign", case, to=analyst.pk if analyst else None)


def with_whom(person: User | None) -> str:
    """With whom something is, in words."""
    return _("it is with %(name)s") % {"name": apart(person.label)} if person else _("it is with nobody")


def add_member(case: Case, by: User, user: User) -> bool:
    """Let a person see and work on a case. Returns whether they could not by an earlier act.

    Raises:
        InputError: they have no role in which they would see it then.
    """
    if not roles_allow(user.roles(), Act.VIEW):
        raise InputError(
            _("%(name)s has no role in which they would see this case.") % {"name": apart(user.label)},
            hint=_("an administrator gives roles"),
        )
    with transaction.atomic():
        new = Member.objects.get_or_create(case=case, user=user, defaults={"by": by})[1]
        if new:
            record(by, "case.member", case, user=user.pk)
    return bool(new)


def restrict(case: Case, by: User, *, restricted: bool) -> None:
    """Close a case to all but those who work on it, or open it again."""
    with transaction.atomic():
        case.restricted = restricted
        case.save(update_fields=["restricted", "changed_at"])
        record(by, "case.restrict", case, restricted=restricted)
