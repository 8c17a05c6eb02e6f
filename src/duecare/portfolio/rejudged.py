"""Which signatures of a stored result are judged again, and what is then said of which rows."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.guidance import Guidance
from duecare.portfolio.judging.run import CHUNK, Judged, judged
from duecare.portfolio.relaid import Relaid
from duecare.portfolio.result.judged_tables import Ratings, joined, said_of
from duecare.portfolio.result.read_back import StoredResult
from duecare.review.policy import Policy

Numbers = NDArray[np.int32]
_FEWEST: Final = 1_024
"""Outcomes judged at a time, at least: few enough that every process has its share."""


@dataclass(frozen=True)
class Rejudged:
    """Rows of which something else may be said. at: their places in `transactions`, ascending; signature, outcome: of
    each; rated: by outcome, of which the first that was judged has the number `first`."""

    at: NDArray[np.intp]
    signature: Numbers
    outcome: Numbers
    rated: Ratings
    first: int
    signatures: int

    def part(self, part: slice) -> Rejudged:
        """Some of them."""
        return replace(self, at=self.at[part], signature=self.signature[part], outcome=self.outcome[part])

    def said(self) -> dict[str, Any]:
        """The columns of `transactions` that follow from judging."""
        return said_of(self.rated, self.outcome - np.int32(self.first))

    @property
    def outcomes(self) -> int:
        """The first number that no outcome has."""
        return self.first + len(self.rated["known"])


def rejudged(
    stored: StoredResult,
    signature: Numbers,
    again: Relaid,
    touched: NDArray[np.bool_] | None,
    guidance: Guidance,
    policy: Policy,
    law_at: datetime.date,
    *,
    first: int,
    each: Callable[[Judged], Ratings],
    workers: int = 1,
) -> Rejudged:
    """Judge what is new, and what changed rules can touch.

    Args:
        stored: The result.
        signature: That of each row.
        again: Rows of which something else is known, with their new signatures.
        touched: Signatures of the result that changed rules can touch, shape (signatures,); None for all.
        guidance: The instruments.
        policy: The house policy.
        law_at: Instruments in force on this day.
        first: The number of the first new outcome.
        each: What is kept of what is said.
        workers: How many processes.
    """
    now = signature.copy()
    now[again.at] = again.signature
    used = np.zeros(stored.size, np.bool_)
    used[now[(now >= 0) & (now < stored.size)]] = True
    numbers = np.flatnonzero(used if touched is None else used & touched).astype(np.int32)
    count = again.size + len(numbers)
    judgement = judged(
        [*again.groups, *stored.some(numbers)], stored.profiles, guidance, policy, law_at, each=each, workers=workers,
        chunk=min(max(count // (4 * workers), _FEWEST), CHUNK),
    )  # fmt: skip
    outcome = np.full(stored.size + again.size + 1, -1, np.int32)  # the last is that of rows judged by themselves
    outcome[stored.size : -1] = judgement.outcome[: again.size] + first
    outcome[numbers] = judgement.outcome[again.size :] + first
    at = np.flatnonzero(outcome[now] >= 0)
    return Rejudged(at, now[at], outcome[now[at]], joined(judgement.parts), first, count)


def counts(rows: Rejudged, signature: Numbers, outcome: Numbers) -> Mapping[str, int]:
    """How many signatures and outcomes some row has now. signature, outcome: of each row before."""
    now = [(signature, rows.signature), (outcome, rows.outcome)]
    found = []
    for before, after in now:
        held = before.copy()
        held[rows.at] = after
        found.append(int(np.count_nonzero(np.bincount(held[held >= 0]))))
    return dict(zip(("signatures", "outcomes"), found, strict=True))
