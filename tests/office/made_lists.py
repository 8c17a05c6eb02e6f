"""Editions of an official list, and deals whose parties stand on it, for tests of what changes after a decision."""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from duecare.parties.lists.loaded import list_reading
from duecare.portfolio.made_up.synthetic_names import Draws, made_name, world
from duecare.snapshots import SOURCES, Home, Store, import_files

SOURCE = "Entity List (EL) - Bureau of Industry and Security"
COUNTRIES = ("CN", "RU", "SD", "DE", "US", "MM")
KINDS = ("police", "private_company", "military", "ministry")
CAPABILITIES = ("facial_recognition", "lawful_interception", "location_tracking", "social_media_analysis")


def some_names(count: int, seed: int) -> list[str]:
    """Names of companies and bodies that nobody has."""
    draws, countries = Draws(np.random.default_rng(seed)), list(world().countries)
    return [made_name("private_company", draws.of(countries), draws).native for _ in range(count)]


def row(number: str, name: str, **more: Any) -> dict[str, Any]:
    """A listed party as the Entity List's file has it."""
    return {"id": f"row-{number}", "source": SOURCE, "name": name, "entity_number": number, "type": "Entity",
            "programs": [], "addresses": [], "alt_names": [], "source_list_url": "https://a.org", **more}  # fmt: skip


def import_edition(home: Home, entries: Iterable[Mapping[str, Any]], day: datetime.date) -> None:
    """An edition of the list, as `duecare data pull` would leave it."""
    file = home.root / f"{day}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"results": list(entries)}), "utf-8")
    import_files(Store(home), SOURCES["bis"], [(file, "csl-json")], reading=list_reading(SOURCES["bis"]), today=day,
                 published=day, accept=True)  # fmt: skip


def deal(number: int, names: list[str], draw: random.Random) -> dict[str, Any]:
    """A deal with an end user, and perhaps a reseller and owners."""
    country = draw.choice(COUNTRIES)
    user: dict[str, Any] = {"id": "end-user", "name": names[number % len(names)], "roles": ["end_user"],
                            "kind": draw.choice(KINDS)}  # fmt: skip
    if draw.random() < 0.8:
        user["country"] = country
    if draw.random() < 0.2:
        user["owners"] = [{"name": draw.choice(names), "share": 60}]
    parties = [user]
    if draw.random() < 0.4:
        parties.append({"id": "reseller", "name": draw.choice(names), "roles": ["reseller"], "country": "DE"})
    return {
        "items": [{"id": "item", "name": "Product", "capabilities": [draw.choice(CAPABILITIES)]}],
        "parties": parties,
        "places": [{"id": "place", "country": country, "roles": ["use"]}],
        "facts": {"subject_to_ear": True},
    }
