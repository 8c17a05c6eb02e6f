"""The interval of a risk level as places on a track: filled is known, hatched is possible, dotted is open."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from duecare.pictures.hatching import hatching

STEP, GAP, TOP, HEIGHT = 116.0, 4.0, 22.0, 22.0
"""Width of a step, room between steps, upper edge and height of the bar, in user units."""


def interval_track(known: str, possible: str, levels: Sequence[str], *, hold: bool) -> str:
    """An SVG of the levels in order, drawn in the colour of the text around it.

    Args:
        known: the level on what is known.
        possible: the level that it could turn out to be; not below `known`.
        levels: all levels, lowest first.
        hold: True where no level is headlined: then every step is open and none is marked.

    Raises:
        ValueError: a level that is not one of `levels`.
    """
    for level in (known, possible):
        if level not in levels:
            raise ValueError(f"{level!r} is no level; accepted: {', '.join(levels)}")
    first, last = (-1, -1) if hold else (levels.index(known), levels.index(possible))
    title, told = in_words(known, possible, hold=hold), f"A track of {len(levels)} steps: {', '.join(levels)}."
    width = len(levels) * (STEP + GAP) + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="track" role="img" viewBox="0 0 {width:g} 66" '
        f'fill="none" stroke="currentColor">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(told + ' Filled steps are known, hatched ones possible, dotted ones open.')}</desc>",
    ]
    for index, level in enumerate(levels):
        left = GAP + index * (STEP + GAP)
        parts += _step(left, index, first, last, hold=hold)
        marked = not hold and index in (first, last)
        parts.append(_label(left + STEP / 2, TOP + HEIGHT + 17, level, strong=marked))
    for place, said in _marks(first, last, hold=hold, steps=len(levels)):
        parts.append(_label(GAP + (place + 0.5) * (STEP + GAP) - GAP / 2, TOP - 7, said, strong=False))
    return "".join([*parts, "</svg>"])


def in_words(known: str, possible: str, *, hold: bool) -> str:
    """The interval as words.

    >>> in_words("high", "severe", hold=False), in_words("low", "low", hold=False), in_words("low", "high", hold=True)
    ('high on what is known, could be severe', 'low', 'open: cannot be rated yet')
    """
    if hold:
        return "open: cannot be rated yet"
    return known if known == possible else f"{known} on what is known, could be {possible}"


def _step(left: float, index: int, first: int, last: int, *, hold: bool) -> list[str]:
    box = f'x="{left:g}" y="{TOP:g}" width="{STEP:g}" height="{HEIGHT:g}"'
    if hold:
        return [f'<rect {box} stroke-width="1.5" stroke-dasharray="1.5 4" stroke-linecap="round"/>']
    if index <= first:
        return [f'<rect {box} fill="currentColor" stroke-width="1.5"/>']
    if index <= last:
        return [
            f'<path d="{hatching(left, TOP, STEP, HEIGHT)}" stroke-width="1.6"/>',
            f'<rect {box} stroke-width="1.5"/>',
        ]
    return [f'<rect {box} stroke-width="1" stroke-opacity="0.55"/>']


def _marks(first: int, last: int, *, hold: bool, steps: int) -> list[tuple[float, str]]:
    if hold:
        return [((steps - 1) / 2, "open")]
    return [(first, "known")] if first == last else [(first, "known"), (last, "possible")]


def _label(x: float, y: float, text: str, *, strong: bool) -> str:
    weight = ' font-weight="700"' if strong else ""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="middle" font-size="15" fill="currentColor" stroke="none"{weight}>'
        f"{escape(text)}</text>"
    )
