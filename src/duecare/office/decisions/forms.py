"""Forms about decisions, conditions and licences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duecare.office.cases.models import Case, Gate
from duecare.office.decisions.models import APPROVALS, Consequence, Granted, Licence, Outcome, Required
from duecare.office.evidence.access import readable
from duecare.office.evidence.models import Evidence
from duecare.office.people.models import User
from duecare.office.people.permissions import sees


def a_day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def long_text(label: Any, length: int, *, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    """A field for a longer text."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text, widget=widget)


class Proposing(forms.Form):
    """A decision to propose."""

    review = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=gettext_lazy("What do you propose?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    gates = forms.MultipleChoiceField(
        label=gettext_lazy("Which gates does it open?"),
        choices=Gate.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Only an approval opens gates; with anything else these do not count. What is not named stays closed."
        ),
    )
    expires_on = a_day(
        gettext_lazy("Last day of the approval"),
        required=False,
        help_text=gettext_lazy("An approval needs one. After it the gates close and the case is looked at again."),
    )
    reason = long_text(gettext_lazy("Why?"), 10_000, rows=5)
    resolution = forms.CharField(
        label=gettext_lazy("Resolution of the board"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Its day and number, where the board decides."),
    )

    def __init__(self, *given: Any, board: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        self.board = board

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("outcome") in APPROVALS:
            if self.board and not said.get("resolution"):
                self.add_error("resolution", _("The board decides on this level: name its resolution, with the day."))
            if not said.get("gates"):
                self.add_error("gates", _("An approval names the gates that it opens."))
            if "expires_on" not in self.errors and not said.get("expires_on"):
                self.add_error("expires_on", _("An approval needs a last day."))
        else:  # the page offers them ticked
            said["gates"] = []
        return said


class Judging(forms.Form):
    """What somebody says to a proposal."""

    approves = forms.ChoiceField(
        label=gettext_lazy("What do you say to it?"),
        choices=[("yes", gettext_lazy("I approve")), ("no", gettext_lazy("I dissent"))],
        widget=forms.RadioSelect,
    )
    reason = long_text(
        gettext_lazy("Why?"), 10_000, required=False, help_text=gettext_lazy("A dissent is kept, with its reason.")
    )
    privileged = forms.BooleanField(
        label=gettext_lazy("Keep my reason in counsel's lane"),
        required=False,
        help_text=gettext_lazy("Then counsel alone reads it; that you dissented is shown to all who judge the case."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("approves") == "no" and not said.get("reason"):
            self.add_error("reason", _("A dissent is kept with its reason: say why."))
        return said


class _Person(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of people, by the names that colleagues know."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class Making(forms.Form):
    """A condition to make."""

    reference = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=gettext_lazy("What has to be so, in one line?"), max_length=200)
    text = long_text(gettext_lazy("In full"), 4_000, required=False)
    wanted = long_text(gettext_lazy("What would prove it?"), 2_000, rows=2)
    owner = _Person(
        queryset=User.objects.none(), label=gettext_lazy("Who sees to it?"), empty_label=gettext_lazy("Choose a person")
    )
    due_on = a_day(gettext_lazy("Due on"))
    before = forms.ChoiceField(
        label=gettext_lazy("Which gate waits for it?"),
        required=False,
        choices=[("", gettext_lazy("None")), *Gate.choices],
        help_text=gettext_lazy("It and those after it stay closed until the proof is there."),
    )
    consequence = forms.ChoiceField(label=gettext_lazy("What follows if it fails?"), choices=Consequence.choices)
    hurt = long_text(
        gettext_lazy("Who would be hurt by that?"),
        2_000,
        required=False,
        rows=2,
        help_text=gettext_lazy(
            "Needed where updates or support stop: people can depend on them, for instance on security fixes."
        ),
    )

    def __init__(self, case: Case, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        active = User.objects.filter(is_active=True).prefetch_related("grants", "stands_in__of__grants")
        keys = [one.pk for one in active if sees(one, case)]
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = User.objects.filter(pk__in=keys).order_by("username")

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("consequence", Consequence.LOOK_AGAIN) != Consequence.LOOK_AGAIN and not said.get("hurt"):
            self.add_error("hurt", _("Say who would be hurt when updates or support stop; nobody, if so, and why."))
        return said


class Proving(forms.Form):
    """The paper that shows that a condition is kept."""

    proof = forms.ModelChoiceField(
        queryset=Evidence.objects.none(),
        label=gettext_lazy("Which paper shows it?"),
        empty_label=gettext_lazy("Choose a paper on file"),
        help_text=gettext_lazy("Papers are put on file under Evidence on the page of the case."),
    )

    def __init__(self, case: Case, user: User, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        proof = self.fields["proof"]
        assert isinstance(proof, forms.ModelChoiceField)
        lasting = Q(expires_on=None) | Q(expires_on__gte=timezone.localdate())
        proof.queryset = readable(user, case).filter(lasting, withdrawn_at=None)


class Accepting(forms.Form):
    """Whether a paper is accepted as the proof of a condition."""

    accepts = forms.ChoiceField(
        label=gettext_lazy("Does the paper show that the condition is kept?"),
        choices=[
            ("yes", gettext_lazy("Yes, I accept it as the proof")),
            ("no", gettext_lazy("No, another paper is needed")),
        ],
        widget=forms.RadioSelect,
    )
    why = long_text(gettext_lazy("If not, why?"), 2_000, required=False)


class Checking(forms.Form):
    """Whether a condition works."""

    works = forms.ChoiceField(
        label=gettext_lazy("Does it work?"),
        choices=[("yes", gettext_lazy("Yes, it does what it was meant to")), ("no", gettext_lazy("No, it has failed"))],
        widget=forms.RadioSelect,
    )
    seen = long_text(gettext_lazy("What did you see?"), 4_000)
    on = a_day(gettext_lazy("When did you see it?"))


class Dropping(forms.Form):
    """Why a condition is taken away."""

    why = long_text(gettext_lazy("Why is it dropped?"), 2_000)


class Licensing(forms.Form):
    """What is known of a licence."""

    authority = forms.CharField(label=gettext_lazy("Authority, as BIS or BAFA"), max_length=80)
    classification = forms.CharField(
        label=gettext_lazy("Classification, as 5A980"), max_length=40, required=False
    )  # fmt: skip
    classified_by = forms.CharField(label=gettext_lazy("Classified by"), max_length=120, required=False)
    classified_from = forms.CharField(
        label=gettext_lazy("On what ground"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The maker's statement, our own analysis, a ruling of the authority."),
    )
    classified_on = a_day(gettext_lazy("Classified on"), required=False)
    required = forms.ChoiceField(
        label=gettext_lazy("Is a licence required?"), choices=Required.choices, initial=Required.OPEN
    )
    ground = forms.CharField(
        label=gettext_lazy("Why, or under which exception not"), max_length=300, required=False
    )  # fmt: skip
    applied_on = a_day(gettext_lazy("Applied for on"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("What did the authority say?"), choices=Granted.choices)
    decided_on = a_day(gettext_lazy("Decided on"), required=False)
    number = forms.CharField(label=gettext_lazy("Number of the licence"), max_length=80, required=False)
    scope = long_text(gettext_lazy("What it covers"), 4_000, required=False, rows=3)
    provisos = long_text(
        gettext_lazy("Provisos"),
        20_000,
        required=False,
        help_text=gettext_lazy("One a line. Each can become a condition."),
    )
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity granted"), max_digits=14, decimal_places=3, min_value=0, required=False
    )
    unit = forms.CharField(label=gettext_lazy("Unit, as pieces"), max_length=40, required=False)
    expires_on = a_day(gettext_lazy("Last day"), required=False)

    def clean_provisos(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["provisos"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("classification"):
            for name in ("classified_by", "classified_from"):
                if not said.get(name):
                    self.add_error(name, _("A classification names who made it, and on what ground."))
        if said.get("required") == Required.NO and not said.get("ground"):
            self.add_error("ground", _("Say on what ground no licence is required."))
        if said.get("status") != Granted.NONE and not said.get("decided_on"):
            self.add_error("decided_on", _("Say on which day it was decided."))
        if said.get("status") == Granted.GRANTED and not said.get("number"):
            self.add_error("number", _("A licence that was granted has a number."))
        return said


def of_licence(one: Licence) -> dict[str, Any]:
    """What the form shows of a licence on file."""
    return {**{name: getattr(one, name) for name in Licensing.base_fields}, "provisos": "\n".join(one.provisos)}


class Drawing(forms.Form):
    """What a delivery takes of a licence."""

    quantity = forms.DecimalField(label=gettext_lazy("Quantity"), max_digits=14, decimal_places=3)
    on = a_day(gettext_lazy("Delivered on"))
    reference = forms.CharField(
        label=gettext_lazy("Delivery"), max_length=80, help_text=gettext_lazy("Its number, as in the order system.")
    )


class Framing(forms.Form):
    """The framework that a case is a call-off of."""

    framework = forms.CharField(
        label=gettext_lazy("Number of the framework's case"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("As C-2026-00012. Empty where this case is under none."),
    )
