"""The JSON Schema of duecare.transaction/1, generated from the reader's own table and the vocabulary."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from duecare.facts import FactType, vocabulary
from duecare.transaction.files import write_atomically
from duecare.transaction.format import BLOCKS, SCHEMA, Key, safeguards, short_names
from duecare.transaction.scalars import ID_PATTERN, MAX_TEXT

PUBLISHED = Path("docs/reference/transaction.schema.json")

_DATE = {"anyOf": [{"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}, {"enum": ["unknown", None]}]}
_INLINE = frozenset({"transaction", "safeguards", "statement", "stated_end_use"})
_PROVENANCE = tuple(key for key in BLOCKS["statement"] if key != "value")
_LABEL = {"type": ["string", "integer", "null"]}


def transaction_schema() -> dict[str, Any]:
    """The schema as JSON-ready objects. The reader checks more: references, sums, circles, countries."""
    definitions = {name: _block(table) for name, table in BLOCKS.items() if name not in _INLINE} | _values()
    definitions["id"] = {"type": "string", "pattern": f"^{ID_PATTERN}$"}
    definitions["provenance"] = _block({key: BLOCKS["statement"][key] for key in _PROVENANCE})
    definitions["answer"]["properties"]["fact"] = {"enum": sorted(_answerable())}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": "Transaction",
        "description": "One transaction under review. A value left out and unknown mean the same.",
        **_block(BLOCKS["transaction"]),
        "$defs": dict(sorted(definitions.items())),
    }


def write_schema(root: str | Path) -> Path:
    """Write the published schema below a project root; returns where."""
    target = Path(root) / PUBLISHED
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, published_schema())
    return target


def published_schema() -> str:
    return json.dumps(transaction_schema(), ensure_ascii=False, indent=2) + "\n"


def _answerable() -> list[str]:
    names = [
        name for entity in ("transaction", "item", "party", "country", "use") for name in short_names(entity).values()
    ]
    return names + ["end_user." + name.removeprefix("party.") for name in names if name.startswith("party.")]


def _block(table: Mapping[str, Key]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: _described(key) for name, key in table.items()},
        "additionalProperties": False,
    }
    required = [name for name, key in table.items() if key.required]
    return {**schema, "required": required} if required else schema


def _described(key: Key) -> dict[str, Any]:
    schema = _key(key)
    return {"description": key.about, **schema} if key.about else schema


def _key(key: Key) -> dict[str, Any]:
    match key.reads:
        case "schema":
            return {"const": SCHEMA}
        case "id":
            return {"anyOf": [{"$ref": "#/$defs/id"}, {"type": "null"}]}
        case "text" | "country":
            return {"type": ["string", "null"], "maxLength": MAX_TEXT}
        case "label":
            return dict(_LABEL)
        case "date":
            return dict(_DATE)
        case "number":
            return _number(0, None)
        case "currency":
            return {"type": "string", "pattern": "^[A-Z]{3}$"}
        case "choice":
            return {"enum": [*key.choices, "unknown", None]}
        case "share":
            return {"anyOf": [_number(0, 100), {"$ref": "#/$defs/share"}]}
        case "texts":
            return _list({"type": "string"}, key)
        case "names":
            return _list({"anyOf": [{"type": "string"}, {"$ref": "#/$defs/name"}]}, key)
        case "addresses":
            return _list({"anyOf": [{"type": "string"}, {"$ref": "#/$defs/address"}]}, key)
        case "owners":
            listed = _list({"anyOf": [{"type": "string"}, {"$ref": "#/$defs/owner"}]}, key)
            return {"anyOf": [listed, {"enum": ["none", "unknown", None]}]}
        case "source":
            return {"anyOf": [{"type": ["string", "null"]}, {"$ref": "#/$defs/source"}]}
        case "fact":
            return _fact(vocabulary().facts[cast(str, key.fact)], key.block)
        case "facts":
            names = safeguards() if key.block == "safeguards" else short_names(cast(str, key.entity))
            facts = {short: _fact(vocabulary().facts[name], None) for short, name in names.items()}
            return {"type": ["object", "null"], "properties": facts, "additionalProperties": False}
        case "block":
            return {"anyOf": [{"$ref": f"#/$defs/{key.block}"}, {"type": "null"}]}
        case "blocks":
            return _list({"$ref": f"#/$defs/{key.block}"}, key)
    return {}


def _list(items: dict[str, Any], key: Key) -> dict[str, Any]:
    return {"type": ["array", "null"], "items": items, "maxItems": key.most}


def _number(low: float | None, high: float | None) -> dict[str, Any]:
    number: dict[str, Any] = {"type": "number"}
    if low is not None:
        number["minimum"] = low
    if high is not None:
        number["maximum"] = high
    written = {"type": "string", "pattern": r"^[+-]?\d{1,18}(\.\d{1,12})?\s*%?$"}
    return {"anyOf": [number, written, {"enum": ["unknown", None]}]}


def _value(fact: FactType) -> dict[str, Any]:
    match fact.type:
        case "boolean":
            return {"enum": [True, False, "yes", "no", "true", "false", "unknown", None]}
        case "code" | "level":
            return {"enum": [*fact.domain, "unknown", None]}
        case "set":
            none = [] if "none" in fact.domain else ["none"]
            members = {"type": "array", "items": {"enum": list(fact.domain)}}
            return {"anyOf": [members, {"enum": [*fact.domain, *none, "unknown", None]}]}
        case "date":
            return dict(_DATE)
        case "number":
            return _number(fact.minimum, fact.maximum)


def _definition(fact: FactType) -> str:
    """The name of the shared definition of a fact's value: one for all booleans, else one a fact."""
    return "yes_or_no" if fact.type == "boolean" else fact.name


def _values() -> dict[str, dict[str, Any]]:
    """Definitions of the values of facts, and of a value with its provenance."""
    definitions: dict[str, dict[str, Any]] = {}
    for fact in vocabulary().facts.values():
        name = _definition(fact)
        if name not in definitions:
            value = {"$ref": f"#/$defs/{name}.value"}
            provenance = {key: {"$ref": f"#/$defs/provenance/properties/{key}"} for key in _PROVENANCE}
            stated = {"type": "object", "properties": {"value": value, **provenance}, "additionalProperties": False}
            definitions[f"{name}.value"] = _value(fact)
            definitions[name] = {"anyOf": [value, stated]}
    return definitions


def _fact(fact: FactType, block: str | None) -> dict[str, Any]:
    """A bare value, or a mapping of value and provenance."""
    described = {"description": fact.question} if fact.question else {}
    if block is None:
        return {**described, "$ref": f"#/$defs/{_definition(fact)}"}
    mapping = _block(BLOCKS[block])
    mapping["properties"]["use"] = {"$ref": f"#/$defs/{fact.name}.value"}
    return {**described, "anyOf": [{"$ref": f"#/$defs/{fact.name}.value"}, mapping]}
