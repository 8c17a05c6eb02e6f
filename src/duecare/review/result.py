"""The result of a review: what papers show, what is written as `duecare.review/1`, what is replayed."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from duecare.review.judge import Gathered

SCHEMA = "duecare.review/1"


@dataclass(frozen=True, slots=True)
class Citation:
    """Whose text, where in it, how surely known, and with what force for this transaction."""

    instrument: str
    title: str
    section: str
    confidence: str
    force: str
    text: str


@dataclass(frozen=True, slots=True)
class Read:
    """One fact that a condition read: its value in words, and the sources it rests on."""

    fact: str
    subject: str
    value: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """A person's recorded decision on a raised flag, with evidence and an end; it stays visible."""

    reason: str
    evidence: str
    by: str
    second: str
    date: datetime.date | None
    until: datetime.date | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A red flag applied to a subject: raised, clear, open or resolved."""

    id: str
    flag: str
    title: str
    text: str
    concern: str
    consideration: str
    subject: str
    status: str
    group: str
    weight: str
    depth: str
    examined: bool
    automation: str
    condition: str
    reads: tuple[Read, ...]
    needs: tuple[str, ...]
    cite: Citation
    rights: tuple[str, ...]
    safeguards: tuple[str, ...]
    resolution: Resolution | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A legal stop that stands, may stand, or was lifted by a record."""

    id: str
    stop: str
    title: str
    text: str
    subject: str
    status: str
    counsel: str
    lifted_by: tuple[str, ...]
    condition: str
    reads: tuple[Read, ...]
    cite: Citation
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What one answer would make of the outcome."""

    answer: str
    known: str
    possible: str
    advice: str


@dataclass(frozen=True, slots=True)
class Question:
    """One fact to find out, with what the answers would do. decides: at least one answer moves level or advice."""

    rank: int
    fact: str
    subject: str
    label: str
    question: str
    help: str
    ask: str
    accepts: str
    decides: bool
    with_others: bool
    flags: int
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class SafeguardAdvice:
    """A safeguard, the findings it answers, whether it is agreed, and the proof that would show that it works."""

    id: str
    title: str
    text: str
    proof: str
    answers: tuple[str, ...]
    agreed: str


@dataclass(frozen=True, slots=True)
class NotExamined:
    """What was left unexamined, under which rule of the policy."""

    flag: str
    title: str
    subject: str
    depth: str
    reason: str


@dataclass(frozen=True, slots=True)
class SeverityReason:
    """A severity row that is met or open for a use."""

    row: str
    title: str
    text: str
    subject: str
    severity: int
    scale: int
    scope: int
    irremediable: int
    status: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The headline, the interval behind it, and what is advised."""

    headline: str
    advice: str
    advice_reasons: tuple[str, ...]
    hold: tuple[str, ...]
    known: str
    possible: str
    residual: str
    severity_known: int
    severity_possible: int
    indications_known: str
    indications_possible: str
    depth: str
    greatest_depth: str
    stopped: bool


@dataclass(frozen=True, slots=True)
class InstrumentUsed:
    """An instrument, its force for this transaction, and the hash of its source."""

    id: str
    title: str
    force: str
    applies: str
    hash: str


@dataclass(frozen=True, slots=True)
class Review:
    """The whole result for one transaction."""

    transaction: str
    title: str
    known_at: datetime.date
    law_at: datetime.date
    engine: str
    policy: str
    policy_hash: str
    vocabulary_hash: str
    transaction_hash: str
    basis_hash: str
    outcome: Outcome
    severity: tuple[SeverityReason, ...]
    stops: tuple[Stop, ...]
    findings: tuple[Finding, ...]
    gaps: tuple[Mapping[str, Any], ...]
    questions: tuple[Question, ...]
    safeguards: tuple[SafeguardAdvice, ...]
    not_examined: tuple[NotExamined, ...]
    instruments: tuple[InstrumentUsed, ...]
    gathered: Gathered
    resolutions: tuple[Mapping[str, Any], ...] = ()
    records: tuple[Mapping[str, Any], ...] = ()

    def raised(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.status == "raised")

    def document(self) -> dict[str, Any]:
        """The review as JSON values."""
        return {"schema": SCHEMA, **encode(self)}


def encode(value: Any) -> Any:
    """Dataclasses, dates, sets and numbers as JSON values: decimals as text, sets sorted."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if names := _names(kind):  # type: ignore[arg-type]  # classes are hashable
        return {name: inner if type(inner := getattr(value, name)) in _PLAIN else encode(inner) for name in names}
    if isinstance(value, Mapping):
        return {str(key): encode(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [inner if type(inner) in _PLAIN else encode(inner) for inner in value]
    if isinstance(value, frozenset):
        return {"set": sorted(value)}
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float):
        return {"number": repr(value)}
    return value


_PLAIN = frozenset({str, bool, int, type(None)})


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; none of anything else. Asked of some thousand values a review, so kept."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def canonical_bytes(document: Any) -> bytes:
    """RFC 8785 canonical JSON of an encoded document.

    An encoded document holds text, integers, booleans and null only, and its keys are ASCII; for these the standard
    library writes the canonical form, ten times as fast as the reference implementation that a test holds it to.
    """
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def digest(document: Any) -> str:
    """SHA-256 over the canonical JSON."""
    return sha256(canonical_bytes(document)).hexdigest()
