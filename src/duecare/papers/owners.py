"""The owners that a deal states, as a picture in the memo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from duecare.parties import Holding
from duecare.pictures.graph import MOST, Link, Node, layered_graph

_SAID: Final = {"listed": "listed", "caught": "caught by its owners", "possible": "possibly caught", "plain": ""}


def owners_picture(holdings: Sequence[Holding]) -> str | None:
    """An SVG of who holds whom and how each stands to the lists; None where no owner is stated.

    Beyond the number of boxes that a reader can follow, holdings of parties that are neither listed nor caught are left
    out first, and the picture says how many.
    """
    if not holdings:
        return None
    kept: list[Holding] = []
    nodes: dict[str, Node] = {}
    for holding in sorted(holdings, key=lambda one: one.owner_standing == "plain"):
        ends = {
            holding.owner: (holding.owner_name, holding.owner_standing),
            holding.owned: (holding.owned_name, holding.owned_standing),
        }
        if len(nodes.keys() | ends.keys()) > MOST:
            continue
        kept.append(holding)
        for key, (name, standing) in ends.items():
            nodes[key] = Node(key, name, standing, (_SAID[standing],) if _SAID[standing] else ())
    left_out = len({one.owner for one in holdings} | {one.owned for one in holdings}) - len(nodes)
    note = f"{left_out:,} more left out." if left_out else ""
    links = [Link(one.owner, one.owned, one.share, one.known) for one in kept]
    return layered_graph(
        list(nodes.values()), links, title="Owners and what they own, as stated in the deal", note=note
    )
