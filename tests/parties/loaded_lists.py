"""Lists at hand with invented parties, for tests of what the review makes of them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from duecare.names import script_of
from duecare.parties.lists.record import Effect, EntryKind, ListedIdentifier, ListedName, ListEntry
from duecare.parties.screening import Screener, build_index
from duecare.parties.screening.loaded import Lists, LoadedList

DAY = datetime.date(2026, 6, 1)
EVERY_LIST = ("us-ofac-sdn", "us-bis-el", "us-bis-dpl", "un-sc", "eu-fsf", "uk-sl")


def entry(
    list_key: str,
    identity: str,
    name: str,
    *,
    kind: EntryKind = "company",
    effect: Effect = "blocked",
    country: str | None = None,
    on: datetime.date | None = datetime.date(2020, 1, 1),
    until: datetime.date | None = None,
    programmes: tuple[str, ...] = (),
    identifiers: tuple[ListedIdentifier, ...] = (),
) -> ListEntry:
    return ListEntry(
        f"{list_key}:{identity}", list_key, kind, (ListedName(name, "primary", script_of(name)),), effect,
        frozenset([country] if country else []), listed_on=on, ends_on=until, programmes=programmes,
        identifiers=identifiers, citation="an invented notice",
    )  # fmt: skip


ENTRIES = (
    entry("us-ofac-sdn", "1", "Daryani Optical Industries Co.", country="IR", programmes=("IRAN-HR",)),
    entry("us-bis-el", "2", "Chulpan Signal Works LLC", effect="presumption_of_denial", country="RU"),
    entry("eu-fsf", "3", "Belotserkov Holding", country="BY"),
    entry("un-sc", "4", "Anton Viktorovich Abramtsev", kind="person"),
    entry("uk-sl", "5", "Grigori Jafarov", kind="person", on=datetime.date(2025, 3, 1)),
    entry("us-ofac-sdn", "6", "Formerly Listed Shipping Ltd", until=datetime.date(2024, 1, 1)),
    entry("us-state-dtc", "7", "Haddadin Arms Brokers Inc", effect="presumption_of_denial"),
)


def lists(
    folder: Path,
    keys: Sequence[str] = EVERY_LIST,
    day: datetime.date = DAY,
    stale: Sequence[str] = (),
    entries: Sequence[ListEntry] = ENTRIES,
) -> Lists:
    build_index([one for one in entries if one.list in (*keys, "us-state-dtc")], folder / "index")
    loaded = tuple(
        LoadedList(key, key, "own", day, True, 90 if key in stale else 1, key in stale, "0" * 64, 1)
        for key in sorted(keys)
    )
    return Lists(Screener.open(folder / "index"), loaded, (), False)
