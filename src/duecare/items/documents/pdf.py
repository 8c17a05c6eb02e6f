"""PDF, by pypdfium2."""

from __future__ import annotations

import re
import time

from duecare.items.documents.model import MAX_PAGES, MAX_SECONDS, MAX_TEXT, Document, DocumentError, assembled

_REFUSED = {
    "password": "is encrypted; save it without a password",
    "data format": "is damaged or cut short, or no PDF",
    "security": "uses a protection that cannot be read; save it without",
}


_HYPHEN = re.compile(r"(?<=\w)[\ufffe\u00ad-]\n(?=[^\W\d_])")
_WRAPPED = re.compile(r"(?<=[^\s.!?:;])\n(?=[^\W\d_A-Z])")


def _joined(text: str) -> str:
    """Words and sentences that the page breaks over lines, in one piece again."""
    text = _HYPHEN.sub("", text.replace("\r\n", "\n").replace("\0", " "))
    return _WRAPPED.sub(" ", text.replace("\ufffe", "-"))


def read_pdf(data: bytes, name: str) -> Document:
    """The text of a PDF, page by page.

    Raises:
        DocumentError: encrypted, damaged, without pages or with pictures of text only.
    """
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        reason = next((text for word, text in _REFUSED.items() if word in str(problem).casefold()), "cannot be read")
        raise DocumentError(reason, path=name) from None
    pages: list[str] = []
    notes: list[str] = []
    empty = length = 0
    until = time.monotonic() + MAX_SECONDS
    try:
        count = len(pdf)
        for number in range(min(count, MAX_PAGES)):
            try:
                page = pdf[number]
                text = page.get_textpage()
                words = _joined(text.get_text_range())
                text.close()
                page.close()
            except pypdfium2.PdfiumError:
                notes.append(f"page {number + 1} is damaged and was not read")
                words = ""
            pages.append(words)
            length += len(words)
            empty += not words.strip()
            if length > MAX_TEXT or time.monotonic() > until:
                break
    finally:
        pdf.close()
    if not pages:
        raise DocumentError("has no pages", path=name)
    if empty == len(pages):
        raise DocumentError(
            "holds pictures of text only, no text", path=name, hint="run text recognition (OCR) over it first"
        )
    if empty:
        notes.append(f"{empty} of {len(pages)} pages hold no text, perhaps pictures of it; they were not read")
    if len(pages) < count and length <= MAX_TEXT:
        notes.append(f"only the first {len(pages):,} of {count:,} pages were read")
    return assembled(name, "page", pages, notes)
