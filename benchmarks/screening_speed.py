"""How fast and how large, on OFAC, BIS, UN and EU together; and whether the search finds what brute force finds."""

from __future__ import annotations

import itertools
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mangle import REWRITES, SLIPS, mangled
from screening_accuracy import NEGATIVES, RIVAL_THRESHOLD, Report, right_score
from screening_lists import Question, full, persons, spoilt
from screening_sides import Answers, Ours, Rival, candidates, merged

from duecare.parties.lists.record import ListEntry
from duecare.parties.screening import DEFAULT_THRESHOLD, Query, Screener, build_index, compare, threshold_for

ROUNDS = 2
NEAREST = 50

EACH_ITS_OWN = 0.0
#: For a threshold: the one that the product takes for each query.


def speed(lists: Path, pairs: Path, work: Path, rival: Rival | None, report: Report, *, quick: bool) -> None:
    """Cold questions, half spoilt listed names with what the list says of them, half persons on no list.

    Each round is a new process on each side, in turns and with questions of its own, so that other load on the machine
    falls on both; no question comes twice.
    """
    started = time.perf_counter()
    listed = full(lists)
    reading = time.perf_counter() - started
    started, cpu = time.perf_counter(), time.process_time()
    build_index(listed, work / "full")
    report.headline["index_build_seconds"] = round(time.perf_counter() - started, 2)
    report.details["index_build_cpu_seconds"] = round(time.process_time() - cpu, 2)
    size = sum(path.stat().st_size for path in (work / "full").rglob("*") if path.is_file())
    report.headline["index_mb"] = round(size / 1e6, 1)
    half = 200 if quick else 1_000
    table = pairs / "negatives.csv"
    questions = [*spoilt(listed, half, 11, SLIPS, told=True), *never_seen(table, half)]
    random.Random(3).shuffle(questions)
    ours, mine, theirs = Ours(work / "full", EACH_ITS_OWN), [], []
    chosen, there = candidates(questions, listed) if rival else ([], 1.0)
    for at in range(ROUNDS):
        mine.append(ours.search(questions[at::ROUNDS]))
        if rival:
            theirs.append(rival.score(questions[at::ROUNDS], listed, chosen[at::ROUNDS]))
    asked = [question for at in range(ROUNDS) for question in questions[at::ROUNDS]]
    pace(report, "", mine, asked, DEFAULT_THRESHOLD)
    report.headline["start_seconds"] = round(ours.start(questions[0]), 3)
    parties = batch(table, 2_000 if quick else 100_000)
    result = ours.batch(parties)
    report.headline["batch_per_second"] = round(len(parties) / result["seconds"], 1)
    report.details["batch"] = {key: round(value, 1) for key, value in result.items()}
    report.details["full_list"] = {
        "entities": len(listed),
        "names": sum(len(entry.names) for entry in listed),
        "seconds_to_read_the_files": round(reading, 2),
    }
    if rival:
        pace(report, "rival_", theirs, asked, RIVAL_THRESHOLD)
        compare_pace(report, rival, questions[0], listed[0], there)


def pace(report: Report, side: str, rounds: Sequence[Answers], asked: Sequence[Question], threshold: float) -> None:
    answers = merged(rounds)
    report.headline[f"{side}queries_per_second_cold"] = round(answers.per_second, 1)
    report.headline[f"{side}rss_mb"] = answers.process["rss_mb"]
    cuts = statistics.quantiles(answers.seconds, n=100)
    listed = [
        right_score(question, scores) >= threshold
        for question, scores in zip(asked, answers.scores, strict=True)
        if question.right
    ]
    unlisted = [
        any(score >= threshold for score in scores.values())
        for question, scores in zip(asked, answers.scores, strict=True)
        if not question.right
    ]
    report.details[f"{side}cold"] = {
        "questions": len(answers.seconds),
        "per_second_by_round": [round(one.per_second, 1) for one in rounds],
        "per_cpu_second": round(answers.per_cpu_second, 1),
        "per_second_listed": rate(answers, asked, listed=True),
        "per_second_on_no_list": rate(answers, asked, listed=False),
        "milliseconds": {f"p{at}": round(cuts[at - 1] * 1000, 2) for at in (50, 90, 99)},
        "slowest_milliseconds": round(max(answers.seconds) * 1000, 1),
        "recall_of_listed": round(sum(listed) / len(listed), 4),
        "share_of_others_hit": round(sum(unlisted) / len(unlisted), 4),
    }


def rate(answers: Answers, asked: Sequence[Question], *, listed: bool) -> float:
    taken = [
        seconds for question, seconds in zip(asked, answers.seconds, strict=True) if bool(question.right) == listed
    ]
    return round(len(taken) / sum(taken), 1)


