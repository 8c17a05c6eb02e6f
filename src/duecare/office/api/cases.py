"""Operations on cases, their deals and reviews."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Body, Header, Query, Router

from duecare.office.api import acts
from duecare.office.api.asked import data_now
from duecare.office.api.asking import Needs, case_of, person_in, token_in
from duecare.office.api.models import Scope
from duecare.office.api.paging import Page, Window, a_page
from duecare.office.api.problems import RequestError
from duecare.office.api.repeating import repeatable
from duecare.office.api.shapes import CaseOut, DealOut, Document, Opened, case_out
from duecare.office.cases.lists import visible
from duecare.office.cases.models import Case, State
from duecare.office.people.permissions import Act, may
from duecare.office.resolving.held import without_held

cases = Router(tags=["Cases"])
READ = Needs(Scope.CASES_READ, Act.VIEW)


def _shown(request: HttpRequest, case: Case) -> CaseOut:
    return case_out(case, outcome=bool(may(person_in(request), Act.SEE_OUTCOME, case)))


@cases.get("/cases", auth=READ, response=Page[CaseOut], summary="List cases")
def list_cases(request: HttpRequest, window: Query[Window], state: Query[State | None] = None) -> Page[CaseOut]:
    """The cases that the token's person sees, the latest opened first."""
    found = visible(person_in(request)).select_related("deal", "review")
    return a_page(found.filter(state=state) if state else found, window, lambda case: _shown(request, case))


@cases.post(
    "/cases", auth=Needs(Scope.CASES_WRITE, Act.OPEN_CASE), response={201: CaseOut}, summary="Open a case"
)  # fmt: skip
@repeatable(keeps=True, ready=data_now)
def open_case(request: HttpRequest, case: Body[Opened]) -> HttpResponse:
    """Open a case, with a deal or with an empty one, which is reviewed.

    The same request with the same `Idempotency-Key` opens no second case within 24 hours, and has the same answer.
    """
    opened = acts.open_case(
        token_in(request), case.title, case.deal, kind=case.kind, gate=case.gate, needed_by=case.needed_by
    )
    return HttpResponse(
        _shown(request, opened).model_dump_json(), status=201, content_type="application/json",
        headers={"Location": f"{request.path}/{opened.number}", "ETag": acts.tag_of(opened)},
    )  # fmt: skip


@cases.get("/cases/{number}", auth=READ, response=CaseOut, summary="Read a case")
def read_case(request: HttpRequest, number: str) -> CaseOut:
    """One case. Of a number that the token's person does not see, the answer is that there is none."""
    return _shown(request, case_of(request, number, Act.VIEW))


@cases.get("/cases/{number}/deal", auth=READ, response=Document, summary="Read the deal of a case")
def read_deal(request: HttpRequest, number: str, response: HttpResponse) -> Document:
    """The deal, a document of `duecare.transaction/1`, as its page shows it: without what was resolved and lifted. The
    review tells that to those who judge. Its `ETag` is what a change needs."""
    case = case_of(request, number, Act.VIEW)
    if case.deal is None:
        raise RequestError("not-there", "This case has no deal yet.")
    response["ETag"] = acts.tag_of(case)
    return without_held(case.deal.document)


@cases.patch(
    "/cases/{number}/deal",
    auth=Needs(Scope.CASES_WRITE, Act.EDIT_DEAL),
    response=DealOut,
    summary="Change the deal of a case",
)
def change_deal(
    request: HttpRequest,
    number: str,
    response: HttpResponse,
    patch: Body[Document],
    if_match: Annotated[str | None, Header(alias="If-Match")] = None,
) -> DealOut:
    """Change the deal by a merge patch (RFC 7396) and review it again.

    `null` takes a key away; a list is replaced whole. `If-Match` says for which version the change was made: it is the
    `ETag` of the deal as it was read. If the deal is another by then, nothing is changed (412).
    """
    case = case_of(request, number, Act.EDIT_DEAL)
    if if_match is None:
        raise RequestError("no-version", headers={"ETag": acts.tag_of(case)})
    data_now()
    acts.change_deal(token_in(request), case, patch, if_match)
    assert case.deal is not None
    response["ETag"] = acts.tag_of(case)
    return DealOut(number=case.number, version=case.deal.number, changed=case.deal.changed)


@cases.get(
    "/cases/{number}/review",
    auth=Needs(Scope.CASES_READ, Act.SEE_OUTCOME),
    response=Document,
    summary="Read the review of a case",
)
def read_review(request: HttpRequest, number: str) -> HttpResponse:
    """The latest review, byte for byte as it was made: a document of `duecare.review/1`."""
    case = case_of(request, number, Act.SEE_OUTCOME)
    if case.review is None:
        raise RequestError("not-there", "This case has not been reviewed yet.")
    if case.review.erased:
        raise RequestError("not-there", "This review was erased.")
    return HttpResponse(
        bytes(case.review.document), content_type="application/json",
        headers={"ETag": f'"{case.number}-review-{case.review.number}"'},
    )  # fmt: skip
