"""Plain text: bytes to characters, whatever the encoding."""

from __future__ import annotations

import re

from duecare.items.documents.model import DocumentError
from duecare.transaction.encoding import without_mark

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
    if wide := without_mark(body):
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


def _clean(text: str) -> str:
    """Control characters as blanks, and line ends as one character."""
    return _CONTROL.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n")
