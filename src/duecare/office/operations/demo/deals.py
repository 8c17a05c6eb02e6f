"""Deals of the made-up company: a harmless one that ships, with what each row of `deals.yaml` says in its place."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from duecare.transaction import read_document
from duecare.transaction.shipped import shipped_examples

HARMLESS: Final = "harmless-library-tags"
BLOCK: Final = {"item": "items", "party": "parties", "country": "places", "use": "uses"}
"""Where a deal keeps the facts of an entity."""


@dataclass(frozen=True)
class Row:
    """A deal as it is told. days: how many days ago its case was opened."""

    key: str
    title: str
    days: int
    asks: str
    analyst: str
    said: Mapping[str, Any]


@cache
def rows() -> tuple[Row, ...]:
    """Every row, the earliest first."""
    told = YAML(typ="safe", pure=True).load((Path(__file__).parent / "deals.yaml").read_bytes())
    found = [Row(key, one["title"], one["days"], one["asks"], one["analyst"], one) for key, one in told.items()]
    return tuple(sorted(found, key=lambda row: -row.days))


@cache
def shipped(name: str) -> dict[str, Any]:
    """An example that ships, read once."""
    return dict(read_document((shipped_examples() / f"{name}.yaml").read_bytes(), ".yaml", name))


def document_of(row: Row, day: datetime.date) -> dict[str, Any]:
    """The deal of a row, with sources of some days before the case was opened."""
    said = row.said
    deal: dict[str, Any] = _dated(shipped(HARMLESS), (day - datetime.timedelta(days=12)).isoformat())
    matching, collection, reach = said["mode"]
    deal |= {
        "title": row.title,
        "gate": said["gate"],
        "kind": said.get("type", "sale"),
        "date": day.isoformat(),
        "stated_end_use": {"use": said["use"], "source": "order of the customer", "kind": "document"},
        "licence": {
            "required": said.get("licence", "not_required") != "not_required",
            "status": said.get("licence", "not_required"),
        },
    }
    item: dict[str, Any] = deal["items"][0]
    exporter: dict[str, Any] = deal["parties"][0]
    buyer: dict[str, Any] = deal["parties"][1]
    item |= {
        "name": said["item"],
        "description": said["item"],
        "capabilities": said["capability"],
        "documents": [],
        "mode": {"matching": matching, "collection": collection, "reach": reach, "covert": "no"},
    }
    exporter["name"] = "Lindenhof Systeme"
    exporter["country"] = "DE"
    buyer |= {
        "name": said["buyer"],
        "country": said["country"],
        "kind": said["kind"],
        "government_tie": said.get("tie", "government"),
    }
    if latin := said.get("latin"):
        buyer["names"] = [latin]
    for named in ("listed", "listed_owner"):
        buyer["facts"].pop(named)  # which the lists at hand say
    place = deal["places"][0]
    place |= {"country": said["country"]}
    place["facts"]["practice_band"]["value"] = said.get("band", "good")
    facts = {
        "item": item["facts"],
        "party": buyer["facts"],
        "country": place["facts"],
        "use": deal["uses"][0]["facts"],
        "transaction": deal["facts"],
    }
    for fact, value in said.get("say", {}).items():
        entity, _, name = fact.partition(".")
        facts[entity][name] = {"value": value, "source": "what the analyst found", "kind": "independent"}
    for fact in said.get("leave", ()):
        entity, _, name = fact.partition(".")
        facts[entity].pop(name, None)
    return deal


def _dated(value: Any, day: str) -> Any:
    """A document whose sources are all of one day."""
    if isinstance(value, dict):
        return {key: day if key == "date" else _dated(one, day) for key, one in value.items()}
    return [_dated(one, day) for one in value] if isinstance(value, list) else value
