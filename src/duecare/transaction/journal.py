"""A journal of work done row by row: what a stopped run had done is kept, and the next run goes on from there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from duecare.errors import OutputError


def journal_key(source: Path, *parts: str | bytes) -> str:
    """What a journal belongs to, as a hash: a file's content and whatever else the results depend on."""
    digest = sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    with open(source, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


class Journal:
    """Results of rows done, a JSON line each, after a first line that says what they belong to.

    Args:
        target: The output, beside which the journal lies until the output is complete.
        key: What it belongs to, as by `journal_key`; a journal with another key is begun anew.
        take: Called with every result that is found in it, and its place; says whether it is one.
    """

    def __init__(self, target: Path, key: str, take: Callable[[Any, int], bool]) -> None:
        self.path = target.with_name(f".{target.name}.journal")
        self._key, self._take = key, take
        self._file: BinaryIO | None = None
        self._reading: BinaryIO | None = None
        self._end = 0

    def begin(self) -> int:
        """Open it, and say how many rows of this very work are in it already.

        Raises:
            OutputError: another run writes it, or it cannot be written.
        """
        with self._writing():
            self._file = open(self.path, "ab")  # noqa: SIM115  (closed by close)
            try:
                self._claim()
            except OutputError:
                self.close()
                raise
            done, self._end = self._done()
            self._file.truncate(self._end)
            if not self._end:
                self._end = self._file.write(f"{self._key}\n".encode())
                self._file.flush()
        return done

    def _claim(self) -> None:
        """Keep other runs away until it is closed, where the system knows locks."""
        assert self._file is not None
        try:
            import fcntl
        except ImportError:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError(f"{self.path}: another run is writing to the same output") from None

    def _done(self) -> tuple[int, int]:
        """Rows done and where they end: up to the first line that is not a result, as of a run cut short."""
        done, end = 0, 0
        with open(self.path, "rb") as file:
            if file.readline() != f"{self._key}\n".encode():
                return 0, 0
            end = file.tell()
            for line in file:
                try:
                    result = json.loads(line) if line.endswith(b"\n") else None
                except (ValueError, RecursionError):
                    result = None
                if result is None or not self._take(result, end):
                    break
                done, end = done + 1, end + len(line)
        return done, end

    def add(self, result: Any) -> int:
        """Write the result of the next row, and say at which place."""
        assert self._file is not None
        place = self._end
        with self._writing("; rows before it are kept"):
            line = json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
            self._end += self._file.write(line + b"\n")
        return place

    def flush(self) -> None:
        assert self._file is not None
        with self._writing("; rows before it are kept"):
            self._file.flush()

    def close(self) -> None:
        for file in (self._reading, self._file):
            if file is not None:
                with self._writing():
                    file.close()
        self._reading = self._file = None

    @contextmanager
    def _writing(self, kept: str = "") -> Iterator[None]:
        try:
            yield
        except OutputError:
            raise
        except OSError as problem:
            raise OutputError(f"{self.path}: cannot be written: {problem.strerror}{kept}") from None

    def results(self) -> Iterator[Any]:
        """Every result in the order of the rows; only when all are written and flushed."""
        with open(self.path, "rb") as file:
            file.readline()
            for line in file:
                yield json.loads(line)

    def at(self, place: int) -> Any:
        """The result that `add` wrote at a place."""
        if self._reading is None:
            self._reading = open(self.path, "rb")  # noqa: SIM115  (closed by close)
        self._reading.seek(place)
        return json.loads(self._reading.readline())

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
