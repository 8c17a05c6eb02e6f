"""Change over years, within one dataset version and never across a break of method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from duecare.countries.profile.draws import band_scale, drawn, middle, normals
from duecare.countries.profile.observed import FIRST_YEAR, Floats, Observed, Series
from duecare.countries.profile.policy import ProfilePolicy
from duecare.countries.profile.result import Change

_INTERVAL: Final = (0.05, 0.5, 0.95)
_DRAWS: Final = 400
LONGEST: Final = 10
_ENDS_TOGETHER: Final = 2
"""Families whose data end more years than this before the newest say nothing of the same span."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Indicators of one family and one dataset version that run over the same years."""

    family: str
    dataset: str
    series: tuple[Series, ...]
    first: int
    last: int


def stretches(observed: Observed, policy: ProfilePolicy, dimension: str) -> list[Stretch]:
    """For each family that measures a dimension, the dataset version that runs furthest, as long as it is comparable.

    An indicator that ends earlier than others of its dataset is left out: a series that loses members midway would move
    without any change.
    """
    groups: dict[str, dict[str, list[Series]]] = {}
    for one in observed.series.values():
        if one.rule.dimension == dimension and one.rule.replaced_by is None:
            groups.setdefault(one.rule.family, {}).setdefault(one.dataset, []).append(one)
    found = []
    for family, datasets in sorted(groups.items()):
        candidates = []
        for dataset, series in datasets.items():
            last = max(one.last_year for one in series)
            running = [one for one in series if one.last_year == last]
            begins = max(max(_first(one), policy.releases[one.rule.source].break_at or 0) for one in running)
            candidates.append(Stretch(family, dataset, tuple(running), begins, last))
        found.append(max(candidates, key=lambda one: (one.last - one.first >= LONGEST, one.last, one.dataset)))
    return found


def changes(observed: Observed, policy: ProfilePolicy, dimension: str) -> dict[str, tuple[Change, ...]]:
    """The changes of one dimension over the policy's spans, for every country and span that some family covers."""
    held = stretches(observed, policy, dimension)
    found: dict[str, list[Change]] = {code: [] for code in observed.countries}
    for span in policy.spans:
        covering = [one for one in held if one.last - span >= one.first]
        if not covering:
            continue
        end = max(one.last for one in covering)
        covering = [one for one in covering if end - one.last <= _ENDS_TOGETHER]
        each = [_moved(one, span, policy) for one in covering]
        moved = middle(each)
        low, median, high = np.quantile(moved, _INTERVAL, axis=1)
        worse = (moved > policy.trend_change).mean(axis=1)
        better = (moved < -policy.trend_change).mean(axis=1)
        for row, code in enumerate(observed.countries):
            if not np.isnan(median[row]):
                speaking = [one for one, own in zip(covering, each, strict=True) if not np.isnan(own[row]).all()]
                last = max(one.last for one in speaking)
                found[code].append(
                    Change(
                        span,
                        last - span,
                        last,
                        float(median[row]),
                        float(low[row]),
                        float(high[row]),
                        float(worse[row]),
                        float(better[row]),
                        ", ".join(one.dataset for one in speaking),
                        said(float(worse[row]), float(better[row]), policy.trend_share),
                    )
                )
    return {code: tuple(some) for code, some in found.items() if some}


def said(worse: float, better: float, share: float) -> Literal["deteriorating", "improving", "no clear change"]:
    """What a change is called: only where so large a share of the draws lies beyond the threshold.

    >>> said(.95, 0, .9), said(.8, 0, .9)
    ('deteriorating', 'no clear change')
    """
    if worse >= share:
        return "deteriorating"
    return "improving" if better >= share else "no clear change"


def lines(
    observed: Observed, policy: ProfilePolicy, dimension: str
) -> Mapping[str, tuple[str, tuple[tuple[int, float, float, float], ...]]]:
    """For every country the dataset and the yearly median and interval of one dimension, over up to eleven years."""
    held = stretches(observed, policy, dimension)
    if not held:
        return {}
    best = max(held, key=lambda one: (min(one.last - one.first, LONGEST), one.last, one.family == "vdem"))
    years = range(max(best.last - LONGEST, best.first), best.last + 1)
    found: dict[str, list[tuple[int, float, float, float]]] = {}
    for year in years:
        scale = middle([_scale(one, year, "line", policy, _DRAWS) for one in best.series])
        low, median, high = np.quantile(scale, _INTERVAL, axis=1)
        for row, code in enumerate(observed.countries):
            if not np.isnan(median[row]):
                found.setdefault(code, []).append((year, float(median[row]), float(low[row]), float(high[row])))
    return {code: (best.dataset, tuple(some)) for code, some in found.items()}


def _first(series: Series) -> int:
    return FIRST_YEAR + int(np.flatnonzero(~np.isnan(series.values).all(axis=0))[0])


def _moved(stretch: Stretch, span: int, policy: ProfilePolicy) -> Floats:
    """Bands further down than so many years before: shape (countries, draws)."""
    return middle(
        [
            _scale(one, stretch.last, "last", policy, policy.draws)
            - _scale(one, stretch.last - span, "first", policy, policy.draws)
            for one in stretch.series
        ]
    )


def _scale(series: Series, year: int, name: str, policy: ProfilePolicy, draws: int) -> Floats:
    at = year - FIRST_YEAR
    values, own = series.values[:, at], series.sds[:, at]
    errors = np.where(np.isnan(own), series.rule.sd, own)
    normal = normals(f"{series.rule.key}:{name}", policy.seed, draws)
    return band_scale(drawn(values, errors, series.rule, normal), series.rule)
