"""Pages that anybody may read: published reports and accounts of sales, and where one was withdrawn, that it was."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from duecare.office.people.guard import public
from duecare.office.printing.look import house_theme
from duecare.office.programme.models import Kind, Publication
from duecare.office.programme.papers import published_paper
from duecare.papers.layout import MEDIA, Theme, rendered
from duecare.papers.layout.blocks import line
from duecare.papers.layout.web import blocks_html

FORMS = ("pdf", "json")


def _rows(kind: str) -> list[Publication]:
    rows = Publication.objects.filter(kind=kind).select_related("statement", "withdrawal")
    return list(rows.order_by("-year", "-version"))


def _report(year: int) -> Publication:
    """The report of a year: the last version that stands, else the last that was withdrawn."""
    rows = [one for one in _rows(Kind.REPORT) if one.year == year]
    standing = [one for one in rows if not hasattr(one, "withdrawal")]
    if not rows:
        raise Http404
    return (standing or rows)[0]


def _sale(year: int, version: int) -> Publication:
    found = next((one for one in _rows(Kind.SALE) if (one.year, one.version) == (year, version)), None)
    if found is None:
        raise Http404
    return found


@require_GET
@public
def all_reports(request: HttpRequest) -> HttpResponseBase:
    """Every report that stands."""
    years = list(dict.fromkeys(one.year for one in _rows(Kind.REPORT) if not hasattr(one, "withdrawal")))
    return render(request, "programme/public_list.html", {"years": years})


@require_GET
@public
def report(request: HttpRequest, year: int) -> HttpResponseBase:
    """The report of a year."""
    sales = [one for one in _rows(Kind.SALE) if one.year == year and not hasattr(one, "withdrawal")]
    return _page(request, _report(year), sales)


@require_GET
@public
def report_file(request: HttpRequest, year: int, form: str) -> HttpResponseBase:
    """The same as PDF or JSON."""
    return _file(_report(year), form, f"report-{year}")


@require_GET
@public
def sale(request: HttpRequest, year: int, version: int) -> HttpResponseBase:
    """The account of one sale."""
    return _page(request, _sale(year, version), [])


@require_GET
@public
def sale_file(request: HttpRequest, year: int, version: int, form: str) -> HttpResponseBase:
    """The same as PDF or JSON."""
    return _file(_sale(year, version), form, f"sale-{year}-{version}")


def _page(request: HttpRequest, found: Publication, sales: list[Publication]) -> HttpResponseBase:
    withdrawal, erased = getattr(found, "withdrawal", None), found.statement.erased
    if withdrawal is not None or erased:
        return render(request, "programme/withdrawn.html", {"found": found, "withdrawal": withdrawal}, status=410)
    paper = published_paper(found)
    context = {
        "found": found, "sales": sales, "title": line(paper.title), "kind": paper.kind, "marks": paper.marks,
        "said": mark_safe(blocks_html(paper)),
    }  # fmt: skip
    return render(request, "programme/public.html", context)


def _file(found: Publication, form: str, name: str) -> HttpResponseBase:
    if form not in FORMS or hasattr(found, "withdrawal") or found.statement.erased:
        raise Http404
    content = _rendered(found.pk, form, house_theme())
    headers = {"Content-Disposition": f'inline; filename="{name}.{form}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=MEDIA[form], headers=headers)


@lru_cache(maxsize=16)
def _rendered(pk: int, form: str, theme: Theme) -> bytes:
    """A file of a publication, set once: what is published does not change."""
    return rendered(published_paper(Publication.objects.select_related("statement").get(pk=pk)), form, theme)
