"""Tables that only grow: triggers that refuse to change or delete a row, for SQLite and PostgreSQL."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.utils import DatabaseError

GROWS: Final = "only grows"
"""What the database says of a change that such a table refuses."""


@dataclass(frozen=True)
class Trigger:
    """A trigger as it stands in the database. body: what says it is the same one; of the function on PostgreSQL."""

    name: str
    body: str


class Guard(Operation, ABC):
    """The step of a migration that makes triggers of a table; it asks the table itself and no model."""

    table: str

    @property
    @abstractmethod
    def key(self) -> tuple[str, str]:
        """What it guards; a later step with the same takes its place."""

    @abstractmethod
    def triggers(self, connection: BaseDatabaseWrapper) -> list[Trigger]:
        """Its triggers as they should be."""

    @abstractmethod
    def make(self, connection: BaseDatabaseWrapper) -> None:
        """Make its triggers."""

    @abstractmethod
    def drop(self, connection: BaseDatabaseWrapper) -> None:
        """Take its triggers away, those that are there."""

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: Any) -> None:
        self.make(schema_editor.connection)

    def database_backwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: Any) -> None:
        self.drop(schema_editor.connection)

    def describe(self) -> str:
        return f"Guard the rows of {self.table}"


class AppendOnly(Guard):
    """The step of a migration that makes a table append-only. but: columns that may change."""

    def __init__(self, table: str, but: tuple[str, ...] = ()) -> None:
        self.table, self.but = table, but

    @property
    def key(self) -> tuple[str, str]:
        return self.table, GROWS

    def triggers(self, connection: BaseDatabaseWrapper) -> list[Trigger]:
        if connection.vendor == "sqlite":
            return [Trigger(f"{self.table}_no_{name}", statement) for name, statement in self._refusals(connection)]
        body = self._body(connection)
        return [Trigger(f"{self.table}_no_{name}", body) for name in ("change", "truncate")]

    def make(self, connection: BaseDatabaseWrapper) -> None:
        table = self.table
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for one in self.triggers(connection):
                    cursor.execute(one.body)
                return
            cursor.execute(
                f"CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS $${self._body(connection)}$$"
            )
            for name, when, each in (("change", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT")):
                cursor.execute(
                    f'CREATE TRIGGER {table}_no_{name} BEFORE {when} ON "{table}"'
                    f" FOR EACH {each} EXECUTE FUNCTION {table}_only_grows()"
                )

    def _refusals(self, connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
        """The triggers on SQLite, by what they refuse."""
        kept = self._kept(connection)
        for name, when in (("delete", "DELETE"), ("update", f"UPDATE OF {', '.join(kept)}" if kept else "UPDATE")):
            yield name, self._refusal(name, when)

    def _refusal(self, name: str, when: str, only: str = "") -> str:
        table = self.table
        return (
            f'CREATE TRIGGER "{table}_no_{name}" BEFORE {when} ON "{table}"{only} BEGIN'
            f" SELECT RAISE(ABORT, '{table} {GROWS}'); END"
        )

    def _body(self, connection: BaseDatabaseWrapper) -> str:
        """Of the function that its triggers on PostgreSQL call."""
        changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in self._kept(connection))
        return self._refusing(changed or "OLD IS DISTINCT FROM NEW")

    def _refusing(self, changed: str) -> str:
        return (
            f" BEGIN IF TG_OP <> 'UPDATE' THEN RAISE EXCEPTION '{self.table} {GROWS}'; END IF;"
            f" IF {changed} THEN RAISE EXCEPTION '{self.table} {GROWS}'; END IF; RETURN NEW; END "
        )

    def _kept(self, connection: BaseDatabaseWrapper) -> list[str]:
        """The columns that may not change, where others may; else none is named: those to come count too."""
        if not self.but:
            return []
        return [f'"{column}"' for column in self.columns(connection) if column not in self.but]

    def columns(self, connection: BaseDatabaseWrapper) -> list[str]:
        """The columns that the table has."""
        with connection.cursor() as cursor:
            return [one.name for one in connection.introspection.get_table_description(cursor, self.table)]

    def drop(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for name in ("delete", "update", "insert"):
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{self.table}_no_{name}"')
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {self.table}_only_grows() CASCADE")


class Refusing(Guard):
    """The step of a migration that has a table refuse new rows of which something is so.

    name: of the trigger; when: the condition, in which NEW is the row; said: why it is refused.
    """

    def __init__(self, table: str, name: str, when: str, said: str) -> None:
        self.table, self.name, self.when, self.said = table, name, when, said

    @property
    def key(self) -> tuple[str, str]:
        return self.table, self.name

    def triggers(self, connection: BaseDatabaseWrapper) -> list[Trigger]:
        if connection.vendor == "sqlite":
            body = (
                f'CREATE TRIGGER "{self.name}" BEFORE INSERT ON "{self.table}" WHEN {self.when} BEGIN'
                f" SELECT RAISE(ABORT, '{self.said}'); END"
            )
        else:
            body = f" BEGIN IF {self.when} THEN RAISE EXCEPTION '{self.said}'; END IF; RETURN NEW; END "
        return [Trigger(self.name, body)]

    def make(self, connection: BaseDatabaseWrapper) -> None:
        (one,) = self.triggers(connection)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(one.body)
                return
            cursor.execute(f"CREATE FUNCTION {one.name}() RETURNS trigger LANGUAGE plpgsql AS $${one.body}$$")
            cursor.execute(
                f'CREATE TRIGGER {one.name} BEFORE INSERT ON "{self.table}" FOR EACH ROW EXECUTE FUNCTION {one.name}()'
            )

    def drop(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f'DROP TRIGGER IF EXISTS "{self.name}"')
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {self.name}() CASCADE")


def append_only(table: str, *, but: tuple[str, ...] = ()) -> AppendOnly:
    """Make a table append-only.

    Args:
        table: Its name in the database.
        but: Columns that may change, as what was erased on a person's request.
    """
    return AppendOnly(table, but)


def guards(connection: BaseDatabaseWrapper) -> list[Guard]:
    """Every guard of a table that is there, as the last migration about it has it."""
    found: dict[tuple[str, str], Guard] = {}
    loader = MigrationLoader(None)
    for key in _in_order(loader):
        for step in loader.disk_migrations[key].operations:
            if isinstance(step, Guard):
                found[step.key] = step
    there = set(connection.introspection.table_names())
    return [one for one in found.values() if one.table in there]


def _in_order(loader: MigrationLoader) -> list[tuple[str, str]]:
    """Migrations, each after those that it depends on."""
    order: dict[tuple[str, str], None] = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        order.update(dict.fromkeys(loader.graph.forwards_plan(leaf)))
    return list(order)


def growing_tables(connection: BaseDatabaseWrapper) -> list[AppendOnly]:
    """Every table that is there and that a migration has made append-only, erasable ones among them."""
    return [one for one in guards(connection) if isinstance(one, AppendOnly)]


def make_missing(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers that are missing or are not as they should be after a migration.

    SQLite makes an altered table anew, and its triggers are not taken along; a column that came is to be guarded too.
    """
    there = _there(connection)
    for guard in guards(connection):
        if any(there.get(one.name) != one.body for one in guard.triggers(connection)):
            guard.drop(connection)
            guard.make(connection)


