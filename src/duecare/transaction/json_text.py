"""JSON into plain mappings and lists, exact numbers, with the line of every key."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

from duecare.errors import InputError
from duecare.transaction.format import MAX_DEPTH, MAX_NODES
from duecare.transaction.scalars import shown

Where = tuple[str | int, ...]
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]|[^\s{}\[\],:"]+', re.DOTALL)


def load_json(text: str, path: str | None) -> tuple[Any, dict[Where, int]]:
    """Parse one JSON document.

    Returns:
        the document (fractions as Decimal), and the line of each key and list entry by its place.

    Raises:
        InputError: not JSON or cut off (with its line), a key twice, NaN, nesting or size beyond the limits.
    """
    lines = _Scan(text, path).lines()  # first: it bounds nesting and size before the parser runs
    try:
        document = json.loads(text, parse_float=Decimal, parse_int=_whole, parse_constant=_refuse)
    except json.JSONDecodeError as problem:
        end = "; the file seems cut off" if not text[problem.pos :].strip() else ""
        raise InputError(f"is not JSON: {problem.msg}{end}", path=path, line=problem.lineno) from None
    except RecursionError:
        raise InputError("is nested too deeply to be a transaction", path=path) from None
    except ArithmeticError:
        raise InputError("has a number that is too large or too small", path=path) from None
    except ValueError as problem:
        raise InputError(str(problem), path=path) from None
    return document, lines


def _whole(digits: str) -> int:
    if len(digits) > 40:
        raise ValueError("has a number of more than 40 digits")
    return int(digits)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"has the number {constant} in it; accepted: finite numbers")


class _Scan:
    """One pass over the tokens of a JSON text that need not be valid: lines, doubled keys, nesting, size."""

    def __init__(self, text: str, path: str | None) -> None:
        self._text = text
        self._path = path

    def lines(self) -> dict[Where, int]:
        found: dict[Where, int] = {}
        where: list[str | int] = []  # the key or index we are at, one a level
        line, nodes, expects_key, last_key = 1, 0, False, ""
        for match in _TOKEN.finditer(self._text):
            token = match.group()
            first = token[0]
            if first == "\n":
                line += 1
            elif first == "{" or first == "[":
                found.setdefault(tuple(where), line)
                where.append("" if first == "{" else 0)
                expects_key = first == "{"
                if len(where) > MAX_DEPTH:
                    self._fail(f"is nested more than {MAX_DEPTH} levels deep; a transaction is not", line)
            elif first == "}" or first == "]":
                if where:
                    where.pop()
                expects_key = False
            elif first == ",":
                if where and isinstance(where[-1], int):
                    where[-1] += 1
                else:
                    expects_key = True
            elif first == ":":
                expects_key = False
            else:
                nodes += 1
                if nodes > MAX_NODES:
                    self._fail(f"has more than {MAX_NODES:,} values; a transaction file may not", line)
                if expects_key and first == '"' and where:
                    last_key = _unquote(token)
                    where[-1] = last_key
                    if tuple(where) in found:
                        self._fail(
                            f"key {shown(last_key)} is given twice", line, f"first on line {found[tuple(where)]}"
                        )
                found.setdefault(tuple(where), line)
                line += token.count("\n")
        return found

    def _fail(self, message: str, line: int, hint: str | None = None) -> NoReturn:
        raise InputError(message, path=self._path, line=line, hint=hint)


def _unquote(token: str) -> str:
    try:
        return str(json.loads(token))
    except ValueError:
        return token
