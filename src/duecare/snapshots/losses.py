"""What an edition may lose against the one before it: a list that shrinks at a stroke is rarely right."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Final

from duecare.errors import InputError
from duecare.snapshots.manifest import Manifest
from duecare.snapshots.source import Source

MOST_LOST: Final = 0.20
COUNTED_ALONE: Final = 50
"""A list of fewer rows within a file may lose more than a fifth by two or three delistings."""
_ACCEPT: Final = "if its publisher says so too, --accept takes it in; until then the last good snapshot stays in use"


def check_losses(
    source: Source, rows: int, lists: Mapping[str, int], before: Manifest | None, *, accept: bool
) -> str | None:
    """Refuse an edition without rows; and one that lost more than a fifth of them, or a list, unless that is accepted.

    Returns:
        What was accepted, in words; None if nothing had to be.

    Raises:
        InputError: it is refused; says both numbers.
    """
    if not rows:
        raise InputError(f"{source.key}: holds no rows; a list that is suddenly empty is never taken in")
    found = list(_losses(source, rows, lists, before))
    if found and not accept:
        raise InputError(f"{source.key}: {'; '.join(found)}", hint=_ACCEPT if before else _FEW)
    return "; ".join(found) or None


def check_age(source: Source, day: datetime.date, before: Manifest, *, accept: bool) -> str:
    """Refuse to put an edition to use that is older than the one in use, unless that is accepted.

    Returns:
        What was accepted, in words.

    Raises:
        InputError: it is refused.
    """
    said = f"is of {day}, older than the one in use, of {before.date}"
    if not accept:
        raise InputError(f"{source.key}: {said}", hint=_ACCEPT)
    return said


_FEW: Final = "an excerpt reads as clearance of all that is not in it; --accept takes it in all the same"


def _losses(source: Source, rows: int, lists: Mapping[str, int], before: Manifest | None) -> Iterator[str]:
    if before is None:
        if rows < source.fewest_rows:
            yield f"holds {_rows(rows)}; a complete one has at least {source.fewest_rows:,}"
        return
    if rows < before.rows * (1 - MOST_LOST):
        yield f"lost {_share(rows, before.rows)} of its rows: {_rows(rows)}, and {before.rows:,} in {before.id}"
    for key, then in before.lists.items():
        now = lists.get(key, 0)
        if not now:
            yield f"holds no row of {key} any more, and {then:,} in {before.id}"
        elif then >= COUNTED_ALONE and now < then * (1 - MOST_LOST) and len(before.lists) > 1:
            yield f"{key} lost {_share(now, then)} of its rows: {_rows(now)}, and {then:,} in {before.id}"


def _share(now: int, then: int) -> str:
    return f"{100 * (then - now) / then:.0f} %"


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"
