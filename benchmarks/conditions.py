"""All conditions of all instruments over many rows in DuckDB, beside the same conditions as a person would write them.

    python benchmarks/conditions.py [--rows N] [--json]

One wide table holds every column that a condition reads, a quarter of its values unknown. The conditions that Duecare
emits and the bare ones run over it in turn; both must count the same. The bare ones come from the YAML's own text by
replacing names, not from Duecare's tree: ARRAY_CONTAINS by its boolean column, a level by a list of codes. The floor is
the same counting of as many plain boolean columns, for a ratio of the conditions alone.
Asked: at most 1.5 times the time of the bare conditions.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from duecare.facts import Condition, FactType, columns, emit, vocabulary
from duecare.guidance import load_guidance
from duecare.guidance.load import SHIPPED
from duecare.guidance.source import instrument_folders, read_folder

RESULTS = Path(__file__).parent / "results" / "conditions.json"
ASKED = 1.5
RUNS = 5
THREADS = 2
SEED = 20261124

_ARRAY = re.compile(r"ARRAY_CONTAINS\(\s*([\w.]+)\s*,\s*'(\w+)'\s*\)", re.IGNORECASE)
_RANKED = re.compile(r"\b([a-z_]+\.[a-z_0-9]+)\s*(>=|<=|>|<)\s*'(\w+)'")
_NAME = re.compile(r"(?<![\"\w.#])([a-z_]+\.[a-z_0-9]+)(?![\"\w.#])")


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rows", type=int, default=1_000_000, help="rows of the table (default 1,000,000)")
    arguments.add_argument("--json", action="store_true", help="print the figures as JSON only")
    options = arguments.parse_args()
    figures = measure(options.rows)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(json.dumps(figures, indent=2) if options.json else told(figures))
    sys.exit(0 if figures["ratio"] <= ASKED else 1)


def measure(rows: int) -> dict[str, Any]:
    """Time both forms in the same run, in turn."""
    conditions = {entry.id: entry.rule for entry in ruled()}
    bare = {name: text for name, text in written().items() if name in conditions}
    if bare.keys() != conditions.keys():
        raise SystemExit(f"not in the YAML: {sorted(conditions.keys() - bare.keys())}")
    read = sorted({column for condition in conditions.values() for column in columns(condition)})
    queries = {
        "emitted": counting([emit(condition, "duckdb") for condition in conditions.values()]),
        "bare": counting([bare_form(bare[name]) for name in conditions]),
        "floor": counting(plain_columns(read, len(conditions))),
    }
    with duckdb.connect(config={"threads": THREADS}) as connection:
        connection.execute(wide_table(read, rows))
        taken: dict[str, list[float]] = {name: [] for name in queries}
        counts: dict[str, Any] = {}
        for name, query in queries.items():  # once outside the timing: plans and memory are warm for both
            counts[name] = connection.execute(query).fetchone()
        if counts["emitted"] != counts["bare"]:
            raise SystemExit(f"the two forms differ: {differing(conditions, counts)}")
        for run in range(RUNS):
            for name in sorted(queries, reverse=run % 2 == 1):
                start = time.perf_counter()
                connection.execute(queries[name]).fetchone()
                taken[name].append(time.perf_counter() - start)
    emitted, plain, floor = (statistics.median(taken[name]) for name in ("emitted", "bare", "floor"))
    raised, settled = sum(counts["emitted"][0::2]), sum(counts["emitted"][1::2])
    return {
        "ratio": round(emitted / plain, 3),
        "asked": ASKED,
        "ratio_above_floor": round((emitted - floor) / (plain - floor), 3),
        "emitted_seconds": round(emitted, 3),
        "bare_seconds": round(plain, 3),
        "floor_seconds": round(floor, 3),
        "emitted_runs": [round(seconds, 3) for seconds in taken["emitted"]],
        "bare_runs": [round(seconds, 3) for seconds in taken["bare"]],
        "rows": rows,
        "conditions": len(conditions),
        "columns": len(read),
        "verdicts_a_second": round(rows * len(conditions) / emitted),
        "settled_share": round(settled / (rows * len(conditions)), 3),
        "raised_share": round(raised / (rows * len(conditions)), 3),
        "threads": THREADS,
        "cores": os.cpu_count(),
        "duckdb": duckdb.__version__,
        "python": platform.python_version(),
    }


def ruled() -> list[Any]:
    """Red flags, legal stops and severity rows of the instruments shipped."""
    guidance = load_guidance()
    return [*guidance.flags, *guidance.stops, *guidance.severities]


def written() -> dict[str, str]:
    """Each condition's text as it stands in the YAML."""
    entries = [entry for folder in instrument_folders(SHIPPED) for entry in read_folder(folder).entries]
    return {
        f"{entry.instrument}/{entry.values['id']}": str(entry.values["raised_when"])
        for entry in entries
        if "raised_when" in entry.values
    }


