"""Official lists read into one record type: `read_list(format, paths)`; `sniff(path)` says which format a file has."""

from __future__ import annotations

from duecare.parties.lists.ftm import entry_from_ftm
from duecare.parties.lists.read import FORMATS, Format, read_list, sniff
from duecare.parties.lists.record import (
    EFFECTS,
    IDENTIFIER_TYPES,
    Effect,
    EntryKind,
    ListedAddress,
    ListedIdentifier,
    ListedName,
    ListEntry,
    NameKind,
)
from duecare.parties.lists.sources import LISTS, ListSource, list_title

__all__ = [
    "EFFECTS",
    "FORMATS",
    "IDENTIFIER_TYPES",
    "LISTS",
    "Effect",
    "EntryKind",
    "Format",
    "ListEntry",
    "ListSource",
    "ListedAddress",
    "ListedIdentifier",
    "ListedName",
    "NameKind",
    "entry_from_ftm",
    "list_title",
    "read_list",
    "sniff",
]
