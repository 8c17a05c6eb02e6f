"""Which cases a change of lists, country data, rules and days can touch; all others say what they said.

A changed entry is compared with all distinct parties of the cases, as it was and as it is, and not they with all lists.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from duecare.names import NameIndex, tokens_of
from duecare.names.index_arrays import IndexedName, build_arrays
from duecare.office.monitoring.models import Inputs, Watched
from duecare.office.monitoring.watched import AtHand
from duecare.parties.lists.record import EntryKind, ListedIdentifier, ListEntry
from duecare.parties.screening.evidence import Reaching, best_case, looked_up
from duecare.parties.screening.loaded import entries_of
from duecare.parties.screening.query import Query
from duecare.parties.screening.screener import DEFAULT_THRESHOLD, compare, log_odds, threshold_for
from duecare.places import parent
from duecare.portfolio.subjects.touched import ListChanges, entries_by_id, list_changes
from duecare.snapshots import Store, home_from

RULED: Final = ("engine", "policy_hash", "vocabulary_hash", "instruments", "rules", "applies")
"""What of the inputs says how cases are judged: where it is another, every case is judged again."""
_KINDS: Final[tuple[EntryKind, ...]] = ("unknown", "person", "company")
_SLACK: Final = 0.5
"""Log-odds given away where names are compared the other way round; whoever is found is compared again."""
MOST_NAMED: Final = 20
"""Entries that are kept as the reason of one alert."""


@dataclass
class Reason:
    """Because of what a case has to be judged again: closed codes and ids, which an alert keeps."""

    rules: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def cause(self) -> Literal["rules", "data"]:
        return "rules" if self.rules else "data"

    def document(self) -> dict[str, list[str]]:
        """As it is kept; what is empty is left out."""
        named = {"rules": self.rules, "entries": self.entries, "lists": self.lists, "countries": self.countries,
                 "others": self.others}  # fmt: skip
        return {name: list(dict.fromkeys(some))[:MOST_NAMED] for name, some in named.items() if some}


@dataclass(frozen=True)
class Party:
    """Somebody whom cases compare with lists."""

    names: tuple[str, ...]
    country: str
    identifiers: tuple[tuple[str, str], ...]
    addresses: tuple[str, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Party:
        return cls(
            tuple(row["names"]), row["country"], tuple((kind, value) for kind, value in row["identifiers"]),
            tuple(row["addresses"]),
        )  # fmt: skip

    def query(self, kind: EntryKind) -> Query:
        code = parent(self.country) or self.country if self.country else ""
        numbers = tuple(ListedIdentifier(one, value) for one, value in self.identifiers)
        return Query(self.names, kind, (), frozenset([code] if code else []), numbers, self.addresses)

    def may_be(self, entry: ListEntry) -> bool:
        """Whether an entry would be shown as a possible match, whatever the deal states of the party's kind."""
        queries = (self.query(kind) for kind in _KINDS)
        return any(compare(query, entry).score >= threshold_for(query, entry) for query in queries)


def touched_cases(rows: Iterable[Watched], states: Mapping[int, Inputs], now: AtHand) -> dict[int, Reason]:
    """The cases that have to be judged again, each with the reason.

    Args:
        rows: What their reviews rest on.
        states: The states of the inputs that they name, by number.
        now: What they would rest on now.
    """
    found: dict[int, Reason] = {}
    by_inputs: dict[int, list[Watched]] = {}
    for row in rows:
        by_inputs.setdefault(row.inputs_id, []).append(row)
    for number, group in by_inputs.items():
        if states[number].hash != now.hash:
            _one_state(group, states[number].document, now, found)
    return found


