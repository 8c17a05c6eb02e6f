"""Guidance as data: instruments, their entries, red flags, legal stops, severity rows, safeguards and concerns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from duecare.errors import DuecareError
from duecare.facts import Condition

GROUPS = ("context", "actor", "fit", "conduct")
WEIGHTS = ("notable", "serious", "critical")
DEPTHS = ("basic", "standard", "enhanced")
SUBJECTS = ("transaction", "item", "party", "country", "use")
AUTOMATION = ("full", "may_overreport", "may_underreport", "judgement")
CONFIDENCE = ("own", "read", "secondary", "recollected H", "recollected M", "recollected L")
SERVED = ("automatic", "question", "workflow", "not_yet")
ENTRY_TYPES = (
    "consideration", "sub", "red_flag", "legal_stop", "severity", "safeguard", "definition", "element", "product",
    "characteristic", "resource", "law", "step", "rule", "criterion", "list_entry", "right", "date", "scope", "note",
)  # fmt: skip
CHOICES: Mapping[str, tuple[str, ...]] = {
    "type": ENTRY_TYPES, "subject": SUBJECTS, "group": GROUPS, "weight": WEIGHTS, "depth": DEPTHS,
    "automation": AUTOMATION,
}  # fmt: skip
"""What an entry may say where it has to choose."""
SIZES = (1, 2, 3, 4)
"""How grave, wide and irremediable a harm can be."""


class GuidanceError(DuecareError, ValueError):
    """An instrument, entry or concern that is not there, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days in which a text is in force; open ends are None."""

    start: date | None = None
    end: date | None = None
    note: str = ""

    def covers(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Cite:
    """Where in the official text an entry stands, and how surely this project knows it."""

    section: str
    confidence: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One encoded guidance document, to whom it applies and with what force."""

    id: str
    title: str
    issuer: str
    force: str
    date: date | None
    applies_to: Mapping[str, str]
    applies_when: Condition | None
    in_force: tuple[Period, ...]
    numbering: str
    note: str


@dataclass(frozen=True, slots=True)
class Example:
    """One test of a flag, written beside it: with these facts it is raised or clear."""

    given: Mapping[str, Any]
    then: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of an instrument."""

    id: str
    instrument: str
    type: str
    title: str
    text: str
    parent: str | None
    cite: Cite
    in_force: tuple[Period, ...]
    concern: str | None = None
    reads: str | None = None
    served_how: str | None = None
    served_by: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    def in_force_on(self, day: date) -> bool:
        return any(period.covers(day) for period in self.in_force)


@dataclass(frozen=True, slots=True)
class RuledEntry(Entry):
    """An entry with a condition: what red flags, legal stops and severity rows share."""

    subject: str = "use"
    condition: Condition | None = None
    tests: tuple[Example, ...] = ()

    @property
    def rule(self) -> Condition:
        if self.condition is None:  # the loader refuses it; the type says it may
            raise GuidanceError(f"{self.id} has no condition")
        return self.condition


@dataclass(frozen=True, slots=True)
class RedFlag(RuledEntry):
    """A warning sign: the condition that raises it, what it rests on and how much it weighs."""

    group: str = "context"
    weight: str = "notable"
    depth: str = "enhanced"
    rights: tuple[str, ...] = ()
    safeguards: tuple[str, ...] = ()
    automation: str = "full"


@dataclass(frozen=True, slots=True)
class LegalStop(RuledEntry):
    """A legal bar that stands beside the risk level; lifted by a record of authorisation or delisting only."""

    lifted_by: tuple[str, ...] = ()
    counsel: str = ""


@dataclass(frozen=True, slots=True)
class SeverityRow(RuledEntry):
    """What a capability in a mode can do to people: scale, scope and irremediable character, 1 to 4 (UNGP 14)."""

    scale: int = 1
    scope: int = 1
    irremediable: int = 1

    @property
    def severity(self) -> int:
        """One grave dimension suffices."""
        return max(self.scale, self.scope, self.irremediable)


@dataclass(frozen=True, slots=True)
class Safeguard(Entry):
    """What can be agreed or built, the concerns it answers, and the proof that shows it works."""

    fact: str | None = None
    answers: tuple[str, ...] = ()
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Concern:
    """Entries of several instruments that mean the same: asked once, shown once, cited by all."""

    id: str
    title: str
    question: str
    group: str


@dataclass(frozen=True, eq=False)
class Guidance:
    """All instruments in use, and the hash of each source folder."""

    instruments: Mapping[str, Instrument]
    entries: Mapping[str, Entry]
    concerns: Mapping[str, Concern]
    corresponds: tuple[tuple[str, str], ...]
    hashes: Mapping[str, str]

    def of(self, kind: type[Entry]) -> Iterator[Entry]:
        return (entry for entry in self.entries.values() if isinstance(entry, kind))

    @cached_property
    def flags(self) -> tuple[RedFlag, ...]:
        return tuple(entry for entry in self.entries.values() if isinstance(entry, RedFlag))

    @cached_property
    def stops(self) -> tuple[LegalStop, ...]:
        return tuple(entry for entry in self.entries.values() if isinstance(entry, LegalStop))

    @cached_property
    def severities(self) -> tuple[SeverityRow, ...]:
        return tuple(entry for entry in self.entries.values() if isinstance(entry, SeverityRow))

    @cached_property
    def safeguards(self) -> Mapping[str, Safeguard]:
        """Safeguards by the short id that flags refer to them by."""
        found = (entry for entry in self.entries.values() if isinstance(entry, Safeguard))
        return {entry.id.split("/", 1)[1]: entry for entry in found}

    def entry(self, name: str) -> Entry:
        """The entry with this id.

        Raises:
            GuidanceError: no such entry; the nearest id is named.
        """
        if name in self.entries:
            return self.entries[name]
        from difflib import get_close_matches

        near = get_close_matches(name, [*self.entries, *self.instruments], n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise GuidanceError(f"no entry {name!r} in the instruments{hint}")
