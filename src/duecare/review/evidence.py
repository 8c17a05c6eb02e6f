"""Assertions side by side, and what may be concluded from them.

Differing assertions all stand, as candidate values; a person's recorded decision settles identity and judgement, but
never the content of a list; a statement by an interested party alone is marked, for it may raise but not always clear.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from duecare.facts import FactType, Value, Vocabulary
from duecare.items import Quote
from duecare.transaction import Source

STALE_AFTER = datetime.timedelta(days=730)
"""What is said of practice in a country or by a body is taken as of its date; older than this it is a gap as well."""

DATED_FACTS = frozenset(
    {"country.practice_band", "country.ongoing_crackdown", "country.minority_persecution", "country.digital_repression",
     "country.law_overbroad", "country.no_judicial_authorisation", "country.no_independent_oversight",
     "country.practice_departs_from_law", "country.repressive_laws", "party.government_tie", "party.opaque",
     "party.owner_unclear", "party.listed_owner_share"}
)  # fmt: skip

MOST_CANDIDATES = 16
"""Beyond this many candidate worlds a row's conflicting facts count as unknown."""

LIST_FACTS = frozenset(
    {"party.listed", "party.list_effect", "country.arms_embargo", "country.interception_ban", "country.ear_d5",
     "country.ear_d", "country.ear_e", "country.sanctions_programme"}
)  # fmt: skip
"""Facts whose content is a list's: a person's decision does not take a listing back."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """One statement of one fact about one subject, with where it comes from, how it was found and on which words."""

    subject: str
    fact: str
    value: Value | None
    source: Source
    found_by: str
    note: str | None = None
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Ignorance itself: shown and asked, never raised, never weighed."""

    kind: str
    subject: str
    text: str
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What is known of one column: one value, several candidates, or nothing."""

    candidates: tuple[Value, ...]
    interested_only: bool = False


Column = tuple[str, str]
"""Subject id as `kind:id`, and column name."""


def settle(
    assertions: Iterable[Assertion], vocabulary: Vocabulary, known_at: datetime.date, *, decided: bool = True
) -> tuple[dict[Column, Settled], list[Gap]]:
    """Bring the assertions known at a date together, fact by fact.

    A later statement from the same source corrects the earlier one. Sets become one boolean column a member. With
    decided False a recorded decision is one statement among others: legal stops are judged so, no decision lifts one.
    """
    by_fact: dict[tuple[str, str], list[Assertion]] = {}
    for assertion in assertions:
        if assertion.value is None or (assertion.source.date is not None and assertion.source.date > known_at):
            continue
        by_fact.setdefault((assertion.subject, assertion.fact), []).append(assertion)
    settled: dict[Column, Settled] = {}
    gaps: list[Gap] = []
    for (subject, fact), stated in by_fact.items():
        standing = _standing(stated, decided=decided and fact not in LIST_FACTS)
        weak = all(assertion.source.kind == "interested" for assertion in standing)
        columns = _columns(vocabulary[fact], standing)
        for column, values in columns.items():
            before = settled.get((subject, column), Settled((), interested_only=True))  # stated by member as well
            together = tuple(dict.fromkeys((*before.candidates, *values)))
            settled[subject, column] = Settled(together, weak and before.interested_only)
        newest = max((entry.source.date for entry in standing if entry.source.date), default=None)
        if newest and fact in DATED_FACTS and known_at - newest > STALE_AFTER:
            gaps.append(Gap("stale", subject, f"The newest source on {fact} is of {newest.isoformat()}.", fact))
        if _differ(standing):
            said = "; ".join(_said_by_source(standing))
            gaps.append(Gap("conflict", subject, f"Sources differ on {fact}: {said}.", fact))
    told = {(gap.subject, gap.fact) for gap in gaps}
    for (subject, column), known in settled.items():  # a set stated whole, and one member of it stated otherwise
        fact, _, member = column.partition("#")
        if member and len(known.candidates) > 1 and not told & {(subject, fact), (subject, column)}:
            gaps.append(Gap("conflict", subject, f"Sources differ on {fact}: {member} is stated yes and no.", fact))
    return settled, gaps


def _differ(standing: list[Assertion]) -> bool:
    """Whether sources differ. One source that leaves several values possible says so in a gap of its own."""
    by_source: dict[str | None, set[Value | None]] = {}
    for assertion in standing:
        by_source.setdefault(assertion.source.title, set()).add(assertion.value)
    return len({frozenset(values) for values in by_source.values()}) > 1


def _said_by_source(standing: list[Assertion]) -> Iterator[str]:
    """What each source says; one that leaves several values possible says them together."""
    by_source: dict[str, dict[str, None]] = {}
    for entry in standing:
        by_source.setdefault(entry.source.title or entry.found_by, {})[show(entry.value)] = None
    for source, values in by_source.items():
        yield f"{' or '.join(values)} ({source})"


def _standing(stated: list[Assertion], *, decided: bool) -> list[Assertion]:
    """The assertions that count: corrections applied; where a decision settles the fact, the latest decision alone."""
    by_source: dict[tuple[str | None, ...], Assertion] = {}
    for assertion in stated:
        source = assertion.source
        key = (source.title, source.kind, source.by, assertion.found_by)
        earlier = by_source.get(key)
        if earlier is None or not (source.date and earlier.source.date and source.date < earlier.source.date):
            by_source[key] = assertion
    kept = list(by_source.values())
    decisions = [assertion for assertion in kept if assertion.source.kind == "judgement"]
    if not (decided and decisions):
        return kept
    return [max(decisions, key=lambda assertion: assertion.source.date or datetime.date.min)]


def _columns(fact: FactType, standing: list[Assertion]) -> Mapping[str, list[Value]]:
    if fact.type != "set":
        return {fact.name: [entry.value for entry in standing if entry.value is not None]}
    sets = [entry.value for entry in standing if isinstance(entry.value, frozenset)]
    return {f"{fact.name}#{member}": [member in value for value in sets] for member in fact.domain}


def show(value: Value | None) -> str:
    """A value as a person writes it.

    >>> show(True), show(None), show(frozenset({"b", "a"}))
    ('yes', 'unknown', 'a, b')
    """
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none of the list"
    if isinstance(value, float):
        return f"{value:g}"
    return value.isoformat() if isinstance(value, datetime.date) else value
