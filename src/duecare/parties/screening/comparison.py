"""Our matches beside those of the tool that a company already has: found by both, only there, only here, and why."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from duecare.names import compare_names, normalise
from duecare.parties.lists.sources import LISTS
from duecare.parties.screening.batch import receipt_path, standings
from duecare.parties.screening.dispositions import Decisions, Standing
from duecare.parties.screening.first_pass import Advance, FirstPass, Terms, screened
from duecare.parties.screening.incumbent import IncumbentExport, IncumbentHit, hits_by_party
from duecare.parties.screening.loaded import Lists
from duecare.parties.screening.particulars import read_particulars
from duecare.parties.screening.query import Query
from duecare.parties.screening.report import receipt
from duecare.parties.screening.screener import Match, compare
from duecare.parties.screening.wording import chance
from duecare.parties.screening.workers import FoundRow, found_row
from duecare.transaction import write_atomically
from duecare.transaction.tables import Layout, Row, open_table, write_table

ALIKE: Final = 0.85
"""Likeness from which a name of the export and one of an entry are taken to be of one listed party."""

BOTH, ONLY_THEIRS, ONLY_OURS = "both", "only theirs", "only ours"
HEAD: Final = (
    "party", "reference", "comparison", "decisions", "their list", "their listed name", "their entry", "their score",
    "their disposition", "their decision by", "their decision on", "their note", "our status", "our probability",
    "our list", "our entry", "our listed name", "our effect", "for", "against", "why",
)  # fmt: skip
_WIDTHS: Final = (30, 14, 12, 26, 26, 30, 16, 10, 16, 18, 14, 30, 20, 10, 30, 26, 34, 24, 44, 40, 60)


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of a comparison.

    parties: distinct ones of the table. counts: matches found by `both`, `only theirs` and `only ours`. disagreements:
    of both, those that one side took for the same party and the other for another one. neither: parties without a match
    on either side. absent: hits of parties that the table does not have.
    """

    parties: int
    counts: Mapping[str, int]
    disagreements: int
    neither: int
    absent: int


