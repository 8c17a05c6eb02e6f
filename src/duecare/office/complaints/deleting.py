"""Deletion on request: the complainant asks, one handler agrees, and another confirms; or it is refused with reasons.

Each act is one transaction, and stands in the log by ids and codes alone. What a complainant does stands there the day
after, as all that they do.
"""

from __future__ import annotations

import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.complaints.access import handlers, outsiders, sees, stands_for
from duecare.office.complaints.attached import discard
from duecare.office.complaints.codes import Asked, Came, Ground, Outcome, Stage
from duecare.office.complaints.erasing import emptied, held_by_counsel
from duecare.office.complaints.handling import held, text_of
from duecare.office.complaints.models import Complaint, Deletion
from duecare.office.people.models import User

DAYS: Final = 28
"""Within which a request is decided: no month is shorter (GDPR Art. 12(3))."""
MOST: Final = 20
"""Requests of one complaint."""


def open_of(complaint: Complaint) -> Deletion | None:
    """The request of a complaint that is not decided yet."""
    return next((one for one in complaint.deletions.all() if one.state == Asked.OPEN), None)


def last_of(complaint: Complaint) -> Deletion | None:
    """The latest request of a complaint."""
    return next(reversed(complaint.deletions.all()), None)


def may_ask(complaint: Complaint) -> bool:
    """Whether its complainant can ask now that it be deleted."""
    return complaint.erased_on is None and open_of(complaint) is None and complaint.deletions.count() < MOST


def ask(complaint: Complaint) -> Deletion:
    """Ask that a complaint be deleted, as its complainant.

    Raises:
        InputError: it was asked already, or it was erased.
    """
    with transaction.atomic():
        return _asked(complaint.locked(), Came.WEB, timezone.localdate(), None)


def take_back(complaint: Complaint) -> None:
    """Keep a complaint after all, as its complainant.

    Raises:
        InputError: no request is open.
    """
    with transaction.atomic():
        found = _open(complaint.locked())
        found.state, found.decided_on, found.logged = Asked.TAKEN_BACK, timezone.localdate(), False
        found.save(update_fields=["state", "decided_on", "logged"])


def enter(complaint: Complaint, by: User, came: Came, asked_on: datetime.date) -> Deletion:
    """Enter a request that came another way; whoever enters it agrees, and another handler confirms.

    Raises:
        InputError: it is asked already, or the day has not come or was before the complaint.
    """
    if asked_on > timezone.localdate() or asked_on < complaint.received_on:
        raise InputError(f"{asked_on} is no day for it", hint=f"accepted: from {complaint.received_on} until today")
    with held(complaint, by) as locked:
        made = _asked(locked, came, asked_on, by)
        record(by, "complaint.deletion_enter", locked, deletion=made.pk, came=str(came), hold=held_by_counsel(locked))
    return made


def _asked(complaint: Complaint, came: Came, day: datetime.date, by: User | None) -> Deletion:
    if complaint.erased_on is not None:
        raise InputError("this complaint was erased")
    if open_of(complaint) is not None:
        raise InputError("this was asked already, and is not decided yet")
    if by is None and complaint.deletions.count() >= MOST:
        raise InputError(f"this was asked {MOST} times, and decided each time")
    made = Deletion(complaint=complaint, came=came, asked_on=day, decide_by=day + datetime.timedelta(days=DAYS),
                    agreed_by=by, logged=by is not None)  # fmt: skip
    made.put(text="")
    made.save()
    return made


def _open(complaint: Complaint) -> Deletion:
    found = open_of(complaint)
    if found is None:
        raise InputError("no request for deletion waits here")
    return found


def _unheld(complaint: Complaint) -> None:
    if held_by_counsel(complaint):
        raise InputError(
            "counsel holds a case that this complaint is linked to, so nothing of it may be deleted",
            hint="refuse the request and give the reasons; it can be made again when the hold has ended",
        )