def compare_pace(report: Report, rival: Rival, question: Question, entry: ListEntry, there: float) -> None:
    head = report.headline
    head["speed_ratio_cold"] = round(head["queries_per_second_cold"] / head["rival_queries_per_second_cold"], 2)
    head["rival_start_seconds"] = round(rival.start(question, entry), 3)
    cpu = [report.details[key]["per_cpu_second"] for key in ("cold", "rival_cold")]
    report.details["speed_ratio_cold_by_cpu_seconds"] = round(cpu[0] / cpu[1], 2)
    # It has no search of its own: what it scores a second when others have found 50 candidates, on the same parties.
    head["rival_batch_per_second"] = report.details["rival_cold"]["per_second_on_no_list"]
    head["rival_index_mb"] = head["rival_index_build_seconds"] = None
    report.details["rival_cold"]["candidates_right_by_themselves"] = round(there, 4)
    report.details["rival_cold"]["is"] = "scoring 50 candidates that it is given; the search for them is not counted"


def never_seen(table: Path, count: int) -> list[Question]:
    """Persons on no list, other rows than those that the typed measure asks about wherever the table has enough."""
    rows = list(persons(table))
    return distinct([*rows[NEGATIVES:], *rows[:NEGATIVES]], count)


def distinct(rows: Sequence[Question], count: int) -> list[Question]:
    return list({row.name: row for row in reversed(rows)}.values())[::-1][:count]


def batch(table: Path, count: int) -> list[Question]:
    """Distinct parties: the table's persons, then the same ones with a letter or a word otherwise, round and round."""
    rows, rng = list(persons(table)), random.Random(5)
    found: dict[str, Question] = {}
    for turn in itertools.count():
        for row in rows:
            result = mangled(row.name, rng, SLIPS) if turn else (row.name, "")
            if result is not None:
                found.setdefault(result[0], Question(result[0], row.kind, row.birth_dates, row.countries))
            if len(found) == count:
                return list(found.values())
        if turn > 2 * count // max(len(rows), 1) + 10:
            raise SystemExit(f"{table}: only {len(found)} distinct parties can be made of its {len(rows)} rows")
    raise AssertionError("unreachable")


def recall(lists: Path, work: Path, report: Report, *, count: int, seconds: float) -> None:
    """What brute force finds at the default threshold and the search does not; half with dates and countries."""
    listed = full(lists)
    if not (work / "full").exists():
        build_index(listed, work / "full")
    treatments = {**SLIPS, **REWRITES}
    questions = [
        *spoilt(listed, count - count // 2, 13, treatments, told=False),
        *spoilt(listed, count // 2, 17, treatments, told=True),
    ]
    random.Random(19).shuffle(questions)
    report.details["recall_against_nearest"] = nearest(work / "full", questions, listed)
    rows: list[dict[str, Any]] = Ours(work / "full", EACH_ITS_OWN).brute(questions, seconds)
    expected = sum(row["expected"] for row in rows)
    lost = sum(len(row["missed"]) for row in rows)
    report.headline["recall_against_brute_force"] = 1 - lost / expected if expected else None
    report.details["recall_against_brute_force"] = {
        "questions_compared": len(rows),
        "questions_made": len(questions),
        "matches_by_brute_force": expected,
        "missed_by_search": lost,
        "with_another_score": sum(row["other_score"] for row in rows),
        "found_by_search_alone": sum(row["surplus"] for row in rows),
    }
    report.failures["recall_against_brute_force"] = [
        [questions[row["question"]].name, questions[row["question"]].treatment, row["missed"]]
        for row in rows
        if row["missed"]
    ]


def nearest(index: Path, questions: Sequence[Question], listed: Sequence[ListEntry]) -> dict[str, int]:
    """The same check on the entries with the nearest names only, which is quick enough for every question."""
    screener = Screener.open(index)
    chosen, _ = candidates(questions, listed, NEAREST)
    expected = lost = 0
    for question, places in zip(questions, chosen, strict=True):
        query = Query(
            names=(question.name,),
            kind=question.kind,
            birth_dates=question.birth_dates,
            countries=frozenset(question.countries),
        )
        found = {match.entry_id for match in screener.search(query)}
        near = (listed[at] for at in places)
        matching = [one.id for one in near if compare(query, one).score >= threshold_for(query, one)]
        expected += len(matching)
        lost += sum(one not in found for one in matching)
    return {"questions": len(questions), "entries_each": NEAREST, "matches": expected, "missed_by_search": lost}
