"""The canonical form of a transaction: what is hashed, signed and embedded in a result."""

from __future__ import annotations

import dataclasses
import datetime
import unicodedata
from decimal import Decimal
from typing import Any

from duecare.transaction.model import Transaction

_LAID_OUT = frozenset({"line", "path"})  # where something stood in a file says nothing about the deal
_BY_ID = ("items", "parties", "places", "uses")


def canonical(transaction: Transaction) -> dict[str, Any]:
    """A transaction as JSON-ready objects that do not depend on the file's layout, order or format.

    NFC text, decimals as shortest exact strings, dates as ISO text, sets sorted, subjects by id, statements by fact and
    subject; what is None is left out, and so are lines and the path. The same deal in YAML, JSON and XLSX gives the
    same objects, ready for RFC 8785.
    """
    document: dict[str, Any] = plain(transaction)
    for key in _BY_ID:
        if key in document:
            document[key] = sorted(document[key], key=lambda entry: str(entry["id"]))
    document["statements"] = sorted((plain(one) for one in transaction.statements), key=_order)
    return document


def plain(value: Any) -> Any:
    """A value of the model as JSON-ready objects, in canonical form.

    >>> plain(Decimal("1200000.00")), plain(frozenset({"b", "a"})), plain(datetime.date(2018, 3, 1))
    ('1200000', ['a', 'b'], '2018-03-01')
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: plain(one) for name, one in named if name not in _LAID_OUT and one is not None}
    match value:
        case bool() | None:
            return value
        case str():
            return unicodedata.normalize("NFC", value)
        case float():
            return plain(Decimal(repr(value)))
        case Decimal():
            return format(value.normalize() if value else Decimal(0), "f")
        case int():
            return value
        case datetime.date():
            return value.isoformat()
        case frozenset() | set():
            return sorted(plain(one) for one in value)
        case tuple() | list():
            return [plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _order(statement: dict[str, Any]) -> tuple[str, ...]:
    source = statement["source"]
    return (
        statement["fact"],
        statement["subject_kind"],
        statement["subject_id"],
        repr(statement.get("value")),
        *(str(source.get(key, "")) for key in ("title", "kind", "date", "url", "by")),
        statement.get("note", ""),
    )
