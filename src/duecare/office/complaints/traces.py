"""What a file tells of whoever made it, beside what it shows: taken out as far as its format is known.

Of pictures their metadata (Exif, XMP, IPTC, C2PA). Of PDF the document information and XMP of ISO 32000-2 (14.3), who
wrote notes and when, and the metadata of pictures within. Of Office Open XML the properties of ECMA-376 part 2 (11),
who changed and commented, where the file lay, and the metadata of pictures within. What is shown stays as it is. A file
that holds anything else, as a signature, another file or a picture of another format, is said not to be clean.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image, ImageOps

from duecare.office.complaints.parts import KNOWN, PROPERTIES, bare_jpeg, bare_png, impersonal

MOST_PIXELS: Final = 60_000_000
MOST_UNPACKED: Final = 100_000_000
SECONDS: Final = 20
MEMORY: Final = 1_500_000_000
_DAY_ONE: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest day that an archive can give an entry."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A file without what it told of its maker; whole: whether all of it is of a kind that is known."""

    data: bytes
    whole: bool


def without_traces(data: bytes, kind: str) -> Bare:
    """A file without what it tells of its maker; as it came, and not whole, where it cannot be read.

    PDF and Office Open XML are read by a process of its own, which has so many seconds and so much memory.

    Args:
        data: Its bytes.
        kind: Its type, as `image/jpeg`.

    Raises:
        ValueError: a picture cannot be read, or has more than `MOST_PIXELS`.
    """
    if kind in ("image/jpeg", "image/png"):
        return Bare(_picture(data, kind.partition("/")[2].upper()), True)
    if kind != "application/pdf" and "openxmlformats" not in kind:
        return Bare(data, False)
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, kind], input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return Bare(data, False)
    return Bare(done.stdout[1:], done.stdout[:1] == b"1") if done.returncode == 0 else Bare(data, False)


def _picture(data: bytes, kind: str) -> bytes:
    """The picture and nothing else: set anew from its pixels, turned as its maker held it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=[kind]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise ValueError(f"more than {MOST_PIXELS:,} pixels")
                turned = ImageOps.exif_transpose(picture)
                plain = turned.convert("RGBA" if kind == "PNG" and turned.has_transparency_data else "RGB")
                bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
                kept = io.BytesIO()
                bare.save(kept, kind, **({"quality": 90} if kind == "JPEG" else {}))
    except ValueError:
        raise
    except Exception as problem:  # whatever a broken picture makes of its reader
        raise ValueError("it cannot be read as a picture") from problem
    return kept.getvalue()


def bare_pdf(data: bytes) -> Bare:
    """A PDF without what it tells of its maker; one that is signed stays as it came, for a signature would not hold.

    Raises:
        ValueError: it is encrypted.
        Exception: whatever pypdf makes of a broken file.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import StreamObject

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise ValueError("it is encrypted")
    writer, whole = PdfWriter(clone_from=reader), True
    writer.metadata = None
    for found in _dictionaries(writer.root_object):
        if found.get("/Type") == "/Sig" or "/ByteRange" in found:
            return Bare(data, False)
        if found.get("/Type") in ("/Filespec", "/F", "/EmbeddedFile"):
            whole = False
        _bare(found)
        if isinstance(found, StreamObject):
            filters = _filters(found)
            if filters == ["/DCTDecode"]:
                found._data = bare_jpeg(found._data)
            elif {"/DCTDecode", "/JPXDecode"} & set(filters):
                whole = False
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    kept = io.BytesIO()
    writer.write(kept)
    return Bare(kept.getvalue(), whole)


def _filters(found: Any) -> list[str]:
    """The filters that the bytes of a stream went through."""
    named = found.get("/Filter")
    named = named.get_object() if named is not None else []
    return [str(one.get_object()) for one in named] if isinstance(named, list) else [str(named)]


def _dictionaries(root: Any) -> Iterator[Any]:
    """Every dictionary and stream that a PDF reaches, once."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    waiting, seen = [root], set()
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            if found.idnum in seen:
                continue
            seen.add(found.idnum)
            found = found.get_object()
        if isinstance(found, DictionaryObject):
            yield found
            waiting += list(found.values())
        elif isinstance(found, ArrayObject):
            waiting += list(found)


def _bare(found: Any) -> None:
    """Take out of a dictionary of a PDF who wrote it, when, and with what."""
    for name in ("/Metadata", "/PieceInfo", "/LastModified", "/ModDate", "/CreationDate"):
        found.pop(name, None)
    if "/Subtype" in found and "/Rect" in found:  # an annotation
        for name in ("/T", "/M", "/NM") if found.get("/Subtype") != "/Widget" else ("/M", "/NM"):
            found.pop(name, None)


def bare_package(data: bytes) -> Bare:
    """A package of Office Open XML without what it tells of its maker.

    Raises:
        ValueError: it unpacks to more than `MOST_UNPACKED`, or a part is no XML though it should be.
    """
    kept, whole = io.BytesIO(), True
    with zipfile.ZipFile(io.BytesIO(data)) as came, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        entries = [entry for entry in came.infolist() if not entry.is_dir()]
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise ValueError(f"it unpacks to more than {MOST_UNPACKED:,} bytes")
        for entry in entries:
            part = _part(entry.filename, came.read(entry))
            whole = whole and part.whole
            made.writestr(zipfile.ZipInfo(entry.filename, _DAY_ONE), part.data, zipfile.ZIP_DEFLATED)
    return Bare(kept.getvalue(), whole)


def _part(name: str, data: bytes) -> Bare:
    """A part of a package, by its name."""
    if name in PROPERTIES:
        return Bare(PROPERTIES[name], True)
    match re.sub(r".*\.", "", name).casefold():
        case "jpg" | "jpeg" if data.startswith(b"\xff\xd8\xff"):
            return Bare(bare_jpeg(data), True)
        case "png" if data.startswith(b"\x89PNG"):
            return Bare(bare_png(data), True)
        case "bin" if "printerSettings" in name:
            return Bare(b"", True)
        case "xml" | "rels" | "vml":
            return Bare(impersonal(data), KNOWN.fullmatch(name) is not None)
    return Bare(data, False)


def main(kind: str) -> None:
    """Clean what comes in, within bounds of time and memory; a sign of whether it is whole goes out before it."""
    try:
        import resource
    except ImportError:  # a system without such bounds
        pass
    else:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    data = sys.stdin.buffer.read()
    found = bare_pdf(data) if kind == "application/pdf" else bare_package(data)
    sys.stdout.buffer.write((b"1" if found.whole else b"0") + found.data)


if __name__ == "__main__":
    main(sys.argv[1])
