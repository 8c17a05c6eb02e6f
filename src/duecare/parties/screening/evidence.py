"""What speaks for and against a party and a listed party being one: names first, then dates, countries, numbers, kind.

Each piece of evidence has a weight in log-odds, and the sum gives the probability: nothing saturates, and two matches
that are both near certain still stand in the order of their evidence. The weights of dates, countries and kinds are
judgements, written down below; the three that turn likeness into log-odds are fitted on aliases of listed parties, so
that of matches said to have a probability of .3 about three in ten are right (scripts/calibrate_screening.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.names import normalise
from duecare.parties.lists.record import ListedIdentifier, ListEntry
from duecare.parties.screening.identifiers import comparable
from duecare.parties.screening.query import Query

# What names bring.
INTERCEPT: Final = -3.82
SLOPE: Final = 1.28
INFORMATION: Final = 1.35
"""Log-odds for each doubling of the matched weight: two rare names in common say more than one."""

CERTAIN: Final = 0.985
"""Likeness beyond which a name says no more: what is written alike may still be another bearer."""

OTHER_NAME: Final = -6.0
"""How much a wholly different name speaks against where a number is the same: names change, numbers do not."""

BEYOND: Final = 4.0
"""What keeps the order among names that are all but certain."""

LEAST: Final = 0.02
MATCHED: Final = (0.25, 4.0)
"""Matched weights below and above which no less or more information is counted."""

WEIGHTS: Final = {
    "same identifier": 9.0,
    "same identifier, no check digit": 4.5,
    "other identifier": -1.0,
    "same day of birth": 4.2,
    "same year of birth": 1.8,
    "nearly the same birth": 0.3,
    "birth a few years apart": -1.2,
    "other birth": -3.6,
    "same country": 0.7,
    "other country": -1.7,
    "other kind": -2.5,
    "other gender": -2.0,
    "same address": 2.0,
    "weak alias": -0.8,
}
"""Log-odds of each further piece of evidence, for and against."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for (positive weight, in log-odds) or against, with the values compared."""

    what: str
    weight: float
    ours: str = ""
    theirs: str = ""


def name_evidence(likeness: float, matched: float) -> float:
    """The log-odds that the names alone give: rising with the likeness, and with how much was matched."""
    kept = min(CERTAIN, max(LEAST, likeness))
    rest = max(likeness - CERTAIN, 0.0) * BEYOND
    information = math.log2(min(MATCHED[1], max(MATCHED[0], matched)))
    return INTERCEPT + SLOPE * (math.log(kept / (1.0 - kept)) + rest) + INFORMATION * information


@dataclass(frozen=True, slots=True)
class Reaching:
    """Which names give these log-odds or more: `name_evidence` for arrays of likeness and of matched weight."""

    log_odds: float

    @property
    def least(self) -> float:
        """The least likeness that can give them, whatever was matched; a little less, for rounding."""
        needed = (self.log_odds - INTERCEPT - INFORMATION * math.log2(MATCHED[1])) / SLOPE
        least = 1.0 / (1.0 + math.exp(-needed)) - 1e-6
        return 0.0 if least <= LEAST else min(least, CERTAIN)

    def __call__(self, likeness: NDArray[Any], matched: NDArray[Any], /) -> NDArray[np.bool_]:
        enough = np.asarray(likeness >= self.least)
        at = np.flatnonzero(enough)  # logarithms are dear: only of what can reach it at all
        kept = np.clip(likeness[at], LEAST, CERTAIN)
        rest = np.maximum(likeness[at] - CERTAIN, 0.0) * BEYOND
        information = np.log2(np.clip(matched[at], *MATCHED))
        odds = INTERCEPT + SLOPE * (np.log(kept / (1.0 - kept)) + rest) + INFORMATION * information
        enough[at] = odds >= self.log_odds
        return enough


