"""What is asked of a paper."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duecare.office.cases.models import Case
from duecare.office.evidence.access import levels, readable
from duecare.office.evidence.acts import opens
from duecare.office.evidence.kinds import ACCEPTED, ENDINGS
from duecare.office.evidence.models import Confidentiality, Evidence
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may


class Day(forms.DateInput):
    """A day, chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Adding(forms.Form):
    """A paper with its source and dates. The file comes last, so that an upload that is cut off loses nothing else."""

    title = forms.CharField(
        label=gettext_lazy("What is it?"),
        max_length=200,
        help_text=gettext_lazy("As “End-use statement of the customer” or “Licence 2026-114”."),
    )
    source = forms.CharField(
        label=gettext_lazy("Where does it come from?"),
        max_length=300,
        help_text=gettext_lazy("Who wrote or published it, and where you have it from."),
    )
    captured_on = forms.DateField(
        label=gettext_lazy("When was it taken from there?"),
        widget=Day(),
        help_text=gettext_lazy("The day on which you had it, which need not be today."),
    )
    effective_on = forms.DateField(label=gettext_lazy("From when does it count?"), required=False, widget=Day())
    expires_on = forms.DateField(label=gettext_lazy("What is its last day?"), required=False, widget=Day())
    confidentiality = forms.ChoiceField(label=gettext_lazy("Who may read it?"))
    file = forms.FileField(
        label=gettext_lazy("The file"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{one}" for one in ENDINGS)}),
    )

    def __init__(self, user: User, case: Case, most: int, *given: Any) -> None:
        super().__init__(*given)
        offered = levels(user, case)
        asked = self.fields["confidentiality"]
        assert isinstance(asked, forms.ChoiceField)
        asked.choices = [one for one in Confidentiality.choices if one[0] in offered]
        self.fields["file"].help_text = _("%(accepted)s; at most %(most)s MB.") % {
            "accepted": ACCEPTED,
            "most": f"{most / 1_000_000:g}",
        }

    def clean_captured_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["captured_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is yet to come. Give the day on which you had it."))
        return day

    def clean(self) -> dict[str, Any]:
        """That it does not end before it begins to count."""
        said = super().clean() or {}
        begins, ends = said.get("effective_on"), said.get("expires_on")
        if begins and ends and ends < begins:
            self.add_error("expires_on", _("Its last day is before the day from which it counts."))
        return said


class Marking(forms.Form):
    """Who may read a paper from now on, and why."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=10)
    after = forms.ChoiceField(label=gettext_lazy("Who may read it from now on?"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("Needed where more people may read it than before."),
    )

    def __init__(self, user: User, paper: Evidence, data: Any = None) -> None:
        super().__init__(data, initial={"shown": paper.confidentiality})
        asked = self.fields["after"]
        assert isinstance(asked, forms.ChoiceField)
        asked.choices = offered(user, paper)


def offered(user: User, paper: Evidence) -> list[tuple[str, Any]]:
    """The marks that a person may give a paper in place of the one that it has."""
    read, before = levels(user, paper.case), paper.confidentiality
    judges = user.pk != paper.case.requester_id and bool(may(user, Act.RESTRICT, paper.case))
    return [
        one for one in Confidentiality.choices
        if one[0] in read and one[0] != before and (judges or not opens(before, one[0]))
    ]  # fmt: skip


class Withdrawing(forms.Form):
    """Why a paper is withdrawn, and what counts in its place."""

    why = forms.CharField(label=gettext_lazy("Why is it withdrawn?"), max_length=2_000,
                          widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))  # fmt: skip
    superseded_by = forms.ModelChoiceField(
        label=gettext_lazy("Which paper counts in its place?"), required=False, queryset=Evidence.objects.none(),
        empty_label=gettext_lazy("None"),
    )  # fmt: skip

    def __init__(self, user: User, paper: Evidence, *given: Any) -> None:
        super().__init__(*given)
        asked = self.fields["superseded_by"]
        assert isinstance(asked, forms.ModelChoiceField)
        asked.queryset = readable(user, paper.case).filter(withdrawn_at=None).exclude(pk=paper.pk)
