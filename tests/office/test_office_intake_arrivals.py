"""What comes in from elsewhere: earlier cases, spreadsheets, e-mails and datasheets; nothing is taken over silently."""

from __future__ import annotations

import io
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from made_people import EXAMPLES, People, example

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import open_case
from duecare.office.cases.models import Case, State
from duecare.office.intake.mail import read_mail
from duecare.office.intake.models import Copied
from duecare.office.intake.stated import said
from duecare.transaction import read_document

Sign = Callable[[str], Client]
SHEET = b"""Street camera X200. Face recognition matches every face in the crowd against a watchlist in real time.
Recordings are kept for 30 days. Training of operators is included."""


def at(case: Case, rest: str) -> str:
    return f"/cases/{case.number}/intake/{rest}"


def deal(case: Case) -> dict[str, Any]:
    now = Case.objects.get(pk=case.pk).deal
    assert now is not None
    return dict(now.document)


@pytest.fixture
def second(case: Case, people: People) -> Case:
    """Another case of sam's, with nothing in it yet."""
    return open_case(people["sam"], "A second deal with the same police")


def copy(client: Client, case: Case, origin: Case, *groups: str) -> Any:
    return client.post(at(case, f"copy/?from={origin.number}"), {"groups": groups})


def test_copied_answers_keep_source_and_date_and_ask_to_be_confirmed_one_by_one(
    case: Case, second: Case, signed: Sign
) -> None:
    sam = signed("sam")
    assert copy(sam, second, case, "items", "parties", "places", "terms").url == at(second, "confirm/")
    key = ("party.abuse_record", "party:police-departments")
    assert said(deal(second))[key] == said(deal(case))[key]
    waiting = list(Copied.objects.filter(case=second, settled=""))
    assert ("item.matching", "item:face-search") in {(one.fact, one.subject) for one in waiting}
    assert not any(one.subject.startswith(("use:", "transaction:")) for one in waiting)
    dated = next(one for one in waiting if (one.fact, one.subject) == key)
    assert str(dated.said_on) == "2016-08-10"
    page = sam.get(at(second, "confirm/")).content.decode()
    assert "2019-12-19" in page, "the date of the source of an engineer's answer"
    assert "2016-08-10" not in page, "an analyst's answer is an analyst's to confirm"
    assert case.number in page
    assert sam.post(at(second, "confirm/"), {"copied": dated.pk}).status_code == 404
    assert "2016-08-10" in signed("ana").get(at(second, "confirm/")).content.decode()
    assert signed("ana").post(at(second, "confirm/"), {"copied": dated.pk}).status_code == 302
    dated.refresh_from_db()
    assert dated.settled_by is not None
    assert (dated.settled, dated.settled_by.username) == ("stands", "ana")
    assert said(deal(second))[key] == said(deal(case))[key]
    sam.post(at(second, "question/item.matching/item:face-search/"), {"value": "unknown"})
    assert Copied.objects.get(case=second, fact="item.matching").settled == "not_known"
    assert Copied.objects.filter(case=second, settled="").count() == len(waiting) - 2


def test_an_analyst_sees_that_copied_answers_are_not_confirmed(case: Case, second: Case, signed: Sign) -> None:
    copy(signed("sam"), second, case, "items")
    n = Copied.objects.filter(case=second).count()
    assert n
    assert f"{n} copied answers are not confirmed" in signed("ana").get(f"/cases/{second.number}/").content.decode()


def test_nothing_is_copied_from_a_case_that_the_person_does_not_see(case: Case, people: People, signed: Sign) -> None:
    own = open_case(people["sue"], "Sue's deal")
    assert case.number not in signed("sue").get(at(own, "copy/")).content.decode()
    assert copy(signed("sue"), own, case, "items").status_code == 400
    assert "items" not in deal(own)


def test_what_the_deal_has_already_is_not_copied_over(case: Case, second: Case, signed: Sign) -> None:
    sam = signed("sam")
    sam.post(at(second, "frame/item-what/new/"), {"name": "Face search", "description": "another thing"})
    copy(sam, second, case, "items")
    assert [one["description"] for one in deal(second)["items"]] == ["another thing"]


