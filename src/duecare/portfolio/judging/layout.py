"""Rows of a book laid out in slots: groups of one shape, and in each the profile numbers of every slot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duecare.portfolio.book.columns import PARTIES
from duecare.portfolio.book.numbered import Numbered, Numbers
from duecare.portfolio.judging.combined import combined
from duecare.portfolio.judging.profiles import UNDECIDED, Facts, Profiles
from duecare.portfolio.judging.shape import Shape
from duecare.portfolio.subjects.entities import with_derived, with_roles
from duecare.portfolio.subjects.looking import Subject
from duecare.review.evidence import Settled
from duecare.transaction.model import GO_BETWEEN_ROLES

_ROLE_BITS: Final = {role: 1 << at for at, role in enumerate(PARTIES)}
_PLACE_BITS: Final = {"use": 1, "destination": 2, "transit": 4}
_SEAT: Final = 10
_UNKNOWN: Final = 100
"""Slots by number: C0... from 0, S0... and ?0... from these."""


@dataclass(frozen=True)
class Looked:
    """What was found of every distinct subject, by its number in the book; 0 is one of which nothing is stated."""

    items: Sequence[Subject]
    deals: Sequence[Subject]
    uses: Sequence[Subject]
    parties: Sequence[Subject]
    places: Sequence[Subject]
    countries: Mapping[str, Subject]


@dataclass(frozen=True)
class Group:
    """Rows of one shape. at: their positions in the book. ids: profile numbers by slot. parties: the numbers of the
    parties in the slots P0, P1...; roles: the role that each other party stands under. use_code: the number of the code
    of the place of use; stated: of what the book states of it. places: the numbers of the codes of the other places."""

    shape: Shape
    at: NDArray[np.intp]
    ids: Mapping[str, Numbers]
    parties: tuple[Numbers, ...]
    roles: tuple[str, ...]
    use_code: Numbers
    stated: Numbers
    places: tuple[Numbers, ...]


def laid_out(book: Numbered, looked: Looked, profiles: Mapping[str, Profiles]) -> Iterator[Group]:
    """The rows of a book, group by group."""
    layout = _Layout(book, looked, profiles)
    others = [layout.parties[role] > 0 for role in PARTIES[1:]]
    first, of = combined(others, book.size)
    for rows in _split(of, len(first)):
        here = tuple(role for role, present in zip(PARTIES[1:], others, strict=True) if present[rows[0]])
        yield from layout.groups(rows, ("end_user", *here))


class _Layout:
    """Who and what each row of a book has in which slot."""

    def __init__(self, book: Numbered, looked: Looked, profiles: Mapping[str, Profiles]) -> None:
        self._book, self._looked, self._profiles = book, looked, profiles
        self.parties, self.bits = _merged(book)
        self._places = _places(book)
        self._deal = self._deals()
        self._item = _profiled(book.items.of, looked.items, profiles["item"])
        self._use = _profiled(book.uses.of, looked.uses, profiles["use"])
        known = Profiles()  # what is known of parties, whatever their roles
        self._party = np.array([known.number(_party_facts(one)) for one in looked.parties], np.int32)
        self._party_facts = known.facts

    def groups(self, rows: NDArray[np.intp], roles: Sequence[str]) -> Iterator[Group]:
        """Rows with parties under the same roles, by how many places there are and where the parties sit."""
        book, places = self._book, self._places
        codes = [place.code[rows] for place in places]
        count = 1 + (codes[1] > 0).astype(np.int64) + (codes[2] > 0)
        held = [self.parties[role][rows] for role in roles]
        seats = list(_seat_slots([book.seats[party] for party in held], codes))
        first, of = combined([count, *seats], len(rows))
        for inside in _split(of, len(first)):
            at, one = rows[inside], inside[0]
            # an exporter that has another role stands under that one
            judged = tuple(role != "exporter" for role in roles)
            shape = Shape(tuple(_slot(int(seat[one])) for seat in seats), judged, int(count[one]))
            ids = {"T": self._deal[at], "I": self._item[at], "U": self._use[at]}
            for number, role in enumerate(roles):
                ids[f"P{number}"] = self._party_profiles(held[number][inside], self.bits[role][at])
            for number, place in enumerate(places[: shape.places]):
                ids[f"C{number}"] = self._countries(place.code[at], place.bits[at], place.stated[at])
            for number, slot in enumerate(shape.seats):
                if slot[0] == "S" and slot not in ids:
                    nothing = np.zeros(len(at), np.int32)
                    ids[slot] = self._countries(book.seats[held[number][inside]], nothing, nothing)
                elif slot[0] == "?":
                    ids[slot] = np.zeros(len(at), np.int32)
            yield Group(
                shape,
                at,
                ids,
                tuple(party[inside] for party in held),
                tuple(roles[1:]),
                places[0].code[at],
                places[0].stated[at],
                tuple(place.code[at] for place in places[1 : shape.places]),
            )

    def _deals(self) -> Numbers:
        """Profiles of the deals: what is stated of each, and what follows from who stands in which role."""
        book = self._book
        between = sum(_ROLE_BITS[role] for role in GO_BETWEEN_ROLES if role in _ROLE_BITS)
        last = _ROLE_BITS["end_user"] | _ROLE_BITS["ultimate_consignee"]
        follows, exporter = np.zeros(book.size, np.int32), np.zeros(book.size, np.int32)
        for role, held in self.bits.items():
            follows |= np.where(held & between > 0, 1, 0).astype(np.int32)
            forwards = (held & _ROLE_BITS["freight_forwarder"] > 0) & (held & last > 0)
            follows |= np.where(forwards, 2, 0).astype(np.int32)
            exports = held & _ROLE_BITS["exporter"] > 0
            exporter = np.where(exports, book.seats[self.parties[role]], exporter)
        first, of = combined((book.deals.of, follows, exporter), book.size)
        numbers = [
            self._profiles["transaction"].number(
                with_derived(self._looked.deals[book.deals.of[at]], int(follows[at]), book.codes[exporter[at]])
            )
            for at in first
        ]
        return np.array(numbers, np.int32)[of]

    def _party_profiles(self, parties: Numbers, bits: Numbers) -> Numbers:
        """Profiles of parties with their roles."""
        known = self._party[parties]
        first, of = combined((known, bits), len(known))
        numbers = [
            self._profiles["party"].number(
                with_roles(self._party_facts[known[at]], "party.role", _named(_ROLE_BITS, int(bits[at])))
            )
            for at in first
        ]
        return np.array(numbers, np.int32)[of]

    def _countries(self, code: Numbers, bits: Numbers, stated: Numbers) -> Numbers:
        """Profiles of countries: what is known of the code, what the book states of it, and the roles of the place."""
        first, of = combined((code, bits, stated), len(code))
        numbers = []
        for at in first:
            facts: Facts = {}
            if stated[at] and code[at]:
                facts = self._looked.places[stated[at]].facts
            elif code[at]:
                facts = self._looked.countries[self._book.codes[code[at]]].facts
            roles = _named(_PLACE_BITS, int(bits[at]))
            numbers.append(self._profiles["country"].number(with_roles(facts, "country.role", roles)))
        return np.array(numbers, np.int32)[of]


@dataclass(frozen=True)
class _Place:
    """A place of each row: the number of its code, its roles as bits (0: none stated), what the book states of it."""

    code: Numbers
    bits: Numbers
    stated: Numbers


def _merged(book: Numbered) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
    """For each role the party and its roles as bits; a party that stands under an earlier role too is only that one."""
    parties: dict[str, Numbers] = {}
    bits: dict[str, Numbers] = {}
    for role in PARTIES:
        party = book.parties[role].copy()
        held = np.where((party > 0) | (role == "end_user"), _ROLE_BITS[role], 0).astype(np.int32)
        for earlier, first in parties.items():
            name = book.party_names[party]
            same = (name > 0) & (name == book.party_names[first])
            bits[earlier][same] |= _ROLE_BITS[role]
            party[same] = held[same] = 0
        parties[role], bits[role] = party, held
    return parties, bits


def _places(book: Numbered) -> tuple[_Place, _Place, _Place]:
    """The place of use, and up to two others. One country is one place, with the roles of all."""
    end_user = book.seats[book.parties["end_user"]]
    use = np.where(book.place > 0, book.place, np.where(book.destination > 0, book.destination, end_user))
    second = np.where(book.destination != use, book.destination, 0)
    third = np.where((book.transit != use) & (book.transit != second), book.transit, 0)
    second, third = np.where(second > 0, second, third), np.where(second > 0, third, 0)
    declared = {"use": book.place, "destination": book.destination, "transit": book.transit}

    def place(code: Numbers, stated: Numbers) -> _Place:
        bits = np.zeros(book.size, np.int32)
        for role, column in declared.items():
            bits[(code > 0) & (column == code)] |= _PLACE_BITS[role]
        return _Place(code.astype(np.int32), bits, stated.astype(np.int32))

    nothing = np.zeros(book.size, np.int32)
    return place(use, np.where(book.place > 0, book.places.of, 0)), place(second, nothing), place(third, nothing)


def _seat_slots(seats: Sequence[Numbers], places: Sequence[Numbers]) -> Iterator[Numbers]:
    """Where each party sits, as the number of a slot: a place, the seat of an earlier party, its own seat, or unknown.

    An end user without a country sits where it uses the item.
    """
    slots: list[Numbers] = []
    for at, own in enumerate(seats):
        known = own > 0
        slot = np.where(known, _SEAT + at, _UNKNOWN + at if at else 0).astype(np.int32)
        for earlier in range(at - 1, -1, -1):
            same = known & (seats[earlier] == own)
            slot[same] = slots[earlier][same]
        for place in range(len(places) - 1, -1, -1):
            slot[known & (places[place] == own)] = place
        slots.append(slot)
        yield slot


def _slot(number: int) -> str:
    if number >= _UNKNOWN:
        return f"?{number - _UNKNOWN}"
    return f"S{number - _SEAT}" if number >= _SEAT else f"C{number}"


def _split(of: NDArray[np.intp], count: int) -> list[NDArray[np.intp]]:
    """The places of each number, in order."""
    order = np.argsort(of, kind="stable")
    return np.split(order, np.cumsum(np.bincount(of, minlength=count))[:-1]) if count else []


def _named(bits: Mapping[str, int], held: int) -> list[str] | None:
    """The names of the bits that are set; None for none: nothing is stated."""
    return [name for name, bit in bits.items() if held & bit] if held else None


def _party_facts(one: Subject) -> Facts:
    return {**one.facts, UNDECIDED: Settled((True,))} if one.undecided else one.facts


def _profiled(of: Numbers, subjects: Sequence[Subject], profiles: Profiles) -> Numbers:
    return np.array([profiles.number(one.facts) for one in subjects], np.int32)[of]
