"""What other rooms of the office show on the page of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from duecare.office.cases.models import Case
from duecare.office.clauses.panel import panel as clauses
from duecare.office.counsel.panel import panel as counsel
from duecare.office.decisions.panel import panel as decisions
from duecare.office.engagement.panel import panel as engagement
from duecare.office.evidence.panel import panel as evidence
from duecare.office.intake.panel import panel as intake
from duecare.office.monitoring.panel import panel as monitoring
from duecare.office.people.models import User
from duecare.office.printing.panel import panel as printing
from duecare.office.programme.panel import panel as programme
from duecare.office.resolving.panel import panel as resolving
from duecare.office.retention.panel import panel as retention

Panel = Callable[[User, Case], dict[str, Any] | None]
FIRST: Final[dict[str, Panel]] = {"monitoring": monitoring, "decisions": decisions, "intake": intake}
"""Panels that stand before the review: what has to be done now."""
LAST: Final[dict[str, Panel]] = {
    "resolving": resolving, "engagement": engagement, "evidence": evidence, "clauses": clauses, "printing": printing,
    "counsel": counsel, "programme": programme, "retention": retention,
}  # fmt: skip
"""Panels that stand after it."""


def panels(which: dict[str, Panel], user: User, case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    """Template and content of each panel that has something to show."""
    for name, panel in which.items():
        content = panel(user, case)
        if content is not None:
            yield f"panels/{name}.html", content
