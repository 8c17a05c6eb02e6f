"""The profile of every country from everything observed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final

import numpy as np

from duecare.countries.profile.measure import bands_of, measure, practices, shares_of
from duecare.countries.profile.observed import Observed
from duecare.countries.profile.policy import ProfilePolicy
from duecare.countries.profile.result import SEVERE, Past, Profile
from duecare.countries.profile.trend import changes, lines

_PAST_DRAWS: Final = 250
_FIRST_VANTAGE: Final = 1992


def world(observed: Observed, policy: ProfilePolicy, day: datetime.date, *, past: bool = True) -> dict[str, Profile]:
    """The profiles of all countries of which something is observed, as of a day.

    Args:
        observed: Everything observed.
        policy: Dimensions, cuts and assumptions.
        day: Nothing published later is used, and the age of data is counted from here.
        past: Also what could be known on 1 April of every year from 1992 on.
    """
    now = {dimension: practices(observed, policy, dimension, day) for dimension in policy.dimensions}
    moved = {dimension: changes(observed, policy, dimension) for dimension in policy.dimensions}
    drawn = {dimension: lines(observed, policy, dimension) for dimension in policy.dimensions}
    earlier: dict[str, dict[int, dict[str, Past]]] = {}
    if past:
        for year in range(_FIRST_VANTAGE, day.year + 1):
            at = datetime.date(year, 4, 1)
            if at <= day:
                _past(observed, policy, at, earlier)
    profiles = {}
    for code in observed.countries:
        held = {dimension: some[code] for dimension, some in now.items() if code in some}
        context = {key: some[code][-1] for key, some in observed.context.items() if code in some}
        if held or context:
            profiles[code] = Profile(
                code,
                day,
                held,
                {dimension: some[code] for dimension, some in moved.items() if code in some},
                {dimension: some[code] for dimension, some in drawn.items() if code in some},
                earlier.get(code, {}),
                context,
            )
    return profiles


def _past(
    observed: Observed, policy: ProfilePolicy, day: datetime.date, into: dict[str, dict[int, dict[str, Past]]]
) -> None:
    for dimension in policy.dimensions:
        found = measure(observed, policy, dimension, day, _PAST_DRAWS)
        low, median, high = np.quantile(found.together, (0.05, 0.5, 0.95), axis=1)
        shares = shares_of(found.together)
        severe = np.zeros(len(observed.countries), int)
        families = np.zeros(len(observed.countries), int)
        for draws in found.families.values():
            middle_of = np.median(draws, axis=1)
            severe += middle_of >= SEVERE
            families += ~np.isnan(middle_of)
        newest = np.max([one.years for one in found.newest], axis=0) if found.newest else np.zeros(len(low))
        for row, code in enumerate(observed.countries):
            if np.isnan(median[row]):
                continue
            bands = bands_of(shares[row], policy.named_at)
            if bands == (SEVERE,) and severe[row] < policy.severe_families:
                bands = (SEVERE - 1, SEVERE)
            figures = _rounded((median[row], low[row], high[row]))
            into.setdefault(code, {}).setdefault(day.year, {})[dimension] = Past(
                figures[0], figures[1], figures[2], bands, int(families[row]), int(newest[row])
            )


def _rounded(figures: Sequence[float]) -> list[float]:
    return [round(float(one), 2) for one in figures]
