"""A screening index on disk: flat arrays to be memory-mapped, entries as JSON lines, a header with its sources."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.errors import InputError, OutputError
from duecare.names.index_arrays import IndexedName, build_arrays
from duecare.names.neighbours import hashed
from duecare.parties.lists.record import ListedAddress, ListedIdentifier, ListedName, ListEntry
from duecare.parties.screening.evidence import looked_up

FORMAT: Final = "duecare.screening-index/7"
HEADER: Final = "index.json"
ENTRIES: Final = "entries.jsonl"


def build_index(entries: Iterable[ListEntry], folder: str | Path, sources: Mapping[str, Any] | None = None) -> None:
    """Compile listed parties to an index in a folder, which is replaced as a whole or not at all.

    Args:
        entries: The parties of all lists that are to be searched together.
        folder: Where to; what stood there is replaced when the new index is complete.
        sources: What the entries come from, for the header: by list, its snapshot's date, hash and rows.

    Raises:
        OutputError: the folder cannot be written; what stood there stands.
    """
    target = Path(folder)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as made:
            part = Path(made) / "index"
            part.mkdir()
            _write(entries, part, dict(sources or {}))
            old = Path(made) / "old"
            if target.exists():
                target.rename(old)
            part.rename(target)
            shutil.rmtree(old, ignore_errors=True)
    except OSError as problem:
        raise OutputError(f"{target}: cannot be written: {problem.strerror or problem}") from None


def _write(entries: Iterable[ListEntry], folder: Path, sources: dict[str, Any]) -> None:
    names: list[IndexedName] = []
    offsets: list[int] = [0]
    keys: list[int] = []
    owners: list[int] = []
    digest = hashlib.sha256()
    lists: dict[str, int] = {}
    with open(folder / ENTRIES, "wb") as file:
        for number, entry in enumerate(entries):
            line = json.dumps(entry_document(entry), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            file.write(line)
            digest.update(line)
            offsets.append(offsets[-1] + len(line))
            lists[entry.list] = lists.get(entry.list, 0) + 1
            names.extend(IndexedName(name.text, entry.kind, number) for name in entry.names)
            known = [hashed(value) for value in looked_up(entry.identifiers, entry.birth_dates)]
            keys.extend(known)
            owners.extend([number] * len(known))
    order = np.argsort(np.array(keys, np.uint32), kind="stable")
    arrays: dict[str, NDArray[Any]] = {
        **build_arrays(names),
        "entry_starts": np.array(offsets, np.int64),
        "known_keys": np.array(keys, np.uint32)[order],
        "known_ids": np.array(owners, np.int32)[order],
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    header = {
        "format": FORMAT,
        "entries": len(offsets) - 1,
        "names": len(arrays["name_owner"]),
        "lists": lists,
        "sources": sources,
        "sha256": digest.hexdigest(),
    }
    (folder / HEADER).write_text(json.dumps(header, indent=1) + "\n", "utf-8")


def read_header(folder: Path) -> dict[str, Any]:
    """What an index says of itself.

    Raises:
        InputError: there is no index, or one that this version does not read.
    """
    try:
        header: dict[str, Any] = json.loads((folder / HEADER).read_text("utf-8"))
    except FileNotFoundError:
        raise InputError("holds no screening index", path=str(folder), hint="duecare data pull makes one") from None
    except (OSError, ValueError) as problem:
        raise InputError(f"the index cannot be read: {problem}", path=str(folder / HEADER)) from None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        shown = header.get("format") if isinstance(header, dict) else header
        raise InputError(f"is a {shown!r}; this version reads {FORMAT!r}", path=str(folder / HEADER),
                         hint="build it anew")  # fmt: skip
    return header


def read_arrays(folder: Path) -> dict[str, NDArray[Any]]:
    """The arrays of an index, memory-mapped.

    Raises:
        InputError: a file is damaged.
    """
    try:
        return {path.stem: np.load(path, mmap_mode="r", allow_pickle=False) for path in sorted(folder.glob("*.npy"))}
    except (OSError, ValueError) as problem:
        raise InputError(f"the index is damaged: {problem}", path=str(folder), hint="build it anew") from None


def entry_document(entry: ListEntry) -> dict[str, Any]:
    """An entry as JSON: fields that hold nothing are left out."""
    document: dict[str, Any] = {}
    for field in dataclasses.fields(entry):
        value = getattr(entry, field.name)
        if value is None or value == () or value == frozenset():
            continue
        match value:
            case frozenset():
                document[field.name] = sorted(value)
            case datetime.date():
                document[field.name] = value.isoformat()
            case tuple() if dataclasses.is_dataclass(value[0]):
                document[field.name] = [[getattr(part, name) for name in part.__slots__] for part in value]
            case _:
                document[field.name] = value
    return document


def entry_from_document(document: Mapping[str, Any]) -> ListEntry:
    """An entry from what `entry_document` made."""
    values = dict(document)
    values["names"] = tuple(ListedName(*name) for name in values["names"])
    values["identifiers"] = tuple(ListedIdentifier(*found) for found in values.get("identifiers", ()))
    values["addresses"] = tuple(ListedAddress(*found) for found in values.get("addresses", ()))
    values["countries"] = frozenset(values.get("countries", ()))
    for name in ("birth_dates", "birth_places", "programmes"):
        values[name] = tuple(values.get(name, ()))
    for name in ("listed_on", "ends_on"):
        if name in values:
            values[name] = datetime.date.fromisoformat(values[name])
    return ListEntry(**values)
