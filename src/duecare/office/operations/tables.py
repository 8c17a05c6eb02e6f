"""The rows of every table, written as lines and read back exactly as they were, on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO, Any, Final

from django.apps import apps
from django.core.management.color import no_style
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from duecare.errors import InputError
from duecare.office.audit.triggers import set_aside

LEFT_OUT: Final = frozenset({"sessions.session", "operations.worker"})
"""What is no part of the record: who is signed in at the moment, and which workers live."""
ROWS: Final = 200
PLAIN: Final[models.BinaryField[Any, Any]] = models.BinaryField()
Table = type[models.Model]


def tables(*, all_of_them: bool = False) -> list[Table]:
    """Every table of the office, by name.

    Args:
        all_of_them: Those too that no backup holds.
    """
    found = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]
    kept = [one for one in found if all_of_them or one._meta.label_lower not in LEFT_OUT]
    return sorted(kept, key=lambda one: one._meta.label_lower)


def _fields(table: Table) -> list[models.Field[Any, Any]]:
    return list(table._meta.concrete_fields)


def write_rows(table: Table, using: str, file: IO[bytes]) -> int:
    """Write the names of the columns, then a line a row in the order of the primary key; returns how many rows."""
    fields, count = _fields(table), 0
    file.write(_line([field.column for field in fields]))
    rows = table._base_manager.using(using).order_by("pk")
    for row in rows.iterator(chunk_size=ROWS):
        file.write(_line([_said(field, row) for field in fields]))
        count += 1
    return count


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _said(field: models.Field[Any, Any], row: models.Model) -> Any:
    value = field.value_from_object(row)
    if isinstance(field, models.BinaryField):  # as the database has it: it may be packed
        kept = field.get_prep_value(value)
        return None if kept is None else b64encode(bytes(kept)).decode("ascii")
    if value is None or isinstance(value, (bool, int, float, str)) or isinstance(field, models.JSONField):
        return value
    return field.value_to_string(row)


def read_rows(table: Table, lines: Iterable[bytes], connection: BaseDatabaseWrapper) -> int:
    """Put rows into a table that is empty, as they were written; returns how many.

    Raises:
        InputError: its columns are others than those that were written.
    """
    fields, each = _fields(table), iter(lines)
    columns = json.loads(next(each, b"[]"))
    if columns != [field.column for field in fields]:
        raise InputError(f"{table._meta.label_lower} has other columns in this version of Duecare")
    quote = connection.ops.quote_name
    names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(table._meta.db_table)} ({names}) VALUES ({marks})"
    count = 0
    with connection.cursor() as cursor:
        while rows := [_kept(fields, line, connection) for line in islice(each, ROWS)]:
            cursor.executemany(statement, rows)
            count += len(rows)
    return count


def _kept(fields: list[models.Field[Any, Any]], line: bytes, connection: BaseDatabaseWrapper) -> list[Any]:
    return [_value(field, said, connection) for field, said in zip(fields, json.loads(line), strict=True)]


def _value(field: models.Field[Any, Any], said: Any, connection: BaseDatabaseWrapper) -> Any:
    if said is not None and isinstance(field, models.BinaryField):
        return PLAIN.get_db_prep_save(b64decode(said), connection)
    return field.get_db_prep_save(said if isinstance(field, models.JSONField) else field.to_python(said), connection)


@contextmanager
def emptied(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Delete every row, of tables that only grow too, and let others be put in that make sense only together.

    Triggers are off meanwhile, those too that judge a new row by those that are there. Afterwards they are as they
    were, and what was put in has been held to every constraint.
    """
    names = [one._meta.db_table for one in tables(all_of_them=True)]
    quoted = [connection.ops.quote_name(name) for name in names]
    with set_aside(connection, names):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"TRUNCATE {', '.join(quoted)}")
            else:
                for name in quoted:
                    cursor.execute(f"DELETE FROM {name}")
        yield
        connection.check_constraints()


def count_on(connection: BaseDatabaseWrapper) -> None:
    """Let the numbers of new rows go on after those that were put in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def lines_of(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a member of an archive, none of them empty."""
    return (line for line in file if line.strip())
