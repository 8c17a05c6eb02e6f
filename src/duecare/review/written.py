"""A written review as the review that it was: nothing is judged again, nothing is added."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from duecare.errors import InputError
from duecare.review.judge import Gathered
from duecare.review.replay import gathered_from
from duecare.review.result import SCHEMA, Review


def written_review(document: Mapping[str, Any], path: str = "review") -> Review:
    """The review of a document of `duecare.review/1`, so that papers can be made of it as it stood.

    Raises:
        InputError: it is no such document, or a field is missing or of another shape; a review that was erased is none.
    """
    if document.get("schema") != SCHEMA or "gathered" not in document:
        raise InputError(f"not a review: expected schema {SCHEMA}", path=path)
    gathered = gathered_from(document["gathered"], path)
    try:
        found: dict[str, Any] = {
            name: gathered if hint is Gathered else _value(hint, document[name])
            for name, hint in _hints(Review)
            if name in document
        }
        return Review(**found)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise InputError(f"the review is damaged: {problem!s}", path=path) from None


@cache
def _hints(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields of a dataclass with what may stand in each."""
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind))


def _value(kind: Any, raw: Any) -> Any:
    """A value of a kind, of what JSON has for it."""
    if is_dataclass(kind):
        built: Any = kind
        return built(**{name: _value(hint, raw[name]) for name, hint in _hints(built) if name in raw})
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        if raw is None:
            return None
        return _value(next(one for one in get_args(kind) if one is not NoneType), raw)
    if origin is tuple:
        if not isinstance(raw, list):
            raise TypeError(f"{raw!r} stands where a list does")
        return tuple(_value(get_args(kind)[0], one) for one in raw)
    if kind is datetime.date:
        return datetime.date.fromisoformat(raw)
    if kind in (str, int, bool) and type(raw) is not kind:
        raise TypeError(f"{raw!r} is no {kind.__name__}")
    return raw
