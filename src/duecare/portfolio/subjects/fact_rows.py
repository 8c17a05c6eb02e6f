"""Statements about subjects as rows of the table `facts`, with where each comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from duecare.facts import Value
from duecare.portfolio.result.schema import TABLES
from duecare.review.evidence import Assertion, show


def fact_columns(kind: str, said: Iterable[tuple[int, Sequence[Assertion]]]) -> dict[str, list[Any]]:
    """The columns of `facts` for subjects of a kind. said: the number of each, and what is stated of it."""
    rows = [
        (
            kind, number, entry.fact, _text(entry.value), entry.source.title or entry.found_by, entry.source.kind or "",
            entry.source.date.isoformat() if entry.source.date else "", entry.found_by, entry.note or "",
        )
        for number, entries in said
        for entry in entries
    ]  # fmt: skip
    names = list(TABLES["facts"])
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def _text(value: Value | None) -> str:
    """As people write it; numbers to the last digit, for they are read back."""
    return f"{value:.17g}" if isinstance(value, float) else show(value)
