"""The tables of a result that follow from judging: levels of transactions, findings, stops and questions."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.guidance import DEPTHS, Guidance, RedFlag
from duecare.portfolio.judging.outcomes import HELD, Findings, Questioned
from duecare.portfolio.judging.run import Judged
from duecare.portfolio.judging.shape import SLOTS
from duecare.portfolio.result.kept import Kept
from duecare.portfolio.result.parquet import table_bytes, worded, write_bytes
from duecare.review.judge import rules_in_force
from duecare.review.policy import ADVICE, INDICATIONS, LEVELS

Ratings = Mapping[str, NDArray[Any]]
"""What `transactions` says of each outcome, as small numbers: by the name of the column, shape (outcomes,)."""


def ratings(judged: Judged) -> dict[str, NDArray[Any]]:
    """The ratings of the outcomes of one part."""
    outcomes, weighed = judged.outcomes, judged.outcomes.weighed
    values = (
        weighed.known, weighed.possible, outcomes.hold, *weighed.severity, *weighed.indications, weighed.depth,
        outcomes.stands, outcomes.may_stand, outcomes.raised, outcomes.open, outcomes.deciding, outcomes.advice,
    )  # fmt: skip
    return dict(zip(_RATED, values, strict=True))


def joined(parts: Sequence[Ratings]) -> Ratings:
    """The ratings of parts that follow each other."""
    return {name: np.concatenate([np.zeros(0, np.int8), *(part[name] for part in parts)]) for name in _RATED}


def said_of(rated: Ratings, outcome: NDArray[np.int32]) -> dict[str, Any]:
    """The columns of `transactions` that follow from judging, for rows with these outcomes."""
    each = {name: values[outcome] for name, values in rated.items()}
    words: dict[str, Sequence[str]] = {
        "known": LEVELS, "possible": LEVELS, "hold": _HOLDS, "indications_known": INDICATIONS,
        "indications_possible": INDICATIONS, "depth": DEPTHS, "advice": (*ADVICE, "hold"),
    }  # fmt: skip
    each["advice"] = np.where(each["hold"] > 0, len(ADVICE), each["advice"])
    return {name: worded(values, words[name]) if name in words else values for name, values in each.items()}


_RATED: Final = (
    "known", "possible", "hold", "severity_known", "severity_possible", "indications_known", "indications_possible",
    "depth", "stops", "stops_possible", "raised", "open", "deciding", "advice",
)  # fmt: skip
_HOLDS: Final = [", ".join(name for at, name in enumerate(HELD) if bits & (1 << at)) for bits in range(1 << len(HELD))]


@dataclass(frozen=True, slots=True)
class Made:
    """What is said of a part of the outcomes. first: the number of the first. files: as Parquet, by table."""

    first: int
    files: Mapping[str, bytes]
    ratings: dict[str, NDArray[Any]]


class JudgedTables:
    """Writes findings, stops and questions, a file a part of the outcomes, and gives the ratings of the part.

    Args:
        folder: Where the tables are.
        guidance: The instruments that it was judged by.
        law_at: Instruments in force on this day.
        kept: Where finished parts are kept until the result is whole.
        first: The number of the first outcome of the first part.
        file: What the names of the files begin with.
    """

    def __init__(
        self,
        folder: Path,
        guidance: Guidance,
        law_at: datetime.date,
        *,
        kept: Kept | None = None,
        first: int = 0,
        file: str = "",
    ) -> None:
        self._folder, self._kept, self._first, self._file = folder, kept or Kept(None), first, file
        rules = [rule.entry for rule in rules_in_force(guidance, law_at)]
        self._names = [entry.id for entry in rules]
        flags = [entry if isinstance(entry, RedFlag) else None for entry in rules]
        self._weights = [flag.weight if flag is not None else "" for flag in flags]
        self._groups = [flag.group if flag is not None else "" for flag in flags]

    def __call__(self, one: Judged) -> Ratings:
        """Write what is said of one part."""
        return self.keep(self.made(one))

    def made(self, one: Judged) -> Made:
        """What is to be written of one part; may be made where the folder is not."""
        first = np.int32(one.first + self._first)
        tables = {
            "findings": self._findings(one.outcomes.findings, first, ("open", "raised")),
            "stops": self._findings(one.outcomes.stops, first, ("possible", "stands")),
            "questions": _questions(one.outcomes.questions, first),
        }
        return Made(one.first, {name: table_bytes(name, columns) for name, columns in tables.items()}, ratings(one))

    def keep(self, made: Made) -> Ratings:
        """Write what was made of one part. Its file is named by its first outcome."""
        for name, held in made.files.items():
            write_bytes(self._folder, name, held, f"{self._file}{made.first:09}")
        self._kept.keep_arrays(f"judged-{made.first}", made.ratings)
        return made.ratings

    def done(self, first: int) -> Ratings | None:
        """The ratings of a part that an earlier run has written."""
        return self._kept.arrays(f"judged-{first}")

    def _findings(self, held: Findings, first: np.int32, status: Sequence[str]) -> dict[str, Any]:
        rule = _joined(held.rule, np.int16)
        return {
            "outcome": _joined(held.outcome, np.int32) + first,
            "rule": worded(rule, self._names),
            "slot": worded(_joined(held.slot, np.int16), SLOTS),
            "status": worded(_joined(held.status, np.int8), status),
            "weight": worded(rule, self._weights),
            "group": worded(rule, self._groups),
        }


def _joined(parts: Sequence[NDArray[Any]], kind: type[Any]) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *parts])


def _questions(asked: Sequence[Questioned], first: np.int32) -> dict[str, Any]:
    which = np.repeat(np.arange(len(asked)), [len(question.outcome) for question in asked])
    return {
        "outcome": _joined([question.outcome for question in asked], np.int32) + first,
        "fact": worded(which, [question.fact for question in asked]),
        "slot": worded(which, [question.slot for question in asked]),
        "score": _joined([question.score for question in asked], np.float32),
        "decides": _joined([question.decides for question in asked], np.bool_),
        "worst": worded(_joined([question.worst for question in asked], np.int8), LEVELS),
        "best": worded(_joined([question.best for question in asked], np.int8), LEVELS),
    }


__all__ = ["JudgedTables", "Made", "Ratings", "joined", "ratings", "said_of"]
