"""Why a party is caught, step by step from the listed down to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from duecare.parties.ownership.cascade import Bound, Needs, spread
from duecare.parties.ownership.graph import INTEREST_KINDS, Interest, InterestKind, Party, Seed
from duecare.parties.ownership.network import ITSELF, MEASURES, SHARES, VOTING, Network
from duecare.parties.ownership.share import Share
from duecare.parties.ownership.standing import Judged, Ownership

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[Any]


By = Literal["listed", "shares", "votes", "itself"]
_BY: Final[tuple[By, ...]] = ("shares", "votes", "itself")


@dataclass(frozen=True, slots=True)
class Part:
    """What one owner holds of a party.

    Attributes:
        owner: Listed, or caught in an earlier step.
        kind: Of the interest.
        share: As it counts; of a joint holding, what all its holders hold.
        joint: The label of the joint holding, None where it is held alone.
        rows: The rows that say so.
    """

    owner: Party
    kind: InterestKind
    share: Share
    joint: str | None
    rows: tuple[Interest, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One party, and why it is caught.

    Attributes:
        party: Whose.
        by: `listed`; `shares` or `votes` that reach the threshold; `itself` for control and the like.
        parts: What its owners hold, the largest first, no more than it takes.
        share: What the parts come to: at least, and at most with what others hold left to them.
        lists: Where it is listed: the entries.
        certain: On the least that every share can be.
    """

    party: Party
    by: By
    parts: tuple[Part, ...]
    share: Share
    lists: tuple[Seed, ...]
    certain: bool


def proof(result: Ownership, party: str, regime: str) -> tuple[Step, ...]:
    """The steps that show why a party is caught or possibly is, the listed first and the party last; () if it is not.

    Certain where the party certainly is; else every share that is not known counts as its most.

    Raises:
        InputError: no such party.
    """
    one, place = result.judged[regime], result.graph.place(party)
    if not one.possible[place]:
        return ()
    bound: Bound = "low" if one.certain[place] else "high"
    among = one.certain if bound == "low" else one.possible
    part, nodes = one.network.among(one.network.above(_only(place), among))
    goal = int((nodes == place).nonzero()[0][0])
    ranks = _ranks(one, part, nodes, goal, bound)
    steps: dict[int, Step] = {}
    _walk(result, one, part, nodes, ranks, goal, bound, steps)
    return tuple(steps.values())


def _only(place: int) -> Ints:
    import numpy as np

    return np.array([place])


def _ranks(one: Judged, part: Network, nodes: Ints, goal: int, bound: Bound) -> Ints:
    """In which round each node is caught; where listed persons stand alone, from the one who is nearest to the goal."""
    import numpy as np

    listed = one.named if bound == "low" else one.may_be_named
    starts = np.flatnonzero(listed[nodes])
    needs = Needs.of(one.rule)
    if one.rule.aggregate:
        ranks: Ints = spread(part, needs, [starts], bound)[0]
        return ranks
    best: Ints | None = None
    for start in starts:
        found: Ints = spread(part, needs, [np.array([start])], bound)[0]
        if found[goal] >= 0 and (best is None or found[goal] < best[goal]):
            best = found
            if found[goal] <= 1:
                break
    assert best is not None
    return best


def _walk(
    result: Ownership, one: Judged, part: Network, nodes: Ints, ranks: Ints, goal: int, bound: Bound,
    steps: dict[int, Step],
) -> None:  # fmt: skip
    """Write the steps for a node after those for what it rests on, without recursion: chains can be long."""
    waiting: list[tuple[int, bool]] = [(goal, False)]
    reasons: dict[int, tuple[int, list[int]]] = {}
    while waiting:
        node, ready = waiting.pop()
        if node in steps:
            continue
        if ranks[node] == 0:
            steps[node] = _listed(result, one, int(nodes[node]))
            continue
        if bound == "high" and one.rule.aggregate and nodes[node] < one.network.parties and one.certain[nodes[node]]:
            # What is certain on the way to what is possible is shown as certain.
            number = {int(place): at for at, place in enumerate(nodes)}
            for step in proof(result, result.graph.parties[nodes[node]].id, one.regime.id):
                steps.setdefault(number[result.graph.index[step.party.id]], step)
            continue
        if not ready:
            reasons[node] = _reason(one, part, ranks, node, bound)
            waiting.append((node, True))
            waiting += [(owner, False) for edge in reasons[node][1] for owner in _holders(part, ranks, edge)]
            continue
        if nodes[node] < one.network.parties:
            steps[node] = _step(result, one, part, nodes, ranks, node, reasons[node], bound)


