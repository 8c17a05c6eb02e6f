"""The log of acts: chained, verified, and what was done to it told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test import Client

from duecare.office.audit.chain import SYSTEM, record, recorded_together, verify
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case


def tamper(*statements: str) -> None:
    """Change the log as somebody would who can write to the database and knows of the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            cursor.execute(statement)


def test_a_log_verifies_as_it_was_written(case: Case) -> None:
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_entry SET actor = 'user:99' WHERE id = 2", "Entry 2 was changed"),
        ("UPDATE audit_entry SET detail = '{}' WHERE act = 'case.open'", "was changed"),
        ("DELETE FROM audit_entry WHERE id = 2", "Entry 2 is missing"),
        ("DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)", "were written"),
    ],
)
def test_what_was_changed_left_out_or_cut_off_is_named(statement: str, said: str, case: Case) -> None:
    tamper(statement)
    assert any(said in line for line in verify())


def test_an_entry_is_never_saved_by_itself(db: None) -> None:
    with pytest.raises(TypeError):
        Entry(id=1).save()


def test_the_page_verifies_and_exports(case: Case, signed: Callable[[str], Client]) -> None:
    auditor = signed("aud")
    assert "The log verifies" in auditor.get("/log/?verify=yes").content.decode()
    lines = b"".join(auditor.get("/log/export/")).decode().splitlines()
    assert len(lines) == Entry.objects.count()
    tamper("UPDATE audit_entry SET actor = 'user:99' WHERE id = 2")
    assert "Entry 2 was changed" in auditor.get("/log/?verify=yes").content.decode()


def test_numbers_go_on_without_a_gap(db: None) -> None:
    entries = [record(SYSTEM, "test.act", "case:1", at=at) for at in range(5)]
    assert [entry.pk for entry in entries] == list(range(entries[0].pk, entries[0].pk + 5))


def test_acts_recorded_together_stand_in_the_log_as_those_recorded_one_by_one(case: Case) -> None:
    before = Entry.objects.count()
    with transaction.atomic(), recorded_together() as told:
        record(SYSTEM, "case.comment", case, comment=7)
        record("user:3", "case.assign", case, to=None)
        assert Entry.objects.count() == before  # nobody waits for the log yet
        record(SYSTEM, "case.comment", case, comment=8)
        del told[1:2]  # what was taken back leaves no trace
    record(SYSTEM, "case.comment", case, comment=9)
    last = Entry.objects.filter(pk__gt=before).values_list("pk", "actor", "act", "about", "detail")
    assert list(last) == [
        (before + at, "system", "case.comment", f"case:{case.pk}", {"comment": comment})
        for at, comment in ((1, 7), (2, 8), (3, 9))
    ]
    assert list(verify()) == []


def test_acts_recorded_together_are_gone_with_their_transaction(case: Case) -> None:
    before = Entry.objects.count()

    def fails() -> None:
        with transaction.atomic(), recorded_together():
            record(SYSTEM, "case.comment", case, comment=7)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    record(SYSTEM, "case.comment", case, comment=8)
    assert Entry.objects.count() == before + 1
    assert list(verify()) == []


def test_acts_are_recorded_together_in_one_place_at_a_time(case: Case) -> None:
    with transaction.atomic(), recorded_together():
        with pytest.raises(TransactionManagementError, match="already"), recorded_together():
            raise AssertionError("it was let in")
        record(SYSTEM, "case.comment", case, comment=7)
    assert list(verify()) == []
