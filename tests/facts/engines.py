"""The same rows and conditions put to DuckDB and Spark, each in one query."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import duckdb
from random_conditions import WORDS

from duecare.facts import Condition, Row, Truth, Value, emit

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def sql_type(column: str) -> str:
    """The type of a column in an engine."""
    kinds = {"boolean": "BOOLEAN", "number": "DOUBLE", "date": "DATE"}
    return kinds.get(WORDS[column].type, "VARCHAR")


def in_duckdb(
    connection: duckdb.DuckDBPyConnection, conditions: Sequence[Condition], rows: Sequence[Row], columns: Sequence[str]
) -> list[list[Truth]]:
    """One list of verdicts a condition."""
    cells = ", ".join(
        "(" + ", ".join(f"CAST({_literal(row[column])} AS {sql_type(column)})" for column in columns) + ")"
        for row in rows
    )
    names = ", ".join(f'"{column}"' for column in columns)
    wanted = ", ".join(emit(condition, "duckdb") for condition in conditions)
    found = connection.execute(f"SELECT {wanted} FROM (VALUES {cells}) AS facts({names})").fetchall()
    return [list(verdicts) for verdicts in zip(*found, strict=True)]


def in_spark(
    session: SparkSession, conditions: Sequence[Condition], rows: Sequence[Row], columns: Sequence[str]
) -> list[list[Truth]]:
    """One list of verdicts a condition."""
    kinds = {"BOOLEAN": "boolean", "DOUBLE": "double", "DATE": "date", "VARCHAR": "string"}
    schema = ", ".join(f"`{column}` {kinds[sql_type(column)]}" for column in columns)
    wanted = [f"{emit(condition, 'spark')} AS c{index}" for index, condition in enumerate(conditions)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # PySpark leaves the sockets to its JVM to the collector
        frame = session.createDataFrame([tuple(row[column] for column in columns) for row in rows], schema).coalesce(1)
        found = [list(verdicts) for verdicts in zip(*frame.selectExpr(*wanted).collect(), strict=True)]
        del frame
        gc.collect()
    return found


def _literal(value: Value | None) -> str:
    if value is None:
        return "NULL"
    return f"'{value.isoformat()}'" if isinstance(value, date) else f"'{value}'"
