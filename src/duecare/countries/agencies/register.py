"""Agencies and the evidence about each, as this project wrote them down: attributed, graded, dated.

What is said of an agency is what a named source said of it. Grades: A a court, an official inquiry or a designation; B
an organisation of states, as the United Nations; C an organisation or laboratory with a published method; D media.
"""

from __future__ import annotations

import datetime
import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

COMPILED: Final = Path(__file__).resolve().parent / "compiled.json"
Grade = Literal["A", "B", "C", "D"]
Link = Literal["unit", "command", "parent", "unknown"]
State = Literal["alleged", "established", "denied", "remedied"]
_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One item of evidence about an agency.

    claim: attributed, in our words. date: as exact as it is known (`2019-03-22`, `2019-03`, `2019`); day: the latest
    day that this leaves possible, so that nothing counts before it was known. link: whether it is about this very
    unit, the body that commands it, or a parent. reply: what the agency or its government said to it. corrected: an
    override of this entry, with its reason, where there is one.
    """

    id: str
    claim: str
    rights: tuple[str, ...]
    grade: Grade
    by: str
    title: str
    date: str
    day: datetime.date
    link: Link
    state: State
    reply: str | None
    isolated: bool
    investigated: bool
    remedied: bool
    confidence: str
    corrected: str | None

    @property
    def settled(self) -> bool:
        """An isolated incident that was investigated and remedied, or one remedied altogether: it does not count."""
        return self.state == "remedied" or (self.isolated and self.investigated and self.remedied)


@dataclass(frozen=True, slots=True)
class Safeguard:
    """A documented safeguard that binds this very agency."""

    text: str
    citation: str
    date: str
    day: datetime.date
    confidence: str


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency. names: in its own script first; the last ones are English. follows: the body whose place it took."""

    id: str
    country: str
    name: str
    kind: str
    names: tuple[tuple[str, str], ...]
    parent: str | None
    parent_name: str | None
    first_year: int | None
    last_year: int | None
    follows: str | None
    succeeded_by: str | None
    safeguards: tuple[Safeguard, ...]
    evidence: tuple[Evidence, ...]


@functools.cache
def agencies() -> Mapping[str, Agency]:
    """Every agency of the register by its id."""
    return {raw["id"]: _agency(raw) for raw in _compiled()["agencies"]}


def agency(identity: str) -> Agency:
    """One agency by its id, as `SD/niss`, without building the others.

    Raises:
        KeyError: there is none.
    """
    rows = _compiled()
    return _agency(rows["agencies"][rows["places"][identity]])


@functools.cache
def alias_index() -> Mapping[str, tuple[str, ...]]:
    """Normalised name (`duecare.names.normalise`) to the ids of the agencies that bear it."""
    return {name: tuple(ids) for name, ids in _compiled()["names"].items()}


@functools.cache
def _compiled() -> Any:
    return json.loads(COMPILED.read_text("utf-8"))


def last_day(date: str) -> datetime.date:
    """The latest day that a date, a month or a year leaves possible.

    >>> last_day("2019-02"), last_day("2019").isoformat()
    (datetime.date(2019, 2, 28), '2019-12-31')
    """
    found = _DAY.fullmatch(date)
    if found is None:
        raise ValueError(f"{date!r} is not a date, a month or a year")
    year, month, day = int(found[1]), found[2], found[3]
    if month and day:
        return datetime.date(year, int(month), int(day))
    following = datetime.date(year + 1, 1, 1) if not month or month == "12" else datetime.date(year, int(month) + 1, 1)
    return following - datetime.timedelta(days=1)


def _agency(raw: Mapping[str, Any]) -> Agency:
    active = raw.get("active", {})
    return Agency(
        raw["id"],
        raw["country"],
        raw["name"],
        raw["kind"],
        tuple((one["text"], one["lang"]) for one in raw["names"]),
        raw.get("parent"),
        raw.get("parent_name"),
        active.get("from"),
        active.get("to"),
        raw.get("follows"),
        raw.get("succeeded_by"),
        tuple(
            Safeguard(one["text"], one["citation"], one["date"], last_day(one["date"]), one["confidence"])
            for one in raw.get("safeguards", ())
        ),
        tuple(_evidence(one) for one in raw.get("evidence", ())),
    )


def _evidence(raw: Mapping[str, Any]) -> Evidence:
    return Evidence(
        raw["id"],
        raw["claim"],
        tuple(raw["rights"]),
        raw["grade"],
        raw["by"],
        raw["title"],
        raw["date"],
        last_day(raw["date"]),
        raw["link"],
        raw["state"],
        raw.get("reply"),
        raw.get("isolated", False),
        raw.get("investigated", False),
        raw.get("remedied", False),
        raw["confidence"],
        raw.get("corrected"),
    )
