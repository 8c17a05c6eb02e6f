"""Reminders by mail: once a day, sent again until taken, recorded, without a name; none where the house has no mail."""

from __future__ import annotations

import datetime
import re
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from made_decisions import condition, in_days, low_case, paper, proposed
from made_people import People

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.books.models import Book, Project
from duecare.office.cases.acts import assign, restrict
from duecare.office.cases.models import Case
from duecare.office.decisions.models import Condition
from duecare.office.digests import acts
from duecare.office.digests.acts import AFTER, LEASE, send_digests
from duecare.office.digests.models import Declined, Digest
from duecare.office.digests.waiting import waits_for
from duecare.office.mail import mail_settings
from duecare.office.monitoring.models import Alert
from duecare.office.operations.schedule import schedule
from duecare.office.resolving.models import Resolution

Signed = Callable[[str], Client]
SAID = ("Training of Hamid Karimi", "Tags for a library", "library", "severe", "high", "low")
"""What stands in the cases of these tests and in no mail."""


class Postbox:
    """A mail server on this computer; `answers` are what it says to mails, the last one from then on."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], Message]] = []
        self.answers = ["250 OK"]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if said.startswith("250"):
            self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))
        return said


@pytest.fixture
def post(settings: Any) -> Iterator[Postbox]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    for name, value in mail_settings(f"smtp://127.0.0.1:{port}").items():
        setattr(settings, name, value)
    settings.OFFICE_MAIL, settings.OFFICE_URL = True, "https://office.example"
    yield box
    server.stop()


@pytest.fixture
def late(people: People) -> Case:
    """A case with a condition of sam's that was due yesterday."""
    people["sam"].email = "sam@example.org"
    people["sam"].save()
    case = low_case(people)
    condition(case, people, title=SAID[0], due_on=in_days(3))
    Condition.objects.update(due_on=in_days(-1))
    return case


def at(hour: int, days: int = 0) -> datetime.datetime:
    """A moment of today, in the zone of everybody here."""
    return timezone.now().replace(hour=hour, minute=0, second=0) + datetime.timedelta(days=days)


def body(mail: Message) -> str:
    return mail.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_a_mail_names_what_is_overdue_by_number_day_and_link_and_nothing_else(post: Postbox, late: Case) -> None:
    assert send_digests(at(9)) == 1
    ((to, mail),) = post.mails
    assert to == ["sam@example.org"]
    assert (mail["Subject"], mail.get_content_type()) == ("Duecare: one thing waits for you", "text/plain")
    text = body(mail)
    assert f"Overdue. {late.number}: a condition of yours was due on {in_days(-1)}" in text
    assert f"https://office.example/cases/{late.number}/" in text
    assert "https://office.example/reminders/" in text
    whole = mail.as_string() + text
    assert not [one for one in SAID if re.search(rf"\b{one}\b", whole, re.IGNORECASE)]


def test_every_kind_of_thing_is_named_to_whom_it_waits_for(post: Postbox, people: People) -> None:
    for name in ("ana", "carla"):
        people[name].email = f"{name}@example.org"
        people[name].save()
    case = low_case(people, needed_by=in_days(2))
    assign(case, people["carla"], people["ana"])
    proposed(case, people)
    review = case.review
    assert review is not None
    Alert.objects.create(case=case, kind="level", before=review, after=review, assigned=people["ana"])
    book = Book.objects.create(title=SAID[0], name="b.csv", suffix=".csv", sha256="0" * 64, size=1, by=people["ana"])
    Project.objects.create(book=book, row=1, transaction=SAID[0], item=SAID[1], end_user=SAID[0], country="", level="",
                           reasons="", sure=True, place=1, assigned=people["ana"], due=in_days(1))  # fmt: skip
    send_digests(at(9))
    texts = {to[0]: body(mail) for to, mail in post.mails}
    for said in (f"{case.number} is with you; a decision is needed by {in_days(2)}", f"{case.number} was given to you",
                 f"{case.number}: an alert is with you", f"look at again is due on {in_days(1)}",
                 "Open cases with you: 1."):  # fmt: skip
        assert said in texts["ana@example.org"], said
    assert f"{case.number}: a proposal waits for approval" in texts["carla@example.org"]
    assert set(texts) == {"ana@example.org", "carla@example.org"}
    assert SAID[0] not in repr(texts)


def test_a_day_has_one_mail_from_the_morning_of_the_person_on(post: Postbox, late: Case, people: People) -> None:
    people["sam"].zone = "Asia/Tokyo"  # nine hours ahead
    people["sam"].save()
    midnight = at(0)
    assert send_digests(midnight - datetime.timedelta(hours=3)) == 0  # six in the morning there
    assert send_digests(midnight - datetime.timedelta(hours=2)) == 1
    assert send_digests(midnight) == 0
    assert send_digests(midnight + datetime.timedelta(hours=22)) == 1  # the next morning
    assert len({mail["Message-ID"] for _, mail in post.mails}) == 2


def test_what_is_not_taken_is_sent_again_later_and_given_up_at_last(post: Postbox, late: Case) -> None:
    post.answers = ["451 try later"]
    now = at(9)
    for wait in AFTER:
        assert send_digests(now) == 0
        assert send_digests(now + datetime.timedelta(seconds=wait - 1)) == 0
        now += datetime.timedelta(seconds=wait)
    assert Digest.objects.get().attempts == len(AFTER)
    send_digests(now)
    held = Digest.objects.get()
    assert (held.standing, held.said, held.attempts) == ("gave_up", "not-taken", len(AFTER) + 1)
    assert Entry.objects.get(act="digest.gave_up").detail["said"] == "not-taken"
    post.answers = ["250 OK"]
    assert send_digests(now + datetime.timedelta(hours=1)) == 0
    assert send_digests(at(9, days=1)) == 1


