"""The columns of an order book: one row a transaction, each column a field or a fact under a name of ours.

`item.name`, `end_user.country`, `purchaser.name`, `place.country`, `transaction.licence_status`, `use.group_targeting`:
the part before the point says what it is about, the part after it a field, or the short name of a fact. What is not
about the deal but of it (`id`, `date`, `value`, `owner`) has no point. A mapping file ties the columns of an export to
these; everything else is listed as not mapped and carried nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Final, Literal

from duecare.facts import vocabulary

CARRIED: Final = {
    "id": "short name of the transaction; the number of its row where there is none",
    "title": "what it is, in one line",
    "date": "the day of the order",
    "quantity": "how many",
    "value": "value of the row",
    "currency": "ISO 4217 code of the value",
    "framework": "reference of a framework agreement",
    "call_off": "reference of the call-off",
    "state": "running, ended or planned",
    "owner": "who is responsible for it in the house",
    "due": "the day by which something is due",
    "acquired": "an acquired company whose book it comes from, and that entered into the deal",
}
"""Fields of the row itself: kept beside the result, and read by no rule; what several rows have there gives facts."""

PARTIES: Final = (
    "end_user", "purchaser", "intermediate_consignee", "ultimate_consignee", "operator", "distributor", "reseller",
    "freight_forwarder", "financier", "data_recipient", "exporter",
)  # fmt: skip
"""Roles a row may name a party in. The first is the end user; parties of one name and country are one party."""

_TEXTS: Final = {"item": ("name", "description", "configuration"), "party": ("name", "country")}
_PLACES: Final = ("place", "destination", "transit")
"""Where it is used, where it is shipped, and what it passes through."""

Kind = Literal["carried", "text", "country", "fact"]


@dataclass(frozen=True, slots=True)
class BookColumn:
    """One column under its name here. about: item, end_user and the other roles, place, transaction, use; empty for the
    row. fact: the full name of the fact in the vocabulary."""

    name: str
    kind: Kind
    about: str
    short: str
    fact: str | None = None


@cache
def book_column(name: str) -> BookColumn | None:
    """What a name means; None where it means nothing.

    >>> book_column("end_user.kind").fact, book_column("place.country").kind, book_column("place.colour")
    ('party.kind', 'country', None)
    """
    if name in CARRIED:
        return BookColumn(name, "carried", "", name)
    if name in ("gate", "stated_end_use"):
        return BookColumn(name, "fact", "transaction", name, f"transaction.{name}")
    about, point, short = name.partition(".")
    if not point:
        return None
    entity = "party" if about in PARTIES else "country" if about == "place" else about
    if about in _PLACES and short == "country":
        return BookColumn(name, "country", about, short)
    if short in _TEXTS.get(entity, ()):
        return BookColumn(name, "country" if short == "country" else "text", about, short)
    fact = f"{entity}.{short}"
    if entity in ("item", "party", "country", "transaction", "use") and fact in vocabulary().facts:
        if fact in ("party.role", "country.role", "transaction.gate"):
            return None
        return BookColumn(name, "fact", about, short, fact)
    return None


@cache
def known_names() -> tuple[str, ...]:
    """Every name that a mapping may use, those of facts included."""
    facts = vocabulary().facts
    names = [*CARRIED, "gate", "stated_end_use", *(f"{place}.country" for place in _PLACES)]
    names += [f"item.{short}" for short in _TEXTS["item"]]
    names += [f"{role}.{short}" for role in PARTIES for short in _TEXTS["party"]]
    for fact in facts.values():
        abouts: Iterable[str] = {"party": PARTIES, "country": ("place",)}.get(fact.entity, (fact.entity,))
        names += [f"{about}.{fact.short}" for about in abouts]
    return tuple(name for name in dict.fromkeys(names) if book_column(name) is not None)


def nearest(name: str) -> str | None:
    """The name that was probably meant."""
    return next(iter(get_close_matches(name.casefold().replace(" ", "_"), known_names(), n=1)), None)
