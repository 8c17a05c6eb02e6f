"""Files that come with complaints: looked at, stripped of what they tell of their maker, sealed, kept."""

from __future__ import annotations

import io
import os
import time
from dataclasses import dataclass
from typing import IO, Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler

from duecare.errors import InputError
from duecare.office.complaints import keys
from duecare.office.complaints.codes import Side
from duecare.office.complaints.models import Attachment, Complaint
from duecare.office.complaints.traces import without_traces
from duecare.office.evidence.kinds import clean_name, kind_of
from duecare.office.evidence.store import keep, opened, place_of, removed

MOST_BYTES: Final = 10_000_000
MOST_TOGETHER: Final = 20_000_000
MOST_FILES: Final = 5
BOUNDS: Final = {"files": MOST_FILES, "mb": MOST_BYTES // 1_000_000, "total": MOST_TOGETHER // 1_000_000}
"""The same as the texts of the public pages name them."""
MOST_OF_ONE: Final = 40
"""Files of one side of a complaint, over all its messages."""
_SEALING: Final = 64
"""Bytes by which sealing makes a file longer, at most."""
_DAY: Final = 86_400


class RefusedFileError(InputError):
    """A file is not taken. code: why, as `kind`, `large`, `many`, `picture`; name: which."""

    def __init__(self, code: str, name: str, why: str) -> None:
        super().__init__(why)
        self.code, self.name = code, name


class InMemory(MemoryFileUploadHandler):
    """Uploads stay in memory, never in a file that is not sealed; `Limited` before it sees to it that they fit."""

    def handle_raw_input(self, *given: Any, **named: Any) -> None:
        """Take every upload, however large it says it is."""
        self.activated = True


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at: its bytes as they will be kept, and whether metadata was taken out."""

    name: str
    type: str
    data: bytes
    cleaned: bool


def look(files: list[UploadedFile[Any]]) -> list[Looked]:
    """Look at files before any is kept.

    Raises:
        RefusedFileError: they are too many, one is too large, of a kind that is not taken, or a picture that cannot
            be read and so not be cleaned.
    """
    if len(files) > MOST_FILES:
        raise RefusedFileError("many", str(len(files)), f"{len(files)} files; accepted: {MOST_FILES} at a time")
    if sum(file.size or 0 for file in files) > MOST_TOGETHER:
        raise RefusedFileError("large", "", f"accepted: {MOST_TOGETHER // 1_000_000} MB together")
    return [look_at(file, file.name or "file") for file in files]


def look_at(file: IO[bytes] | UploadedFile[Any], name: str) -> Looked:
    """Look at one file.

    Raises:
        RefusedFileError: it is not taken.
    """
    called = clean_name(name)
    file.seek(0)
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise RefusedFileError("large", called, f"{called}: accepted are {MOST_BYTES // 1_000_000} MB")
    try:
        found = kind_of(io.BytesIO(data), called)
    except InputError as problem:
        raise RefusedFileError("kind", called, problem.message) from None
    try:
        bare = without_traces(data, found)
    except ValueError as problem:
        raise RefusedFileError("picture", called, f"{called}: {problem}") from None
    return Looked(called, found, bare.data, bare.whole)


def attach(complaint: Complaint, file: Looked, side: Side, **more: Any) -> Attachment:
    """Keep a file of a complaint, sealed.

    Raises:
        OutputError: it cannot be written.
        RefusedFileError: that side has sent as many as it may.
    """
    if complaint.attachments.filter(side=side).count() >= MOST_OF_ONE:
        raise RefusedFileError("many", file.name, f"accepted: {MOST_OF_ONE} files a complaint")
    made = Attachment(complaint=complaint, side=side, type=file.type, size=len(file.data), cleaned=file.cleaned, **more)
    made.put(name=file.name)
    made.digest = keep_sealed(made, file.data)
    made.save()
    return made


def keep_sealed(made: Attachment, data: bytes) -> str:
    """Seal bytes into the store; returns the hash of what is kept. Its file bears a day, and no time."""
    kept = keep([keys.seal(data, f"{made.about()}:bytes")], MOST_BYTES * 8 + _SEALING)
    midnight = time.time() // _DAY * _DAY
    os.utime(place_of(kept.sha256), (midnight, midnight))
    return kept.sha256


def bytes_of(made: Attachment) -> bytes:
    """The bytes of a file.

    Raises:
        SealError: its key is not here, or it was changed.
        DamagedError: it is missing.
    """
    with opened(made.digest) as file:
        return keys.unseal(file.read(), f"{made.about()}:bytes")


def discard(digests: list[str]) -> None:
    """Remove sealed bytes from the store."""
    removed(digests)