def _one_state(group: list[Watched], before: Mapping[str, Any], now: AtHand, found: dict[int, Reason]) -> None:
    """Of cases that were held against one state of the inputs, those that the change to the present one can touch."""
    rules = changed_rules(before, now.inputs)
    if rules:
        for row in group:
            found.setdefault(row.case_id, Reason()).rules += rules
        return
    if any(before[key] != now.inputs[key] for key in ("known_at", "law_at", "countries")):
        for row in group:
            _dated(row, before, now, found)
    changes = _list_changes(before, now)
    if changes.why:
        lists = changed_lists(before, now.inputs)
        for row in group:
            reason = found.setdefault(row.case_id, Reason())
            reason.lists += lists
            reason.others += [] if lists else ["lists"]
    elif changes.ids:
        for case, entry in _by_entries(group, _versions(changes.ids, before, now)):
            reason = found.setdefault(case, Reason())
            reason.entries.append(entry)
            reason.lists.append(entry.partition(":")[0])


def changed_rules(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Ids of rules that came, went or are others; where none is, the inputs by which cases are judged that are."""
    keys = [key for key in RULED if before[key] != after[key]]
    old, new = before["rules"], after["rules"]
    rules = sorted(one for one in old.keys() | new.keys() if old.get(one) != new.get(one))
    return rules or keys


def changed_lists(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Keys of lists that came, went or have another edition."""
    old, new = before["lists"], after["lists"]
    return sorted(one for one in old.keys() | new.keys() if old.get(one) != new.get(one))


def _dated(row: Watched, before: Mapping[str, Any], now: AtHand, found: dict[int, Reason]) -> None:
    """What the days and the country data can touch of one case."""
    countries = [code for code, said in row.places.items() if now.place(code) != said]
    agencies = [seat or "?" for names, seat, said in row.agencies if now.agency(names, seat) != said]
    others = []
    if agencies:
        others.append("agencies")
    if row.owners and before["law_at"] != now.inputs["law_at"]:
        others.append("owners")
    if row.until is not None and datetime.date.fromisoformat(now.inputs["known_at"]) >= row.until:
        others.append("days")
    if countries or others:
        reason = found.setdefault(row.case_id, Reason())
        reason.countries += countries
        reason.others += others


def _list_changes(before: Mapping[str, Any], now: AtHand) -> ListChanges:
    return list_changes(before, now.inputs, now.data.lists, Store(home_from(os.environ)))


def _versions(ids: frozenset[str], before: Mapping[str, Any], now: AtHand) -> Iterator[ListEntry]:
    """Entries as they were and as they are."""
    lists, store = now.data.lists, Store(home_from(os.environ))
    if lists is not None:
        yield from entries_by_id(lists, ids).values()
    for key, said in before["lists"].items():
        source, snapshot = said.split()
        if now.inputs["lists"].get(key) != said:
            known = {manifest.id: manifest for manifest in store.history(source)}
            yield from entries_of(store, known[snapshot], frozenset(one for one in ids if one.startswith(f"{key}:")))


def _by_entries(group: list[Watched], entries: Iterable[ListEntry]) -> Iterator[tuple[int, str]]:
    """Cases with a party that an entry may be, with its id."""
    parties: dict[Party, set[int]] = {}
    for row in group:
        for one in row.parties:
            parties.setdefault(Party.of(one), set()).add(row.case_id)
    named: dict[str, list[Party]] = {}
    numbered: dict[str, list[Party]] = {}
    for party in parties:
        for name in party.names:
            named.setdefault(name, []).append(party)
        for value in looked_up(party.query("unknown").identifiers, ()):
            numbered.setdefault(value, []).append(party)
    if not parties:
        return
    index = NameIndex(build_arrays(IndexedName(text, "unknown", at) for at, text in enumerate(named)))
    most = Query(("x",), countries=frozenset({"XX"}), addresses=("x",))
    keep = Reaching(log_odds(DEFAULT_THRESHOLD) - best_case(most, dated=False) - _SLACK)
    for entry in entries:
        near: dict[Party, None] = {}
        for text in dict.fromkeys(name.text for name in entry.names):
            tokens = tokens_of(text)
            for kind in ("person", "company") if tokens.tokens else ():
                for candidate in index.search(tokens, kind, keep):
                    near.update(dict.fromkeys(named[index.text(candidate.name)]))
        for value in looked_up(entry.identifiers, ()):
            near.update(dict.fromkeys(numbered.get(value, ())))
        for party in near:
            if party.may_be(entry):
                for case in parties[party]:
                    yield case, entry.id
