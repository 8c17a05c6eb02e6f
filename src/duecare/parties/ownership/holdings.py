"""Holdings on one day: rows in force, several rows of one holding made one, totals checked.

Rows that say the same are one. Rows of one holder, kind and company that differ may be two reports of one holding or
two lots of shares; nobody can tell, so the holding is from the smallest figure to the sum of all. A row without a
figure beside one with a figure adds nothing. Rows under different labels of a joint holding are different holdings.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from duecare.errors import InputError
from duecare.parties.ownership.graph import Graph, kind_code
from duecare.parties.ownership.share import GRAIN, UNKNOWN, WHOLE, percent_text, share_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[Any]

_SHARES, _VOTING = kind_code("shares"), kind_code("voting")
_DEEPEST: Final = 8
"""How long a chain may be that is looked for behind a stated indirect share."""
_WIDEST: Final = 2_000
"""How many parties may lie on those chains; beyond, the share stays unexplained."""


@dataclass(frozen=True, slots=True, eq=False)
class Holdings:
    """What is held on a day, a holding each.

    Attributes:
        graph: Where the rows are from.
        day: The day.
        owner, owned, kind, low, high, direct, joint: As in the graph's columns, after rows were made one.
        chained: The holding is indirect and the chains shown add up to it.
        shareless: Votes whose holder is not said to hold shares of the same company.
        order, first, count: The rows of holding i are `order[first[i]:first[i] + count[i]]`.
        declared: Least share of each party that somebody is said to hold, in units.
        declared_most: The most of it.
        voted: As `declared`, of the votes.
        notes: What was doubtful.
    """

    graph: Graph
    day: datetime.date
    owner: Ints
    owned: Ints
    kind: Ints
    low: Ints
    high: Ints
    direct: Ints
    joint: Ints
    chained: Ints
    shareless: Ints
    order: Ints
    first: Ints
    count: Ints
    declared: Ints
    declared_most: Ints
    voted: Ints
    notes: tuple[str, ...]

    def rows(self, holding: int) -> list[int]:
        """The rows of the graph that a holding is made of."""
        start = int(self.first[holding])
        return [int(row) for row in self.order[start : start + int(self.count[holding])]]


def holdings_on(graph: Graph, day: datetime.date) -> Holdings:
    """What is held on a day.

    Raises:
        InputError: more than the whole of an entity is held, in a graph that is strict; names the rows.
    """
    import numpy as np

    columns = graph.columns
    at = day.toordinal()
    order = np.flatnonzero((columns["starts"] <= at) & (columns["ends"] >= at))
    pair = columns["owner"][order] * len(graph.parties) + columns["owned"][order]
    ranking = np.argsort(pair, kind="stable")
    order, pair = order[ranking], pair[ranking]
    notes: list[str] = []
    if order.size and (pair[1:] == pair[:-1]).any():
        order, pair, first, count, low, high = _merged(graph, order, pair, notes)
    else:
        first, count = np.arange(order.size), np.ones(order.size, np.int64)
        low, high = columns["low"][order].copy(), columns["high"][order].copy()
    head = order[first] if order.size else order
    owner, owned, kind, direct, joint = (columns[name][head] for name in ("owner", "owned", "kind", "direct", "joint"))
    declared, most, voted = (np.zeros(len(graph.parties), np.int64) for _ in range(3))
    held = Holdings(
        graph, day, owner, owned, kind, low, high, direct, joint, np.zeros(head.size, bool),
        np.zeros(head.size, bool), order, first, count,
        declared, most, voted, (),
    )  # fmt: skip
    for code, total in ((_SHARES, held.declared), (_VOTING, held.voted)):
        counted = (kind == code) & (direct == 1)
        np.add.at(total, owned[counted], low[counted])
        _check_totals(held, counted, total, "shares" if code == _SHARES else "votes", notes)
        if code == _SHARES:
            np.add.at(held.declared_most, owned[counted], high[counted])
    _explain(held)
    votes = (kind == _VOTING) & (direct == 1)
    if votes.any():
        pairs = pair[first]
        with_shares = pairs[kind == _SHARES]
        at_pair = np.searchsorted(with_shares, pairs)
        known = with_shares[np.minimum(at_pair, with_shares.size - 1)] == pairs if with_shares.size else ~votes
        held.shareless[:] = votes & ~known
    return replace(held, notes=tuple(notes))


def _merged(graph: Graph, order: Ints, pair: Ints, notes: list[str]) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    """Rows of one holding made one; see the module."""
    import numpy as np

    columns = graph.columns
    sort = np.lexsort([columns[name][order] for name in ("high", "low", "joint", "direct", "kind")] + [pair])
    order, pair = order[sort], pair[sort]
    key = np.stack([pair, *(columns[name][order] for name in ("kind", "direct", "joint"))])
    opens = np.r_[True, (key[:, 1:] != key[:, :-1]).any(axis=0)]
    first = np.flatnonzero(opens)
    count = np.diff(np.r_[first, order.size])
    low, high = columns["low"][order[first]].copy(), columns["high"][order[first]].copy()
    same = differ = 0
    for place in np.flatnonzero(count > 1):
        rows = order[first[place] : first[place] + count[place]]
        shares = list(dict.fromkeys((int(columns["low"][row]), int(columns["high"][row])) for row in rows))
        same += len(rows) - len(shares)
        stated = [share for share in shares if share != UNKNOWN] or shares[:1]
        low[place] = min(share[0] for share in stated)
        high[place] = min(sum(share[1] for share in stated), WHOLE)
        if len(stated) > 1:
            differ += 1
            if differ <= 5:
                one = graph.interest(int(rows[0]))
                told = ", ".join(share_text(share) for share in stated)
                lines = _lines(graph, rows)
                notes.append(
                    f"{one.owner.name} is said to hold {told} of {one.owned.name}{lines}. Counted as "
                    f"{share_text((int(low[place]), int(high[place])))}: two reports of one holding, or two lots."
                )
    if differ > 5:
        notes.append(f"{differ - 5:,} more holdings are stated with different figures, and counted in the same way.")
    if same:
        notes.append(f"{same:,} rows say what another row says and count once.")
    return order, pair, first, count, low, high


def _lines(graph: Graph, rows: Sequence[int] | Ints) -> str:
    lines = sorted({int(graph.columns["line"][row]) for row in rows} - {0})
    shown = ", ".join(str(line) for line in lines[:8]) + (f" and {len(lines) - 8:,} more" if len(lines) > 8 else "")
    return f" (lines {shown})" if len(lines) > 1 else f" (line {shown})" if lines else ""


def _check_totals(held: Holdings, counted: Ints, total: Ints, what: str, notes: list[str]) -> None:
    """Refuse or set aside what adds up to more than the whole, beyond what rounding explains."""
    import numpy as np

    over = np.flatnonzero(total > WHOLE)
    if not over.size:
        return
    graph, told = held.graph, 0
    of_party: dict[int, list[int]] = defaultdict(list)
    suspects = np.flatnonzero(counted & np.isin(held.owned, over))
    for holding in suspects:
        of_party[int(held.owned[holding])].append(int(holding))
    for party, holdings in of_party.items():
        if total[party] - WHOLE <= sum(_rounding(int(held.low[holding])) for holding in holdings):
            continue
        rows = [row for holding in holdings for row in held.rows(holding)]
        problem = f"{percent_text(int(total[party]))} of the {what} of {graph.parties[party].name[:80]!r} are held"
        if graph.strict:
            raise InputError(
                f"{problem}{_lines(graph, rows)} on {held.day.isoformat()}",
                path=graph.path,
                hint="a whole is 100%; give dates where holders changed, and kind voting where votes are meant",
            )
        held.low[holdings] = 0
        total[party] = 0
        told += 1
        if told <= 5:
            notes.append(f"{problem}{_lines(graph, rows)}. Each share counts as at most what is stated.")
    if told > 5:
        notes.append(f"More than the whole of {told - 5:,} more entities is held; counted in the same way.")


def _rounding(low: int) -> int:
    """By how much a stated figure may be too large because it was rounded: half a step of its last decimal."""
    step = GRAIN
    while step < WHOLE // 100 and low % (step * 10) == 0:
        step *= 10
    return step // 2


def _explain(held: Holdings) -> None:
    """Mark stated indirect shares that the direct holdings shown add up to, so that nothing counts twice."""
    import numpy as np

    indirect = np.flatnonzero((held.direct == 0) & np.isin(held.kind, (_SHARES, _VOTING)))
    if not indirect.size:
        return
    direct = np.flatnonzero(
        (held.direct == 1) & np.isin(held.kind, [kind_code(kind) for kind in ("shares", "profit", "unknown")])
    )
    below: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for holding in direct:
        below[int(held.owner[holding])].append((int(held.owned[holding]), int(held.high[holding]) / WHOLE))
    reached: dict[int, dict[int, float]] = {}
    for holding in indirect:
        owner = int(held.owner[holding])
        if owner not in reached:
            reached[owner] = _through_others(below, owner)
        held.chained[holding] = reached[owner].get(int(held.owned[holding]), 0.0) * WHOLE >= held.low[holding] - GRAIN


def _through_others(below: dict[int, list[tuple[int, float]]], owner: int) -> dict[int, float]:
    """The most that a party can hold of each other through at least one company in between."""
    found: dict[int, float] = defaultdict(float)
    ahead = dict(below.get(owner, ()))
    for _ in range(_DEEPEST):
        nearer, ahead = ahead, defaultdict(float)
        for party, share in nearer.items():
            for owned, part in below.get(party, ()):
                ahead[owned] += share * part
        for party, share in ahead.items():
            found[party] += share
        if not ahead or len(found) > _WIDEST:
            break
    return found
