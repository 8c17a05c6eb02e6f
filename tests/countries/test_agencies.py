"""The register of agencies: attributed, graded, dated; never better than the country without safeguards."""

from __future__ import annotations

import copy
import datetime
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duecare.countries import gather_agencies
from duecare.countries.agencies import Agency, Evidence, agencies, find_agency, standing
from duecare.countries.agencies.compile import _agency, _correct, compile_register
from duecare.countries.agencies.register import agency, alias_index, last_day
from duecare.facts import vocabulary
from duecare.guidance import load_guidance
from duecare.names import normalise
from duecare.places import CODES
from duecare.transaction.model import Name, Party

DAY = datetime.date(2026, 11, 26)
ALL = tuple(agencies().values())
KINDS = vocabulary()["party.kind"].domain
bands = st.sampled_from([tuple(range(low, high + 1)) for low in range(4) for high in range(low, 4)])
days = st.dates(datetime.date(1995, 1, 1), datetime.date(2035, 12, 31))
many = settings(max_examples=150, deadline=None)

BODY = Agency("XX/body", "XX", "Body", "police", (("Body", "en"),), None, None, None, None, None, None, (), ())
ITEM = Evidence(
    "XX/body/1", "Reported by a court to have done it.", ("ICCPR/7",), "A", "A court", "Judgment", "2024-05-01",
    datetime.date(2024, 5, 1), "unit", "established", None, False, False, False, "read", None,
)  # fmt: skip
BETTER = next(one for one in ALL if one.safeguards).safeguards[:1]


def body(*items: Evidence, kind: str = "police", safeguards: bool = False) -> Agency:
    held = tuple(replace(one, day=datetime.date(2000, 1, 1)) for one in BETTER) if safeguards else ()
    return replace(BODY, kind=kind, evidence=items, safeguards=held)


evidence = st.builds(
    replace,
    st.just(ITEM),
    grade=st.sampled_from("ABCD"),
    day=days,
    link=st.sampled_from(["unit", "command", "parent", "unknown"]),
    state=st.sampled_from(["alleged", "established", "denied", "remedied"]),
    isolated=st.booleans(),
    investigated=st.booleans(),
    remedied=st.booleans(),
)
bodies = st.builds(
    lambda items, kind, safe: body(*items, kind=kind, safeguards=safe),
    st.lists(evidence, max_size=3),
    st.sampled_from(KINDS),
    st.booleans(),
)
any_agency = st.one_of(st.sampled_from(ALL), bodies)


@many
@given(any_agency, days, bands)
def test_no_agency_stands_better_than_its_country_but_by_one_step_on_safeguards(
    one: Agency, day: datetime.date, country: tuple[int, ...]
) -> None:
    found = standing(one, day, country)
    better = min(found.bands) < min(country) or max(found.bands) < max(country)
    assert min(found.bands) >= min(country) - 1
    assert max(found.bands) >= max(country) - 1
    if better:
        assert any(safeguard.day <= day for safeguard in one.safeguards)
        assert not found.counted, "nothing counts against it"


@many
@given(any_agency, days, bands)
def test_an_agency_without_a_record_never_stands_better_than_its_country(
    one: Agency, day: datetime.date, country: tuple[int, ...]
) -> None:
    bare = replace(one, evidence=(), safeguards=(), follows=None)
    found = standing(bare, day, country)
    assert found.record is None
    assert not found.linked
    stricter = one.kind in ("intelligence", "interior_ministry", "military")
    assert found.bands == tuple(dict.fromkeys(min(band + stricter, 3) for band in country))


@many
@given(any_agency, days, bands, evidence)
def test_more_evidence_never_makes_an_agency_stand_better(
    one: Agency, day: datetime.date, country: tuple[int, ...], more: Evidence
) -> None:
    before = standing(one, day, country)
    after = standing(replace(one, evidence=(*one.evidence, more)), day, country)
    assert min(after.bands) >= min(before.bands)
    assert max(after.bands) >= max(before.bands)


@many
@given(any_agency, days)
def test_nothing_that_is_dated_later_counts(one: Agency, day: datetime.date) -> None:
    found = standing(one, day, (1,))
    assert all(item.day <= day for item in (*found.counted, *(item for item, _ in found.set_aside)))
    assert (
        found.bands
        == standing(
            replace(
                one,
                evidence=tuple(item for item in one.evidence if item.day <= day),
                safeguards=tuple(safeguard for safeguard in one.safeguards if safeguard.day <= day),
            ),
            day,
            (1,),
        ).bands
    )


