"""A graph in layers: who holds above, who is held below, the share on the line, the standing in shape and word.

Listed is a filled bar, caught by its owners a hatched one, possibly caught a dotted outline: never colour alone. Lines
are dotted where a share is not known. Everything is drawn in the colour of the text around it; text can be selected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final, Literal

from duecare.pictures.hatching import hatching
from duecare.pictures.layers import Placed, Point, curve, laid_out
from duecare.pictures.lettering import clean, cut, long, right_to_left, wrapped

Mark = Literal["listed", "caught", "possible", "plain"]
WIDTH, BAR = 196.0, 20.0
"""Of a box and of the bar at its edge, in user units."""
MOST: Final = 60
"""How many boxes a reader can still follow."""
_GAP, _DEEP, _EDGE = 22.0, 64.0, 14.0
_ROOM: Final = WIDTH - BAR - 16.0
_LEGEND: Final[tuple[tuple[Mark, str], ...]] = (
    ("listed", "listed"), ("caught", "caught by its owners"), ("possible", "possibly caught"),
)  # fmt: skip
_DOTS: Final = ' stroke-dasharray="0.1 5" stroke-linecap="round" stroke-width="1.8"'


@dataclass(frozen=True, slots=True)
class Node:
    """A box.

    Attributes:
        id: Names it in the links.
        name: Shown, over two lines at most, and cut; whole in the title.
        mark: Its shape.
        said: Lines under the name, as "listed: ofac".
    """

    id: str
    name: str
    mark: Mark = "plain"
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A line from a holder down to what it holds.

    Attributes:
        source, target: Ids of nodes.
        said: On the line, as "50%".
        known: False for a share that is not: the line is dotted.
    """

    source: str
    target: str
    said: str
    known: bool = True


def layered_graph(
    nodes: Sequence[Node], links: Sequence[Link], *, title: str, note: str = "", font: str | None = None
) -> str:
    """An SVG of a graph; circles are drawn as lines that go back up.

    Args:
        nodes: At most MOST.
        links: Between these nodes.
        title: What it shows, for people who cannot see it.
        note: Under the picture, as how many parties were left out.
        font: A font family, for a file that stands alone; else the page's.

    Raises:
        ValueError: too many nodes, one twice, or a link to a node that is not there.
    """
    if len(nodes) > MOST:
        raise ValueError(f"{len(nodes)} nodes; at most {MOST} can be followed")
    ids = [node.id for node in nodes]
    if len(set(ids)) < len(ids):
        raise ValueError("a node stands twice")
    for link in links:
        for end in (link.source, link.target):
            if end not in ids:
                raise ValueError(f"{end!r} is no node")
    places = {one: at for at, one in enumerate(ids)}
    pairs = [(places[link.source], places[link.target]) for link in links]
    tall = (
        max(
            (len(wrapped(clean(node.name), _ROOM, 14.0)) * 17.0 + len(node.said) * 15.0 for node in nodes), default=17.0
        )
        + 24.0
    )
    placed = laid_out(len(nodes), pairs, WIDTH, tall, _GAP, _DEEP)
    used = [(mark, said) for mark, said in _LEGEND if any(node.mark == mark for node in nodes)]
    unknown = any(not link.known for link in links)
    legend, legend_height = _legend(placed, used, note, dotted=unknown)
    width = max(placed.width + 2 * _EDGE, 360.0)
    height = placed.height + 2 * _EDGE + legend_height
    family = f' font-family="{escape(font)}"' if font else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="graph" role="img" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" fill="none" stroke="currentColor"{family}>',
        f"<title>{escape(clean(title))}</title>",
        f"<desc>{escape(_told(nodes, links))}</desc>",
        f'<g transform="translate({_EDGE:g} {_EDGE:g})">',
    ]
    for at, link in enumerate(links):
        parts += _line(placed, at, link)
    for at, node in enumerate(nodes):
        parts += _box(node, *placed.boxes[at], tall)
    return "".join([*parts, *legend, "</g></svg>"])


def _told(nodes: Sequence[Node], links: Sequence[Link]) -> str:
    """The picture in words."""
    names = {node.id: clean(node.name) for node in nodes}
    said = [f"{clean(node.name)}{f' ({_and(node.said)})' if node.said else ''}" for node in nodes]
    held = [f"{names[link.source]} to {names[link.target]}: {clean(link.said)}" for link in links]
    return f"{'; '.join(said)}. {'; '.join(held)}."


def _and(lines: Sequence[str]) -> str:
    return "; ".join(clean(line) for line in lines)


