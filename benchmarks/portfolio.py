"""A whole book: from Parquet to a result, judging beside the bare conditions, and beside one review after the other.

    python benchmarks/portfolio.py [--rows N] [--workers N] [--json]

The book is synthetic (`duecare.portfolio.synthetic`, seeded). `seconds` is the whole run from the file to the result
folder, with scoping, screening against the starter and writing; `judging_seconds` the judging and weighing of every
distinct signature; `floor_seconds` DuckDB evaluating the same conditions, written by hand, over as many rows
(benchmarks/conditions.py, in the same run); `loop_ratio` how many times as long one review after the other takes a
transaction, measured on 1,000 of them. Peak memory is that of the process that runs it, its children aside.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import conditions  # benchmarks/conditions.py
import duckdb

from duecare.guidance import load_guidance
from duecare.portfolio.document import row_transaction
from duecare.portfolio.mapping import read_mapping
from duecare.portfolio.read_book import load_book
from duecare.portfolio.review import review_book
from duecare.portfolio.synthetic import write_synthetic
from duecare.review import load_policy, review

RESULTS = Path(__file__).parent / "results" / "portfolio.json"
DAY = datetime.date(2026, 11, 26)
LOOP = 1_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--json", action="store_true", help="print the figures as JSON only")
    options = arguments.parse_args()
    document = measured(options.rows, options.workers)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    print(json.dumps(document, indent=2) if options.json else told(document))
    sys.exit(0 if document["met"] else 1)


def measured(rows: int, workers: int) -> dict[str, Any]:
    guidance, policy = load_guidance(), load_policy()
    with tempfile.TemporaryDirectory() as scratch:
        book, result = Path(scratch) / "book.parquet", Path(scratch) / "result"
        write_synthetic(book, rows=rows)
        start = time.perf_counter()
        done = review_book(
            [str(book)], result, mapping=read_mapping(None), known_at=DAY, law_at=DAY, guidance=guidance,
            policy=policy, workers=workers,
        )  # fmt: skip
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = sum(file.stat().st_size for file in result.rglob("*.*")) / 1e6
        again = time.perf_counter()
        review_book(
            [str(book)], result, mapping=read_mapping(None), known_at=DAY, law_at=DAY, guidance=guidance,
            policy=policy, workers=workers,
        )  # fmt: skip
        unchanged = time.perf_counter() - again
        levels = duckdb.sql(
            f"SELECT known, count(*) FROM '{result}/transactions/*.parquet' GROUP BY known ORDER BY known"
        ).fetchall()
        loop = looped(book, guidance, policy)
    floor = conditions.measure(rows)
    bare = floor["bare_seconds"] if "bare_seconds" in floor else min(v for k, v in floor.items() if "bare" in k)
    judging = done.manifest["seconds"]["judging"]
    return {
        "rows": rows,
        "workers": workers,
        "seconds": round(seconds, 1),
        "judging_seconds": judging,
        "floor_seconds": round(bare, 2),
        "judging_ratio": round(judging / bare, 2),
        "peak_mb": round(peak),
        "result_mb": round(size, 1),
        "unchanged_seconds": round(unchanged, 1),
        "loop_ratio": round(loop / (seconds / rows), 1),
        "loop_ms": round(loop * 1e3, 2),
        "levels": dict(levels),
        "counts": done.manifest["counts"],
        "stages": done.manifest["seconds"],
        "met": seconds < 120 and peak < 4096 and judging <= 2 * bare,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def looped(book: Path, guidance: Any, policy: Any) -> float:
    """Seconds a transaction when they are reviewed one after the other."""
    loaded = load_book([str(book)], read_mapping(None))
    names = [column.name for column in loaded.columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    rows = loaded.connection.execute(f"SELECT {quoted} FROM book ORDER BY hash(id) LIMIT {LOOP}").fetchall()
    transactions = [row_transaction(dict(zip(names, row, strict=True)), loaded.provenance) for row in rows]
    start = time.perf_counter()
    for transaction in transactions:
        review(transaction, known_at=DAY, law_at=DAY, guidance=guidance, policy=policy)
    return (time.perf_counter() - start) / max(len(transactions), 1)


def told(document: dict[str, Any]) -> str:
    return "\n".join(
        (
            f"{document['rows']:,} transactions in {document['seconds']} s (asked 120 a million), peak"
            f" {document['peak_mb']:,} MB (asked 4,096); result {document['result_mb']} MB",
            f"judging {document['judging_seconds']} s, {document['judging_ratio']} times the bare conditions in DuckDB"
            f" ({document['floor_seconds']} s; asked 2)",
            f"one review after the other: {document['loop_ms']} ms each, {document['loop_ratio']} times as long",
            f"again over the same book: {document['unchanged_seconds']} s, nothing done",
            f"levels known: {document['levels']}",
            f"counts: {document['counts']}; stages: {document['stages']}",
        )
    )


if __name__ == "__main__":
    main()
