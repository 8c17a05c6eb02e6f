"""Pages about how long cases are kept, what holds them, and what is erased."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.core.validators import RegexValidator
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.cases.models import Case, State
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import User
from duecare.office.people.permissions import Act
from duecare.office.people.undo import offer
from duecare.office.retention import acts
from duecare.office.retention.kept import due_cases, kept, standing
from duecare.office.retention.models import Erasure, Ground, LegalHold
from duecare.office.retention.schedule import WORDS, schedule

A_PAGE = 50
P = ParamSpec("P")


def by_schedule(view: Callable[Concatenate[Signed, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that needs the schedule: where that cannot be read, the page says why."""

    @wraps(view)
    def shown(request: Signed, *given: P.args, **named: P.kwargs) -> HttpResponseBase:
        try:
            schedule()
        except InputError as problem:
            return render(request, "retention/unreadable.html", {"problem": str(problem)}, status=503)
        return view(request, *given, **named)

    return shown


class Proposing(forms.Form):
    """A case to propose for erasure."""

    number = forms.CharField(label=gettext_lazy("Number of the case, as C-2026-00001"), max_length=20)


@require_GET
@page(Act.RETENTION)
@by_schedule
def retention(request: Signed) -> HttpResponseBase:
    """Every case by its number, until when it is kept and why."""
    cases = Case.objects.select_related("deal").prefetch_related("milestones").order_by("-pk")
    if words := request.GET.get("case", "").strip():
        cases = cases.filter(number__icontains=words)
    shown = Paginator(cases, A_PAGE).get_page(request.GET.get("page"))
    kept_query = request.GET.copy()
    kept_query.pop("page", None)
    return render(
        request,
        "retention/cases.html",
        {"rows": [kept(case) for case in shown], "shown": shown, "words": words, "kept": kept_query.urlencode()},
    )


def _due_page(request: Signed, form: Proposing | None = None) -> HttpResponseBase:
    open_ = Erasure.objects.filter(confirmed_at=None, dropped_at=None).select_related("case", "proposed_by")
    waiting = {one.case_id for one in open_}
    due_now = [one for one in due_cases(timezone.localdate()) if one.case.pk not in waiting]
    done = Erasure.objects.filter(confirmed_at__isnull=False).select_related("case", "proposed_by", "confirmed_by")
    wrong = form is not None and bool(form.errors)
    return render(
        request,
        "retention/due.html",
        {"due": due_now, "open": open_, "done": done.order_by("-confirmed_at")[:A_PAGE], "form": form},
        status=400 if wrong else 200,
    )


@require_GET
@page(Act.RETENTION)
@by_schedule
def due(request: Signed) -> HttpResponseBase:
    """Cases that nothing asks for any more, and erasures that were proposed or made."""
    return _due_page(request)


@require_GET
@page(Act.RETENTION)
@by_schedule
def schedule_page(request: Signed) -> HttpResponseBase:
    """The schedule of this house, with reasons and citations."""
    return render(request, "retention/schedule.html", {"schedule": schedule(), "words": WORDS})


@require_POST
@page(Act.RETENTION)
@by_schedule
def propose(request: Signed) -> HttpResponseBase:
    """Propose that a case be erased."""
    form = Proposing(request.POST)
    if form.is_valid():
        case = Case.objects.filter(number=form.cleaned_data["number"].strip()).first()
        try:
            if case is None:
                raise InputError("there is no case of this number")
            acts.propose(request.user, case)
        except InputError as problem:
            form.add_error("number", str(problem))
        else:
            messages.success(request, _("Proposed. Nothing is erased until another person confirms it."))
            return redirect("retention-due")
    return _due_page(request, form)


@require_POST
@page(Act.RETENTION)
@by_schedule
def confirm(request: Signed, pk: int) -> HttpResponseBase:
    """Confirm what another administrator has proposed."""
    _confirmed(request, get_object_or_404(Erasure, pk=pk))
    return redirect("retention-due")


