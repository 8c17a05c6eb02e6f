"""What the rooms of parties find out about one party: facts for the rules, and gaps that are shown and asked."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

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


Standing = Literal["listed", "caught", "possible", "plain"]


@dataclass(frozen=True, slots=True)
class Holding:
    """One stated share, for the drawing: who holds what of whom, how much in words, and how either stands to the lists.

    known: the share is stated exactly. owner_standing, owned_standing: `listed`; `caught` by its owners under some
    rule; `possible`; or `plain`, which is not cleared.
    """

    owner: str
    owner_name: str
    owner_standing: Standing
    owned: str
    owned_name: str
    owned_standing: Standing
    share: str
    known: bool


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything found out about one party. holdings: the stated shares in it."""

    facts: tuple[PartyFact, ...] = ()
    gaps: tuple[PartyGap, ...] = ()
    holdings: tuple[Holding, ...] = ()
