"""Intake is left and taken up again, without scripts and in Arabic, and nothing is lost or written over."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from made_people import People

from duecare.office.cases.acts import change_deal, open_case
from duecare.office.cases.models import Case
from duecare.office.intake.models import Copied, Draft

Signed = Callable[[str], Client]
NAME, SOURCE = "كاميرات لشرطة المدينة", "كتيب الشركة المصنعة"


@pytest.fixture
def empty(people: People) -> Case:
    return open_case(people["sam"], NAME)


def at(case: Case, page: str = "") -> str:
    return f"/cases/{case.number}/intake/{page}"


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def test_what_is_typed_runs_in_the_direction_of_its_script(case: Case, empty: Case, signed: Signed) -> None:
    sam = signed("sam")
    page = sam.get(at(empty, "frame/item-what/new/")).content.decode()
    assert re.search(r'<input[^>]*name="name"[^>]*dir="auto"', page)
    assert re.search(r'<textarea[^>]*name="description"[^>]*dir="auto"', page)
    page = sam.get(at(case, "question/item.matching/item:face-search/")).content.decode()
    assert re.search(r'<input[^>]*name="source"[^>]*dir="auto"', page)
    assert re.search(r'<textarea[^>]*name="note"[^>]*dir="auto"', page)


def test_a_name_in_arabic_does_not_turn_the_question_about_it_around(empty: Case, signed: Signed) -> None:
    sam = signed("sam")
    sam.post(at(empty, "frame/item-what/new/"), {"name": NAME, "version": "1"})
    page = sam.get(at(empty)).content.decode()
    assert f'<bdi dir="auto">{NAME}</bdi>: ' in page
    assert f"{NAME}: " not in page, "only the name runs from right to left, not what is asked of it"
    assert f'<bdi dir="auto">{NAME}</bdi>' in page


def test_a_source_in_arabic_stands_apart_wherever_it_is_shown(case: Case, signed: Signed) -> None:
    sam, page = signed("sam"), "question/item.matching/item:face-search/"
    version_now = version(sam.get(at(case, page)).content.decode())
    sent = {"value": "one_to_many", "kind": "document", "source": SOURCE, "note": NAME, "version": version_now}
    assert sam.post(at(case, page), sent).status_code == 302
    for where in (page, "check/", f"{page}history/"):
        assert f'<bdi dir="auto">{SOURCE}</bdi>' in sam.get(at(case, where)).content.decode()


def test_a_draft_that_is_taken_up_again_is_not_saved_over_what_came_since(
    empty: Case, signed: Signed, people: People
) -> None:
    sam, page = signed("sam"), at(empty, "frame/terms/deal/")
    kept = sam.post(page, {"terms": NAME, "draft": "yes", "version": "1"})
    assert kept.url == at(empty)
    assert empty.deal is not None
    change_deal(empty, people["ana"], {**empty.deal.document, "terms": {"text": "Ana: 30 days"}}
                if isinstance(empty.deal.document.get("terms"), dict)
                else {**empty.deal.document, "terms": "Ana: 30 days"})  # fmt: skip
    resumed = sam.get(page).content.decode()
    assert NAME in resumed
    assert version(resumed) == "1", "the draft was written on the first version"
    met = sam.post(page, {"terms": NAME, "version": version(resumed)})
    assert met.status_code == 409
    assert "Ana: 30 days" in met.content.decode()
    assert NAME in met.content.decode()
    assert sam.post(page, {"terms": NAME, "version": version(met.content.decode())}).status_code == 302
    assert not Draft.objects.exists()


def test_a_copied_answer_that_is_changed_leads_back_to_those_that_wait(
    case: Case, people: People, signed: Signed
) -> None:
    second = open_case(people["sam"], NAME)
    sam = signed("sam")
    sam.post(at(second, f"copy/?from={case.number}"), {"groups": ["items", "parties", "places", "terms"]})
    page = sam.get(at(second, "confirm/")).content.decode()
    link = re.search(r'href="([^"]*[?]of=copied)"', page)
    assert link
    there = sam.get(link[1]).content.decode()
    chosen = re.findall(r'name="value" value="(\w+)"[^>]*checked', there)
    answer = sam.post(link[1], {"value": chosen, "kind": "own", "version": version(there)})
    assert answer.url == at(second, "confirm/")
    one = Copied.objects.filter(case=second, settled="").first()
    assert one is not None
    said = sam.post(at(second, "confirm/"), {"copied": one.pk}, follow=True).content.decode()
    assert "Confirmed: “" in said
    again = sam.post(at(second, "confirm/"), {"copied": one.pk}, follow=True).content.decode()
    assert "Somebody has said already" in again


def test_everything_in_intake_works_by_forms_alone(empty: Case, signed: Signed) -> None:
    """Each page has a button of its own for what a script does while one types."""
    for page in ("frame/item-what/new/", "frame/party-who/new/", "frame/end-use/deal/", "frame/terms/deal/"):
        shown = signed("sam").get(at(empty, page)).content.decode()
        assert '<button name="draft" value="yes"' in shown
        assert '<form method="post"' in shown
