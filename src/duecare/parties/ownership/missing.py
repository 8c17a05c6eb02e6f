"""What is missing: the shares, kinds of control and undecided matches that would settle whether a party is caught."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from duecare.parties.ownership.cascade import Bound, Needs, caught
from duecare.parties.ownership.graph import INTEREST_KINDS, InterestKind, Party
from duecare.parties.ownership.network import ITSELF, MEASURES, Network
from duecare.parties.ownership.share import WHOLE, Share
from duecare.parties.ownership.standing import Judged, Ownership

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[Any]

MOST: Final = 40
"""How many unknowns are tried for one party, the nearest first."""
_LARGEST: Final = 20_000
"""Up to how many edges on the ways to a party each unknown is tried; beyond, only the nearest few."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One unknown on the way to a party that is possibly caught.

    Attributes:
        what: `share`: how much `owner` holds of `owned`. `control`: whether what it has in it is control, or ownership.
            `match`: whether `owner` is the listed person; `owned` is None.
        owner, owned: Who holds, and of whom.
        kind: Of the interest; None for a match.
        share: What is known of the share, in units.
        catches_from: With this share or more the party is certainly caught, all else as it is; None where it is not.
        clears_below: With less than this share it is certainly not caught, all else as it is; None where it could be.
        settles: Whether its answer can settle the question by itself: `both` ways, one way, or not `alone`.
        parties: How many parties that are possibly caught it bears on, where several were asked about.
        lines: Where the rows stand.
    """

    what: Literal["share", "control", "match"]
    owner: Party
    owned: Party | None
    kind: InterestKind | None
    share: Share
    catches_from: int | None
    clears_below: int | None
    settles: Literal["both", "catches", "clears", "not alone"]
    parties: int = 1
    lines: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What is asked, whoever it is asked for."""
        return (self.what, self.owner.id, self.owned.id if self.owned else "", self.kind or "")


_ORDER: Final = {"both": 0, "catches": 1, "clears": 2, "not alone": 3}


def missing(result: Ownership, party: str, regime: str) -> tuple[Missing, ...]:
    """What would settle whether a party is caught, what settles most first; () unless it is possibly caught.

    Each unknown is tried at its most and at its least with all else as it is.

    Raises:
        InputError: no such party.
    """
    one, place = result.judged[regime], result.graph.place(party)
    if one.certain[place] or not one.possible[place]:
        return ()
    import numpy as np

    part, nodes = one.network.among(one.network.above(np.array([place]), one.possible))
    goal = int((nodes == place).nonzero()[0][0])
    trial = _Trial(one, part, one.named[nodes], one.may_be_named[nodes], goal)
    near = _distances(part, goal)
    found: list[tuple[tuple[int, int, int], Missing]] = []
    unknowns = sorted(_unknowns(trial), key=lambda unknown: (near[unknown[1]], -unknown[2]))
    most = MOST if part.source.size <= _LARGEST else 5
    for edge, node, width in unknowns[:most]:
        told = _match(result, trial, nodes, node) if edge is None else _edge(result, trial, nodes, edge)
        found.append(((_ORDER[told.settles], int(near[node]), -width), told))
    return tuple(told for _, told in sorted(found, key=lambda pair: (pair[0], pair[1].key)))


def most_missing(result: Ownership, regime: str, parties: Iterable[str]) -> tuple[Missing, ...]:
    """What is missing for several parties, what bears on most of them first."""
    counted: dict[tuple[str, str, str, str], list[Missing]] = {}
    for party in parties:
        for told in missing(result, party, regime):
            counted.setdefault(told.key, []).append(told)
    ranked = sorted(
        counted.values(),
        key=lambda several: (
            -sum(told.settles == "both" for told in several),
            -sum(told.settles != "not alone" for told in several),
            -len(several),
            several[0].key,
        ),
    )
    return tuple(_for_all(several) for several in ranked)


def _for_all(several: list[Missing]) -> Missing:
    best = min(several, key=lambda told: _ORDER[told.settles])
    return replace(best, parties=len(several))


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """The ways to one party, to try values on."""

    one: Judged
    part: Network
    named: Ints
    may_be: Ints
    goal: int

    def catches(self, part: Network | None = None, named: Ints | None = None) -> bool:
        known = self.named if named is None else named
        return bool(caught(part or self.part, self.one.rule, known, "low")[self.goal])

    def could(self, part: Network | None = None, may_be: Ints | None = None) -> bool:
        known = self.may_be if may_be is None else may_be
        return bool(caught(part or self.part, self.one.rule, known, "high")[self.goal])


