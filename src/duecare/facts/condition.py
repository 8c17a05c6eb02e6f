"""The condition language: a small tree of AND, OR, NOT over atoms, and its three-valued evaluation.

The tree has four kinds of atom only: a boolean column, membership of a code in a closed list, a comparison of a number
or date. Ordered domains, `=`, `<>`, BETWEEN and ARRAY_CONTAINS are surface syntax that the parser turns into these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from duecare.facts.truth import Truth
from duecare.facts.vocabulary import Value

Row = Mapping[str, Value | None]
"""One candidate world: column to value. A set-valued fact stands as one boolean column a member, `fact#member`."""

Operator = Literal["=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class Is:
    """A boolean column: a boolean fact, or one member of a set."""

    column: str


@dataclass(frozen=True, slots=True)
class In:
    """A code or level is one of these."""

    column: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """A number or date stands in this relation to a literal."""

    column: str
    operator: Operator
    literal: float | date


Condition = And | Or | Not | Is | In | Compare


def atoms(condition: Condition) -> Iterator[Is | In | Compare]:
    """Every atom, left to right."""
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from atoms(part)
        case Not(part):
            yield from atoms(part)
        case _:
            yield condition


def columns(condition: Condition) -> tuple[str, ...]:
    """The columns read, in order of first appearance."""
    return tuple(dict.fromkeys(atom.column for atom in atoms(condition)))


def fact_of(column: str) -> str:
    """The fact a column belongs to.

    >>> fact_of("item.capability#spyware")
    'item.capability'
    """
    return column.split("#", 1)[0]


_PLACES: dict[frozenset[str], str] = {
    frozenset(): "transaction",
    frozenset({"item"}): "item",
    frozenset({"party"}): "party",
    frozenset({"country"}): "country",
    frozenset({"party", "country"}): "party",
}


def grain(condition: Condition) -> str:
    """The subject on which a condition runs, derived from the facts it reads: a country condition runs once a country.

    Facts of the transaction may be read anywhere; a party's condition may read its country; anything that joins an item
    with an end user or a place runs once a use.
    """
    entities = frozenset(column.split(".", 1)[0] for column in columns(condition)) - {"transaction"}
    return _PLACES.get(entities, "use")


Evaluator = Callable[[Row], Truth]


def compile_condition(condition: Condition) -> Evaluator:
    """A closure that evaluates the condition on a row, after Kleene. Missing columns are unknown."""
    match condition:
        case Is(column):
            return lambda row: row.get(column)  # type: ignore[return-value]
        case In(column, codes):
            accepted = frozenset(codes)

            def member(row: Row) -> Truth:
                value = row.get(column)
                return None if value is None else value in accepted

            return member
        case Compare():
            return _comparison(condition)
        case Not(part):
            inner = compile_condition(part)

            def inverted(row: Row) -> Truth:
                value = inner(row)
                return None if value is None else not value

            return inverted
        case And(parts):
            return _joined(tuple(compile_condition(part) for part in parts), stop=False)
        case Or(parts):
            return _joined(tuple(compile_condition(part) for part in parts), stop=True)


def _joined(parts: tuple[Evaluator, ...], *, stop: bool) -> Evaluator:
    """Kleene AND (stop=False) or OR (stop=True): the stopping value wins, else unknown, else the other."""

    def evaluate(row: Row) -> Truth:
        result: Truth = not stop
        for part in parts:
            value = part(row)
            if value is stop:
                return stop
            if value is None:
                result = None
        return result

    return evaluate


def _comparison(atom: Compare) -> Evaluator:
    column, literal = atom.column, atom.literal
    match atom.operator:
        case "=":
            test: Callable[[Any], bool] = lambda value: value == literal  # noqa: E731
        case "<":
            test = lambda value: value < literal  # noqa: E731
        case "<=":
            test = lambda value: value <= literal  # noqa: E731
        case ">":
            test = lambda value: value > literal  # noqa: E731
        case ">=":
            test = lambda value: value >= literal  # noqa: E731

    def compare(row: Row) -> Truth:
        value = row.get(column)
        return None if value is None else test(value)

    return compare


def to_json(condition: Condition) -> list[Any]:
    """The tree as nested lists, for the compiled instruments."""
    match condition:
        case And(parts):
            return ["and", *map(to_json, parts)]
        case Or(parts):
            return ["or", *map(to_json, parts)]
        case Not(part):
            return ["not", to_json(part)]
        case Is(column):
            return ["is", column]
        case In(column, codes):
            return ["in", column, *codes]
        case Compare(column, operator, literal):
            return ["cmp", column, operator, literal.isoformat() if isinstance(literal, date) else literal]


def from_json(tree: list[Any]) -> Condition:
    """The inverse of `to_json`."""
    match tree:
        case ["and", *parts]:
            return And(tuple(map(from_json, parts)))
        case ["or", *parts]:
            return Or(tuple(map(from_json, parts)))
        case ["not", part]:
            return Not(from_json(part))
        case ["is", column]:
            return Is(column)
        case ["in", column, *codes]:
            return In(column, tuple(codes))
        case ["cmp", column, operator, literal]:
            return Compare(column, operator, date.fromisoformat(literal) if isinstance(literal, str) else literal)
        case _:
            raise ValueError(f"not a condition tree: {tree!r}")


def evaluate(condition: Condition, row: Row) -> Truth:
    """Evaluate once, without keeping the closure."""
    return compile_condition(condition)(row)
