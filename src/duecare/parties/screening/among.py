"""The lists of an index, of which for each name only some listed parties are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duecare.parties.lists.record import ListEntry
from duecare.parties.screening.query import Query
from duecare.parties.screening.screener import Match, Screener, compare, threshold_for


class Among(Screener):
    """A screener for which it is known whom each name can match: it finds what the whole one finds, without searching.

    Args:
        whole: The screener of all lists.
        entries: For each name the listed parties that it can match; others match it not.
    """

    def __init__(self, whole: Screener, entries: Mapping[str, Sequence[ListEntry]]) -> None:
        self.folder, self.header = whole.folder, whole.header
        self._among = entries

    def search(self, query: Query, threshold: float | None = None) -> list[Match]:
        """As `Screener.search`."""
        entries = {entry.id: entry for name in query.names for entry in self._among.get(name, ())}
        found = []
        for entry in entries.values():
            comparison = compare(query, entry)
            if comparison.score >= (threshold_for(query, entry) if threshold is None else threshold):
                found.append(Match(entry, comparison))
        return sorted(found, key=lambda match: (-match.comparison.log_odds, match.entry.id))
