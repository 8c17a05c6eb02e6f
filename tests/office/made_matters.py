"""Papers, matters and old cases that tests of counsel's lane and of retention are about."""

from __future__ import annotations

import datetime
import json

from django.apps import apps
from django.db import connection
from made_people import People

from duecare.office.cases.acts import change_deal, comment
from duecare.office.cases.models import Case
from duecare.office.counsel.acts import close_matter, open_matter, write
from duecare.office.counsel.models import Basis, Lane
from duecare.office.evidence.models import Evidence
from duecare.office.evidence.store import keep
from duecare.office.people.models import User
from duecare.office.retention.acts import close_case
from duecare.office.retention.models import Milestone

LONG_AGO = datetime.date(2010, 3, 1)


def paper(case: Case, by: User, title: str, content: bytes) -> Evidence:
    """A paper of a case, its bytes where papers are kept."""
    digest = keep([content], len(content)).sha256
    return Evidence.objects.create(
        case=case, title=title, name=f"{title}.txt", sha256=digest, size=len(content), kind="text/plain",
        source="the customer", captured_on=datetime.date(2026, 1, 2), by=by,
    )  # fmt: skip


def old_case(case: Case, people: People) -> Case:
    """A case with papers, a matter and a party, closed so long ago that nothing asks for it."""
    document = json.loads(json.dumps(case.deal.document)) if case.deal else {}
    document["parties"][1]["name"] = "Hamid Karimi"
    change_deal(case, people["sam"], document)
    comment(case, people["ana"], "Hamid Karimi signs for them.")
    paper(case, people["ana"], "Passport of Hamid Karimi", b"passport")
    matter = open_matter(people["carla"], case, "Is Hamid Karimi listed?", "listing")
    write(matter, people["carla"], Lane.ADVICE, "Karimi: hold.", basis=Basis.WORK_PRODUCT, description="on Karimi")
    close_matter(matter, people["carla"])
    closed_on(case, people["ana"], LONG_AGO)
    return Case.objects.get(pk=case.pk)


def everything() -> str:
    """Every text that stands in any table, as a search of the database would find it."""
    told = []
    for table in apps.get_models():
        for row in table._base_manager.all().values():
            for one in row.values():
                told.append(bytes(one).decode(errors="replace") if isinstance(one, bytes | memoryview) else f"{one}")
    return "\n".join(told)


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
