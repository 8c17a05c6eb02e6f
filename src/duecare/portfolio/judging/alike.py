"""Signatures of which the same is said whatever their profiles are: what nothing tells apart is judged once.

Profiles keep all that is known. Two of them are alike where all that judging looks at is the same of both: what each
atom of each condition says, where sources differ, and who says it. Signatures of one shape with alike profiles in
their slots have one outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from duecare.portfolio.judging.combined import combined
from duecare.portfolio.judging.shape import KINDS, Shape

Numbers = NDArray[np.int32]


class Signatures(Protocol):
    """Signatures of one shape, as judging needs them: profile numbers by slot; whether the place of use is known."""

    @property
    def shape(self) -> Shape: ...

    @property
    def unique(self) -> Mapping[str, Numbers]: ...

    @property
    def known(self) -> NDArray[np.bool_]: ...


class Seen(Protocol):
    """What judging looks at."""

    def seen(self, kind: str) -> Iterator[NDArray[np.integer | np.bool_]]:
        """All that makes a difference between profiles of a kind: numbers from 0, shape (profiles,) each."""
        ...


@dataclass(frozen=True)
class Alike:
    """Which profiles of a kind are alike. of: the same number for these, shape (profiles,); first: one of each."""

    of: NDArray[np.intp]
    first: NDArray[np.intp]


@dataclass(frozen=True)
class Representatives:
    """Signatures of one shape, one for each outcome."""

    shape: Shape
    unique: Mapping[str, Numbers]
    known: NDArray[np.bool_]


def alike(seen: Seen, profiles: Mapping[str, Sized]) -> dict[str, Alike]:
    """Which profiles are alike, by kind."""
    found = {}
    for kind, held in profiles.items():
        first, of = combined(seen.seen(kind), len(held))
        found[kind] = Alike(of, first)
    return found


def representatives(groups: Sequence[Signatures], same: Mapping[str, Alike]) -> tuple[list[Representatives], Numbers]:
    """One signature for each outcome.

    Args:
        groups: Signatures by shape.
        same: Which profiles are alike.

    Returns:
        Those of each outcome by shape, numbered from 0 through all of them; and the outcome of each signature of the
        groups, one group after the other.
    """
    firsts = np.cumsum([0, *(len(group.known) for group in groups)])
    outcome = np.zeros(firsts[-1], np.int32)
    found: list[Representatives] = []
    size = 0
    for shape, numbers in _by_shape(groups).items():
        unique = {slot: _joined(groups[at].unique[slot] for at in numbers) for slot in shape.slots}
        known = _joined(groups[at].known for at in numbers)
        held = (same[KINDS[slot[0]]].of[column] for slot, column in unique.items())
        rows, of = combined([*held, known], len(known))
        found.append(Representatives(shape, {slot: column[rows] for slot, column in unique.items()}, known[rows]))
        places = _joined(np.arange(firsts[at], firsts[at + 1]) for at in numbers)
        outcome[places] = of + size
        size += len(rows)
    return found, outcome


def _by_shape(groups: Sequence[Signatures]) -> dict[Shape, list[int]]:
    found: dict[Shape, list[int]] = {}
    for at, group in enumerate(groups):
        found.setdefault(group.shape, []).append(at)
    return found


def _joined(parts: Iterable[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(list(parts))