def test_the_blank_sheet_comes_down_and_a_filled_one_goes_into_the_deal(case: Case, second: Case, signed: Sign) -> None:
    sam = signed("sam")
    blank = sam.get("/intake/template.xlsx").content
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(blank))
    page = book["Transaction"]
    for row in page.iter_rows(min_row=3):
        for key, value in {"id": "x", "title": "Other title", "terms": "cash"}.items():
            if row[0].value == key:
                row[2].value = value
    out = io.BytesIO()
    book.save(out)
    sam.post(at(second, "question/item.covert/item:x/"), {})
    file = SimpleUploadedFile("deal.xlsx", out.getvalue())
    assert sam.post(at(second, "sheet/"), {"file": file}).status_code == 302
    document = deal(second)
    assert (document["terms"], document["title"], document["id"]) == ("cash", second.title, second.number.lower())


def test_a_file_leaves_answers_that_the_deal_had_beside_its_own(case: Case, signed: Sign) -> None:
    sam = signed("sam")
    sam.post(at(case, "question/item.covert/item:face-search/"), {"value": "yes", "kind": "own"})
    text = (EXAMPLES / "us-2020-police-face-search.yaml").read_bytes()
    assert sam.post(at(case, "sheet/"), {"file": SimpleUploadedFile("a.yaml", text)}).status_code == 302
    assert said(deal(case))["item.covert", "item:face-search"][0].value is True


def test_a_file_that_is_no_deal_is_refused_and_nothing_changes(case: Case, signed: Sign) -> None:
    for name, content, told in (
        ("deal.pdf", b"%PDF-1.4", "accepted: .yaml"),
        ("deal.yaml", b"id: x\ntitle: y\nitemz: []\n", "itemz"),
        ("deal.xlsx", b"PK\x03\x04nothing", "deal.xlsx"),
        ("deal.yaml", b"id: x\ntitle: y\nitems: 3\n", "a list"),
    ):
        answer = signed("sam").post(at(case, "sheet/"), {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 400, name
        assert told in answer.content.decode(), name
        assert deal(case) == (case.deal and case.deal.document), name


def mail(subject: str = "Order from Bonn", html: str = "", text: str = "We need 200 cameras.") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = (
        subject,
        "Buyer <b@example.org>",
        "Mon, 2 Nov 2026 10:00:00 +0100",
    )
    message.set_content(text)
    if html:
        message.clear_content()
        message.set_content(html, subtype="html")
    return message


def test_an_email_becomes_a_draft_case_with_its_text_as_notes_and_attachments_listed(
    signed: Sign, people: People
) -> None:
    message = mail("Заказ: камеры <script>alert(1)</script>")
    message.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="../../setup.exe")
    answer = signed("sam").post("/intake/e-mail/", {"file": SimpleUploadedFile("order.eml", message.as_bytes())})
    case = Case.objects.get()
    assert answer.url == at(case, "")
    assert (case.state, case.requester) == (State.DRAFT, people["sam"])
    notes = deal(case)["notes"]
    for told in ("We need 200 cameras.", "Buyer <b@example.org>", "setup.exe (application/octet-stream, 3 bytes)"):
        assert told in notes
    page = signed("sam").get(answer.url).content.decode()
    assert "<script>alert" not in page
    assert "Заказ" in page


def test_the_text_of_an_html_email_is_taken_without_what_a_browser_would_do() -> None:
    html = (
        "<html><head><style>p{}</style></head><body><p>First</p><script>evil()</script><p>Second &amp; last</p></body>"
    )
    letter = read_mail(mail(html=html).as_bytes(), "a.eml")
    assert letter.text == "First\nSecond & last"


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"PK\x03\x04", b"just words"])
def test_what_is_no_email_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="no e-mail"):
        read_mail(data, "a.eml")


