"""Files: read with limits, write beside and rename."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from duecare.errors import DuecareError, InputError, OutputError
from duecare.transaction.format import MAX_BYTES


def read_limited(path: str | Path, most: int = MAX_BYTES, what: str = "transaction file") -> bytes:
    """The bytes of a regular file of at most `most` bytes; the size is looked at before anything is read.

    Raises:
        InputError: not there, a directory or device, not readable, or too large.
    """
    with opened_regular(path, most, what) as file:
        return file.read(most + 1)


def check_regular(path: str | Path, most: int, what: str) -> None:
    """Refuse, as `read_limited` would, a file that is to be read piece by piece.

    Raises:
        InputError: not there, a directory or device, not readable, or too large.
    """
    with opened_regular(path, most, what):
        pass


@contextlib.contextmanager
def opened_regular(path: str | Path, most: int, what: str) -> Iterator[BinaryIO]:
    """A regular file, open for reading; see `read_limited`."""
    shown = str(path)
    try:
        if "\0" in shown:
            raise InputError("a file name cannot hold a NUL character", path=shown.replace("\0", "?"))
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise InputError("is not a regular file", path=shown)
            if status.st_size > most:
                raise InputError(
                    f"is {status.st_size / 1e6:,.1f} MB; a {what} may have {most / 1e6:,.10g} MB", path=shown
                )
            yield file
    except FileNotFoundError:
        raise InputError("there is no such file", path=shown) from None
    except IsADirectoryError:
        raise InputError("is a directory, not a file", path=shown) from None
    except PermissionError:
        raise InputError("may not be read: no permission", path=shown) from None
    except (OSError, UnicodeError) as problem:
        reason = getattr(problem, "strerror", None) or "its name cannot be used on this system"
        raise InputError(f"cannot be read: {reason}", path=shown) from None


def decode(data: bytes, path: str | None) -> str:
    """UTF-8 text, with or without a byte order mark.

    Raises:
        InputError: not UTF-8; says on which line.
    """
    body = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as problem:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise InputError("is UTF-16; save it as UTF-8", path=path) from None
        line = body.count(b"\n", 0, problem.start) + 1
        raise InputError(
            f"is not UTF-8 text: byte 0x{body[problem.start]:02x}; save it as UTF-8", path=path, line=line
        ) from None


def write_atomically(path: str | Path, data: str | bytes) -> None:
    """Write a whole file or nothing, as `replacing` does. Text is written as UTF-8 with its own line ends.

    Raises:
        OutputError: disk full, read-only, no permission, a directory; what was there before is still there.
    """
    with replacing(path) as part:
        part.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)


@contextlib.contextmanager
def replacing(path: str | Path, kept: str | None = None) -> Iterator[Path]:
    """Where to write what becomes the file as a whole or not at all: beside it, flushed to disk, then renamed over it.

    Keeps the mode of a file that is replaced, and writes through a symbolic link. A device or pipe (/dev/stdout) is
    written to directly.

    Args:
        path: The file.
        kept: What a failed writing leaves; by default the file that was there, if one was.

    Raises:
        OutputError: disk full, read-only, no permission, a directory; what was there before is still there.
    """
    target = Path(path)
    beside: Path | None = None
    try:
        target = target.resolve()
        mode = target.stat().st_mode if target.exists() else None
        if mode is not None and stat.S_ISDIR(mode):
            raise IsADirectoryError(21, "Is a directory")
        if mode is not None and not stat.S_ISREG(mode):
            yield target
            return
        if mode is not None and not os.access(target, os.W_OK):
            raise PermissionError(13, "Permission denied")
        part = target.parent / f".{target.name[:40]}.{os.getpid()}.{secrets.token_hex(4)}.part"
        part.open("xb").close()
        beside = part
        yield part
        with open(part, "rb+") as file:
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(part, stat.S_IMODE(mode))
        os.replace(part, target)
        beside = None
        _sync_folder(target.parent)
    except DuecareError:
        raise
    except (OSError, ValueError, RuntimeError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        if kept is None and os.path.isfile(target):
            kept = "the file that was there is unchanged"
        raise OutputError(f"{path}: cannot be written: {reason}{f'; {kept}' if kept else ''}") from None
    finally:
        if beside is not None:
            with contextlib.suppress(OSError):
                os.unlink(beside)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system allows a folder to be opened."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
