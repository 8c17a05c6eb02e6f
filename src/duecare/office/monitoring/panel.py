"""What the page of a case shows of monitoring."""

from __future__ import annotations

from typing import Any

from duecare.office.cases.models import Case, Gate
from duecare.office.evidence.access import readable
from duecare.office.monitoring.inbox import due
from duecare.office.monitoring.models import Freeze
from duecare.office.monitoring.wording import changed
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may

SHOWN = 10
SALE = frozenset(Gate.values[Gate.values.index(Gate.CONTRACT) :])
"""The gates of a sale, and of what comes after it."""


def panel(user: User, case: Case) -> dict[str, Any] | None:
    """What `panels/monitoring.html` is filled with; None where there is nothing to show this person.

    Who asks for a deal sees what is frozen and what happened, and no alert: these say how a case is judged.
    """
    alerts = []
    if may(user, Act.ALERTS) and may(user, Act.SEE_OUTCOME, case):
        found = case.rows("alerts").filter(due()).select_related("before", "after")
        heavy = [f"{which}__{field}" for which in ("before", "after") for field in ("document", "sections")]
        alerts = [(alert, changed(alert)) for alert in found.defer(*heavy)[:SHOWN]]
    judges = bool(may(user, Act.SEE_OUTCOME, case))
    freezes, events = case.rows("freezes"), list(case.rows("post_sale").select_related("by", "evidence")[:SHOWN])
    lifted = freezes.exclude(lifted_at=None).select_related("lifted_by").order_by("-lifted_at")[:SHOWN]
    shown = {
        "frozen": [(one, _why(one, judges)) for one in freezes.filter(lifted_at=None)],
        "judges": judges,
        "lifted": [(one, _why(one, judges)) for one in lifted],
        "alerts": alerts,
        "events": events,
        "read": set(readable(user, case).values_list("pk", flat=True)) if events else set(),
        "sold": bool(events) or sold(case),
        "record": bool(may(user, Act.POST_SALE, case)),
    }
    return shown if any(shown[name] for name in ("frozen", "lifted", "alerts", "events", "record")) else None


def _why(frozen: Freeze, judges: bool) -> str:
    return frozen.why_said() if judges else frozen.why_told()


def sold(case: Case) -> bool:
    """Whether a decision, of this case or of its framework, has opened the gate of a contract or one after it."""
    above = case.framework.decisions.all() if case.framework else ()
    made = (one for one in (*case.rows("decisions"), *above) if one.approves and one.made_at is not None)
    return any(not SALE.isdisjoint(one.gates) for one in made)
