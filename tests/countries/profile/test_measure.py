"""A dimension on a day: one vote a family, errors that grow with age, and bands named only where they can be told."""

from __future__ import annotations

import datetime
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from made_world import DAY, agreeing, arrays, edition, one_edition, practice, rows

from duecare.countries.profile.measure import bands_of, newest, practices
from duecare.countries.profile.observed import Observed
from duecare.countries.profile.policy import policy
from duecare.countries.profile.result import Practice

RULE = policy().indicators["v2cltort"]
few = settings(max_examples=25, deadline=None)


def width(found: Practice) -> float:
    return found.high - found.low


@given(st.lists(st.integers(0, 2000), min_size=4, max_size=4).filter(any))
def test_bands_are_the_fewest_neighbours_that_hold_four_draws_of_five(counts: list[int]) -> None:
    shares = [count / sum(counts) for count in counts]
    bands = bands_of(shares, 0.8)
    assert bands == tuple(range(bands[0], bands[-1] + 1))
    held = sum(shares[bands[0] : bands[-1] + 1])
    assert held >= 0.8 - 1e-9
    fewer = [sum(shares[low : low + len(bands) - 1]) for low in range(4)] if len(bands) > 1 else [0.0]
    assert max(fewer) < 0.8
    for low in range(4 - len(bands) + 1):
        other = sum(shares[low : low + len(bands)])
        assert other < held + 1e-9
        assert low <= bands[0] or other < held - 1e-10, "of equal ones the worse"


@few
@given(st.floats(-3, 3), st.integers(2, 5))
def test_more_families_that_read_the_same_never_widen(value: float, families: int) -> None:
    """But for the chance of the draws, some hundredths of a band."""
    fewer = practice(agreeing(RULE, value, families - 1), "physical_integrity")
    more = practice(agreeing(RULE, value, families), "physical_integrity")
    assert width(more) <= width(fewer) * 1.03 + 0.03
    assert more.median == pytest.approx(fewer.median, abs=0.1)


@few
@given(st.floats(-2.5, 2.5))
def test_one_family_alone_is_wider_than_two_that_read_the_same(value: float) -> None:
    alone = practice(agreeing(RULE, value, 1), "physical_integrity")
    both = practice(agreeing(RULE, value, 2), "physical_integrity")
    assert alone.single
    assert not both.single
    assert width(alone) > 1.6 * width(both)


@few
@given(st.floats(-4, 4), st.integers(2017, 2025), st.integers(2017, 2025), st.floats(0, 0.5))
def test_age_never_narrows(value: float, year: int, other: int, change: float) -> None:
    older, newer = (
        practice(agreeing(RULE, value, 1, year=one, change=change), "physical_integrity")
        for one in sorted((year, other))
    )
    assert older.low <= newer.low + 1e-12
    assert older.high >= newer.high - 1e-12
    assert older.newest == min(year, other)


@few
@given(st.floats(-2.5, 2.5), st.integers(2018, 2024))
def test_older_values_are_wider_by_the_change_that_is_usual_in_such_a_time(value: float, year: int) -> None:
    """As a random walk: the error squared grows by the change squared, year by year."""
    found = agreeing(RULE, value, 1, year=year, change=0.3)
    one = newest(found.series["v2cltort_0"], policy(), DAY)
    age = (DAY - datetime.date(year, 12, 31)).days / 365.25
    assert one.errors[0] == RULE.sd
    assert one.widened[0] ** 2 == pytest.approx(RULE.sd**2 + 0.3**2 * age)
    fresh = practice(agreeing(RULE, value, 1, year=2025, change=0.3), "physical_integrity")
    assert width(practice(found, "physical_integrity")) > width(fresh)


@pytest.fixture(scope="module")
def five() -> Observed:
    """Five countries of which two families speak, of one of them one alone."""
    values = {"AA": 0.99, "BB": 0.8, "CC": 0.5, "DD": 0.3, "EE": 0.05}
    torture = {"AA": 3.0, "BB": 0.2, "CC": 1.0, "DD": -1.5, "EE": -3.0}
    return arrays(
        ("vdem", edition("V-Dem v16", rows("v2x_clphy", values), rows("v2cltort", torture, range(2012, 2023)))),
        ("pts", edition("PTS", rows("pts", {"AA": 1, "BB": 3, "CC": {2018: 4, 2024: 5}, "DD": 2}))),
    )


@few
@given(st.permutations(range(5)), st.integers(1, 5))
def test_a_countrys_profile_does_not_depend_on_which_others_are_computed_with_it(
    five: Observed, order: list[int], kept: int
) -> None:
    """The reference and the usual change are those of all countries, whoever is asked about."""
    chosen = order[:kept]
    cut = {
        key: replace(one, values=one.values[chosen], sds=one.sds[chosen])
        for key, one in five.series.items()
        if not np.isnan(one.values[chosen]).all()
    }
    fewer = Observed(tuple(five.countries[row] for row in chosen), five.years, cut, {})
    whole = practices(five, policy(), "physical_integrity", DAY)
    assert practices(fewer, policy(), "physical_integrity", DAY) == {code: whole[code] for code in fewer.countries}


@few
@given(st.randoms())
def test_the_order_of_records_and_sources_does_not_matter(random: Random) -> None:
    vdem = list(rows("v2x_clphy", {"AA": 0.9, "BB": 0.4}))
    pts = list(rows("pts", {"AA": 2, "CC": 4}))
    whole = arrays(("vdem", edition("V-Dem v16", vdem)), ("pts", edition("PTS", pts)))
    random.shuffle(vdem)
    random.shuffle(pts)
    turned = arrays(("pts", edition("PTS", pts)), ("vdem", edition("V-Dem v16", vdem)))
    assert practices(turned, policy(), "physical_integrity", DAY) == practices(
        whole, policy(), "physical_integrity", DAY
    )


