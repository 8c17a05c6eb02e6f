"""The vocabulary: every fact a condition may read, declared once in `vocabulary.yaml`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Literal, cast

from duecare.errors import DuecareError

Value = bool | str | float | date | frozenset[str]
"""A known value of a fact; None stands for unknown wherever a value may be missing."""

FactKind = Literal["boolean", "code", "level", "number", "date", "set"]
ENTITIES = ("transaction", "item", "party", "country", "use")
_KEYS = frozenset({"type", "domain", "unit", "min", "max", "question", "help", "ask", "rooms"})
_YES = {"yes": True, "true": True, "no": False, "false": False}


class VocabularyError(DuecareError, ValueError):
    """The vocabulary itself is wrong: an unknown type, a domain that is not declared."""


@dataclass(frozen=True, slots=True)
class FactType:
    """The declaration of one fact."""

    name: str
    type: FactKind
    domain: tuple[str, ...] = ()
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    question: str = ""
    help: str = ""
    ask: str = ""
    rooms: tuple[str, ...] = ()

    @property
    def entity(self) -> str:
        return self.name.split(".", 1)[0]

    @property
    def short(self) -> str:
        return self.name.split(".", 1)[1]

    def accepts(self) -> str:
        """What a person may answer, in words."""
        match self.type:
            case "boolean":
                return "yes, no or unknown"
            case "code" | "level":
                return f"{', '.join(self.domain)} or unknown"
            case "set":
                return f"a list out of {', '.join(self.domain)}, or unknown"
            case "date":
                return "a date as 2026-11-23, or unknown"
            case "number":
                unit = f" {self.unit}" if self.unit else ""
                bounds = "" if self.minimum is None else f" from {self.minimum:g} to {self.maximum:g}"
                return f"a number{bounds}{unit}, or unknown"

    def parse(self, raw: object) -> Value | None:
        """Turn a raw scalar or list into a value of this fact; None for unknown.

        Raises:
            ValueError: in one line, what was seen and what is accepted.
        """
        if raw is None or (isinstance(raw, str) and raw.strip().casefold() in ("", "unknown")):
            return None
        match self.type:
            case "boolean":
                value: Value | None = raw if isinstance(raw, bool) else _YES.get(str(raw).strip().casefold())
            case "code" | "level":
                text = ("yes" if raw else "no") if isinstance(raw, bool) else str(raw).strip()
                value = text if text in self.domain else None
            case "set":
                members = raw if isinstance(raw, (list, tuple, set, frozenset)) else str(raw).split(",")
                value = frozenset(str(member).strip() for member in members)
                if not value <= set(self.domain):
                    value = None
            case "date":
                value = _date(raw)
            case "number":
                value = self._number(raw)
        if value is None:
            raise ValueError(f"{self.name} is {_shown(raw)}; accepted: {self.accepts()}")
        return value

    def _number(self, raw: object) -> float | None:
        if isinstance(raw, bool):
            return None
        try:
            number = float(str(raw).strip().removesuffix("%"))
        except ValueError:
            return None
        if not math.isfinite(number):
            return None
        too_low = self.minimum is not None and number < self.minimum
        too_high = self.maximum is not None and number > self.maximum
        return None if too_low or too_high else number


def _date(raw: object) -> date | None:
    if isinstance(raw, date):
        return date(raw.year, raw.month, raw.day)
    try:
        return date.fromisoformat(str(raw).strip())
    except ValueError:
        return None


def _shown(raw: object) -> str:
    try:
        text = repr(raw)
    except ValueError:  # Python writes out no integer of over 4,300 digits
        return "a number of thousands of digits"
    return text if len(text) <= 60 else text[:57] + "..."


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All facts by name, and the hash of the text they were read from."""

    facts: Mapping[str, FactType]
    hash: str

    def __getitem__(self, name: str) -> FactType:
        """The declaration of a fact; of one member of a set (`item.services#training`), a boolean of its own.

        Raises:
            KeyError: the fact, or the member of its set, is not declared.
        """
        stored, _, member = self.resolve(name).partition("#")
        fact = self.facts[stored]
        if not member:
            return fact
        question = f"{fact.question} ({member})"
        return FactType(
            f"{fact.name}#{member}", "boolean", question=question, help=fact.help, ask=fact.ask, rooms=fact.rooms
        )

    def resolve(self, name: str) -> str:
        """The name a fact is stored under: `end_user.kind` is `party.kind` of the party in that role.

        Raises:
            KeyError: the fact, or the member of its set, is not declared.
        """
        stored = "party." + name.removeprefix("end_user.") if name.startswith("end_user.") else name
        fact, _, member = stored.partition("#")
        if fact not in self.facts or (
            member and (self.facts[fact].type != "set" or member not in self.facts[fact].domain)
        ):
            raise KeyError(name)
        return stored

    def nearest(self, name: str) -> str | None:
        """The declared fact whose name is most like this one, for a did-you-mean."""
        from difflib import get_close_matches

        names = [*self.facts, *("end_user." + fact.removeprefix("party.") for fact in self.facts if "party." in fact)]
        found = get_close_matches(name.casefold(), names, n=1, cutoff=0.5)
        return found[0] if found else None


def build_vocabulary(document: Mapping[str, Any], digest: str) -> Vocabulary:
    """Check a parsed vocabulary document and build it.

    Raises:
        VocabularyError: an unknown type, entity, domain or key.
    """
    domains = document["domains"]
    facts: dict[str, FactType] = {}
    for name, entry in document["facts"].items():
        if name.split(".", 1)[0] not in ENTITIES or entry["type"] not in FactKind.__args__:  # type: ignore[attr-defined]
            raise VocabularyError(f"fact {name!r}: entity is one of {ENTITIES}, type one of boolean, code, level, …")
        if not entry.keys() <= _KEYS:  # in YAML, a comma in an unquoted question begins a new key
            seen = ", ".join(sorted(entry.keys() - _KEYS))
            raise VocabularyError(f"fact {name!r} has keys {seen}; accepted: {', '.join(sorted(_KEYS))}")
        listed = entry.get("domain", ())
        if isinstance(listed, str):
            if listed not in domains:
                raise VocabularyError(f"fact {name!r} names domain {listed!r}, which is not declared")
            listed = domains[listed]
        facts[name] = FactType(
            name=name,
            type=cast(FactKind, entry["type"]),
            domain=tuple(str(member) for member in listed),
            unit=entry.get("unit"),
            minimum=entry.get("min"),
            maximum=entry.get("max"),
            question=entry.get("question", ""),
            help=entry.get("help", ""),
            ask=entry.get("ask", ""),
            rooms=tuple(entry.get("rooms", ())),
        )
    return Vocabulary(facts, digest)


def compile_vocabulary() -> dict[str, Any]:
    """Read `vocabulary.yaml` into the document that is shipped as JSON beside it."""
    from ruamel.yaml import YAML

    source = (files("duecare.facts") / "vocabulary.yaml").read_bytes()
    document = YAML(typ="safe", pure=True).load(source)
    return {"source": sha256(source).hexdigest(), **document}


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary: from the shipped JSON if it matches the YAML beside it, else from the YAML."""
    folder = files("duecare.facts")
    digest = sha256((folder / "vocabulary.yaml").read_bytes()).hexdigest()
    compiled = folder / "vocabulary.json"
    document = json.loads(compiled.read_bytes()) if compiled.is_file() else {}
    if document.get("source") != digest:
        document = compile_vocabulary()
    return build_vocabulary(document, digest)
