"""One condition, several evaluators: the same verdicts, and never a settled one turned by learning more."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pytest
from engines import in_duckdb
from hypothesis import given, settings
from hypothesis import strategies as st
from random_conditions import COLUMNS, WORDS, choices, conditions, letters, rows, table

from duecare.facts import (
    Condition,
    Truth,
    Value,
    all_of,
    any_of,
    columns,
    compile_condition,
    evaluate,
    fact_of,
    negation,
)
from duecare.facts.condition import And, Compare, In, Is, Not, Or, atoms
from duecare.facts.language import parse_condition


@settings(max_examples=60, deadline=None)
@given(st.lists(conditions(), min_size=1, max_size=25), st.integers(0, 2**32))
def test_evaluator_and_duckdb_agree_on_random_conditions_and_rows(
    duck: duckdb.DuckDBPyConnection, several: list[Condition], seed: int
) -> None:
    facts = table(seed, 50)
    found = in_duckdb(duck, several, facts, COLUMNS)
    for condition, verdicts in zip(several, found, strict=True):
        check = compile_condition(condition)
        assert letters(map(check, facts)) == letters(verdicts), condition


@given(conditions(), rows(), st.data())
def test_learning_a_fact_never_turns_a_settled_verdict(
    condition: Condition, row: dict[str, Value | None], data: st.DataObject
) -> None:
    before = evaluate(condition, row)
    unknown = [column for column in columns(condition) if row[column] is None]
    for column in data.draw(st.permutations(unknown)):
        row[column] = data.draw(st.sampled_from(choices(column)))
        after = evaluate(condition, row)
        assert before in (None, after)
        before = after
    assert before is not None, "with everything known that it reads, a condition is settled"


@given(conditions(), rows())
def test_only_the_columns_it_reads_matter(condition: Condition, row: dict[str, Value | None]) -> None:
    read = columns(condition)
    assert evaluate(condition, {column: row[column] for column in read}) is evaluate(condition, row)
    assert {fact_of(column) for column in read} == {fact_of(atom.column) for atom in atoms(condition)}


@given(conditions(), rows())
def test_the_compiled_condition_means_what_its_tree_means(condition: Condition, row: dict[str, Value | None]) -> None:
    assert evaluate(condition, row) is _meaning(condition, row)


def _meaning(condition: Condition, row: Mapping[str, Value | None]) -> Truth:
    """The tree read word for word, with the truth tables."""
    match condition:
        case And(parts):
            return all_of([_meaning(part, row) for part in parts])
        case Or(parts):
            return any_of([_meaning(part, row) for part in parts])
        case Not(part):
            return negation(_meaning(part, row))
    value: object = row[condition.column]
    if value is None:
        return None
    match condition:
        case Is():
            return value is True
        case In(_, codes):
            return value in codes
        case Compare(_, operator, literal):
            less, equal = value < literal, value == literal  # type: ignore[operator]
            return {"=": equal, "<": less, "<=": less or equal, ">": not (less or equal), ">=": not less}[operator]


@given(conditions())
def test_a_condition_is_open_without_its_facts(condition: Condition) -> None:
    assert evaluate(condition, {}) is None


@pytest.mark.parametrize(
    ("text", "row", "verdict"),
    [
        ("use.group_targeting AND end_user.opaque", {"use.group_targeting": False}, False),
        ("use.group_targeting AND end_user.opaque", {"use.group_targeting": True}, None),
        ("use.group_targeting OR end_user.opaque", {"end_user.opaque": True}, True),
        ("NOT use.group_targeting", {}, None),
        ("use.group_targeting OR NOT use.group_targeting", {}, None),
        ("party.kind <> 'police'", {"party.kind": "military"}, True),
        ("party.kind <> 'police'", {}, None),
        ("country.practice_band >= 'serious'", {"country.practice_band": "serious"}, True),
        ("country.practice_band >= 'serious'", {"country.practice_band": "mixed"}, False),
        ("party.listed_owner_share >= 50", {"party.listed_owner_share": 49.99}, False),
        ("party.listed_owner_share BETWEEN 25 AND 50", {"party.listed_owner_share": 25.0}, True),
        ("ARRAY_CONTAINS(item.capability, 'spyware')", {"item.capability#drone": True}, None),
        ("ARRAY_CONTAINS(item.capability, 'spyware')", {"item.capability#spyware": False}, False),
    ],
)
def test_unknown_is_not_no(text: str, row: dict[str, Value], verdict: Truth) -> None:
    assert evaluate(parse_condition(text, WORDS), row) is verdict
