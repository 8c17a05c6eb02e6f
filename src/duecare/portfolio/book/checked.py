"""A column of a piece, checked: what is written as it should be at once, every other distinct value by its reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from duecare.portfolio.book.values import Reader, holds

MOST_KEPT: Final = 100_000
"""Distinct values of a column that are remembered from one piece to the next."""
_PLAIN_TEXT: Final = r'^[!"$-~][!-~]*( [!-~]+)*$'
_PLAIN_NUMBER: Final = r"^(0|-?[1-9][0-9]{0,14}|-?(0|[1-9][0-9]{0,14})\.[0-9]{0,11}[1-9])$"
_LONGEST_PLAIN: Final = 1_000

Found = tuple[str | None, str | None]
"""A checked text, and why there is none where the value cannot be read."""


class Checked:
    """A column of which each distinct value is read once, as long as there are not too many to remember."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[object, Found] = {}
        self._quick = None if reader.spelling.values or reader.spelling.decimal else _plain_of(reader)

    def texts(self, values: Any) -> tuple[Any, dict[int, str]]:
        """What distinct values say: an Arrow array of texts, and by place the reason why a value cannot be read.

        Args:
            values: A list, or an Arrow array.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        if isinstance(values, list):
            found = self._found(values)
            return pa.array([text for text, _ in found], pa.string()), _reasons(range(len(found)), found)
        written = None if self._quick is None else _written(values, self._quick)
        if written is None:
            return self.texts(values.to_pylist())
        mask = written.is_null()
        slow = np.flatnonzero(mask.to_numpy(zero_copy_only=False))
        found = self._found(values.take(pa.array(slow)).to_pylist())
        read = pa.array([text for text, _ in found], pa.string())
        return pc.replace_with_mask(written, mask, read), _reasons(slow.tolist(), found)

    def _found(self, values: Iterable[object]) -> list[Found]:
        """What each value says. A number is remembered apart from the boolean that Python takes for the same."""
        known, read = self._known, self._reader.found
        if len(known) > MOST_KEPT:
            known.clear()
        found = []
        for raw in values:
            key = raw if isinstance(raw, str) else (type(raw), raw)
            said = known.get(key)
            if said is None:
                said = known[key] = read(raw)
            found.append(said)
        return found


def _reasons(places: Iterable[int], found: Iterable[Found]) -> dict[int, str]:
    return {place: reason for place, (_, reason) in zip(places, found, strict=True) if reason is not None}


def _plain_of(reader: Reader) -> str | None:
    """The form of what a column may hold as it is; None where each value has to be looked at."""
    match holds(reader.column):
        case "text":
            return _PLAIN_TEXT
        case "number" if reader.column.fact is None:
            return _PLAIN_NUMBER
    return None


def _written(values: Any, form: str) -> Any:
    """The values that have a form, as text, and null in the place of others; None where their type has no such form."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    if pa.types.is_integer(kind) or (pa.types.is_floating(kind) and form == _PLAIN_NUMBER):
        values = values.cast(pa.string())
    elif not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return None
    plain = pc.and_(
        pc.match_substring_regex(values, form),
        pc.and_(
            pc.not_equal(pc.ascii_lower(values), "unknown"), pc.less_equal(pc.binary_length(values), _LONGEST_PLAIN)
        ),
    )
    return pc.if_else(plain, values, pa.scalar(None, values.type)).cast(pa.string())
