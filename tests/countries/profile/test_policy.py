"""The policy of the practice profile says only what fits together, and ties each dimension to rights."""

from __future__ import annotations

import copy
import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecare.countries.profile.policy import BANDS, COMPILED, Release, measured, policy, read_policy
from duecare.facts import vocabulary
from duecare.guidance import load_guidance
from duecare.snapshots import SOURCES

CAPABILITIES = sorted(set(vocabulary()["item.capability"].domain) - {"none"})


@pytest.fixture
def document() -> dict[str, Any]:
    return copy.deepcopy(json.loads(COMPILED.read_text("utf-8")))


def test_bands_are_those_of_the_vocabulary_from_best_to_worst() -> None:
    assert vocabulary()["country.practice_band"].domain == BANDS
    for key in policy().dimensions:
        assert vocabulary()[f"country.{key}_band"].domain == BANDS


def test_each_dimension_names_rights_of_the_covenant_and_is_measured() -> None:
    entries = load_guidance().entries
    for dimension in policy().dimensions.values():
        assert dimension.rights
        assert all(right in entries for right in dimension.rights), dimension.key
        assert dimension.asks.endswith("?")
        assert dimension.anchor
        families = {one.family for one in policy().indicators.values() if one.dimension == dimension.key}
        assert len(families) >= policy().severe_families, dimension.key


def test_each_indicator_has_a_family_with_a_name_a_basis_and_an_error() -> None:
    rules = policy()
    for one in rules.indicators.values():
        assert one.family in rules.families
        assert one.family == rules.releases[one.source].family
        assert one.basis
        assert 0 < one.sd < abs(one.ends[1] - one.ends[0]) / 2
        assert one.replaced_by is None or rules.indicators[one.replaced_by].family == one.family


def test_each_source_of_the_policy_can_be_loaded() -> None:
    assert policy().releases.keys() <= {key for key, source in SOURCES.items() if source.about == "countries"}


def test_thresholds_that_the_method_states_are_those_of_the_policy() -> None:
    """Severe: PTS 4, D4 of 1, v2x_clphy below .40, v2x_freexp_altinf below .25."""
    cuts = {key: one.cuts[2] for key, one in policy().indicators.items()}
    assert 3 < cuts["pts"] < 4
    assert 1 < cuts["fiw_d4"] < 2
    assert cuts["v2x_clphy"] == 0.40
    assert cuts["v2x_freexp_altinf"] == 0.25
    assert policy().draws >= 2000
    assert policy().named_at == 0.8
    assert policy().reference == (2015, 2024)


def test_what_is_not_a_measure_of_rights_is_not_in_it() -> None:
    assert not {key for key in policy().indicators if key.startswith("wgi")}
    assert "aigs" not in policy().releases


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_each_capability_has_core_dimensions_with_a_reason(capability: str) -> None:
    core, why = policy().core_for({capability})
    assert set(core) <= policy().dimensions.keys()
    assert core
    assert all(reason.endswith(".") for reason in why)


@given(st.sets(st.sampled_from(CAPABILITIES), min_size=1), st.sampled_from(CAPABILITIES))
def test_another_capability_never_takes_a_core_dimension_away(held: set[str], more: str) -> None:
    assert set(policy().core_for(held)[0]) <= set(policy().core_for({*held, more})[0])


def test_what_an_item_does_is_open_or_nothing_and_all_five_count() -> None:
    for capabilities in (set(), {"none"}, {"facial_recognition", "something new"}):
        core, why = policy().core_for(capabilities)
        assert core == tuple(policy().dimensions)
        assert len(why) == 1


def test_capabilities_of_the_policy_are_those_of_the_vocabulary() -> None:
    named = [capability for one in policy().core for capability in one.capabilities]
    assert len(named) == len(set(named))
    assert set(named) <= set(CAPABILITIES)


@given(
    st.integers(1990, 2030),
    st.integers(0, 3),
    st.dates(datetime.date(1990, 1, 1), datetime.date(2035, 12, 31)),
    st.dates(datetime.date(2001, 1, 1), datetime.date(2001, 12, 31)),
)
def test_a_value_is_public_from_its_day_on_and_not_before(
    year: int, after: int, day: datetime.date, published: datetime.date
) -> None:
    release = Release("Source", "family", after, published.month, published.day)
    public = datetime.date(year + after, published.month, published.day)
    assert (release.last_year(day) >= year) == (day >= public)


@pytest.mark.parametrize(
    "cuts", [(0.2, 0.5, 0.8), (0.8, 0.8, 0.2), (1.0, 0.5, 0.2), (0.8, 0.5, 0.0), (1.2, 0.5, 0.2), (0.8, 0.2, 0.5)]
)
def test_cuts_that_do_not_run_from_best_to_worst_are_refused(cuts: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="do not run from 1 to 0"):
        measured("own", "Own", "expression", "vdem", "vdem", (0, 1), cuts, 0.1, "own")


def test_an_indicator_of_no_dimension_or_source_is_refused(document: dict[str, Any]) -> None:
    document["indicators"][0]["dimension"] = "happiness"
    with pytest.raises(ValueError, match="v2x_clphy: no dimension 'happiness'"):
        read_policy(document)
    document["indicators"][0] |= {"dimension": "expression", "source": "horoscope"}
    with pytest.raises(KeyError, match="horoscope"):
        read_policy(document)
