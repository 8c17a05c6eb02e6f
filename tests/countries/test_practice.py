"""What could be known of practice on a day, in words: bands that stay possible, age, sources, what is missing."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_world import DAY, data, edition, rows

from duecare.countries import CountryData, starter_data
from duecare.countries.practice import KnownPractice, band_words, known_practice, scale_word
from duecare.countries.profile.policy import BANDS, policy
from duecare.countries.profile.result import headline_bands

LONG = range(1990, 2026)
FIVE = ("v2x_clphy", "v2casurv", "v2x_freexp_altinf", "v2x_rule", "v2clsocgrp")
"""An indicator of V-Dem for each dimension."""
BEST = {"v2x_clphy": 0.99, "v2casurv": 3.5, "v2x_freexp_altinf": 0.98, "v2x_rule": 0.98, "v2clsocgrp": 3.5}
WORST = {"v2x_clphy": 0.02, "v2casurv": -3.5, "v2x_freexp_altinf": 0.02, "v2x_rule": 0.02, "v2clsocgrp": -3.5}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> CountryData:
    """AA good, XX bad by two families, FF fallen by 2018, PP of which only one other source speaks, CC contradicted."""
    fallen = {key: {year: BEST[key] if year < 2018 else WORST[key] for year in LONG} for key in FIVE}
    vdem = [
        rows(key, {"AA": BEST[key], "XX": WORST[key], "FF": fallen[key], "CC": BEST[key], "OO": BEST[key]}, LONG)
        for key in FIVE
    ]
    terror = {"AA": 1, "XX": 5, "PP": 2, "CC": 5}
    return data(
        tmp_path_factory.mktemp("practice"),
        ("vdem", edition("V-Dem v16", *vdem)),
        ("pts", edition("PTS 2026", rows("pts", terror, range(2000, 2026)))),
    )


def known(made: CountryData, code: str, day: datetime.date = DAY) -> KnownPractice:
    found = known_practice(code, day, made)
    assert found is not None
    return found


def test_of_a_country_without_data_nothing_is_known(made: CountryData) -> None:
    assert known_practice("ZZ", DAY, made) is None
    assert known_practice("PP", datetime.date(1999, 1, 1), made) is None
    assert known_practice("AD", DAY, starter_data()) is None


def test_the_worst_dimension_makes_the_headline_and_is_named(made: CountryData) -> None:
    one = known(made, "XX")
    assert one.bands[-1] == 3
    assert one.dimensions["physical_integrity"].bands == (3,)
    assert one.bands == (3,)
    assert one.said == "severe"
    assert "physical integrity severe" in one.why
    assert not one.single


def test_severe_on_one_family_alone_is_called_disputed(made: CountryData) -> None:
    one = known(made, "XX").dimensions["expression"]
    assert (one.bands, one.disputed) == ((2, 3), True)
    assert one.says.endswith("Severe on one family alone: disputed.")


def test_what_is_missing_leaves_the_worst_open(made: CountryData) -> None:
    one = known(made, "PP")
    assert one.dimensions.keys() == {"physical_integrity"}
    assert (
        one.missing
        == "surveillance and privacy, expression, association, press, safeguards and remedy and discrimination"
    )
    assert one.bands[-1] == 3
    assert one.single


def test_families_that_contradict_each_other_are_named_with_what_each_says(made: CountryData) -> None:
    (said,) = known(made, "CC").conflicts
    assert "V-Dem country experts say good" in said
    assert "say severe" in said
    assert known(made, "AA").conflicts == ()


def test_the_title_names_the_sources_that_speak_of_the_country(made: CountryData) -> None:
    assert known(made, "AA").title == "Practice profile by Duecare, method 1, from V-Dem, Political Terror Scale"
    assert known(made, "OO").title.endswith("from V-Dem (V-Dem Institute, CC BY 4.0)")
    assert known(made, "PP").title.endswith("from Political Terror Scale")


def test_on_an_earlier_day_no_family_is_named_that_may_not_have_spoken_then(made: CountryData) -> None:
    """In 1995 there was V-Dem alone, and which it was is not kept."""
    then = known(made, "AA", datetime.date(1995, 6, 1))
    assert then.single
    assert then.family == ""
    assert "V-Dem country experts" in known(made, "AA").family
    assert known(made, "OO", datetime.date(1995, 6, 1)).family == "V-Dem country experts"


def test_before_the_day_of_the_profiles_what_was_public_on_1_april_counts(made: CountryData) -> None:
    said = {
        (year, month): known(made, "FF", datetime.date(year, month, 1)).dimensions["physical_integrity"]
        for year, month in ((2018, 3), (2018, 4), (2019, 3), (2019, 4))
    }
    assert {key: one.newest for key, one in said.items()} == {
        (2018, 3): 2016,
        (2018, 4): 2017,
        (2019, 3): 2017,
        (2019, 4): 2018,
    }
    assert said[2019, 3].bands[0] == 0
    assert said[2019, 4].bands[-1] == 3
    assert "As V-Dem estimates that time today." in known(made, "FF", datetime.date(2019, 5, 1)).says
    assert "estimates" not in known(made, "FF").says


@settings(max_examples=60, deadline=None)
@given(
    code=st.sampled_from(["AA", "XX", "FF", "PP", "CC"]),
    day=st.dates(datetime.date(1991, 1, 1), datetime.date(2030, 1, 1)),
)
def test_nothing_that_is_known_on_a_day_was_published_later(made: CountryData, code: str, day: datetime.date) -> None:
    one = known_practice(code, day, made)
    if one is None:
        return
    assert one.published <= day
    for dimension in one.dimensions.values():
        assert dimension.published <= day
        assert dimension.newest < day.year
        assert dimension.low <= dimension.median <= dimension.high
    missing = len(policy().dimensions) - len(one.dimensions)
    assert one.bands == headline_bands({key: held.bands for key, held in one.dimensions.items()}, missing)


def test_data_of_more_than_two_years_before_are_called_old_and_of_which_years(made: CountryData) -> None:
    assert known(made, "AA").stale == ""
    later = known(made, "PP", datetime.date(2028, 1, 1))
    assert later.stale == "Data on physical integrity are older than two years"
    assert later.stale_years == "2025"
    assert known(made, "PP", datetime.date(2027, 12, 31)).stale == ""


def test_a_fall_is_told_and_none_only_where_every_dimension_was_looked_at(made: CountryData) -> None:
    fallen = known(made, "FF")
    assert fallen.deteriorating is True
    assert "physical integrity by " in fallen.trend
    assert known(made, "AA").deteriorating is False
    assert known(made, "PP").deteriorating is None
    assert known(made, "AA", datetime.date(2028, 6, 1)).deteriorating is None, "the data are old by then"
    assert known(made, "FF", datetime.date(2020, 1, 1)).deteriorating is None


@given(st.floats(0, 4))
def test_a_place_on_the_scale_is_named_by_its_band(median: float) -> None:
    assert scale_word(median) == BANDS[min(int(median), 3)]


@given(st.integers(0, 3), st.integers(0, 3))
def test_bands_in_words_name_each_of_them(low: int, high: int) -> None:
    assert band_words(range(low, high + 1)) == (" or ".join(BANDS[low : high + 1]) or "open")


def test_an_earlier_edition_of_the_same_data_gives_the_same_words(tmp_path: Path) -> None:
    """From one place on disk or another."""
    made = [data(folder, ("pts", edition("PTS", rows("pts", {"XX": 3})))) for folder in (tmp_path / "a", tmp_path / "b")
            if not folder.mkdir()]  # fmt: skip
    assert known(made[0], "XX") == known(made[1], "XX")
