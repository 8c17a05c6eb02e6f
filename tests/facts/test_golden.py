"""Verdicts written down once, in golden.json, and held by the evaluator, DuckDB and Spark.

A condition has one letter a row: T raised, F clear, ? open. A change of a letter is a change of meaning.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from engines import in_duckdb, in_spark
from random_conditions import WORDS, choices, letters

from duecare.facts import Condition, Value, compile_condition
from duecare.facts.language import parse_condition

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden.json").read_bytes())
COLUMNS: list[str] = GOLDEN["columns"]


def _value(column: str, raw: Any) -> Value | None:
    return date.fromisoformat(raw) if raw is not None and WORDS[column].type == "date" else raw


ROWS = [{column: _value(column, raw) for column, raw in zip(COLUMNS, row, strict=True)} for row in GOLDEN["rows"]]
EXPECTED: dict[str, str] = {entry["condition"]: entry["verdicts"] for entry in GOLDEN["conditions"]}


CERTAIN = {
    "use.group_targeting AND NOT use.group_targeting": {"F"},
    "use.group_targeting OR NOT use.group_targeting": {"T"},
}


def _conditions() -> list[Condition]:
    return [parse_condition(text, WORDS) for text in EXPECTED]


@pytest.mark.parametrize("text", EXPECTED)
def test_the_evaluator_holds_the_golden_verdicts(text: str) -> None:
    assert letters(map(compile_condition(parse_condition(text, WORDS)), ROWS)) == EXPECTED[text]


def test_duckdb_holds_the_golden_verdicts(duck: duckdb.DuckDBPyConnection) -> None:
    found = in_duckdb(duck, _conditions(), ROWS, COLUMNS)
    assert dict(zip(EXPECTED, map(letters, found), strict=True)) == EXPECTED


@pytest.mark.spark
def test_spark_holds_the_golden_verdicts(spark: SparkSession) -> None:
    found = in_spark(spark, _conditions(), ROWS, COLUMNS)
    assert dict(zip(EXPECTED, map(letters, found), strict=True)) == EXPECTED


def test_the_golden_table_tells_conditions_apart() -> None:
    assert len(EXPECTED) >= 40
    assert len(ROWS) == 60
    for column in COLUMNS:
        held = {row[column] for row in ROWS}
        assert None in held
        assert len(held) >= min(3, len(choices(column))), column
    for text, verdicts in EXPECTED.items():
        assert set(verdicts) == CERTAIN.get(text, {"T", "F"}) | {"?"}, text


@pytest.mark.parametrize(
    ("text", "row", "letter"),
    [
        ("use.group_targeting OR NOT use.group_targeting", 0, "?"),  # nothing known, nothing concluded
        ("use.group_targeting AND end_user.opaque", 6, "F"),  # one part is no, the other unknown
        ("NOT (use.group_targeting OR end_user.opaque)", 6, "?"),
        ("ARRAY_CONTAINS(item.capability, 'spyware') OR ARRAY_CONTAINS(item.capability, 'drone')", 7, "?"),
        ("party.kind <> 'police'", 1, "F"),
        ("party.kind <> 'police'", 6, "?"),
        ("country.practice_band >= 'serious'", 2, "F"),  # mixed, just below
        ("country.practice_band >= 'serious'", 3, "T"),  # serious
        ("country.practice_band BETWEEN 'mixed' AND 'serious'", 4, "F"),  # severe
        ("end_user.abuse_record >= 'ngo_lab' AND country.practice_band >= 'serious'", 6, "?"),
        ("end_user.abuse_record >= 'ngo_lab' AND country.practice_band >= 'serious'", 7, "F"),
        ("party.listed_owner_share BETWEEN 25 AND 50", 3, "T"),  # exactly 25
        ("party.listed_owner_share = 33.333333333333336", 4, "T"),
        ("transaction.price_gap > -0.1", 3, "F"),  # exactly -0.1
        ("transaction.price_gap < 0.3", 7, "F"),  # the next number above 0.3
        ("transaction.signed_on >= DATE '2020-02-29'", 3, "T"),  # that very day
        ("transaction.signed_on >= DATE '2020-02-29'", 2, "F"),
        ("NOT (item.matching = 'none' OR party.listed_owner_share >= 25 AND NOT end_user.opaque)", 6, "?"),
        ("NOT (item.matching = 'none' OR party.listed_owner_share >= 25 AND NOT end_user.opaque)", 2, "T"),
    ],
)
def test_letters_that_were_checked_by_eye(text: str, row: int, letter: str) -> None:
    assert EXPECTED[text][row] == letter
