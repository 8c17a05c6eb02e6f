"""Complaints that came by letter, telephone or embassy, and reports that GlobaLeaks exported."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from made_complaints import code_of, fresh_limits, send, talk
from made_people import People

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.complaints.globaleaks import read_export
from duecare.office.complaints.models import Complaint

__all__ = ["fresh_limits"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

REPORT: dict[str, Any] = {
    "id": "7c0", "progressive": 4, "creation_date": "2026-03-05T10:00:00.000Z",
    "questionnaires": [{
        "steps": [{"id": "s1", "label": "Step 1", "children": [
            {"id": "f1", "label": "What happened?", "type": "textarea", "options": [], "children": []},
            {"id": "f2", "label": "Who is affected?", "type": "checkbox", "children": [],
             "options": [{"id": "o1", "label": "Journalists"}, {"id": "o2", "label": "Students"}]},
            {"id": "f3", "label": "Where?", "type": "selectbox", "children": [],
             "options": [{"id": "o3", "label": "At the border"}]},
            {"id": "f4", "label": "Details", "type": "fieldgroup", "options": [], "children": [
                {"id": "f5", "label": "Product", "type": "inputbox", "options": [], "children": []}]},
        ]}],
        "answers": {
            "f1": [{"required_status": False, "value": "Phones were opened."}], "f2": [{"o1": True, "o2": False}],
            "f3": [{"value": "o3"}], "f4": [{"f5": [{"value": "The grey box"}]}],
        },
    }],
    "comments": [{"type": "whistleblower", "content": "Is anybody there?", "creation_date": "2026-03-06"}],
}  # fmt: skip


def packed(**members: bytes) -> bytes:
    """An archive as GlobaLeaks packs it."""
    out, sheet = io.BytesIO(), io.StringIO()
    csv.writer(sheet).writerow(["name", "type", "size", "av_result"])
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("metadata.csv", sheet.getvalue())
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_report_as_json_is_read_question_by_question() -> None:
    report = read_export(json.dumps(REPORT).encode(), "report.json")
    assert report.account.splitlines() == [
        "What happened?: Phones were opened.", "Who is affected?: Journalists", "Where?: At the border",
        "Product: The grey box", "whistleblower: Is anybody there?",
    ]  # fmt: skip
    assert report.received_on is not None
    assert report.received_on.isoformat() == "2026-03-05"


def test_an_archive_brings_its_text_and_files_and_says_which_it_leaves() -> None:
    data = packed(**{
        "report.txt": "What happened: هواتف".encode(), "files/a.txt": b"a paper", "files/run.exe": b"MZ" + b"x" * 80,
        "files_attached_from_recipients/note.txt": b"of theirs", "../../etc/evil.txt": b"elsewhere",
    })  # fmt: skip
    report = read_export(data, "report-4.zip")
    assert report.account == "What happened: هواتف"
    assert [one.name for one in report.files] == ["a.txt", "note.txt"]
    assert len(report.left) == 1
    assert "run.exe is a program" in report.left[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"words", "neither a ZIP nor JSON"), (b"{}", "no list `questionnaires`"), (b"[]", "no list `questionnaires`"),
        (b'{"questionnaires": [{}]}', "no `answers`"), (b'{"questionnaires": []}', "says nothing"),
        (json.dumps({**REPORT, "creation_date": "soon"}).encode(), "creation_date is 'soon'"),
        (packed(**{"files/a.txt": b"x"}), "neither report.txt nor report.pdf"),
        (packed(**{"report.txt": b"  "}), "says nothing"), (packed(**{"report.json": b"{"}), "no JSON"),
        (packed(**{"report.txt": b"x" * 5_000})[:-30], "is damaged"),
        (packed(**{"report.txt": b"\0" * 210_000_000}), "unpacks to more"),
        (packed(**{"report.pdf": b"x"}), "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused_and_said_why(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as problem:
        read_export(data, "export")
    assert said in str(problem.value)


def test_an_import_is_a_complaint_without_a_code(people: People, signed: Callable[[str], Client]) -> None:
    greta = signed("greta")
    told = {"who": "staff", "topic": "data", "region": "europe"}
    file = SimpleUploadedFile("r.json", json.dumps(REPORT).encode())
    answer = greta.post("/complaints/import/", {**told, "file": file})
    assert answer.status_code == 200
    made = Complaint.objects.get()
    assert (made.came, made.receipt, made.received_on.isoformat()) == ("globaleaks", None, "2026-03-05")
    assert "Phones were opened." in greta.get(f"/complaints/{made.pk}/").content.decode()
    no_day = SimpleUploadedFile("r.zip", packed(**{"report.txt": b"x"}))
    answer = greta.post("/complaints/import/", {**told, "file": no_day})
    assert answer.status_code == 400
    assert "on which day" in answer.content.decode()
    assert signed("ana").post("/complaints/import/", told).status_code == 403
    assert Client(enforce_csrf_checks=True).post("/complaints/import/", told).status_code in (302, 403)
    assert Complaint.objects.count() == 1


def test_a_letter_is_entered_with_its_day_and_its_code_is_told_once(
    people: People, signed: Callable[[str], Client]
) -> None:
    greta, today = signed("greta"), timezone.localdate()
    told = {"came": "embassy", "received_on": today.isoformat(), "who": "outsider", "language": "ru", "topic": "harmed",
            "region": "europe", "account": "Письмо.", "wish": "", "fear": "no", "naming": "anonymous", "names": "Anna",
            "contact": "", "with_code": "on", "papers": SimpleUploadedFile("a.txt", b"scan")}  # fmt: skip
    code = code_of(greta.post("/complaints/enter/", told))
    made = Complaint.objects.get()
    assert made.content()["names"] == ""
    assert made.attachments.count() == 1
    assert "Письмо." in talk(Client(), "ru", code).content.decode()
    entry = Entry.objects.get(act="complaint.enter")
    assert entry.detail == {"came": "embassy", "topic": "harmed", "files": 1}
    for wrong, field in (({"received_on": "2999-01-01"}, "received_on"), ({"account": " "}, "account"),
                         ({"papers": SimpleUploadedFile("a.exe", b"MZ")}, "papers")):  # fmt: skip
        answer = greta.post("/complaints/enter/", {**told, "papers": "", **wrong})
        assert answer.status_code == 400
        assert f'id="id_{field}_error"' in answer.content.decode()
    assert Complaint.objects.count() == 1


def test_figures_are_open_to_those_who_publish_them_and_hold_codes_alone(
    people: People, signed: Callable[[str], Client]
) -> None:
    for name, status in (("greta", 200), ("carla", 200), ("aud", 200), ("ana", 403), ("adam", 403), ("sam", 403)):
        assert signed(name).get("/complaints/figures/?year=2026").status_code == status, name
    for odd in ("0000", "x", "99999", "-1"):
        assert signed("greta").get(f"/complaints/figures/?year={odd}").status_code == 200


def test_a_name_that_may_be_used_is_counted_under_its_own_words(
    people: People, signed: Callable[[str], Client]
) -> None:
    assert send(naming="open", names="Amal Haddad").status_code == 200
    page = signed("greta").get("/complaints/figures/").content.decode()
    names = page.split("<caption>Names</caption>")[1].split("</table>")[0]
    assert re.search(r"Name may be used where it helps</th><td[^>]*>1<", names)
    assert "Not decided yet" not in names


def test_a_file_of_a_complaint_leaves_as_one_to_be_saved_and_stands_in_the_log(
    people: People, signed: Callable[[str], Client]
) -> None:
    from made_complaints import send

    send(files=SimpleUploadedFile("ورقة\u202e.txt", b"words <b>"))
    made = Complaint.objects.get()
    paper = made.attachments.get()
    answer = signed("greta").get(f"/complaints/{made.pk}/files/{paper.pk}/")
    assert answer.content == b"words <b>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D9%88")
    assert "%E2%80%AE" not in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert Entry.objects.get(act="complaint.file").detail == {"file": paper.pk}
    assert signed("adam").get(f"/complaints/{made.pk}/files/{paper.pk}/").status_code == 403
