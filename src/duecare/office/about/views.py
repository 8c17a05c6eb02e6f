"""Pages about a party, a country and an agency of a case."""

from __future__ import annotations

from typing import Final

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from duecare.countries.agencies import Agency, Found, agencies, find_agency, standing
from duecare.countries.page import country_page
from duecare.countries.practice import known_practice
from duecare.office.about.known import agency_address, gathered, told, touched, with_party
from duecare.office.cases.models import Case
from duecare.office.cases.reviewing import data_on
from duecare.office.people.guard import Signed, page
from duecare.office.people.permissions import Act, acts_of
from duecare.office.resolving.hits import Hit, hits_of
from duecare.papers.agency_html import agency_sections
from duecare.papers.country_html import country_head, country_sections
from duecare.papers.practice import capabilities_of
from duecare.places import parent
from duecare.transaction import parse_transaction
from duecare.transaction.model import Party

MOST: Final = 50
"""Cases that stand beside each other on a page."""


@require_GET
@page(Act.VIEW)
def party(request: Signed, case: Case, party: str) -> HttpResponseBase:
    """One party: whom it may be on lists, who holds it, its tie to a state, its numbers, and its other cases."""
    can = acts_of(request.user, case)
    judges = Act.SEE_OUTCOME in can
    found = told(case, party, request.user, judges=judges)
    if found is None:
        raise Http404(_("The deal has no party of that name."))
    own, owners = _hits(case, found.party) if judges else ((), ())
    others = list(with_party(request.user, case, found.party).select_related("analyst", "requester")[: MOST + 1])
    return render(
        request,
        "about/party.html",
        {
            "case": case, "told": found, "judges": judges, "hits": own, "owners": owners, "outcome": judges,
            "decides": Act.DECIDE_HIT in can, "others": others[:MOST], "more": len(others) > MOST,
        },
    )  # fmt: skip


def _hits(case: Case, party: Party) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """The listed parties that a party may be, and those that its owners may be."""
    names = {one.text for one in party.names}
    numbers = {one.value for one in party.identifiers}
    owners = {one.name for one in party.owners or () if one.name}
    hits = hits_of(case)
    own = tuple(hit for hit in hits if set(hit.query.names) == names and _numbers(hit) == numbers)
    return own, tuple(hit for hit in hits if hit not in own and set(hit.query.names) <= owners)


def _numbers(hit: Hit) -> set[str]:
    return {one.value for one in hit.query.identifiers}


@require_GET
@page(Act.VIEW)
def country(request: Signed, case: Case, code: str) -> HttpResponseBase:
    """One country that a case touches: what is practised there, laid down and on record, as of today."""
    found, facts = touched(case), gathered(case)
    if facts is None or code not in {one.key for one in found.countries}:
        raise Http404(_("The case does not touch that country."))
    data = data_on(timezone.localdate())
    shown = country_page(code, data.day, data.countries, capabilities_of(facts) - {"none"})
    return render(
        request,
        "about/country.html",
        {
            "case": case, "shown": shown, "head": country_head(shown),
            "seated": [one for one in found.parties if one.country == code],
            "sections": country_sections(shown, lambda body: agency_address(case, body)),
        },
    )  # fmt: skip


@require_GET
@page(Act.VIEW)
def agency(request: Signed, case: Case, land: str, body: str) -> HttpResponseBase:
    """One agency of the register: what it is on record for, and which parties of the case it may be."""
    one = agencies().get(f"{land}/{body}")
    if one is None:
        raise Http404(_("The register has no agency of that name."))
    data = data_on(timezone.localdate())
    practice = known_practice(parent(one.country) or one.country, data.day, data.countries)
    stands = standing(one, data.day, practice.bands if practice else ())
    return render(
        request,
        "about/agency.html",
        {
            "case": case, "agency": one, "may_be": _may_be(case, one),
            "country": next((land.key for land in touched(case).countries if land.key == one.country), ""),
            "sections": agency_sections(
                Found(one, "exact", one.name), stands, data.day, lambda other: agency_address(case, other)
            ),
        },
    )  # fmt: skip


def _may_be(case: Case, one: Agency) -> list[Party]:
    """The parties of a case whose names may mean an agency."""
    if case.deal is None:
        return []
    return [
        party
        for party in parse_transaction(case.deal.document).parties
        if party.names
        and one in (found.agency for found in find_agency([name.text for name in party.names], party.country))
    ]
