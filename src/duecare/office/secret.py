"""The key that signs sessions: given, or made once and kept where only its owner can read it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from duecare.errors import OutputError


def secret_key(folder: Path, given: str | None) -> str:
    """The key of an office.

    Args:
        folder: Its data folder; the key is kept in the file `secret` there.
        given: A key from elsewhere, used in its place.

    Raises:
        OutputError: none is given, and the folder cannot be written.
    """
    if given:
        return given
    path = folder / "secret"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text("ascii")
        with os.fdopen(file, "w", encoding="ascii") as made:
            key = secrets.token_urlsafe(64)
            made.write(key)
        return key
    except OSError as problem:
        raise OutputError(f"{path}: cannot be used: {problem.strerror or problem}") from None
