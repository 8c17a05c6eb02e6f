"""The policy as arrays: what stands together, to levels, severity, depth and advice."""

from __future__ import annotations

from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duecare.guidance import GROUPS, SIZES, WEIGHTS
from duecare.portfolio.judging.kleene import Mask
from duecare.portfolio.judging.rules import CELLS
from duecare.review.policy import ADVICE, CRITICAL, LEVELS, SERIOUS, Policy, Tally

Ranks = NDArray[np.int8]
Marks = NDArray[np.uint16]
"""Which weights stand in which group, and which severities, a bit each, after `CELLS` of the rules."""
Codes = NDArray[np.uint8]
"""Levels on what is known (two bits) and possible (two), and whether a critical sign of misuse stands (one)."""
LEVEL_BITS: Final = 5


class Tables:
    """The policy's tables as arrays over marks: what stands together makes a level, a severity, a depth."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        marks = np.arange(1 << CELLS)
        tops = [_top(marks, group * len(WEIGHTS)) for group in range(len(GROUPS) + 1)]
        context, *others = tops[: len(GROUPS)]
        self.severity: Ranks = tops[-1] + np.int8(1)
        self.outside_context: Ranks = np.maximum.reduce(others)
        tally = np.ravel_multi_index((context, *others), (4,) * len(GROUPS))
        ranks = range(len(WEIGHTS) + 1)
        tallies: list[Tally] = list(product(ranks, ranks, ranks, ranks))
        self.indications: Ranks = np.array([policy.indications[one] for one in tallies], np.int8)[tally]
        levels = [[policy.levels[severity, one] for one in tallies] for severity in SIZES]
        self.levels: Ranks = np.array(levels, np.int8)[self.severity - 1, tally]
        depths = np.array([policy.depth_by_severity[severity] for severity in SIZES], np.int8)
        serious = np.where(self.outside_context >= SERIOUS, policy.depth_of_serious_finding, 0)
        self.depths: Ranks = np.maximum(depths[self.severity - 1], serious).astype(np.int8)
        self.depth_by_severity = depths
        steps = range(len(LEVELS))
        self._advice = np.array(
            [[[_advice(policy, known, possible, critical=mark) for mark in (False, True)] for possible in steps]
             for known in steps], np.int8,
        )  # fmt: skip
        none = np.zeros(len(marks), np.int8)
        self.known_of: Codes = level_codes(self.levels, none, self.outside_context == CRITICAL)
        self.possible_of: Codes = level_codes(none, self.levels, none)
        self.gain = self._gain()

    def advice(self, known: Ranks, possible: Ranks, critical: Mask) -> Ranks:
        """The rank of the advice, hold aside."""
        found: Ranks = self._advice[known, possible, critical.view(np.int8)]
        return found

    def _gain(self) -> NDArray[np.float32]:
        """How far an answer moves an outcome, by the codes of the levels now and with the answer: shape (1024,).

        Levels that an answer leaves are within those that all answers leave (`duecare.review.weigh`).
        """
        codes = np.arange(1 << LEVEL_BITS, dtype=np.uint8)
        known, possible = (level[:, None] for level in levels_of(codes))
        least, most = levels_of(codes)
        then_known, then_possible = np.maximum(known, least), np.minimum(possible, most)
        narrowed = np.maximum((then_known - known) + (possible - then_possible), 0)
        critical = codes >> 4
        other = self._advice[then_known, then_possible, critical] != self._advice[known, possible, critical[:, None]]
        gain: NDArray[np.float32] = (narrowed + 0.5 * other).astype(np.float32)
        return gain.ravel()


def level_codes(known: Ranks, possible: Ranks, critical: NDArray[np.int8 | np.bool_]) -> Codes:
    """Levels and the critical mark as one small number."""
    return (known | (possible << 2) | (critical.view(np.int8) << 4)).view(np.uint8)


def levels_of(codes: Codes) -> tuple[Ranks, Ranks]:
    """The levels, known and possible, of small numbers."""
    return (codes & 3).view(np.int8), (codes >> 2 & 3).view(np.int8)


def _top(marks: NDArray[np.int64], first: int) -> Ranks:
    """The heaviest of three weights that is marked; 0 for none."""
    top = np.zeros(len(marks), np.int8)
    for weight in range(len(WEIGHTS)):
        top[(marks >> (first + weight)) & 1 == 1] = weight + 1
    return top


def _advice(policy: Policy, known: int, possible: int, *, critical: bool) -> int:
    """See `duecare.review.advise.advice`."""
    rank = policy.advice_by_level[known]
    if critical and known >= LEVELS.index("high"):
        rank = max(rank, policy.advice_of_critical_at_high)
    return max(rank, ADVICE.index("escalate")) if possible - known >= policy.steps_to_escalate else rank
