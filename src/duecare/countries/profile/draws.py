"""Draws from the error of each indicator, and what each draw means: bands past the best, and place in the reference.

All countries share the draws of an indicator, so that a profile does not depend on which others are computed with it;
they are spread evenly over the normal distribution and shuffled by a seed of their own.
"""

from __future__ import annotations

import hashlib
from statistics import NormalDist
from typing import Final

import numpy as np

from duecare.countries.profile.observed import Floats, Series
from duecare.countries.profile.policy import Measured

_TOP: Final = 4.0


def normals(name: str, seed: int, count: int) -> Floats:
    """Standard-normal draws that belong to a name: shape (count,)."""
    digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    even = np.array([NormalDist().inv_cdf((at + 0.5) / count) for at in range(count)])
    generator = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "big")))
    return np.asarray(generator.permutation(even), dtype=np.float64)


def drawn(values: Floats, sds: Floats, rule: Measured, normal: Floats) -> Floats:
    """Values with their errors, kept within the scale: shape (countries, draws); NaN rows where a value is missing."""
    low, high = sorted(rule.ends)
    return np.clip(values[:, None] + sds[:, None] * normal[None, :], low, high)


def band_scale(values: Floats, rule: Measured) -> Floats:
    """Where values lie on the scale of the bands: 0 the best, 1 to 2 mixed, 2 to 3 serious, 3 to 4 severe.

    Between the cuts the scale runs evenly, so that readings of different sources can be set against each other.

    >>> from duecare.countries.profile.policy import policy
    >>> float(band_scale(np.array([3.5]), policy().indicators["pts"])[0])
    3.0
    """
    worst, best = rule.ends
    raw = [best, *rule.cuts, worst]
    steps = np.array([0.0, 1.0, 2.0, 3.0, _TOP])
    if best > worst:
        return np.asarray(np.interp(values, raw[::-1], steps[::-1]), dtype=np.float64)
    return np.asarray(np.interp(values, raw, steps), dtype=np.float64)


def position(values: Floats, series: Series) -> Floats:
    """The share of the reference country-years that are no better, 0 to 100: 90 is better than nine in ten."""
    shares = np.linspace(0.0, 100.0, len(series.reference))
    lower, upper = (np.searchsorted(series.reference, values, side) for side in ("left", "right"))
    between = np.interp(values, series.reference, shares)
    ties = np.where(upper - lower > 1, (shares[np.minimum(lower, len(shares) - 1)] + shares[upper - 1]) / 2, between)
    ties = np.where(np.isnan(values), np.nan, ties)
    worst, best = series.rule.ends
    return ties if best > worst else 100.0 - ties


def middle(stack: list[Floats]) -> Floats:
    """The median over the first axis, missing ones left out; NaN where all are missing."""
    if len(stack) == 1:
        return stack[0]
    ordered = np.sort(np.stack(stack), axis=0)  # NaN goes last
    present = (~np.isnan(ordered)).sum(axis=0)
    low = np.take_along_axis(ordered, np.maximum(present - 1, 0)[None] // 2, axis=0)[0]
    high = np.take_along_axis(ordered, np.minimum(present // 2, len(stack) - 1)[None], axis=0)[0]
    return np.asarray(np.where(present % 2 == 1, low, (low + high) / 2), dtype=np.float64)
