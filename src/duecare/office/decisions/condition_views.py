"""Pages of conditions."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from duecare.errors import InputError
from duecare.office.cases.models import Case
from duecare.office.decisions import conditions
from duecare.office.decisions.forms import Accepting, Checking, Dropping, Making, Proving
from duecare.office.evidence.access import readable
from duecare.office.people.guard import Signed, page
from duecare.office.people.permissions import Act, acts_of, may
from duecare.office.people.undo import offer


@require_http_methods(["GET", "POST"])
@page(Act.KEEP_CONDITION)
def make(request: Signed, case: Case) -> HttpResponseBase:
    """Make a condition, from a safeguard, a proviso or one's own words."""
    drafts = conditions.drafts(case)
    chosen = request.GET.get("from", "")
    draft = drafts.get(chosen, {})
    first = {"reference": chosen if draft else "", "title": draft.get("title", "")[:200],
             "text": draft.get("text", ""), "wanted": draft.get("wanted", "")}  # fmt: skip
    form = Making(case, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = conditions.make(case, request.user, **form.cleaned_data)
        except InputError as problem:
            form.add_error("owner" if "see this case" in str(problem) else None, str(problem))
        else:
            offer(
                request, conditions.undo_make, _("The condition is made."), reverse("case", args=[case.number]),
                condition=made.pk,
            )  # fmt: skip
            return redirect("condition", number=case.number, condition=made.pk)
    return render(
        request, "decisions/make.html", {"case": case, "form": form, "drafts": drafts, "chosen": chosen},
        status=400 if form.errors else 200,
    )  # fmt: skip


@require_GET
@page(Act.VIEW)
def condition(request: Signed, case: Case, condition: int) -> HttpResponseBase:
    """One condition, and what can be done about it."""
    found = get_object_or_404(
        case.conditions.select_related(
            "case", "owner", "by", "proof", "proven_by", "accepted_by", "checked_by", "dropped_by"
        ),
        pk=condition,
    )
    titles = dict(readable(request.user, case).values_list("pk", "title"))
    proof = None if found.proof_id is None else readable(request.user, case).filter(pk=found.proof_id).first()
    past = found.past_proofs.select_related("proof", "proven_by", "accepted_by", "refused_by", "checked_by")
    return render(
        request,
        "decisions/condition.html",
        {"case": case, "condition": found, "proof": proof, "state": found.state(timezone.localdate()),
         "lapsed": found.lapsed(timezone.localdate()), "past": [(one, titles.get(one.proof_id)) for one in past],
         "may_accept": found.proof is not None and not conditions.may_not_judge(found, request.user),
         "judges": bool(may(request.user, Act.SEE_OUTCOME, case)),
         "can": {act.name.lower(): True for act in acts_of(request.user, case)}},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Act.PROVE_CONDITION)
def prove(request: Signed, case: Case, condition: int) -> HttpResponseBase:
    """Give the paper that shows that a condition is kept."""
    found = get_object_or_404(case.conditions, pk=condition)
    form = Proving(case, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            conditions.prove(found, request.user, form.cleaned_data["proof"])
        except InputError as problem:
            form.add_error("proof", str(problem))
        else:
            said = _("The proof is on file.") if found.waived_under else _(
                "The proof is on file. It counts once an analyst or approver other than you has accepted it."
            )  # fmt: skip
            messages.success(request, said)
            return redirect("condition", number=case.number, condition=found.pk)
    words = {"title": _("Prove a condition"), "button": _("Give the proof"), "note": found.wanted}
    return render(
        request, "decisions/act.html", {"case": case, "condition": found, "form": form, **words},
        status=400 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Act.KEEP_CONDITION)
def accept(request: Signed, case: Case, condition: int) -> HttpResponseBase:
    """Accept the paper that was given as a proof, or refuse it."""
    found = get_object_or_404(case.conditions.select_related("case", "proof", "proven_by"), pk=condition)
    form = Accepting(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accepts = form.cleaned_data["accepts"] == "yes"
        try:
            conditions.judge_proof(found, request.user, accepts=accepts, why=form.cleaned_data["why"])
        except InputError as problem:
            form.add_error("accepts" if accepts or form.cleaned_data["why"] else "why", str(problem))
        else:
            said = _("The proof is accepted: the condition is proven.") if accepts else _(
                "The proof is refused. Its owner sees why and gives another."
            )  # fmt: skip
            messages.success(request, said)
            return redirect("condition", number=case.number, condition=found.pk)
    proof = None if found.proof_id is None else readable(request.user, case).filter(pk=found.proof_id).first()
    return render(
        request, "decisions/accept.html",
        {"case": case, "condition": found, "form": form, "proof": proof,
         "also": conditions.also_proves(found, request.user) if proof else (),
         "why_not": conditions.may_not_judge(found, request.user) if found.proof else ""},
        status=400 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Act.KEEP_CONDITION)
def check(request: Signed, case: Case, condition: int) -> HttpResponseBase:
    """Say whether a condition works."""
    found = get_object_or_404(case.conditions, pk=condition)
    form = Checking(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            conditions.check(found, request.user, works=said["works"] == "yes", seen=said["seen"], on=said["on"])
        except InputError as problem:
            form.add_error("works", str(problem))
        else:
            messages.success(request, _("What you saw is kept."))
            return redirect("condition", number=case.number, condition=found.pk)
    note = _("If it has failed: %(what)s.") % {"what": found.get_consequence_display()}
    words = {"title": _("Does the condition work?"), "button": _("Keep what I saw"), "note": note}
    return render(
        request, "decisions/act.html", {"case": case, "condition": found, "form": form, **words},
        status=400 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Act.APPROVE)
def drop(request: Signed, case: Case, condition: int) -> HttpResponseBase:
    """Take a condition away."""
    found = get_object_or_404(case.conditions, pk=condition)
    form = Dropping(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            conditions.drop(found, request.user, form.cleaned_data["why"])
        except InputError as problem:
            form.add_error("why", str(problem))
        else:
            messages.success(request, _("The condition was dropped; it stays on file with the reason."))
            return redirect("condition", number=case.number, condition=found.pk)
    words = {"title": _("Drop a condition"), "button": _("Drop it"),
             "note": _("What was agreed with a condition is then agreed without it.")}  # fmt: skip
    return render(
        request, "decisions/act.html", {"case": case, "condition": found, "form": form, **words},
        status=400 if form.errors else 200,
    )  # fmt: skip
