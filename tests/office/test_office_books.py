"""Order books: uploaded, reviewed, cases opened from their rows, running contracts tracked; filters kept."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.serializers import deserialize, serialize
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from made_people import People

from duecare.errors import InputError
from duecare.office.books import acts
from duecare.office.books.acts import add_book, assign_projects, open_rows
from duecare.office.books.models import Book, Opened, Project, SavedFilter
from duecare.office.cases.models import Case
from duecare.portfolio.book.document import row_transaction
from duecare.transaction import parse_transaction

CSV = (
    "id,item.name,item.capability,end_user.name,end_user.kind,end_user.government_tie,end_user.abuse_record,"
    "place.country,state,owner,gate\n"
    "SO-1,Face search,facial_recognition,Police of Xanadu,police,government,official,SD,running,Ann,contract\n"
    "SO-2,Printer,none,=cmd|' /C calc'!A0,private_company,none,none_known,DE,running,Ben,quote\n"
    "SO-3,Camera,video_surveillance,Some Ministry,ministry,government,,MM,running,Ann,\n"
    "SO-4,Camera,=1+1,Shop,private_company,none,none_known,DE,delivered,Ann,\n"
)
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def at_once(settings: Any) -> None:
    """No workers: what would be done in the background is done at once."""
    settings.TASKS = None


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """Where the office keeps books, for one test."""
    settings.OFFICE = tmp_path
    return tmp_path


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first review of the book is kept for the tests that follow: it takes a second or two."""
    return tmp_path_factory.mktemp("once") / "book"


@pytest.fixture
def book(people: People, folder: Path, once: Path) -> Book:
    if not once.exists():
        made = add_book(people["ana"], "Orders of 2026", "orders.csv", [CSV.encode()])
        shutil.copytree(made.folder, once)
        (once / "rows.json").write_text(serialize("json", [made, *made.projects.all()]), "utf-8")
        return made
    for one in deserialize("json", (once / "rows.json").read_text("utf-8")):
        if isinstance(one.object, Book):
            one.object.by = people["ana"]
        one.save()
    found = Book.objects.get()
    shutil.copytree(once, found.folder, ignore=shutil.ignore_patterns("rows.json"))
    return found


def test_a_book_is_uploaded_reviewed_and_shown(folder: Path, signed: Callable[[str], Client], people: People) -> None:
    ana = signed("ana")
    answer = ana.post("/books/", {"title": "Orders", "file": SimpleUploadedFile("orders.csv", CSV.encode())})
    book = Book.objects.get()
    assert answer.url == f"/books/{book.pk}/"
    assert (book.state, book.rows, book.rejected) == ("done", 3, 1)
    page = ana.get(answer.url).content.decode()
    assert "3 transactions" in page
    assert "What to ask first" in page
    assert "1 row is left out" in page
    assert str(folder) not in page
    dashboard = ana.get(f"/books/{book.pk}/dashboard/")
    assert "attachment" in dashboard["Content-Disposition"]
    assert "script-src 'self'" in dashboard["Content-Security-Policy"]
    assert b"Police of Xanadu" in b"".join(dashboard)  # type: ignore[arg-type]


