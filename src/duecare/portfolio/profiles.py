"""Distinct sets of settled facts, numbered: what many transactions share is judged once.

A profile is what is known of one subject after its assertions were brought together (`duecare.review.evidence.settle`):
for each column its candidate values, and whether an interested party's word alone stands behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duecare.facts import Value
from duecare.review.evidence import Settled

Codes = NDArray[np.int16]
Facts = Mapping[str, Settled]
"""Column to what is settled of it, of one subject."""


@dataclass
class Profiles:
    """Distinct profiles of one kind of subject, by number; number 0 is that of a subject of which nothing is known."""

    facts: list[Facts] = field(default_factory=lambda: [{}])
    _numbers: dict[Any, int] = field(default_factory=dict)

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


def _key(facts: Facts) -> Any:
    return frozenset(
        (column, frozenset(settled.candidates), settled.interested_only)
        for column, settled in facts.items()
        if settled.candidates
    )


@dataclass(frozen=True)
class Coded:
    """One column of all profiles of a kind, as small numbers: shape (profiles,).

    codes: 0 where nothing is known or sources differ, else the place of the value in `values` plus one. candidates: for
    each profile where sources differ, the numbers of the values. interested: where one party's word alone stands behind.
    """

    codes: Codes
    candidates: Mapping[int, tuple[int, ...]]
    interested: NDArray[np.bool_]


@dataclass(frozen=True)
class Codebook:
    """The values of a column that stand anywhere, or are asked about, numbered from one."""

    values: tuple[Value, ...]
    numbers: Mapping[Value, int]

    @classmethod
    def of(cls, values: Iterable[Value]) -> Codebook:
        distinct = tuple(dict.fromkeys(values))
        return cls(distinct, {value: at + 1 for at, value in enumerate(distinct)})


def coded(profiles: Sequence[Facts], column: str, book: Codebook) -> Coded:
    """A column of profiles by the numbers of its values."""
    codes = np.zeros(len(profiles), np.int16)
    interested = np.zeros(len(profiles), np.bool_)
    candidates: dict[int, tuple[int, ...]] = {}
    for at, facts in enumerate(profiles):
        settled = facts.get(column)
        if settled is None or not settled.candidates:
            continue
        interested[at] = settled.interested_only
        if len(settled.candidates) == 1:
            codes[at] = book.numbers[settled.candidates[0]]
        else:
            candidates[at] = tuple(book.numbers[value] for value in settled.candidates)
    return Coded(codes, candidates, interested)
