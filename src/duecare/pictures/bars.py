"""Bars of dimensions on the scale of four steps: the median as a mark, its 90 % interval as a line, open as dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from duecare.pictures.canvas import DOTTED, LETTER, SMALL, WIDTH, paragraph, picture, words
from duecare.pictures.lettering import clean, long, wrapped
from duecare.pictures.scale import SPAN, between, four, ordered

_EDGE: Final = 10.0
_STEP: Final = (WIDTH - 2 * _EDGE) / SPAN
_DEEP: Final = 26.0
"""Height of the field of a bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A dimension.

    Attributes:
        label: Its name.
        median, low, high: Where it stands and its 90 % interval, 0 (good) to 4 (severe); None is open.
        said: That in words, as "serious or severe"; made from the interval if it is empty.
        note: What it rests on, as "one family of sources, 2023".
        core: True for a dimension that decides: set in bold, with a filled mark.
        known: False draws it as open, whatever the figures.
    """

    label: str
    median: float | None
    low: float | None
    high: float | None
    said: str = ""
    note: str = ""
    core: bool = False
    known: bool = True


def interval_bars(rows: Sequence[Bar], *, title: str, steps: Sequence[str], source: str) -> str:
    """An SVG of dimensions one under the other, worse to the right.

    Args:
        rows: In the order in which they are drawn.
        title: What it shows, for people who cannot see it.
        steps: The names of the four steps, best first.
        source: Stands under the picture, with its year.

    Raises:
        ValueError: not four steps, or an interval out of order or off the scale.
    """
    four(steps)
    parts = [
        words(_EDGE + (at + 0.5) * _STEP, 24, step, LETTER if long(step, LETTER) < _STEP else SMALL, anchor="middle")
        for at, step in enumerate(steps)
    ]
    y = 44.0
    for row in rows:
        drawn, y = _row(row, y, steps)
        parts += drawn
    for line in (_legend(rows), source):
        lines, y = paragraph(_EDGE, y, line, WIDTH - 2 * _EDGE)
        parts += lines
        y += 8
    told = f"A scale of four steps, worse to the right: {', '.join(steps)}. "
    return picture("bars", WIDTH, y, title, told + " ".join(_told(row, steps) for row in rows), parts)


def _place(row: Bar) -> tuple[float, float, float] | None:
    """Low, median and high; None if the dimension is open."""
    if not row.known or row.low is None or row.median is None or row.high is None:
        return None
    ordered(row.low, row.median, row.high, row.label)
    return row.low, row.median, row.high


def _said(row: Bar, steps: Sequence[str]) -> str:
    place = _place(row)
    return "open" if place is None else row.said or between(place[0], place[2], steps)


def _told(row: Bar, steps: Sequence[str]) -> str:
    note = f" ({row.note})" if row.note else ""
    return f"{row.label}{', core' if row.core else ''}: {_said(row, steps)}{note}."


def _row(row: Bar, top: float, steps: Sequence[str]) -> tuple[list[str], float]:
    """Name and words above the bar, what it rests on under it; and where the next row begins."""
    place = _place(row)
    said = "" if place is None else clean(_said(row, steps))
    room = WIDTH - 2 * _EDGE - (long(said, SMALL) + 16 if said else 0)
    apart = room < WIDTH / 3  # then what is said goes under the name
    names = wrapped(clean(row.label), (WIDTH - 2 * _EDGE if apart else room) * (0.93 if row.core else 1), LETTER, 3)
    parts = [words(_EDGE, top + 22 + 26 * at, line, LETTER, strong=row.core) for at, line in enumerate(names)]
    y = top + 26 * len(names)
    if said and apart:
        lines, y = paragraph(_EDGE, y, said, WIDTH - 2 * _EDGE)
        parts += lines
    elif said:
        parts.append(words(WIDTH - _EDGE, top + 22, said, anchor="end"))
    y += 7
    parts += _open(y) if place is None else _bar(*place, y, core=row.core)
    lines, y = paragraph(_EDGE, y + _DEEP + 2, row.note, WIDTH - 2 * _EDGE, most=2)
    return [*parts, *lines], y + 20


def _open(top: float) -> list[str]:
    wide, middle = WIDTH - 2 * _EDGE, WIDTH / 2
    outline = f'<rect x="{_EDGE:g}" y="{top:g}" width="{wide:g}" height="{_DEEP:g}"{DOTTED}/>'
    return [outline, words(middle, top + 19, "open", anchor="middle")]


def _bar(low: float, median: float, high: float, top: float, *, core: bool) -> list[str]:
    left, at, right = (_EDGE + value * _STEP for value in (low, median, high))
    middle, radius = top + _DEEP / 2, 9.5 if core else 7.5
    apart = radius + 2.5  # the mark stands free of its line
    borders = "".join(f"M{_EDGE + step * _STEP:g} {top:g}v{_DEEP:g}" for step in range(int(SPAN) + 1))
    field = f"M{_EDGE:g} {middle:g}h{WIDTH - 2 * _EDGE:g}"
    parts = [f'<path d="{borders}{field}" stroke-width="1.2" stroke-opacity="0.45"/>']
    line = "".join(
        f"M{begin:.1f} {middle:g}H{end:.1f}" for begin, end in ((left, at - apart), (at + apart, right)) if begin < end
    )
    if line:
        parts.append(f'<path d="{line}" stroke-width="{9 if core else 6}" stroke-opacity="{1 if core else 0.75:g}"/>')
    mark = ' fill="currentColor"' if core else ""
    parts.append(f'<circle cx="{at:.1f}" cy="{middle:g}" r="{radius - 1.25:g}" stroke-width="2.5"{mark}/>')
    return parts


def _legend(rows: Sequence[Bar]) -> str:
    """What the marks mean that are drawn."""
    places = [(row.core, _place(row)) for row in rows]
    cores = {core for core, place in places if place is not None}
    said = []
    if cores:
        said.append("Mark: median. Line: 90 % interval.")
    if cores == {True, False}:
        said.append("Bold, filled: core dimension.")
    if any(place is None for _, place in places):
        said.append("Dotted: open.")
    return " ".join(said)
