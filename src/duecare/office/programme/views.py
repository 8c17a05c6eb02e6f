"""The programme page and the policy commitment."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.cases.reviewing import data_on
from duecare.office.people.guard import Signed, page
from duecare.office.people.permissions import Act, may
from duecare.office.printing.look import house_theme, page_theme
from duecare.office.programme import acts
from duecare.office.programme.asked import INSTRUMENTS, Row, rows_of
from duecare.office.programme.forms import Commitment
from duecare.office.programme.models import PolicyCommitment
from duecare.office.programme.sheet import LEAD, programme_document
from duecare.office.programme.standing import Line, Standing
from duecare.papers.layout import MEDIA, rendered

SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}
FORMS: Final = ("pdf", "docx", "xlsx", "json")


def _found() -> dict[str, tuple[str, list[Row]]]:
    guidance, standing = data_on(timezone.localdate()).guidance, Standing()
    return {name: (guidance.instruments[name].title, list(rows_of(name, guidance, standing))) for name in INSTRUMENTS}


@require_GET
@page(Act.PROGRAMME)
def programme(request: Signed) -> HttpResponseBase:
    """What the guidance asks of a programme, beside what is on record."""
    links: dict[str, str] = {}
    read = _found()
    found: list[dict[str, Any]] = [
        {"name": name, "title": title, "rows": [(row, _linked(row, links)) for row in rows]}
        for name, (title, rows) in read.items()
    ]
    gaps = {line.text: (line, link) for one in found for _row, lines in one["rows"] for line, link in lines if line.gap}
    context = {"found": found, "gaps": list(gaps.values()), "lead": LEAD, "forms": FORMS}
    return render(request, "programme/programme.html", context)


def _linked(row: Row, known: dict[str, str]) -> list[tuple[Line, str]]:
    """What is on record of a row, each with the page that shows it."""
    return [(line, _address(line.link, known)) for line in row.lines]


def _address(name: str, known: dict[str, str]) -> str:
    """Where a page is; nowhere where its room is not here."""
    if name and name not in known:
        try:
            known[name] = reverse(name)
        except NoReverseMatch:
            known[name] = ""
    return known.get(name, "")


@require_GET
@page(Act.PROGRAMME)
def programme_file(request: Signed, form: str) -> HttpResponseBase:
    """The same as a file."""
    if form not in FORMS:
        raise Http404
    day = timezone.localdate().isoformat()
    content = rendered(programme_document(_found(), page_theme().house, day), form, house_theme())
    record(request.user, "programme.taken_out", "programme", form=form)
    return file(content, form, f"programme-{day}")


def file(content: bytes, form: str, name: str, kind: str = "") -> HttpResponse:
    """A file that is saved, and never shown, run or opened here."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', **SAFE}
    return HttpResponse(content, content_type=kind or MEDIA[form], headers=headers)


@require_http_methods(["GET", "POST"])
@page(Act.PROGRAMME)
def policy(request: Signed) -> HttpResponseBase:
    """The policy commitment on record, those before it, and a form for the next."""
    allowed = may(request.user, Act.COMMIT_POLICY)
    form = Commitment(request.POST or None, request.FILES or None, auto_id="policy_%s")
    if request.method == "POST":
        if not allowed:
            raise PermissionDenied(allowed.why)
        if form.is_valid():
            said = form.cleaned_data
            upload = said.pop("file")
            try:
                acts.commit(
                    request.user, file=upload.read() if upload else b"", name=upload.name if upload else "", **said
                )
            except InputError as problem:
                form.add_error(None, str(problem))
            else:
                return redirect("policy")
    kept = list(PolicyCommitment.objects.defer("file").order_by("-pk"))
    context = {
        "form": form if allowed else None, "now": kept[0] if kept else None, "before": kept[1:],
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "programme/policy.html", context, status=400 if form.errors else 200)


@require_GET
@page(Act.PROGRAMME)
def policy_file(request: Signed, pk: int) -> HttpResponseBase:
    """The file of a commitment, as it was signed."""
    kept = get_object_or_404(PolicyCommitment.objects.exclude(sha256=""), pk=pk)
    name, _dot, ending = kept.name.rpartition(".")
    return file(bytes(kept.file), ending or "bin", name or "policy", kept.kind)
