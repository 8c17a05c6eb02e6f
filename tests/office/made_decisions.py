"""Decisions, conditions and papers that tests of decisions are about."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from made_people import People, example

from duecare.office.cases.acts import change_deal, open_case
from duecare.office.cases.models import Case, Gate
from duecare.office.decisions import acts, conditions
from duecare.office.decisions.models import Condition, Consequence, Decision, Outcome
from duecare.office.evidence.models import Evidence

LOW = "harmless-library-tags.yaml"


def in_days(number: int) -> datetime.date:
    """A day so many days from today."""
    return timezone.localdate() + datetime.timedelta(days=number)


def low_case(people: People, **fields: Any) -> Case:
    """A case that is low on what is known, with nothing that stops it."""
    return open_case(people["sam"], "Tags for a library", example(LOW), **fields)


def proposed(case: Case, people: People, outcome: str = Outcome.APPROVE, *gates: str, **said: Any) -> Decision:
    """A proposal of ana on the latest review; an approval is for all gates until in 100 days, unless told."""
    assert case.review is not None
    if outcome in (Outcome.APPROVE, Outcome.CONDITIONS):
        said = {"gates": gates or Gate.values, "expires_on": in_days(100), **said}
    return acts.propose(case, people["ana"], outcome, "As the review says.", review=case.review.number, **said)


def approved(case: Case, people: People, outcome: str = Outcome.APPROVE, *gates: str, **said: Any) -> Decision:
    """A decision that carla approved."""
    decision = proposed(case, people, outcome, *gates, **said)
    if decision.stage == "proposed":
        acts.give_verdict(decision, people["carla"], approves=True)
    case.refresh_from_db()
    return decision


def condition(case: Case, people: People, **said: Any) -> Condition:
    """A condition of sam's, due in 30 days, that no gate waits for."""
    given = {"title": "Training is given", "wanted": "The list of who was there.", "owner": people["sam"],
             "due_on": in_days(30), "consequence": Consequence.LOOK_AGAIN, **said}  # fmt: skip
    return conditions.make(case, people["ana"], **given)


def prove(made: Condition, people: People, shown: Evidence, by: str = "sam", accepted: str = "ana") -> None:
    """A proof that one has given and another has accepted."""
    conditions.prove(made, people[by], shown)
    conditions.judge_proof(made, people[accepted], accepts=True)


def paper(case: Case, people: People, **said: Any) -> Evidence:
    """A paper on file."""
    given = {"case": case, "title": "List of participants", "name": "list.pdf", "sha256": "a" * 64, "size": 3,
             "kind": "application/pdf", "source": "customer", "captured_on": in_days(-1), "by": people["sam"],
             **said}  # fmt: skip
    return Evidence.objects.create(**given)


def changed(case: Case, people: People) -> None:
    """Change the deal so that what is judged is another."""
    assert case.deal is not None
    document = dict(case.deal.document)
    document["parties"] = [{**one, "kind": "police"} if "end_user" in (one.get("roles") or []) else one
                           for one in document["parties"]]  # fmt: skip
    change_deal(case, people["sam"], document)
    case.refresh_from_db()
