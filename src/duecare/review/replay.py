"""Replay: judge again the facts that a review embeds, and compare byte for byte.

Neither lists nor network are needed. Where instruments, policy, vocabulary or engine are others, what
differs is said.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duecare
from duecare.countries import ShownDimension, ShownYear
from duecare.errors import InputError
from duecare.facts import Value, vocabulary
from duecare.guidance import Guidance
from duecare.items import Quote
from duecare.parties import Holding
from duecare.review.engine import decide, review_bytes
from duecare.review.evidence import Assertion, Gap
from duecare.review.judge import Gathered, Subject, Use
from duecare.review.policy import Policy
from duecare.review.result import SCHEMA, Review
from duecare.transaction import Source

MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Replay:
    """Whether a replay gave the same bytes; if not, which inputs differ and what moved."""

    same: bool
    inputs: tuple[str, ...]
    moved: tuple[str, ...]
    review: Review


def replay(path: str | Path, guidance: Guidance, policy: Policy) -> Replay:
    """Judge the facts of a written review again.

    Raises:
        InputError: the file cannot be read or is not a review.
    """
    written, document = read_review(path)
    gathered = gathered_from(document["gathered"], str(path))
    try:
        resolutions, records = ([_dated(row) for row in document.get(key, ())] for key in ("resolutions", "records"))
        again = decide(
            gathered,
            guidance,
            policy,
            transaction_hash=document.get("transaction_hash", ""),
            resolutions=resolutions,
            records=records,
        )
        if review_bytes(again) == written:
            return Replay(True, (), (), again)
        return Replay(False, tuple(_inputs(document, again)), tuple(_moved(document, again)), again)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"the review is damaged: {error!s}", path=str(path)) from None


def read_review(path: str | Path) -> tuple[bytes, dict[str, Any]]:
    """The bytes and the document of a written review.

    Raises:
        InputError: not readable, too large, cut short, or not `duecare.review/1`.
    """
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            raise InputError("larger than 200 MB; a review is not", path=str(path))
        written = Path(path).read_bytes()
        document = json.loads(written)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=str(path)) from None
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise InputError("not JSON, or cut short", path=str(path), line=line, hint="accepted: a review written by "
                         "duecare review --format json") from None  # fmt: skip
    if not isinstance(document, dict) or document.get("schema") != SCHEMA or "gathered" not in document:
        raise InputError(f"not a review: expected schema {SCHEMA}", path=str(path))
    return written, document


def gathered_from(raw: Mapping[str, Any], path: str) -> Gathered:
    """The embedded facts as they were gathered.

    Raises:
        InputError: a field is missing or of another shape.
    """
    try:
        gathered = Gathered(
            transaction=raw["transaction"],
            title=raw["title"],
            subjects=tuple(Subject(**row) for row in raw["subjects"]),
            uses=tuple(Use(**row) for row in raw["uses"]),
            assertions=tuple(_assertion(row) for row in raw["assertions"]),
            gaps=tuple(Gap(**row) for row in raw["gaps"]),
            known_at=datetime.date.fromisoformat(raw["known_at"]),
            law_at=datetime.date.fromisoformat(raw["law_at"]),
            holdings=tuple(Holding(**row) for row in raw.get("holdings", ())),
            practice=tuple(_shown(row) for row in raw.get("practice", ())),
        )
        _check(gathered)
        return gathered
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise InputError(f"the facts of the review are damaged: {error!s}", path=path) from None


def _shown(row: Mapping[str, Any]) -> ShownDimension:
    line = tuple(ShownYear(**year) for year in row["line"])
    return ShownDimension(**{**row, "bands": tuple(row["bands"]), "line": line})


def _check(gathered: Gathered) -> None:
    """That the parts belong together: one transaction, at least one use, each of declared subjects.

    Raises:
        ValueError: what does not.
    """
    kinds = {subject.id: subject.kind for subject in gathered.subjects}
    if [*kinds.values()].count("transaction") != 1:
        raise ValueError("a review has one transaction")
    if not gathered.uses or any(kinds.get(use.id) != "use" for use in gathered.uses):
        raise ValueError("a review has at least one use, and each is among its subjects")


def _assertion(row: Mapping[str, Any]) -> Assertion:
    source = dict(row["source"])
    source["date"] = datetime.date.fromisoformat(source["date"]) if source.get("date") else None
    quotes = tuple(Quote(**quote) for quote in row.get("quotes", ()))
    value = _value(row["fact"], row["value"])
    return Assertion(row["subject"], row["fact"], value, Source(**source), row["found_by"], row["note"], quotes)


def _value(fact: str, raw: Any) -> Value | None:
    """A value as it was encoded, checked against the vocabulary of today."""
    declared = vocabulary()[fact]
    if raw is None:
        return None
    match declared.type, raw:
        case "boolean", bool():
            return raw
        case "code" | "level", str():
            return raw
        case "date", str():
            return datetime.date.fromisoformat(raw)
        case "set", {"set": list(members)}:
            return frozenset(map(str, members))
        case "number", {"number": str(text)}:
            return float(text)
    raise ValueError(f"{fact} is {raw!r}; accepted: {declared.accepts()}")


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise TypeError(f"{row!r} is not a mapping")
    days = {key: datetime.date.fromisoformat(row[key]) for key in ("date", "until") if isinstance(row.get(key), str)}
    return {**row, **days}


def _inputs(document: Mapping[str, Any], again: Review) -> list[str]:
    said = []
    pairs = (("engine", "engine", duecare.__version__), ("policy_hash", "policy", again.policy_hash),
             ("vocabulary_hash", "vocabulary", again.vocabulary_hash))  # fmt: skip
    for key, word, current in pairs:
        if document.get(key) != current:
            said.append(f"{word}: then {str(document.get(key))[:12]}, now {current[:12]}")
    then = {row["id"]: row["hash"] for row in document.get("instruments", ())}
    now = {row.id: row.hash for row in again.instruments}
    for name in sorted(then.keys() | now.keys()):
        if then.get(name) != now.get(name):
            said.append(
                f"instrument {name}: then {str(then.get(name, 'absent'))[:12]}, now {now.get(name, 'absent')[:12]}"
            )
    return said or ["the file's own content: a fact, finding or word was changed after it was written"]


def _moved(document: Mapping[str, Any], again: Review) -> list[str]:
    said = []
    outcome = document.get("outcome", {})
    for key in ("known", "possible", "advice", "headline"):
        before, after = outcome.get(key), getattr(again.outcome, key)
        if before != after:
            said.append(f"{key}: then {before!s}, now {after}")
    then = {row["id"]: row["status"] for row in document.get("findings", ())}
    now = {finding.id: finding.status for finding in again.findings}
    for name in sorted(then.keys() | now.keys()):
        if then.get(name) != now.get(name):
            said.append(f"{name}: then {then.get(name, 'absent')}, now {now.get(name, 'absent')}")
    return said
