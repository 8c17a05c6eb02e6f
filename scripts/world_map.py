"""Write src/duecare/pictures/world.json from Natural Earth's countries at 1:50m, projected and simplified.

Run at development time, on the file of the npm package world-atlas 2.0.2 (Natural Earth 4.1.0, public domain):
`npm pack world-atlas@2.0.2`, unpack, then `python scripts/world_map.py package/countries-50m.json`.

The file is a topology: a border is one arc that both neighbours share, so that both keep the same line when the arc is
simplified. The projection is Equal Earth (Šavrič, Patterson and Jenny 2018), which keeps areas true to each other, as
shades by country need, turned 11 degrees so that its edge runs through the Bering Strait and not through Chukotka.

Lines are Natural Earth's, which follow who controls a place. What carries no ISO code there:

* Kosovo (-99 in Natural Earth) has the code XK in Duecare and is drawn under it. France and Norway, which the shapefile
  also gives -99, carry their numbers in this file.
* Northern Cyprus, Somaliland and the Siachen Glacier are drawn without a code, as not assessed. To shade them as CY,
  SO, IN or PK would say of the people there what the sources say of a government that does not rule them.
* Antarctica and islands where nobody lives are left out, as are the specks that an ocean island is made of: a state
  that would be too small to see is a dot. Territories too small to see are left out.
"""

from __future__ import annotations

import heapq
import json
import math
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "src/duecare/pictures/world.json"
SOURCE = "Natural Earth 4.1.0, 1:50m (public domain), by way of world-atlas 2.0.2"
WIDTH, EDGE = 1000.0, 4.0
MERIDIAN, NORTH, SOUTH = 11.0, 83.7, -55.6
FINE = 2
"""Coordinates are whole numbers of 1/FINE unit: Palestine and Luxembourg keep a shape, the file stays small."""
ROUGH, SMALL_ROUGH, SMALL = 0.3, 0.08, 60.0
"""A bend of a line goes if its triangle is smaller than this, in square units; finer where a country is under SMALL."""
LEAST, SPECK = 3.6, 0.8
"""Square units under which a country is a dot, and a part of one is left out unless it is the largest."""
ALWAYS = {"PS"}
"""All parts are drawn however small: without Gaza this would not be Palestine."""
RADIUS, APART = 3.2, 6.8
"""Of a dot, and how far apart two are pushed."""
PLACED = {"TV": (179.2, -8.5), "KI": (173.0, 1.4), "SC": (55.5, -4.7), "FM": (158.2, 6.9), "MH": (171.2, 7.1)}
"""Longitude and latitude of the capital: Tuvalu is not in the file, of the others the largest island is elsewhere."""
EMPTY = {"AQ", "TF", "HM", "GS", "IO"}
TERRITORIES = frozenset(
    "AI AS AW AX BL BM CW FK FO GG GL GU IM JE KY MF MP MS NC NF PF PM PN PR SH SX TC VG VI WF EH".split()  # noqa: SIM905
)
NUMERIC = (
    "004AF 008AL 010AQ 012DZ 016AS 020AD 024AO 028AG 031AZ 032AR 036AU 040AT 044BS 048BH 050BD 051AM 052BB 056BE 060BM "
    "064BT 068BO 070BA 072BW 076BR 084BZ 086IO 090SB 092VG 096BN 100BG 104MM 108BI 112BY 116KH 120CM 124CA 132CV 136KY "
    "140CF 144LK 148TD 152CL 156CN 158TW 170CO 174KM 178CG 180CD 184CK 188CR 191HR 192CU 196CY 203CZ 204BJ 208DK 212DM "
    "214DO 218EC 222SV 226GQ 231ET 232ER 233EE 234FO 238FK 239GS 242FJ 246FI 248AX 250FR 258PF 260TF 262DJ 266GA 268GE "
    "270GM 275PS 276DE 288GH 296KI 300GR 304GL 308GD 316GU 320GT 324GN 328GY 332HT 334HM 336VA 340HN 344HK 348HU 352IS "
    "356IN 360ID 364IR 368IQ 372IE 376IL 380IT 384CI 388JM 392JP 398KZ 400JO 404KE 408KP 410KR 414KW 417KG 418LA 422LB "
    "426LS 428LV 430LR 434LY 438LI 440LT 442LU 446MO 450MG 454MW 458MY 462MV 466ML 470MT 478MR 480MU 484MX 492MC 496MN "
    "498MD 499ME 500MS 504MA 508MZ 512OM 516NA 520NR 524NP 528NL 531CW 533AW 534SX 540NC 548VU 554NZ 558NI 562NE 566NG "
    "570NU 574NF 578NO 580MP 583FM 584MH 585PW 586PK 591PA 598PG 600PY 604PE 608PH 612PN 616PL 620PT 624GW 626TL 630PR "
    "634QA 642RO 643RU 646RW 652BL 654SH 659KN 660AI 662LC 663MF 666PM 670VC 674SM 678ST 682SA 686SN 688RS 690SC 694SL "
    "702SG 703SK 704VN 705SI 706SO 710ZA 716ZW 724ES 728SS 729SD 732EH 740SR 748SZ 752SE 756CH 760SY 762TJ 764TH 768TG "
    "776TO 780TT 784AE 788TN 792TR 795TM 796TC 800UG 804UA 807MK 818EG 826GB 831GG 832JE 833IM 834TZ 840US 850VI 854BF "
    "858UY 860UZ 862VE 876WF 882WS 887YE 894ZM "
)
CODES = {word[:3]: word[3:] for word in NUMERIC.split()}
NAMED = {"Kosovo": "XK", "N. Cyprus": "", "Somaliland": "", "Siachen Glacier": ""}

Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A point on the canvas, and whether it lies on the 180th meridian, where the source cuts polygons."""

    x: float
    y: float
    cut: bool


def turned(longitude: float) -> float:
    """Degrees east of the middle of the map, -180 to 180."""
    return (longitude - MERIDIAN + 180) % 360 - 180


def equal_earth(east: float, latitude: float) -> Point:
    """Equal Earth, equations 1 to 3 of the paper, on the unit sphere; y grows to the north."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    x = 2 * math.sqrt(3) * math.radians(east) * math.cos(t) / (3 * (9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1))
    return x, a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t


