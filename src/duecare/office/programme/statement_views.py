"""Pages on which reports and accounts of sales are prepared, read before they are public, published and withdrawn."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.cases.models import Case
from duecare.office.people.guard import Signed, page
from duecare.office.people.permissions import Act, may, sees
from duecare.office.printing.look import house_theme
from duecare.office.programme import acts
from duecare.office.programme.doubts import doubts
from duecare.office.programme.forms import Publishing, Report, Sale, Withdrawing
from duecare.office.programme.models import Publication, Statement
from duecare.office.programme.papers import draft_of, published_paper
from duecare.office.programme.views import file
from duecare.office.programme.yearly import WORDS
from duecare.papers.layout import rendered
from duecare.papers.layout.web import blocks_html

FORMS = ("pdf", "docx", "json")


@require_http_methods(["GET", "POST"])
@page(Act.PROGRAMME)
def reports(request: Signed) -> HttpResponseBase:
    """What was prepared and published, and a form for the next report."""
    allowed = may(request.user, Act.PREPARE_STATEMENT)
    last = Statement.objects.filter(kind="report").last()
    form = Report(request.POST or None, initial=last.content["words"] if last else None)
    if request.method == "POST":
        if not allowed:
            raise PermissionDenied(allowed.why)
        if form.is_valid():
            said = form.cleaned_data
            try:
                made = acts.prepare_report(request.user, said["year"], {key: said[key] for key in WORDS})
            except InputError as problem:
                form.add_error(None, str(problem))
            else:
                return redirect("statement", made.pk)
    rows = Statement.objects.select_related("prepared_by", "case", "publication__by", "publication__withdrawal")
    seen = [one for one in rows.order_by("-pk")[:200] if one.case is None or sees(request.user, one.case)]
    context = {"form": form if allowed else None, "statements": seen, "carried": bool(last and not form.is_bound)}
    return render(request, "programme/reports.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(Act.DISCLOSE)
def disclose(request: Signed, case: Case) -> HttpResponseBase:
    """Prepare the account of a sale."""
    form = Sale(case, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            made = acts.prepare_sale(request.user, case, said.pop("year"), said)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("statement", made.pk)
    return render(request, "programme/disclose.html", {"case": case, "form": form}, status=400 if form.errors else 200)


def _statement(request: Signed, pk: int) -> Statement:
    found = get_object_or_404(Statement.objects.select_related("case", "prepared_by"), pk=pk)
    if found.case is not None and not sees(request.user, found.case):
        raise Http404
    return found


def _page(
    request: Signed, kept: Statement, publishing: Publishing | None = None, withdrawing: Withdrawing | None = None
) -> HttpResponseBase:
    publication = Publication.objects.select_related("by", "withdrawal__by").filter(statement=kept).first()
    withdrawal = getattr(publication, "withdrawal", None)
    mine = kept.prepared_by_id == request.user.pk
    allowed = bool(may(request.user, Act.PUBLISH_STATEMENT, kept.case)) and not kept.erased
    wrong = bool((publishing and publishing.errors) or (withdrawing and withdrawing.errors))
    context: dict[str, Any] = {
        "kept": kept, "publication": publication, "withdrawal": withdrawal, "mine": mine, "forms": FORMS,
        "publishing": (publishing or Publishing(names=bool(kept.content.get("names"))))
        if allowed and publication is None and not mine else None,
        "withdrawing": (withdrawing or Withdrawing()) if allowed and publication and withdrawal is None else None,
        "said": "" if kept.erased else mark_safe(blocks_html(draft_of(kept))),
        "title": "" if kept.erased else draft_of(kept).title,
        "doubts": [] if publication else list(doubts(kept)),
    }  # fmt: skip
    return render(request, "programme/statement.html", context, status=400 if wrong else 200)


@require_GET
@page(Act.PROGRAMME)
def statement(request: Signed, pk: int) -> HttpResponseBase:
    """What would be public, before it is."""
    return _page(request, _statement(request, pk))


@require_GET
@page(Act.PROGRAMME)
def statement_file(request: Signed, pk: int, form: str) -> HttpResponseBase:
    """The same as a file, marked as a draft until it is published."""
    kept = _statement(request, pk)
    if form not in FORMS or kept.erased:
        raise Http404
    publication = Publication.objects.filter(statement=kept).first()
    paper = published_paper(publication) if publication else draft_of(kept)
    record(request.user, "programme.taken_out", kept, form=form)
    return file(rendered(paper, form, house_theme()), form, f"{kept.kind}-{kept.year}-{kept.number}")


@require_POST
@page(Act.PUBLISH_STATEMENT)
def publish(request: Signed, pk: int) -> HttpResponseBase:
    """Make it public."""
    kept = _statement(request, pk)
    form = Publishing(request.POST, names=bool(kept.content.get("names")))
    if form.is_valid():
        try:
            acts.publish(kept, request.user, form.cleaned_data.get("names_why", ""))
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("statement", pk)
    return _page(request, kept, publishing=form)


@require_POST
@page(Act.PUBLISH_STATEMENT)
def withdraw(request: Signed, pk: int) -> HttpResponseBase:
    """Take it back, for a reason that readers see."""
    kept = _statement(request, pk)
    publication = get_object_or_404(Publication, statement=kept)
    form = Withdrawing(request.POST)
    if form.is_valid():
        try:
            acts.withdraw(publication, request.user, form.cleaned_data["why"])
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("statement", pk)
    return _page(request, kept, withdrawing=form)
