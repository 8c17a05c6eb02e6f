"""The canvas that charts are drawn on: a title, a description, and letters in the colour of the text around it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final, Literal

from duecare.pictures.lettering import clean, wrapped

WIDTH: Final = 640.0
"""Of a chart, in user units. On a telephone a unit is under half a pixel: hence the size of the letters."""
LETTER, SMALL = 22.0, 19.0
"""Sizes of names and of what is said about them."""
DOTTED: Final = ' stroke-dasharray="0.1 7" stroke-linecap="round" stroke-width="3"'
"""The outline of what is open."""


def picture(
    kind: str, width: float, height: float, title: str, told: str, parts: Iterable[str], role: str = "img"
) -> str:
    """An SVG of its parts.

    Args:
        kind: The class, for the page's style.
        title: What it shows.
        told: The picture in words, for people who cannot see it.
        parts: Elements in order.
        role: `group` where it holds links.
    """
    return "".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="{role}" viewBox="0 0 {width:g} {height:g}" '
        f'fill="none" stroke="currentColor">',
        f"<title>{escape(clean(title))}</title>",
        f"<desc>{escape(clean(told))}</desc>",
        *parts,
        "</svg>",
    ])  # fmt: skip


def words(
    x: float,
    y: float,
    said: str,
    size: float = SMALL,
    *,
    anchor: Literal["start", "middle", "end"] = "start",
    strong: bool = False,
) -> str:
    """A line of text."""
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    weight = ' font-weight="700"' if strong else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="currentColor" stroke="none"{at}{weight}>'
        f"{escape(clean(said))}</text>"
    )


def paragraph(
    x: float, top: float, said: str, width: float, size: float = SMALL, most: int = 4
) -> tuple[list[str], float]:
    """Text over several lines, and where it ends."""
    lines = wrapped(clean(said), width, size, most) if said else []
    step = round(size * 1.25)
    return [words(x, top + step * (at + 1) - 4, line, size) for at, line in enumerate(lines)], top + step * len(lines)
