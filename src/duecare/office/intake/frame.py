"""The frame that every deal has: what is sold, who gets it, where it is used, what for, on what terms."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from duecare.errors import InputError
from duecare.office.intake.scripts import in_any_script
from duecare.office.intake.stated import carried
from duecare.papers.wording import capital, words
from duecare.places import CODES, country_code
from duecare.places import name as place_name

NEW: Final = "new"
DEAL: Final = "deal"
MOST: Final = 5_000

_text = forms.Textarea(attrs={"rows": 4})
_COUNTRIES = [
    ("", _("I don't know yet")),
    *sorted(((code, place_name(code)) for code in CODES), key=lambda pair: pair[1]),
]


def _roles(fact: str) -> list[tuple[str, str]]:
    from duecare.facts import vocabulary

    return [(one, capital(words(one))) for one in vocabulary()[fact].domain]


class _Fields(forms.Form):
    """The fields of one step. Whatever is left empty stays open."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        in_any_script(self.fields)

    def said(self) -> dict[str, Any]:
        """What was written, as the format holds it; None for what is open."""
        return {key: value if value not in ("", []) else None for key, value in self.cleaned_data.items()}


class ItemWhat(_Fields):
    name = forms.CharField(label=_("Name of the product or service"), max_length=300, required=False)
    description = forms.CharField(
        label=_("What does it do?"),
        max_length=MOST,
        required=False,
        widget=_text,
        help_text=_("In your own words, or those of the datasheet. Name everything that it can do with people's data."),
    )


class ItemOrder(_Fields):
    quantity = forms.DecimalField(
        label=_("How many?"), required=False, min_value=0, max_digits=18, decimal_places=4, help_text=_("A number.")
    )
    configuration = forms.CharField(
        label=_("What was asked for?"),
        max_length=MOST,
        required=False,
        widget=_text,
        help_text=_("Options, settings, watchlists, sites, changes for this customer."),
    )

    def said(self) -> dict[str, Any]:
        found = super().said()
        if found["quantity"] is not None:
            found["quantity"] = format(found["quantity"].normalize(), "f")
        return found


