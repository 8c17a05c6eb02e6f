"""Pages about tokens and about messages to other systems."""

from __future__ import annotations

import datetime

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.api import tokens as making
from duecare.office.api import webhooks as hooks
from duecare.office.api.models import Event, Scope, Subscription, Token
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import User
from duecare.office.people.permissions import Act

A_PAGE = 50


class Someone(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person who can sign in, by name."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.label} ({obj.username})"


def _said(problem: InputError) -> str:
    """What is wrong, as a sentence."""
    text = str(problem)
    return text[:1].upper() + text[1:]


def _in_a_while() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=90)


class Making(forms.Form):
    """A token to make."""

    name = forms.CharField(
        label=gettext_lazy("What is it for?"),
        max_length=100,
        help_text=gettext_lazy("The system that will use it, as: order system, Hamburg"),
    )
    user = Someone(
        label=gettext_lazy("In whose name does it act?"),
        queryset=User.objects.filter(is_active=True).order_by("username"),
        empty_label=gettext_lazy("Choose a person"),
        help_text=gettext_lazy(
            "It sees the cases that this person sees, and may do what they may, as far as its scopes go. Let a person "
            "in for each system rather than lend it a colleague's name."
        ),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What may it be used for?"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("As few as it needs."),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("First day on which it counts no more"),
        initial=_in_a_while,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("A year ahead at most. Make the next one before that day."),
    )


@require_http_methods(["GET", "POST"])
@page(Act.TOKENS)
def tokens(request: Signed) -> HttpResponseBase:
    """Every token, and a form to make one; the one just made is shown this once."""
    form = Making(request.POST or None)
    made, secret = None, ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made, secret = making.make_token(
                request.user, said["name"], said["user"], said["scopes"], said["expires_on"]
            )
        except InputError as problem:
            form.add_error("expires_on", _said(problem))
        else:
            form = Making()
    now = timezone.now()
    listed = Paginator(Token.objects.select_related("user", "by"), A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, one.state(now)) for one in listed]
    answer = render(
        request,
        "api/tokens.html",
        {"form": form, "rows": rows, "shown": listed, "made": made, "secret": secret},
        status=400 if form.errors else 200,
    )
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@page(Act.TOKENS)
def revoke(request: Signed, pk: int) -> HttpResponseBase:
    """Make a token count no more."""
    token = get_object_or_404(Token, pk=pk)
    making.revoke_token(request.user, token)
    messages.success(request, _("The token %(name)s counts no more.") % {"name": token.name})
    return redirect("tokens")


class Subscribing(forms.Form):
    """An address to tell of events."""

    name = forms.CharField(label=gettext_lazy("Which system is told?"), max_length=100)
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        help_text=gettext_lazy(
            "It begins with https:// and is reachable from the internet. Redirects are not followed."
        ),
    )
    user = Someone(
        label=gettext_lazy("In whose name is it told?"),
        queryset=User.objects.filter(is_active=True).order_by("username"),
        empty_label=gettext_lazy("Choose a person"),
        help_text=gettext_lazy("It is told nothing of cases that this person does not see."),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Of what?"),
        choices=Event.choices,
        widget=forms.CheckboxSelectMultiple,
    )


@require_http_methods(["GET", "POST"])
@page(Act.TOKENS)
def webhooks(request: Signed) -> HttpResponseBase:
    """Every address that is told, and a form to add one; the secret of one just added is shown this once."""
    form = Subscribing(request.POST or None)
    made, secret = None, ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made, secret = hooks.subscribe(request.user, said["name"], said["url"], said["user"], said["events"])
        except InputError as problem:
            form.add_error("url", _said(problem))
        else:
            form = Subscribing()
    listed = Paginator(Subscription.objects.select_related("user"), A_PAGE).get_page(request.GET.get("page"))
    answer = render(
        request,
        "api/webhooks.html",
        {"form": form, "shown": listed, "made": made, "secret": secret},
        status=400 if form.errors else 200,
    )
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
@page(Act.TOKENS)
def webhook(request: Signed, pk: int) -> HttpResponseBase:
    """One address, and the messages to it."""
    subscription = get_object_or_404(Subscription.objects.select_related("user", "by"), pk=pk)
    found = subscription.deliveries.select_related("announced")
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    given_up = found.filter(standing="gave_up").count()
    return render(request, "api/webhook.html", {"one": subscription, "shown": shown, "given_up": given_up})


@require_POST
@page(Act.TOKENS)
def end(request: Signed, pk: int) -> HttpResponseBase:
    """Tell an address nothing more."""
    hooks.end_subscription(request.user, get_object_or_404(Subscription, pk=pk))
    messages.success(request, _("It is told nothing more."))
    return redirect("webhook", pk=pk)


@require_POST
@page(Act.TOKENS)
def again(request: Signed, pk: int) -> HttpResponseBase:
    """Send once more what was given up."""
    count = hooks.try_again(request.user, get_object_or_404(Subscription, pk=pk))
    messages.success(
        request,
        ngettext("%(count)s message will be sent again.", "%(count)s messages will be sent again.", count)
        % {"count": count},
    )
    return redirect("webhook", pk=pk)
