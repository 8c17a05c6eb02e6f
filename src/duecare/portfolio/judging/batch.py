"""Signatures of any shapes laid side by side: the subjects in their slots, and the frames that conditions run on.

A frame is one row for conditions at one grain (`duecare.review.judge.build_frames`): the transaction; the item; a party
with its seat; a place; the use, which joins the item, the end user and the place. Which subjects a frame joins is kept
as places in the arrays of subjects, so that shapes need not be judged one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duecare.portfolio.judging.coding import Codes, Columns
from duecare.portfolio.judging.kleene import Atom, Mask, Truths
from duecare.portfolio.judging.rules import ArrayRule, Field
from duecare.portfolio.judging.shape import KINDS, SLOTS, Shape

At = NDArray[np.intp]
Places = At | slice
"""Places in an array; a slice from its start where that is all there is to say."""


@dataclass(frozen=True)
class Piece:
    """Signatures of one shape. ids: for each slot the number of its profile, shape (rows,)."""

    shape: Shape
    ids: Mapping[str, NDArray[np.int32]]

    @property
    def rows(self) -> int:
        return len(self.ids["T"])


@dataclass(frozen=True, eq=False)
class Subjects:
    """The subjects of one kind: the signature and the slot (by its place in `SLOTS`) that each is in, and its profile.

    They stand slot by slot; those of a slot that every shape has come first, in the order of the signatures.
    """

    row: At
    slot: NDArray[np.int16]
    profile: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Frames:
    """The frames of one grain: the signature and slot of each; joins: by entity, which subject of its kind it reads."""

    size: int
    row: Places
    slot: NDArray[np.int16]
    joins: Mapping[str, Places]

    def once(self, entity: str) -> bool:
        """Whether no two frames read the same subject as this entity."""
        return isinstance(self.joins[entity], slice) or entity == "party"


class Batch:
    """Signatures laid side by side, and what is known of each column where.

    What is asked for is computed once. A column that is the same of all subjects is one number, and no array.
    """

    def __init__(self, pieces: Sequence[Piece], columns: Columns) -> None:
        self.columns = columns
        self.rows = sum(piece.rows for piece in pieces)
        self.subjects, starts = _subjects(pieces)
        self.frames = _frames(pieces, self.subjects, starts, self.rows)
        self._codes: dict[str, Codes | int] = {}
        self._said: dict[tuple[str, Atom], Truths | int] = {}
        self._masks: dict[tuple[str, str, str], Mask | None] = {}

    def codes(self, column: str) -> Codes | int:
        """The numbers of the known values of all subjects of a kind; 0 where nothing is known or sources differ."""
        if column not in self._codes:
            codes = self.columns.coded(column).codes[self.profiles(column)]
            self._codes[column] = int(codes[0]) if len(codes) and (codes == codes[0]).all() else codes
        return self._codes[column]

    def profiles(self, column: str) -> NDArray[np.int32]:
        """The profile of each subject of the kind that has a column."""
        return self.subjects[column.partition(".")[0]].profile

    def said(self, grain: str, atom: Atom, field: Field) -> Truths | int:
        """What an atom says of the known values on each frame."""
        key = (grain, atom)
        if key not in self._said:
            codes, table = self.codes(field.column), self.columns.table(atom)
            if isinstance(codes, int):
                self._said[key] = int(table[codes])
            else:
                self._said[key] = table[codes[self.frames[grain].joins[field.entity]]]
        return self._said[key]

    def several(self, grain: str, field: Field) -> Mask | None:
        """Where sources differ; None where they do nowhere."""
        return self._on_frames("several", grain, field, self.columns.coded(field.column).several)

    def interested(self, grain: str, field: Field) -> Mask | None:
        """Where an interested party's word alone stands behind what is known; None where it does nowhere."""
        return self._on_frames("interested", grain, field, self.columns.coded(field.column).interested)

    def _on_frames(self, what: str, grain: str, field: Field, by_profile: Mask | None) -> Mask | None:
        if by_profile is None:
            return None
        key = (what, grain, field.entity + field.column)
        if key not in self._masks:
            mask = by_profile[self.profiles(field.column)][self.frames[grain].joins[field.entity]]
            self._masks[key] = mask if mask.any() else None
        return self._masks[key]

    def unknown(self, grain: str, field: Field) -> Mask | None:
        """Where nothing is known at all; None where something is known everywhere."""
        key = ("unknown", grain, field.entity + field.column)
        if key not in self._masks:
            codes, several = self.codes(field.column), self.columns.coded(field.column).several
            if isinstance(codes, int):
                missing = np.full(len(self.profiles(field.column)), codes == 0, np.bool_)
            else:
                missing = codes == 0
            if several is not None:
                missing &= ~several[self.profiles(field.column)]
            mask = missing[self.frames[grain].joins[field.entity]]
            self._masks[key] = mask if mask.any() else None
        return self._masks[key]

    def on_row(self, rule: ArrayRule, mask: Mask) -> At:
        """The signatures of the frames where a mask holds; one signature may come more than once."""
        return chosen(self.frames[rule.grain].row, np.flatnonzero(mask))


