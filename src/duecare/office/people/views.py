"""Pages about people: who is here, and in which roles."""

from __future__ import annotations

import zoneinfo

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from duecare.errors import InputError
from duecare.office.people import acts
from duecare.office.people.guard import Signed, page
from duecare.office.people.models import Role, User
from duecare.office.people.permissions import Act


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
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters. Ask the person to change it."),
    )

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("Somebody signs in with this name already."))
        return name

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


@require_http_methods(["GET", "POST"])
@page(Act.PEOPLE)
def people(request: Signed) -> HttpResponseBase:
    """Everybody with their roles, and a form to let a person in."""
    form = Person(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        user = acts.add_person(request.user, said.pop("username"), said.pop("password"), **said)
        messages.success(request, _("%(name)s can sign in, and has no role yet.") % {"name": user.label})
        return redirect("person", pk=user.pk)
    everybody = User.objects.prefetch_related("grants", "stands_in__of__grants").order_by("username")
    return render(
        request, "people/people.html", {"form": form, "everybody": everybody}, status=400 if form.errors else 200
    )


class Granting(forms.Form):
    """A role to give."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("An auditor needs one; others may have one."),
    )


@require_http_methods(["GET", "POST"])
@page(Act.PEOPLE)
def person(request: Signed, pk: int) -> HttpResponseBase:
    """One person and their roles."""
    user = get_object_or_404(User, pk=pk)
    form = Granting(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.grant(request.user, user, Role(form.cleaned_data["role"]), form.cleaned_data["until"])
        except InputError as problem:
            form.add_error("role", str(problem))
        else:
            return redirect("person", pk=pk)
    return render(request, "people/person.html", {"person": user, "form": form}, status=400 if form.errors else 200)


@require_POST
@page(Act.PEOPLE)
def withdraw(request: Signed, pk: int) -> HttpResponseBase:
    """Take a role away."""
    user = get_object_or_404(User, pk=pk)
    role = request.POST.get("role", "")
    if role in Role.values:
        acts.withdraw(request.user, user, Role(role))
    return redirect("person", pk=pk)


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
    return render(request, "people/own.html", {"form": form}, status=400 if form.errors else 200)
