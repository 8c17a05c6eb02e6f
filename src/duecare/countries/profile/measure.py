"""The dimensions of every country on a day: draws to families, families to dimensions, dimensions to bands."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np

from duecare.countries.profile.draws import band_scale, drawn, middle, normals, position
from duecare.countries.profile.observed import FIRST_YEAR, Floats, Observed, Series
from duecare.countries.profile.policy import BANDS, ProfilePolicy
from duecare.countries.profile.result import SEVERE, Practice, Reading

_INTERVAL: Final = (0.05, 0.5, 0.95)
_Z90: Final = 1.6449


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest usable value of one indicator for every country: shape (countries,); years 0 where there is none.

    errors: the source's own, or the one assumed. widened: with the change that is usual since then.
    """

    series: Series
    values: Floats
    errors: Floats
    stated: Floats
    widened: Floats
    years: Floats


@dataclass(frozen=True, slots=True)
class Measure:
    """One dimension of all countries on a day, as draws on the scale of the bands: shape (countries, draws)."""

    newest: tuple[Newest, ...]
    families: Mapping[str, Floats]
    together: Floats


def newest(series: Series, policy: ProfilePolicy, day: datetime.date) -> Newest:
    """The newest values that were public on a day, with errors widened for their age."""
    last = policy.releases[series.rule.source].last_year(day)
    first = day.year - policy.oldest_years
    until = min(last - FIRST_YEAR + 1, series.values.shape[1])
    since = max(first - FIRST_YEAR, 0)
    window = series.values[:, since:until] if until > since else series.values[:, :0]
    held = ~np.isnan(window)
    some = held.any(axis=1) if window.shape[1] else np.zeros(len(series.values), bool)
    at = np.where(some, since + window.shape[1] - 1 - np.argmax(held[:, ::-1], axis=1) if window.shape[1] else 0, 0)
    rows = np.arange(len(series.values))
    values = np.where(some, series.values[rows, at], np.nan)
    own = series.sds[rows, at]
    years = np.where(some, at + FIRST_YEAR, 0)
    age = np.array(
        [max((day - datetime.date(int(year), 12, 31)).days / 365.25, 0.0) if year else 0.0 for year in years]
    )
    errors = np.where(np.isnan(own), series.rule.sd, own)
    widened = np.sqrt(errors**2 + series.change**2 * age)
    return Newest(series, values, errors, ~np.isnan(own), widened, years)


def measure(observed: Observed, policy: ProfilePolicy, dimension: str, day: datetime.date, draws: int) -> Measure:
    """One dimension on a day. Where one family alone speaks of a country, errors are widened by the policy's factor."""
    series = [one for one in observed.series.values() if one.rule.dimension == dimension]
    values = _not_replaced([newest(one, policy, day) for one in series])
    speaking = np.zeros(len(observed.countries))
    for family in {one.rule.family for one in series}:
        own = [one for one in values if one.series.rule.family == family]
        speaking += np.any([~np.isnan(one.values) for one in own], axis=0)
    factor = np.where(speaking == 1, policy.single_family_factor, 1.0)
    families: dict[str, list[Floats]] = {}
    for one in values:
        rule = one.series.rule
        normal = normals(rule.key, policy.seed, draws)
        scale = band_scale(drawn(one.values, one.widened * factor, rule, normal), rule)
        families.setdefault(rule.family, []).append(scale)
    voted = {family: middle(stack) for family, stack in sorted(families.items())}
    empty = np.full((len(observed.countries), draws), np.nan)
    return Measure(values, voted, middle(list(voted.values())) if voted else empty)


def _not_replaced(values: Sequence[Newest]) -> tuple[Newest, ...]:
    """Values less those of an older method where the newer one speaks."""
    by_key = {one.series.rule.key: one for one in values}
    kept = []
    for one in values:
        newer = by_key.get(one.series.rule.replaced_by or "")
        kept.append(one if newer is None else replace(one, values=np.where(np.isnan(newer.values), one.values, np.nan)))
    return tuple(kept)


def shares_of(draws: Floats) -> Floats:
    """The share of draws in each band: shape (countries, 4)."""
    ranks = np.clip(np.floor(draws), 0, SEVERE)
    return np.stack([(ranks == rank).mean(axis=1) for rank in range(len(BANDS))], axis=1)


