"""Laying a graph out in layers: circles opened, long lines led around boxes, few crossings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

Point = tuple[float, float]
_ABREAST: Final = 6
"""How many boxes stand in one layer; more begin the next one."""
_WIDEST: Final = 1300.0
"""How wide parts that are not linked may stand beside each other."""
_SWEEPS: Final = 12
_THREAD: Final = 14.0
"""The room that a line takes which passes a layer."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where everything stands.

    Attributes:
        boxes: The upper left corner of each node.
        lines: The points of each link from top to bottom, and whether what is held stands at the top.
        labels: The middle of each link's label.
        width, height: Of the whole.
    """

    boxes: tuple[Point, ...]
    lines: tuple[tuple[tuple[Point, ...], bool], ...]
    labels: tuple[Point, ...]
    width: float
    height: float


@dataclass(slots=True)
class _Spot:
    """A box, or a place where a line passes a layer."""

    layer: int
    width: float
    x: float = 0.0
    up: list[int] = field(default_factory=list)
    down: list[int] = field(default_factory=list)


def laid_out(
    count: int, pairs: Sequence[tuple[int, int]], width: float, height: float, gap: float, deep: float
) -> Placed:
    """Lay nodes out: what is linked together, and beside or below it what is not.

    Args:
        count: How many nodes.
        pairs: Links from one above to one below, by number.
        width, height: Of a box.
        gap, deep: Room between boxes, and between layers.
    """
    boxes: list[Point] = [(0.0, 0.0)] * count
    lines: list[tuple[tuple[Point, ...], bool]] = [((), False)] * len(pairs)
    labels: list[Point] = [(0.0, 0.0)] * len(pairs)
    x = y = deepest = far = 0.0
    for nodes in _parts(count, pairs):
        number = {node: at for at, node in enumerate(nodes)}
        inside = [at for at, (above, _) in enumerate(pairs) if above in number]
        own = [(number[pairs[at][0]], number[pairs[at][1]]) for at in inside]
        part = _linked(len(nodes), own, width, height, gap, deep)
        if x > 0 and x + part.width > _WIDEST:
            x, y = 0.0, deepest + deep
        for node, (left, top) in zip(nodes, part.boxes, strict=True):
            boxes[node] = (left + x, top + y)
        for at, (points, upwards), (left, top) in zip(inside, part.lines, part.labels, strict=True):
            lines[at] = (tuple((one + x, other + y) for one, other in points), upwards)
            labels[at] = (left + x, top + y)
        far, deepest = max(far, x + part.width), max(deepest, y + part.height)
        x += part.width + 2 * gap
    return Placed(tuple(boxes), tuple(lines), tuple(labels), far, deepest)


def _parts(count: int, pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Nodes that are linked together, the largest part first."""
    near: list[list[int]] = [[] for _ in range(count)]
    for above, below in pairs:
        near[above].append(below)
        near[below].append(above)
    seen: set[int] = set()
    parts = []
    for start in range(count):
        if start in seen:
            continue
        seen.add(start)
        part = [start]
        for node in part:
            new = [one for one in dict.fromkeys(near[node]) if one not in seen]
            seen.update(new)
            part += new
        parts.append(sorted(part))
    return sorted(parts, key=lambda part: -len(part))


def _linked(
    count: int, pairs: Sequence[tuple[int, int]], width: float, height: float, gap: float, deep: float
) -> Placed:
    turned = _turned(count, pairs)
    downward = [(b, a) if at in turned else (a, b) for at, (a, b) in enumerate(pairs)]
    layer = _layers(count, downward)
    spots = [_Spot(layer[node], width) for node in range(count)]
    ways: list[list[int]] = []
    for above, below in downward:
        way = [above]
        for between in range(layer[above] + 1, layer[below]):
            spots.append(_Spot(between, _THREAD))
            way.append(len(spots) - 1)
        way.append(below)
        for one, other in pairwise(way):
            spots[one].down.append(other)
            spots[other].up.append(one)
        ways.append(way)
    rows = _ordered(spots)
    _spread(spots, rows, gap)
    step = height + deep
    boxes = tuple((spots[node].x - width / 2, layer[node] * step) for node in range(count))
    lines = _lines(spots, ways, layer, width, height, step)
    labels = _labels(lines)
    far = max((spot.x + spot.width / 2 for spot in spots), default=0.0)
    deepest = (max(layer, default=0)) * step + height if count else 0.0
    return Placed(boxes, tuple((line, at in turned) for at, line in enumerate(lines)), labels, far, deepest)


