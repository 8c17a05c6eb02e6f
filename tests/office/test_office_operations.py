"""Running the office: several writers, backup and restore, verification, background work; on SQLite in a file."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.utils import DatabaseError
from django.utils import timezone
from offices import at_once, copied, in_file, made, office_on, write_a_little

from duecare.errors import InputError, OutputError
from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.audit.triggers import growing_tables, make_missing
from duecare.office.cases.models import Case, Comment, Reviewed
from duecare.office.operations import schedule
from duecare.office.operations.archive import MANIFEST, backup, inspect, restore
from duecare.office.operations.checking import problems
from duecare.office.operations.models import Due, Worker
from duecare.office.operations.tables import tables
from duecare.office.operations.worker import beat, take_back
from duecare.office.people.models import User


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """An office in a folder, to be copied."""
    folder = tmp_path_factory.mktemp("template") / "office"
    with django_db_blocker.unblock():
        made(in_file(folder), folder)
    return folder


@pytest.fixture
def office(template: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """An office in a folder, on which the acts of this test work."""
    folder = copied(template, tmp_path / "office")
    with django_db_blocker.unblock(), office_on(in_file(folder), folder):
        yield folder


@pytest.fixture(scope="module")
def archive(template: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """A backup of the template."""
    path = tmp_path_factory.mktemp("archive") / "office.tar.gz"
    with django_db_blocker.unblock(), office_on(in_file(template), template):
        backup(path)
    return path


# ── several writers ──────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── verification ─────────────────────────────────────────────────────────────────────────────────────────────────────


def rewrite(before: bytes, after: bytes) -> None:
    """Change the bytes of a review."""
    review = Reviewed.objects.get()
    Reviewed.objects.update(document=bytes(review.document).replace(before, after, 1))


def tamper(*statements: str | Callable[[], object]) -> None:
    """Change rows as somebody would who knows of the triggers, and puts them back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            if isinstance(statement, str):
                cursor.execute(statement)
            else:
                statement()
        for _, made_by in triggers:
            cursor.execute(made_by)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_entry SET actor = 'user:99' WHERE id = 2", "Entry 2 was changed"),
        ("DELETE FROM audit_head", "where the log ends is missing"),
        ("UPDATE cases_deal SET document = json_set(document, '$.gate', 'ship')", "Version 1 of the deal of C-"),
        ("UPDATE cases_reviewed SET basis = 'x'", "its row says another basis"),
        ("UPDATE cases_reviewed SET known = 'low'", "its row says another basis or outcome"),
        (lambda: rewrite(b"High", b"Low"), "the log holds"),
        (lambda: rewrite(b"{", b""), "it is no review"),
        ("UPDATE cases_case SET known = 'low'", "says another known"),
        ("UPDATE cases_case SET stops = 7", "another number of legal stops"),
        ("UPDATE cases_case SET review_id = NULL", "has no review"),
        ("DELETE FROM cases_finding WHERE id = (SELECT min(id) FROM cases_finding)", "lists other flags"),
        ("DELETE FROM cases_comment", "Comment 1 of case:1 is in the log, and not there"),
        ("UPDATE audit_entry SET act = 'case.said' WHERE act = 'case.comment'", "Comment 1 of C-"),
        ("INSERT INTO cases_member (case_id, user_id, by_id, at) VALUES (99, 1, 1, '2026-01-01')", "names a row"),
    ],
)  # fmt: skip
def test_a_row_that_was_changed_is_named(statement: str | Callable[[], object], said: str, office: Path) -> None:
    assert list(problems()) == []
    with connection.constraint_checks_disabled():
        tamper(statement)
        assert any(said in line for line in problems()), list(problems())


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ('DROP TRIGGER "audit_entry_no_delete"', "audit_entry_no_delete missing"),
        (
            "DROP TRIGGER cases_deal_no_update; CREATE TRIGGER cases_deal_no_update BEFORE UPDATE ON cases_deal"
            " WHEN 0 BEGIN SELECT RAISE(ABORT, 'cases_deal only grows'); END",
            "let UPDATE pass",
        ),
    ],
)
def test_a_trigger_that_is_missing_or_does_nothing_is_named(statement: str, said: str, office: Path) -> None:
    with connection.cursor() as cursor:
        for part in statement.split("; CREATE"):
            cursor.execute(part if part.startswith("DROP") else f"CREATE{part}")
    found = list(problems())
    assert len(found) == 1
    assert said in found[0]


