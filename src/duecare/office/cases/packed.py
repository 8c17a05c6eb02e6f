"""Columns whose content is kept compressed: a review is some hundred kilobytes of text that repeats itself."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    Binary = models.BinaryField[Any, Any]
else:
    Binary = models.BinaryField


class PackedBytes(Binary):
    """Bytes, compressed in the database (zlib) and plain in Python."""

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else zlib.compress(bytes(value), 6)

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return None if value is None else zlib.decompress(bytes(value))


class PackedJSON(Binary):
    """JSON values, as compressed text in the database."""

    def get_prep_value(self, value: Any) -> Any:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return zlib.compress(text.encode(), 6)

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return None if value is None else json.loads(zlib.decompress(bytes(value)))


__all__ = ["PackedBytes", "PackedJSON"]