def _turned(count: int, pairs: Sequence[tuple[int, int]]) -> set[int]:
    """The links that close a circle, found by walking down; turned around they leave none."""
    below: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    held = [0] * count
    for at, (above, under) in enumerate(pairs):
        below[above].append((under, at))
        held[under] += 1
    turned: set[int] = set()
    state = [0] * count
    for start in sorted(range(count), key=lambda node: (held[node] > 0, node)):
        waiting = [(start, iter(below[start]))] if state[start] == 0 else []
        state[start] = state[start] or 1
        while waiting:
            node, following = waiting[-1]
            under, at = next(following, (-1, -1))
            if at < 0:
                state[node] = 2
                waiting.pop()
            elif state[under] == 1:
                turned.add(at)
            elif state[under] == 0:
                state[under] = 1
                waiting.append((under, iter(below[under])))
    return turned


def _layers(count: int, downward: Sequence[tuple[int, int]]) -> list[int]:
    """The layer of each node: below all its holders, where there is still room."""
    above: list[list[int]] = [[] for _ in range(count)]
    below: list[list[int]] = [[] for _ in range(count)]
    for over, under in downward:
        above[under].append(over)
        below[over].append(under)
    layer, waits = [0] * count, [len(above[node]) for node in range(count)]
    ready = [node for node in range(count) if not waits[node]]
    taken: dict[int, int] = {}
    while ready:
        node = ready.pop(0)
        wanted = max((layer[over] + 1 for over in above[node]), default=0)
        while taken.get(wanted, 0) >= _ABREAST:
            wanted += 1
        layer[node] = wanted
        taken[wanted] = taken.get(wanted, 0) + 1
        for under in below[node]:
            waits[under] -= 1
            if not waits[under]:
                ready.append(under)
    # A holder with nothing above it stands right over what it holds, not at the very top.
    for node in sorted(range(count), key=lambda one: -layer[one]):
        if not above[node] and below[node]:
            lowest = min(layer[under] for under in below[node]) - 1
            while lowest > layer[node] and taken.get(lowest, 0) >= _ABREAST:
                lowest -= 1
            taken[layer[node]] -= 1
            layer[node] = lowest
            taken[lowest] = taken.get(lowest, 0) + 1
    empty = sorted(set(range(max(layer, default=0) + 1)) - set(layer))
    return [one - sum(gone < one for gone in empty) for one in layer]


def _ordered(spots: list[_Spot]) -> list[list[int]]:
    """The layers, each in an order in which few lines cross."""
    rows: list[list[int]] = [[] for _ in range(max((spot.layer for spot in spots), default=-1) + 1)]
    for at, spot in enumerate(spots):
        rows[spot.layer].append(at)
    place = {at: float(number) for row in rows for number, at in enumerate(row)}
    best, fewest = [list(row) for row in rows], _crossings(spots, rows)
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        for row in rows if downwards else rows[::-1]:
            wanted = {}
            for at in row:
                near = spots[at].up if downwards else spots[at].down
                wanted[at] = sum(place[one] for one in near) / len(near) if near else place[at]
            row.sort(key=lambda at: (wanted[at], place[at]))
            middle = (len(row) - 1) / 2
            place.update((at, number - middle) for number, at in enumerate(row))
        now = _crossings(spots, rows)
        if now < fewest:
            best, fewest = [list(row) for row in rows], now
    return best


def _crossings(spots: list[_Spot], rows: list[list[int]]) -> int:
    total = 0
    for row, following in pairwise(rows):
        place = {at: number for number, at in enumerate(following)}
        ends = [place[under] for at in row for under in sorted(spots[at].down, key=lambda one: place[one])]
        total += sum(ends[i] > ends[j] for i in range(len(ends)) for j in range(i + 1, len(ends)))
    return total


