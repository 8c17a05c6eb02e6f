"""Rows of a book laid out in slots: groups of one shape, and in each the profile numbers of every slot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duecare.portfolio.columns import PARTIES
from duecare.portfolio.entities import Facts, Subject, with_derived, with_roles
from duecare.portfolio.numbered import Numbered, Numbers
from duecare.portfolio.profiles import Profiles
from duecare.portfolio.shape import Shape
from duecare.review.evidence import Settled
from duecare.transaction.model import GO_BETWEEN_ROLES

UNDECIDED: Final = "party.#undecided"
"""A column of our own: whether a match of the party is open. No condition can read it."""

_ROLE_BITS: Final = {role: 1 << at for at, role in enumerate(PARTIES)}
_PLACE_BITS: Final = {"use": 1, "destination": 2, "transit": 4}


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
    names = book.party_names
    roles = _merged(book, names)
    use_code, places = _places(book)
    deal = _deals(book, looked, roles, profiles["transaction"])
    item = _profiled(book.items.of, [one.facts for one in looked.items], profiles["item"])
    use = _profiled(book.uses.of, [one.facts for one in looked.uses], profiles["use"])
    present = np.zeros(book.size, np.int64)
    for role in PARTIES[1:]:
        present |= np.where(roles[role][0] > 0, _ROLE_BITS[role], 0)
    for mask in np.unique(present):
        rows = np.flatnonzero(present == mask)
        others = tuple(role for role in PARTIES[1:] if mask & _ROLE_BITS[role])
        yield from _grouped(book, looked, profiles, rows, others, roles, use_code, places, (deal, item, use))


def _merged(book: Numbered, names: Numbers) -> dict[str, tuple[Numbers, Numbers]]:
    """For each role the party and its roles as bits; a party that stands under an earlier role too is only that one."""
    found: dict[str, tuple[Numbers, Numbers]] = {}
    kept: list[str] = []
    for role in PARTIES:
        party = book.parties[role].copy()
        bits = np.where(party > 0, _ROLE_BITS[role], 0).astype(np.int32)
        if role == "end_user":
            bits[:] = _ROLE_BITS[role]
        for earlier in kept:
            first, first_bits = found[earlier]
            same = (party > 0) & (first > 0) & (names[party] > 0) & (names[party] == names[first])
            first_bits[same] |= _ROLE_BITS[role]
            party[same] = 0
            bits[same] = 0
        found[role] = (party, bits)
        kept.append(role)
    return found


def _deals(
    book: Numbered, looked: Looked, roles: Mapping[str, tuple[Numbers, Numbers]], profiles: Profiles
) -> Numbers:
    """Profiles of the deals: what is stated of each, and what follows from who stands in which role."""
    between = sum(_ROLE_BITS[role] for role in GO_BETWEEN_ROLES if role in _ROLE_BITS)
    last = _ROLE_BITS["end_user"] | _ROLE_BITS["ultimate_consignee"]
    bits = np.zeros(book.size, np.int64)
    for _, held in roles.values():
        bits |= np.where(held & between, 1, 0)
        bits |= np.where((held & _ROLE_BITS["freight_forwarder"] > 0) & (held & last > 0), 2, 0)
    exporter = np.zeros(book.size, np.int64)
    for party, held in roles.values():
        exporter = np.where(held & _ROLE_BITS["exporter"] > 0, book.seats[party], exporter)
    size = len(book.codes)
    both, inverse = np.unique((book.deals.of.astype(np.int64) * 4 + bits) * size + exporter, return_inverse=True)
    numbers = np.zeros(len(both), np.int32)
    for at, value in enumerate(both):
        code, rest = int(value % size), int(value // size)
        held_bits, deal = rest % 4, rest // 4
        numbers[at] = profiles.number(with_derived(looked.deals[deal], held_bits, book.codes[code]))
    return numbers[inverse]


def _places(book: Numbered) -> tuple[Numbers, list[tuple[Numbers, Numbers, Numbers]]]:
    """The country of use, and up to three places: code, roles as bits (0: none stated), number of what is stated of it."""
    end_user = book.seats[book.parties["end_user"]]
    use = np.where(book.place > 0, book.place, np.where(book.destination > 0, book.destination, end_user)).astype(np.int32)
    declared = {"use": book.place, "destination": book.destination, "transit": book.transit}

    def roles_of(code: Numbers) -> Numbers:
        bits = np.zeros(book.size, np.int32)
        for role, column in declared.items():
            bits |= np.where((column > 0) & (column == code), _PLACE_BITS[role], 0).astype(np.int32)
        return bits

    nothing = np.zeros(book.size, np.int32)
    first = (use, np.where(use > 0, roles_of(use), 0).astype(np.int32), np.where(book.place > 0, book.places.of, 0))
    second_code = np.where((book.destination > 0) & (book.destination != use), book.destination, 0).astype(np.int32)
    third_code = np.where(
        (book.transit > 0) & (book.transit != use) & (book.transit != second_code), book.transit, 0
    ).astype(np.int32)
    second_code, third_code = (
        np.where(second_code > 0, second_code, third_code).astype(np.int32),
        np.where(second_code > 0, third_code, 0).astype(np.int32),
    )
    second = (second_code, np.where(second_code > 0, roles_of(second_code), 0).astype(np.int32), nothing)
    third = (third_code, np.where(third_code > 0, roles_of(third_code), 0).astype(np.int32), nothing)
    return use, [(first[0], first[1], first[2].astype(np.int32)), second, third]


def _grouped(
    book: Numbered,
    looked: Looked,
    profiles: Mapping[str, Profiles],
    rows: NDArray[np.intp],
    others: Sequence[str],
    roles: Mapping[str, tuple[Numbers, Numbers]],
    use_code: Numbers,
    places: Sequence[tuple[Numbers, Numbers, Numbers]],
    simple: tuple[Numbers, Numbers, Numbers],
) -> Iterator[Group]:
    """Rows with the same other roles, by how many places there are and where the parties sit."""
    count = 1 + (places[1][0][rows] > 0).astype(np.int64) + (places[2][0][rows] > 0)
    codes = [place[0][rows] for place in places]
    held = [roles[role][0][rows] for role in ("end_user", *others)]
    seats: list[NDArray[np.int64]] = []
    codes_of: list[Numbers] = []
    for at, party in enumerate(held):
        own = book.seats[party]
        slot = np.full(len(rows), 100 + at, np.int64)  # ?at
        known = own > 0
        slot = np.where(known, 10 + at, slot)  # Sat, unless one of those before is the same
        for earlier in range(at - 1, -1, -1):
            same = known & (codes_of[earlier] == own) & (codes_of[earlier] > 0)
            slot = np.where(same, seats[earlier], slot)
        for place in range(2, -1, -1):
            slot = np.where(known & (codes[place] == own), place, slot)
        if at == 0:
            slot = np.where(known, slot, 0)
        seats.append(slot)
        codes_of.append(own)
    pattern = count.copy()
    for slot in seats:
        pattern = pattern * 256 + slot
    for value in np.unique(pattern):
        inside = np.flatnonzero(pattern == value)
        first = inside[0]
        names = tuple(_slot(int(slot[first])) for slot in seats)
        alone = [bool((roles[role][1][rows[first]] == _ROLE_BITS["exporter"])) for role in ("end_user", *others)]
        shape = Shape(names, tuple(not one for one in alone), int(count[first]))
        at_rows = rows[inside]
        ids = {"T": simple[0][at_rows], "I": simple[1][at_rows], "U": simple[2][at_rows]}
        parties = []
        for at, role in enumerate(("end_user", *others)):
            party, bits = roles[role]
            ids[f"P{at}"] = _with_bits(
                party[at_rows], bits[at_rows], [_party_facts(one) for one in looked.parties], "party.role", _ROLE_BITS,
                profiles["party"],
            )  # fmt: skip
            parties.append(party[at_rows])
        for at in range(shape.places):
            code, bits, stated = places[at]
            ids[f"C{at}"] = _country(book, looked, profiles, code[at_rows], bits[at_rows], stated[at_rows])
        for at, name in enumerate(names):
            if name[0] == "S" and name not in ids:
                ids[name] = _country(book, looked, profiles, book.seats[parties[at]], None, None)
            elif name[0] == "?":
                ids[name] = np.zeros(len(at_rows), np.int32)
        others_of = tuple(places[at][0][at_rows] for at in range(1, shape.places))
        yield Group(
            shape, at_rows, ids, tuple(parties), tuple(others), use_code[at_rows], places[0][2][at_rows], others_of
        )


def _slot(number: int) -> str:
    return f"?{number - 100}" if number >= 100 else f"S{number - 10}" if number >= 10 else f"C{number}"


def _party_facts(one: Subject) -> Facts:
    return {**one.facts, UNDECIDED: Settled((True,))} if one.undecided else one.facts


def _profiled(of: Numbers, facts: Sequence[Facts], profiles: Profiles) -> Numbers:
    numbers = np.array([profiles.number(one) for one in facts], np.int32)
    return numbers[of]


def _with_bits(
    of: Numbers, bits: Numbers, facts: Sequence[Facts], fact: str, names: Mapping[str, int], profiles: Profiles
) -> Numbers:
    """Profiles of subjects with their roles; bits of 0: none are stated."""
    size = int(bits.max(initial=0)) + 1
    both, inverse = np.unique(of.astype(np.int64) * size + bits, return_inverse=True)
    numbers = np.zeros(len(both), np.int32)
    for at, value in enumerate(both):
        number, held = int(value // size), int(value % size)
        roles = [name for name, bit in names.items() if held & bit] if held else None
        numbers[at] = profiles.number(with_roles(facts[number], fact, roles))
    return numbers[inverse]


def _country(
    book: Numbered,
    looked: Looked,
    profiles: Mapping[str, Profiles],
    code: Numbers,
    bits: Numbers | None,
    stated: Numbers | None,
) -> Numbers:
    """Profiles of countries: what is known of the code, with what the book states of it and the roles of the place."""
    nothing = np.zeros(len(code), np.int64)
    held_bits = nothing if bits is None else bits
    held_stated = nothing if stated is None else stated
    size, bit_size = int(held_stated.max(initial=0)) + 1, int(held_bits.max(initial=0)) + 1
    both, inverse = np.unique((code.astype(np.int64) * size + held_stated) * bit_size + held_bits, return_inverse=True)
    numbers = np.zeros(len(both), np.int32)
    for at, value in enumerate(both):
        held, rest = int(value % bit_size), int(value // bit_size)
        row, number = rest % size, rest // size
        if number == 0:
            facts: Facts = {}
        elif row:
            facts = looked.places[row].facts
        else:
            facts = looked.countries[book.codes[number]].facts
        roles = [name for name, bit in _PLACE_BITS.items() if held & bit] if held else None
        numbers[at] = profiles["country"].number(with_roles(facts, "country.role", roles))
    return numbers[inverse]
