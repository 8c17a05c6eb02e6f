"""Pages of texts: one's own to read and acknowledge; and for those who send them: editions, and who has not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.distribution import acts
from duecare.office.distribution.instruments import instruments
from duecare.office.distribution.models import Edition, Policy, Sending
from duecare.office.distribution.standing import HEADS, asked, figures, of_person, row_of
from duecare.office.evidence.kinds import ACCEPTED
from duecare.office.marked import html_of
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may
from duecare.office.training.forms import Asking
from duecare.office.training.table import table_file

A_PAGE = 100


class Writing(forms.Form):
    """An edition of a text."""

    text = forms.CharField(
        label=gettext_lazy("The text, in Markdown"), required=False, max_length=acts.MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("Or a file"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["file"].help_text = _(
            "Markdown (.md) and text (.txt) are read here; others are saved and opened elsewhere: %(accepted)s; "
            "10 MB at most."
        ) % {"accepted": ACCEPTED}  # fmt: skip


class Making(Writing):
    """A text to send."""

    title = forms.CharField(label=gettext_lazy("What is it called?"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=Policy.Kind.choices)
    instrument = forms.ChoiceField(
        label=gettext_lazy("Of an instrument at hand?"), required=False,
        choices=lambda: [("", _("No, the text below or a file")), *instruments()],
        help_text=gettext_lazy("Then its entries, in the words of this project, are the text."),
    )  # fmt: skip
    field_order = ("title", "kind", "instrument", "text", "file")


class Renewing(Writing):
    """A new edition."""

    news = forms.CharField(label=gettext_lazy("What is new in it?"), max_length=500)
    field_order = ("news", "text", "file")


class Sent(Asking):
    """To whom a text is sent."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["days"].initial = 14


@require_GET
@page(Act.OWN)
def own(request: Signed) -> HttpResponseBase:
    """The texts that the person is asked to read."""
    today = timezone.localdate()
    rows = [(one, one.said(today)) for one in of_person(request.user, today)]
    return render(request, "distribution/own.html", {"rows": rows, "today": today})


def _readable(user: User, pk: int) -> Edition:
    """An edition that a person may read: asked of them, opened by them before, or any for those who send."""
    edition = get_object_or_404(Edition.objects.select_related("policy"), pk=pk)
    mine = any(one.edition.pk == pk for one in of_person(user, timezone.localdate()))
    if not (mine or edition.receipts.filter(user=user).exists() or may(user, Act.TEXTS)):
        raise Http404(_("There is no such text, or it is not sent to you."))
    return edition


@require_http_methods(["GET", "POST"])
@page(Act.OWN)
def edition(request: Signed, pk: int) -> HttpResponseBase:
    """A text to read, and to acknowledge where it is asked of the person. That it was opened is noted."""
    found, today = _readable(request.user, pk), timezone.localdate()
    mine = next((one for one in of_person(request.user, today) if one.edition.pk == pk), None)
    refused = ""
    if request.method == "POST":
        try:
            acts.acknowledge(request.user, found)
        except InputError as problem:
            refused = str(problem)
        else:
            messages.success(request, _("You have acknowledged “%(title)s”.") % {"title": found.policy.title})
            return redirect("texts")
    receipt = acts.opened(request.user, found) if mine is not None else found.receipts.filter(user=request.user).first()
    return render(
        request, "distribution/edition.html",
        {"edition": found, "html": html_of(found.text), "asked": mine, "receipt": receipt, "refused": refused,
         "latest": found.policy.editions.defer("file", "text").first()},
        status=400 if refused else 200,
    )  # fmt: skip


@require_GET
@page(Act.OWN)
def edition_file(request: Signed, pk: int) -> HttpResponseBase:
    """The file of an edition, to be saved: it is never shown, run or opened here."""
    found = _readable(request.user, pk)
    if not found.name:
        raise Http404(_("This edition has no file."))
    name = f"text-{found.policy_id}-{found.number}.{found.name.rpartition('.')[2]}"
    return HttpResponse(bytes(found.file), content_type="application/octet-stream", headers={
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    })  # fmt: skip