def test_severe_by_one_family_alone_is_serious_or_severe_and_disputed() -> None:
    alone = practice(one_edition("vdem", "V-Dem v16", rows("v2x_clphy", {"XX": 0.05})), "physical_integrity")
    assert alone.shares[3] > 0.99
    assert (alone.bands, alone.disputed) == ((2, 3), True)


def test_severe_by_two_families_is_severe() -> None:
    two = practice(
        arrays(
            ("vdem", edition("V-Dem v16", rows("v2x_clphy", {"XX": 0.05}))),
            ("pts", edition("PTS", rows("pts", {"XX": 5}))),
        ),
        "physical_integrity",
    )
    assert (two.bands, two.disputed) == ((3,), False)
    assert two.without == {"vdem": (2, 3), "reports": (2, 3)}


def test_many_files_of_one_family_are_one_vote() -> None:
    """Three readings by coders of the same reports do not outvote V-Dem."""
    found = practice(
        arrays(
            ("vdem", edition("V-Dem v16", rows("v2x_clphy", {"XX": 0.99}))),
            ("pts", edition("PTS", rows("pts", {"XX": 5}))),
            ("lhrs", edition("LHRS", rows("lhrs", {"XX": -2.0}, range(2010, 2023)))),
            ("cirights", edition("CIRIGHTS", rows("cirights_physint", {"XX": 0}, range(2010, 2024)))),
        ),
        "physical_integrity",
    )
    assert set(found.families) == {"vdem", "reports"}
    assert 1.5 < found.median < 2.5
    assert found.conflicts == (("reports", "vdem"),)
    assert len(found.readings) == 4


def test_families_that_differ_by_less_than_a_band_do_not_contradict_each_other() -> None:
    found = practice(
        arrays(
            ("vdem", edition("V-Dem v16", rows("v2x_clphy", {"XX": 0.79}))),
            ("pts", edition("PTS", rows("pts", {"XX": 2}))),
        ),
        "physical_integrity",
    )
    assert found.conflicts == ()


@given(st.dates(datetime.date(1992, 1, 1), datetime.date(2026, 12, 31)))
@few
def test_nothing_is_used_that_was_not_public_or_is_older_than_ten_years(day: datetime.date) -> None:
    found = one_edition("vdem", "V-Dem v16", rows("v2x_clphy", {"XX": {2003: 0.5, 2012: 0.6, 2024: 0.7}, "YY": 0.5}))
    one = newest(found.series["v2x_clphy"], policy(), day)
    year = int(one.years[0])
    if year == 0:
        assert np.isnan(one.values[0])
        return
    assert datetime.date(year + 1, 3, 17) <= day
    assert day.year - year <= 10
    later = [other for other in (2003, 2012, 2024) if other > year]
    assert not any(datetime.date(other + 1, 3, 17) <= day for other in later)


def test_an_error_is_the_sources_own_or_is_called_assumed() -> None:
    found = practice(
        one_edition(
            "vdem",
            "V-Dem v16",
            rows("v2x_clphy", {"XX": 0.5}, sd=0.02),
            rows("v2cltort", {"XX": 0.5}, range(2010, 2026)),
        ),
        "physical_integrity",
    )
    said = {read.indicator: (read.sd, read.stated) for read in found.readings}
    assert said == {"v2x_clphy": (0.02, True), "v2cltort": (RULE.sd, False)}


def test_a_larger_error_gives_a_wider_interval() -> None:
    narrow, wide = (
        practice(one_edition("vdem", "V-Dem v16", rows("v2x_clphy", {"XX": 0.6}, sd=sd)), "physical_integrity")
        for sd in (0.02, 0.1)
    )
    assert width(wide) > 2 * width(narrow)


def test_scores_of_an_older_method_count_only_where_there_are_none_of_the_newer() -> None:
    old = rows("rsf_score_2013", {"AA": 20.0, "BB": 20.0}, range(2013, 2022))
    found = practices(one_edition("rsf", "RSF 2025", old, rows("rsf_score", {"AA": 90.0}, range(2022, 2026))), policy(),
                      "expression", DAY)  # fmt: skip
    assert [read.indicator for read in found["AA"].readings] == ["rsf_score"]
    assert [read.indicator for read in found["BB"].readings] == ["rsf_score_2013"]
    assert found["AA"].newest == 2025


def test_of_what_is_not_observed_nothing_is_said() -> None:
    found = one_edition("pts", "PTS", rows("pts", {"XX": 2}))
    assert practices(found, policy(), "surveillance", DAY) == {}
    assert practices(found, policy(), "physical_integrity", datetime.date(1995, 1, 1)) == {}


def test_a_family_left_out_changes_nothing_but_its_vote() -> None:
    found = practice(
        arrays(
            ("vdem", edition("V-Dem v16", rows("v2x_clphy", {"XX": 0.99}))),
            ("freedom-house", edition("FIW 2026", rows("fiw_f3", {"XX": 4}))),
            ("pts", edition("PTS", rows("pts", {"XX": 5}))),
        ),
        "physical_integrity",
    )
    assert found.bands == (0,)
    assert found.without["reports"] == (0,)
    assert found.without.keys() == found.families.keys()
    assert found.without["vdem"][-1] > 0
