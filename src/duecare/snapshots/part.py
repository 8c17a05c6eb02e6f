"""A download that is not whole yet: its bytes, and beside them what the server said about the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from duecare.errors import InputError, OutputError
from duecare.snapshots.answer import Answer
from duecare.snapshots.manifest import read_object
from duecare.snapshots.objects import removed
from duecare.transaction import write_atomically


class Part:
    """`<name>.part` and `<name>.part.json`. The second is written first: bytes without it belong to nothing."""

    def __init__(self, path: Path, url: str) -> None:
        self.path = path
        self._of = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()  # the address itself may hold a token
        self._said = path.with_name(path.name + ".json")

    def size(self) -> int:
        """How many bytes are there that can be gone on with; others are removed."""
        try:
            size = self.path.stat().st_size
        except OSError:
            return 0
        if size and self.validator is None:
            self.remove()
            return 0
        return size

    @property
    def said(self) -> dict[str, str | None]:
        """What the server said when this download began: validator, etag, last_modified."""
        try:
            said = read_object(self._said)
        except InputError:
            return {}
        if said.get("of") != self._of:
            return {}
        return {key: value for key, value in said.items() if isinstance(value, str)}

    @property
    def validator(self) -> str | None:
        return self.said.get("validator")

    def begin(self, answer: Answer) -> None:
        """Begin anew.

        Raises:
            OutputError: it cannot be written.
        """
        self.remove()
        headers = answer.headers
        said = {
            "of": self._of,
            "validator": answer.validator,
            "etag": headers.get("ETag"),
            "last_modified": headers.get("Last-Modified"),
        }
        write_atomically(self._said, json.dumps(said))

    @contextmanager
    def appended(self) -> Iterator[BinaryIO]:
        """The file, open to write after what is there.

        Raises:
            OutputError: it cannot be opened.
        """
        try:
            file = open(self.path, "ab", buffering=0)  # noqa: SIM115  (closed below)
        except OSError as problem:
            raise OutputError(f"{self.path}: cannot be written: {problem.strerror}") from None
        with file:
            yield file

    def remove(self) -> None:
        removed(self.path)
        removed(self._said)