def weak(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Which tables do not refuse what they should, a sentence each: by a trial that is taken back, and by the
    definition of their triggers."""
    there = _there(connection)
    for guard in guards(connection):
        wanted = guard.triggers(connection)
        if missing := [one.name for one in wanted if one.name not in there]:
            yield f"Table {guard.table} can be changed: {' and '.join(missing)} missing or switched off."
            continue
        if let := _let_pass(guard, connection):
            yield f"Table {guard.table} can be changed: its triggers let {' and '.join(let)} pass."
        elif others := [one.name for one in wanted if there[one.name] != one.body]:
            yield f"Table {guard.table} may be changed: {' and '.join(others)} is not as it was made."


def _let_pass(guard: Guard, connection: BaseDatabaseWrapper) -> list[str]:
    """What of the last row is done though it should be refused."""
    if not isinstance(guard, AppendOnly):
        return []
    table = connection.ops.quote_name(guard.table)
    last = f"WHERE id = (SELECT max(id) FROM {table})"
    trials = (f"UPDATE {table} SET id = -1 - id {last}", f"DELETE FROM {table} {last}")
    return [trial.split()[0] for trial in trials if _is_done(connection, trial)]


def _there(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The triggers that are there and switched on, with what they are made of."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
            )
        return dict(cursor.fetchall())


def _is_done(connection: BaseDatabaseWrapper, statement: str) -> bool:
    """Whether the database does what it should refuse; nothing of it is kept."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(statement)
            done = bool(cursor.rowcount > 0)
            transaction.set_rollback(True, using=connection.alias)
    except DatabaseError as refused:
        return GROWS not in str(refused)
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
