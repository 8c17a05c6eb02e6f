"""Effective interest: shares multiplied along every way and added up, circles included.

This measures who benefits, as beneficial-ownership law asks; it is not the rule by which a party is caught. A half of a
half is an effective quarter, and is nevertheless caught under a 50 percent rule.

The interest v of some holders in each party is the least solution of v(e) = sum of share(o, e) * w(o) over owners o,
where w is 1 for a holder and v for others; for exact shares that is (I - A)^-1. The low bound takes each share at its
least. The high bound takes each at its most, but no more of a party in all than nobody else is said to hold.
Undeclared shares are nobody's. Computed in floating point to 10^-11 and rounded to 10^-6 percent.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from duecare.parties.ownership.graph import Graph, Party, kind_code
from duecare.parties.ownership.holdings import Holdings, holdings_on
from duecare.parties.ownership.network import distinct, spans
from duecare.parties.ownership.share import GRAIN, PERCENT, WHOLE, Share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[Any]

_ROUNDS: Final = 20_000
_SETTLED: Final = 1e-11
_MANY: Final = 2_000
Reach = Literal["yes", "possibly", "no"]
LEVELS: Final = (10, 25, 50)
"""The parts of state ownership that are asked about, in percent."""


def effective_interest(held: Holdings, holders: Ints) -> tuple[Ints, Ints]:
    """The least and most effective interest of some holders together in each party, in units.

    Args:
        held: The holdings of a day.
        holders: True for the places of the holders; further nodes are not read. In a holder itself the interest of the
            others is given.
    """
    import numpy as np

    whose, rows = holders[: len(held.graph.parties)], _edges(held)[0]
    least = _units(_settled(held.owner[rows], held.owned[rows], held.low[rows], None, whose))
    return least, np.maximum(most_effective(held, holders), least)


def most_effective(held: Holdings, holders: Ints) -> Ints:
    """The most alone; see `effective_interest`."""
    import numpy as np

    sure, rows = _edges(held)
    fixed = np.where(np.isin(rows, sure, kind="sort"), held.low[rows], 0)
    room = np.maximum(WHOLE - held.declared, 0) / WHOLE
    whose = holders[: len(held.graph.parties)]
    return _units(_settled(held.owner[rows], held.owned[rows], fixed, (held.high[rows] - fixed, room), whose))


def _edges(held: Holdings) -> tuple[Ints, Ints]:
    """The holdings that certainly count, and those that may. An indirect one counts where no chain explains it."""
    import numpy as np

    kinds = held.kind
    shares = (kinds == kind_code("shares")) & ((held.direct == 1) | ~held.chained.astype(bool))
    other = np.isin(kinds, [kind_code(kind) for kind in ("profit", "unknown", "arrangement")])
    return np.flatnonzero(shares), np.flatnonzero(shares | other)


def _units(part: Ints) -> Ints:
    import numpy as np

    steps = np.round(np.minimum(part, 1.0) * (WHOLE // GRAIN)).astype(np.int64)
    return steps * GRAIN


def _settled(owner: Ints, owned: Ints, low: Ints, spread: tuple[Ints, Ints] | None, whose: Ints) -> Ints:
    """The least solution, reached from nothing: each round only what hangs on interests that have grown.

    Where most have, all are summed again: that is faster than finding out which.
    """
    import numpy as np

    size = whose.size
    up = np.argsort(owned, kind="stable")
    owner, owned, part = owner[up], owned[up], low[up] / WHOLE
    above = np.searchsorted(owned, np.arange(size + 1))
    down = np.argsort(owner, kind="stable")
    below = np.searchsorted(owner[down], np.arange(size + 1))
    more, room = (spread[0][up] / WHOLE, spread[1]) if spread is not None else (None, None)
    held = np.flatnonzero(above[1:] > above[:-1])
    value = np.zeros(size)
    ahead = np.flatnonzero(whose)
    for _ in range(_ROUNDS):
        rows = spans(below, ahead)
        if not rows.size:
            break
        everything = rows.size > _MANY and rows.size > owner.size // 20
        reached = held if everything else distinct(owned[down[rows]])
        into: Ints | slice = slice(None) if everything else spans(above, reached)
        begin = np.cumsum(above[reached + 1] - above[reached]) - (above[reached + 1] - above[reached])
        weight = np.where(whose[owner[into]], 1.0, value[owner[into]])
        total = np.add.reduceat(part[into] * weight, begin)
        if more is not None and room is not None:
            best = np.maximum.reduceat(np.where(more[into] > 0, weight, 0.0), begin)
            total += np.minimum(np.add.reduceat(more[into] * weight, begin), room[reached] * best)
        total = np.minimum(total, 1.0)
        grown = total > value[reached] + _SETTLED
        value[reached] = np.maximum(value[reached], total)
        ahead = reached[grown & ~whose[reached]]
    return value


def _reaches(low: int, high: int, level: int) -> Reach:
    return "yes" if low >= level else "possibly" if high >= level else "no"


@dataclass(frozen=True, slots=True)
class StateShare:
    """How much of a party the state has.

    Attributes:
        party: Whose.
        effective: The least and most effective interest of public bodies, in units.
        reaches: For 10, 25 and 50 percent: whether the effective interest reaches it, possibly, or not.
    """

    party: Party
    effective: Share
    reaches: dict[int, Reach]


def state_shares(graph: Graph, day: datetime.date, *, government: Collection[str] = ()) -> list[StateShare]:
    """Parties in which public bodies have an effective interest, the largest first.

    For ownership through layers that are themselves state-owned, ask `ownership_of` for the regimes `state`.

    Args:
        graph: Who holds what.
        day: Holdings as they stood then.
        government: Ids of public bodies beside those that the graph says are.
    """
    import numpy as np

    whose = np.array([party.kind == "government" or party.id in government for party in graph.parties], bool)
    low, high = effective_interest(holdings_on(graph, day), whose)
    found = [
        StateShare(
            graph.parties[place],
            (int(low[place]), int(high[place])),
            {
                level: "yes"
                if low[place] >= level * PERCENT
                else "possibly"
                if high[place] >= level * PERCENT
                else "no"
                for level in LEVELS
            },
        )
        for place in np.flatnonzero((high > 0) & ~whose)
    ]
    return sorted(found, key=lambda one: (-one.effective[0], -one.effective[1], one.party.id))
