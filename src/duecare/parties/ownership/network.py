"""The network of owners and owned that one rule sees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from duecare.parties.ownership.graph import kind_code
from duecare.parties.ownership.regime import Rule, control_kinds
from duecare.parties.ownership.share import WHOLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duecare.parties.ownership.holdings import Holdings

    Ints = NDArray[Any]

MEASURES: Final = 3
"""What is counted of each party: its shares, its votes, and what suffices by itself (control and the like)."""
SHARES, VOTING, ITSELF = range(MEASURES)
_ENDLESS: Final = 1 << 60


@dataclass(frozen=True, eq=False)
class Network:
    """Edges from owner to what it owns, in the order of the owners.

    Attributes:
        size: Nodes: parties, then joint holdings, which are caught when any of their holders is.
        parties: How many of these are parties.
        starts: Edges of owner i are those from `starts[i]` to `starts[i + 1]`.
        source: The owner of each edge.
        slot: What each edge counts towards: `node * MEASURES + measure`.
        low, high: Units.
        holding: The holding that an edge is from; of a joint holding's own edge, its first.
        room: Units of each slot that nobody is said to hold.
    """

    size: int
    parties: int
    starts: Ints
    source: Ints
    slot: Ints
    low: Ints
    high: Ints
    holding: Ints
    room: Ints

    @cached_property
    def target(self) -> Ints:
        """The node that each edge ends in."""
        return self.slot // MEASURES

    @cached_property
    def _into(self) -> tuple[Ints, Ints]:
        import numpy as np

        order = np.argsort(self.target, kind="stable")
        return np.searchsorted(self.target[order], np.arange(self.size + 1)), order

    def into(self, node: int) -> list[int]:
        """The edges that end in a node."""
        starts, order = self._into
        return [int(edge) for edge in order[starts[node] : starts[node + 1]]]

    def among(self, kept: Ints) -> tuple[Network, Ints]:
        """The network of some nodes, and their numbers in this one. Room stays as it was."""
        import numpy as np

        nodes = np.flatnonzero(kept)
        number = np.full(self.size, -1, np.int64)
        number[nodes] = np.arange(nodes.size)
        starts, order = self._into
        into = order[spans(starts, nodes)]
        edges = np.sort(into[kept[self.source[into]]])
        slots = (nodes[:, None] * MEASURES + np.arange(MEASURES)).ravel()
        part = _sorted(
            nodes.size, int((nodes < self.parties).sum()), number[self.source[edges]],
            number[self.target[edges]] * MEASURES + self.slot[edges] % MEASURES, self.low[edges], self.high[edges],
            self.holding[edges], self.room[slots],
        )  # fmt: skip
        return part, nodes

    def above(self, nodes: Ints, among: Ints) -> Ints:
        """Which of some nodes lie on a way to one of these, these among them."""
        import numpy as np

        starts, order = self._into
        seen = np.zeros(self.size, bool)
        seen[nodes] = True
        ahead = nodes
        while ahead.size:
            owners = self.source[order[spans(starts, ahead)]]
            ahead = distinct(owners[among[owners] & ~seen[owners]])
            seen[ahead] = True
        return seen

    def with_edge(self, edge: int, low: int, high: int) -> Network:
        """The same network with one edge more closely known."""
        lows, highs, room = self.low.copy(), self.high.copy(), self.room.copy()
        room[self.slot[edge]] -= low - int(lows[edge])
        lows[edge], highs[edge] = low, high
        return Network(self.size, self.parties, self.starts, self.source, self.slot, lows, highs, self.holding, room)


def distinct(numbers: Ints) -> Ints:
    """Numbers in order, each once; by sorting, which is much faster than hashing on few and on many."""
    import numpy as np

    ranked = np.sort(numbers)
    return ranked[np.r_[True, ranked[1:] != ranked[:-1]]] if ranked.size else ranked


def spans(starts: Ints, rows: Ints) -> Ints:
    """The places from `starts[row]` to `starts[row + 1]` of many rows, one after the other."""
    import numpy as np

    begin = starts[rows]
    length = starts[rows + 1] - begin
    ends = np.cumsum(length)
    total = int(ends[-1]) if ends.size else 0
    places: Ints = np.repeat(begin - (ends - length), length) + np.arange(total)
    return places


def network_of(held: Holdings, rule: Rule) -> Network:
    """The network that a rule sees in the holdings of a day.

    Shares count as stated; a right to profit, a role in a trust and an interest of unknown kind count as shares that
    may be none. Votes stated without shares leave the shares unknown. A stated indirect share that no shown chain
    explains may be anything, and is certain only where it is the whole.
    """
    import numpy as np

    size = len(held.graph.parties)
    parts: list[tuple[Ints, Ints, Ints, Ints, Ints]] = []

    def add(which: Ints, measure: int, low: Ints | int, high: Ints | int) -> None:
        rows = np.flatnonzero(which)
        full = [np.broadcast_to(np.asarray(bound), which.shape)[rows] for bound in (low, high)]
        parts.append((held.owner[rows], held.owned[rows] * MEASURES + measure, full[0], full[1], rows))

    def of(*kinds: Any) -> Ints:
        return np.isin(held.kind, [kind_code(kind) for kind in kinds])

    direct, alone = held.direct == 1, np.ones(held.kind.size, bool)
    joint_holdings: tuple[tuple[int, Ints], ...] = ()
    if rule.joint:
        alone = held.joint < 0
        joint_holdings = _joint_holdings(held, rule)
    add(of("shares") & direct & alone, SHARES, held.low, held.high)
    add(of("profit", "unknown"), SHARES, 0, held.high)
    add(of("arrangement"), SHARES, 0, WHOLE)
    add(held.shareless, SHARES, 0, WHOLE)
    if rule.voting is not None:
        add(of("voting") & direct & alone, VOTING, held.low, held.high)
    counted = of("shares", "voting") if rule.voting is not None else of("shares")
    add(counted & ~direct & ~held.chained & (held.high > 0), ITSELF, (held.low == WHOLE).astype(np.int64), 1)
    if rule.control:
        for certain in (True, False):
            kinds = [kind for kind, sure in control_kinds().items() if sure is certain]
            add(of(*kinds), ITSELF, int(certain), 1)
    if rule.joint:
        arrangement = np.array([party.kind == "arrangement" for party in held.graph.parties], bool)
        if arrangement.any():
            add(of("shares") & arrangement[held.owned], ITSELF, 0, 1)
    for number, (measure, rows) in enumerate(joint_holdings, start=size):
        owned = int(held.owned[rows[0]])
        ones = np.ones(rows.size, np.int64)
        slot = np.full(rows.size, number * MEASURES + ITSELF)
        parts.append((held.owner[rows], slot, (held.high[rows] > 0) * ones, (held.high[rows] > 0) * ones, rows))
        low, high = int(held.low[rows].sum()), min(int(held.high[rows].sum()), WHOLE)
        together = np.array([[number], [owned * MEASURES + measure], [low], [high], [rows[0]]])
        parts.append((together[0], together[1], together[2], together[3], together[4]))
    nodes = size + len(joint_holdings)
    room = np.full((nodes, MEASURES), _ENDLESS, np.int64)
    room[:size, SHARES] = np.maximum(WHOLE - held.declared, 0)
    room[:size, VOTING] = np.maximum(WHOLE - held.voted, 0)
    source, slot, lows, highs, holding = (np.concatenate([part[at] for part in parts]) for at in range(5))
    return _sorted(nodes, size, source, slot, lows, highs, holding, room.ravel())


def _joint_holdings(held: Holdings, rule: Rule) -> tuple[tuple[int, Ints], ...]:
    """Holdings under one label in one entity, of shares or of votes."""
    import numpy as np

    found: list[tuple[int, Ints]] = []
    counted = [(kind_code("shares"), SHARES)]
    if rule.voting is not None:
        counted.append((kind_code("voting"), VOTING))
    for kind, measure in counted:
        rows = np.flatnonzero((held.joint >= 0) & (held.kind == kind) & (held.direct == 1))
        key = held.joint[rows] * len(held.graph.parties) + held.owned[rows]
        found += [(measure, rows[key == one]) for one in distinct(key)]
    return tuple(found)


def _sorted(
    size: int, parties: int, source: Ints, slot: Ints, low: Ints, high: Ints, holding: Ints, room: Ints
) -> Network:
    import numpy as np

    order = np.argsort(source, kind="stable")
    source = source[order]
    starts = np.searchsorted(source, np.arange(size + 1))
    return Network(size, parties, starts, source, slot[order], low[order], high[order], holding[order], room)
