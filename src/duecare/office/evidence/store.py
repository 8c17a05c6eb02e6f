"""Bytes of papers, each kept once under its hash: `<2 hex>/<sha256>` below the folder of uploads."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from duecare.errors import DuecareError, InputError, OutputError

CHUNK: Final = 1 << 20
_HASH: Final = re.compile(r"[0-9a-f]{64}")


class DamagedError(DuecareError):
    """What is kept is not there, or is not what was kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept: the SHA-256 of its bytes in hexadecimal, and how many they are."""

    sha256: str
    size: int


def place_of(digest: str) -> Path:
    """Where the bytes of a hash are kept."""
    if not _HASH.fullmatch(digest):
        raise DamagedError(f"{digest[:80]!r} is no SHA-256 in hexadecimal")
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def keep(chunks: Iterable[bytes], most: int) -> Kept:
    """Keep bytes, on disk before this returns: written beside, then renamed. The same bytes are kept once.

    Raises:
        InputError: they are more than `most`; nothing is kept then.
        OutputError: they cannot be written.
    """
    root = Path(settings.MEDIA_ROOT)
    digest, size = sha256(), 0
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, beside = tempfile.mkstemp(prefix=".part-", dir=root)
        try:
            with open(handle, "wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > most:
                        raise InputError(too_large(most))
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            target = place_of(digest.hexdigest())
            target.parent.mkdir(exist_ok=True, mode=0o700)
            os.replace(beside, target)  # over the same bytes, or over what somebody made of them
            for folder in (target.parent, root):
                _settle(folder)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise OutputError(f"the paper cannot be kept: {problem.strerror or problem}") from None
    return Kept(digest.hexdigest(), size)


def _settle(folder: Path) -> None:
    """Have the system write down what a folder holds, where it can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def too_large(most: int) -> str:
    """That a paper is larger than is accepted."""
    return f"the file is larger than {most / 1_000_000:g} MB, which is the most that is accepted"


def opened(digest: str) -> BinaryIO:
    """The bytes of a hash, read through once and found to be them; open at their beginning.

    Raises:
        DamagedError: they are missing, or others.
    """
    try:
        file = os.fdopen(os.open(place_of(digest), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb")
    except OSError:
        raise DamagedError(f"the bytes of {digest} are missing") from None
    found = sha256()
    for chunk in chunks_of(file):
        found.update(chunk)
    if found.hexdigest() != digest:
        file.close()
        raise DamagedError(f"what is kept as {digest} has another hash: {found.hexdigest()}")
    file.seek(0)
    return file


def removed(digests: Iterable[str]) -> None:
    """Remove the bytes of hashes that no paper has any more."""
    for digest in sorted(digests):
        place_of(digest).unlink(missing_ok=True)


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """A file from where it stands, a piece at a time."""
    while chunk := file.read(CHUNK):
        yield chunk
