"""What the page of a case shows of resolving."""

from __future__ import annotations

from typing import Any

from duecare.office.cases.models import Case
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may
from duecare.office.resolving.judged import judged


def panel(user: User, case: Case) -> dict[str, Any] | None:
    """What `panels/resolving.html` is filled with; None where there is nothing to show this person."""
    if not may(user, Act.SEE_OUTCOME, case):
        return None
    found = judged(case)
    if not (found.flags or found.stops or found.matches or found.owners or found.cleared):
        return None
    return {"found": found, "theirs": case.requester_id == user.pk}
