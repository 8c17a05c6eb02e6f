"""What people write for the programme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duecare.office.cases.models import Case
from duecare.office.monitoring.models import Watched
from duecare.papers.report import class_of, policy_at_hand
from duecare.papers.wording import capital
from duecare.places import name as place_name


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def _words(label: Any, help_text: Any = "", rows: int = 4, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class Commitment(forms.Form):
    """A policy commitment."""

    title = forms.CharField(label=_("Title"), max_length=200)
    signer = forms.CharField(
        label=_("Signed by"), max_length=200,
        help_text=_("The person at the top who approved it. The name stands in the public report."),
    )  # fmt: skip
    office = forms.CharField(label=_("Their office"), max_length=200, help_text=_("For example: chief executive."))
    signed_on = _day(_("Signed on"))
    review_on = _day(_("Next review on"))
    public_at = forms.URLField(
        label=_("Public at"), required=False, max_length=500, assume_scheme="https",
        help_text=_("The address where anybody can read it."),
    )  # fmt: skip
    text = _words(_("Its text"), _("The text, a file, or both."), 10)
    file = forms.FileField(
        label=_("Its file"), required=False, help_text=_("As it was signed: PDF or Word, at most 5 MB.")
    )


class Report(forms.Form):
    """The staff's own words in a report."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    opening = _words(
        _("Opening"), _("For example a word of the person who signed the policy. Blank lines part paragraphs.")
    )
    process = _words(_("More on how sales are examined"))
    declined = _words(
        _("Why sales were declined or bound to conditions"), _("In general. No party, person, case or price.")
    )
    complaints = _words(_("On complaints and their outcomes"), _("Nothing that could show who complained."))
    consultations = _words(_("On talks with people who could be affected"))
    training = _words(_("On training"))
    lessons = _words(_("What was learned, and what will change"), rows=6, required=True)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, auto_id="report_%s", **more)
        this = timezone.localdate().year
        self.fields["year"].choices = [(year, str(year)) for year in range(this, this - 6, -1)]  # type: ignore[attr-defined]
        self.fields["year"].initial = this - 1


class Sale(forms.Form):
    """What is said of one sale: all that may be said is on this list."""

    year = forms.TypedChoiceField(label=_("Below the report of"), coerce=int)
    place = forms.ChoiceField(label=_("Where"), required=False)
    item = forms.ChoiceField(label=_("Kind of product"))
    end_user = forms.ChoiceField(label=_("Kind of end user"), required=False)
    asked = _words(_("What was asked"), required=True)
    decided = _words(_("What was decided"), rows=2, required=True)
    why = _words(_("Why, in your own words"), required=True)
    safeguards = _words(_("What was agreed to prevent misuse"))
    names = forms.CharField(
        label=_("Names that counsel is asked to let be said"), required=False, max_length=400,
        help_text=_("With commas. Left empty, nobody is named. Counsel gives the reason, or refuses."),
    )  # fmt: skip

    def __init__(self, case: Case, data: Any = None) -> None:
        super().__init__(data, auto_id="sale_%s")
        this = timezone.localdate().year
        self._choose("year", [(year, str(year)) for year in range(this, this - 6, -1)])
        region = policy_at_hand().region_of(case.country)
        places = [place for place in (region, place_name(case.country) if case.country else None) if place]
        self._choose("place", [("", _("Not said")), *((place, place) for place in places)])
        watched = Watched.objects.filter(case=case).values_list("capabilities", flat=True).first() or ""
        kind = capital(class_of(one for one in watched.split("|") if one))
        self._choose("item", [(kind, kind)])
        user = capital(case.end_user_kind.replace("_", " "))
        self._choose("end_user", [("", _("Not said")), *([(user, user)] if user else [])])

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class Publishing(forms.Form):
    """That a statement is made public, by somebody who has read it."""

    names_why = _words(_("Why these names may be said"), rows=3)

    def __init__(self, data: Any = None, *, names: bool) -> None:
        super().__init__(data, auto_id="publish_%s")
        if not names:
            del self.fields["names_why"]
        else:
            self.fields["names_why"].required = True


class Withdrawing(forms.Form):
    """Why a publication is withdrawn."""

    why = _words(_("Why it is withdrawn"), _("Readers see the reason on its page."), rows=3, required=True)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="withdraw_%s")
