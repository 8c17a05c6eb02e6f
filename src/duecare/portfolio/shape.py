"""The frames of transactions of one shape: one item in the hands of one end user in one place, and those around them.

Slots: T the transaction, I the item, U the use, P0 the end user, P1... the other parties, C0 the place of use, C1... other
places of the transaction; S1... the seat of a party where it is no place of the transaction, and ?1... a seat not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from duecare.facts import fact_of

KINDS: Mapping[str, str] = {"T": "transaction", "I": "item", "U": "use", "P": "party", "C": "country", "S": "country",
                            "?": "country"}  # fmt: skip
"""What a slot's profiles are of, by its first letter."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One row that conditions run on: its grain, and the slot that each entity stands for."""

    grain: str
    slot: str
    binding: Mapping[str, str]

    def instance(self, column: str) -> tuple[str, str]:
        """The slot and stored column behind a column of a condition."""
        entity, _, rest = column.partition(".")
        return self.binding[entity], f"party.{rest}" if entity == "end_user" else column


@dataclass(frozen=True)
class Shape:
    """How many parties and places, which of them are judged, and where each party sits.

    seats: the country slot of each party, the end user's first. judged: whether each party is; an exporter that has no
    other role is not. places: how many places there are; the first is that of use.
    """

    seats: tuple[str, ...]
    judged: tuple[bool, ...]
    places: int

    @property
    def slots(self) -> tuple[str, ...]:
        """Every slot, in order."""
        parties = [f"P{at}" for at in range(len(self.seats))]
        places = [f"C{at}" for at in range(self.places)]
        seats = [seat for seat in dict.fromkeys(self.seats) if seat not in places]
        return ("T", "I", "U", *parties, *places, *seats)

    def frames(self) -> tuple[Frame, ...]:
        """Every frame: the transaction, the item, each party that is judged, each place, the use."""
        return _frames(self)


@lru_cache(maxsize=512)
def _frames(shape: Shape) -> tuple[Frame, ...]:
    found = [
        Frame("transaction", "T", {"transaction": "T"}),
        Frame("item", "I", {"transaction": "T", "item": "I"}),
    ]
    for at, (seat, judged) in enumerate(zip(shape.seats, shape.judged, strict=True)):
        if judged:
            found.append(Frame("party", f"P{at}", {"transaction": "T", "party": f"P{at}", "country": seat}))
    found += [Frame("country", f"C{at}", {"transaction": "T", "country": f"C{at}"}) for at in range(shape.places)]
    found.append(
        Frame("use", "U", {"transaction": "T", "item": "I", "end_user": "P0", "country": "C0", "use": "U"})
    )
    return tuple(found)


def stored_fact(column: str) -> str:
    """The fact that a column of a condition is stored under."""
    fact = fact_of(column)
    return f"party.{fact.removeprefix('end_user.')}" if fact.startswith("end_user.") else fact
