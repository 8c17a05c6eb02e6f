"""Tables that only grow, and whose content can be erased.

A row is never deleted, and a column of its content changes to one value alone, the mark that it was erased. Columns
that are filled in later are filled once.

It takes the place of `duecare.office.audit.triggers.append_only` for a table, under the same names of triggers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

Marks = Mapping[str, Any]


def erasable(table: str, marks: Marks, *, once: tuple[str, ...] = (), before: bool = False) -> migrations.RunPython:
    """Make a table one that only grows, and whose content can be erased.

    Args:
        table: Its name in the database.
        marks: What each column of its content may become: a text, bytes, or what JSON is made of.
        once: Columns that are empty at first and may be filled, after which they stay.
        before: Whether it was append-only before, to which it returns when the migration is taken back.
    """

    def make(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        _drop(table, editor)
        _make(table, marks, once, editor)

    def back(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        _drop(table, editor)
        if before:
            _make(table, {}, (), editor)

    return migrations.RunPython(make, back)


def _make(table: str, marks: Marks, once: tuple[str, ...], editor: BaseDatabaseSchemaEditor) -> None:
    connection = editor.connection
    with connection.cursor() as cursor:
        columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
    if connection.vendor == "sqlite":
        same = " AND ".join(_same(column, marks, once, _sqlite) for column in columns)
        with connection.cursor() as cursor:
            taken = " OR ".join(_taken(table, cursor))
        for name, only in (
            ("delete", ""),
            ("update", f"WHEN NOT ({same})"),
            # INSERT OR REPLACE deletes a row without asking the trigger for deletes
            ("insert", f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {taken})'),
        ):
            editor.execute(
                f'CREATE TRIGGER "{table}_no_{name}" BEFORE {name.upper()} ON "{table}" {only} BEGIN'
                f" SELECT RAISE(ABORT, '{table} only grows'); END"
            )
        return
    same = " AND ".join(_same(column, marks, once, _postgres) for column in columns)
    editor.execute(
        f"""CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'UPDATE' THEN RAISE EXCEPTION '{table} only grows'; END IF;
        IF NOT ({same}) THEN RAISE EXCEPTION '{table} only grows'; END IF;
        RETURN NEW; END $$"""
    )
    editor.execute(
        f'CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON "{table}"'
        f" FOR EACH ROW EXECUTE FUNCTION {table}_only_grows()"
    )
    editor.execute(
        f'CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON "{table}"'
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_grows()"
    )


def _taken(table: str, cursor: Any) -> Iterator[str]:
    """For each key of a table of SQLite: that there is a row with the key of the new one."""
    yield '"id" = NEW."id"'
    cursor.execute(
        "SELECT i.name, i.partial, m.sql FROM pragma_index_list(%s) i JOIN sqlite_master m ON m.name = i.name"
        ' WHERE i."unique"',
        [table],
    )
    for index, partial, sql in cursor.fetchall():
        cursor.execute("SELECT name FROM pragma_index_info(%s)", [index])
        same = " AND ".join(f'"{column}" = NEW."{column}"' for (column,) in cursor.fetchall())
        yield f"({same} AND ({sql.partition(' WHERE ')[2]}))" if partial else f"({same})"


def _drop(table: str, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for name in ("delete", "update", "insert"):
            editor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{name}"')
    else:
        editor.execute(f"DROP FUNCTION IF EXISTS {table}_only_grows() CASCADE")


def _same(column: str, marks: Marks, once: tuple[str, ...], said: Callable[[str, Any], tuple[str, str]]) -> str:
    equal = "IS" if said is _sqlite else "IS NOT DISTINCT FROM"
    kept = f'NEW."{column}" {equal} OLD."{column}"'
    if column in once:
        return f'({kept} OR OLD."{column}" IS NULL)'
    if column not in marks:
        return kept
    left, right = said(f'NEW."{column}"', marks[column])
    return f"({kept} OR {left} {equal} {right})"


def _sqlite(column: str, mark: Any) -> tuple[str, str]:
    if isinstance(mark, bytes):
        return column, f"X'{mark.hex()}'"
    return column, _text(mark if isinstance(mark, str) else json.dumps(mark))


def _postgres(column: str, mark: Any) -> tuple[str, str]:
    if isinstance(mark, bytes):
        return column, f"'\\x{mark.hex()}'::bytea"
    if isinstance(mark, str):
        return column, _text(mark)
    return f"{column}::jsonb", f"{_text(json.dumps(mark))}::jsonb"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
