"""Country files to editions, as the snapshots read them and as they are kept."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from typing import Final

from duecare.countries.sources.formats import FORMATS
from duecare.countries.sources.record import Edition, Observation, Record
from duecare.countries.sources.unpack import is_workbook, unpacked
from duecare.errors import InputError
from duecare.places import CODES
from duecare.places import name as place_name
from duecare.snapshots import Manifest, RawFile, Reading, Source, Store
from duecare.snapshots.naming import named_files
from duecare.transaction.files import opened_regular

READER: Final = f"{version('duecare')}/countries/1"
"""What a digest depends on beside the record."""

_HEAD: Final = 1 << 16
#: Formats whose files give the day of their edition.
_DATED: Final = ("ecfr-740", "ecfr-738", "ecfr-126")


def country_reading(source: Source) -> Reading:
    """How the snapshots of a country source are read: a row a country and year, or what else a record is of."""

    def rows(files: Sequence[RawFile]) -> Iterator[tuple[str, str]]:
        for edition in editions_of(files):
            yield from digests(source.key, edition.records)

    return Reading(rows, _published, READER)


def _published(files: Sequence[RawFile]) -> datetime.date | None:
    """The day that the files themselves give as theirs, the latest of several."""
    dated = [file for file in files if file.format in _DATED]
    return max((one.published for one in editions_of(dated) if one.published is not None), default=None)


def editions_of(files: Sequence[RawFile]) -> tuple[Edition, ...]:
    """The editions in the files of one snapshot: files of one format are read together.

    Raises:
        InputError: a file cannot be read as its format, or nothing in it is of a country.
    """
    with named_files(files) as paths:
        groups: dict[str, list[Path]] = {}
        for file, path in zip(files, paths, strict=True):
            groups.setdefault(file.format, []).append(path)
        try:
            found = tuple(_read(form, group) for form, group in groups.items())
        except InputError as problem:
            own = {str(path): str(file.path) for path, file in zip(paths, files, strict=True)}
            where = own.get(problem.path or "", problem.path)
            raise InputError(problem.message, path=where, line=problem.line, hint=problem.hint) from None
    for form, edition in zip(groups, found, strict=True):
        if not edition.records:
            raise InputError(f"holds no row of the format {form}", path=str(files[0].path))
    return found


def _read(form: str, paths: Sequence[Path]) -> Edition:
    with unpacked(paths, form) as files:
        return FORMATS[form].read(files)


def kept_editions(store: Store, manifest: Manifest) -> tuple[Edition, ...]:
    """The editions of a snapshot, read anew from the files that it keeps.

    Raises:
        InputError: a file is not there, or cannot be read any more.
    """
    return editions_of(store.files(manifest))


def digests(key: str, records: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """Row ids with digests; the values of one country and year are one row."""
    rows: dict[str, list[str]] = {}
    for record in records:
        rows.setdefault(f"{key}:{record.id}", []).append(" ".join(f"{name}={said}" for name, said in _said(record)))
    for row, said_of in rows.items():
        yield row, hashlib.sha256("\n".join(sorted(said_of)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _said(record: Record) -> Iterator[tuple[str, str]]:
    """What a record says, field by field; sets in order, so that one record is one text."""
    if isinstance(record, Observation):
        yield record.indicator, f"{record.value!r}±{record.sd!r}"
        return
    for one in fields(record):
        value = getattr(record, one.name)
        yield one.name, repr(sorted(value)) if isinstance(value, frozenset) else repr(value)


def row_names(rows: Iterable[str]) -> dict[str, str]:
    """A row by the country it is about, as a person names it."""
    found = {}
    for row in rows:
        _, _, rest = row.partition(":")
        code, _, more = rest.partition(":")
        found[row] = f"{place_name(code)} {more}".strip() if code in CODES else rest
    return found


def row_fields(store: Store, before: Manifest, after: Manifest, rows: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Of rows that differ between two snapshots, the indicators or fields that do."""
    old, new = _by_row(store, before), _by_row(store, after)
    return {row: tuple(sorted({name for name, _ in old.get(row, set()) ^ new.get(row, set())})) for row in rows}


def _by_row(store: Store, manifest: Manifest) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for edition in kept_editions(store, manifest):
        for record in edition.records:
            found.setdefault(f"{manifest.source}:{record.id}", set()).update(_said(record))
    return found


def sniff_country(path: Path, among: Sequence[str] = ()) -> str | None:
    """The name of the country format that a file has by its content; None where it is like none.

    Args:
        path: The file.
        among: The formats that it may have; all of them if none is named.

    Raises:
        InputError: not there, a directory, not readable; or like several formats.
    """
    with opened_regular(path, 1 << 40, "file") as file:
        head = file.read(_HEAD)
    text = (
        _workbook_head(path)
        if head[:4] == b"PK\x03\x04"
        else head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    )
    fitting = [name for name in among or FORMATS if name in FORMATS and text and FORMATS[name].fits(text)]
    if len(fitting) > 1:
        hint = f"say --format or --source: {', '.join(fitting)}"
        raise InputError("fits more than one format", path=str(path), hint=hint)
    return fitting[0] if fitting else None


def _workbook_head(path: Path) -> str:
    """The first two rows of each sheet of a workbook, the cells joined by tabs."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    if not is_workbook(path):
        return ""
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError):
        return ""
    lines = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_row=2, values_only=True):
            lines.append("\t".join("" if cell is None else str(cell) for cell in row))
    book.close()
    return "\n".join(lines)
