"""Every table that governs, in an office in which nearly every act was done: no row of it changes unseen."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models, transaction

from duecare.office.audit.rows import differing_rows
from duecare.office.audit.seals import columns, governing, seals_in
from duecare.office.operations.demo.company import Company

NOT_IN_THE_DEMO = {
    "api.subscription", "decisions.pastproof", "evidence.remark", "retention.erasure", "retention.tombstone",
}  # fmt: skip
"""Tables of which the demo has no row: a row that is put in is told, by the same means as in the others."""


@pytest.fixture(scope="module", autouse=True)
def no_triggers(company: Company) -> None:
    """Without what refuses a change in the database, as somebody does who knows of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute("PRAGMA ignore_check_constraints = ON")


def without(statements: list[str]) -> list[str]:
    """What differs after statements that are taken back then."""
    with connection.constraint_checks_disabled(), transaction.atomic():
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        found = list(differing_rows())
        transaction.set_rollback(True)
    return found


def first(table: type[models.Model]) -> int | None:
    """The number of the first row of a table."""
    pk: int | None = table._base_manager.order_by("pk").values_list("pk", flat=True).first()
    return pk


def another(field: models.Field[Any, Any]) -> str:
    """Another value for a column, in SQL."""
    column = f'"{field.column}"'
    if isinstance(field, models.DateTimeField):
        return f"CASE WHEN {column} IS NULL THEN '2026-01-02 03:04:05' ELSE datetime({column}, '-1 day') END"
    if isinstance(field, models.DateField):
        return f"CASE WHEN {column} IS NULL THEN '2026-01-02' ELSE date({column}, '-1 day') END"
    if isinstance(field, models.BooleanField):
        return f"NOT coalesce({column}, 0)"
    if isinstance(field, models.JSONField):
        return "'[\"other\"]'"
    if isinstance(field, (models.CharField, models.TextField)):
        return "'other'"
    return f"coalesce({column}, 0) + 7654"


def put_in(field: models.Field[Any, Any]) -> str:
    """A value for a column of a row that somebody puts in, in SQL."""
    if isinstance(field, (models.DateTimeField, models.DateField)):
        return "'2026-01-02'"
    if isinstance(field, models.JSONField):
        return "'[]'"
    if isinstance(field, models.BinaryField):
        return "X'00'"
    return "'put in'" if isinstance(field, (models.CharField, models.TextField)) else "987654"


def test_every_act_of_two_years_leaves_rows_as_the_log_says(company: Company) -> None:
    assert {one._meta.label_lower for one in governing() if first(one) is None} == NOT_IN_THE_DEMO
    assert list(differing_rows()) == []


def test_every_column_that_governs_is_sealed_in_every_table(company: Company) -> None:
    for table in governing():
        pk = first(table)
        if pk is None:
            continue
        before = dict(seals_in(table, "default", [pk]))
        for field in table._meta.concrete_fields:
            if field.attname not in columns(table) or field.primary_key:
                continue
            with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
                where = f"WHERE id = {pk}"
                cursor.execute(f'UPDATE "{table._meta.db_table}" SET "{field.column}" = {another(field)} {where}')
                assert dict(seals_in(table, "default", [pk])) != before, (table, field)
                transaction.set_rollback(True)


def test_a_row_of_any_table_that_was_changed_taken_away_or_put_in_is_named_with_its_act(company: Company) -> None:
    some = {table: pk for table in governing() if (pk := first(table)) is not None}
    changed, gone, made = [], [], []
    for table, pk in some.items():
        name, where = table._meta.db_table, f"WHERE id = {pk}"
        fields = {one.attname: one for one in table._meta.concrete_fields}
        field = next(one for key in reversed(columns(table)) if not (one := fields[key]).unique)
        changed.append(f'UPDATE "{name}" SET "{field.column}" = {another(field)} {where}')
        gone.append(f'DELETE FROM "{name}" {where}')
    for table in governing():
        names = ", ".join(f'"{one.column}"' for one in table._meta.concrete_fields)
        values = ", ".join("987654" if one.primary_key else put_in(one) for one in table._meta.concrete_fields)
        made.append(f'INSERT INTO "{table._meta.db_table}" ({names}) VALUES ({values})')
    said = without(changed)
    assert len(said) == len(some)
    for table, pk in some.items():
        line = next(one for one in said if f" {pk} (table {table._meta.db_table}" in one)
        assert "was changed: it is not as entry " in line
    said = without(gone)
    assert len([one for one in said if " is gone, and entry " in one]) == len(said) == len(some)
    said = without(made)
    assert len(said) == len(governing())
    for table in governing():
        line = next(one for one in said if f" 987654 (table {table._meta.db_table}" in one)
        assert line.endswith("no act in the log made it.")


def test_seals_hold_no_name_and_no_free_text(company: Company) -> None:
    texts = (models.TextField, models.BinaryField)
    for table in governing():
        for name in columns(table):
            field = table._meta.get_field(name)
            assert not isinstance(field, texts), (table, name)
            assert name not in ("title", "name", "reason", "label", "customer", "item", "username", "email"), table
