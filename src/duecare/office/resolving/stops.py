"""A legal stop is lifted by a record of authorisation or delisting; no answer and no assurance does it."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.cases.acts import change_deal
from duecare.office.cases.models import Case
from duecare.office.evidence.models import Evidence
from duecare.office.people.models import User
from duecare.office.resolving.held import without_held
from duecare.office.resolving.judged import judged
from duecare.office.resolving.models import Lift
from duecare.office.resolving.rules import check_not_their_own, check_paper, check_reason, paper_words, signature


def lift(
    case: Case,
    by: User,
    stop: str,
    *,
    kind: str,
    evidence: Evidence,
    number: str,
    issued_on: datetime.date,
    until: datetime.date | None,
) -> Lift:
    """Record what lifts a stop: it is written into the deal, which is reviewed again.

    Args:
        case: The case.
        by: Who records it, an approver.
        stop: The key of the stop.
        kind: authorisation or delisting.
        evidence: The paper of the case: the licence, clearance or notice.
        number: Its number.
        issued_on: Its day.
        until: Its last day; None for a delisting, which has none.

    Raises:
        InputError: who records it asked for the deal, the stop is not lifted by such a record, or the paper, number or
            days are not such that something can rest on them.
    """
    check_not_their_own(case, by)
    today = timezone.localdate()
    if not number.strip():
        raise InputError("the record has no number", hint="accepted: the number on the licence, clearance or notice")
    if issued_on > today:
        raise InputError(f"the paper is of {issued_on}, which is yet to come", hint=f"accepted: a day until {today}")
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        found = judged(locked).stop(stop)
        if kind not in found.found["lifted_by"]:
            raise InputError(
                f"“{found.found['title']}” is lifted by a record of {found.ways} only; "
                f"{kind if kind in Lift.Kind.values else 'another paper'} does not lift it"
            )
        if kind == Lift.Kind.AUTHORISATION and (until is None or until < max(today, issued_on)):
            raise InputError(
                "an authorisation lifts a stop until its last day"
                + (", and none is given" if until is None else f", and {until} has passed"),
                hint=f"accepted: a day from {today} on",
            )
        last = until if kind == Lift.Kind.AUTHORISATION else None
        check_paper(locked, by, evidence, last)
        locked.lifts.filter(stop=stop, state=Lift.State.STANDING).update(state=Lift.State.REPLACED)
        made = Lift.objects.create(
            case=locked, stop=stop, title=found.found["title"][:300], kind=kind, evidence=evidence,
            number=number.strip(), issued_on=issued_on, until=last, requester=locked.requester, by=by,
            written=_record(stop, kind, evidence, number.strip(), issued_on, last, by),
        )  # fmt: skip
        record(
            by, "stop.lift", made, case=locked.pk, kind=kind, evidence=evidence.pk,
            until=last.isoformat() if last else None,
        )  # fmt: skip
        _written(locked, by)
    case.refresh_from_db()
    return made


def withdraw(made: Lift, by: User, why: str) -> None:
    """Withdraw a record: the stop stands again.

    Raises:
        InputError: who withdraws it asked for the deal, it counts no more, or no reason is given.
    """
    check_not_their_own(made.case, by)
    why = check_reason(why)
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=made.case_id)
        made.refresh_from_db()
        if made.state != Lift.State.STANDING:
            raise InputError(f"nothing is to be done about it: it is {made.state}")
        made.state, made.ended_by, made.ended_at, made.ended_why = Lift.State.WITHDRAWN, by, timezone.now(), why
        made.save(update_fields=["state", "ended_by", "ended_at", "ended_why"])
        record(by, "stop.withdraw", made, case=locked.pk)
        _written(locked, by)
    made.case.refresh_from_db()


def _record(
    stop: str, kind: str, evidence: Evidence, number: str, day: datetime.date, until: datetime.date | None, by: User
) -> dict[str, str]:
    """What stands in the deal."""
    said = {"stop": stop, "reference": f"{kind} {number}", "by": signature(by), "date": day.isoformat()}
    said |= {"until": until.isoformat()} if until else {}
    return {**said, "note": paper_words(evidence)}


def _written(case: Case, by: User) -> None:
    assert case.deal is not None
    change_deal(case, by, without_held(case.deal.document))