def bare_form(text: str) -> str:
    """The condition as a person would write it against the wide table."""
    words = vocabulary()

    def codes(found: re.Match[str]) -> str:
        name, operator, code = found.groups()
        domain, at = words[name].domain, words[name].domain.index(code)
        kept = {">=": domain[at:], ">": domain[at + 1 :], "<=": domain[: at + 1], "<": domain[:at]}[operator]
        listed = ", ".join(f"'{kept_code}'" for kept_code in kept)
        return f"{name} IN ({listed})"

    text = _ARRAY.sub(r'"\1#\2"', text)
    return _NAME.sub(r'"\1"', _RANKED.sub(codes, text))


def plain_columns(read: Iterable[str], number: int) -> list[str]:
    """As many predicates that cost nothing as there are conditions: boolean columns, then their negations."""
    words = vocabulary()
    booleans = [f'"{column}"' for column in read if words[column].type in ("boolean", "set")]
    return [*booleans, *(f"NOT {column}" for column in booleans)][:number]


def counting(predicates: Iterable[str]) -> str:
    """One query that evaluates every predicate on every row and consumes the verdicts: raised, and known."""
    named = [f"({predicate}) AS c{index}" for index, predicate in enumerate(predicates)]
    counted = [f"count_if(c{index}), count(c{index})" for index in range(len(named))]
    return f"SELECT {', '.join(counted)} FROM (SELECT {', '.join(named)} FROM facts)"


def wide_table(read: Iterable[str], rows: int) -> str:
    """A table of every column read, built inside DuckDB from hashes of row and column."""
    words = vocabulary()
    made = [f'{_cell(words[column], index)} AS "{column}"' for index, column in enumerate(read)]
    return f"CREATE TABLE facts AS SELECT {', '.join(made)} FROM range({rows}) AS source(row)"


def _cell(fact: FactType, index: int) -> str:
    chance = f"(hash(row, {SEED + index}) >> 8)"
    match fact.type:
        case "boolean" | "set":
            value = f"{chance} % 2 = 1"
        case "code" | "level":
            listed = ", ".join(f"'{code}'" for code in fact.domain)
            value = f"[{listed}][CAST(1 + {chance} % {len(fact.domain)} AS BIGINT)]"
        case "number":
            value = f"CAST({chance} % 10001 AS DOUBLE) / 100"
        case "date":
            value = f"DATE '2010-01-01' + CAST({chance} % 6000 AS INTEGER)"
    return f"CASE WHEN hash({SEED + index}, row) % 4 = 0 THEN NULL ELSE {value} END"


def differing(conditions: dict[str, Condition], counts: dict[str, Any]) -> list[str]:
    pairs = zip(counts["emitted"], counts["bare"], strict=True)
    places = {place // 2 for place, (left, right) in enumerate(pairs) if left != right}
    return [name for index, name in enumerate(conditions) if index in places]


def told(figures: dict[str, Any]) -> str:
    verdict = "as asked" if figures["ratio"] <= ASKED else "NOT as asked"
    return "\n".join(
        [
            f"{figures['conditions']} conditions over {figures['columns']} columns, {figures['rows']:,} rows, "
            f"DuckDB {figures['duckdb']}, {figures['threads']} threads, median of {RUNS} runs in turn",
            f"  emitted by Duecare  {figures['emitted_seconds']:7.3f} s",
            f"  written by hand     {figures['bare_seconds']:7.3f} s",
            f"  counting alone      {figures['floor_seconds']:7.3f} s",
            f"  ratio               {figures['ratio']:7.3f}     asked: at most {ASKED} ({verdict})",
            f"  ratio above floor   {figures['ratio_above_floor']:7.3f}",
            f"  {figures['verdicts_a_second']:,} verdicts a second, {figures['settled_share']:.0%} of them settled and "
            f"{figures['raised_share']:.0%} raised",
        ]
    )


if __name__ == "__main__":
    main()
