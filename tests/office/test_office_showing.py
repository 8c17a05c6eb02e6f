"""What papers show of a review is made once, when somebody first asks, and is of that review."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone
from made_people import People, example

from duecare.guidance import load_guidance
from duecare.office.cases.acts import change_deal, open_case
from duecare.office.cases.models import Case, Reviewed
from duecare.office.cases.packed import ERASED_DOCUMENT
from duecare.office.cases.reviewing import data_on, reviewed
from duecare.office.cases.showing import sections_of, show_reviews
from duecare.papers.html import memo_sections

LATER = datetime.timedelta(hours=1)


def test_a_page_shows_what_the_review_says_and_keeps_it(case: Case, signed: Callable[[str], Client]) -> None:
    assert case.deal is not None
    assert Reviewed.objects.get(pk=case.review_id).sections is None
    signed("ana").get(f"/cases/{case.number}/")
    kept = Reviewed.objects.get(pk=case.review_id).sections
    data = data_on(timezone.localdate())
    assert kept == memo_sections(reviewed(case.deal.document, data), load_guidance())


def test_what_is_shown_of_a_review_is_filled_in_once(case: Case) -> None:
    kept = Reviewed.objects.get(pk=case.review_id)
    sections_of(kept)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Reviewed.objects.filter(pk=kept.pk).update(sections={"outcome": "another"})
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Reviewed.objects.filter(pk=kept.pk).update(sections=None)


def test_a_review_that_is_erased_while_it_is_shown_stays_erased(case: Case) -> None:
    read = Reviewed.objects.get(pk=case.review_id)
    assert read.content["outcome"]
    Reviewed.objects.filter(pk=read.pk).update(document=ERASED_DOCUMENT, sections={}, headline="(erased)")
    assert sections_of(read)["outcome"]
    assert Reviewed.objects.get(pk=read.pk).sections == {}


def test_the_worker_makes_what_pages_will_ask_of_the_latest_reviews(case: Case, people: People) -> None:
    assert case.deal is not None
    change_deal(case, people["sam"], {**case.deal.document, "title": "Another"})
    open_case(people["sam"], "Another", example("us-2020-police-face-search.yaml"))
    assert show_reviews(timezone.now()) == 0  # the next answer may overtake them
    assert show_reviews(timezone.now() + LATER) == 2
    assert Reviewed.objects.filter(sections=None).count() == 1  # the one that was overtaken
    assert show_reviews(timezone.now() + LATER) == 0


def test_a_review_of_facts_that_the_vocabulary_has_no_more_says_so(case: Case, signed: Callable[[str], Client]) -> None:
    kept = Reviewed.objects.get(pk=case.review_id)
    old = bytes(kept.document).replace(b'"fact":"party.kind"', b'"fact":"party.sort"')
    kept.pk, kept.number, kept.document = None, 9, old
    kept.save()
    Case.objects.filter(pk=case.pk).update(review=kept)
    page = signed("ana").get(f"/cases/{case.number}/")
    assert "reviewed again with the next pass" in page.content.decode()
    assert Reviewed.objects.get(pk=kept.pk).sections is None
