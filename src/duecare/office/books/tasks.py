"""What is done in the background, and how it gets there."""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from duecare.errors import DuecareError, InputError
from duecare.office.audit.chain import SYSTEM, record
from duecare.office.books.models import Book, Project
from duecare.office.cases.reviewing import Data, data_on

ROOMS = "duecare.office."
MOST_PROJECTS = 5_000
QUESTIONS = 10
_LOG = logging.getLogger(__name__)

if find_spec("django_tasks"):
    from django_tasks import task

    @task()
    def call(module: str, name: str, args: list[Any]) -> None:
        """Call a function of the office, in a worker."""
        if not module.startswith(ROOMS):
            raise ValueError(f"{module} is no room of the office")
        getattr(import_module(module), name)(*args)


def enqueue(function: Callable[..., Any], *args: Any) -> Any:
    """Have a function called in the background, when the transaction has ended; without workers it is called at once.

    Args:
        function: One of a module of the office.
        args: Numbers and texts.

    Returns:
        What the function returns, where it was called at once.
    """
    if getattr(settings, "TASKS", None):
        transaction.on_commit(lambda: call.enqueue(function.__module__, function.__name__, list(args)))
        return None
    return function(*args)


def review_uploaded(book_id: int) -> None:
    """Review a book that was uploaded; what came of it, or why nothing did, stands with the book.

    Doing it again does no harm: a result over the same is not made twice, and projects that are there stay.
    """
    book = Book.objects.get(pk=book_id)
    kept = Book.objects.filter(pk=book.pk).exclude(state=Book.State.ERASED)
    if not kept.update(state=Book.State.RUNNING, problem=""):
        return
    try:
        data = data_on(timezone.localdate())
        manifest = _reviewed(book, data)
        projects, summary = _projects(book), _summary(book)
    except DuecareError as problem:
        _failed(book, _said(problem, book))
    except Exception:
        _failed(book, "something went wrong that is not the fault of the file; the log of the server says what")
        raise
    else:
        with transaction.atomic():
            counts = manifest["book"]
            done = kept.update(
                state=Book.State.DONE,
                rows=counts["rows"],
                rejected=counts["rejected"],
                summary=summary,
                reviewed_at=timezone.now(),
            )
            if not done:  # erased meanwhile; what was made of it is deleted with its files
                return
            Project.objects.bulk_create(projects, ignore_conflicts=True)
            record(SYSTEM, "book.review", book, rows=counts["rows"], rejected=counts["rejected"],
                   projects=len(projects), basis=manifest["basis"])  # fmt: skip


def _failed(book: Book, why: str) -> None:
    with transaction.atomic():
        failed = Book.objects.filter(pk=book.pk).exclude(state=Book.State.ERASED)
        if failed.update(state=Book.State.FAILED, problem=why):
            record(SYSTEM, "book.failed", book)


def _said(problem: DuecareError, book: Book) -> str:
    """Why a book could not be reviewed, with the name that its file had and no path of the server."""
    said = str(problem).replace(str(book.file), book.name).replace(str(book.folder), book.name)
    return said.replace(book.file.name, book.name)


def _reviewed(book: Book, data: Data) -> dict[str, Any]:
    from duecare.papers.portfolio import dashboard_html
    from duecare.portfolio.book.mapping import read_mapping
    from duecare.portfolio.book.read_book import load_book
    from duecare.portfolio.review import review_book

    mapping = read_mapping(book.mapping or None)
    done = review_book(
        [str(book.file)], book.result, mapping=mapping, known_at=data.day, law_at=data.day, guidance=data.guidance,
        policy=data.policy, lists=data.lists, country_data=data.countries,
    )  # fmt: skip
    _written(book.dashboard, dashboard_html(book.result, data.guidance).encode())
    held = load_book(str(book.file), mapping)
    try:
        part = book.held.with_suffix(".part")
        held.connection.execute(f"COPY book TO '{part}' (FORMAT parquet)")
        part.replace(book.held)
    finally:
        held.connection.close()
    _written(book.provenance, json.dumps({name: list(said) for name, said in held.provenance.items()}).encode())
    return done.manifest


def _written(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
        part.write(content)
    Path(part.name).replace(path)


def _summary(book: Book) -> dict[str, Any]:
    """Levels, first questions and problems of a book, in words."""
    from duecare.papers.portfolio_figures import figures
    from duecare.papers.portfolio_phrases import gap_words, question_words
    from duecare.papers.portfolio_result import opened
    from duecare.papers.wording import level_words
    from duecare.review import LEVELS

    with opened(book.result) as result:
        found = figures(result)
    levels = sorted(found.levels.intervals.items(), key=lambda one: [-LEVELS.index(level) for level in one[0]])
    asked = [
        {
            "question": question_words(one.fact)[0], "ask": question_words(one.fact)[1], "deals": one.deals,
            "upward": one.upward, "out": one.out, "waits": one.waits, "names": list(one.names),
        }
        for one in found.questions[:QUESTIONS]
    ]  # fmt: skip
    return {
        "total": found.levels.total,
        "levels": [[level_words(known, possible, hold=False), deals] for (known, possible), deals in levels if deals],
        "held": found.levels.held,
        "lacks": gap_words(found.levels) if found.levels.held else "",
        "stopped": found.levels.stopped,
        "stoppable": found.levels.stoppable,
        "questions": asked,
        "questions_in_all": found.questions_in_all,
        "rejected": found.rejects.total,
        "problems": [[column, reason, count] for _, column, reason, count in found.rejects.reasons],
        "more_problems": found.rejects.more_reasons,
    }


def _projects(book: Book) -> list[Project]:
    """The running contracts to look at again: those that belong on the list, and then those that may."""
    from duecare.papers.portfolio_result import opened
    from duecare.papers.portfolio_sweep import clipped, contracts, sweep

    found: list[Project] = []
    with opened(book.result) as result:
        sweep(result, 0)
        for which, sure in (("sure", True), ("sure IS NULL", False)):
            for some in contracts(result, which, MOST_PROJECTS - len(found)):
                for one in map(clipped, some):
                    found.append(
                        Project(
                            book=book, row=one.row, transaction=one.transaction, item=one.item, end_user=one.user,
                            country=one.country[:100], level=one.level[:100], contract_due=one.due[:40],
                            reasons=one.reasons, lacks=one.lacks, sure=sure, place=len(found),
                        )
                    )  # fmt: skip
    return found


def row_documents(book: Book, rows: list[int]) -> dict[int, dict[str, Any]]:
    """Rows of a book as documents of transactions, by number.

    Raises:
        InputError: one of them is not in the book.
    """
    import duckdb

    from duecare.portfolio.book.document import row_document

    provenance = {name: (said[0], said[1]) for name, said in json.loads(book.provenance.read_text("utf-8")).items()}
    with duckdb.connect() as connection:
        cursor = connection.execute("SELECT * FROM read_parquet(?) WHERE list_contains(?, row)", [str(book.held), rows])
        names = [one[0] for one in cursor.description or ()]
        held = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    found = {
        one["row"]: row_document(
            {name: value for name, value in one.items() if name not in ("row", "source")}, provenance
        )
        for one in held
    }
    missing = [row for row in rows if row not in found]
    if missing:
        raise InputError(f"there is no row {missing[0]} that could be read in this book")
    return found
