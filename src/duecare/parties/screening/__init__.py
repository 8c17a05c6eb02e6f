"""Find a party on the lists, whatever its spelling: every match with its probability, what speaks for and against."""

from __future__ import annotations

from duecare.parties.screening.evidence import Evidence
from duecare.parties.screening.query import Query
from duecare.parties.screening.screener import (
    DATED_THRESHOLD,
    DEFAULT_THRESHOLD,
    Comparison,
    Match,
    Screener,
    compare,
    threshold_for,
)
from duecare.parties.screening.stored import build_index

__all__ = [
    "DATED_THRESHOLD",
    "DEFAULT_THRESHOLD",
    "Comparison",
    "Evidence",
    "Match",
    "Query",
    "Screener",
    "build_index",
    "compare",
    "threshold_for",
]