def bands_of(shares: Sequence[float], named_at: float) -> tuple[int, ...]:
    """The fewest neighbouring bands that hold so large a share of the draws: of several such those that hold most, of
    equal ones the worse.

    >>> bands_of((0, .1, .85, .05), .8), bands_of((0, .1, .45, .45), .8)
    ((2,), (2, 3))
    """
    for width in range(1, len(shares) + 1):
        held = [(round(sum(shares[low : low + width]), 9), low) for low in range(len(shares) - width + 1)]
        most, low = max(held)
        if most >= named_at - 1e-9:
            return tuple(range(low, low + width))
    return tuple(range(len(shares)))


def practices(observed: Observed, policy: ProfilePolicy, dimension: str, day: datetime.date) -> dict[str, Practice]:
    """One dimension of every country of which something is said."""
    found = measure(observed, policy, dimension, day, policy.draws)
    low, median, high = np.quantile(found.together, _INTERVAL, axis=1)
    shares = shares_of(found.together)
    own = {family: np.quantile(draws, _INTERVAL, axis=1) for family, draws in found.families.items()}
    left_out = _left_out(found)
    readings = _readings(found.newest, policy)
    places = _positions(found.newest)
    result = {}
    for row, code in enumerate(observed.countries):
        if np.isnan(median[row]):
            continue
        families = {
            family: (float(mid[row]), float(bottom[row]), float(top[row]))
            for family, (bottom, mid, top) in own.items()
            if not np.isnan(mid[row])
        }
        bands, disputed = _severe_needs_two(bands_of(shares[row], policy.named_at), families, policy)
        without = {}
        for family in families:
            if len(families) > 1:
                others = {key: value for key, value in families.items() if key != family}
                without[family], _ = _severe_needs_two(bands_of(left_out[family][row], policy.named_at), others, policy)
        result[code] = Practice(
            median=float(median[row]),
            low=float(low[row]),
            high=float(high[row]),
            shares=_four(shares[row]),
            bands=bands,
            disputed=disputed,
            families=families,
            newest=max(reading.year for reading in readings[row]),
            position=float(places[row]),
            readings=readings[row],
            without=without,
            conflicts=_conflicts(families),
        )
    return result


def _four(shares: Floats) -> tuple[float, float, float, float]:
    good, mixed, serious, severe = (float(share) for share in shares)
    return good, mixed, serious, severe


def _severe_needs_two(
    bands: tuple[int, ...], families: Mapping[str, tuple[float, float, float]], policy: ProfilePolicy
) -> tuple[tuple[int, ...], bool]:
    """Severe alone stands only where two families read it so; else it is serious or severe, and disputed."""
    if bands != (SEVERE,):
        return bands, False
    severe = sum(median >= SEVERE for median, _, _ in families.values())
    return (bands, False) if severe >= policy.severe_families else ((SEVERE - 1, SEVERE), True)


def _conflicts(families: Mapping[str, tuple[float, float, float]]) -> tuple[tuple[str, str], ...]:
    """Pairs of families more than a band apart whose 90 % intervals do not meet."""
    return tuple(
        (one, other)
        for one, other in combinations(families, 2)
        if abs(families[one][0] - families[other][0]) > 1.0
        and (families[one][1] > families[other][2] or families[other][1] > families[one][2])
    )


def _left_out(found: Measure) -> dict[str, Floats]:
    """Shares of the bands with each family left out; not widened anew, so that only the vote differs."""
    if len(found.families) < 2:
        return {family: np.zeros((len(found.together), len(BANDS))) for family in found.families}
    return {
        family: shares_of(middle([draws for key, draws in found.families.items() if key != family]))
        for family in found.families
    }


def _readings(values: Sequence[Newest], policy: ProfilePolicy) -> list[tuple[Reading, ...]]:
    count = len(values[0].values) if values else 0
    rows: list[list[Reading]] = [[] for _ in range(count)]
    for one in values:
        places = position(one.values, one.series)
        scale = band_scale(one.values, one.series.rule)
        for row in np.flatnonzero(~np.isnan(one.values)):
            rows[row].append(
                Reading(
                    one.series.rule.key,
                    one.series.dataset,
                    int(one.years[row]),
                    float(one.values[row]),
                    float(one.errors[row]),
                    bool(one.stated[row]),
                    float(places[row]),
                    float(scale[row]),
                )
            )
    return [tuple(row) for row in rows]


def _positions(values: Sequence[Newest]) -> Floats:
    """The place in the reference, by the same votes as the bands: indicators to families, families to one."""
    families: dict[str, list[Floats]] = {}
    for one in values:
        families.setdefault(one.series.rule.family, []).append(position(one.values, one.series))
    return middle([middle(stack) for stack in families.values()]) if families else np.zeros(0)
