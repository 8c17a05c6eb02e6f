"""Pages from which papers leave the office. Each that leaves stands in the log, by its hash and never by a name."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.cases.lists import Filter, visible
from duecare.office.cases.models import Case
from duecare.office.people.guard import Signed, page, public
from duecare.office.people.permissions import Act, may
from duecare.office.printing.look import house_theme, page_theme
from duecare.office.printing.making import FORMS, KINDS, MOST_CASES, Asked, document_of, pack_of, status_of
from duecare.papers.end_use import LANGUAGES, words
from duecare.papers.layout import MEDIA, rendered
from duecare.papers.layout.web import LOGO_KINDS, themed

SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}
FILES: Final = (("pdf", "PDF"), ("docx", gettext_lazy("Word (DOCX)")), ("xlsx", gettext_lazy("Workbook (XLSX)")),
                ("json", "JSON"), ("html", gettext_lazy("Page (HTML)")))  # fmt: skip
MARKS: Final = (("confidential", gettext_lazy("Confidential")), ("internal", gettext_lazy("Internal")))
REVIEWS: Final = 20
"""Reviews of a case, the latest first, of which papers are offered."""


class Printing(forms.Form):
    """Which paper of a case, of which review, as which file."""

    paper = forms.ChoiceField(label=gettext_lazy("Paper"), choices=KINDS)
    form = forms.ChoiceField(label=gettext_lazy("File"), choices=[one for one in FILES if one[0] != "html"])
    review = forms.TypedChoiceField(label=gettext_lazy("Of review"), coerce=int)
    mark = forms.ChoiceField(
        label=gettext_lazy("For whom"),
        choices=MARKS,
        help_text=gettext_lazy("Stands on every page. Counsel may claim privilege."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Second language of the statement"), required=False,
        help_text=gettext_lazy("For the end-use statement. No translation of it has been reviewed by anybody yet."),
    )  # fmt: skip

    def __init__(self, data: Any, case: Case, *, counsel: bool) -> None:
        super().__init__(data, auto_id="print_%s")
        reviews = case.reviews.order_by("-number").values_list("number", "at")[:REVIEWS]
        self.fields["review"].choices = [(number, f"{number}, {at:%Y-%m-%d}") for number, at in reviews]  # type: ignore[attr-defined]
        if counsel:
            self.fields["mark"].choices = [*MARKS, ("privileged", _("Privileged"))]  # type: ignore[attr-defined]
        names = [(code, words()["names"][code]["en"]) for code in LANGUAGES if code != "en"]
        chosen = [("", _("By the end user's script")), ("en", _("English alone")), *names]
        self.fields["language"].choices = chosen  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        paper, form = said.get("paper"), said.get("form")
        if paper and form and form not in FORMS[paper]:
            self.add_error("form", _("This paper is not made as .%(form)s; accepted: %(all)s.") % {
                "form": form, "all": ", ".join(FORMS[paper])})  # fmt: skip
        return said


@require_http_methods(["GET", "POST"])
@page(Act.SEE_OUTCOME)
def case_paper(request: Signed, case: Case) -> HttpResponseBase:
    """Take a paper of a case out of the office."""
    if case.review is None:
        raise Http404(_("Nothing has been reviewed yet."))
    counsel = bool(may(request.user, Act.MATTER, case))
    form = Printing(request.POST or None, case, counsel=counsel)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        review = get_object_or_404(case.reviews, number=said["review"])
        asked = Asked(said["paper"], review, said["mark"], said["language"] or None)
        try:
            content = rendered(document_of(case, asked, request.user), said["form"], house_theme())
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            record(request.user, "printing.case", case, paper=asked.kind, form=said["form"], review=review.number,
                   status=status_of(case, review), mark=asked.mark, sha256=sha256(content).hexdigest())  # fmt: skip
            return _file(content, said["form"], f"{case.number}-{asked.kind}-{review.number}")
    context = {"case": case, "form": form, "status": status_of(case, case.review)}
    return render(request, "printing/case.html", context, status=400 if form.errors else 200)


class Packing(forms.Form):
    """A board pack: its title, the file, and whom it is for."""

    title = forms.CharField(
        label=gettext_lazy("Title"), required=False, max_length=150,
        help_text=gettext_lazy("As the meeting that reads it, with its day."),
    )  # fmt: skip
    form = forms.ChoiceField(label=gettext_lazy("File"), choices=FILES)
    mark = forms.ChoiceField(label=gettext_lazy("For whom"), choices=MARKS)


@require_http_methods(["GET", "POST"])
@page(Act.BOARD_PACK)
def board_pack(request: Signed) -> HttpResponseBase:
    """Take out a board pack of the cases that a filter leaves, of those that the person sees."""
    narrowing = Filter(request.GET, user=request.user)
    cases = narrowing.chosen(visible(request.user), request.user).exclude(review=None).order_by("number")
    number, form = cases.count(), Packing(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = list(cases.select_related("review")) if number <= MOST_CASES else []
        try:
            if number > MOST_CASES:
                raise InputError(f"{number} cases are in this list; accepted: 1 to {MOST_CASES}")
            content = rendered(pack_of(chosen, said["title"], said["mark"]), said["form"], house_theme())
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            record(request.user, "printing.board_pack", "cases", cases=[one.pk for one in chosen], form=said["form"],
                   mark=said["mark"], sha256=sha256(content).hexdigest())  # fmt: skip
            return _file(content, said["form"], "board-pack")
    context = {"form": form, "number": number, "most": MOST_CASES, "query": request.GET.urlencode()}
    return render(request, "printing/board_pack.html", context, status=400 if form.errors else 200)


def _file(content: bytes, form: str, name: str) -> HttpResponse:
    """A file that is saved, and never shown, run or opened here."""
    disposition = f'attachment; filename="{name}.{form}"'
    return HttpResponse(content, content_type=MEDIA[form], headers={"Content-Disposition": disposition, **SAFE})


@require_GET
@public
def look_css(request: HttpRequest) -> HttpResponse:
    """The colours of the house, for every page."""
    return HttpResponse(themed(page_theme()), content_type="text/css; charset=utf-8")


@require_GET
@public
def look_logo(request: HttpRequest) -> HttpResponse:
    """The logo of the house. As a picture of a page it runs nothing, whatever a drawing has in it."""
    theme = page_theme()
    if not theme.logo:
        raise Http404(_("This house has no logo."))
    headers = {key: value for key, value in SAFE.items() if key != "Cache-Control"}
    return HttpResponse(theme.logo, content_type=LOGO_KINDS[theme.logo_kind], headers=headers)
