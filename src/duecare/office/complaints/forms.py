"""Forms of handlers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from duecare.office.complaints.attached import MOST_FILES, Looked, RefusedFileError, look
from duecare.office.complaints.codes import About, Came, Fear, Ground, Naming, Region, Stage, Topic, Who
from duecare.office.complaints.handling import ANSWERS
from duecare.office.complaints.texts import LANGUAGES, texts
from duecare.office.people.models import User


def _date() -> forms.DateInput:
    return forms.DateInput({"type": "date"})


def _area(rows: int = 5) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "dir": "auto"})


class Narrowing(forms.Form):
    """What the list shows."""

    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("Any")), *Stage.choices])
    topic = forms.ChoiceField(label=_("About"), required=False, choices=[("", _("Anything")), *Topic.choices])
    late = forms.ChoiceField(label=_("Time"), required=False, choices=[("", _("Any")), ("yes", _("Overdue"))])


class Text(forms.Form):
    """Something to write."""

    text = forms.CharField(label=_("Text"), max_length=20_000, widget=_area())

    def __init__(self, *given: Any, label: Any = "", **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["text"].label = label or self.fields["text"].label


class Writing(Text):
    """Something to write to the complainant, with files."""

    papers = forms.FileField(
        label=_("Files"),
        required=False,
        widget=forms.ClearableFileInput(),
        help_text=_(
            "Up to %(n)d; choose them together. The complainant saves them. What pictures, PDF, Word and Excel files "
            "tell of their maker is taken out; what can be read in them stays."
        )
        % {"n": MOST_FILES},
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["papers"].widget.attrs["multiple"] = True

    def clean_papers(self) -> list[Looked]:
        """The files as they will be kept."""
        chosen = self.files.getlist("papers") if isinstance(self.files, MultiValueDict) else []
        try:
            return look([one for one in chosen if isinstance(one, UploadedFile)])
        except RefusedFileError as problem:
            raise forms.ValidationError(str(problem)) from None


class Requested(forms.Form):
    """A request for deletion that came another way."""

    came = forms.ChoiceField(label=_("How did it come?"), choices=[one for one in Came.choices if one[0] != Came.WEB])
    asked_on = forms.DateField(
        label=_("On which day did it come in?"),
        widget=_date(),
        help_text=_(
            "Be certain that it is the complainant who asks. Another handler confirms before anything is gone."
        ),
    )


class Refusing(Text):
    """Why a complaint is not deleted."""

    ground = forms.ChoiceField(label=_("On which ground?"), choices=Ground.choices)
    field_order = ("ground", "text")


class Taking(forms.Form):
    """Who has it."""

    to = forms.ChoiceField(label=_("Handler"))

    def __init__(self, *given: Any, people: list[User], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["to"].choices = [(str(one.pk), one.label) for one in people]  # type: ignore[attr-defined]


class Keeping(Taking):
    """Who must not see it."""

    to = forms.ChoiceField(
        label=_("Who must not see it?"),
        help_text=_("Choose yourself if it concerns you. This stands for good; the complaint goes to another handler."),
    )


class Linking(forms.Form):
    """The case that it concerns."""

    case = forms.CharField(
        label=_("Number of the case"),
        max_length=20,
        help_text=_(
            "Its due diligence is opened again, and its people learn the number of this complaint. They learn nothing "
            "of what it says or who made it. Whoever works on the case does not see the complaint from then on."
        ),
    )


class Extending(Text):
    """Until when it takes, and why."""

    until = forms.DateField(label=_("New day for the answer"), widget=_date())
    field_order = ("until", "text")


class Answering(Text):
    """What was found, and what is done about it."""

    outcome = forms.ChoiceField(label=_("What was found?"), choices=[(one.value, one.label) for one in ANSWERS])
    remedy = forms.CharField(
        label=_("What is done about it?"),
        required=False,
        max_length=20_000,
        widget=_area(3),
        help_text=_("What is put right, and for whom; it fits what human rights ask for (UNGP 31 f)."),
    )
    remedy_due = forms.DateField(label=_("By which day?"), required=False, widget=_date())
    field_order = ("outcome", "text", "remedy", "remedy_due")


class Learning(Text):
    """A lesson."""

    about = forms.ChoiceField(label=_("What is it about?"), choices=About.choices)
    field_order = ("about", "text")


class Entering(forms.Form):
    """A complaint that came another way."""

    came = forms.ChoiceField(
        label=_("How did it come?"), choices=[one for one in Came.choices if one[0] not in (Came.WEB, Came.GLOBALEAKS)]
    )
    received_on = forms.DateField(
        label=_("On which day did it come in?"), widget=_date(), help_text=_("Times run from this day.")
    )
    who = forms.ChoiceField(label=_("From which side?"), choices=Who.choices)
    language = forms.ChoiceField(label=_("Language of the answer"))
    topic = forms.ChoiceField(label=_("What is it about?"), choices=Topic.choices)
    region = forms.ChoiceField(label=_("Where did it happen?"), choices=Region.choices, initial=Region.UNSAID)
    account = forms.CharField(
        label=_("What was said?"),
        max_length=20_000,
        widget=_area(10),
        help_text=_("As it was said or written, in its own language."),
    )
    wish = forms.CharField(label=_("What should happen?"), required=False, max_length=20_000, widget=_area(3))
    fear = forms.ChoiceField(label=_("Reprisal"), choices=Fear.choices)
    naming = forms.ChoiceField(label=_("May a name be known?"), choices=Naming.choices)
    names = forms.CharField(label=_("Name"), required=False, max_length=300)
    contact = forms.CharField(label=_("How to reach them"), required=False, max_length=300)
    with_code = forms.BooleanField(
        label=_("Make a code, with which they can read the answer"), required=False, initial=True
    )
    papers = forms.FileField(
        label=_("Files"),
        required=False,
        help_text=_("Up to %(n)d; choose them together.") % {"n": MOST_FILES},
        widget=forms.ClearableFileInput(),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["language"].choices = [(one, texts(one)["name"]) for one in LANGUAGES]  # type: ignore[attr-defined]
        self.fields["language"].initial = "en"
        self.fields["papers"].widget.attrs["multiple"] = True


class BringingIn(forms.Form):
    """An export of GlobaLeaks."""

    file = forms.FileField(
        label=_("Export of a report"),
        help_text=_("The ZIP that a recipient exports, or one report as JSON. Delete your copy afterwards."),
    )
    who = forms.ChoiceField(label=_("From which side?"), choices=Who.choices)
    topic = forms.ChoiceField(label=_("What is it about?"), choices=Topic.choices)
    region = forms.ChoiceField(label=_("Where did it happen?"), choices=Region.choices, initial=Region.UNSAID)
    received_on = forms.DateField(
        label=_("On which day did it come in?"),
        required=False,
        widget=_date(),
        help_text=_("Needed where the export does not say."),
    )


class Appointing(Taking):
    """The outside person."""

    to = forms.ChoiceField(
        label=_("Handler"),
        help_text=_("Somebody who is no staff: an ombudsperson, a law firm. They see only what no handler here may."),
    )
