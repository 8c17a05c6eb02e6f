"""Search the lists for a party: names through the index, numbers by themselves, all evidence weighed, no cut."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from duecare.errors import InputError
from duecare.names import Alignment, NameIndex, NameTokens, align, script_of, tokens_of
from duecare.names.neighbours import hashed
from duecare.parties.lists.record import ListedName, ListEntry
from duecare.parties.screening.evidence import (
    WEIGHTS,
    Evidence,
    Reaching,
    best_case,
    further_evidence,
    looked_up,
    name_evidence,
    probability,
    total,
)
from duecare.parties.screening.query import Query
from duecare.parties.screening.stored import ENTRIES, entry_from_document, read_arrays, read_header

DEFAULT_THRESHOLD: Final = 0.025
"""The probability from which a listed party is shown as a possible match: one in forty is worth a look.

Set so that a name with one slip of the pen is found (99 of 100) without more false hits than needed; see
benchmarks/screening.py.
"""

DATED_THRESHOLD: Final = 0.38
"""The same where the date of birth is known of both: the match then has more to show, and names alone say less."""

NEAR_TIE: Final = 0.03
"""Names of one listed party whose likeness differs by less explain a match equally well."""


def threshold_for(query: Query, entry: ListEntry) -> float:
    """From which probability a match is shown where nobody says otherwise."""
    return DATED_THRESHOLD if query.birth_dates and entry.birth_dates else DEFAULT_THRESHOLD


def _needed(query: Query, threshold: float | None) -> float:
    """The log-odds that names must give if all else that can be known spoke for a match."""
    if threshold is not None:
        return log_odds(threshold) - best_case(query, dated=True)
    undated = log_odds(DEFAULT_THRESHOLD) - best_case(query, dated=False)
    return min(undated, log_odds(DATED_THRESHOLD) - best_case(query, dated=True)) if query.birth_dates else undated


def log_odds(probability: float) -> float:
    """The log-odds of a probability; beyond all reach for 0 and 1."""
    return (
        math.log(probability / (1.0 - probability))
        if 0.0 < probability < 1.0
        else math.copysign(30.0, probability - 0.5)
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """A party compared with one listed party.

    score: the probability that they are one, from names and all further evidence. ours, theirs: the two names that show
    it. evidence: what speaks for and against, the names first.
    """

    score: float
    log_odds: float
    ours: str
    theirs: str
    alignment: Alignment
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A listed party that a query may be."""

    entry: ListEntry
    comparison: Comparison

    @property
    def score(self) -> float:
        return self.comparison.score

    @property
    def entry_id(self) -> str:
        return self.entry.id

    @property
    def matched_name(self) -> str:
        return self.comparison.theirs


def compare(query: Query, entry: ListEntry) -> Comparison:
    """Compare a party with a listed party, name by name, and weigh all else that is known of both."""
    kind = query.kind if query.kind != "unknown" else entry.kind
    found = [
        (ours, theirs, align(tokens_of(ours), tokens_of(theirs.text), kind))
        for ours in query.names
        for theirs in entry.names
    ]
    return _weighed(query, entry, found)


_NOTHING: Final = Alignment(0.0, 0.0, 0.0, 0.0, 0.0, ())


def _weighed(query: Query, entry: ListEntry, found: Iterable[tuple[str, ListedName, Alignment]]) -> Comparison:
    """Choose the names that show the match best, and add what else is known.

    Of names of the listed party that do so equally well, the one in the script that the user typed is shown.
    """
    scored = [(_name_log_odds(alignment, theirs), ours, theirs, alignment) for ours, theirs, alignment in found]
    if scored:
        best = max(odds for odds, *_ in scored)
        near = [one for one in scored if best - one[0] <= NEAR_TIE]
        odds, ours, theirs, alignment = max(
            near, key=lambda one: (script_of(one[1]) == (one[2].script or script_of(one[2].text)), one[0])
        )
        odds = best
    else:
        odds, ours, theirs, alignment = name_evidence(0.0, 0.0), query.names[0] if query.names else "", None, _NOTHING
    evidence = [Evidence("name", odds, ours, theirs.text if theirs else entry.name)]
    evidence += further_evidence(query, entry)
    log_odds = total(evidence)
    return Comparison(probability(log_odds), log_odds, ours, evidence[0].theirs, alignment, tuple(evidence))


