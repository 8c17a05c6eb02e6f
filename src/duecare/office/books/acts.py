"""What is done about order books, their rows and their ongoing projects, and about filters that people keep."""

from __future__ import annotations

import datetime
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.audit.meanwhile import check_shown
from duecare.office.books.models import Book, Opened, Project, SavedFilter
from duecare.office.books.tasks import enqueue, review_uploaded, row_documents
from duecare.office.cases.acts import open_case
from duecare.office.cases.models import Case, Gate
from duecare.office.people.models import User
from duecare.office.people.undo import undoes
from duecare.office.retention.kept import standing
from duecare.office.retention.models import ERASED
from duecare.portfolio.book.mapping import SHIPPED

ACCEPTED: Final = (".csv", ".tsv", ".xlsx", ".parquet")
MOST_BYTES: Final = 100_000_000
AT_ONCE: Final = 100
"""Cases that are opened from a book with one act."""


def add_book(by: User, title: str, name: str, chunks: Iterable[bytes], mapping: str = "") -> Book:
    """Take an order book in, and have it reviewed.

    Args:
        by: Who uploads it.
        title: What it is called here.
        name: Of the file; its ending says what it is.
        chunks: Its bytes, some at a time.
        mapping: A mapping that ships; empty where the columns have names of ours.

    Raises:
        InputError: another ending, another mapping, an empty file or one that is too large. Nothing is kept then.
    """
    suffix = Path(name).suffix.casefold()
    if suffix not in ACCEPTED:
        raise InputError(f"{name} ends in {suffix or 'nothing'!r}", hint=f"accepted: {', '.join(ACCEPTED)}")
    if mapping not in ("", *SHIPPED):
        raise InputError(f"there is no mapping {mapping!r}", hint=f"accepted: {', '.join(SHIPPED)}, or none")
    book = None
    try:
        with transaction.atomic():
            book = Book.objects.create(
                title=title, name=Path(name).name[-200:], suffix=suffix, mapping=mapping, sha256="", size=0, by=by
            )
            book.folder.mkdir(parents=True, exist_ok=False, mode=0o700)
            book.size, book.sha256 = _kept(book.file, chunks, name)
            book.save(update_fields=["size", "sha256"])
            record(by, "book.add", book, sha256=book.sha256, mapping=mapping)
    except BaseException:
        if book is not None and book.pk:
            shutil.rmtree(book.folder, ignore_errors=True)
        raise
    enqueue(review_uploaded, book.pk)
    book.refresh_from_db()
    return book


def _kept(path: Path, chunks: Iterable[bytes], name: str) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise InputError(f"{name} is larger than {MOST_BYTES // 1_000_000} MB",
                                 hint="duecare portfolio review takes larger books")  # fmt: skip
            digest.update(chunk)
            file.write(chunk)
    if not size:
        raise InputError(f"{name} is empty")
    return size, digest.hexdigest()


def open_rows(book: Book, by: User, rows: Sequence[int]) -> list[Case]:
    """Open a case for each of some rows, with the deal that the row states.

    Rows that have a case are passed over: no row becomes two.

    Raises:
        InputError: no row, too many, or one that is not in the book. Nothing is opened then.
    """
    wanted = list(dict.fromkeys(rows))
    if not wanted:
        raise InputError("choose at least one row")
    if len(wanted) > AT_ONCE:
        raise InputError(f"{len(wanted)} rows are chosen", hint=f"accepted: at most {AT_ONCE} at once")
    there = set(book.opened.filter(row__in=wanted).values_list("row", flat=True))
    documents = row_documents(book, [row for row in wanted if row not in there])
    try:
        with transaction.atomic():
            cases = [_opened(book, by, row, document) for row, document in sorted(documents.items())]
            record(by, "book.open", book, rows=sorted(documents), cases=[case.pk for case in cases])
    except IntegrityError:
        raise InputError("somebody has just opened a case for one of these rows; look at the list again") from None
    return cases


def erased_with(case: Case) -> QuerySet[Book]:
    """The book from which a case was opened, which is erased with it: its file holds what was said of the deal."""
    return Book.objects.filter(opened__case=case).exclude(state=Book.State.ERASED)


def erase_books(case: Case, by: User) -> list[dict[str, Any]]:
    """Note by whom the book of a case is erased, and have its files go when the transaction is kept.

    Its text is erased with that of the case. Returns its number and the hash of its file, for the log.
    """
    found = list(erased_with(case).order_by("pk"))
    erased_with(case).update(erased_by=by, erased_at=timezone.now())
    for book in found:
        record(by, "book.erase", book, case=case.pk, sha256=book.sha256)
    transaction.on_commit(purge_erased)
    return [{"book": book.pk, "sha256": book.sha256} for book in found]


def erase_unopened(book: Book, by: User) -> None:
    """Erase a book from which no case was opened: its file, what was made of it, its title and the list of contracts.

    Another book goes with its cases, by the schedule of retention. The hash of the file stays.

    Raises:
        InputError: a case was opened from it, who uploaded it erases it, a running contract of it is with somebody, a
            legal hold stands on who uploaded it, or it was erased before.
    """
    with transaction.atomic():
        held = Book.objects.select_for_update(of=("self",)).get(pk=book.pk)
        if held.state == Book.State.ERASED:
            raise InputError("this book was erased before")
        if held.opened.exists():
            raise InputError("cases were opened from this book, and it is erased with them")
        if by.pk == held.by_id:
            raise InputError("you uploaded this book, so that somebody else has to erase it")
        if standing().filter(person=held.by_id).exists():
            raise InputError("a legal hold stands on who uploaded this book, so that it is kept")
        if held.projects.exclude(assigned=None).filter(done_at=None).exists():
            raise InputError("running contracts of this book are with somebody; take them back first")
        held.projects.all().delete()
        held.title, held.name, held.problem, held.summary = ERASED, ERASED, "", {}
        held.state, held.erased_by, held.erased_at = Book.State.ERASED, by, timezone.now()
        held.save()
        record(by, "book.erase", held, sha256=held.sha256)
        transaction.on_commit(purge_erased)
    book.refresh_from_db()


