"""The world: a shade a country on the scale of four steps, the worse two with a texture too, open as a dotted outline.

The shapes stand in world.json, which scripts/world_map.py writes from Natural Earth. States too small to be seen are
dots. Every shape has the class `land` and one of `step-1` to `step-4`, `open` and `left-out`, for a page's own style;
without one they are drawn in the colour of the text, lighter or darker. Under a dot, which may lie on the shade of a
neighbour, is a disc of the class `under` in the colour of paper. A page whose links have a colour of their own must
say `svg.world-map a { color: inherit }`, or shades and legend will not match.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from itertools import accumulate, pairwise
from typing import Any, Final

from duecare.pictures.canvas import paragraph, picture, words
from duecare.pictures.hatching import Ring, holes, stripes
from duecare.pictures.lettering import clean, cut
from duecare.pictures.scale import four
from duecare.places import CODES, name

NOTE: Final = "Lines are those of Natural Earth and say nothing about status."
LEFT_OUT: Final = "left-out"
SHADES: Final = {"step-1": 0.12, "step-2": 0.34, "step-3": 0.34, "step-4": 0.74}
"""How much of the colour a step is filled with; the third has lines upon it, the fourth pale spots."""
LETTER, SMALL = 60.0, 52.0
"""Sizes of the letters, which a page that shows the map wide may make smaller."""
_STRIPES, _HOLES, _HOLE = 12.0, 22.0, 3.0
_HREF: Final = re.compile(r"#[\w.~%-]+|(https://|\.{0,2}/)?[\w~%-][\w.~%/?#&=+-]*")
"""Links stay on the page, on the site or on the safe web: `javascript:` is none of these."""


@dataclass(frozen=True, slots=True)
class _World:
    width: float
    height: float
    radius: float
    paths: Mapping[str, str]
    dots: Mapping[str, tuple[float, float]]
    others: str


@cache
def _world() -> _World:
    held: dict[str, Any] = json.loads(resources.files("duecare.pictures").joinpath("world.json").read_text("utf-8"))
    dots = {code: (float(x), float(y)) for code, (x, y) in held["dots"].items()}
    return _World(held["width"], held["height"], held["radius"], held["paths"], dots, held["others"])


def map_codes() -> frozenset[str]:
    """The codes that have a shape or a dot: every state, and the territories that are large enough to be seen.

    >>> {"TR", "XK", "TW", "PS", "HK", "TV"} <= map_codes(), "GI" in map_codes()
    (True, False)
    """
    return frozenset(_world().paths) | frozenset(_world().dots)


def world_map(
    shades: Mapping[str, int | None],
    *,
    title: str,
    legend: Sequence[str],
    links: Mapping[str, str] | None = None,
    source: str = "",
) -> str:
    """An SVG of the world.

    Args:
        shades: The step of a country, 1 (best) to 4, by its code; None is open. Countries that are not here are
            outlined; what is here and too small for the map is named under it.
        title: What it shows, for people who cannot see it.
        legend: The words of the four steps, best first.
        links: Where a click on a country leads, as `#row-TR`. They take no part in the order of the keyboard, and
            readers of screens are told the counts alone: for both the table that belongs to the map is the way.
        source: Stands under the map.

    Raises:
        ValueError: not four words, a code or step that is none, or a link that leads off the safe web.
    """
    _check(shades, four(legend), links or {})
    world = _world()
    said = {
        **{f"step-{at + 1}": clean(word) for at, word in enumerate(legend)},
        "open": "open",
        LEFT_OUT: "not included",
    }
    kinds = {code: _kind(code, shades) for code in map_codes()}
    # Open ones come last, so that no neighbour's outline covers the dots of theirs.
    shapes = sorted(world.paths, key=lambda code: (kinds[code] != LEFT_OUT, kinds[code] == "open", code))
    drawn = [f'<path class="land {LEFT_OUT}" d="{world.others}"{_outline()}><title>{said[LEFT_OUT]}</title></path>']
    for code in (*shapes, *sorted(world.dots)):
        data = world.paths.get(code) or _circle(*world.dots[code], world.radius)
        under = f'<path class="under" d="{data}" fill="Canvas" stroke="none"/>' if code in world.dots else ""
        called = f"<title>{escape(f'{name(code)}: {said[kinds[code]]}')}</title>{under}{_fill(kinds[code], data)}"
        shape = f'<g class="land {kinds[code]}" data-code="{code}">{called}</g>'
        href = (links or {}).get(code)
        drawn.append(f'<a href="{escape(href)}" tabindex="-1">{shape}</a>' if href else shape)
    hidden = ' aria-hidden="true"' if links else ""
    parts = [f'<g fill-rule="evenodd" stroke-linejoin="round"{hidden}>', *drawn, "</g>"]
    used = [kind for kind in said if kind.startswith("step") or kind in kinds.values()]
    swatches, y = _legend({kind: said[kind] for kind in used}, world)
    parts += swatches
    missing = sorted(name(code) for code in shades if code not in kinds)
    absent = f"Not on this map, see the table: {', '.join(missing)}." if missing else ""
    for text, most in ((NOTE, 2), (absent, 12), (source, 4)):
        lines, y = paragraph(8, y, text, world.width - 16, SMALL, most)
        parts += lines
    told = _told({code: _kind(code, shades) for code in shades}, said)
    return picture("world-map", world.width, y + 16, title, told, parts, "group" if links else "img")


def _check(shades: Mapping[str, int | None], legend: Sequence[str], links: Mapping[str, str]) -> None:
    for code, step in shades.items():
        if code not in CODES:
            raise ValueError(f"{code!r} is no country; accepted: an ISO 3166 code of two letters, or XK")
        if step is not None and step not in range(1, len(legend) + 1):
            raise ValueError(f"{code}: {step!r} is no step; accepted: 1 (best) to {len(legend)}, or None for open")
    for code, href in links.items():
        if not _HREF.fullmatch(href):
            raise ValueError(f"{code}: {href!r} is no link; accepted: #place, a path, or https://")


def _kind(code: str, shades: Mapping[str, int | None]) -> str:
    """The class of a shape."""
    if code not in shades:
        return LEFT_OUT
    return "open" if shades[code] is None else f"step-{shades[code]}"


def _told(kinds: Mapping[str, str], said: Mapping[str, str]) -> str:
    """How many countries stand on each step, worst first, and which where they are few."""
    counts = []
    for kind in ("step-4", "step-3", "step-2", "step-1", "open"):
        there = sorted(name(code) for code, one in kinds.items() if one == kind)
        which = f" ({', '.join(there)})" if 0 < len(there) <= 12 else ""
        counts.append(f"{said[kind]}: {len(there)} {'country' if len(there) == 1 else 'countries'}{which}")
    return f"A map of the world. {'; '.join(counts)}. {NOTE}"


def _outline(*, dotted: bool = False) -> str:
    """The attributes of a border."""
    return ' stroke-width="4" stroke-dasharray="0.1 7" stroke-linecap="round"' if dotted else ' stroke-width="1.4"'


def _circle(x: float, y: float, radius: float) -> str:
    """A dot as a path of 16 sides, written as those of world.json are, so that it can be hatched as they are."""
    turns = (math.tau * at / 16 for at in range(17))
    points = [(round(x + radius * math.cos(turn), 1), round(y + radius * math.sin(turn), 1)) for turn in turns]
    steps = " ".join(f"{to_x - x:.1f} {to_y - y:.1f}" for (x, y), (to_x, to_y) in pairwise(points[:-1]))
    return f"M{points[0][0]:g} {points[0][1]:g}l{steps}z"


def _rings(data: str) -> list[Ring]:
    """The points of a path: a first one, and steps from each to the next."""
    rings: list[Ring] = []
    for part in data.split("z")[:-1]:
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", part)]
        across, down = accumulate(numbers[::2]), accumulate(numbers[1::2])
        rings.append(list(zip(across, down, strict=True)))
    return rings


def _fill(kind: str, data: str) -> str:
    """A shape in its shade; an empty one, too, answers to the pointer all over."""
    if kind in SHADES:
        fill = f' fill="currentColor" fill-opacity="{SHADES[kind]:g}"'
        if kind == "step-4" and (spots := holes(_rings(data), _HOLES, _HOLE)):
            return f'<path d="{data}{spots}" stroke="none"{fill}/><path d="{data}"{_outline()}/>'
        lines = f'<path d="{stripes(_rings(data), _STRIPES)}" stroke-width="3.4"/>' if kind == "step-3" else ""
        return f'<path d="{data}"{fill}{_outline()}/>{lines}'
    return f'<path d="{data}" pointer-events="all"{_outline(dotted=kind == "open")}/>'


def _legend(said: Mapping[str, str], world: _World) -> tuple[list[str], float]:
    """The shades that are used, three in a row, and where the legend ends."""
    parts, pitch, top = [], (world.width - 16) / 3, world.height + 24.0
    for number, (kind, word) in enumerate(said.items()):
        x, y = 8 + pitch * (number % 3), top + 86 * (number // 3)
        swatch = _fill(kind, "M0 0l96 0 0 56-96 0z")
        parts.append(f'<g class="land {kind}" fill-rule="evenodd" transform="translate({x:g} {y:g})">{swatch}</g>')
        parts.append(words(x + 116, y + 46, cut(word, pitch - 130, LETTER), LETTER))
    return parts, top + 86 * -(-len(said) // 3) + 4
