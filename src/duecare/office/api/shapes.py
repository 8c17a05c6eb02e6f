"""What goes in and comes out, as the schema of the interface says it."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from duecare.office.cases.models import Case, Gate, Kind

PLAIN = r"^[^\x00-\x1f\x7f]*$"
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PLAIN, strip_whitespace=True)]
Document = dict[str, Any]
Status = Literal["matches", "no_match", "incomplete", "not_screened"]


class Taken(Schema):
    """A body of a request: a key that is not known is refused, as it may be one written wrongly."""

    model_config = ConfigDict(extra="forbid")


class Screened(Taken):
    """A party to compare with the lists."""

    names: list[Line] = Field(min_length=1, max_length=50, description="Every name that the party goes by.")
    kind: Literal["person", "company", "body", "vessel", "aircraft", "unknown"] = "unknown"
    countries: list[Line] = Field(default=[], max_length=20, description="Codes or names.")
    born: list[Line] = Field(default=[], max_length=10, description="Dates of birth, of any precision.")
    identifiers: list[Line] = Field(default=[], max_length=20, description="Each as type:value, as lei:… or imo:….")
    threshold: float | None = Field(default=None, gt=0, lt=1, description="From this probability on.")


class Scoped(Taken):
    """The text of an item."""

    text: str = Field(min_length=1, max_length=500_000)


class Opened(Taken):
    """A case to open."""

    title: Line
    kind: Kind = Kind.SALE
    gate: Gate = Gate.LEAD
    needed_by: datetime.date | None = None
    deal: Document = Field(default={}, description="A document of duecare.transaction/1; may be left out.")


class OutcomeOut(Schema):
    """What the latest review of a case says."""

    headline: str
    known: str | None = Field(description="The level on what is known; null on hold.")
    possible: str | None = Field(description="The highest that it could be; null on hold.")
    hold: bool = Field(description="It cannot be rated yet.")
    advice: str
    stops: int = Field(description="Legal stops that stand.")
    basis: str = Field(description="The basis hash: another one means that what was judged is another.")
    version: int
    reviewed_at: datetime.datetime


class CaseOut(Schema):
    """A case. outcome: null to those who may not see it, as requesters."""

    number: str
    title: str
    kind: str
    gate: str
    state: str
    customer: str | None
    item: str | None
    country: str | None
    needed_by: datetime.date | None
    opened_at: datetime.datetime
    changed_at: datetime.datetime
    deal_version: int
    outcome: OutcomeOut | None


class DealOut(Schema):
    """The deal of a case after a change."""

    number: str
    version: int
    changed: list[str] = Field(description="Paths of what is another than before.")


class ScreeningOut(Schema):
    """What comparing a party with the lists came to. Nothing here says that a party is cleared."""

    status: Status = Field(
        description="incomplete: no match, but lists that count are missing or old; not_screened: none is loaded, "
        "only the few parties that ship with Duecare were compared."
    )
    said: str
    screening: Document = Field(description="A document of duecare.screening/1.")


class ClearanceOut(Schema):
    """Whether an activity may go ahead. Anything but `allowed: true` means hold."""

    allowed: bool
    state: str
    why: str
    until: datetime.date | None
    conditions: list[str]
    case: str | None = Field(description="Where it was decided; null if the token does not see that case.")


class Wrong(Schema):
    """One thing that is not accepted, and where in the request it stands."""

    where: str
    said: str


class ProblemOut(Schema):
    """Why a request was not done (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[Wrong] | None = None


def case_out(case: Case, *, outcome: bool) -> CaseOut:
    """A case, with what its review says or without."""
    review = case.review if outcome else None
    return CaseOut(
        number=case.number,
        title=case.title,
        kind=case.kind,
        gate=case.gate,
        state=case.state,
        customer=case.customer or None,
        item=case.item or None,
        country=case.country or None,
        needed_by=case.needed_by,
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        deal_version=case.deal.number if case.deal else 0,
        outcome=None
        if review is None
        else OutcomeOut(
            headline=review.headline,
            known=None if review.hold else review.known,
            possible=None if review.hold else review.possible,
            hold=review.hold,
            advice=review.advice,
            stops=case.stops,
            basis=review.basis,
            version=review.number,
            reviewed_at=review.at,
        ),
    )
