"""Stripes and holes lie inside their shape, whatever it is."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from duecare.pictures.hatching import holes, stripes

FRAME = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]
WINDOW = [(30.0, 30.0), (30.0, 70.0), (70.0, 70.0), (70.0, 30.0)]
CORNERS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=3, max_size=9, unique=True)


def starts(data: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", data)]


def test_a_hole_in_a_shape_has_no_stripes() -> None:
    for line in re.findall(r"M(\d+) (\d+)L(\d+) (\d+)", stripes([FRAME, WINDOW], 10)):
        x, y, to_x, to_y = map(int, line)
        assert x + y == to_x + to_y
        assert not (30 < (x + to_x) / 2 < 70 and 30 < (y + to_y) / 2 < 70)


def test_holes_keep_away_from_the_border() -> None:
    found = starts(holes([FRAME, WINDOW], 9, 2))
    assert found
    for x, top in found:
        y = top + 2
        assert 2 < x < 98
        assert 2 < y < 98
        assert not (28 < x < 72 and 28 < y < 72)


@given(CORNERS)
def test_any_shape_can_be_striped_and_pierced(corners: list[tuple[int, int]]) -> None:
    """Corners on a line of the grid are met once, not twice: lines come in pairs."""
    ring = [(float(x), float(y)) for x, y in corners]
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    for x, y in starts(stripes([ring], 7)) + starts(holes([ring], 7, 1)):
        assert min(xs) - 1 <= x <= max(xs) + 1
        assert min(ys) - 1 <= y <= max(ys) + 1
