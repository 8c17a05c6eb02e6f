"""Hatching: lines at 45 degrees cut to a box, so that no pattern with an id is needed and many may share a page."""

from __future__ import annotations


def hatching(left: float, top: float, width: float, height: float, spacing: float = 7.0) -> str:
    """The path data of the lines, from the lower left to the upper right.

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
