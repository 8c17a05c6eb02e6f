"""Operations on decisions and alerts. They are there where the rooms are that keep those."""

from __future__ import annotations

import datetime
from typing import Any, Final, Literal

from django.apps import apps
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from duecare.office.api.asking import Needs, case_of, person_in
from duecare.office.api.models import Scope
from duecare.office.api.paging import Page, Window, a_page
from duecare.office.api.shapes import Document
from duecare.office.cases.lists import visible
from duecare.office.people.permissions import Act

decided = Router(tags=["Decisions"])
DECISION: Final[Any] = apps.all_models["decisions"].get("decision")
ALERT: Final[Any] = apps.all_models["monitoring"].get("alert")


class DecisionOut(Schema):
    """A decision on a case. Who dissented and why is not told here: it may lie in counsel's lane."""

    number: int
    outcome: str
    stage: str = Field(description="proposed, made, retracted or replaced.")
    stale: bool = Field(description="What was judged is another by now: it opens nothing until it is decided again.")
    gates: list[str] = Field(description="What it opens.")
    expires_on: datetime.date | None
    reason: str
    level: str
    basis: str
    review: int = Field(description="The number of the review that it was made on.")
    approvals: int
    dissents: int
    proposed_at: datetime.datetime
    made_at: datetime.datetime | None
    ended_at: datetime.datetime | None


class AlertOut(Schema):
    """A case of which something is otherwise than it was."""

    id: int
    case: str
    kind: str
    legal: bool = Field(description="It is about a legal stop.")
    because: Document
    changed: Document
    at: datetime.datetime
    assigned: str | None = Field(description="The name that the person signs in with; null where nobody has it yet.")
    snoozed_until: datetime.date | None
    done_at: datetime.datetime | None


if DECISION is not None:

    @decided.get(
        "/cases/{number}/decisions",
        auth=Needs(Scope.DECISIONS_READ, Act.SEE_OUTCOME),
        response=Page[DecisionOut],
        summary="Read the decisions on a case",
    )
    def list_decisions(request: HttpRequest, number: str, window: Query[Window]) -> Page[DecisionOut]:
        """Every decision on a case, the latest first, proposals among them."""
        case = case_of(request, number, Act.SEE_OUTCOME)
        basis = case.review.basis if case.review else ""
        return a_page(case_decisions(case.pk), window, lambda one: _decision(one, basis))


def case_decisions(case: int) -> Any:
    """The decisions on a case, with how many approved and dissented."""
    said = {"approvals": Count("verdicts", Q(verdicts__approves=True)),
            "dissents": Count("verdicts", Q(verdicts__approves=False))}  # fmt: skip
    found = DECISION._default_manager.filter(case=case).select_related("review")
    return found.defer("review__document", "review__sections").annotate(**said).order_by("-number")


def _decision(one: Any, basis: str) -> DecisionOut:
    return DecisionOut(
        number=one.number, outcome=one.outcome, stage=one.stage,
        stale=one.stage in ("proposed", "made") and one.basis != basis, gates=list(one.gates),
        expires_on=one.expires_on, reason=one.reason, level=one.level, basis=one.basis, review=one.review.number,
        approvals=one.approvals, dissents=one.dissents, proposed_at=one.proposed_at, made_at=one.made_at,
        ended_at=one.ended_at,
    )  # fmt: skip


if ALERT is not None:

    @decided.get(
        "/alerts", auth=Needs(Scope.ALERTS_READ, Act.ALERTS), response=Page[AlertOut], summary="List alerts"
    )  # fmt: skip
    def list_alerts(
        request: HttpRequest,
        window: Query[Window],
        state: Query[Literal["due", "waiting", "done"] | None] = None,
    ) -> Page[AlertOut]:
        """The alerts about cases that the token's person sees, the latest first."""
        found = ALERT._default_manager.filter(case__in=visible(person_in(request))).select_related("case", "assigned")
        later = Q(snoozed_until__gt=timezone.localdate())
        match state:
            case "due":
                found = found.filter(Q(done_at=None) & ~Q(Q(snoozed_until__isnull=False) & later))
            case "waiting":
                found = found.filter(later, done_at=None)
            case "done":
                found = found.exclude(done_at=None)
        return a_page(found, window, _alert)


def _alert(one: Any) -> AlertOut:
    return AlertOut(
        id=one.pk, case=one.case.number, kind=one.kind, legal=one.legal, because=one.because, changed=one.changed,
        at=one.at, assigned=one.assigned.username if one.assigned else None, snoozed_until=one.snoozed_until,
        done_at=one.done_at,
    )  # fmt: skip
