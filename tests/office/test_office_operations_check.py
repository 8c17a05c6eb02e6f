"""Verifying the office: what was changed is named, and so are triggers that are missing or weaker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from offices import copied, in_file, office_on, tamper

from duecare.office.audit.triggers import growing_tables, guards, make_missing
from duecare.office.cases.models import Reviewed
from duecare.office.operations.checking import problems


@pytest.fixture
def office(template: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """An office in a folder, on which the acts of this test work."""
    folder = copied(template, tmp_path / "office")
    with django_db_blocker.unblock(), office_on(in_file(folder), folder):
        yield folder


def rewrite(before: bytes, after: bytes) -> None:
    """Change the bytes of a review."""
    review = Reviewed.objects.get()
    Reviewed.objects.update(document=bytes(review.document).replace(before, after, 1))


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
        ("DROP TRIGGER resolving_resolution_no_update", "resolving_resolution_no_update missing"),
        ("DROP TRIGGER evidence_evidence_no_insert", "evidence_evidence_no_insert missing"),
        ("DROP TRIGGER decisions_verdict_on_open", "decisions_verdict_on_open missing"),
        (
            "DROP TRIGGER counsel_note_no_update; CREATE TRIGGER counsel_note_no_update BEFORE UPDATE ON counsel_note"
            " WHEN NEW.text <> 'made up' BEGIN SELECT RAISE(ABORT, 'counsel_note only grows'); END",
            "counsel_note_no_update is not as it was made",
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
        for name in ("cases_reviewed_no_update", "decisions_verdict_on_open", "evidence_evidence_no_insert"):
            cursor.execute(f'DROP TRIGGER "{name}"')
    make_missing(connection)
    assert list(problems()) == []


def test_every_table_that_only_grows_is_verified(db: None) -> None:
    tables = {one.table for one in growing_tables(connection)}
    assert {"audit_entry", "cases_deal", "cases_reviewed", "evidence_evidence", "resolving_lift"} <= tables
    assert {"decisions_verdict_on_open", "only grows"} <= {one.key[1] for one in guards(connection)}
