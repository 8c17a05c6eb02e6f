"""The snapshots on disk: which one of a source is in use, those kept before it, their files and rows."""

from __future__ import annotations

import contextlib
import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from duecare.errors import InputError
from duecare.snapshots.home import Home, made
from duecare.snapshots.lock import locked
from duecare.snapshots.manifest import KeptFile, Manifest, is_id, read_manifest, read_object, write_manifest
from duecare.snapshots.objects import Damage, Objects, removed
from duecare.snapshots.rows import Difference, RawFile, Read, Rows, difference, kept_rows, read_rows
from duecare.transaction import write_atomically

POINTER: Final = "current.json"
SCHEMA: Final = "duecare.current/1"
_AGAIN: Final = "`duecare data pull` or `duecare data import` brings it back"


@dataclass(frozen=True, slots=True)
class Current:
    """The snapshot in use, and the day on which it was last known to be its publisher's latest edition.

    checked: the day of the last fetch that found this edition; None for files that were given: nobody asked.
    """

    manifest: Manifest
    checked: datetime.date | None

    def age(self, day: datetime.date) -> int:
        """Days since it was known to be the latest: since it was checked, or else since its own date."""
        return max((day - (self.checked or self.manifest.date)).days, 0)


class Store:
    """The snapshots in a data folder, a folder a source."""

    def __init__(self, home: Home) -> None:
        self.home, self.objects = home, Objects(home.objects)

    def folder(self, key: str) -> Path:
        return self.home.snapshots / key

    def current(self, key: str) -> Current | None:
        """The snapshot of a source that is in use; None if none is loaded.

        Raises:
            InputError: pointer or manifest is damaged.
        """
        path = self.folder(key) / POINTER
        if not path.exists():
            return None
        pointer = read_object(path)
        named, checked = pointer.get("snapshot"), pointer.get("checked")
        try:
            day = datetime.date.fromisoformat(checked) if checked is not None else None
            return Current(self.manifest(key, str(named)), day)
        except (TypeError, ValueError) as problem:
            reason = problem if isinstance(problem, InputError) else f"checked is {checked!r}"
            raise InputError(
                f"{key}: the snapshot in use cannot be told: {reason}", path=str(path), hint=_AGAIN
            ) from None

    def manifest(self, key: str, snapshot: str) -> Manifest:
        """One snapshot by its id.

        Raises:
            InputError: there is none, or its manifest is damaged.
        """
        if not is_id(snapshot):
            raise InputError(f"{snapshot!r} is not the id of a snapshot", hint="as 2026-11-23-0a1b2c3d")
        return read_manifest(self.folder(key) / f"{snapshot}.json")

    def history(self, key: str) -> tuple[Manifest, ...]:
        """Every snapshot of a source that is kept and can be read, the oldest date first."""
        return tuple(sorted(self._readable(key), key=lambda manifest: (manifest.date, manifest.retrieved, manifest.id)))

    def on(self, key: str, day: datetime.date) -> Manifest | None:
        """The newest snapshot whose date is this day or before; None if none is. Of one day's, the one in use."""
        until = [manifest for manifest in self.history(key) if manifest.date <= day]
        last = [manifest for manifest in until if manifest.date == until[-1].date]
        used = self.baseline(key)
        return next(
            (manifest for manifest in last if used and manifest.id == used.manifest.id), last[-1] if last else None
        )

    def baseline(self, key: str) -> Current | None:
        """What a new edition is measured by: the snapshot in use, or the newest that can be read if that one cannot."""
        with contextlib.suppress(InputError):
            return self.current(key)
        newest = next(reversed(self.history(key)), None)
        return Current(newest, None) if newest else None

    def files(self, manifest: Manifest) -> tuple[RawFile, ...]:
        """The raw files of a snapshot, to read.

        Raises:
            InputError: one is not there or has another size; says how to get it back.
        """
        return tuple(RawFile(file.name, file.format, self._kept(manifest, file)) for file in manifest.files)

    def rows(self, manifest: Manifest) -> Rows:
        """The rows of a snapshot, as they were kept when it was taken in.

        Raises:
            InputError: they are not there or damaged.
        """
        return kept_rows(self.objects.path(manifest.rows_sha256))

    def compare(self, before: Manifest, after: Manifest, read: Read, reader: str) -> Difference:
        """What changed between two snapshots. Digests of different readers are never compared: those are read again.

        Raises:
            InputError: the files or rows of one are not there or damaged.
        """
        one, other = (
            self.rows(manifest) if before.reader == after.reader or manifest.reader == reader
            else read_rows(self.files(manifest), read)
            for manifest in (before, after)
        )  # fmt: skip
        return difference(one, other)

    def kept_from(self, url: str) -> KeptFile | None:
        """A file of a snapshot in use, of whichever source, that came from this address and is undamaged."""
        for pointer in sorted(self.home.snapshots.glob(f"*/{POINTER}")):
            with contextlib.suppress(InputError):
                current = self.current(pointer.parent.name)
                for file in current.manifest.files if current else ():
                    if file.url == url and self.objects.damage(file.sha256) is None:
                        return file
        return None

    def damage(self, manifest: Manifest) -> dict[str, Damage]:
        """What is wrong with the files of a snapshot, every byte of them read: name to damage; empty if nothing is."""
        named = {**{file.name: file.sha256 for file in manifest.files}, "rows": manifest.rows_sha256}
        found = {name: self.objects.damage(sha256) for name, sha256 in named.items()}
        return {name: damage for name, damage in found.items() if damage is not None}

    @contextmanager
    def writing(self, key: str) -> Iterator[Path]:
        """The folder in which files of a source are staged, while no other process may write that source.

        Raises:
            OutputError: another one does, or the folder cannot be made.
        """
        staging = made(self.folder(key) / "incoming")
        with locked(self.folder(key) / "lock", f"{key}: another run is loading it; wait for that one or stop it"):
            yield staging

    def keep(self, manifest: Manifest) -> None:
        """Write a manifest. Its objects are there by now.

        Raises:
            OutputError: it cannot be written.
        """
        write_manifest(self.folder(manifest.source) / f"{manifest.id}.json", manifest)

    def use(self, manifest: Manifest, checked: datetime.date | None) -> Current:
        """Make a snapshot that is kept the one in use.

        Raises:
            OutputError: it cannot be written; the one before stays in use.
        """
        pointer = {"schema": SCHEMA, "snapshot": manifest.id, "checked": checked.isoformat() if checked else None}
        write_atomically(self.folder(manifest.source) / POINTER, json.dumps(pointer) + "\n")
        return Current(manifest, checked)

    def forget(self, manifest: Manifest) -> None:
        """Remove the manifest of a snapshot that another takes the place of; its objects stay."""
        removed(self.folder(manifest.source) / f"{manifest.id}.json")

    def _kept(self, manifest: Manifest, file: KeptFile) -> Path:
        path = self.objects.path(file.sha256)
        try:
            size: int | None = path.stat().st_size
        except OSError:
            size = None
        if size != file.bytes:
            found = "is not there" if size is None else f"has {size:,} bytes and not {file.bytes:,}"
            raise InputError(f"{manifest.source}: {file.name} of {manifest.id} {found}", path=str(path), hint=_AGAIN)
        return path

    def _readable(self, key: str) -> Iterator[Manifest]:
        for path in self.folder(key).glob("*.json"):
            if is_id(path.stem):
                with contextlib.suppress(InputError):
                    yield read_manifest(path)