@pytest.mark.parametrize("grade", ["A", "B"])
@pytest.mark.parametrize("link", ["unit", "command"])
@pytest.mark.parametrize("country", [(0,), (1, 2), ()])
def test_official_evidence_of_five_years_about_the_unit_or_its_command_makes_severe(
    grade: Any, link: Any, country: tuple[int, ...]
) -> None:
    one = body(replace(ITEM, grade=grade, link=link), safeguards=True)
    found = standing(one, datetime.date(2029, 4, 30), country)
    assert (found.bands, found.record) == ((3,), "official")
    later = standing(one, datetime.date(2029, 6, 1), country)
    assert later.bands == country
    assert later.record == "official"
    assert standing(one, datetime.date(2034, 6, 1), (1,)).record is None


@pytest.mark.parametrize(
    "change",
    [{"grade": "C"}, {"grade": "D"}, {"link": "parent"}, {"link": "unknown"}, {"day": datetime.date(2020, 1, 1)}],
)
def test_other_evidence_leaves_the_band_of_the_country(change: dict[str, Any]) -> None:
    found = standing(body(replace(ITEM, **change), safeguards=True), DAY, (0, 1))
    assert found.bands == (0, 1)
    assert found.counted


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({"isolated": True, "investigated": True, "remedied": True}, False),
        ({"state": "remedied"}, False),
        ({"isolated": True, "investigated": True}, True),
        ({"isolated": True, "remedied": True}, True),
        ({"investigated": True, "remedied": True}, True),
        ({"state": "denied", "reply": "It said no."}, True),
        ({"state": "alleged"}, True),
    ],
)
def test_only_what_was_isolated_investigated_and_remedied_does_not_count(change: dict[str, Any], counts: bool) -> None:
    found = standing(body(replace(ITEM, **change)), DAY, (1,))
    assert bool(found.counted) == counts
    assert (found.bands == (3,)) == counts
    assert len(found.set_aside) == (not counts)


def test_evidence_of_a_year_alone_is_not_known_before_the_year_is_over() -> None:
    item = replace(ITEM, date="2019", day=last_day("2019"))
    assert standing(body(item), datetime.date(2019, 6, 30), (1,)).counted == ()
    assert standing(body(item), datetime.date(2019, 12, 31), (1,)).counted == (item,)
    month = replace(ITEM, date="2019-06", day=last_day("2019-06"))
    assert standing(body(month), datetime.date(2019, 6, 29), (1,)).counted == ()
    assert standing(body(month), datetime.date(2019, 6, 30), (1,)).counted == (month,)


@pytest.mark.parametrize("one", [one for one in ALL if one.follows], ids=lambda one: one.id)
def test_the_record_of_a_body_whose_place_it_took_is_a_tie_and_not_its_own(one: Agency) -> None:
    before = agency(one.follows or "")
    found = standing(replace(one, evidence=()), DAY, (1,))
    assert found.record is None
    assert found.linked == any(item in found.counted for item in before.evidence)
    assert 3 not in found.bands or one.kind in ("intelligence", "interior_ministry", "military")


@given(st.sampled_from([item for one in ALL for item in one.evidence]))
def test_every_item_of_evidence_is_attributed_graded_and_dated(item: Evidence) -> None:
    assert item.claim.endswith(".")
    assert item.by
    assert item.title
    assert item.day <= DAY
    assert all(right in load_guidance().entries for right in item.rights)
    assert item.state != "denied" or item.reply


def test_the_register_holds_what_it_should() -> None:
    assert len(ALL) >= 60
    states = {one.country for one in ALL}
    assert states <= CODES
    assert {"NO", "DK", "NZ", "UY"} & states
    for one in ALL:
        assert one.kind in KINDS
        assert one.id.split("/")[0] == one.country
        assert one.names, one.id
        for other in (one.parent, one.follows, one.succeeded_by):
            assert other is None or other in agencies()
        assert agency(one.id) == one


def test_every_name_leads_to_its_agency_in_its_own_script_and_in_english() -> None:
    for one in ALL:
        assert any(lang == "en" for _, lang in one.names) or one.name.isascii(), one.id
        for text in (one.name, *(text for text, _ in one.names)):
            assert one.id in alias_index()[normalise(text)]
            found = find_agency([text], one.country)
            assert one.id in {met.agency.id for met in found if met.how == "exact"}


def test_an_agency_is_not_met_in_another_country() -> None:
    rab = agency("BD/rab")
    assert find_agency([rab.name], "IN") == ()
    assert [met.how for met in find_agency([rab.name], None)] == ["elsewhere"]
    assert [met.how for met in find_agency(["Rapid Acton Battalion"], "BD")] == ["near"]
    assert find_agency(["A bakery in Dhaka"], "BD") == ()
    assert find_agency([], "BD") == ()


def test_a_region_has_the_agencies_of_its_country() -> None:
    police = agency("CN/mps")
    assert find_agency([police.name], "CN-XJ")[0].agency == police


def party(name: str) -> Party:
    return Party("p", (Name(name),))


