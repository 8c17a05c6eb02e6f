"""Which encoding a text file has, found by going through the whole of it."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from duecare.errors import InputError

SAMPLE: Final = 200_000
"""Bytes by which an encoding is guessed where the file is not UTF-8."""


def encoding_of(path: Path) -> str:
    """The encoding of a text file too large to be read at once.

    UTF-16 by its mark or its zeros, then UTF-8, then the likeliest.

    Raises:
        InputError: bytes that are no text in any encoding.
    """
    with open(path, "rb") as file:
        sample = file.read(SAMPLE)
        if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        if wide := without_mark(sample):
            return wide
        if sample.count(b"\0") > len(sample) // 100:
            raise InputError("is not a table in text", path=str(path), hint="accepted: CSV, TSV or XLSX")
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

    best = from_bytes(sample if not sample.isascii() else sample + chunk[:SAMPLE]).best()
    if best is None:
        raise InputError("is not text in any encoding that was tried", path=str(path), hint="save it as UTF-8")
    return best.encoding


def without_mark(data: bytes) -> str | None:
    """UTF-16 without its mark shows in text of Latin letters: every second byte is zero."""
    pairs = data[:2_000]
    zeros = pairs[0::2].count(0), pairs[1::2].count(0)
    if len(pairs) < 8 or max(zeros) * 4 < len(pairs) or min(zeros) * 20 > len(pairs):
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
