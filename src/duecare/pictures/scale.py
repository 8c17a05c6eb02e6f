"""The scale of four steps on which a country's dimensions stand: 0 is good, 4 severe, a step is 1 wide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

STEPS: Final = ("good", "mixed", "serious", "severe")
SPAN: Final = 4.0


def four(steps: Sequence[str]) -> Sequence[str]:
    """The names of the steps, if there are four."""
    if len(steps) != len(STEPS):
        raise ValueError(f"{len(steps)} names of steps; accepted: {len(STEPS)}, best first, as {', '.join(STEPS)}")
    return steps


def step_of(value: float) -> int:
    """The step that a place on the scale lies in; a border belongs to the worse one.

    >>> step_of(0.9), step_of(1.0), step_of(4.0)
    (0, 1, 3)
    """
    return min(int(value), len(STEPS) - 1)


def between(low: float, high: float, steps: Sequence[str] = STEPS) -> str:
    """An interval in words; that it only touches the next step is not said.

    >>> between(2.2, 3.4), between(0.5, 2.5), between(1.2, 2.0)
    ('serious or severe', 'good to serious', 'mixed')
    """
    first, last = step_of(low), step_of(high)
    if last > first and high == last:
        last -= 1
    if first == last:
        return steps[first]
    return f"{steps[first]} {'or' if last == first + 1 else 'to'} {steps[last]}"


def ordered(low: float, median: float, high: float, label: str) -> None:
    """Refuse an interval that is none: out of order, off the scale or not a number."""
    if not 0 <= low <= median <= high <= SPAN:
        raise ValueError(f"{label!r}: {low:g}, {median:g}, {high:g}; accepted: 0 <= low <= median <= high <= {SPAN:g}")
