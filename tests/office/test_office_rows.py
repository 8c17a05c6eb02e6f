"""Rows that govern: whatever is done to them without an act of the log is named, with the row and the act."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from made_people import example, person
from offices import copied, in_file, office_on, on_server, tamper

from duecare.office.audit.chain import SYSTEM, record
from duecare.office.audit.models import Entry
from duecare.office.audit.rows import ACT, begin, differing_rows
from duecare.office.cases.acts import assign, open_case
from duecare.office.cases.models import Case, State
from duecare.office.operations.checking import problems
from duecare.office.people.acts import deactivate, grant, reactivate, withdraw
from duecare.office.people.models import Grant, Role, User


@pytest.fixture
def office(template: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """An office in a folder, on which the acts of this test work."""
    folder = copied(template, tmp_path / "office")
    with django_db_blocker.unblock(), office_on(in_file(folder), folder):
        yield folder


GRANT = (
    "INSERT INTO people_grant (user_id, role, since) SELECT id, 'approver', '2026-01-01' FROM people_user"
    " WHERE username = 'sam'"
)
TAMPERED = [
    (GRANT, "no act in the log made it"),
    ("UPDATE cases_case SET state = 'decided'", "Case 1 (table cases_case"),
    ("UPDATE cases_case SET analyst_id = 2", "Case 1 (table cases_case"),
    ("UPDATE cases_case SET title = 'another'", "has another title than its deal"),
    ("UPDATE cases_case SET customer = 'another'", "names another customer or item"),
    ("UPDATE cases_case SET restricted = NOT restricted", "Case 1 (table cases_case"),
    ("UPDATE people_user SET is_active = NOT is_active WHERE id = 1", "User 1 (table people_user"),
]


@pytest.mark.parametrize(("statement", "said"), TAMPERED)
def test_check_names_what_sql_has_changed(statement: str, said: str, office: Path) -> None:
    assert list(problems()) == []
    tamper(statement)
    found = list(problems())
    assert any(said in line for line in found), found


def test_check_names_what_sql_has_changed_on_postgresql(server: str, tmp_path: Path, django_db_blocker: Any) -> None:
    import psycopg

    with psycopg.connect(f"{server}/template1", autocommit=True) as other:
        other.execute("CREATE DATABASE rows TEMPLATE postgres")
    folder = tmp_path / "office"
    with django_db_blocker.unblock(), office_on(on_server(f"{server}/rows"), folder):
        (folder / "uploads").mkdir(parents=True)
        assert [line for line in problems() if "abcd" not in line] == []
        for statement, said in TAMPERED:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET session_replication_role = replica")
                    cursor.execute(statement)
                    cursor.execute("SET session_replication_role = origin")
                found = list(problems())
                transaction.set_rollback(True)
            assert any(said in line for line in found), (statement, found)


def test_a_change_that_a_later_act_writes_over_is_named_between_the_two(office: Path) -> None:
    case, ana = Case.objects.get(), User.objects.get(username="ana")
    tamper("UPDATE cases_case SET restricted = 1")
    assign(Case.objects.get(), ana, ana)
    found = list(differing_rows())
    assert len(found) == 1
    assert found[0].startswith(f"Case {case.pk} was changed by no act of the log, after entry ")
    assert "(case.assign, " in found[0]


def test_an_entry_whose_seals_were_written_anew_is_named(office: Path) -> None:
    last = Entry.objects.exclude(rows=None).order_by("-id").values_list("id", flat=True)[0]
    tamper(f"UPDATE audit_entry SET rows = NULL WHERE id = {last}")
    assert f"Entry {last} was changed: it does not have the hash that it was written with." in list(problems())


@pytest.mark.parametrize("undo", [False, True])
def test_what_was_rolled_back_is_sealed_by_no_later_act(undo: bool, db: None) -> None:
    sam, ana = person("sam", Role.REQUESTER), person("ana", Role.ANALYST)
    case = open_case(sam, "one", example("no-end-user.yaml"))
    with transaction.atomic():
        case.state = State.DECIDED
        case.save()
        if undo:
            record(SYSTEM, "test.act", case)
        transaction.set_rollback(True)
    case.refresh_from_db()
    assign(case, ana, ana)
    assert list(differing_rows()) == []


def test_roles_and_people_come_and_go_as_the_log_says(db: None) -> None:
    adam, ben, ana = person("adam", Role.ADMINISTRATOR), person("ben"), person("ana", Role.ANALYST)
    grant(adam, ben, Role.ANALYST)
    withdraw(adam, ben, Role.ANALYST)
    deactivate(adam, ana)
    assert not User.objects.get(pk=ana.pk).is_active
    reactivate(adam, ana)
    assert list(differing_rows()) == []
    Grant.objects.create(user=ben, role=Role.APPROVER)
    assert [line for line in differing_rows() if "role approver" in line and "no act in the log made it" in line]


def test_an_office_from_before_is_sealed_once_as_it_stands(db: None) -> None:
    User.objects.create_user("old")
    assert len(list(differing_rows())) == 1
    assert begin() == 1
    assert begin() == 0
    assert list(differing_rows()) == []
    User.objects.create_user("new")
    assert begin() == 0, "what is put in later is not sealed by starting the office again"
    assert len(list(differing_rows())) == 1
    assert Entry.objects.filter(act=ACT).count() == 1
