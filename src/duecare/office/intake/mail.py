"""An e-mail as the beginning of a case: subject, text and the names of what is attached. Nothing of it is run."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser
from typing import Final

from duecare.errors import InputError

MOST_BYTES: Final = 25_000_000
MOST_TEXT: Final = 60_000
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_BREAKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "table", "blockquote"})
_SILENT = frozenset({"script", "style", "head", "title", "template"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is attached, by what the e-mail says of it."""

    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Letter:
    """What an e-mail says."""

    subject: str
    sender: str
    date: str
    text: str
    attachments: tuple[Attachment, ...]

    @property
    def notes(self) -> str:
        """It as notes of a deal."""
        head = [f"E-mail from {self.sender or 'an unnamed sender'}", f"Date: {self.date or 'not given'}"]
        listed = [f"- {one.name} ({one.type}, {one.size:,} bytes)" for one in self.attachments]
        tail = ["", "Attached, and not opened here:", *listed] if listed else []
        return "\n".join([*head, f"Subject: {self.subject}", "", self.text or "(no text)", *tail])


def read_mail(data: bytes, name: str) -> Letter:
    """Read an e-mail as a mail program saves it (.eml).

    Raises:
        InputError: it has none of the headers of an e-mail, or is too large.
    """
    if len(data) > MOST_BYTES:
        raise InputError(f"{name} is larger than {MOST_BYTES // 1_000_000} MB", hint="send its attachments one by one")
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not any(_header(message, one) for one in ("From", "Subject", "Date")):
        raise InputError(
            f"{name} is no e-mail: it has no sender, subject or date", hint="accepted: a file saved as .eml"
        )
    body = message.get_body(("plain", "html"))
    text = _content(body) if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        text = _plain(text)
    return Letter(
        _line(_header(message, "Subject"))[:200],
        _line(_header(message, "From"))[:300],
        _line(_header(message, "Date"))[:100],
        _clean(text)[:MOST_TEXT].strip(),
        tuple(_attachments(message))[:200],
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError):  # headers that the standard library cannot parse
        return ""


def _content(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # a character set that nobody knows
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for part in message.iter_attachments():
        payload = part.get_payload(decode=True)
        size = len(payload) if isinstance(payload, bytes) else 0
        yield Attachment(_line(part.get_filename() or "without a name")[:200], part.get_content_type()[:100], size)


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def _plain(html: str) -> str:
    """The text of HTML, without what only a browser would do with it."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
