"""What is said of one transaction of a book, in short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from duecare.review.policy import ADVICE, LEVELS


@dataclass(frozen=True, slots=True)
class Standing:
    """Levels on what is known and could be, why it is on hold (empty: it is not), advice, and counts of legal stops."""

    known: str
    possible: str
    hold: str
    advice: str
    stops: int
    stops_possible: int

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Standing:
        """That of a row of `transactions`."""
        return cls(
            row["known"], row["possible"], row["hold"], row["advice"], int(row["stops"]), int(row["stops_possible"])
        )

    def document(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    def rank(self) -> tuple[int, int, int, int, int]:
        """Graver is greater: stops that stand, level known, level possible, advice, stops that may stand."""
        advice = (*ADVICE[:2], "hold", *ADVICE[2:]).index(self.advice)
        known, possible = (-1, -1) if self.hold else (LEVELS.index(self.known), LEVELS.index(self.possible))
        return self.stops, known, possible, advice, self.stops_possible
