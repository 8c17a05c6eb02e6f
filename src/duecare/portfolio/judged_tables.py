"""The tables of a result that follow from judging: levels of transactions, findings, stops and questions."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duecare.guidance import DEPTHS, Guidance, RedFlag
from duecare.portfolio.outcome import HELD, Findings, Outcome
from duecare.portfolio.parquet import worded, write_parts
from duecare.portfolio.run import Judged
from duecare.portfolio.shape import SLOTS
from duecare.review.judge import rules_in_force
from duecare.review.policy import ADVICE, INDICATIONS, LEVELS


def said_of(found: Sequence[Judged], signature: NDArray[np.int32]) -> dict[str, Any]:
    """The columns of `transactions` that follow from judging, for rows with these signatures."""

    def each(of: Callable[[Outcome], NDArray[Any]]) -> NDArray[Any]:
        joined = np.concatenate([np.zeros(0, np.int8), *(of(one.outcome) for one in found)])
        return joined[signature] if len(signature) else joined[:0]

    held = each(lambda one: one.hold)
    return {
        "known": worded(each(lambda one: one.weighed.known), LEVELS),
        "possible": worded(each(lambda one: one.weighed.possible), LEVELS),
        "hold": worded(held, _hold_words()),
        "severity_known": each(lambda one: one.weighed.severity[0]),
        "severity_possible": each(lambda one: one.weighed.severity[1]),
        "indications_known": worded(each(lambda one: one.weighed.indications[0]), INDICATIONS),
        "indications_possible": worded(each(lambda one: one.weighed.indications[1]), INDICATIONS),
        "depth": worded(each(lambda one: one.weighed.depth), DEPTHS),
        "stops": each(lambda one: one.stands),
        "stops_possible": each(lambda one: one.may_stand),
        "raised": each(lambda one: one.raised),
        "open": each(lambda one: one.open),
        "deciding": each(lambda one: one.deciding),
        "advice": worded(np.where(held > 0, len(ADVICE), each(lambda one: one.advice)), (*ADVICE, "hold")),
    }


def _hold_words() -> list[str]:
    return [", ".join(name for at, name in enumerate(HELD) if bits & (1 << at)) for bits in range(1 << len(HELD))]


def write_judged(folder: Path, found: Sequence[Judged], guidance: Guidance, law_at: datetime.date) -> None:
    """Write the tables by signature that follow from judging: findings, stops and questions."""
    rules = [rule.entry for rule in rules_in_force(guidance, law_at)]
    names = [entry.id for entry in rules]
    flags = [entry if isinstance(entry, RedFlag) else None for entry in rules]
    weights, groups = (
        [getattr(flag, name) if flag is not None else "" for flag in flags] for name in ("weight", "group")
    )

    def parts(of: Callable[[Outcome], Findings], words: Sequence[str], *, weighed: bool) -> Iterator[dict[str, Any]]:
        for one in found:
            held = of(one.outcome)
            rule = np.concatenate([np.zeros(0, np.int16), *held.rule])
            more = {"weight": worded(rule, weights), "group": worded(rule, groups)} if weighed else {}
            yield {
                "signature": np.concatenate([np.zeros(0, np.int32), *held.signature]) + np.int32(one.first),
                "rule": worded(rule, names),
                "slot": worded(np.concatenate([np.zeros(0, np.int16), *held.slot]), SLOTS),
                "status": worded(np.concatenate([np.zeros(0, np.int8), *held.status]), words),
                **more,
            }

    write_parts(folder, "findings", parts(lambda one: one.findings, ("open", "raised"), weighed=True))
    write_parts(folder, "stops", parts(lambda one: one.stops, ("possible", "stands"), weighed=False))
    write_parts(folder, "questions", _questions(found))


def _questions(found: Sequence[Judged]) -> Iterator[dict[str, Any]]:
    for one in found:
        asked = one.outcome.questions
        sizes = [len(question.signature) for question in asked]
        which = np.repeat(np.arange(len(asked)), sizes)
        yield {
            "signature": np.concatenate([np.zeros(0, np.int32), *(q.signature for q in asked)]) + np.int32(one.first),
            "fact": worded(which, [question.fact for question in asked]),
            "slot": worded(which, [question.slot for question in asked]),
            "score": np.concatenate([np.zeros(0, np.float32), *(question.score for question in asked)]),
            "decides": np.concatenate([np.zeros(0, np.bool_), *(question.decides for question in asked)]),
            "worst": worded(np.concatenate([np.zeros(0, np.int8), *(question.worst for question in asked)]), LEVELS),
            "best": worded(np.concatenate([np.zeros(0, np.int8), *(question.best for question in asked)]), LEVELS),
        }
