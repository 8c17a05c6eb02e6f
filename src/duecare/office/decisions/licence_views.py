"""Pages of licences, and what counsel is asked."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.audit.meanwhile import sent_with, shown_of
from duecare.office.cases.models import Case
from duecare.office.decisions import licensing
from duecare.office.decisions.conditions import drafts, proviso_key
from duecare.office.decisions.forms import Drawing, Licensing, of_licence
from duecare.office.decisions.models import Licence
from duecare.office.people.guard import Signed, page
from duecare.office.people.permissions import Act


@require_http_methods(["GET", "POST"])
@page(Act.LICENCE)
def licence(request: Signed, case: Case, licence: int | None = None) -> HttpResponseBase:
    """What is known of a licence, to read and to change; without a number, of another authority."""
    found = None if licence is None else get_object_or_404(case.licences, pk=licence)
    form = Licensing(request.POST or None, initial=of_licence(found) if found else None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = licensing.keep(case, request.user, found, shown=sent_with(request.POST), **form.cleaned_data)
        except InputError as problem:
            form.add_error(None, str(problem))
            if found is not None:
                found.refresh_from_db()
        else:
            messages.success(request, _("What is known of the licence is kept."))
            return redirect("licence", number=case.number, licence=kept.pk)
    return _shown(request, case, found, form, Drawing(initial={"on": timezone.localdate()}))


@require_POST
@page(Act.LICENCE)
def draw(request: Signed, case: Case, licence: int) -> HttpResponseBase:
    """Draw what a delivery took."""
    found = get_object_or_404(case.licences, pk=licence)
    form = Drawing(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            licensing.draw(found, request.user, said["quantity"], said["on"], said["reference"])
        except InputError as problem:
            form.add_error("quantity", str(problem))
        else:
            return redirect("licence", number=case.number, licence=found.pk)
    return _shown(request, case, found, Licensing(initial=of_licence(found)), form)


def _shown(request: Signed, case: Case, found: Licence | None, form: Licensing, drawing: Drawing) -> HttpResponseBase:
    free = drafts(case) if found else {}
    keys = [(proviso_key(found, n), text) for n, text in enumerate(found.provisos, 1)] if found else []
    return render(
        request,
        "decisions/licence.html",
        {"case": case, "licence": found, "form": form, "drawing": drawing,
         "provisos": [(key, text, key in free) for key, text in keys],
         "shown": shown_of(*licensing.shown_values(found)) if found else "",
         "trouble": licensing.trouble(found, timezone.localdate()) if found else ""},
        status=400 if form.errors or drawing.errors else 200,
    )  # fmt: skip


@require_GET
@page(Act.SEE_OUTCOME)
def memo(request: Signed, case: Case) -> HttpResponseBase:
    """What counsel is asked where the law stops a deal: the facts, and the roads from them."""
    asked = licensing.for_counsel(case)
    return render(
        request,
        "decisions/memo.html",
        {"case": case, "asked": asked, "licences": case.licences.all(),
         "knowledge": any(one.knowledge and one.stop["status"] == "stands" for one in asked)},
    )  # fmt: skip
