"""Who owns it? Shares exact, ranged or unknown; who is caught by its owners, certainly or possibly, and on what."""

from __future__ import annotations

from duecare.parties.ownership.effective import LEVELS, StateShare, effective_interest, state_shares
from duecare.parties.ownership.graph import (
    INTEREST_KINDS,
    PARTY_KINDS,
    Graph,
    GraphBuilder,
    Interest,
    InterestKind,
    Party,
    PartyKind,
    Seed,
)
from duecare.parties.ownership.holdings import Holdings, holdings_on
from duecare.parties.ownership.missing import Missing, missing, most_missing
from duecare.parties.ownership.proof import Part, Step, proof, roots
from duecare.parties.ownership.read import Screen, read_graph, read_listed, seeds_by_screening
from duecare.parties.ownership.regime import DEFAULT, STATE, Regime, Rule, regimes, regimes_named
from duecare.parties.ownership.share import (
    PERCENT,
    UNKNOWN,
    WHOLE,
    Share,
    parse_share,
    percent_text,
    share_of,
    share_text,
)
from duecare.parties.ownership.standing import Flag, Judged, Ownership, Standing, Status, ownership_of

__all__ = [
    "DEFAULT",
    "INTEREST_KINDS",
    "LEVELS",
    "PARTY_KINDS",
    "PERCENT",
    "STATE",
    "UNKNOWN",
    "WHOLE",
    "Flag",
    "Graph",
    "GraphBuilder",
    "Holdings",
    "Interest",
    "InterestKind",
    "Judged",
    "Missing",
    "Ownership",
    "Part",
    "Party",
    "PartyKind",
    "Regime",
    "Rule",
    "Screen",
    "Seed",
    "Share",
    "Standing",
    "StateShare",
    "Status",
    "Step",
    "effective_interest",
    "holdings_on",
    "missing",
    "most_missing",
    "ownership_of",
    "parse_share",
    "percent_text",
    "proof",
    "read_graph",
    "read_listed",
    "regimes",
    "regimes_named",
    "roots",
    "seeds_by_screening",
    "share_of",
    "share_text",
    "state_shares",
]