def _box(node: Node, left: float, top: float, height: float) -> list[str]:
    box = f'x="{left:g}" y="{top:g}" width="{WIDTH:g}" height="{height:g}"'
    name = clean(node.name)
    parts = [f"<g><title>{escape(f'{name}. {_and(node.said)}' if node.said else name)}</title>"]
    parts += _shape(node.mark, left, top, box, BAR, height)
    lines = wrapped(name, _ROOM, 14.0)
    y = top + (height - 17.0 * len(lines) - 15.0 * len(node.said)) / 2 + 12.5
    for line in lines:
        parts.append(_text(left, y, line, 14.0))
        y += 17.0
    for line in node.said:
        parts.append(_text(left, y - 0.5, cut(clean(line), _ROOM, 12.0), 12.0))
        y += 15.0
    return [*parts, "</g>"]


def _shape(mark: Mark, left: float, top: float, box: str, width: float, height: float) -> list[str]:
    bar = f'x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}"'
    match mark:
        case "listed":
            return [f'<rect {box} stroke-width="2"/>', f'<rect {bar} fill="currentColor" stroke="none"/>']
        case "caught":
            lines = hatching(left, top, width, height, 6.0)
            divider = f"M{left + width:g} {top:g}v{height:g}"
            return [f'<rect {box} stroke-width="2"/>', f'<path d="{lines}{divider}" stroke-width="1.4"/>']
        case "possible":
            return [f'<rect {box} stroke-width="2" stroke-dasharray="0.1 5" stroke-linecap="round"/>']
        case _:
            return [f'<rect {box} stroke-width="1" stroke-opacity="0.6"/>']


def _text(left: float, y: float, line: str, size: float) -> str:
    """A line inside a box, beginning at the side at which its script does."""
    backwards = right_to_left(line)
    x = left + WIDTH - 8 if backwards else left + BAR + 8
    direction = ' direction="rtl" unicode-bidi="embed"' if backwards else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="currentColor" stroke="none"{direction}>'
        f"{escape(line)}</text>"
    )


def _line(placed: Placed, at: int, link: Link) -> list[str]:
    """The line, open where its label stands, with a head at what is held."""
    points, upwards = placed.lines[at]
    style = _DOTS if not link.known else ' stroke-width="1.3"'
    x, y = placed.labels[at]
    said = cut(clean(link.said), 170.0, 12.0)
    parts = [f'<path d="{part}"{style}/>' for part in _curves(points, x, y, long(said, 12.0) / 2 + 5.0)]
    end = points[0] if upwards else points[-1]
    tip = f"M{end[0]:g} {end[1]:g}l-4.5 {'9' if upwards else '-9'}h9z"
    parts.append(f'<path d="{tip}" fill="currentColor" stroke="none"/>')
    parts.append(
        f'<text x="{x:g}" y="{y + 4:g}" text-anchor="middle" font-size="12" fill="currentColor" stroke="none">'
        f"{escape(said)}</text>"
    )
    return parts


def _curves(points: Sequence[Point], x: float, y: float, beside: float) -> list[str]:
    """A smooth line through points from top to bottom, open around a label."""
    paths: list[list[str]] = [[]]
    for begin, end in pairwise(points):
        for at, down in curve(begin, end, 40 if begin[0] != end[0] or min(begin[1], end[1]) < y < end[1] else 1):
            if abs(at - x) < beside and abs(down - y) < 9:
                if paths[-1]:
                    paths.append([])
            else:
                paths[-1].append(f"{'L' if paths[-1] else 'M'}{at:.1f} {down:.1f}")
    return ["".join(path) for path in paths if len(path) > 1]


def _legend(placed: Placed, used: Sequence[tuple[Mark, str]], note: str, *, dotted: bool) -> tuple[list[str], float]:
    """What the shapes mean, one under the other, and the height that it takes."""
    parts: list[str] = []
    y = placed.height + 26.0
    for mark, said in used:
        box = f'x="0" y="{y - 11:g}" width="34" height="14"'
        parts += _shape(mark, 0.0, y - 11, box, 12.0, 14.0)
        parts.append(_words(44.0, y, said))
        y += 20.0
    if dotted:
        parts.append(f'<path d="M0 {y - 4:g}h34"{_DOTS}/>')
        parts.append(_words(44.0, y, "not known exactly"))
        y += 20.0
    if note:
        parts.append(_words(0.0, y, clean(note)))
        y += 20.0
    return parts, y - placed.height - 14.0 if parts else 0.0


def _words(x: float, y: float, said: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="12" fill="currentColor" stroke="none">{escape(said)}</text>'
