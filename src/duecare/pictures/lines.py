"""Lines over years: small panels of a median and its interval, and a line of characters for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from duecare.pictures.canvas import DOTTED, LETTER, SMALL, WIDTH, paragraph, picture, words
from duecare.pictures.lettering import clean, cut, wrapped
from duecare.pictures.scale import SPAN, STEPS, four, ordered, step_of

_LEFT, _RIGHT = 96.0, 160.0
"""Room for the names of the steps, and for what is said at the end of a line."""
_PLOT: Final = WIDTH - _LEFT - _RIGHT
_STEP: Final = 44.0
_DEEP: Final = SPAN * _STEP
_STRIP: Final = 24.0
"""Height of the strip under the plot in which the open years of a line are marked."""
_BLOCKS: Final = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Estimate:
    """Where a dimension stands in a year, 0 (good) to 4 (severe), and its 90 % interval."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Line:
    """A country's years.

    Attributes:
        name: Stands at its end; may be empty where there is one line.
        values: One a year; None is open.
    """

    name: str
    values: tuple[Estimate | None, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A panel: a dimension, and the line of a country, or of two that are compared; the second is dashed."""

    label: str
    lines: tuple[Line, ...]


def trend_lines(
    series: Sequence[Series], *, title: str, first: int, last: int, source: str, steps: Sequence[str] = STEPS
) -> str:
    """An SVG of panels one under the other on the same axes; higher is worse, and the picture says so.

    Args:
        series: A panel each.
        title: What it shows, for people who cannot see it.
        first, last: The years, both drawn.
        source: Stands under the picture.
        steps: The names of the four steps, best first.

    Raises:
        ValueError: not four steps, no line or more than two, not one value a year, or an interval off the scale.
    """
    four(steps)
    for one in series:
        _check(one, first, last)
    parts, y = paragraph(0, 0, " ".join(["Higher is worse.", *_compared(series)]), WIDTH, most=2)
    y += 8
    for one in series:
        drawn, y = _panel(one, y, first, last, steps)
        parts += drawn
    lines = [line for one in series for line in one.lines]
    shaded = any(value and value.low < value.high for line in lines for value in line.values)
    for text in (" ".join(_legend(series, shaded=shaded)), source):
        drawn, y = paragraph(0, y, text, WIDTH)
        parts += drawn
        y += 8
    told = f"From {first} to {last}; higher is worse: {', '.join(steps)}. "
    return picture("lines", WIDTH, y, title, told + " ".join(_told(one, first, steps) for one in series), parts)


def sparkline(values: Sequence[float | None], *, low: float = 0.0, high: float = SPAN, ascii: bool = False) -> str:
    """Years as characters, taller is worse; an open year is a dot.

    In ASCII a digit is the quarter of the scale that the year lies in, on the whole scale its step: 1 good, 4 severe.

    Raises:
        ValueError: a value that is not between `low` and `high`.

    >>> sparkline([0.2, 1.0, None, 2.6, 4.0]), sparkline([0.2, 1.0, None, 2.6, 4.0], ascii=True)
    ('▁▃·▆█', '12?34')
    """
    marks, unknown = ("1234", "?") if ascii else (_BLOCKS, "·")
    drawn = []
    for value in values:
        if value is not None and not low <= value <= high:
            raise ValueError(f"{value:g} is off the scale; accepted: {low:g} to {high:g}, or None for open")
        part = 0.0 if value is None or high == low else (value - low) / (high - low)
        drawn.append(unknown if value is None else marks[min(int(part * len(marks)), len(marks) - 1)])
    return "".join(drawn)


def _compared(series: Sequence[Series]) -> list[str]:
    """Which line is whose, if that is the same in every panel; it stands at the end of each line too."""
    names = {tuple(clean(line.name) for line in one.lines) for one in series}
    return [f"Solid: {pair[0]}. Dashed: {pair[1]}." for pair in names if len(names) == 1 and len(pair) == 2]


def _check(one: Series, first: int, last: int) -> None:
    if not 1 <= len(one.lines) <= 2:
        raise ValueError(f"{one.label!r} has {len(one.lines)} lines; accepted: 1 or 2")
    for line in one.lines:
        if len(line.values) != last - first + 1:
            years = f"{first} to {last} are {last - first + 1} years"
            raise ValueError(f"{one.label!r}, {line.name!r}: {len(line.values)} values; {years}")
        for value in line.values:
            if value is not None:
                ordered(value.low, value.median, value.high, one.label)


def _runs(line: Line) -> Iterator[tuple[bool, list[int]]]:
    """Stretches of years that are known or open, in order."""
    for known, years in groupby(range(len(line.values)), lambda at: line.values[at] is not None):
        yield known, list(years)


def _x(at: float, count: int) -> float:
    """The middle of a year's column; years have columns so that a single one, too, has room."""
    return _LEFT + (at + 0.5) * _PLOT / count


def _panel(one: Series, top: float, first: int, last: int, steps: Sequence[str]) -> tuple[list[str], float]:
    parts = []
    for name in wrapped(clean(one.label), WIDTH * 0.93, LETTER):
        parts.append(words(0, top + 24, name, LETTER, strong=True))
        top += 26
    top += 12
    base, count = top + _DEEP, last - first + 1
    grid = "".join(f"M{_LEFT:g} {top + step * _STEP:g}h{_PLOT:g}" for step in range(int(SPAN) + 1))
    parts.append(f'<path d="{grid}" stroke-width="1" stroke-opacity="0.4"/>')
    for at, step in enumerate(steps):
        name = cut(clean(step), _LEFT - 10, SMALL)
        parts.append(words(_LEFT - 10, base - (at + 0.5) * _STEP + 6, name, anchor="end"))
    for number, line in enumerate(one.lines):
        parts += _line(line, base, dashed=number > 0)
    parts += _ends(one.lines, base, first, steps)
    y = base
    for line in one.lines:
        if None in line.values:
            parts += _open(line, y + 6)
            y += _STRIP + 6
    parts.append(f'<path d="{"".join(f"M{_x(at, count):.1f} {y:g}v6" for at in range(count))}" stroke-width="1.2"/>')
    parts += [words(_x(at, count), y + 25, str(first + at), anchor="middle") for at in _ticks(count)]
    return parts, y + 46


def _ticks(count: int) -> list[int]:
    """The years that are named: the last one and those before it that leave room."""
    every = max(1, -(-count * 56 // int(_PLOT)))
    return list(range(count - 1, -1, -every))


def _line(line: Line, base: float, *, dashed: bool) -> list[str]:
    """The median as a line and its interval as a band, stretch by stretch; a year alone as a mark and a bar."""
    parts, count = [], len(line.values)
    for known, years in _runs(line):
        if not known:
            continue
        found = [(at, value) for at in years if (value := line.values[at])]
        if len(found) == 1:  # a column's breadth, so that it is seen
            at, value = found[0]
            found = [(at, value), (at, value)]
            across = [_x(at, count) - 7, _x(at, count) + 7]
        else:
            across = [_x(at, count) for at in years]
        upper = [f"{x:.1f} {base - value.high * _STEP:.1f}" for x, (_, value) in zip(across, found, strict=True)]
        lower = [f"{x:.1f} {base - value.low * _STEP:.1f}" for x, (_, value) in zip(across, found, strict=True)]
        middle = [f"{x:.1f} {base - value.median * _STEP:.1f}" for x, (_, value) in zip(across, found, strict=True)]
        band = f"M{'L'.join(upper + lower[::-1])}z"
        if dashed:
            parts.append(f'<path d="{band}" stroke-width="1" stroke-opacity="0.5" stroke-dasharray="3 3"/>')
            parts.append(f'<path d="M{"L".join(middle)}" stroke-width="3.5" stroke-dasharray="11 6"/>')
        else:
            parts.append(f'<path d="{band}" fill="currentColor" fill-opacity="0.14" stroke="none"/>')
            parts.append(f'<path d="M{"L".join(middle)}" stroke-width="4" stroke-linejoin="round"/>')
    return parts


def _ends(lines: Sequence[Line], base: float, first: int, steps: Sequence[str]) -> list[str]:
    """At the height of each line's last known year: whose it is, its step, and the year if it is not the last."""
    parts, labels = [], []
    for line in lines:
        known = [(at, value) for at, value in enumerate(line.values) if value]
        if not known:
            labels.append((base - _DEEP / 2, line.name, "open"))
            continue
        at, value = known[-1]
        y, count = base - value.median * _STEP, len(line.values)
        parts.append(f'<circle cx="{_x(at, count):.1f}" cy="{y:.1f}" r="5.5" fill="currentColor" stroke="none"/>')
        said = steps[step_of(value.median)] + ("" if at == count - 1 else f", {first + at}")
        labels.append((y, line.name, said))
    room = [44.0 if name else 24.0 for _, name, _ in labels]
    tops = [y - high / 2 for (y, _, _), high in zip(labels, room, strict=True)]
    if len(tops) == 2:
        upper = 0 if tops[0] <= tops[1] else 1
        under = 1 - upper
        if (overlap := tops[upper] + room[upper] - tops[under]) > 0:
            tops[upper] -= overlap / 2
            tops[under] += overlap / 2
        if (over := tops[under] + room[under] - base) > 0:
            tops[under] -= over
            tops[upper] = min(tops[upper], tops[under] - room[upper])
        if (over := base - _DEEP - 8 - tops[upper]) > 0:
            tops[upper] += over
            tops[under] = max(tops[under], tops[upper] + room[upper])
    for top, (_, name, said) in zip(tops, labels, strict=True):
        y = top
        for line_of, strong in ((name, True), (said, False)):
            if line_of:
                shown = cut(clean(line_of), (_RIGHT - 12) * (0.93 if strong else 1), SMALL)
                parts.append(words(WIDTH - _RIGHT + 12, y + 18, shown, strong=strong))
                y += 21
    return parts


def _open(line: Line, top: float) -> list[str]:
    """A strip under the plot: the word, a dotted outline around the years that are open, and whose they are."""
    wide = _PLOT / len(line.values)
    parts = [words(_LEFT - 10, top + 18, "open", anchor="end")]
    for known, years in _runs(line):
        if not known:
            left, long = _LEFT + years[0] * wide + 2, len(years) * wide - 4
            parts.append(f'<rect x="{left:.1f}" y="{top:g}" width="{long:.1f}" height="{_STRIP:g}"{DOTTED}/>')
    if line.name:
        parts.append(words(WIDTH - _RIGHT + 12, top + 18, cut(clean(line.name), _RIGHT - 12, SMALL)))
    return parts


def _legend(series: Sequence[Series], *, shaded: bool) -> list[str]:
    said = []
    dashed = any(len(one.lines) > 1 for one in series)
    if shaded:
        said.append("Band: 90 % interval (dashed outline: of the dashed line)." if dashed else "Band: 90 % interval.")
    if any(None in line.values for one in series for line in one.lines):
        said.append("Dotted: years that are open.")
    return said


def _told(one: Series, first: int, steps: Sequence[str]) -> str:
    """A panel in words: each stretch from its first to its last step, and the open years."""
    said = []
    for line in one.lines:
        stretches = []
        for known, years in _runs(line):
            span = str(first + years[0]) if len(years) == 1 else f"{first + years[0]} to {first + years[-1]}"
            ends = [steps[step_of(value.median)] for at in (years[0], years[-1]) if (value := line.values[at])]
            moved = "open" if not known else ends[0] if ends[0] == ends[-1] else f"from {ends[0]} to {ends[-1]}"
            stretches.append(f"{span} {moved}")
        said.append(f"{line.name}: {', '.join(stretches)}" if line.name else ", ".join(stretches))
    return f"{one.label}. {'; '.join(said)}."
