"""Pages about people whose data is held: what is held of them, what they asked, and a person's own account."""

from __future__ import annotations

import json

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.people.guard import Signed, page
from duecare.office.people.permissions import Act
from duecare.office.retention import acts
from duecare.office.retention.models import SubjectRequest, SubjectStep
from duecare.office.retention.subject import account_of, document_of, held_about


class Seeking(forms.Form):
    """Whom to look for."""

    sought = forms.CharField(
        label=gettext_lazy("Name or e-mail address"),
        min_length=2,
        max_length=200,
        help_text=gettext_lazy("All words of a name must occur together, in any order, script or transliteration."),
    )


@require_http_methods(["GET", "POST"])
@page(Act.RETENTION)
def search(request: Signed) -> HttpResponseBase:
    """What is held about a person. Asked by POST, so that no name stands in an address or a server's log."""
    form, found = Seeking(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        found = held_about(form.cleaned_data["sought"])
        record(request.user, "subject.search", "subject", found=len(found))
    return render(
        request,
        "retention/subjects.html",
        {"form": form, "found": found, "sought": form.cleaned_data.get("sought", "") if form.is_bound else ""},
        status=400 if form.errors else 200,
    )


@require_POST
@page(Act.RETENTION)
def export(request: Signed) -> HttpResponseBase:
    """What is held about a person as a file, JSON or HTML."""
    form = Seeking(request.POST)
    if not form.is_valid():
        return render(request, "retention/subjects.html", {"form": form, "found": None}, status=400)
    sought, today = form.cleaned_data["sought"], timezone.localdate()
    found = held_about(sought)
    kind = "html" if request.POST.get("form") == "html" else "json"
    record(request.user, "subject.export", "subject", found=len(found), form=kind)
    document = document_of(sought, found, today)
    if kind == "html":
        text = str(render_to_string("retention/subject_file.html", {"document": document, "found": found}))
    else:
        text = json.dumps(document, ensure_ascii=False, indent=1)
    return HttpResponse(
        text.encode(),
        content_type="text/html; charset=utf-8" if kind == "html" else "application/json",
        headers={"Content-Disposition": f'attachment; filename="held-{today}.{kind}"'},
    )


class Asking(forms.Form):
    """What a person asks."""

    kind = forms.ChoiceField(label=gettext_lazy("What is asked"), choices=SubjectRequest.Kind.choices)
    name = forms.CharField(label=gettext_lazy("Who asks"), max_length=200)
    contact = forms.CharField(label=gettext_lazy("How they are reached"), required=False, max_length=200)
    received_on = forms.DateField(
        label=gettext_lazy("Came on"), initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"})
    )
    text = forms.CharField(
        label=gettext_lazy("In their words"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


@require_http_methods(["GET", "POST"])
@page(Act.RETENTION)
def requests(request: Signed) -> HttpResponseBase:
    """Requests of people about their data, those not answered first."""
    form = Asking(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.note_request(request.user, **form.cleaned_data)
        except InputError as problem:
            form.add_error("received_on", str(problem))
        else:
            return redirect("subject-request", pk=made.pk)
    asked = list(SubjectRequest.objects.prefetch_related("steps"))
    answered = {
        one.pk for one in asked if any(step.outcome != SubjectStep.Outcome.EXTENDED for step in one.steps.all())
    }
    return render(
        request,
        "retention/requests.html",
        {"form": form, "waiting": [one for one in asked if one.pk not in answered],
         "answered": [one for one in asked if one.pk in answered], "today": timezone.localdate()},
        status=400 if form.errors else 200,
    )  # fmt: skip


class Answering(forms.Form):
    """What became of a request."""

    outcome = forms.ChoiceField(label=gettext_lazy("What became of it"), choices=SubjectStep.Outcome.choices)


@require_http_methods(["GET", "POST"])
@page(Act.RETENTION)
def request_page(request: Signed, pk: int) -> HttpResponseBase:
    """One request and what became of it."""
    asked = get_object_or_404(SubjectRequest, pk=pk)
    form = Answering(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.answer_request(asked, request.user, form.cleaned_data["outcome"])
        return redirect("subject-request", pk=pk)
    return render(
        request,
        "retention/request.html",
        {"asked": asked, "steps": asked.steps.select_related("by"), "form": form},
        status=400 if form.errors else 200,
    )


@require_POST
@page(Act.RETENTION)
def erase(request: Signed, pk: int) -> HttpResponseBase:
    """Erase name and text of a request."""
    try:
        acts.erase_request(get_object_or_404(SubjectRequest, pk=pk), request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Name, contact and text of the request were erased."))
    return redirect("subject-request", pk=pk)


@require_GET
@page(Act.OWN)
def own_data(request: Signed) -> HttpResponseBase:
    """What is held about the person who is signed in."""
    return render(request, "retention/own.html", {"held": account_of(request.user)})


@require_GET
@page(Act.OWN)
def own_file(request: Signed) -> HttpResponseBase:
    """The same as a file."""
    return HttpResponse(
        json.dumps(account_of(request.user), ensure_ascii=False, indent=1).encode(),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="my-account.json"'},
    )
