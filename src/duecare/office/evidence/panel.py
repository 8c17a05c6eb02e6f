"""What the page of a case shows of evidence."""

from __future__ import annotations

from typing import Any

from duecare.office.cases.models import Case
from duecare.office.evidence.access import levels, readable
from duecare.office.people.models import User

A_FEW = 10


def panel(user: User, case: Case) -> dict[str, Any] | None:
    """What `panels/evidence.html` is filled with; None where there is nothing to show this person."""
    if not levels(user, case):
        return None
    papers = list(readable(user, case))
    counted = [one for one in papers if not one.withdrawn]
    return {"papers": counted[:A_FEW], "more": len(counted) - A_FEW, "withdrawn": len(papers) - len(counted)}
