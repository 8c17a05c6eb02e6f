"""What is published gives away no small number: not by itself, not by totals, not by an earlier report."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from duecare.papers.disclosure import Figure, Protected, SuppressionError, protect, tables_of
from duecare.papers.disclosure.suppression import bounds

REGIONS, CLASSES = ["Africa", "Asia", "Europe"], ["cameras", "forensics", "interception"]


def worlds(published: dict[tuple[str, str], int], most: int) -> Iterator[dict[tuple[str, str], int]]:
    """Every table of whole numbers that agrees with what was published: what an attacker is left with."""
    free = [cell for cell in product(REGIONS, CLASSES) if cell not in published]
    sums = {key: number for key, number in published.items() if "" in key}
    fixed = {key: number for key, number in published.items() if "" not in key}
    for numbers in product(range(most + 1), repeat=len(free)):
        table = {**fixed, **dict(zip(free, numbers, strict=True))}
        if all(
            sum(n for cell, n in table.items() if Figure(key).counts(cell)) == number for key, number in sums.items()
        ):
            yield table


def records_of(table: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
    return [cell for cell, number in table.items() for _ in range(number)]


def published(found: Protected) -> dict[tuple[str, str], int]:
    return {(figure.values[0], figure.values[1]): number for figure, number in found.shown.items()}


@pytest.mark.parametrize("seed", range(12))
def test_an_attacker_who_tries_every_table_learns_no_small_number(seed: int) -> None:
    chance = random.Random(seed)
    table = {cell: chance.choice([0, 1, 2, 3, 4, 5, 6]) for cell in product(REGIONS, CLASSES)}
    found = protect(records_of(table), tables_of([REGIONS, CLASSES]), 3)
    shown = published(found)
    assert not [number for number in shown.values() if 0 < number < 3]
    small = [cell for cell, number in table.items() if 0 < number < 3]
    if len([cell for cell in table if cell not in shown]) > 4:
        pytest.skip("too many tables to try")
    left = list(worlds(shown, 12))
    assert table in left
    for cell in small:
        values = {world[cell] for world in left}
        assert max(values) - min(values) >= 3, (cell, values, shown)


def test_one_small_number_takes_others_with_it_so_that_totals_do_not_give_it_away() -> None:
    table = dict.fromkeys(product(REGIONS, CLASSES), 20) | {("Africa", "interception"): 2}
    found = protect(records_of(table), tables_of([REGIONS, CLASSES]), 5)
    assert found["Africa", "interception"] is None
    assert found["", ""] == 162
    why = Counter(held.why for held in found.held.values())
    assert why == {"small": 1, "complementary": 3}
    row = [found["Africa", one] for one in CLASSES]
    column = [found[one, "interception"] for one in REGIONS]
    assert row.count(None) == column.count(None) == 2


def test_nothing_is_held_back_where_nothing_is_small() -> None:
    table = dict.fromkeys(product(REGIONS, CLASSES), 9) | {("Asia", "forensics"): 0}
    found = protect(records_of(table), tables_of([REGIONS, CLASSES]), 5)
    assert not found.held
    assert found["Asia", "forensics"] == 0


def test_the_difference_of_two_reports_is_no_small_number() -> None:
    """A case that was added between two reports of one year would be the difference of two totals."""
    table = dict.fromkeys(product(REGIONS, CLASSES), 20)
    figures = tables_of([REGIONS, CLASSES])
    first = protect(records_of(table), figures, 5)
    table["Asia", "cameras"] += 1
    second = protect(records_of(table), figures, 5, before=[first.shown])
    for figure in figures:
        if figure.counts(("Asia", "cameras")):
            assert second.shown.get(figure) is None, figure
            assert second.held[figure].why == "earlier"
    table["Asia", "cameras"] += 9
    third = protect(records_of(table), figures, 5, before=[first.shown])
    assert third["Asia", "cameras"] == 30


def test_so_few_records_that_any_figure_tells_of_single_ones_are_refused() -> None:
    with pytest.raises(SuppressionError, match="fewer than 5 records in all"):
        protect([("Asia", "cameras")] * 4, tables_of([REGIONS, CLASSES]), 5)
    with pytest.raises(SuppressionError, match="accepted: 3 or more"):
        protect([("Asia", "cameras")] * 40, tables_of([REGIONS, CLASSES]), 2)


def test_no_record_at_all_is_published_as_none() -> None:
    found = protect([], tables_of([REGIONS, CLASSES]), 5)
    assert set(found.shown.values()) == {0}


def test_what_an_earlier_report_showed_does_not_give_away_what_the_next_one_holds_back() -> None:
    """With other figures held back beside a small one, two reports together would show it."""
    cells = list(product(REGIONS, CLASSES))
    table = {cell: 20 + number for number, cell in enumerate(cells)} | {("Africa", "interception"): 2}
    figures = tables_of([REGIONS, CLASSES])
    first = protect(records_of(table), figures, 5)
    shown = next(cell for cell in cells if cell[0] == "Africa" and first[cell] is not None)
    table[shown[0], shown[1]] = 6  # the smallest beside it now, and far from what was shown of it
    for earlier in ([], [first.shown]):
        second = protect(records_of(table), figures, 5, before=earlier)
        still = {f: n for f, n in first.shown.items() if n == sum(map(f.counts, records_of(table)))}
        known = {**still, **second.shown}
        rows = [(np.array([f.counts(cell) for cell in cells], dtype=float), n) for f, n in known.items()]
        small = Figure(("Africa", "interception"))
        low, high = bounds(np.array([small.counts(cell) for cell in cells], dtype=float), rows)
        assert (high - low >= 5) == bool(earlier), (low, high)
