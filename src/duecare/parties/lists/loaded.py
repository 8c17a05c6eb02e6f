"""Lists out of snapshots: the entries of a source's files, and how the snapshots read them to tell what changed."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Final

from duecare.errors import InputError
from duecare.parties.lists.dates import read_day
from duecare.parties.lists.read import read_list
from duecare.parties.lists.record import ListEntry
from duecare.snapshots import SOURCES, Manifest, RawFile, Reading, Source, Store
from duecare.snapshots.naming import named_files

READER: Final = f"{version('duecare')}/{'.'.join(field.name for field in fields(ListEntry))}"
"""What a digest depends on beside the entry: digests of another version or another shape cannot be compared."""

_HEAD: Final = 1 << 16
_DAYS: Final = {
    "un-xml": re.compile(rb'\bdateGenerated="(\d{4}-\d\d-\d\d)'),
    "eu-xml": re.compile(rb'\bgenerationDate="(\d{4}-\d\d-\d\d)'),
    "ofac-xml": re.compile(rb"<Publish_Date>([\d/]+)</Publish_Date>"),
    "ofac-advanced": re.compile(rb"<DateOfIssue[^>]*>\s*<Year>(\d+)</Year>\s*<Month>(\d+)</Month>\s*<Day>(\d+)</Day>"),
    "uk-csv": re.compile(rb'\AReport Date:?[\s,"]*([\w-]+(?: \w+ \w+)?)'),
    "uk-ofsi": re.compile(rb'\ALast Updated[\s,"]*([\d/]+)'),
    "us-json": re.compile(rb'"extracted":\s*"(\d{4}-\d\d-\d\d)"'),
}
_MONTH_FIRST: Final = ("ofac-xml",)


def loaded_entries(store: Store, manifest: Manifest) -> Iterator[ListEntry]:
    """The entries of a snapshot, read anew from the files that it keeps.

    Raises:
        InputError: a file is not there, or cannot be read any more.
    """
    return entries_of(SOURCES[manifest.source], store.files(manifest))


def list_reading(source: Source) -> Reading:
    """How the snapshots of a source are read: the id of a row is the entry's, its digest one of all that it says."""
    return Reading(
        lambda files: ((entry.id, entry_digest(entry)) for entry in entries_of(source, files)), published_day, READER
    )


def entry_digest(entry: ListEntry) -> str:
    """A digest of everything an entry says; the order of its countries is nothing that it says."""
    ordered = replace(entry, countries=tuple(sorted(entry.countries)))  # type: ignore[arg-type]
    return hashlib.sha256(repr(ordered).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fields_changed(before: ListEntry, after: ListEntry) -> tuple[str, ...]:
    """What differs between two editions of one entry, by the names of its fields."""
    return tuple(field.name for field in fields(ListEntry) if getattr(before, field.name) != getattr(after, field.name))


def entries_of(source: Source, files: Sequence[RawFile]) -> Iterator[ListEntry]:
    """The entries of the files of one source.

    Raises:
        InputError: a file cannot be read as its format, or holds entries of a list that does not belong to the source.
    """
    with named_files(files) as paths:
        try:
            for form, key, group in _grouped(files, paths):
                for entry in read_list(form, group, key):
                    if entry.list in source.lists or (not source.selects and source.may_hold(entry.list)):
                        yield entry
                    elif not source.selects:
                        raise InputError(
                            f"holds entries of {entry.list}, which is no list of {source.key}",
                            path=str(group[0]),
                            hint=f"accepted: {', '.join(source.lists)}",
                        )
        except InputError as problem:
            own = {str(path): str(file.path) for path, file in zip(paths, files, strict=True)}
            path = own.get(problem.path or "", problem.path)
            raise InputError(problem.message, path=path, line=problem.line, hint=problem.hint) from None


def lists_in(form: str, paths: Sequence[Path]) -> frozenset[str]:
    """The lists that the first entries of a file belong to: enough to tell which source it is of.

    Raises:
        InputError: it cannot be read.
    """
    return frozenset(entry.list for entry in islice(read_list(form, paths), 20))


def published_day(files: Sequence[RawFile]) -> datetime.date | None:
    """The latest day that the files themselves give as the day of their edition; None if none gives one."""
    return max(filter(None, map(_day, files)), default=None)


def _day(file: RawFile) -> datetime.date | None:
    if (pattern := _DAYS.get(file.format)) is None:
        return None
    with open(file.path, "rb") as opened:
        found = pattern.search(opened.read(_HEAD).removeprefix(b"\xef\xbb\xbf"))
    if found is None:
        return None
    text = "-".join(part.decode("ascii", "replace") for part in found.groups())
    if file.format == "ofac-advanced":
        with suppress(ValueError):
            return datetime.date(*map(int, text.split("-")))
    return read_day(text, day_first=file.format not in _MONTH_FIRST)


def _grouped(files: Sequence[RawFile], paths: Sequence[Path]) -> Iterator[tuple[str, str | None, list[Path]]]:
    """Files that are read together, with their format and the list where that is known: those of one format, but OFAC's
    two sets of CSV files each for itself."""
    groups: dict[tuple[str, str | None], list[Path]] = {}
    for file, path in zip(files, paths, strict=True):
        consolidated = file.format == "ofac-csv" and file.name.casefold().startswith("cons")
        groups.setdefault((file.format, "us-ofac-cons" if consolidated else None), []).append(path)
    for (form, key), group in groups.items():
        yield form, key, group
