"""Which transactions of a result are meant: a condition over the facts of their subjects and some fields of their rows.

The condition language is that of the instruments. Facts of `item`, `use` and `transaction` are those of the row, facts
of `party` or `end_user` those of its end user, facts of `country` those of the place of use. Where sources differ, a
fact counts as known as far as they agree.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.errors import InputError
from duecare.facts import (
    Condition,
    FactType,
    Value,
    Vocabulary,
    atoms,
    columns,
    compile_condition,
    readable,
    vocabulary,
)
from duecare.facts.condition import And, In, Not, Or
from duecare.facts.language import ConditionError, parse_condition
from duecare.places import country_code
from duecare.portfolio.book.values import STATES
from duecare.portfolio.judging.kleene import Atom, Truths, truths
from duecare.portfolio.judging.shape import stored_column
from duecare.portfolio.result.read_back import StoredResult
from duecare.review.policy import ADVICE, LEVELS

SLOTS: Final[Mapping[str, str]] = {
    "transaction": "T", "item": "I", "use": "U", "party": "P0", "end_user": "P0", "country": "C0",
}  # fmt: skip
"""The slot whose facts a name begins with."""

COUNTRY: Final = "country.code"
FIELDS: Final[Mapping[str, FactType]] = {
    fact.name: fact
    for fact in (
        FactType(COUNTRY, "code"),
        FactType("row.id", "code"),
        FactType("row.source", "code"),
        FactType("row.item_name", "code"),
        FactType("row.end_user_name", "code"),
        FactType("row.owner", "code"),
        FactType("row.framework", "code"),
        FactType("row.currency", "code"),
        FactType("row.state", "code", STATES),
        FactType("row.known", "level", LEVELS),
        FactType("row.possible", "level", LEVELS),
        FactType("row.hold", "boolean"),
        FactType("row.advice", "code", (*ADVICE, "hold")),
        FactType("row.date", "date"),
        FactType("row.due", "date"),
        FactType("row.quantity", "number"),
        FactType("row.value", "number"),
    )
}
"""Fields of a row that a condition may read beside facts. Those without codes of their own take any text."""


@dataclass(frozen=True)
class Selection:
    """A condition on transactions. fields: the columns of `transactions` that it needs."""

    condition: Condition

    @property
    def text(self) -> str:
        """The condition as a person would write it."""
        return readable(self.condition)

    @property
    def fields(self) -> tuple[str, ...]:
        names = [_field(name) for name in columns(self.condition) if name in FIELDS]
        levels = [name for name in ("known", "possible") if name in names]
        return tuple(dict.fromkeys([*names, *(["hold"] if levels else [])]))


def selection(text: str) -> Selection:
    """Read a condition. Countries may be named, as in `country.code = 'Turkey'`.

    Raises:
        InputError: what is not accepted; the name or value that was probably meant.
    """
    written = tuple(dict.fromkeys(re.findall("'([^']*)'", text)))
    fields = {
        name: field if field.domain or field.type != "code" else FactType(name, "code", written)
        for name, field in FIELDS.items()
    }
    words = vocabulary()
    try:
        return Selection(_with_codes(parse_condition(text, Vocabulary({**words.facts, **fields}, words.hash))))
    except ConditionError as problem:
        raise InputError(str(problem), hint=_hint(text)) from None


def _hint(text: str) -> str | None:
    """The fields that there are, where one is meant that is not."""
    named = {name for name in re.findall(r"\brow\.\w+", re.sub("'[^']*'", "", text)) if name not in FIELDS}
    return f"fields of a row: {', '.join(FIELDS)}" if named else None


def _with_codes(condition: Condition) -> Condition:
    """Countries by their codes."""
    match condition:
        case In(column, names) if column == COUNTRY:
            return In(column, tuple(country_code(name) for name in names))
        case And(parts):
            return And(tuple(map(_with_codes, parts)))
        case Or(parts):
            return Or(tuple(map(_with_codes, parts)))
        case Not(part):
            return Not(_with_codes(part))
        case _:
            return condition


def _field(name: str) -> str:
    """The column of `transactions` behind a field."""
    return {COUNTRY: "country", "row.id": "transaction"}.get(name, name.partition(".")[2])


def selected(chosen: Selection, stored: StoredResult, rows: Any) -> Truths:
    """Whether each transaction is meant: 1 yes, -1 no, 0 where it is not known.

    Args:
        chosen: The condition.
        stored: The result.
        rows: Its table `transactions` in Arrow, with `signature` and the fields of the condition.
    """
    signature = rows.column("signature").to_numpy()
    at: dict[str, NDArray[np.int32]] = {}

    def said(atom: Atom) -> Truths:
        if atom.column in FIELDS:
            return _said_of_rows(atom, rows)
        slot = SLOTS[atom.column.partition(".")[0]]
        if slot not in at:
            at[slot] = np.append(stored.in_slot(slot), 0)[signature]  # one judged by itself: of it nothing is known
        return _said_of_profiles(atom, stored)[at[slot]]

    found = truths(chosen.condition, said)
    return np.full(len(signature), found, np.int8) if isinstance(found, int) else found


def _said_of_profiles(atom: Atom, stored: StoredResult) -> Truths:
    column, evaluate = stored_column(atom.column), compile_condition(atom)
    facts = stored.profiles[column.partition(".")[0]].facts
    said = np.zeros(len(facts), np.int8)
    for number, known in enumerate(facts):
        settled = known.get(column)
        worlds = {evaluate({atom.column: value}) for value in settled.candidates} if settled is not None else set()
        if len(worlds) == 1:
            said[number] = 1 if worlds.pop() else -1
    return said


def _said_of_rows(atom: Atom, rows: Any) -> Truths:
    evaluate, parse = compile_condition(atom), _PARSERS.get(FIELDS[atom.column].type, _text)
    held = rows.column(_field(atom.column)).combine_chunks().dictionary_encode()
    said = []
    for raw in held.dictionary.to_pylist():
        value = parse(raw)
        said.append(0 if value is None else 1 if evaluate({atom.column: value}) else -1)
    codes = held.indices.fill_null(len(said)).to_numpy()
    found: Truths = np.array([*said, 0], np.int8)[codes]
    if atom.column in ("row.known", "row.possible"):
        on_hold = rows.column("hold").combine_chunks().fill_null("").to_numpy(zero_copy_only=False) != ""
        found[on_hold] = 0
    return found


def _text(raw: str) -> str | None:
    return raw or None


def _day(raw: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(raw)
    except ValueError:
        return None


_PARSERS: Final[Mapping[str, Callable[[Any], Value | None]]] = {
    "number": lambda raw: float(raw),
    "date": _day,
    "boolean": lambda raw: raw != "",
}


def unheld(chosen: Selection, rows: Any) -> Iterator[tuple[str, str]]:
    """Fields and texts of a condition that no transaction has, spelt as it spells them."""
    for atom in atoms(chosen.condition):
        if isinstance(atom, In) and atom.column in FIELDS and not FIELDS[atom.column].domain:
            held = set(rows.column(_field(atom.column)).unique().to_pylist())
            yield from ((atom.column, code) for code in atom.codes if code not in held)
