"""What the page of a case shows of clauses."""

from __future__ import annotations

from typing import Any

from duecare.office.cases.models import Case
from duecare.office.clauses.models import Signing
from duecare.office.evidence.access import readable
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may


def panel(user: User, case: Case) -> dict[str, Any] | None:
    """What `panels/clauses.html` is filled with; None for those who do not see how the case is judged."""
    if case.review_id is None or not may(user, Act.SEE_OUTCOME, case):
        return None
    if not case.has("annexes"):
        return {"signed": [], "drafts": []}
    signings = Signing.objects.filter(annex__case=case).select_related("annex", "evidence")
    signed = list(signings.prefetch_related("concessions"))
    drafts = list(case.annexes.filter(after=None, signing=None).order_by("paper"))
    return {"signed": signed, "drafts": drafts, "readable": set(readable(user, case).values_list("pk", flat=True))}
