"""What an office rests on beside its rows: in the backup, put back by a restore, and held to the log by check."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from offices import copied, in_file, office_on

from duecare.errors import InputError
from duecare.office.audit.chain import SYSTEM, record
from duecare.office.cases.models import Case
from duecare.office.operations.archive import backup, inspect, restore
from duecare.office.operations.checking import problems
from duecare.office.resolving.journal import anchored, journal_path

LINES = b'{"schema":"duecare.decision-erased/1","sha256":"0"}\n' * 3


@pytest.fixture
def office(template: Path, tmp_path: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An office with a journal that the log speaks of, in a data folder with a theme and a logo."""
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path / "home"))
    folder = copied(template, tmp_path / "office")
    with django_db_blocker.unblock(), office_on(in_file(folder), folder):
        journal_path().parent.mkdir(parents=True)
        journal_path().write_bytes(LINES)
        record(SYSTEM, "hit.decide", "hitdecision:1", anchor=anchored())
        (tmp_path / "home" / "theme.yaml").write_text("logo: logo.svg\n", "utf-8")
        (tmp_path / "home" / "logo.svg").write_text("<svg/>", "utf-8")
        (tmp_path / "home" / "office-2026.tar.gz").write_text("an older archive", "utf-8")
        yield folder


def test_a_backup_holds_journal_theme_and_logo_and_a_restore_puts_them_back(office: Path, tmp_path: Path) -> None:
    archive, home = tmp_path / "office.tar.gz", tmp_path / "home"
    members = backup(archive).members
    assert {name for name in members if name.startswith("beside/")} == {
        "beside/decisions.jsonl", "beside/theme.yaml", "beside/logo.svg",
    }  # fmt: skip
    journal_path().unlink()
    (home / "theme.yaml").write_text("another", "utf-8")
    restore(archive, replace=True)
    assert journal_path().read_bytes() == LINES
    assert (home / "theme.yaml").read_text("utf-8") == "logo: logo.svg\n"
    assert list(problems()) == []
    assert [path.name for path in office.iterdir() if path.name.startswith(".")] == []


def test_no_secret_is_in_a_backup_and_another_key_is_told(office: Path, tmp_path: Path) -> None:
    archive = tmp_path / "office.tar.gz"
    (office / "secret").write_text("the key of this office", "utf-8")
    with override_settings(SECRET_KEY="one key of an office that is long enough"):
        assert not backup(archive).other_key
    with tarfile.open(archive) as packed:
        for name in packed.getnames():
            assert "secret" not in name
            content = packed.extractfile(name)
            assert content is not None
            assert b"key of this office" not in content.read()
    with override_settings(SECRET_KEY="another key of an office that is long enough"):
        assert inspect(archive).other_key


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is missing"),
        (LINES[:-10], "was shortened"),
        (LINES.replace(b"0", b"1", 1), "was changed"),
    ],
)
def test_check_names_a_journal_that_is_missing_shortened_or_changed(
    content: bytes | None, said: str, office: Path
) -> None:
    assert list(problems()) == []
    journal_path().unlink()
    if content is not None:
        journal_path().write_bytes(content)
    found = list(problems())
    assert len(found) == 1
    assert f"The journal of decided matches {said}" in found[0]
    assert "(hit.decide)" in found[0]


def test_what_is_added_to_the_journal_later_is_no_fault(office: Path) -> None:
    with journal_path().open("ab") as journal:
        journal.write(LINES)
    assert list(problems()) == []


def test_a_restore_that_fails_leaves_the_journal_as_it_was(office: Path, tmp_path: Path) -> None:
    archive = tmp_path / "office.tar.gz"
    backup(archive)
    later = LINES * 2
    journal_path().write_bytes(later)
    with archive.open("r+b") as file:
        file.truncate(archive.stat().st_size // 2)
    with pytest.raises(InputError):
        restore(archive, replace=True)
    assert journal_path().read_bytes() == later
    assert Case.objects.exists()


def test_a_restore_into_a_data_folder_with_a_journal_is_only_where_that_is_meant(
    office: Path, tmp_path: Path, tables: Path, django_db_blocker: Any
) -> None:
    archive = tmp_path / "office.tar.gz"
    backup(archive)
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "office.sqlite3").write_bytes(tables.read_bytes())
    with office_on(in_file(empty), empty):
        with pytest.raises(InputError, match="not empty"):
            restore(archive)
        journal_path().unlink()
        restore(archive)
        assert journal_path().read_bytes() == LINES
        assert list(problems()) == []
