"""Distinct sets of settled facts, numbered: what many transactions share is judged once.

A profile is what is known of one subject after its assertions were brought together (`duecare.review.evidence.settle`):
for each column its candidate values, and whether an interested party's word alone stands behind them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from duecare.errors import InputError
from duecare.facts import Value, vocabulary
from duecare.review.evidence import Settled

Facts = Mapping[str, Settled]
"""Column to what is settled of it, of one subject."""

UNDECIDED: Final = "party.#undecided"
"""A column of our own: whether a match of the party is open. No condition can read it."""

_Key = frozenset[tuple[str, frozenset[Value], bool]]


@dataclass
class Profiles:
    """Distinct profiles of one kind of subject, by number; number 0 is that of a subject of which nothing is known."""

    facts: list[Facts] = field(default_factory=lambda: [{}])

    @cached_property
    def _numbers(self) -> dict[_Key, int]:
        return {_key(facts): number for number, facts in enumerate(self.facts)}

    def number(self, facts: Facts) -> int:
        """The number of a profile, new if it was not met before."""
        key = _key(facts)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.facts)
            self.facts.append(facts)
        return number

    def __len__(self) -> int:
        return len(self.facts)


def _key(facts: Facts) -> _Key:
    """What tells profiles apart: not the order of columns or candidates, nor a column without any."""
    return frozenset(
        (column, frozenset(settled.candidates), settled.interested_only)
        for column, settled in facts.items()
        if settled.candidates
    )


def values_of(column: str, values: Sequence[Any]) -> tuple[Value, ...]:
    """The candidate values of a column from JSON.

    >>> values_of("party.kind", ["police"]), values_of("item.capability#spyware", [True, False])
    (('police',), (True, False))

    Raises:
        InputError: the vocabulary has no such fact, or the values are not of its type.
    """
    try:
        kind = "boolean" if column == UNDECIDED else vocabulary()[column].type
    except KeyError:
        raise InputError(f"profiles has the fact {column!r}, which the vocabulary does not") from None
    if kind == "date":
        return tuple(datetime.date.fromisoformat(value) for value in values)
    wanted: tuple[type, ...] = {"boolean": (bool,), "number": (int, float)}.get(kind, (str,))
    if not all(isinstance(value, wanted) for value in values):
        raise InputError(f"profiles has {list(values)} for {column}, which is a {kind}")
    return tuple(values)
