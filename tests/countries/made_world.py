"""Small worlds of countries: observations made by hand, and the arrays, profiles and data that come of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from duecare.countries import CountryData
from duecare.countries.holdings import Holdings
from duecare.countries.profile.measure import practices
from duecare.countries.profile.observed import FIRST_YEAR, Observed, Series, observed
from duecare.countries.profile.policy import Measured, policy
from duecare.countries.profile.result import Practice
from duecare.countries.profile.stored import Dataset, open_profiles, write_profiles
from duecare.countries.profile.world import world
from duecare.countries.sources.record import Edition, Indicator, Observation

DAY = datetime.date(2026, 11, 26)
YEARS = range(2010, 2026)
Values = Mapping[str, float | Mapping[int, float]]


def rows(
    indicator: str, values: Values, years: Iterable[int] = YEARS, sd: float | None = None
) -> Iterator[Observation]:
    """Observations of one indicator by country: a value for every year, or one a year."""
    for country, value in values.items():
        by_year = value if isinstance(value, Mapping) else dict.fromkeys(years, value)
        for year, figure in by_year.items():
            yield Observation(country, year, indicator, figure, sd)


def edition(dataset: str, *parts: Iterable[Observation], indicators: tuple[Indicator, ...] = ()) -> Edition:
    return Edition(dataset, None, tuple(record for part in parts for record in part), indicators=indicators)


def arrays(*editions: tuple[str, Edition], last: int = 2026) -> Observed:
    return observed(editions, policy(), last)


def one_edition(source: str, dataset: str, *parts: Iterable[Observation]) -> Observed:
    return arrays((source, edition(dataset, *parts)))


def series(rule: Measured, values: list[dict[int, float]], dataset: str = "made", change: float = 0.0) -> Series:
    """A series with a row a country, whatever its policy; the reference is of no matter."""
    table = np.full((len(values), 2026 - FIRST_YEAR + 1), np.nan)
    for row, by_year in enumerate(values):
        for year, value in by_year.items():
            table[row, year - FIRST_YEAR] = value
    reference = np.linspace(min(rule.ends), max(rule.ends), 201)
    return Series(rule, dataset, table, np.full_like(table, np.nan), reference, change)


def agreeing(rule: Measured, value: float, families: int, *, year: int = 2025, change: float = 0.0) -> Observed:
    """One country of which so many families read the same."""
    found = {}
    for number in range(families):
        own = replace(rule, key=f"{rule.key}_{number}", family=f"family {number}")
        found[own.key] = series(own, [{year: value}], change=change)
    return Observed(("XX",), 2026 - FIRST_YEAR + 1, found, {})


def practice(found: Observed, dimension: str, code: str = "XX", day: datetime.date = DAY) -> Practice:
    return practices(found, policy(), dimension, day)[code]


def data(
    folder: Path, *editions: tuple[str, Edition], as_of: datetime.date = DAY, holdings: Holdings | None = None
) -> CountryData:
    """Country data at hand, from these editions alone."""
    rules = policy()
    path = folder / "profiles.jsonl"
    write_profiles(
        path,
        world(observed(editions, rules, as_of.year), rules, as_of),
        as_of=as_of,
        policy=rules.version,
        seed=rules.seed,
        draws=rules.draws,
        datasets=[Dataset(source, one.dataset, "own", None, "0" * 64) for source, one in editions],
    )
    return CountryData(open_profiles(path), holdings or Holdings())
