"""Pages for what comes in from elsewhere: earlier cases, spreadsheets, e-mails, datasheets; and edits that lowered."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.facts import vocabulary
from duecare.office.cases.acts import ConcurrentEditError, changes, open_case
from duecare.office.cases.lists import visible
from duecare.office.cases.models import Case, Deal
from duecare.office.intake import acts, datasheets, frame, views
from duecare.office.intake.asking import may_answer
from duecare.office.intake.copying import GROUPS, copied, from_sheet
from duecare.office.intake.evidence import evidence_url
from duecare.office.intake.lowered import moved
from duecare.office.intake.mail import MOST_BYTES as MOST_MAIL
from duecare.office.intake.mail import read_mail
from duecare.office.intake.models import Copied, Lowered
from duecare.office.intake.stated import said
from duecare.office.intake.tasks import question_url, unconfirmed
from duecare.office.people.guard import Signed, page
from duecare.office.people.permissions import Act
from duecare.places import name as place_name
from duecare.transaction.format import MAX_BYTES
from duecare.transaction.read import SUFFIXES

SHOWN: Final = 20
MOST_SHEET: Final = 10_000_000


class Copying(forms.Form):
    """What to copy."""

    groups = forms.MultipleChoiceField(
        label=gettext_lazy("What is to be copied?"),
        choices=list(GROUPS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what is to be copied.")},
    )


@require_http_methods(["GET", "POST"])
@page(Act.ANSWER)
def copy_from(request: Signed, case: Case) -> HttpResponseBase:
    """Choose an earlier case and what is copied of it."""
    assert case.deal is not None
    seen = visible(request.user).exclude(pk=case.pk).filter(deal__isnull=False)
    words = request.GET.get("words", "").strip()[:100]
    found = seen
    if words:
        found = seen.filter(Q(number__icontains=words) | Q(title__icontains=words) | Q(customer__icontains=words)
                            | Q(item__icontains=words))  # fmt: skip
    chosen = seen.select_related("deal").filter(number=request.GET.get("from", "")).first()
    form = Copying(request.POST if request.method == "POST" else None, initial={"groups": list(GROUPS)})
    if request.method == "POST" and chosen is not None and form.is_valid():
        assert chosen.deal is not None
        document, answers, there = copied(case.deal.document, chosen.deal, form.cleaned_data["groups"])
        try:
            acts.copy_answers(case, request.user, chosen.deal, document, answers, case.deal.number)
        except InputError as problem:
            form.add_error("groups", str(problem))
        except ConcurrentEditError:
            form.add_error("groups", _("Somebody changed the deal at the same moment. Copy again."))
        else:
            if there:
                messages.info(
                    request, _("%(n)s entries were in this deal already and stay as they are.") % {"n": there}
                )
            if answers:
                messages.success(request, _("Copied. Say of each answer whether it is still so."))
                return redirect("intake-confirm", number=case.number)
            messages.success(request, _("Copied."))
            return redirect("intake", number=case.number)
    return render(
        request,
        "intake/copy.html",
        {"case": case, "words": words, "found": found.order_by("-changed_at")[:SHOWN], "chosen": chosen, "form": form},
        status=400 if form.errors or (request.method == "POST" and chosen is None) else 200,
    )


@require_http_methods(["GET", "POST"])
@page(Act.ANSWER)
def confirm(request: Signed, case: Case) -> HttpResponseBase:
    """Copied answers, to be confirmed one by one."""
    assert case.deal is not None
    stated, facts = said(case.deal.document), vocabulary().facts
    waiting = unconfirmed(case, stated, may_answer(request.user))
    if request.method == "POST":
        chosen = next((one for one in waiting if str(one.pk) == request.POST.get("copied")), None)
        settled = {str(one.pk) for one in Copied.objects.filter(case=case).exclude(settled="")}
        if chosen is None and request.POST.get("copied") not in settled:
            raise Http404(_("There is no such answer."))
        if chosen is None:
            messages.info(request, _("Somebody has said already what became of this answer."))
        else:
            acts.confirm(case, request.user, chosen)
            messages.success(request, _("Confirmed: “%(question)s”") % {"question": facts[chosen.fact].question})
        return redirect("intake-confirm", number=case.number)
    rows = [
        {"copied": one, "question": facts[one.fact].question, "about": _named(case, one.subject),
         "sources": stated[one.fact, one.subject], "url": question_url(case, (one.fact, one.subject)) + "?of=copied"}
        for one in waiting
    ]  # fmt: skip
    return render(request, "intake/confirm.html", {"case": case, "rows": rows})


def _named(case: Case, subject: str) -> str:
    assert case.deal is not None
    kind, _colon, identifier = subject.partition(":")
    group = {"item": "items", "party": "parties"}.get(kind)
    if group is None:
        return place_name(identifier) if kind == "country" else identifier
    listed = frame.entries(case.deal.document, group)
    return next((frame.label(one, group) for one in listed if one["id"] == identifier), identifier)


class Upload(forms.Form):
    """A file."""

    file = forms.FileField(label=gettext_lazy("File"))

    def __init__(self, *args: Any, label: str, help_text: str, most: int, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["file"].label, self.fields["file"].help_text, self.most = label, help_text, most

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.most:
            raise forms.ValidationError(_("The file is larger than %(n)s MB.") % {"n": self.most // 1_000_000})
        return file


@require_http_methods(["GET", "POST"])
@page(Act.ANSWER)
def sheet(request: Signed, case: Case) -> HttpResponseBase:
    """Take a filled-in spreadsheet or transaction file into the deal."""
    form = Upload(
        request.POST or None, request.FILES or None, label=_("A filled-in spreadsheet or transaction file"),
        help_text=_("The spreadsheet from this page, or a transaction as YAML or JSON; up to 5 MB."), most=MAX_BYTES,
    )  # fmt: skip
    clash: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        suffix = Path(file.name).suffix.casefold()
        try:
            if suffix not in SUFFIXES:
                raise InputError(f"{file.name} ends in {suffix or 'nothing'!r}; accepted: {', '.join(SUFFIXES)}")
            data = file.read()
            acts.replace_deal(
                case, request.user, lambda document: from_sheet(document, data, suffix, file.name), "intake.sheet",
                views.shown_version(request, case),
            )  # fmt: skip
        except InputError as problem:
            form.add_error("file", str(problem))
        except ConcurrentEditError as met:
            clash = {"deal": met.deal, "changed": changed_since(case, views.shown_version(request, case), met.deal)}
        else:
            messages.success(request, _("The file is in the deal. What the deal said before stands in its history."))
            return redirect("intake", number=case.number)
    version = clash["deal"].number if clash else views.shown_version(request, case)
    return render(
        request, "intake/sheet.html", {"case": case, "form": form, "clash": clash, "version": version},
        status=409 if clash else 400 if form.errors else 200,
    )  # fmt: skip


def changed_since(case: Case, version: int, now: Deal) -> list[str]:
    """What of a deal is another than in an earlier version."""
    then = case.deals.filter(number=version).first()
    return list(changes(then.document, now.document)) if then else []


@require_GET
@page(Act.OPEN_CASE)
def template(request: Signed) -> HttpResponseBase:
    """The blank spreadsheet."""
    return views.blank_sheet()


@require_http_methods(["GET", "POST"])
@page(Act.OPEN_CASE)
def mail(request: Signed) -> HttpResponseBase:
    """Open a case with an e-mail: its subject and text as notes, what is attached listed and not opened."""
    form = Upload(
        request.POST or None, request.FILES or None, label=_("An e-mail"), most=MOST_MAIL,
        help_text=_("A file that ends in .eml, as mail programs save it; up to 25 MB."),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            letter = read_mail(file.read(), file.name)
            title = (
                letter.subject if letter.subject.casefold() not in ("", "unknown") else _("E-mail without a subject")
            )
            case = open_case(request.user, title, {"notes": letter.notes})
        except InputError as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(
                request,
                _("Case %(number)s is open, with the e-mail as its notes. What was attached is listed, not kept.")
                % {"number": case.number},
            )
            return redirect("intake", number=case.number)
    return render(request, "intake/mail.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(Act.ANSWER)
def datasheet(request: Signed, case: Case, item: str) -> HttpResponseBase:
    """Read a datasheet of an item, and ask which of what it says is so."""
    assert case.deal is not None
    found = frame.entry(case.deal.document, frame.STEPS["item-what"], item)
    if not found:
        raise Http404(_("The deal has no such item."))
    step = f"datasheet:{item}"
    draft = case.drafts.filter(person=request.user, step=step).first()
    form = Upload(
        request.POST if "read" in request.POST else None, request.FILES if "read" in request.POST else None,
        label=_("A datasheet, brochure or specification"), most=MOST_SHEET,
        help_text=_("Text, HTML, PDF, Word or Excel; up to 10 MB. It is read once, and not kept by this page."),
    )  # fmt: skip
    problem = ""
    if request.method == "POST" and "read" in request.POST and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = datasheets.proposals(file.read(), file.name, may_answer(request.user))
        except InputError as refused:
            form.add_error("file", str(refused))
        else:
            acts.keep_draft(case, request.user, step, kept, case.deal.number)
            return redirect("intake-datasheet", number=case.number, item=item)
    elif request.method == "POST" and "discard" in request.POST:
        case.drafts.filter(person=request.user, step=step).delete()
        return redirect("intake-datasheet", number=case.number, item=item)
    elif request.method == "POST" and "read" not in request.POST and draft is not None:
        chosen = {int(one) for one in request.POST.getlist("found") if one.isascii() and one.isdigit() and len(one) < 5}
        if not chosen:
            problem = _("Tick what is so, or put the proposals aside.")
        else:
            try:
                count = acts.confirm_datasheet(case, request.user, item, draft, chosen)
            except InputError as refused:
                problem = str(refused)
            except ConcurrentEditError as met:
                draft.version = met.deal.number
                draft.save(update_fields=["version"])
                problem = _(
                    "%(who)s answered some of this at %(at)s, while you had it open. Look at the questions first; tick "
                    "again what is to stand in the place of that."
                ) % {"who": met.deal.by.label if met.deal.by else "", "at": f"{met.deal.at:%Y-%m-%d %H:%M}"}
            else:
                messages.success(request, _("Saved, with the datasheet as the source: %(n)s answers.") % {"n": count})
                return redirect("intake-next", number=case.number)
    return render(
        request,
        "intake/datasheet.html",
        {"case": case, "form": form, "label": frame.label(found, "items"), "draft": draft, "problem": problem,
         "evidence": evidence_url(case), "ticked": request.POST.getlist("found")},
        status=400 if form.errors or problem else 200,
    )  # fmt: skip


@require_POST
@page(Act.RESOLVE_FLAG)
def acknowledge(request: Signed, case: Case, pk: int) -> HttpResponseBase:
    """Say why an edit that lowered the outcome is right."""
    lowered = get_object_or_404(Lowered, pk=pk, case=case)
    try:
        acts.acknowledge(lowered, request.user, request.POST.get("reason", ""))
    except InputError as problem:
        return render(
            request,
            "intake/lowered.html",
            {"case": case, "one": lowered, "problem": str(problem), "moved": moved(lowered.deal)},
            status=400,
        )
    messages.success(request, _("Noted."))
    return redirect("case", number=case.number)
