"""Take in an edition of a source: read it, weigh its losses, keep it, and only then put it to use.

A snapshot is in use from the moment its pointer is renamed into place. All that it needs is on disk by then, so that a
crash at any point leaves the one before in use.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from duecare.errors import InputError
from duecare.snapshots.losses import check_age, check_losses
from duecare.snapshots.manifest import Counts, KeptFile, Manifest, content_hash
from duecare.snapshots.objects import copied, removed
from duecare.snapshots.rows import RawFile, Read, Rows, difference, read_rows, rows_bytes
from duecare.snapshots.source import Source
from duecare.snapshots.store import Current, Store
from duecare.transaction.files import opened_regular

State = Literal["new", "unchanged", "beside"]
Published = Callable[[Sequence[RawFile]], datetime.date | None]
"""The day that the files themselves give as theirs, if they give one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read: their rows, the day they give, and which version does so. It belongs to a floor above."""

    rows: Read
    published: Published
    version: str


@dataclass(frozen=True, slots=True)
class Staged:
    """A raw file that is to become part of a snapshot.

    path: where it lies; None if it is among the objects already. shown: what errors call it.
    """

    file: KeptFile
    path: Path | None
    shown: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an edition.

    state: `new`: in use from now on. `unchanged`: it was in use before. `beside`: older than the one in use, and kept
    beside it. taken: its manifest. before: what was in use until now, if anything was.
    """

    state: State
    current: Current
    taken: Manifest
    before: Manifest | None


def import_files(
    store: Store,
    source: Source,
    files: Sequence[tuple[Path, str]],
    *,
    reading: Reading,
    today: datetime.date,
    published: datetime.date | None = None,
    sha256: str | None = None,
    accept: bool = False,
    advance: Callable[[int], None] | None = None,
) -> Outcome:
    """Take in files that the user has.

    An edition older than the one in use is kept beside it, for comparison and for reviews at an earlier date, unless
    `accept` puts it to use.

    Args:
        store: Where to.
        source: What they are an edition of.
        files: Each with the name of its format.
        reading: How they are read.
        today: The day.
        published: The day of the edition, where the files give none.
        sha256: The checksum that the publisher gives, for a single file.
        accept: Let pass losses and age.
        advance: Told how many bytes of a file are copied.

    Raises:
        InputError: a file is not there, too large, not what its checksum says, not readable as its format, or refused
            for its losses.
        OutputError: another process loads the source, or the disk cannot be written. Nothing has changed.
    """
    with store.writing(source.key) as folder:
        staged: list[Staged] = []
        try:
            for number, (path, form) in enumerate(files):
                target = folder / f"{number}.given"
                with opened_regular(path, source.most_bytes, f"file of {source.key}") as file:
                    found, size = copied(file, target, source.most_bytes, advance)
                staged.append(Staged(KeptFile(path.name, form, found, size), target, str(path)))
            _check(staged, sha256)
            return take(store, source, staged, reading, today=today, published=published, accept=accept)
        finally:
            for one in staged:
                if one.path is not None:
                    removed(one.path)


def _check(staged: Sequence[Staged], sha256: str | None) -> None:
    if sha256 is None:
        return
    if len(staged) != 1:
        raise InputError(f"one checksum and {len(staged)} files", hint="accepted: a checksum with a single file")
    if staged[0].file.sha256 != sha256.strip().casefold():
        raise InputError(
            f"is not the file that its publisher gives: its SHA-256 is {staged[0].file.sha256}, and not {sha256}",
            path=staged[0].shown,
        )


def take(
    store: Store,
    source: Source,
    staged: Sequence[Staged],
    reading: Reading,
    *,
    today: datetime.date,
    published: datetime.date | None = None,
    modified: datetime.date | None = None,
    checked: bool = False,
    accept: bool = False,
) -> Outcome:
    """Make staged files a snapshot, inside `Store.writing`.

    Args:
        store: Where to.
        source: What they are an edition of.
        staged: The files.
        reading: How they are read.
        today: The day on which they were fetched or given.
        published: The day that the user says it was published.
        modified: The day to go by if neither the files nor the user give one.
        checked: They come from the publisher now; an edition older than the one in use is refused unless accepted.
        accept: Let pass losses and age.

    Raises:
        InputError: refused; nothing has changed.
        OutputError: it cannot be written; the snapshot in use is what it was.
    """
    before = store.baseline(source.key)
    same = before is not None and content_hash(one.file for one in staged) == content_hash(before.manifest.files)
    if before is not None and same and _stands(store, before.manifest, reading, published):
        return _confirmed(store, before, staged, today if checked else before.checked)
    rows, given = _read(store, staged, reading)
    otherwise = modified or (before.manifest.published if before is not None and same else None)
    day = _day(given, published, otherwise or (today if source.kept_by_user else None), today)
    manifest = Manifest(
        source=source.key,
        title=source.title,
        publisher=source.publisher,
        licence=source.licence,
        published=day,
        retrieved=before.manifest.retrieved if before is not None and same else today,
        files=tuple(one.file for one in staged),
        rows=len(rows.digests),
        lists=rows.lists,
        rows_sha256="",
        reader=reading.version,
        repeated=rows.repeated,
    )
    older = before is not None and not same and manifest.date < before.manifest.date
    beside = older and not (checked or accept)
    measure = before.manifest if before is not None and not beside else None
    lost = check_losses(source, manifest.rows, manifest.lists, measure, accept=accept)
    aged = check_age(source, manifest.date, measure, accept=accept) if older and measure is not None else None
    manifest = replace(
        manifest,
        accepted="; ".join(filter(None, (lost, aged))) or None,
        changes=measure.changes if same and measure else _changes(store, measure, rows, reading),
    )
    return _kept(store, staged, manifest, rows, before, today if checked else None, beside=beside, same=same)


