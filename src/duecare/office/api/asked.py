"""Operations that only compute: review a deal, screen a party, scope a text. Nothing of them is kept."""

from __future__ import annotations

import os

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, Router

from duecare.errors import DuecareError
from duecare.items import scope_text
from duecare.items.report import scope_document
from duecare.office.api.asking import Needs
from duecare.office.api.models import Scope
from duecare.office.api.problems import RequestError, log
from duecare.office.api.repeating import repeatable
from duecare.office.api.shapes import Document, Scoped, Screened, ScreeningOut, Status
from duecare.office.cases.reviewing import Data, data_on, reviewed
from duecare.office.people.permissions import Act
from duecare.parties.screening.loaded import Lists, open_lists
from duecare.parties.screening.particulars import query_from
from duecare.parties.screening.report import screening_document
from duecare.review import review_bytes
from duecare.snapshots import home_from

asked = Router(tags=["Ask"])


@asked.post("/reviews", auth=Needs(Scope.REVIEW, Act.SEE_OUTCOME), response=Document, summary="Review a deal")
@repeatable(keeps=False)
def review_deal(request: HttpRequest, deal: Body[Document]) -> HttpResponse:
    """Review a deal that is a document of `duecare.transaction/1`. Nothing is kept.

    The answer is a document of `duecare.review/1`, which `duecare replay` judges again.
    """
    return HttpResponse(review_bytes(reviewed(deal, data_now())), content_type="application/json")


@asked.post("/screening", auth=Needs(Scope.SCREEN, Act.SEE_OUTCOME), response=ScreeningOut, summary="Screen a party")
@repeatable(keeps=False)
def screen_party(request: HttpRequest, party: Body[Screened]) -> ScreeningOut:
    """Compare a party with the lists that are loaded. Nothing is kept.

    Each match comes with its probability, what speaks for and against it, and its list; the receipt says which lists
    were compared, how old they are, and which are not loaded.
    """
    query = query_from(
        party.names, kind=party.kind, countries=party.countries, born=party.born, identifiers=party.identifiers
    )
    day, lists = timezone.localdate(), _lists()
    found = lists.decisions.apply(query, lists.screener.search(query, party.threshold), day)
    status: Status = (
        "matches" if found
        else "not_screened" if lists.starter
        else "incomplete" if lists.wanting or lists.stale
        else "no_match"
    )  # fmt: skip
    return ScreeningOut(
        status=status, said=_said(status, len(found), lists),
        screening=screening_document(query, found, lists, party.threshold, day),
    )  # fmt: skip


def _said(status: Status, matches: int, lists: Lists) -> str:
    only = f" No official list is loaded: only {len(lists.screener):,} parties that ship with Duecare were compared."
    if status == "matches":
        return f"{matches} listed parties may be it; a person decides whether they are.{only if lists.starter else ''}"
    if status == "not_screened":
        return f"Not screened.{only} No match among them says nothing of the lists."
    if status == "incomplete":
        wrong = [*(f"{key} is not loaded" for key in lists.wanting), *(f"{one.key} is old" for one in lists.stale)]
        return f"No match on the lists loaded, but {'; '.join(wrong)}."
    return "No match on the lists loaded."


def data_now() -> Data:
    """What reviews rest on today.

    Raises:
        RequestError: the data folder is damaged, which is for the office to mend and not for who asks.
    """
    try:
        return data_on(timezone.localdate())
    except (DuecareError, OSError):
        log.exception("the data folder cannot be used")
        raise RequestError("not-ready", "The office's own data cannot be used at the moment.") from None


def _lists() -> Lists:
    loaded = data_now().lists
    if loaded is not None:
        return loaded
    try:
        return open_lists(home_from(os.environ), timezone.localdate())
    except (DuecareError, OSError):
        log.exception("the lists cannot be used")
        raise RequestError("not-ready", "The lists cannot be used at the moment.") from None


@asked.post("/scoping", auth=Needs(Scope.SCOPE, Act.CASES), response=Document, summary="Scope the text of an item")
@repeatable(keeps=False)
def scope_item(request: HttpRequest, item: Body[Scoped]) -> Document:
    """Say what an item can do, from its own words. Nothing is kept.

    The answer is a document of `duecare.scope/1`: capabilities, each with the words that it rests on and where they
    stand.
    """
    return scope_document([scope_text(item.text)])
