"""Questions and answers of the law checklist, as they could be given on a day.

Answers are this project's own reading of public law and reports, most of them recollected and said to be. They may
raise what a rule looks for; none of them clears it. An answer whose review has expired, or whose law is younger than
the day asked for, is not given.
"""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

COMPILED: Final = Path(__file__).resolve().parent / "compiled.json"
Said = Literal["yes", "partly", "no", "unknown", "contested"]
_RAISES: Final = ("recollected H", "recollected M", "read")


@dataclass(frozen=True, slots=True)
class Question:
    """One question. says: the gap in a few words. gap: the answer that leaves a gap against the articles.

    facts: what a rule reads of that answer. law_kind: the member of country.laws_of_concern (US-STATE-2020 Appendix 2)
    that the gap answer is.
    """

    id: str
    says: str
    question: str
    gap: Literal["yes", "no"]
    articles: tuple[str, ...]
    facts: Mapping[str, bool]
    law_kind: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer for one country. law: the statute or report it rests on; year: of its present form.

    confidence: `read`, or `recollected` with H, M or L. since, until: where the law began or ended on a day known.
    """

    question: str
    answer: Said
    law: str
    year: int | None
    language: str | None
    confidence: str
    note: str | None
    since: datetime.date | None
    until: datetime.date | None

    def stands(self, day: datetime.date) -> bool:
        """Whether this law stood on a day: begun by then and not ended. Of a year alone, from the year after on."""
        if self.until is not None and day >= self.until:
            return False
        if self.since is not None:
            return day >= self.since
        return self.year is None or self.year < day.year or (self.year == day.year and self.answer == "unknown")


@dataclass(frozen=True, slots=True)
class CountryLaw:
    """The checklist of one country on a day. expired: its review is older than it may be; no answer is given then."""

    country: str
    reviewer: str
    reviewed: datetime.date
    expires: datetime.date
    answers: Mapping[str, Answer]
    expired: bool

    def gap(self, question: Question) -> bool | None:
        """Whether there is a gap; None where the answer is partly, contested, unknown or not there."""
        found = self.answers.get(question.id)
        if found is None or found.answer not in ("yes", "no"):
            return None
        return found.answer == question.gap

    def raised(self) -> Iterator[tuple[str, bool | str, Answer]]:
        """What rules can read: a fact and its value, or `country.laws_of_concern` and its member, with the answer."""
        for question in questions():
            found = self.answers.get(question.id)
            if found is None or not self.gap(question) or found.confidence not in _RAISES:
                continue
            for fact, value in question.facts.items():
                yield fact, value, found
            if question.law_kind is not None:
                yield "country.laws_of_concern", question.law_kind, found


@functools.cache
def questions() -> tuple[Question, ...]:
    """Every question, in order."""
    return tuple(
        Question(
            raw["id"],
            raw["says"],
            raw["question"],
            raw["gap"],
            tuple(raw["articles"]),
            raw.get("facts", {}),
            raw.get("law_kind"),
        )
        for raw in _compiled()["questions"]
    )


def covered() -> tuple[str, ...]:
    """The countries with a checklist."""
    return tuple(_compiled()["countries"])


def country_law(code: str, day: datetime.date) -> CountryLaw | None:
    """The checklist of a country as it could be answered on a day; None where none is written.

    Args:
        code: ISO 3166-1 alpha-2.
        day: An answer on a younger law is left out. Beyond the day on which the review expires there is no answer.
    """
    raw = _compiled()["countries"].get(code)
    if raw is None:
        return None
    date = datetime.date.fromisoformat
    expires = date(raw["expires"])
    answers = {}
    if day <= expires:
        for question, one in raw["answers"].items():
            answer = Answer(
                question,
                one["answer"],
                one.get("law", ""),
                one.get("year"),
                one.get("language"),
                one["confidence"],
                one.get("note"),
                date(one["since"]) if "since" in one else None,
                date(one["until"]) if "until" in one else None,
            )
            if answer.stands(day):
                answers[question] = answer
    return CountryLaw(code, raw["reviewer"], date(raw["reviewed"]), expires, answers, day > expires)


@functools.cache
def _compiled() -> Any:
    return json.loads(COMPILED.read_text("utf-8"))
