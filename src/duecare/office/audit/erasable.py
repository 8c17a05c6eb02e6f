"""Tables that only grow, and whose content can be erased.

A row is never deleted, and a column of its content changes to one value alone, the mark that it was erased. Columns
that are filled in later are filled once.

It takes the place of `duecare.office.audit.triggers.append_only` for a table, under the same names of triggers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from duecare.office.audit.triggers import AppendOnly

Marks = Mapping[str, Any]
_NAME: Final = re.compile(r'"\w+"')
NUMBERED: Final = "(erased) {id}"
"""The mark of a text that must be another in each row: `{id}` is the number of the row."""
EMPTY: Final = "('', '{}', '[]')"
"""What a column holds that was not filled yet, if not NULL."""


class Erasable(AppendOnly):
    """The step of a migration that makes a table one that only grows, and whose content can be erased.

    marks: what each column of its content may become; once: columns that are empty at first and may be filled, after
    which they stay; but: columns that may change; before: whether it was append-only before, and with which columns
    that could change; late: columns that are NULL at first and may be filled.
    """

    def __init__(
        self,
        table: str,
        marks: Marks,
        once: tuple[str, ...],
        but: tuple[str, ...],
        before: tuple[str, ...] | None,
        late: tuple[str, ...] = (),
    ) -> None:
        super().__init__(table, but)
        self.marks, self.once, self.before, self.late = marks, once, before, late

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: Any) -> None:
        self.drop(schema_editor.connection)
        self.make(schema_editor.connection)

    def database_backwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: Any) -> None:
        self.drop(schema_editor.connection)
        if self.before is not None:
            AppendOnly(self.table, self.before).make(schema_editor.connection)

    def _refusals(self, connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
        yield "delete", self._refusal("delete", "DELETE")
        yield "update", self._refusal("update", "UPDATE", f" WHEN NOT ({self._same(connection, 'IS', _sqlite)})")
        # INSERT OR REPLACE deletes a row without asking the trigger for deletes
        with connection.cursor() as cursor:
            taken = " OR ".join(_taken(self.table, cursor))
        yield "insert", self._refusal("insert", "INSERT", f' WHEN EXISTS (SELECT 1 FROM "{self.table}" WHERE {taken})')

    def _body(self, connection: BaseDatabaseWrapper) -> str:
        return self._refusing(f"NOT ({self._same(connection, 'IS NOT DISTINCT FROM', _postgres)})")

    def _same(self, connection: BaseDatabaseWrapper, equal: str, said: Callable[[str, Any], tuple[str, str]]) -> str:
        """That a row is as it was, but for what may change."""
        found = []
        for column in self.columns(connection):
            if column in self.but:
                continue
            ways = [f'NEW."{column}" {equal} OLD."{column}"']
            if column in self.once:
                ways += [f'OLD."{column}" IS NULL', f'CAST(OLD."{column}" AS text) IN {EMPTY}']
            if column in self.late:
                ways.append(f'OLD."{column}" IS NULL')
            if column in self.marks:
                left, right = said(f'NEW."{column}"', self.marks[column])
                ways.append(f"{left} {equal} {right}")
            found.append(f"({' OR '.join(ways)})" if len(ways) > 1 else ways[0])
        return " AND ".join(found)


def erasable(
    table: str,
    marks: Marks,
    *,
    once: tuple[str, ...] = (),
    but: tuple[str, ...] = (),
    before: tuple[str, ...] | None = None,
    late: tuple[str, ...] = (),
) -> Erasable:
    """Make a table one that only grows, and whose content can be erased.

    Args:
        table: Its name in the database.
        marks: What each column of its content may become: a text, bytes, what JSON is made of, or `NUMBERED`.
        once: Columns that are empty at first and may be filled, after which they stay.
        but: Columns that may change, as where something stands.
        before: Columns that could change while it was append-only, to which it returns when the migration is taken
            back; None where it was not.
        late: Columns that are NULL until they are filled; what was erased is not NULL, and stays erased.
    """
    return Erasable(table, marks, once, but, before, late)


def _taken(table: str, cursor: Any) -> Iterator[str]:
    """For each key of a table of SQLite: that there is a row with the key of the new one."""
    yield '"id" = NEW."id"'
    cursor.execute(
        "SELECT i.name, i.partial, m.sql FROM pragma_index_list(%s) i JOIN sqlite_master m ON m.name = i.name"
        ' WHERE i."unique" ORDER BY i.name',
        [table],
    )
    for index, partial, sql in cursor.fetchall():
        cursor.execute("SELECT name FROM pragma_index_info(%s) ORDER BY seqno", [index])
        same = " AND ".join(f'"{column}" = NEW."{column}"' for (column,) in cursor.fetchall())
        if not partial:
            yield f"({same})"
            continue
        held = sql.partition(" WHERE ")[2]  # only rows that meet this are told apart
        yield f"({same} AND ({held}) AND ({_NAME.sub(_of_new, held)}))"


def _of_new(name: re.Match[str]) -> str:
    return f"NEW.{name[0]}"


def _sqlite(column: str, mark: Any) -> tuple[str, str]:
    if isinstance(mark, bytes):
        return column, f"X'{mark.hex()}'"
    return column, _text(mark) if isinstance(mark, str) else _quoted(json.dumps(mark))


def _postgres(column: str, mark: Any) -> tuple[str, str]:
    if isinstance(mark, bytes):
        return column, f"'\\x{mark.hex()}'::bytea"
    if isinstance(mark, str):
        return column, _text(mark)
    return f"{column}::jsonb", f"{_quoted(json.dumps(mark))}::jsonb"


def _text(mark: str) -> str:
    if mark == NUMBERED:
        return f'{_quoted(mark.partition("{")[0])} || CAST(NEW."id" AS text)'
    return _quoted(mark)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