def test_triggers_that_a_migration_has_lost_are_made_again(office: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute('DROP TRIGGER "cases_reviewed_no_update"')
    make_missing(connection)
    assert list(problems()) == []


def test_every_table_that_only_grows_is_verified(db: None) -> None:
    assert {"audit_entry", "cases_deal", "cases_reviewed"} <= {one.table for one in growing_tables(connection)}


# ── backup and restore ───────────────────────────────────────────────────────────────────────────────────────────────


def rows() -> dict[str, list[tuple[Any, ...]]]:
    return {one._meta.label: list(one._base_manager.order_by("pk").values_list()) for one in tables()}


def test_a_backup_restores_every_row_and_file_as_it_was(archive: Path, office: Path, tmp_path: Path) -> None:
    before = rows()
    tamper("UPDATE cases_case SET title = 'another'", "DELETE FROM cases_comment")
    with connection.cursor() as cursor:  # as of a room that lets a row be added only while another is open
        cursor.execute("CREATE TRIGGER closed BEFORE INSERT ON cases_comment BEGIN SELECT RAISE(ABORT, 'closed'); END")
    shutil.rmtree(office / "uploads")
    restore(archive, replace=True)
    assert rows() == before
    assert (office / "uploads" / "ab" / "abcd").read_bytes().startswith(b"%PDF")
    assert list(problems()) == []
    assert {path.name for path in office.iterdir()} & {".uploads.before", ".uploads.restoring"} == set()
    with pytest.raises(DatabaseError, match="closed"):
        write_a_little(1)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER closed")
    write_a_little(1)
    assert list(problems()) == []


def test_an_office_that_is_not_empty_is_restored_only_where_that_is_meant(archive: Path, office: Path) -> None:
    Case.objects.update(title="kept")
    with pytest.raises(InputError, match="not empty"):
        restore(archive)
    assert set(Case.objects.values_list("title", flat=True)) == {"kept"}


def test_a_backup_taken_while_people_write_restores_to_a_state_that_verifies(
    office: Path, template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "under-load.tar.gz"

    def act(number: int) -> None:
        if number == 0:
            time.sleep(0.15)
            backup(path)
        else:
            write_a_little(number)

    assert at_once(5, act) == []
    assert list(problems()) == []
    restore(path, replace=True)
    assert list(problems()) == []
    assert inspect(path).log[0] == Entry.objects.count()


def members(path: Path) -> list[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        return [(one.name, archive.extractfile(one).read()) for one in archive]  # type: ignore[union-attr]


def packed(path: Path, content: list[tuple[str, bytes]]) -> Path:
    with gzip.open(path, "wb", 1) as file, tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in content:
            one = tarfile.TarInfo(name)
            one.size = len(data)
            archive.addfile(one, io.BytesIO(data))
    return path


COMMENTS = "tables/cases.comment.jsonl"
Content = list[tuple[str, bytes]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda one: [(n, d.replace(b"1", b"2", 1) if n == COMMENTS else d) for n, d in one],
            f"{COMMENTS} was changed",
        ),
        (
            lambda one: [(n, b"%PDF other" if n.startswith("files/") else d) for n, d in one],
            "files/ab/abcd was changed",
        ),
        (lambda one: [(n, d) for n, d in one if n != COMMENTS], f"{COMMENTS} is missing"),
        (lambda one: [*one[:-1], ("files/ab/new", b"x"), one[-1]], "files/ab/new was put into it"),
        (lambda one: [*one[:-1], one[0], one[-1]], f"{'tables/audit.entry.jsonl'} stands in it twice"),
        (lambda one: [*one[:-1], ("files/../../etc/passwd", b"x"), one[-1]], "no place in a backup"),
        (lambda one: one[:-1], "without manifest.json"),
        (lambda one: [*one[:-1], (MANIFEST, b"{}")], "manifest.json cannot be read"),
        (lambda one: [*one[:-1], (MANIFEST, b'{"schema": "other/1"}')], "accepted: duecare.office-backup/1"),
    ],
)
def test_an_archive_that_was_changed_is_refused_and_the_member_named(
    change: Callable[[Content], Content], said: str, archive: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=said.replace(".", r"\.")):
        inspect(packed(tmp_path / "changed.tar.gz", change(members(archive))))


def test_an_archive_that_was_cut_or_is_something_else_is_refused(archive: Path, office: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    before = rows()
    for path, said in (
        (cut, "damaged or cut off at tables/"),
        (Path(__file__), "damaged"),
        (tmp_path / "no", "No such"),
    ):
        with pytest.raises(InputError, match=said):
            restore(path, replace=True)
    assert rows() == before


def test_a_row_that_fits_nowhere_leaves_the_office_as_it_was(archive: Path, office: Path, tmp_path: Path) -> None:
    """The hashes are those of the manifest here, as after somebody has written both anew."""
    content = dict(members(archive))
    content[COMMENTS] = content[COMMENTS].replace(b"[1,1,", b"[1,77,")
    manifest = json.loads(content[MANIFEST])
    from hashlib import sha256

    manifest["members"][COMMENTS] |= {
        "sha256": sha256(content[COMMENTS]).hexdigest(), "bytes": len(content[COMMENTS])
    }  # fmt: skip
    content[MANIFEST] = json.dumps(manifest).encode()
    before = rows()
    with pytest.raises(InputError, match="do not fit together"):
        restore(packed(tmp_path / "odd.tar.gz", list(content.items())), replace=True)
    assert rows() == before
    assert (office / "uploads" / "ab" / "abcd").is_file()
    assert list(problems()) == []


def test_a_full_disk_leaves_no_half_archive(office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    (office / "uploads" / "large").write_bytes(os.urandom(500_000))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            backup(folder / "office.tar.gz")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(folder.iterdir()) == []
    assert list(problems()) == []


def test_a_backup_of_another_version_is_refused(archive: Path, office: Path, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'operations'")
    with pytest.raises(InputError, match="another version of Duecare"):
        restore(archive, replace=True)


# ── background work ──────────────────────────────────────────────────────────────────────────────────────────────────


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


def test_lists_are_fetched_only_where_the_house_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "pull-data" not in {one.name for one in schedule.schedule()}
    monkeypatch.setenv("OFFICE_PULL", "nonsense")
    assert "pull-data" in {one.name for one in schedule.schedule()}
    with pytest.raises(OutputError, match="nonsense"):
        schedule.PULL.call()


# ── the command line ─────────────────────────────────────────────────────────────────────────────────────────────────


def run(*words: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "duecare", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "duecare.office.settings", **environment},
    )  # fmt: skip


def test_what_hinders_the_office_is_said_in_one_line(tmp_path: Path) -> None:
    import socket

    (tmp_path / "file").write_text("")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        asked: list[tuple[tuple[str, ...], dict[str, str], str]] = [
            (("serve", "--port", port), {}, f"127.0.0.1:{port} cannot be opened: Address already in use"),
            (("serve", "--port", "1", "--host", "192.0.2.1"), {}, "cannot be opened"),
            (("serve",), {"DUECARE_HOME": str(tmp_path / "file" / "in")}, "Not a directory"),
            (("office", "check"), {"DATABASE_URL": "postgres://a:swordfish@127.0.0.1:1/x"}, "database cannot be used"),
            (("office", "check"), {"DATABASE_URL": "swordfish"}, "no address of a database"),
            (("office", "backup", "x.tgz"), {"DUECARE_HOME": str(tmp_path / "new")}, "there is no office here"),
        ]
        running = [(run(*words, **environment), expected) for words, environment, expected in asked]
        for process, expected in running:
            text = process.communicate(timeout=60)[0]
            assert (process.returncode, text.count("\n")) == (2, 1), text
            assert expected in text
            assert "swordfish" not in text


def test_the_office_behind_a_server_that_speaks_https_answers_and_closes_on_ctrl_c(office: Path) -> None:
    import socket
    from http.client import HTTPConnection

    connections["default"].close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = run("serve", "--port", str(port), "--no-worker", OFFICE_FOLDER=str(office), OFFICE_HTTPS="yes")
    assert process.stdout is not None
    try:
        while "is open at" not in (line := process.stdout.readline()):
            assert line, "it has ended"
        for headers, status in (({"X-Forwarded-Proto": "https"}, 200), ({}, 301)):
            asking = HTTPConnection("127.0.0.1", port, timeout=20)
            asking.request("GET", "/sign-in/", headers=headers)
            assert asking.getresponse().status == status
            asking.close()
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=30)[0] == "The office is closed.\n"
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()


def test_check_says_one_sentence_or_a_line_a_problem_and_exits_with_1(office: Path) -> None:
    for statement, code, expected in (
        ("SELECT 1", 0, "The office verifies: "),
        ("UPDATE cases_case SET stops = 7", 1, "C-2"),
    ):
        tamper(statement)
        connections["default"].close()
        process = run("office", "check", OFFICE_FOLDER=str(office))
        text = process.communicate(timeout=60)[0]
        assert (process.returncode, text.count("\n")) == (code, 1), text
        assert text.startswith(expected)


def test_ctrl_c_leaves_no_half_archive(office: Path, tmp_path: Path) -> None:
    with (office / "uploads" / "large").open("wb") as file:
        file.truncate(40 << 30)  # a hole: nothing is on the disk, and it takes long to pack
    connections["default"].close()
    folder = tmp_path / "out"
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "duecare", "office", "backup", str(folder / "office.tar.gz")],
        stderr=subprocess.PIPE, env={**os.environ, "DJANGO_SETTINGS_MODULE": "duecare.office.settings",
                                     "OFFICE_FOLDER": str(office)},
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while not list(folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, text = process.communicate(timeout=30)
    assert process.returncode == 130, text
    assert b"nothing was" in text
    assert list(folder.iterdir()) == []


# ── the demo ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_demo_shows_every_role_and_cases_in_several_states_and_verifies(db: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
    from duecare.office.operations.demo import DEALS, fill
    from duecare.office.people.models import Role
    from duecare.transaction.shipped import shipped_examples

    lines: list[str] = []
    assert len(DEALS) >= 12
    company = fill(lines.append, DEALS[5:7] + DEALS[9:10] + DEALS[-2:])
    assert {role for user in company.people.values() for role in user.roles()} == set(Role)
    assert all((shipped_examples() / f"{deal[0]}.yaml").is_file() for deal in DEALS)
    assert Case.objects.count() == 5
    assert Case.objects.filter(restricted=True).exists()
    assert {"draft", "review"} <= set(Case.objects.values_list("state", flat=True))
    assert len({case.known for case in Case.objects.filter(hold=False)}) >= 2
    assert Comment.objects.exists()
    times = list(Entry.objects.order_by("id").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[-1] <= timezone.now()
    assert (times[-1] - times[0]).days > 40
    assert list(verify()) == list(problems()) == []
    assert any("only for the demo" in line for line in lines)
    with pytest.raises(InputError, match="empty"), transaction.atomic():
        fill(lines.append)