def purge_erased() -> int:
    """Delete the files of books that were erased; returns of how many. A worker may have made some meanwhile."""
    there = [book for book in Book.objects.filter(state=Book.State.ERASED) if book.folder.exists()]
    for book in there:
        shutil.rmtree(book.folder)
    return len(there)


def check_books() -> Iterator[str]:
    """What is wrong with the files of books."""
    for book in Book.objects.filter(state=Book.State.ERASED).order_by("pk"):
        if book.folder.exists():
            yield f"Order book {book.pk} was erased, and its files are there still."


def _opened(book: Book, by: User, row: int, document: dict[str, Any]) -> Case:
    stated = document.get("gate", {})
    gate = stated.get("value") if isinstance(stated, dict) else stated
    case = open_case(
        by, str(document["title"])[:200], document, gate=gate if gate in Gate.values else Gate.LEAD
    )  # fmt: skip
    Opened.objects.create(book=book, row=row, case=case)
    return case


def assign_projects(
    book: Book, by: User, projects: Sequence[int], user: User | None, due: datetime.date | None, *,
    shown: Mapping[int, str] | None = None,
) -> int:  # fmt: skip
    """Give projects to somebody until a day, or take them back where nobody is named. Returns how many.

    Args:
        book: The book.
        by: Who gives them.
        projects: Their numbers.
        user: To whom.
        due: Until when.
        shown: What the page said of each that it showed, by `Project.shown`.

    Raises:
        InputError: none is chosen, or the day is missing or past.
        ChangedMeanwhileError: one of them is with somebody else by now than the page showed; none is given then.
    """
    if not projects:
        raise InputError("choose at least one project")
    if user is not None and (due is None or due < timezone.localdate()):
        raise InputError("say until when", hint="accepted: a day from today on")
    with transaction.atomic():
        chosen = Project.objects.filter(book=book, pk__in=projects, done_at=None)
        numbers = []
        for one in chosen.select_for_update(of=("self",)).select_related("assigned").order_by("pk"):
            told = one.assigned.label if one.assigned else "nobody"
            check_shown((shown or {}).get(one.pk), one.assigned_id, one.due, now=f"{one.transaction} is with {told}")
            numbers.append(one.pk)
        chosen.update(assigned=user, due=due if user is not None else None)
        record(by, "book.assign", book, projects=numbers, to=user.pk if user else None,
               due=due.isoformat() if due and user else None)  # fmt: skip
    return len(numbers)


def finish_project(project: Project, by: User, how: str) -> None:
    """Say that a project was looked at again, and what came of it.

    Raises:
        InputError: without what came of it, or somebody said it already.
    """
    if not how.strip():
        raise InputError("say what came of it")
    with transaction.atomic():
        held = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
        if held.done_at is not None:
            who = held.done_by.label if held.done_by else ""
            raise InputError(f"{who} has said already what came of it: “{held.done_how}”", hint="take that back first")
        held.done_at, held.done_by, held.done_how = timezone.now(), by, how.strip()
        held.save()
        record(by, "book.done", held.book, project=held.pk)


def reopen_project(project: Project, by: User) -> None:
    """Take back that a project was looked at."""
    with transaction.atomic():
        held = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
        if held.done_at is not None:
            held.done_at, held.done_by, held.done_how = None, None, ""
            held.save()
            record(by, "book.reopen", held.book, project=held.pk)


def save_filter(by: User, name: str, query: str, accepted: Iterable[str]) -> SavedFilter:
    """Keep a filter under a name.

    Args:
        by: Whose it is.
        name: Not yet given to another.
        query: As the address has it; what is no field of the filter, or empty, is left out.
        accepted: The fields of the filter.

    Raises:
        InputError: no name, one that is taken, or nothing is narrowed.
    """
    known = set(accepted)
    kept = urlencode([(key, value) for key, value in parse_qsl(query) if key in known])
    if not name.strip():
        raise InputError("give the filter a name")
    if not kept:
        raise InputError("nothing is narrowed yet: narrow the list first, then keep it")
    if len(kept) > 1_000:
        raise InputError("this filter is too long to be kept")
    with transaction.atomic():
        made, new = SavedFilter.objects.get_or_create(user=by, name=name.strip()[:60], defaults={"query": kept})
        if not new:
            raise InputError(f"you keep a filter under the name {made.name} already", hint="delete it, or take another")
        record(by, "filter.save", by, filter=made.pk)
    return made


def delete_filter(by: User, pk: int) -> SavedFilter | None:
    """Keep one's own filter no longer; what it was, where there was one."""
    with transaction.atomic():
        held = SavedFilter.objects.filter(user=by, pk=pk).first()
        if held is not None and SavedFilter.objects.filter(user=by, pk=pk).delete()[0]:
            record(by, "filter.delete", by, filter=pk)
    return held


@undoes("filter.delete")
def undo_delete_filter(by: User, *, filter: int, name: str, query: str) -> None:
    """Keep a filter again that was deleted.

    Raises:
        InputError: another is kept under its name by now.
    """
    with transaction.atomic():
        made, new = SavedFilter.objects.get_or_create(user=by, name=name, defaults={"query": query})
        if not new:
            raise InputError(f"you keep another filter under the name {name} by now")
        record(by, "filter.delete_undone", by, filter=made.pk, was=filter)
