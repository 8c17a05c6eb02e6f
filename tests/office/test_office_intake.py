"""Intake: a requester is led through a deal, every answer is kept with its source, and nothing typed is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from made_people import People, example

from duecare.facts import vocabulary
from duecare.office.cases.acts import change_deal, open_case
from duecare.office.cases.models import Case, State
from duecare.office.intake.asking import open_questions, options
from duecare.office.intake.models import Acknowledged, Draft, Lowered, NotKnown
from duecare.office.intake.stated import carried, put, said, set_aside
from duecare.office.intake.tasks import work_of
from duecare.review import LEVELS
from duecare.transaction import parse_transaction
from duecare.transaction.derive import derived
from duecare.transaction.format import STRUCTURAL

Sign = Callable[[str], Client]
OWN = {"kind": "own"}


def at(case: Case, rest: str) -> str:
    return f"/cases/{case.number}/intake/{rest}"


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def deal(case: Case) -> dict[str, Any]:
    now = fresh(case).deal
    assert now is not None
    return dict(now.document)


@pytest.fixture
def empty(people: People) -> Case:
    """A case that sam has opened with nothing but a title."""
    return open_case(people["sam"], "Cameras for a city")


def test_a_requester_is_led_from_nothing_to_hand_in_one_thing_a_page(empty: Case, signed: Sign) -> None:
    sam = signed("sam")
    steps = (
        ("frame/item-what/new/", {"name": "City camera", "description": "Films streets"}),
        ("frame/item-order/city-camera/", {"quantity": "200", "configuration": "two districts"}),
        ("question/item.capability/item:city-camera/", {"value": ["video_surveillance"], **OWN}),
        ("question/item.delivery/item:city-camera/", {"value": ["goods"], **OWN}),
        ("question/item.services/item:city-camera/", {"value": ["none"], **OWN}),
        ("frame/party-who/new/", {"name": "Stadtwerke", "roles": ["end_user", "purchaser"], "country": "DE"}),
        ("question/party.kind/party:stadtwerke/", {"value": "utility", "kind": "document", "source": "register"}),
        ("frame/place-where/new/", {"country": "DE", "region": "Bonn", "roles": ["use", "destination"]}),
        ("frame/end-use/deal/", {"text": "to watch over substations"}),
        (f"question/transaction.stated_end_use/transaction:{empty.number.lower()}/",
         {"value": "perimeter_protection", "kind": "interested", "source": "their e-mail", "date": "2026-10-01"}),
        ("frame/terms/deal/", {"terms": "30 days", "amount": "120000.50", "currency": "EUR"}),
    )  # fmt: skip
    for path, answers in steps:
        led = sam.get(at(empty, "next/"))
        assert led.url == at(empty, path)
        assert sam.get(led.url).status_code == 200
        assert sam.post(led.url, answers).url == at(empty, "next/"), path
    document = deal(empty)
    assert document["items"] == [{"id": "city-camera", "name": "City camera", "description": "Films streets",
                                  "quantity": "200", "configuration": "two districts"}]  # fmt: skip
    assert document["value"] == {"amount": "120000.50", "currency": "EUR"}
    stated = said(document)
    assert stated["item.services", "item:city-camera"][0].value == frozenset()
    (use,) = stated["transaction.stated_end_use", f"transaction:{empty.number.lower()}"]
    assert (use.value, use.kind, use.source, str(use.date)) == (
        "perimeter_protection", "interested", "their e-mail", "2026-10-01",
    )  # fmt: skip
    assert not fresh(empty).hold
    assert "/question/" in sam.get(at(empty, "next/")).url
    checked = sam.get(at(empty, "check/")).content.decode()
    assert "Stadtwerke" in checked
    assert "their e-mail" in checked
    assert sam.post(at(empty, "check/")).status_code == 302
    assert fresh(empty).state == State.REVIEW
    assert sam.post(at(empty, "check/")).status_code == 400


def test_a_requester_is_asked_in_the_order_of_the_review_and_only_what_they_may_know(
    case: Case, people: People
) -> None:
    theirs = open_questions(case, people["sam"]).asked
    everybodys = open_questions(case, people["ana"]).asked
    assert {one.fact.ask for one in theirs} == {"sales", "engineer"}
    assert {one.fact.ask for one in everybodys} > {"sales", "engineer", "analyst"}
    assert [one for one in everybodys if one in theirs] == list(theirs)


def test_a_question_for_others_is_not_there_for_a_requester(case: Case, signed: Sign) -> None:
    path = at(case, "question/party.agency_band/party:police-departments/")
    assert signed("sam").get(path).status_code == 404
    assert signed("sam").post(path, {"value": "good", **OWN}).status_code == 404
    assert signed("ana").get(path).status_code == 200


def test_no_page_of_intake_tells_a_requester_the_outcome(case: Case, signed: Sign) -> None:
    sam = signed("sam")
    assert case.review is not None
    pages = ["", "check/", "copy/", "confirm/", "sheet/", "datasheet/face-search/", "frame/terms/deal/",
             "question/use.group_targeting/use:main/", "question/item.matching/item:face-search/",
             "question/item.matching/item:face-search/history/"]  # fmt: skip
    told = re.compile(
        rf"\b({'|'.join(LEVELS)}) on what|could be ({'|'.join(LEVELS)})|questions? decides?|decides\b|escalate"
        rf"|do not proceed|proceed with|\bhigh\b(?!-end)|\bsevere\b|\belevated\b",
        re.I,
    )
    for page in [at(case, one) for one in pages] + [f"/cases/{case.number}/"]:
        answer = sam.get(page)
        assert answer.status_code == 200, page
        text = answer.content.decode()
        assert case.review.headline not in text
        assert not told.search(text), (page, told.search(text))


def test_not_known_yet_is_an_answer_and_is_not_asked_again_at_once(case: Case, signed: Sign, people: People) -> None:
    sam = signed("sam")
    first = work_of(case, people["sam"]).questions[0]
    path = at(case, f"question/{first.fact.name}/{first.subject}/")
    value: Any = ["unknown"] if first.fact.type == "set" else "unknown"
    assert sam.post(path, {"value": value}).status_code == 302
    assert first.key in set_aside(said(deal(case)))
    work = work_of(fresh(case), people["sam"])
    assert first.key not in [one.key for one in work.questions]
    assert path in [one.url for one in work.later]
    answered = {"value": options(first.fact)[0].value, **OWN}
    assert sam.post(path, answered).status_code == 302
    sources = said(deal(case))[first.key]
    assert [one.value for one in sources] != [None]
    assert len(sources) == 1


def test_a_step_of_the_frame_that_is_not_known_is_not_asked_for_again(empty: Case, signed: Sign) -> None:
    sam = signed("sam")
    path = at(empty, "frame/item-what/new/")
    assert sam.post(path, {}).status_code == 400
    assert sam.post(path, {"unknown": "yes"}).status_code == 302
    assert sam.get(at(empty, "next/")).url != path
    assert NotKnown.objects.filter(case=empty).count() == 1
    assert "not known yet" in sam.get(at(empty, "")).content.decode()


WRONG: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("item.matching", {"value": "everybody", **OWN}, "Choose one of the answers"),
    ("item.matching", {**OWN}, "Choose an answer"),
    ("item.matching", {"value": "none"}, "Say how you know"),
    ("item.matching", {"value": "none", "kind": "document"}, "Name the document"),
    ("item.matching", {"value": "none", **OWN, "date": "2999-01-01"}, "has not come yet"),
    ("item.matching", {"value": "none", "kind": "judgement", "source": "x"}, "valid choice"),
    ("item.delivery", {"value": ["goods", "unknown"], **OWN}, "stand alone"),
    ("item.matching", {"value": "none", **OWN, "note": "a\u202eb"}, "text-direction"),
)


def test_a_wrong_answer_is_told_beside_its_field_and_nothing_is_kept(case: Case, signed: Sign) -> None:
    for fact, sent, told in WRONG:
        answer = signed("sam").post(at(case, f"question/{fact}/item:face-search/"), sent)
        assert answer.status_code == 400, sent
        assert told in answer.content.decode().replace("&#x27;", "'"), sent
        assert fresh(case).deal == case.deal, sent


def test_a_page_of_what_is_not_in_the_deal_is_not_there(case: Case, signed: Sign) -> None:
    for path in (
        "question/no.fact/x/", "question/item.matching/item:other/", "frame/x/deal/", "frame/terms/new/",
        "question/item.matching/party:police-departments/", "frame/item-what/other/", "datasheet/other/",
        "question/item.covert/item:face-search/history/",
    ):  # fmt: skip
        assert signed("sam").get(at(case, path)).status_code == 404, path


def test_an_answer_takes_the_place_of_the_one_that_a_file_gave(case: Case, signed: Sign) -> None:
    path = at(case, "question/item.matching/item:face-search/")
    page = signed("sam").get(path).content.decode()
    assert re.search(r'value="one_to_many"[^>]*checked', page)
    assert (
        signed("sam").post(path, {"value": "one_to_one", "kind": "document", "source": "datasheet 4"}).status_code
        == 302
    )
    (one,) = said(deal(case))["item.matching", "item:face-search"]
    assert (one.value, one.source, one.by) == ("one_to_one", "datasheet 4", "Sam")


def test_two_sources_that_differ_may_both_stand(case: Case, signed: Sign) -> None:
    path = at(case, "question/item.matching/item:face-search/")
    sent = {"value": "one_to_one", "kind": "interested", "source": "their e-mail", "beside": "yes"}
    assert signed("sam").post(path, sent).status_code == 302
    values = [one.value for one in said(deal(case))["item.matching", "item:face-search"]]
    assert values == ["one_to_many", "one_to_one"]


def test_every_version_of_an_answer_is_shown_with_source_person_and_time(case: Case, signed: Sign) -> None:
    path = at(case, "question/item.matching/item:face-search/")
    signed("sam").post(path, {"value": "one_to_one", "kind": "document", "source": "datasheet 4"})
    signed("ana").post(
        path, {"value": "closed_group", "kind": "official", "source": "test report", "date": "2026-01-02"}
    )
    page = signed("sam").get(path + "history/").content.decode()
    order = [page.index(one) for one in ("closed group", "one to one", "one to many")]
    assert order == sorted(order)
    for told in ("datasheet 4", "test report", "2026-01-02", "Ana", "Sam", "version 3"):
        assert told in page
    assert signed("aud").get(path + "history/").status_code == 200


def test_what_is_typed_is_kept_as_a_draft_for_the_person_alone_until_saved(case: Case, signed: Sign) -> None:
    sam, path = signed("sam"), at(case, "question/item.timing/item:face-search/")
    typed = {"value": "live", "note": "half a thou", "version": "1", "draft": "yes"}
    answer = sam.post(path, typed, headers={"HX-Request": "true"})
    assert "Kept as a draft" in answer.content.decode()
    assert fresh(case).deal == case.deal
    page = sam.get(path).content.decode()
    assert "half a thou" in page
    assert re.search(r'value="live"[^>]*checked', page)
    assert "half a thou" not in signed("ana").get(path).content.decode()
    assert sam.post(path, typed).url == at(case, "")
    assert Draft.objects.count() == 1
    assert sam.post(path, {"value": "live", **OWN}).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_of_a_step_comes_back_and_can_be_put_aside(empty: Case, signed: Sign) -> None:
    sam, path = signed("sam"), at(empty, "frame/item-what/new/")
    sam.post(path, {"name": "مشروع", "draft": "yes"})
    assert "مشروع" in sam.get(path).content.decode()
    sam.post(path, {"discard": "yes"})
    assert "مشروع" not in sam.get(path).content.decode()


def test_who_saves_second_is_told_and_loses_nothing(case: Case, signed: Sign) -> None:
    path = at(case, "question/item.timing/item:face-search/")
    assert signed("ana").post(path, {"value": "both", **OWN, "version": "1"}).status_code == 302
    second = signed("sam").post(path, {"value": "live", **OWN, "note": "mine", "version": "1"})
    page = second.content.decode()
    assert second.status_code == 409
    assert "Ana" in page
    assert "mine" in page
    assert [one.value for one in said(deal(case))["item.timing", "item:face-search"]] == ["both"]
    assert Draft.objects.get().data["note"] == "mine"
    again = re.search(r'name="version" value="(\d+)"', page)
    assert again is not None
    assert signed("sam").post(path, {"value": "live", **OWN, "version": again[1]}).status_code == 302
    assert [one.value for one in said(deal(case))["item.timing", "item:face-search"]] == ["live"]


def test_edits_of_different_answers_from_the_same_version_both_stand(case: Case, signed: Sign) -> None:
    signed("ana").post(at(case, "question/item.timing/item:face-search/"), {"value": "both", **OWN, "version": "1"})
    other = at(case, "question/item.covert/item:face-search/")
    assert signed("sam").post(other, {"value": "no", **OWN, "version": "1"}).status_code == 302
    third = at(case, "frame/terms/deal/")
    assert signed("sam").post(third, {"terms": "prepaid", "version": "1"}).status_code == 302
    stated = said(deal(case))
    assert stated["item.timing", "item:face-search"][0].value == "both"
    assert stated["item.covert", "item:face-search"][0].value is False
    assert deal(case)["terms"] == "prepaid"
    assert signed("ana").post(third, {"terms": "credit", "version": "1"}).status_code == 409


def test_an_answer_reviews_once_and_shows_a_new_outcome_in_time(case: Case, signed: Sign) -> None:
    sam, path = signed("sam"), at(case, "question/item.timing/item:face-search/")
    took = []
    for number, value in enumerate(("live", "stored", "both"), start=2):
        begun = time.process_time()  # of this process alone, whatever else the machine does
        assert sam.post(path, {"value": value, **OWN}).status_code == 302
        took.append(time.process_time() - begun)
        assert fresh(case).reviews.count() == number
    assert sorted(took)[1] < 0.3, took


def test_an_edit_that_lowers_after_hand_in_is_told_until_somebody_else_says_why(
    case: Case, signed: Sign, people: People
) -> None:
    sam, ana = signed("sam"), signed("ana")
    path = at(case, "question/item.matching/item:face-search/")
    assert sam.post(path, {"value": "one_to_one", **OWN}).status_code == 302
    assert not Lowered.objects.exists(), "before hand-in a deal is being filled in"
    sam.post(path, {"value": "one_to_many", **OWN})
    sam.post(at(case, "check/"))
    sam.post(path, {"value": "one_to_one", **OWN})
    lowered = Lowered.objects.get()
    assert lowered.editor == people["sam"]
    assert lowered.before["possible"] == "severe"
    page = f"/cases/{case.number}/"
    shown = ana.get(page).content.decode()
    assert "Edits that lowered the outcome" in shown
    assert re.search("one to many.*one to one", shown, re.S), "what was answered before and after"
    assert "lowered" not in sam.get(page).content.decode()
    look = at(case, f"lowered/{lowered.pk}/")
    assert sam.post(look, {"reason": "fine"}).status_code == 403
    assert ana.post(look, {"reason": " "}).status_code == 400
    assert ana.post(look, {"reason": "a school runs it; contract on file"}).status_code == 302
    assert "Edits that lowered the outcome" not in ana.get(page).content.decode()
    assert ana.post(look, {"reason": "again"}).status_code == 400


def test_the_database_keeps_an_editor_from_acknowledging_and_anybody_from_changing_a_lowered_row(
    case: Case, people: People, signed: Sign
) -> None:
    signed("sam").post(at(case, "check/"))
    signed("sam").post(at(case, "question/item.matching/item:face-search/"), {"value": "one_to_one", **OWN})
    lowered = Lowered.objects.get()
    sam = people["sam"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledged.objects.create(lowered=lowered, editor=sam, by=sam, reason="mine")
    with pytest.raises(DatabaseError), transaction.atomic():
        Lowered.objects.update(before={"known": "low"})
    with pytest.raises(DatabaseError), transaction.atomic():
        Lowered.objects.all().delete()


def test_an_edit_of_the_whole_deal_that_lowers_is_told_too_and_an_analysts_work_is_not(
    case: Case, people: People, signed: Sign
) -> None:
    signed("sam").post(at(case, "check/"))
    key = ("item.matching", "item:face-search")
    entry = {"value": "one_to_one", "source": "x", "kind": "own"}
    change_deal(fresh(case), people["ana"], put(deal(case), key, entry))
    assert not Lowered.objects.exists()
    change_deal(fresh(case), people["sam"], put(deal(case), key, {**entry, "value": "one_to_many"}))
    change_deal(fresh(case), people["sam"], put(deal(case), key, entry))
    assert Lowered.objects.count() == 1


def test_answers_stay_about_what_they_were_about_when_the_deal_gets_its_parts() -> None:
    before = {"schema": "duecare.transaction/1", "id": "x", "title": "x", "answers": [
        {"fact": "item.covert", "value": "yes"},
        {"fact": "end_user.kind", "value": "police"},
        {"fact": "use.group_targeting", "value": "no"},
        {"fact": "transaction.exporter_us", "value": "no"},
    ]}  # fmt: skip
    after, left_out = carried(before, {**before, "items": [{"id": "a"}],
                                       "parties": [{"id": "b", "roles": ["end_user"]}]})  # fmt: skip
    assert left_out == 0
    stated = said(after)
    assert stated["item.covert", "item:a"][0].value is True
    assert stated["party.kind", "party:b"][0].value == "police"
    more, left_out = carried(after, {**after, "items": [{"id": "a"}, {"id": "c"}]})
    assert left_out == 0
    assert said(more)["item.covert", "item:a"][0].value is True
    less, left_out = carried(more, {**more, "items": [{"id": "c"}]})
    assert ("item.covert", "item:a") not in said(less)
    assert left_out >= 1


def test_taking_an_entry_out_is_told_and_earlier_versions_keep_it(case: Case, signed: Sign) -> None:
    sam = signed("sam")
    sam.post(at(case, "frame/item-what/new/"), {"name": "Extra"})
    sam.post(at(case, "question/item.covert/item:extra/"), {"value": "yes", **OWN})
    page = sam.post(at(case, "frame/item-what/extra/"), {"remove": "yes"}, follow=True).content.decode()
    assert "are only" in page or "1 answers were about" in page
    assert [one["id"] for one in deal(case)["items"]] == ["face-search"]
    assert any("extra" in str(one.document) for one in case.deals.all())


@pytest.mark.parametrize("name", ["xinjiang-2017-city-cameras.yaml", "us-2020-police-face-search.yaml",
                                  "greece-2020-spyware.yaml", "egypt-2014-interception-suite.yaml"])  # fmt: skip
def test_any_answer_of_any_deal_can_be_replaced_and_the_deal_says_only_that(name: str) -> None:
    document = example(name)
    facts = vocabulary().facts
    follow = {one.fact for one in derived(parse_transaction(document))}
    tried = [key for key in said(document) if key[0] in facts and key[0] not in {*STRUCTURAL, *follow}]
    assert len(tried) > 5
    for fact, subject in tried:
        choice = facts[fact].domain[-1] if facts[fact].domain else "yes"
        value: Any = {"set": [choice], "number": "3"}.get(facts[fact].type, choice)
        after = put(document, (fact, subject), {"value": value, "source": "s", "kind": "judgement"})
        assert [one.source for one in said(after)[fact, subject]] == ["s"], (fact, subject)
