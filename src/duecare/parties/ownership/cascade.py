"""How being caught spreads through a network.

A party is caught when owners that are caught hold enough of it together. That is the least fixpoint of a monotone
rule: begin at the listed, add each party whose threshold is reached, go on until nothing changes. Nothing is
multiplied, and circles do no harm, for nothing starts in them. It is run on the least that each share can be (who is
certainly caught), on the most (who possibly is), and on the most with every undeclared share in listed hands (where
silence may hide it).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from duecare.parties.ownership.network import ITSELF, MEASURES, SHARES, VOTING, Network, distinct, spans
from duecare.parties.ownership.regime import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[Any]

Bound = Literal["low", "high"]
_ROUNDS: Final = 60
"""Rounds after which what is left is followed party by party: a long chain is one party a round."""
_FEW: Final = 200
"""Parties in a round from which that is worth it."""
_CELLS: Final = 2_000_000
"""How many counters are held at once where each listed person is looked at alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """How many units of each measure suffice; a measure that does not count needs more than there is."""

    units: Ints

    @classmethod
    def of(cls, rule: Rule) -> Needs:
        import numpy as np

        units = np.zeros(MEASURES, np.int64)
        units[SHARES] = rule.shares.least
        units[VOTING] = rule.voting.least if rule.voting is not None else 1 << 60
        units[ITSELF] = 1
        return cls(units)


def caught(network: Network, rule: Rule, listed: Ints, bound: Bound) -> Ints:
    """Which nodes are caught, as true and false a node.

    Args:
        network: What the rule sees.
        rule: Thresholds, and whether listed persons are added up.
        listed: True for nodes from which it starts.
        bound: On the least that each share can be, or on the most.
    """
    import numpy as np

    needs = Needs.of(rule)
    together: Ints = spread(network, needs, [np.flatnonzero(listed)], bound)[0] >= 0
    if rule.aggregate or listed.sum() < 2:
        return together
    # Each listed person alone. Whoever is caught is caught together with others too, so the rest need not be looked at.
    # Most are caught by single holdings that suffice by themselves; only what is left has to be added up a person.
    enough = network.low if bound == "low" else np.minimum(network.high, network.low + network.room[network.slot])
    single = enough >= needs.units[network.slot % MEASURES]
    found = _reached(network, single, listed)
    left = together & ~found
    if not left.any():
        return found
    part, nodes = network.among(network.above(np.flatnonzero(left), together))
    number = np.full(network.size, -1, np.int64)
    number[nodes] = np.arange(nodes.size)
    persons = number[np.flatnonzero(listed)]
    persons = persons[persons >= 0]
    at_once = max(1, _CELLS // (part.size * MEASURES))
    for start in range(0, persons.size, at_once):
        ranks = spread(part, needs, [persons[[at]] for at in range(start, min(start + at_once, persons.size))], bound)
        found[nodes[(ranks >= 0).any(axis=0)]] = True
    return found


def _reached(network: Network, edges: Ints, listed: Ints) -> Ints:
    """The nodes that some edges lead to from the listed."""
    import numpy as np

    seen = listed.copy()
    ahead = np.flatnonzero(listed)
    while ahead.size:
        rows = spans(network.starts, ahead)
        targets = network.target[rows[edges[rows]]]
        ahead = distinct(targets[~seen[targets]])
        seen[ahead] = True
    return seen


def silent(network: Network, rule: Rule, listed: Ints, able: Ints) -> Ints:
    """Which nodes could be caught if every undeclared share were in listed hands, whoever's they are.

    Args:
        able: True for nodes that can have owners; a person has none.
    """
    import numpy as np

    hidden = np.zeros(network.size * MEASURES, np.int64)
    shares = np.flatnonzero(able) * MEASURES + SHARES
    hidden[shares] = network.room[shares]
    found: Ints = spread(network, Needs.of(rule), [np.flatnonzero(listed)], "high", hidden)[0] >= 0
    return found


def spread(network: Network, needs: Needs, starts: list[Ints], bound: Bound, hidden: Ints | None = None) -> Ints:
    """In which round each node is caught, -1 where it is not: a row for each set of nodes to start from.

    What catches a node is in an earlier round than the node. The sets do not add to each other.

    Args:
        hidden: Units of each slot that count as held by the listed from the start.
    """
    import numpy as np

    size, copies = network.size, len(starts)
    slots = size * MEASURES
    rank = np.full(copies * size, -1, np.int64)
    got_low = np.zeros(copies * slots, np.int64)
    got_high = np.zeros(copies * slots, np.int64) if hidden is None else np.tile(hidden, copies)
    ahead = np.concatenate([start + copy * size for copy, start in enumerate(starts)])
    rank[ahead] = 0
    if hidden is not None:
        free = np.flatnonzero(got_high >= np.tile(needs.units, copies * size)) // MEASURES
        ahead = distinct(np.concatenate([ahead, free]))
        rank[ahead] = 0
    rounds = 0
    while ahead.size:
        rounds += 1
        if rounds > _ROUNDS and ahead.size < _FEW:
            _one_by_one(network, needs, bound, rank, got_low, got_high, ahead)
            break
        copy, node = np.divmod(ahead, size)
        rows = spans(network.starts, node)
        offset = np.repeat(copy * slots, network.starts[node + 1] - network.starts[node])
        touched = network.slot[rows] + offset
        np.add.at(got_low, touched, network.low[rows])
        if bound == "high":
            np.add.at(got_high, touched, network.high[rows])
        slot = touched % slots if copies > 1 else touched
        have = got_low[touched]
        if bound == "high":
            have = np.minimum(got_high[touched], network.room[slot] + have)
        nodes = touched[have >= needs.units[slot % MEASURES]] // MEASURES
        ahead = distinct(nodes[rank[nodes] < 0])
        rank[ahead] = rounds
    return rank.reshape(copies, size)


def _one_by_one(
    network: Network, needs: Needs, bound: Bound, rank: Ints, got_low: Ints, got_high: Ints, ahead: Ints
) -> None:
    """The same, a node at a time, in the order in which they are caught."""
    size, slots = network.size, network.size * MEASURES
    starts, slot, low, high = (part.tolist() for part in (network.starts, network.slot, network.low, network.high))
    room, units = network.room.tolist(), needs.units.tolist()
    count = int(rank.max()) + 1
    waiting = deque(int(node) for node in ahead)
    while waiting:
        here = waiting.popleft()
        copy, node = divmod(here, size)
        for edge in range(starts[node], starts[node + 1]):
            own = slot[edge]
            at = own + copy * slots
            got_low[at] += low[edge]
            have = int(got_low[at])
            if bound == "high":
                got_high[at] += high[edge]
                have = min(int(got_high[at]), room[own] + have)
            target = at // MEASURES
            if have >= units[own % MEASURES] and rank[target] < 0:
                rank[target] = count
                count += 1
                waiting.append(target)
