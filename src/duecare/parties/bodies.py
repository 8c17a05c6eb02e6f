"""What a party's name and owners say of what it is and how it stands to a state. They may raise, never clear.

A name that shows a police force gives `party.kind`; one that shows a trading company gives nothing, since behind such a
name may stand anybody. A tie that is read is set beside what the buyer states: a statement alone does not clear it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

from duecare.errors import InputError
from duecare.parties.government import BodyReading, Owner, read_body
from duecare.parties.knowledge import Knowledge, PartyFact, PartyGap
from duecare.transaction.model import Party

FOUND_BY: Final = "parties: name"
SOURCE: Final = "its own name"
TAKEN_FROM_NAMES: Final = frozenset(
    {"police", "military", "intelligence", "interior_ministry", "border", "prison", "judiciary", "telecom_operator"}
)
"""Kinds that rules look for: a name is enough for these. Any other may be a claim that would speak for a party."""

BUYS_FOR_OTHERS: Final = frozenset({"ministry", "interior_ministry", "municipality", "telecom_operator"})
"""Kinds of body that mostly buy for others to use: services under a ministry, agencies behind an operator."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What the deal states of a party.

    kind_established, tie_established: more than the word of an interested party, or our own, stands behind it.
    """

    kind: str | None = None
    tie: str | None = None
    kind_established: bool = False
    tie_established: bool = False


def body_of(party: Party, stated: Stated, known_at: datetime.date) -> Knowledge:
    """What the name and the stated owners of a party show: its kind if none is stated, its tie to a state, doubts."""
    reading = _reading(party, stated)
    if reading is None:
        return Knowledge(gaps=tuple(_used_by_others(party, stated.kind)))
    facts, gaps = [], []
    words = "; ".join(f"“{span.text}”: {span.meaning}" for span in reading.words)
    note = " ".join([*reading.reasons, *(f"Read on {words}." for _ in (1,) if words)])
    sure = ("strong", "likely")
    if reading.kind is not None and reading.kind in TAKEN_FROM_NAMES:
        differs = stated.kind is not None and not stated.kind_established and reading.kind_confidence == "strong"
        if (stated.kind is None and reading.kind_confidence in sure) or (differs and stated.kind != reading.kind):
            facts.append(PartyFact("party.kind", reading.kind, SOURCE, None, FOUND_BY, note, "document"))
        elif stated.kind not in (None, reading.kind) and reading.kind_confidence == "strong":
            text = f"{party.name} is stated to be {stated.kind}, but its name reads as {reading.kind} ({words})."
            gaps.append(PartyGap("conflict", text, "party.kind"))
    told = reading.tie is not None and reading.tie != stated.tie and not stated.tie_established
    if told and reading.tie is not None and reading.tie_confidence in sure:
        facts.append(PartyFact("party.government_tie", reading.tie, SOURCE, None, FOUND_BY, note, "document"))
    elif reading.tie is not None and reading.tie_confidence == "weak" and stated.tie is None:
        text = f"{party.name} may be {reading.tie}: {note} A share register or statute would tell."
        gaps.append(PartyGap("tie_unclear", text, "party.government_tie"))
    kind = stated.kind or next((str(fact.value) for fact in facts if fact.fact == "party.kind"), None)
    gaps += _used_by_others(party, kind)
    return Knowledge(tuple(facts), tuple(gaps))


def _reading(party: Party, stated: Stated) -> BodyReading | None:
    """The clearest reading of any of its names; None where it has none that can be read."""
    readings = []
    owners = [
        Owner(
            owner.name,
            float(owner.share.low) if owner.share else 0.0,
            float(owner.share.high) if owner.share else 100.0,
            owner.country,
        )
        for owner in party.owners or ()
        if owner.name
    ]
    for name in dict.fromkeys(name.text for name in party.names):
        try:
            readings.append(
                read_body(name, country=party.country, stated_kind=stated.kind, stated_tie=stated.tie, owners=owners)
            )
        except InputError:  # a name of symbols only, or a very long one: screening says so
            continue
    order = {"strong": 3, "likely": 2, "weak": 1, None: 0}
    return max(readings, key=lambda read: (order[read.tie_confidence], order[read.kind_confidence]), default=None)


def _used_by_others(party: Party, kind: str | None) -> list[PartyGap]:
    if kind not in BUYS_FOR_OTHERS or not party.has_role("end_user"):
        return []
    text = (
        f"{party.name or party.id} is stated as the end user, and is probably not the only one: a body of its kind"
        f" ({kind.replace('_', ' ')}) mostly buys for others, or must let them in. Ask who will use it, and add them."
    )
    return [PartyGap("other_users", text, "party.kind")]
