"""A whole book: from Parquet to a result, judging beside the bare conditions, what a change costs, and one by one.

    python benchmarks/portfolio.py [--rows N] [--workers N] [--engine spark] [--json]

Everything is made up and seeded: the book (`duecare.portfolio.made_up`), and a list of 20,000 parties that it is
compared with, of which a second edition changes 100 entries. Figures:

seconds          the whole run from the file to the result folder: reading, scoping, screening, judging, writing
judging_seconds  judging and weighing every distinct signature, in the same processes, without writing
floor_seconds    DuckDB evaluating the same conditions, as a person would write them, over as many rows
                 (benchmarks/conditions.py, in the same run and with as many threads)
peak_mb          memory of this process and of the largest of its helpers together
delta_share      bringing the result up to date after the second edition, as a share of `seconds`
condition_share  the same after one changed condition: an exemption added to a flag: the median of five flags
spark_ratio      judging on Spark, local[2], to judging here (with --engine spark)
loop_ratio       one review after the other, to the whole run, a transaction; measured on 1,000
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import os
import platform
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import conditions  # benchmarks/conditions.py
import duckdb

from duecare.facts import readable, vocabulary
from duecare.facts.language import parse_condition
from duecare.guidance import Guidance, RedFlag, load_guidance
from duecare.parties.lists.loaded import list_reading
from duecare.parties.screening.loaded import Lists, open_lists
from duecare.portfolio.book.document import row_transaction
from duecare.portfolio.book.mapping import read_mapping
from duecare.portfolio.book.read_book import load_book
from duecare.portfolio.judging.run import judged
from duecare.portfolio.made_up.synthetic import write_synthetic
from duecare.portfolio.result.judged_tables import ratings
from duecare.portfolio.result.read_back import read_result
from duecare.portfolio.result.result_folder import read_manifest
from duecare.portfolio.review import review_book
from duecare.portfolio.watch import Watch, watch
from duecare.review import load_policy, review
from duecare.snapshots import SOURCES, Home, Store, import_files

RESULTS = Path(__file__).parent / "results" / "portfolio.json"
DAY = datetime.date(2026, 11, 26)
LOOP = 1_000
LISTED = 20_000
CHANGED = 100
SAMPLE = 5
EXEMPT = {"transaction": "NOT transaction.gate = 'support'", "item": "NOT item.chip_or_military_part"}
"""What the condition of a flag is narrowed by, after what it is asked of: an exemption that is mostly known to apply or
not. A change that reads what nobody knows touches every transaction of which it then has to be asked."""
ELSE = "NOT country.ear_e"


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    arguments.add_argument("--json", action="store_true", help="print the figures as JSON only")
    options = arguments.parse_args()
    document = measured(options.rows, options.workers, spark=options.engine == "spark")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    print(json.dumps(document, indent=2) if options.json else told(document))
    sys.exit(0 if document["met"] else 1)


class Bench:
    """A book and lists in a scratch folder, and the result as it is."""

    def __init__(self, folder: Path, rows: int, workers: int) -> None:
        self.book, self.result = folder / "book.parquet", folder / "result"
        self.workers, self.rows = workers, rows
        self.store = Store(Home(folder / "home"))
        parties = min(50_000, max(rows // 20, 50))
        write_synthetic(self.book, rows=rows, parties=parties, items=min(2_000, max(rows // 200, 20)))
        self.listed = [*coined(random.Random(7), LISTED - 200), *self.party_names(0, 200)]
        self.lists = self.edition(self.listed, DAY - datetime.timedelta(days=7))
        self.guidance, self.policy = load_guidance(), load_policy()

    def party_names(self, first: int, last: int) -> list[str]:
        """Some names of parties of the book, in an order that has nothing to do with theirs."""
        found = duckdb.sql(
            f"""SELECT DISTINCT "end_user.name" AS name FROM '{self.book}' WHERE name <> ''
            ORDER BY hash(name) LIMIT {last - first} OFFSET {first}"""
        )
        return [name for (name,) in found.fetchall()]

    def edition(self, names: Sequence[str], day: datetime.date) -> Lists:
        """The lists at hand after an edition was taken in and compiled."""
        table, mapping = self.store.home.root / f"{day}.csv", self.store.home.root / "own.yaml"
        table.parent.mkdir(parents=True, exist_ok=True)
        with open(table, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["number", "name"])
            writer.writerows((str(at), name) for at, name in enumerate(names) if name)
        mapping.write_text("list: own\ncolumns: {number: id, name: name}\n", "utf-8")
        source = SOURCES["own"]
        files = [(table, "mapped"), (mapping, "mapped")]
        import_files(self.store, source, files, reading=list_reading(source), today=day, published=day, accept=True)
        return open_lists(self.store.home, DAY)

    def review(self) -> float:
        start = time.perf_counter()
        review_book([str(self.book)], self.result, mapping=read_mapping(None), known_at=DAY, law_at=DAY,
                    guidance=self.guidance, policy=self.policy, lists=self.lists, workers=self.workers)  # fmt: skip
        return time.perf_counter() - start

    def watch(self) -> tuple[float, Watch]:
        start = time.perf_counter()
        found = watch(self.result, known_at=DAY, law_at=DAY, guidance=self.guidance, policy=self.policy,
                      lists=self.lists, country_data=None, store=self.store, workers=self.workers)  # fmt: skip
        return time.perf_counter() - start, found


def coined(draw: random.Random, number: int) -> list[str]:
    """Names of persons and companies that nobody has, as different from each other as those of a list are."""
    starts = [
        "Al",
        "Ba",
        "Cha",
        "Dor",
        "El",
        "Fa",
        "Gri",
        "Ha",
        "Il",
        "Ja",
        "Ka",
        "Lu",
        "Mar",
        "Na",
        "Or",
        "Pe",
        "Qa",
        "Ra",
        "Sha",
        "Ta",
        "Ul",
        "Va",
        "Wen",
        "Ya",
        "Za",
    ]
    middles = ["ba", "di", "gor", "ha", "ki", "lam", "mo", "nes", "pra", "ri", "sho", "tu", "van", "xi", "zen"]
    ends = ["dar", "ek", "ian", "id", "kov", "li", "man", "nur", "oz", "pur", "rin", "shi", "tal", "ul", "yev"]

    def word() -> str:
        inner = draw.choice(middles) * draw.randint(0, 1) + draw.choice(middles)
        return draw.choice(starts) + inner + draw.choice(ends)

    kinds = ("Trading LLC", "Industries Co.", "Shipping Ltd", "Technologies", "Group", "Electronics FZE", "Institute")
    return [
        " ".join(word() for _ in range(draw.choice((2, 3))))
        if draw.random() < 0.6
        else f"{word()} {draw.choice(kinds)}"
        for _ in range(number)
    ]


def measured(rows: int, workers: int, *, spark: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Path(scratch), rows, workers)
        seconds = bench.review()
        peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
        manifest = read_manifest(bench.result)
        size = sum(file.stat().st_size for file in bench.result.rglob("*.*")) / 1e6
        unchanged = bench.review()
        judging = judged_again(bench)
        floor = conditions.measure(rows)["bare_seconds"]
        levels = duckdb.sql(
            f"SELECT known, count(*) FROM '{bench.result}/transactions/*.parquet' GROUP BY known ORDER BY known"
        ).fetchall()
        spark_ratio = spark_judged(bench.result, workers) if spark else None
        bench.lists = bench.edition(second_edition(bench), DAY)
        delta, watched = bench.watch()
        flags = sorted(flag.id for flag in bench.guidance.flags if flag.in_force_on(DAY))
        by_flag = {flag: conditioned(bench, flag) for flag in flags[:: len(flags) // SAMPLE][:SAMPLE]}
        loop = looped(bench)
    shares = {flag: round(taken / seconds, 4) for flag, (taken, _) in by_flag.items()}
    document = {
        "rows": rows,
        "workers": workers,
        "seconds": round(seconds, 1),
        "judging_seconds": round(judging, 2),
        "floor_seconds": round(floor, 2),
        "judging_ratio": round(judging / floor, 2),
        "peak_mb": round(peak),
        "result_mb": round(size, 1),
        "unchanged_seconds": round(unchanged, 1),
        "delta_share": round(delta / seconds, 4),
        "delta_seconds": round(delta, 2),
        "delta_touched": dict(watched.touched),
        "delta_changed": watched.alerts.counts.changed if watched.alerts is not None else 0,
        "condition_share": statistics.median(shares.values()),
        "condition_shares": shares,
        "condition_touched": {flag: touched for flag, (_, touched) in by_flag.items()},
        "spark_ratio": round(spark_ratio, 2) if spark_ratio is not None else None,
        "loop_ratio": round(loop / (seconds / rows), 1),
        "loop_ms": round(loop * 1e3, 2),
        "levels": dict(levels),
        "counts": manifest["counts"],
        "stages": manifest["seconds"],
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    document["met"] = (
        seconds < 120 * rows / 1e6
        and peak < 4096
        and judging <= 2 * floor
        and document["delta_share"] < 0.02
        and document["condition_share"] < 0.05
    )
    return document


def judged_again(bench: Bench) -> float:
    """Seconds of judging and weighing every signature."""
    stored = read_result(bench.result)
    start = time.perf_counter()
    judged(stored.groups, stored.profiles, bench.guidance, bench.policy, DAY, each=ratings, workers=bench.workers)
    return time.perf_counter() - start


def spark_judged(result: Path, workers: int) -> float:
    """How many times as long as here judging takes on Spark, with what follows from it written; once each, warm."""
    from portfolio_spark import numpy_judging, spark_judging  # benchmarks/portfolio_spark.py

    return float(spark_judging(result, times=1) / numpy_judging(result, workers=workers, times=1))


def second_edition(bench: Bench) -> list[str]:
    """The list with 100 other entries: 50 came, 25 went, 25 have another name; ten of them are parties of the book."""
    listed, draw = list(bench.listed), random.Random(8)
    for at in range(25):
        place = len(listed) - 1 - at if at < 3 else at * 500
        listed[place] = ""
        changed = len(listed) - 50 - at if at < 2 else at * 500 + 1
        listed[changed] = f"{listed[changed]} {coined(draw, 1)[0]}"
    return [*listed, *bench.party_names(200, 205), *coined(draw, 45)]


def conditioned(bench: Bench, flag: str) -> tuple[float, dict[str, int]]:
    """Seconds after the condition of a flag was narrowed, and what was touched; then it is as it was."""
    rules = bench.guidance
    entry = rules.entries[flag]
    assert isinstance(entry, RedFlag)
    narrowed = f"({readable(entry.rule)}) AND {EXEMPT.get(entry.subject, ELSE)}"
    other = replace(entry, condition=parse_condition(narrowed, vocabulary()))
    hashes = {**rules.hashes, entry.instrument: "f" * 64}
    entries = {**rules.entries, flag: other}
    bench.guidance = Guidance(rules.instruments, entries, rules.concerns, rules.corresponds, hashes)
    taken, found = bench.watch()
    bench.guidance = rules
    bench.watch()
    return taken, dict(found.touched)


def looped(bench: Bench) -> float:
    """Seconds a transaction when they are reviewed one after the other."""
    loaded = load_book([str(bench.book)], read_mapping(None))
    names = [column.name for column in loaded.columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    rows = loaded.connection.execute(f"SELECT {quoted} FROM book ORDER BY hash(id) LIMIT {LOOP}").fetchall()
    transactions = [row_transaction(dict(zip(names, row, strict=True)), loaded.provenance) for row in rows]
    start = time.perf_counter()
    for transaction in transactions:
        review(transaction, known_at=DAY, law_at=DAY, guidance=bench.guidance, policy=bench.policy, lists=bench.lists)
    return (time.perf_counter() - start) / max(len(transactions), 1)


def told(document: dict[str, Any]) -> str:
    spark = f"judging on Spark local[2]: {document['spark_ratio']} times as long (asked 4)"
    return "\n".join(
        (
            f"{document['rows']:,} transactions in {document['seconds']} s (asked 120 a million), peak"
            f" {document['peak_mb']:,} MB (asked 4,096); result {document['result_mb']} MB",
            f"judging {document['judging_seconds']} s, {document['judging_ratio']} times the bare conditions in DuckDB"
            f" ({document['floor_seconds']} s; asked 2)",
            f"after {CHANGED} changed list entries: {document['delta_seconds']} s,"
            f" {document['delta_share']:.2%} of the whole run (asked 2 %); touched {document['delta_touched']},"
            f" {document['delta_changed']} transactions come out otherwise",
            f"after one changed condition: {document['condition_share']:.2%}, the median of"
            f" {document['condition_shares']} (asked 5 %); touched {document['condition_touched']}",
            *([spark] if document["spark_ratio"] is not None else []),
            f"one review after the other: {document['loop_ms']} ms each, {document['loop_ratio']} times as long",
            f"again over the same book: {document['unchanged_seconds']} s, nothing done",
            f"levels known: {document['levels']}",
            f"counts: {document['counts']}; stages: {document['stages']}",
        )
    )


if __name__ == "__main__":
    main()
