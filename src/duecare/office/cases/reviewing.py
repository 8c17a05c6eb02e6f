"""How a case is reviewed: with the instruments, lists and country data at hand on the day."""

from __future__ import annotations

import datetime
import gc
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duecare.countries import CountryData, starter_data
from duecare.guidance import Guidance
from duecare.office.cases.house import house_rules, house_stamp
from duecare.parties.screening.decisions_file import decisions_path
from duecare.parties.screening.loaded import Lists, open_lists
from duecare.review import Policy, Review, review
from duecare.snapshots import COUNTRY_SOURCES, LIST_SOURCES, Home, home_from
from duecare.transaction import parse_transaction

STAYS = 20
"""Asked for so often, what is at hand counts as there to stay."""


@dataclass(frozen=True)
class Data:
    """All that a review rests on beside the deal."""

    day: datetime.date
    guidance: Guidance
    policy: Policy
    lists: Lists | None
    countries: CountryData


class _Loaded:
    """What is at hand, read once and again when the data folder or the day is another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[object, ...] = ()
        self._asked = 0
        self._data: Data | None = None

    def on(self, day: datetime.date) -> Data:
        home = home_from(os.environ)
        key = (home.root, day, _stamp(home))
        with self._lock:
            if self._data is None or key != self._key:
                gc.unfreeze()  # what was at hand before may go
                self._data, self._key, self._asked = _read(home, day), key, 0
            self._asked += 1
            if self._asked == STAYS:  # it is many objects to look through for garbage again and again
                gc.collect()
                gc.freeze()
            return self._data


def _stamp(home: Home) -> tuple[object, ...]:
    """What tells a data folder from itself as it was before a pull or a decision, of which more are only ever added,
    and before a change of the rules of the house."""
    kept = [home.snapshots, *sorted(home.snapshots.glob("*"))] if home.snapshots.is_dir() else []
    decided = decisions_path(home)
    sizes = ((str(decided), decided.stat().st_size),) if decided.is_file() else ()
    return (*((str(path), path.stat().st_mtime_ns) for path in kept), *sizes, *house_stamp(home.root))


def _read(home: Home, day: datetime.date) -> Data:
    listed = any((home.snapshots / source.key).is_dir() for source in LIST_SOURCES)
    known = any((home.snapshots / source.key).is_dir() for source in COUNTRY_SOURCES)
    if known:
        from duecare.countries.loaded import open_countries

        countries = open_countries(home, day)
    else:
        countries = starter_data()
    rules = house_rules()
    return Data(day, rules.guidance, rules.policy, open_lists(home, day) if listed else None, countries)


_LOADED = _Loaded()


def data_on(day: datetime.date) -> Data:
    """What reviews rest on, on a day.

    Raises:
        HouseRulesError: the rules of the house cannot be used.
        InputError: a list or an index that is loaded cannot.
    """
    return _LOADED.on(day)


def reviewed(document: Mapping[str, Any], data: Data) -> Review:
    """Review a deal: the same document whatever order its keys stand in, since PostgreSQL keeps none.

    Raises:
        InputError: it is no transaction; says what is accepted.
    """
    return review(
        parse_transaction(_in_order(document)), known_at=data.day, law_at=data.day, guidance=data.guidance,
        policy=data.policy, lists=data.lists, country_data=data.countries,
    )  # fmt: skip


def _in_order(value: Any) -> Any:
    """A document with the keys of each mapping in the order of the alphabet."""
    if isinstance(value, Mapping):
        return {key: _in_order(value[key]) for key in sorted(value, key=str)}
    return [_in_order(one) for one in value] if isinstance(value, list) else value
