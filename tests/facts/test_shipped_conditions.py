"""The conditions of every instrument shipped, in the evaluator, DuckDB and Spark, on random rows with unknowns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest
from engines import in_duckdb, in_spark
from random_conditions import letters, table

from duecare.facts import Condition, Row, Truth, columns, compile_condition, readable, vocabulary
from duecare.facts.language import parse_condition
from duecare.guidance import load_guidance

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROWS = 120


@pytest.fixture(scope="module")
def shipped() -> dict[str, Condition]:
    guidance = load_guidance()
    ruled = [*guidance.flags, *guidance.stops, *guidance.severities]
    conditions = {entry.id: entry.rule for entry in ruled}
    applied = {row.id: row.applies_when for row in guidance.instruments.values() if row.applies_when is not None}
    return conditions | applied


@pytest.fixture(scope="module")
def read(shipped: dict[str, Condition]) -> list[str]:
    return sorted({column for condition in shipped.values() for column in columns(condition)})


def _compare(shipped: dict[str, Condition], rows: list[Row], found: list[list[Truth]]) -> None:
    for (name, condition), verdicts in zip(shipped.items(), found, strict=True):
        assert letters(map(compile_condition(condition), rows)) == letters(verdicts), name


def test_duckdb_agrees_on_every_shipped_condition(
    duck: duckdb.DuckDBPyConnection, shipped: dict[str, Condition], read: list[str]
) -> None:
    rows: list[Row] = [*table(7, ROWS, read)]
    _compare(shipped, rows, in_duckdb(duck, list(shipped.values()), rows, read))


@pytest.mark.spark
def test_spark_agrees_on_every_shipped_condition(
    spark: SparkSession, shipped: dict[str, Condition], read: list[str]
) -> None:
    rows: list[Row] = [*table(8, ROWS, read)]
    _compare(shipped, rows, in_spark(spark, list(shipped.values()), rows, read))


def test_every_shipped_condition_reads_back_as_it_is_shown(shipped: dict[str, Condition]) -> None:
    words = vocabulary()
    for name, condition in shipped.items():
        assert parse_condition(readable(condition), words) == condition, name
