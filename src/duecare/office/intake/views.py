"""Pages that lead through a deal, one thing a page."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from duecare.errors import InputError
from duecare.facts import FactType, vocabulary
from duecare.office.cases.acts import ConcurrentEditError
from duecare.office.cases.models import Case, Deal, State
from duecare.office.intake import acts, frame
from duecare.office.intake.asking import ASK, help_beside, may_answer, open_questions
from duecare.office.intake.evidence import evidence_url
from duecare.office.intake.forms import Question, as_sent
from duecare.office.intake.models import Draft
from duecare.office.intake.stated import Key, Said, said
from duecare.office.intake.tasks import drafts_of, page_of, work_of
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import Role
from duecare.office.people.permissions import Act, may
from duecare.transaction.format import STRUCTURAL


@require_GET
@page(Act.ANSWER)
def tasks(request: Signed, case: Case) -> HttpResponseBase:
    """Everything that a deal needs, with what is done, open and not known yet."""
    work = work_of(case, request.user)
    return render(
        request,
        "intake/tasks.html",
        {
            "case": case,
            "work": work,
            "drafts": drafts_of(case, request.user),
            "evidence": evidence_url(case),
            "items": _items(case),
            "notes": case.deal.document.get("notes") if case.deal else "",
        },
    )


def _items(case: Case) -> list[tuple[str, str]]:
    assert case.deal is not None
    return [(one["id"], frame.label(one, "items")) for one in frame.entries(case.deal.document, "items")]


@require_GET
@page(Act.ANSWER)
def following(request: Signed, case: Case) -> HttpResponseBase:
    """On to what is needed next."""
    return redirect(work_of(case, request.user).next)


def shown_version(request: Signed, case: Case) -> int:
    """The version of the deal that the page shows, or showed; 0, which none has, where a form does not say it."""
    assert case.deal is not None
    if request.method != "POST":
        return case.deal.number
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _sitting(request: Signed) -> str:
    """What the form of a page is known by from when it is shown until it is saved."""
    sent = request.POST.get("sitting", "")
    return sent if sent.isascii() and sent.isalnum() and len(sent) <= 32 else secrets.token_hex(16)


def _begun(request: Signed, case: Case, draft: Draft | None, clash: dict[str, Any] | None) -> int:
    """The version of the deal that what stands in the fields was written on: a draft that is taken up again was written
    on the one that there was then, so that nothing that came since is written over unseen."""
    if clash:
        return int(clash["version"])
    return draft.version if draft is not None and request.method == "GET" else shown_version(request, case)


def _draft(request: Signed, case: Case, step: str) -> Draft | None:
    return case.drafts.filter(person=request.user, step=step).first()


def _drafted(request: Signed, case: Case, step: str, form: forms.Form) -> HttpResponseBase:
    """Keep an unfinished page, and say so: to a script with a line, else on the list of tasks.

    A script may send what was typed while the page is being saved: that is in the deal then, and no draft.
    """
    kept = acts.keep_draft(
        case, request.user, step, as_sent(form, request.POST), shown_version(request, case), sitting=_sitting(request)
    )
    if request.headers.get("HX-Request"):
        return render(request, "intake/drafted.html", {"draft": kept})
    if kept is None:
        messages.info(request, _("This page was saved before, so nothing of it is kept as a draft."))
        return redirect("intake", number=case.number)
    messages.success(request, _("What you wrote is kept as a draft. Only you see it until you save it."))
    return redirect("intake", number=case.number)


def _discarded(request: Signed, case: Case, step: str) -> HttpResponseBase:
    case.drafts.filter(person=request.user, step=step).delete()
    return redirect(request.path)


@require_http_methods(["GET", "POST"])
@page(Act.ANSWER)
def question(request: Signed, case: Case, fact: str, about: str) -> HttpResponseBase:
    """One question, with its help, the accepted answers and their source."""
    assert case.deal is not None
    declared = _declared(request, fact)
    key = (fact, about)
    known = open_questions(case, request.user)
    if about not in known.labels or not about.startswith(f"{declared.entity}:"):
        raise Http404(_("The deal has nothing of that name."))
    sources = said(case.deal.document).get(key, [])
    step = f"question:{fact}:{about}"
    draft = _draft(request, case, step)
    named: dict[str, Any] = {
        "answered": any(one.value is not None for one in sources),
        "judges": Role.ANALYST in request.user.roles(),
        "initial": draft.data if draft else _initial(declared, sources, request.user.label),
    }
    form = Question(declared, request.POST if request.method == "POST" else None, **named)
    clash, status = None, 200
    if request.method == "POST":
        if "draft" in request.POST:
            return _drafted(request, case, step, form)
        if "discard" in request.POST:
            return _discarded(request, case, step)
        if form.is_valid():
            try:
                acts.answer(
                    case, request.user, key, form.answer(), version=shown_version(request, case), step=step,
                    beside=form.cleaned_data.get("beside") == "yes", sitting=_sitting(request),
                )  # fmt: skip
            except ConcurrentEditError as met:
                clash, status = _clash(request, case, step, form, met, said(met.deal.document).get(key, [])), 409
            except InputError as problem:
                form.add_error("value", str(problem))
            else:
                messages.success(request, _("Saved."))
                copied = request.GET.get("of") == "copied"
                return redirect("intake-confirm" if copied else "intake-next", number=case.number)
    return render(
        request,
        "intake/question.html",
        {
            "case": case, "form": form, "fact": declared, "help": help_beside(declared), "label": known.about(about),
            "who": ASK.get(declared.ask, ""), "sources": sources, "draft": draft, "clash": clash, "about": about,
            "version": _begun(request, case, draft, clash), "evidence": evidence_url(case),
            "sitting": _sitting(request),
        },
        status=status if clash else 400 if form.errors else 200,
    )  # fmt: skip


def _declared(request: Signed, fact: str) -> FactType:
    declared = vocabulary().facts.get(fact)
    if declared is None or fact in STRUCTURAL or declared.ask not in may_answer(request.user):
        raise Http404(_("There is no such question, or it is not for you to answer."))
    return declared


def _initial(fact: FactType, sources: list[Said], name: str) -> dict[str, Any]:
    """What the deal says already, to be corrected; the last source where there are several."""
    if not sources:
        return {}
    last = sources[-1]
    if last.value is None:
        return {"not_known": True} if fact.type in ("number", "date") else {"value": _unknown(fact)}
    return {"value": last.raw, "kind": last.kind, "source": last.source, "date": last.date, "note": last.note}


def _unknown(fact: FactType) -> str | list[str]:
    return ["unknown"] if fact.type == "set" else "unknown"


def _frame_now(met: ConcurrentEditError, step: frame.Step, about: str) -> list[Any]:
    """What a step says in the version that came first."""
    return [{"words": f"{label}: {text}"} for label, text in frame.shown(met.deal.document, step, about)]


def _clash(
    request: Signed, case: Case, step: str, form: forms.Form, met: ConcurrentEditError, now: list[Any]
) -> dict[str, Any]:
    """What to tell of a change that came first. What was typed is kept as a draft too."""
    acts.keep_draft(case, request.user, step, as_sent(form, request.POST), met.deal.number)
    return {"by": met.deal.by, "at": met.deal.at, "version": met.deal.number, "now": now}


@require_http_methods(["GET", "POST"])
@page(Act.ANSWER)
def frame_step(request: Signed, case: Case, step: str, about: str) -> HttpResponseBase:
    """One step of the frame that every deal has."""
    assert case.deal is not None
    declared = frame.STEPS.get(step)
    found = frame.entry(case.deal.document, declared, about) if declared else None
    if declared is None or found is None:
        raise Http404(_("There is no such page."))
    name = page_of(declared, about)
    draft = _draft(request, case, name)
    document = case.deal.document
    written = frame.begun(document, declared) if about == frame.NEW else frame.written(document, declared, about)
    initial = draft.data if draft else written
    form = declared.form(request.POST if request.method == "POST" else None, initial=initial)
    clash, status = None, 200
    if request.method == "POST":
        if "draft" in request.POST:
            return _drafted(request, case, name, form)
        if "discard" in request.POST:
            return _discarded(request, case, name)
        if "remove" in request.POST and declared.group and about != frame.NEW:
            try:
                return _removed(request, case, declared, about)
            except ConcurrentEditError as met:
                clash, status = _clash(request, case, name, form, met, _frame_now(met, declared, about)), 409
        elif form.is_valid():
            given = form.said()
            nothing = all(value is None for key, value in given.items() if key != "roles" or about != frame.NEW)
            if nothing and ("unknown" in request.POST or about == frame.NEW):
                if "unknown" not in request.POST:
                    form.add_error(None, _("Write something, or choose “I don't know yet”."))
                else:
                    try:
                        acts.not_known(
                            case, request.user, declared, about, version=shown_version(request, case), page=name,
                            sitting=_sitting(request),
                        )  # fmt: skip
                    except ConcurrentEditError as met:
                        clash, status = _clash(request, case, name, form, met, _frame_now(met, declared, about)), 409
                    else:
                        return redirect("intake-next", number=case.number)
            else:
                try:
                    _id, left_out = acts.change_frame(
                        case, request.user, declared, about, given, version=shown_version(request, case), page=name,
                        sitting=_sitting(request),
                    )  # fmt: skip
                except ConcurrentEditError as met:
                    clash, status = _clash(request, case, name, form, met, _frame_now(met, declared, about)), 409
                except InputError as problem:
                    form.add_error(None, str(problem))
                else:
                    messages.success(request, _("Saved."))
                    _say_left_out(request, left_out)
                    return redirect("intake-next", number=case.number)
    return render(
        request,
        "intake/frame.html",
        {
            "case": case, "form": form, "step": declared, "about": about, "draft": draft, "clash": clash,
            "version": _begun(request, case, draft, clash), "sitting": _sitting(request),
            "label": frame.label(found, declared.group) if declared.group and about != frame.NEW else "",
            "title": frame.title_of(document, declared, about),
            "removable": bool(declared.group) and about != frame.NEW
            and declared.key in ("item-what", "party-who", "place-where"),
        },
        status=status if clash else 400 if form.errors else 200,
    )  # fmt: skip


def _removed(request: Signed, case: Case, step: frame.Step, about: str) -> HttpResponseBase:
    try:
        left_out = acts.remove(case, request.user, step, about, shown_version(request, case))
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("It is out of the deal. Earlier versions of the deal keep it."))
        _say_left_out(request, left_out)
    return redirect("intake", number=case.number)


def _say_left_out(request: Signed, left_out: int) -> None:
    if left_out:
        messages.warning(
            request,
            _("%(n)s answers were about what is no longer in the deal. They stand in its earlier versions only.")
            % {"n": left_out},
        )


@require_http_methods(["GET", "POST"])
@page(Act.ANSWER)
def check(request: Signed, case: Case) -> HttpResponseBase:
    """Every answer on one page, before the case is handed in."""
    problem = ""
    if request.method == "POST":
        try:
            acts.hand_in(case, request.user)
        except InputError as refused:
            problem = str(refused)
        else:
            messages.success(request, _("Handed in. An analyst takes it from here, and may ask for more."))
            return redirect("case", number=case.number)
    return render(
        request,
        "intake/check.html",
        {"case": case, "work": work_of(case, request.user), "draft": case.state == State.DRAFT, "problem": problem},
        status=400 if problem else 200,
    )


@require_GET
@page(Act.VIEW)
def answer_history(request: Signed, case: Case, fact: str, about: str) -> HttpResponseBase:
    """Every version of one answer: the value, its source, by whom and when."""
    declared = vocabulary().facts.get(fact)
    if declared is None or (
        declared.ask not in may_answer(request.user) and not may(request.user, Act.SEE_OUTCOME, case)
    ):
        raise Http404(_("There is no such question."))
    versions = _versions(case, (fact, about))
    if not any(sources for _deal, sources in versions):
        raise Http404(_("Nobody has answered this yet."))
    return render(
        request,
        "intake/history.html",
        {
            "case": case, "fact": declared, "about": about, "label": open_questions(case, request.user).about(about),
            "versions": reversed(versions), "answers": bool(may(request.user, Act.ANSWER, case))
            and declared.ask in may_answer(request.user),
        },
    )  # fmt: skip


def _versions(case: Case, key: Key) -> list[tuple[Deal, list[Said]]]:
    """The versions of the deal in which an answer became another, the first one first."""
    found: list[tuple[Deal, list[Said]]] = []
    before: list[Said] = []
    for deal in case.deals.select_related("by").order_by("number"):
        sources = said(deal.document).get(key, [])
        if sources != before:
            found.append((deal, sources))
        before = sources
    return found


def blank_sheet() -> HttpResponse:
    """The blank spreadsheet of a deal."""
    from duecare.transaction.template import template_bytes

    return HttpResponse(
        template_bytes(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": 'attachment; filename="deal.xlsx"'},
    )
