"""The law checklist: each answer cited and dated, none given before its law or after its review, and none clears."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duecare.countries import gather_countries
from duecare.countries.law import Answer, CountryLaw, country_law, covered, questions
from duecare.countries.law.compile import _answer, _question
from duecare.facts import vocabulary
from duecare.guidance import load_guidance

DAY = datetime.date(2026, 11, 26)
few = settings(max_examples=60, deadline=None)
ANSWER = Answer("oversight", "no", "An act", 2015, "en", "recollected H", None, None, None)


def law(code: str, day: datetime.date = DAY) -> CountryLaw:
    found = country_law(code, day)
    assert found is not None
    return found


def test_there_are_about_twenty_questions_and_each_is_tied_to_an_article() -> None:
    asked = questions()
    assert len(asked) >= 20
    assert len({one.id for one in asked}) == len(asked)
    for one in asked:
        assert one.question.endswith("?"), one.id
        assert one.gap in ("yes", "no")
        assert one.articles
        assert all(article in load_guidance().entries for article in one.articles), one.id


def test_what_a_question_can_say_to_a_rule_only_raises() -> None:
    """True of a fact that says what is lacking; that nothing is lacking is never said."""
    for one in questions():
        for fact, value in one.facts.items():
            assert value is True, one.id
            assert fact in vocabulary().facts
            assert fact.startswith("country.no_")
        assert one.law_kind is None or one.law_kind in vocabulary()["country.laws_of_concern"].domain


def test_every_answer_has_a_law_with_its_year_and_every_checklist_a_reviewer_and_an_end() -> None:
    assert len(covered()) >= 20
    for code in covered():
        held = law(code)
        assert held.reviewer
        assert held.reviewed < held.expires
        assert held.expires - held.reviewed <= datetime.timedelta(days=366)
        for answer in held.answers.values():
            assert answer.answer == "unknown" or (answer.law and answer.year), (code, answer.question)
            assert answer.confidence == "read" or answer.confidence.startswith("recollected ")


def test_the_countries_of_the_method_have_a_checklist() -> None:
    assert {"NO", "CN", "SA", "VE", "RU", "ET"} <= set(covered())
    assert country_law("AD", DAY) is None


@few
@given(st.sampled_from(covered()), st.dates(datetime.date(1950, 1, 1), datetime.date(2040, 1, 1)))
def test_no_answer_rests_on_a_law_that_is_younger_than_the_day(code: str, day: datetime.date) -> None:
    held = law(code, day)
    assert held.expired == (day > held.expires)
    assert not (held.expired and held.answers)
    for answer in held.answers.values():
        assert answer.since is None or answer.since <= day
        assert answer.until is None or day < answer.until
        assert answer.since is not None or answer.year is None or answer.year <= day.year


@few
@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2040, 1, 1)))
def test_a_law_stands_from_its_day_or_the_year_after_its_own_until_it_ends(day: datetime.date) -> None:
    assert ANSWER.stands(day) == (day.year > 2015)
    dated = replace(ANSWER, since=datetime.date(2015, 7, 1), until=datetime.date(2030, 1, 1))
    assert dated.stands(day) == (datetime.date(2015, 7, 1) <= day < datetime.date(2030, 1, 1))


@pytest.mark.parametrize("said", ["partly", "unknown", "contested"])
def test_what_is_partly_so_unknown_or_contested_is_no_gap_and_no_comfort(said: str) -> None:
    held = law("NO")
    question = next(one for one in questions() if one.id == "oversight")
    changed = replace(held, answers={"oversight": replace(ANSWER, answer=said)})
    assert changed.gap(question) is None
    assert list(changed.raised()) == []
    assert replace(held, answers={}).gap(question) is None


@pytest.mark.parametrize(
    ("confidence", "raises"),
    [("read", True), ("recollected H", True), ("recollected M", True), ("recollected L", False)],
)
def test_what_is_recollected_with_little_confidence_is_shown_and_raises_nothing(confidence: str, raises: bool) -> None:
    question = next(one for one in questions() if one.id == "oversight")
    held = replace(law("NO"), answers={"oversight": replace(ANSWER, confidence=confidence)})
    assert held.gap(question) is True
    assert bool(list(held.raised())) == raises


@pytest.mark.parametrize("day", [datetime.date(2005, 1, 1), datetime.date(2018, 3, 1), DAY])
def test_the_checklist_raises_and_never_clears(day: datetime.date) -> None:
    seen = 0
    for code, known in gather_countries(covered(), day).items():
        for fact in known.facts:
            if fact.found_by == "countries: law checklist":
                seen += 1
                assert fact.value is True, (code, fact)
                assert fact.source_date is not None
                assert fact.source_date <= day
                assert "#" in fact.fact or fact.fact.startswith("country.no_")
    assert seen


def test_beyond_its_review_a_checklist_is_a_gap_and_says_nothing() -> None:
    known = gather_countries(["RU"], datetime.date(2028, 1, 1))["RU"]
    assert not [fact for fact in known.facts if fact.found_by == "countries: law checklist"]
    said = [gap for gap in known.gaps if gap.fact == "country.laws_of_concern"]
    assert [gap.kind for gap in said] == ["stale"]
    assert "expired on 2027-11-26" in said[0].text


def test_a_country_without_a_checklist_is_a_gap_and_not_in_order() -> None:
    known = gather_countries(["AD"], DAY)["AD"]
    said = [gap for gap in known.gaps if gap.kind == "law_unknown"]
    assert len(said) == 1
    assert "is open" in said[0].text
    assert not [fact for fact in known.facts if fact.found_by == "countries: law checklist"]


def test_a_kind_of_law_is_stated_by_itself_so_that_the_others_stay_open() -> None:
    facts = {fact.fact: fact for fact in gather_countries(["CN"], DAY)["CN"].facts}
    assert "country.laws_of_concern" not in facts
    assert facts["country.laws_of_concern#L5"].value is True
    assert facts["country.no_judicial_authorisation"].value is True


def test_norway_has_fewer_gaps_than_russia() -> None:
    gaps = {code: sum(law(code).gap(one) is True for one in questions()) for code in ("NO", "RU", "CN")}
    assert gaps["NO"] < gaps["RU"]
    assert gaps["NO"] < gaps["CN"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"answer": "maybe"}, "answer is 'maybe'; accepted: yes, partly, no, unknown, contested"),
        ({"confidence": "sure"}, "confidence is 'sure'"),
        ({"law": None}, "an answer needs law and year"),
        ({"year": "2015"}, "an answer needs law and year"),
        ({"colour": "red"}, "unknown key ['colour']"),
    ],
)
def test_an_answer_without_its_citation_or_outside_the_closed_list_is_refused(
    change: dict[str, Any], says: str
) -> None:
    whole = {"answer": "no", "law": "An act", "year": 2015, "confidence": "recollected H"}
    _answer(whole, "XX.yaml: oversight")
    _answer({"answer": "unknown", "confidence": "recollected L"}, "XX.yaml: oversight")
    with pytest.raises(ValueError, match=re.escape(f"XX.yaml: oversight: {says}")):
        _answer({**whole, **change}, "XX.yaml: oversight")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"gap": "perhaps"}, "gap is 'perhaps'"),
        ({"facts": {"country.nice": True}}, "no fact 'country.nice'"),
        ({"law_kind": "L99"}, "no kind of law 'L99'"),
        ({"colour": "red"}, "keys are"),
    ],
)
def test_a_question_that_no_rule_could_read_is_refused(change: dict[str, Any], says: str) -> None:
    whole = {"id": "a", "says": "Not so", "question": "Is it?", "gap": "no", "articles": ["ICCPR/17"]}
    _question(whole)
    with pytest.raises(ValueError, match=re.escape(says)):
        _question({**whole, **change})
