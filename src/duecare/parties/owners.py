"""What a deal's own statements on owners come to: who of them is listed, and which rules catch a party through them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from duecare.parties.knowledge import Holding, Knowledge, PartyFact, PartyGap, Standing
from duecare.parties.matches import find, query_of
from duecare.parties.ownership import (
    DEFAULT,
    PERCENT,
    UNKNOWN,
    Graph,
    GraphBuilder,
    Ownership,
    Seed,
    Status,
    ownership_of,
    share_of,
    share_text,
)
from duecare.parties.ownership.sentences import why
from duecare.parties.screening import Query
from duecare.parties.starter import starter_listings
from duecare.transaction.model import Name, Owner, Party

if TYPE_CHECKING:
    from duecare.parties.screening.loaded import Lists

FOUND_BY: Final = "parties: owners"
SOURCE: Final = "the owners stated in the deal and the lists at hand"
_PREFIX: Final = "owner:"


def owner_id(owner: Owner) -> str:
    """How an owner stands in the graph: a party of the deal by its id, another by its name."""
    return owner.party if owner.party is not None else f"{_PREFIX}{owner.name}|{owner.country or ''}"


def graph_of(parties: Sequence[Party]) -> Graph:
    """The owners that a deal states, as a graph. Shares that are not stated are unknown; none is taken as nothing."""
    builder = GraphBuilder("the deal", strict=False)
    for party in parties:
        builder.party(party.id, party.name or party.id, country=party.country)
    for party in parties:
        for owner in party.owners or ():
            if owner.party == party.id or (owner.party is None and not owner.name):
                continue
            share = UNKNOWN if owner.share is None else share_of(owner.share.low, owner.share.high)
            holder = builder.party(owner_id(owner), owner.name or owner_id(owner), country=owner.country)
            builder.interest(holder, builder.party(party.id), "shares", share)
    return builder.build()


def owned(
    parties: Sequence[Party], seeds: Sequence[Seed], known_at: datetime.date, law_at: datetime.date, *, searched: bool
) -> Mapping[str, Knowledge]:
    """For each party with stated owners: what listed persons own of it, and under which rules it is caught.

    searched: every list that it takes was there to compare the owners with.
    """
    stated = [party for party in parties if party.owners]
    if not stated:
        return {}
    result = ownership_of(graph_of(parties), seeds, law_at, known_at=known_at)
    return {party.id: _knowledge(party, result, seeds, known_at, searched) for party in stated}


def _knowledge(
    party: Party, result: Ownership, seeds: Sequence[Seed], known_at: datetime.date, searched: bool
) -> Knowledge:
    standings = result[party.id]
    caught = {regime: found for regime, found in standings.items() if found.status == "blocked"}
    possible = {regime: found for regime, found in standings.items() if found.status == "possible"}
    least, most = standings["ofac"].share
    facts: list[PartyFact] = []
    gaps: list[PartyGap] = []

    def fact(name: str, value: bool | float, note: str) -> None:
        facts.append(PartyFact(name, value, SOURCE, known_at, FOUND_BY, note, "document"))

    direct = {owner_id(owner) for owner in party.owners or ()}
    listed = [seed for seed in seeds if seed.certain and seed.party in direct]
    if listed or any(found.share[0] > 0 for found in standings.values()):
        reasons = " ".join(dict.fromkeys(sentence for regime in caught for sentence in why(result, party.id, regime)))
        note = reasons or "A listed person holds a part of it."
        fact("party.listed_owner", True, note)
        if least >= 50 * PERCENT or (least == most > 0 and searched):
            fact(
                "party.listed_owner_share",
                least / PERCENT,
                f"{note} Blocked persons hold {least / PERCENT:g}% or more.",
            )
    for regime in caught:
        if regime in DEFAULT:
            fact(f"party.caught_by_owners#{regime}", True, " ".join(why(result, party.id, regime)))
    for regime in possible:
        text = f"Whether its owners catch it under {regime.upper()} is open: {' '.join(why(result, party.id, regime))}"
        gaps.append(PartyGap("owner_share_unknown", text, "party.listed_owner_share"))
    undeclared = next(iter(standings.values())).undeclared
    silent = any(found.silent for found in standings.values())
    if not caught and (undeclared[1] > 0 or silent):
        whose = f"Owners of {undeclared[1] / PERCENT:g}% of it" if undeclared[1] else "Owners further up"
        text = f"{whose} are not stated: they could be listed."
        gaps.append(PartyGap("owners_not_stated", text, "party.listed_owner_share"))
    if not searched:
        owners = ", ".join(owner.name or owner.party or "" for owner in party.owners or ())
        text = f"Its owners were not compared with every list, so that they may be on one: {owners}."
        gaps.append(PartyGap("list_not_loaded", text, "party.listed_owner"))
    return Knowledge(tuple(facts), tuple(gaps), tuple(_holdings(party, result)))


_STANDINGS: Final[dict[Status, Standing]] = {"listed": "listed", "blocked": "caught", "possible": "possible"}


def _standing(party: str, result: Ownership) -> Standing:
    """The gravest standing under any rule in force."""
    found = [standing.status for standing in result[party].values()]
    return next((_STANDINGS[status] for status in ("listed", "blocked", "possible") if status in found), "plain")


def _holdings(party: Party, result: Ownership) -> Iterator[Holding]:
    place = result.graph.place(party.id)
    for interest in result.graph.interests():
        if interest.owned.id == result.graph.parties[place].id:
            yield Holding(
                interest.owner.id, interest.owner.name, _standing(interest.owner.id, result), party.id,
                party.name or party.id, _standing(party.id, result), share_text(interest.share),
                interest.share[0] == interest.share[1],
            )  # fmt: skip


def owner_seeds(
    parties: Sequence[Party],
    known_at: datetime.date,
    lists: Lists | None,
    kinds: Mapping[str, str | None] | None = None,
) -> list[Seed]:
    """Which parties and owners are listed: established, or possibly, where nobody has decided yet.

    kinds: the `party.kind` stated of a party, by its id, so that it is sought here as it is by itself: a decision is
    about a party as it is described.
    """
    said = kinds or {}
    holders = {party.id: party for party in parties}
    for owner in (owner for party in parties for owner in party.owners or ()):
        called = (Name(owner.name),) if owner.name else ()
        holders.setdefault(owner_id(owner), Party(owner_id(owner), called, country=owner.country))
    seeds: list[Seed] = []
    for key, holder in holders.items():
        names = [name.text for name in holder.names]
        loaded = {entry.key for entry in lists.loaded} if lists else set()
        established = [found for found in starter_listings(names, holder.country, known_at) if found.list not in loaded]
        if lists is not None and names:
            found, possible, _ = find(query_of(holder, said.get(key)), lists, known_at)
            established += found
            seeds += [
                Seed(key, match.entry.list, False, match.entry.programmes, note=match.entry_id) for match in possible
            ]
        seeds += [Seed(key, found.list, True, found.programmes, found.on, note=found.text) for found in established]
    return seeds


def seeds_of_graph(graph: Graph, lists: Lists, day: datetime.date) -> Iterator[Seed]:
    """Which parties of a graph are on the lists loaded, by name: established, or possibly until a person decides."""
    for party in graph.parties:
        country = party.country if party.country and len(party.country) == 2 else None
        query = Query((party.name,), "person" if party.kind == "person" else "unknown", (), _countries(country))
        found, possible, _ = find(query, lists, day)
        for one in found:
            yield Seed(party.id, one.list, True, one.programmes, one.on, note=one.text)
        for match in possible:
            yield Seed(party.id, match.entry.list, False, match.entry.programmes, note=match.entry_id)


def _countries(country: str | None) -> frozenset[str]:
    return frozenset([country.upper()] if country else [])
