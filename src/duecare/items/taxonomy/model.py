"""What is known of each capability: definition, rights, modes, candidates for classification, misuse and scenarios."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMPILED = Path(__file__).resolve().parent / "compiled.json"


@dataclass(frozen=True, slots=True)
class Right:
    """A right that the capability touches (id of the instrument ICCPR), and how."""

    right: str
    how: str


@dataclass(frozen=True, slots=True)
class Mode:
    """A fact of the item that decides how grave the capability is, and why."""

    fact: str
    why: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A control-list entry to check; never a classification."""

    entry: str
    why: str


@dataclass(frozen=True, slots=True)
class Misuse:
    """Misuse that was reported, with who reported it and how surely this project knows the report."""

    what: str
    source: str
    year: int
    confidence: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A misuse that can be foreseen: how, who is hurt, which safeguards answer it, what to ask the designer."""

    id: str
    title: str
    how: str
    hurts: str
    rights: tuple[str, ...]
    safeguards: tuple[str, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class Capability:
    """One entry of the taxonomy; its terms stand in the lexicon."""

    code: str
    title: str
    definition: str
    includes: tuple[str, ...]
    not_this: tuple[str, ...]
    examples: tuple[str, ...]
    rights: tuple[Right, ...]
    modes: tuple[Mode, ...]
    eccn: tuple[Candidate, ...]
    misuse: tuple[Misuse, ...]
    scenarios: tuple[Scenario, ...]


@functools.cache
def taxonomy() -> Mapping[str, Capability]:
    """Every capability by its code, in the order of the codes."""
    return {code: _capability(entry) for code, entry in json.loads(COMPILED.read_bytes()).items()}


def _capability(entry: Mapping[str, Any]) -> Capability:
    return Capability(
        code=str(entry["code"]),
        title=str(entry["title"]),
        definition=" ".join(str(entry["definition"]).split()),
        includes=tuple(map(str, entry["includes"])),
        not_this=tuple(map(str, entry["not_this"])),
        examples=tuple(map(str, entry["examples"])),
        rights=tuple(Right(**row) for row in entry["rights"]),
        modes=tuple(Mode(**row) for row in entry["modes"]),
        eccn=tuple(Candidate(**row) for row in entry["eccn"]),
        misuse=tuple(Misuse(**row) for row in entry["misuse"]),
        scenarios=tuple(_scenario(row) for row in entry["scenarios"]),
    )


def _scenario(row: Mapping[str, Any]) -> Scenario:
    texts = {key: str(row[key]) for key in ("id", "title", "how", "hurts", "ask")}
    return Scenario(**texts, rights=tuple(row["rights"]), safeguards=tuple(row["safeguards"]))
