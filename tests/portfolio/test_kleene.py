"""Conditions over arrays come to what the evaluator makes of each row."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "facts"))

from random_conditions import COLUMNS, conditions, rows, values_of

from duecare.facts import Condition, Value, atoms, compile_condition, evaluate
from duecare.facts.condition import And, Is, Not, Or
from duecare.portfolio.judging.coding import Codebook, table
from duecare.portfolio.judging.kleene import Atom, Mask, Truths, could_be, truths

BOOKS = {column: Codebook.of(values_of(column)) for column in COLUMNS}
NUMBER = {True: 1, False: -1, None: 0}
A, B, C = Is("item.capability#spyware"), Is("item.capability#drone"), Is("use.group_targeting")


def over(condition: Condition, held: Sequence[Mapping[str, Value | None]]) -> Truths:
    """A condition over rows as arrays; a column that is the same in all of them as one number."""

    def said(atom: Atom) -> Truths | int:
        book = BOOKS[atom.column]
        values = [row.get(atom.column) for row in held]
        codes = np.array([0 if value is None else book.numbers[value] for value in values])
        if len(set(codes.tolist())) == 1:
            return int(table(atom, book)[codes[0]])
        return table(atom, book)[codes]

    return np.broadcast_to(truths(condition, said), len(held))


@given(condition=conditions(), held=st.lists(rows(), min_size=1, max_size=12))
@settings(max_examples=200, derandomize=True, database=None, deadline=None)
def test_arrays_and_the_evaluator_agree(condition: Condition, held: list[dict[str, Value | None]]) -> None:
    assert over(condition, held).tolist() == [NUMBER[evaluate(condition, row)] for row in held]


def test_every_truth_table_of_two_and_three_parts_holds() -> None:
    parts = ((A, B), (A, B, C), (A, Not(B)), (Not(A), Or((B, C))), (And((A, B)), C))
    held = [
        dict(zip((A.column, B.column, C.column), row, strict=True)) for row in product((True, False, None), repeat=3)
    ]
    for some in parts:
        for joined in (And(some), Or(some), Not(And(some)), Not(Or(some))):
            assert over(joined, held).tolist() == [NUMBER[evaluate(joined, row)] for row in held]
            for row in held:  # alone, every column is one number
                assert over(joined, [row]).tolist() == [NUMBER[evaluate(joined, row)]]


@given(condition=conditions())
@settings(max_examples=50, derandomize=True, database=None, deadline=None)
def test_an_atom_says_something_of_every_value_and_nothing_of_the_unknown(condition: Condition) -> None:
    for atom in atoms(condition):
        said = table(atom, BOOKS[atom.column])
        assert said[0] == 0
        assert set(said[1:].tolist()) <= {1, -1}


@given(condition=conditions(), row=rows(), free=st.sets(st.sampled_from(COLUMNS), min_size=1, max_size=3))
@settings(max_examples=150, derandomize=True, database=None, deadline=None)
def test_what_some_answers_bring_about_could_be(
    condition: Condition, row: dict[str, Value | None], free: set[str]
) -> None:
    """If an answer to the free columns makes it true, or false, that is among what it could be."""
    asked = dict.fromkeys({atom.column for atom in atoms(condition)} & free)
    known = {**row, **asked}
    run = compile_condition(condition)
    seen = {
        run({**known, **dict(zip(asked, values, strict=True))})
        for values in product(*((None, *values_of(column)) for column in asked))
    }

    def atom(part: Atom) -> tuple[Mask, Mask]:
        truth, may = evaluate(part, known), part.column in asked
        return np.array([truth is True or may]), np.array([truth is False or may])

    yes, no = could_be(condition, atom)
    assert yes[0] or True not in seen
    assert no[0] or False not in seen
