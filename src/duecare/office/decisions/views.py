"""Pages of decisions."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.audit.meanwhile import sent_with, shown_of
from duecare.office.cases.lists import visible
from duecare.office.cases.models import Case, Gate
from duecare.office.decisions import acts
from duecare.office.decisions.conditions import reminders
from duecare.office.decisions.forms import Framing, Judging, Proposing
from duecare.office.decisions.models import Decision, Outcome, Stage
from duecare.office.decisions.quorum import fast_lane, rules
from duecare.office.digests.waiting import Kind, flag_proposals, to_decide_again, waits_for
from duecare.office.people.guard import Signed, page
from duecare.office.people.permissions import Act, may, roles_allow

YEAR = datetime.timedelta(days=365)
FAR = datetime.date.max
MOST = 100
"""Rows of a list on the page of what waits; the first are those that wait longest."""

DECIDED_HERE = frozenset({Kind.APPROVAL, Kind.FLAG, Kind.AGAIN, Kind.CONDITION})
BULK = ("case__review__document", "case__review__sections")
OWN_BULK = ("review__document", "review__sections")


@require_GET
@page(Act.CASES)
def waiting(request: Signed) -> HttpResponseBase:
    """What waits for a decision or a proof, in the cases that the person sees."""
    today, seen = timezone.localdate(), visible(request.user)
    judges = roles_allow(request.user.roles(), Act.SEE_OUTCOME)
    held = rules()
    proposed: list[dict[str, object]] = []
    if judges:
        found = Decision.objects.filter(stage=Stage.PROPOSED, case__in=seen).select_related("case__review", "proposer")
        for one in found.defer(*BULK).prefetch_related("verdicts"):
            basis = one.case.review.basis if one.case.review else None
            proposed.append({"decision": one, "lack": acts.missing(one, held), "fast": fast_lane(one.case, held),
                             "state": acts.state_of(one, basis, today)})  # fmt: skip
        proposed.sort(key=lambda row: _order(row["decision"], fast=bool(row["fast"])))
    over = to_decide_again(request.user, today)
    late = reminders(request.user, today)
    again = over.select_related("case__review", "review").defer(*BULK, *OWN_BULK).order_by("expires_on", "pk")[:MOST]
    return render(
        request,
        "decisions/waiting.html",
        {
            "waits": waits_for(request.user, today, DECIDED_HERE),
            "proposed": proposed,
            "flags": flag_proposals(request.user)[:MOST],
            "again": [
                (one, acts.state_of(one, one.case.review.basis if one.case.review else None, today)) for one in again
            ],
            "again_more": max(over.count() - MOST, 0),
            "conditions": [(one, one.state(today)) for one in late[:MOST]],
            "conditions_more": max(late.count() - MOST, 0),
            "judges": judges,
            "fast_days": held.fast_days,
        },
    )


def _order(decision: object, *, fast: bool) -> tuple[datetime.date, bool, datetime.datetime]:
    """First what is needed first, then the fast lane, then what has waited longest."""
    assert isinstance(decision, Decision)
    return (decision.case.needed_by or FAR, not fast, decision.proposed_at)


@require_http_methods(["GET", "POST"])
@page(Act.PROPOSE)
def propose(request: Signed, case: Case) -> HttpResponseBase:
    """Propose a decision on the latest review."""
    gates = Gate.values[: Gate.values.index(case.gate) + 1]
    first = {
        "review": case.review.number if case.review else 0, "gates": gates,
        "expires_on": timezone.localdate() + min(YEAR, datetime.timedelta(days=rules().longest)),
    }  # fmt: skip
    quorum = acts.quorum_of(case, Outcome.APPROVE)
    form = Proposing(request.POST or None, initial=first, board=quorum.record)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.propose(case, request.user, said.pop("outcome"), said.pop("reason"), **said)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The decision is proposed. Those who approve find it under Decisions."))
            return redirect("case", number=case.number)
    return render(
        request,
        "decisions/propose.html",
        {"case": case, "form": form, "quorum": quorum,
         "reasons": [rules().reasons[f"{key}_reason"] for key in ("bodies", "possible", "by_depth", "dissent")],
         "open": case.decisions.filter(stage=Stage.PROPOSED).first()},
        status=400 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Act.APPROVE)
def verdict(request: Signed, case: Case, decision: int) -> HttpResponseBase:
    """Approve a proposal, or dissent."""
    found = get_object_or_404(case.decisions.select_related("review", "proposer").defer(*OWN_BULK), number=decision)
    form = Judging(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.give_verdict(
                found, request.user, approves=said["approves"] == "yes", reason=said["reason"],
                privileged=said["privileged"],
            )  # fmt: skip
        except InputError as problem:
            form.add_error("approves", str(problem))
        else:
            made = found.stage == Stage.MADE
            messages.success(request, _("The decision is made.") if made else _("Your verdict is kept."))
            return redirect("case", number=case.number)
    today = timezone.localdate()
    return render(
        request,
        "decisions/verdict.html",
        {"case": case, "decision": found, "form": form, "lack": acts.missing(found),
         "state": acts.state_of(found, case.review.basis if case.review else None, today),
         "conditions": [(one, one.state(today)) for one in case.conditions.select_related("owner", "proof")
                        if one.dropped_at is None]},
        status=400 if form.errors else 200,
    )  # fmt: skip


@require_POST
@page(Act.PROPOSE)
def retract(request: Signed, case: Case, decision: int) -> HttpResponseBase:
    """Take a proposal back."""
    try:
        acts.retract(get_object_or_404(case.decisions, number=decision), request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The proposal was taken back."))
    return redirect("case", number=case.number)


@require_GET
@page(Act.SEE_OUTCOME)
def decided(request: Signed, case: Case) -> HttpResponseBase:
    """Every decision on a case and what was said to it; a privileged reason to counsel alone."""
    today, basis = timezone.localdate(), case.review.basis if case.review else None
    found = case.decisions.select_related("review", "proposer").defer(*OWN_BULK)
    found = found.prefetch_related("verdicts__by").order_by("-number")
    return render(
        request,
        "decisions/decided.html",
        {"case": case, "counsel": bool(may(request.user, Act.MATTER, case)),
         "rows": [(one, acts.state_of(one, basis, today)) for one in found]},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Act.ASSIGN)
def framework(request: Signed, case: Case) -> HttpResponseBase:
    """Which framework a case is a call-off of."""
    form = Framing(request.POST or None, initial={"framework": case.framework.number if case.framework else ""})
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["framework"].strip().upper()
        above = visible(request.user).filter(number=number).first()
        try:
            if number and above is None:
                raise InputError(_("There is no case %(number)s that you can see.") % {"number": number})
            acts.set_framework(case, request.user, above, shown=sent_with(request.POST))
        except InputError as problem:
            form.add_error("framework", str(problem))
            case.refresh_from_db()
        else:
            return redirect("case", number=case.number)
    offs = visible(request.user).filter(framework=case).order_by("number")
    return render(
        request, "decisions/framework.html", {"case": case, "form": form, "call_offs": offs,
                                              "shown": shown_of(case.framework_id)},
        status=400 if form.errors else 200,
    )  # fmt: skip
