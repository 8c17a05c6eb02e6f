"""What is done about keeping and erasing. Each act is one transaction, and stands in the log by numbers and codes."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import locked_head, record
from duecare.office.books.acts import erase_books
from duecare.office.cases.models import Case, State
from duecare.office.cases.undoing import CHANGED, still_may
from duecare.office.people.models import User
from duecare.office.people.permissions import Act
from duecare.office.people.undo import undoes
from duecare.office.resolving.hits import forget_hits
from duecare.office.resolving.journal import anchored
from duecare.office.retention.erasing import erase
from duecare.office.retention.kept import Kept, held_beside, kept
from duecare.office.retention.models import (
    ERASED,
    Erasure,
    Ground,
    HoldRelease,
    LegalHold,
    Milestone,
    SubjectRequest,
    SubjectStep,
    Tombstone,
)
from duecare.office.retention.schedule import schedule

Outcome = SubjectStep.Outcome


def close_case(case: Case, by: User) -> None:
    """Close a case: work on it is over, and the time for which it is kept begins."""
    _turn(case, by, State.CLOSED, "case.close")


@undoes("case.close")
def undo_close(by: User, *, case: int, was: str) -> None:
    """Open a case again that was closed by mistake, in the state that it had.

    Raises:
        InputError: it was opened or erased since.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case)
        still_may(by, Act.CLOSE_CASE, locked)
        if locked.state != State.CLOSED or locked.tombstones.exists():
            raise InputError(CHANGED)
        locked.state = was
        locked.save(update_fields=["state", "changed_at"])
        record(by, "case.close_undone", locked, state=was)


def reopen_case(case: Case, by: User) -> None:
    """Open a closed case again; it is kept until it has been closed anew.

    Raises:
        InputError: it was erased.
    """
    if case.tombstones.exists():
        raise InputError(f"{case.number} was erased, so there is nothing to work on; open another case")
    _turn(case, by, State.REVIEW, "case.reopen")


def _turn(case: Case, by: User, state: State, act: str) -> None:
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        if (locked.state == State.CLOSED) == (state == State.CLOSED):
            return
        case.state = locked.state = state
        locked.save(update_fields=["state", "changed_at"])
        record(by, act, locked)


def delivered(case: Case, by: User, on: datetime.date) -> Milestone:
    """Note that something of a deal was delivered on a day; the last such day counts.

    Raises:
        InputError: the day is yet to come.
    """
    if on > timezone.localdate():
        raise InputError(f"{on} is yet to come, so nothing was delivered on it", hint="accepted: a day up to today")
    with transaction.atomic():
        made = Milestone.objects.create(case=case, kind=Milestone.Kind.DELIVERED, on=on, by=by)
        record(by, "retention.delivered", case, on=on.isoformat())
    return made


def hold(
    by: User, ground: Ground, reference: str = "", *, case: Case | None = None, person: User | None = None
) -> LegalHold:
    """Hold a case, or all that a person works on: nothing of it is erased until the hold is released.

    Raises:
        InputError: it is on neither or on both.
    """
    if (case is None) == (person is None):
        raise InputError("a hold is on a case or on a person", hint="accepted: one of them")
    with transaction.atomic():
        made = LegalHold(case=case, person=person, ground=ground, reference=reference, by=by)
        held = case if case is not None else person
        assert held is not None
        locked_head()  # no erasure goes on beside it
        made.save()
        record(by, "retention.hold", held, ground=str(ground))
    return made


def release(held: LegalHold, by: User) -> None:
    """End a hold.

    Raises:
        InputError: it was released already.
    """
    with transaction.atomic():
        locked_head()
        if HoldRelease.objects.filter(hold=held).exists():
            raise InputError("this hold was released already")
        HoldRelease.objects.create(hold=held, by=by)
        record(by, "retention.release", held)


