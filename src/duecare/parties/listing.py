"""A party found on a list, and what follows from all such finds together."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from duecare.parties.knowledge import PartyFact

_STRENGTH: Final = {"blocked": 3, "presumption_of_denial": 2, "licence_duty": 2, "review": 1}

_AUTHORITIES: Final = (
    ("us-ofac", "us_ofac"), ("us-bis", "us_bis"), ("us-state", "us_state"), ("us-", "us_other"), ("un-", "un"),
    ("eu-", "eu"), ("uk-", "uk"),
)  # fmt: skip
"""Who keeps a list, by how its key begins: the vocabulary's `list_authority`."""

NAMED_PROGRAMMES: Final = ("GLOMAG", "VENEZUELA", "NICARAGUA", "DRCONGO", "HRIT", "IRAN-HR", "EO13818", "EO13606")
"""How programmes begin that the guidance and its first readers name where they speak of secondary sanctions."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A party established to be on a list.

    id: of the entry. list: its key. effect: what the entry does (lists/record.py). title: the list and programme, for
    people. on: the day from which it counts. text: which names match, since when, on what citation.
    secondary: the list itself marks the party as subject to secondary sanctions; None where it does not say.
    """

    id: str
    list: str
    effect: str
    title: str
    on: datetime.date
    text: str
    programmes: tuple[str, ...]
    secondary: bool | None


def authority(key: str) -> str:
    """Who keeps a list.

    >>> authority("us-bis-el"), authority("eu-fsf"), authority("ch-seco")
    ('us_bis', 'eu', 'other')
    """
    return next((name for prefix, name in _AUTHORITIES if key.startswith(prefix)), "other")


def _effect(listings: Sequence[Listing]) -> str:
    """The strongest effect in the vocabulary's words: blocked; a licence duty of BIS; any other is for review.

    A presumption of denial is a licence duty whose answer is known; the note says so. Duties of other authorities than
    BIS (State's debarment, sectoral sanctions, EU export annexes) are no duty under the EAR: the note has their words.
    """
    if any(found.effect == "blocked" for found in listings):
        return "blocked"
    bis = (found for found in listings if authority(found.list) == "us_bis")
    return "licence_duty" if any(found.effect != "review" for found in bis) else "review"


def _named(found: Listing) -> bool:
    """Whether it is under an American programme that the guidance's first readers named."""
    named = (programme.upper().startswith(NAMED_PROGRAMMES) for programme in found.programmes)
    return authority(found.list) == "us_ofac" and any(named)


def listed_facts(listings: Sequence[Listing], found_by: str, *, complete: bool) -> tuple[PartyFact, ...]:
    """What established listings say together: the strongest effect, every authority, secondary sanctions.

    Args:
        listings: Where the party is established to be listed.
        found_by: How that was found.
        complete: Every needed list was searched and no match is open; else an authority that is not among these may
            list it too, and only those that do are said.
    """
    if not listings:
        return ()
    ordered = sorted(listings, key=lambda found: (-_STRENGTH[found.effect], found.on, found.id))
    first = ordered[0]
    note = " ".join(found.text for found in ordered)

    def fact(name: str, value: bool | str | frozenset[str]) -> PartyFact:
        return PartyFact(name, value, first.title, first.on, found_by, note)

    authorities = frozenset(authority(found.list) for found in ordered)
    exposed = [found for found in ordered if found.secondary or _named(found)]
    return (
        fact("party.listed", True),
        fact("party.list_effect", _effect(ordered)),
        *(
            [fact("party.listed_by", authorities)]
            if complete
            else [fact(f"party.listed_by#{name}", True) for name in sorted(authorities)]
        ),
        *(PartyFact("party.secondary_sanctions", True, found.title, found.on, found_by, found.text)
          for found in exposed[:1]),
    )  # fmt: skip
