"""Lists of cases: which of them a person sees, narrowed and in order."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.apps import apps
from django.db.models import Q, QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from duecare.facts import vocabulary
from duecare.items import taxonomy
from duecare.office.cases.models import Case, Finding, State
from duecare.office.people.models import Role, User
from duecare.office.people.permissions import EVERYWHERE, Act, roles_allow
from duecare.papers.wording import capital, words
from duecare.review import LEVELS

OPEN_STATES = (State.DRAFT, State.REVIEW, State.DECIDED)


def visible(user: User) -> QuerySet[Case]:
    """The cases that a person sees: the same as `duecare.office.people.permissions.sees`, for all at once."""
    roles = user.roles()
    seen = Q(pk__in=[])
    if Role.REQUESTER in roles:
        seen |= Q(requester=user)
    if not EVERYWHERE.isdisjoint(roles):
        seen |= Q(restricted=False)
    if roles_allow(roles, Act.VIEW):
        seen |= Q(pk__in=user.memberships.values("case"))
    return Case.objects.filter(seen)


class PlainSelect(forms.Select):
    """A choice set as text: Django's own goes through a template for each option, of which these have hundreds."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen, given = set(self.format_value(value)), self.build_attrs(self.attrs, attrs)
        options = format_html_join(
            "", '<option value="{}"{}>{}</option>',
            ((code, " selected" if str(code) in chosen else "", label) for code, label in self.choices),
        )  # fmt: skip
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(given), options)


JUDGED: Final = ("known", "rule")
"""Fields of a filter that say how cases are judged: left to those who may see it."""


class Filter(forms.Form):
    """What a list of cases is narrowed to."""

    words = forms.CharField(label=_("Number, title, customer or item"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), widget=PlainSelect, required=False, choices=[("", _("Any")), *State.choices]
    )
    known = forms.ChoiceField(
        label=_("Level on what is known"),
        widget=PlainSelect,
        required=False,
        choices=[("", _("Any")), ("hold", _("Cannot be rated yet")), *((one, one.capitalize()) for one in LEVELS)],
    )
    country = forms.CharField(label=_("Country of use (code)"), required=False, max_length=8)
    rule = forms.CharField(label=_("Raised flag (id)"), required=False, max_length=100)
    end_user_kind = forms.ChoiceField(label=_("Kind of end user"), widget=PlainSelect, required=False)
    capability = forms.ChoiceField(label=_("The item can do"), widget=PlainSelect, required=False)
    decided = forms.ChoiceField(label=_("Decided"), widget=PlainSelect, required=False)
    mine = forms.BooleanField(label=_("Only mine"), required=False)

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        kinds = [(code, capital(words(code))) for code in vocabulary()["party.kind"].domain]
        self._choose_from("end_user_kind", kinds)
        self._choose_from("capability", [(code, one.title) for code, one in taxonomy().items()])
        decisions = _decisions()
        if decisions is None:
            del self.fields["decided"]
        else:
            outcomes = decisions._meta.get_field("outcome").choices or ()
            self._choose_from("decided", [("none", _("Nothing yet")), *outcomes])
        if not roles_allow(user.roles(), Act.SEE_OUTCOME):
            for name in JUDGED:
                del self.fields[name]

    def _choose_from(self, name: str, codes: list[Any]) -> None:
        self.fields[name].choices = [("", _("Any")), *codes]  # type: ignore[attr-defined]

    def narrows(self) -> bool:
        """Whether something was said to narrow by."""
        return self.is_valid() and any(self.cleaned_data.values())

    def chosen(self, cases: QuerySet[Case], user: User) -> QuerySet[Case]:
        """The cases that it leaves."""
        if not self.is_valid():
            return cases
        said = self.cleaned_data
        if words := said["words"].strip():
            cases = cases.filter(
                Q(number__icontains=words) | Q(title__icontains=words) | Q(customer__icontains=words)
                | Q(item__icontains=words)
            )  # fmt: skip
        if said["state"]:
            cases = cases.filter(state=said["state"])
        if said.get("known") == "hold":
            cases = cases.filter(hold=True)
        elif said.get("known"):
            cases = cases.filter(known=said["known"], hold=False)
        if said["country"]:
            cases = cases.filter(country=said["country"].upper())
        if said["end_user_kind"]:
            cases = cases.filter(end_user_kind=said["end_user_kind"])
        if said["capability"]:
            cases = cases.filter(watched__capabilities__contains=f"|{said['capability']}|")
        if said.get("decided"):
            made = _decisions()._default_manager.filter(stage="made")
            if said["decided"] == "none":
                cases = cases.exclude(pk__in=made.values("case"))
            else:
                cases = cases.filter(pk__in=made.filter(outcome=said["decided"]).values("case"))
        if said.get("rule"):
            raised = Finding.objects.filter(rule=said["rule"], status="raised")
            cases = cases.filter(pk__in=raised.values("case"))
        if said["mine"]:
            cases = cases.filter(Q(analyst=user) | Q(requester=user))
        return cases


def _decisions() -> Any:
    """The model of decisions, where that room has one with outcomes and stages."""
    return apps.all_models["decisions"].get("decision")