UNIT = (WIDTH / 2 - EDGE) / equal_earth(180, 0)[0]
TOP = equal_earth(0, NORTH)[1]
HEIGHT = math.ceil((TOP - equal_earth(0, SOUTH)[1]) * UNIT + 2 * EDGE)


def on_canvas(east: float, latitude: float) -> Point:
    x, y = equal_earth(east, latitude)
    return WIDTH / 2 + x * UNIT, EDGE + (TOP - y) * UNIT


def arcs(topology: dict[str, Any]) -> list[list[Spot]]:
    """The arcs, whose points are written as differences in steps of a grid (TopoJSON specification, 2.1.2 to 2.1.4).

    An arc that crosses the edge of the map, of an island in the Bering Strait, stays whole on the side where it begins.
    """
    (scale_x, scale_y), (from_x, from_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[Spot] = []
        east = turned(arc[0][0] * scale_x + from_x)
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            longitude, latitude = x * scale_x + from_x, y * scale_y + from_y
            east += (turned(longitude) - east + 180) % 360 - 180
            points.append(Spot(*on_canvas(east, latitude), abs(abs(longitude) - 180) < 1e-6))
        found.append(points)
    return found


def area(ring: Iterable[Spot]) -> float:
    points = list(ring)
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(one.x * other.y - other.x * one.y for one, other in pairs)) / 2


def simplified(points: list[Spot], rough: float) -> list[Spot]:
    """Visvalingam and Whyatt 1993: take away the point that changes the line least, until each changes it enough."""
    before, after = list(range(-1, len(points) - 1)), list(range(1, len(points) + 1))
    kept = [True] * len(points)
    left = len(points)

    def bend(at: int) -> float:
        return area([points[before[at]], points[at], points[after[at]]])

    queue = [(bend(at), at) for at in range(1, len(points) - 1) if not points[at].cut]
    heapq.heapify(queue)
    fewest = 4 if points[0] == points[-1] else 2
    while queue and left > fewest:
        size, at = heapq.heappop(queue)
        if not kept[at] or size < bend(at):
            if kept[at]:
                heapq.heappush(queue, (bend(at), at))
            continue
        if size >= rough:
            break
        kept[at], left = False, left - 1
        after[before[at]], before[after[at]] = after[at], before[at]
    return [point for point, stays in zip(points, kept, strict=True) if stays]


def rings(polygon: list[list[int]], lines: list[list[Spot]]) -> Iterator[list[Spot]]:
    """A polygon's rings, each from its arcs; a negative number is an arc read backwards."""
    for numbers in polygon:
        ring: list[Spot] = []
        for number in numbers:
            ring += (lines[number] if number >= 0 else lines[~number][::-1])[:-1]
        yield ring


def healed(parts: list[list[Spot]]) -> list[list[Spot]]:
    """Rings that the source cut at the 180th meridian, joined again across it."""
    whole, chains = [], []
    for ring in parts:
        cuts = [at for at, spot in enumerate(ring) if spot.cut and ring[at - 1].cut]
        if not cuts:
            whole.append(ring)
            continue
        for begin, end in pairwise([*cuts, cuts[0] + len(ring)]):
            chain = (ring + ring)[begin:end]
            if len(chain) > 1:
                chains.append(chain)
    while chains:
        joined = chains.pop()
        while chains:
            y = joined[-1].y
            near = min(chains, key=lambda chain: abs(chain[0].y - y))
            if abs(joined[0].y - y) <= abs(near[0].y - y):
                break
            chains.remove(near)
            joined += near[1:]
        whole.append(joined)
    return whole


