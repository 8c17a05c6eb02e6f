"""Pages of a person's own settings, and of who stands in for them."""

from __future__ import annotations

import zoneinfo
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.intake.scripts import apart
from duecare.office.people import acts
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import Delegation, Role, User
from duecare.office.people.permissions import Act


class Own(forms.Form):
    """What a person sets for themselves."""

    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), choices=[(name, name) for name in sorted(zoneinfo.available_timezones())]
    )


@require_http_methods(["GET", "POST"])
@page(Act.OWN)
def own(request: Signed) -> HttpResponseBase:
    """The person's own settings."""
    form = Own(request.POST or None, initial={"zone": request.user.zone})
    if request.method == "POST" and form.is_valid():
        request.user.zone = form.cleaned_data["zone"]
        request.user.save(update_fields=["zone"])
        return redirect("own")
    today = timezone.localdate()
    shown = {
        "form": form,
        "factors": Authenticator.objects.filter(user=request.user).exclude(type=Authenticator.Type.RECOVERY_CODES),
        "stands_in": request.user.stands_in.filter(until__gte=today).select_related("of"),
        "stood_in_for": request.user.stood_in_for.filter(until__gte=today).count(),
        "provider": bool(settings.SOCIALACCOUNT_PROVIDERS),
    }
    return render(request, "people/own.html", shown, status=400 if form.errors else 200)


def colleagues(user: User) -> QuerySet[User]:
    """Whom a person may ask to stand in. Outside counsel, who see their own matters only, are told of nobody."""
    if user.roles() <= {Role.OUTSIDE_COUNSEL}:
        return User.objects.none()
    return User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("username")


class StandIn(forms.Form):
    """Somebody to stand in for oneself."""

    user = forms.ModelChoiceField(label=gettext_lazy("Who stands in"), queryset=User.objects.none())
    role = forms.ChoiceField(label=gettext_lazy("In which of your roles"))
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, help_text=gettext_lazy("As: on leave. Administrators read it.")
    )

    def __init__(self, by: User, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        today = timezone.localdate()
        self.fields["user"].queryset = colleagues(by)  # type: ignore[attr-defined]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (one.role, one.get_role_display()) for one in by.grants.all() if one.counts(today)
        ]


@require_http_methods(["GET", "POST"])
@page(Act.OWN)
def stand_ins(request: Signed) -> HttpResponseBase:
    """Who stands in for the person, and a form to ask another."""
    form = StandIn(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.delegate(request.user, said["user"], Role(said["role"]), said["until"], said["reason"])
        except InputError as problem:
            form.add_error("until" if said["until"] < timezone.localdate() else "user", str(problem))
        else:
            messages.success(request, _("%(name)s stands in for you.") % {"name": apart(said["user"].label)})
            return redirect("stand-ins")
    mine = request.user.stood_in_for.filter(until__gte=timezone.localdate()).select_related("user").order_by("until")
    return render(
        request,
        "people/stand_ins.html",
        {"form": form, "mine": mine, "anybody": colleagues(request.user).exists()},
        status=400 if form.errors else 200,
    )


@require_POST
@page(Act.OWN)
def end_stand_in(request: Signed, pk: int) -> HttpResponseBase:
    """End it that somebody stands in for oneself. What is another person's is not there."""
    acts.end_delegation(request.user, get_object_or_404(Delegation, pk=pk, of=request.user))
    return redirect("stand-ins")
