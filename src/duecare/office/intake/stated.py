"""What a deal says of a fact, and how another answer is put into it. Documents are not changed, copies are returned."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from duecare.facts import Value
from duecare.papers.wording import words
from duecare.transaction import Transaction, parse_transaction
from duecare.transaction.format import BLOCKS, STRUCTURAL
from duecare.transaction.model import UNDECLARED_END_USER, UNDECLARED_ITEM, UNDECLARED_PLACE
from duecare.transaction.rows import end_user_rows, item_rows, place_rows
from duecare.transaction.subjects import Subjects, resolve_fact

Document = Mapping[str, Any]
Key = tuple[str, str]
"""A fact and what it is about, as `item.matching` and `item:camera`."""

UNDECLARED = (UNDECLARED_ITEM, UNDECLARED_END_USER, UNDECLARED_PLACE)
_GROUPS = {"item": "items", "party": "parties", "country": "places", "use": "uses"}


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says. value is None where somebody looked and could not say."""

    value: Value | None
    source: str
    kind: str
    date: datetime.date | None
    by: str
    note: str

    @property
    def words(self) -> str:
        """The value in words; empty where it is not known."""
        return in_words(self.value)

    @property
    def raw(self) -> str | list[str]:
        """The value as a form or a file holds it."""
        match self.value:
            case None:
                return "unknown"
            case bool():
                return "yes" if self.value else "no"
            case frozenset():
                return sorted(self.value) or ["none"]
            case float():
                return f"{self.value:g}"
        return str(self.value)


