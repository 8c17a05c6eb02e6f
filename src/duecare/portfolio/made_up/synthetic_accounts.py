"""The accounts of a synthetic book: one customer's standing business in one item, by one channel, at one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duecare.portfolio.made_up.synthetic_items import Items
from duecare.portfolio.made_up.synthetic_names import world
from duecare.portfolio.made_up.synthetic_parties import KINDS, Ints, Parties, cumulated

Shares = NDArray[np.float64]
OWNERS: Final = 120
CURRENCIES: Final = tuple(world().currencies)
_HUBS: Final = ("AE", "SG", "HK", "NL", "TR", "CY", "PA")
"""Where go-betweens sit and goods pass through."""
_CHANNEL: Final = 0.06
"""Share of the private companies that sell on."""


@dataclass(frozen=True, eq=False)
class Accounts:
    """Accounts, those of one party together. Numbers are of parties' spellings, countries and domains; -1 is nothing.

    Attributes:
        first, count: Of each party, its accounts.
        kind: Of the end user.
        spelling: Of the end user; nothing for stock of a reseller, whose end user is not known yet.
        item: What is mostly ordered.
        purchaser, reseller, distributor, consignee: Spellings of those.
        place, destination, transit: Countries.
        end_use: What is stated.
        currency, owner: By number; who answers for it in the house.
        framework, start, cadence: Whether there is an agreement, since which day, and days between call-offs.
        evasive: Whether its people tend not to say what it is for.
        targeting, beyond, unclear, limits: Facts of use and contract, 1 for yes and 0 for no.
        classified: Whether somebody follows where the licence stands.
    """

    first: Ints
    count: Ints
    kind: Ints
    spelling: Ints
    item: Ints
    purchaser: Ints
    reseller: Ints
    distributor: Ints
    consignee: Ints
    place: Ints
    destination: Ints
    transit: Ints
    end_use: Ints
    currency: Ints
    owner: Ints
    framework: NDArray[np.bool_]
    start: Ints
    cadence: Ints
    evasive: NDArray[np.bool_]
    targeting: Ints
    beyond: Ints
    unclear: Ints
    limits: Ints
    classified: NDArray[np.bool_]


def made_accounts(parties: Parties, items: Items, days: int, seed: int) -> Accounts:
    """Accounts of every party: about three each, dozens for the largest.

    Args:
        parties: Whose.
        items: Of what.
        days: Days that the book covers.
        seed: Of the book.
    """
    rng = np.random.default_rng([seed, 5])
    rank = np.arange(len(parties.country))
    count = (1 + rng.poisson(1 + 40 / (1 + rank / (1 + len(rank) / 1_000)) ** 0.7)).astype(np.int32)
    party = np.repeat(rank, count).astype(np.int32)
    size = len(party)
    kind, seat = parties.kind[party], parties.country[party]
    item = items.drawn(kind, rng.random(size))
    harmless = items.harmless[item]
    spelling = parties.any_spelling(party, rng.random(size) ** 2)
    channel = _channel(parties, seat, rng)
    hub = _channel(parties, _hubs(parties, size, rng), rng)
    channel = np.where(rng.random(size) < 0.15, hub, channel)

    by = rng.random(size)
    purchaser = np.where(by < 0.9, spelling, parties.any_spelling(party, rng.random(size)))
    reseller = np.full(size, -1, np.int32)
    way = rng.random(size)
    stock = way > 0.97
    sold_on = way > 0.85
    reseller[sold_on] = channel[sold_on]
    purchaser = np.where(sold_on & (by < 0.7), channel, purchaser)
    central = (way > 0.78) & ~sold_on
    purchaser[central] = _neighbours(parties, seat, rng)[central]
    purchaser[way < 0.2] = -1

    abroad = rng.random(size)
    place = np.where(abroad < 0.05, _anywhere(parties, size, rng), seat)
    destination = np.where(sold_on & (abroad > 0.7), parties.country[parties.party[channel]], place)
    destination = np.where(rng.random(size) < 0.08, -1, destination)
    place = np.where((rng.random(size) < 0.1) | stock, -1, place)
    evasive = rng.random(size) < 0.015
    currencies = np.array([CURRENCIES.index(one.currency) for one in parties.countries], np.int32)
    return Accounts(
        first=(np.cumsum(count) - count).astype(np.int32),
        count=count,
        kind=kind,
        spelling=np.where(stock, -1, spelling).astype(np.int32),
        item=item,
        purchaser=purchaser.astype(np.int32),
        reseller=reseller,
        distributor=_some(rng, 0.05, channel),
        consignee=_some(rng, 0.04, hub),
        place=place.astype(np.int32),
        destination=destination.astype(np.int32),
        transit=_some(rng, 0.02, _hubs(parties, size, rng)),
        end_use=_some(rng, 0.45, _stated(items, item, rng)),
        currency=np.where(rng.random(size) < 0.25, CURRENCIES.index("USD"), currencies[seat]).astype(np.int32),
        owner=_some(
            rng, 0.96, ((seat * 7) % 12 * (OWNERS // 12) + rng.integers(0, OWNERS // 12, size)).astype(np.int32)
        ),
        framework=rng.random(size) < 0.35,
        start=rng.integers(0, int(days * 0.8), size).astype(np.int32),
        cadence=rng.choice(np.array([30, 90, 180, 365], np.int32), size),
        evasive=evasive,
        targeting=_fact(rng, np.where(harmless, 0.01, 0.08), np.where(evasive, 0.25, 0.03)),
        beyond=_fact(rng, np.where(harmless, 0.01, 0.06), np.where(evasive, 0.4, 0.06)),
        unclear=_fact(rng, np.full(size, 0.05), np.where(evasive | stock, 0.6, 0.04)),
        limits=_fact(rng, np.where(harmless, 0.02, 0.25), np.full(size, 0.7)),
        classified=rng.random(size) < np.where(harmless, 0.2, 0.45),
    )


def popularity(parties: int) -> Shares:
    """Shares of the parties in the orders, added up: by rank, and a quarter alike for all."""
    weights = (np.arange(parties) + 1.0) ** -0.85
    return cumulated(0.75 * weights / weights.sum() + 0.25 / parties)


def _some(rng: np.random.Generator, share: float, values: Ints) -> Ints:
    """The values of a share of the accounts, and nothing for the others."""
    return np.where(rng.random(len(values)) < share, values, -1).astype(np.int32)


def _fact(rng: np.random.Generator, known: Shares, yes: Shares) -> Ints:
    """1, 0 or nothing, by the chance that it is known and that it is so."""
    said = np.where(rng.random(len(known)) < yes, 1, 0)
    return np.where(rng.random(len(known)) < known, said, -1).astype(np.int32)


def _hubs(parties: Parties, size: int, rng: np.random.Generator) -> Ints:
    """Countries in which go-betweens sit; any where the book holds none of those."""
    held = [at for at, one in enumerate(parties.countries) if one.code in _HUBS]
    return rng.choice(np.array(held or range(len(parties.countries)), np.int32), size)


def _anywhere(parties: Parties, size: int, rng: np.random.Generator) -> Ints:
    """Countries as often as parties sit in them."""
    return parties.country[rng.integers(0, len(parties.country), size)]


def _neighbours(parties: Parties, seat: Ints, rng: np.random.Generator) -> Ints:
    """For each country a party that sits there, under one of its spellings."""
    return _from(parties, np.arange(len(parties.country), dtype=np.int32), seat, rng)


def _channel(parties: Parties, seat: Ints, rng: np.random.Generator) -> Ints:
    """For each country a company that sells on and sits there, or anywhere if none does, under one of its spellings."""
    companies = np.flatnonzero((parties.kind == KINDS.index("private_company")) & ~parties.planted).astype(np.int32)
    step = round(1 / _CHANNEL)
    sellers = companies[::step] if len(companies) else np.arange(len(parties.country), dtype=np.int32)
    return _from(parties, sellers, seat, rng)


def _from(parties: Parties, choice: Ints, seat: Ints, rng: np.random.Generator) -> Ints:
    ordered = choice[np.argsort(parties.country[choice], kind="stable")]
    held = np.bincount(parties.country[choice], minlength=len(parties.countries))
    start = np.cumsum(held) - held
    share = rng.random(len(seat))
    at = np.where(held[seat] > 0, start[seat] + share * held[seat], share * len(ordered)).astype(np.int64)
    return parties.any_spelling(ordered[at], rng.random(len(seat)))


def _stated(items: Items, item: Ints, rng: np.random.Generator) -> Ints:
    """What the use of each item is stated to be."""
    share = rng.random(len(item))
    longest = max(map(len, items.end_uses))
    table = np.array([np.resize(one, longest) for one in items.end_uses], np.int32)
    lengths = np.array([len(one) for one in items.end_uses])
    found: Ints = table[item, (share * lengths[item]).astype(np.int64)]
    return found
