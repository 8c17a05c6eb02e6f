"""The lists at hand: those loaded in the data folder, compiled to one index; where none is, the starter's few."""

from __future__ import annotations

import datetime
import hashlib
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from duecare.errors import InputError
from duecare.names import normalise, script_of
from duecare.parties.lists.loaded import READER, loaded_entries
from duecare.parties.lists.record import ListedName, ListEntry
from duecare.parties.lists.sources import list_title
from duecare.parties.screening.decisions_file import decisions_path, read_decisions
from duecare.parties.screening.dispositions import Decisions
from duecare.parties.screening.query import Query
from duecare.parties.screening.screener import Match, Screener
from duecare.parties.screening.stored import FORMAT, build_index, read_header
from duecare.snapshots import LIST_SOURCES, SOURCES, Current, Home, Status, Store, lists_loaded, lists_missing, statuses
from duecare.snapshots.home import made
from duecare.snapshots.manifest import Manifest
from duecare.snapshots.starter import listed_parties

NEEDED: Final = (("us-ofac-sdn",), ("us-bis-el",), ("us-bis-dpl",), ("un-sc",), ("eu-fsf", "eu-oj"), ("uk-sl",))
"""Lists without which a party on none of those loaded is not called unlisted; of several together one is enough."""

_STARTER_KINDS: Final = {"body": "body", "company": "company", "person": "person"}


@dataclass(frozen=True, slots=True)
class LoadedList:
    """One list that can be searched.

    date: the day its content stands for; dated: whether its publisher gave that day, else it is that of the import and
    says nothing of its age. age: days since it was known to be the latest edition, on the day asked. stale: older
    than its source allows, or of an unknown day. sha256: of the raw files it came from. rows: entries of this list.
    snapshot: the id of that in the data folder.
    """

    key: str
    title: str
    source: str
    date: datetime.date
    dated: bool
    age: int
    stale: bool
    sha256: str
    rows: int
    snapshot: str = ""


@dataclass(frozen=True)
class Lists:
    """The lists at hand on a day.

    screener: the index over all of them. loaded: what is in it; empty where only the starter is. missing: official
    lists that are not loaded, by key: not searched. starter: only the parties that ship with the package are at hand.
    decisions: what people have decided about matches. told: told of every search and what it found.
    """

    screener: Screener
    loaded: tuple[LoadedList, ...]
    missing: tuple[str, ...]
    starter: bool
    decisions: Decisions = field(default_factory=Decisions)
    told: Callable[[Query, Sequence[Match]], None] = lambda query, matches: None

    @cached_property
    def wanting(self) -> tuple[str, ...]:
        """Of the lists that a party must have been compared with before it is called unlisted, those not loaded."""
        keys = {entry.key for entry in self.loaded}
        return tuple(group[0] for group in NEEDED if keys.isdisjoint(group))

    @property
    def stale(self) -> tuple[LoadedList, ...]:
        return tuple(entry for entry in self.loaded if entry.stale)


def open_lists(home: Home, day: datetime.date, building: Callable[[], None] | None = None) -> Lists:
    """The lists loaded in a data folder, searchable; the index is compiled when a snapshot has changed.

    Args:
        home: The data folder. Nothing is written where nothing is loaded and the starter's index is at hand.
        day: Ages are told as of this day.
        building: Called before an index is compiled, which takes seconds.

    Raises:
        InputError: a snapshot, the index or the file of decisions is damaged.
        OutputError: the index cannot be written.
    """
    store = Store(home)
    found = statuses(store, LIST_SOURCES, day)
    for one in found:
        if one.problem is not None:
            raise InputError(
                f"the {one.source.key} lists cannot be used: {one.problem}",
                hint=f"duecare data status --verify; duecare data pull {one.source.key}",
            )
    chosen = _chosen(found)
    name = _index_name(chosen)
    folder = home.indexes / name
    screener = None
    with suppress(InputError):
        screener = Screener.open(folder)
    if screener is None:
        if building is not None:
            building()
        made(home.indexes)
        entries = _entries(store, chosen) if chosen else starter_entries()
        build_index(entries, folder, {key: current.manifest.id for key, current in chosen.items()})
        for other in home.indexes.glob("lists-*"):
            if other.name != name:
                shutil.rmtree(other, ignore_errors=True)
        screener = Screener.open(folder)
    loaded = tuple(
        LoadedList(
            key,
            list_title(key),
            current.manifest.source,
            current.manifest.date,
            _known_day(current)[0],
            current.age(day),
            not _known_day(current)[0] or current.age(day) > SOURCES[current.manifest.source].stale_after_days,
            current.manifest.files[0].sha256,
            current.manifest.lists[key],
            current.manifest.id,
        )
        for key, current in sorted(chosen.items())
    )
    return Lists(screener, loaded, lists_missing(found), not chosen, read_decisions(decisions_path(home)))


