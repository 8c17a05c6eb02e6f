"""Compare a party with the starter's listed parties, by exact normalised name. It may raise, never clear."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Final

from duecare.names import normalise
from duecare.parties.listing import Listing
from duecare.places import parent
from duecare.snapshots.starter import ListedParty, listed_index, listed_party

STARTER_SIZE: Final = 248
STARTER_COVERAGE: Final = f"not screened: {STARTER_SIZE} of some 30,000 listed parties compared, exact name only"

TITLES: Final = {
    "US-BIS-EL": "US BIS Entity List",
    "US-OFAC-SDN": "US OFAC SDN List",
    "US-OFAC-CMIC": "US OFAC NS-CMIC List",
}


def starter_listings(names: Sequence[str], country: str | None, day: datetime.date) -> Iterator[Listing]:
    """The starter's entries in force on a day that have one of these names."""
    seen: set[str] = set()
    for name in names:
        key = normalise(name)
        for listed_id, listed_name in listed_index().get(key, ()):
            listed = listed_party(listed_id)
            if listed_id not in seen and listed.in_force(day) and _may_be(listed, key, country):
                seen.add(listed_id)
                yield _listing(listed, name, listed_name, country)


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


def _listing(listed: ListedParty, name: str, listed_name: str, country: str | None) -> Listing:
    title = f"{TITLES[listed.list]}, {listed.programme}"
    text = (
        f"“{name}” has the name of “{listed_name}”"
        f"{'' if listed_name == listed.name else f', another name of “{listed.name}”'} ({listed.country}), on the"
        f" {title}, since {listed.listed_on.isoformat()} ({listed.citation})."
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
    return Listing(
        listed.id, listed.list.lower(), listed.effect, title, listed.listed_on, text, (listed.programme,), None
    )  # fmt: skip
