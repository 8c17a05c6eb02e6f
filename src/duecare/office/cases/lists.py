"""Lists of cases: which of them a person sees, narrowed and in order."""

from __future__ import annotations

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duecare.office.cases.models import Case, State
from duecare.office.people.models import Role, User
from duecare.office.people.permissions import ALLOWED, EVERYWHERE, Act
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
    if not ALLOWED[Act.VIEW].isdisjoint(roles):
        seen |= Q(pk__in=user.memberships.values("case"))
    return Case.objects.filter(seen)


class Filter(forms.Form):
    """What a list of cases is narrowed to."""

    words = forms.CharField(label=_("Number, title, customer or item"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *State.choices])
    known = forms.ChoiceField(
        label=_("Level on what is known"),
        required=False,
        choices=[("", _("Any")), ("hold", _("Cannot be rated yet")), *((one, one.capitalize()) for one in LEVELS)],
    )
    country = forms.CharField(label=_("Country of use (code)"), required=False, max_length=8)
    rule = forms.CharField(label=_("Raised flag (id)"), required=False, max_length=100)
    mine = forms.BooleanField(label=_("Only mine"), required=False)

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
        if said["known"] == "hold":
            cases = cases.filter(hold=True)
        elif said["known"]:
            cases = cases.filter(known=said["known"], hold=False)
        if said["country"]:
            cases = cases.filter(country=said["country"].upper())
        if said["rule"]:
            cases = cases.filter(findings__rule=said["rule"], findings__status="raised").distinct()
        if said["mine"]:
            cases = cases.filter(Q(analyst=user) | Q(requester=user))
        return cases
