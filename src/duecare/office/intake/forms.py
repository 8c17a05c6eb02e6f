"""The form of one question, made of the declaration of its fact."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duecare.facts import FactType
from duecare.office.intake.acts import Answer
from duecare.office.intake.asking import Option, options
from duecare.office.intake.scripts import in_any_script

UNKNOWN: Final = "unknown"
KINDS: Final = (
    ("own", gettext_lazy("We know it ourselves")),
    ("document", gettext_lazy("A document on file says so")),
    ("interested", gettext_lazy("The customer, or somebody else with a stake in the deal, says so")),
    ("independent", gettext_lazy("Somebody without a stake in the deal says so")),
    ("official", gettext_lazy("A court, an authority or a body of the United Nations says so")),
)
JUDGEMENT: Final = ("judgement", gettext_lazy("A decision of ours between sources that differ"))


def _shown(option: Option) -> SafeString | str:
    if not option.hint:
        return option.label
    return format_html('{}<span class="hint">{}</span>', option.label, option.hint)


class Question(forms.Form):
    """An answer to one question, and its source. dense: laid out for a page with many of them."""

    kind = forms.ChoiceField(
        label=gettext_lazy("How do you know?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        required=False,
        help_text=gettext_lazy(
            "What the customer says about itself is worth keeping, and counts as the customer's word."
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("Which document, or who said so?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For example: datasheet X200 rev. 4; call with the project manager."),
    )
    date = forms.DateField(
        label=gettext_lazy("Date of the document, or of what was said"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Anything a reader should know"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    beside = forms.ChoiceField(
        label=gettext_lazy("There is an answer already. What is yours?"),
        choices=(
            ("no", gettext_lazy("It takes the place of the answer above, which stays in the history")),
            ("yes", gettext_lazy("Another source that says something else; both stand")),
        ),
        widget=forms.RadioSelect,
        required=False,
        initial="no",
    )
    field_order = ("value", "not_known", "beside", "kind", "source", "date", "note")

    def __init__(
        self, fact: FactType, *args: Any, answered: bool, judges: bool, dense: bool = False, **named: Any
    ) -> None:
        self.fact, self.dense = fact, dense
        super().__init__(*args, **named)
        self._value()
        if judges:
            self.fields["kind"].choices = [*KINDS, JUDGEMENT]  # type: ignore[attr-defined]
        if not answered:
            del self.fields["beside"]
        if dense:
            kinds = [("", _("Choose")), *self.fields["kind"].choices]  # type: ignore[attr-defined]
            self.fields["kind"].widget = forms.Select(choices=kinds)
            self.fields["note"].widget = forms.TextInput()
        in_any_script(self.fields)
        self.order_fields(self.field_order)

    def _value(self) -> None:
        fact, asked = self.fact, _("Your answer")
        wrong = {"required": _("Choose an answer. “I don't know yet” is one."),
                 "invalid_choice": _("Choose one of the answers that are listed.")}  # fmt: skip
        offered = (
            [(one.value, one.label if self.dense else _shown(one)) for one in options(fact)]
            if fact.type not in ("number", "date")
            else []
        )
        if fact.type in ("number", "date"):
            self.fields["value"] = (
                forms.DateField(label=asked, required=False, widget=forms.DateInput(attrs={"type": "date"}))
                if fact.type == "date"
                else forms.DecimalField(
                    label=f"{asked} ({fact.unit})" if fact.unit else asked,
                    required=False,
                    min_value=fact.minimum,
                    max_value=fact.maximum,
                )
            )
            self.fields["not_known"] = forms.BooleanField(label=_("I don't know yet"), required=False)
            return
        offered.append((UNKNOWN, _("I don't know yet")))
        if fact.type == "set":
            self.fields["value"] = forms.MultipleChoiceField(
                label=_("Tick everything that is true"),
                choices=offered,
                widget=forms.CheckboxSelectMultiple,
                error_messages=wrong,
            )
        else:
            self.fields["value"] = forms.ChoiceField(
                label=asked, choices=offered, widget=forms.RadioSelect, error_messages=wrong
            )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if "value" in self.errors:
            return said
        value = said.get("value")
        if self.fact.type in ("number", "date"):
            if said.get("not_known") and value is not None:
                self.add_error("value", _("Give an answer or say that you don't know yet, not both."))
            if not said.get("not_known") and value is None:
                self.add_error("value", _("Give an answer, or say that you don't know yet."))
        if isinstance(value, list) and len(value) > 1 and {"none", UNKNOWN} & set(value):
            self.add_error("value", _("“None of these” and “I don't know yet” stand alone."))
        if not self._unknown(said):
            if not said.get("kind"):
                self.add_error("kind", _("Say how you know. It decides how far the answer carries."))
            elif said["kind"] != "own" and not said.get("source"):
                self.add_error("source", _("Name the document, or who said so."))
        if said.get("date") and said["date"] > datetime.date.today() + datetime.timedelta(days=1):
            self.add_error("date", _("This day has not come yet."))
        return said

    @staticmethod
    def _unknown(said: dict[str, Any]) -> bool:
        return bool(said.get("not_known")) or said.get("value") in (UNKNOWN, [UNKNOWN])

    def answer(self) -> Answer:
        """What was said. An answer that is not known yet says who was asked."""
        said = self.cleaned_data
        if self._unknown(said):
            return Answer(
                UNKNOWN, said.get("kind") or "own", said.get("source") or "asked in the office",
                said.get("date") or datetime.date.today(), said.get("note") or "not known yet",
            )  # fmt: skip
        value = said["value"]
        if not isinstance(value, (str, list)):
            value = value.isoformat() if isinstance(value, datetime.date) else format(value.normalize(), "f")
        source = said.get("source") or "own knowledge"
        return Answer(value, said["kind"], source, said.get("date"), said.get("note") or "")


def as_sent(form: forms.Form, sent: Any) -> dict[str, Any]:
    """What stands in the fields of a form as it was sent, to be kept as a draft; other fields are not kept."""
    kept: dict[str, Any] = {}
    for name, field in form.fields.items():
        several = isinstance(field, forms.MultipleChoiceField)
        values = [str(one)[:5_000] for one in sent.getlist(name)][:200]
        if values:
            kept[name] = values if several else values[-1]
    return kept