def _unknowns(trial: _Trial) -> Iterator[tuple[int | None, int, int]]:
    """Edges whose units are not known, and nodes that may be listed: edge or None, the node, how wide the range is."""
    part = trial.part
    for edge in (part.low < part.high).nonzero()[0]:
        measure = int(part.slot[edge]) % MEASURES
        width = WHOLE if measure == ITSELF else int(part.high[edge] - part.low[edge])
        yield int(edge), int(part.target[edge]), width
    for node in (trial.may_be & ~trial.named).nonzero()[0]:
        yield None, int(node), WHOLE


def _distances(part: Network, goal: int) -> list[int]:
    """Steps from each node down to the goal."""
    near = [1 << 30] * part.size
    near[goal] = 0
    ahead = [goal]
    while ahead:
        following = []
        for node in ahead:
            for edge in part.into(node):
                owner = int(part.source[edge])
                if near[owner] > near[node] + 1:
                    near[owner] = near[node] + 1
                    following.append(owner)
        ahead = following
    return near


def _settles(catches: bool, clears: bool) -> Literal["both", "catches", "clears", "not alone"]:
    return "both" if catches and clears else "catches" if catches else "clears" if clears else "not alone"


def _match(result: Ownership, trial: _Trial, nodes: Ints, node: int) -> Missing:
    named, may_be = trial.named.copy(), trial.may_be.copy()
    named[node], may_be[node] = True, False
    settles = _settles(trial.catches(named=named), not trial.could(may_be=may_be))
    return Missing("match", result.graph.parties[nodes[node]], None, None, (0, WHOLE), None, None, settles)


def _edge(result: Ownership, trial: _Trial, nodes: Ints, edge: int) -> Missing:
    part, held = trial.part, result.held
    slot = int(part.slot[edge])
    measure = slot % MEASURES
    low, high = int(part.low[edge]), min(int(part.high[edge]), int(part.low[edge] + part.room[slot]))
    catches = trial.catches(part.with_edge(edge, high, high))
    without = caught(part.with_edge(edge, low, low), trial.one.rule, trial.may_be, "high")
    clears = not without[trial.goal]
    from_, below = None, None
    if measure != ITSELF and catches:
        guess = _short_of(trial, edge, "low", caught(part, trial.one.rule, trial.named, "low"))
        from_ = _turning(low, high, guess, lambda units: trial.catches(part.with_edge(edge, units, units)))
    if measure != ITSELF and clears:
        guess = _short_of(trial, edge, "high", without)
        below = _turning(low, high, guess, lambda units: trial.could(part.with_edge(edge, units, units)))
    holding = int(part.holding[edge])
    rows = held.rows(holding)
    lines = tuple(sorted({int(result.graph.columns["line"][row]) for row in rows} - {0}))
    kind = INTEREST_KINDS[held.kind[holding]]
    what: Literal["share", "control"] = "control" if measure == ITSELF and held.direct[holding] else "share"
    return Missing(
        what,
        result.graph.parties[held.owner[holding]],
        result.graph.parties[held.owned[holding]],
        kind,
        (int(held.low[holding]), int(held.high[holding])),
        from_,
        below,
        _settles(catches, clears),
        lines=lines,
    )


def _turning(low: int, high: int, guess: int, holds: Callable[[int], bool]) -> int:
    """The smallest share from which something holds on, at most `high`: the guess if it is right, else by halving."""
    guess = min(max(guess, low), high)
    if holds(guess) and (guess == low or not holds(guess - 1)):
        return guess
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _short_of(trial: _Trial, edge: int, bound: Bound, who: Ints) -> int:
    """What an edge has to bring to its slot for the threshold, beside what other owners that are caught bring."""
    part = trial.part
    slot = int(part.slot[edge])
    units = part.low if bound == "low" else part.high
    others = (int(units[one]) for one in part.into(slot // MEASURES) if one != edge and part.slot[one] == slot
              and who[part.source[one]])  # fmt: skip
    return int(Needs.of(trial.one.rule).units[slot % MEASURES]) - sum(others)
