"""What a change of lists, decisions and dates can touch: which parties of a book have to be looked at again."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.names import tokens_of
from duecare.parties.lists.loaded import READER, list_reading
from duecare.parties.lists.record import EntryKind, ListEntry
from duecare.parties.screening.among import Among
from duecare.parties.screening.evidence import Reaching, best_case
from duecare.parties.screening.query import Query
from duecare.parties.screening.screener import DEFAULT_THRESHOLD, compare, log_odds
from duecare.parties.screening.stored import ENTRIES
from duecare.places import parent
from duecare.portfolio.result.parquet import read_table
from duecare.portfolio.subjects.party_index import open_party_index
from duecare.snapshots import SOURCES, Store

if TYPE_CHECKING:
    from duecare.parties.screening.loaded import Lists

Numbers = NDArray[np.int32]
_KINDS: Final[tuple[EntryKind, ...]] = ("unknown", "person", "company")
"""What screening may know of a party's kind; the book may state it or not."""
_SLACK: Final = 0.5
"""Log-odds that are given away where names are compared the other way round; whoever is found is compared again."""
_ID: Final = re.compile(rb'\{"id":"((?:[^"\\\\]|\\\\.)*)"')
_DAYS: Final = re.compile(rb'"(?:listed_on|ends_on)":"(\d{4}-\d\d-\d\d)"')
AGENCIES: Final = "Register of agencies: "
"""How the title of the source begins where the register of agencies speaks."""


@dataclass(frozen=True)
class ListChanges:
    """What changed of the lists. ids: entries that were added, removed or changed, that begin or cease to count, or
    about which a decision was taken. why: what they changed with, where it cannot be told which; then all count."""

    ids: frozenset[str]
    why: str = ""


def list_changes(before: Mapping[str, Any], after: Mapping[str, Any], lists: Lists | None, store: Store) -> ListChanges:
    """What changed of the lists between two states of what a result rests on.

    Args:
        before: The manifest of the result.
        after: What it would rest on now (`duecare.portfolio.result.inputs`).
        lists: Lists at hand.
        store: The snapshots they come from.
    """
    then, now = before["lists"], after["lists"]
    days = [datetime.date.fromisoformat(one["known_at"]) for one in (before, after)]
    if before["searched_whole"] != after["searched_whole"]:
        return ListChanges(frozenset(), "whether a party on no list may be called unlisted is another than it was")
    if then.keys() != now.keys():
        return ListChanges(frozenset(), "other lists are loaded")
    if lists is None or not now:
        return ListChanges(frozenset())
    ids: set[str] = set()
    for key in now:
        (source, old), (other, new) = (one[key].split() for one in (then, now))
        if old == new:
            continue
        known = {manifest.id: manifest for manifest in store.history(source)}
        if source != other or old not in known:
            return ListChanges(frozenset(), f"the edition of {key} that it was compared with is not kept any more")
        reading = list_reading(SOURCES[source])
        difference = store.compare(known[old], known[new], reading.rows, READER)
        changed = (*difference.added, *difference.removed, *difference.changed)
        ids.update(one for one in changed if one.startswith(f"{key}:"))
    if days[0] != days[1]:
        ids.update(_beginning_or_ending(lists.screener.folder / ENTRIES, min(days), max(days)))
    if before["decisions"] != after["decisions"] or (days[0] != days[1] and lists.decisions.count):
        ids.update(one.entry_id for one in lists.decisions)
    return ListChanges(frozenset(ids))


def _beginning_or_ending(path: Path, first: datetime.date, last: datetime.date) -> set[str]:
    """The entries that were listed or end after the first day, and by the last."""
    low, high = first.isoformat().encode(), last.isoformat().encode()
    with open(path, "rb") as lines:
        return {_identity(line) for line in lines if any(low < day <= high for day in _DAYS.findall(line))}


def _identity(line: bytes) -> str:
    found = _ID.match(line)
    return str(json.loads(b'"' + found.group(1) + b'"')) if found else ""


def entries_by_id(lists: Lists, ids: frozenset[str]) -> dict[str, ListEntry]:
    """The entries of the lists at hand that have these ids."""
    wanted = {json.dumps(one, ensure_ascii=False)[1:-1].encode() for one in ids}
    with open(lists.screener.folder / ENTRIES, "rb") as lines:
        found = [
            lists.screener.entry(number)
            for number, line in enumerate(lines)
            if (named := _ID.match(line)) and named.group(1) in wanted
        ]
    return {entry.id: entry for entry in found}


