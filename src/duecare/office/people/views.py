"""Pages for administrators: who is here, in which roles, and how they sign in."""

from __future__ import annotations

import unicodedata
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.audit.meanwhile import ChangedMeanwhileError, sent_with, shown_of
from duecare.office.intake.scripts import apart
from duecare.office.people import acts
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import Delegation, Role, User
from duecare.office.people.permissions import Act
from duecare.office.people.regions import place_choices


class Person(forms.Form):
    """A person to let in."""

    username = forms.RegexField(
        r"^[\w.@+-]+$",
        label=gettext_lazy("Name to sign in with"),
        max_length=150,
        error_messages={"invalid": gettext_lazy("Letters, digits and . @ + - _ only.")},
    )
    first_name = forms.CharField(label=gettext_lazy("Given name"), required=False, max_length=150)
    last_name = forms.CharField(label=gettext_lazy("Family name"), required=False, max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    password = forms.CharField(
        label=gettext_lazy("First password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters. They choose another when they first sign in."),
    )

    def clean_username(self) -> str:
        name = unicodedata.normalize("NFKC", self.cleaned_data["username"])
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("Somebody signs in with this name already."))
        return name

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if password := said.get("password"):
            try:
                validate_password(password, User(**{name: said.get(name) or "" for name in said if name != "password"}))
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        return said


@require_http_methods(["GET", "POST"])
@page(Act.PEOPLE)
def people(request: Signed) -> HttpResponseBase:
    """Everybody with their roles, and a form to let a person in."""
    form = Person(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        user = acts.add_person(request.user, said.pop("username"), said.pop("password"), **said)
        messages.success(request, _("%(name)s can sign in, and has no role yet.") % {"name": apart(user.label)})
        return redirect("person", pk=user.pk)
    shown = {
        "form": form,
        "everybody": User.objects.prefetch_related("grants").order_by("-is_active", "username"),
        "standing": Delegation.objects.filter(until__gte=timezone.localdate()).select_related("user", "of"),
    }
    return render(request, "people/people.html", shown, status=400 if form.errors else 200)


class Address(forms.Form):
    """Where a person gets mail."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False,
                             help_text=gettext_lazy("Reminders go there. Empty where they get no mail."))  # fmt: skip


class Granting(forms.Form):
    """A role to give."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("An auditor needs one; others may have one."),
    )


class Placing(forms.Form):
    """Where a person works or sells."""

    region = forms.ChoiceField(
        label=gettext_lazy("Region or country"),
        required=False,
        choices=lambda: [("", _("Nobody has said")), *place_choices()],
        help_text=gettext_lazy(
            "Where they work, or where they sell to if that is elsewhere. Training and texts go by it."
        ),
    )


@require_POST
@page(Act.PEOPLE)
def place(request: Signed, pk: int) -> HttpResponseBase:
    """Say where a person works or sells."""
    user = get_object_or_404(User, pk=pk)
    try:
        acts.place(request.user, user, request.POST.get("region", ""))
    except InputError as problem:
        return _person(request, user, Granting(), refused=str(problem))
    return redirect("person", pk=pk)


@require_http_methods(["GET", "POST"])
@page(Act.PEOPLE)
def person(request: Signed, pk: int) -> HttpResponseBase:
    """One person, their roles and how they sign in."""
    user = get_object_or_404(User, pk=pk)
    form = Granting(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.grant(request.user, user, Role(form.cleaned_data["role"]), form.cleaned_data["until"])
        except InputError as problem:
            form.add_error("role", str(problem))
        else:
            return redirect("person", pk=pk)
    return _person(request, user, form)


def _person(
    request: Signed, user: User, form: Granting, refused: str = "", made: str = "", address: Address | None = None
) -> HttpResponseBase:
    shown = {
        "address": address or Address(initial={"email": user.email}),
        "shown": shown_of(user.email),
        "person": user,
        "form": form,
        "placing": Placing(initial={"region": user.region}),
        "refused": refused,
        "made": made,
        "factors": Authenticator.objects.filter(user=user).order_by("created_at"),
        "identities": SocialAccount.objects.filter(user=user).count(),
        "standing": Delegation.objects.filter(
            Q(user=user) | Q(of=user), until__gte=timezone.localdate()
        ).select_related("user", "of"),
    }
    answer = render(request, "people/person.html", shown, status=400 if refused or form.errors or address else 200)
    if made:
        add_never_cache_headers(answer)
    return answer


@require_POST
@page(Act.PEOPLE)
def change_email(request: Signed, pk: int) -> HttpResponseBase:
    """Give a person another address for mail."""
    user = get_object_or_404(User, pk=pk)
    form = Address(request.POST)
    if form.is_valid():
        try:
            acts.change_email(request.user, user, form.cleaned_data["email"], shown=sent_with(request.POST))
        except InputError as problem:
            form.add_error("email", problem.message if isinstance(problem, ChangedMeanwhileError) else str(problem))
            user.refresh_from_db()
        else:
            messages.success(request, _("The address is kept. The log says that it was changed, not what it is."))
            return redirect("person", pk=pk)
    return _person(request, user, Granting(), address=form)


@require_POST
@page(Act.PEOPLE)
def withdraw(request: Signed, pk: int) -> HttpResponseBase:
    """Take a role away."""
    user = get_object_or_404(User, pk=pk)
    role = request.POST.get("role", "")
    if role in Role.values:
        try:
            acts.withdraw(request.user, user, Role(role))
        except InputError as problem:
            return _person(request, user, Granting(), refused=str(problem))
    return redirect("person", pk=pk)


@require_POST
@page(Act.PEOPLE)
def reset_password(request: Signed, pk: int) -> HttpResponseBase:
    """Give a person a new password, shown this once."""
    user = get_object_or_404(User, pk=pk)
    if user == request.user:
        return redirect("account_change_password")
    return _person(request, user, Granting(), made=acts.reset_password(request.user, user))


@require_POST
@page(Act.PEOPLE)
def reset_factors(request: Signed, pk: int) -> HttpResponseBase:
    """Take away the second factors of a person who has lost them."""
    user = get_object_or_404(User, pk=pk)
    if user == request.user:
        return redirect("mfa_index")
    acts.reset_factors(request.user, user)
    messages.success(request, _("%(name)s signs in without a second factor until a new one is set up.") % {
        "name": apart(user.label)
    })  # fmt: skip
    return redirect("person", pk=pk)


@require_POST
@page(Act.PEOPLE)
def end_sessions(request: Signed, pk: int) -> HttpResponseBase:
    """Sign a person out everywhere."""
    user = get_object_or_404(User, pk=pk)
    if user == request.user:
        return redirect("usersessions_list")
    acts.sign_out_everywhere(request.user, user)
    messages.success(request, _("%(name)s is signed out everywhere.") % {"name": apart(user.label)})
    return redirect("person", pk=pk)


@require_POST
@page(Act.PEOPLE)
def active(request: Signed, pk: int) -> HttpResponseBase:
    """Let a person in no longer, or again."""
    user = get_object_or_404(User, pk=pk)
    try:
        if request.POST.get("active") == "no":
            acts.deactivate(request.user, user)
        elif request.POST.get("active") == "yes":
            acts.reactivate(request.user, user)
    except InputError as problem:
        return _person(request, user, Granting(), refused=str(problem))
    return redirect("person", pk=pk)


@require_POST
@page(Act.PEOPLE)
def end_stand_in(request: Signed, pk: int) -> HttpResponseBase:
    """End it, for others, that somebody stands in for them."""
    acts.end_delegation(request.user, get_object_or_404(Delegation, pk=pk))
    return redirect("people")
