"""The profile of every country: the same from the same data, and of a day only what that day could know."""

from __future__ import annotations

import datetime
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from made_world import DAY, arrays, edition, one_edition, rows

from duecare.countries.profile.observed import Observed
from duecare.countries.profile.policy import policy
from duecare.countries.profile.result import SEVERE, Profile, headline_bands
from duecare.countries.profile.stored import profiles_text
from duecare.countries.profile.world import world
from duecare.countries.sources.record import Indicator

few = settings(max_examples=25, deadline=None)
bands = st.sampled_from([tuple(range(low, high + 1)) for low in range(4) for high in range(low, 4)])


FALLEN = {year: 0.95 if year < 2015 else 0.1 for year in range(1990, 2026)}
TERROR = {year: 1 if year < 2015 else 5 for year in range(1990, 2026)}
MEASURED = (
    ("vdem", edition("V-Dem v16", rows("v2x_clphy", {"XX": FALLEN, "YY": 0.8}, range(1990, 2026)))),
    ("pts", edition("PTS 2026", rows("pts", {"XX": TERROR, "ZZ": 4}, range(1990, 2026)))),
)


def two_families() -> Observed:
    return arrays(*MEASURED, ("wgi", edition("WGI 2025", rows("wgi_rl", {"XX": 60.0, "WW": 90.0}))))


@pytest.fixture(scope="module")
def profiles() -> dict[str, Profile]:
    return world(two_families(), policy(), DAY)


def test_a_second_run_gives_the_same_bytes(profiles: dict[str, Profile]) -> None:
    again = world(two_families(), policy(), DAY)
    first, second = (profiles_text(held, DAY, 1, policy().seed, 2000, ()) for held in (profiles, again))
    assert first.encode() == second.encode()


def test_what_is_not_measured_is_not_in_a_profile(profiles: dict[str, Profile]) -> None:
    assert profiles["XX"].practice.keys() == {"physical_integrity"}
    assert profiles["WW"].practice == {}
    assert profiles["WW"].context == {"wgi_rl": (2025, 90.0)}
    assert profiles["WW"].headline(policy().dimensions) is None


def test_what_is_context_is_never_judged(profiles: dict[str, Profile]) -> None:
    with_context = profiles["XX"].practice
    alone = world(arrays(*MEASURED), policy(), DAY, past=False)["XX"].practice
    assert with_context == alone


def test_of_each_earlier_year_only_what_was_public_on_1_april_is_kept(profiles: dict[str, Profile]) -> None:
    assert list(profiles["XX"].history) == list(range(1992, 2027))
    for year, past in profiles["XX"].history.items():
        vdem = policy().releases["vdem"].last_year(datetime.date(year, 4, 1))
        assert past["physical_integrity"].newest == vdem == year - 1
        if year <= 2015:
            assert past["physical_integrity"].bands[0] == 0
        elif year >= 2017:
            assert past["physical_integrity"].bands == (SEVERE,)


def test_what_was_known_in_a_year_is_what_a_profile_of_that_day_says(profiles: dict[str, Profile]) -> None:
    """But for fewer draws."""
    for year in (1996, 2015, 2020):
        then = world(two_families(), policy(), datetime.date(year, 4, 1), past=False)
        for code in ("XX", "YY", "ZZ"):
            one, past = then[code].practice["physical_integrity"], profiles[code].history[year]["physical_integrity"]
            assert past.median == pytest.approx(one.median, abs=0.1)
            assert past.low == pytest.approx(one.low, abs=0.25)
            assert past.bands == one.bands
            assert (past.families, past.newest) == (len(one.families), one.newest)


def test_severe_needs_two_families_in_earlier_years_as_well(profiles: dict[str, Profile]) -> None:
    assert profiles["XX"].history[2020]["physical_integrity"].bands == (3,)
    assert profiles["ZZ"].history[2020]["physical_integrity"].bands == (2, 3)


