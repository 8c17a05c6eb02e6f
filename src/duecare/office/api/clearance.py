"""May this be shipped, activated, updated: asked by other systems, answered at once, and hold wherever in doubt."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from duecare.errors import InputError
from duecare.office.api.asking import Needs, person_in
from duecare.office.api.models import Scope
from duecare.office.api.problems import RequestError, log
from duecare.office.api.shapes import PLAIN, ClearanceOut
from duecare.office.cases.lists import visible
from duecare.office.people.permissions import Act, may

clear = Router(tags=["Clearance"])
SEEN_BY = ("number", "restricted", "requester")
"""What of a case tells who sees it."""
ELSEWHERE = "It was decided in a case that is not open to this token."


@clear.get(
    "/clearance", auth=Needs(Scope.CLEARANCE, Act.CASES), response=ClearanceOut, summary="Ask for clearance",
    url_name="clearance",
)  # fmt: skip
def ask_clearance(
    request: HttpRequest,
    response: HttpResponse,
    customer: Annotated[str, Query(min_length=1, max_length=300, pattern=PLAIN)],
    item: Annotated[str, Query(min_length=1, max_length=300, pattern=PLAIN)],
    activity: Annotated[str, Query(pattern="^[a-z][a-z_]{0,29}$", description="As ship, activate, support.")],
) -> ClearanceOut:
    """Whether an activity for a customer with an item may go ahead, until when and under which conditions.

    Only `allowed: true` with status 200 means that it may. Everything else means hold: `allowed: false`, any other
    status, no answer. Whatever goes wrong here is answered 503 and `allowed: false`. Of a case that the token does not
    see no more is told than whether, until when and under which conditions. A token of somebody who may not see how a
    case is judged, as a requester, is told `hold` where a legal stop, the rating or a licence holds it.
    """
    try:
        from duecare.office.decisions import clearance as decided

        found = decided.clearance(customer, item, activity, timezone.localdate())
        person, numbers = person_in(request), {*found.cases, found.case} - {None}
        shown = list(visible(person).filter(number__in=numbers).only(*SEEN_BY)) if numbers else []
        seen = any(one.number == found.case for one in shown)
        allowed, told = found.allowed is True, len(shown) == len(numbers)
        judges = all(may(person, Act.SEE_OUTCOME, one) for one in shown)
        state, why = decided.told(found, judges=judges)
        said = ClearanceOut(
            allowed=allowed,
            state=state if told else "cleared" if allowed else "hold",
            why=why if told else ELSEWHERE,
            until=found.until,
            conditions=list(found.conditions) if told or allowed else [],
            case=found.case if seen else None,
        )
    except InputError:
        raise
    except Exception:
        log.exception("clearance could not be told")
        raise RequestError("not-ready", "Clearance cannot be told now: hold.") from None
    response["Cache-Control"] = "no-store"
    return said
