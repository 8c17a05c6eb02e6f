"""What is loaded and what is not, how old it is, and whether it is whole."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from duecare.errors import InputError
from duecare.snapshots.objects import Damage
from duecare.snapshots.source import Source
from duecare.snapshots.store import Current, Store


@dataclass(frozen=True, slots=True)
class Status:
    """One source on one day.

    current: the snapshot in use; None if none is loaded, or if it cannot be told which. problem: why the one in use
    cannot be told or read. age: days since it was known to be the latest. kept: how many snapshots are kept, with the
    one in use. damage: what a full check found, by snapshot and file; None if none was made. held_by: another source
    that is loaded and holds every list of this one.
    """

    source: Source
    current: Current | None
    problem: str | None
    age: int | None
    kept: int
    damage: Mapping[str, Mapping[str, Damage]] | None = None
    held_by: str | None = None

    @property
    def absent(self) -> bool:
        """Whether lists of this source are known to be missing: it is neither loaded nor held by another."""
        return self.current is None and self.held_by is None and bool(self.source.lists)

    @property
    def stale(self) -> bool:
        return self.age is not None and self.age > self.source.stale_after_days

    @property
    def missing(self) -> tuple[str, ...]:
        """The lists of this source of which no row is loaded."""
        loaded = self.current.manifest.lists if self.current else {}
        return tuple(key for key in self.source.lists if not loaded.get(key))


def statuses(
    store: Store, sources: Iterable[Source], day: datetime.date, *, verify: bool = False
) -> tuple[Status, ...]:
    """The status of each source on a day. verify: read and hash every file that is kept."""
    found = [_status(store, source, day, verify) for source in sources]
    return tuple(replace(one, held_by=_holder(one, found)) for one in found)


def _holder(one: Status, found: Iterable[Status]) -> str | None:
    lists = set(one.source.lists)
    if one.current is not None or not lists:
        return None
    return next(
        (other.source.key for other in found if other.current and lists <= other.current.manifest.lists.keys()), None
    )


def lists_loaded(found: Iterable[Status]) -> dict[str, tuple[Current, ...]]:
    """Every list of which rows are loaded, with the snapshots in use that hold it."""
    held: dict[str, tuple[Current, ...]] = {}
    for one in found:
        for key in one.current.manifest.lists if one.current else ():
            held[key] = (*held.get(key, ()), *((one.current,) if one.current else ()))
    return held


def lists_missing(found: Iterable[Status]) -> tuple[str, ...]:
    """Every list of the sources that is in no snapshot in use: not searched, and a gap by name."""
    rows = tuple(found)
    held = lists_loaded(rows)
    return tuple(dict.fromkeys(key for one in rows for key in one.source.lists if key not in held))


def _status(store: Store, source: Source, day: datetime.date, verify: bool) -> Status:
    current, problem = None, None
    try:
        current = store.current(source.key)
        if current is not None:
            store.files(current.manifest)
    except InputError as refused:
        problem = str(refused)
    history = store.history(source.key)
    checked = {manifest.id: store.damage(manifest) for manifest in history} if verify else None
    return Status(
        source,
        current,
        problem,
        current.age(day) if current else None,
        len(history),
        {snapshot: damage for snapshot, damage in checked.items() if damage} if checked is not None else None,
    )


def status_document(found: Iterable[Status], day: datetime.date, home: str) -> dict[str, Any]:
    """The status of every source as JSON-ready objects, schema `duecare.data-status/1`."""
    rows = tuple(found)
    return {
        "schema": "duecare.data-status/1",
        "day": day.isoformat(),
        "home": home,
        "lists_not_loaded": list(lists_missing(rows)),
        "sources": [_document(one) for one in rows],
    }


def _document(one: Status) -> dict[str, Any]:
    source, current = one.source, one.current
    row: dict[str, Any] = {
        "key": source.key,
        "title": source.title,
        "publisher": source.publisher,
        "licence": source.licence,
        "access": source.access,
        "state": "damaged" if one.problem or one.damage else "loaded" if current else "not loaded",
        "problem": one.problem,
        "stale_after_days": source.stale_after_days,
        "missing_lists": list(one.missing),
        "held_by": one.held_by,
        "snapshots_kept": one.kept,
    }
    if one.damage is not None:
        row["damage"] = {snapshot: dict(damage) for snapshot, damage in one.damage.items()}
    if current is not None:
        manifest, changes = current.manifest, current.manifest.changes
        row |= {
            "snapshot": manifest.id,
            "published": manifest.published.isoformat() if manifest.published else None,
            "retrieved": manifest.retrieved.isoformat(),
            "checked": current.checked.isoformat() if current.checked else None,
            "age_days": one.age,
            "stale": one.stale,
            "rows": manifest.rows,
            "lists": dict(manifest.lists),
            "accepted": manifest.accepted,
            "changes": {"since": changes.since, "added": changes.added, "removed": changes.removed,
                        "changed": changes.changed} if changes else None,
            "files": [{"name": file.name, "format": file.format, "url": file.url, "sha256": file.sha256,
                       "bytes": file.bytes} for file in manifest.files],
        }  # fmt: skip
    return row
