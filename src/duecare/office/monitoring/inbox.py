"""The alerts that a person can work on, and what else waits to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duecare.office.cases.lists import visible
from duecare.office.monitoring.models import Alert
from duecare.office.people.models import User

SHOWN = 50


class Narrowing(forms.Form):
    """What the inbox is narrowed to."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("To be done now")), ("waiting", _("Waiting")), ("done", _("Done")), ("all", _("All"))],
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *Alert.Kind.choices])
    whose = forms.ChoiceField(
        label=_("With"), required=False,
        choices=[("", _("Anybody")), ("mine", _("Me")), ("nobody", _("Nobody yet"))],
    )  # fmt: skip

    def chosen(self, user: User) -> QuerySet[Alert]:
        """The alerts that it leaves, those about legal stops first, then the latest."""
        found = alerts_of(user)
        said = self.cleaned_data if self.is_valid() else {}
        match said.get("state", ""):
            case "waiting":
                found = found.filter(done_at=None, snoozed_until__gt=timezone.localdate())
            case "done":
                found = found.exclude(done_at=None)
            case "all":
                pass
            case _:
                found = found.filter(due())
        if said.get("kind"):
            found = found.filter(kind=said["kind"])
        if said.get("whose") == "mine":
            found = found.filter(assigned=user)
        elif said.get("whose") == "nobody":
            found = found.filter(assigned=None)
        return found.order_by("-legal", "-at", "-pk")


def due() -> Q:
    """Alerts that are neither done nor waiting."""
    return Q(done_at=None) & (Q(snoozed_until=None) | Q(snoozed_until__lte=timezone.localdate()))


def alerts_of(user: User) -> QuerySet[Alert]:
    """The alerts about cases that a person sees."""
    related = ("case", "assigned", "event")
    reviews = [f"{which}__{field}" for which in ("before", "after") for field in ("document", "sections")]
    return (
        Alert.objects.filter(case__in=visible(user)).select_related(*related, "before", "after").defer(*reviews)
    )  # fmt: skip


def lowered_for(user: User) -> Sequence[Any]:
    """Edits that lowered the outcome of a case and that nobody has acknowledged, where intake keeps them."""
    model = apps.all_models["intake"].get("lowered")
    if model is None:
        return []
    waiting = model._default_manager.filter(case__in=visible(user), acknowledged=None)
    return list(waiting.select_related("case", "editor").order_by("-pk")[:SHOWN])