def test_a_mail_that_was_taken_at_the_second_attempt_is_recorded_once(post: Postbox, late: Case) -> None:
    post.answers = ["451 try later", "250 OK"]
    send_digests(at(9))
    assert send_digests(at(10)) == 1
    held = Digest.objects.get()
    assert (held.standing, held.attempts, held.items, held.said) == ("sent", 2, 1, "ok")
    assert Entry.objects.filter(act="digest.sent").count() == 1
    assert len(post.mails) == 1


def test_a_server_that_is_not_there_and_a_worker_that_died_lose_no_mail(
    post: Postbox, late: Case, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(acts, "_sent", dies)
        with pytest.raises(KeyboardInterrupt):
            send_digests(at(9))
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    later = max(at(9), timezone.now()) + LEASE + datetime.timedelta(minutes=1)
    assert send_digests(later) == 0
    assert Digest.objects.get().said == "not-reached"
    settings.EMAIL_PORT = port
    assert send_digests(later + datetime.timedelta(seconds=AFTER[1])) == 1


def test_who_wants_none_has_no_address_or_has_left_gets_none(
    post: Postbox, late: Case, people: People, signed: Signed
) -> None:
    sam = signed("sam")
    sam.post("/reminders/", {"wanted": "no"})
    assert "You have turned reminders off" in sam.get("/reminders/").content.decode()
    assert send_digests(at(9)) == 0
    sam.post("/reminders/", {"wanted": "yes"})
    assert not Declined.objects.exists()
    for change in ({"is_active": False}, {"email": ""}):
        type(people["sam"]).objects.update(**{"is_active": True, "email": "sam@example.org", **change})
        assert send_digests(at(9)) == 0
    assert post.mails == []
    acts_said = list(Entry.objects.filter(act__startswith="digest.").values_list("act", flat=True))
    assert acts_said == ["digest.decline", "digest.accept"]


def test_nothing_is_said_of_a_case_that_the_person_sees_no_more(post: Postbox, late: Case, people: People) -> None:
    Condition.objects.update(owner=people["ana"])
    people["ana"].email = "ana@example.org"
    people["ana"].save()
    restrict(late, people["carla"], restricted=True)
    assert send_digests(at(9)) == 0
    assert not Digest.objects.exists()


def test_where_no_mail_is_set_up_none_leaves_and_the_page_says_so(
    late: Case, signed: Signed, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.OFFICE_MAIL = False
    assert send_digests(at(9)) == 0
    assert mailoutbox == []
    assert not Digest.objects.exists()
    assert "This office sends no mail" in signed("sam").get("/reminders/").content.decode()
    assert mail_settings("")["EMAIL_BACKEND"] == "django.core.mail.backends.dummy.EmailBackend"


def test_a_second_mail_of_a_day_is_refused_by_the_database(people: People) -> None:
    said = {"user": people["sam"], "day": in_days(0), "next_at": timezone.now()}
    Digest.objects.create(**said)
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(**said)
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.update(standing="sent")


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://a.org", "smtp://", "smtp://u:secret@mail.example.org", "smtp://h:port",
            "smtps://h/?x=1"],
)  # fmt: skip
def test_an_address_that_is_none_or_bares_a_password_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(InputError) as refused:
        mail_settings(url)
    assert "secret" not in str(refused.value)


def test_passwords_travel_hidden_and_the_task_is_scheduled() -> None:
    said = mail_settings("smtp+tls://office%40a.org:p%3Aw@mail.example.org")
    assert (said["EMAIL_HOST_USER"], said["EMAIL_HOST_PASSWORD"], said["EMAIL_PORT"]) == ("office@a.org", "p:w", 587)
    assert said["EMAIL_USE_TLS"]
    assert not said["EMAIL_USE_SSL"]
    assert "send-digests" in {one.name for one in schedule()}


def test_what_waits_stands_on_every_page_that_says_what_waits_and_in_the_mail_alike(
    people: People, signed: Signed, post: Postbox
) -> None:
    case = low_case(people)
    assign(case, people["carla"], people["ben"])
    proposed(case, people)
    Alert.objects.create(case=case, kind="level", before=case.review, after=case.review)
    Resolution.objects.create(
        case=case, finding="f@item:x", title=SAID[0], reason="A report.", evidence=paper(case, people),
        until=in_days(9), basis="0" * 64, requester=people["sam"], proposed_by=people["ana"],
    )  # fmt: skip
    approval = f"{case.number}: a proposal waits for approval"
    flag = f"{case.number}: that a red flag is dealt with waits for a second person"
    alert = f"{case.number}: an alert about a case of yours is with nobody yet"
    today = timezone.localdate()
    said = {name: {one.said for one in waits_for(people[name], today)} for name in ("carla", "ben", "ana")}
    assert said["carla"] == {approval, flag, "1 other alert is with nobody yet"}
    assert said["ben"] >= {flag, alert}
    assert not said["ana"] & {approval, flag}, "who proposed it waits for another person"
    places = (
        ("/", "carla", approval), ("/", "carla", flag), ("/decisions/", "carla", approval),
        ("/decisions/", "carla", flag), ("/", "ben", alert), ("/alerts/", "ben", alert),
    )  # fmt: skip
    for page, name, words in places:
        shown = signed(name).get(page).content.decode()
        assert words in shown, (page, words)
        assert "Nothing asks for you" not in shown
    assert "Nothing asks for you" in signed("greta").get("/").content.decode()
    people["carla"].email = "carla@example.org"
    people["carla"].save()
    send_digests(at(9))
    ((_to, mail),) = post.mails
    assert approval in body(mail)
    assert flag in body(mail)