def written(ring: list[Spot]) -> str:
    """Path data in whole numbers, relative after the first point; empty if nothing is left of the ring."""
    points: list[tuple[int, int]] = []
    for spot in ring:
        point = round(spot.x * FINE), round(spot.y * FINE)
        if not points or point != points[-1]:
            points.append(point)
    while len(points) > 1 and points[-1] == points[0]:
        points.pop()
    if len(set(points)) < 3:
        return ""
    steps = pairwise(points)
    data = " ".join(f"{x - was_x} {y - was_y}" for (was_x, was_y), (x, y) in steps)
    return re.sub(" -", "-", f"M{points[0][0]} {points[0][1]}l{data}z")


def middle(ring: list[Spot]) -> Point:
    return sum(spot.x for spot in ring) / len(ring), sum(spot.y for spot in ring) / len(ring)


def pushed_apart(dots: dict[str, Point]) -> dict[str, list[int]]:
    """Dots moved as little as leaves each of them to be seen."""
    at = {code: [x, y] for code, (x, y) in sorted(dots.items())}
    codes = list(at)
    for _ in range(400):
        for number, one in enumerate(codes):
            for other in codes[number + 1 :]:
                dx, dy = at[other][0] - at[one][0], at[other][1] - at[one][1]
                far = math.hypot(dx, dy) or 1e-6
                if far < APART:
                    push = (APART - far) / 2 / far * 0.5
                    at[one] = [at[one][0] - dx * push, at[one][1] - dy * push]
                    at[other] = [at[other][0] + dx * push, at[other][1] + dy * push]
        for code in codes:  # a pull home, weaker than the push
            at[code] = [now + (home - now) * 0.01 for now, home in zip(at[code], dots[code], strict=True)]
            at[code][0] = min(max(at[code][0], RADIUS + 1), WIDTH - RADIUS - 1)
    return {code: [round(x * FINE), round(y * FINE)] for code, (x, y) in at.items()}


def main(source: Path) -> None:
    topology = json.loads(source.read_text("utf-8"))
    full = arcs(topology)
    shapes: dict[str, list[list[list[int]]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        code = CODES.get(shape.get("id", ""), NAMED.get(shape["properties"]["name"]))
        if code is None or code in EMPTY:
            continue
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        shapes.setdefault(code, []).extend(polygons)
    sizes = {code: sum(area(next(rings(polygon, full))) for polygon in polygons) for code, polygons in shapes.items()}
    roughness = [ROUGH] * len(full)
    for code, polygons in shapes.items():
        if sizes[code] < SMALL or not code:
            for number in (number for polygon in polygons for ring in polygon for number in ring):
                roughness[max(number, ~number)] = SMALL_ROUGH
    lines = [simplified(points, rough) for points, rough in zip(full, roughness, strict=True)]
    paths: dict[str, str] = {}
    dots: dict[str, Point] = {code: on_canvas(turned(east), north) for code, (east, north) in PLACED.items()}
    for code, polygons in sorted(shapes.items()):
        largest = max(polygons, key=lambda polygon: area(next(rings(polygon, full))))
        if code and sizes[code] < LEAST:
            if code not in TERRITORIES:
                dots.setdefault(code, middle(next(rings(largest, full))))
            continue
        parts = []
        for polygon in polygons:
            drawn = polygon is largest or code in ALWAYS
            for full_ring, ring in zip(rings(polygon, full), rings(polygon, lines), strict=True):
                if area(full_ring) >= SPECK or (drawn and full_ring):
                    parts.append(ring)
                drawn = False
        if data := "".join(written(ring) for ring in healed(parts)):
            paths[code] = data
    others = paths.pop("", "")
    world = {
        "source": SOURCE,
        "width": round(WIDTH * FINE),
        "height": HEIGHT * FINE,
        "radius": RADIUS * FINE,
        "paths": paths,
        "dots": pushed_apart(dots),
        "others": others,
    }
    text = json.dumps(world, ensure_ascii=True, indent=0, separators=(",", ":"))
    OUT.write_text(re.sub(r"\[\n(\d+),\n(\d+)\n\]", r"[\1,\2]", text) + "\n", "utf-8")
    print(f"{len(paths)} shapes, {len(dots)} dots, {HEIGHT} high, {OUT.stat().st_size / 1000:.0f} kB")
    print("left out:", *sorted(set(shapes) - set(paths) - set(dots) - {""}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
