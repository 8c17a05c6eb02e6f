"""How right: name pairs, judged entity pairs, typed persons against listed and unlisted ones, untyped spoilt names."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mangle import LETTERS, REFERENCE, REWRITES
from screening_lists import KIND_OF, Question, ofac_2021, ofac_names, persons, positives, spoilt, un
from screening_sides import Answers, Ours, Rival, candidates

from duecare.names import compare_names
from duecare.parties.lists import entry_from_ftm
from duecare.parties.screening import DATED_THRESHOLD, DEFAULT_THRESHOLD, Query, build_index, compare

RIVAL_THRESHOLD = 0.7
"""What the rival's own service takes for a match."""
FLOOR = 0.3
STEPS = (0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
NEGATIVES = 10_000
UNTYPED = 1_000


@dataclass(slots=True)
class Report:
    """headline: the figures asked for, by key; details: the rest; failures: rows that went wrong, never published."""

    headline: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    failures: dict[str, Any] = field(default_factory=dict)


def name_pairs(pairs: Path, rival: Rival | None, report: Report) -> None:
    """Two names, one schema, the same party or not: the best F1 over all thresholds, each side at its own best."""
    with (pairs / "name_pairs.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    right = [row["is_match"].strip().lower() == "true" for row in rows]
    scores = {"": [compare_names(row["name1"], row["name2"], KIND_OF.get(row["schema"], "unknown")) for row in rows]}
    if rival:
        asked = [
            tuple({"schema": row["schema"], "properties": {"name": [row[one]]}} for one in ("name1", "name2"))
            for row in rows
        ]
        answers = rival.pairs(asked)
        scores["rival_"] = [one[""] for one in answers.scores]
    for side, said in scores.items():
        f1, at = best_f1(right, said)
        report.headline[f"{side}name_pairs_best_f1"] = round(f1, 4)
        report.details[f"{side}name_pairs"] = {
            "pairs": len(rows),
            "threshold_of_best": round(at, 4),
            "f1_at_default": round(f1_at(right, said, RIVAL_THRESHOLD if side else DEFAULT_THRESHOLD), 4),
            "auc": round(auc(right, said), 4),
            **grouped("quality", rows, right, said),
            **grouped("schema", rows, right, said),
            **saturation(said, [identical([row["name1"]], [row["name2"]]) for row in rows]),
        }
        report.failures[f"{side}name_pairs"] = [
            [row["schema"], row["quality"], row["name1"], row["name2"], truth, round(score, 4)]
            for row, truth, score in zip(rows, right, said, strict=True)
            if truth != (score >= at)
        ]


def grouped(column: str, rows: Sequence[Mapping[str, str]], right: list[bool], said: list[float]) -> dict[str, Any]:
    found = {}
    for value in sorted({row[column] for row in rows}):
        chosen = [at for at, row in enumerate(rows) if row[column] == value]
        f1, _ = best_f1([right[at] for at in chosen], [said[at] for at in chosen])
        found[value] = {"pairs": len(chosen), "best_f1": round(f1, 4)}
    return {f"by_{column}": found}


def judged(pairs: Path, rival: Rival | None, report: Report) -> None:
    """Two records that an analyst has judged, with all that they carry; those whose names can decide."""
    with (pairs / "judged_entity_pairs.jsonl").open(encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if all(named(row[one]) for one in ("left", "right"))]
    rows = [row for row in rows if row["judgement"] in ("positive", "negative")]
    right = [row["judgement"] == "positive" for row in rows]
    scores = {"": [judged_score(row["left"], row["right"]) for row in rows]}
    if rival:
        answers = rival.pairs([(row["left"], row["right"]) for row in rows])
        scores["rival_"] = [one[""] for one in answers.scores]
    same = [identical(names(row["left"]), names(row["right"])) for row in rows]
    for side, said in scores.items():
        f1, at = best_f1(right, said)
        report.headline[f"{side}judged_auc"] = round(auc(right, said), 4)
        report.details[f"{side}judged"] = {
            "pairs": len(rows),
            "positive": sum(right),
            "average_precision": round(average_precision(right, said), 4),
            "best_f1": round(f1, 4),
            "threshold_of_best": round(at, 4),
            "f1_at_default": round(f1_at(right, said, RIVAL_THRESHOLD if side else DEFAULT_THRESHOLD), 4),
            "precision_at_recall": {level: round(precision_at(right, said, level), 4) for level in (0.9, 0.95, 0.99)},
            **saturation(said, same),
        }
        report.failures[f"{side}judged"] = [
            [row["left"]["id"], row["right"]["id"], truth, round(score, 4)]
            for row, truth, score in zip(rows, right, said, strict=True)
            if truth != (score >= at)
        ]


def named(entity: Mapping[str, Any]) -> bool:
    return entity["schema"] in KIND_OF and bool(names(entity))


def names(entity: Mapping[str, Any]) -> list[str]:
    return [name for kind in ("name", "alias") for name in entity["properties"].get(kind, [])]


def judged_score(left: dict[str, Any], right: dict[str, Any]) -> float:
    """The left record asked, the right one taken as listed; 0 where the reader does not take one of them."""
    asked, listed = entry_from_ftm(left), entry_from_ftm(right)
    if asked is None or listed is None:
        return 0.0
    query = Query(
        names=tuple(name.text for name in asked.names),
        kind=asked.kind,
        birth_dates=asked.birth_dates,
        countries=asked.countries,
        identifiers=asked.identifiers,
        addresses=tuple(address.text for address in asked.addresses),
        gender=asked.gender,
    )
    return float(compare(query, listed).score)


def identical(left: Iterable[str], right: Iterable[str]) -> bool:
    """Whether a name of each is the same but for case, spaces and punctuation."""

    def form(name: str) -> str:
        return "".join(letter for letter in name.casefold() if letter.isalnum())

    return bool({form(name) for name in left} & {form(name) for name in right})


def saturation(said: Sequence[float], same: Sequence[bool]) -> dict[str, Any]:
    ones = [alike for score, alike in zip(said, same, strict=True) if score >= 1.0]
    return {
        "share_of_exactly_1": round(len(ones) / len(said), 4),
        "exactly_1_without_identical_name": ones.count(False),
    }


def typed(lists: Path, pairs: Path, work: Path, rival: Rival | None, report: Report, *, quick: bool) -> None:
    """Persons with dates and countries: UN and OFAC ones listed, UN ones asked as listed and as treated, and others."""
    united = [entry for entry in un(lists) if entry.kind == "person"]
    listed = [*united, *(entry for entry in ofac_2021(lists) if entry.kind == "person")]
    asked, gone = positives(pairs, united)
    others = list(persons(pairs / "negatives.csv"))[: 1_000 if quick else NEGATIVES]
    build_index(listed, work / "typed")
    sides = {"": Ours(work / "typed", DATED_THRESHOLD).search([*asked, *others], FLOOR)}
    if rival:
        chosen, there = candidates([*asked, *others], listed)
        sides["rival_"] = rival.score([*asked, *others], listed, chosen)
        report.details["typed_candidates_right_by_themselves"] = round(there, 4)
    report.details["typed"] = {
        "listed": len(listed),
        "positives": len(asked),
        "positives_on_the_list_no_more": gone,
        "negatives": len(others),
    }
    for side, answers in sides.items():
        default = RIVAL_THRESHOLD if side else DATED_THRESHOLD
        found, hits = typed_at(answers, asked, default)
        report.headline[f"{side}typed_recall"] = round(found / len(asked), 4)
        report.headline[f"{side}typed_false_hits"] = hits
        rows = {step: typed_at(answers, asked, step) for step in sorted({*STEPS, default})}
        report.details[f"{side}typed_by_threshold"] = {
            str(step): {"recall": round(one / len(asked), 4), "false_hits": other}
            for step, (one, other) in rows.items()
        }
        report.details[f"{side}typed_by_treatment"] = by_treatment(answers, asked, default)
        report.failures[f"{side}typed"] = {
            "missed": missed(answers, asked, default),
            "false": [
                [question.name, *question.birth_dates, *question.countries, best(scores)]
                for question, scores in zip(others, answers.scores[len(asked) :], strict=True)
                if any(score >= default for score in scores.values())
            ],
        }


def typed_at(answers: Answers, asked: Sequence[Question], threshold: float) -> tuple[int, int]:
    """Positives whose right entry reaches the threshold, and negatives of which any does."""
    found = sum(
        right_score(question, scores) >= threshold for question, scores in zip(asked, answers.scores, strict=False)
    )
    hits = sum(any(score >= threshold for score in one.values()) for one in answers.scores[len(asked) :])
    return found, hits


def right_score(question: Question, scores: Mapping[str, float]) -> float:
    return max((scores.get(one, 0.0) for one in question.right), default=0.0)


def best(scores: Mapping[str, float]) -> list[Any]:
    return list(max(scores.items(), key=lambda pair: pair[1])) if scores else []


def missed(answers: Answers, asked: Sequence[Question], threshold: float) -> list[Any]:
    return [
        [question.name, question.treatment, sorted(question.right), right_score(question, scores), best(scores)]
        for question, scores in zip(asked, answers.scores, strict=False)
        if right_score(question, scores) < threshold
    ]


def by_treatment(answers: Answers, asked: Sequence[Question], threshold: float) -> dict[str, Any]:
    rows: dict[str, list[bool]] = {}
    for question, scores in zip(asked, answers.scores, strict=False):
        rows.setdefault(question.treatment, []).append(right_score(question, scores) >= threshold)
    return {name: {"asked": len(hit), "recall": round(sum(hit) / len(hit), 4)} for name, hit in sorted(rows.items())}


def untyped(lists: Path, work: Path, rival: Rival | None, report: Report, *, quick: bool) -> None:
    """Names alone on both sides, each listed name spoilt once; the figure asked for is that of yente's treatments."""
    listed = ofac_names(lists)
    build_index(listed, work / "untyped")
    count = 200 if quick else UNTYPED
    for kind, treatments in (("", REFERENCE), ("_other_letters", LETTERS), ("_rewritten", REWRITES)):
        asked = spoilt(listed, count, 7, treatments, told=False)
        sides = {"": Ours(work / "untyped", DEFAULT_THRESHOLD).search(asked)}
        if rival:
            chosen, there = candidates(asked, listed)
            sides["rival_"] = rival.score(asked, listed, chosen)
            report.details[f"untyped_candidates_right_by_themselves{kind}"] = round(there, 4)
        for side, answers in sides.items():
            untyped_side(side, kind, answers, asked, report)


def untyped_side(side: str, kind: str, answers: Answers, asked: Sequence[Question], report: Report) -> None:
    default = RIVAL_THRESHOLD if side else DEFAULT_THRESHOLD
    found = [right_score(one, scores) for one, scores in zip(asked, answers.scores, strict=True)]
    first = [
        0 < score >= max(scores.values(), default=0.0) for score, scores in zip(found, answers.scores, strict=True)
    ]
    above = [sum(score >= default for score in scores.values()) for scores in answers.scores]
    report.headline[f"{side}untyped_recall{kind}"] = round(sum(one >= default for one in found) / len(asked), 4)
    report.details[f"{side}untyped{kind}"] = {
        "asked": len(asked),
        "top_1": round(sum(first) / len(asked), 4),
        "hits_a_question": round(sum(above) / len(asked), 2),
        "by_treatment": by_treatment(answers, asked, default),
    }
    report.failures[f"{side}untyped{kind}"] = missed(answers, asked, default)


def best_f1(right: Sequence[bool], said: Sequence[float]) -> tuple[float, float]:
    """The best F1 over all thresholds and the threshold, which is the lowest score said to match."""
    top = (0.0, 1.0)
    hit = 0
    ordered = sorted(zip(said, right, strict=True), reverse=True)
    for count, (score, truth) in enumerate(ordered, 1):
        hit += truth
        if count == len(ordered) or ordered[count][0] < score:
            top = max(top, (2 * hit / (count + sum(right)), score))
    return top


def f1_at(right: Sequence[bool], said: Sequence[float], threshold: float) -> float:
    hit = sum(truth and score >= threshold for truth, score in zip(right, said, strict=True))
    total = sum(score >= threshold for score in said) + sum(right)
    return 2 * hit / total if total else 0.0


def steps(right: Sequence[bool], said: Sequence[float]) -> list[tuple[int, int]]:
    """True and false positives as the threshold falls past each distinct score."""
    by_score: dict[float, list[int]] = {}
    for score, truth in zip(said, right, strict=True):
        by_score.setdefault(score, [0, 0])[not truth] += 1
    found, true, false = [(0, 0)], 0, 0
    for score in sorted(by_score, reverse=True):
        true, false = true + by_score[score][0], false + by_score[score][1]
        found.append((true, false))
    return found


def area(right: Sequence[bool], said: Sequence[float], term: Callable[[int, int, int, int], float]) -> float:
    points = steps(right, said)
    return sum(term(*before, *after) for before, after in itertools.pairwise(points))


def auc(right: Sequence[bool], said: Sequence[float]) -> float:
    """The area under the ROC curve; a tie counts half."""
    positive = sum(right)
    whole = positive * (len(right) - positive)
    return area(right, said, lambda t0, f0, t1, f1: (f1 - f0) * (t0 + t1) / 2) / whole if whole else 0.0


def average_precision(right: Sequence[bool], said: Sequence[float]) -> float:
    return area(right, said, lambda t0, f0, t1, f1: (t1 - t0) * t1 / (t1 + f1)) / sum(right)


def precision_at(right: Sequence[bool], said: Sequence[float], recall: float) -> float:
    return max(true / (true + false) for true, false in steps(right, said) if true >= recall * sum(right) > 0)