def compare_table(
    source: Path,
    export: IncumbentExport,
    target: Path,
    lists: Lists,
    day: datetime.date,
    terms: Terms | None = None,
    decisions: Decisions | None = None,
    advance: Advance = lambda done, total: None,
) -> Compared:
    """Screen a table of parties and write our matches beside the export's hits, a line each, with the columns of HEAD.

    A run that is stopped is taken up as one of `screen_table` is. What it depended on goes to `<target>.receipt.json`.

    Raises:
        InputError: a table that cannot be read, or whose names are not found.
        OutputError: the journal or the output cannot be written.
    """
    terms = terms or Terms()
    with screened(source, target, lists, terms, advance) as first, open_table(source, terms.sheet) as table:
        comparison = _Comparison(export, lists, lists.decisions if decisions is None else decisions, day)
        layout = Layout("Compared", _WIDTHS, {"our probability": float})
        write_table(target, HEAD, comparison.rows(first, table.rows, terms.day_first), layout)
        done = Compared(
            first.parties, comparison.counts, comparison.disagreements, comparison.neither, comparison.absent
        )
        document = {
            "schema": "duecare.screening-comparison/1",
            "table": source.name,
            "tool": export.tool,
            "hits": len(export.hits),
            "rows_without_hit": export.without_hit,
            "rows_not_read": [{"row": row, "reason": reason} for row, reason in export.rejects],
            "not_in_the_mapping": {name: dict(words) for name, words in export.unmapped.items()},
            "parties": done.parties,
            "counts": dict(done.counts),
            "disagreements": done.disagreements,
            "neither": done.neither,
            "hits_of_absent_parties": done.absent,
            "receipt": receipt(lists, terms.threshold, day),
        }
        write_atomically(receipt_path(target), json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return done


@dataclass(frozen=True, slots=True)
class Pairing:
    """One line of a comparison: a hit of theirs, a match of ours, or both of one listed party."""

    hit: IncumbentHit | None
    match: FoundRow | None
    standing: Standing | None
    why: str = ""

    @property
    def side(self) -> str:
        return BOTH if self.hit and self.match else ONLY_THEIRS if self.hit else ONLY_OURS

    @property
    def decisions(self) -> str:
        """How the two sides' decisions stand to each other."""
        theirs = self.hit.disposition if self.hit else None
        ours = {"cleared": "not_same", "confirmed": "same"}.get(self.standing.state) if self.standing else None
        if self.hit and self.hit.disposition_word and theirs is None:
            return "their word is not in the mapping"
        decided = theirs if theirs != "open" else None
        if self.side != BOTH:
            return "decided by them" if decided else "decided by us" if ours else "open"
        if decided and ours:
            return "agree" if decided == ours else "disagree"
        return "decided by them only" if decided else "decided by us only" if ours else "open on both sides"


class _Comparison:
    def __init__(self, export: IncumbentExport, lists: Lists, decisions: Decisions, day: datetime.date) -> None:
        self._export, self._lists, self._decisions, self._day = export, lists, decisions, day
        self._by_reference, self._by_name = hits_by_party(export)
        self._used: set[int] = set()
        self._held = {one.key for one in lists.loaded} or set(lists.screener.header["lists"])
        self._resolve = lru_cache(maxsize=5_000)(self._resolved)
        self.counts = {BOTH: 0, ONLY_THEIRS: 0, ONLY_OURS: 0}
        self.disagreements = self.neither = self.absent = 0

    def rows(self, first: FirstPass, rows: Iterator[tuple[int, Row]], day_first: bool | None) -> Iterator[Row]:
        """A line for each hit of theirs and each match of ours, party by party; then the hits of parties not there."""
        for (_, row), result in zip(rows, first.results(), strict=True):
            texts = first.columns.texts(row)
            query = read_particulars(texts, day_first=day_first).query
            if query is None or result.matches is None:
                continue
            reference = next(iter(texts.get("reference", ())), "")
            hits = self._hits(query, reference)
            if not result.first and not hits:
                continue  # the party stood in an earlier row
            pairings = self.paired(query, hits, result.matches)
            self.neither += not pairings
            for pairing in pairings:
                yield self._line(query.names[0], reference, pairing)
        for hit in self._export.hits:
            if hit.row not in self._used:
                self.absent += 1
                yield self._line(hit.party, hit.reference, Pairing(hit, None, None, "the table has no such party"))

    def _hits(self, query: Query, reference: str) -> list[IncumbentHit]:
        """The hits of a party, those with its number or else with one of its names; each once."""
        found = list(self._by_reference.get(reference.casefold(), ())) if reference else []
        if not found:
            named = (hit for name in query.names for hit in self._by_name.get(normalise(name), ()))
            found = [hit for hit in named if not (reference and hit.reference)]
        fresh = {hit.row: hit for hit in found if hit.row not in self._used}
        self._used.update(fresh)
        return list(fresh.values())

    def paired(self, query: Query, hits: Sequence[IncumbentHit], found: Sequence[FoundRow]) -> list[Pairing]:
        """Which hits and which matches are of one listed party."""
        stood = standings(query, found, self._decisions, self._day)
        pairings, taken = [], set()
        for hit in hits:
            places = self._same(hit, found)
            for place in places:
                taken.add(place)
                pairings.append(Pairing(hit, found[place], stood[place]))
            if not places:
                pairings.append(Pairing(hit, None, None, self._why_only_theirs(query, hit)))
        for place, match in enumerate(found):
            if place not in taken:
                pairings.append(Pairing(None, match, stood[place], self._why_only_ours(match)))
        return pairings

    def _same(self, hit: IncumbentHit, found: Sequence[FoundRow]) -> list[int]:
        """Our matches that are the listed party of a hit: by its id on the list, by name, or found by that name."""
        near = [place for place, match in enumerate(found) if _may_be_on(hit.list, match.list)]
        if hit.entry:
            same = [place for place in near if found[place].entry.partition(":")[2].casefold() == hit.entry.casefold()]
            if same:
                return same
        if not hit.listed_name:
            return []
        named = [
            place for place in near
            if max(compare_names(hit.listed_name, name) for name in (found[place].name, found[place].theirs)) >= ALIKE
        ]  # fmt: skip
        if named:
            return named
        entries = {match.entry_id for match in self._resolve(hit.listed_name, hit.list)}
        return [place for place in near if found[place].entry in entries]

    def _resolved(self, name: str, key: str | None) -> tuple[Match, ...]:
        """The listed parties that go by a name, on the list named or one of its regime."""
        found = self._lists.screener.search(Query((name,)))
        return tuple(match for match in found if _may_be_on(key, match.entry.list))

    def _why_only_theirs(self, query: Query, hit: IncumbentHit) -> str:
        if hit.list is not None and not any(_may_be_on(hit.list, key) for key in self._held):
            return f"{hit.list} is not loaded here"
        known = self._resolve(hit.listed_name, hit.list) if hit.listed_name else ()
        if not known:
            return "no listed party is found by that name: delisted since, or of a list that is not loaded"
        scored = [(compare(query, match.entry), match) for match in known]
        comparison, match = max(scored, key=lambda one: one[0].log_odds)
        against = found_row(Match(match.entry, comparison)).speaks_against
        said = f"{match.entry.id}: probability {chance(comparison.score)}, below the threshold"
        return f"{said}; against it: {against}" if against else said

    def _why_only_ours(self, match: FoundRow) -> str:
        if not any(_may_be_on(key, match.list) for key in self._export.lists):
            return "the export has no hit on this list or one of its regime"
        return ""

    def _line(self, party: str, reference: str, pairing: Pairing) -> Row:
        hit, match, standing = pairing.hit, pairing.match, pairing.standing
        self.counts[pairing.side] += 1
        self.disagreements += pairing.decisions == "disagree"
        theirs: list[Any] = [""] * 8
        if hit is not None:
            theirs = [hit.list_name, hit.listed_name, hit.entry, hit.score, hit.disposition_word, hit.decided_by,
                      hit.decided_on.isoformat() if hit.decided_on else "", hit.note]  # fmt: skip
        ours: list[Any] = ["", None, "", "", "", "", "", ""]
        if match is not None and standing is not None:
            ours = [standing.words, match.probability, match.list_title, match.entry, match.name, match.effect,
                    match.speaks_for, match.speaks_against]  # fmt: skip
        return [party, reference, pairing.side, pairing.decisions, *theirs, *ours, pairing.why]


def _may_be_on(theirs: str | None, ours: str) -> bool:
    """Whether an entry of our list may be what the export found on its own: the same list, or one of its regime."""
    if theirs is None or theirs == ours:
        return True
    known = LISTS.get(theirs), LISTS.get(ours)
    return known[0] is not None and known[1] is not None and bool(known[0].regimes & known[1].regimes)