def _name_log_odds(alignment: Alignment, theirs: ListedName) -> float:
    odds = name_evidence(alignment.likeness, alignment.matched)
    return odds + WEIGHTS["weak alias"] if theirs.kind == "weak_alias" else odds


class Screener:
    """The lists of one index, ready to be searched.

    Retrieval has no limit on candidates: every listed party whose probability reaches the threshold is found, which
    `brute_force` shows by comparing with all.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.header: dict[str, Any] = read_header(self.folder)
        try:
            arrays = read_arrays(self.folder)
            self._starts = np.asarray(arrays.pop("entry_starts"))
            self._known = np.asarray(arrays.pop("known_keys")), np.asarray(arrays.pop("known_ids"))
            self.names = NameIndex(arrays)
            length = (self.folder / ENTRIES).stat().st_size
            self._entries = np.memmap(self.folder / ENTRIES, np.uint8, "r") if length else np.empty(0, np.uint8)
            if length != self._starts[-1] or len(self._starts) != len(self) + 1:
                raise ValueError("the entries are cut short")
        except (KeyError, OSError, ValueError, IndexError) as problem:
            raise InputError(f"the index is damaged: {problem}", path=str(folder), hint="build it anew") from None
        self.entry = lru_cache(maxsize=5_000)(self._entry)

    @classmethod
    def open(cls, folder: str | Path) -> Screener:
        """Open an index that `build_index` made.

        Raises:
            InputError: there is none, or it is damaged or of another version.
        """
        return cls(folder)

    def __len__(self) -> int:
        return int(self.header["entries"])

    def _entry(self, number: int) -> ListEntry:
        import json

        first, last = self._starts[number : number + 2].tolist()
        return entry_from_document(json.loads(self._entries[first:last].tobytes()))

    def search(self, query: Query, threshold: float | None = None) -> list[Match]:
        """Every listed party whose probability of being the one sought is `threshold` or more, the likeliest first.

        Without a threshold, `threshold_for` the two.
        """
        keep = Reaching(_needed(query, threshold))
        found: dict[int, list[tuple[str, ListedName, Alignment]]] = {}
        for text, tokens in self._query_names(query):
            self._collect(found, text, self.names.search(tokens, query.kind, keep))
        return self._matches(query, found, threshold)

    def search_many(self, queries: Iterable[Query], threshold: float | None = None) -> Iterator[list[Match]]:
        """`search`, query by query."""
        for query in queries:
            yield self.search(query, threshold)

    def brute_force(self, query: Query, threshold: float | None = None) -> list[Match]:
        """What `search` must find, by comparing with every listed name: the oracle of the tests."""
        found: dict[int, list[tuple[str, ListedName, Alignment]]] = {}
        for text, tokens in self._query_names(query):
            self._collect(found, text, self.names.brute_force(tokens, query.kind, Reaching(-math.inf)))
        return self._matches(query, found, threshold)

    def _query_names(self, query: Query) -> list[tuple[str, NameTokens]]:
        return [(text, tokens) for text in dict.fromkeys(query.names) if (tokens := tokens_of(text)).tokens]

    def _collect(
        self, found: dict[int, list[tuple[str, ListedName, Alignment]]], text: str, candidates: Iterable[Any]
    ) -> None:
        for candidate in candidates:
            entry = self.entry(candidate.owner)
            listed = self.names.text(candidate.name)
            name = next((name for name in entry.names if name.text == listed), ListedName(listed))
            found.setdefault(candidate.owner, []).append((text, name, candidate.alignment))

    def _matches(
        self, query: Query, found: dict[int, list[tuple[str, ListedName, Alignment]]], threshold: float | None
    ) -> list[Match]:
        matches = []
        for number in {*found, *self._looked_up(query)}:
            entry = self.entry(number)
            comparison = _weighed(query, entry, found[number]) if number in found else compare(query, entry)
            if comparison.score >= (threshold_for(query, entry) if threshold is None else threshold):
                matches.append(Match(entry, comparison))
        return sorted(matches, key=lambda match: (-match.comparison.log_odds, match.entry.id))

    def _looked_up(self, query: Query) -> set[int]:
        """The listed parties that have one of the query's numbers, or its very day of birth, whatever their names."""
        keys, ids = self._known
        found: set[int] = set()
        for value in looked_up(query.identifiers, query.birth_dates):
            wanted = np.uint32(hashed(value))
            first, last = keys.searchsorted(wanted, "left"), keys.searchsorted(wanted, "right")
            found.update(ids[first:last].tolist())
        return found
