"""Pages of engagement about one case: consultations, facts that were heard, and who is hurt by stopping."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duecare.errors import InputError
from duecare.facts import FactType, vocabulary
from duecare.office.cases.acts import ConcurrentEditError
from duecare.office.cases.models import Case
from duecare.office.engagement import acts
from duecare.office.engagement.forms import Consulting, Leaving, Stating
from duecare.office.engagement.leaving import Step, weigh, weighed
from duecare.office.engagement.models import Consultation, Heard
from duecare.office.intake.asking import may_answer, open_questions
from duecare.office.intake.stated import said as said_in
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import User
from duecare.office.people.permissions import Act
from duecare.transaction.format import STRUCTURAL


@require_http_methods(["GET", "POST"])
@page(Act.CONSULT)
def consult(request: Signed, case: Case) -> HttpResponseBase:
    """Record a consultation about a case."""
    form = Consulting(request.user, request.POST or None, about_case=True)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            made = acts.consult(
                request.user, Consultation.Topic.CASE, list(given.pop("stakeholders")), case=case, **given
            )
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Recorded as %(number)s. Now say what was heard.") % {"number": made.number})
            return redirect("consultation", pk=made.pk)
    context = {"case": case, "form": form}
    return render(request, "engagement/consult.html", context, status=400 if form.errors else 200)


def _offered(case: Case, user: User) -> list[tuple[str, str]]:
    """Questions that can be answered by what was heard: open ones in their order, then those that have an answer."""
    known, facts, theirs = open_questions(case, user), vocabulary().facts, may_answer(user)
    found = {f"{one.fact.name}@{one.subject}": (one.fact, one.subject) for one in known.asked}
    assert case.deal is not None
    for name, subject in said_in(case.deal.document):
        if name in facts and name not in STRUCTURAL and facts[name].ask in theirs:
            found.setdefault(f"{name}@{subject}", (facts[name], subject))
    return [(key, _asked(fact, known.about(subject))) for key, (fact, subject) in found.items()]


def _asked(fact: FactType, about: str) -> str:
    return f"{fact.question} ({about})" if about else fact.question


@require_http_methods(["GET", "POST"])
@page(Act.CONSULT)
def state(request: Signed, case: Case, heard: int) -> HttpResponseBase:
    """State a fact of the deal from what was heard: first which, then what it is."""
    one = get_object_or_404(Heard.objects.select_related("consultation"), pk=heard, consultation__case=case)
    if case.deal is None:
        raise Http404(_("There is no deal yet."))
    offered = _offered(case, request.user)
    key = request.GET.get("question", "")
    form: Stating | None = None
    status = 200
    if key in dict(offered):
        name, _sign, subject = key.partition("@")
        answered = any(row.value is not None for row in said_in(case.deal.document).get((name, subject), []))
        form = Stating(vocabulary()[name], one.consultation.number, request.POST or None, answered=answered)
        if request.method == "POST" and form.is_valid():
            given, sent = form.answer(), request.POST.get("version", "")
            version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
            try:
                beside = form.cleaned_data.get("beside", "yes") == "yes"
                acts.state(
                    one, request.user, (name, subject), given.value, given.kind, version=version, note=given.note,
                    beside=beside,
                )  # fmt: skip
            except ConcurrentEditError as met:
                form.add_error(None, str(met))
                status = 409
            except InputError as problem:
                form.add_error("value", str(problem))
            else:
                messages.success(request, _("The deal says so now, with the consultation as its source."))
                return redirect("consultation", pk=one.consultation_id)
        status = status if status == 409 else 400 if form.errors else 200
    elif request.method == "POST" or key:
        status = 400
    return render(
        request, "engagement/state.html",
        {"case": case, "heard": one, "offered": offered, "question": dict(offered).get(key, ""), "key": key,
         "form": form, "version": case.deal.number, "wrong": status == 400 and form is None},
        status=status,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Act.WEIGH_EXIT)
def leaving(request: Signed, case: Case) -> HttpResponseBase:
    """Who is hurt by each step that stops something, and a form to say so of one."""
    steps, key = weighed(case), request.GET.get("step", "")
    chosen = next((one for one in steps if one.key == key), None)
    form: Leaving | None = None
    if chosen is not None or key == "end":
        first = {"hurt": chosen.hurt, "done": chosen.done} if chosen else {}
        of_condition = chosen is not None and chosen.step == Step.CONDITION
        form = Leaving(request.POST or None, of_condition=of_condition, initial=first)
        if request.method == "POST" and form.is_valid():
            try:
                weigh(case, request.user, key, **form.cleaned_data)
            except InputError as problem:
                form.add_error("done", str(problem))
            else:
                messages.success(request, _("Kept. It stands in the memo, and before whoever lifts or stops."))
                return redirect("leaving", number=case.number)
    return render(
        request, "engagement/leaving.html",
        {"case": case, "steps": steps, "chosen": chosen, "key": key, "form": form, "can": {"weigh_exit": True}},
        status=400 if (form is not None and form.errors) or (request.method == "POST" and form is None) else 200,
    )  # fmt: skip
