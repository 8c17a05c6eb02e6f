"""Tables that only grow: triggers that refuse to change or delete a row, for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import migrations, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.utils import DatabaseError

NAMES: Final = {"sqlite": ("{}_no_delete", "{}_no_update"), "postgresql": ("{}_no_change", "{}_no_truncate")}
"""The triggers of a table that only grows, by the database."""


class AppendOnly(migrations.RunPython):
    """The step of a migration that makes a table append-only. but: columns that may change."""

    def __init__(self, table: str, but: tuple[str, ...]) -> None:
        self.table, self.but = table, but
        super().__init__(self._make, self._drop)

    def make(self, connection: BaseDatabaseWrapper) -> None:
        """Make its triggers."""
        with connection.cursor() as cursor:
            for statement in self._statements(connection):
                cursor.execute(statement)

    def _statements(self, connection: BaseDatabaseWrapper) -> Iterator[str]:
        table, kept = self.table, self._kept(connection)
        if connection.vendor == "sqlite":
            for name, when in (("delete", "DELETE"), ("update", f"UPDATE OF {', '.join(kept)}" if kept else "UPDATE")):
                yield (
                    f'CREATE TRIGGER "{table}_no_{name}" BEFORE {when} ON "{table}" BEGIN'
                    f" SELECT RAISE(ABORT, '{table} only grows'); END"
                )
            return
        changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in kept)
        yield (
            f"CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP <> 'UPDATE' THEN RAISE EXCEPTION '{table} only grows'; END IF;"
            f" IF {changed or 'OLD IS DISTINCT FROM NEW'} THEN RAISE EXCEPTION '{table} only grows'; END IF;"
            " RETURN NEW; END $$"
        )
        for name, when in (("change", "UPDATE OR DELETE"), ("truncate", "TRUNCATE")):
            yield (
                f'CREATE TRIGGER {table}_no_{name} BEFORE {when} ON "{table}"'
                f" FOR EACH {'STATEMENT' if name == 'truncate' else 'ROW'} EXECUTE FUNCTION {table}_only_grows()"
            )

    def _kept(self, connection: BaseDatabaseWrapper) -> list[str]:
        """The columns that may not change, where others may; else none is named: those to come count too."""
        if not self.but:
            return []
        with connection.cursor() as cursor:
            columns = [one.name for one in connection.introspection.get_table_description(cursor, self.table)]
        return [f'"{column}"' for column in columns if column not in self.but]

    def drop(self, connection: BaseDatabaseWrapper) -> None:
        """Take its triggers away, those that are there."""
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for name in NAMES["sqlite"]:
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{name.format(self.table)}"')
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {self.table}_only_grows() CASCADE")

    def _make(self, apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        self.make(editor.connection)

    def _drop(self, apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        self.drop(editor.connection)


def append_only(table: str, *, but: tuple[str, ...] = ()) -> migrations.RunPython:
    """Make a table append-only.

    Args:
        table: Its name in the database.
        but: Columns that may change, as what was erased on a person's request.
    """
    return AppendOnly(table, but)


def growing_tables(connection: BaseDatabaseWrapper) -> list[AppendOnly]:
    """Every table that is there and that a migration has made append-only."""
    found: dict[str, AppendOnly] = {}
    loader = MigrationLoader(None)
    for key in sorted(loader.disk_migrations):
        for step in loader.disk_migrations[key].operations:
            if isinstance(step, AppendOnly):
                found[step.table] = step
    there = set(connection.introspection.table_names())
    return [one for one in found.values() if one.table in there]


def make_missing(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers that are missing: SQLite makes an altered table anew, and its triggers are not taken along."""
    there = _there(connection)
    for growing in growing_tables(connection):
        if not {name.format(growing.table) for name in NAMES[connection.vendor]} <= there:
            growing.drop(connection)
            growing.make(connection)


def weak(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Which tables do not refuse a change, a sentence each: by their triggers, and by a trial that is taken back."""
    there = _there(connection)
    for growing in growing_tables(connection):
        missing = [name.format(growing.table) for name in NAMES[connection.vendor]]
        if missing := [name for name in missing if name not in there]:
            yield f"Table {growing.table} can be changed: {' and '.join(missing)} missing or switched off."
            continue
        table = connection.ops.quote_name(growing.table)
        last = f"WHERE id = (SELECT max(id) FROM {table})"
        for trial in (f"UPDATE {table} SET id = -1 - id {last}", f"DELETE FROM {table} {last}"):
            if _is_done(connection, trial):
                yield f"Table {growing.table} can be changed: its triggers let {trial.split()[0]} pass."


def _there(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers that are there and switched on."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        return {name for (name,) in cursor.fetchall()}


def _is_done(connection: BaseDatabaseWrapper, statement: str) -> bool:
    """Whether the database does what it should refuse; nothing of it is kept."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(statement)
            done = bool(cursor.rowcount > 0)
            transaction.set_rollback(True, using=connection.alias)
    except DatabaseError as refused:
        return "only grows" not in str(refused)
    return done


@contextmanager
def set_aside(connection: BaseDatabaseWrapper, tables: list[str]) -> Iterator[None]:
    """Switch the triggers of tables off, and on again as they were: for an office that is restored."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        made: list[str] = []
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            for name, table, statement in cursor.fetchall():
                if table in tables:
                    made.append(statement)
                    cursor.execute(f"DROP TRIGGER {quote(name)}")
        else:
            for table in tables:
                cursor.execute(f"ALTER TABLE {quote(table)} DISABLE TRIGGER USER")
        yield
        for statement in made:
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            for table in tables:
                cursor.execute(f"ALTER TABLE {quote(table)} ENABLE TRIGGER USER")