def agree(complaint: Complaint, by: User) -> None:
    """Agree that a complaint be deleted; nothing is, until another handler confirms.

    Raises:
        InputError: nobody asked, somebody agreed already, or a hold of counsel stands on a linked case.
    """
    with held(complaint, by) as locked:
        found = _open(locked)
        if found.agreed_by_id is not None:
            raise InputError("somebody agreed already; another handler confirms")
        _unheld(locked)
        found.agreed_by = by
        found.save(update_fields=["agreed_by"])
        record(by, "complaint.deletion_agree", locked, deletion=found.pk)


def refuse(complaint: Complaint, by: User, ground: Ground, text: str) -> None:
    """Refuse to delete a complaint, and tell the complainant why (GDPR Art. 12(4), 17(3)).

    Raises:
        InputError: nobody asked, no reasons are given, or a hold is named as the ground where none stands.
    """
    said = text_of(text, "say to the complainant why it is kept, and until when")
    with held(complaint, by) as locked:
        found = _open(locked)
        if ground == Ground.HOLD and not held_by_counsel(locked):
            raise InputError("no hold of counsel stands on a case that this is linked to", hint="name another ground")
        found.put(text=said)
        found.state, found.ground, found.refused_by = Asked.REFUSED, ground, by
        found.decided_on = timezone.localdate()
        found.save()
        record(by, "complaint.deletion_refuse", locked, deletion=found.pk, ground=str(ground),
               late=found.decided_on > found.decide_by)  # fmt: skip


def confirmers(complaint: Complaint, found: Deletion) -> list[User]:
    """Who may confirm: a handler whom it does not concern, who sees it, and is not whoever agreed.

    Where the house has nobody else, the outside person may: what they are shown holds no word of the complaint.
    """
    if found.agreed_by is None:
        return []
    first = stands_for(found.agreed_by)
    away = set(complaint.concerns.values_list("user", flat=True))

    def other(people: list[User]) -> list[User]:
        return [one for one in people if stands_for(one).isdisjoint(first | away)]

    beside = outsiders()
    house = other([one for one in (beside if complaint.outside else handlers()) if sees(one, complaint)])
    return house or other(beside)


def may_confirm(user: User, complaint: Complaint) -> bool:
    """Whether a person may confirm the deletion that is asked for."""
    found = open_of(complaint)
    return found is not None and user.pk in {one.pk for one in confirmers(complaint, found)}


def to_confirm(user: User) -> list[Complaint]:
    """The complaints whose deletion a person may confirm."""
    return [one for one in _agreed() if may_confirm(user, one)]


def _agreed() -> QuerySet[Complaint]:
    waits = Deletion.objects.filter(state=Asked.OPEN, agreed_by__isnull=False)
    return Complaint.objects.filter(pk__in=waits.values("complaint")).prefetch_related("deletions__agreed_by")


def confirm(complaint: Complaint, by: User) -> None:
    """Confirm a deletion as the second person: all that was said is gone, and its files. Codes and days stay.

    A complaint without an answer ends as taken back. Its code tells of the deletion for a while (`erasing.TELLS_FOR`).

    Raises:
        InputError: it is not theirs to confirm, or a hold of counsel stands on a linked case; nothing is gone then.
    """
    with transaction.atomic():
        locked = complaint.locked()
        if not may_confirm(by, locked):
            raise InputError("a deletion is confirmed by another handler than whoever agreed, whom it does not concern")
        found = _open(locked)
        _unheld(locked)
        today = timezone.localdate()
        digests = emptied(locked, today)
        locked.attachments.all().delete()
        if locked.open:
            locked.stage, locked.closed_on = Stage.CLOSED, today
        if not locked.outcome:
            locked.outcome, locked.answered_on = Outcome.WITHDRAWN, today
        locked.save()
        found.state, found.confirmed_by, found.decided_on = Asked.DONE, by, today
        found.save(update_fields=["state", "confirmed_by", "decided_on"])
        record(by, "complaint.deletion_confirm", locked, deletion=found.pk, first=found.agreed_by_id,
               files=len(digests), late=today > found.decide_by)  # fmt: skip
    discard(digests)
    complaint.refresh_from_db()