def _chosen(found: Iterable[Status]) -> dict[str, Current]:
    """For each list the snapshot that it is taken from: of several that hold it, the one known latest."""
    return {key: max(held, key=_known_day) for key, held in lists_loaded(found).items()}


def _known_day(current: Current) -> tuple[bool, datetime.date, str]:
    """How new an edition is known to be: one whose day nobody gave comes before every other."""
    day = current.checked or current.manifest.published
    return day is not None, day or current.manifest.date, current.manifest.id


def _entries(store: Store, chosen: dict[str, Current]) -> Iterator[ListEntry]:
    snapshots = {current.manifest.id: current.manifest for current in chosen.values()}
    own_script = _own_script_names()
    for identity, manifest in snapshots.items():
        for entry in loaded_entries(store, manifest):
            if chosen[entry.list].manifest.id == identity:
                yield _as_searched(entry, own_script)


def entries_of(store: Store, manifest: Manifest, ids: Collection[str]) -> Iterator[ListEntry]:
    """Entries of a snapshot, an earlier one too, with the names under which they are or were searched."""
    own_script = _own_script_names()
    for entry in loaded_entries(store, manifest):
        if entry.id in ids:
            yield _as_searched(entry, own_script)


def _as_searched(entry: ListEntry, own_script: Mapping[tuple[str, str], tuple[ListedName, ...]]) -> ListEntry:
    more = own_script.get((entry.list, normalise(entry.name)), ())
    known = {name.text for name in entry.names}
    added = tuple(name for name in more if name.text not in known)
    return replace(entry, names=(*entry.names, *added)) if added else entry


def _own_script_names() -> dict[tuple[str, str], tuple[ListedName, ...]]:
    """Names in their own script that this project wrote down for listed parties: American lists hold few."""
    found: dict[tuple[str, str], tuple[ListedName, ...]] = {}
    for party in listed_parties():
        names = (party.name, *party.aliases)
        own = tuple(ListedName(name, "alias", script_of(name)) for name in names if script_of(name) != "Latn")
        for name in names if own else ():
            found[party.list.lower(), normalise(name)] = own
    return found


def _index_name(chosen: dict[str, Current]) -> str:
    """What an index is computed from, as the name of its folder."""
    parts = sorted(f"{key} {current.manifest.source} {current.manifest.id}" for key, current in chosen.items())
    digest = hashlib.sha256("\n".join((FORMAT, READER, *parts)).encode()).hexdigest()
    return f"{'lists' if chosen else 'starter'}-{digest[:16]}"


def starter_entries() -> Iterator[ListEntry]:
    """The parties that ship with the package, as entries of the lists that they stand on."""
    for party in listed_parties():
        names = (party.name, *party.aliases)
        yield ListEntry(
            party.id,
            party.list.lower(),
            _STARTER_KINDS.get(party.kind, "unknown"),  # type: ignore[arg-type]
            tuple(ListedName(name, "alias" if at else "primary", script_of(name)) for at, name in enumerate(names)),
            party.effect,  # type: ignore[arg-type]
            frozenset({party.country}),
            programmes=(party.programme,),
            citation=party.citation,
            listed_on=party.listed_on,
            ends_on=party.delisted_on,
            note=party.reason,
        )


__all__ = ["NEEDED", "Lists", "LoadedList", "entries_of", "open_lists", "read_header", "starter_entries"]
