"""What a server's answer says in its headers, and how long to wait before asking again."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_PAUSE: Final = 60.0
_RANGE: Final = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")
_DIGEST: Final = re.compile(r"(?i)\bsha-256=:?([A-Za-z0-9+/]{43}=)")


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and headers; header names in any case."""

    status: int
    headers: Mapping[str, str]

    @property
    def encoded(self) -> bool:
        """Compressed on its way, although that was not asked for: lengths and ranges then count other bytes."""
        return self.headers.get("Content-Encoding", "identity").strip().casefold() not in ("identity", "")

    @property
    def total(self) -> int | None:
        """The size of the whole file in bytes; None if the server does not say."""
        if self.status in (206, 416):
            found = _RANGE.fullmatch(self.headers.get("Content-Range", "").strip())
            return int(found[2]) if found and found[2] != "*" else None
        length = self.headers.get("Content-Length", "")
        return int(length) if length.isascii() and length.isdigit() and not self.encoded else None

    @property
    def start(self) -> int | None:
        """The byte that a partial answer begins with."""
        found = _RANGE.fullmatch(self.headers.get("Content-Range", "").strip())
        return int(found[1]) if found and found[1] else None

    @property
    def sha256(self) -> str | None:
        """The checksum of the whole file that the server gives (RFC 9530 and the header before it)."""
        if self.encoded:
            return None
        found = _DIGEST.search(self.headers.get("Repr-Digest", self.headers.get("Digest", "")))
        try:
            return base64.b64decode(found[1], validate=True).hex() if found else None
        except binascii.Error:
            return None

    @property
    def retry_after(self) -> float | None:
        """Seconds that the server wants to be left alone; a date is not waited for."""
        wish = self.headers.get("Retry-After", "").strip()
        return float(wish) if wish.isascii() and wish.isdigit() and len(wish) < 8 else None

    @property
    def validator(self) -> str | None:
        """What makes sure that two parts are of one edition (RFC 9110, 13.1.5): a strong tag, else a date that is a
        minute older than the answer; None if there is neither."""
        etag, modified = self.headers.get("ETag", ""), self.headers.get("Last-Modified", "")
        if self.encoded:
            return None
        if etag.startswith('"'):
            return etag
        try:
            age = parsedate_to_datetime(self.headers.get("Date", "")) - parsedate_to_datetime(modified)
        except (ValueError, TypeError):
            return None
        return modified if age >= timedelta(minutes=1) else None


def pause(failed: int, wish: float | None) -> float:
    """Seconds to wait after so many failures in a row: half a second, then twice as long each time, a minute at most.

    >>> [pause(failed, None) for failed in (0, 1, 2, 3, 4, 20)], pause(1, 7), pause(1, 9000)
    ([0.5, 1.0, 2.0, 4.0, 8.0, 60.0], 7, 60.0)
    """
    return min(max(0.5 * 2.0 ** min(failed, 10), wish or 0), LONGEST_PAUSE)