def test_rows_that_could_not_be_read_leave_without_formulas(book: Book, signed: Callable[[str], Client]) -> None:
    answer = signed("ana").get(f"/books/{book.pk}/rejects/")
    lines = b"".join(answer).decode().splitlines()  # type: ignore[arg-type]
    assert lines[0] == "row,column,value,reason"
    assert lines[1].startswith("4,item.capability,'=1+1,")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("orders.exe", b"MZ", "accepted: .csv"),
        ("orders.csv", b"", "empty"),
    ],
)
def test_a_file_that_is_no_book_is_refused_and_nothing_is_kept(
    name: str, content: bytes, said: str, folder: Path, signed: Callable[[str], Client]
) -> None:
    answer = signed("ana").post("/books/", {"title": "Orders", "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Book.objects.exists()
    assert not list(folder.glob("books/*"))


def test_a_book_that_is_too_large_is_refused_while_it_comes(
    folder: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "MOST_BYTES", 100)
    with pytest.raises(InputError, match="larger than"):
        add_book(people["ana"], "Orders", "orders.csv", iter(lambda: b"x" * 60, b""))
    assert not list(folder.glob("books/*"))


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", b"what,ever\n1,2\n"), ("a.xlsx", b"PK\x03\x04no"), ("a.parquet", b"PAR1")]
)
def test_a_book_that_cannot_be_read_says_why_and_names_no_path(
    name: str, content: bytes, folder: Path, people: People, signed: Callable[[str], Client]
) -> None:
    book = add_book(people["ana"], "Orders", name, [content])
    assert book.state == "failed"
    assert book.problem
    assert str(folder) not in book.problem
    assert "could not be reviewed" in signed("ana").get(f"/books/{book.pk}/").content.decode()
    assert signed("ana").get(f"/books/{book.pk}/rows/").status_code == 404


def test_rows_are_narrowed_by_the_condition_language(book: Book, signed: Callable[[str], Client]) -> None:
    ana, address = signed("ana"), f"/books/{book.pk}/rows/"
    page = ana.get(address, {"where": "row.owner = 'Ann' AND end_user.kind = 'police'"}).content.decode()
    assert "Police of Xanadu" in page
    assert "Some Ministry" not in page
    assert "1 of 3 transactions meet this" in page
    wrong = ana.get(address, {"where": "row.ownr = 'Ann'"})
    assert wrong.status_code == 400
    assert "row.ownr" in wrong.content.decode()


def test_cases_are_opened_for_chosen_rows_with_the_deal_that_the_row_states(
    book: Book, signed: Callable[[str], Client]
) -> None:
    ana, address = signed("ana"), f"/books/{book.pk}/rows/"
    assert ana.post(address, {"row": ["1", "2"]}).status_code == 302
    first = Opened.objects.get(row=1).case
    assert first.deal is not None
    stated = {"id": "SO-1", "item.name": "Face search", "item.capability": "facial_recognition",
              "end_user.name": "Police of Xanadu", "end_user.kind": "police", "end_user.government_tie": "government",
              "end_user.abuse_record": "official", "place.country": "SD", "gate": "contract"}  # fmt: skip
    ours, theirs = parse_transaction(first.deal.document), row_transaction(stated, {})
    assert (ours.items, ours.parties, ours.places) == (theirs.items, theirs.parties, theirs.places)
    assert first.gate == "contract"
    assert {one.source.title for one in ours.statements if one.fact == "party.kind"} == {"order book orders.csv"}
    assert "=cmd" in Opened.objects.get(row=2).case.customer  # a text, whatever it looks like
    assert ana.post(address, {"row": ["1", "3"]}).status_code == 302
    assert Case.objects.count() == 3
    assert first.number in ana.get(address).content.decode()


def test_no_row_becomes_two_cases(book: Book, people: People) -> None:
    (case,) = open_rows(book, people["ana"], [1])
    assert open_rows(book, people["ana"], [1]) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Opened.objects.create(
            book=book, row=1, case=Case.objects.create(number="x", title="x", requester=case.requester)
        )


@pytest.mark.parametrize("rows", [[], ["4"], ["99"], ["x"], [str(at) for at in range(1, 200)]])
def test_rows_that_cannot_be_opened_open_nothing(rows: list[str], book: Book, signed: Callable[[str], Client]) -> None:
    answer = signed("ana").post(f"/books/{book.pk}/rows/", {"row": ["1", *rows] if rows else []})
    assert answer.status_code == 400
    assert "No case was opened" in answer.content.decode()
    assert not Case.objects.exists()


def test_who_opens_no_cases_opens_none_from_a_book(book: Book, signed: Callable[[str], Client]) -> None:
    assert signed("carla").post(f"/books/{book.pk}/rows/", {"row": "1"}).status_code == 403
    assert 'name="row"' not in signed("carla").get(f"/books/{book.pk}/rows/").content.decode()


def test_running_contracts_are_given_to_people_and_tracked_until_done(
    book: Book, signed: Callable[[str], Client], people: People
) -> None:
    project = Project.objects.get(transaction="SO-1")
    assert project.sure
    assert not Project.objects.get(transaction="SO-3").sure
    assert not Project.objects.filter(transaction="SO-2").exists()
    ana, address = signed("ana"), f"/books/{book.pk}/projects/"
    said = ana.get(f"/books/{book.pk}/").content.decode()
    assert "1 running contract to look at again, and perhaps 1 more" in said
    late = str(TODAY - datetime.timedelta(days=1))
    assert ana.post(address, {"project": project.pk, "to": people["ben"].pk, "due": late}).status_code == 400
    assert ana.post(address, {"to": people["ben"].pk, "due": str(TODAY)}).status_code == 400
    assert ana.post(address, {"project": project.pk, "to": people["ben"].pk, "due": str(TODAY)}).status_code == 302
    assert "SO-1" in signed("ben").get(f"{address}?which=mine").content.decode()
    one = f"{address}{project.pk}/"
    assert ana.post(one, {"how": ""}).status_code == 400
    assert ana.post(one, {"how": "Ended at the next renewal"}).status_code == 302
    assert "Ended at the next renewal" in ana.get(one).content.decode()
    assert "SO-1" in ana.get(f"{address}?which=done").content.decode()
    ana.post(one, {"undo": "yes"})
    project.refresh_from_db()
    assert (project.done_at, project.assigned) == (None, people["ben"])


def test_the_database_holds_that_who_has_a_project_has_a_due_date(book: Book, people: People) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.update(assigned=people["ben"])
    with pytest.raises(InputError, match="until when"):
        assign_projects(book, people["ana"], [1], people["ben"], None)


def test_reviewing_a_book_again_keeps_what_was_done(
    book: Book, signed: Callable[[str], Client], people: People
) -> None:
    acts.finish_project(Project.objects.get(transaction="SO-1"), people["ana"], "looked at")
    before = Project.objects.count()
    signed("ana").post(f"/books/{book.pk}/review/")
    assert Project.objects.count() == before
    assert Project.objects.get(transaction="SO-1").done_how == "looked at"


def test_earlier_cases_are_found_by_kind_capability_and_text(book: Book, signed: Callable[[str], Client]) -> None:
    ana = signed("ana")
    ana.post(f"/books/{book.pk}/rows/", {"row": ["1", "2", "3"]})
    for query, found in (
        ("end_user_kind=police", ["SO-1"]),
        ("capability=facial_recognition", ["SO-1"]),
        ("capability=video_surveillance", ["SO-3"]),
        ("words=printer", ["SO-2"]),
        ("capability=facial_recognition&end_user_kind=ministry", []),
    ):
        page = ana.get(f"/cases/?{query}").content.decode()
        assert [name for name in ("SO-1", "SO-2", "SO-3") if f">{name}<" in page] == found, query


def test_a_filter_is_kept_under_a_name_once_and_is_its_owners(people: People, signed: Callable[[str], Client]) -> None:
    ana = signed("ana")
    given = {"name": "My bodies", "query": "end_user_kind=police&page=3&evil=%3Cscript%3E&known="}
    assert ana.post("/filters/", given).url == "/cases/?end_user_kind=police"
    again = ana.post("/filters/", given)
    assert again.status_code == 400
    assert "already" in again.content.decode()
    assert ana.post("/filters/", {"name": "Nothing", "query": ""}).status_code == 400
    kept = SavedFilter.objects.get()
    assert ">My bodies<" in ana.get("/cases/").content.decode()
    assert ">My bodies<" not in signed("ben").get("/cases/").content.decode()
    signed("ben").post(f"/filters/{kept.pk}/delete/")
    assert SavedFilter.objects.exists()
    ana.post(f"/filters/{kept.pk}/delete/")
    assert not SavedFilter.objects.exists()
    SavedFilter.objects.create(user=people["ana"], name="x", query="y")
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedFilter.objects.create(user=people["ana"], name="x", query="y")


def test_a_requester_cannot_narrow_by_how_cases_are_judged(case: Case, signed: Callable[[str], Client]) -> None:
    """Narrowing one's own cases by level would say the level."""
    sam = signed("sam")
    page = sam.get("/cases/?known=low&rule=nothing").content.decode()
    assert case.title in page
    assert "id_known" not in page
    assert case.title not in signed("ana").get("/cases/?known=low").content.decode()


def test_books_are_kept_in_the_folder_of_the_office(book: Book, folder: Path) -> None:
    assert book.file == folder / "books" / str(book.pk) / "orders.csv"
    assert book.file.read_text("utf-8") == CSV
