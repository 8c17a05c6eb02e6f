"""Columns whose content is kept compressed: a review is some hundred kilobytes of text that repeats itself.

What was erased is kept as no bytes at all: the same content makes other compressed bytes with another version of zlib,
and the database must tell what was erased from what was written.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, Final

from django.db import models

if TYPE_CHECKING:
    Binary = models.BinaryField[Any, Any]
else:
    Binary = models.BinaryField

ERASED_MARK: Final = b""
"""What stands in the database in place of what was erased."""

ERASED_DOCUMENT: Final = json.dumps(
    {
        "erased": True, "findings": [], "stops": [], "gaps": [], "questions": [], "safeguards": [],
        "gathered": {"subjects": [], "uses": [], "assertions": []},
    }
).encode()  # fmt: skip
"""How a review that was erased reads: it says so, and has nothing of what a review says."""


class PackedBytes(Binary):
    """Bytes, compressed in the database (zlib) and plain in Python; what was erased is `ERASED_DOCUMENT`."""

    def get_prep_value(self, value: Any) -> Any:
        if value is None:
            return None
        plain = bytes(value)
        return ERASED_MARK if plain == ERASED_DOCUMENT else zlib.compress(plain, 6)

    def from_db_value(self, value: Any, *_: Any) -> Any:
        if value is None:
            return None
        kept = bytes(value)
        return ERASED_DOCUMENT if kept == ERASED_MARK else zlib.decompress(kept)


class PackedJSON(Binary):
    """A mapping, as compressed JSON in the database; an empty one, as after it was erased, is no bytes."""

    def get_prep_value(self, value: Any) -> Any:
        if value is None:
            return None
        if value == {}:
            return ERASED_MARK
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return zlib.compress(text.encode(), 6)

    def from_db_value(self, value: Any, *_: Any) -> Any:
        if value is None:
            return None
        kept = bytes(value)
        return {} if kept == ERASED_MARK else json.loads(zlib.decompress(kept))


__all__ = ["ERASED_DOCUMENT", "ERASED_MARK", "PackedBytes", "PackedJSON"]