def propose(by: User, case: Case) -> Erasure:
    """Propose that a case be erased.

    Raises:
        InputError: something still asks for it, or it is proposed or erased already.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        found = _erasable(locked)
        if Erasure.objects.filter(case=locked, dropped_at=None).exists():
            raise InputError(f"the erasure of {locked.number} is proposed already")
        assert found.until is not None
        made = Erasure.objects.create(case=locked, rule=found.decisive[0].regime.id, until=found.until, proposed_by=by)
        record(by, "retention.propose", locked, erasure=made.pk, rule=made.rule, until=made.until.isoformat())
    return made


def drop(erasure: Erasure, by: User) -> None:
    """Take back what was proposed and not yet confirmed.

    Raises:
        InputError: it was confirmed or taken back already.
    """
    with transaction.atomic():
        locked = _open(erasure)
        locked.dropped_by, locked.dropped_at = by, timezone.now()
        locked.save(update_fields=["dropped_by", "dropped_at"])
        record(by, "retention.drop", locked.case, erasure=locked.pk)


def confirm(erasure: Erasure, by: User) -> list[Tombstone]:
    """Confirm an erasure, and erase: what is personal in the case goes, tombstones stay.

    Raises:
        InputError: the same person proposed it, or something has come to stand against it.
    """
    with transaction.atomic():
        locked = _open(erasure)
        if by.pk == locked.proposed_by_id:
            raise InputError(
                "who proposed it cannot confirm it: another person must", hint="accepted: an administrator or counsel"
            )
        case = Case.objects.select_for_update().get(pk=locked.case_id)
        record(by, "retention.confirm", case, erasure=locked.pk, rule=locked.rule)  # from here on no hold comes between
        _erasable(case)
        locked.confirmed_by, locked.confirmed_at = by, timezone.now()
        locked.save(update_fields=["confirmed_by", "confirmed_at"])
        books, journal = erase_books(case, by), forget_hits(case, by)
        stones = [
            Tombstone.objects.create(case=case, kind=kind, rule=locked.rule, sha256=digest)
            for kind, digest in erase(case)
        ]
        record(by, "retention.erase", case, erasure=locked.pk, kinds=[one.kind for one in stones], books=books,
               journal=journal, anchor=anchored())  # fmt: skip
    return stones


def _open(erasure: Erasure) -> Erasure:
    locked = Erasure.objects.select_for_update(of=("self",)).select_related("case").get(pk=erasure.pk)
    if locked.confirmed_at is not None or locked.dropped_at is not None:
        raise InputError("this erasure was confirmed or taken back already")
    return locked


def _erasable(case: Case) -> Kept:
    found = kept(case)
    if found.erased:
        raise InputError(f"{case.number} was erased already")
    if found.holds:
        raise InputError(f"a legal hold stands on {case.number}: nothing of it is erased until counsel releases it")
    if found.matters:
        raise InputError(f"a matter about {case.number} is open: nothing of it is erased until counsel closes it")
    if (beside := held_beside(case)) is not None:
        raise InputError(
            f"{case.number} came from an order book, which is erased with it. {beside.number} came from it too, and a"
            " legal hold stands on that one: nothing is erased until counsel releases it"
        )
    if found.until is None:
        raise InputError(f"{case.number} is not closed, so the time for which it is kept has not begun")
    if not found.due(timezone.localdate()):
        applied = found.decisive[0]
        raise InputError(f"{case.number} is kept until {found.until} by {applied.regime.id} ({applied.why})")
    return found


def note_request(
    by: User, kind: str, name: str, received_on: datetime.date, contact: str = "", text: str = ""
) -> SubjectRequest:
    """Note what a person asks about their data.

    Raises:
        InputError: it came on a day that is yet to come.
    """
    if received_on > timezone.localdate():
        raise InputError(f"{received_on} is yet to come", hint="accepted: the day on which it came")
    with transaction.atomic():
        made = SubjectRequest.objects.create(
            kind=kind, name=name, contact=contact, text=text, received_on=received_on, by=by
        )
        record(by, "subject.request", made, kind=str(kind))
    return made


def answer_request(request: SubjectRequest, by: User, outcome: str) -> SubjectStep:
    """Note what became of a request."""
    with transaction.atomic():
        made = SubjectStep.objects.create(request=request, outcome=outcome, by=by)
        record(by, "subject.step", request, outcome=str(outcome))
    return made


def erase_request(request: SubjectRequest, by: User) -> None:
    """Erase name, contact and text of a request that was answered long enough ago.

    Raises:
        InputError: it is not answered yet, or not long enough ago.
    """
    years = schedule().request_years
    with transaction.atomic():
        last = request.steps.exclude(outcome=Outcome.EXTENDED).last()
        if last is None:
            raise InputError("this request is not answered yet")
        if last.at > timezone.now() - datetime.timedelta(days=366 * years):
            raise InputError(f"a request is kept for {years} years after its answer")
        SubjectRequest.objects.filter(pk=request.pk).update(name=ERASED, contact="", text="")
        record(by, "subject.erase", request)
