"""The completion table: narrowed, and as a file."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from duecare.office.inert import csv_of
from duecare.office.people.regions import risks, within
from duecare.office.printing.look import house_theme
from duecare.office.training.standing import Standing, State
from duecare.papers.layout import MEDIA, OPEN_MARK, Document, Marks, Table, rendered


def narrowed(rows: Iterable[Standing], said: Mapping[str, Any], day: datetime.date) -> list[Standing]:
    """The rows that a filter leaves: those of whom it is asked, unless it says otherwise."""
    at_risk, state, role = risks(day), said.get("state", ""), said.get("role", "")
    kept: Callable[[Standing], bool] = {
        "": lambda one: one.asked, "all": lambda one: True, "has": lambda one: one.state.has,
        "not": lambda one: one.asked and not one.state.has,
        "late": lambda one: one.state in (State.OVERDUE, State.EXPIRED),
    }[state]  # fmt: skip
    return [
        one for one in rows
        if kept(one)
        and (not role or any(grant.role == role and grant.counts(day) for grant in one.user.grants.all()))
        and within(one.user.region, said.get("region", ""), at_risk)
    ]  # fmt: skip


def table_file(rows: Sequence[Sequence[str]], heads: tuple[str, ...], title: str, kind: str, name: str) -> HttpResponse:
    """A table as a file to be saved: CSV or a workbook, in neither of which a cell is a formula."""
    if kind == "csv":
        content = csv_of(heads, rows)
    else:
        today = timezone.localdate().isoformat()
        cells = tuple(tuple(cell or OPEN_MARK for cell in row) for row in rows)
        marks = Marks(version=today, status="final", mark="internal", data_date=today, made=today)
        content = rendered(
            Document(title, title, marks, (Table(title, heads, cells, sheet="People"),)), "xlsx", house_theme()
        )
    media = "text/csv; charset=utf-8" if kind == "csv" else MEDIA["xlsx"]
    disposition = f'attachment; filename="{name}.{kind}"'
    return HttpResponse(content, content_type=media, headers={
        "Content-Disposition": disposition, "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
    })  # fmt: skip
