"""What the page of a case shows of papers that can be taken out."""

from __future__ import annotations

from typing import Any

from duecare.office.cases.models import Case
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may
from duecare.office.printing.making import status_of


def panel(user: User, case: Case) -> dict[str, Any] | None:
    """What `panels/printing.html` is filled with; None for those who do not see how the case is judged."""
    if case.review is None or case.review.erased or not may(user, Act.SEE_OUTCOME, case):
        return None
    return {"status": status_of(case, case.review)}
