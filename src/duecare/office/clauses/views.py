"""Pages of clauses."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import DuecareError, InputError
from duecare.facts import vocabulary
from duecare.office.audit.chain import record
from duecare.office.cases.models import Case
from duecare.office.clauses import acts
from duecare.office.clauses.forms import Beginning, Binding, Filling, PuttingIn, SigningForm, TakingOut, Wording
from duecare.office.clauses.making import blanks, document_of, read, shown
from duecare.office.clauses.models import LEFT_OUT, Annex
from duecare.office.evidence.access import readable
from duecare.office.people.guard import Signed, page
from duecare.office.people.permissions import Act, may
from duecare.office.printing.look import house_theme
from duecare.office.printing.views import SAFE
from duecare.papers.clauses import Choice, choose, paper_for
from duecare.papers.layout import MEDIA, rendered


@require_GET
@page(Act.SEE_OUTCOME)
def overview(request: Signed, case: Case) -> HttpResponseBase:
    """Annexes of a case, in versions; what was signed and conceded; and what the latest review calls for."""
    if case.review is None:
        raise Http404(_("Nothing has been reviewed yet."))
    found = read(case, case.review)
    kind = paper_for(found)
    choice: Choice = choose(found, acts.library(), kind)
    annexes = list(case.annexes.select_related("by", "signing__evidence").prefetch_related("signing__concessions"))
    return render(request, "clauses/overview.html", {
        "case": case, "choice": choice, "form": Beginning(initial={"paper": kind}), "annexes": annexes,
        "papers": set(readable(request.user, case).values_list("pk", flat=True)),
        "edits": bool(may(request.user, Act.CLAUSES, case)), "note": acts.library().note,
    })  # fmt: skip


@require_POST
@page(Act.CLAUSES)
def begin(request: Signed, case: Case) -> HttpResponseBase:
    """Offer clauses, as the first version of an annex."""
    form = Beginning(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = acts.begin(case, read(case, case.review), request.user, said["paper"], said["strength"] or None,
                              with_open=said["with_open"])  # fmt: skip
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("annex", number=case.number, version=made.number)
    return render(request, "clauses/begin.html", {"case": case, "form": form}, status=400)


def _annex(case: Case, version: int) -> Annex:
    found = case.annexes.select_related("case", "case__review", "review", "before", "by")
    return get_object_or_404(found, number=version)


@require_GET
@page(Act.SEE_OUTCOME)
def annex(request: Signed, case: Case, version: int) -> HttpResponseBase:
    """One version: its clauses filled in, why each is there, and what can be done with it."""
    found = _annex(case, version)
    return render(request, "clauses/annex.html", {**_about(request, found), "take": _taking(request, found)})


def _about(request: Signed, found: Annex) -> dict[str, Any]:
    case = found.case
    latest = acts.latest_of(case, found.paper)
    signing = getattr(found, "signing", None)
    review = read(case, found.review)
    open_blanks = [meaning for name, meaning in blanks(found, review).items() if name not in found.values]
    edits = bool(may(request.user, Act.CLAUSES, case))
    return {
        "case": case, "annex": found, "clauses": list(shown(found, review)), "latest": latest, "signing": signing,
        "edits": edits and latest == found, "blanks": open_blanks, "conceded": acts.conceded(found),
        "stale": case.review is not None and case.review.basis != found.review.basis,
        "binds": bool(signing and may(request.user, Act.KEEP_CONDITION, case) and acts.to_bind(found)),
        "reads": signing is not None and readable(request.user, case).filter(pk=signing.evidence_id).exists(),
    }  # fmt: skip


def _taking(request: Signed, found: Annex, data: Any = None) -> TakingOut:
    return TakingOut(data, counsel=bool(may(request.user, Act.MATTER, found.case)))


@require_POST
@page(Act.SEE_OUTCOME)
def take(request: Signed, case: Case, version: int) -> HttpResponseBase:
    """Take a paper of a version out of the office."""
    found = _annex(case, version)
    form = _taking(request, found, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            content = rendered(
                document_of(found, said["paper"], said["mark"], request.user), said["form"], house_theme()
            )
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            record(request.user, "clauses.take", case, annex=found.pk, paper=said["paper"], form=said["form"],
                   mark=said["mark"], sha256=sha256(content).hexdigest())  # fmt: skip
            name = f'attachment; filename="{case.number}-{said["paper"]}-{found.number}.{said["form"]}"'
            return HttpResponse(
                content, content_type=MEDIA[said["form"]], headers={"Content-Disposition": name, **SAFE}
            )
    return render(request, "clauses/annex.html", {**_about(request, found), "take": form}, status=400)


@require_http_methods(["GET", "POST"])
@page(Act.CLAUSES)
def wording(request: Signed, case: Case, version: int, place: int) -> HttpResponseBase:
    """Other words for one clause, or none. place: of the clause in the version."""
    found = _annex(case, version)
    if place >= len(found.parts):
        raise Http404(_("There is no such clause in this version."))
    part = found.parts[place]
    key = f"{part['in']}:{part['clause']}"
    first = {"strength": part["strength"], "words": "\n".join(part["lines"])}
    wanted = request.GET.get("strength", "")
    clause = acts.library().clauses.get(part["clause"])
    if clause is not None and wanted in clause.words:
        first = {"strength": wanted, "words": "\n".join(clause.words[wanted])}
    form = Wording(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if said["strength"] == LEFT_OUT:
                made = acts.leave_out(found, request.user, key, said["note"])
            else:
                made = acts.change(found, request.user, key, said["strength"], said["words"], said["note"])
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Version %(n)d is kept.") % {"n": made.number})
            return redirect("annex", number=case.number, version=made.number)
    context = {"case": case, "annex": found, "part": part, "form": form, "clause": clause, "place": place}
    return render(request, "clauses/wording.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(Act.CLAUSES)
def put_in(request: Signed, case: Case, version: int) -> HttpResponseBase:
    """One more clause of the library."""
    found = _annex(case, version)
    form = PuttingIn(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        where, _colon, clause = form.cleaned_data["clause"].partition(":")
        try:
            made = acts.put_in(found, request.user, clause, form.cleaned_data["strength"], where)
        except DuecareError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("annex", number=case.number, version=made.number)
    context = {"case": case, "annex": found, "form": form, "title": _("Put a clause in")}
    return render(request, "clauses/form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(Act.CLAUSES)
def fill(request: Signed, case: Case, version: int) -> HttpResponseBase:
    """Fill in what the deal does not say."""
    found = _annex(case, version)
    form = Filling(blanks(found, read(case, found.review)), found.values, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.fill(found, request.user, form.cleaned_data)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("annex", number=case.number, version=made.number)
    context = {"case": case, "annex": found, "form": form, "title": _("Fill in what is open")}
    return render(request, "clauses/form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(Act.CLAUSES)
def sign(request: Signed, case: Case, version: int) -> HttpResponseBase:
    """Record that a version was signed, and what was conceded."""
    found = _annex(case, version)
    offered = acts.to_bind(found) if may(request.user, Act.KEEP_CONDITION, case) else {}
    form = SigningForm(request.user, found, acts.conceded(found), offered, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.sign(found, request.user, said["evidence"], said["on"], theirs=said["theirs"], ours=said["ours"],
                      reasons=form.reasons, **form.binding)  # fmt: skip
        except InputError as problem:
            form.add_error(_about_what(problem), str(problem))
        else:
            messages.success(request, _("The signature is recorded, and the case was reviewed again with it."))
            if form.binding:
                messages.success(request, _("The case has each condition that was ticked."))
            return redirect("annex", number=case.number, version=found.number)
    context = {
        "case": case,
        "annex": found,
        "form": form,
        "facts": _questions(found),
        "title": _("Record a signature"),
    }
    return render(request, "clauses/sign.html", context, status=400 if form.errors else 200)


def _about_what(problem: InputError) -> str | None:
    """The field that a refusal is about."""
    said = str(problem)
    return "owner" if "see this case" in said else "hurt" if "would be hurt" in said else None


def _questions(annex: Annex) -> list[tuple[str, list[str]]]:
    """What a signature answers with yes: the question of each fact, and the clauses that carry it."""
    return [(vocabulary()[fact].question, titles) for fact, titles in acts.facts_of(annex).items()]


@require_http_methods(["GET", "POST"])
@page(Act.KEEP_CONDITION)
def bind(request: Signed, case: Case, version: int) -> HttpResponseBase:
    """Make conditions of what was signed."""
    found = _annex(case, version)
    signing = getattr(found, "signing", None)
    if signing is None:
        raise Http404(_("This version was not signed."))
    form = Binding(found, acts.to_bind(found), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.bind(signing, request.user, **form.cleaned_data)
        except InputError as problem:
            form.add_error(_about_what(problem), str(problem))
        else:
            messages.success(request, _("Conditions made: %(n)d.") % {"n": made})
            return redirect("case", number=case.number)
    context = {"case": case, "annex": found, "form": form}
    return render(request, "clauses/bind.html", context, status=400 if form.errors else 200)
