"""The graph as a picture: all of a small one, of a large one the part that shows why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from duecare.errors import InputError
from duecare.parties.ownership.graph import INTEREST_KINDS, InterestKind
from duecare.parties.ownership.proof import proof
from duecare.parties.ownership.sentences import name_of
from duecare.parties.ownership.share import GRAIN, UNKNOWN, WHOLE, Share, percent_text
from duecare.parties.ownership.standing import Ownership, Standing, Status
from duecare.pictures.graph import MOST, Link, Mark, Node, layered_graph

_WORDS: Final[dict[InterestKind, str]] = {
    "shares": "", "voting": "votes", "profit": "profit", "control": "controls", "board_majority": "names the board",
    "dominant_influence": "dominant influence", "influence": "influence", "arrangement": "trust role",
    "unknown": "interest", "tie": "board seat or tie",
}  # fmt: skip
_RANK: Final[dict[Mark, int]] = {"plain": 0, "possible": 1, "caught": 2, "listed": 3}


def ownership_svg(result: Ownership, party: str | None = None, *, font: str | None = None) -> str:
    """Draw who holds whom, with how each party stands under the regimes in force.

    All parties with a holding where they are few enough; else what the proofs name, the certain ones first, or for one
    party its owners up to the listed.

    Args:
        party: Draw this party and those above it.
        font: For a file that stands alone.

    Raises:
        InputError: no such party, or a large graph in which nobody is listed or caught.
    """
    focus = None if party is None else result.graph.place(party)
    places, left_out = _chosen(result, focus)
    note = f"{left_out:,} more {'party' if left_out == 1 else 'parties'} left out." if left_out else ""
    nodes = [_node(result, place) for place in places]
    links = list(_links(result, set(places)))
    about = name_of(result, result.graph.parties[focus]) if focus is not None else f"{len(result):,} parties"
    title = f"Owners and what they own: {about}, as of {result.known_at.isoformat()}"
    return layered_graph(nodes, links, title=title, note=note, font=font)


def _chosen(result: Ownership, focus: int | None) -> tuple[list[int], int]:
    """The places to draw, and how many parties with a holding are left out."""
    held, size = result.held, len(result.graph.parties)
    holding = {int(place) for column in (held.owner, held.owned) for place in column}
    everybody = sorted(holding) if focus is None else sorted(_above(result, focus))
    if len(everybody) <= MOST:
        return everybody or list(range(min(size, MOST))), 0
    chosen: dict[int, None] = {} if focus is None else {focus: None}
    for shown in _proofs(result, focus):
        if len(chosen.keys() | shown) <= MOST:
            chosen.update(dict.fromkeys(sorted(shown)))
    if focus is not None:
        for place in _above(result, focus):  # the nearest owners fill what room is left
            if len(chosen) < MOST:
                chosen.setdefault(place)
    if not chosen:
        raise InputError(
            f"has {len(everybody):,} parties, none of them listed or caught, and a picture holds {MOST}",
            path=result.graph.path,
            hint="name one party to draw with its owners: --entity",
        )
    return sorted(chosen), len(everybody) - len(chosen)


def _above(result: Ownership, focus: int) -> list[int]:
    """A party and everybody above it, the nearest first."""
    seen, ahead = {focus: None}, [focus]
    for place in ahead:
        for holding in result.holdings_in(place):
            owner = int(result.held.owner[holding])
            if owner not in seen:
                seen[owner] = None
                ahead.append(owner)
    return ahead


def _proofs(result: Ownership, focus: int | None) -> Iterator[set[int]]:
    """The parties that each proof names, certain and short ones first; then the listed and what they hold."""
    index = result.graph.index
    statuses: tuple[Status, ...] = ("blocked", "possible")
    for status in statuses:
        found: list[tuple[int, ...]] = []
        for regime in result.judged:
            parties: Iterable[str] = result.with_status(regime, status)
            if focus is not None:
                focused = result.graph.parties[focus].id
                parties = [focused] if focused in set(parties) else []
            for party in list(parties)[: 20 * MOST]:
                found.append(tuple(index[step.party.id] for step in proof(result, party, regime)))
        yield from (set(shown) for shown in sorted(set(found), key=lambda shown: (len(shown), shown)))
    if focus is None:
        for one in result.judged.values():
            for holding in one.named[result.held.owner].nonzero()[0][:MOST]:
                yield {int(result.held.owner[holding]), int(result.held.owned[holding])}


def _node(result: Ownership, place: int) -> Node:
    party = result.graph.parties[place]
    mark: Mark = "plain"
    said: dict[str, list[str]] = {}
    for regime, standing in result[party.id].items():
        one = _mark(standing)
        if one == "plain":
            continue
        word = "listed" if one == "listed" else "possibly" if one == "possible" else result.judged[regime].regime.word
        said.setdefault(word, []).append(regime)
        if _RANK[one] > _RANK[mark]:
            mark = one
    words = tuple(f"{word}: {', '.join(regimes)}" for word, regimes in said.items())
    if not words and party.kind == "government":
        words = ("public body",)
    return Node(party.id, name_of(result, party), mark, words)


def _mark(standing: Standing) -> Mark:
    """What a regime makes of a party; what is not in force marks nobody."""
    marks: dict[str, Mark] = {"listed": "listed", "blocked": "caught", "possible": "possible"}
    return marks.get(standing.status, "plain")


def _links(result: Ownership, places: set[int]) -> Iterator[Link]:
    """One line a pair of holder and held, with all that is held on it."""
    held, parties = result.held, result.graph.parties
    said: dict[tuple[int, int], list[tuple[str, bool]]] = {}
    for place in sorted(places):
        for holding in result.holdings_in(place):
            owner = int(held.owner[holding])
            if owner in places:
                kind = INTEREST_KINDS[held.kind[holding]]
                share = (int(held.low[holding]), int(held.high[holding]))
                words = _amount(kind, share, direct=bool(held.direct[holding]))
                sure = share[0] == share[1] or kind in ("control", "board_majority", "dominant_influence")
                said.setdefault((owner, place), []).append((words, sure))
    for (owner, owned), several in said.items():
        label = ", ".join(dict.fromkeys(words for words, _ in several))
        yield Link(parties[owner].id, parties[owned].id, label, all(sure for _, sure in several))


def _amount(kind: InterestKind, share: Share, *, direct: bool) -> str:
    """What is held, for a line: as short as it can be.

    >>> _amount("shares", (25 * 10**9, 50 * 10**9), direct=True), _amount("voting", UNKNOWN, direct=True)
    ('25–50%', 'votes ?')
    """
    low, high = share
    if kind not in ("shares", "voting", "profit") or (kind == "profit" and share == UNKNOWN):
        return _WORDS[kind]
    if share == UNKNOWN:
        figure = "share ?" if kind == "shares" else "?"
    elif low == high:
        figure = percent_text(low)
    elif high == WHOLE:
        figure = f"{'>' if low % GRAIN else '≥'}{percent_text(low)}"
    elif low == 0:
        figure = f"{'<' if high % GRAIN else '≤'}{percent_text(high)}"
    else:
        figure = f"{'>' if low % GRAIN else ''}{percent_text(low).removesuffix('%')}–{'<' if high % GRAIN else ''}"
        figure += percent_text(high)
    word = _WORDS[kind]
    return f"{f'{word} ' if word else ''}{figure}{'' if direct else ', indirect'}"
