"""What tests begin with is what the acts of the office write, also where it is written again without them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from made_people import example, person
from offices import DEAL
from shared import again

from duecare.office.audit.chain import verify
from duecare.office.audit.rows import differing_rows
from duecare.office.cases.acts import open_case
from duecare.office.people.models import Role

pytestmark = pytest.mark.django_db


class Opened:
    """Somebody comes and opens a case, and it is counted how often that was done by the acts."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1
        open_case(person("sam", Role.REQUESTER), "Gesichtssuche für 警察", example(DEAL))


def rows() -> dict[str, list[Any]]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = cursor.fetchall()
    return found


def taken_back(act: Opened) -> dict[str, list[Any]]:
    """The rows after an act that is then taken back."""
    with transaction.atomic():
        again("opened", act)
        assert list(verify()) == list(differing_rows()) == []
        found = rows()
        transaction.set_rollback(True)
    return found


def test_what_is_written_again_is_every_row_that_the_acts_wrote() -> None:
    act, before = Opened(), rows()
    first = taken_back(act)
    assert first != before == rows()
    assert taken_back(act) == first
    assert act.times == (1 if connection.vendor == "sqlite" else 2)


def test_acts_are_done_where_anything_differs(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    act = Opened()
    for number, change in enumerate((
        lambda: None,
        lambda: setattr(settings, "WORKER_LEASE", 7),
        lambda: ((tmp_path / "edition").touch(), monkeypatch.setenv("DUECARE_HOME", str(tmp_path))),
        lambda: person("ana", Role.ANALYST),
    )):  # fmt: skip
        change()
        before = act.times
        with transaction.atomic():
            again("differs", act)
            transaction.set_rollback(True)
        assert act.times == before + 1, number
