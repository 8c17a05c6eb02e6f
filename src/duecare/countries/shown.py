"""What a memo draws of a country's practice: part of the review, so that it can be drawn again without any source."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from duecare.countries.at_hand import CountryData
from duecare.countries.practice import KnownPractice
from duecare.countries.profile.policy import BANDS


@dataclass(frozen=True, slots=True)
class ShownYear:
    """One year of a line; figures in hundredths of a band, 0 the best and 400 the worst."""

    year: int
    median: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class ShownDimension:
    """One dimension of one country: figures in hundredths of a band, 0 the best and 400 the worst.

    bands: one, or as many as cannot be told apart. line: up to eleven years within one dataset version, none later than
    was known.
    """

    country: str
    dimension: str
    bands: tuple[str, ...]
    median: int
    low: int
    high: int
    families: int
    newest: int
    disputed: bool
    dataset: str
    line: tuple[ShownYear, ...]


def shown(code: str, known: KnownPractice | None, day: datetime.date, data: CountryData) -> Iterator[ShownDimension]:
    """The dimensions of a country as they were known on a day."""
    profile = data.profile(code)
    if known is None or profile is None:
        return
    for key, one in known.dimensions.items():
        dataset, line = profile.lines.get(key, ("", ()))
        years = tuple(
            ShownYear(year, round(100 * median), round(100 * low), round(100 * high))
            for year, median, low, high in line
            if year <= one.newest
        )
        yield ShownDimension(
            code,
            key,
            tuple(BANDS[band] for band in one.bands),
            round(100 * one.median),
            round(100 * one.low),
            round(100 * one.high),
            one.families,
            one.newest,
            one.disputed,
            dataset if years else "",
            years,
        )