@dataclass(frozen=True)
class TouchedParties:
    """Parties that have to be looked at again. numbers: None for all. entries: ids of changed entries by the name that
    they may match."""

    numbers: Numbers | None
    entries: Mapping[str, frozenset[str]]


def touched_parties(folder: Path, changes: ListChanges, lists: Lists | None) -> TouchedParties:
    """The parties of a result that a change of lists can touch.

    A changed entry is compared with the distinct parties of the book; of those that matched an entry that is gone or
    another now, the result itself tells.
    """
    if changes.why:
        return TouchedParties(None, {})
    if not changes.ids or lists is None:
        return TouchedParties(np.zeros(0, np.int32), {})
    import pyarrow as pa
    import pyarrow.compute as pc

    index = open_party_index(folder)
    if index is None:
        return TouchedParties(None, {})
    matches = read_table(folder, "matches")
    known = matches.filter(pc.is_in(matches.column("entry"), pa.array(sorted(changes.ids))))
    names: dict[str, set[int]] = {}
    keep = Reaching(log_odds(DEFAULT_THRESHOLD) - best_case(_query("x", "XX", "unknown"), dated=False) - _SLACK)
    entries = list(entries_by_id(lists, changes.ids).values())
    for at, entry in enumerate(entries):
        for text in dict.fromkeys(name.text for name in entry.names):
            tokens = tokens_of(text)
            for kind in ("person", "company"):
                for candidate in index.search(tokens, kind, keep) if tokens.tokens else ():
                    names.setdefault(index.text(candidate.name), set()).add(at)
    parties = read_table(folder, "subjects", ["kind", "number", "name", "country"])
    close = parties.filter(
        pc.and_(pc.equal(parties.column("kind"), "party"), pc.is_in(parties.column("name"), pa.array(sorted(names))))
    )
    found: set[int] = set()
    alike: dict[str, frozenset[str]] = {}
    for row in close.to_pylist():
        name = row["name"]
        ids = frozenset(entries[at].id for at in names[name] if _alike(name, row["country"], entries[at]))
        if ids:
            found.add(row["number"])
            alike[name] = alike.get(name, frozenset()) | ids
    numbers = np.union1d(known.column("party").to_numpy(), np.array(sorted(found), np.int32)).astype(np.int32)
    return TouchedParties(numbers, alike)


def narrowed(folder: Path, lists: Lists, names: Mapping[int, str], touched: TouchedParties) -> Lists:
    """Lists of which each party is compared with whom it matched before, and with changed entries that it may match.

    Args:
        folder: The result.
        lists: Lists at hand.
        names: The parties that are looked at again.
        touched: What changed entries they may match.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    matches = read_table(folder, "matches")
    matches = matches.filter(pc.is_in(matches.column("party"), pa.array(sorted(names), pa.int32())))
    wanted: dict[str, set[str]] = {name: set(ids) for name, ids in touched.entries.items()}
    for row in matches.to_pylist():
        wanted.setdefault(names[row["party"]], set()).add(row["entry"])
    known = entries_by_id(lists, frozenset(one for ids in wanted.values() for one in ids))
    among = {name: [known[one] for one in sorted(ids) if one in known] for name, ids in wanted.items()}
    return replace(lists, screener=Among(lists.screener, among))


def _alike(name: str, country: str, entry: ListEntry) -> bool:
    """Whether an entry would be shown as a possible match of a party, whatever the book states of its kind."""
    return any(compare(_query(name, country, kind), entry).score >= DEFAULT_THRESHOLD for kind in _KINDS)


def _query(name: str, country: str, kind: EntryKind) -> Query:
    code = parent(country) or country
    return Query((name,), kind, countries=frozenset([code] if code else []))


def with_agencies(folder: Path) -> Numbers:
    """The parties of which the register of agencies speaks: what it says depends on the day and on their country."""
    import pyarrow.compute as pc

    facts = read_table(folder, "facts", ["kind", "number", "source"])
    mask = pc.and_(pc.equal(facts.column("kind"), "party"), pc.starts_with(facts.column("source"), AGENCIES))
    found: Numbers = np.unique(facts.filter(mask).column("number").to_numpy()).astype(np.int32)
    return found