def in_words(value: Value | None) -> str:
    """A value in words.

    >>> in_words(True), in_words(frozenset()), in_words(frozenset({"body_scanner", "drone"})), in_words(None)
    ('yes', 'none', 'body scanner, drone', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case frozenset():
            return ", ".join(words(one) for one in sorted(value)) or "none"
        case float():
            return f"{value:g}"
    return words(str(value))


def said(document: Document) -> dict[Key, list[Said]]:
    """Everything that a deal says, by fact and subject; subjects as reviews name them."""
    transaction = parse_transaction(dict(document))
    countries = _countries(transaction)
    found: dict[Key, list[Said]] = {}
    for one in transaction.statements:
        subject = _subject(one.subject_kind, one.subject_id, countries)
        source = one.source
        found.setdefault((one.fact, subject), []).append(
            Said(one.value, source.title or "", source.kind, source.date, source.by or "", one.note or "")
        )
    return found


def _countries(transaction: Transaction) -> dict[str, str]:
    return {place.id: place.country or place.id for place in place_rows(transaction)}


def _subject(kind: str, identifier: str, countries: Mapping[str, str]) -> str:
    return f"{kind}:{countries.get(identifier, identifier) if kind == 'country' else identifier}"


def _about(transaction: Transaction, answer: Mapping[str, Any]) -> tuple[Key, ...]:
    """What an entry of `answers:` is about; nothing where that is not in the deal."""
    try:
        fact = resolve_fact(answer["fact"])
        found = Subjects(transaction).resolve(str(answer["fact"]), answer.get("subject"))
    except ValueError:
        return ()
    countries = _countries(transaction)
    return tuple((fact, _subject(kind, identifier, countries)) for kind, identifier in found)


def put(document: Document, key: Key, entry: Mapping[str, Any], *, beside: bool = False) -> dict[str, Any]:
    """Put an answer into a deal: in the place of what it says of the fact, or beside it as another source.

    Args:
        document: The deal.
        key: The fact and its subject.
        entry: value, source, kind, date, by and note, as `answers:` has them.
        beside: Leave what stands.
    """
    kept = copy.deepcopy(dict(document))
    if not beside:
        _take_out(kept, parse_transaction(dict(document)), key)
    fact, (kind, _, identifier) = key[0], key[1].partition(":")
    named = {} if kind == "transaction" else {"subject": identifier}
    kept["answers"] = [*kept.get("answers", []), {"fact": fact, **named, **entry}]
    return kept


def _take_out(document: dict[str, Any], transaction: Transaction, key: Key) -> None:
    fact, subject = key
    kind, _, identifier = subject.partition(":")
    if document.get("answers"):
        document["answers"] = [one for one in document["answers"] if key not in _about(transaction, one)]
    for block in _blocks(document, transaction, kind, identifier):
        for path in _paths(fact):
            inner: Any = block
            for part in path[:-1]:
                inner = inner.get(part) if isinstance(inner, dict) else None
            if not isinstance(inner, dict):
                continue
            if path == ("stated_end_use",) and isinstance(inner.get("stated_end_use"), dict):
                inner["stated_end_use"].pop("use", None)
                if not inner["stated_end_use"].get("text"):
                    inner.pop("stated_end_use")
                continue
            for name in [name for name in inner if name.partition("#")[0] == path[-1]]:
                del inner[name]


def _blocks(document: dict[str, Any], transaction: Transaction, kind: str, identifier: str) -> list[dict[str, Any]]:
    if kind == "transaction":
        return [document]
    entries = document.get(_GROUPS[kind]) or []
    if kind == "country":
        return [
            entry
            for entry, place in zip(entries, transaction.places, strict=True)
            if identifier in (place.country, place.id)
        ]
    if kind == "use":
        return [entry for entry, use in zip(entries, transaction.uses, strict=False) if use.id == identifier]
    return [entry for entry in entries if entry.get("id") == identifier]


@cache
def _paths(fact: str) -> tuple[tuple[str, ...], ...]:
    """Where a deal may state a fact beside `answers:`, from the block of its subject."""
    entity, _, short = fact.partition(".")
    block = {"country": "place"}.get(entity, entity)
    found: list[tuple[str, ...]] = [("facts", short), ("facts", fact)]
    if short.startswith("safeguard_"):
        found.append(("safeguards", short.removeprefix("safeguard_")))
    for name, declared in BLOCKS[block].items():
        if declared.fact == fact:
            found.append((name,))
        elif declared.reads == "block" and declared.block:
            found += [(name, inner) for inner, one in BLOCKS[declared.block].items() if one.fact == fact]
    return tuple(found)


def set_aside(stated: Mapping[Key, list[Said]]) -> set[Key]:
    """Facts that somebody was asked and does not know, and of which the deal says nothing else."""
    return {
        key for key, sources in stated.items() if key[0] not in STRUCTURAL and all(one.value is None for one in sources)
    }


def carried(before: Document, after: Document) -> tuple[dict[str, Any], int]:
    """A deal whose items, parties or places changed, with the answers still about what they were about.

    An answer about what was not declared before is then about what was declared in its place. Answers about what is
    gone are left out.

    Returns:
        The deal, and how many answers were left out.
    """
    old = parse_transaction(dict(before))
    document = copy.deepcopy(dict(after))
    answers = list(_pinned(old, before.get("answers") or []))
    document["uses"] = list(_uses_left(document))
    for group in ("uses", "answers"):
        if not document.get(group):
            document.pop(group, None)
    bare = parse_transaction({key: value for key, value in document.items() if key != "answers"})
    kept = []
    for answer in answers:
        for tried in (answer, _renamed(answer, bare)):
            if _about(bare, tried):
                kept.append(tried)
                break
    if kept:
        document["answers"] = kept
    else:
        document.pop("answers", None)
    return document, len(answers) - len(kept)


def _pinned(transaction: Transaction, answers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Answers with their subject written out, so that it does not hang on there being only one."""
    for answer in answers:
        fact = resolve_fact(answer["fact"])
        if fact.startswith("transaction."):
            yield answer
            continue
        found = Subjects(transaction).resolve(str(answer["fact"]), answer.get("subject"))
        subject = answer.get("subject") or found[0][1]
        if fact.startswith("use.") and found:
            subject = found[0][1]
        yield {**answer, "fact": fact, "subject": subject}


def _renamed(answer: dict[str, Any], transaction: Transaction) -> dict[str, Any]:
    """An answer about the one item, end user or place that there is now, where its own is not there."""
    rows = (
        [one.id for one in item_rows(transaction)],
        [one.id for one in end_user_rows(transaction)],
        [one.id for one in place_rows(transaction)],
    )
    subject = str(answer.get("subject", ""))
    parts = subject.split("+")
    if len(parts) == 3:
        parts = [ids[0] if part not in ids and len(ids) == 1 else part for part, ids in zip(parts, rows, strict=True)]
        return {**answer, "subject": "+".join(parts)}
    if subject in UNDECLARED:
        ids = rows[UNDECLARED.index(subject)]
        return {**answer, "subject": ids[0]} if len(ids) == 1 else answer
    return answer


def _uses_left(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Uses whose item, end user and place are still there."""
    ids = {
        "item": {one.get("id") for one in document.get("items") or []},
        "end_user": {one.get("id") for one in document.get("parties") or []},
        "place": {one.get("id") or str(one.get("country", "")).lower() for one in document.get("places") or []},
    }
    for use in document.get("uses") or []:
        if all(use.get(part) is None or use[part] in there for part, there in ids.items()):
            yield use