class PartyWho(_Fields):
    name = forms.CharField(
        label=_("Name"), max_length=300, required=False, help_text=_("In its own script, as its papers write it.")
    )
    roles = forms.MultipleChoiceField(
        label=_("What is it in this deal?"),
        choices=lambda: _roles("party.role"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick everything that it is. The end user is whoever uses the product in the end."),
    )
    country = forms.ChoiceField(label=_("Where is it established?"), choices=_COUNTRIES, required=False)
    description = forms.CharField(label=_("What does it do?"), max_length=MOST, required=False, widget=_text)


class PlaceWhere(_Fields):
    country = forms.ChoiceField(label=_("Country or territory"), choices=_COUNTRIES, required=False)
    region = forms.CharField(label=_("Region, city or site"), max_length=300, required=False)
    roles = forms.MultipleChoiceField(
        label=_("What happens there?"),
        choices=lambda: _roles("country.role"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Data: where what is recorded is kept. Administration: from where it is run."),
    )


class EndUse(_Fields):
    text = forms.CharField(
        label=_("What does the buyer say it is for?"),
        max_length=MOST,
        required=False,
        widget=_text,
        help_text=_("The words of the end-use statement, the tender or the e-mail."),
    )


class Terms(_Fields):
    terms = forms.CharField(
        label=_("Terms of delivery and payment"),
        max_length=MOST,
        required=False,
        widget=_text,
        help_text=_("Who pays, how, when and where it is delivered, by whom."),
    )
    amount = forms.DecimalField(
        label=_("Value of the whole deal"), required=False, min_value=0, max_digits=18, decimal_places=4
    )
    currency = forms.RegexField(
        "^[A-Z]{3}$",
        label=_("Currency"),
        required=False,
        help_text=_("Three letters, as EUR."),
        error_messages={"invalid": _("Three capital letters, as USD or EUR.")},
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("amount") is not None and not found.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("An amount needs its currency."))
        return found

    def said(self) -> dict[str, Any]:
        found = super().said()
        amount, currency = found.pop("amount"), found.pop("currency")
        found["value"] = None if amount is None else {"amount": format(amount, "f"), "currency": currency}
        return found


@dataclass(frozen=True)
class Step:
    """One page of the frame. group: the list of the deal that its entries stand in, None for the deal itself."""

    key: str
    title: Any
    again: Any
    form: type[_Fields]
    group: str | None = None
    lead: Any = ""


STEPS: Final[Mapping[str, Step]] = {
    one.key: one
    for one in (
        Step("item-what", _("What is sold?"), _("Add something else that is sold"), ItemWhat, "items",
             _("One product or service. Others are added afterwards.")),
        Step("item-order", _("How many, and how is it set up?"), "", ItemOrder, "items"),
        Step("party-who", _("Who is in the deal?"), _("Add somebody else"), PartyWho, "parties",
             _("One body or person. Begin with the end user; add the buyer, agents and forwarders afterwards.")),
        Step("place-where", _("Where is it used?"), _("Add another place"), PlaceWhere, "places",
             _("Begin with the place of use; add transit and places where data are kept afterwards.")),
        Step("end-use", _("What is it for, in the words of the buyer?"), "", EndUse),
        Step("terms", _("On what terms?"), "", Terms),
    )
}  # fmt: skip
FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "items": ("item.capability", "item.delivery", "item.services"),
    "parties": ("party.kind",),
    "deal": ("transaction.stated_end_use",),
}
"""Facts that belong to the frame: asked of every entry of the group, with their source."""
ENTITY: Final = {"items": "item", "parties": "party", "places": "country"}


def entries(document: Mapping[str, Any], group: str) -> list[dict[str, Any]]:
    """Entries of a list of the deal, a place without an id named by its country as the reader does."""
    return [
        {**one, "id": str(one.get("id") or str(one.get("country", "")).lower())} for one in document.get(group) or []
    ]


def entry(document: Mapping[str, Any], step: Step, about: str) -> dict[str, Any] | None:
    """What a step is about; None where there is no such entry, and empty for a new one."""
    if step.group is None:
        return dict(document) if about == DEAL else None
    if about == NEW:
        return {}
    return next((one for one in entries(document, step.group) if one["id"] == about), None)


def written(document: Mapping[str, Any], step: Step, about: str) -> dict[str, Any]:
    """What the deal says at a step, as its form holds it."""
    found = entry(document, step, about) or {}
    if step.key == "end-use":
        stated = document.get("stated_end_use")
        return {"text": stated.get("text", "") if isinstance(stated, Mapping) else ""}
    if step.key == "terms":
        value = found.get("value") or {}
        return {"terms": found.get("terms") or "", "amount": value.get("amount"), "currency": value.get("currency")}
    shown = {}
    for name in step.form.base_fields:
        value = found.get(name)
        if name == "roles" and isinstance(value, Mapping):
            value = value.get("value")
        if name == "roles" and isinstance(value, str):
            value = [] if value == "unknown" else [value]
        if name == "country" and value:
            value = _code(str(value))
        shown[name] = "" if value is None or value == "unknown" else value
    return shown


def begun(document: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """What the form of a new entry begins with: an end user, and a place of use, come first."""
    role = {"parties": "end_user", "places": "use"}.get(step.group or "")
    if role is None or has_role(document, step, role):
        return {}
    return {"roles": [role]}


def has_role(document: Mapping[str, Any], step: Step, role: str) -> bool:
    """Whether an entry has a role."""
    return any(role in roles_of(one) for one in entries(document, step.group or ""))


def title_of(document: Mapping[str, Any], step: Step, about: str) -> str:
    """What a step asks: of the first end user, who will use it."""
    if step.group == "parties" and about == NEW and not has_role(document, step, "end_user"):
        return str(_("Who will use it?"))
    return str(step.title)


def _code(text: str) -> str:
    try:
        return country_code(text)
    except InputError:
        return ""


def shown(document: Mapping[str, Any], step: Step, about: str) -> Iterator[tuple[str, str]]:
    """What the deal says at a step: the label of each field that is filled, and its value in words."""
    for field, value in written(document, step, about).items():
        if value in ("", None, []):
            continue
        if field == "country":
            value = place_name(str(value))
        text = ", ".join(words(one) for one in value) if isinstance(value, list) else str(value)
        yield str(step.form.base_fields[field].label), text


def filled(document: Mapping[str, Any], step: Step, about: str) -> bool:
    """Whether the deal says anything at a step."""
    return any(value not in ("", None, []) for value in written(document, step, about).values())


def changed(
    document: Mapping[str, Any], step: Step, about: str, said: Mapping[str, Any]
) -> tuple[dict[str, Any], str, int]:
    """The deal with what a step says.

    Returns:
        The deal, the id of the entry, and how many answers were left out as they were about what is gone.
    """
    after = copy.deepcopy(dict(document))
    if step.key == "end-use":
        stated = after.get("stated_end_use")
        kept = dict(stated) if isinstance(stated, Mapping) else {"use": stated} if stated else {}
        _set(kept, {"text": said["text"]})
        _set(after, {"stated_end_use": kept or None})
        return after, DEAL, 0
    if step.group is None:
        _set(after, said)
        return after, DEAL, 0
    listed = entries(after, step.group)
    if about == NEW:
        about = _fresh(said, listed, ENTITY[step.group].replace("country", "place"))
        listed.append({"id": about})
    target = next(one for one in listed if one["id"] == about)
    _set(target, said)
    after[step.group] = listed
    after, left_out = carried(document, after)
    return after, about, left_out


def without(document: Mapping[str, Any], step: Step, about: str) -> tuple[dict[str, Any], int]:
    """The deal without an entry, and how many answers about it went with it."""
    assert step.group is not None
    after = copy.deepcopy(dict(document))
    after[step.group] = [one for one in entries(after, step.group) if one["id"] != about]
    if not after[step.group]:
        after.pop(step.group)
    return carried(document, after)


def _set(target: dict[str, Any], said: Mapping[str, Any]) -> None:
    for key, value in said.items():
        if value is None:
            target.pop(key, None)
        else:
            target[key] = value


def _fresh(said: Mapping[str, Any], listed: list[dict[str, Any]], noun: str) -> str:
    """A short name that no other entry has and that an address can hold."""
    base = slugify(str(said.get("name") or said.get("region") or said.get("country") or ""))[:60].strip("-_")
    base = base.replace("_", "-") or noun
    taken = {one["id"] for one in listed} | {NEW, DEAL}
    number = next(n for n in range(1, len(taken) + 2) if (base if n == 1 else f"{base}-{n}") not in taken)
    return base if number == 1 else f"{base}-{number}"


def label(one: Mapping[str, Any], group: str) -> str:
    """How people call an entry."""
    if group == "places":
        parts = [one.get("region"), place_name(code) if (code := _code(str(one.get("country") or ""))) else None]
        return ", ".join(str(part) for part in parts if part) or str(one["id"])
    return str(one.get("name") or str(one["id"]).replace("-", " "))


def roles_of(one: Mapping[str, Any]) -> Iterator[str]:
    """The roles of a party or place, as codes."""
    value = one.get("roles")
    value = value.get("value") if isinstance(value, Mapping) else value
    yield from [value] if isinstance(value, str) else value or []