def test_an_exact_name_raises_and_a_near_one_is_asked_about() -> None:
    rab = party("Rapid Action Battalion")
    known = gather_agencies([rab], {"p": "BD"}, DAY)["p"]
    facts = {fact.fact: fact for fact in known.facts}
    assert facts["party.abuse_record"].value == "official"
    assert facts["party.agency_band"].value == "severe"
    assert known.gaps == ()
    for name, country in (("Rapid Acton Battalion", "BD"), ("Rapid Action Battalion", None)):
        asked = gather_agencies([party(name)], {"p": country}, DAY)["p"]
        assert asked.facts == ()
        assert [gap.kind for gap in asked.gaps] == ["possible_agency"]
        assert "BD/rab" in asked.gaps[0].text
    assert gather_agencies([party("A bakery")], {"p": "BD"}, DAY) == {}


@pytest.mark.parametrize("day", [datetime.date(2012, 1, 1), datetime.date(2019, 6, 1), datetime.date(2024, 1, 1), DAY])
def test_what_is_said_of_an_agency_is_of_this_very_agency_and_of_the_day(day: datetime.date) -> None:
    for one in ALL:
        own = [item for item in one.evidence if item.day <= day]
        for fact in gather_agencies([party(one.name)], {"p": one.country}, day)["p"].facts:
            assert fact.source_date is None or fact.source_date <= day
            assert one.id in fact.source_title
            if fact.fact == "party.abuse_record":
                assert any(fact.note.startswith(item.claim) for item in own), one.id


def test_a_party_in_a_place_under_another_authority_has_no_band_of_the_country() -> None:
    sbu = party(agency("UA/sbu").name)
    facts = gather_agencies([sbu], {"p": "UA-43"}, DAY)["p"].facts
    assert "party.agency_band" not in {fact.fact for fact in facts}


@pytest.fixture(scope="module")
def compiled() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = compile_register()["agencies"]
    return rows


@pytest.fixture
def register(compiled: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return copy.deepcopy(compiled)


def item_of(rows: list[dict[str, Any]], identity: str) -> dict[str, Any]:
    return next(item for one in rows for item in one.get("evidence", ()) if item["id"] == identity)


def test_a_correction_keeps_what_stood_there_since_when_and_why(register: list[dict[str, Any]]) -> None:
    change = {"evidence": "BD/rab/4", "field": "state", "raw": "alleged", "used": "denied", "on": "2026-11-26",
              "reason": "The unit replied in 2022."}  # fmt: skip
    before = copy.deepcopy(register)
    _correct(register, [change])
    item = item_of(register, "BD/rab/4")
    assert item["state"] == "denied"
    assert item["corrected"] == "state was “alleged” until 2026-11-26: The unit replied in 2022."
    item["state"] = "alleged"
    del item["corrected"]
    assert register == before, "nothing else has changed"


@pytest.mark.parametrize("change", [{"evidence": "BD/rab/99"}, {"raw": "denied"}, {"field": "colour"}])
def test_a_correction_of_what_is_not_said_is_refused(register: list[dict[str, Any]], change: dict[str, str]) -> None:
    whole = {"evidence": "BD/rab/4", "field": "state", "raw": "alleged", "used": "denied", "on": "2026-11-26",
             "reason": "A reason."}  # fmt: skip
    with pytest.raises(ValueError, match=re.escape("does not say")):
        _correct(register, [{**whole, **change}])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"grade": "E"}, "grade is 'E'; accepted: A, B, C, D"),
        ({"link": "friend"}, "link is 'friend'"),
        ({"state": "denied", "reply": None}, "a denied claim needs the reply"),
        ({"confidence": "sure"}, "confidence is 'sure'"),
        ({"date": "soon"}, "'soon' is not a date"),
        ({"colour": "red"}, "unknown key ['colour']"),
    ],
)
def test_evidence_outside_the_closed_lists_is_refused(
    register: list[dict[str, Any]], change: dict[str, Any], says: str
) -> None:
    rab = next(one for one in register if one["id"] == "BD/rab")
    del rab["country"]
    _agency(rab, "BD.yaml: BD/rab")
    rab["evidence"][0] |= change
    with pytest.raises(ValueError, match=re.escape(says)):
        _agency(rab, "BD.yaml: BD/rab")


@pytest.mark.parametrize(("said", "day"), [("2020-02", "2020-02-29"), ("2019-12", "2019-12-31"), ("2021", "2021-12-31"),
                                           ("2021-03-04", "2021-03-04")])  # fmt: skip
def test_a_date_is_the_latest_day_that_it_leaves_possible(said: str, day: str) -> None:
    assert last_day(said).isoformat() == day
    for wrong in (f"{said}-", "soon", "", "20"):
        with pytest.raises(ValueError, match="is not a date"):
            last_day(wrong)
