"""A row says the same within a book as it does alone: `duecare.review` is what the arrays are held to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from wide_rows import Inputs, Provenance, Row, books, house_rules, judged_book, provenances, said_alone, shipped

from duecare.guidance import Guidance
from duecare.review import load_policy

FEW = settings(max_examples=30, derandomize=True, deadline=None, database=None,
               suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Guidance:
    """The shipped instruments with a house's own."""
    return house_rules(tmp_path_factory.mktemp("house") / "acme")


def same(rows: list[Row], inputs: Inputs) -> None:
    """See that a book says of each of its rows what a review of the row says."""
    for row, together in zip(rows, judged_book(rows, inputs).said(), strict=True):
        assert together == said_alone(row, inputs)


@given(rows=books(), provenance=provenances())
@FEW
def test_rows_come_out_as_alone(rows: list[Row], provenance: Provenance) -> None:
    same(rows, shipped(provenance))


@given(rows=books(), provenance=provenances())
@FEW
def test_rows_come_out_as_alone_by_rules_of_a_house(
    house: Guidance, rows: list[Row], provenance: Provenance
) -> None:
    same(rows, Inputs(house, load_policy(), provenance))
