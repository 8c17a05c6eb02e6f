"""What the page of a case shows of counsel."""

from __future__ import annotations

from typing import Any

from duecare.office.cases.models import Case
from duecare.office.counsel.lane import matters_of
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may


def panel(user: User, case: Case) -> dict[str, Any] | None:
    """The matters of the case that are open to this person; None to whoever is no counsel."""
    if not may(user, Act.MATTER, case):
        return None
    return {"matters": matters_of(user, case).order_by("-opened_at")}