@require_GET
@page(Act.TEXTS)
def kept(request: Signed) -> HttpResponseBase:
    """Every text with how many have acknowledged it."""
    today = timezone.localdate()
    rows = asked(today)
    shown = []
    for one in Policy.objects.all():
        some = [row for row in rows if row.policy.pk == one.pk]
        shown.append((one, one.editions.defer("file", "text").first(), len(some), sum(row.done for row in some),
                      sum(row.late(today) for row in some)))  # fmt: skip
    return render(request, "distribution/kept.html", {
        "rows": shown, "figures": figures(today.year), "sends": bool(may(request.user, Act.SEND_TEXTS)),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Act.SEND_TEXTS)
def make(request: Signed) -> HttpResponseBase:
    """Make a text with its first edition."""
    form = Making(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        file = said["file"]
        try:
            made = acts.make(request.user, said["title"], said["kind"], instrument=said["instrument"],
                             text=said["text"], file=file, name=file.name if file else "")  # fmt: skip
        except InputError as problem:
            form.add_error("file" if file else "text", str(problem))
        else:
            messages.success(request, _("The text is kept. Say below to whom it is sent."))
            return redirect("text-kept", pk=made.policy_id)
    return render(request, "distribution/make.html", {"form": form}, status=400 if form.errors else 200)


@require_GET
@page(Act.TEXTS)
def one(request: Signed, pk: int) -> HttpResponseBase:
    """One text: its editions, to whom it is sent, and who has not; also as a file."""
    policy, today = get_object_or_404(Policy, pk=pk), timezone.localdate()
    rows = asked(today, only=[pk])
    if request.GET.get("who") == "not":
        rows = [row for row in rows if not row.done]
    kind = request.GET.get("form", "")
    if kind in ("csv", "xlsx"):
        record(request.user, "texts.export", policy, rows=len(rows), form=kind)
        heads, title = tuple(_(head) for head in HEADS), _("Who has acknowledged")
        return table_file([row_of(row, today) for row in rows], heads, title, kind, f"text-{pk}-{today}")
    shown = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request, "distribution/one.html",
        {"policy": policy, "editions": policy.editions.select_related("by").defer("file", "text"),
         "sendings": policy.sendings.filter(ended_on=None).select_related("by"), "shown": shown,
         "rows": [row_of(row, today) for row in shown], "done": sum(row.done for row in rows), "total": len(rows),
         "who": request.GET.get("who", ""), "kept": query.urlencode(),
         "sends": bool(may(request.user, Act.SEND_TEXTS))},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(Act.SEND_TEXTS)
def renew(request: Signed, pk: int) -> HttpResponseBase:
    """Add an edition, which asks everybody again to whom the text is sent."""
    policy = get_object_or_404(Policy, pk=pk)
    last = policy.editions.first()
    form = Renewing(request.POST or None, request.FILES or None,
                    initial={"text": last.text if last and not policy.instrument else ""})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        file = said["file"]
        try:
            acts.new_edition(request.user, policy, text=said["text"], file=file, name=file.name if file else "",
                             news=said["news"])  # fmt: skip
        except InputError as problem:
            form.add_error("file" if file else "text", str(problem))
        else:
            messages.success(request, _("The new edition is kept. Those to whom the text is sent are asked again."))
            return redirect("text-kept", pk=pk)
    context = {"policy": policy, "form": form}
    return render(request, "distribution/renew.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(Act.SEND_TEXTS)
def send(request: Signed, pk: int) -> HttpResponseBase:
    """Send a text to people."""
    policy = get_object_or_404(Policy, pk=pk)
    form = Sent(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.send(request.user, policy, said["role"], said["region"], days=said["days"],
                      rest_after=said["rest_after"])  # fmt: skip
        except InputError as problem:
            form.add_error("role", str(problem))
        else:
            messages.success(request, _("It is sent. It stands on their pages, and in the mail of the day."))
            return redirect("text-kept", pk=pk)
    context = {"policy": policy, "form": form}
    return render(request, "distribution/send.html", context, status=400 if form.errors else 200)


@require_POST
@page(Act.SEND_TEXTS)
def end_sending(request: Signed, pk: int) -> HttpResponseBase:
    """Ask nobody any more to read it."""
    sending = get_object_or_404(Sending.objects.select_related("policy"), pk=pk)
    acts.end_sending(request.user, sending)
    return redirect("text-kept", pk=sending.policy_id)
