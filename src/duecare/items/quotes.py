"""Quotes: words of a document with the page they stand on and the sentence around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duecare.items.documents import Document
from duecare.items.scan import Span

#: Words shown for one label, category or element.
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document, where they stand (unit and number: page 3, line 12), and the sentence around them."""

    words: str
    document: str
    unit: str
    page: int
    start: int
    sentence: str


class Places:
    """Documents joined to one text, and the way from places in it back to each document and its pages."""

    #: Between two documents: no phrase reaches over it.
    BREAK = "\n.\n"

    def __init__(self, documents: Sequence[Document]) -> None:
        self.text = self.BREAK.join(document.text for document in documents)
        self._documents = documents
        self._starts: list[int] = []
        start = 0
        for document in documents:
            self._starts.append(start)
            start += len(document.text) + len(self.BREAK)

    def quote(self, span: Span) -> Quote:
        number = max(place for place, start in enumerate(self._starts) if start <= span.start)
        document = self._documents[number]
        start = span.start - self._starts[number]
        sentence = document.sentence_at(start)
        return Quote(span.words, document.name, document.unit, document.page(start), start, sentence.text)

    def quotes(self, spans: Sequence[Span], most: int = SHOWN) -> tuple[Quote, ...]:
        """The first few, in the order given, the same words once."""
        seen: dict[str, Span] = {}
        for span in spans:
            seen.setdefault(span.words.casefold(), span)
        return tuple(self.quote(span) for span in list(seen.values())[:most])
