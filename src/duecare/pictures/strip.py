"""A strip of treaties: filled is party, hatched signed only, outlined not a party, dotted open; the word under each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

from duecare.pictures.canvas import DOTTED, SMALL, WIDTH, picture, words
from duecare.pictures.hatching import hatching
from duecare.pictures.lettering import clean, wrapped

Standing = Literal["party", "signed", "none", "unknown"]
SAID: Final[dict[Standing, str]] = {
    "party": "party",
    "signed": "signed only",
    "none": "not a party",
    "unknown": "open",
}
"""The word of each standing."""
_ABREAST: Final = 4
_PITCH: Final = WIDTH / _ABREAST
_WIDE, _DEEP, _EDGE = _PITCH - 14.0, 26.0, 2.0
_LINE: Final = 24.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A treaty.

    Attributes:
        name: As short as it is known by, "ICCPR"; whole in the box's title, over three lines at most under it.
        standing: Party, signed but not ratified, not a party, or not known.
        year: Since when; None if it is not known.
    """

    name: str
    standing: Standing
    year: int | None = None


def treaty_strip(cells: Sequence[Cell], *, title: str) -> str:
    """An SVG of boxes in rows of four, one a treaty: mark, name, word and year.

    Args:
        cells: In the order in which they are drawn.
        title: What it shows, for people who cannot see it.

    Raises:
        ValueError: a standing that is none.
    """
    for cell in cells:
        if cell.standing not in SAID:
            raise ValueError(f"{cell.name!r}: {cell.standing!r} is no standing; accepted: {', '.join(SAID)}")
    parts: list[str] = []
    y = _EDGE
    for begin in range(0, len(cells), _ABREAST):
        row = cells[begin : begin + _ABREAST]
        names = [wrapped(clean(cell.name), _WIDE * 0.93, SMALL, most=3) for cell in row]
        for at, (cell, name) in enumerate(zip(row, names, strict=True)):
            parts += _box(cell, name, _EDGE + at * _PITCH, y)
        y += _DEEP + _LINE * (max(map(len, names)) + 2) + 22
    return picture("strip", WIDTH, max(y - 12, _DEEP), title, " ".join(f"{_told(cell)}." for cell in cells), parts)


def _year(cell: Cell) -> str:
    """The line under the word. That a year is missing is said where there must be one."""
    if cell.year is not None:
        return f"in {cell.year}" if cell.standing == "signed" else f"since {cell.year}"
    return "year open" if cell.standing in ("party", "signed") else ""


def _told(cell: Cell) -> str:
    return f"{cell.name}: {' '.join(part for part in (SAID[cell.standing], _year(cell)) if part)}"


def _box(cell: Cell, name: Sequence[str], left: float, top: float) -> list[str]:
    parts = [f"<g><title>{escape(clean(_told(cell)))}</title>", *_mark(cell.standing, left, top)]
    y = top + _DEEP + _LINE - 2
    for line, strong in [*((line, True) for line in name), (SAID[cell.standing], False), (_year(cell), False)]:
        if line:
            parts.append(words(left, y, line, strong=strong))
        y += _LINE
    return [*parts, "</g>"]


def _mark(standing: Standing, left: float, top: float) -> list[str]:
    box = f'x="{left:g}" y="{top:g}" width="{_WIDE:g}" height="{_DEEP:g}"'
    match standing:
        case "party":
            return [f'<rect {box} fill="currentColor" stroke-width="2"/>']
        case "signed":
            lines = hatching(left, top, _WIDE, _DEEP, 9.0)
            return [f'<path d="{lines}" stroke-width="2"/>', f'<rect {box} stroke-width="2"/>']
        case "none":
            return [f'<rect {box} stroke-width="2"/>']
        case "unknown":
            return [f"<rect {box}{DOTTED}/>"]
