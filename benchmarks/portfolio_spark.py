"""The signatures of a book judged on Spark, beside the same judging in the processes of this computer.

    python benchmarks/portfolio_spark.py [--rows N] [--master URL] [--workers N] [--json]

The book is synthetic (`duecare.portfolio.made_up`, seeded), reviewed once; then its signatures are judged again both
ways from the stored result, twice; the least counts. `spark_seconds` is wall time in a session that judged a few
signatures before: what judging needs is packed and sent, and the tables that follow from judging are written: by the
processes of this computer, and by the driver for Spark. `spark_ratio` is how many times as long that
takes as `numpy_seconds`. Peak memory is that of the process of the driver, Java aside.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from duecare.guidance import load_guidance
from duecare.portfolio.book.mapping import read_mapping
from duecare.portfolio.judging.processes import DoneBy, done_here
from duecare.portfolio.judging.run import judged
from duecare.portfolio.made_up.synthetic import write_synthetic
from duecare.portfolio.result.judged_tables import JudgedTables
from duecare.portfolio.result.read_back import StoredResult, read_result
from duecare.portfolio.review import review_book
from duecare.portfolio.spark.spark_engine import OnSpark
from duecare.portfolio.spark.spark_session import spark_session
from duecare.review import load_policy

TIMES = 2
DAY = datetime.date(2026, 11, 26)
MOST = 4
"""How many times as long as here Spark may take."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--master", default="local[2]")
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--json", action="store_true", help="print the figures as JSON only")
    options = arguments.parse_args()
    document = measured(options.rows, options.master, options.workers)
    print(json.dumps(document, indent=2) if options.json else told(document))
    sys.exit(0 if document["spark_ratio"] <= MOST else 1)


def measured(rows: int, master: str, workers: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        book, result = Path(scratch) / "book.parquet", Path(scratch) / "result"
        write_synthetic(book, rows=rows)
        done = review_book(
            [str(book)], result, mapping=read_mapping(None), known_at=DAY, law_at=DAY, guidance=load_guidance(),
            policy=load_policy(), workers=workers,
        )  # fmt: skip
        here = numpy_judging(result, workers)
        there = spark_judging(result, master)
    return {
        "rows": rows,
        "signatures": done.manifest["counts"]["signatures"],
        "master": master,
        "workers": workers,
        "numpy_seconds": round(here, 2),
        "spark_seconds": round(there, 2),
        "spark_ratio": round(there / here, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "cores": os.cpu_count(),
    }


def numpy_judging(result: Path, workers: int, times: int = TIMES) -> float:
    """Seconds that the processes of this computer take to judge every signature of a result: the least of some runs."""
    stored = read_result(result)
    return min(_seconds(stored, done_here, workers) for _ in range(times))


def spark_judging(result: Path, master: str = "local[2]", times: int = TIMES) -> float:
    """Seconds that a warm session of Spark takes to judge every signature of a result.

    Args:
        result: The folder of a result.
        master: Where Spark runs. A session that is running is used in its place, and stays.
        times: Of how many runs the least counts.

    Raises:
        InputError: no result is there, or Spark cannot be started.
    """
    stored = read_result(result)
    with spark_session(master) as session:
        on_spark = OnSpark(session).done_by
        _seconds(_some(stored), on_spark, 1)  # warms the processes of Python on the cluster
        return min(_seconds(stored, on_spark, 1) for _ in range(times))


def _some(stored: StoredResult) -> StoredResult:
    """A result with the first few signatures of each shape."""
    few = slice(0, 100)
    groups = (
        replace(one, unique={slot: ids[few] for slot, ids in one.unique.items()}, known=one.known[few])
        for one in stored.groups
    )
    return replace(stored, groups=tuple(groups))


def _seconds(stored: StoredResult, done_by: DoneBy, workers: int) -> float:
    guidance, policy = load_guidance(), load_policy()
    with tempfile.TemporaryDirectory() as scratch:
        tables = JudgedTables(Path(scratch), guidance, stored.law_at)
        start = time.perf_counter()
        judged(
            stored.groups, stored.profiles, guidance, policy, stored.law_at, made=tables.made,
            each=tables.keep, workers=workers, done_by=done_by,
        )  # fmt: skip
        return time.perf_counter() - start


def told(document: dict[str, Any]) -> str:
    return (
        f"{document['signatures']:,} signatures of {document['rows']:,} transactions: Spark on {document['master']}"
        f" {document['spark_seconds']} s, {document['spark_ratio']} times the {document['numpy_seconds']} s of"
        f" {document['workers']} processes here (asked {MOST}); peak {document['peak_mb']:,} MB"
    )


if __name__ == "__main__":
    main()
