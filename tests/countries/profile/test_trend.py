"""Change is read within one dataset and one method, and is called one only where nine draws of ten say so."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from made_world import arrays, edition, one_edition, rows

from duecare.countries.profile.observed import Observed
from duecare.countries.profile.policy import policy
from duecare.countries.profile.result import Change
from duecare.countries.profile.trend import changes, lines, said, stretches

few = settings(max_examples=25, deadline=None)


def over(found: Observed, dimension: str = "physical_integrity", code: str = "XX") -> dict[int, Change]:
    return {one.years: one for one in changes(found, policy(), dimension).get(code, ())}


def line(start: float, end: float, first: int = 2015, last: int = 2025) -> Mapping[int, float]:
    """A value for every year, evenly from one to the other."""
    return {year: start + (end - start) * (year - first) / (last - first) for year in range(first, last + 1)}


def test_a_fall_of_more_than_half_a_band_is_deteriorating() -> None:
    found = over(one_edition("vdem", "V-Dem v16", rows("v2x_clphy", {"XX": line(0.95, 0.3)})))
    assert found.keys() == {1, 5, 10}
    assert (found[10].first, found[10].last, found[10].said) == (2015, 2025, "deteriorating")
    assert found[10].worse >= 0.9
    assert found[10].change > 0.5


def test_a_rise_is_improving_and_a_level_line_no_clear_change() -> None:
    rising = over(one_edition("vdem", "V-Dem v16", rows("v2x_clphy", {"XX": line(0.1, 0.95)})))
    assert rising[10].said == "improving"
    assert rising[10].change < -0.5
    level = over(one_edition("vdem", "V-Dem v16", rows("v2x_clphy", {"XX": 0.6})))
    assert {one.said for one in level.values()} == {"no clear change"}


@few
@given(st.floats(0, 1), st.floats(0, 1))
def test_both_ways_are_read_alike(start: float, end: float) -> None:
    """What falls from one value to another rises by as much the other way."""
    down = over(one_edition("vdem", "V-Dem v16", rows("v2x_clphy", {"XX": line(start, end)})))[10]
    up = over(one_edition("vdem", "V-Dem v16", rows("v2x_clphy", {"XX": line(end, start)})))[10]
    assert down.change == pytest.approx(-up.change, abs=0.25)
    assert not (down.said == up.said == "deteriorating")
    assert down.low <= down.change <= down.high


def test_no_change_is_computed_across_a_break_of_method() -> None:
    """Items of Freedom House changed with the edition on 2017."""
    fallen = {year: 4 if year < 2017 else 1 for year in range(2012, 2026)}
    found = over(one_edition("freedom-house", "FIW 2026", rows("fiw_f3", {"XX": fallen})))
    assert found.keys() == {1, 5}
    assert {one.said for one in found.values()} == {"no clear change"}
    broken = policy().releases["freedom-house"].break_at
    assert broken is not None
    assert min(one.first for one in found.values()) >= broken


def test_scores_of_an_older_method_are_in_no_trend() -> None:
    old = rows("rsf_score_2013", {"XX": 90.0}, range(2013, 2022))
    new = rows("rsf_score", {"XX": 20.0}, range(2022, 2026))
    found = over(one_edition("rsf", "RSF 2025", old, new), "expression")
    assert found.keys() == {1}
    assert found[1].said == "no clear change"


def test_two_versions_of_a_dataset_make_no_change_between_them() -> None:
    """V-Dem v14 ends in 2023 far above what v16 says; the two never meet."""
    found = arrays(
        ("vdem", edition("V-Dem v16", rows("v2x_clphy", {"XX": 0.1}))),
        ("vdem", edition("V-Dem v14", rows("v2cltort", {"XX": 3.5}, range(2010, 2024)))),
    )
    over_ten = over(found)
    assert {one.dataset for one in over_ten.values()} == {"V-Dem v16"}
    assert {one.said for one in over_ten.values()} == {"no clear change"}


@few
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["v2x_clphy", "v2cltort", "v2clkill"]),
            st.sampled_from(["V-Dem v14", "V-Dem v16"]),
            st.integers(1995, 2015),
            st.integers(2016, 2025),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_every_change_lies_within_the_years_of_the_dataset_it_names(parts: list[tuple[str, str, int, int]]) -> None:
    editions = [
        ("vdem", edition(dataset, rows(indicator, {"XX": 0.5}, range(first, last + 1))))
        for indicator, dataset, first, last in parts
    ]
    found = arrays(*editions)
    spans = {
        dataset: [(first, last) for _, other, first, last in parts if other == dataset] for _, dataset, _, _ in parts
    }
    for one in over(found).values():
        assert one.dataset in spans
        assert one.last - one.first == one.years
        assert any(first <= one.first and one.last == last for first, last in spans[one.dataset])
    for stretch in stretches(found, policy(), "physical_integrity"):
        assert {one.dataset for one in stretch.series} == {stretch.dataset}
        assert {one.last_year for one in stretch.series} == {stretch.last}


def test_an_indicator_that_ends_earlier_does_not_make_a_change_by_ending() -> None:
    found = one_edition(
        "vdem",
        "V-Dem v16",
        rows("v2x_clphy", {"XX": 0.3}),
        rows("v2cltort", {"XX": 3.5}, range(2010, 2021)),
    )
    assert {one.said for one in over(found).values()} == {"no clear change"}


def test_families_that_end_long_before_say_nothing_of_the_span() -> None:
    found = arrays(
        ("vdem", edition("V-Dem v16", rows("v2x_clphy", {"XX": 0.6}))),
        (
            "pts",
            edition("PTS 2021", rows("pts", {"XX": {year: 1 if year < 2018 else 5 for year in range(2008, 2021)}})),
        ),
    )
    assert over(found)[10].dataset == "V-Dem v16"


def test_families_of_the_same_years_have_a_vote_each() -> None:
    found = arrays(
        ("vdem", edition("V-Dem v16", rows("v2x_clphy", {"XX": 0.6}))),
        (
            "pts",
            edition("PTS 2026", rows("pts", {"XX": {year: 2 if year < 2020 else 5 for year in range(2008, 2026)}})),
        ),
    )
    both = over(found)[10]
    assert both.dataset == "PTS 2026, V-Dem v16"
    alone = over(found.without({"vdem"}))[10]
    assert 0 < both.change < alone.change
    assert alone.said == "deteriorating"


def test_a_change_names_the_years_and_datasets_of_the_families_that_speak_of_the_country() -> None:
    """Not those that only speak of others."""
    found = arrays(
        ("vdem", edition("V-Dem v14", rows("v2cltort", {"AA": 1.0, "BB": 1.0}, range(2005, 2024)))),
        ("pts", edition("PTS 2026", rows("pts", {"AA": 2, "CC": 3}, range(2005, 2026)))),
    )
    said = {code: over(found, code=code)[10] for code in ("AA", "BB", "CC")}
    assert {code: (one.first, one.last, one.dataset) for code, one in said.items()} == {
        "AA": (2015, 2025, "PTS 2026, V-Dem v14"),
        "BB": (2013, 2023, "V-Dem v14"),
        "CC": (2015, 2025, "PTS 2026"),
    }


def test_a_country_that_the_dataset_lacks_at_one_end_has_no_change() -> None:
    found = one_edition("vdem", "V-Dem v16", rows("v2x_clphy", {"XX": 0.6, "SS": line(0.5, 0.2, 2019)}))
    assert over(found, code="SS").keys() == {1, 5}


@given(st.floats(0, 1), st.floats(0, 1))
def test_only_nine_draws_of_ten_name_a_change(worse: float, better: float) -> None:
    word = said(worse, better, 0.9)
    assert (word == "deteriorating") == (worse >= 0.9)
    assert word != "improving" or better >= 0.9


def test_a_line_stays_within_one_dataset_and_eleven_years() -> None:
    found = arrays(
        ("vdem", edition("V-Dem v16", rows("v2x_clphy", {"XX": line(0.9, 0.2, 1995)}))),
        ("vdem", edition("V-Dem v14", rows("v2cltort", {"XX": 3.0}, range(1995, 2024)))),
    )
    dataset, drawn = lines(found, policy(), "physical_integrity")["XX"]
    assert dataset == "V-Dem v16"
    assert [year for year, *_ in drawn] == list(range(2015, 2026))
    medians = [median for _, median, _, _ in drawn]
    assert medians == sorted(medians)
    assert all(low <= median <= high for _, median, low, high in drawn)
    assert lines(found, policy(), "expression") == {}
