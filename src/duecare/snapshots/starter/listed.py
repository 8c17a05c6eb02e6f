"""The starter's listed parties: some 250 of about 30,000, those that matter for surveillance technology."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from duecare.snapshots.starter.files import read_json


@dataclass(frozen=True, slots=True)
class ListedParty:
    """One party on one list.

    kind: body, company or person. effect: blocked, licence_duty or review (facts/vocabulary.yaml). reason: what the
    listing authority said, in our words; it is attributed to that authority, not found by us. confidence: `memory`
    where the dates could not be read. note and delisted_on may be later than the day of a review.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    country: str
    kind: str
    list: str
    programme: str
    effect: str
    listed_on: datetime.date
    delisted_on: datetime.date | None
    citation: str
    reason: str
    source: str
    retrieved: datetime.date
    confidence: str
    note: str | None

    def in_force(self, day: datetime.date) -> bool:
        """Listed on a day. The day of removal no longer counts."""
        return self.listed_on <= day and (self.delisted_on is None or day < self.delisted_on)


@cache
def listed_parties() -> tuple[ListedParty, ...]:
    """Every listed party that the starter holds, past and present, by id."""
    return tuple(_party(raw) for raw in read_json("listed_parties.json"))


@cache
def listed_party(party_id: str) -> ListedParty:
    """One listed party by its id, without building the others."""
    return _party(_by_id()[party_id])


@cache
def listed_index() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Normalised name (`duecare.names.normalise`) to the ids of its rows, each with the name as the list writes it."""
    index: dict[str, list[list[str]]] = read_json("listed_index.json")
    return {key: tuple((party, name) for party, name in held) for key, held in index.items()}


@cache
def _by_id() -> dict[str, dict[str, Any]]:
    return {raw["id"]: raw for raw in read_json("listed_parties.json")}


def _party(raw: dict[str, Any]) -> ListedParty:
    day = datetime.date.fromisoformat
    return ListedParty(
        **{
            **raw,
            "aliases": tuple(raw["aliases"]),
            "listed_on": day(raw["listed_on"]),
            "delisted_on": day(raw["delisted_on"]) if raw["delisted_on"] else None,
            "retrieved": day(raw["retrieved"]),
        }
    )
