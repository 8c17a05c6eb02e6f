"""The manifest of a snapshot: what was imported, from where, when, under which licence, and how to check it."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError
from duecare.transaction import read_limited, write_atomically

SCHEMA: Final = "duecare.snapshot/1"
MOST_MANIFEST: Final = 1_000_000
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_ID: Final = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One raw file of a snapshot, kept as it came.

    name: what it is called at its publisher. format: what the importers call its format. url: where it was fetched,
    without secrets; None for a file that was given. etag, last_modified: what the server said, to ask it again.
    """

    name: str
    format: str
    sha256: str
    bytes: int
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows differ from the snapshot that was in use before, `since`."""

    since: str
    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One dated, hashed import of one outside source.

    published: the day the publisher gives for this edition; None where it gives none. retrieved: the day on which it
    was fetched or given. rows: rows read, and how many a list in `lists`. repeated: rows whose id another had already;
    the two are taken together. rows_sha256: the object that holds a line for each row. reader: which version read it,
    since digests of another cannot be compared. accepted: what a person let pass, in words; None if nothing had to be.
    changes: against the snapshot in use before; None for the first.
    """

    source: str
    title: str
    publisher: str
    licence: str
    published: datetime.date | None
    retrieved: datetime.date
    files: tuple[KeptFile, ...]
    rows: int
    lists: Mapping[str, int]
    rows_sha256: str
    reader: str
    repeated: int = 0
    accepted: str | None = None
    changes: Counts | None = None

    @property
    def id(self) -> str:
        """`<date>-<eight digits of a hash of source and content>`: two sources may share a file, and no id."""
        hashed = hashlib.sha256(f"{self.source} {content_hash(self.files)}".encode()).hexdigest()
        return f"{self.date.isoformat()}-{hashed[:8]}"

    @property
    def date(self) -> datetime.date:
        """The day that its content stands for: published, or else retrieved."""
        return self.published or self.retrieved

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def objects(self) -> tuple[str, ...]:
        """The SHA-256 of everything that it needs."""
        return (*(file.sha256 for file in self.files), self.rows_sha256)


def content_hash(files: Iterable[KeptFile]) -> str:
    """SHA-256 over the formats and hashes of raw files, whatever their order and names."""
    return hashlib.sha256("\n".join(sorted(f"{file.format} {file.sha256}" for file in files)).encode()).hexdigest()


def is_id(text: str) -> bool:
    """Whether this is the id of a snapshot, and so may be the name of a file."""
    return _ID.fullmatch(text) is not None


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write a manifest as JSON, whole or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    changes = manifest.changes
    document = {
        "schema": SCHEMA,
        "source": manifest.source,
        "title": manifest.title,
        "publisher": manifest.publisher,
        "licence": manifest.licence,
        "published": manifest.published.isoformat() if manifest.published else None,
        "retrieved": manifest.retrieved.isoformat(),
        "files": [
            {
                "name": file.name, "format": file.format, "sha256": file.sha256, "bytes": file.bytes, "url": file.url,
                "etag": file.etag, "last_modified": file.last_modified,
            }
            for file in manifest.files
        ],
        "rows": manifest.rows,
        "lists": dict(sorted(manifest.lists.items())),
        "repeated": manifest.repeated,
        "rows_sha256": manifest.rows_sha256,
        "reader": manifest.reader,
        "accepted": manifest.accepted,
        "changes": {"since": changes.since, "added": changes.added, "removed": changes.removed,
                    "changed": changes.changed} if changes else None,
    }  # fmt: skip
    write_atomically(path, json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def read_manifest(path: Path) -> Manifest:
    """Read a manifest back.

    Raises:
        InputError: not there, not JSON, of another schema, or damaged: says which key.
    """
    document = read_object(path)
    if document.get("schema") != SCHEMA:
        raise InputError(f"schema is {document.get('schema')!r}; accepted: {SCHEMA!r}", path=str(path))
    try:
        manifest = _manifest(document)
    except (KeyError, TypeError, ValueError) as problem:
        raise InputError(f"is damaged: {type(problem).__name__} at {problem}", path=str(path)) from None
    if path.stem != manifest.id:
        raise InputError(f"holds snapshot {manifest.id!r}, which is not its name", path=str(path))
    return manifest


def read_object(path: Path) -> dict[str, Any]:
    """A small JSON file that holds an object.

    Raises:
        InputError: not there, or not that.
    """
    try:
        document = json.loads(read_limited(path, MOST_MANIFEST, "manifest"))
    except (ValueError, RecursionError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError("is damaged: not JSON", path=str(path)) from None
    if not isinstance(document, dict):
        raise InputError("is damaged: not a JSON object", path=str(path))
    return document


def _manifest(document: dict[str, Any]) -> Manifest:
    changes, published = document["changes"], document["published"]
    return Manifest(
        source=_text(document["source"]),
        title=_text(document["title"]),
        publisher=_text(document["publisher"]),
        licence=_text(document["licence"]),
        published=datetime.date.fromisoformat(published) if published is not None else None,
        retrieved=datetime.date.fromisoformat(document["retrieved"]),
        files=tuple(_file(file) for file in document["files"]),
        rows=_whole(document["rows"]),
        lists={_text(key): _whole(rows) for key, rows in document["lists"].items()},
        rows_sha256=_digest(document["rows_sha256"]),
        reader=_text(document["reader"]),
        repeated=_whole(document["repeated"]),
        accepted=_text_or_none(document["accepted"]),
        changes=Counts(_text(changes["since"]), *(_whole(changes[key]) for key in ("added", "removed", "changed")))
        if changes is not None
        else None,
    )


def _file(file: dict[str, Any]) -> KeptFile:
    return KeptFile(
        _text(file["name"]),
        _text(file["format"]),
        _digest(file["sha256"]),
        _whole(file["bytes"]),
        *(_text_or_none(file[key]) for key in ("url", "etag", "last_modified")),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r}, which is not text")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"{value!r}, which is not a count")
    return value


def _digest(value: object) -> str:
    if not _SHA256.fullmatch(_text(value)):
        raise ValueError(f"{value!r}, which is not a SHA-256")
    return str(value)
