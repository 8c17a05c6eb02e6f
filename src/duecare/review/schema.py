"""The JSON Schema of duecare.review/1, generated from the dataclasses that are written."""

from __future__ import annotations

import datetime
import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from duecare.review.evidence import Gap
from duecare.review.policy import ADVICE, INDICATIONS, LEVELS
from duecare.review.result import SCHEMA, Review

_CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("Outcome", "known"): LEVELS,
    ("Outcome", "possible"): LEVELS,
    ("Outcome", "residual"): LEVELS,
    ("Outcome", "advice"): (*ADVICE, "hold"),
    ("Outcome", "indications_known"): INDICATIONS,
    ("Outcome", "indications_possible"): INDICATIONS,
    ("Finding", "status"): ("raised", "clear", "open", "resolved"),
    ("Stop", "status"): ("stands", "possible", "lifted"),
}
_VALUE = {
    "description": "A known value: set and number are wrapped, a date is ISO text; null is unknown.",
    "anyOf": [
        {"type": ["boolean", "string", "null"]},
        {"type": "object", "required": ["set"], "properties": {"set": {"type": "array", "items": {"type": "string"}}}},
        {"type": "object", "required": ["number"], "properties": {"number": {"type": "string"}}},
    ],
}


def review_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12); additive only, so keys that a reader does not know are allowed."""
    known: dict[str, Any] = {}
    top = _object(Review, known)
    top["properties"] = {"schema": {"const": SCHEMA}, **top["properties"]}
    top["properties"]["gaps"] = {"type": "array", "items": _of(Gap, known, "")}
    top["required"] = ["schema", *top["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **top,
        "$defs": dict(sorted(known.items())),
    }


def published_review_schema() -> str:
    """The text of docs/reference/review.schema.json."""
    return json.dumps(review_schema(), indent=2, ensure_ascii=False) + "\n"


def write_review_schema(root: Path) -> Path:
    """Write the published schema anew; a test fails where it is not current."""
    path = root / "docs" / "reference" / "review.schema.json"
    path.write_text(published_review_schema(), encoding="utf-8")
    return path


def _object(kind: type[Any], known: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    properties = {
        name: {"enum": list(_CHOICES[kind.__name__, name])}
        if (kind.__name__, name) in _CHOICES
        else _VALUE
        if (kind.__name__, name) == ("Assertion", "value")
        else _of(hints[name], known, name)
        for name in names
    }
    said = (kind.__doc__ or "").strip().split("\n")[0]
    return {"type": "object", "description": said, "properties": properties, "required": names}


def _of(hint: Any, known: dict[str, Any], name: str) -> dict[str, Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in known:
            known[hint.__name__] = {}
            known[hint.__name__] = _object(hint, known)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if origin is tuple:
        return {"type": "array", "items": _of(inner[0], known, name)}
    if origin in (Union, types.UnionType):
        kinds = [{"type": "null"} if part is type(None) else _of(part, known, name) for part in inner]
        return {"anyOf": kinds}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object"}
    plain = {str: "string", bool: "boolean", int: "integer"}
    if hint is datetime.date:
        return {"type": "string", "format": "date"}
    return {"type": plain[hint]}
