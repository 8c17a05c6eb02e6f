"""The rival of benchmarks/screening.py: nomenklatura's logic-v2, in a process and an environment of its own.

    python screening_rival.py pairs                 < pairs.jsonl      > scores.jsonl
    python screening_rival.py candidates LIST.jsonl < queries.jsonl    > scores.jsonl
    python screening_rival.py start                 < pair.jsonl       # one comparison, for the time it takes to start

A pair is `{"left": ENTITY, "right": ENTITY}`, a query `{"query": ENTITY, "candidates": [id, ...]}`, an entity one of
FollowTheMoney. Answers: `{"score", "seconds", "cpu"}`, or `{"scores": [[id, score], ...], "seconds", "cpu"}` without
the scores under `FLOOR`. The last line is `{"rss_mb", "versions", "failed"}`. Only what the matcher does is timed:
reading the list and the first use of its name tables are over before the clock starts, and what was read is kept from
the garbage collector.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from followthemoney import model
from followthemoney.exc import InvalidData
from nomenklatura.matching import LogicV2, ScoringConfig

FLOOR = 0.3
CONFIG = ScoringConfig.defaults()
failed = 0


def main() -> None:
    mode, *files = sys.argv[1:]
    if mode == "start":
        row = json.loads(sys.stdin.readline())
        print(json.dumps({"score": compare(entity(row["left"]), entity(row["right"]))}))
        return
    warm_up()
    answers = pairs() if mode == "pairs" else candidates(files[0])
    for answer in answers:
        print(json.dumps(answer))
    versions = {name: version(name) for name in ("nomenklatura", "rigour", "followthemoney")}
    print(json.dumps({"rss_mb": peak_memory(), "versions": versions, "failed": failed}))


def peak_memory() -> float:
    """The most this process had in memory, in MB: getrusage would count the parent's from before exec."""
    try:
        with open("/proc/self/status", encoding="ascii") as lines:
            return next(round(int(line.split()[1]) / 1024, 1) for line in lines if line.startswith("VmHWM"))
    except OSError:
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def entity(data: dict[str, Any]) -> Any:
    return model.get_proxy(data)


def compare(left: Any, right: Any) -> float:
    """The score of two entities; 0 where their schemata cannot be compared, which is counted."""
    global failed
    try:
        return float(LogicV2.compare(left, right, CONFIG).score)
    except InvalidData:
        failed += 1
        return 0.0


def warm_up() -> None:
    """The matcher's tables of given names, legal forms and symbols are read on first use."""
    for schema, name in (("Person", "Maria Warming"), ("Company", "Warming Trading Ltd"), ("LegalEntity", "Warm Up")):
        sides = [{"id": f"warm-{schema}-{side}", "schema": schema, "properties": {"name": [name]}} for side in "ab"]
        compare(entity(sides[0]), entity(sides[1]))


def pairs() -> Iterator[dict[str, Any]]:
    rows = [json.loads(line) for line in sys.stdin]
    # Results are kept by id: the same id with other names would be answered from the first.
    read = [(entity({**row["left"], "id": f"l{at}"}), entity({**row["right"], "id": f"r{at}"}))
            for at, row in enumerate(rows)]  # fmt: skip
    settle()
    for left, right in read:
        started, cpu = time.perf_counter(), time.process_time()
        score = compare(left, right)
        yield {"score": score, "seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}


def candidates(path: str) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as lines:
        listed = {data["id"]: entity(data) for data in map(json.loads, lines)}
    rows = [(entity(row["query"]), row["candidates"]) for row in map(json.loads, sys.stdin)]
    settle()
    for query, chosen in rows:
        started, cpu = time.perf_counter(), time.process_time()
        scores = [(id_, compare(query, listed[id_])) for id_ in chosen]
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        kept = sorted((pair for pair in scores if pair[1] >= FLOOR), key=lambda pair: -pair[1])
        yield {"scores": kept, "seconds": seconds, "cpu": cpu}


def settle() -> None:
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
