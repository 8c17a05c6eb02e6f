"""Papers, matters and old cases that tests of counsel's lane and of retention are about."""

from __future__ import annotations

import datetime

from django.db import connection

from duecare.office.cases.models import Case
from duecare.office.evidence.models import Evidence
from duecare.office.evidence.store import keep
from duecare.office.people.models import User
from duecare.office.retention.acts import close_case
from duecare.office.retention.models import Milestone


def paper(case: Case, by: User, title: str, content: bytes) -> Evidence:
    """A paper of a case, its bytes where papers are kept."""
    digest = keep([content], len(content)).sha256
    return Evidence.objects.create(
        case=case, title=title, name=f"{title}.txt", sha256=digest, size=len(content), kind="text/plain",
        source="the customer", captured_on=datetime.date(2026, 1, 2), by=by,
    )  # fmt: skip


def closed_on(case: Case, by: User, day: datetime.date) -> None:
    """Close a case as if it had been done on a day: the milestone is written again with that day."""
    close_case(case, by)
    last = Milestone.objects.filter(case=case).latest("pk")
    reopened = Milestone(case=case, kind=Milestone.Kind.REOPENED, on=last.on)
    reopened.save()
    Milestone.objects.create(case=case, kind=Milestone.Kind.CLOSED, on=day)


def sql(statement: str) -> None:
    """Run a statement as somebody would who writes to the database beside the office."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
