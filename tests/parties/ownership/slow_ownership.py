"""Ownership written down as the rules say it, slowly and plainly, to hold the program to; and graphs to do it on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations, product

from hypothesis import strategies as st

from duecare.parties.ownership import Graph, GraphBuilder, Seed, share_of

LAW_AT = datetime.date(2026, 11, 24)
HALF, WHOLE = Fraction(50), Fraction(100)


@dataclass(frozen=True)
class Edge:
    """One holding; shares in percent."""

    owner: str
    owned: str
    kind: str = "shares"
    low: int = 0
    high: int = 100
    joint: str | None = None


@dataclass(frozen=True)
class Case:
    """A graph and who is listed, certainly or possibly, under every regime alike."""

    edges: tuple[Edge, ...]
    listed: frozenset[str]
    perhaps: frozenset[str] = frozenset()

    @property
    def parties(self) -> list[str]:
        return sorted({party for edge in self.edges for party in (edge.owner, edge.owned)} | self.listed | self.perhaps)


@dataclass(frozen=True)
class Test:
    """A regime as it stood on 24 November 2026."""

    __test__ = False
    enough_shares: str
    votes: bool
    added_up: bool
    joint: bool
    control: bool


TESTS = {
    "ofac": Test(">=", votes=False, added_up=True, joint=False, control=False),
    "bis": Test(">=", votes=False, added_up=True, joint=False, control=False),
    "eu": Test(">=", votes=True, added_up=True, joint=False, control=True),
    "uk": Test(">", votes=True, added_up=False, joint=True, control=True),
}


def graph_of(case: Case) -> Graph:
    """The case as the program reads it."""
    builder = GraphBuilder()
    for party in case.parties:
        builder.party(party)
    for number, edge in enumerate(case.edges, start=2):
        share = share_of(edge.low, edge.high)
        owner, owned = builder.party(edge.owner), builder.party(edge.owned)
        builder.interest(owner, owned, edge.kind, share, joint=edge.joint, line=number)
    for party in sorted(case.listed | case.perhaps):
        for regime in TESTS:
            builder.seed(Seed(party, regime, certain=party in case.listed))
    return builder.build()


def certain(case: Case, regime: str) -> set[str]:
    """Who is caught whatever the unknowns are."""
    return _caught(case, TESTS[regime], set(case.listed), "low")


def possible(case: Case, regime: str) -> set[str]:
    """Who is caught for some value of the unknowns."""
    return _caught(case, TESTS[regime], set(case.listed | case.perhaps), "high")


def _caught(case: Case, test: Test, listed: set[str], bound: str) -> set[str]:
    if test.added_up:
        return _grown(case, test, listed, bound)
    found: set[str] = set()
    for person in listed:
        found |= _grown(case, test, {person}, bound)
    return found


def _grown(case: Case, test: Test, start: set[str], bound: str) -> set[str]:
    inside = set(start)
    while True:
        new = {party for party in case.parties if party not in inside and _is_caught(case, test, inside, party, bound)}
        if not new:
            return inside
        inside |= new


def _is_caught(case: Case, test: Test, inside: set[str], party: str, bound: str) -> bool:
    into = [edge for edge in case.edges if edge.owned == party]
    if test.control and any(
        edge.owner in inside and (edge.kind == "control" or (edge.kind == "influence" and bound == "high"))
        for edge in into
    ):
        return True
    shares = [edge for edge in into if edge.kind == "shares"]
    with_shares = {edge.owner for edge in shares}
    hidden = [
        replace(edge, kind="shares", low=0, high=100, joint=None)
        for edge in into
        if edge.kind == "voting" and edge.owner not in with_shares
    ]
    held = _held(test, shares + hidden, inside, bound)
    if held > HALF or (held == HALF and test.enough_shares == ">="):
        return True
    return test.votes and _held(test, [edge for edge in into if edge.kind == "voting"], inside, bound) > HALF


def _held(test: Test, edges: list[Edge], inside: set[str], bound: str) -> Fraction:
    """How much those inside hold: at least, or at most with what others hold at least left to them."""
    lots: dict[object, list[Edge]] = {}
    for number, edge in enumerate(edges):
        lots.setdefault(edge.joint if test.joint and edge.joint else number, []).append(edge)
    least = most = others = Fraction(0)
    for lot in lots.values():
        low, high = sum(Fraction(edge.low) for edge in lot), sum(Fraction(edge.high) for edge in lot)
        if any(edge.owner in inside and (len(lot) == 1 or edge.high > 0) for edge in lot):
            least, most = least + low, most + min(high, WHOLE)
        else:
            others += low
    return least if bound == "low" else min(most, WHOLE - others)


def completions(case: Case) -> Iterator[Case]:
    """The case with every unknown filled in, as far as the extremes go; shares, influence and possible matches."""
    options: list[list[tuple[Edge, ...]]] = []
    for party in case.parties:
        shares = [edge for edge in case.edges if edge.owned == party and edge.kind == "shares"]
        rest = [edge for edge in case.edges if edge.owned == party and edge.kind != "shares"]
        fillings: set[tuple[Edge, ...]] = set()
        for order in permutations(range(len(shares))):
            for some in range(len(shares) + 1):
                filled = [replace(edge, high=edge.low) for edge in shares]
                for at in order[:some]:
                    room = 100 - sum(edge.low for edge in filled)
                    value = min(shares[at].high, shares[at].low + max(room, 0))
                    filled[at] = replace(shares[at], low=value, high=value)
                fillings.add(tuple(filled))
        decided = [
            tuple(edge for edge, kept in zip(rest, kept_each, strict=True) if kept is not None and kept)
            for kept_each in product(*([[False, True] if edge.kind == "influence" else [True] for edge in rest]))
        ]
        as_control = [tuple(replace(e, kind="control") if e.kind == "influence" else e for e in one) for one in decided]
        options.append([one + two for one in fillings for two in as_control])
    for chosen in product(*options):
        for picked in product(*([False, True] for _ in case.perhaps)):
            named = {party for party, yes in zip(sorted(case.perhaps), picked, strict=True) if yes}
            yield Case(tuple(edge for part in chosen for edge in part), case.listed | named)


@st.composite
def cases(
    draw: st.DrawFn,
    *,
    parties: int = 7,
    edges: int = 14,
    kinds: tuple[str, ...] = ("shares", "shares", "shares", "voting", "control", "influence", "tie"),
    exact: bool = False,
    joint: bool = True,
) -> Case:
    """Graphs with circles, ranges and unknowns, near the thresholds, in which nobody holds more than the whole."""
    names = [f"p{number}" for number in range(draw(st.integers(2, parties)))]
    left: dict[tuple[str, str], int] = {}
    seen: set[tuple[str, str, str, str | None]] = set()
    found: list[Edge] = []
    for _ in range(draw(st.integers(1, edges))):
        owner, owned = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        kind = draw(st.sampled_from(kinds))
        label = draw(st.sampled_from([None, None, None, "J", "K"])) if joint and kind in ("shares", "voting") else None
        if owner == owned or (owner, owned, kind, label) in seen:
            continue
        seen.add((owner, owned, kind, label))
        low, high = 0, 100
        if kind in ("shares", "voting"):
            room = left.get((owned, kind), 100)
            low = min(room, draw(st.sampled_from([0, 0, 10, 20, 25, 25, 30, 40, 50, 50, 51, 60, 75, 100])))
            high = (
                low if exact or draw(st.booleans()) else draw(st.sampled_from([low, max(low, 50), max(low, 49), 100]))
            )
            left[owned, kind] = room - low
        found.append(Edge(owner, owned, kind, low, high, label))
    listed = draw(st.frozensets(st.sampled_from(names), max_size=3))
    perhaps = frozenset() if exact else draw(st.frozensets(st.sampled_from(names), max_size=1)) - listed
    return Case(tuple(found), listed, perhaps)
