"""All open questions of a case on one page."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from made_people import People

from duecare.office.cases.models import Case
from duecare.office.intake.asking import Asked, open_questions
from duecare.office.intake.dense import prefix_of
from duecare.office.intake.stated import said


def address(case: Case) -> str:
    return f"/cases/{case.number}/intake/all/"


def questions(case: Case, people: People) -> list[Asked]:
    """Open questions that are answered by yes or no."""
    return [one for one in open_questions(case, people["ana"]).asked if one.fact.type == "boolean"]


def fields(one: Asked, **given: str) -> dict[str, str]:
    return {f"{prefix_of(one.key)}-{name}": value for name, value in given.items()}


def version(case: Case) -> str:
    assert case.deal is not None
    return str(case.deal.number)


def test_an_analyst_answers_several_questions_as_one_version(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    """What is left empty stays open; the deal is reviewed once."""
    first, second, third = questions(case, people)[:3]
    reviews, before = case.reviews.count(), int(version(case))
    sent = {
        "version": version(case), **fields(first, value="yes", kind="own"), **fields(third, kind="own"),
        **fields(second, value="no", kind="document", source="datasheet 4", date="2026-01-02"),
    }  # fmt: skip
    answered = signed("ana").post(address(case), sent, follow=True)
    assert "2 answers are saved" in answered.content.decode()
    case.refresh_from_db()
    assert case.deal is not None
    stated = said(case.deal.document)
    assert [stated[one.key][0].value for one in (first, second)] == [True, False]
    assert stated[second.key][0].source == "datasheet 4"
    assert third.key not in stated
    assert (case.deal.number, case.reviews.count()) == (before + 1, reviews + 1)


def test_where_one_answer_is_wrong_none_is_saved_and_all_that_was_typed_stays(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    """An answer without how it is known is named, above and beside the field."""
    first, second = questions(case, people)[:2]
    sent = {
        "version": version(case), **fields(first, value="yes", kind="document", source="letter of May"),
        **fields(second, value="no"),
    }  # fmt: skip
    refused = signed("ana").post(address(case), sent)
    text = refused.content.decode()
    assert refused.status_code == 400
    assert text.count("Say how you know.") == 2
    assert 'value="letter of May"' in text
    before = version(case)
    case.refresh_from_db()
    assert version(case) == before


def test_what_somebody_else_answered_meanwhile_is_not_written_over(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    """The page is refused as a whole, and shows what was typed."""
    first, second = questions(case, people)[:2]
    shown = version(case)
    assert (
        signed("ben").post(address(case), {"version": shown, **fields(first, value="no", kind="own")}).status_code
        == 302
    )
    late = {"version": shown, **fields(first, value="yes", kind="own"), **fields(second, value="yes", kind="own")}
    refused = signed("ana").post(address(case), late)
    case.refresh_from_db()
    assert case.deal is not None
    stated = said(case.deal.document)
    assert stated[first.key][0].value is False
    assert second.key not in stated
    assert refused.status_code == 409
    assert "Somebody else answered these" in refused.content.decode()


def test_the_page_says_its_keys_and_is_led_to_from_the_case_of_an_analyst(
    case: Case, signed: Callable[[str], Client]
) -> None:
    """Who asked for the deal is led through one question a page."""
    page = signed("ana").get(address(case)).content.decode()
    assert "<kbd>Ctrl</kbd> + <kbd>Enter</kbd>" in page
    assert f'href="{address(case)}"' in signed("ana").get(f"/cases/{case.number}/").content.decode()
    assert f'href="{address(case)}"' not in signed("sam").get(f"/cases/{case.number}/").content.decode()
