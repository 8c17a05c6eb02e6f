"""Pages of monitoring: the inbox of alerts, one alert, what happened after the sale."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.audit.meanwhile import sent_with, shown_of
from duecare.office.books.tasks import enqueue
from duecare.office.cases.models import Case
from duecare.office.cases.versions import difference
from duecare.office.digests.waiting import Kind, waits_for
from duecare.office.engagement.leaving import weighed
from duecare.office.evidence.access import readable
from duecare.office.evidence.models import Confidentiality, Evidence
from duecare.office.monitoring import acts, undoing
from duecare.office.monitoring.inbox import Narrowing, alerts_of, lowered_for
from duecare.office.monitoring.models import Alert, Freeze, PostSale, Watching
from duecare.office.monitoring.wording import because, changed, level_of
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may, sees
from duecare.office.people.undo import offer

A_PAGE = 50


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class Assigning(forms.Form):
    """Who deals with an alert."""

    to = forms.ChoiceField(label=gettext_lazy("Given to"), required=False)

    def __init__(self, data: Any, people: list[User], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["to"].choices = [("", _("Nobody yet")), *((str(one.pk), one.label) for one in people)]  # type: ignore[attr-defined]


class Snoozing(forms.Form):
    """Until when an alert waits, and why."""

    until = forms.DateField(label=gettext_lazy("Wait until"), widget=_date())
    why = forms.CharField(label=gettext_lazy("Why can it wait?"), max_length=2_000, widget=forms.Textarea({"rows": 2}))


class Finishing(forms.Form):
    """What was done about an alert."""

    why = forms.CharField(
        label=gettext_lazy("What was done about it?"), max_length=2_000, widget=forms.Textarea({"rows": 2})
    )


@require_GET
@page(Act.ALERTS)
def inbox(request: Signed) -> HttpResponseBase:
    """The alerts about cases that the person sees."""
    narrowing = Narrowing(request.GET)
    shown = Paginator(narrowing.chosen(request.user), A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    rows = [(alert, changed(alert), because(alert)) for alert in shown]
    return render(
        request,
        "monitoring/inbox.html",
        {
            "filter": narrowing, "shown": shown, "rows": rows, "kept": kept.urlencode(),
            "waits": waits_for(request.user, timezone.localdate(), {Kind.ALERT, Kind.EDIT}),
            "lowered": lowered_for(request.user),
            "last": Watching.objects.exclude(ended=None).order_by("-pk").first(),
        },
    )  # fmt: skip


@require_POST
@page(Act.ALERTS)
def watch_now(request: Signed) -> HttpResponseBase:
    """Hold every case against the data at hand, without waiting for the daily pass."""
    run = enqueue(acts.watch_cases)
    if isinstance(run, Watching):
        said = ngettext("%(n)d alert was raised.", "%(n)d alerts were raised.", run.alerts) % {"n": run.alerts}
        messages.success(request, _("All cases were held against the data at hand.") + " " + said)
    else:
        messages.success(
            request, _("All cases are being held against the data at hand. Alerts come as they are found.")
        )
    return redirect("alerts")


def _alert(request: Signed, pk: int) -> Alert:
    return get_object_or_404(alerts_of(request.user), pk=pk)


def _workers(case: Case) -> list[User]:
    everybody = User.objects.filter(is_active=True).prefetch_related("grants", "stands_in__of__grants")
    return [one for one in everybody.order_by("username") if may(one, Act.ALERTS) and sees(one, case)]


@require_GET
@page(Act.ALERTS)
def alert_page(request: Signed, pk: int) -> HttpResponseBase:
    """One alert: before and after, because of what, and what can be done with it."""
    return _shown(request, _alert(request, pk))


def _shown(request: Signed, alert: Alert, **forms_: forms.Form) -> HttpResponseBase:
    before, after = alert.before, alert.after
    found = difference(before, after) if before is not None and after is not None and before.pk != after.pk else None
    given: dict[str, Any] = {
        "assigning": Assigning(
            None, _workers(alert.case), initial={"to": alert.assigned_id or ""}, auto_id="assign_%s"
        ),
        "snoozing": Snoozing(auto_id="snooze_%s"),
        "finishing": Finishing(auto_id="done_%s"),
        **forms_,
    }
    return render(
        request,
        "monitoring/alert.html",
        {
            "shown_with": shown_of(alert.assigned_id), "shown_until": shown_of(alert.snoozed_until),
            "alert": alert, "case": alert.case, "changed": changed(alert), "because": because(alert),
            "before": level_of(before), "after": level_of(after),
            "tables": [(_("Legal stops"), found.stops), (_("Findings"), found.findings)] if found else [],
            "waits": alert.snoozed_until is not None and alert.snoozed_until > timezone.localdate(), **given,
        },
        status=400 if any(one.errors for one in given.values()) else 200,
    )  # fmt: skip


@require_POST
@page(Act.ALERTS)
def assign(request: Signed, pk: int) -> HttpResponseBase:
    """Give an alert to somebody."""
    alert = _alert(request, pk)
    people = _workers(alert.case)
    form = Assigning(request.POST, people, auto_id="assign_%s")
    if form.is_valid():
        picked = next((one for one in people if str(one.pk) == form.cleaned_data["to"]), None)
        before = alert.assigned_id
        try:
            acts.assign(alert, request.user, picked, shown=sent_with(request.POST))
        except InputError as problem:
            form.add_error("to", str(problem))
            alert.refresh_from_db()
        else:
            offer(
                request, undoing.undo_assign, _("The alert was given away."), reverse("alert", args=[pk]), alert=pk,
                before=before, after=picked.pk if picked else None,
            )  # fmt: skip
            return redirect("alert", pk=pk)
    return _shown(request, alert, assigning=form)


@require_POST
@page(Act.ALERTS)
def snooze(request: Signed, pk: int) -> HttpResponseBase:
    """Let an alert wait."""
    alert = _alert(request, pk)
    form = Snoozing(request.POST, auto_id="snooze_%s")
    before = str(alert.snoozed_until) if alert.snoozed_until else None
    held = {"before": before, "why": alert.snoozed_why, "who": alert.snoozed_by_id}
    if form.is_valid():
        try:
            acts.snooze(
                alert, request.user, form.cleaned_data["until"], form.cleaned_data["why"],
                shown=sent_with(request.POST),
            )  # fmt: skip
        except InputError as problem:
            form.add_error("until", str(problem))
            alert.refresh_from_db()
        else:
            said = _("This alert waits until %(day)s.") % {"day": form.cleaned_data["until"]}
            offer(
                request, undoing.undo_snooze, said, reverse("alert", args=[pk]), alert=pk,
                after=str(form.cleaned_data["until"]), **held,
            )  # fmt: skip
            return redirect("alert", pk=pk)
    return _shown(request, alert, snoozing=form)


@require_POST
@page(Act.ALERTS)
def done(request: Signed, pk: int) -> HttpResponseBase:
    """Say that an alert is dealt with."""
    alert = _alert(request, pk)
    form = Finishing(request.POST, auto_id="done_%s")
    if form.is_valid():
        try:
            acts.finish(alert, request.user, form.cleaned_data["why"])
        except InputError as problem:
            form.add_error("why", str(problem))
            alert.refresh_from_db()
        else:
            messages.success(request, _("This alert is done. It can be reopened below."))
            return redirect("alert", pk=pk)
    return _shown(request, alert, finishing=form)


@require_POST
@page(Act.ALERTS)
def undo(request: Signed, pk: int) -> HttpResponseBase:
    """Take back that an alert waits or is done."""
    alert = _alert(request, pk)
    if alert.done_at is not None:
        acts.reopen(alert, request.user)
    else:
        acts.wake(alert, request.user)
    return redirect("alert", pk=pk)


class Event(forms.Form):
    """Something that happened after the sale."""

    kind = forms.ChoiceField(label=gettext_lazy("What happened?"), choices=PostSale.Kind.choices)
    happened_on = forms.DateField(label=gettext_lazy("On which day?"), widget=_date())
    source = forms.CharField(
        label=gettext_lazy("Where is it known from?"),
        max_length=300,
        help_text=gettext_lazy("A delivery note, a paper and its date, who said it and when."),
    )
    told = forms.CharField(
        label=gettext_lazy("What is to be said of it?"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("This is kept for good. Names of people who were harmed do not belong here."),
    )
    evidence = forms.ModelChoiceField(
        queryset=Evidence.objects.none(),
        label=gettext_lazy("The paper, if it is on file"),
        required=False,
        empty_label=gettext_lazy("None"),
    )

    def __init__(self, user: User, case: Case, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        papers = readable(user, case).exclude(confidentiality=Confidentiality.COUNSEL)
        self.fields["evidence"].queryset = papers  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@page(Act.POST_SALE)
def post_sale(request: Signed, case: Case) -> HttpResponseBase:
    """Record something that happened after the sale; what was recorded before stands below."""
    form = Event(request.user, case, request.POST or None, initial={"happened_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            event = acts.record_event(case, request.user, **form.cleaned_data)
        except InputError as problem:
            form.add_error("happened_on", str(problem))
        else:
            if event.kind == PostSale.Kind.DELIVERED:
                messages.success(
                    request, _("The delivery is recorded. The case is watched from now on, also when closed.")
                )
            else:
                messages.success(request, _("This is recorded. The case is in review again."))
            return redirect("case", number=case.number)
    return render(
        request,
        "monitoring/post_sale.html",
        {
            "case": case,
            "form": form,
            "events": case.post_sale.select_related("by", "evidence"),
            "steps": weighed(case) if may(request.user, Act.SEE_OUTCOME, case) else [],
            "read": set(readable(request.user, case).values_list("pk", flat=True)),
        },
        status=400 if form.errors else 200,
    )


class Lifting(forms.Form):
    """Why updates and service may go on."""

    reason = forms.CharField(
        label=gettext_lazy("Why may updates and service go on?"), max_length=5_000, widget=forms.Textarea({"rows": 4})
    )


@require_http_methods(["GET", "POST"])
@page(Act.LIFT_STOP)
def lift(request: Signed, case: Case, freeze: int) -> HttpResponseBase:
    """Lift a freeze, with a reason."""
    frozen = get_object_or_404(Freeze, pk=freeze, case=case)
    form = Lifting(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.lift(frozen, request.user, form.cleaned_data["reason"])
        except InputError as problem:
            form.add_error("reason", str(problem))
        else:
            messages.success(request, _("Updates and service may go on."))
            return redirect("case", number=case.number)
    return render(
        request,
        "monitoring/lift.html",
        {"case": case, "frozen": frozen, "form": form, "steps": weighed(case), "can": {"weigh_exit": True}},
        status=400 if form.errors else 200,
    )
