"""What the rooms of parties find out about one party: facts for the rules, and gaps that are shown and asked."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from duecare.transaction.model import SourceKind


@dataclass(frozen=True, slots=True)
class PartyFact:
    """One fact about a party: its name in the vocabulary, the value, and the source that it rests on."""

    fact: str
    value: bool | str | float | frozenset[str]
    source_title: str
    source_date: datetime.date | None
    found_by: str
    note: str
    source_kind: SourceKind = "official"


@dataclass(frozen=True, slots=True)
class PartyGap:
    """Something that is not known, and which fact it would settle."""

    kind: str
    text: str
    fact: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything found out about one party."""

    facts: tuple[PartyFact, ...] = ()
    gaps: tuple[PartyGap, ...] = ()
