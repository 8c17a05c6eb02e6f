"""A Spark session whose messages stay off the terminal, and what Spark says went wrong, as an error of ours."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

from duecare.errors import DuecareError, InputError, OutputError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ACCEPTED: Final = "local[2], local[*], spark://HOST:PORT, yarn or k8s://HOST:PORT"
_MASTER: Final = re.compile(
    r"local|local\[(\d+|\*)(, ?\d+)?\]|local-cluster\[\d+, ?\d+, ?\d+\]|yarn|(spark|k8s)://[^\s/]+(/\S*)?"
)
_SETTINGS: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.maxResultSize": "0",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
"""What a session is started with that no file or argument of Spark's own says otherwise. No limit on what the driver
is sent: it holds the result."""


@contextmanager
def spark_session(master: str) -> Iterator[SparkSession]:
    """The session that is running, or a new one that ends with the block.

    Args:
        master: Where a new one runs, as Spark writes it.

    Raises:
        InputError: PySpark or Java is missing, no such form of master, or Spark cannot be started there.
    """
    check_spark()
    from pyspark.sql import SparkSession

    if not _MASTER.fullmatch(master):
        raise InputError(f"master {master!r} is none that Spark knows", hint=f"accepted: {ACCEPTED}")
    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise InputError("Spark needs Java, which is not installed", hint="install Java 17, or set JAVA_HOME")
    session = _started(master)
    try:
        yield session
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            session.stop()


def check_spark() -> None:
    """See that what Spark needs on the side of Python is there.

    Raises:
        InputError: it is not installed; says how to.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those of PySpark and of what it loads are not ours to mend
            import pandas  # noqa: F401
            import pyarrow  # noqa: F401
            import pyspark.sql  # noqa: F401
    except ImportError as problem:
        raise InputError(f"Spark needs {problem.name}, which is not installed",
                         hint="pip install 'duecare[spark]'") from None  # fmt: skip


def _started(master: str) -> SparkSession:
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

    with tempfile.TemporaryFile() as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with _said_to(log):
                if master.startswith("local"):  # its workers are of this computer: the Python that runs here knows us
                    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
                builder = SparkSession.builder.master(master).appName("duecare")
                given = SparkConf()
                for key, value in _SETTINGS.items():
                    if not given.contains(key):
                        builder = builder.config(key, value)
                return builder.getOrCreate()
        except Exception as problem:
            log.seek(0)
            written = log.read().decode("utf-8", "replace")
            said = re.search(r" ERROR \w+: (Application has been killed.*)", written)
            reason = said.group(1) if said else reason_of(problem) or written.strip().partition("\n")[0]
            raise InputError(f"Spark cannot be started on {master!r}: {reason}",
                             hint=f"accepted: {ACCEPTED}") from None  # fmt: skip


@contextmanager
def _said_to(log: IO[bytes]) -> Iterator[None]:
    """Let what is started within write to a file. Java keeps that file as its output when the block has ended."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = {stream: os.dup(stream) for stream in (1, 2)}
    try:
        for stream in kept:
            os.dup2(log.fileno(), stream)
        yield
    finally:
        for stream, before in kept.items():
            os.dup2(before, stream)
            os.close(before)


@contextmanager
def spark_reads(path: str) -> Iterator[None]:
    """Say what Spark cannot read as bad input. path: what is read."""
    with _errors(lambda reason, hint: InputError(f"cannot be read by Spark: {reason}", path=path, hint=hint)):
        yield


@contextmanager
def spark_works() -> Iterator[None]:
    """Say what goes wrong on a cluster as an error of the run."""
    with _errors(lambda reason, hint: OutputError(f"Spark: {reason}" + (f"; {hint}" if hint else ""))):
        yield


@contextmanager
def _errors(as_ours: Callable[[str, str | None], DuecareError]) -> Iterator[None]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as problem:
        reason = reason_of(problem)
        missing = re.search(r"No module named '(\w+)'", reason)
        hint = "install 'duecare[spark]' for the Python of every node" if missing else None
        raise as_ours(reason, hint) from None


def reason_of(problem: Exception) -> str:
    """What Spark says went wrong, on one line: what Python raised in a task, else the cause, else its head."""
    java = getattr(problem, "java_exception", None)
    text = str(java.getMessage() or java) if java is not None else str(problem)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    raised = [line for line in lines if re.match(r"[\w.]+(Error|Exception): ", line)] if "Traceback" in text else []
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    said = next(iter([*raised[-1:], *causes[-1:], *lines]), "")
    return re.sub(r"^([a-z]+\.[\w.]+: )?(\[[A-Z_.]+\] )?|\.?( SQLSTATE: \w+)?$", "", said)[:300]
