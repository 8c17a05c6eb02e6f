"""ZIP archives (XLSX, DOCX), looked at before anything in them is opened."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from duecare.errors import InputError

if TYPE_CHECKING:
    import zipfile

_CHUNK = 1 << 20
#: As long as the longest mark that is looked for, so that one cut by a chunk's end is seen.
_OVERLAP = 16
_SPELT = {"workbook": "an .xlsx workbook", "document": "a .docx document"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold: parts, bytes unpacked, and how many times its own size that may be."""

    parts: int
    unpacked: int
    ratio: int


TRANSACTION = Limits(parts=200, unpacked=50_000_000, ratio=200)
DOCUMENT = Limits(parts=5_000, unpacked=100_000_000, ratio=300)
CATALOGUE = Limits(parts=500, unpacked=4_000_000_000, ratio=300)


def check_archive(
    file: bytes | BinaryIO, path: str | None, what: str, limits: Limits, error: type[InputError] = InputError
) -> list[str]:
    """Refuse what is no archive, has a password, unpacks beyond the limits or declares an XML document type.

    Args:
        file: The bytes, or a file open for reading that can be wound back.
        path: Its name, for messages.
        what: What it should be, for messages: workbook or document.
        limits: What it may hold.
        error: The exception to raise.

    Returns:
        The names of its parts.

    Raises:
        InputError: (or `error`) one line that says what is wrong.
    """

    def fail(message: str) -> NoReturn:
        raise error(message, path=path)

    import zipfile

    stream = io.BytesIO(file) if isinstance(file, bytes) else file
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if stream.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        fail("is an old Office file or has a password; save it in today's format without one")
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            if len(parts) > limits.parts:
                fail(f"has {len(parts):,} parts; a {what} has at most {limits.parts:,}")
            unpacked = sum(part.file_size for part in parts)
            if unpacked > limits.unpacked or unpacked > limits.ratio * max(size, 1):
                fail(f"unpacks from {size:,} to {unpacked:,} bytes, like a zip bomb; it is not opened")
            for part in parts:
                if part.flag_bits & 1:
                    fail("has a password; save it without one")
                _check_part(archive, part, what, fail)
            return [part.filename for part in parts]
    except InputError:
        raise
    except Exception:
        fail(f"is not {_SPELT[what]}, or it is damaged")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, what: str, fail: object) -> None:
    assert callable(fail)
    marked = part.filename.endswith((".xml", ".rels", ".vml"))
    seen, tail = 0, b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            seen += len(chunk)
            if seen > part.file_size:
                fail("says it is smaller than it is, like a zip bomb; it is not opened")
            if marked:
                plain = tail + chunk.replace(b"\0", b"")  # the same in UTF-16
                if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
                    fail(f"has an XML document type in it, which a {what} does not need; it is not opened")
                tail = plain[-_OVERLAP:]
