"""From text to condition: an allow-list of words and signs, parsed with sqlglot, an allow-list of nodes, type-checked.

Surface syntax that never reaches an engine: `>= 'serious'` on a level becomes a list of codes, `<>` a negation,
BETWEEN two comparisons, ARRAY_CONTAINS(fact, 'member') a boolean column.
"""

from __future__ import annotations

import logging
import math
import re
from datetime import date
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from duecare.errors import DuecareError
from duecare.facts.condition import And, Compare, Condition, In, Is, Not, Operator, Or
from duecare.facts.vocabulary import FactType, Vocabulary

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # its fallback warnings are our errors, told in our words

_ORDER: dict[type[exp.Expression], Operator] = {exp.EQ: "=", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<="}
_ACCEPTED = (
    "AND, OR, NOT over: a boolean fact; fact = 'code'; <>; IN ('a', 'b'); >= > < <= on levels, numbers and dates; "
    "BETWEEN; ARRAY_CONTAINS(set_fact, 'member')"
)
_LONGEST = 10_000
"""Characters; the longest condition shipped has under 1,000."""
_DEEPEST = 20
_TOKEN = re.compile(
    r"(?P<text>'[^']*')|(?P<fact>[a-z_]+\.[\w.]+)|(?P<number>-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)|(?P<word>[a-z_]\w*)"
    r"|(?P<sign><>|<=|>=|=(?!=)|[<>(),])|(?P<other>==|!=|--|/\*|::|\S)",
    re.IGNORECASE | re.ASCII,
)
_WORDS = frozenset({"AND", "OR", "NOT", "IN", "BETWEEN", "DATE", "ARRAY_CONTAINS"})
_ARGUMENTS = {"this", "expression", "expressions", "low", "high"}
"""What a node of the language may carry; sqlglot would keep or drop anything more in silence."""


class ConditionError(DuecareError, ValueError):
    """A condition outside the language, or not of the types the vocabulary declares."""


def parse_condition(text: str, vocabulary: Vocabulary) -> Condition:
    """Parse and type-check a condition.

    Raises:
        ConditionError: what was seen and what is accepted.
    """
    _scan(text)
    try:
        tree = sqlglot.parse_one(f"({text}\n)", dialect="duckdb")  # bare, `use.x` would be SQL's USE statement
        return _Reader(vocabulary).condition(tree)
    except SqlglotError as error:
        raise ConditionError(f"not a condition: {str(error).splitlines()[0]}; accepted: {_ACCEPTED}") from None
    except RecursionError:
        raise ConditionError(f"nested too deeply; accepted: at most {_DEEPEST} levels") from None


def _scan(text: str) -> None:
    """Refuse what is not made of the language's own words and signs, before any SQL parser sees it.

    That excludes comments, a second statement, quoted identifiers, casts, functions and every other keyword, also where
    a later sqlglot would learn to read them.
    """
    if len(text) > _LONGEST:
        raise ConditionError(f"a condition of {len(text):,} characters; accepted: at most {_LONGEST:,}")
    open_ones = 0
    for token in _TOKEN.finditer(text):
        shown, kind = token.group(), token.lastgroup
        if kind == "other" or (kind == "word" and shown.upper() not in _WORDS):
            what = "facts are written entity.name, as in party.kind; " if kind == "word" else ""
            raise ConditionError(f"{shown!r} is outside the condition language; {what}accepted: {_ACCEPTED}")
        open_ones += (shown == "(") - (shown == ")")
        if open_ones < 0:
            raise ConditionError(f"a closing parenthesis at character {token.start() + 1} closes nothing")
        if open_ones > _DEEPEST:
            raise ConditionError(f"nested too deeply; accepted: at most {_DEEPEST} levels of parentheses")
    if open_ones:
        raise ConditionError("a parenthesis is opened and never closed")
    if not text.strip():
        raise ConditionError(f"an empty condition; accepted: {_ACCEPTED}")


class _Reader:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def condition(self, node: Any) -> Condition:
        carried = {key for key, value in node.args.items() if value}
        if isinstance(node, exp.Predicate | exp.Func) and not carried <= _ARGUMENTS:
            raise ConditionError(f"{node.sql()!r} is outside the condition language; accepted: {_ACCEPTED}")
        match node:
            case exp.Paren():
                return self.condition(node.this)
            case exp.And() | exp.Or():
                kind: type[And] | type[Or] = And if isinstance(node, exp.And) else Or
                parts: list[Condition] = []
                for side in self.chain(node):
                    read = self.condition(side)
                    parts.extend(read.parts if isinstance(read, kind) else (read,))
                return kind(tuple(parts))
            case exp.Not():
                return Not(self.condition(node.this))
            case exp.Column():
                name, fact = self.fact(node)
                if fact.type != "boolean":
                    raise ConditionError(f"{name} is a {fact.type}, not a boolean: compare it with {fact.accepts()}")
                return Is(name)
            case exp.NEQ():
                return Not(self.comparison("=", node))
            case exp.EQ() | exp.GT() | exp.GTE() | exp.LT() | exp.LTE():
                return self.comparison(_ORDER[type(node)], node)
            case exp.In():
                if node.args.get("query") or node.args.get("unnest") or not node.expressions:
                    raise ConditionError(f"IN takes a list of codes, not {node.sql()!r}")
                name, fact = self.fact(node.this)
                if fact.type not in ("code", "level"):
                    raise ConditionError(f"IN is for codes and levels; {name} is a {fact.type}")
                return In(name, self.ordered(fact, [self.code(name, fact, item) for item in node.expressions]))
            case exp.Between():
                low = self.comparison(">=", node, literal=node.args["low"])
                return And((low, self.comparison("<=", node, literal=node.args["high"])))
            case exp.ArrayContains():
                name, fact = self.fact(node.this)
                if fact.type != "set":
                    raise ConditionError(f"ARRAY_CONTAINS is for sets; {name} is a {fact.type}")
                return Is(f"{name}#{self.code(name, fact, node.expression)}")
        raise ConditionError(f"{node.sql()!r} is outside the condition language; accepted: {_ACCEPTED}")

    @staticmethod
    def chain(node: Any) -> list[Any]:
        """The sides of `a AND b AND c`, which the parser nests to the left: a long chain is not a deep one."""
        sides, left = [], node
        while type(left) is type(node):
            sides.append(left.right)
            left = left.left
        return [left, *reversed(sides)]

    def fact(self, node: Any) -> tuple[str, FactType]:
        if not isinstance(node, exp.Column) or node.args.get("db") or node.args.get("catalog") or not node.table:
            raise ConditionError(f"{node.sql()!r} is not a fact; facts are written entity.name, as in party.kind")
        name = f"{node.table}.{node.name}"
        try:
            return name, self.vocabulary[name]
        except KeyError:
            near = self.vocabulary.nearest(name)
            hint = f"; did you mean {near}?" if near else ""
            raise ConditionError(f"fact {name!r} is not declared in the vocabulary{hint}") from None

    def code(self, name: str, fact: FactType, node: Any) -> str:
        if not (isinstance(node, exp.Literal) and node.is_string):
            raise ConditionError(f"{name} is compared with {node.sql()!r}; accepted: a quoted code")
        if node.this not in fact.domain:
            raise ConditionError(f"{name} has no code {node.this!r}; accepted: {', '.join(fact.domain)}")
        return str(node.this)

    @staticmethod
    def ordered(fact: FactType, codes: list[str]) -> tuple[str, ...]:
        return tuple(code for code in fact.domain if code in codes)

    def comparison(self, operator: Operator, node: Any, literal: Any = None) -> Condition:
        name, fact = self.fact(node.this)
        right = node.expression if literal is None else literal
        match fact.type:
            case "code":
                if operator != "=":
                    raise ConditionError(f"{name} is a code without rank: only =, <> and IN")
                return In(name, (self.code(name, fact, right),))
            case "level":
                rank = fact.domain.index(self.code(name, fact, right))
                kept = {"=": slice(rank, rank + 1), ">": slice(rank + 1, None), ">=": slice(rank, None)}
                kept |= {"<": slice(0, rank), "<=": slice(0, rank + 1)}
                if not (codes := fact.domain[kept[operator]]):
                    raise ConditionError(f"{name} {operator} {right.sql()} can never hold")
                return In(name, codes)
            case "number":
                return Compare(name, operator, self.number(name, fact, right))
            case "date":
                return Compare(name, operator, self.date(name, right))
        what = "a boolean is a condition by itself" if fact.type == "boolean" else "use ARRAY_CONTAINS"
        raise ConditionError(f"{name} is a {fact.type} and is not compared: {what}")

    @staticmethod
    def number(name: str, fact: FactType, node: Any) -> float:
        negative = isinstance(node, exp.Neg)
        inner = node.this if negative else node
        if not (isinstance(inner, exp.Literal) and not inner.is_string):
            raise ConditionError(f"{name} is compared with {node.sql()!r}; accepted: a number")
        value = float(inner.this)
        if not math.isfinite(value):
            raise ConditionError(f"{name} is compared with {node.sql()!r}; accepted: a finite number")
        value = -value if negative else value
        if (fact.minimum is not None and value < fact.minimum) or (fact.maximum is not None and value > fact.maximum):
            accepted = fact.accepts().removesuffix(", or unknown")
            raise ConditionError(f"{name} is compared with {value:g}; accepted: {accepted}")
        return value

    @staticmethod
    def date(name: str, node: Any) -> date:
        literal = node.this if isinstance(node, exp.Cast) and node.to.this == exp.DataType.Type.DATE else None
        try:
            return date.fromisoformat(str(literal.this) if isinstance(literal, exp.Literal) else "")
        except ValueError:
            raise ConditionError(f"{name} is compared with {node.sql()!r}; accepted: DATE '2026-11-23'") from None
