"""Pages for complaints that came another way, for figures, and for the appointment of the outside person."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from duecare.errors import InputError
from duecare.office.complaints import attached, codes, handling, receipts, receiving
from duecare.office.complaints.access import handlers, outsiders, visible, waiting_for_nobody
from duecare.office.complaints.attached import InMemory
from duecare.office.complaints.codes import Came, Naming, Who
from duecare.office.complaints.figures import Figures, figures
from duecare.office.complaints.forms import Appointing, BringingIn, Entering
from duecare.office.complaints.globaleaks import MOST, read_export
from duecare.office.complaints.models import Appointed, Complaint
from duecare.office.evidence.upload import Limited
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import User
from duecare.office.people.permissions import Act

CODES: dict[str, Any] = {
    "by_topic": (codes.Topic, "What they are about"), "by_region": (codes.Region, "Where it happened"),
    "by_stage": (codes.Stage, "Where they stand"), "by_outcome": (codes.Outcome, "What was found"),
    "by_who": (codes.Who, "From which side"), "by_came": (codes.Came, "How they came"),
    "by_naming": (codes.Naming, "Names"), "by_fear": (codes.Fear, "Reprisal"),
}  # fmt: skip


@csrf_exempt  # checked below, after the handlers of uploads are set
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@page(Act.COMPLAINTS)
def enter(request: Signed) -> HttpResponseBase:
    """Enter a complaint that came by letter, telephone, in person or through an embassy."""
    limit = Limited(attached.MOST_TOGETHER)
    request.upload_handlers = [limit, InMemory(request)]
    return _enter(request, limit)


@csrf_protect
def _enter(request: Signed, limit: Limited) -> HttpResponseBase:
    sent = request.method == "POST"
    form = Entering(request.POST if sent else None, initial={"received_on": timezone.localdate()})
    form.fields["papers"].required = False
    if limit.over:
        form.add_error("papers", _("the files are larger than %(n)d MB together") % {"n": limit.most // 1_000_000})
    if sent and form.is_valid():
        said = form.cleaned_data
        try:
            uploads: Any = request.FILES
            files = attached.look([one for one in uploads.getlist("papers") if isinstance(one, UploadedFile)])
            made, code = receiving.receive(
                who=Who(said["who"]), topic=said["topic"], account=said["account"], wish=said["wish"],
                region=said["region"], language=said["language"], naming=Naming(said["naming"]), names=said["names"],
                contact=said["contact"], fear=said["fear"], files=files, came=Came(said["came"]),
                received_on=said["received_on"], with_code=said["with_code"], by=request.user,
            )  # fmt: skip
        except attached.RefusedFileError as problem:
            form.add_error("papers", str(problem))
        except InputError as problem:
            form.add_error("received_on" if "come yet" in str(problem) else "account", str(problem))
        else:
            return _entered(request, made, code)
    return render(request, "complaints/enter.html", {"form": form}, status=400 if form.errors else 200)


def _entered(request: Signed, made: Complaint, code: str, left: list[str] | None = None) -> HttpResponseBase:
    """That it was taken in, with its code: this once."""
    answer = render(
        request,
        "complaints/entered.html",
        {"complaint": made, "code": receipts.spaced(code) if code else "", "left": left or [],
         "seen": visible(request.user).filter(pk=made.pk).exists()},
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


@csrf_exempt  # checked below, after the handlers of uploads are set
@require_http_methods(["GET", "POST"])
@page(Act.COMPLAINTS)
def bring_in(request: Signed) -> HttpResponseBase:
    """Import a report that GlobaLeaks exported."""
    limit = Limited(MOST)
    request.upload_handlers = [limit, InMemory(request)]
    return _bring_in(request, limit)


@csrf_protect
def _bring_in(request: Signed, limit: Limited) -> HttpResponseBase:
    form = BringingIn(request.POST, request.FILES) if request.method == "POST" else BringingIn()
    if limit.over:
        form.fields["file"].required = False
        form.add_error("file", _("the file is larger than %(n)d MB") % {"n": MOST // 1_000_000})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            report = read_export(said["file"].read(), said["file"].name)
            day = said["received_on"] or report.received_on
            if day is None:
                raise InputError(_("the export does not say on which day it came in; say so below"))
            made, code = receiving.receive(
                who=Who(said["who"]), topic=said["topic"], account=report.account, region=said["region"],
                language="en", came=Came.GLOBALEAKS, received_on=day, files=report.files, with_code=False,
                by=request.user,
            )  # fmt: skip
        except InputError as problem:
            form.add_error("file", str(problem))
        else:
            return _entered(request, made, code, report.left)
    return render(request, "complaints/import.html", {"form": form}, status=400 if form.errors else 200)


@require_GET
@page(Act.COMPLAINT_FIGURES)
def figures_page(request: Signed) -> HttpResponseBase:
    """The figures of a year, with no content."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) else timezone.localdate().year
    found = figures(year)
    tables = [(_(title), _worded(found, name, kind)) for name, (kind, title) in CODES.items()]
    years = [one.year for one in Complaint.objects.dates("received_on", "year", order="DESC")]
    return render(
        request, "complaints/figures.html", {"found": found, "tables": tables, "years": sorted({*years, year})[::-1]}
    )


def _worded(found: Figures, name: str, kind: Any) -> list[tuple[str, int]]:
    assert name in {one.name for one in fields(found)}
    words = {"open": _("Not decided yet"), **dict(kind.choices)}
    return [(str(words[code]), count) for code, count in getattr(found, name).items()]


@require_http_methods(["GET", "POST"])
@page(Act.PEOPLE)
def outside(request: Signed) -> HttpResponseBase:
    """Appoint the outside person, to whom complaints go that concern every handler. Nothing of a complaint is shown."""
    people = handlers()
    form = Appointing(request.POST if request.method == "POST" else None, people=people + outsiders())
    if request.method == "POST" and form.is_valid():
        user = User.objects.get(pk=int(form.cleaned_data["to"]))
        try:
            if request.POST.get("what") == "dismiss":
                handling.dismiss(user, request.user)
            else:
                handling.appoint(user, request.user)
        except InputError as problem:
            form.add_error("to", str(problem))
        else:
            messages.success(request, _("Done. Complaints go where they now belong."))
            return redirect("complaint-outside")
    return render(
        request,
        "complaints/outside.html",
        {"form": form, "people": people, "appointed": Appointed.objects.select_related("user", "by"),
         "waiting": waiting_for_nobody()},
        status=400 if form.errors else 200,
    )  # fmt: skip
