"""Papers, flags, stops and matches that tests of resolving are about."""

from __future__ import annotations

import datetime
import io
import json
from typing import Any

from django.utils import timezone

from duecare.office.cases.models import Case
from duecare.office.evidence.acts import add
from duecare.office.evidence.models import Evidence
from duecare.office.people.models import User

FLAG = "HOUSE/fit/error-decides-on-people@use:main"
STOP = "OFAC-PROG/LS1@party:public-security"


def today(days: int = 0) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def paper(case: Case, by: User, title: str = "Order of the court", **fields: Any) -> Evidence:
    said = {"source": "the registry", "captured_on": today(), **fields}
    return add(case, by, io.BytesIO(f"%PDF-1.7 {title}".encode()), "paper.pdf", title=title, **said)


def document(case: Case) -> dict[str, Any]:
    """The latest review of a case, read anew."""
    case.refresh_from_db()
    assert case.review is not None
    found: dict[str, Any] = json.loads(bytes(case.review.document))
    return found


def status_of(case: Case, key: str) -> str:
    """Where a finding or stop stands in the latest review."""
    found = document(case)
    return next(row["status"] for row in (*found["findings"], *found["stops"]) if row["id"] == key)
