"""A made-up order book of any size, for trying and measuring what is done with real ones.

Its skew is that of real books: a few customers place most orders and come back to the same items, countries weigh by
their trade, most items are harmless, most facts are not known, and a customer stands in the data under up to three
spellings. Names are made-up words, but for a few hundred that are taken, as written or respelt, from the lists and the
register that ship with Duecare, so that screening has something to find. None of the orders ever happened.

The same arguments give the same rows with the same versions of Duecare, numpy and anyascii on one kind of processor,
and the same bytes with the same version of pyarrow, which packs them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.errors import InputError
from duecare.facts import vocabulary
from duecare.portfolio.made_up.synthetic_accounts import CURRENCIES, OWNERS, Accounts, made_accounts, popularity
from duecare.portfolio.made_up.synthetic_items import END_USES, MODES, Items, made_items
from duecare.portfolio.made_up.synthetic_names import Draws, world
from duecare.portfolio.made_up.synthetic_parties import KINDS, RECORDS, TIES, Ints, Parties, cumulated, made_parties
from duecare.transaction.files import replacing
from duecare.transaction.parquet import needed

PIECE: Final = 50_000
"""Rows made and written at a time."""
FIRST_DAY: Final = datetime.date(2016, 1, 4)
LAST_DAY: Final = datetime.date(2026, 6, 30)
GATES: Final = tuple(vocabulary()["transaction.gate"].domain)
LICENCES: Final = tuple(vocabulary()["transaction.licence_status"].domain)
STATES: Final = ("running", "ended", "planned")

COLUMNS: Final = {
    "id": "string",
    "date": "date32",
    "item.name": "string",
    "item.description": "string",
    "item.matching": "string",
    "item.collection": "string",
    "item.reach": "string",
    "item.covert": "bool",
    "quantity": "int64",
    "value": "float64",
    "currency": "string",
    "framework": "string",
    "call_off": "string",
    "state": "string",
    "owner": "string",
    "due": "date32",
    "end_user.name": "string",
    "end_user.country": "string",
    "end_user.kind": "string",
    "end_user.government_tie": "string",
    "end_user.abuse_record": "string",
    "purchaser.name": "string",
    "purchaser.country": "string",
    "distributor.name": "string",
    "distributor.country": "string",
    "reseller.name": "string",
    "reseller.country": "string",
    "intermediate_consignee.name": "string",
    "intermediate_consignee.country": "string",
    "place.country": "string",
    "destination.country": "string",
    "transit.country": "string",
    "gate": "string",
    "stated_end_use": "string",
    "transaction.licence_status": "string",
    "transaction.end_use_refused": "bool",
    "transaction.destination_evaded": "bool",
    "transaction.payment_unusual": "bool",
    "transaction.safeguard_use_limits": "bool",
    "use.group_targeting": "bool",
    "use.beyond_stated_use": "bool",
    "use.end_user_unclear_or_multiple": "bool",
}
"""Columns of a synthetic book and their types in Arrow; each is a `duecare.portfolio.book.columns.book_column`."""

_DAYS: Final = (LAST_DAY - FIRST_DAY).days + 1
_GROWTH: Final = 0.7
"""By how much the logarithm of the orders of a day grows over the book."""
_RECENT: Final = 180
#: How often an order is at each gate (lead, quote, contract, ship, activate, support, renew): the newest, the rest.
_GATES_RECENT, _GATES_OLD = (0.08, 0.15, 0.3, 0.3, 0.05, 0.07, 0.05), (0.01, 0.02, 0.12, 0.6, 0.06, 0.12, 0.07)
#: Where the licence stands (not required, not applied, applied, granted, denied): before a contract, at it, afterwards.
_LICENCE: Final = ((0.1, 0.6, 0.25, 0.04, 0.01), (0.1, 0.1, 0.45, 0.31, 0.04), (0.15, 0.02, 0.03, 0.79, 0.01))
_WHOLE: Final = frozenset({"JPY", "KRW", "VND", "IDR", "HUF"})
"""Currencies in which nobody writes hundredths."""

Progress = Callable[[int, int], None]


def write_synthetic(
    path: str | Path,
    rows: int = 1_000_000,
    parties: int = 50_000,
    items: int = 2_000,
    countries: int = 190,
    seed: int = 1,
    progress: Progress | None = None,
) -> None:
    """Write a synthetic order book, whole or not at all: Parquet or CSV by the ending of the path.

    Args:
        path: `.parquet` or `.csv`.
        rows: Orders.
        parties: Customers and go-betweens; each stands under up to three spellings.
        items: What is sold.
        countries: In which parties sit, the largest importers first.
        seed: Not negative; another gives another book.
        progress: Told of the rows done, and of how many.

    Raises:
        InputError: an argument cannot be used, or pyarrow is not installed.
        OutputError: the file cannot be written.
    """
    target = Path(path)
    ending = target.suffix.casefold()
    if ending not in (".parquet", ".csv"):
        raise InputError("a synthetic book is written as .parquet or .csv", path=str(path))
    arrow = needed(target)
    pieces = synthetic_pieces(rows, parties, items, countries, seed)
    with replacing(target) as part, _writer(arrow, part, ending) as writer:
        done = 0
        for piece in pieces:
            writer.write_batch(piece)
            done += piece.num_rows
            if progress is not None:
                progress(done, rows)


def synthetic_pieces(
    rows: int = 1_000_000, parties: int = 50_000, items: int = 2_000, countries: int = 190, seed: int = 1
) -> Iterator[Any]:
    """The same book as Arrow record batches of PIECE rows at most, in the order of their dates.

    Raises:
        InputError: an argument cannot be used; at once, before anything is made.
    """
    most = len(world().countries)
    for name, value, least in (("rows", rows, 0), ("parties", parties, 1), ("items", items, 1), ("seed", seed, 0)):
        if value < least:
            raise InputError(f"{name} is {value}; accepted: a whole number of at least {least}")
    if not 1 <= countries <= most:
        raise InputError(f"countries is {countries}; accepted: 1 to {most}")
    return _pieces(rows, parties, items, countries, seed)


def _pieces(rows: int, parties: int, items: int, countries: int, seed: int) -> Iterator[Any]:
    book = _Book(parties, items, countries, seed)
    for number, start in enumerate(range(0, rows, PIECE)):
        yield book.piece(number, start, min(PIECE, rows - start), rows)


def _schema(arrow: Any) -> Any:
    return arrow.schema([(name, getattr(arrow, kind.replace("bool", "bool_"))()) for name, kind in COLUMNS.items()])


def _writer(arrow: Any, path: Path, ending: str) -> Any:
    if ending == ".csv":
        import pyarrow.csv

        return pyarrow.csv.CSVWriter(path, _schema(arrow))
    worded = [name for name, kind in COLUMNS.items() if kind != "float64" and name != "id"]
    return arrow.parquet.ParquetWriter(path, _schema(arrow), compression="zstd", use_dictionary=worded)


class _Book:
    """What rows are drawn from, and the drawing. Its size follows the parties and items and not the rows."""

    def __init__(self, parties: int, items: int, countries: int, seed: int) -> None:
        import pyarrow

        self._arrow = pyarrow
        self._seed = seed
        self._items: Items = made_items(items, seed)
        self._parties: Parties = made_parties(parties, countries, _DAYS, seed)
        self._accounts: Accounts = made_accounts(self._parties, self._items, _DAYS, seed)
        self._popularity = popularity(parties)
        self._rates = np.array([world().currencies[one] for one in CURRENCIES])
        self._whole = np.array([one in _WHOLE for one in CURRENCIES])
        self._words = {
            "item": self._texts(self._items.name),
            "description": self._texts(self._items.description),
            "spelling": self._texts(self._parties.spelling),
            "country": self._texts([one.code for one in self._parties.countries]),
            "currency": self._texts(CURRENCIES),
            "owner": self._texts(_owners(seed)),
            "kind": self._texts(KINDS),
            "tie": self._texts(TIES),
            "record": self._texts(RECORDS),
            "gate": self._texts(GATES),
            "end_use": self._texts(END_USES),
            "licence": self._texts(LICENCES),
            "state": self._texts(STATES),
            **{mode: self._texts(vocabulary()[f"item.{mode}"].domain) for mode in MODES if mode != "covert"},
        }

    def piece(self, number: int, start: int, size: int, rows: int) -> Any:
        """One record batch; what is drawn for it depends on its number alone and not on the pieces before."""
        rng = np.random.default_rng([self._seed, 6, number])
        accounts, parties, items = self._accounts, self._parties, self._items
        party = np.searchsorted(self._popularity, rng.random(size), side="right")
        account = accounts.first[party] + (rng.random(size) ** 2 * accounts.count[party]).astype(np.int32)
        kind = accounts.kind[account]
        item = np.where(rng.random(size) < 0.2, items.drawn(kind, rng.random(size)), accounts.item[account])
        day = _days(rng, start, size, rows)
        gate = _gates(rng, day)
        end_user = accounts.spelling[account]
        other = parties.any_spelling(party.astype(np.int32), rng.random(size))
        end_user = np.where((rng.random(size) < 0.08) & (end_user >= 0), other, end_user)
        purchaser = accounts.purchaser[account]
        purchaser = np.where(purchaser == accounts.spelling[account], end_user, purchaser)
        currency = accounts.currency[account]
        quantity, value = self._amounts(rng, item, currency)
        since = day - accounts.start[account]
        agreed = accounts.framework[account] & (since >= 0) & (rng.random(size) < 0.85)
        state = _states(rng, day, gate)
        evasive = accounts.evasive[account]
        stated = np.where((gate <= GATES.index("quote")) & (rng.random(size) < 0.5), -1, accounts.end_use[account])
        columns = {
            "id": self._numbered("so-", np.arange(start + 1, start + size + 1), 8),
            "date": self._dates(day),
            "item.name": self._worded("item", item),
            "item.description": self._worded("description", item),
            **{f"item.{mode}": self._worded(mode, items.modes[mode][item]) for mode in MODES if mode != "covert"},
            "item.covert": self._yes_or_no(items.modes["covert"][item]),
            "quantity": self._known(quantity, rng.random(size) < 0.99),
            "value": self._known(value, rng.random(size) < 0.97),
            "currency": self._worded("currency", np.where(rng.random(size) < 0.99, currency, -1)),
            "framework": self._numbered("FA-", account + 1, 7, agreed),
            "call_off": self._numbered("C", since // accounts.cadence[account] + 1, 3, agreed),
            "state": self._worded("state", state),
            "owner": self._worded("owner", accounts.owner[account]),
            "due": self._due(rng, day, state),
            **self._end_user(end_user, day),
            **self._party("purchaser", purchaser),
            **self._party("distributor", accounts.distributor[account]),
            **self._party("reseller", accounts.reseller[account]),
            **self._party("intermediate_consignee", accounts.consignee[account]),
            "place.country": self._worded("country", accounts.place[account]),
            "destination.country": self._worded("country", accounts.destination[account]),
            "transit.country": self._worded("country", accounts.transit[account]),
            "gate": self._worded("gate", np.where(rng.random(size) < 0.97, gate, -1)),
            "stated_end_use": self._worded("end_use", stated),
            "transaction.licence_status": self._worded(
                "licence", np.where(accounts.classified[account], _licences(rng, gate, items.harmless[item]), -1)
            ),
            "transaction.end_use_refused": self._said(rng, 0.06, np.where(evasive, 0.6, 0.02)),
            "transaction.destination_evaded": self._said(rng, 0.05, np.where(evasive, 0.4, 0.015)),
            "transaction.payment_unusual": self._said(rng, 0.05, np.where(evasive, 0.3, 0.03)),
            "transaction.safeguard_use_limits": self._yes_or_no(accounts.limits[account]),
            "use.group_targeting": self._yes_or_no(accounts.targeting[account]),
            "use.beyond_stated_use": self._yes_or_no(accounts.beyond[account]),
            "use.end_user_unclear_or_multiple": self._yes_or_no(accounts.unclear[account]),
        }
        return self._arrow.record_batch([columns[name] for name in COLUMNS], schema=_schema(self._arrow))

    def _end_user(self, spelling: Ints, day: Ints) -> dict[str, Any]:
        """The end user, with what its record in the customer data said on the day."""
        parties = self._parties
        told = day >= parties.filled[spelling]
        return {
            **self._party("end_user", spelling),
            **{
                f"end_user.{fact}": self._worded(words, np.where(told & (spelling >= 0), held[spelling], -1))
                for fact, words, held in (
                    ("kind", "kind", parties.shown_kind),
                    ("government_tie", "tie", parties.tie),
                    ("abuse_record", "record", parties.record),
                )
            },
        }

    def _party(self, role: str, spelling: Ints) -> dict[str, Any]:
        seat = np.where(spelling >= 0, self._parties.shown_country[spelling], -1)
        return {f"{role}.name": self._worded("spelling", spelling), f"{role}.country": self._worded("country", seat)}

    def _amounts(
        self, rng: np.random.Generator, item: Ints, currency: Ints
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        size = len(item)
        quantity = np.maximum(1, np.round(self._items.many[item] * np.exp(rng.normal(0, 1.1, size)))).astype(np.int64)
        value = quantity * self._items.price[item] * self._rates[currency] * rng.uniform(0.7, 1.1, size)
        return quantity, np.where(self._whole[currency], np.round(value), np.round(value, 2))

    def _texts(self, texts: Sequence[str | None]) -> Any:
        return self._arrow.array(texts, self._arrow.string())

    def _worded(self, words: str, numbers: NDArray[Any]) -> Any:
        """Texts by number; nothing for -1."""
        return self._words[words].take(self._arrow.array(numbers, mask=numbers < 0))

    def _yes_or_no(self, values: Ints) -> Any:
        return self._arrow.array(values == 1, mask=values < 0)

    def _said(self, rng: np.random.Generator, known: float, yes: NDArray[np.float64]) -> Any:
        """Yes or no by chance, where it is known at all."""
        size = len(yes)
        return self._arrow.array(rng.random(size) < yes, mask=rng.random(size) >= known)

    def _known(self, values: NDArray[Any], known: NDArray[np.bool_]) -> Any:
        return self._arrow.array(values, mask=~known)

    def _dates(self, days: Ints, known: NDArray[np.bool_] | None = None) -> Any:
        since = (FIRST_DAY - datetime.date(1970, 1, 1)).days
        mask = None if known is None else ~known
        return self._arrow.array((days + since).astype(np.int32), mask=mask).cast(self._arrow.date32())

    def _due(self, rng: np.random.Generator, day: Ints, state: Ints) -> Any:
        ahead = rng.integers(14, 540, len(day)).astype(np.int32)
        return self._dates(day + ahead, rng.random(len(day)) < np.where(state == STATES.index("ended"), 0.1, 0.8))

    def _numbered(self, before: str, numbers: NDArray[Any], width: int, known: NDArray[np.bool_] | None = None) -> Any:
        """A reference with a number of fixed width."""
        from pyarrow import compute

        mask = None if known is None else ~known
        digits = self._arrow.array(numbers, mask=mask).cast(self._arrow.string())
        return compute.binary_join_element_wise(before, compute.utf8_lpad(digits, width, "0"), "")


def _owners(seed: int) -> list[str]:
    """Made-up people in the house."""
    draws = Draws(np.random.default_rng([seed, 7]))
    sounds = world().english.sounds
    return [f"{sounds.word(draws)} {sounds.word(draws)}" for _ in range(OWNERS)]


def _days(rng: np.random.Generator, start: int, size: int, rows: int) -> Ints:
    """Days of the orders in their order: more of them from year to year, few at week-ends."""
    place = np.sort((start + rng.random(size) * size) / rows)
    day: Ints = (np.log1p(np.expm1(_GROWTH) * place) / _GROWTH * _DAYS).astype(np.int32)
    weekday = (day + FIRST_DAY.weekday()) % 7
    return np.where((weekday >= 5) & (rng.random(size) < 0.9), np.maximum(day - (weekday - 4), 0), day).astype(np.int32)


def _gates(rng: np.random.Generator, day: Ints) -> Ints:
    share = rng.random(len(day))
    recent, old = (
        np.searchsorted(cumulated(np.array(weights)), share, side="right") for weights in (_GATES_RECENT, _GATES_OLD)
    )
    return np.where(_DAYS - day < _RECENT, recent, old).astype(np.int32)


def _states(rng: np.random.Generator, day: Ints, gate: Ints) -> Ints:
    """Planned before a contract; running for a year after it, and for three with support; -1 for some."""
    age = _DAYS - day
    lasts = np.where(gate >= GATES.index("support"), 3 * 365, 365) * rng.uniform(0.5, 1.5, len(day))
    state = np.where(age < lasts, STATES.index("running"), STATES.index("ended"))
    state = np.where((gate <= GATES.index("quote")) & (age < lasts), STATES.index("planned"), state)
    return np.where(rng.random(len(day)) < 0.98, state, -1).astype(np.int32)


def _licences(rng: np.random.Generator, gate: Ints, harmless: NDArray[np.bool_]) -> Ints:
    """Where the licence stands: goods need none, and for others it follows how far the sale is."""
    share = rng.random(len(gate))
    stage = np.digitize(gate, [GATES.index("contract"), GATES.index("ship")])
    found = np.zeros(len(gate), np.int32)
    for at, weights in enumerate(_LICENCE):
        here = stage == at
        found[here] = np.searchsorted(cumulated(np.array(weights)), share[here], side="right")
    return np.where(harmless & (share < 0.97), LICENCES.index("not_required"), found).astype(np.int32)