def _stands(store: Store, manifest: Manifest, reading: Reading, published: datetime.date | None) -> bool:
    """Whether nothing about a snapshot would be different if the same files were read again."""
    return (
        manifest.reader == reading.version
        and published in (None, manifest.published)
        and store.objects.damage(manifest.rows_sha256) is None
    )


def _confirmed(store: Store, before: Current, staged: Sequence[Staged], checked: datetime.date | None) -> Outcome:
    """The same edition again. What the server says of it may be new, and files that were damaged are whole again."""
    _moved(store, staged)
    fetched = all(one.file.url for one in staged)
    manifest = replace(before.manifest, files=tuple(one.file for one in staged)) if fetched else before.manifest
    store.keep(manifest)
    return Outcome("unchanged", store.use(manifest, checked), manifest, before.manifest)


def _kept(
    store: Store,
    staged: Sequence[Staged],
    manifest: Manifest,
    rows: Rows,
    before: Current | None,
    checked: datetime.date | None,
    *,
    beside: bool,
    same: bool,
) -> Outcome:
    """Objects first, then the manifest, then the pointer."""
    _moved(store, staged)
    manifest = replace(manifest, rows_sha256=store.objects.put(rows_bytes(rows)))
    store.keep(manifest)
    was = before.manifest if before else None
    if beside and before is not None:
        return Outcome("beside", store.use(before.manifest, before.checked), manifest, was)
    current = store.use(manifest, checked)
    if same and was is not None and was.id != manifest.id:
        store.forget(was)
    return Outcome("unchanged" if same else "new", current, manifest, was)


def _moved(store: Store, staged: Sequence[Staged]) -> None:
    for one in staged:
        if one.path is not None:
            store.objects.take(one.path, one.file.sha256)


def _read(store: Store, staged: Sequence[Staged], reading: Reading) -> tuple[Rows, datetime.date | None]:
    """Rows, and the day that the files give. Errors name the files as the user knows them."""
    files = [RawFile(one.file.name, one.file.format, one.path or store.objects.path(one.file.sha256)) for one in staged]
    try:
        return read_rows(files, reading.rows), reading.published(files)
    except InputError as problem:
        for one in staged:  # what cannot be read is not gone on with
            if one.path is not None:
                removed(one.path)
        shown = {str(raw.path): one.shown for raw, one in zip(files, staged, strict=True)}
        path = shown.get(problem.path or "", problem.path)
        raise InputError(problem.message, path=path, line=problem.line, hint=problem.hint) from None


def _day(
    given: datetime.date | None, said: datetime.date | None, otherwise: datetime.date | None, today: datetime.date
) -> datetime.date | None:
    """The day of publication: the files' own, which what the user says must not contradict.

    Raises:
        InputError: they contradict each other, or the day has not come yet.
    """
    if given is not None and said is not None and given != said:
        raise InputError(f"the file gives {given} as its day, and you say {said}", hint="leave --published out")
    day = given or said or otherwise
    if day is not None and day > today + datetime.timedelta(days=1):  # it may be tomorrow where the publisher is
        raise InputError(f"published on {day}, which is after today, {today}", hint="accepted: a day up to today")
    return day


def _changes(store: Store, before: Manifest | None, rows: Rows, reading: Reading) -> Counts | None:
    """How many rows differ; None if there was nothing before, or nothing of it can be read any more."""
    if before is None:
        return None
    with contextlib.suppress(InputError):
        same = before.reader == reading.version
        old = store.rows(before) if same else read_rows(store.files(before), reading.rows)
        found = difference(old, rows)
        return Counts(before.id, len(found.added), len(found.removed), len(found.changed))
    return None
