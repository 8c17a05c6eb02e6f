"""Hold every row that governs to the last act of the log that wrote it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import models

from duecare.office.audit.chain import SYSTEM, locked_head, record
from duecare.office.audit.models import Entry
from duecare.office.audit.seals import FOUND, Seal, day_of, form_of, governing, key_of, seals_in

ACT: Final = "log.seal"
"""The act that seals what stood when an office came to seal its rows, or came to seal more of them."""
TOGETHER: Final = 2_000
TOLD: Final = ("number", "case", "user", "decision", "matter", "role", "state", "stage")
"""Columns by which somebody finds a row, where it has them."""


def begin() -> int:
    """Seal the rows of tables, or with columns, that the log does not seal yet; returns how many rows.

    An office does it when it is brought up to date, once for each: what stands then counts as it stands.
    """
    from django.db import transaction

    with transaction.atomic():
        locked_head()
        known: dict[str, str] = {}
        for detail in Entry.objects.filter(act=ACT).order_by("id").values_list("detail", flat=True):
            known |= detail.get("tables", {})
        new = {one._meta.label_lower: form_of(one) for one in governing()}
        new = {label: form for label, form in new.items() if known.get(label) != form}
        if not new:
            return 0
        count = 0
        rows: dict[str, list[Seal]] = {}
        for table in governing():
            if table._meta.label_lower not in new:
                continue
            for pk, seal in seals_in(table, "default"):
                rows[key_of(table, pk)] = [FOUND, seal]
                count += 1
                if len(rows) == TOGETHER:
                    record(SYSTEM, ACT, "office", sealed=rows)
                    rows = {}
        record(SYSTEM, ACT, "office", sealed=rows, tables=new)
    return count


@dataclass(frozen=True)
class _Last:
    """The last that the log says of a row."""

    seal: Seal
    entry: int
    act: str
    at: datetime.datetime

    def __str__(self) -> str:
        return f"entry {self.entry} ({self.act}, {day_of(self.at)})"


def differing_rows() -> Iterator[str]:
    """Rows that no act of the log made, or that are not as the last act left them; a sentence each."""
    last: dict[str, _Last] = {}
    entries = Entry.objects.exclude(rows=None).order_by("id").values_list("id", "act", "at", "rows")
    for number, act, at, rows in entries.iterator(chunk_size=500):
        for key, (before, since) in (rows or {}).items():
            held = last.get(key)
            if before != FOUND and before != (held.seal if held else None):
                yield _between(key, held, f"entry {number} ({act}, {day_of(at)})")
            last[key] = _Last(since, number, act, at)
    for table in governing():
        kind = _kind(table)
        for pk, seal in seals_in(table, "default"):
            held = last.pop(key_of(table, pk), None)
            if held is None or held.seal is None:
                why = f"{held} took it away" if held else "no act in the log made it"
                yield f"{kind} {pk}{_of(table, pk)} is there, and {why}."
            elif held.seal != seal:
                yield f"{kind} {pk}{_of(table, pk)} was changed: it is not as {held} left it."
    for key, held in last.items():
        if held.seal is not None:
            label, _, pk = key.partition(":")
            yield f"{_kind_of(label)} {pk} is gone, and {held} wrote it."


def _between(key: str, held: _Last | None, entry: str) -> str:
    label, _, pk = key.partition(":")
    since = f"after {held}" if held else "and no act made it,"
    return f"{_kind_of(label)} {pk} was changed by no act of the log, {since} before {entry}."


def _kind(table: type[models.Model]) -> str:
    name = str(table._meta.verbose_name)
    return f"{name[:1].upper()}{name[1:]}"


def _kind_of(label: str) -> str:
    found = [one for one in governing() if one._meta.label_lower == label]
    return _kind(found[0]) if found else label


def _of(table: type[models.Model], pk: Any) -> str:
    """Of whom or what a row is, for whoever looks for it."""
    names = {field.name: field.attname for field in table._meta.concrete_fields}
    row = table._base_manager.only(*(name for name in TOLD if name in names)).get(pk=pk)
    said = [f"table {table._meta.db_table}"]
    said += [f"{name} {value}" for name in TOLD if name in names and (value := getattr(row, names[name])) is not None]
    return f" ({', '.join(said)})"
