"""Deletion on request: asked for by the complainant, agreed by one, confirmed by another, or refused with reasons."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from made_complaints import ACCOUNT, code_of, fresh_limits, say, send, talk
from made_people import People, person
from test_office_complaints import again, answered, hana, omid, own_keys, received

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case
from duecare.office.complaints import deleting, handling, receiving, rotation
from duecare.office.complaints.access import sees
from duecare.office.complaints.attached import Looked
from duecare.office.complaints.codes import Asked, Came, Ground, Naming, Outcome, Stage
from duecare.office.complaints.erasing import TELLS_FOR
from duecare.office.complaints.figures import figures
from duecare.office.complaints.models import Answer, Attachment, Complaint, Deletion, Feedback, Message, Note
from duecare.office.complaints.reminders import reminders
from duecare.office.complaints.texts import LANGUAGES, texts
from duecare.office.evidence.store import place_of
from duecare.office.people.acts import delegate
from duecare.office.people.models import Role, User
from duecare.office.retention.models import HoldRelease, LegalHold

__all__ = ["fresh_limits", "hana", "omid", "own_keys"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits", "own_keys")]
WORDS = (
    "Haddad",
    "Olive",
    "zaytun@",
    "scarf-photo",
    "reappeared",
    "bakery",
    "known to us",
    "ask there",
    "sooner please",
)


def asked_of(made: Complaint) -> Deletion:
    return Deletion.objects.get(complaint=made, state=Asked.OPEN)


def opened() -> str:
    """All that can be read of complaints with the key."""
    rows: list[Any] = []
    for model in (Complaint, Message, Note, Answer, Attachment, Feedback, Deletion):
        rows += [one.content() for one in model.objects.all()]
    return repr(rows)


def full(people: People) -> tuple[Complaint, str]:
    """A complaint of which every part holds words, with its code."""
    named = {"naming": "confidential", "names": "Amal Haddad", "contact": "zaytun@example.org"}
    code = code_of(send(files=SimpleUploadedFile("scarf-photo.txt", b"A scarf."), **named))
    made, greta = Complaint.objects.get(), people["greta"]
    say(Client(), "en", code, "say", text="He reappeared.")
    handling.acknowledge(made, greta, "It is known to us.", [Looked("bakery.txt", "text/plain", b"A plan.", False)])
    handling.note(made, greta, "ask there")
    handling.answer(again(made), greta, Outcome.PARTLY, "The bakery is known to us.")
    receiving.give_feedback(again(made), {"clear": "yes", "fair": "no", "safe": "yes", "remark": "sooner please"})
    return again(made), code


def test_what_was_asked_to_be_deleted_is_gone_when_two_handlers_said_so_and_codes_stay(
    people: People, hana: User, signed: Callable[[str], Client], client: Client
) -> None:
    made, code = full(people)
    before = opened()
    assert all(word in before for word in WORDS)
    places = [place_of(one.digest) for one in Attachment.objects.all()]
    assert len(places) == 2
    assert say(Client(), "en", code, "delete", sure="on").status_code == 200
    page = talk(Client(), "en", code).content.decode()
    assert "You asked on" in page
    assert ACCOUNT in page
    assert signed("greta").post(f"/complaints/{made.pk}/do/agree/").status_code == 302
    assert all(word in opened() for word in WORDS)  # nothing is gone yet
    assert all(one.exists() for one in places)
    assert signed("greta").post(f"/complaints/{made.pk}/deletion/").status_code == 404
    client.force_login(hana)
    assert client.get(f"/complaints/{made.pk}/deletion/").status_code == 200
    assert client.post(f"/complaints/{made.pk}/deletion/").status_code == 302
    left = opened()
    assert not [word for word in WORDS if word in left]
    assert not [one for one in places if one.exists()]
    for model in (Message, Note, Answer, Attachment):
        assert not model.objects.exists(), model
    found = again(made)
    assert (found.topic, found.region, found.outcome, found.naming) == ("watched", "middle_east", "partly", "anonymous")
    assert (found.answered_on, found.erased_on, found.stage) == (timezone.localdate(),) * 2 + (Stage.CLOSED,)
    assert Feedback.objects.get().fair == "no"
    assert "Deleted" in client.get(f"/complaints/{made.pk}/").content.decode()
    year = figures(timezone.localdate().year)
    assert (year.received, year.by_outcome["partly"], year.deletions_asked, year.deleted) == (1, 1, 1, 1)
    assert not list(rotation.check())
    assert rotation.rotate().rows == 3


def test_the_log_of_a_deletion_holds_ids_and_codes_and_what_the_complainant_did_the_day_after(
    people: People, hana: User
) -> None:
    made, _code = full(people)
    deleting.ask(made)
    assert not Entry.objects.filter(act__contains="deletion").exists()
    deleting.agree(made, people["greta"])
    deleting.confirm(made, hana)
    receiving.log_arrivals(timezone.now() + datetime.timedelta(days=1))
    told = {one.act: one.detail for one in Entry.objects.filter(act__contains="deletion")}
    number, today = Deletion.objects.get().pk, timezone.localdate().isoformat()
    assert told == {
        "complaint.deletion_agree": {"deletion": number},
        "complaint.deletion_confirm": {"deletion": number, "first": people["greta"].pk, "files": 2, "late": False},
        "complaint.deletion_ask": {"deletion": number, "asked_on": today},
    }
    everything = repr(list(Entry.objects.values()))
    assert not [word for word in WORDS if word in everything]


def test_no_sealed_byte_of_it_is_left_in_the_database_or_the_folders(people: People, hana: User) -> None:
    made, _code = full(people)
    sealed = [bytes(one.sealed) for model in (Complaint, Message, Note, Answer, Attachment, Feedback)
              for one in model.objects.all()]  # fmt: skip
    sealed += [place_of(one.digest).read_bytes() for one in Attachment.objects.all()]
    deleting.enter(made, people["greta"], Came.LETTER, timezone.localdate())
    deleting.confirm(made, hana)
    kept: list[bytes] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            kept += [bytes(one) for row in cursor for one in row if isinstance(one, (bytes, memoryview))]
    for folder in (settings.OFFICE, settings.MEDIA_ROOT):
        kept += [one.read_bytes() for one in Path(folder).rglob("*") if one.is_file() and one.suffix != ".sqlite3"]
    assert not set(sealed) & set(kept)


def test_a_request_by_letter_is_entered_by_one_handler_and_carried_out_by_another(
    people: People, hana: User, signed: Callable[[str], Client]
) -> None:
    made, greta = received(), signed("greta")
    today = timezone.localdate()
    for day in (today + datetime.timedelta(days=1), today - datetime.timedelta(days=1)):
        refused = greta.post(f"/complaints/{made.pk}/do/asked/", {"came": "letter", "asked_on": day.isoformat()})
        assert refused.status_code == 400
        assert "is no day for it" in refused.content.decode()
    given = {"came": "letter", "asked_on": today.isoformat()}
    assert greta.post(f"/complaints/{made.pk}/do/asked/", given).status_code == 302
    assert greta.post(f"/complaints/{made.pk}/do/asked/", given).status_code == 400
    with pytest.raises(InputError, match="another handler"):
        deleting.confirm(made, people["greta"])
    assert again(made).content()["account"] == ACCOUNT
    deleting.confirm(made, hana)
    found = again(made)
    assert (found.stage, found.outcome, found.content()["account"]) == (Stage.CLOSED, Outcome.WITHDRAWN, "")
    done = Deletion.objects.get()
    assert (done.state, done.agreed_by, done.confirmed_by) == (Asked.DONE, people["greta"], hana)


def test_the_database_itself_wants_two_people_and_a_ground(people: People, hana: User) -> None:
    made = received()
    one = deleting.enter(made, people["greta"], Came.PHONE, timezone.localdate())
    today = timezone.localdate()
    for wrong in (
        {"state": "done", "confirmed_by": people["greta"], "decided_on": today},
        {"state": "done", "decided_on": today},
        {"state": "done", "confirmed_by": hana, "agreed_by": None, "decided_on": today},
        {"confirmed_by": hana},
        {"state": "refused", "refused_by": hana, "decided_on": today},
        {"state": "refused", "refused_by": hana, "ground": "whim", "decided_on": today},
        {"state": "refused", "refused_by": None, "ground": "claims", "decided_on": today},
        {"state": "taken_back"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Deletion.objects.filter(pk=one.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deletion.objects.create(complaint=made, asked_on=today, decide_by=today, sealed=b"")


def test_a_handler_whom_it_concerns_or_who_stands_in_for_the_first_confirms_nothing(
    people: People, hana: User, client: Client
) -> None:
    made = received(excluded=[hana])
    deleting.enter(made, people["greta"], Came.LETTER, timezone.localdate())
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    delegate(people["greta"], people["nobody"], Role.GRIEVANCE_HANDLER, tomorrow, "on leave")
    for user in (hana, User.objects.get(pk=people["nobody"].pk), people["adam"]):
        with pytest.raises(InputError, match="whom it does not concern"):
            deleting.confirm(made, user)
        client.force_login(user)
        assert client.post(f"/complaints/{made.pk}/deletion/").status_code in (403, 404)
    assert again(made).content()["account"] == ACCOUNT


def test_where_the_house_has_no_second_handler_the_outside_person_confirms_and_reads_no_word(
    people: People, omid: User, client: Client
) -> None:
    made = received()
    deleting.enter(made, people["greta"], Came.LETTER, timezone.localdate())
    assert not sees(omid, made)
    client.force_login(omid)
    assert made.number in client.get("/complaints/").content.decode()
    page = client.get(f"/complaints/{made.pk}/", follow=True).content.decode()
    assert "Delete it for good" in page
    assert not [word for word in (ACCOUNT, "Haddad", "watched") if word in page]
    assert client.get(f"/complaints/{made.pk}/files/1/").status_code == 404
    assert client.post(f"/complaints/{made.pk}/deletion/").status_code == 302
    assert again(made).erased_on is not None
    assert client.get(f"/complaints/{made.pk}/").status_code == 404


def test_the_outside_person_is_not_asked_where_another_handler_may_confirm(
    people: People, hana: User, omid: User, client: Client
) -> None:
    made = received()
    deleting.enter(made, people["greta"], Came.LETTER, timezone.localdate())
    assert deleting.confirmers(made, asked_of(made)) == [hana]
    client.force_login(omid)
    assert client.get(f"/complaints/{made.pk}/").status_code == 404
    assert client.get(f"/complaints/{made.pk}/deletion/").status_code == 404


def test_a_hold_of_counsel_on_a_linked_case_keeps_the_complaint_until_it_is_released(
    people: People, hana: User, case: Case, client: Client, signed: Callable[[str], Client]
) -> None:
    made, code = full(people)
    handling.link(made, people["greta"], case.number)
    deleting.enter(made, people["greta"], Came.LETTER, timezone.localdate())
    hold = LegalHold.objects.create(case=case, ground="litigation", by=people["olga"])
    client.force_login(hana)
    assert "Counsel holds a linked case" in client.get(f"/complaints/{made.pk}/deletion/").content.decode()
    answer = client.post(f"/complaints/{made.pk}/deletion/")
    assert answer.status_code == 400
    assert "counsel holds a case" in answer.content.decode()
    assert again(made).content()["account"] == ACCOUNT
    assert all(place_of(one.digest).exists() for one in Attachment.objects.all())
    greta = signed("greta")
    told = {"ground": "hold", "text": "A court has the case. Ask again next year."}
    assert greta.post(f"/complaints/{made.pk}/do/refuse/", told).status_code == 302
    page = talk(Client(), "en", code).content.decode()
    assert "It is held for legal proceedings or an inquiry." in page
    assert "A court has the case." in page
    deleting.ask(again(made))
    with pytest.raises(InputError, match="counsel holds"):
        deleting.agree(again(made), people["greta"])
    HoldRelease.objects.create(hold=hold, by=people["olga"])
    with pytest.raises(InputError, match="no hold"):
        deleting.refuse(again(made), people["greta"], Ground.HOLD, "Still.")
    deleting.agree(again(made), people["greta"])
    deleting.confirm(made, hana)
    assert "A court has the case." not in opened()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_and_its_reasons_are_told_to_the_complainant_in_their_language(
    language: str, people: People, signed: Callable[[str], Client]
) -> None:
    code, said = code_of(send(language=language)), texts(language)["delete"]
    made, greta = Complaint.objects.get(), signed("greta")
    assert say(Client(), language, code, "delete").status_code == 400  # not marked as sure
    assert not Deletion.objects.exists()
    assert say(Client(), language, code, "delete", sure="on").status_code == 200
    assert greta.post(f"/complaints/{made.pk}/do/refuse/", {"ground": "claims", "text": " "}).status_code == 400
    assert greta.post(f"/complaints/{made.pk}/do/refuse/", {"ground": "whim", "text": "x"}).status_code == 400
    told = {"ground": "legal_duty", "text": "The law of accounts: until 2031."}
    assert greta.post(f"/complaints/{made.pk}/do/refuse/", told).status_code == 302
    page = talk(Client(), language, code).content.decode().replace("&#x27;", "'")
    for words in (said["grounds"]["legal_duty"], "The law of accounts: until 2031.", said["elsewhere"], said["button"]):
        assert words in page
    year = figures(timezone.localdate().year)
    assert (year.deletions_asked, year.deletions_refused, year.deleted) == (1, 1, 0)
    assert "law of accounts" not in repr(list(Entry.objects.values()))


def test_whoever_asked_may_keep_the_complaint_after_all(people: People) -> None:
    code = code_of(send())
    made = Complaint.objects.get()
    say(Client(), "en", code, "delete", sure="on")
    deleting.agree(made, people["greta"])
    assert say(Client(), "en", code, "keep").status_code == 200
    assert not deleting.to_confirm(people["greta"])
    with pytest.raises(InputError, match="whom it does not concern"):
        deleting.confirm(made, person("hanna", Role.GRIEVANCE_HANDLER))
    assert say(Client(), "en", code, "keep").status_code == 400
    assert say(Client(), "en", code, "delete", sure="on").status_code == 200
    receiving.log_arrivals(timezone.now() + datetime.timedelta(days=1))
    acts = Entry.objects.filter(act__contains="deletion").values_list("act", flat=True)
    assert sorted(acts) == ["complaint.deletion_agree", "complaint.deletion_ask", "complaint.deletion_take_back"]
    assert figures(timezone.localdate().year).deletions_asked == 1


def test_the_code_of_a_deleted_complaint_says_so_for_a_while_and_is_then_forgotten(people: People, hana: User) -> None:
    made, code = full(people)
    page = talk(Client(), "fr", code).content.decode()
    deleting.enter(made, people["greta"], Came.LETTER, timezone.localdate())
    deleting.confirm(made, hana)
    told = talk(Client(), "fr", code)
    assert told.status_code == 200
    assert texts("fr")["delete"]["gone_title"] in told.content.decode()
    assert ACCOUNT in page
    assert ACCOUNT not in told.content.decode()
    today = timezone.localdate()
    handling.erase_ended(today + TELLS_FOR)
    assert talk(Client(), "fr", code).status_code == 200
    handling.erase_ended(today + TELLS_FOR + datetime.timedelta(days=1))
    assert talk(Client(), "fr", code).status_code == 400
    assert again(made).receipt is None


def test_a_page_that_was_open_does_nothing_more_after_the_deletion(people: People, hana: User) -> None:
    made, _code = full(people)
    stale = again(made)
    deleting.enter(made, people["greta"], Came.LETTER, timezone.localdate())
    deleting.confirm(made, hana)
    Feedback.objects.all().delete()
    for late in (
        lambda: receiving.say(stale, "More."), lambda: receiving.appeal(stale, "No."), lambda: deleting.ask(stale),
        lambda: receiving.give_feedback(stale, {"clear": "yes", "fair": "yes", "safe": "yes", "remark": "x"}),
        lambda: handling.write(stale, people["greta"], "More."),
    ):  # fmt: skip
        with pytest.raises(InputError):
            late()
    assert not Message.objects.exists()
    assert not Feedback.objects.exists()


def test_a_deletion_is_decided_within_the_month_and_handlers_are_reminded(people: People, hana: User) -> None:
    made = answered(received(), people["greta"])
    deleting.ask(made)
    today = timezone.localdate()
    assert asked_of(made).decide_by == today + datetime.timedelta(days=28)
    soon = today + datetime.timedelta(days=25)
    assert [(one.pk, what) for one, what, _day in reminders(people["greta"], soon)] == [
        (made.pk, "a deletion to decide")
    ]
    assert not list(reminders(hana, soon))  # greta has it
    deleting.agree(again(made), people["greta"])
    assert [what for _one, what, _day in reminders(hana, today)] == ["a deletion to confirm"]
    Deletion.objects.update(decide_by=today - datetime.timedelta(days=1))
    assert again(made).late
    deleting.confirm(made, hana)
    assert not again(made).late
    assert not list(reminders(hana, soon))
    assert Entry.objects.get(act="complaint.deletion_confirm").detail["late"] is True


def test_a_promise_that_was_open_is_not_late_once_its_complaint_is_deleted(people: People, hana: User) -> None:
    made = answered(received(), people["greta"], remedy="Pay.", remedy_due=timezone.localdate())
    deleting.enter(made, people["greta"], Came.LETTER, timezone.localdate())
    deleting.confirm(made, hana)
    Complaint.objects.update(remedy_due=timezone.localdate() - datetime.timedelta(days=9))
    assert not again(made).late
    assert again(made).naming == Naming.ANONYMOUS
