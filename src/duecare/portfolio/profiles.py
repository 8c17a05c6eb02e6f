"""Distinct sets of settled facts, numbered: what many transactions share is judged once.

A profile is what is known of one subject after its assertions were brought together (`duecare.review.evidence.settle`):
for each column its candidate values, and whether an interested party's word alone stands behind them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from duecare.facts import Value
from duecare.review.evidence import Settled

Facts = Mapping[str, Settled]
"""Column to what is settled of it, of one subject."""

_Key = frozenset[tuple[str, frozenset[Value], bool]]


@dataclass
class Profiles:
    """Distinct profiles of one kind of subject, by number; number 0 is that of a subject of which nothing is known."""

    facts: list[Facts] = field(default_factory=lambda: [{}])
    _numbers: dict[_Key, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers = {_key(facts): number for number, facts in enumerate(self.facts)}

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