def _holders(part: Network, ranks: Ints, edge: int) -> list[int]:
    """Who holds an edge: its source, or of a joint holding the holder through whom it counts."""
    source = int(part.source[edge])
    if source < part.parties:
        return [source]
    inner = min(part.into(source), key=lambda one: _order(ranks, int(part.source[one])))
    return [int(part.source[inner])]


def _order(ranks: Ints, node: int) -> int:
    return int(ranks[node]) if ranks[node] >= 0 else 1 << 60


def _reason(one: Judged, part: Network, ranks: Ints, node: int, bound: Bound) -> tuple[int, list[int]]:
    """The measure that catches a node, and the fewest edges that suffice, the largest first."""
    needs = Needs.of(one.rule).units
    for measure in (SHARES, VOTING, ITSELF):
        slot = node * MEASURES + measure
        edges = [
            edge for edge in part.into(node) if part.slot[edge] == slot and 0 <= ranks[part.source[edge]] < ranks[node]
        ]
        weight = part.low if bound == "low" else part.high
        edges.sort(key=lambda edge: (-int(weight[edge]), edge))
        taken: list[int] = []
        for edge in edges:
            taken.append(edge)
            if _come_to(part, taken, slot, bound)[1 if bound == "high" else 0] >= needs[measure]:
                return measure, taken
    raise AssertionError("a node that is caught has a reason")


def _come_to(part: Network, edges: list[int], slot: int, bound: Bound) -> Share:
    low, high = sum(int(part.low[edge]) for edge in edges), sum(int(part.high[edge]) for edge in edges)
    return low, min(high, low + int(part.room[slot]))


def _step(
    result: Ownership, one: Judged, part: Network, nodes: Ints, ranks: Ints, node: int, reason: tuple[int, list[int]],
    bound: Bound,
) -> Step:  # fmt: skip
    measure, edges = reason
    graph, held = result.graph, result.held
    parts = []
    for edge in edges:
        holding = int(part.holding[edge])
        owner = int(nodes[_holders(part, ranks, edge)[0]])
        shared = int(part.source[edge]) >= part.parties
        rows = tuple(graph.interest(row) for row in held.rows(holding))
        label = rows[0].joint if shared else None
        share = (int(part.low[edge]), int(part.high[edge])) if measure != ITSELF else (
            int(held.low[holding]), int(held.high[holding])
        )  # fmt: skip
        parts.append(Part(graph.parties[owner], INTEREST_KINDS[held.kind[holding]], share, label, rows))
    share = _come_to(part, edges, node * MEASURES + measure, bound) if measure != ITSELF else (0, 0)
    return Step(graph.parties[int(nodes[node])], _BY[measure], tuple(parts), share, (), bound == "low")


def _listed(result: Ownership, one: Judged, place: int) -> Step:
    party = result.graph.parties[place]
    lists = result.lists_of(party.id, one.regime.id)
    return Step(party, "listed", (), (0, 0), lists, bool(one.named[place]))


def roots(result: Ownership, party: str, regime: str) -> tuple[Party, ...]:
    """Every listed party on whose holdings it rests that a party is caught, small holdings among them.

    Under the Affiliates Rule the strictest of their licence duties applies, whoever holds the larger part.
    """
    import numpy as np

    one, place = result.judged[regime], result.graph.place(party)
    if not one.certain[place]:
        return ()
    reached = one.network.above(_only(place), one.certain)
    found = np.flatnonzero(reached[: one.network.parties] & one.named[: one.network.parties])
    return tuple(result.graph.parties[at] for at in found if at != place)
