"""A scope as a JSON document, duecare.scope/1: additive only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from duecare.items.quotes import Quote
from duecare.items.scope import Scope

SCHEMA = "duecare.scope/1"


def scope_document(scopes: Sequence[Scope]) -> dict[str, Any]:
    """The results for several items, in the order given."""
    return {"schema": SCHEMA, "scopes": [_scope(scope) for scope in scopes]}


def _scope(scope: Scope) -> dict[str, Any]:
    return {
        "verdict": scope.verdict,
        "likeliest": scope.label,
        "probabilities": scope.probabilities,
        "language": scope.language,
        "documents": [
            {"name": document.name, "characters": len(document.text), document.unit + "s": len(document.starts)}
            for document in scope.documents
        ],
        "words": _quotes(scope.quotes),
        "capabilities": [
            {
                "code": category.code,
                "probability": category.probability,
                "found_by": "lexicon" if category.by_lexicon else "classifier",
                "words": _quotes(category.quotes),
            }
            for category in scope.categories
        ],
        "set_aside": [{"why": why, "code": code, **asdict(quote)} for why, code, quote in scope.set_aside],
        "facts": [
            {
                "fact": fact.fact,
                "value": sorted(fact.value) if isinstance(fact.value, frozenset) else fact.value,
                "found_by": fact.found_by,
                "note": fact.note,
            }
            for fact in scope.facts
        ],
        "definitions": [
            {
                "id": definition.id,
                "verdict": definition.verdict,
                "elements": [
                    {
                        "id": element.id,
                        "verdict": element.verdict,
                        "alternative": element.alternative,
                        "members": list(element.members),
                        "why": element.why,
                        "words": _quotes(element.quotes),
                    }
                    for element in definition.elements
                ],
            }
            for definition in scope.definitions
        ],
        "services": [{"service": service, **asdict(quote)} for service, quote in scope.services],
        "questions": [asdict(question) for question in scope.questions],
        "notes": list(scope.notes),
    }


def _quotes(quotes: Sequence[Quote]) -> list[dict[str, Any]]:
    return [asdict(quote) for quote in quotes]
