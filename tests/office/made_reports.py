"""Cases of a year that reports are about, kept as rows: a report reads columns and no document."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils import timezone
from made_people import People

from duecare.office.cases.models import Case, Deal, Reviewed
from duecare.office.decisions.models import Decision
from duecare.office.monitoring.models import Inputs, Watched

WORDS = {"lessons": "We ask earlier who will run the system from day to day."}
YEAR = timezone.localdate().year - 1
Said = tuple[str, str, str, int]
PLENTY: tuple[Said, ...] = (
    # country, what the item can do, outcome, how many
    ("EG", "drone", "approve", 12),
    ("EG", "spyware", "decline", 7),
    ("DE", "drone", "approve_with_conditions", 9),
    ("DE", "facial_recognition", "approve", 8),
    ("JP", "drone", "approve", 6),
    ("JP", "spyware", "decline", 2),
    ("JP", "facial_recognition", "approve_with_conditions", 9),
    ("EG", "facial_recognition", "approve", 9),
    ("DE", "spyware", "decline", 7),
    ("", "", "", 6),
)


def sold(people: People, rows: Iterable[Said], year: int = YEAR) -> list[Case]:
    """Cases that were opened in a year, with a decision where an outcome is named."""
    at = datetime.datetime(year, 5, 4, tzinfo=datetime.UTC)
    inputs, _ = Inputs.objects.get_or_create(hash="0" * 64, defaults={"document": {}})
    start, made = Case.objects.count(), []
    for country, ability, outcome, number in rows:
        for _turn in range(number):
            start += 1
            case = Case.objects.create(
                number=f"C-{year}-{start:05}", title=f"Sale {start} to Kestrel Holdings", requester=people["sam"],
                country=country, known="high", possible="high", hold=not country, customer="Kestrel Holdings",
                item="Skylark Nine",
            )  # fmt: skip
            parties = [
                {"id": "user", "name": "Kestrel Holdings", "roles": ["end_user"], "contact": {"name": "Ines Prado"}}
            ]
            document = {"parties": parties, "items": [{"id": "it", "name": "Skylark Nine"}],
                        "value": {"amount": "731250.00", "currency": "EUR"}}  # fmt: skip
            deal = Deal.objects.create(case=case, number=1, document=document, by=people["sam"])
            review = Reviewed.objects.create(
                case=case, deal=deal, number=1, cause="deal", document=b"{}", sections={}, basis="b", headline="x",
                known="high", possible="high", hold=False, advice="escalate",
            )  # fmt: skip
            Case.objects.filter(pk=case.pk).update(opened_at=at, deal=deal, review=review)
            Watched.objects.create(
                case=case, review=review, inputs=inputs, said="", capabilities=f"|{ability}|" if ability else "||"
            )
            if outcome:
                Decision.objects.create(
                    case=case, number=1, review=review, basis="b", outcome=outcome, reason="r", level="high",
                    body="counsel", needed=1, proposer=people["ana"], stage="made", made_at=at, expires_on=at.date(),
                )  # fmt: skip
            made.append(case)
    return made
