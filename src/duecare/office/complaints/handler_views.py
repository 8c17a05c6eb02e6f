"""Pages of handlers: the list, one complaint, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.complaints import attached, handling
from duecare.office.complaints.access import free, handlers, outsiders, visible
from duecare.office.complaints.codes import Outcome, Stage
from duecare.office.complaints.forms import (
    Answering,
    Extending,
    Keeping,
    Learning,
    Linking,
    Narrowing,
    Taking,
    Text,
)
from duecare.office.complaints.keys import SealError
from duecare.office.complaints.models import Attachment, Complaint
from duecare.office.complaints.reminders import due_of
from duecare.office.complaints.texts import texts
from duecare.office.evidence.store import DamagedError
from duecare.office.evidence.views import SAFE
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import Grant, Role, User
from duecare.office.people.permissions import Act

A_PAGE = 50


def _unseen(answer: HttpResponse) -> HttpResponse:
    """A page that no browser keeps."""
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_GET
@page(Act.COMPLAINTS)
def complaints(request: Signed) -> HttpResponseBase:
    """The complaints that the handler may see, those overdue first; nothing of what they say."""
    narrowing = Narrowing(request.GET)
    found = visible(request.user).select_related("handler")
    said = narrowing.cleaned_data if narrowing.is_valid() else {}
    for name in ("stage", "topic"):
        if said.get(name):
            found = found.filter(**{name: said[name]})
    rows = [(one, due_of(one)) for one in found]
    if said.get("late"):
        rows = [row for row in rows if row[0].late]
    rows.sort(key=lambda row: (not row[0].late, row[1] is None, row[1][1] if row[1] else row[0].received_on))
    shown = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return _unseen(render(
        request,
        "complaints/list.html",
        {"filter": narrowing, "shown": shown, "kept": kept.urlencode(), "late": sum(one.late for one, _due in rows),
         "handlers": Grant.objects.filter(role=Role.GRIEVANCE_HANDLER, user__is_active=True).select_related("user"),
         "outside": {one.pk for one in outsiders()}},
    ))  # fmt: skip


def _complaint(request: Signed, pk: int) -> Complaint:
    return get_object_or_404(visible(request.user).select_related("handler", "answered_by", "appeal_by"), pk=pk)


@require_GET
@page(Act.COMPLAINTS)
def complaint_page(request: Signed, pk: int) -> HttpResponseBase:
    """One complaint: what was said, where it stands, and what can be done."""
    return _shown(request, _complaint(request, pk))


def _shown(request: Signed, complaint: Complaint, status: int = 200, **given: forms.Form) -> HttpResponseBase:
    try:
        content = {
            "said": complaint.content(),
            "messages_": [(one, one.content()["text"]) for one in complaint.messages.select_related("by")],
            "notes": [(one, one.content()["text"]) for one in complaint.notes.select_related("by")],
            "answers": [(one, one.content()) for one in complaint.answers.select_related("by")],
            "files": [(one, one.content()["name"]) for one in complaint.attachments.filter(gone=False)],
            "feedback": complaint.feedback if hasattr(complaint, "feedback") else None,
            "remark": complaint.feedback.content()["remark"] if hasattr(complaint, "feedback") else "",
        }
    except SealError as problem:
        return _unseen(
            render(request, "complaints/closed.html", {"complaint": complaint, "why": str(problem)}, status=503)
        )
    able = outsiders() if complaint.outside else free(complaint)
    forms_: dict[str, forms.Form] = {
        "take": Taking(people=able, initial={"to": complaint.handler_id or request.user.pk}, auto_id="take_%s"),
        "acknowledge": Text(label=_("What to write to the complainant"), auto_id="acknowledge_%s"),
        "write": Text(label=_("What to write to the complainant"), auto_id="write_%s"),
        "note": Text(label=_("What to note; the complainant does not see it"), auto_id="note_%s"),
        "link": Linking(auto_id="link_%s"),
        "keep": Keeping(people=handlers() + outsiders(), initial={"to": request.user.pk}, auto_id="keep_%s"),
        "extend": Extending(label=_("Why it takes longer, to the complainant"), auto_id="extend_%s"),
        "answer": Answering(label=_("What was found, and why; to the complainant"), auto_id="answer_%s"),
        "remedy": Text(label=_("What was done, to the complainant"), auto_id="remedy_%s"),
        "lesson": Learning(label=_("What is learnt, without names; others read it"), auto_id="lesson_%s"),
    }
    forms_ |= given
    return _unseen(render(
        request,
        "complaints/complaint.html",
        {
            "complaint": complaint, "due": due_of(complaint), "forms": forms_, **content,
            "wrong": next((one for one in given.values() if one.errors), None),
            "language": texts(complaint.language)["name"], "direction": texts(complaint.language)["dir"],
            "links": complaint.links.select_related("case"), "lessons": complaint.lessons.select_related("by"),
            "concerns": complaint.concerns.select_related("user"),
            "can": _can(complaint, request.user) | dict.fromkeys(given, True),
        },
        status=status,
    ))  # fmt: skip


def _can(complaint: Complaint, user: User) -> dict[str, bool]:
    """What may be done with a complaint where it stands."""
    stage, there = complaint.stage, complaint.erased_on is None
    return {
        "acknowledge": there and complaint.acknowledged_on is None and complaint.open,
        "write": there,
        "examine": stage == Stage.ACKNOWLEDGED,
        "extend": complaint.open and (complaint.answered_on is None or stage == Stage.APPEAL),
        "answer": (stage in (Stage.ACKNOWLEDGED, Stage.EXAMINING))
        or (stage == Stage.APPEAL and complaint.answered_by_id != user.pk),
        "remedy": complaint.remedy_due is not None and complaint.remedy_done_on is None,
        "close": stage == Stage.ANSWERED and (complaint.remedy_due is None or complaint.remedy_done_on is not None),
    }


Doing = Callable[[Complaint, User, dict[str, Any]], object]


def _person(said: dict[str, Any]) -> User:
    return User.objects.get(pk=int(said["to"]))


DOES: dict[str, tuple[type[forms.Form] | None, Doing]] = {
    "take": (Taking, lambda one, by, said: handling.take(one, by, _person(said))),
    "acknowledge": (Text, lambda one, by, said: handling.acknowledge(one, by, said["text"])),
    "write": (Text, lambda one, by, said: handling.write(one, by, said["text"])),
    "note": (Text, lambda one, by, said: handling.note(one, by, said["text"])),
    "examine": (None, lambda one, by, said: handling.examine(one, by)),
    "extend": (Extending, lambda one, by, said: handling.extend(one, by, said["until"], said["text"])),
    "keep": (Keeping, lambda one, by, said: handling.declare(one, by, _person(said))),
    "link": (Linking, lambda one, by, said: handling.link(one, by, said["case"])),
    "answer": (
        Answering,
        lambda one, by, said: handling.answer(
            one, by, Outcome(said["outcome"]), said["text"], said["remedy"], said["remedy_due"]
        ),
    ),
    "remedy": (Text, lambda one, by, said: handling.remedy_done(one, by, said["text"])),
    "lesson": (Learning, lambda one, by, said: handling.learn(one, by, said["about"], said["text"])),
    "close": (None, lambda one, by, said: handling.close(one, by)),
}
BESIDE = {"link": "case", "keep": "to", "take": "to", "extend": "until"}
"""The field beside which it is said why an act was refused; the text where none is named."""


@sensitive_post_parameters()
@require_POST
@page(Act.COMPLAINTS)
def do(request: Signed, pk: int, what: str) -> HttpResponseBase:
    """Do something with a complaint."""
    complaint = _complaint(request, pk)
    if what not in DOES:
        raise Http404
    kind, act = DOES[what]
    people: dict[str, Any] = {}
    if kind is not None and issubclass(kind, Taking):
        people["people"] = handlers() + outsiders()
    form = kind(request.POST, auto_id=f"{what}_%s", **people) if kind is not None else None
    if form is not None and not form.is_valid():
        return _shown(request, complaint, 400, **{what: form})
    try:
        act(complaint, request.user, form.cleaned_data if form is not None else {})
    except SealError as problem:
        messages.error(request, str(problem))
        return redirect("complaint", pk=pk)
    except InputError as problem:
        if form is None:
            messages.error(request, str(problem))
            return redirect("complaint", pk=pk)
        form.add_error(BESIDE.get(what, "text"), str(problem))
        return _shown(request, _complaint(request, pk), 400, **{what: form})
    if not visible(request.user).filter(pk=pk).exists():
        messages.success(request, _("Done. The complaint is not open to you any more."))
        return redirect("complaints")
    messages.success(request, _("Done."))
    return redirect("complaint", pk=pk)


@require_GET
@page(Act.COMPLAINTS)
def file(request: Signed, pk: int, file: int) -> HttpResponseBase:
    """A file of a complaint, to be saved: it is never shown, run or opened here."""
    made = get_object_or_404(Attachment.objects.select_related("complaint"), pk=file, gone=False,
                             complaint=_complaint(request, pk))  # fmt: skip
    try:
        name, data = made.content()["name"], attached.bytes_of(made)
    except (SealError, DamagedError) as problem:
        return render(request, "complaints/closed.html", {"complaint": made.complaint, "why": str(problem)}, status=503)
    record(request.user, "complaint.file", made.complaint, file=made.pk)
    answer = HttpResponse(data, content_type="application/octet-stream", headers=SAFE)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return answer
