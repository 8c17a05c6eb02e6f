"""Draws keep to the scale of their source, and all sources meet on the scale of the bands."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from statistics import NormalDist, median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from made_world import series

from duecare.countries.profile.draws import band_scale, drawn, middle, normals, position
from duecare.countries.profile.policy import Measured, policy

RULES = list(policy().indicators.values())
rules = st.sampled_from(RULES)
shares = st.floats(0, 1)


def at(rule: Measured, share: float) -> float:
    """A value so far from the worst end to the best."""
    worst, best = rule.ends
    return worst + share * (best - worst)


@pytest.mark.parametrize("rule", RULES, ids=[rule.key for rule in RULES])
def test_the_cuts_lie_where_the_bands_meet(rule: Measured) -> None:
    worst, best = rule.ends
    assert band_scale(np.array([best, *rule.cuts, worst]), rule).tolist() == [0, 1, 2, 3, 4]


@given(rules, shares, shares)
def test_a_better_value_never_lies_further_down(rule: Measured, one: float, other: float) -> None:
    low, high = sorted((one, other))
    worse, better = band_scale(np.array([at(rule, low), at(rule, high)]), rule)
    assert 0 <= better <= worse <= 4


@given(
    st.lists(st.lists(st.one_of(st.just(math.nan), st.floats(-9, 9)), min_size=3, max_size=3), min_size=1, max_size=7)
)
def test_the_middle_is_the_median_of_what_is_there(stack: list[list[float]]) -> None:
    found = middle([np.array(row) for row in stack])
    for column, value in enumerate(found):
        there = [row[column] for row in stack if not math.isnan(row[column])]
        assert value == pytest.approx(median(there)) if there else math.isnan(value)


@given(st.permutations([[1.0, math.nan], [2.0, 5.0], [7.0, 4.0], [3.0, math.nan]]))
def test_the_middle_does_not_depend_on_the_order(stack: list[list[float]]) -> None:
    assert middle([np.array(row) for row in stack]).tolist() == [2.5, 4.5]


def test_normals_are_even_and_belong_to_a_name_and_a_seed() -> None:
    one = normals("v2x_clphy", 1, 2000)
    even = [NormalDist().inv_cdf((place + 0.5) / 2000) for place in range(2000)]
    assert sorted(one) == even
    assert one.tolist() == normals("v2x_clphy", 1, 2000).tolist()
    for other in (normals("v2cltort", 1, 2000), normals("v2x_clphy", 2, 2000)):
        assert abs(np.corrcoef(one, other)[0, 1]) < 0.1


@given(rules, shares, st.floats(0, 5))
def test_draws_stay_on_the_scale_and_around_their_value(rule: Measured, share: float, sd: float) -> None:
    value = at(rule, share)
    found = drawn(np.array([value, math.nan]), np.array([sd, sd]), rule, normals("a", 1, 501))
    low, high = sorted(rule.ends)
    assert low - 1e-9 <= found[0].min() <= found[0].max() <= high + 1e-9
    assert np.median(found[0]) == pytest.approx(value)
    assert np.isnan(found[1]).all()


def test_without_an_error_every_draw_is_the_value() -> None:
    rule = policy().indicators["pts"]
    assert set(drawn(np.array([2.0]), np.array([0.0]), rule, normals("a", 1, 50))[0]) == {2.0}


@given(rules, shares, shares)
def test_a_better_value_has_no_lower_place_in_the_reference(rule: Measured, one: float, other: float) -> None:
    low, high = sorted((one, other))
    made = series(rule, [{2025: at(rule, 0.5)}])
    worse, better = position(np.array([at(rule, low), at(rule, high)]), made)
    assert 0 <= worse <= better + 1e-9
    assert better <= 100


def test_a_value_that_many_country_years_share_lies_in_their_middle() -> None:
    """Four in ten are at the best level: it is better than six in ten, and its own lie around it."""
    rule = policy().indicators["pts"]
    made = series(rule, [{2025: 1.0}])
    made.reference[:] = np.repeat([1.0, 2.0, 3.0, 5.0], [80, 40, 40, 41])
    best, worst, missing = position(np.array([1.0, 5.0, math.nan]), made)
    assert best == pytest.approx(80, abs=1)
    assert worst == pytest.approx(10, abs=1)
    assert math.isnan(missing)
