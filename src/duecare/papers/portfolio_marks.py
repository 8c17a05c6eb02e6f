"""Marks of the dashboard: the level of a transaction as four steps, and what a group of transactions is made of."""

from __future__ import annotations

from typing import Final

from duecare.papers.markup import Markup, el, joined, status
from duecare.papers.portfolio_figures import Group
from duecare.papers.portfolio_rows import level_keys, level_text
from duecare.pictures.hatching import hatching
from duecare.review import LEVELS

_STEP, _GAP, _TOP = 10.0, 2.0, 1.0
_WIDTH: Final = len(LEVELS) * (_STEP + _GAP)
_BAR, _HIGH = 100.0, 10.0
_LEAST: Final = 1.6
"""What is there is drawn this wide at least."""


def level_symbols() -> Markup:
    """Every interval and the hold as a symbol, drawn once; `level_mark` shows them."""
    symbols = (el("symbol", _steps(key), id=f"level-{key}", viewBox=f"0 0 {_WIDTH:g} 12") for key in level_keys())
    return el("svg", *symbols, xmlns="http://www.w3.org/2000/svg", class_="symbols", aria_hidden="true",
              width="0", height="0")  # fmt: skip


def level_mark(key: str) -> Markup:
    """A level as its four steps: filled known, hatched possible, dotted on hold. Words must stand beside it."""
    return el("svg", el("use", href=f"#level-{key}"), class_="steps", aria_hidden="true", viewBox=f"0 0 {_WIDTH:g} 12")


def level_said(key: str) -> Markup:
    """A level as mark and words."""
    said = el("span", level_text(key), class_="is-open" if key == "held" else None)
    return el("span", level_mark(key), " ", said, class_="level")


def _steps(key: str) -> Markup:
    known, _, possible = key.partition("-")
    first, last = (LEVELS.index(known), LEVELS.index(possible)) if possible else (-1, -1)
    parts = []
    for at in range(len(LEVELS)):
        left = 1 + at * (_STEP + _GAP)
        box = {"x": f"{left:g}", "y": f"{_TOP:g}", "width": f"{_STEP:g}", "height": f"{_STEP:g}"}
        line = {"fill": "none", "stroke": "currentColor"}
        if not possible:
            parts.append(
                el("rect", **box, **line, stroke_dasharray="0.1 2.4", stroke_linecap="round", stroke_width="1.5")
            )
        elif at <= first:
            parts.append(el("rect", **box, fill="currentColor", stroke="currentColor"))
        elif at <= last:
            parts.append(el("path", d=hatching(left, _TOP, _STEP, _STEP, 3.4), **line, stroke_width="1.1"))
            parts.append(el("rect", **box, **line))
        else:
            parts.append(el("rect", **box, **line, stroke_opacity="0.4"))
    return joined(parts, "")


def group_bar(group: Group) -> Markup:
    """Of what a group is made: filled severe on what is known, hatched could be severe, dotted at the end on hold.

    The figures stand in the same row: readers of screens are not told them twice.
    """
    severe, possible, held = _widths(group)
    line = {"fill": "none", "stroke": "currentColor"}
    parts = [el("rect", x="0.5", y="0.5", width=f"{_BAR - 1:g}", height=f"{_HIGH:g}", **line, stroke_opacity="0.3")]
    if severe:
        parts.append(el("rect", x="0.5", y="0.5", width=f"{severe:g}", height=f"{_HIGH:g}", fill="currentColor"))
    if possible:
        drawn = hatching(0.5 + severe, 0.5, possible, _HIGH, 3.4)
        parts.append(el("path", d=drawn, **line, stroke_width="1"))
        parts.append(el("rect", x=f"{0.5 + severe:g}", y="0.5", width=f"{possible:g}", height=f"{_HIGH:g}", **line))
    if held:
        left = _BAR - 0.5 - held
        parts.append(el("rect", x=f"{left:g}", y="0.5", width=f"{held:g}", height=f"{_HIGH:g}", **line,
                        stroke_dasharray="0.1 2.4", stroke_linecap="round", stroke_width="1.6"))  # fmt: skip
    return el("svg", joined(parts, ""), class_="share", aria_hidden="true", viewBox=f"0 0 {_BAR:g} {_HIGH + 1:g}",
              preserveAspectRatio="none")  # fmt: skip


def _widths(group: Group) -> tuple[float, float, float]:
    """How wide each part of a bar is; small ones are widened and the widest gives way."""
    room = _BAR - 1
    parts = [group.severe, group.possible, group.held]
    wide = [max(_LEAST, room * part / group.deals) if part else 0.0 for part in parts]
    over = sum(wide) - room
    if over > 0:
        wide[wide.index(max(wide))] -= over
    severe, possible, held = (round(part, 1) for part in wide)
    return severe, possible, held


def held_count(count: int) -> Markup | str:
    """How many are on hold, with the mark of what is open."""
    return status("open", f"{count:,}") if count else "0"
