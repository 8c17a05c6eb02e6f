"""Erasure on PostgreSQL: its own triggers let content become the mark of erasure, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install duecare[postgres]")
pytestmark = pytest.mark.postgres


@pytest.fixture
def database(server: str) -> Iterator[Any]:
    """A connection with a case that has a deal, a review and a note; undone after the test."""
    with psycopg.connect(f"{server}/nobody") as connection:
        connection.execute(
            "INSERT INTO people_user (id, password, is_superuser, username, first_name, last_name, email, is_staff,"
            " is_active, date_joined, zone, epoch, given_password) "
            "VALUES (1, '', false, 'x', '', '', '', false, true, now(), 'UTC', 0, false)"
        )
        connection.execute(
            "INSERT INTO cases_case (id, number, title, kind, gate, state, restricted, opened_at, changed_at, customer,"
            " item, country, end_user_kind, known, possible, hold, advice, stops, depth, requester_id)"
            " VALUES (1, 'C', 't', 'sale', 'lead', 'closed', false, now(), now(), '', '', '', '', '', '', true, '', 0,"
            " '', 1)"
        )
        connection.execute(
            "INSERT INTO cases_deal (id, number, document, changed, at, case_id)"
            """ VALUES (1, 1, '{"title": "Hamid"}', '["a"]', now(), 1)"""
        )
        connection.execute(
            "INSERT INTO cases_reviewed (id, number, cause, at, document, sections, basis, headline, known, possible,"
            " hold, advice, case_id, deal_id)"
            " VALUES (1, 1, 'deal', now(), 'x', 'x', 'b', 'h', 'low', 'low', false, 'x', 1, 1)"
        )
        connection.execute(
            "INSERT INTO counsel_matter (id, title, cause, opened_at, case_id) VALUES (1, 't', 'advice', now(), 1)"
        )
        connection.execute(
            "INSERT INTO counsel_note (id, lane, kind, text, at, by_id, matter_id)"
            " VALUES (1, 'facts', 'note', 'x', now(), 1, 1)"
        )
        connection.execute(
            "INSERT INTO counsel_privilegeclaim (id, kind, object_id, basis, description, at, by_id, matter_id)"
            " VALUES (1, 'note', 1, 'work_product', 'x', now(), 1, 1)"
        )
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield connection
        connection.rollback()


ALLOWED = (
    """UPDATE cases_deal SET document = '{"erased": true}', changed = '[]'""",
    """UPDATE cases_deal SET document = '{"erased":true}'""",
    "UPDATE cases_reviewed SET document = '', sections = '', headline = '(erased)'",
    "UPDATE counsel_note SET text = '(erased)'",
    "UPDATE counsel_privilegeclaim SET withdrawn_at = now(), withdrawn_by_id = 1",
)
REFUSED = (
    """UPDATE cases_deal SET document = '{"erased": false}'""",
    """UPDATE cases_deal SET document = '{"erased": true, "a": 1}'""",
    """UPDATE cases_deal SET document = '{"erased": true}', number = 2""",
    "UPDATE cases_deal SET changed = '[1]'",
    "UPDATE cases_deal SET by_id = 1",
    "DELETE FROM cases_deal",
    "TRUNCATE cases_deal CASCADE",
    "UPDATE cases_reviewed SET document = 'y'",
    "UPDATE cases_reviewed SET sections = '{}'",
    "UPDATE cases_reviewed SET headline = '(erased)', known = 'high'",
    "DELETE FROM cases_reviewed",
    "UPDATE counsel_note SET text = ''",
    "UPDATE counsel_note SET lane = 'advice'",
    "DELETE FROM counsel_note",
    "UPDATE counsel_privilegeclaim SET basis = 'common_interest'",
    "DELETE FROM counsel_privilegeclaim",
    "INSERT INTO cases_deal (id, number, document, changed, at, case_id) VALUES (1, 1, '{}', '[]', now(), 1)"
    " ON CONFLICT (id) DO UPDATE SET document = '{}'",
)


@pytest.mark.parametrize("statement", ALLOWED)
def test_content_may_become_the_mark_of_erasure(statement: str, database: Any) -> None:
    assert database.execute(statement).rowcount == 1


@pytest.mark.parametrize("statement", REFUSED)
def test_no_other_change_is_made(statement: str, database: Any) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="only grows"):
        database.execute(statement)


def test_a_withdrawal_is_not_taken_back(database: Any) -> None:
    database.execute(ALLOWED[-1])
    with pytest.raises(psycopg.errors.RaiseException, match="only grows"):
        database.execute("UPDATE counsel_privilegeclaim SET withdrawn_at = NULL, withdrawn_by_id = NULL")
