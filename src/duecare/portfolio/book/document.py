"""A row of a book as a transaction of its own: what a single review of it judges, and what the tables are held to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from duecare.facts import FactType, vocabulary
from duecare.portfolio.book.columns import CARRIED, PARTIES, book_column
from duecare.transaction import Transaction
from duecare.transaction.parse import parse_transaction

Row = Mapping[str, str | None]
Provenance = Mapping[str, tuple[str, str]]
"""Column to the title and the kind of its source."""

SCHEMA: Final = "duecare.transaction/1"
DEFAULT_PROVENANCE: Final = ("order book", "own")
"""Where a column comes from of which nothing is said."""


def row_transaction(row: Row, provenance: Provenance) -> Transaction:
    """One row as a transaction.

    Args:
        row: canonical column to its checked text, as `read_book` leaves it; None where nothing is stated.
        provenance: where each column comes from.
    """
    return parse_transaction(row_document(row, provenance))


def row_document(row: Row, provenance: Provenance) -> dict[str, Any]:
    """The same as the objects of a transaction file."""
    identity = row.get("id") or "row"
    document: dict[str, Any] = {"schema": SCHEMA, "id": safe_id(identity), "title": row.get("title") or identity}
    if row.get("gate"):
        document["gate"] = stated("gate", row["gate"], provenance)
    facts = stated_facts(row, "transaction", provenance)
    if row.get("stated_end_use"):
        facts["stated_end_use"] = stated("stated_end_use", row["stated_end_use"], provenance)
    if facts:
        document["facts"] = facts
    item = item_block("item", row, provenance)
    if len(item) > 1:
        document["items"] = [item]
    parties = party_blocks(row, provenance)
    if parties:
        document["parties"] = parties
    places = place_blocks(row, provenance)
    if places:
        document["places"] = places
    use = stated_facts(row, "use", provenance)
    if use:  # there is one use, declared or not: an answer about it needs no name
        document["answers"] = [{"fact": f"use.{short}", **entry} for short, entry in use.items()]
    return document


def item_block(identity: str, row: Row, provenance: Provenance) -> dict[str, Any]:
    """An item with what a row states of it."""
    block: dict[str, Any] = {"id": identity}
    for key in ("name", "description", "configuration"):
        if row.get(f"item.{key}"):
            block[key] = row[f"item.{key}"]
    facts = stated_facts(row, "item", provenance)
    if facts:
        block["facts"] = facts
    return block


def party_block(identity: str, role: str, row: Row, provenance: Provenance) -> dict[str, Any]:
    """A party with what a row states of it under one role."""
    block: dict[str, Any] = {"id": identity}
    for key in ("name", "country"):
        if row.get(f"{role}.{key}"):
            block[key] = row[f"{role}.{key}"]
    facts = stated_facts(row, role, provenance)
    if facts:
        block["facts"] = facts
    return block


def party_blocks(row: Row, provenance: Provenance) -> list[dict[str, Any]]:
    """Every party of a row. Those of one name and country are one, with the roles of all and the facts of the first."""
    found: dict[tuple[str | None, str | None], dict[str, Any]] = {}
    for role in PARTIES:
        block = party_block(role.replace("_", "-"), role, row, provenance)
        if len(block) == 1:
            continue
        key = (row.get(f"{role}.name"), row.get(f"{role}.country"))
        same = found.get(key) if key != (None, None) else None
        if same is not None:
            same["roles"].append(role)
        else:
            found[key if key != (None, None) else (role, "")] = {**block, "roles": [role]}
    return list(found.values())


def place_blocks(row: Row, provenance: Provenance) -> list[dict[str, Any]]:
    """The places of a row: of use, of destination, of transit. One country is one place, with the roles of all."""
    found: dict[str, dict[str, Any]] = {}
    for column, role in (("place", "use"), ("destination", "destination"), ("transit", "transit")):
        code = row.get(f"{column}.country")
        if not code:
            continue
        block = found.setdefault(code, {"id": code.lower(), "country": code, "roles": []})
        block["roles"].append(role)
    if row.get("place.country"):
        facts = stated_facts(row, "place", provenance)
        if facts:
            found[str(row["place.country"])]["facts"] = facts
    return list(found.values())


def stated_facts(row: Row, about: str, provenance: Provenance) -> dict[str, Any]:
    """The facts that a row states under one part of a name, by their short names, in the order of the vocabulary."""
    found = {}
    for name in sorted(row):
        text = row[name]
        if text is None:
            continue
        column = book_column(name)
        if column is not None and column.kind == "fact" and column.about == about and "." in name:
            found[column.short] = stated(name, text, provenance)
    return found


def stated(name: str, text: str | None, provenance: Provenance) -> dict[str, Any]:
    """A value with its source, as a transaction file has it."""
    column = book_column(name)
    assert column is not None
    assert column.fact is not None
    assert text is not None
    title, kind = provenance.get(name, DEFAULT_PROVENANCE)
    return {"value": value_of(text, vocabulary()[column.fact]), "source": title, "kind": kind}


def value_of(text: str, fact: FactType) -> Any:
    """A checked text as the value it stands for."""
    if fact.type == "boolean":
        return text == "true"
    if fact.type == "set":
        return text.split("|") if text else []
    if fact.type == "number":
        return float(text) if "." in text or "e" in text.casefold() else int(text)
    return text


def safe_id(text: str) -> str:
    """An id as transaction files accept it: small letters, digits and dashes.

    >>> safe_id("SO/4711 a")
    'so-4711-a'
    """
    kept = "".join(char if char.isascii() and char.isalnum() else "-" for char in text.casefold())
    return "-".join(filter(None, kept.split("-")))[:80] or "row"


def canonical_columns(names: Iterable[str]) -> tuple[str, ...]:
    """The columns that say something of the deal, in order; those that are only carried are left out."""
    return tuple(name for name in names if name not in CARRIED)
