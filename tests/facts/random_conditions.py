"""Random conditions and rows over a vocabulary with a fact of every type, for what must hold of all of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

from duecare.facts import Condition, FactType, Truth, Value, Vocabulary, vocabulary
from duecare.facts.condition import And, Compare, In, Is, Not, Or

WORDS = Vocabulary(
    {
        **vocabulary().facts,
        "transaction.signed_on": FactType("transaction.signed_on", "date"),
        "transaction.price_gap": FactType("transaction.price_gap", "number", unit="percent"),
    },
    "test",
)
"""The vocabulary shipped, and what it has none of: a date, and a number without bounds."""

BOOLEANS = (
    "use.group_targeting",
    "country.arms_embargo",
    "end_user.opaque",
    "item.capability#spyware",
    "item.capability#drone",
    "party.role#end_user",
)
CODES = {
    name: WORDS[name].domain
    for name in ("party.kind", "item.matching", "country.practice_band", "end_user.abuse_record")
}
NUMBERS = {
    "party.listed_owner_share": (0.0, 0.1, 25.0, 33.333333333333336, 49.99, 50.0, 100.0),
    "transaction.price_gap": (-1e300, -12.5, -0.1, 0.0, 0.30000000000000004, 1234567.0, 1e16),
}
DATES = {"transaction.signed_on": (date(1, 1, 1), date(1999, 12, 31), date(2020, 2, 29), date(2026, 11, 23))}
OPERATORS = ("=", "<", "<=", ">", ">=")
COLUMNS = (*BOOLEANS, *CODES, *NUMBERS, *DATES)


def atoms() -> st.SearchStrategy[Condition]:
    """One atom of any kind."""

    @st.composite
    def member(draw: st.DrawFn) -> Condition:
        column = draw(st.sampled_from(sorted(CODES)))
        domain = CODES[column]
        chosen = draw(st.sets(st.sampled_from(domain), min_size=1, max_size=4))
        return In(column, tuple(code for code in domain if code in chosen))

    @st.composite
    def compared(draw: st.DrawFn) -> Condition:
        cuts: Mapping[str, Sequence[Any]] = {**NUMBERS, **DATES}
        column = draw(st.sampled_from(sorted(cuts)))
        return Compare(column, draw(st.sampled_from(OPERATORS)), draw(st.sampled_from(cuts[column])))

    return st.one_of(st.sampled_from(BOOLEANS).map(Is), member(), compared())


def conditions() -> st.SearchStrategy[Condition]:
    """Trees as the parser builds them: AND within AND and OR within OR are flattened."""

    def joined(kind: type[And] | type[Or], inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        parts = st.lists(inner.filter(lambda part: not isinstance(part, kind)), min_size=2, max_size=4)
        return parts.map(lambda chosen: kind(tuple(chosen)))

    return st.recursive(
        atoms(), lambda inner: st.one_of(joined(And, inner), joined(Or, inner), inner.map(Not)), max_leaves=12
    )


def values_of(column: str) -> tuple[Value, ...]:
    """The values that random rows hold."""
    if column in BOOLEANS:
        return (True, False)
    return {**CODES, **NUMBERS, **DATES}[column]


def rows() -> st.SearchStrategy[dict[str, Value | None]]:
    """One row; each column unknown as often as any one of its values."""
    return st.fixed_dictionaries({column: st.sampled_from((None, *values_of(column))) for column in COLUMNS})


def table(seed: int, size: int, columns: Iterable[str] = COLUMNS) -> list[dict[str, Value | None]]:
    """Many rows at once, a third of their values unknown."""
    chance = random.Random(seed)
    return [
        {column: None if chance.random() < 1 / 3 else chance.choice(choices(column)) for column in columns}
        for _ in range(size)
    ]


def choices(column: str) -> tuple[Value, ...]:
    """Values for any column, also of the vocabulary shipped."""
    if column in COLUMNS:
        return values_of(column)
    fact = WORDS[column]
    if fact.type == "boolean":
        return (True, False)
    return fact.domain if fact.type in ("code", "level") else NUMBERS["party.listed_owner_share"]


def letters(truths: Iterable[Truth]) -> str:
    """Verdicts as one letter a row: T, F and ? for unknown."""
    return "".join({True: "T", False: "F", None: "?"}[truth] for truth in truths)