def chosen(places: Places, at: At) -> At:
    """Some of the places."""
    return at if isinstance(places, slice) else places[at]


def mark(marks: Mask, places: Places, mask: Mask) -> None:
    """Mark the places where a mask holds."""
    if isinstance(places, slice):
        marks[places] |= mask
    else:
        marks[places[mask]] = True


def _subjects(pieces: Sequence[Piece]) -> tuple[dict[str, Subjects], dict[tuple[int, str], int]]:
    """The subjects of each kind, and the place of the first of those in each slot of each piece."""
    firsts = np.cumsum([0, *(piece.rows for piece in pieces)])
    holders: dict[str, list[int]] = {}
    for number, piece in enumerate(pieces):
        for slot in piece.shape.slots:
            holders.setdefault(slot, []).append(number)
    starts: dict[tuple[int, str], int] = {}
    rows: dict[str, list[At]] = {kind: [] for kind in KINDS.values()}
    ids: dict[str, list[NDArray[np.int32]]] = {kind: [] for kind in KINDS.values()}
    slots: dict[str, list[NDArray[np.int16]]] = {kind: [] for kind in KINDS.values()}
    sizes = dict.fromkeys(rows, 0)
    for at, slot in enumerate(SLOTS):
        kind = KINDS[slot[0]]
        for number in holders.get(slot, ()):
            size = pieces[number].rows
            starts[number, slot] = sizes[kind]
            sizes[kind] += size
            rows[kind].append(np.arange(firsts[number], firsts[number] + size, dtype=np.intp))
            ids[kind].append(pieces[number].ids[slot])
            slots[kind].append(np.full(size, at, np.int16))
    found = {
        kind: Subjects(np.concatenate(rows[kind]), np.concatenate(slots[kind]), np.concatenate(ids[kind]))
        for kind in rows
    }
    return found, starts


def _frames(
    pieces: Sequence[Piece], subjects: Mapping[str, Subjects], starts: Mapping[tuple[int, str], int], size: int
) -> dict[str, Frames]:
    everything = slice(0, size)
    single = {"transaction": "T", "item": "I", "use": "U"}
    found = {
        grain: Frames(size, everything, np.full(size, SLOTS.index(slot), np.int16), {"transaction": everything,
                                                                                    grain: everything})
        for grain, slot in single.items()
    }  # fmt: skip
    found["use"] = Frames(size, everything, found["use"].slot, dict.fromkeys(
        ("transaction", "item", "end_user", "country", "use"), everything))  # fmt: skip
    parties, seats = _judged_parties(pieces, starts)
    of_party, of_country = subjects["party"], subjects["country"]
    row = of_party.row[parties]
    found["party"] = Frames(
        len(parties), row, of_party.slot[parties], {"transaction": row, "party": parties, "country": seats}
    )
    places = sum(piece.rows * piece.shape.places for piece in pieces)
    row = of_country.row[:places]
    found["country"] = Frames(places, row, of_country.slot[:places], {"transaction": row, "country": slice(0, places)})
    return found


def _judged_parties(pieces: Sequence[Piece], starts: Mapping[tuple[int, str], int]) -> tuple[At, At]:
    """The parties that are judged, in order, and the seat of each, as places among the subjects."""
    parties, seats = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)]
    for number, piece in enumerate(pieces):
        within = np.arange(piece.rows, dtype=np.intp)
        for at, (seat, judged) in enumerate(zip(piece.shape.seats, piece.shape.judged, strict=True)):
            if judged:
                parties.append(within + starts[number, f"P{at}"])
                seats.append(within + starts[number, seat])
    return np.concatenate(parties), np.concatenate(seats)
