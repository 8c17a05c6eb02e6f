"""Plain text: bytes to characters, whatever the encoding."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from duecare.items.documents.model import DocumentError

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_META = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})|<\?xml[^>]{0,200}encoding=["']([\w-]{2,40})""",
    re.I,
)


def decoded(data: bytes, name: str, *, markup: bool = False) -> tuple[str, tuple[str, ...]]:
    """The text of these bytes and what there is to say about how it was read.

    UTF-8 and UTF-16 by their marks, then UTF-8, then what the markup declares, then the likeliest encoding; bytes that
    do not fit are shown as �.

    Raises:
        DocumentError: bytes that are no text in any encoding.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _clean(data.decode("utf-16", "replace")), ()
    body = data.removeprefix(b"\xef\xbb\xbf")
    if wide := _without_mark(body):
        return _clean(body.decode(wide, "replace")), (f"has no byte order mark; read as {wide}",)
    if body.count(b"\0") > len(body) // 100:
        raise DocumentError("is not text", path=name, hint="accepted: text, Markdown, HTML, PDF, DOCX, XLSX")
    try:
        return _clean(body.decode("utf-8")), ()
    except UnicodeDecodeError as problem:
        broken = problem
    if markup and (declared := _META.search(body[:2048])):
        encoding = (declared.group(1) or declared.group(2)).decode("ascii")
        try:
            return _clean(body.decode(encoding)), (f"read as {encoding}, as it declares",)
        except (LookupError, UnicodeDecodeError):
            pass
    wrong = sum(1 for _ in re.finditer("\ufffd", body.decode("utf-8", "replace")))
    if wrong * 50 < len(body):  # a few bytes of another encoding in a UTF-8 text
        return _clean(body.decode("utf-8", "replace")), (f"{wrong} bytes from {broken.start} on are not UTF-8",)
    from charset_normalizer import from_bytes

    best = from_bytes(body[:200_000]).best()
    if best is None:
        raise DocumentError("is not text in any encoding that was tried", path=name, hint="save it as UTF-8")
    return _clean(body.decode(best.encoding, "replace")), (f"not UTF-8; read as {best.encoding}",)


def encoding_of(path: Path) -> str:
    """The encoding of a text file too large to be read at once; the whole of it is gone through.

    Raises:
        DocumentError: bytes that are no text in any encoding.
    """
    with open(path, "rb") as file:
        sample = file.read(200_000)
        if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        if wide := _without_mark(sample):
            return wide
        if sample.count(b"\0") > len(sample) // 100:
            raise DocumentError("is not a table in text", path=str(path), hint="accepted: CSV, TSV or XLSX")
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            chunk = sample
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(1 << 20)
            decoder.decode(b"", final=True)
            return "utf-8-sig"
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(sample if not sample.isascii() else sample + chunk[:200_000]).best()
    if best is None:
        raise DocumentError("is not text in any encoding that was tried", path=str(path), hint="save it as UTF-8")
    return best.encoding


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without its mark shows in text of Latin letters: every second byte is zero."""
    pairs = data[:2_000]
    zeros = pairs[0::2].count(0), pairs[1::2].count(0)
    if len(pairs) < 8 or max(zeros) * 4 < len(pairs) or min(zeros) * 20 > len(pairs):
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def _clean(text: str) -> str:
    """Control characters as blanks, and line ends as one character."""
    return _CONTROL.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n")
