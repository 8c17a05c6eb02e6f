"""What the page of a case shows of engagement and of leaving."""

from __future__ import annotations

from typing import Any

from duecare.office.cases.models import Case
from duecare.office.engagement.leaving import weighed
from duecare.office.engagement.models import Stated
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may


def panel(user: User, case: Case) -> dict[str, Any] | None:
    """What `panels/engagement.html` is filled with; None to those who do not judge the case."""
    if not may(user, Act.SEE_OUTCOME, case) or case.review_id is None:
        return None
    found = list(case.rows("consultations").prefetch_related("heard", "changed", "stakeholders"))
    gone = [one for one in found if one.withdrawn_at is not None]
    withdrawn = Stated.objects.filter(heard__consultation__in=gone).count() if gone else 0
    steps = weighed(case)
    return {
        "consultations": found, "steps": steps, "withdrawn": withdrawn, "open": any(one.open for one in steps),
        "reads": bool(may(user, Act.ENGAGEMENT)),
    }  # fmt: skip
