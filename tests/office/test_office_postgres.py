"""The office on PostgreSQL: tables that only grow, several writers, constraints, backups; on a server of their own."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_tokens import asker
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError
from django.utils import timezone
from offices import at_once, copied, in_file, office_on, on_server, write_a_little

from duecare.office.about.known import with_party
from duecare.office.audit.models import Entry
from duecare.office.audit.triggers import growing_tables
from duecare.office.cases.acts import comment, open_case
from duecare.office.cases.models import Case
from duecare.office.cases.reviewing import data_on, reviewed
from duecare.office.operations import schedule
from duecare.office.operations.archive import backup, restore
from duecare.office.operations.checking import problems
from duecare.office.operations.tables import tables
from duecare.office.people.acts import grant
from duecare.office.people.models import Delegation, Grant, Role, User
from duecare.review import review_bytes
from duecare.transaction import parse_transaction

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install duecare[postgres]")
pytestmark = pytest.mark.postgres


@pytest.fixture
def office(server: str, tmp_path: Path, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """An office in a database of its own, on which the acts of this test work."""
    with psycopg.connect(f"{server}/template1", autocommit=True) as other:
        other.execute("DROP DATABASE IF EXISTS office WITH (FORCE)")
        other.execute("CREATE DATABASE office TEMPLATE postgres")
    database = on_server(f"{server}/office")
    with django_db_blocker.unblock(), office_on(database, tmp_path / "office"):
        yield database


def test_migrations_leave_nothing_to_be_made(office: dict[str, Any]) -> None:
    call_command("migrate", check_unapplied=True, verbosity=0)
    assert list(problems()) == []


def test_rows_of_every_table_that_only_grows_are_neither_changed_nor_deleted_nor_truncated(
    office: dict[str, Any],
) -> None:
    tried = [one.table for one in growing_tables(connection)]
    assert {"audit_entry", "cases_deal", "cases_reviewed"} <= set(tried)
    for table in tried:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            filled = cursor.fetchone()[0] > 0
        for statement in (f"UPDATE {table} SET id = -id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            if filled or statement.startswith("TRUNCATE"):
                with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
                    connection.cursor().execute(statement)


def test_eight_writers_leave_a_log_without_gap_or_fork_and_no_number_twice(office: dict[str, Any]) -> None:
    before = Entry.objects.count()
    assert at_once(8, write_a_little) == []
    assert list(problems()) == []
    assert Entry.objects.count() == before + 8 * (1 + 3 + 1)
    year = timezone.now().year
    assert sorted(Case.objects.values_list("number", flat=True)) == [f"C-{year}-{n:05}" for n in range(1, 10)]


def test_those_who_open_cases_and_those_who_give_out_roles_do_not_wait_for_each_other_forever(
    office: dict[str, Any],
) -> None:
    sam = User.objects.get(username="sam")

    def act(number: int) -> None:
        for turn in range(4):
            if number % 2:
                grant(None, sam, Role.REQUESTER, datetime.date(2099, 1, turn + 1))
            else:
                open_case(sam, f"case {number} {turn}")

    assert at_once(4, act) == []
    assert list(problems()) == []


def test_a_comment_with_a_character_that_no_text_has_is_kept_without_it(office: dict[str, Any]) -> None:
    assert comment(Case.objects.get(), User.objects.get(username="sam"), "a\0b").text == "ab"


def test_a_deal_is_changed_by_the_interface_and_reviewed_to_the_same_bytes(office: dict[str, Any]) -> None:
    case = Case.objects.get()
    assert case.deal is not None
    asked = asker(User.objects.get(username="ana"))
    answer = asked.ask("PATCH", f"cases/{case.number}/deal", {"notes": "Asked again."},
                       headers={"If-Match": f'"{case.number}-{case.deal.number}"'})  # fmt: skip
    assert (answer.status_code, answer.said.get("detail")) == (200, None)
    case.refresh_from_db()
    assert case.review is not None
    again = reviewed(case.deal.document, data_on(timezone.localdate()))
    assert bytes(case.review.document) == review_bytes(again)


def test_what_is_due_is_begun_once_by_however_many_workers(office: dict[str, Any]) -> None:
    begun: list[str] = []
    assert at_once(4, lambda _: begun.extend(schedule.enqueue_due())) == []
    assert sorted(begun) == sorted(one.name for one in schedule.schedule())


def test_the_database_itself_refuses_what_no_act_may_do(office: dict[str, Any]) -> None:
    sam, ana = User.objects.get(username="sam"), User.objects.get(username="ana")
    case, today = Case.objects.get(), datetime.date(2026, 11, 26)
    for wrong in (
        lambda: Case.objects.create(number=case.number, title="twice", requester=sam),
        lambda: Case.objects.filter(pk=case.pk).update(framework=case),
        lambda: case.reviews.create(deal=case.deal, number=1, cause="deal", document=b"", sections={}, hold=False),
        lambda: Grant.objects.create(user=sam, role="king"),
        lambda: Grant.objects.create(user=sam, role=Role.AUDITOR),
        lambda: Delegation.objects.create(user=ana, of=ana, role=Role.ANALYST, until=today),
        lambda: Delegation.objects.create(user=ana, of=sam, role=Role.ANALYST),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_change",
            "audit_entry_no_change missing",
        ),
        ("DROP TRIGGER cases_deal_no_truncate ON cases_deal", "cases_deal_no_truncate missing"),
        (
            "CREATE OR REPLACE FUNCTION cases_reviewed_only_grows() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RETURN NEW; END $$",
            "let UPDATE pass",
        ),
    ],
)
def test_a_trigger_that_is_missing_or_does_nothing_is_named(statement: str, said: str, office: dict[str, Any]) -> None:
    connection.cursor().execute(statement)
    assert any(said in line for line in problems())


def test_a_backup_taken_while_people_write_restores_here_and_on_sqlite(
    office: dict[str, Any], template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "under-load.tar.gz"
    (tmp_path / "office" / "uploads").mkdir(parents=True)
    (tmp_path / "office" / "uploads" / "paper").write_bytes(b"%PDF")

    def act(number: int) -> None:
        if number == 0:
            time.sleep(0.15)
            backup(path)
        else:
            write_a_little(number)

    assert at_once(5, act) == []
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        connection.cursor().execute("DELETE FROM audit_entry")
    connection.cursor().execute(
        "CREATE FUNCTION closed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'closed'; END $$;"
        "CREATE TRIGGER closed BEFORE INSERT ON cases_comment FOR EACH ROW EXECUTE FUNCTION closed()"
    )
    restore(path, replace=True)
    with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
        write_a_little(7)
    connection.cursor().execute("DROP FUNCTION closed CASCADE")
    assert list(problems()) == []
    kept = {one._meta.label: list(one._base_manager.order_by("pk").values_list()) for one in tables()}
    write_a_little(7)
    assert list(problems()) == []
    elsewhere = tmp_path / "elsewhere"
    copied(template, elsewhere)
    with office_on(in_file(elsewhere), elsewhere):
        restore(path, replace=True)
        assert list(problems()) == []
        moved = {one._meta.label: list(one._base_manager.order_by("pk").values_list()) for one in tables()}
        assert (elsewhere / "uploads" / "paper").read_bytes() == b"%PDF"
        assert _same(moved) == _same(kept)


def test_other_cases_with_a_party_are_found_by_name_and_number(office: dict[str, Any]) -> None:
    """In any script, and by the number where the name is another; on the database's own way of asking."""
    ana = User.objects.create_user("ana-of-parties")
    grant(None, ana, Role.ANALYST)
    number = {"type": "lei", "value": "5493001KJTIIGC8Y1R12"}

    def case(name: str, *numbers: dict[str, str]) -> Case:
        user = {"id": "u", "name": name, "roles": ["end_user"], "country": "SD", "identifiers": list(numbers)}
        return open_case(ana, name, {"parties": [user]})

    first, same, other = case("قوات", number), case("Force", number), case("Another")
    again = case("قوات")
    assert first.deal is not None
    party = parse_transaction(first.deal.document).parties[0]
    assert set(with_party(ana, first, party)) == {same, again}
    assert other not in with_party(ana, first, party)


def _same(rows: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """Bytes come as one type from one database and as another from the other."""
    return {
        table: [tuple(bytes(one) if isinstance(one, bytes | memoryview) else one for one in row) for row in found]
        for table, found in rows.items()
    }
