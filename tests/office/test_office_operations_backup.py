"""Backup and restore: as it was or not at all, and an archive that was changed is refused."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import shutil
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from offices import at_once, copied, in_file, office_on, tamper, write_a_little

from duecare.errors import InputError, OutputError
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case
from duecare.office.operations.archive import MANIFEST, backup, inspect, restore
from duecare.office.operations.checking import problems
from duecare.office.operations.tables import tables


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
        (lambda one: [*one[:-1], (COMMENTS, dict(one)[COMMENTS]), one[-1]], f"{COMMENTS} stands in it twice"),
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
