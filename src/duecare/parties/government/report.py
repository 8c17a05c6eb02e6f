"""A reading as a JSON document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from duecare.parties.government.reading import BodyReading

FORMAT: Final = "duecare.bodies/1"


def bodies_document(readings: Iterable[BodyReading]) -> dict[str, Any]:
    """Readings for machines: kind and tie are codes of the vocabulary, `unknown` where nothing shows them."""
    return {"format": FORMAT, "bodies": [_body(reading) for reading in readings]}


def _body(reading: BodyReading) -> dict[str, Any]:
    return {
        "name": reading.name,
        "language": reading.language,
        "kind": reading.kind or "unknown",
        "kind_confidence": reading.kind_confidence,
        "tie": reading.tie or "unknown",
        "tie_confidence": reading.tie_confidence,
        "words": [
            {"start": span.start, "end": span.end, "text": span.text, "meaning": span.meaning} for span in reading.words
        ],
        "edges": [{"source": edge.source, "says": edge.says} for edge in reading.edges],
        "reasons": list(reading.reasons),
        "doubts": list(reading.doubts),
        "open": list(reading.open),
        "stated": {"kind": reading.stated_kind, "tie": reading.stated_tie, "contradicted": reading.contradicted},
    }
