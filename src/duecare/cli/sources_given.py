"""Which source the files that are given are of, which format each has, and how they are read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from duecare.errors import InputError
from duecare.papers.wording import words
from duecare.snapshots import SOURCES, Difference, Manifest, Reading, Source, Store

if TYPE_CHECKING:
    from duecare.countries.sources.record import Correction

_BEHIND = datetime.timedelta(days=7)
"""The eCFR answers for a day only once it has taken in that day's Federal Register."""


def split_source(key: str | None, files: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The source, where its name stands before the files, and the files.

    Raises:
        InputError: a source and no file, a second source, or a first word that is neither and much like a source.
    """
    first = files[0]
    if key is None and not Path(first).exists():
        if first in SOURCES:
            key, files = first, files[1:]
            if not files:
                raise InputError(f"no file of {key} is given", hint=f"duecare data import {key} FILE")
        elif not Path(first).suffix and (near := get_close_matches(first.casefold(), SOURCES, n=1)):
            raise InputError(f"{first} is no source and no file", hint=f"did you mean the source {near[0]}?")
    second = next((file for file in files if file in SOURCES and not Path(file).exists()), None)
    if second is not None:
        raise InputError(f"{second} is a second source", hint="import the files of one source at a time")
    return key, files


def dated_addresses(source: Source, said: Sequence[str], today: datetime.date) -> tuple[str, ...]:
    """The addresses that are said, or else those of the source that name a day, each with the day put in.

    None where nothing is said and those of the source name no day: it then knows its own.
    """
    own = tuple(file.url or "" for file in source.files)
    links = tuple(said) or (own if any("{date}" in link for link in own) else ())
    day = (today - _BEHIND).isoformat()
    return tuple(link.replace("{date}", day) for link in links)


def reading_of(source: Source) -> Reading:
    """How the files of a source are read."""
    if source.about == "countries":
        from duecare.countries.sources.reading import country_reading

        return country_reading(source)
    from duecare.parties.lists.loaded import list_reading

    return list_reading(source)


def formats_of(paths: Sequence[Path], form: str | None, source: Source | None) -> list[str]:
    """The format of each file: as said, as its content shows, or else that of the others or the source's only one.

    Raises:
        InputError: a format that is not known; a file that is empty, not there, or like none.
    """
    from duecare.countries.sources.formats import FORMATS as COUNTRY_FORMATS
    from duecare.countries.sources.reading import sniff_country
    from duecare.parties.lists import FORMATS, sniff

    known = (*FORMATS, *COUNTRY_FORMATS)
    if form is not None:
        if form not in known:
            raise InputError(f"no format {form!r}", hint=f"there are {', '.join(known)}")
        return [form] * len(paths)
    if any(path.suffix.casefold() in (".yaml", ".yml") for path in paths) and not _programmes(source, paths):
        return ["custom-index" if _is_index(source, paths) else "mapped"] * len(paths)
    about = source.about if source is not None else None
    among = source.accepted if source is not None else ()
    found = [
        (sniff(path) if about != "countries" else None) or (sniff_country(path, among) if about != "parties" else None)
        for path in paths
    ]
    told = {one for one in found if one is not None} or set(source.accepted if source else ())
    for path, one in zip(paths, found, strict=True):
        if one is None and not path.stat().st_size:
            raise InputError("is empty", path=str(path))
        if one is None and len(told) != 1:
            hint = f"--format: {', '.join(source.accepted if source is not None else known)}"
            raise InputError("is in no format that its content tells", path=str(path), hint=hint)
    return [one or next(iter(told)) for one in found]


def _programmes(source: Source | None, paths: Sequence[Path]) -> bool:
    return source is not None and source.key == "programmes"


def _is_index(source: Source | None, paths: Sequence[Path]) -> bool:
    """Whether a table with its mapping is an index of countries and not a list of parties."""
    if source is not None:
        return source.about == "countries"
    mappings = [path for path in paths if path.suffix.casefold() in (".yaml", ".yml") and path.is_file()]
    return any(
        line.startswith("index:") for path in mappings for line in path.read_text("utf-8", "replace").splitlines()
    )


def source_with(paths: Sequence[Path], formats: Sequence[str]) -> Source:
    """The source that files are of, by their formats and the lists that their entries are on.

    Raises:
        InputError: it is not certain; says which it could be.
    """
    from duecare.parties.lists.loaded import lists_in

    fitting = [source for source in SOURCES.values() if set(formats) <= set(source.accepted)]
    if len(fitting) > 1:
        together = {form: [path for path, one in zip(paths, formats, strict=True) if one == form] for form in formats}
        lists = {key for form, group in together.items() for key in lists_in(form, group)}
        exact = [source for source in fitting if lists <= set(source.lists)]
        fitting = exact or [source for source in fitting if all(map(source.may_hold, lists))] or fitting
    if len(fitting) > 1:
        fitting = [source for source in fitting if not source.selects] or fitting
    if len(fitting) != 1:
        names = ", ".join(source.key for source in fitting or SOURCES.values())
        raise InputError("which source it is of is not certain", path=str(paths[0]), hint=f"say --source: {names}")
    return fitting[0]


def corrections_of(store: Store, source: Source, manifest: Manifest) -> tuple[Correction, ...]:
    """The cells of a snapshot that were not taken as they stand; of lists of parties none are kept."""
    if source.about != "countries":
        return ()
    from duecare.countries.sources.reading import kept_editions

    return tuple(one for edition in kept_editions(store, manifest) for one in edition.corrections)


def corrections_said(store: Store, source: Source, manifest: Manifest) -> str:
    """How many cells were not taken as they stand, as a sentence to go on with; nothing if all were."""
    found = corrections_of(store, source, manifest)
    if not found:
        return ""
    verb = "cell was" if len(found) == 1 else "cells were"
    stand = "it stands" if len(found) == 1 else "they stand"
    return f" {len(found):,} {verb} not taken as {stand}: duecare data corrections {source.key}."


def told_apart(
    store: Store, source: Source, before: Manifest, after: Manifest, found: Difference
) -> tuple[Mapping[str, str], Mapping[str, Sequence[str]]]:
    """For the rows of a difference their names, and of those that changed what did."""
    gone, come = {*found.removed, *found.changed}, {*found.added, *found.changed}
    if source.about == "countries":
        from duecare.countries.profile.policy import policy
        from duecare.countries.sources.reading import row_fields, row_names

        known = policy().indicators
        changed = row_fields(store, before, after, found.changed)
        said = {
            row: [f"{one} ({known[one].title})" if one in known and len(codes) == 1 else one for one in codes]
            for row, codes in changed.items()
        }
        return row_names(gone | come), said
    from duecare.parties.lists.loaded import fields_changed, loaded_entries

    old = {entry.id: entry for entry in loaded_entries(store, before) if entry.id in gone}
    new = {entry.id: entry for entry in loaded_entries(store, after) if entry.id in come}
    names = {row_id: entry.name for row_id, entry in (old | new).items()}
    changed = {row_id: fields_changed(old[row_id], new[row_id]) for row_id in found.changed}
    return names, {row_id: [words(field) for field in fields] for row_id, fields in changed.items()}
