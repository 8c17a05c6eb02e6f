"""Our side of benchmarks/screening.py, in a process of its own: nothing is warm, and its memory is its own.

    python screening_ours.py search INDEX THRESHOLD < questions.jsonl > matches.jsonl
    python screening_ours.py start  INDEX THRESHOLD < question.jsonl     # the first answer, for the time it takes
    python screening_ours.py batch  INDEX THRESHOLD < questions.jsonl    # all of them through search_many
    python screening_ours.py brute  INDEX THRESHOLD SECONDS < questions.jsonl

`search` answers `{"scores": [[id, score], ...], "seconds", "cpu"}` a question, retrieval and scoring; `brute` what a
scoring of every entry finds and what the search misses of it, until the seconds are over. The last line is about the
process.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def main() -> None:
    mode, index, given, *rest = sys.argv[1:]
    threshold = float(given) or None  # 0: the one that the product takes for each query
    from duecare.parties.screening import Query, Screener

    screener = Screener.open(Path(index))
    if mode == "start":
        print(len(screener.search(query(json.loads(sys.stdin.readline()), Query), threshold=threshold)))
        return
    queries = [query(row, Query) for row in map(json.loads, sys.stdin)]
    cpu = time.process_time()
    if mode == "batch":
        print(json.dumps(batch(screener, queries, threshold)))
    else:
        answers = (
            search(screener, queries, threshold)
            if mode == "search"
            else brute(screener, queries, threshold, float(rest[0]))
        )
        for answer in answers:
            print(json.dumps(answer), flush=mode == "brute")
    print(json.dumps({"rss_mb": peak_memory(), "cpu_seconds": round(time.process_time() - cpu, 3)}))


def query(row: dict[str, Any], kind_of_query: Any) -> Any:
    return kind_of_query(
        names=(row["name"],),
        kind=row["kind"],
        birth_dates=tuple(row["birth_dates"]),
        countries=frozenset(row["countries"]),
    )


def search(screener: Any, queries: list[Any], threshold: float | None) -> Iterator[dict[str, Any]]:
    for asked in queries:
        started, cpu = time.perf_counter(), time.process_time()
        matches = screener.search(asked, threshold=threshold)
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        yield {"scores": scores(matches), "seconds": seconds, "cpu": cpu}


def batch(screener: Any, queries: list[Any], threshold: float | None) -> dict[str, Any]:
    started = time.perf_counter()
    hit = sum(1 for matches in screener.search_many(queries, threshold=threshold) if matches)
    return {"parties": len(queries), "hit": hit, "seconds": time.perf_counter() - started}


def brute(screener: Any, queries: list[Any], threshold: float | None, budget: float) -> Iterator[dict[str, Any]]:
    ends = time.monotonic() + budget
    for at, asked in enumerate(queries):
        if time.monotonic() > ends:
            return
        found = dict(scores(screener.search(asked, threshold=threshold)))
        every = scores(screener.brute_force(asked, threshold=threshold))
        missed = [pair for pair in every if pair[0] not in found]
        other = sum(1 for id_, score in every if id_ in found and abs(found[id_] - score) > 1e-6)
        surplus = len(found) - len(every) + len(missed)
        yield {"question": at, "expected": len(every), "missed": missed, "other_score": other, "surplus": surplus}


def scores(matches: Any) -> list[tuple[str, float]]:
    return [(match.entry_id, round(float(match.score), 6)) for match in matches]


def peak_memory() -> float:
    """The most this process had in memory, in MB: getrusage would count the parent's from before exec."""
    try:
        with open("/proc/self/status", encoding="ascii") as lines:
            return next(round(int(line.split()[1]) / 1024, 1) for line in lines if line.startswith("VmHWM"))
    except OSError:
        import resource

        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    main()
