"""What the page of a case shows of retention."""

from __future__ import annotations

from typing import Any

from duecare.errors import InputError
from duecare.office.cases.models import Case
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may
from duecare.office.retention.kept import kept


def panel(user: User, case: Case) -> dict[str, Any] | None:
    """Until when the case is kept, to those who judge it; to others that it was erased, if it was."""
    if not may(user, Act.SEE_OUTCOME, case):
        return {"tombstones": case.tombstones.all()} if case.rows("tombstones").exists() else None
    try:
        found = kept(case)
    except InputError as problem:
        return {"problem": str(problem)}
    counsel = bool(may(user, Act.HOLD, case))
    return {
        "kept": found,
        "tombstones": case.rows("tombstones"),
        "counsel": counsel,
        "proposed": case.rows("erasures").filter(confirmed_at=None, dropped_at=None).first() if counsel else None,
    }
