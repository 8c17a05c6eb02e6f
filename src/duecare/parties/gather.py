"""Who are they? Each party of a deal compared with the lists, its owners added up; many parties at a time."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from duecare.parties.bodies import Stated, body_of
from duecare.parties.knowledge import Knowledge, PartyGap
from duecare.parties.listing import Listing, listed_facts
from duecare.parties.starter import STARTER_COVERAGE, starter_listings
from duecare.transaction.model import Party

if TYPE_CHECKING:
    from duecare.parties.screening.loaded import Lists

_STARTER: Final = "parties: starter"


def gather_parties(
    parties: Sequence[Party],
    known_at: datetime.date,
    *,
    law_at: datetime.date | None = None,
    lists: Lists | None = None,
    stated: Mapping[str, Stated] | None = None,
) -> dict[str, Knowledge]:
    """What lists and owners say of each party on a day.

    Without loaded lists only the starter's parties are compared, by exact name: a match gives `party.listed` True, no
    match gives a gap. With lists, see `duecare.parties.matches`.

    Args:
        parties: The parties of a deal, or of many; ids are unique.
        known_at: Only entries in force on that day count.
        law_at: The day whose ownership rules apply; by default `known_at`.
        lists: The lists at hand; None where none are loaded.
        stated: What the deal states of a party's kind and tie, by its id.
    """
    searched = None if lists is None or lists.starter else lists
    listings = {party.id: _starter(party, known_at, searched) for party in parties}
    said = stated or {}
    nothing = Stated()
    found = {
        party.id: together(
            _listed(party, listings[party.id], known_at, searched, said.get(party.id, nothing).kind),
            body_of(party, said.get(party.id, nothing), known_at) if party.names else Knowledge(),
        )
        for party in parties
    }
    if any(party.owners for party in parties):
        from duecare.parties.matches import searched_whole
        from duecare.parties.owners import owned, owner_seeds

        seeds = owner_seeds(parties, known_at, searched, {name: one.kind for name, one in said.items()})
        whole = searched is not None and searched_whole(searched, known_at)
        for party_id, knowledge in owned(parties, seeds, known_at, law_at or known_at, searched=whole).items():
            found[party_id] = together(found[party_id], knowledge)
    return found


def together(*found: Knowledge) -> Knowledge:
    """All that is known, in order."""
    return Knowledge(
        tuple(fact for one in found for fact in one.facts),
        tuple(gap for one in found for gap in one.gaps),
        tuple(holding for one in found for holding in one.holdings),
    )


def _starter(party: Party, known_at: datetime.date, lists: Lists | None) -> list[Listing]:
    """The starter's entries for a party; those of a list that is loaded are left to the list."""
    loaded = {entry.key for entry in lists.loaded} if lists else set()
    names = [name.text for name in party.names]
    return [found for found in starter_listings(names, party.country, known_at) if found.list not in loaded]


def _listed(
    party: Party, starter: list[Listing], known_at: datetime.date, lists: Lists | None, kind: str | None
) -> Knowledge:
    if not party.names:
        text = f"{_label(party)}: no name to search for."
        return Knowledge(gaps=(PartyGap("not_searchable", text, "party.listed"),) if lists else ())
    if lists is None:
        gaps = (
            () if starter else (PartyGap("list_not_loaded", f"{_label(party)}: {STARTER_COVERAGE}.", "party.listed"),)
        )
        return Knowledge(listed_facts(starter, _STARTER, complete=False), gaps)
    from duecare.parties.matches import compare_with_lists, query_of

    return compare_with_lists(query_of(party, kind), _label(party), lists, known_at, starter)


def _label(party: Party) -> str:
    return party.name or party.id
