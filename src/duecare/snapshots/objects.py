"""Objects: files kept under the SHA-256 of their bytes, so that what is there cannot change unseen."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Literal

from duecare.errors import InputError, OutputError
from duecare.snapshots.home import made
from duecare.transaction import replacing, write_atomically

CHUNK = 1 << 20
Damage = Literal["missing", "changed"]


@dataclass(frozen=True, slots=True)
class Objects:
    """The folder of objects: `<first two digits>/<SHA-256>`."""

    root: Path

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def take(self, file: Path, sha256: str) -> Path:
        """Move a file in. One that is there already stays, unless it was damaged.

        Raises:
            OutputError: it cannot be moved; the file stays where it is.
        """
        target = self.path(sha256)
        made(target.parent)
        try:
            with open(file, "rb+") as synced:
                os.fsync(synced.fileno())
            os.replace(file, target)
        except OSError as problem:
            raise OutputError(f"{target}: cannot be written: {problem.strerror}") from None
        return target

    def put(self, data: bytes) -> str:
        """Keep some bytes, and say under which SHA-256.

        Raises:
            OutputError: they cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        made(target.parent)
        write_atomically(target, data)
        return sha256

    def damage(self, sha256: str) -> Damage | None:
        """What is wrong with an object, every byte of it read; None if nothing is."""
        try:
            with open(self.path(sha256), "rb") as file:
                return None if digest(file) == sha256 else "changed"
        except OSError:
            return "missing"


def digest(file: BufferedReader) -> str:
    """The SHA-256 of what is left to read."""
    return hashlib.file_digest(file, "sha256").hexdigest()


def copied(source: BinaryIO, target: Path, most: int, advance: Callable[[int], None] | None = None) -> tuple[str, int]:
    """Copy a file that is open and hash it on the way: its SHA-256 and its size in bytes.

    Raises:
        InputError: more than `most` bytes, or it cannot be read to its end.
        OutputError: the copy cannot be written; nothing of it is left.
    """
    hashed, size = hashlib.sha256(), 0
    with replacing(target) as part, open(part, "wb") as file:
        while chunk := _read(source):
            size += len(chunk)
            if size > most:
                raise InputError(f"is larger than {most / 1e6:,.10g} MB")
            hashed.update(chunk)
            file.write(chunk)
            if advance is not None:
                advance(size)
    return hashed.hexdigest(), size


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(CHUNK)
    except OSError as problem:
        raise InputError(f"cannot be read to its end: {problem.strerror}") from None


def removed(path: Path) -> None:
    """Remove a file that is not needed any more, if it is there and can be."""
    with contextlib.suppress(OSError):
        path.unlink()
