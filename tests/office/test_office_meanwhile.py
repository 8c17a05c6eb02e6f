"""Two who edit the same thing at once: the second is shown what the first wrote, and loses nothing of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from made_decisions import in_days, low_case
from made_people import People

from duecare.office.audit.models import Entry
from duecare.office.books.models import Book, Project
from duecare.office.cases.acts import change_deal
from duecare.office.cases.models import Case
from duecare.office.decisions.models import Licence
from duecare.office.evidence.models import Evidence
from duecare.office.monitoring.models import Alert

Signed = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _at_once(settings: Any) -> None:
    settings.TASKS = None


def shown(page: str, field: str = "shown") -> str:
    """What a page says that it showed."""
    found = re.search(rf'name="{field}" value="([^"]*)"', page)
    assert found, f"the page has no field {field}"
    return found[1]


def edited(case: Case, **said: Any) -> str:
    assert case.deal is not None
    return json.dumps({**case.deal.document, **said})


def test_the_whole_deal_is_not_written_over_another_version_and_both_are_shown(case: Case, signed: Signed) -> None:
    address = f"/cases/{case.number}/deal/"
    ana, sam = signed("ana"), signed("sam")
    version = shown(ana.get(address).content.decode(), "version")
    assert sam.post(address, {"document": edited(case, notes="Sam: for one station"), "version": version}).url
    mine = edited(case, notes="Ana: for two stations")
    answer = ana.post(address, {"document": mine, "version": version})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Sam: for one station" in page
    assert "Ana: for two stations" in page
    assert "<code>notes</code>" in page
    case.refresh_from_db()
    assert case.deal is not None
    assert (case.deal.number, case.deal.document["notes"]) == (2, "Sam: for one station")
    assert ana.post(address, {"document": mine, "version": shown(page, "version")}).status_code == 302
    case.refresh_from_db()
    assert case.deal.document["notes"] == "Ana: for two stations"
    assert [deal.document.get("notes") for deal in case.deals.order_by("number")][1:] == [
        "Sam: for one station", "Ana: for two stations",
    ]  # fmt: skip


@pytest.mark.parametrize("sent", [{}, {"version": ""}, {"version": "x"}, {"version": "99"}])
def test_a_deal_that_does_not_say_what_it_was_made_from_is_not_written(
    case: Case, signed: Signed, sent: dict[str, str]
) -> None:
    answer = signed("ana").post(f"/cases/{case.number}/deal/", {"document": edited(case, notes="Mine"), **sent})
    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()
    assert case.deals.count() == 1


def test_a_deal_that_cannot_be_read_keeps_the_version_that_it_was_made_from(case: Case, signed: Signed) -> None:
    answer = signed("ana").post(f"/cases/{case.number}/deal/", {"document": "{", "version": "1"})
    assert answer.status_code == 400
    assert shown(answer.content.decode(), "version") == "1"


def test_a_case_is_not_taken_from_whom_somebody_gave_it_meanwhile(case: Case, signed: Signed, people: People) -> None:
    address = f"/cases/{case.number}/people/"
    stamp = shown(signed("ana").get(address).content.decode())
    signed("carla").post(address, {"analyst": people["ben"].pk, "shown": stamp})
    answer = signed("ana").post(address, {"analyst": people["ana"].pk, "shown": stamp})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "it is with Ben" in page
    assert f'<option value="{people["ana"].pk}" selected>' in page
    case.refresh_from_db()
    assert case.analyst == people["ben"]
    assert signed("ana").post(address, {"analyst": people["ana"].pk, "shown": shown(page)}).status_code == 302


@pytest.fixture
def alert(case: Case) -> Alert:
    return Alert.objects.create(case=case, kind="level", before=case.review, after=case.review)


def test_an_alert_is_neither_taken_nor_put_off_nor_finished_twice(alert: Alert, signed: Signed, people: People) -> None:
    address, ana, ben = f"/alerts/{alert.pk}/", signed("ana"), signed("ben")
    page = ana.get(address).content.decode()
    held, wait = re.findall(r'name="shown" value="([^"]*)"', page)
    ben.post(f"{address}assign/", {"to": people["ben"].pk, "shown": held})
    taken = ana.post(f"{address}assign/", {"to": people["ana"].pk, "shown": held})
    assert taken.status_code == 400
    assert "it is with Ben" in taken.content.decode()
    ben.post(f"{address}snooze/", {"until": in_days(9), "why": "List comes", "shown": wait})
    later = ana.post(f"{address}snooze/", {"until": in_days(3), "why": "Mine", "shown": wait})
    assert later.status_code == 400
    assert str(in_days(9)) in later.content.decode()
    assert "Mine" in later.content.decode()
    ben.post(f"{address}done/", {"why": "Ben asked the customer"})
    again = ana.post(f"{address}done/", {"why": "Ana wrote to the customer"})
    assert again.status_code == 400
    assert "Ben asked the customer" in again.content.decode()
    assert "Ana wrote to the customer" in again.content.decode()
    alert.refresh_from_db()
    assert (alert.assigned, alert.snoozed_until, alert.done_why) == (
        people["ben"], in_days(9), "Ben asked the customer"
    )  # fmt: skip


def test_a_licence_is_not_written_over_what_another_wrote(people: People, signed: Signed) -> None:
    case = low_case(people)
    one = Licence.objects.create(case=case, authority="BIS", required="open", status="none")
    address = f"/cases/{case.number}/licences/{one.pk}/"
    said = {"authority": "BIS", "required": "yes", "status": "none"}
    stamp = shown(signed("ana").get(address).content.decode())
    assert signed("ben").post(address, {**said, "scope": "Ben: ten pieces", "shown": stamp}).status_code == 302
    answer = signed("ana").post(address, {**said, "scope": "Ana: two pieces", "shown": stamp})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Ben: ten pieces" in page
    assert "Ana: two pieces" in page
    one.refresh_from_db()
    assert one.scope == "Ben: ten pieces"
    assert signed("ana").post(address, {**said, "scope": "Both", "shown": shown(page)}).status_code == 302


def test_a_framework_is_not_changed_under_the_hand_of_another(people: People, signed: Signed) -> None:
    case, first, second = low_case(people), low_case(people), low_case(people)
    address = f"/cases/{case.number}/framework/"
    stamp = shown(signed("ana").get(address).content.decode())
    signed("ben").post(address, {"framework": first.number, "shown": stamp})
    answer = signed("ana").post(address, {"framework": second.number, "shown": stamp})
    assert answer.status_code == 400
    assert first.number in answer.content.decode()
    case.refresh_from_db()
    assert case.framework == first


def test_a_contract_is_given_to_one_person_and_finished_by_one(signed: Signed, people: People) -> None:
    book = Book.objects.create(
        title="B", name="b.csv", suffix=".csv", sha256="0" * 64, size=1, by=people["ana"], state="done"
    )
    one = Project.objects.create(book=book, row=1, transaction="T-1", item="x", end_user="y", country="", level="low",
                                 reasons="", sure=True, place=1)  # fmt: skip
    address = f"/books/{book.pk}/projects/"
    field = f"shown-{one.pk}"
    stamp = shown(signed("ana").get(address).content.decode(), field)
    said = {"project": one.pk, "due": in_days(5), field: stamp}
    assert signed("ben").post(address, {**said, "to": people["ben"].pk}).status_code == 302
    answer = signed("ana").post(address, {**said, "to": people["ana"].pk})
    assert answer.status_code == 400
    assert "T-1 is with Ben" in answer.content.decode()
    one.refresh_from_db()
    assert one.assigned == people["ben"]
    signed("ben").post(f"{address}{one.pk}/", {"how": "Ben looked"})
    again = signed("ana").post(f"{address}{one.pk}/", {"how": "Ana looked"})
    assert again.status_code == 400
    assert "Ben looked" in again.content.decode()
    assert "Ana looked" in again.content.decode()


def test_in_intake_nothing_is_taken_out_or_brought_in_over_an_answer_of_another(
    case: Case, signed: Signed, people: People
) -> None:
    sam, base = signed("sam"), f"/cases/{case.number}/intake/"
    first, *others = json.loads(edited(case))["parties"]
    changed = json.loads(edited(case, notes="Ana was here", parties=[{**first, "name": "Another"}, *others]))
    change_deal(case, people["ana"], changed)
    page = sam.post(f"{base}frame/party-who/{first['id']}/", {"remove": "yes", "version": "1", "name": "Kept text"})
    assert page.status_code == 409
    assert "Another" in page.content.decode()
    assert "Kept text" in page.content.decode()
    assert any(one["id"] == first["id"] for one in Case.objects.get(pk=case.pk).deal.document["parties"])
    file = SimpleUploadedFile("deal.yaml", json.dumps({"schema": "duecare.transaction/1", "notes": "File"}).encode())
    sheet = sam.post(f"{base}sheet/", {"file": file, "version": "1"})
    assert sheet.status_code == 409
    assert "notes" in sheet.content.decode()
    assert Case.objects.get(pk=case.pk).deal.document["notes"] == "Ana was here"
    assert not Entry.objects.filter(act__in=("intake.remove", "intake.sheet")).exists()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"shown": ""}])
def test_a_form_that_does_not_say_what_its_page_showed_changes_nothing_and_shows_what_is(
    case: Case, alert: Alert, people: People, sent: dict[str, str]
) -> None:
    ana = Client()
    ana.force_login(people["ana"])
    given = {"analyst": people["ben"].pk, "to": people["ben"].pk, **sent}
    for path, status in ((f"/cases/{case.number}/people/", 409), (f"/alerts/{alert.pk}/assign/", 400)):
        answer = ana.post(path, given)
        assert answer.status_code == status
        assert "does not say what its page showed" in answer.content.decode()
        assert "Now: it is with nobody" in answer.content.decode()
    case.refresh_from_db()
    alert.refresh_from_db()
    assert (case.analyst, alert.assigned) == (None, None)