def probability(log_odds: float) -> float:
    """Log-odds as a probability, below 1 for any evidence."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def best_case(query: Query, *, dated: bool) -> float:
    """The most that evidence beside the name can add; numbers and days of birth apart, which are looked up."""
    return math.fsum(
        WEIGHTS[what]
        for what, known in (
            ("same year of birth", query.birth_dates if dated else ()),
            ("same country", query.countries),
            ("same address", query.addresses),
        )
        if known
    )


def further_evidence(query: Query, entry: ListEntry) -> list[Evidence]:
    """All that speaks for or against beside the names."""
    found: list[Evidence] = []
    found += _identifiers(query.identifiers, entry.identifiers)
    found += _births(query.birth_dates, entry.birth_dates)
    found += _countries(query.countries, entry.countries)
    if "unknown" not in (query.kind, entry.kind) and _family(query.kind) != _family(entry.kind):
        found.append(_weighed("other kind", query.kind, entry.kind))
    if query.gender and entry.gender and query.gender != entry.gender:
        found.append(_weighed("other gender", query.gender, entry.gender))
    found += _addresses(query.addresses, [address.text for address in entry.addresses])
    return found


def _weighed(what: str, ours: str = "", theirs: str = "") -> Evidence:
    return Evidence(what, WEIGHTS[what], ours, theirs)


def _family(kind: str) -> str:
    return "organisation" if kind in ("company", "body") else kind


def _identifiers(ours: Sequence[ListedIdentifier], theirs: Sequence[ListedIdentifier]) -> list[Evidence]:
    known = {comparable(identifier): identifier for identifier in theirs}
    for identifier in ours:
        key = comparable(identifier)
        if key is not None and key in known:
            what = "same identifier" if key.checked else "same identifier, no check digit"
            return [_weighed(what, identifier.value, known[key].value)]
    types = {key.type for identifier in ours if (key := comparable(identifier)) is not None and key.checked}
    other = [identifier for key, identifier in known.items() if key is not None and key.checked and key.type in types]
    return [_weighed("other identifier", "", other[0].value)] if other else []


def _births(ours: Sequence[str], theirs: Sequence[str]) -> list[Evidence]:
    if not ours or not theirs:
        return []
    what, one, other = max(
        ((birth_evidence(one, other), one, other) for one in ours for other in theirs),
        key=lambda entry: WEIGHTS[entry[0]],
    )
    return [_weighed(what, one, other)]


def birth_evidence(ours: str, theirs: str) -> str:
    """What two dates of birth, each of any precision or a range of years, say of each other.

    >>> birth_evidence("1965-03-01", "1965-03-01"), birth_evidence("1965", "1965-03-01")
    ('same day of birth', 'same year of birth')
    >>> birth_evidence("1966", "1960/1970")
    'same year of birth'
    >>> birth_evidence("1969-07-16", "1969-06-16"), birth_evidence("1966", "1961"), birth_evidence("1980", "1935")
    ('nearly the same birth', 'birth a few years apart', 'other birth')
    >>> birth_evidence("1978-04-28", "1973-04-28"), birth_evidence("1980-01-01", "1964-01-01")
    ('nearly the same birth', 'other birth')
    """
    ours, theirs = without_stand_in(ours), without_stand_in(theirs)
    if len(ours) == len(theirs) == 10 and ours == theirs:
        return "same day of birth"
    first, second = _years(ours), _years(theirs)
    if first is None or second is None:
        return "nearly the same birth"
    full = len(ours) == len(theirs) == 10
    apart = max(first[0] - second[1], second[0] - first[1], 0)
    if apart == 0:
        return "nearly the same birth" if full else "same year of birth"
    if _one_digit_apart(ours, theirs) or (apart == 1 and not full):
        return "nearly the same birth"
    return "birth a few years apart" if apart <= 6 else "other birth"


def without_stand_in(date: str) -> str:
    """The year alone where the day is the first of January: lists and papers write that where they know no day."""
    return date[:4] if len(date) == 10 and date.endswith("-01-01") else date


def looked_up(identifiers: Iterable[ListedIdentifier], birth_dates: Iterable[str]) -> Iterator[str]:
    """What a party is looked up by whatever its name: numbers that identify, and full days of birth."""
    yield from (key.value for identifier in identifiers if (key := comparable(identifier)) is not None)
    yield from (day for date in birth_dates if len(day := without_stand_in(date)) == 10)


def _one_digit_apart(ours: str, theirs: str) -> bool:
    """Two full dates that differ in one digit of the year: a slip of the pen."""
    if not len(ours) == len(theirs) == 10 or ours[5:] != theirs[5:]:
        return False
    return sum(one != other for one, other in zip(ours[:4], theirs[:4], strict=True)) == 1


def _years(date: str) -> tuple[int, int] | None:
    parts = date.split("/")
    try:
        return int(parts[0][:4]), int(parts[-1][:4])
    except ValueError:
        return None


def _countries(ours: frozenset[str], theirs: frozenset[str]) -> list[Evidence]:
    if not ours or not theirs:
        return []
    same = ours & theirs
    what = "same country" if same else "other country"
    return [_weighed(what, ", ".join(sorted(same or ours)), ", ".join(sorted(same or theirs)))]


def _addresses(ours: Sequence[str], theirs: Sequence[str]) -> list[Evidence]:
    if not ours or not theirs:
        return []
    known = {key: text for text in theirs for key in (_street(normalise(text)),) if key}
    for text in ours:
        key = _street(normalise(text))
        if key and key in known:
            return [_weighed("same address", text, known[key])]
    return []


def _street(normal: str) -> frozenset[str]:
    """The words of an address that tell it apart: it needs a number and two other words."""
    words = frozenset(word for word in normal.split() if len(word) > 2 or word.isdigit())
    return words if len(words) > 3 and any(word.isdigit() for word in words) else frozenset()


def total(evidence: Sequence[Evidence]) -> float:
    """The log-odds of all evidence together. Beside the same number, another name counts no more than `OTHER_NAME`."""
    numbered = any(entry.what.startswith("same identifier") for entry in evidence)
    return math.fsum(
        max(OTHER_NAME, entry.weight) if numbered and entry.what == "name" else entry.weight for entry in evidence
    )