def test_a_profile_as_of_an_earlier_day_uses_nothing_published_later() -> None:
    then = world(two_families(), policy(), datetime.date(2015, 3, 16), past=False)["XX"]
    assert then.practice["physical_integrity"].newest == 2013
    assert then.practice["physical_integrity"].median < 1


@few
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["V-Dem v14", "V-Dem v16"]),
            st.lists(st.sampled_from(["v2x_clphy", "v2x_rule", "v2cltort"]), unique=True, min_size=1),
            st.lists(st.integers(2010, 2025), unique=True, min_size=1),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_an_indicator_is_never_spliced_from_two_datasets(parts: list[tuple[str, list[str], list[int]]]) -> None:
    """It is taken whole from the first edition that has it; an edition is told by the value it gives."""
    editions = [
        ("vdem", edition(dataset, *(rows(key, {"XX": number / 10}, years) for key in indicators)))
        for number, (dataset, indicators, years) in enumerate(parts)
    ]
    found = arrays(*editions)
    for key, series in found.series.items():
        first = next(number for number, (_, indicators, _) in enumerate(parts) if key in indicators)
        assert series.dataset == parts[first][0]
        there = series.values[~np.isnan(series.values)]
        assert set(there) == {first / 10}
        assert len(there) == len(parts[first][2])


def test_an_indicator_counts_only_from_the_source_that_the_policy_names() -> None:
    """A table of another source that happens to have a column of that name is context."""
    found = one_edition("wgi", "WGI", rows("v2x_clphy", {"XX": 0.5}))
    assert found.series == {}
    assert found.context.keys() == {"v2x_clphy"}


def test_an_index_of_ones_own_has_its_own_family_and_vote() -> None:
    own = Indicator("own_watch", "Own", "surveillance", "own", "worse", (10.0, 20.0, 30.0), 2.0)
    found = arrays(
        ("custom-index", edition("Own index", rows("own_watch", {"XX": 33.0}), indicators=(own,))),
        ("freedom-house", edition("FIW 2026", rows("fiw_d4", {"XX": 0}))),
    )
    one = world(found, policy(), DAY, past=False)["XX"].practice["surveillance"]
    assert one.families.keys() == {"freedom_house", "own"}
    assert one.bands == (3,)


def test_years_before_1990_and_after_the_day_are_left_aside() -> None:
    found = arrays(("pts", edition("PTS", rows("pts", {"XX": {1980: 5, 2020: 1, 2027: 5}}))), last=2026)
    assert sorted(found.series["pts"].values[~np.isnan(found.series["pts"].values)]) == [1]


@given(st.dictionaries(st.sampled_from("abcde"), bands, max_size=4), st.integers(0, 2))
def test_the_worst_of_any_completion_lies_in_the_bands_of_the_headline(
    known: dict[str, tuple[int, ...]], missing: int
) -> None:
    """And each of them is the worst of some completion."""
    found = headline_bands(known, missing)
    if not known:
        assert found == ()
        return
    worst = {max(one) for one in product(*known.values(), *[range(4)] * missing)}
    assert worst == set(found)


def test_the_headline_is_the_worst_dimension_and_names_what_is_missing(profiles: dict[str, Profile]) -> None:
    headline = profiles["XX"].headline(("physical_integrity", "surveillance"))
    assert headline is not None
    assert (headline.dimension, headline.bands, headline.missing) == ("physical_integrity", (3,), ("surveillance",))
    open_ended = profiles["YY"].headline(("physical_integrity", "surveillance"))
    assert open_ended is not None
    assert open_ended.bands[-1] == SEVERE


@given(st.dates(datetime.date(2026, 1, 1), datetime.date(2035, 12, 31)))
def test_data_are_stale_two_years_after_the_end_of_their_newest_year(
    profiles: dict[str, Profile], day: datetime.date
) -> None:
    one = profiles["YY"].practice["physical_integrity"]
    assert one.newest == 2025
    assert one.stale(day, 24) == (day >= datetime.date(2028, 1, 1))
