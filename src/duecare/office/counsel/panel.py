"""What the page of a case shows of counsel."""

from __future__ import annotations

from typing import Any

from duecare.office.cases.models import Case
from duecare.office.people.models import User


def panel(user: User, case: Case) -> dict[str, Any] | None:
    """What `panels/counsel.html` is filled with; None where there is nothing to show this person."""
    return None
