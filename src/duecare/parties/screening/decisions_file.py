"""The file of decisions: a JSON line each, only ever added to.

One that has to be erased leaves a line that says so, with its hash, the day and who erased it.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

from duecare.errors import InputError, OutputError
from duecare.parties.screening.dispositions import VERDICTS, Decision, Decisions
from duecare.snapshots import Home
from duecare.snapshots.home import made
from duecare.transaction import read_limited

SCHEMA: Final = "duecare.decision/1"
ERASED: Final = "duecare.decision-erased/1"
MOST_BYTES: Final = 500_000_000


def decisions_path(home: Home) -> Path:
    """Where decisions are kept if no other file is named."""
    return home.office / "decisions.jsonl"


def read_decisions(path: Path) -> Decisions:
    """Every decision of a file; none where there is no file yet.

    A last line that was cut short, as by a crash while it was written, was never confirmed to anybody and is
    passed over.

    Raises:
        InputError: another line is no decision; says which line and why.
    """
    if not path.exists():
        return Decisions()
    data = read_limited(path, MOST_BYTES, "file of decisions")
    return Decisions(_decisions(data, str(path)))


def _decisions(data: bytes, path: str) -> Iterator[Decision]:
    lines = data.split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            if (decision := _read(line)) is not None:
                yield decision
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as problem:
            if number == len(lines):
                return
            reason = (
                f"{type(problem).__name__} at {problem}" if not isinstance(problem, InputError) else problem.message
            )
            raise InputError(
                f"is no decision: {reason[:200]}", path=path, line=number, hint="restore the file from a copy"
            ) from None


def _read(line: bytes) -> Decision | None:
    """The decision of a line; None where it was erased."""
    document = json.loads(line)
    return None if document["schema"] == ERASED else decision_from(document)


def erase_decisions(path: Path, which: Callable[[Decision], bool], *, by: str, on: datetime.date) -> int:
    """Erase decisions from a file: in the place of each stands its hash, by whom and on which day it was erased.

    Args:
        path: The file; there may be none.
        which: Whether a decision is to be erased.
        by: Who erases, by an id and not by a name.
        on: The day.

    Returns:
        How many were erased.

    Raises:
        InputError: the file is not one of decisions.
        OutputError: it cannot be written; what it held is untouched.
    """
    if not path.exists():
        return 0
    read_decisions(path)
    erased, kept = 0, []
    try:
        with _alone(path) as file:
            _mend(file)
            file.seek(0)
            for line in file.read().splitlines():
                decision = _read(line) if line.strip() else None
                if decision is not None and which(decision):
                    erased += 1
                    said = {"schema": ERASED, "sha256": sha256(line).hexdigest(), "by": by, "on": on.isoformat()}
                    kept.append(json.dumps(said, separators=(",", ":")).encode())
                else:
                    kept.append(line)
            if erased:
                _replaced(path, b"".join(line + b"\n" for line in kept))
    except OSError as problem:
        raise OutputError(f"{path}: nothing is erased: {problem.strerror}") from None
    return erased


def _replaced(path: Path, content: bytes) -> None:
    """Put a new file in the place of another, whole or not at all, readable by its owner only."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(path)


def append_decision(path: Path, decision: Decision) -> None:
    """Add a decision to a file, on disk before this returns.

    Raises:
        InputError: the file is not one of decisions.
        OutputError: it cannot be written; what it held is untouched.
    """
    made(path.parent)
    if path.exists():
        read_decisions(path)  # nothing is added to a file that could not be read again
    line = json.dumps(decision_document(decision), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    try:
        with _alone(path) as file:
            _mend(file)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise OutputError(f"{path}: the decision is not recorded: {problem.strerror}") from None


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[BinaryIO]:
    """The file, to be added to, when no other process is at it any more, where the system knows locks.

    Who waited while another put a new file in its place waits for the new one.
    """
    while True:
        with open(path, "a+b", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            if not _locked(file):
                yield file
                return
            if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat()):
                yield file  # closing it lets the next one in
                return


def _locked(file: BinaryIO) -> bool:
    """Wait for a file; whether the system knows locks."""
    try:
        import fcntl
    except ImportError:
        return False
    fcntl.flock(file, fcntl.LOCK_EX)
    return True


def _mend(file: BinaryIO) -> None:
    """Make the file end with a whole line: what a crash cut short is taken off, a line without its end gets one."""
    size = file.seek(0, os.SEEK_END)
    tail = b""
    at = size
    while at > 0 and b"\n" not in tail:
        step = min(65_536, at)
        at -= step
        file.seek(at)
        tail = file.read(step) + tail
    last = tail.rpartition(b"\n")[2]
    if not last:
        return
    try:
        _read(last)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        file.truncate(size - len(last))
    else:
        file.write(b"\n")


def decision_document(decision: Decision) -> dict[str, Any]:
    """A decision as JSON, schema `duecare.decision/1`."""
    return {
        "schema": SCHEMA,
        "entry": decision.entry_id,
        "verdict": decision.verdict,
        "by": decision.by,
        "why": decision.why,
        "decided": decision.decided.isoformat(),
        "until": decision.until.isoformat() if decision.until else None,
        "party": dict(decision.party),
        "listed": dict(decision.listed),
        "log_odds": decision.log_odds,
    }


def decision_from(document: Any) -> Decision:
    """A decision from what `decision_document` made.

    Raises:
        InputError: of another schema or verdict.
        ValueError, TypeError, KeyError: a key lacks or holds something else.
    """
    if document["schema"] != SCHEMA:
        raise InputError(f"schema is {str(document['schema'])[:40]!r}; accepted: {SCHEMA!r}")
    if document["verdict"] not in VERDICTS:
        raise InputError(f"verdict is {str(document['verdict'])[:40]!r}; accepted: {', '.join(VERDICTS)}")
    party, listed = _facts(document["party"]), _facts(document["listed"])
    until = document["until"]
    return Decision(
        _text(document["entry"]),
        document["verdict"],
        _text(document["by"]),
        _text(document["why"]),
        datetime.date.fromisoformat(document["decided"]),
        datetime.date.fromisoformat(until) if until is not None else None,
        party,
        listed,
        float(document["log_odds"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"a text that is {value!r:.40}")
    return value


def _facts(value: Any) -> Mapping[str, Any]:
    names = value["names"]
    if not isinstance(names, list) or not names:
        raise TypeError(f"names that are {names!r:.40}")
    if not all(isinstance(name, str) or (isinstance(name, list) and isinstance(name[0], str)) for name in names):
        raise TypeError("a name that is no text")
    facts: Mapping[str, Any] = value
    return facts
