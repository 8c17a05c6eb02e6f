"""The parties of a synthetic book: who they are, where, how they are spelt, and what the customer data say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from duecare.countries.agencies import agencies
from duecare.facts import vocabulary
from duecare.portfolio.made_up.synthetic_names import Country, Draws, made_name, respelt, world
from duecare.snapshots.starter import listed_parties

Ints = NDArray[np.int32]
T = TypeVar("T")
KINDS: Final = tuple(vocabulary()["party.kind"].domain)
TIES: Final = tuple(vocabulary()["party.government_tie"].domain)
RECORDS: Final = tuple(vocabulary()["party.abuse_record"].domain)
GOVERNMENT: Final = frozenset({
    "police", "military", "intelligence", "interior_ministry", "border", "prison", "judiciary", "telecom_regulator",
    "municipality", "fire_rescue", "ministry", "wildlife",
})  # fmt: skip

_EITHER: Final = ("telecom_operator", "utility", "transport", "health", "education")
"""Bodies of which some belong to the state."""
_LISTED, _AGENCIES = 0.006, 0.0008
"""Shares of the parties that bear a name near or equal to a listed party's, and an agency's: 300 and 40 of 50,000."""
_SPELLINGS: Final = (0.45, 0.8)
"""Shares of parties with one spelling, and with one or two; the others have three."""
_COUNTRY_SKEW: Final = (1.3, 3.0)


@dataclass(frozen=True, eq=False)
class Parties:
    """Parties, the one with most orders first, and their spellings, each a record of its own in the customer data.

    Attributes:
        countries: That parties sit in.
        country, kind: Of each party, by number.
        first, count: Its spellings in `spelling`.
        planted: Whether the name is taken from the starter's lists or from the register of agencies.
        spelling: Every spelling.
        party: The party of each spelling.
        shown_country, shown_kind, tie, record: What the customer data say, by number; -1 is nothing.
        filled: Of each spelling, the day from which its kind, tie and record are in the data.
    """

    countries: tuple[Country, ...]
    country: Ints
    kind: Ints
    first: Ints
    count: Ints
    planted: NDArray[np.bool_]
    spelling: tuple[str, ...]
    party: Ints
    shown_country: Ints
    shown_kind: Ints
    tie: Ints
    record: Ints
    filled: Ints

    def any_spelling(self, party: Ints, share: NDArray[np.float64]) -> Ints:
        """One spelling of each party, by a number from 0 to below 1."""
        return (self.first[party] + (share * self.count[party]).astype(np.int32)).astype(np.int32)


def made_parties(parties: int, countries: int, days: int, seed: int) -> Parties:
    """Parties by number and seed.

    Args:
        parties: How many.
        countries: The first so many of the world.
        days: Days that the book covers.
        seed: Of the book.
    """
    rng = np.random.default_rng([seed, 1])
    draws = Draws(np.random.default_rng([seed, 2]))
    seats = world().countries[:countries]
    exponent, shift = _COUNTRY_SKEW
    country = drawn(rng, parties, (np.arange(1.0, countries + 1) + shift) ** -exponent)
    kind = drawn(rng, parties, np.array([world().kinds[one] for one in KINDS]))
    planted = _planted(parties, {one.code: at for at, one in enumerate(seats)}, rng, draws)
    spellings: list[str] = []
    first, count = np.zeros(parties, np.int32), np.zeros(parties, np.int32)
    names = _Names(draws)
    for party in range(parties):
        if party in planted:
            country[party], kind[party], written = planted[party]
            known = names.respelt([written])
        else:
            known = names.made(KINDS[kind[party]], seats[country[party]])
        first[party], count[party] = len(spellings), len(known)
        spellings += known
    party_of = np.repeat(np.arange(parties, dtype=np.int32), count)
    return Parties(
        seats, country, kind, first, count, np.isin(np.arange(parties), list(planted)), tuple(spellings), party_of,
        *_customer_data(rng, country[party_of], kind[party_of], np.isin(party_of, list(planted)), days),
    )  # fmt: skip


def drawn(rng: np.random.Generator, size: int, weights: NDArray[np.float64]) -> Ints:
    """Numbers from 0, each as often as its weight says."""
    return np.searchsorted(cumulated(weights), rng.random(size), side="right").astype(np.int32)


def cumulated(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights added up, to 1 at the end."""
    total = np.cumsum(weights, dtype=np.float64)
    found: NDArray[np.float64] = total / total[-1]
    found[-1] = 1.0
    return found


