"""The keys of complaints on the command line, and that no backup has them."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from made_complaints import ACCOUNT
from offices import copied, in_file, office_on
from test_office_operations_commands import run

from duecare.errors import OutputError
from duecare.office.complaints import keys, receiving
from duecare.office.complaints.codes import Who
from duecare.office.operations.archive import backup


@pytest.fixture
def office(template: Path, tmp_path: Path, django_db_blocker: Any, settings: Any) -> Iterator[Path]:
    """An office in a folder with a complaint."""
    folder = copied(template, tmp_path / "office")
    settings.COMPLAINTS_KEYS = tmp_path / "keys" / "complaints.keys"
    with django_db_blocker.unblock(), office_on(in_file(folder), folder):
        receiving.receive(who=Who.OUTSIDER, topic="watched", account=ACCOUNT, language="en")
        yield folder


def told(office: Path, *words: str) -> tuple[int, str]:
    """What a command about keys says, and its status."""
    connections["default"].close()
    path = office.parent / "keys" / "complaints.keys"
    process = run("office", "complaints-key", *words, OFFICE_FOLDER=str(office), OFFICE_COMPLAINTS_KEYS=str(path))
    text = process.communicate(timeout=180)[0]
    return process.returncode, text


def test_keys_are_checked_renewed_and_copied_and_a_missing_one_is_named(office: Path, tmp_path: Path) -> None:
    place, copy = keys.place(), tmp_path / "safe" / "copy.keys"
    status, text = told(office, "rotate")
    assert (status, "1 rows and 0 files" in text) == (0, True)
    assert told(office, "copy", str(copy))[0] == 0
    assert copy.read_text() == place.read_text()
    with pytest.raises(OutputError, match="File exists"):  # it is not replaced
        keys.write(keys.ring(), copy, new=True)
    place.unlink()
    status, text = told(office, "check")
    assert status == 1
    assert "the keys of complaints are not here" in text
    assert not place.exists()


def test_no_backup_has_a_key_or_a_word_of_a_complaint(office: Path, tmp_path: Path) -> None:
    path = tmp_path / "backup.tar.gz"
    backup(path)
    data = gzip.decompress(path.read_bytes())
    assert b"complaints.complaint.jsonl" in data
    ring = keys.ring()
    for secret in (*ring.seals, ring.receipts, b"Haddad", b"Olive Street"):
        assert secret not in data
        assert base64.b64encode(secret) not in data
