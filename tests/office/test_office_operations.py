"""Running the office: several writers, background work, and the demo; on SQLite in a file."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.utils import timezone
from offices import at_once, copied, in_file, office_on, write_a_little

from duecare.errors import OutputError
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case
from duecare.office.operations import schedule
from duecare.office.operations.checking import problems
from duecare.office.operations.models import Due, Worker
from duecare.office.operations.worker import beat, take_back
from duecare.office.people.models import User


@pytest.fixture
def office(template: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """An office in a folder, on which the acts of this test work."""
    folder = copied(template, tmp_path / "office")
    with django_db_blocker.unblock(), office_on(in_file(folder), folder):
        yield folder


def test_a_request_may_be_as_large_as_the_largest_file_that_a_page_accepts(settings: Any) -> None:
    from duecare.office.books.acts import MOST_BYTES
    from duecare.office.server import most_bytes

    assert most_bytes() > MOST_BYTES
    settings.EVIDENCE_MOST_BYTES = 3 * MOST_BYTES
    assert 3 * MOST_BYTES < most_bytes() < 4 * MOST_BYTES


def test_eight_writers_leave_a_log_without_gap_or_fork_and_no_number_twice(office: Path) -> None:
    before = Entry.objects.count()
    assert at_once(8, write_a_little) == []
    assert list(problems()) == []
    assert Entry.objects.count() == before + 8 * (1 + 3 + 1)
    assert sorted(Case.objects.values_list("number", flat=True)) == [
        f"C-{timezone.now().year}-{n:05}" for n in range(1, 10)
    ]


def test_numbers_go_on_after_the_last_with_five_digits(office: Path) -> None:
    year, sam = timezone.now().year, User.objects.get(username="sam")
    Case.objects.filter().update(number=f"C-{year}-99999")
    from duecare.office.cases.acts import open_case

    assert [open_case(sam, "next").number for _ in range(2)] == [f"C-{year}-100000", f"C-{year}-100001"]


def test_replacing_a_row_is_refused_as_deleting_it_is(office: Path) -> None:
    with pytest.raises(DatabaseError, match="only grows"), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE id = 1")


def test_what_is_due_is_begun_once_by_however_many_workers(office: Path) -> None:
    begun: list[str] = []
    assert at_once(4, lambda _: begun.extend(schedule.enqueue_due())) == []
    assert sorted(begun) == sorted(one.name for one in schedule.schedule())
    assert schedule.enqueue_due() == []


def test_what_was_missed_is_done_once_and_goes_on_from_its_own_hour(db: None) -> None:
    from django_tasks_db.models import DBTaskResult

    now = timezone.now()
    Due.objects.create(name="tidy", next_at=now - datetime.timedelta(days=3, hours=1))
    assert "tidy" in schedule.enqueue_due(now)
    assert Due.objects.get(name="tidy").next_at == now + datetime.timedelta(hours=23)
    assert "tidy" not in schedule.enqueue_due(now + datetime.timedelta(days=1)), "it waits already"
    assert DBTaskResult.objects.filter(task_path=schedule.run.module_path).count() == len(schedule.schedule())


def test_work_whose_worker_died_is_taken_up_and_given_up_after_the_third_time(db: None) -> None:
    from django_tasks_db.models import DBTaskResult

    schedule.run.enqueue("tidy")
    work = DBTaskResult.objects.get()
    beat("lives")
    for worker, status in (("lives", "RUNNING"), ("dead:1", "READY"), ("dead:2", "READY"), ("dead:3", "FAILED")):
        if worker != "lives":
            work.worker_ids = [one for one in work.worker_ids if one != "lives"]
        work.claim(worker)
        take_back()
        work.refresh_from_db()
        assert work.status == status
    assert "worker died" in work.traceback
    Worker.objects.update(beat_at=timezone.now() - datetime.timedelta(hours=1))
    take_back()
    assert not Worker.objects.exists()


def test_what_is_scheduled_is_there_in_every_room_that_is_there() -> None:
    from importlib.util import find_spec

    for one in schedule.SCHEDULE:
        module = one.path.rpartition(".")[0]
        room = module.rpartition(".")[0]
        if find_spec(room) and find_spec(module):
            assert one.function() is not None, one.path


def test_lists_are_fetched_only_where_the_house_says_so(settings: Any) -> None:
    assert "pull-data" not in {one.name for one in schedule.schedule()}
    settings.OFFICE_PULL = ["nonsense"]
    assert "pull-data" in {one.name for one in schedule.schedule()}
    with pytest.raises(OutputError, match="nonsense"):
        schedule.PULL.call()
