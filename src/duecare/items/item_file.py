"""An item on its own in a file: the keys of an item in a transaction file, and what its design already has."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from duecare.errors import InputError
from duecare.transaction import (
    Item,
    Transaction,
    choice_of,
    day_of,
    decode,
    load_yaml,
    parse_transaction,
    read_limited,
    text_of,
)

SCHEMA = "duecare.item/1"
STATES = ("in_place", "planned", "absent", "does_not_fit")
_DESIGN_KEYS = ("state", "proof", "date", "by", "note")


@dataclass(frozen=True, slots=True)
class DesignState:
    """What the designer says of one safeguard; it counts when its proof is on file, not when it is said to be there."""

    state: str | None
    proof: str | None = None
    date: datetime.date | None = None
    by: str | None = None
    note: str | None = None

    @property
    def shown(self) -> bool:
        return self.state == "in_place" and self.proof is not None


@dataclass(frozen=True, slots=True)
class ItemFile:
    """Items to review the design of: of an item file one, of a transaction file all of them."""

    transaction: Transaction
    design: Mapping[str, DesignState]

    @property
    def items(self) -> tuple[Item, ...]:
        return self.transaction.items


def read_item(path: str | Path, safeguards: Mapping[str, Any]) -> ItemFile:
    """Read an item file (duecare.item/1), or a transaction file with its items.

    Args:
        path: A YAML file.
        safeguards: Those that `design:` may name, by id.

    Raises:
        InputError: one line with file, line, what was seen and what is accepted.
    """
    shown = str(path)
    document, lines = load_yaml(decode(read_limited(path, what="item file"), shown), shown)
    if not isinstance(document, dict):
        raise InputError("holds no keys; an item file has at least a name", path=shown, line=1)
    if "items" in document:
        return ItemFile(parse_transaction(document, path=shown, lines=lines), {})
    rest = {key: value for key, value in document.items() if key not in ("design", "schema")}
    if document.get("schema") not in (None, SCHEMA):
        raise InputError(f"has the schema {document['schema']!r}; accepted: {SCHEMA}", path=shown, line=1)
    name = rest.get("name")
    if not isinstance(name, str) or not name.strip():
        raise InputError("has no name", path=shown, hint="an item file has at least: name: what the product is called")
    item = {"id": "item", **rest}
    moved = {("items", 0, *where): line for where, line in lines.items()}
    whole = {"id": "design-review", "title": name, "items": [item]}
    transaction = parse_transaction(cast(dict[str, Any], whole), path=shown, lines=moved)
    return ItemFile(transaction, _design(document.get("design"), safeguards, shown, lines))


def _design(raw: Any, safeguards: Mapping[str, Any], path: str, lines: Mapping[Any, int]) -> dict[str, DesignState]:
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise InputError("design holds no keys; accepted: a safeguard's id and its state", path=path)
    states = {}
    for name, given in raw.items():
        line = lines.get(("design", name))
        if name not in safeguards:
            near = sorted(one for one in safeguards if one.startswith(("design/", "access/")))
            raise InputError(f"design names {name!r}", path=path, line=line, hint=f"accepted: {', '.join(near)}")
        fields = {"state": given} if isinstance(given, str) else given
        if not isinstance(fields, dict) or not set(fields) <= set(_DESIGN_KEYS):
            raise InputError(f"{name} is not a state", path=path, line=line, hint=f"keys: {', '.join(_DESIGN_KEYS)}")
        try:
            states[name] = DesignState(
                choice_of(fields.get("state"), STATES), text_of(fields.get("proof")), day_of(fields.get("date")),
                text_of(fields.get("by")), text_of(fields.get("note")),
            )  # fmt: skip
        except ValueError as problem:
            raise InputError(f"{name} {problem}", path=path, line=line) from None
    return states
