"""The shape of a transaction: one item in the hands of one end user in one place, and those around them, in slots.

Slots: T the transaction, I the item, U the use, P0 the end user, P1... the other parties, C0 the place of use, C1...
other places of the transaction; S1... the seat of a party where it is no place of the transaction, and ?1... a seat
that is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

KINDS: Final[Mapping[str, str]] = {
    "T": "transaction", "I": "item", "U": "use", "P": "party", "C": "country", "S": "country", "?": "country",
}  # fmt: skip
"""What a slot's profiles are of, by its first letter."""

SLOTS: Final = ("T", "I", "U", *(f"{letter}{at}" for letter in "PCS?" for at in range(12)))
"""Every slot that a transaction of a book can have, in the order in which subjects stand."""


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


def shape_text(shape: Shape) -> str:
    """A shape as the table `signatures` has it: the slots, and after a stroke the seats of the parties."""
    return f"{','.join(shape.slots)}|{','.join(shape.seats)}"


def stored_column(column: str) -> str:
    """The column that a column of a condition is kept under.

    >>> stored_column("end_user.abuse_record"), stored_column("item.capability#spyware")
    ('party.abuse_record', 'item.capability#spyware')
    """
    return f"party.{column.removeprefix('end_user.')}" if column.startswith("end_user.") else column
