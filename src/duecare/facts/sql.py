"""Conditions as text: for people, for DuckDB and for Spark. One tree, one meaning: SQL's NULL is our unknown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

from duecare.facts.condition import And, Compare, Condition, In, Is, Not, Or

Engine = Literal["duckdb", "spark"]

_QUOTES: dict[Engine, str] = {"duckdb": '"', "spark": "`"}


def emit(condition: Condition, engine: Engine) -> str:
    """The condition as a predicate over columns named like the facts, `"party.kind"` or `"item.capability#spyware"`."""
    quote = _QUOTES[engine]
    return _write(condition, lambda column: f"{quote}{column}{quote}", typed=True)


def readable(condition: Condition) -> str:
    """The condition in the words of the language, as a person wrote it or could have.

    >>> from duecare.facts.condition import And, In, Is
    >>> readable(And((Is("use.group_targeting"), In("party.kind", ("police", "military")))))
    "use.group_targeting AND party.kind IN ('police', 'military')"
    """
    return _write(condition, _surface, typed=False)


def _surface(column: str) -> str:
    fact, _, member = column.partition("#")
    return f"ARRAY_CONTAINS({fact}, '{member}')" if member else fact


def _write(condition: Condition, name: Callable[[str], str], *, typed: bool) -> str:
    def write(node: Condition, inside: str) -> str:
        match node:
            case And(parts):
                text = " AND ".join(write(part, "AND") for part in parts)
                return f"({text})" if inside == "NOT" or typed else text
            case Or(parts):
                text = " OR ".join(write(part, "OR") for part in parts)
                return f"({text})" if inside else text
            case Not(In(column, (code,))) if not typed:
                return f"{name(column)} <> '{code}'"
            case Not(part):
                return f"(NOT {write(part, 'NOT')})" if typed else f"NOT {write(part, 'NOT')}"
            case Is(column):
                return name(column)
            case In(column, (code,)):
                return f"{name(column)} = '{code}'"
            case In(column, codes):
                return f"{name(column)} IN ({', '.join(repr(code) for code in codes)})"
            case Compare(column, operator, literal):
                shown = f"DATE '{literal.isoformat()}'" if isinstance(literal, date) else _number(literal, typed)
                return f"{name(column)} {operator} {shown}"

    return write(condition, "")


def _number(literal: float, typed: bool) -> str:
    """A DOUBLE literal for an engine, else the shortest text that reads back as the same number.

    An exact decimal text keeps engines from reading 0.1 as DECIMAL.
    """
    return f"CAST('{literal!r}' AS DOUBLE)" if typed else repr(literal).removesuffix(".0")
