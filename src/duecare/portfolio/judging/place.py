"""From one gathered transaction to its shape and the profiles in its slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duecare.portfolio.judging.profiles import UNDECIDED, Facts, Profiles
from duecare.portfolio.judging.shape import KINDS, Shape
from duecare.review.evidence import Column, Settled
from duecare.review.judge import Gathered, only_exporter
from duecare.review.report import UNDECIDED as OPEN_MATCHES

KIND_NAMES = ("transaction", "item", "use", "party", "country")


@dataclass(frozen=True)
class Placed:
    """One transaction: its shape, and the number of the profile in each slot. subjects: who or what is in it."""

    shape: Shape
    ids: Mapping[str, int]
    subjects: Mapping[str, str]


def new_profiles() -> dict[str, Profiles]:
    """Empty profiles of every kind."""
    return {kind: Profiles() for kind in KIND_NAMES}


def placed(gathered: Gathered, settled: Mapping[Column, Settled], profiles: Mapping[str, Profiles]) -> Placed | None:
    """The shape and profiles of a transaction with one use; None for one with several, which is judged by itself."""
    if len(gathered.uses) != 1:
        return None
    (use,) = gathered.uses
    facts: dict[str, dict[str, Settled]] = {}
    for (subject, column), known in settled.items():
        facts.setdefault(subject, {})[column] = known
    kinds: dict[str, list[str]] = {}
    seats = {}
    for one in gathered.subjects:
        kinds.setdefault(one.kind, []).append(one.id)
        seats[one.id] = one.country
    if len(kinds["item"]) != 1:
        return None
    parties = [use.end_user, *(one for one in kinds["party"] if one != use.end_user)]
    places = [use.country, *(one for one in kinds.get("country", ()) if one != use.country)]
    slots = {"T": kinds["transaction"][0], "I": use.item, "U": use.id}
    slots |= {f"P{at}": one for at, one in enumerate(parties)} | {f"C{at}": one for at, one in enumerate(places)}
    by_subject = {one: f"C{at}" for at, one in enumerate(places)}
    seat_slots = []
    for at, party in enumerate(parties):
        seat = seats[party]
        if seat is None:
            slot = f"?{at}"
        elif seat not in by_subject:
            slot = by_subject[seat] = f"S{at}"
            slots[slot] = seat
        else:
            slot = by_subject[seat]
        seat_slots.append(slot)
    for gap in gathered.gaps:
        if gap.kind in OPEN_MATCHES:
            facts.setdefault(gap.subject, {})[UNDECIDED] = Settled((True,))
    judged = tuple(not only_exporter(facts.get(one, {})) for one in parties)
    shape = Shape(tuple(seat_slots), judged, len(places))
    ids = {slot: _number(slot, slots, facts, profiles) for slot in shape.slots}
    return Placed(shape, ids, slots)


def _number(slot: str, slots: Mapping[str, str], facts: Mapping[str, Facts], profiles: Mapping[str, Profiles]) -> int:
    subject = slots.get(slot)
    return profiles[KINDS[slot[0]]].number(facts.get(subject, {})) if subject is not None else 0
