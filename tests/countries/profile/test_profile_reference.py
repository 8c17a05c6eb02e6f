"""Profiles from the real files of ten sources: what is widely known of a country is what they say."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import pytest
from scipy.stats import spearmanr

from duecare.countries.profile.measure import practices
from duecare.countries.profile.observed import Observed, observed
from duecare.countries.profile.policy import policy
from duecare.countries.profile.result import SEVERE, Practice, Profile
from duecare.countries.profile.world import world
from duecare.countries.sources.formats import FORMATS

pytestmark = pytest.mark.reference_data

DAY = datetime.date(2026, 11, 26)
FILES = (
    ("vdem", "vdem", "vdem/vdem_v16_owid_core_1990_2025.csv"),
    ("vdem", "vdem", "vdem/vdem_v14_vdemlite_indicators_1990_2023.csv"),
    ("vdem", "vdem", "aigs/feldstein_digital_repression_2021_DR_DI.csv"),
    ("freedom-house", "fiw", "freedomhouse/fiw_2013_2025_items.csv"),
    ("freedom-on-the-net", "fotn", "freedomhouse/fotn_2025_totals.csv"),
    ("pts", "pts", "pts/PTS-2024.csv"),
    ("lhrs", "lhrs", "lhrs/lhrs_v4.02_1990_2021.csv"),
    ("cirights", "cirights", "cirights/cirights_v1_1990_2020.csv"),
    ("hrmi", "hrmi", "hrmi/cpr-scores_v5-1.csv"),
    ("rsf", "rsf", "rsf/rsf_2014_2023_2025.csv"),
)


@dataclass(frozen=True)
class World:
    observed: Observed
    profiles: dict[str, Profile]


@pytest.fixture(scope="module")
def real(reference_data: Path) -> World:
    editions = [(source, FORMATS[form].read([reference_data / "countries" / path])) for source, form, path in FILES]
    found = observed(editions, policy(), DAY.year)
    return World(found, world(found, policy(), DAY, past=False))


@pytest.fixture(scope="module")
def without_reports(real: World) -> dict[str, float]:
    """By country the median of its worst dimension, the coders of reports held back."""
    kept = real.observed.without({"reports"})
    assert not {one.rule.source for one in kept.series.values()} & {"pts", "lhrs", "cirights"}
    medians: dict[str, float] = {}
    for key in policy().dimensions:
        for code, one in practices(kept, policy(), key, DAY).items():
            medians[code] = max(one.median, medians.get(code, 0))
    return medians


def worst(profile: Profile) -> Practice:
    return max(profile.practice.values(), key=lambda one: one.median)


def test_every_source_is_used_and_every_indicator_has_values(real: World) -> None:
    """But for the one that was not obtained."""
    assert {one.rule.source for one in real.observed.series.values()} == {source for source, _, _ in FILES}
    assert policy().indicators.keys() - real.observed.series.keys() == set()
    assert len(real.profiles) > 195


@pytest.mark.parametrize("code", ["NO", "DK", "NZ", "UY"])
def test_countries_known_for_good_practice_are_good_on_every_dimension(real: World, code: str) -> None:
    profile = real.profiles[code]
    assert profile.practice.keys() == policy().dimensions.keys()
    for key, one in profile.practice.items():
        assert one.median < 1, key
        assert one.bands[0] == 0, key
        assert one.bands == (0,) or (code, key, one.bands) == ("UY", "expression", (0, 1))


@pytest.mark.parametrize("code", ["CN", "SA", "VE", "RU", "IR", "BY", "KP", "ER", "MM"])
def test_countries_known_for_repression_are_severe_on_surveillance_or_expression(real: World, code: str) -> None:
    found = [real.profiles[code].practice[key] for key in ("surveillance", "expression")]
    assert any(one.bands == (SEVERE,) or (SEVERE in one.bands and one.median >= SEVERE) for one in found)
    headline = real.profiles[code].headline(policy().dimensions)
    assert headline is not None
    assert headline.bands == (SEVERE,)


@pytest.mark.parametrize("code", ["HK", "SG", "QA"])
def test_no_average_hides_the_dimension_that_is_worst(real: World, code: str) -> None:
    """A mean would call each of them mixed; the headline does not."""
    profile = real.profiles[code]
    mean = fmean(one.median for one in profile.practice.values())
    one = worst(profile)
    assert one.median - mean >= 1 or one.bands[0] >= 2
    assert one.median - mean > 0.65
    headline = profile.headline(policy().dimensions)
    assert headline is not None
    assert headline.bands[0] >= 2


@pytest.mark.parametrize("code", ["NI", "BF", "BY", "AF"])
def test_countries_known_to_have_fallen_are_deteriorating_over_ten_years(real: World, code: str) -> None:
    changes = [one for some in real.profiles[code].changes.values() for one in some if one.years == 10]
    fallen = [one for one in changes if one.said == "deteriorating"]
    assert fallen
    assert all(one.worse >= policy().trend_share and one.change > policy().trend_change for one in fallen)


@pytest.mark.parametrize("code", ["NO", "DK", "NZ", "UY", "DE", "CH"])
def test_countries_that_stayed_as_they_are_are_not_deteriorating(real: World, code: str) -> None:
    said = {one.said for some in real.profiles[code].changes.values() for one in some if one.years in (5, 10)}
    assert "deteriorating" not in said


@pytest.mark.parametrize(("source", "sign"), [("pts", 1), ("lhrs", -1)])
def test_headlines_agree_with_sources_that_were_held_back(
    real: World, without_reports: dict[str, float], source: str, sign: int
) -> None:
    """Spearman's rho of at least .80 with the coders of Amnesty's, Human Rights Watch's and the State Department's
    reports, none of whose readings is in the headline."""
    series = real.observed.series[source]
    newest = series.values[:, series.last_year - 1990]
    pairs = [
        (without_reports[code], value)
        for code, value in zip(real.observed.countries, newest, strict=True)
        if code in without_reports and value == value
    ]
    assert len(pairs) > 180
    assert sign * spearmanr(*zip(*pairs, strict=True)).statistic >= 0.80


def test_two_families_disagree_no_more_often_than_their_errors_allow(real: World) -> None:
    """Of pairs of families on a country and dimension few contradict each other outright."""
    pairs, conflicts = 0, 0
    for profile in real.profiles.values():
        for one in profile.practice.values():
            pairs += len(one.families) * (len(one.families) - 1) // 2
            conflicts += len(one.conflicts)
    assert pairs > 1500
    assert 0 < conflicts / pairs < 0.1


def test_severe_is_named_only_where_two_families_read_it(real: World) -> None:
    for profile in real.profiles.values():
        for key, one in profile.practice.items():
            if one.bands == (SEVERE,):
                assert sum(middle >= SEVERE for middle, _, _ in one.families.values()) >= 2, (profile.code, key)
            assert not one.disputed or one.bands == (SEVERE - 1, SEVERE)


def test_states_that_vdem_leaves_out_rest_on_other_families_and_say_which_dimensions_are_open(real: World) -> None:
    for code in ("AD", "BS", "BN", "LI", "MC", "SM", "TO"):
        profile = real.profiles[code]
        assert not any("vdem" in one.families for one in profile.practice.values())
        headline = profile.headline(policy().dimensions)
        assert headline is not None
        assert set(headline.missing) == policy().dimensions.keys() - profile.practice.keys()
        assert not headline.missing or headline.bands[-1] == SEVERE


def test_names_that_readers_of_tables_lose_are_there(real: World) -> None:
    """Namibia is NA; Kosovo, Taiwan, Hong Kong and Palestine have codes of their own."""
    assert {"NA", "XK", "TW", "HK", "PS"} <= real.profiles.keys()
    assert real.profiles["NA"].practice.keys() == policy().dimensions.keys()


def test_a_country_that_a_source_does_not_assess_is_not_scored_by_it(real: World) -> None:
    """Norway is not in Freedom on the Net: that is no zero."""
    read = {read.indicator for one in real.profiles["NO"].practice.values() for read in one.readings}
    assert "fotn_total" not in read
    assert "fiw_d4" in read
