"""Pages on which flags are resolved, matches decided and stops lifted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from duecare.errors import InputError
from duecare.office.audit.meanwhile import ChangedMeanwhileError, sent_with
from duecare.office.cases.models import Case
from duecare.office.evidence.access import readable
from duecare.office.people.guard import Signed, page
from duecare.office.people.permissions import Act, may
from duecare.office.resolving import flags, hits, stops
from duecare.office.resolving.forms import Deciding, Lifting, Proposing, Saying
from duecare.office.resolving.judged import judged
from duecare.office.resolving.models import Lift, Resolution


def _back(case: Case) -> HttpResponseBase:
    return redirect(f"/cases/{case.number}/resolving/")


def _asked(request: Signed, key: str, find: Callable[[str], Any]) -> tuple[str, Any]:
    """The key that an address or form names, and what it is the key of; 404 where there is nothing of it."""
    named = request.POST.get(key) or request.GET.get(key, "")
    try:
        return named, find(named)
    except InputError as problem:
        raise Http404(str(problem)) from None


def _sent(request: Signed) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _shown(request: Signed, template: str, form: forms.Form, **content: Any) -> HttpResponseBase:
    return render(request, template, {"form": form, **content}, status=400 if form.errors else 200)


@require_GET
@page(Act.SEE_OUTCOME)
def resolving(request: Signed, case: Case) -> HttpResponseBase:
    """Everything that was decided of a case and what waits to be."""
    read = set(readable(request.user, case).values_list("pk", flat=True))
    return render(
        request,
        "resolving/resolving.html",
        {
            "case": case,
            "resolutions": case.resolutions.select_related(
                "evidence", "evidence__case", "proposed_by", "confirmed_by", "ended_by"
            ).order_by("-pk"),
            "decisions": case.hit_decisions.select_related("by").order_by("-pk"),
            "lifts": case.lifts.select_related("evidence", "evidence__case", "by", "ended_by").order_by("-pk"),
            "read": read,
            "opens": bool(may(request.user, Act.RESOLVE_FLAG, case)),
            "withdraws": bool(may(request.user, Act.LIFT_STOP, case)),
        },
    )


@require_http_methods(["GET", "POST"])
@page(Act.RESOLVE_FLAG)
def propose(request: Signed, case: Case) -> HttpResponseBase:
    """Propose that a flag is dealt with."""
    key, flag = _asked(request, "finding", judged(case).flag)
    form = Proposing(request.user, case, _sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            flags.propose(case, request.user, key, **form.cleaned_data)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("It is proposed. The flag stays raised until a second person confirms."))
            return _back(case)
    return _shown(request, "resolving/propose.html", form, case=case, flag=flag)


@require_http_methods(["GET", "POST"])
@page(Act.RESOLVE_FLAG)
def resolution(request: Signed, case: Case, which: int) -> HttpResponseBase:
    """One resolution: confirmed, refused or withdrawn."""
    found = get_object_or_404(
        case.resolutions.select_related("case", "evidence", "evidence__case", "proposed_by", "confirmed_by"), pk=which
    )
    form = Saying(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            said = _done(found, request, form.cleaned_data["why"])
        except InputError as problem:
            form.add_error("why" if problem.message.startswith("no reason") else None, str(problem))
            found.refresh_from_db()
        else:
            messages.success(request, said)
            return _back(case)
    mine = found.proposed_by_id == request.user.pk
    waits = found.state == Resolution.State.PROPOSED
    theirs = case.requester_id == request.user.pk
    assert case.review is not None
    return _shown(
        request,
        "resolving/resolution.html",
        form,
        case=case,
        one=found,
        flag=next((one for one in judged(case).flags if one.key == found.finding), None),
        reads=readable(request.user, case).filter(pk=found.evidence_id).exists(),
        moved=waits and found.basis != case.review.basis,
        may_confirm=waits and not mine and not theirs,
        may_withdraw=((waits and mine) or found.state == Resolution.State.CONFIRMED) and not theirs,
    )


def _done(found: Resolution, request: Signed, why: str) -> str:
    """Do what the button says; what came of it."""
    match request.POST.get("do"):
        case "confirm":
            flags.confirm(found, request.user)
            return _("It is confirmed, and the case was reviewed again. The flag stays visible as resolved.")
        case "refuse":
            flags.refuse(found, request.user, why)
            return _("It is refused. The flag stays raised.")
        case "withdraw":
            flags.withdraw(found, request.user, why)
            return _("It is withdrawn.")
    raise InputError("nothing was chosen", hint="accepted: confirm, refuse, withdraw")


@require_GET
@page(Act.DECIDE_HIT)
def matches(request: Signed, case: Case) -> HttpResponseBase:
    """Every match of the case with a list."""
    found = hits.hits_of(case)
    return render(
        request,
        "resolving/hits.html",
        {"case": case, "hits": found, "theirs": case.requester_id == request.user.pk},
    )


@require_http_methods(["GET", "POST"])
@page(Act.DECIDE_HIT)
def decide(request: Signed, case: Case) -> HttpResponseBase:
    """Decide one match."""
    asked = request.POST if request.method == "POST" else request.GET
    party, entry = asked.get("party", ""), asked.get("entry", "")
    hit = next((one for one in hits.hits_of(case) if (one.party, one.entry) == (party, entry)), None)
    if hit is None:
        raise Http404(_("There is no such match now. The party or the list may have changed."))
    form = Deciding(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            hits.decide_hit(
                case, request.user, party, entry, shown=sent_with(request.POST), **form.cleaned_data
            )  # fmt: skip
        except ChangedMeanwhileError as met:
            form.add_error(None, met.message)
            hit = next((one for one in hits.hits_of(case) if (one.party, one.entry) == (party, entry)), hit)
        except InputError as problem:
            form.add_error("until" if "until a day" in problem.message or "the end" in problem.message else None,
                           str(problem))  # fmt: skip
        else:
            messages.success(request, _("It is decided, and the case was reviewed again."))
            return redirect("matches", number=case.number)
    return _shown(request, "resolving/decide.html", form, case=case, hit=hit)


@require_http_methods(["GET", "POST"])
@page(Act.LIFT_STOP)
def lift(request: Signed, case: Case) -> HttpResponseBase:
    """Record what lifts a stop."""
    key, stop = _asked(request, "stop", judged(case).stop)
    form = Lifting(request.user, case, _sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            stops.lift(case, request.user, key, **form.cleaned_data)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The record is in the deal, and the case was reviewed again."))
            return _back(case)
    return _shown(request, "resolving/lift.html", form, case=case, stop=stop)


@require_http_methods(["GET", "POST"])
@page(Act.LIFT_STOP)
def withdraw_lift(request: Signed, case: Case, which: int) -> HttpResponseBase:
    """Withdraw a record: the stop stands again."""
    found = get_object_or_404(case.lifts.select_related("case", "evidence", "by"), pk=which, state=Lift.State.STANDING)
    form = Saying(_sent(request))
    form.fields["why"].required = True
    form.fields["why"].help_text = ""
    if request.method == "POST" and form.is_valid():
        try:
            stops.withdraw(found, request.user, form.cleaned_data["why"])
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The record is withdrawn, and the case was reviewed again."))
            return _back(case)
    return _shown(request, "resolving/withdraw_lift.html", form, case=case, one=found)
