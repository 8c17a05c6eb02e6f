"""Rows of a stored result with the profiles that their subjects have now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duecare.facts import fact_of
from duecare.portfolio.judging.combined import combined
from duecare.portfolio.judging.profiles import UNDECIDED, Profiles
from duecare.portfolio.judging.shape import shape_text
from duecare.portfolio.result.parquet import read_table
from duecare.portfolio.result.read_back import StoredResult, StoredSignatures, exporters_of, of_one_shape
from duecare.portfolio.subjects.looking import Subject
from duecare.review.evidence import Settled

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]
ROWS = ("signature", "outcome", "end_user", "others", "place", "place_stated", "other_places")
"""The columns of `transactions` that tell who or what is in each slot."""


@dataclass(frozen=True)
class Relaid:
    """Rows of which something else is known. at: their places in `transactions`; signature: the new number of each.

    groups: the new signatures, numbered after those that are there. size: how many of these there are.
    """

    at: NDArray[np.intp]
    signature: Numbers
    groups: tuple[StoredSignatures, ...]
    texts: tuple[str, ...]
    size: int


@dataclass(frozen=True)
class Found:
    """What is found of subjects that were looked at again, by number: parties, countries, and places of which the book
    states something. same: parties of which nothing else is stated than before."""

    parties: Mapping[int, Subject]
    countries: Mapping[int, Subject]
    places: Mapping[int, Subject]
    same: frozenset[int]


class Slots:
    """Who or what is in each slot of each row of a result."""

    def __init__(self, stored: StoredResult) -> None:
        self.rows = read_table(stored.folder, "transactions", list(ROWS))
        self.signature, self.outcome = self._column("signature"), self._column("outcome")
        self.end_user, self.place, self.stated = (self._column(one) for one in ("end_user", "place", "place_stated"))
        self._others, self._other_at = self._lists("others")
        self._places, self._place_at = self._lists("other_places")
        self._seats = _seats(stored.folder)

    def _column(self, name: str) -> Numbers:
        values: Numbers = self.rows.column(name).to_numpy().astype(np.int32)
        return values

    def _lists(self, name: str) -> tuple[Numbers, NDArray[np.int64]]:
        held = self.rows.column(name).combine_chunks()
        return held.flatten().to_numpy().astype(np.int32), held.offsets.to_numpy().astype(np.int64)

    def subjects(self, slot: str, at: NDArray[np.intp]) -> tuple[str, Numbers]:
        """The kind of the subjects in a slot of some rows, and their numbers."""
        letter, number = slot[0], int(slot[1:] or 0)
        if slot == "P0":
            return "party", self.end_user[at]
        if letter == "P":
            return "party", self._others[self._other_at[at] + number - 1]
        if slot == "C0":
            return "country", self.place[at]
        if letter == "C":
            return "country", self._places[self._place_at[at] + number - 1]
        if letter == "S":
            return "country", self._seats[self.subjects(f"P{number}", at)[1]]
        return "", np.zeros(len(at), np.int32)

    def with_any(self, found: Found) -> Mask:
        """The rows that have some of the subjects."""
        parties, countries = (_marks(one) for one in (found.parties, found.countries))
        seats = _taken(countries, self._seats)
        mask = (
            _taken(parties, self.end_user) | _taken(countries, self.place) | _taken(_marks(found.places), self.stated)
        )
        mask |= _taken(seats, self.end_user)
        for values, at, marks in (
            (self._others, self._other_at, parties), (self._others, self._other_at, seats),
            (self._places, self._place_at, countries),
        ):  # fmt: skip
            hits = np.flatnonzero(_taken(marks, values))
            mask[np.searchsorted(at, hits, "right") - 1] = True
        return mask


def _seats(folder: Path) -> Numbers:
    """The number of the country of each party; 0 where it has none."""
    import pyarrow.compute as pc

    subjects = read_table(folder, "subjects", ["kind", "number", "country"])
    parties, countries = (subjects.filter(pc.equal(subjects.column("kind"), kind)) for kind in ("party", "country"))
    found = np.zeros(int(pc.max(parties.column("number")).as_py() or 0) + 1, np.int32)
    at = pc.index_in(parties.column("country"), countries.column("country").combine_chunks()).fill_null(-1).to_numpy()
    numbers = np.append(countries.column("number").to_numpy().astype(np.int32), np.int32(0))  # the last for none
    found[parties.column("number").to_numpy()] = numbers[at]
    return found


def _marks(subjects: Mapping[int, Any]) -> Mask:
    marks = np.zeros(max(subjects, default=0) + 1, np.bool_)
    marks[list(subjects)] = True
    return marks


def _taken(marks: Mask, numbers: Numbers) -> Mask:
    """Whether each number is marked; those beyond the marks are not."""
    within = numbers < len(marks)
    found: Mask = within & marks[np.where(within, numbers, 0)]
    return found


def relaid(stored: StoredResult, slots: Slots, found: Found) -> Relaid:
    """Rows with the profiles that their subjects have now. The profiles of the result are added to.

    Args:
        stored: The result.
        slots: Who or what is in each slot of its rows.
        found: What is found of subjects that were looked at again; rows of which no profile is another are left out.
    """
    rows = np.flatnonzero(slots.with_any(found) & (slots.signature >= 0))
    new = np.full(len(rows), -1, np.int32)
    first = stored.size
    shapes: dict[str, list[NDArray[np.intp]]] = {}
    firsts = np.array([one.first for one in stored.groups], np.int64)
    groups = np.searchsorted(firsts, slots.signature[rows], "right") - 1
    for number in np.unique(groups):
        shapes.setdefault(shape_text(stored.groups[number].shape), []).append(np.flatnonzero(groups == number))
    made: list[StoredSignatures] = []
    texts: list[str] = []
    profile = _Again(stored.profiles, found)
    parties = stored.profiles["party"].facts
    exporters = exporters_of(parties)
    for text, places in shapes.items():
        inside = np.concatenate(places)
        names = text.partition("|")[0].split(",")
        before = _profiles_of(stored, names, slots.signature[rows[inside]], groups[inside])
        ids = {slot: profile.numbers(slots, slot, rows[inside], before[slot]) for slot in names}
        other = np.zeros(len(inside), np.bool_)
        for slot in names:
            other |= ids[slot] != before[slot]
        inside, ids = inside[other], {slot: column[other] for slot, column in ids.items()}
        if not len(inside):
            continue
        known = slots.place[rows[inside]] > 0
        distinct, of = combined([*ids.values(), known], len(inside))
        new[inside] = first + of
        unique = {slot: column[distinct] for slot, column in ids.items()}
        exporters = np.append(exporters, exporters_of(parties[len(exporters) :]))
        runs = list(of_one_shape(text, unique, known[distinct], first, exporters))
        made += runs
        texts += [text] * len(runs)
        first += len(distinct)
    kept = new >= 0
    return Relaid(rows[kept], new[kept], tuple(made), tuple(texts), first - stored.size)


def _profiles_of(
    stored: StoredResult, names: list[str], signature: Numbers, groups: NDArray[np.int64]
) -> dict[str, Numbers]:
    found = {slot: np.zeros(len(signature), np.int32) for slot in names}
    for number in np.unique(groups):
        at = np.flatnonzero(groups == number)
        group = stored.groups[number]
        for slot in names:
            found[slot][at] = group.unique[slot][signature[at] - group.first]
    return found


class _Again:
    """Numbers of profiles of subjects that were looked at again."""

    def __init__(self, profiles: Mapping[str, Profiles], found: Found) -> None:
        self._profiles, self._found = profiles, found
        self._known: dict[tuple[str, int, int], int] = {}

    def numbers(self, slots: Slots, slot: str, rows: NDArray[np.intp], before: Numbers) -> Numbers:
        """The profiles in a slot of some rows now. before: those that were in it."""
        kind, subjects = slots.subjects(slot, rows)
        if not kind:
            return before
        held = self._found.parties if kind == "party" else self._found.countries
        found = self._replaced(kind, "", held, subjects, before)
        if slot == "C0":
            stated = slots.stated[rows]
            said = self._replaced(kind, "stated", self._found.places, stated, before)
            found = np.where(stated > 0, said, found).astype(np.int32)
        return found

    def _replaced(
        self, kind: str, how: str, held: Mapping[int, Subject], subjects: Numbers, before: Numbers
    ) -> Numbers:
        mask = _taken(_marks(held), subjects) if held else np.zeros(len(subjects), np.bool_)
        if not mask.any():
            return before
        at = np.flatnonzero(mask)
        first, of = combined((subjects[at], before[at]), len(at))
        numbers = [
            self._number(kind, how, held, int(subjects[at[one]]), int(before[at[one]])) for one in first.tolist()
        ]
        found = before.copy()
        found[at] = np.array(numbers, np.int32)[of]
        return found

    def _number(self, kind: str, how: str, held: Mapping[int, Subject], subject: int, before: int) -> int:
        key = (f"{kind}{how}", subject, before)
        if key not in self._known:
            one, profiles = held[subject], self._profiles[kind]
            roles = {
                column: known
                for column, known in profiles.facts[before].items()
                if fact_of(column) in ("party.role", "country.role") and column != UNDECIDED
            }
            undecided = {UNDECIDED: Settled((True,))} if kind == "party" and one.undecided else {}
            self._known[key] = profiles.number({**one.facts, **undecided, **roles})
        return self._known[key]
