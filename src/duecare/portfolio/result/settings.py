"""Facts as they are supposed to be: what a question of what if sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from duecare.errors import InputError
from duecare.facts import Value, fact_of, vocabulary
from duecare.portfolio.judging.profiles import UNDECIDED, Facts
from duecare.portfolio.result.selection import SLOTS
from duecare.review.evidence import Settled, show
from duecare.transaction.scalars import did_you_mean

_ROLES: Final = ("party.role", "country.role")


@dataclass(frozen=True, slots=True)
class Setting:
    """A fact as it is supposed to be. fact: as it is stored. value: None for unknown."""

    fact: str
    value: Value | None

    def __str__(self) -> str:
        return f"{self.fact} = {show(self.value)}"

    @property
    def slot(self) -> str:
        """The slot of the subject that it is about: item, end user, place of use, deal or use."""
        return SLOTS[self.fact.partition(".")[0]]

    def applied(self, facts: Facts) -> Facts:
        """What is settled of a subject, with this in the place of what was known."""
        kept = {column: known for column, known in facts.items() if fact_of(column) != self.fact}
        if self.fact == "party.listed" and self.value is not None:
            kept.pop(UNDECIDED, None)  # a match that is supposed to be decided is not open
        if isinstance(self.value, frozenset):
            members = vocabulary()[self.fact].domain
            return {**kept, **{f"{self.fact}#{member}": Settled((member in self.value,)) for member in members}}
        return kept if self.value is None else {**kept, self.fact: Settled((self.value,))}


def read_settings(texts: Sequence[str]) -> tuple[Setting, ...]:
    """Settings from FACT=VALUE.

    >>> [str(one) for one in read_settings(["end_user.kind=police", "item.covert = unknown"])]
    ['party.kind = police', 'item.covert = unknown']

    Raises:
        InputError: none is given, no such fact, a value that it cannot have, or one fact twice.
    """
    found: dict[str, Setting] = {}
    for text in texts:
        setting = _setting(text)
        if setting.fact in found:
            raise InputError(f"{setting.fact} is set twice", hint="set each fact once")
        found[setting.fact] = setting
    if not found:
        raise InputError("nothing is set", hint="FACT=VALUE, as in country.practice_band=severe")
    return tuple(found.values())


def _setting(text: str) -> Setting:
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        raise InputError(f"{text!r} sets nothing", hint="FACT=VALUE, as in country.practice_band=severe")
    words = vocabulary()
    try:
        fact = words[fact_of(name)]
    except KeyError:
        near = words.nearest(name)
        hint = f"did you mean {near}?" if near else "docs/reference/facts.md lists them"
        raise InputError(f"fact {name!r} is not declared in the vocabulary", hint=hint) from None
    if "#" in name:
        raise InputError(f"{name} is one member of a set", hint=f"set {fact.name} as a whole, its members with commas")
    if fact.name in _ROLES:
        raise InputError(f"{name} cannot be set", hint="who stands in which role follows from the columns of the book")
    try:
        return Setting(fact.name, fact.parse(value))
    except ValueError as problem:
        raise InputError(str(problem), hint=did_you_mean(value, fact.domain)) from None
