"""What is asked on pages of training."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duecare.office.people.audience import MOST_DAYS, region_choices, role_choices
from duecare.office.training.reading import Module, modules


class Asking(forms.Form):
    """Of whom something is asked, and by when."""

    role = forms.ChoiceField(label=gettext_lazy("Of which role?"), required=False, choices=role_choices)
    region = forms.ChoiceField(
        label=gettext_lazy("In which region?"),
        required=False,
        choices=region_choices,
        help_text=gettext_lazy("The gravest first. People work where an administrator has said that they do."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("How many days do they have?"), min_value=1, max_value=MOST_DAYS, initial=30
    )
    rest_after = forms.IntegerField(
        label=gettext_lazy("How many days later are those asked who are not in a region of higher risk?"),
        min_value=0,
        max_value=MOST_DAYS,
        initial=0,
        help_text=gettext_lazy("0 asks everybody at once."),
    )


class Assigning(Asking):
    """A module to ask of people."""

    module = forms.ChoiceField(
        label=gettext_lazy("Which module?"), choices=lambda: [(one.id, one.title) for one in modules().values()]
    )
    field_order = ("module", "role", "region", "days", "rest_after")


class Importing(forms.Form):
    """Completions from a learning system."""

    person = forms.CharField(
        label=gettext_lazy("Which column names the person?"), max_length=100, initial="email",
        help_text=gettext_lazy("By e-mail address, or by the name that they sign in with here."),
    )  # fmt: skip
    module = forms.CharField(label=gettext_lazy("Which column names the course?"), max_length=100, initial="course")
    on = forms.CharField(
        label=gettext_lazy("Which column has the day of completion?"), max_length=100, initial="completed",
        help_text=gettext_lazy("Days as 2026-11-23."),
    )  # fmt: skip
    score = forms.CharField(
        label=gettext_lazy("Which column has the score in percent?"), max_length=100, required=False,
        help_text=gettext_lazy("Where it is given, a score below the pass mark of the module is refused."),
    )  # fmt: skip
    named = forms.CharField(
        label=gettext_lazy("What does the learning system call our modules?"), required=False, max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One a line, as: Red flags 2026 = red-flags-for-sales. Not needed where it uses our ids."
        ),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("CSV in UTF-8, 5 MB at most; the first row names the columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv"}),
    )  # fmt: skip


class Quiz(forms.Form):
    """The questions of a module. Each names its answers by their places."""

    def __init__(self, module: Module, data: Any = None) -> None:
        super().__init__(data, auto_id="q_%s")
        self.module = module
        for number, one in enumerate(module.questions, 1):
            choices = [(str(place), one.answers[place].text) for place in one.order(module.id)]
            said = f"{number}. {one.ask}"
            wrong = {"required": _("Choose an answer."), "invalid_choice": _("Choose one of the answers listed.")}
            if one.several:
                self.fields[str(number)] = forms.MultipleChoiceField(
                    label=f"{said} {_('(several are right)')}", choices=choices, widget=forms.CheckboxSelectMultiple,
                    error_messages=wrong,
                )  # fmt: skip
            else:
                self.fields[str(number)] = forms.ChoiceField(
                    label=said, choices=choices, widget=forms.RadioSelect, error_messages=wrong
                )

    def chosen(self) -> list[list[int]]:
        """The places that were chosen, a list a question."""
        said = (self.cleaned_data[str(number)] for number in range(1, len(self.module.questions) + 1))
        return [[int(one) for one in ([given] if isinstance(given, str) else given)] for given in said]


class Narrowing(forms.Form):
    """Which rows of the completion table are shown."""

    module = forms.ChoiceField(
        label=gettext_lazy("Module"), required=False,
        choices=lambda: [("", _("All")), *((one.id, one.title) for one in modules().values())],
    )  # fmt: skip
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False, choices=role_choices)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False, choices=region_choices)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("Of whom it is asked")), ("has", gettext_lazy("Who has")),
            ("not", gettext_lazy("Who has not")), ("late", gettext_lazy("Who is overdue")),
            ("all", gettext_lazy("Everybody")),
        ],
    )  # fmt: skip
