"""Pages of handlers: the list, one complaint, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.complaints import attached, deleting, handling
from duecare.office.complaints.access import free, handlers, outsiders, visible
from duecare.office.complaints.codes import Came, Ground, Outcome, Stage
from duecare.office.complaints.deleting import confirmers, may_confirm, open_of, to_confirm
from duecare.office.complaints.erasing import held_by_counsel
from duecare.office.complaints.forms import (
    Answering,
    Extending,
    Keeping,
    Learning,
    Linking,
    Narrowing,
    Refusing,
    Requested,
    Taking,
    Text,
    Writing,
)
from duecare.office.complaints.keys import SealError
from duecare.office.complaints.models import Attachment, Complaint
from duecare.office.complaints.reminders import due_of
from duecare.office.complaints.serving import saved
from duecare.office.complaints.texts import texts
from duecare.office.evidence.store import DamagedError
from duecare.office.evidence.upload import Limited
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
    found = visible(request.user).select_related("handler").prefetch_related("deletions")
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
         "outside": {one.pk for one in outsiders()}, "to_confirm": to_confirm(request.user)},
    ))  # fmt: skip


def _complaint(request: Signed, pk: int) -> Complaint:
    found = visible(request.user).select_related("handler", "answered_by", "appeal_by")
    return get_object_or_404(found.prefetch_related("deletions__agreed_by", "deletions__refused_by"), pk=pk)


@require_GET
@page(Act.COMPLAINTS)
def complaint_page(request: Signed, pk: int) -> HttpResponseBase:
    """One complaint: what was said, where it stands, and what can be done.

    Whoever may confirm its deletion and not see it is sent to the page for that.
    """
    if not visible(request.user).filter(pk=pk).exists() and any(one.pk == pk for one in to_confirm(request.user)):
        return redirect("complaint-deletion", pk=pk)
    return _shown(request, _complaint(request, pk))


def _named(files: Iterable[Attachment]) -> list[tuple[Attachment, str]]:
    return [(one, one.content()["name"]) for one in files]


def _shown(request: Signed, complaint: Complaint, status: int = 200, **given: forms.Form) -> HttpResponseBase:
    try:
        content = {
            "said": complaint.content(),
            "messages_": [
                (one, one.content()["text"], _named(one.files.all()))
                for one in complaint.messages.select_related("by").prefetch_related("files")
            ],
            "notes": [(one, one.content()["text"]) for one in complaint.notes.select_related("by")],
            "answers": [(one, one.content()) for one in complaint.answers.select_related("by")],
            "files": _named(complaint.attachments.filter(gone=False, message=None)),
            "deletions": [(one, one.content()["text"]) for one in complaint.deletions.all()],
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
        "acknowledge": Writing(label=_("What to write to the complainant"), auto_id="acknowledge_%s"),
        "write": Writing(label=_("What to write to the complainant"), auto_id="write_%s"),
        "note": Text(label=_("What to note; the complainant does not see it"), auto_id="note_%s"),
        "link": Linking(auto_id="link_%s"),
        "keep": Keeping(people=handlers() + outsiders(), initial={"to": request.user.pk}, auto_id="keep_%s"),
        "extend": Extending(label=_("Why it takes longer, to the complainant"), auto_id="extend_%s"),
        "answer": Answering(label=_("What was found, and why; to the complainant"), auto_id="answer_%s"),
        "remedy": Text(label=_("What was done, to the complainant"), auto_id="remedy_%s"),
        "lesson": Learning(label=_("What is learnt, without names; others read it"), auto_id="lesson_%s"),
        "asked": Requested(auto_id="asked_%s"),
        "refuse": Refusing(label=_("Why it is kept and until when, to the complainant"), auto_id="refuse_%s"),
    }
    forms_ |= given
    asked = open_of(complaint)
    return _unseen(render(
        request,
        "complaints/complaint.html",
        {
            "complaint": complaint, "due": due_of(complaint), "forms": forms_, **content,
            "wrong": next((one for one in given.values() if one.errors), None),
            "language": texts(complaint.language)["name"], "direction": texts(complaint.language)["dir"],
            "links": complaint.links.select_related("case"), "lessons": complaint.lessons.select_related("by"),
            "concerns": complaint.concerns.select_related("user"),
            "asked": asked, "seconds": confirmers(complaint, asked) if asked else [],
            "held": bool(asked) and held_by_counsel(complaint),
            "can": _can(complaint, request.user) | dict.fromkeys(given, True),
        },
        status=status,
    ))  # fmt: skip


def _can(complaint: Complaint, user: User) -> dict[str, bool]:
    """What may be done with a complaint where it stands."""
    stage, there = complaint.stage, complaint.erased_on is None
    return {
        "agree": (asked := open_of(complaint)) is not None and asked.agreed_by_id is None,
        "refuse": asked is not None,
        "asked": there and asked is None,
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
    "acknowledge": (Writing, lambda one, by, said: handling.acknowledge(one, by, said["text"], said["papers"])),
    "write": (Writing, lambda one, by, said: handling.write(one, by, said["text"], said["papers"])),
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
    "asked": (Requested, lambda one, by, said: deleting.enter(one, by, Came(said["came"]), said["asked_on"])),
    "agree": (None, lambda one, by, said: deleting.agree(one, by)),
    "refuse": (Refusing, lambda one, by, said: deleting.refuse(one, by, Ground(said["ground"]), said["text"])),
}
BESIDE = {"link": "case", "keep": "to", "take": "to", "extend": "until", "asked": "asked_on"}
"""The field beside which it is said why an act was refused; the text where none is named."""


@csrf_exempt  # checked below, after the handlers of uploads are set
@sensitive_post_parameters()
@require_POST
@page(Act.COMPLAINTS)
def do(request: Signed, pk: int, what: str) -> HttpResponseBase:
    """Do something with a complaint."""
    limit = Limited(attached.MOST_TOGETHER)
    request.upload_handlers = [limit, attached.InMemory(request)]
    return _do(request, pk, what, limit)


@csrf_protect
def _do(request: Signed, pk: int, what: str, limit: Limited) -> HttpResponseBase:
    complaint = _complaint(request, pk)
    if what not in DOES:
        raise Http404
    kind, act = DOES[what]
    people: dict[str, Any] = {}
    if kind is not None and issubclass(kind, Taking):
        people["people"] = handlers() + outsiders()
    form = kind(request.POST, request.FILES, auto_id=f"{what}_%s", **people) if kind is not None else None
    if form is not None and limit.over and "papers" in form.fields:
        form.add_error("papers", _("the files are larger than %(n)d MB together") % {"n": limit.most // 1_000_000})
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
        beside = "papers" if isinstance(problem, attached.RefusedFileError) else BESIDE.get(what, "text")
        form.add_error(beside, str(problem))
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
    return saved(name, data)


@require_http_methods(["GET", "POST"])
@page(Act.COMPLAINTS)
def deletion(request: Signed, pk: int) -> HttpResponseBase:
    """Confirm a deletion as the second person, who need not see what was said: this page holds no word of it."""
    complaint = get_object_or_404(Complaint.objects.prefetch_related("deletions__agreed_by"), pk=pk)
    if not may_confirm(request.user, complaint):
        raise Http404
    wrong = ""
    if request.method == "POST":
        try:
            deleting.confirm(complaint, request.user)
        except (InputError, SealError) as problem:
            wrong = str(problem)
        else:
            messages.success(request, _("Done. What was said is deleted, with its files."))
            return redirect("complaints")
    return _unseen(render(
        request,
        "complaints/deletion.html",
        {"complaint": complaint, "asked": open_of(complaint), "held": held_by_counsel(complaint), "wrong": wrong},
        status=400 if wrong else 200,
    ))  # fmt: skip