@pytest.mark.parametrize(
    "data",
    [
        b"Subject: =?utf-9?q?x?=\r\nFrom: \r\nDate: yesterday\r\n\r\nbody",
        b"Subject: a\r\nContent-Type: text/plain; charset=klingon\r\n\r\nbody \xff",
        b"Subject: a\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\nno parts",
        b"Subject: " + b"a" * 5000 + b"\r\n\r\n" + b"b" * 200_000,
        b"Subject: a\x00\xe2\x80\xae\r\n\r\nbody\x07",
        b"Subject: unknown\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ntext",
    ],
)
def test_an_odd_email_opens_a_case_all_the_same(data: bytes, signed: Sign) -> None:
    answer = signed("sam").post("/intake/e-mail/", {"file": SimpleUploadedFile("odd.eml", data)})
    assert answer.status_code == 302, answer.content.decode()
    assert Case.objects.count() == 1


def test_what_a_datasheet_says_is_proposed_with_its_words_and_stated_only_when_ticked(
    case: Case, signed: Sign, people: People
) -> None:
    sam = signed("sam")
    sam.post(at(case, "frame/item-what/new/"), {"name": "X200"})
    version = Case.objects.get(pk=case.pk).deal
    path = at(case, "datasheet/x200/")
    answer = sam.post(path, {"read": "yes", "file": SimpleUploadedFile("x200.txt", SHEET)})
    assert answer.url == path
    assert Case.objects.get(pk=case.pk).deal == version, "nothing is taken silently"
    page = sam.get(path).content.decode()
    assert "matches every face in the crowd against a watchlist" in page
    found = case.drafts.get(person=people["sam"]).data["found"]
    number = next(n for n, one in enumerate(found) if one["value"] == "facial_recognition")
    assert sam.post(path, {}).status_code == 400
    assert sam.post(path, {"found": [str(number)]}).status_code == 302
    (one,) = said(deal(case))["item.capability", "item:x200"]
    assert (one.value, one.source, one.kind) == (frozenset({"facial_recognition"}), "x200.txt", "document")
    assert "Face recognition" in one.note
    assert not [key for key in said(deal(case)) if key[1] == "item:x200" and key[0] != "item.capability"]


def test_a_datasheet_that_cannot_be_read_is_refused(case: Case, signed: Sign) -> None:
    for name, content in (("a.txt", b""), ("a.pdf", b"%PDF-1.4 broken"), ("a.png", b"\x89PNG\r\n")):
        file = SimpleUploadedFile(name, content)
        answer = signed("sam").post(at(case, "datasheet/face-search/"), {"read": "yes", "file": file})
        assert answer.status_code == 400, name


def test_the_log_of_intake_holds_no_names_and_no_words(case: Case, second: Case, signed: Sign) -> None:
    sam = signed("sam")
    sam.post(at(second, "frame/party-who/new/"), {"name": "Acme Prison", "roles": ["end_user"]})
    sam.post(at(second, "question/party.kind/party:acme-prison/"),
             {"value": "prison", "kind": "interested", "source": "Mr Secret", "note": "hush"})  # fmt: skip
    sam.post(at(second, "frame/item-what/new/"), {"unknown": "yes"})
    copy(sam, second, case, "items")
    written = " ".join(str(one.detail) for one in Entry.objects.filter(act__startswith="intake."))
    assert "party.kind" in written
    for told in ("acme", "Acme", "Secret", "hush", "face-search"):
        assert told not in written


def test_a_closed_case_takes_no_answers(case: Case, signed: Sign) -> None:
    Case.objects.filter(pk=case.pk).update(state=State.CLOSED)
    answer = signed("sam").post(
        at(case, "question/item.covert/item:face-search/"), {"value": "yes", "kind": "own"}
    )  # fmt: skip
    assert answer.status_code == 400
    assert "is closed" in answer.content.decode()


def test_every_shipped_deal_can_be_worked_on(people: People, signed: Sign) -> None:
    for path in sorted(EXAMPLES.glob("*.yaml"))[::9]:
        case = open_case(people["sam"], path.stem, example(path.name))
        for page in ("", "check/", "next/"):
            assert signed("sam").get(at(case, page)).status_code in (200, 302), path
        assert read_document(path.read_bytes(), ".yaml")
