"""Where people work or sell: regions of the world and their countries, and which are of higher risk on a day.

Risk is read from the practice bands of countries at hand (`duecare.countries`). A country is of higher risk where its
band is severe, as far as is known; a region where at least half of its countries with a known band are.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from duecare.countries import CountryData
from duecare.countries.practice import known_practice
from duecare.countries.profile.policy import BANDS
from duecare.places import name

HIGHER: Final = "higher"
"""Stands for every region and country of higher risk, in place of one."""
SEVERE: Final = BANDS.index("severe")


@dataclass(frozen=True, slots=True)
class Region:
    """A region. countries: ISO 3166 codes."""

    key: str
    title: str
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Risk:
    """What is known of a region or country on a day: how many countries have a band, and how many may be severe."""

    known: int
    severe: int

    @property
    def share(self) -> float:
        return self.severe / self.known if self.known else 0.0

    @property
    def higher(self) -> bool:
        return self.known > 0 and 2 * self.severe >= self.known


@cache
def regions() -> Mapping[str, Region]:
    """Every region by its key."""
    found = YAML(typ="safe", pure=True).load(Path(__file__).with_name("regions.yaml").read_bytes())
    return {key: Region(key, said["title"], tuple(said["countries"])) for key, said in found.items()}


@cache
def _region_by_country() -> Mapping[str, str]:
    return {code: one.key for one in regions().values() for code in one.countries}


def region_of(place: str) -> str:
    """The region of a place, which is a region itself or a country; empty where it is none.

    >>> region_of("EG"), region_of("north-africa"), region_of("")
    ('north-africa', 'north-africa', '')
    """
    return place if place in regions() else _region_by_country().get(place, "")


def is_place(place: str) -> bool:
    """Whether a person can be said to work there."""
    return bool(region_of(place))


def place_title(place: str) -> str:
    """A region or country by its name; empty for none.

    >>> place_title("west-asia"), place_title("EG")
    ('Western Asia', 'Egypt')
    """
    if place in regions():
        return regions()[place].title
    return name(place) if place in _region_by_country() else ""


def place_choices() -> list[tuple[str, Any]]:
    """Regions first, then every country below its region, as a field of a form offers them."""
    return [("Regions", [(one.key, one.title) for one in regions().values()])] + [
        (one.title, sorted(((code, name(code)) for code in one.countries), key=lambda row: row[1]))
        for one in regions().values()
    ]


def within(place: str, wanted: str, risks: Mapping[str, Risk]) -> bool:
    """Whether a person's place lies in what is asked for: nothing, `HIGHER`, a region or a country.

    >>> within("EG", "north-africa", {}), within("north-africa", "EG", {}), within("EG", "", {})
    (True, False, True)
    """
    if not wanted:
        return True
    if wanted == HIGHER:
        return place in risks and risks[place].higher
    return wanted in (place, region_of(place))


class _Held:
    """Risks of every place, worked out once for a day and the data at hand."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[object, ...] = ()
        self._found: dict[str, Risk] = {}

    def on(self, day: datetime.date, data: CountryData) -> Mapping[str, Risk]:
        with self._lock:
            if self._key[:1] != (day,) or self._key[1] is not data:
                self._found, self._key = _risks(day, data), (day, data)
            return self._found


def _risks(day: datetime.date, data: CountryData) -> dict[str, Risk]:
    found: dict[str, Risk] = {}
    for region in regions().values():
        for code in region.countries:
            practice = known_practice(code, day, data)
            found[code] = Risk(0, 0) if practice is None else Risk(1, int(SEVERE in practice.bands))
        within_it = [found[code] for code in region.countries]
        found[region.key] = Risk(sum(one.known for one in within_it), sum(one.severe for one in within_it))
    return found


_HELD: Final = _Held()


def risks(day: datetime.date) -> Mapping[str, Risk]:
    """What is known of every region and country on a day, with the country data at hand."""
    from duecare.office.cases.reviewing import data_on  # cases rest on people, not people on cases

    return _HELD.on(day, data_on(day).countries)
