"""Invented listed parties, compiled to an index: real parts, and nobody who exists."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from duecare.parties.lists.record import ListedAddress, ListedIdentifier, ListedName, ListEntry
from duecare.parties.lists.sources import LISTS
from duecare.parties.screening import Screener, build_index
from duecare.parties.screening.loaded import Lists, LoadedList

DAY = datetime.date(2026, 11, 26)

OPTICS = ListEntry(
    "us-bis-el:optics",
    "us-bis-el",
    "company",
    (ListedName("Zarubin Optoelektronika Vostok"), ListedName("Зарубин Оптоэлектроника Восток", "alias", "Cyrl")),
    "licence_duty",
    frozenset({"RU"}),
    addresses=(ListedAddress("17 Zavodskaya Street, Building 4, Vostochny", "RU"),),
    programmes=("EAR part 744",),
    citation="90 FR 99999, 3/4/2025",
    listed_on=datetime.date(2025, 3, 4),
)
GENERAL = ListEntry(
    "us-ofac-sdn:4711",
    "us-ofac-sdn",
    "person",
    (ListedName("Belkacem Ouazzanidine Tarfaoui"), ListedName("Abu Tarfa", "weak_alias")),
    "blocked",
    frozenset({"DZ"}),
    ("1961-05-09",),
    identifiers=(ListedIdentifier("passport", "QX4471923"),),
    programmes=("INVENTED-EO",),
    secondary_sanctions=True,
)
BUREAU = ListEntry(
    "un-sc:QDe.900",
    "un-sc",
    "body",
    (ListedName("Vardanian Directorate for Signals Interception"),),
    "blocked",
)
SHIP = ListEntry(
    "uk-sl:INV0001",
    "uk-sl",
    "vessel",
    (ListedName("Sea Lantern of Qarnabad"),),
    "blocked",
    identifiers=(ListedIdentifier("imo", "9074729"),),
)
ENTRIES = (OPTICS, GENERAL, BUREAU, SHIP)


def lists_in(folder: Path, entries: Iterable[ListEntry] = ENTRIES, missing: tuple[str, ...] = ("eu-fsf",)) -> Lists:
    """The lists at hand as the data folder would give them, from entries."""
    entries = list(entries)
    build_index(entries, folder)
    screener = Screener.open(folder)
    loaded = tuple(
        LoadedList(key, LISTS[key].title, key, datetime.date(2026, 11, 20), True, 6, False, "ab" * 32, rows)
        for key, rows in screener.header["lists"].items()
    )
    return Lists(screener, loaded, missing, False)


def renamed(entry: ListEntry, *names: str) -> ListEntry:
    """The entry in a later edition of its list, with further names."""
    return replace(entry, names=(*entry.names, *(ListedName(name, "alias") for name in names)))
