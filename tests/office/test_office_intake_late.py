"""What comes too late, or does not say what it was written on: no draft of a saved page, no answer over another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from browsing import HELD
from django.test import Client

from duecare.office.cases.models import Case
from duecare.office.intake.models import Draft

Sign = Callable[[str], Client]
OWN = {"kind": "own"}


def at(case: Case, rest: str) -> str:
    return f"/cases/{case.number}/intake/{rest}"


@pytest.mark.parametrize(
    ("where", "typed"),
    [("question/item.timing/item:face-search/", {"value": "live", **OWN}),
     ("frame/party-who/new/", {"name": "Stadtwerke", "roles": ["end_user"]})],
)  # fmt: skip
def test_what_a_script_sends_of_a_page_after_it_was_saved_becomes_no_draft(
    case: Case, signed: Sign, where: str, typed: dict[str, Any]
) -> None:
    sam, path = signed("sam"), at(case, where)
    held = dict(HELD.findall(sam.get(path).content.decode()))
    assert sam.post(path, {**typed, **held}).status_code == 302
    late = sam.post(path, {**typed, **held, "draft": "yes"}, headers={"HX-Request": "true"})
    assert "Kept as a draft" not in late.content.decode()
    assert not Draft.objects.exists()
    assert "Your drafts" not in sam.get(at(case, "")).content.decode()
    if where.startswith("frame"):
        assert "Stadtwerke" not in sam.get(path).content.decode(), "the page that adds another is empty"
    begun = dict(HELD.findall(sam.get(path).content.decode()))
    sam.post(path, {**typed, **begun, "draft": "yes"}, headers={"HX-Request": "true"})
    assert Draft.objects.count() == 1, "of the page that is opened again a draft is kept"


def test_an_answer_that_does_not_say_which_version_it_is_of_is_shown_the_one_that_there_is(
    case: Case, signed: Sign
) -> None:
    page = "question/item.matching/item:face-search/"
    for where, typed in ((page, {"value": "one_to_one", **OWN}), ("frame/terms/deal/", {"terms": "prepaid"})):
        met = signed("sam").post(at(case, where), {**typed, "version": ""})
        assert met.status_code == 409
        assert 'name="version" value="1"' in met.content.decode()
    assert "one to many" in signed("sam").get(at(case, page)).content.decode()
    assert case.deals.count() == 1
