"""What is asked of whoever resolves a flag, decides a match or lifts a stop."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duecare.office.cases.models import Case
from duecare.office.evidence.access import readable
from duecare.office.evidence.forms import Day
from duecare.office.evidence.models import Evidence
from duecare.office.people.models import User
from duecare.office.resolving.models import HitDecision, Lift

LONGEST_REASON = 5_000


class PaperField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A paper of the case that the person can read and on which something can rest."""

    def label_from_instance(self, obj: Any) -> str:
        """Its title, and its last day where it has one."""
        if obj.expires_on is None:
            return str(obj.title)
        return _("%(title)s (until %(day)s)") % {"title": obj.title, "day": obj.expires_on}


def _paper(label: Any) -> PaperField:
    return PaperField(label=label, queryset=Evidence.objects.none(), empty_label=gettext_lazy("Choose a paper"))


def _offer(form: forms.Form, user: User, case: Case) -> None:
    asked = form.fields["evidence"]
    assert isinstance(asked, PaperField)
    counts = [paper.pk for paper in readable(user, case).filter(withdrawn_at=None) if paper.counts]
    asked.queryset = readable(user, case).filter(pk__in=counts)
    if not counts:
        asked.help_text = _("No paper is on file that counts. File one first, on the page of evidence.")


def _reason(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_REASON, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )  # fmt: skip


class Proposing(forms.Form):
    """Why a flag is dealt with, what shows it, and until when."""

    reason = _reason(
        gettext_lazy("Why is it dealt with?"),
        gettext_lazy("As “Matching is limited to 40 named suspects by order of a judge; the order is on file.”"),
    )
    evidence = _paper(gettext_lazy("Which paper shows it?"))
    until = forms.DateField(
        label=gettext_lazy("What is the last day on which it holds?"),
        widget=Day(),
        help_text=gettext_lazy("After it the flag is raised again by itself."),
    )

    def __init__(self, user: User, case: Case, *given: Any) -> None:
        super().__init__(*given)
        _offer(self, user, case)


class Saying(forms.Form):
    """A reason."""

    why = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=2_000,
        required=False,
        help_text=gettext_lazy("Needed to refuse or withdraw."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class Deciding(forms.Form):
    """Whether a party is the listed one."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Is it the listed party?"), choices=HitDecision.Verdict.choices, widget=forms.RadioSelect()
    )
    reason = _reason(
        gettext_lazy("On what grounds?"),
        gettext_lazy("This is read in every case with the same party: name what tells the two apart, and no case."),
    )
    until = forms.DateField(
        label=gettext_lazy("Until when does it hold?"),
        required=False,
        widget=Day(),
        help_text=gettext_lazy("Needed where it is another party. It comes back earlier if either side changes."),
    )


class Lifting(forms.Form):
    """The record that lifts a stop."""

    kind = forms.ChoiceField(label=gettext_lazy("What sort of record is it?"), choices=Lift.Kind.choices)
    evidence = _paper(gettext_lazy("Which paper is it?"))
    number = forms.CharField(label=gettext_lazy("What is its number?"), max_length=100)
    issued_on = forms.DateField(label=gettext_lazy("Of which day is it?"), widget=Day())
    until = forms.DateField(
        label=gettext_lazy("What is its last day?"),
        required=False,
        widget=Day(),
        help_text=gettext_lazy("An authorisation has one, and the stop stands again after it. A delisting has none."),
    )

    def __init__(self, user: User, case: Case, *given: Any) -> None:
        super().__init__(*given)
        _offer(self, user, case)