def _confirmed(request: Signed, erasure: Erasure) -> None:
    try:
        stones = acts.confirm(erasure, request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Erased: %(kinds)s.") % {"kinds": ", ".join(one.kind for one in stones)})


@require_POST
@page(Act.RETENTION)
def drop(request: Signed, pk: int) -> HttpResponseBase:
    """Take back what was proposed."""
    try:
        acts.drop(get_object_or_404(Erasure, pk=pk), request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect("retention-due")


class Holding(forms.Form):
    """A hold."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=Ground.choices)
    reference = forms.CharField(
        label=gettext_lazy("Reference of the file"),
        required=False,
        max_length=40,
        validators=[
            RegexValidator(r"^[0-9A-Za-z./:_-]+$", gettext_lazy("Letters, digits and . / : _ - only; no names."))
        ],
        help_text=gettext_lazy("A docket or file number. It stays for good, so it holds no name."),
    )


class HoldingPerson(Holding):
    """A hold on a person."""

    person = forms.ModelChoiceField(
        User.objects.order_by("username"), label=gettext_lazy("Person"),
        help_text=gettext_lazy("Every case that they opened, work or worked on is held."),
    )  # fmt: skip
    field_order = ("person", "ground", "reference")


@require_http_methods(["GET", "POST"])
@page(Act.HOLDS)
def holds(request: Signed) -> HttpResponseBase:
    """Holds that stand and that were released, and a form to hold all that a person works on."""
    form = HoldingPerson(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        acts.hold(request.user, Ground(said["ground"]), said["reference"], person=said["person"])
        messages.success(request, _("It is held from now on."))
        return redirect("holds")
    visible = _visible_holds(request)
    return render(
        request,
        "retention/holds.html",
        {"form": form, "standing": visible.filter(release=None), "released": visible.filter(release__isnull=False)},
        status=400 if form.errors else 200,
    )


def _visible_holds(request: Signed) -> Any:
    """Holds on people, and on cases that are open to whoever asks."""
    from django.db.models import Q

    from duecare.office.cases.lists import visible

    found = LegalHold.objects.filter(Q(case=None) | Q(case__in=visible(request.user)))
    return found.select_related("case", "person", "by", "release__by")


@require_POST
@page(Act.HOLDS)
def release(request: Signed, pk: int) -> HttpResponseBase:
    """End a hold."""
    held = get_object_or_404(_visible_holds(request), pk=pk)
    try:
        acts.release(held, request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect("holds")


@require_http_methods(["GET", "POST"])
@page(Act.HOLD)
def hold_case(request: Signed, case: Case) -> HttpResponseBase:
    """Hold a case."""
    form = Holding(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.hold(request.user, Ground(form.cleaned_data["ground"]), form.cleaned_data["reference"], case=case)
        messages.success(request, _("Nothing of this case is erased until the hold is released."))
        return redirect("case", number=case.number)
    return render(
        request,
        "retention/hold.html",
        {"case": case, "form": form, "standing": standing().filter(case=case)},
        status=400 if form.errors else 200,
    )


@require_POST
@page(Act.CLOSE_CASE)
def close(request: Signed, case: Case) -> HttpResponseBase:
    """Close a case."""
    was = case.state
    acts.close_case(case, request.user)
    if was != State.CLOSED:
        said = _("%(number)s was closed.") % {"number": case.number}
        offer(request, acts.undo_close, said, reverse("case", args=[case.number]), case=case.pk, was=was)
    return redirect("case", number=case.number)


@require_POST
@page(Act.CLOSE_CASE)
def reopen(request: Signed, case: Case) -> HttpResponseBase:
    """Open a closed case again."""
    try:
        acts.reopen_case(case, request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect("case", number=case.number)


@require_http_methods(["GET", "POST"])
@page(Act.HOLD)
@by_schedule
def case_erasure(request: Signed, case: Case) -> HttpResponseBase:
    """What counsel confirms before a case is erased."""
    erasure = case.erasures.filter(dropped_at=None).select_related("proposed_by").first()
    if request.method == "POST" and erasure is not None:
        _confirmed(request, erasure)
        return redirect("case", number=case.number)
    return render(
        request,
        "retention/erasure.html",
        {"case": case, "erasure": erasure, "kept": kept(case)},
        status=400 if request.method == "POST" else 200,
    )
