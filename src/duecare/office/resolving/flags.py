"""A red flag is dealt with: one person proposes it with a paper and an end, another confirms."""

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
from duecare.office.resolving.models import Resolution
from duecare.office.resolving.rules import (
    check_end,
    check_not_their_own,
    check_paper,
    check_reason,
    paper_words,
    signatures,
)

State = Resolution.State


def propose(case: Case, by: User, finding: str, *, reason: str, evidence: Evidence, until: datetime.date) -> Resolution:
    """Propose that a raised flag is dealt with. Nothing changes before another person confirms it.

    Args:
        case: The case.
        by: Who proposes.
        finding: The key of the finding.
        reason: Why it is dealt with.
        evidence: The paper of the case that shows it.
        until: The last day on which it holds.

    Raises:
        InputError: whoever proposes asked for the deal, the flag is not raised, a proposal waits already, or reason,
            paper or end are not such that something can rest on them.
    """
    check_not_their_own(case, by)
    reason = check_reason(reason)
    check_end(until)
    check_paper(case, by, evidence, until)
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        flag = judged(locked).flag(finding)
        if flag.proposal is not None:
            raise InputError("somebody has proposed to resolve this flag; it waits for a second person")
        assert locked.review is not None
        made = Resolution.objects.create(
            case=locked, finding=finding, title=flag.finding["title"][:300], reason=reason, evidence=evidence,
            until=until, basis=locked.review.basis, requester=locked.requester, proposed_by=by,
        )  # fmt: skip
        record(by, "flag.propose", made, case=locked.pk, evidence=evidence.pk, until=until.isoformat())
    return made


def confirm(resolution: Resolution, by: User) -> None:
    """Confirm a proposal: it is written into the deal, which is reviewed again; the flag stays visible as resolved.

    Raises:
        InputError: whoever confirms proposed it or asked for the deal, cannot read the paper, or what was proposed
            stands no more: the flag, the paper or the end.
    """
    case = resolution.case
    check_not_their_own(case, by)
    with transaction.atomic():
        locked = _locked(resolution, State.PROPOSED)
        if resolution.proposed_by_id == by.pk:
            raise InputError("you proposed it, so another person has to confirm it")
        judged(locked).flag(resolution.finding)
        check_end(resolution.until)
        check_paper(locked, by, resolution.evidence, resolution.until)
        first, second = signatures(resolution.proposed_by, by)
        now = timezone.now()
        locked.resolutions.filter(finding=resolution.finding, state=State.CONFIRMED).update(state=State.REPLACED)
        resolution.state, resolution.confirmed_by, resolution.confirmed_at = State.CONFIRMED, by, now
        resolution.written = {
            "finding": resolution.finding,
            "reason": resolution.reason,
            "evidence": paper_words(resolution.evidence),
            "by": first,
            "second": second,
            "date": timezone.localdate(now).isoformat(),
            "until": resolution.until.isoformat(),
        }
        resolution.save(update_fields=["state", "confirmed_by", "confirmed_at", "written"])
        record(by, "flag.confirm", resolution, case=locked.pk, until=resolution.until.isoformat())
        _written(locked, by)
    case.refresh_from_db()


def refuse(resolution: Resolution, by: User, why: str) -> None:
    """Refuse a proposal: the flag stays raised.

    Raises:
        InputError: whoever refuses proposed it or asked for the deal, or gives no reason.
    """
    check_not_their_own(resolution.case, by)
    why = check_reason(why)
    with transaction.atomic():
        _locked(resolution, State.PROPOSED)
        if resolution.proposed_by_id == by.pk:
            raise InputError("you proposed it; you can withdraw it, and another person refuses it")
        _end(resolution, by, why, State.REFUSED)
        record(by, "flag.refuse", resolution, case=resolution.case_id)


def withdraw(resolution: Resolution, by: User, why: str) -> None:
    """Withdraw a proposal that one has made, or what was confirmed: the flag is raised again then.

    Raises:
        InputError: somebody else proposed it, it does not count any more, or no reason is given.
    """
    check_not_their_own(resolution.case, by)
    why = check_reason(why)
    with transaction.atomic():
        locked = _locked(resolution, State.PROPOSED, State.CONFIRMED)
        confirmed = resolution.state == State.CONFIRMED
        if not confirmed and resolution.proposed_by_id != by.pk:
            raise InputError("another person proposed it; you can confirm or refuse it")
        _end(resolution, by, why, State.WITHDRAWN)
        record(by, "flag.withdraw", resolution, case=locked.pk, confirmed=confirmed)
        if confirmed:
            _written(locked, by)
    resolution.case.refresh_from_db()


def _locked(resolution: Resolution, *states: str) -> Case:
    """The case, locked, with the resolution as it is now.

    Raises:
        InputError: somebody was faster, so that it stands elsewhere than it has to.
    """
    locked = Case.objects.select_for_update().get(pk=resolution.case_id)
    resolution.refresh_from_db()
    if resolution.state not in states:
        raise InputError(f"nothing is to be done about it: it is {resolution.state}")
    return locked


def _end(resolution: Resolution, by: User, why: str, state: str) -> None:
    resolution.state, resolution.ended_by, resolution.ended_at, resolution.ended_why = state, by, timezone.now(), why
    resolution.save(update_fields=["state", "ended_by", "ended_at", "ended_why"])


def _written(case: Case, by: User) -> None:
    assert case.deal is not None
    change_deal(case, by, without_held(case.deal.document))
