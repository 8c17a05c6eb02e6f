"""Fixtures of the facts: the engines that must agree."""

from __future__ import annotations

import gc
import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

collect_ignore = ["conftest.py"]  # it holds no doctest, and two conftests named on one command line would collide


@pytest.fixture(scope="session")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB in memory, on one thread."""
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """Spark in local mode; skipped visibly where Java or PySpark is missing."""
    pytest.importorskip("pyspark", reason="PySpark is not installed: pip install duecare[spark]")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Java is not installed")
    from pyspark.sql import SparkSession

    here = tmp_path_factory.mktemp("spark")
    quiet = here / "log4j2.properties"
    quiet.write_text("rootLogger.level = off\n", "utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of PySpark itself and of the libraries it loads are not ours to mend
        session = _started(SparkSession.builder, here, quiet)
    yield session
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session.stop()
        gc.collect()


def _started(builder: SparkSession.Builder, here: Path, quiet: Path) -> SparkSession:
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.memory": "512m",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile=file:{quiet} -Dderby.system.home={here}",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.warehouse.dir": str(here / "warehouse"),
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.codegen.wholeStage": "false",
    }
    builder = builder.master("local[1]").appName("duecare tests")
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()
