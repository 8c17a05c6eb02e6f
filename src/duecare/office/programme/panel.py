"""What the page of a case shows of what is told of it in public."""

from __future__ import annotations

from typing import Any

from duecare.office.cases.models import Case
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may


def panel(user: User, case: Case) -> dict[str, Any] | None:
    """What `panels/programme.html` is filled with; None before a decision, and for those who do not judge."""
    if not may(user, Act.SEE_OUTCOME, case) or case.state not in ("decided", "closed") or not may(user, Act.PROGRAMME):
        return None
    return {"statements": list(case.rows("statements").select_related("publication__withdrawal").defer("content"))}
