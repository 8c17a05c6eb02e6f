"""Lists in pages that stay right while rows are added: each page says where the next begins."""

from __future__ import annotations

import base64
import binascii
from typing import TypeVar

from django.db.models import Model, QuerySet

from duecare.office.api.problems import RequestError

Row = TypeVar("Row", bound=Model)


def a_page(rows: QuerySet[Row], cursor: str | None, limit: int) -> tuple[list[Row], str | None]:
    """Some rows, the latest first, and the cursor of those after them.

    Raises:
        RequestError: the cursor is none that was given out.
    """
    if cursor is not None:
        rows = rows.filter(pk__lt=_read(cursor))
    found = list(rows.order_by("-pk")[: limit + 1])
    return found[:limit], _cursor(found[limit - 1].pk) if len(found) > limit else None


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
