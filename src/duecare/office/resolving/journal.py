"""The journal of matches that people have decided, held to the log: what it was after each act stays its beginning."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from duecare.office.audit.models import Entry
from duecare.parties.screening.decisions_file import decisions_path
from duecare.snapshots import home_from

ACTS: Final = ("hit.decide", "retention.erase")
"""The acts that write to the journal."""
PIECE: Final = 1 << 20


def journal_path() -> Path:
    """Where the journal lies."""
    return decisions_path(home_from(os.environ))


def anchored() -> dict[str, Any]:
    """How long the journal is and its SHA-256, for the log, in a transaction that holds the log."""
    path = journal_path()
    size = path.stat().st_size if path.is_file() else 0
    return {"bytes": size, "sha256": _beginning(path, size)}


def _beginning(path: Path, size: int) -> str:
    """SHA-256 of the first bytes of a file; of fewer, where it has not as many."""
    digest = sha256()
    if size:
        with path.open("rb") as file:
            while size > 0 and (piece := file.read(min(PIECE, size))):
                digest.update(piece)
                size -= len(piece)
    return digest.hexdigest()


def check_journal() -> Iterator[str]:
    """That the journal is there, and begins with all that it held after the last act of the log that wrote to it."""
    entries = Entry.objects.filter(act__in=ACTS, detail__has_key="anchor").order_by("-id")
    last = entries.values_list("id", "act", "detail").first()
    if last is None:
        return
    number, act, detail = last
    said, path = detail["anchor"], journal_path()
    if not said["bytes"]:
        return
    after = f"after entry {number} ({act})"
    if not path.is_file():
        yield f"The journal of decided matches is missing: {path} held {said['bytes']} bytes {after}."
        return
    there = path.stat().st_size
    if there < said["bytes"]:
        yield f"The journal of decided matches was shortened: {path} has {there} bytes; {said['bytes']} {after}."
    elif _beginning(path, said["bytes"]) != said["sha256"]:
        yield f"The journal of decided matches was changed: {path} is not what it was {after}."
