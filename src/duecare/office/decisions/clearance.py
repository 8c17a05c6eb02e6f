"""Whether an activity is cleared. As long as no decision can be recorded, nothing is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Clearance:
    """Whether an activity may go ahead, why, until when, under which conditions, and in which case it was decided."""

    allowed: bool
    state: str
    why: str
    until: datetime.date | None
    conditions: tuple[str, ...]
    case: str | None


def clearance(customer: str, item: str, activity: str, day: datetime.date) -> Clearance:
    """Whether an activity for a customer with an item is cleared on a day."""
    return Clearance(False, "hold", "No decision is on record.", None, (), None)
