"""What is asked on pages of engagement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duecare.facts import FactType
from duecare.items import taxonomy
from duecare.office.decisions.forms import a_day, long_text
from duecare.office.engagement.models import Changed, Consultation, Heard, Safety, Stakeholder
from duecare.office.engagement.names import label_for
from duecare.office.intake.forms import KINDS as SOURCES
from duecare.office.intake.forms import Question
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may
from duecare.office.people.regions import place_choices, regions
from duecare.places import name

ASKED_NAMELESS = gettext_lazy("No names, and nothing that would show who it is: more people read this than know them.")


class _Coded(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """A choice of stakeholders, by what the reader may see of each. reader: who reads."""

    reader: User

    def label_from_instance(self, obj: Any) -> str:
        return f"{label_for(self.reader, obj)}, {str(obj.get_kind_display()).lower()}"


class _Person(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of people, by the names that colleagues know."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class Registering(forms.Form):
    """A group or organisation."""

    kind = forms.ChoiceField(label=gettext_lazy("What are they?"), choices=Stakeholder.Kind.choices)
    safety = forms.ChoiceField(
        label=gettext_lazy("What if it were known that they speak with us?"), choices=Safety.choices,
        widget=forms.RadioSelect, initial=Safety.CAREFUL,
        help_text=gettext_lazy(
            "In doubt, the safer one. Unless they are open, only people who need to know see who they are."
        ),
    )  # fmt: skip
    region = forms.ChoiceField(
        label=gettext_lazy("Where?"), required=False, choices=lambda: [("", _("Not said")), *place_choices()],
        help_text=gettext_lazy("Everybody who works with the register sees this. A region says less than a country."),
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("Who are they?"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    stands_for = long_text(gettext_lazy("Whom or what do they stand for?"), 2_000, required=False, rows=2)
    languages = forms.CharField(label=gettext_lazy("In which languages?"), required=False, max_length=200)
    reach = long_text(
        gettext_lazy("How are they reached safely, and how not?"), 2_000, required=False, rows=3,
        help_text=gettext_lazy("For instance: by this number only, never by mail, never in working hours."),
    )  # fmt: skip


class Consulting(forms.Form):
    """A consultation."""

    stakeholders = _Coded(
        label=gettext_lazy("Who took part?"), queryset=Stakeholder.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("From the register; enter them there first."),
    )  # fmt: skip
    topic = forms.ChoiceField(label=gettext_lazy("What was it about?"), choices=[
        one for one in Consultation.Topic.choices if one[0] != "case"
    ])  # fmt: skip
    item = forms.ChoiceField(
        label=gettext_lazy("Which class of items?"), required=False,
        choices=lambda: [("", _("None")), *((code, one.title) for code, one in taxonomy().items())],
    )  # fmt: skip
    country = forms.ChoiceField(
        label=gettext_lazy("Which country?"), required=False,
        choices=lambda: [("", _("None")), *sorted(
            ((code, name(code)) for one in regions().values() for code in one.countries), key=lambda row: row[1]
        )],
    )  # fmt: skip
    asked = forms.CharField(
        label=gettext_lazy("What were they asked?"), max_length=500, help_text=ASKED_NAMELESS,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    how = forms.ChoiceField(label=gettext_lazy("How?"), choices=Consultation.How.choices)
    on = a_day(gettext_lazy("On which day?"))
    agreed = forms.ChoiceField(
        label=gettext_lazy("How did they agree that we use what they say?"), choices=Consultation.Agreed.choices,
        help_text=gettext_lazy("Without their consent nothing is recorded. They can take it back at any time."),
    )  # fmt: skip
    may_quote = forms.BooleanField(label=gettext_lazy("Their own words may be kept and shown inside"), required=False)
    may_count = forms.BooleanField(
        label=gettext_lazy("We may say in public that such a consultation took place, without names"), required=False
    )
    may_ask_again = forms.BooleanField(label=gettext_lazy("We may ask them again"), required=False)
    safety = forms.ChoiceField(
        label=gettext_lazy("How safe is this consultation to know of?"), required=False,
        choices=[("", gettext_lazy("As the most endangered of those who took part")), *Safety.choices],
    )  # fmt: skip

    def __init__(self, user: User, *given: Any, about_case: bool = False, **named: Any) -> None:
        super().__init__(*given, **named)
        people = self.fields["stakeholders"]
        assert isinstance(people, _Coded)
        people.reader = user
        people.queryset = Stakeholder.objects.filter(ended_at=None).select_related("identity")
        if about_case:
            for key in ("topic", "item", "country"):
                del self.fields[key]
        self.fields["on"].initial = timezone.localdate()


class Hearing(forms.Form):
    """Something that was heard."""

    said = long_text(gettext_lazy("What was heard, in our words?"), 4_000, rows=3, help_text=ASKED_NAMELESS)
    weight = forms.ChoiceField(label=gettext_lazy("How far does it carry?"), choices=Heard.Weight.choices)
    words = long_text(
        gettext_lazy("In their own words"), 4_000, required=False, rows=3,
        help_text=gettext_lazy("They agreed to it. Still leave out what would show who said it."),
    )  # fmt: skip

    def __init__(self, *given: Any, quotable: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        if not quotable:
            del self.fields["words"]


class Changing(forms.Form):
    """What changed because of a consultation."""

    kind = forms.ChoiceField(label=gettext_lazy("What changed because of it?"), choices=Changed.Kind.choices)
    what = long_text(gettext_lazy("What, or why nothing?"), 4_000, rows=3, help_text=ASKED_NAMELESS)
    told = forms.BooleanField(label=gettext_lazy("Those consulted were told of it"), required=False)


class Telling(forms.Form):
    """Whom to let know who a stakeholder is."""

    user = _Person(
        queryset=User.objects.none(), label=gettext_lazy("Who else needs to know?"),
        empty_label=gettext_lazy("Choose a person"),
    )  # fmt: skip
    why = forms.CharField(label=gettext_lazy("What for?"), max_length=300)

    def __init__(self, one: Stakeholder, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        known = set(one.known_to.values_list("user", flat=True))
        active = User.objects.filter(is_active=True).prefetch_related("grants", "stands_in__of__grants")
        keys = [user.pk for user in active if user.pk not in known and may(user, Act.ENGAGEMENT)]
        field = self.fields["user"]
        assert isinstance(field, _Person)
        field.queryset = User.objects.filter(pk__in=keys).order_by("username")


class Leaving(forms.Form):
    """Who is hurt by a step, and what is done about it."""

    hurt = long_text(
        gettext_lazy("Who would be hurt by it?"), 4_000, rows=3,
        help_text=gettext_lazy(
            "Those who depend on updates, on the data or on the service; operators; people whom the product protects. "
            "Where nobody would, say that and why."
        ),
    )  # fmt: skip
    done = long_text(
        gettext_lazy("What is done about it?"), 4_000, rows=3,
        help_text=gettext_lazy(
            "Security fixes that go on, a time to move, the return or deletion of data, a warning to those affected."
        ),
    )  # fmt: skip

    def __init__(self, *given: Any, of_condition: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        if of_condition:
            del self.fields["hurt"]


class Stating(Question):
    """A fact that was heard. Its source is the consultation, by its number."""

    source = forms.CharField(required=False, widget=forms.HiddenInput)
    date = None  # type: ignore[assignment]

    def __init__(self, fact: FactType, number: str, *given: Any, answered: bool, **named: Any) -> None:
        self.number = number
        super().__init__(fact, *given, answered=answered, judges=False, **named)
        kinds = self.fields["kind"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = [one for one in SOURCES if one[0] in ("independent", "interested")]
        kinds.help_text = _(
            "Whoever has no stake in the deal is independent; a competitor or a rival of the customer is not."
        )
        if "beside" in self.fields:
            self.fields["beside"].initial = "yes"

    def clean_source(self) -> str:
        return self.number

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if self._unknown(said) and "value" not in self.errors:
            self.add_error("value", _("What was not heard is not stated. Choose what was, or leave it."))
        return said
