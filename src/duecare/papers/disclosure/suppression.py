"""Small numbers held back from published tables, so that totals and earlier reports do not give them away.

A figure from 1 to below the threshold is held back (primary suppression). What stays published must not give it away:
with every published figure as an equation over the records that were counted, each figure held back can be bounded from
below and above by linear programming, and the bounds must lie at least the threshold apart; where they do not, the
smallest figure that helps is held back too (complementary suppression). The method is that of the handbook on
statistical disclosure control of the European Statistical System (Hundepool and others, 2010, chapter 4), with bounds
by linear programming as Fischetti and Salazar (2001) audit them. Bounds are those of whole records as fractions: an
attacker who also knows that records are whole could bound a figure of three-way tables a little closer.

A figure that differs from one published before by less than the threshold is held back as well: the difference of the
two would be a small number. A figure that is the same as before is public whatever is held back now, and counts as
published when the others are bounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from duecare.errors import DuecareError

Record = tuple[str, ...]
"""The values of one record, one for each dimension."""

ALL: Final = ""
"""Stands in a figure for every value of a dimension."""


class SuppressionError(DuecareError, ValueError):
    """Nothing can be published so that no small number is given away; says why."""


@dataclass(frozen=True, slots=True, order=True)
class Figure:
    """What is counted: a value for each dimension, or `ALL`."""

    values: tuple[str, ...]

    def counts(self, record: Record) -> bool:
        """Whether a record is counted in it."""
        return all(value in (ALL, own) for value, own in zip(self.values, record, strict=True))


@dataclass(frozen=True, slots=True)
class Held:
    """Why a figure is held back: it is small, it would give a small one away, or an earlier report would."""

    why: Literal["small", "complementary", "earlier"]


@dataclass(frozen=True, slots=True)
class Protected:
    """Figures as they may be published.

    Attributes:
        shown: Figures with their numbers.
        held: Figures that are held back, and why.
        threshold: Numbers from 1 to below it are small.
    """

    shown: Mapping[Figure, int]
    held: Mapping[Figure, Held]
    threshold: int

    def __getitem__(self, values: tuple[str, ...]) -> int | None:
        """The number of a figure, or None where it is held back."""
        return self.shown.get(Figure(values))


def tables_of(values: Sequence[Sequence[str]], most: int = 2) -> list[Figure]:
    """The figures of every table with up to `most` dimensions, margins and the total among them.

    >>> [figure.values for figure in tables_of([["a"], ["x", "y"]])]
    [('', ''), ('a', ''), ('', 'x'), ('', 'y'), ('a', 'x'), ('a', 'y')]
    """
    figures: list[Figure] = []
    for size in range(most + 1):
        for chosen in combinations(range(len(values)), size):
            rows: list[tuple[str, ...]] = [()]
            for place, among in enumerate(values):
                rows = [(*row, value) for row in rows for value in (among if place in chosen else [ALL])]
            figures.extend(map(Figure, rows))
    return figures


def protect(
    records: Iterable[Record],
    figures: Sequence[Figure],
    threshold: int,
    before: Sequence[Mapping[Figure, int]] = (),
) -> Protected:
    """Hold back what would show a small number of records.

    Args:
        records: The values of each record, as many as a figure has.
        figures: What is to be published, margins and totals among it.
        threshold: Numbers from 1 to below it are small; at least 3.
        before: What each earlier publication showed of records that may be the same.

    Raises:
        SuppressionError: the threshold is too low, or even the total is small and tells of single records.
    """
    if threshold < 3:
        raise SuppressionError(f"a threshold of {threshold} shows single records; accepted: 3 or more")
    counted = Counter(records)
    cells = _cells(counted, figures)
    numbers = np.array([counted[cell] for cell in cells], dtype=float)
    rows = {figure: np.array([figure.counts(cell) for cell in cells], dtype=float) for figure in figures}
    sizes = {figure: round(float(row @ numbers)) for figure, row in rows.items()}
    held: dict[Figure, Held] = {}
    for figure, size in sizes.items():
        if 0 < size < threshold:
            held[figure] = Held("small")
        elif any(0 < abs(size - earlier.get(figure, size)) < threshold for earlier in before):
            held[figure] = Held("earlier")
    public = {figure for earlier in before for figure, number in earlier.items() if sizes.get(figure) == number}
    secret = [figure for figure in held if figure not in public]
    if 0 < counted.total() < threshold:
        raise SuppressionError(
            f"there are fewer than {threshold} records in all: any figure of them would tell of single ones"
        )
    for one in secret:  # whatever is held back later leaves it as safe as it is, so each is seen to once
        while _exposed(one, rows, sizes, {figure for figure in held if figure not in public}, threshold):
            helpers = _helpers(one, {kept: size for kept, size in sizes.items() if kept not in public}, held, threshold)
            if not helpers:
                raise SuppressionError(
                    f"nothing more can be held back to protect {', '.join(filter(None, one.values))}"
                )
            held.update((helper, Held("complementary")) for helper in helpers)
    shown = {figure: size for figure, size in sizes.items() if figure not in held}
    return Protected(shown, held, threshold)


def _cells(counted: Counter[Record], figures: Sequence[Figure]) -> list[Record]:
    """Every record that there could be: who reads a report does not know which there are."""
    places = zip(*counted, *(figure.values for figure in figures), strict=True)
    return list(product(*(sorted({value for value in place if value != ALL}) for place in places)))


def _exposed(
    figure: Figure,
    rows: Mapping[Figure, npt.NDArray[Any]],
    sizes: Mapping[Figure, int],
    held: Collection[Figure],
    threshold: int,
) -> bool:
    """Whether what is published bounds a figure closer than the threshold."""
    low, high = bounds(rows[figure], [(rows[one], sizes[one]) for one in rows if one not in held])
    return high - low < threshold - 1e-6


def bounds(wanted: npt.NDArray[Any], published: Sequence[tuple[npt.NDArray[Any], int]]) -> tuple[float, float]:
    """The least and the greatest sum that agrees with every published one; infinite where nothing bounds it.

    Args:
        wanted: For each kind of record, 1 where it is counted in the sum.
        published: The same for each published sum, and the sum.
    """
    from scipy.optimize import linprog  # type: ignore[import-untyped]

    touched = _touched(wanted, published)
    if touched is None:
        return 0.0, float("inf")
    equations, sums, columns = touched
    found = []
    for sign in (1.0, -1.0):
        solved = linprog(sign * wanted[columns], A_eq=equations, b_eq=sums, bounds=(0, None), method="highs")
        if solved.status == 3:  # unbounded
            found.append(float("inf"))
        elif solved.status != 0:
            raise SuppressionError(f"the bounds of a figure could not be found: {solved.message}")
        else:
            found.append(float(solved.fun) * sign)
    return found[0], found[1]


def _touched(
    wanted: npt.NDArray[Any], published: Sequence[tuple[npt.NDArray[Any], int]]
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]] | None:
    """The equations as a matrix; sums of zero settle their records and are taken out first."""
    settled = np.zeros(len(wanted), dtype=bool)
    for row, size in published:
        if size == 0:
            settled |= row > 0
    columns = np.flatnonzero(~settled)
    kept = [(row[columns], size) for row, size in published if size and row[columns].any()]
    if not kept:
        return None
    return np.array([row for row, _ in kept]), np.array([size for _, size in kept], dtype=float), columns


def _helpers(exposed: Figure, sizes: Mapping[Figure, int], held: Mapping[Figure, Held], threshold: int) -> list[Figure]:
    """What to hold back beside a figure: the corners of the cheapest rectangle that lets it vary enough, else the
    smallest figure that is nearest to it."""
    places = [place for place, value in enumerate(exposed.values) if value != ALL]
    if len(places) == 2:
        best = _rectangle(exposed, (places[0], places[1]), sizes, held, threshold)
        if best:
            return best
    shape = tuple(value == ALL for value in exposed.values)
    ranked = [
        (tuple(value == ALL for value in figure.values) != shape, size, figure)
        for figure, size in sizes.items()
        if figure not in held and size
    ]
    return [min(ranked)[-1]] if ranked else []


def _rectangle(
    exposed: Figure,
    places: tuple[int, int],
    sizes: Mapping[Figure, int],
    held: Mapping[Figure, Held],
    threshold: int,
) -> list[Figure]:
    """Three figures of a table of two dimensions whose numbers can be moved round with that of the exposed one.

    Records moved round the corners leave every total as it is, so that the figure may be greater by the lesser of its
    neighbours, and less by the lesser of itself and the corner opposite.
    """
    first, second = places
    rows = {figure.values[first] for figure in sizes} - {ALL, exposed.values[first]}
    columns = {figure.values[second] for figure in sizes} - {ALL, exposed.values[second]}
    found = []
    for row, column in product(sorted(rows), sorted(columns)):
        corners = [
            Figure(_with(exposed.values, change))
            for change in ({first: row}, {second: column}, {first: row, second: column})
        ]
        if not all(corner in sizes for corner in corners):
            continue
        beside, across, opposite = (sizes[corner] for corner in corners)
        if min(beside, across) + min(sizes[exposed], opposite) < threshold:
            continue
        new = [corner for corner in corners if corner not in held]
        if new:
            found.append((sum(sizes[corner] for corner in new), len(new), new))
    return min(found)[-1] if found else []


def _with(values: tuple[str, ...], change: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(change.get(place, value) for place, value in enumerate(values))
