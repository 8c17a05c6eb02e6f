"""What the page of a case shows of intake."""

from __future__ import annotations

from typing import Any

from duecare.office.cases.models import Case, State
from duecare.office.intake.lowered import moved, waiting
from duecare.office.intake.tasks import work_of
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may


def panel(user: User, case: Case) -> dict[str, Any] | None:
    """What `panels/intake.html` is filled with; None where there is nothing to show this person."""
    answers = bool(may(user, Act.ANSWER, case)) and case.state != State.CLOSED and case.deal is not None
    watches = bool(may(user, Act.RESOLVE_FLAG, case))
    lowered = list(waiting().filter(case=case)) if watches and case.has("lowered") else []
    if not answers and not lowered:
        return None
    return {
        "work": work_of(case, user) if answers else None,
        "lowered": [{"one": one, "own": one.editor_id == user.pk, "moved": moved(one.deal)} for one in lowered],
        "draft": case.state == State.DRAFT,
    }
