"""What the page of a case shows of intake."""

from __future__ import annotations

from typing import Any

from duecare.office.cases.models import Case, State
from duecare.office.intake.models import Lowered
from duecare.office.intake.tasks import work_of
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may


def panel(user: User, case: Case) -> dict[str, Any] | None:
    """What `panels/intake.html` is filled with; None where there is nothing to show this person."""
    answers = bool(may(user, Act.ANSWER, case)) and case.state != State.CLOSED and case.deal is not None
    watches = bool(may(user, Act.RESOLVE_FLAG, case))
    lowered = list(_lowered(case)) if watches else []
    if not answers and not lowered:
        return None
    return {
        "work": work_of(case, user) if answers else None,
        "lowered": [{"one": one, "own": one.editor_id == user.pk} for one in lowered],
        "draft": case.state == State.DRAFT,
    }


def _lowered(case: Case) -> list[Lowered]:
    return list(Lowered.objects.filter(case=case, acknowledged=None).select_related("editor", "deal"))
