"""Lists in pages that stay right while rows are added: each page says where the next begins.

Every list of the interface takes a `Window` and answers with a `Page`, by `a_page`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Schema
from pydantic import Field

from duecare.office.api.problems import RequestError

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")


class Window(Schema):
    """Which part of a list is asked for."""

    cursor: str | None = Field(default=None, description="`next` of the page before; none for the first page.")
    limit: int = Field(default=50, ge=1, le=200, description="How many at most.")


class Page(Schema, Generic[Item]):
    """A part of a list, the latest first."""

    items: list[Item]
    next: str | None = Field(description="The cursor of those after them; null at the end.")


def a_page(rows: QuerySet[Row], window: Window, shown: Callable[[Row], Item]) -> Page[Item]:
    """The part of a list that is asked for, the latest first, and the cursor of those after it.

    Raises:
        RequestError: the cursor is none that was given out.
    """
    if window.cursor is not None:
        rows = rows.filter(pk__lt=_read(window.cursor))
    found = list(rows.order_by("-pk")[: window.limit + 1])
    more = len(found) > window.limit
    return Page(
        items=[shown(one) for one in found[: window.limit]],
        next=_cursor(found[window.limit - 1].pk) if more else None,
    )


def _cursor(after: int) -> str:
    return base64.urlsafe_b64encode(f"before:{after}".encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        kind, _, number = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(":")
        after = int(number) if kind == "before" and len(number) < 19 else 0
    except (ValueError, binascii.Error):
        after = 0
    if after <= 0:
        raise RequestError("not-accepted", errors=[{"where": "query.cursor", "said": "It is none that was given out."}])
    return after
