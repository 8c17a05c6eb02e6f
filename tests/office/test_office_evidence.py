"""Papers on file: what is accepted, what is kept, who may read it, and what is said when it was tampered with."""

from __future__ import annotations

import datetime
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError
from django.test import Client
from django.utils import timezone
from made_people import People, person

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import add_member
from duecare.office.cases.models import Case
from duecare.office.evidence.acts import add, withdraw
from duecare.office.evidence.check import check_store
from duecare.office.evidence.models import Confidentiality, Evidence
from duecare.office.evidence.store import place_of
from duecare.office.people.models import Role, User

DAY = datetime.date(2026, 3, 1)
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


def filed(case: Case, by: User, data: bytes = PDF, name: str = "paper.pdf", **fields: Any) -> Evidence:
    said = {"title": "End-use statement", "source": "the customer", "captured_on": DAY, **fields}
    return add(case, by, io.BytesIO(data), name, **said)


def form(data: bytes = PDF, name: str = "paper.pdf", **fields: str) -> dict[str, Any]:
    return {
        "title": "End-use statement", "source": "the customer", "captured_on": "2026-03-01", "confidentiality": "case",
        **fields, "file": SimpleUploadedFile(name, data),
    }  # fmt: skip


def test_a_paper_is_filed_under_its_hash_and_leaves_as_an_attachment_only(
    case: Case, signed: Callable[[str], Client]
) -> None:
    ana = signed("ana")
    assert ana.post(f"/cases/{case.number}/evidence/add/", form(name="../../a\u202e.pdf")).status_code == 302
    paper = Evidence.objects.get()
    assert (paper.name, paper.kind, paper.size) == ("a.pdf", "application/pdf", len(PDF))
    assert place_of(paper.sha256).read_bytes() == PDF
    assert paper.captured_on == DAY
    answer = ana.get(f"/cases/{case.number}/evidence/{paper.pk}/file/")
    assert b"".join(answer) == PDF  # type: ignore[arg-type]
    assert answer["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    for address in ("", "evidence/", f"evidence/{paper.pk}/"):
        assert "End-use statement" in ana.get(f"/cases/{case.number}/{address}").content.decode()


def test_bad_input_is_told_beside_the_field_and_nothing_is_filed(case: Case, signed: Callable[[str], Client]) -> None:
    later = (timezone.localdate() + datetime.timedelta(days=2)).isoformat()
    for wrong, said in (
        (form(data=b"<svg/>", name="x.svg"), "x.svg"),
        (form(captured_on=later), "yet to come"),
        (form(effective_on="2026-05-01", expires_on="2026-04-01"), "before the day from which it counts"),
        (form(title=""), "required"),
    ):
        answer = signed("ana").post(f"/cases/{case.number}/evidence/add/", wrong)
        assert answer.status_code == 400
        assert said in answer.content.decode()
        assert "the customer" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_the_same_bytes_are_kept_once_and_told(
    case: Case, people: People, signed: Callable[[str], Client], tmp_path: Path
) -> None:
    first = filed(case, people["ana"])
    answer = signed("ana").post(f"/cases/{case.number}/evidence/add/", form(title="Again"), follow=True)
    assert "The same bytes are on file as “End-use statement” too." in answer.content.decode()
    assert Evidence.objects.filter(sha256=first.sha256).count() == 2
    assert len([path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]) == 1


def test_that_the_same_bytes_are_there_is_not_told_to_who_may_not_read_them(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    filed(case, people["carla"], title="Memo of counsel", confidentiality=Confidentiality.COUNSEL)
    page = signed("sam").post(f"/cases/{case.number}/evidence/add/", form(), follow=True).content.decode()
    assert "is on file" in page
    assert "same bytes" not in page


class Endless(io.RawIOBase):
    """A body that never ends, and counts how much of it was read."""

    def __init__(self, start: bytes) -> None:
        self.start, self.taken = start, 0

    def read(self, size: int = -1) -> bytes:
        size = 65_536 if size < 0 else size
        piece = self.start[self.taken : self.taken + size] or b"x" * size
        self.taken += len(piece)
        return piece


def test_an_upload_that_claims_ten_gigabytes_is_cut_off(
    case: Case,
    signed: Callable[[str], Client],
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.EVIDENCE_MOST_BYTES = 3_000_000
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    fields = {"title": "Big", "source": "the customer", "captured_on": "2026-03-01", "confidentiality": "case"}
    start = b"".join(
        f'--b\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    )
    start += b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n%PDF-1.7\n'
    body = Endless(start)
    answer = signed("ana").generic(
        "POST",
        f"/cases/{case.number}/evidence/add/",
        CONTENT_TYPE="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(10**10),
        **{"wsgi.input": body},
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "larger than 3 MB" in page
    assert 'value="Big"' in page
    assert body.taken < 4_000_000
    assert not Evidence.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_upload_without_a_token_of_the_page_is_refused(case: Case, people: People) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["ana"])
    assert client.post(f"/cases/{case.number}/evidence/add/", form()).status_code == 403
    assert not Evidence.objects.exists()


def test_more_than_is_accepted_leaves_nothing_behind(case: Case, people: People, settings: Any) -> None:
    settings.EVIDENCE_MOST_BYTES = 10
    with pytest.raises(InputError, match="larger than"):
        filed(case, people["ana"])
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


READS = {
    Confidentiality.CASE: {"sam", "ana", "ben", "carla", "dan", "aud", "olga", "sue"},
    Confidentiality.JUDGES: {"ana", "ben", "carla", "dan", "aud", "olga"},
    Confidentiality.COUNSEL: {"carla", "dan", "olga"},
}


def test_a_paper_is_there_for_its_readers_and_nobody_else(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    for name in ("olga", "sue"):
        add_member(case, people["ana"], people[name])
    papers = {
        level: filed(case, people["carla"], title=f"Zebra for {level}", confidentiality=level)
        for level in Confidentiality
    }
    for name in people:
        client = signed(name)
        pages = [client.get(f"/cases/{case.number}/{where}").content.decode() for where in ("", "evidence/")]
        for level, paper in papers.items():
            reads = name in READS[level]
            assert [f"Zebra for {level}<" in page for page in pages] == [reads, reads], (name, level)
            for where in ("", "file/"):
                answer = client.get(f"/cases/{case.number}/evidence/{paper.pk}/{where}")
                assert (answer.status_code == 200) == reads, (name, level)
                answer.close()
            if not reads:
                answer = client.post(f"/cases/{case.number}/evidence/{paper.pk}/withdraw/", {"why": "x"})
                assert answer.status_code in (403, 404)
    assert not Evidence.objects.exclude(withdrawn_at=None).exists()


def test_whoever_asked_for_the_deal_does_not_judge_it_with_another_role(
    people: People, signed: Callable[[str], Client]
) -> None:
    from duecare.office.cases.acts import open_case

    both = person("both", Role.REQUESTER, Role.ANALYST)
    client = Client()
    client.force_login(both)
    theirs = open_case(both, "Their own deal")
    paper = filed(theirs, people["ana"], confidentiality=Confidentiality.JUDGES)
    assert client.get(f"/cases/{theirs.number}/evidence/{paper.pk}/file/").status_code == 404


def test_a_paper_of_another_case_is_not_reached_through_a_case_that_one_sees(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    from duecare.office.cases.acts import open_case

    paper = filed(case, people["ana"])
    other = open_case(people["sue"], "Another deal")
    assert signed("sue").get(f"/cases/{other.number}/evidence/{paper.pk}/file/").status_code == 404


def test_nobody_files_for_readers_of_whom_they_are_none(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    with pytest.raises(InputError, match="readers of whom you are one"):
        filed(case, people["sam"], confidentiality=Confidentiality.COUNSEL)
    answer = signed("sam").post(f"/cases/{case.number}/evidence/add/", form(confidentiality="counsel"))
    assert answer.status_code == 400
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(("change", "said"), [(b"other bytes", "has another hash"), (None, "are missing")])
def test_what_was_tampered_with_is_named_and_does_not_leave(
    change: bytes | None, said: str, case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    paper = filed(case, people["ana"])
    assert list(check_store()) == []
    path = place_of(paper.sha256)
    if change is None:
        path.unlink()
    else:
        path.write_bytes(change)
    (line,) = check_store()
    assert said in line
    assert f"Paper {paper.pk} of {case.number}" in line
    answer = signed("ana").get(f"/cases/{case.number}/evidence/{paper.pk}/file/")
    assert answer.status_code == 409
    assert "not what was filed" in answer.content.decode()
    filed(case, people["ana"])
    assert list(check_store()) == []


def test_a_row_whose_hash_was_changed_with_its_file_is_named_by_the_log(case: Case, people: People) -> None:
    paper = filed(case, people["ana"])
    other = filed(case, people["ana"], data=PDF + b"forged")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER evidence_evidence_no_update")
        cursor.execute("UPDATE evidence_evidence SET sha256 = %s WHERE id = %s", [other.sha256, paper.pk])
    (line,) = check_store()
    assert f"Paper {paper.pk} has another hash than it was filed with" in line


def test_what_was_filed_is_not_changed_even_by_sql(case: Case, people: People) -> None:
    filed(case, people["ana"])
    for statement in (
        "DELETE FROM evidence_evidence",
        "UPDATE evidence_evidence SET sha256 = 'x'",
        "UPDATE evidence_evidence SET captured_on = '2000-01-01'",
    ):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_paper_is_withdrawn_with_a_reason_and_stays(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    old, new = filed(case, people["sam"], title="Old"), filed(case, people["ana"], title="New")
    address = f"/cases/{case.number}/evidence/{old.pk}/withdraw/"
    assert signed("ana").post(address, {"why": ""}).status_code == 400
    assert signed("ana").post(address, {"why": "outdated", "superseded_by": new.pk}).status_code == 302
    old.refresh_from_db()
    assert (old.withdrawn, old.superseded_by, old.counts) == (True, new, False)
    page = signed("ana").get(f"/cases/{case.number}/evidence/{old.pk}/").content.decode()
    assert "Superseded" in page
    assert "New" in page
    with pytest.raises(InputError, match="withdrawn before"):
        withdraw(old, people["ana"], "again")
    with pytest.raises(InputError, match="another of the same case"):
        withdraw(new, people["ana"], "circle", old)
    with pytest.raises(InputError, match="only the papers that they filed"):
        withdraw(new, people["sam"], "mine")
    for change in ({"withdrawn_at": None, "withdrawn_why": "outdated"}, {"withdrawn_why": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.filter(pk=old.pk).update(**change)


def test_expired_papers_are_marked(case: Case, people: People, signed: Callable[[str], Client]) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    ended = filed(case, people["ana"], expires_on=yesterday)
    last = filed(case, people["ana"], expires_on=timezone.localdate())
    later = filed(case, people["ana"], effective_on=timezone.localdate() + datetime.timedelta(days=1))
    assert [one.counts for one in (ended, last, later)] == [False, True, False]
    for address in ("", "evidence/"):
        assert signed("ana").get(f"/cases/{case.number}/{address}").content.decode().count(">expired<") == 1
    assert "Its last day was" in signed("ana").get(f"/cases/{case.number}/evidence/{ended.pk}/").content.decode()


def test_acts_stand_in_the_log_without_names(case: Case, people: People, signed: Callable[[str], Client]) -> None:
    paper = filed(case, people["ana"], title="Zebra", name="zebra.pdf")
    b"".join(signed("aud").get(f"/cases/{case.number}/evidence/{paper.pk}/file/"))  # type: ignore[arg-type]
    withdraw(paper, people["ana"], "zebra is outdated")
    entries = Entry.objects.filter(about=f"evidence:{paper.pk}")
    assert [entry.act for entry in entries] == ["evidence.add", "evidence.read", "evidence.withdraw"]
    assert entries[0].detail["sha256"] == paper.sha256
    assert "zebra" not in json.dumps([entry.detail for entry in Entry.objects.all()]).casefold()


def test_markup_in_what_is_said_of_a_paper_is_shown_as_text(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    markup = "<script>alert(1)</script>"
    paper = filed(case, people["ana"], title=markup, source=markup)
    for where in ("", "evidence/", f"evidence/{paper.pk}/", f"evidence/{paper.pk}/withdraw/"):
        assert "<script>alert" not in signed("ana").get(f"/cases/{case.number}/{where}").content.decode()


def test_nothing_is_left_in_the_folder_of_temporary_files(case: Case, signed: Callable[[str], Client], tmp_path: Path,
                                                          settings: Any) -> None:  # fmt: skip
    settings.FILE_UPLOAD_TEMP_DIR = tempfile.mkdtemp(dir=tmp_path)
    big = PDF + b"x" * 3_000_000
    assert signed("ana").post(f"/cases/{case.number}/evidence/add/", form(data=big)).status_code == 302
    assert Evidence.objects.get().size == len(big)
    assert not list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())
