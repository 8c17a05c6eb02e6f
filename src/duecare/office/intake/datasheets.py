"""What a datasheet says that an item can do: proposed with the words it rests on, and stated only when confirmed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any

from duecare.facts import vocabulary
from duecare.items import Quote, read_document_bytes, scope_documents, taxonomy
from duecare.office.intake.stated import in_words
from duecare.papers.wording import capital, clean, words
from duecare.transaction.format import STRUCTURAL

QUOTES = 3


def proposals(data: bytes, name: str, asks: Collection[str]) -> dict[str, Any]:
    """What a document supports, a proposal for each value, as a draft keeps it.

    Args:
        data: The document: text, HTML, PDF, Word or Excel.
        name: Its file name.
        asks: Whose questions may be answered.

    Raises:
        DocumentError: it cannot be read, or has no words.
    """
    scope = scope_documents([read_document_bytes(data, name)])
    quoted = {one.code: one.quotes for one in scope.categories}
    facts = vocabulary().facts
    found: list[dict[str, Any]] = []
    for stated in scope.facts:
        fact = facts.get(stated.fact)
        if fact is None or fact.entity != "item" or fact.name in STRUCTURAL or fact.ask not in asks:
            continue
        if isinstance(stated.value, frozenset):
            for member in sorted(stated.value):
                title = taxonomy()[member].title if member in taxonomy() else capital(words(member))
                found.append(_proposal(fact.name, member, fact.question, title, quoted.get(member) or stated.quotes))
        else:
            raw = ("yes" if stated.value else "no") if isinstance(stated.value, bool) else str(stated.value)
            found.append(_proposal(fact.name, raw, fact.question, capital(in_words(stated.value)), stated.quotes))
    return {"name": clean(name)[:200], "sha256": sha256(data).hexdigest(), "found": found,
            "notes": [clean(note) for note in scope.notes]}  # fmt: skip


def _proposal(fact: str, value: str, question: str, title: str, quotes: Iterable[Quote]) -> dict[str, Any]:
    shown: list[dict[str, str]] = []
    for one in quotes:
        sentence = clean(one.sentence)[:400]
        if len(shown) < QUOTES and sentence not in [quote["sentence"] for quote in shown]:
            shown.append({"words": clean(one.words)[:200], "sentence": sentence, "where": f"{one.unit} {one.page}"})
    return {"fact": fact, "value": value, "question": question, "title": title, "quotes": shown}


def confirmed(
    kept: Mapping[str, Any], chosen: Collection[int], standing: Mapping[str, Collection[str]]
) -> dict[str, tuple[str | list[str], str]]:
    """What was confirmed, by fact: the value, and a note with the words that it rests on.

    Args:
        kept: The proposals, as `proposals` made them.
        chosen: Numbers of those that were confirmed.
        standing: Members that the deal states already of facts that take several.
    """
    found: dict[str, tuple[str | list[str], str]] = {}
    facts = vocabulary().facts
    for number, one in enumerate(kept["found"]):
        if number not in chosen:
            continue
        fact, value = one["fact"], one["value"]
        quote = "; ".join(f"“{quote['words']}” ({quote['where']})" for quote in one["quotes"][:1])
        if facts[fact].type == "set":
            before, note = found.get(fact, (sorted(set(standing.get(fact, ())) - {"none"}), ""))
            members = sorted({*before, value})
            found[fact] = (members, "; ".join(part for part in (note, quote) if part))
        else:
            found[fact] = (value, quote)
    return {fact: (value, f"read from {kept['name']}: {note}"[:1_500]) for fact, (value, note) in found.items()}
