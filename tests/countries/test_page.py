"""A country on one page: the worst core dimension first, law beside practice, and nothing that the day did not know."""

from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loaded_home import Loaded

from duecare.countries import starter_data
from duecare.countries.agencies import agency, find_agency, standing
from duecare.countries.page import CountryPage, country_page
from duecare.countries.profile.policy import BANDS, policy
from duecare.countries.report import agency_document, country_document
from duecare.facts import vocabulary

DAY = datetime.date(2026, 11, 26)
CAPABILITIES = sorted(set(vocabulary()["item.capability"].domain) - {"none"})
CODES = ["NO", "CN", "CN-XJ", "HK", "BY", "AD", "SA", "US", "XK", "NA", "UA-43", "ET"]


def page(code: str, day: datetime.date = DAY, *capabilities: str) -> CountryPage:
    return country_page(code, day, starter_data(), capabilities)


def test_what_an_item_does_decides_which_dimensions_count() -> None:
    custody, cameras = page("CN", DAY, "rapid_dna"), page("CN", DAY, "facial_recognition")
    assert custody.core == ("physical_integrity", "discrimination")
    assert cameras.core == ("surveillance", "expression", "discrimination")
    assert cameras.headline.dimension in cameras.core
    assert cameras.why == ("It finds and singles out people where they meet, move and worship.",)
    assert page("CN").core == tuple(policy().dimensions)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CODES), st.sets(st.sampled_from(CAPABILITIES), max_size=3))
def test_the_headline_is_the_worst_of_the_core_and_never_better_than_a_part(code: str, held: set[str]) -> None:
    one = page(code, DAY, *held)
    if one.practice is None or one.headline.dimension is None:
        return
    core = {key: one.practice.dimensions[key] for key in one.core if key in one.practice.dimensions}
    assert one.headline.dimension in core
    assert core[one.headline.dimension].median == max(known.median for known in core.values())
    for known in core.values():
        assert one.headline.bands[0] >= known.bands[0]
        assert one.headline.bands[-1] >= known.bands[-1]
    assert all(BANDS[band] in one.sentence.lower() for band in one.headline.bands)


def test_a_country_without_data_is_open_and_not_good() -> None:
    one = page("AD")
    assert one.sentence == "Practice in Andorra is open: no source at hand says how it is."
    assert one.headline.bands == ()
    assert one.profile is None
    assert {gap.kind for gap in one.gaps} == {"no_data", "law_unknown"}


def test_what_is_missing_of_the_core_leaves_the_worst_open(loaded: Loaded) -> None:
    one = country_page("AD", DAY, loaded.data, {"facial_recognition"})
    assert one.headline.bands == ()
    both = country_page("AD", DAY, loaded.data, {"rapid_dna"})
    assert both.headline.missing == ("discrimination",)
    assert both.headline.bands[-1] == len(BANDS) - 1


def test_a_region_has_its_own_headline_where_something_is_said_of_itself() -> None:
    xinjiang = page("CN-XJ")
    assert xinjiang.sentence == "Practice in Xinjiang, China: severe."
    assert xinjiang.practice == page("CN").practice
    assert xinjiang.agencies == page("CN").agencies
    assert page("CN-XJ", datetime.date(2016, 1, 1)).headline.dimension is not None


def test_a_region_under_another_authority_is_not_shown_with_the_record_of_its_country() -> None:
    one = page("UA-43")
    assert (one.practice, one.profile, one.triggers, one.law, one.agencies) == (None, None, (), None, ())
    assert all(held is None for _, held in one.treaties)
    assert "is open" in one.sentence
    assert [gap.kind for gap in one.gaps] == ["no_data"]


@pytest.mark.parametrize("day", [datetime.date(1995, 1, 1), datetime.date(2018, 3, 1), datetime.date(2026, 11, 25)])
@pytest.mark.parametrize("code", CODES)
def test_on_an_earlier_day_the_page_shows_nothing_later(code: str, day: datetime.date) -> None:
    one = page(code, day)
    assert one.profile is None, "its readings are of today"
    assert one.headline.severe is None
    if one.practice is not None:
        assert one.practice.published <= day
        assert all(known.newest < day.year for known in one.practice.dimensions.values())
    assert all(trigger.since is None or trigger.since <= day for trigger in one.triggers)
    assert all(held is None or held.day is None or held.day <= day for _, held in one.treaties)


def test_law_stands_beside_practice_and_does_not_offset_it() -> None:
    said = {code: page(code).law_sentence for code in ("NO", "RU", "US", "AD", "BY")}
    assert said["NO"].startswith("The law on paper is mostly in order")
    assert "practice is fair" in said["NO"]
    assert "practice is bad" in said["RU"]
    assert (
        said["AD"]
        == said["BY"]
        == (
            "What the law says is open: 0 of 36 questions have a yes or no."
            " Practice is not made better or worse by that."
        )
    )
    for code in ("ET", "IN", "KE", "MX", "TH", "HU", "TR", "VN", "KZ", "EG"):
        one = page(code)
        if "mostly in order" in one.law_sentence and "fair" not in one.law_sentence:
            assert one.law_sentence.endswith("Law on paper does not offset practice.")
        assert one.open_questions() == sum(row.gap is None for row in one.law_rows)


@pytest.mark.parametrize("code", CODES)
def test_the_page_as_data_is_json_and_holds_every_dimension_or_none(code: str) -> None:
    one = page(code)
    document = json.loads(json.dumps(country_document(one), allow_nan=False))
    assert document["schema"] == "duecare.country/1"
    assert document["practice"].keys() == policy().dimensions.keys()
    for row in document["practice"].values():
        assert row is None or sum(row["shares"].values()) == pytest.approx(1, abs=0.01)
        assert row is None or {read["indicator"] for read in row["readings"]} <= policy().indicators.keys()
    assert document["treaties"].keys() >= {"iccpr", "op1", "cat"}
    assert all(source["licence"] for source in document["sources"])
    assert [gap["kind"] for gap in document["gaps"]] == [gap.kind for gap in one.gaps]


def test_the_data_say_by_which_method_and_seed_they_were_made() -> None:
    method = country_document(page("NO"))["method"]
    assert method == {"policy": policy().version, "seed": policy().seed, "draws": policy().draws, "as_of": "2026-11-26"}


def test_an_agency_as_data_shows_what_counts_and_what_was_set_aside_and_why() -> None:
    pst = agency("NO/pst")
    found = [(met, standing(met.agency, DAY, (0,))) for met in find_agency([pst.name], "NO")]
    document = json.loads(json.dumps(agency_document(pst.name, "NO", DAY, found), allow_nan=False))
    (row,) = document["found"]
    assert row["id"] == "NO/pst"
    assert row["bands"] == ["good"]
    assert {item["id"]: (item["counts"], item["set_aside"] is not None) for item in row["evidence"]} == {
        "NO/pst/1": (False, True),
        "NO/pst/2": (False, True),
    }
    assert row["evidence"][0]["reply"]


def test_context_is_shown_beside_and_changes_no_band(loaded: Loaded) -> None:
    nepal = country_page("NP", DAY, loaded.data)
    assert any("shutdowns" in said and "2024" in said for said in nepal.context)
    assert any("safe city" in said for said in nepal.context)
    assert nepal.practice is not None
    shipped = page("NP").practice
    assert shipped is not None
    assert nepal.practice.bands == shipped.bands
