"""A company that is made up for a measurement of the office: people, many cases, a token, and answers to be given."""

from __future__ import annotations

import datetime
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PASSWORD = "correct horse battery staple"
PEOPLE = 50
FINDINGS = 20
TOGETHER = 500


@dataclass(frozen=True)
class Company:
    """What a measurement asks about.

    numbers: of some cases; pairs: customer and item of some cases, and of none; token: one that asks for clearance;
    answers: address and answer of a question of a case each; flag: one that many cases raise; sessions: of PEOPLE
    people who are signed in.
    """

    numbers: list[str]
    pairs: list[tuple[str, str]]
    token: str
    answers: list[tuple[str, str]]
    flag: str
    sessions: list[str]


def company(cases: int) -> Company:
    """Make the company up: cases are copies of the shipped examples, reviewed once, with customers of their own.

    Half of the cases were approved, so that clearance has something to allow; three cases to a customer and item.
    """
    import django

    django.setup()
    from django.db import connection, transaction

    from duecare.office import server
    from duecare.office.api.models import Scope
    from duecare.office.api.tokens import make_token
    from duecare.office.cases.acts import open_case
    from duecare.office.cases.models import Case, Reviewed
    from duecare.office.cases.showing import sections_of
    from duecare.office.people.acts import add_person, grant
    from duecare.office.people.models import Role, User
    from duecare.transaction import read_document

    server.prepare(lambda said: None)
    with transaction.atomic():
        for name, role in (("ana", Role.ANALYST), ("sam", Role.REQUESTER), ("adam", Role.ADMINISTRATOR)):
            grant(None, add_person(None, name, PASSWORD), role)
        ana = User.objects.get(username="ana")
        for at in range(PEOPLE):
            user = User.objects.create(username=f"person{at}", password=ana.password)
            grant(None, user, Role.ANALYST)
    User.objects.update(given_password=False)
    sam, adam = (User.objects.get(username=name) for name in ("sam", "adam"))
    examples = sorted((ROOT / "examples").glob("*.yaml"))
    made = [open_case(sam, path.stem, read_document(path.read_bytes(), ".yaml", path.name)) for path in examples]
    for one in made:
        sections_of(Reviewed.objects.get(pk=one.review_id))  # as the worker leaves them after a minute
    models = list(Case.objects.select_related("deal", "review").filter(pk__in=[one.pk for one in made]))
    draw = random.Random(7)
    for first in range(Case.objects.count(), cases, TOGETHER):
        numbers = range(first, min(first + TOGETHER, cases))
        with transaction.atomic():
            _copies(numbers, [draw.choice(models) for _ in numbers], sam, max(cases // 3, 1))
        print(f"\r{numbers[-1] + 1:,} cases", end="", file=sys.stderr)
    print(file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    end = datetime.date.today() + datetime.timedelta(days=30)
    _, token = make_token(adam, "enterprise system", ana, [Scope.CLEARANCE], end)
    some = list(Case.objects.filter(number__startswith="C-2025").order_by("?")[:600])
    pairs = [(one.customer, one.item) for one in some]
    pairs[::4] = [(f"{customer}, that nobody knows", item) for customer, item in pairs[::4]]
    found = Company([one.number for one in some], pairs, token, _answers(some, ana), _flag(), _sessions())
    connection.close()
    return found


def _copies(numbers: range, chosen: list[Any], by: Any, customers: int) -> None:
    """Cases as `open_case` leaves them, but for their entries in the log."""
    from django.db import connection
    from django.utils import timezone

    from duecare.office.cases.models import Case, Deal, Finding, Gate, Reviewed
    from duecare.office.decisions.models import Decision, Standing
    from duecare.office.decisions.standing import key_of
    from duecare.office.monitoring.models import Watched

    copies = Case.objects.bulk_create(
        Case(
            number=f"C-2025-{at:05}", title=f"{one.title} {at}", kind=one.kind, gate=one.gate,
            state="decided" if at % 2 else "review", requester=by, customer=f"{one.customer} {at % customers}",
            item=one.item, country=one.country, known=one.known, possible=one.possible, hold=one.hold,
            advice=one.advice, stops=one.stops, depth=one.depth, end_user_kind=one.end_user_kind,
        )
        for at, one in zip(numbers, chosen, strict=True)
    )  # fmt: skip
    pairs = list(zip(copies, chosen, strict=True))
    deals = Deal.objects.bulk_create(Deal(case=new, number=1, document=one.deal.document, by=by) for new, one in pairs)
    with connection.cursor() as cursor:  # what is compressed is copied as it is
        cursor.execute(COPIED, [[one.pk for one in some] for some in (copies, deals, [old.review for _, old in pairs])])
    reviews = {one.case_id: one for one in Reviewed.objects.defer("document", "sections").filter(case__in=copies)}
    for new, deal in zip(copies, deals, strict=True):
        new.deal, new.review = deal, reviews[new.pk]
    Case.objects.bulk_update(copies, ["deal", "review"])
    Finding.objects.bulk_create(
        Finding(case=new, rule=row.rule, subject=row.subject, status=row.status, kind=row.kind)
        for new, one in pairs
        for row in (_found(one) * FINDINGS)[:FINDINGS]
    )
    Standing.objects.bulk_create(
        Standing(case=new, key=key_of(new.customer, new.item) or "", deal=new.deal, licence=False) for new in copies
    )
    Watched.objects.bulk_create(_watched(new, one) for new, one in pairs)  # else the worker reviews them all again
    today, now = datetime.date.today(), timezone.now()
    Decision.objects.bulk_create(
        Decision(
            case=new, number=1, review=new.review, basis=new.review.basis, outcome="approve", gates=list(Gate.values),
            expires_on=today + datetime.timedelta(days=90), proposer=by, stage="made", made_at=now,
            reason="made up", level="low", body="counsel", needed=1,
        )
        for new in copies
        if new.state == "decided"
    )  # fmt: skip


COPIED = """
    INSERT INTO cases_reviewed (case_id, deal_id, number, cause, at, document, sections, basis, headline, known,
                                possible, hold, advice)
    SELECT new.pk, new.deal, 1, cause, at, document, sections, basis, headline, known, possible, hold, advice
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS new (pk, deal, review)
    JOIN cases_reviewed ON id = new.review
"""
_FOUND: dict[int, list[Any]] = {}
_WATCHED: dict[int, Any] = {}


def _found(case: Any) -> list[Any]:
    return _FOUND.setdefault(case.pk, list(case.findings.all()))


def _watched(new: Any, one: Any) -> Any:
    """What the review of a copy rests on: what that of its pattern does."""
    from duecare.office.monitoring.models import Watched

    if one.pk not in _WATCHED:
        _WATCHED[one.pk] = Watched.objects.get(case=one.pk)
    kept = _WATCHED[one.pk]
    rest = {name: getattr(kept, name) for name in ("inputs_id", "said", "parties", "places", "agencies", "capabilities",
                                                   "owners", "until")}  # fmt: skip
    return Watched(case=new, review=new.review, **rest)


def _answers(cases: list[Any], by: Any) -> list[tuple[str, str]]:
    """The address of a question with two answers, of each case that asks one, and the answer that is given."""
    from duecare.office.cases.models import Case
    from duecare.office.intake.asking import open_questions
    from duecare.office.intake.tasks import question_url

    first: dict[int, tuple[str, str] | None] = {}
    found = []
    for case in Case.objects.select_related("deal", "review").filter(pk__in=[one.pk for one in cases[:300]]):
        asked = [one for one in open_questions(case, by).asked if one.fact.type == "boolean"]
        first[case.pk] = (question_url(case, asked[0].key), "no") if asked else None
        found.append(first[case.pk])
    return [one for one in found if one is not None]


def _flag() -> str:
    from django.db.models import Count

    from duecare.office.cases.models import Finding

    often = Finding.objects.filter(kind="flag").values("rule").annotate(times=Count("case", distinct=True))
    return str(often.order_by("-times")[0]["rule"])


def _sessions() -> list[str]:
    from django.test import Client

    from duecare.office.people.models import User

    found = []
    for user in User.objects.filter(username__startswith="person"):
        client = Client()
        client.force_login(user)
        found.append(client.cookies["sessionid"].value)
    return found
