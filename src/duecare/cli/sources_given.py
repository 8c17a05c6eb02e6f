"""Which source the files that are given are of, which format each has, and how they are read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

from duecare.errors import InputError
from duecare.snapshots import SOURCES, Difference, Manifest, Reading, Source, Store

_BEHIND = datetime.timedelta(days=7)
"""The eCFR answers for a day only once it has taken in that day's Federal Register."""


def split_source(key: str | None, files: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The source, where its name stands before the files, and the files.

    Raises:
        InputError: a source and no file.
    """
    if key is None and files[0] in SOURCES and not Path(files[0]).exists():
        key, files = files[0], files[1:]
        if not files:
            raise InputError(f"no file of {key} is given", hint=f"duecare data import {key} FILE")
    return key, files


def dated_addresses(source: Source, today: datetime.date) -> tuple[str, ...]:
    """The addresses of a source that name a day, with the day put in; none where they name none."""
    links = [file.url or "" for file in source.files]
    if not any("{date}" in link for link in links):
        return ()
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
            raise InputError(
                "is in no format that its content tells", path=str(path), hint=f"--format: {', '.join(known)}"
            )
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


def told_apart(
    store: Store, source: Source, before: Manifest, after: Manifest, found: Difference
) -> tuple[Mapping[str, str], Mapping[str, Sequence[str]]]:
    """For the rows of a difference their names, and of those that changed what did."""
    gone, come = {*found.removed, *found.changed}, {*found.added, *found.changed}
    if source.about == "countries":
        from duecare.countries.sources.reading import row_fields, row_names

        return row_names(gone | come), row_fields(store, before, after, found.changed)
    from duecare.parties.lists.loaded import fields_changed, loaded_entries

    old = {entry.id: entry for entry in loaded_entries(store, before) if entry.id in gone}
    new = {entry.id: entry for entry in loaded_entries(store, after) if entry.id in come}
    names = {row_id: entry.name for row_id, entry in (old | new).items()}
    return names, {row_id: fields_changed(old[row_id], new[row_id]) for row_id in found.changed}
