"""What is known of a party that is looked for on the lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from duecare.parties.lists.record import EntryKind, ListedIdentifier


@dataclass(frozen=True, slots=True)
class Query:
    """A party to screen: every name it goes by, and whatever else is known of it.

    names: as written, in any script and order. kind: `unknown` where it is not known; then people, companies, vessels
    and bodies are all looked through. birth_dates: ISO dates of any precision. countries: ISO 3166 alpha-2, of seat,
    nationality or residence. addresses: as written.
    """

    names: tuple[str, ...]
    kind: EntryKind = "unknown"
    birth_dates: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()
    identifiers: tuple[ListedIdentifier, ...] = ()
    addresses: tuple[str, ...] = ()
    gender: Literal["male", "female"] | None = None