class _Names:
    """Gives each party a name that no other of its country and no listed party has, and its spellings."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._taken: set[tuple[str, str]] = set()
        self._listed = {name.casefold() for one in listed_parties() for name in (one.name, *one.aliases)}

    def made(self, kind: str, seat: Country) -> list[str]:
        """The spellings of a new party, the first its usual one."""
        for attempt in range(30):
            name = made_name(kind, seat, self._draws, attempt // 3)
            key = name.english.casefold()
            if (key, seat.code) not in self._taken and key not in self._listed:
                break
        self._taken.add((key, seat.code))
        usual, other = name.english, name.native
        if self._draws.often(0.4 if name.native.isascii() else 0.3):
            usual, other = other, usual
        return self.respelt([usual, other] if other != usual and self._draws.often(0.5) else [usual])

    def respelt(self, known: list[str]) -> list[str]:
        """As many spellings as a party has, those known among them."""
        share = self._draws.share()
        wanted = 1 + (share >= _SPELLINGS[0]) + (share >= _SPELLINGS[1])
        found = dict.fromkeys(known[:wanted])
        for _ in range(wanted - len(found)):
            found[respelt(self._draws.of(list(found)), self._draws)] = None
        return list(found)


def _planted(
    parties: int, seats: dict[str, int], rng: np.random.Generator, draws: Draws
) -> dict[int, tuple[int, int, str]]:
    """Parties that bear a name of the starter's lists or of the register: country, kind, and the name as written.

    They are none of the largest customers. Half of the listed names are as the list has them, the others respelt. No
    name is borne twice.
    """
    sorts = {"company": "private_company", "person": "individual", "body": "police"}
    listed = {
        name.casefold(): (seats[one.country], KINDS.index(sorts[one.kind]), name)
        for one in listed_parties()
        if one.country in seats
        for name in (one.name, *one.aliases)
    }
    official = {
        name.casefold(): (seats[one.country], KINDS.index(one.kind), name)
        for one in agencies().values()
        if one.country in seats
        for name, _ in one.names
        if name.casefold() not in listed
    }
    found = []
    for seat, sort, name in _some(tuple(listed.values()), round(parties * _LISTED), rng):
        found.append((seat, sort, name if draws.often(0.5) else respelt(name, draws)))
    found += _some(tuple(official.values()), round(parties * _AGENCIES), rng)
    lowest = min(parties // 50, parties - len(found))
    places = lowest + rng.permutation(parties - lowest)[: len(found)]
    return dict(zip(sorted(places.tolist()), [found[at] for at in rng.permutation(len(found))], strict=True))


def _some(choice: Sequence[T], count: int, rng: np.random.Generator) -> list[T]:
    """So many of them, each once; all where there are fewer."""
    return [choice[place] for place in rng.permutation(len(choice))[:count].tolist()]


def _customer_data(
    rng: np.random.Generator, country: Ints, kind: Ints, planted: NDArray[np.bool_], days: int
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """What the customer data say of each spelling: country, kind, tie, record, and since when."""
    size = len(country)
    official = np.isin(kind, [KINDS.index(one) for one in GOVERNMENT])
    state = kind == KINDS.index("state_owned_enterprise")
    share = rng.random(size)
    tie = np.where(
        official, TIES.index("government"), np.where(state, TIES.index("state_owned"), TIES.index("none"))
    ).astype(np.int32)
    mixed = np.isin(kind, [KINDS.index(one) for one in _EITHER])
    tie[mixed & (share < 0.5)] = TIES.index("state_owned")
    tie[~official & ~state & (share > 0.96)] = TIES.index("contracted")
    tie[~official & ~state & (share > 0.985)] = TIES.index("controlled")
    record = drawn(rng, size, np.array([0.62, 0.18, 0.13, 0.07]))
    shown_country = np.where(rng.random(size) < 0.03, -1, country)
    shown_kind = np.where((rng.random(size) < 0.45) | planted, -1, kind)
    tie = np.where((rng.random(size) < 0.72) | planted, -1, tie)
    record = np.where((rng.random(size) < np.where(official, 0.93, 0.995)) | planted, -1, record)
    filled = np.where(rng.random(size) < 0.6, 0, rng.integers(0, days, size))
    return (
        shown_country.astype(np.int32), shown_kind.astype(np.int32), tie.astype(np.int32), record.astype(np.int32),
        filled.astype(np.int32),
    )  # fmt: skip
