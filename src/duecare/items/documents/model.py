"""A document as it is read: its text, and where on its pages each place of the text stands."""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from duecare.errors import InputError

#: What a document is called that the item's own name, description and configuration make.
OWN_WORDS = "the item's own description"

#: Bytes of a document, characters of its text, pages of a PDF and rows of a workbook that are read.
MAX_BYTES = 150_000_000
MAX_TEXT = 1_000_000
MAX_PAGES = 3_000
MAX_ROWS = 100_000
#: Seconds after which no further page or row of a document is begun.
MAX_SECONDS = 60.0

_LIGATURES = dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
_SENTENCE = re.compile(r"[^.!?。！？؟۔…\n]*(?:[.!?؟۔…](?!\s|$)[^.!?。！？؟۔…\n]*)*[.!?。！？؟۔…\n]?")


class DocumentError(InputError):
    """A document that cannot be read: empty, encrypted, damaged, a picture, too large."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or line, with its place in the document's text and the page it stands on (from 1)."""

    text: str
    start: int
    page: int


@dataclass(frozen=True, slots=True)
class Document:
    """What was read of one document.

    Attributes:
        name: File name, or what the caller calls the text.
        text: All pages, one after another, at most MAX_TEXT characters.
        unit: What `starts` counts: page, paragraph, row or line.
        starts: Where in the text each page (or paragraph, row, line) begins.
        notes: What was left out and why; shown with every result.
    """

    name: str
    text: str
    unit: str
    starts: Sequence[int]
    notes: tuple[str, ...] = field(default=())

    def page(self, place: int) -> int:
        """The page on which a place of the text stands, from 1."""
        return max(bisect.bisect_right(self.starts, place), 1)

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence with its page, in order."""
        for match in _SENTENCE.finditer(self.text):
            words = match.group().strip()
            if words:
                start = match.start() + match.group().index(words[0])
                yield Sentence(words, start, self.page(start))

    def sentence_at(self, place: int) -> Sentence:
        """The sentence that holds a place of the text, at most 300 characters to either side."""
        first = max(0, place - 300)
        before = [match.end() for match in re.finditer(r"[.!?؟۔…](?=\s)|[。！？\n]", self.text[first:place])]
        start = first + before[-1] if before else first
        end = re.compile(r"[.!?؟۔…](?=\s|$)|[。！？\n]").search(self.text, place, place + 300)
        stop = end.end() if end else min(len(self.text), place + 300)
        words = self.text[start:stop]
        start += len(words) - len(words.lstrip())
        return Sentence(words.strip(), start, self.page(start))


def assembled(name: str, unit: str, pages: Sequence[str], notes: Sequence[str] = ()) -> Document:
    """A document of these pages; text beyond MAX_TEXT is left out, and a note says so.

    Raises:
        DocumentError: there is no text.
    """
    starts, parts, length, left = [], [], 0, list(notes)
    for page in map(normal, pages):
        if length + len(page) >= MAX_TEXT:
            starts.append(length)
            parts.append(page[: max(0, MAX_TEXT - length)])
            left.append(f"only the first {MAX_TEXT:,} characters were read")
            break
        starts.append(length)
        parts.append(page if page.endswith("\n") or not page else f"{page}\n")
        length += len(parts[-1])
    text = "".join(parts)
    if not text.strip():
        raise DocumentError("holds no text", path=name)
    return Document(name, text, unit, tuple(starts), tuple(left))


def text_document(name: str, text: str) -> Document:
    """A text in memory as a document, a line a line.

    Raises:
        DocumentError: there is no word in it.
    """
    return assembled(name, "line", text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def normal(text: str) -> str:
    """Text in Unicode normal form C, with ligatures as letters: as it is typed, not as it is printed.

    >>> normal("\ufb01ngerprint"), normal("Vide\u0301o")
    ('fingerprint', 'Vidéo')
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.translate(_LIGATURES))
