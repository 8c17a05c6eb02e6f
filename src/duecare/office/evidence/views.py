"""Pages of papers. A paper leaves as a file to be saved: it is never shown, run or opened here."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.cases.models import Case
from duecare.office.evidence import acts
from duecare.office.evidence.access import readable
from duecare.office.evidence.forms import Adding, Marking, Withdrawing, offered
from duecare.office.evidence.models import Evidence
from duecare.office.evidence.store import DamagedError, opened, too_large
from duecare.office.evidence.upload import Limited
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


@require_GET
@page(Act.VIEW_EVIDENCE)
def papers(request: Signed, case: Case) -> HttpResponseBase:
    """Every paper of a case that the person may read."""
    return render(
        request,
        "evidence/list.html",
        {
            "case": case,
            "papers": readable(request.user, case),
            "may_add": bool(may(request.user, Act.ADD_EVIDENCE, case)),
        },
    )


@csrf_exempt  # checked by `_add`, once it is set how much of the upload may be read
@require_http_methods(["GET", "POST"])
@page(Act.ADD_EVIDENCE)
def add(request: Signed, case: Case) -> HttpResponseBase:
    """File a paper."""
    limit = Limited(settings.EVIDENCE_MOST_BYTES)
    request.upload_handlers.insert(0, limit)
    return _add(request, case, limit)


@csrf_protect
def _add(request: Signed, case: Case, limit: Limited) -> HttpResponseBase:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = Adding(request.user, case, limit.most, *sent)
    if limit.over:
        form.fields["file"].required = False
        form.add_error("file", too_large(limit.most))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        file = said.pop("file")
        try:
            paper = acts.add(case, request.user, file, file.name, **said)
        except InputError as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, _("“%(title)s” is on file.") % {"title": paper.title})
            same = readable(request.user, case).filter(sha256=paper.sha256).exclude(pk=paper.pk).first()
            if same is not None:
                messages.info(request, _("The same bytes are on file as “%(title)s” too.") % {"title": same.title})
            return redirect("evidence", number=case.number)
    return render(request, "evidence/add.html", {"case": case, "form": form}, status=400 if form.errors else 200)


def _paper(user: User, case: Case, number: int) -> Evidence:
    """A paper of a case; to those who may not read it there is none of its number."""
    return get_object_or_404(readable(user, case), pk=number)


@require_GET
@page(Act.VIEW_EVIDENCE)
def paper_page(request: Signed, case: Case, paper: int) -> HttpResponseBase:
    """What is said of a paper."""
    found = _paper(request.user, case, paper)
    mine = found.by_id == request.user.pk or request.user.pk != case.requester_id
    return render(
        request,
        "evidence/paper.html",
        {
            "case": case,
            "paper": found,
            "instead": _readable_or_none(request.user, case, found.superseded_by_id),
            "remarks": found.remarks.select_related("by"),
            "may_mark": mine and _files(request.user, case, found) and bool(offered(request.user, found)),
            "may_withdraw": mine and bool(may(request.user, Act.ADD_EVIDENCE, case)) and not found.withdrawn,
        },
    )


def _files(user: User, case: Case, paper: Evidence) -> bool:
    return bool(may(user, Act.ADD_EVIDENCE, case)) and not paper.erased


def _readable_or_none(user: User, case: Case, number: int | None) -> Evidence | None:
    return readable(user, case).filter(pk=number).first() if number is not None else None


@require_GET
@page(Act.VIEW_EVIDENCE)
def paper_file(request: Signed, case: Case, paper: int) -> HttpResponseBase:
    """A paper as the file that it is, read through before it leaves; one that was tampered with does not leave."""
    found = _paper(request.user, case, paper)
    if found.erased:
        return render(request, "evidence/erased.html", {"case": case, "paper": found}, status=410)
    try:
        file = opened(found.sha256)
    except DamagedError:
        record(request.user, "evidence.damaged", found, sha256=found.sha256)
        return render(request, "evidence/damaged.html", {"case": case, "paper": found}, status=409)
    record(request.user, "evidence.read", found, sha256=found.sha256)
    return FileResponse(
        file, as_attachment=True, filename=found.name, content_type="application/octet-stream", headers=SAFE
    )


@require_http_methods(["GET", "POST"])
@page(Act.ADD_EVIDENCE)
def withdraw(request: Signed, case: Case, paper: int) -> HttpResponseBase:
    """Withdraw a paper."""
    found = _paper(request.user, case, paper)
    form = Withdrawing(request.user, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.withdraw(found, request.user, form.cleaned_data["why"], form.cleaned_data["superseded_by"])
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("“%(title)s” is withdrawn. It stays on file.") % {"title": found.title})
            return redirect("evidence", number=case.number)
    return render(
        request,
        "evidence/withdraw.html",
        {"case": case, "paper": found, "form": form},
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@page(Act.ADD_EVIDENCE)
def readers(request: Signed, case: Case, paper: int) -> HttpResponseBase:
    """Mark a paper for other readers."""
    found = _paper(request.user, case, paper)
    sent = request.POST.copy() if request.method == "POST" else None
    form = Marking(request.user, found, sent)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.mark(found, request.user, said["after"], said["why"], shown=said["shown"])
        except InputError as problem:
            form.add_error("why" if "say why" in problem.message else "after", str(problem))
            found.refresh_from_db()
            if sent is not None:
                sent["shown"] = found.confidentiality  # the mark that the page shows now
        else:
            messages.success(request, _("It is marked for: %(who)s.") % {"who": found.get_confidentiality_display()})
            return redirect("paper", number=case.number, paper=found.pk)
    return render(
        request,
        "evidence/readers.html",
        {"case": case, "paper": found, "form": form},
        status=400 if form.errors else 200,
    )
