"""Taking back, shortly after, that a case was given to somebody or that somebody was added to it."""

from __future__ import annotations

from django.db import transaction

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.cases.models import Case
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may
from duecare.office.people.undo import undoes

CHANGED = "somebody has changed it since"


def still_may(by: User, act: Act, case: Case) -> None:
    """That a person may do an act to a case now.

    Raises:
        InputError: they may not.
    """
    verdict = may(by, act, case)
    if not verdict:
        raise InputError(verdict.why)


@undoes("case.assign")
def undo_assign(by: User, *, case: int, before: int | None, after: int | None, was: str, became: str) -> None:
    """Give a case back to whom it was with, in the state that it had.

    Raises:
        InputError: it is with somebody else by now, or in another state.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case)
        still_may(by, Act.ASSIGN, locked)
        if (locked.analyst_id, locked.state) != (after, became):
            raise InputError(CHANGED)
        locked.analyst_id, locked.state = before, was
        locked.save(update_fields=["analyst", "state", "changed_at"])
        record(by, "case.assign_undone", locked, to=before, state=was)


@undoes("case.member")
def undo_member(by: User, *, case: int, user: int) -> None:
    """Take a person out of a case whom one has just added.

    Raises:
        InputError: they are no member by one's own act any more.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case)
        still_may(by, Act.ASSIGN, locked)
        gone, _ = locked.members.filter(user=user, by=by).delete()
        if not gone:
            raise InputError(CHANGED)
        record(by, "case.member_undone", locked, user=user)
