"""The starter's country rows: treaties, export-control groups, embargoes, bans, programmes, shutdowns."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache
from typing import Literal

from duecare.snapshots.starter.files import read_json


@dataclass(frozen=True, slots=True)
class TreatyStatus:
    """Where a state stands to a treaty: `party`, `signed` or `none`; the year of that act; read or memory."""

    status: Literal["party", "signed", "none"]
    year: int | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One embargo, ban or programme against a country, and the days between which it stood.

    confidence: `read` means that the regime itself was read in a copy; its dates are recollected all the same.
    """

    authority: str
    instrument: str
    start: datetime.date
    end: datetime.date | None
    confidence: str

    def stands(self, day: datetime.date) -> bool:
        """In force on a day. The last day no longer counts."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class CountryRow:
    """All that the starter holds on a country. An empty tuple: nothing was written down, not that there is nothing.

    ear_groups and treaties are complete tables: what is not in them is not so, as of their dates.
    ear_since is set where the groups are known to have changed after 2020.
    """

    code: str
    iccpr: TreatyStatus | None
    op1: TreatyStatus | None
    cat: TreatyStatus | None
    ear_groups: frozenset[str]
    ear_since: datetime.date | None
    arms_embargoes: tuple[Measure, ...]
    interception_bans: tuple[Measure, ...]
    programmes: tuple[Measure, ...]
    shutdown_years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RegionRow:
    """What is said of a region beside what holds for its country."""

    code: str
    fact: str
    value: str
    start: datetime.date
    source: str
    published: datetime.date
    confidence: str
    note: str


@cache
def country_row(code: str) -> CountryRow | None:
    """The row of a country by its alpha-2 code; None where the starter has none (regions, dependent territories)."""
    raw = read_json("countries.json").get(code)
    if raw is None:
        return None
    treaties = {short: TreatyStatus(*status) for short, status in raw.get("treaties", {}).items()}
    return CountryRow(
        code,
        treaties.get("iccpr"),
        treaties.get("op1"),
        treaties.get("cat"),
        frozenset(raw["ear"]),
        datetime.date.fromisoformat(raw["ear_since"]) if "ear_since" in raw else None,
        _measures(raw.get("arms_embargoes", ())),
        _measures(raw.get("interception_bans", ())),
        _measures(raw.get("programmes", ())),
        tuple(raw.get("shutdowns", ())),
    )


@cache
def region_rows(code: str) -> tuple[RegionRow, ...]:
    """What is said of a region by its ISO 3166-2 code."""
    return tuple(
        RegionRow(
            code,
            raw["fact"],
            raw["value"],
            datetime.date.fromisoformat(raw["from"]),
            raw["source"],
            datetime.date.fromisoformat(raw["published"]),
            raw["confidence"],
            raw["note"],
        )
        for raw in read_json("regions.json")
        if raw["code"] == code
    )


def _measures(raw: list[list[str | None]] | tuple[()]) -> tuple[Measure, ...]:
    day = datetime.date.fromisoformat
    return tuple(
        Measure(authority or "", instrument or "", day(start or ""), day(end) if end else None, basis or "")
        for authority, instrument, start, end, basis in raw
    )
