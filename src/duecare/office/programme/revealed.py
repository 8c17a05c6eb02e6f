"""What must be in no public text: names of parties, people, items and cases, and prices, as the records hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from duecare.errors import InputError
from duecare.names import normalise
from duecare.office.cases.models import Case, Deal
from duecare.office.people.models import User
from duecare.papers.disclosure import Reveals, revealing
from duecare.papers.layout import Document
from duecare.papers.layout.plain import plain

NAMED: Final = frozenset({"name", "names", "alias", "aliases", "former", "former_names", "native_name"})
_BESIDE: Final = re.compile(r"\s*\([^)]*\)")
_NUMBER: Final = re.compile(r"\d[\d.,' \u00a0\u202f]*\d")
MOST: Final = 8
"""How many lines a refusal names."""


def check(document: Document, words: Iterable[str], template: Document, allowed: Iterable[str] = ()) -> None:
    """Refuse a paper that names somebody, a case or a price.

    Args:
        document: The paper.
        words: What the staff have written in it.
        template: The same paper without their words: what it says is everybody's.
        allowed: Texts whose names may be said: of the house, of who signed the policy, of what counsel lets be named.

    Raises:
        InputError: it reveals something; says each line and what it gives away.
    """
    said = list(words)
    found = _once([*revealing(document, _names(template, allowed), _lines(plain(template))), *_prices(said)])
    if found:
        raise InputError("this would reveal " + "; ".join(map(_told, found[:MOST])) + _more(len(found) - MOST))


def _once(found: Iterable[Reveals]) -> list[Reveals]:
    """Each thing that is given away in the shortest line of those in which it stands."""
    shortest: dict[tuple[str, str], Reveals] = {}
    for one in found:
        known = shortest.get((one.kind, one.words))
        if known is None or len(one.line) < len(known.line):
            shortest[one.kind, one.words] = one
    return list(shortest.values())


def _told(one: Reveals) -> str:
    line = one.line if len(one.line) <= 160 else one.line[:159] + "…"
    return f"“{one.words}” ({one.kind}) in “{line}”"


def _more(number: int) -> str:
    return f"; and {number} more" if number > 0 else ""


def _names(template: Document, allowed: Iterable[str]) -> dict[str, set[str]]:
    """Every name that the records hold, without those that everybody uses or that may be said."""
    found: dict[str, set[str]] = {"case": set(), "party": set(), "item": set(), "person": set()}
    for title, customer, item in Case.objects.values_list("title", "customer", "item").iterator(chunk_size=5_000):
        found["case"].add(title)
        found["party"].add(customer)
        found["item"].add(item)
    for parties, items in Deal.objects.values_list("document__parties", "document__items").iterator(chunk_size=2_000):
        found["party"].update(_under(parties))
        found["item"].update(_under(items))
    for user in User.objects.only("username", "first_name", "last_name", "email"):
        found["person"].add(user.email)
        if user.first_name and user.last_name:  # one of the two is a word like any other
            found["person"].add(user.get_full_name())
    common = " ".join(_folded(one) for one in (*_lines(plain(template)), *allowed))
    return {
        kind: {
            name
            for one in names
            for name in (one, _BESIDE.sub("", one or ""))
            if name and f" {_folded(name)} " not in f" {common} "
        }
        for kind, names in found.items()
    }


def _under(said: Any) -> Iterator[str]:
    """Every name in a part of a deal."""
    if isinstance(said, Mapping):
        for key, value in said.items():
            yield from _texts(value) if key in NAMED else _under(value)
    elif isinstance(said, list):
        for one in said:
            yield from _under(one)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, Mapping):
        yield from _texts(value.get("text"))


def _prices(words: Iterable[str]) -> Iterator[Reveals]:
    """Amounts of deals, wherever the staff have written one down without its currency."""
    said = [(line, set(map(_digits, _NUMBER.findall(line)))) for text in words for line in text.splitlines()]
    if not any(numbers for _line, numbers in said):
        return
    amounts: set[str] = set()
    for value, items in Deal.objects.values_list("document__value", "document__items").iterator(chunk_size=2_000):
        amounts.update(_amounts(value), *(_amounts(one.get("value")) for one in items or [] if isinstance(one, dict)))
    for line, numbers in said:
        for number in sorted(numbers & amounts):
            yield Reveals("price", number, line)


def _amounts(value: Any) -> set[str]:
    amount = str(value.get("amount", "")) if isinstance(value, Mapping) else ""
    return {_digits(amount)} if len(_digits(amount)) > 3 else set()


def _digits(text: str) -> str:
    """A number without what groups it and without its cents.

    >>> _digits("1,250,000.00"), _digits("1 250 000"), _digits("1.250.000")
    ('1250000', '1250000', '1250000')
    """
    return re.sub(r"\D", "", re.sub(r"[.,]\d{2}$", "", text.strip()))


def _folded(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", normalise(text)))


def _lines(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping | list):
        for one in said.values() if isinstance(said, Mapping) else said:
            yield from _lines(one)
