"""Compare parties with the starter's listed parties, by exact normalised name. It may raise, never clear."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from duecare.names import normalise
from duecare.places import parent
from duecare.snapshots.starter import ListedParty, listed_index, listed_party

STARTER_SIZE: Final = 248
STARTER_COVERAGE: Final = f"not screened: {STARTER_SIZE} of some 30,000 listed parties compared, exact name only"

_FOUND_BY: Final = "parties: starter"
_LISTS: Final = {
    "US-BIS-EL": "US BIS Entity List",
    "US-OFAC-SDN": "US OFAC SDN List",
    "US-OFAC-CMIC": "US OFAC NS-CMIC List",
}
_STRENGTH: Final = {"blocked": 3, "licence_duty": 2, "review": 1}


@dataclass(frozen=True, slots=True)
class PartyFact:
    """One fact about a party: its name in the vocabulary, the value, and the list entry that it rests on."""

    fact: str
    value: bool | str
    source_title: str
    source_date: datetime.date | None
    found_by: str
    note: str


def gather_parties(
    parties: Sequence[tuple[str, Sequence[str], str | None]], known_at: datetime.date
) -> dict[str, tuple[PartyFact, ...]]:
    """What the starter's lists say of each party on a day.

    A match gives `party.listed` True and `party.list_effect`, the strongest where several entries match. No match gives
    nothing: 30,000 parties were not looked at, and a name spelled otherwise is not found.

    Args:
        parties: id, every name and alias, and the country's code or None.
        known_at: only entries in force on that day count.
    """
    return {party_id: _facts(names, country, known_at) for party_id, names, country in parties}


def _facts(names: Sequence[str], country: str | None, day: datetime.date) -> tuple[PartyFact, ...]:
    hits: dict[str, tuple[ListedParty, str, str]] = {}
    for name in names:
        key = normalise(name)
        for listed_id, listed_name in listed_index().get(key, ()):
            listed = listed_party(listed_id)
            if listed.in_force(day) and _may_be(listed, key, country):
                hits.setdefault(listed_id, (listed, name, listed_name))
    if not hits:
        return ()
    ordered = sorted(hits.values(), key=lambda hit: (-_STRENGTH[hit[0].effect], hit[0].listed_on, hit[0].id))
    strongest = ordered[0][0]
    title = _title(strongest)
    note = " ".join(_note(listed, name, listed_name, country) for listed, name, listed_name in ordered)
    return (
        PartyFact("party.listed", True, title, strongest.listed_on, _FOUND_BY, note),
        PartyFact("party.list_effect", strongest.effect, title, strongest.listed_on, _FOUND_BY, note),
    )


def _may_be(listed: ListedParty, key: str, country: str | None) -> bool:
    """Whether the name is enough: every state has a ministry of interior, and many people share a name.

    A name that does not tell bodies or people apart counts only where the party is known to be of the same country.
    """
    same = country is not None and (parent(country) or country) == (parent(listed.country) or listed.country)
    if same:
        return True
    if len(key) < 5 or (listed.kind == "body" and (len(key) < 12 or key.startswith("ministry"))):
        return False
    # Two-word Chinese names are shared by thousands; a stated other country speaks against them.
    return not (listed.kind == "person" and listed.country in ("CN", "HK") and country is not None)


def _title(listed: ListedParty) -> str:
    return f"{_LISTS[listed.list]}, {listed.programme}"


def _note(listed: ListedParty, name: str, listed_name: str, country: str | None) -> str:
    text = (
        f"“{name}” has the name of “{listed_name}”"
        f"{'' if listed_name == listed.name else f', another name of “{listed.name}”'} ({listed.country}), on the"
        f" {_title(listed)}, since {listed.listed_on.isoformat()} ({listed.citation})."
        f" The listing authority's reason: {listed.reason}"
    )
    if listed.confidence == "memory":
        text += " Date recollected; check the list."
    if listed.effect != "blocked" and listed.kind == "company":
        text += " Subsidiaries may not be covered."
    if country is None:
        text += " The party's country is not stated: make sure it is the same one."
    elif (parent(country) or country) != listed.country:
        text += f" The party is stated to be in {country}: make sure it is the same one."
    return text
