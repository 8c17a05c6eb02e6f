"""Pages of the register of those affected, and of consultations with them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.cases.lists import visible
from duecare.office.engagement import acts
from duecare.office.engagement.forms import Changing, Consulting, Hearing, Registering, Telling
from duecare.office.engagement.models import Consultation, Stakeholder
from duecare.office.engagement.names import identity_of, know_no_more, knows, label_for, let_know
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may


def readable(user: User) -> QuerySet[Consultation]:
    """The consultations that a person may read: those of no case, and those of cases that they see."""
    return Consultation.objects.filter(Q(case=None) | Q(case__in=visible(user)))


@require_GET
@page(Act.ENGAGEMENT)
def engagement(request: Signed) -> HttpResponseBase:
    """The register and the consultations."""
    people = Stakeholder.objects.select_related("identity").filter(ended_at=None)
    consulted = readable(request.user).select_related("case").prefetch_related("stakeholders", "changed")
    return render(
        request, "engagement/engagement.html",
        {"people": [(one, label_for(request.user, one)) for one in people], "consultations": consulted,
         "keeps": bool(may(request.user, Act.ENGAGE))},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Act.ENGAGE)
def register(request: Signed) -> HttpResponseBase:
    """Enter a group or organisation."""
    form = Registering(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = acts.register(request.user, said.pop("kind"), said.pop("safety"), **said)
        except InputError as problem:
            form.add_error("name", str(problem))
        else:
            messages.success(request, _("Entered as %(code)s.") % {"code": made.code})
            return redirect("stakeholder", pk=made.pk)
    return render(request, "engagement/register.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(Act.ENGAGEMENT)
def stakeholder(request: Signed, pk: int) -> HttpResponseBase:
    """One of the register: who they are for those who need to know, the code for others; and who knows."""
    one = get_object_or_404(Stakeholder.objects.select_related("by"), pk=pk)
    known = knows(request.user, one)
    tells = (known and bool(may(request.user, Act.ENGAGE))) or bool(may(request.user, Act.WITHHELD_NAMES))
    if request.method == "POST" and not tells:
        raise PermissionDenied(_("Whoever knows them may tell another; so may an approver."))
    form = Telling(one, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            let_know(one, request.user, form.cleaned_data["user"], form.cleaned_data["why"])
        except InputError as problem:
            form.add_error("user", str(problem))
        else:
            return redirect("stakeholder", pk=pk)
    return render(
        request, "engagement/stakeholder.html",
        {"one": one, "identity": identity_of(request.user, one), "known": known, "form": form if tells else None,
         "keeps": bool(may(request.user, Act.ENGAGE)), "named": one.known_to.select_related("user", "by"),
         "consultations": readable(request.user).filter(stakeholders=one)},
        status=400 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Act.ENGAGE)
def change(request: Signed, pk: int) -> HttpResponseBase:
    """Change what is known of one."""
    one = get_object_or_404(Stakeholder, pk=pk)
    identity = identity_of(request.user, one)
    if identity is None:
        raise PermissionDenied(_("Only those who need to know who they are change this."))
    first = {"kind": one.kind, "safety": one.safety, "region": one.region,
             **{key: getattr(identity, key) for key in ("name", "stands_for", "languages", "reach")}}  # fmt: skip
    form = Registering(request.POST or None, initial=first)
    del form.fields["kind"]
    if request.method == "POST" and form.is_valid():
        try:
            acts.change(one, request.user, **form.cleaned_data)
        except InputError as problem:
            form.add_error("name", str(problem))
        else:
            messages.success(request, _("Kept."))
            return redirect("stakeholder", pk=pk)
    context = {"one": one, "form": form}
    return render(request, "engagement/change.html", context, status=400 if form.errors else 200)


@require_POST
@page(Act.ENGAGE)
def forget(request: Signed, pk: int) -> HttpResponseBase:
    """Erase who they are."""
    one = get_object_or_404(Stakeholder, pk=pk)
    try:
        acts.forget(one, request.user)
    except InputError as problem:
        messages.error(request, str(problem).capitalize())
    else:
        messages.success(request, _("Who %(code)s is was erased.") % {"code": one.code})
    return redirect("stakeholder", pk=pk)


@require_POST
@page(Act.ENGAGE)
def unlet(request: Signed, pk: int) -> HttpResponseBase:
    """Let a person know no more who they are."""
    one = get_object_or_404(Stakeholder, pk=pk)
    user = get_object_or_404(User, pk=request.POST.get("user") if str(request.POST.get("user")).isdigit() else 0)
    try:
        know_no_more(one, request.user, user)
    except InputError as problem:
        messages.error(request, str(problem).capitalize())
    return redirect("stakeholder", pk=pk)


@require_http_methods(["GET", "POST"])
@page(Act.ENGAGE)
def consult(request: Signed) -> HttpResponseBase:
    """Record a consultation about a class of items, a country or the programme."""
    form = Consulting(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            made = acts.consult(request.user, said.pop("topic"), list(said.pop("stakeholders")), **said)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Recorded as %(number)s. Now say what was heard.") % {"number": made.number})
            return redirect("consultation", pk=made.pk)
    return render(request, "engagement/consult.html", {"form": form}, status=400 if form.errors else 200)


@require_GET
@page(Act.ENGAGEMENT)
def consultation(request: Signed, pk: int) -> HttpResponseBase:
    """One consultation: what was heard, what was stated from it, and what changed."""
    return _shown(request, _consultation(request.user, pk))


def _consultation(user: User, pk: int) -> Consultation:
    return get_object_or_404(readable(user).select_related("case", "by"), pk=pk)


def _shown(
    request: Signed, one: Consultation, hearing: Hearing | None = None, changing: Changing | None = None
) -> HttpResponseBase:
    keeps = bool(may(request.user, Act.ENGAGE))
    errors = [form.errors for form in (hearing, changing) if form is not None]
    return render(
        request, "engagement/consultation.html",
        {"one": one, "people": [(s, label_for(request.user, s)) for s in one.stakeholders.select_related("identity")],
         "heard": one.heard.select_related("by").prefetch_related("stated"), "keeps": keeps,
         "changed": one.changed.select_related("by"),
         "hearing": hearing or Hearing(quotable=one.may_quote, auto_id="heard_%s"),
         "changing": changing or Changing(auto_id="changed_%s"),
         "states": one.case is not None and bool(may(request.user, Act.CONSULT, one.case))},
        status=400 if any(errors) else 200,
    )  # fmt: skip


@require_POST
@page(Act.ENGAGE)
def hear(request: Signed, pk: int) -> HttpResponseBase:
    """Keep something that was heard."""
    one = _consultation(request.user, pk)
    form = Hearing(request.POST, quotable=one.may_quote, auto_id="heard_%s")
    if form.is_valid():
        try:
            acts.hear(one, request.user, **form.cleaned_data)
        except InputError as problem:
            form.add_error("said", str(problem))
        else:
            return redirect("consultation", pk=pk)
    return _shown(request, one, hearing=form)


@require_POST
@page(Act.ENGAGE)
def changed(request: Signed, pk: int) -> HttpResponseBase:
    """Say what changed because of it."""
    one = _consultation(request.user, pk)
    form = Changing(request.POST, auto_id="changed_%s")
    if form.is_valid():
        try:
            acts.change_because(one, request.user, **form.cleaned_data)
        except InputError as problem:
            form.add_error("what", str(problem))
        else:
            return redirect("consultation", pk=pk)
    return _shown(request, one, changing=form)


@require_POST
@page(Act.ENGAGE)
def take_back(request: Signed, pk: int) -> HttpResponseBase:
    """Note that they have taken their consent back."""
    one = _consultation(request.user, pk)
    try:
        stated = acts.take_back(one, request.user)
    except InputError as problem:
        messages.error(request, str(problem).capitalize())
    else:
        said = _("What was heard in %(number)s is erased.") % {"number": one.number}
        if stated:
            said += " " + ngettext(
                "%(n)d statement in the deal rests on it; take it out there.",
                "%(n)d statements in the deal rest on it; take them out there.", stated,
            ) % {"n": stated}  # fmt: skip
        messages.success(request, said)
    return redirect("consultation", pk=pk)
