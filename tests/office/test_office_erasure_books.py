"""An erasure of a case takes the order book with it from which it was opened: its file and what was made of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from made_matters import LONG_AGO, closed_on, everything
from made_people import People

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.books.acts import add_book, assign_projects, erase_unopened, open_rows
from duecare.office.books.models import Book
from duecare.office.books.tasks import review_uploaded
from duecare.office.cases.models import Case
from duecare.office.operations.checking import problems
from duecare.office.operations.tidying import tidy
from duecare.office.retention import acts
from duecare.office.retention.models import Ground

CSV = (
    "id,item.name,item.capability,end_user.name,end_user.kind,place.country,state\n"
    "SO-1,Face search,facial_recognition,Hamid Karimi,police,SD,running\n"
    "SO-2,Camera,video_surveillance,Some Ministry,ministry,MM,running\n"
)
Erasing = Callable[[Case], None]


@pytest.fixture
def book(people: People, tmp_path: Path, settings: Any) -> Book:
    settings.TASKS, settings.OFFICE = None, tmp_path
    return add_book(people["ana"], "Orders of Karimi", "karimi.csv", [CSV.encode()])


@pytest.fixture
def case(book: Book, people: People) -> Case:
    (opened,) = open_rows(book, people["ana"], [1])
    closed_on(opened, people["ana"], LONG_AGO)
    return Case.objects.get(pk=opened.pk)


@pytest.fixture
def erasing(people: People, django_capture_on_commit_callbacks: Any) -> Erasing:
    def erase(case: Case) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            acts.confirm(acts.propose(people["adam"], case), people["carla"])

    return erase


def named_in(folder: Path) -> list[Path]:
    """The files of a folder in which the person stands."""
    return [one for one in folder.rglob("*") if one.is_file() and b"Karimi" in one.read_bytes()]


def test_the_file_the_result_and_the_dashboard_are_gone_and_the_record_says_by_whom(
    book: Book, case: Case, erasing: Erasing, people: People, tmp_path: Path
) -> None:
    assert named_in(book.folder)
    erasing(case)
    assert not book.folder.exists()
    assert named_in(tmp_path / "books") == []
    assert "Karimi" not in everything()
    held = Book.objects.get()
    assert (held.state, held.erased_by, held.erased_at is None) == ("erased", people["carla"], False)
    said = Entry.objects.get(act="book.erase")
    assert (said.actor, said.detail) == (f"user:{people['carla'].pk}", {"case": case.pk, "sha256": book.sha256})
    assert "books" in set(case.tombstones.values_list("kind", flat=True))
    assert list(problems()) == []


def test_pages_of_an_erased_book_say_so_and_break_nowhere(
    book: Book, case: Case, erasing: Erasing, signed: Callable[[str], Client]
) -> None:
    erasing(case)
    ana = signed("ana")
    text = ana.get(f"/books/{book.pk}/").content.decode()
    assert "This book was erased on" in text
    assert "Karimi" not in text
    assert ana.get("/books/").status_code == 200
    assert ana.get(f"/books/{book.pk}/projects/").status_code == 200
    for part in ("rows", "dashboard", "rejects"):
        assert ana.get(f"/books/{book.pk}/{part}/").status_code == 404, part


def test_a_worker_that_was_at_the_book_brings_nothing_back(
    book: Book, case: Case, erasing: Erasing, signed: Callable[[str], Client]
) -> None:
    erasing(case)
    signed("ana").post(f"/books/{book.pk}/review/")
    review_uploaded(book.pk)
    assert Book.objects.get().state == "erased"
    book.folder.mkdir()
    (book.folder / "dashboard.html").write_text("Hamid Karimi")
    assert list(problems()) == [f"Order book {book.pk} was erased, and its files are there still."]
    tidy()
    assert not book.folder.exists()


def test_a_hold_on_a_case_of_the_same_book_stops_it(book: Book, case: Case, erasing: Erasing, people: People) -> None:
    (other,) = open_rows(book, people["ana"], [2])
    held = acts.hold(people["carla"], Ground.LITIGATION, case=other)
    with pytest.raises(InputError, match=f"{other.number} came from it too"):
        erasing(case)
    assert named_in(book.folder)
    acts.release(held, people["carla"])
    erasing(case)
    assert not book.folder.exists()
    assert Case.objects.get(pk=other.pk).deal is not None


def test_an_erasure_that_fails_leaves_the_book(book: Book, case: Case, people: People) -> None:
    erasure = acts.propose(people["adam"], case)
    with transaction.atomic():
        acts.confirm(erasure, people["carla"])
        transaction.set_rollback(True)
    assert Book.objects.get().state == "done"
    assert named_in(book.folder)


def test_no_book_is_erased_by_nobody_even_by_sql(book: Book) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Book.objects.update(state="erased")


def test_a_book_from_which_no_case_was_opened_is_erased_by_somebody_else(
    book: Book, people: People, signed: Callable[[str], Client], django_capture_on_commit_callbacks: Any
) -> None:
    address, digest = f"/books/{book.pk}/", book.sha256
    assert "Erase this book" not in signed("ana").get(address).content.decode()
    assert "somebody else has to erase it" in signed("ana").post(f"{address}erase/", follow=True).content.decode()
    assert "Erase this book" in signed("ben").get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page = signed("ben").post(f"{address}erase/", follow=True).content.decode()
    assert "no case was opened from it" in page
    assert "Karimi" not in page
    book.refresh_from_db()
    assert (book.state, book.erased_by, book.sha256, book.projects.count()) == ("erased", people["ben"], digest, 0)
    assert not book.folder.exists()
    assert Entry.objects.get(act="book.erase").detail == {"sha256": digest}
    assert signed("sam").post(f"{address}erase/").status_code == 403


def test_a_book_is_kept_while_a_case_a_contract_or_a_hold_rests_on_it(book: Book, people: People) -> None:
    project = book.projects.first()
    assert project is not None
    later = timezone.localdate() + datetime.timedelta(days=9)
    assign_projects(book, people["ana"], [project.pk], people["ben"], later)
    with pytest.raises(InputError, match="are with somebody"):
        erase_unopened(book, people["ben"])
    assign_projects(book, people["ana"], [project.pk], None, None)
    held = acts.hold(people["carla"], Ground.LITIGATION, "Matter 3", person=people["ana"])
    with pytest.raises(InputError, match="legal hold"):
        erase_unopened(book, people["ben"])
    acts.release(held, people["dan"])
    open_rows(book, people["ana"], [1])
    with pytest.raises(InputError, match="cases were opened"):
        erase_unopened(book, people["ben"])
    assert book.file.exists()
