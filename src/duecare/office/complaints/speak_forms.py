"""Forms of the public pages. Their words are those of a language's texts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core import signing

from duecare.office.complaints.codes import Fear, Naming, Region, Said, Topic, Who
from duecare.office.complaints.receiving import LONGEST
from duecare.office.complaints.wording import plain
from duecare.office.people.models import User

TOKEN, TALK = "complaint-form", "complaint-talk"
OPEN_FOR: Final = 12 * 3_600
TALK_FOR: Final = 30 * 60
"""Seconds for which a form can be sent, and for which a complaint that was opened by its code stays open."""


def form_token() -> str:
    """What a form says to show that a page of this office made it, and when; another each time."""
    return signing.dumps(secrets.token_hex(16), salt=TOKEN)


def nonce_of(token: str) -> str:
    """What is in the token of a form.

    Raises:
        SignatureExpired: its page was open for too long.
        BadSignature: no page of this office made it.
    """
    found: str = signing.loads(token, salt=TOKEN, max_age=OPEN_FOR)
    return found


def talk_token(reference: str) -> str:
    """What keeps a complaint open after its code was typed, in the page alone and not in the browser."""
    return signing.dumps(reference, salt=TALK)


def reference_of(token: str) -> str:
    """The complaint of such a token.

    Raises:
        BadSignature: it is none, or too old.
    """
    found: str = signing.loads(token, salt=TALK, max_age=TALK_FOR)
    return found


def _choices(said: Mapping[str, str], codes: list[str]) -> list[tuple[str, str]]:
    return [(code, said[code]) for code in codes]


class Plain(forms.CharField):
    """A text from which signs that do something unseen are taken out, before anything is said against them."""

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")


def _text(said: Mapping[str, Any], label: str, *, needed: bool = True, rows: int = 6, **more: Any) -> Plain:
    wrong = said["wrong"]
    return Plain(
        label=label,
        required=needed,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": rows, "dir": "auto"}),
        error_messages={"required": wrong["needed"], "max_length": wrong["long"]},
        **more,
    )


def _line(said: Mapping[str, Any], label: str, **more: Any) -> Plain:
    return Plain(
        label=label,
        required=False,
        max_length=300,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
        error_messages={"max_length": said["wrong"]["long"]},
        **more,
    )


def _one(said: Mapping[str, Any], label: str, choices: list[tuple[str, str]], **more: Any) -> forms.ChoiceField:
    wrong = said["wrong"]["choose"]
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": wrong, "invalid_choice": wrong},
        **more,
    )


class Making(forms.Form):
    """A complaint."""

    use_required_attribute = False

    def __init__(
        self, said: Mapping[str, Any], who: Who, handlers: list[User], outside: bool, data: Any = None
    ) -> None:
        super().__init__(data, auto_id="f_%s")
        words = said["form"]
        add = self.fields
        add["topic"] = _one(said, words["topic"], _choices(said["topics"], Topic.values))
        add["account"] = _text(said, words["account"], rows=10, help_text=words["account_help"])
        add["region"] = _one(said, words["region"], _choices(said["regions"], Region.values), initial=Region.UNSAID)
        add["wish"] = _text(said, words["wish"], needed=False, rows=4)
        if who == Who.STAFF:
            add["fear"] = _one(said, words["fear"], _choices(said["fears"], Fear.values), initial=Fear.NO)
        add["naming"] = _one(said, words["naming"], _choices(said["namings"], Naming.values), initial=Naming.ANONYMOUS)
        add["names"] = _line(said, words["names"])
        add["contact"] = _line(said, words["contact"], help_text=words["contact_help"])
        if handlers:
            wrong = said["wrong"]["choose"]
            add["exclude"] = forms.MultipleChoiceField(
                label=words["exclude"],
                required=False,
                choices=[(str(one.pk), one.label) for one in handlers],
                widget=forms.CheckboxSelectMultiple,
                help_text=words["exclude_help"],
                error_messages={"invalid_choice": wrong, "invalid_list": wrong},
            )
        if outside:
            add["wants_outside"] = forms.BooleanField(label=words["wants_outside"], required=False)


class Coming(forms.Form):
    """The code of a complaint."""

    use_required_attribute = False

    def __init__(self, said: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data, auto_id="f_%s")
        self.fields["code"] = Plain(
            label=said["back"]["code"],
            max_length=200,
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
            error_messages={"required": said["wrong"]["needed"], "max_length": said["wrong"]["long"]},
        )


class Saying(forms.Form):
    """Something to add."""

    use_required_attribute = False

    def __init__(self, said: Mapping[str, Any], label: str, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["text"] = _text(said, label)


class Sure(forms.Form):
    """That everything is to be deleted."""

    use_required_attribute = False

    def __init__(self, said: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data, auto_id="d_%s")
        self.fields["sure"] = forms.BooleanField(
            label=said["delete"]["sure"], error_messages={"required": said["delete"]["unsure"]}
        )


class Telling(forms.Form):
    """How it was."""

    use_required_attribute = False

    def __init__(self, said: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data, auto_id="h_%s")
        words = said["feedback"]
        for name in ("clear", "fair", "safe"):
            self.fields[name] = _one(said, words[name], _choices(said["said"], Said.values))
        self.fields["remark"] = _text(said, words["remark"], needed=False, rows=3)
