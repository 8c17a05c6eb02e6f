"""Pages of cases."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.about.known import touched
from duecare.office.audit.meanwhile import sent_with, shown_of
from duecare.office.cases import acts
from duecare.office.cases.lists import OPEN_STATES, Filter, visible
from duecare.office.cases.models import Case, Deal, Gate, Kind, Member, Reviewed
from duecare.office.cases.panels import FIRST, LAST, panels
from duecare.office.cases.showing import sections_of
from duecare.office.cases.undoing import undo_assign, undo_member
from duecare.office.cases.versions import difference
from duecare.office.counsel.lane import discussion
from duecare.office.decisions.panel import decisions_of
from duecare.office.digests.waiting import waits_for
from duecare.office.intake.scripts import apart
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import Role, User
from duecare.office.people.permissions import Act, acts_of, roles_allow, sees
from duecare.office.people.undo import offer
from duecare.office.resolving.held import without_held
from duecare.transaction import read_document
from duecare.transaction.read import SUFFIXES

A_PAGE = 50
MOST_BYTES = 5_000_000
FOLDED = ("parties", "places", "severity", "safeguards", "not_examined", "provenance", "instruments", "record")
"""Sections that are loaded when they are opened."""


@require_GET
@page(Act.OWN)
def work(request: Signed) -> HttpResponseBase:
    """What waits for the person who is signed in."""
    seen = visible(request.user).filter(state__in=OPEN_STATES).select_related("analyst", "requester")
    mine = seen.filter(analyst=request.user) | seen.filter(requester=request.user)
    waits = waits_for(request.user, timezone.localdate())
    unassigned = seen.filter(analyst=None) if roles_allow(request.user.roles(), Act.ASSIGN) else seen.none()
    return render(
        request,
        "cases/work.html",
        {
            "waits": waits,
            "mine": mine.order_by("needed_by", "-changed_at")[:A_PAGE],
            "unassigned": unassigned.exclude(requester=request.user).order_by("needed_by", "-changed_at")[:A_PAGE],
            "outcome": roles_allow(request.user.roles(), Act.SEE_OUTCOME),
        },
    )


@require_GET
@page(Act.CASES)
def cases(request: Signed) -> HttpResponseBase:
    """Every case that the person sees, narrowed."""
    narrowing = Filter(request.GET, user=request.user)
    found = narrowing.chosen(visible(request.user), request.user).order_by("-changed_at", "-pk")
    listed = Paginator(found.select_related("analyst", "requester"), A_PAGE)
    shown = listed.get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(
        request,
        "cases/list.html",
        {"filter": narrowing, "shown": shown, "kept": kept.urlencode(),
         "outcome": roles_allow(request.user.roles(), Act.SEE_OUTCOME), "narrowed": bool(narrowing.narrows()),
         "saved": {"filters": request.user.saved_filters.all(), "query": kept.urlencode()}},
    )  # fmt: skip


class Opening(forms.Form):
    """What a case is opened with."""

    title = forms.CharField(label=gettext_lazy("What is the deal, in one line?"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("What sort of deal is it?"), choices=Kind.choices)
    gate = forms.ChoiceField(label=gettext_lazy("What is the next step that you need?"), choices=Gate.choices)
    needed_by = forms.DateField(
        label=gettext_lazy("When do you need a decision?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("A date sets the order of work. It never changes who must agree."),
    )
    file = forms.FileField(
        label=gettext_lazy("A transaction file, if you have one"),
        required=False,
        help_text=gettext_lazy(
            "YAML, JSON or the spreadsheet that “duecare template” makes. Without one you are asked."
        ),
    )

    def clean_needed_by(self) -> Any:
        day = self.cleaned_data["needed_by"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Give one from today on, or leave it open."))
        return day


@require_http_methods(["GET", "POST"])
@page(Act.OPEN_CASE)
def open_new(request: Signed) -> HttpResponseBase:
    """Open a case."""
    form = Opening(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            document = _document(said.pop("file"))
            case = acts.open_case(request.user, said.pop("title"), document, **said)
        except InputError as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, _("Case %(number)s is open.") % {"number": case.number})
            return redirect("case", number=case.number)
    return render(request, "cases/open.html", {"form": form}, status=400 if form.errors else 200)


def _document(file: Any) -> dict[str, Any]:
    """The deal of a file.

    Raises:
        InputError: it is no transaction; says where and what is accepted.
    """
    if file is None:
        return {}
    suffix = Path(file.name).suffix.casefold()
    if suffix not in SUFFIXES:
        raise InputError(f"{file.name} ends in {suffix or 'nothing'!r}; accepted: {', '.join(SUFFIXES)}")
    return read_document(file.read(MOST_BYTES), suffix, file.name)


@require_GET
@page(Act.VIEW)
def case_page(request: Signed, case: Case) -> HttpResponseBase:
    """One case: to those who judge it with its outcome, to those who ask for it without."""
    can = acts_of(request.user, case)
    outcome = Act.SEE_OUTCOME in can
    review = _with_content(case) if outcome else None
    case.look_up()
    decisions_of(case)
    return render(
        request,
        "cases/case.html" if outcome else "cases/case_asked.html",
        {
            "case": case,
            "review": review,
            "sections": _linked(case, sections_of(review)) if review else {},
            "about": touched(case),
            "folded": FOLDED,
            "comments": discussion(request.user, case),
            "can": {act.name.lower(): True for act in can},
            "first": list(panels(FIRST, request.user, case)),
            "last": list(panels(LAST, request.user, case)),
        },
    )


def _with_content(case: Case) -> Reviewed | None:
    """The latest review with what it says, which other pages do without."""
    if case.review is not None:
        case.review.refresh_from_db(fields=["document", "sections"])
        if case.deal is not None and case.deal_id == case.review.deal_id:
            case.review.deal = case.deal
    return case.review


@require_GET
@page(Act.SEE_OUTCOME)
def section(request: Signed, case: Case, key: str) -> HttpResponseBase:
    """One section of the latest review: alone for a page that asks for it, else within one."""
    shown = sections_of(case.review) if case.review is not None else {}
    if key not in shown:
        raise Http404(_("There is no such section."))
    template = "cases/section_alone.html" if request.headers.get("HX-Request") else "cases/section.html"
    return render(request, template, {"case": case, "html": _linked(case, shown)[key]})


def _linked(case: Case, sections: dict[str, str]) -> dict[str, str]:
    """Sections whose citations lead to the instruments, which stand on a page of their own."""
    there = f'href="{reverse("section", args=[case.number, "instruments"])}#instrument-'
    return {key: html.replace('href="#instrument-', there) for key, html in sections.items()}


@require_http_methods(["GET", "POST"])
@page(Act.EDIT_DEAL)
def deal_page(request: Signed, case: Case) -> HttpResponseBase:
    """The deal as a text that can be edited as a whole."""
    assert case.deal is not None
    problem, text, version, clash, status = "", _text(case.deal), case.deal.number, None, 200
    if request.method == "POST":
        text, sent = request.POST.get("document", ""), request.POST.get("version", "")
        version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
        try:
            document = read_document(text.encode(), ".yaml", _("The deal"))
            acts.change_deal(case, request.user, document, shown=version)
        except InputError as refused:
            problem, status = str(refused), 400
        except acts.ConcurrentEditError as met:
            then = case.deals.filter(number=version).first()
            clash, status = {
                "deal": met.deal, "text": _text(met.deal),
                "changed": acts.changes(without_held(then.document), without_held(met.deal.document)) if then else (),
                "yours": acts.changes(without_held(met.deal.document), without_held(document)),
            }, 409  # fmt: skip
            version = met.deal.number
        else:
            messages.success(request, _("The deal was changed and reviewed again."))
            return redirect("case", number=case.number)
    return render(
        request, "cases/deal.html",
        {"case": case, "text": text, "version": version, "problem": problem, "clash": clash}, status=status,
    )  # fmt: skip


def _text(deal: Deal) -> str:
    """A deal as it is edited: without what was resolved and lifted, which is decided elsewhere."""
    return json.dumps(without_held(deal.document), ensure_ascii=False, indent=2)


@require_POST
@page(Act.COMMENT)
def comment(request: Signed, case: Case) -> HttpResponseBase:
    """Say something about a case."""
    text = request.POST.get("text", "").strip()
    if text:
        acts.comment(case, request.user, text[:10_000])
    return redirect(f"/cases/{case.number}/#discussion")


@require_http_methods(["GET", "POST"])
@page(Act.ASSIGN)
def case_people(request: Signed, case: Case) -> HttpResponseBase:
    """Who works on a case."""
    people = _people()
    analysts = [one for one in people if Role.ANALYST in one.roles() and (one == case.analyst or sees(one, case))]
    problem, wrong, chosen = "", "analyst", request.POST
    if request.method == "POST" and "analyst" in chosen:
        picked = next((one for one in analysts if str(one.pk) == chosen["analyst"]), None)
        held = {"before": case.analyst_id, "was": case.state}
        try:
            if chosen["analyst"] and picked is None:
                raise InputError(_("Choose one of the analysts who see this case, or nobody."))
            acts.assign(case, request.user, picked, shown=sent_with(chosen))
        except InputError as met:
            problem = met.message
            case.refresh_from_db()
        else:
            said = _("Done. %(number)s: %(whom)s.") % {"number": case.number, "whom": acts.with_whom(picked)}
            offer(
                request, undo_assign, said, request.path, case=case.pk, after=case.analyst_id, became=case.state, **held
            )  # fmt: skip
    if request.method == "POST" and not problem:
        if chosen.get("add"):
            added = next((one for one in people if str(one.pk) == chosen["add"]), None)
            if added is None:
                raise Http404(_("There is no such person."))
            try:
                new = acts.add_member(case, request.user, added)
            except InputError as met:
                problem, wrong, new = met.message, "add", False
            if new:
                said = _("%(name)s was added to %(number)s.") % {"name": apart(added.label), "number": case.number}
                offer(request, undo_member, said, request.path, case=case.pk, user=added.pk)
        elif "add" in chosen:
            problem, wrong = _("Choose whom to add."), "add"
        if "restricted" in chosen:
            acts.restrict(case, request.user, restricted=chosen["restricted"] == "yes")
        if not problem:
            return redirect("case-people", number=case.number)
    members = case.members.select_related("user", "by")
    return render(
        request,
        "cases/people.html",
        {"case": case, "analysts": analysts, "members": members, "others": _to_add(case, people, members),
         "problem": problem, "wrong": wrong, "shown": shown_of(case.analyst_id),
         "picked": chosen["analyst"] if problem and wrong == "analyst" else str(case.analyst_id or "")},
        status=(409 if wrong == "analyst" else 400) if problem else 200,
    )  # fmt: skip


def _to_add(case: Case, people: Iterable[User], members: Iterable[Member]) -> list[User]:
    """Who sees the case once they are added, and was not."""
    there = {case.requester_id, *(one.user_id for one in members)}
    return [one for one in people if one.pk not in there and roles_allow(one.roles(), Act.VIEW)]


def _people() -> list[User]:
    return list(
        User.objects.filter(is_active=True).prefetch_related("grants", "stands_in__of__grants").order_by("username")
    )


@require_GET
@page(Act.SEE_OUTCOME)
def history(request: Signed, case: Case) -> HttpResponseBase:
    """Every version of the deal and every review of it."""
    reviews = case.reviews.select_related("deal", "deal__by").defer("document", "sections").order_by("-number")
    return render(request, "cases/history.html", {"case": case, "reviews": reviews})


@require_GET
@page(Act.SEE_OUTCOME)
def compare(request: Signed, case: Case, before: int, after: int) -> HttpResponseBase:
    """What differs between two reviews of a case."""
    first, second = (
        get_object_or_404(case.reviews.select_related("deal"), number=number) for number in (before, after)
    )
    found = difference(first, second)
    return render(
        request,
        "cases/compare.html",
        {
            "case": case,
            "difference": found,
            "tables": [(_("Findings"), found.findings), (_("Legal stops"), found.stops)],
            "lists": [
                (_("Changed in the deal"), found.deal),
                (_("Facts that came"), found.came),
                (_("Facts that went"), found.went),
            ],
        },
    )


@require_GET
@page(Act.SEE_OUTCOME)
def review_file(request: Signed, case: Case, version: int) -> HttpResponseBase:
    """A review as the file that `duecare replay` judges again."""
    kept = get_object_or_404(case.reviews, number=version)
    if kept.erased:
        return render(request, "cases/review_erased.html", {"case": case, "review": kept}, status=410)
    name = f"{case.number}-review-{version}.json"
    return HttpResponse(
        bytes(kept.document),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
