"""Tables that only grow: triggers that refuse to change or delete a row, for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def append_only(table: str, *, but: tuple[str, ...] = ()) -> migrations.RunPython:
    """Make a table append-only.

    Args:
        table: Its name in the database.
        but: Columns that may change, as what was erased on a person's request.
    """
    return migrations.RunPython(_made(table, but), _dropped(table))


def _made(table: str, but: tuple[str, ...]) -> Callable[[Any, BaseDatabaseSchemaEditor], None]:
    def make(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        with editor.connection.cursor() as cursor:
            columns = [one.name for one in editor.connection.introspection.get_table_description(cursor, table)]
        kept = [f'"{column}"' for column in columns if column not in but]
        if editor.connection.vendor == "sqlite":
            for when in ("DELETE", f"UPDATE OF {', '.join(kept)}"):
                name = f"{table}_no_{when.split()[0].lower()}"
                editor.execute(
                    f'CREATE TRIGGER "{name}" BEFORE {when} ON "{table}" BEGIN'
                    f" SELECT RAISE(ABORT, '{table} only grows'); END"
                )
            return
        changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in kept)
        editor.execute(
            f"""CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP <> 'UPDATE' OR {changed} THEN RAISE EXCEPTION '{table} only grows'; END IF;
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

    return make


def _dropped(table: str) -> Callable[[Any, BaseDatabaseSchemaEditor], None]:
    def drop(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            editor.execute(f'DROP TRIGGER "{table}_no_delete"')
            editor.execute(f'DROP TRIGGER "{table}_no_update"')
        else:
            editor.execute(f"DROP FUNCTION {table}_only_grows() CASCADE")

    return drop