def _spread(spots: list[_Spot], rows: list[list[int]], gap: float) -> None:
    """Give each spot its middle: near the middle of what it is linked to, nobody upon another."""
    for row in rows:
        x = 0.0
        for at in row:
            spots[at].x = x + spots[at].width / 2
            x += spots[at].width + gap
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            near = [spots[at].up + spots[at].down for at in row]
            wanted = [
                sum(spots[one].x for one in others) / len(others) if others else spots[at].x
                for at, others in zip(row, near, strict=True)
            ]
            _fitted(spots, row, wanted, gap)
    left = min((spot.x - spot.width / 2 for spot in spots), default=0.0)
    for spot in spots:
        spot.x -= left


def _fitted(spots: list[_Spot], row: list[int], wanted: list[float], gap: float) -> None:
    """The places nearest to those wanted at which nobody overlaps: blocks that touch move as one."""
    blocks: list[tuple[float, float, list[int]]] = []  # middle wanted of the first, how many, members
    offset: dict[int, float] = {}
    for at, goal in zip(row, wanted, strict=True):
        blocks.append((goal, 1.0, [at]))
        offset[at] = 0.0
        while len(blocks) > 1:
            (one, much, members), (other, more, others) = blocks[-2], blocks[-1]
            last = members[-1]
            need = offset[last] + (spots[last].width + spots[others[0]].width) / 2 + gap
            if one + need <= other:
                break
            for member in others:
                offset[member] += need
            total = much + more
            blocks[-2:] = [((one * much + (other - need) * more) / total, total, members + others)]
    for begin, _, members in blocks:
        for member in members:
            spots[member].x = begin + offset[member]


def _lines(
    spots: list[_Spot], ways: list[list[int]], layer: list[int], width: float, height: float, step: float
) -> list[tuple[Point, ...]]:
    """The points of each line, from the lower edge of a box past the layers between to the upper edge of another."""
    leaving: dict[int, list[tuple[float, int]]] = {}
    arriving: dict[int, list[tuple[float, int]]] = {}
    for number, way in enumerate(ways):
        leaving.setdefault(way[0], []).append((spots[way[1]].x, number))
        arriving.setdefault(way[-1], []).append((spots[way[-2]].x, number))
    begin, end = _ports(spots, leaving, width), _ports(spots, arriving, width)
    lines = []
    for number, way in enumerate(ways):
        points: list[Point] = [(begin[number], layer[way[0]] * step + height)]
        for at in way[1:-1]:
            points += [(spots[at].x, spots[at].layer * step), (spots[at].x, spots[at].layer * step + height)]
        points.append((end[number], layer[way[-1]] * step))
        lines.append(tuple(points))
    return lines


def _ports(spots: list[_Spot], ends: dict[int, list[tuple[float, int]]], width: float) -> dict[int, float]:
    """Where on the edge of its box each line begins or ends, side by side in the order of where they come from."""
    places = {}
    for node, several in ends.items():
        for at, (_, number) in enumerate(sorted(several)):
            places[number] = spots[node].x + width * 0.8 * ((at + 1) / (len(several) + 1) - 0.5)
    return places


def _labels(lines: list[tuple[Point, ...]]) -> tuple[Point, ...]:
    """Each label on the last stretch of its line, where the fewest other labels and lines are."""
    curves = [[point for one, other in pairwise(line) for point in curve(one, other, 20)] for line in lines]
    taken: list[Point] = []
    for at, line in enumerate(lines):
        options: list[tuple[int, int, Point]] = []
        for number, t in enumerate((0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)):
            x, y = _along(line[-2], line[-1], t)
            near = 6 * sum(abs(x - left) < 60 and abs(y - top) < 15 for left, top in taken)
            for other, points in enumerate(curves):
                near += other != at and any(abs(x - left) < 26 and abs(y - top) < 10 for left, top in points)
            options.append((near, number, (x, y)))
        taken.append(min(options)[2])
    return tuple(taken)


def _along(begin: Point, end: Point, t: float) -> Point:
    """A point of the smooth line between two, which leaves and arrives upright."""
    return begin[0] + (end[0] - begin[0]) * (3 * t * t - 2 * t * t * t), begin[1] + (end[1] - begin[1]) * t


def curve(begin: Point, end: Point, steps: int) -> list[Point]:
    """The smooth line between two points as short straight ones."""
    return [_along(begin, end, step / steps) for step in range(steps + 1)]
