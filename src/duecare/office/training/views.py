"""Pages of training: one's own, a module, its questions; and for those who keep it: who has, and what is asked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import Role
from duecare.office.people.permissions import Act, may
from duecare.office.people.regions import place_title
from duecare.office.training import acts
from duecare.office.training.forms import Assigning, Importing, Narrowing, Quiz
from duecare.office.training.importing import MOST_BYTES, Mapped, named_of, taken_in
from duecare.office.training.models import Assignment
from duecare.office.training.reading import Module, modules, modules_at_hand
from duecare.office.training.standing import HEADS, State, figures, of_person, row_of, standings
from duecare.office.training.table import narrowed, table_file

A_PAGE = 100


@require_GET
@page(Act.OWN)
def own(request: Signed) -> HttpResponseBase:
    """The person's own training: what is to be done, and what was."""
    today = timezone.localdate()
    return render(request, "training/own.html", {"standings": of_person(request.user, today), "today": today})


def _module(key: str) -> Module:
    found = modules().get(key)
    if found is None:
        raise Http404(_("There is no such module."))
    return found


@require_GET
@page(Act.OWN)
def module_page(request: Signed, module: str) -> HttpResponseBase:
    """A module to read."""
    found = _module(module)
    (standing,) = (one for one in of_person(request.user, timezone.localdate()) if one.module.id == found.id)
    return render(request, "training/module.html", {"module": found, "standing": standing})


@require_http_methods(["GET", "POST"])
@page(Act.OWN)
def quiz(request: Signed, module: str) -> HttpResponseBase:
    """The questions of a module."""
    found = _module(module)
    form = Quiz(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = acts.attempt(request.user, found, form.chosen())
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("training-attempt", module=found.id, attempt=taken.pk)
    context = {"module": found, "form": form}
    return render(request, "training/quiz.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(Act.OWN)
def attempt(request: Signed, module: str, attempt: int) -> HttpResponseBase:
    """How one's answers were, with what is right and wrong about each; and the acknowledgement, once passed."""
    found = _module(module)
    taken = get_object_or_404(request.user.attempts, pk=attempt, module=found.id)
    refused = ""
    if request.method == "POST":
        try:
            made = acts.acknowledge(request.user, taken, found)
        except InputError as problem:
            refused = str(problem)
        else:
            said = _("“%(title)s” is completed; it is valid until %(day)s.")
            messages.success(request, said % {"title": found.title, "day": made.until.isoformat()})
            return redirect("training")
    current = taken.version == found.version
    rows = [
        (question, [(question.answers[place], place in chosen) for place in question.order(found.id)],
         frozenset(chosen) == question.right)
        for question, chosen in zip(found.questions, taken.given, strict=False)
    ] if current else []  # fmt: skip
    return render(
        request, "training/attempt.html",
        {"module": found, "attempt": taken, "rows": rows, "current": current, "refused": refused,
         "done": hasattr(taken, "completion")},
        status=400 if refused else 200,
    )  # fmt: skip


@require_GET
@page(Act.TRAINED)
def kept(request: Signed) -> HttpResponseBase:
    """Every module with how many have completed it, and what is asked of whom."""
    found, problems = modules_at_hand()
    counted, none = figures(timezone.localdate().year), {"asked": 0, "done": 0}
    asked = Assignment.objects.filter(ended_on=None).select_related("by")
    return render(
        request, "training/kept.html",
        {"keeps": bool(may(request.user, Act.TRAIN)), "problems": problems, "figures": counted,
         "modules": [(one, counted["modules"].get(one.id, none)) for one in found.values()],
         "assignments": [(one, found.get(one.module)) for one in asked],
         "regions": [(place_title(key), of) for key, of in counted["regions"].items()],
         "roles": [(Role(key).label.partition(":")[0], of) for key, of in counted["roles"].items()]},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Act.TRAIN)
def assign(request: Signed) -> HttpResponseBase:
    """Ask a module of people."""
    form = Assigning(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.assign(request.user, said["module"], said["role"], said["region"], days=said["days"],
                        rest_after=said["rest_after"])  # fmt: skip
        except InputError as problem:
            form.add_error("module", str(problem))
        else:
            messages.success(request, _("It is asked of them from today on."))
            return redirect("training-kept")
    return render(request, "training/assign.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
@page(Act.TRAIN)
def end_assignment(request: Signed, pk: int) -> HttpResponseBase:
    """Ask it no more."""
    acts.end_assignment(request.user, get_object_or_404(Assignment, pk=pk))
    return redirect("training-kept")


@require_GET
@page(Act.TRAINED)
def table(request: Signed) -> HttpResponseBase:
    """Who has completed what: as a page, or as a file."""
    form, today = Narrowing(request.GET or None), timezone.localdate()
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    only = [said["module"]] if said.get("module") else None
    rows = narrowed(standings(today, only=only), said, today)
    kind = request.GET.get("form", "")
    if kind in ("csv", "xlsx"):
        record(request.user, "training.export", "training", rows=len(rows), form=kind)
        heads, title = tuple(_(head) for head in HEADS), _("Training: who has completed what")
        return table_file([row_of(one, today) for one in rows], heads, title, kind, f"training-{today}")
    query = request.GET.copy()
    query.pop("page", None)
    counts = [(state.said, sum(one.state == state for one in rows)) for state in State]
    shown = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "training/table.html",
        {"form": form, "shown": shown, "rows": [(one, row_of(one, today)) for one in shown], "counts": counts,
         "kept": query.urlencode(), "today": today},
        status=400 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Act.TRAIN)
def bring_in(request: Signed) -> HttpResponseBase:
    """Take in completions of a learning system."""
    form = Importing(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            named = named_of(said["named"])
        except InputError as problem:
            form.add_error("named", str(problem))
        else:
            mapped = Mapped(said["person"], said["module"], said["on"], said["score"], named)
            try:
                taken = taken_in(request.user, said["file"].read(MOST_BYTES + 1), mapped)
            except InputError as problem:
                form.add_error("file", str(problem))
            else:
                text = ngettext("%(n)d completion was taken in.", "%(n)d completions were taken in.", taken.new)
                messages.success(request, text % {"n": taken.new} + (
                    " " + _("%(n)d were there already.") % {"n": taken.known} if taken.known else ""
                ))  # fmt: skip
                return redirect("training-kept")
    return render(request, "training/import.html", {"form": form}, status=400 if form.errors else 200)
