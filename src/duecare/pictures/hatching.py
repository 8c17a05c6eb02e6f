"""Hatching: lines at 45 degrees cut to a shape, so that no pattern with an id is needed and many may share a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil

Ring = Sequence[tuple[float, float]]
"""A closed line of points; of the rings of a shape, those inside others are holes."""


def hatching(left: float, top: float, width: float, height: float, spacing: float = 7.0) -> str:
    """The path data of the lines in a box, from the lower left to the upper right.

    >>> hatching(0, 0, 10, 10, 10)
    'M0 10L10 0'
    """
    lines = []
    offset = spacing
    while offset < width + height:
        start = (max(offset - height, 0.0), min(offset, height))
        end = (min(offset, width), max(offset - width, 0.0))
        lines.append(f"M{left + start[0]:g} {top + start[1]:g}L{left + end[0]:g} {top + end[1]:g}")
        offset += spacing
    return "".join(lines)


def stripes(rings: Iterable[Ring], spacing: float) -> str:
    """The path data of the lines in any shape, on one grid for the whole canvas.

    >>> stripes([[(0, 0), (10, 0), (10, 10), (0, 10)]], 10)
    'M0 10L10 0'
    """
    met: dict[int, list[float]] = {}
    for (x, y), (to_x, to_y) in _edges(rings):
        low, high = sorted((x + y, to_x + to_y))
        for number in range(ceil(low / spacing), ceil(high / spacing)):
            part = (number * spacing - x - y) / (to_x + to_y - x - y)
            met.setdefault(number, []).append(x + (to_x - x) * part)
    lines = []
    for number, crossings in sorted(met.items()):
        crossings.sort()
        for begin, end in zip(crossings[::2], crossings[1::2], strict=True):
            far = number * spacing
            lines.append(f"M{begin:.0f} {far - begin:.0f}L{end:.0f} {far - end:.0f}" if end - begin >= 1 else "")
    return "".join(lines)


def holes(rings: Sequence[Ring], spacing: float, radius: float) -> str:
    """The path data of small squares on a grid that lie well inside a shape, to be left out of it (even-odd).

    >>> holes([[(0, 0), (10, 0), (10, 10), (0, 10)]], 5, 1)
    'M2.5 4l1 1-1 1-1-1zM7.5 4l1 1-1 1-1-1z'
    """
    across: dict[float, list[tuple[float, float]]] = {}

    def inside(y: float) -> list[tuple[float, float]]:
        if y not in across:
            crossings = sorted(
                x + (to_x - x) * (y - top) / (to_y - top)
                for (x, top), (to_x, to_y) in _edges(rings)
                if min(top, to_y) <= y < max(top, to_y)
            )
            across[y] = list(zip(crossings[::2], crossings[1::2], strict=True))
        return across[y]

    r, gap = radius, 2 * radius
    heights = [y for ring in rings for _, y in ring]
    found = []
    for row in range(ceil(min(heights) / spacing), ceil(max(heights) / spacing)):
        y, shift = row * spacing, spacing / 2 * (row % 2)
        for begin, end in inside(y):
            for at in range(ceil((begin + gap - shift) / spacing), ceil((end - gap - shift) / spacing)):
                x = at * spacing + shift
                if all(any(a < x - r and x + r < b for a, b in inside(level)) for level in (y - gap, y + gap)):
                    found.append(f"M{x:g} {y - r:g}l{r:g} {r:g}-{r:g} {r:g}-{r:g}-{r:g}z")
    return "".join(found)


def _edges(rings: Iterable[Ring]) -> Iterable[tuple[tuple[float, float], tuple[float, float]]]:
    for ring in rings:
        yield from pairwise([*ring, ring[0]])
