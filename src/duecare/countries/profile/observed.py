"""The observations of all sources as arrays: a country a row, a year a column, one dataset an indicator."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duecare.countries.profile.policy import Measured, ProfilePolicy, measured
from duecare.countries.sources.record import Edition, Indicator, Observation

Floats = NDArray[np.float64]
FIRST_YEAR: Final = 1990
_KNOTS: Final = 201


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator of one dataset.

    values, sds: shape (countries, years), on the source's scale; NaN where nothing is said; sds NaN where the source
    states no error. reference: values at even shares of the pooled country-years of the policy, ascending. change: the
    usual change from one year to the next (standard deviation), on the source's scale.
    """

    rule: Measured
    dataset: str
    values: Floats
    sds: Floats
    reference: Floats
    change: float

    @property
    def last_year(self) -> int:
        """The newest year with a value for any country."""
        return FIRST_YEAR + int(np.flatnonzero(~np.isnan(self.values).all(axis=0))[-1])


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything observed. countries: the codes of the rows. years: how many columns from 1990 on."""

    countries: tuple[str, ...]
    years: int
    series: Mapping[str, Series]
    context: Mapping[str, Mapping[str, Sequence[tuple[int, float]]]]

    def without(self, families: Collection[str]) -> Observed:
        """The same less some families, as for a test against sources that are held back."""
        kept = {key: one for key, one in self.series.items() if one.rule.family not in families}
        return replace(self, series=kept)


def observed(editions: Iterable[tuple[str, Edition]], policy: ProfilePolicy, last_year: int) -> Observed:
    """Arrays from the editions of sources, each with the key of its source, the newest of a source first.

    An indicator is taken whole from the first edition of its source that has it: two versions of a dataset are never
    put into one series.
    """
    taken: dict[str, tuple[Measured | None, str, dict[tuple[str, int], Observation]]] = {}
    for source, edition in editions:
        own = {one.key: custom(one) for one in edition.indicators}
        found: dict[str, dict[tuple[str, int], Observation]] = {}
        for record in edition.records:
            if isinstance(record, Observation) and record.indicator not in taken and record.year >= FIRST_YEAR:
                found.setdefault(record.indicator, {})[record.country, record.year] = record
        for key, held in found.items():
            rule = own.get(key) or policy.indicators.get(key)
            taken[key] = (rule if rule is not None and rule.source == source else None, edition.dataset, held)
    countries = tuple(sorted({country for _, _, held in taken.values() for country, _ in held}))
    rows = {code: at for at, code in enumerate(countries)}
    years = last_year - FIRST_YEAR + 1
    series, context = {}, {}
    for key, (rule, dataset, held) in sorted(taken.items()):
        if rule is None:
            context[key] = _context(held.values())
            continue
        values, sds = np.full((len(countries), years), np.nan), np.full((len(countries), years), np.nan)
        for (country, year), record in held.items():
            if year <= last_year:
                values[rows[country], year - FIRST_YEAR] = record.value
                if record.sd is not None:
                    sds[rows[country], year - FIRST_YEAR] = record.sd
        if not np.isnan(values).all():
            series[key] = Series(rule, dataset, values, sds, *_scale(values, policy.reference))
    return Observed(countries, years, _with_changes(series), context)


def _with_changes(series: Mapping[str, Series]) -> dict[str, Series]:
    """The same, with a usual change for series of a single year: as large a part of their scale as others change by.

    Of those of one dimension the most restless counts; what was measured once is not for that reason sure to stand.
    """
    restless: dict[str, float] = {}
    for one in series.values():
        share = one.change / abs(one.rule.cuts[0] - one.rule.cuts[2])
        restless[one.rule.dimension] = max(restless.get(one.rule.dimension, 0.0), share)
    most = max(restless.values(), default=0.0)
    return {
        key: one
        if one.change
        else replace(one, change=(restless[one.rule.dimension] or most) * abs(one.rule.cuts[0] - one.rule.cuts[2]))
        for key, one in series.items()
    }


def custom(one: Indicator) -> Measured:
    """The rule of an indicator that a user's mapping declares; its ends lie beyond the cuts by half their spread."""
    best, worst = one.cuts[0], one.cuts[2]
    ends = (worst + (worst - best) / 2, best + (best - worst) / 2)
    return measured(
        one.key, one.title, one.dimension, "custom-index", one.family, ends, one.cuts, one.sd, "as its mapping says"
    )


def _scale(values: Floats, reference: tuple[int, int]) -> tuple[Floats, float]:
    """The reference quantiles and the usual yearly change. A source without those years is its own reference."""
    first, last = (year - FIRST_YEAR for year in reference)
    pool = values[:, first : last + 1]
    pool = pool[~np.isnan(pool)]
    if pool.size == 0:
        pool = values[~np.isnan(values)]
    steps = np.diff(values, axis=1)
    steps = steps[~np.isnan(steps)]
    return np.quantile(pool, np.linspace(0.0, 1.0, _KNOTS)), float(np.std(steps)) if steps.size > 1 else 0.0


def _context(held: Iterable[Observation]) -> dict[str, list[tuple[int, float]]]:
    found: dict[str, list[tuple[int, float]]] = {}
    for record in sorted(held, key=lambda one: (one.country, one.year)):
        found.setdefault(record.country, []).append((record.year, record.value))
    return found
