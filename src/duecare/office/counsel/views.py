"""Pages of counsel's lane."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.cases.models import Case
from duecare.office.counsel import acts
from duecare.office.counsel.lane import matters_of, working_on
from duecare.office.counsel.models import Basis, Cause, Kind, Lane, Matter, NoteKind, PrivilegeClaim
from duecare.office.counsel.production import produced, withheld
from duecare.office.evidence.access import readable
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may

DESCRIBED = gettext_lazy(
    "What a privilege log will say: its subject and purpose, as: memo to counsel on the licence question. No content."
)
NO_BASIS = ("", gettext_lazy("None: this may be produced"))


class Opening(forms.Form):
    """A matter to open."""

    title = forms.CharField(label=gettext_lazy("What is the question?"), max_length=200)
    cause = forms.ChoiceField(label=gettext_lazy("Why is it taken up?"), choices=Cause.choices)


class Writing(forms.Form):
    """A note to write into a lane."""

    lane = forms.ChoiceField(label=gettext_lazy("Lane"), choices=Lane.choices)
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=NoteKind.choices, initial=NoteKind.NOTE)
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"})
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("Privileged as"),
        required=False,
        choices=[*Basis.choices, NO_BASIS],
        initial=Basis.WORK_PRODUCT,
        help_text=gettext_lazy("Advice always has a basis. A fact may have none; it is then part of a production."),
    )
    description = forms.CharField(
        label=gettext_lazy("Description for the privilege log"), required=False, max_length=300, help_text=DESCRIBED
    )


class Claiming(forms.Form):
    """An object to claim privilege for."""

    what = forms.ChoiceField(label=gettext_lazy("What is privileged"))
    basis = forms.ChoiceField(label=gettext_lazy("Basis"), choices=Basis.choices)
    description = forms.CharField(
        label=gettext_lazy("Description for the privilege log"), max_length=300, help_text=DESCRIBED
    )

    def __init__(self, *given: Any, matter: Matter, user: User, **named: Any) -> None:
        super().__init__(*given, **named)
        picked = self.fields["what"]
        assert isinstance(picked, forms.ChoiceField)
        picked.choices = list(_claimable(matter, user))


def _claimable(matter: Matter, user: User) -> list[tuple[str, str]]:
    """What of the case and the matter can be claimed: not yet claimed, named by what it is, who it is from and when."""
    claimed = set(PrivilegeClaim.objects.filter(withdrawn_at=None).values_list("kind", "object_id"))
    comments = [
        (f"{Kind.COMMENT}:{one.pk}", _("Comment of %(at)s by %(by)s: %(start)s")
         % {"at": f"{one.at:%Y-%m-%d}", "by": one.by.label, "start": one.text[:60]})
        for one in matter.case.comments.select_related("by") if (Kind.COMMENT, one.pk) not in claimed
    ]  # fmt: skip
    papers = [
        (f"{Kind.EVIDENCE}:{one.pk}", _("Paper of %(at)s: %(title)s")
         % {"at": f"{one.at:%Y-%m-%d}", "title": one.title})
        for one in readable(user, matter.case) if (Kind.EVIDENCE, one.pk) not in claimed
    ]  # fmt: skip
    notes = [
        (f"{kind}:{one.pk}", _("%(kind)s of %(at)s by %(by)s: %(start)s")
         % {"kind": one.get_kind_display(), "at": f"{one.at:%Y-%m-%d}", "by": one.by.label, "start": one.text[:60]})
        for one in matter.notes.select_related("by")
        if ((kind := Kind.DISSENT if one.kind == NoteKind.DISSENT else Kind.NOTE), one.pk) not in claimed
    ]  # fmt: skip
    return [*comments, *papers, *notes]


@require_GET
@page(Act.MATTERS)
def matters(request: Signed) -> HttpResponseBase:
    """Every matter that is open to the person, those that go on first."""
    found = working_on(request.user).select_related("case", "opened_by").order_by("-opened_at", "-pk")
    return render(
        request,
        "counsel/matters.html",
        {"going_on": found.filter(closed_at=None), "closed": found.filter(closed_at__isnull=False)},
    )


@require_GET
@page(Act.MATTER_KNOWN)
def case_matters(request: Signed, case: Case) -> HttpResponseBase:
    """The matters of a case: to counsel with what they are about, to an auditor that they are there."""
    counsel = bool(may(request.user, Act.MATTER, case))
    found = matters_of(request.user, case) if counsel else case.matters.only("id", "opened_at", "closed_at")
    return render(
        request,
        "counsel/case_matters.html",
        {"case": case, "counsel": counsel, "matters": found.order_by("-opened_at", "-pk")},
    )


@require_http_methods(["GET", "POST"])
@page(Act.MATTER)
def open_new(request: Signed, case: Case) -> HttpResponseBase:
    """Open a matter about a case."""
    form = Opening(request.POST or None)
    if request.method == "POST" and form.is_valid():
        matter = acts.open_matter(request.user, case, form.cleaned_data["title"], form.cleaned_data["cause"])
        messages.success(request, _("%(number)s is open.") % {"number": matter.number})
        return redirect("matter", number=case.number, pk=matter.pk)
    return render(request, "counsel/open.html", {"case": case, "form": form}, status=400 if form.errors else 200)


def _matter(request: Signed, case: Case, pk: int) -> Matter:
    return get_object_or_404(matters_of(request.user, case).select_related("case"), pk=pk)


@require_GET
@page(Act.MATTER)
def matter_page(request: Signed, case: Case, pk: int) -> HttpResponseBase:
    """A matter with its lanes, its claims and its people."""
    return _shown(request, _matter(request, case, pk))


def _shown(request: Signed, matter: Matter, **forms_: forms.Form) -> HttpResponse:
    notes = list(matter.notes.select_related("by"))
    claims = list(matter.claims.select_related("by", "withdrawn_by"))
    claimed = {(one.kind, one.object_id): one for one in claims if one.withdrawn_at is None}
    people = [one for one in User.objects.filter(is_active=True).prefetch_related("grants", "stands_in__of__grants")
              if not acts.COUNSEL.isdisjoint(one.roles())]  # fmt: skip
    lanes = [
        (label, lane, [(one, claimed.get((Kind.DISSENT if one.kind == NoteKind.DISSENT else Kind.NOTE, one.pk)))
                       for one in notes if one.lane == lane])
        for lane, label in Lane.choices
    ]  # fmt: skip
    shown = {
        "case": matter.case, "matter": matter, "lanes": lanes, "claims": claims, "people": people,
        "members": matter.members.select_related("user"), "writing": Writing(auto_id="write_%s"),
        "claiming": Claiming(matter=matter, user=request.user, auto_id="claim_%s"),
        "may_produce": bool(may(request.user, Act.PRODUCE, matter.case)), **forms_,
    }  # fmt: skip
    return render(request, "counsel/matter.html", shown, status=400 if forms_ else 200)


@require_POST
@page(Act.MATTER)
def note(request: Signed, case: Case, pk: int) -> HttpResponseBase:
    """Write a note into a lane."""
    matter, form = _matter(request, case, pk), Writing(request.POST, auto_id="write_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            acts.write(matter, request.user, Lane(said["lane"]), said["text"], kind=NoteKind(said["kind"]),
                       basis=said["basis"], description=said["description"])  # fmt: skip
        except InputError as problem:
            form.add_error("description" if "description" in str(problem) else "basis", str(problem))
        else:
            return redirect("matter", number=case.number, pk=pk)
    return _shown(request, matter, writing=form)


@require_POST
@page(Act.MATTER)
def claim(request: Signed, case: Case, pk: int) -> HttpResponseBase:
    """Claim privilege for an object of the case."""
    matter = _matter(request, case, pk)
    form = Claiming(request.POST, matter=matter, user=request.user, auto_id="claim_%s")
    if form.is_valid():
        said = form.cleaned_data
        kind, _colon, object_id = said["what"].partition(":")
        try:
            acts.claim(matter, request.user, Kind(kind), int(object_id), said["basis"], said["description"])
        except InputError as problem:
            form.add_error("what", str(problem))
        else:
            messages.success(request, _("From now on only counsel sees it, and no export takes it along."))
            return redirect("matter", number=case.number, pk=pk)
    return _shown(request, matter, claiming=form)


@require_POST
@page(Act.PRODUCE)
def withdraw(request: Signed, case: Case, pk: int, claim: int) -> HttpResponseBase:
    """Give up a claim: counsel of the house alone may, since it can waive the privilege of the house."""
    made = get_object_or_404(_matter(request, case, pk).claims, pk=claim)
    try:
        acts.withdraw_claim(made, request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect("matter", number=case.number, pk=pk)


@require_POST
@page(Act.MATTER)
def members(request: Signed, case: Case, pk: int) -> HttpResponseBase:
    """Add a person to a matter and its case."""
    matter = _matter(request, case, pk)
    picked = request.POST.get("add", "")
    user = get_object_or_404(User, pk=int(picked) if picked.isdecimal() else 0, is_active=True)
    try:
        acts.join(matter, request.user, user)
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect("matter", number=case.number, pk=pk)


@require_POST
@page(Act.MATTER)
def close(request: Signed, case: Case, pk: int) -> HttpResponseBase:
    """Close a matter."""
    try:
        acts.close_matter(_matter(request, case, pk), request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect("matter", number=case.number, pk=pk)


@require_http_methods(["GET", "POST"])
@page(Act.PRODUCE)
def production(request: Signed, case: Case, pk: int) -> HttpResponseBase:
    """What would be withheld from a production; on POST the production itself."""
    matter = matters_of(request.user, case).select_related("case").filter(pk=pk).first()
    if matter is None:
        raise Http404
    if request.method == "GET":
        return render(
            request, "counsel/production.html", {"case": case, "matter": matter, "withheld": withheld(matter)}
        )
    return HttpResponse(
        produced(matter, request.user),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{case.number}-{matter.number}-production.zip"'},
    )
