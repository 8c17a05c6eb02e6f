"""What a file tells of whoever made it, beside what it shows: taken out as far as its format is known.

Of pictures their metadata (Exif, XMP, IPTC). Of PDF the document information and XMP of ISO 32000-2 (14.3), who wrote
notes and when, and the metadata of pictures within. Of Office Open XML the properties of ECMA-376 part 2 (11), who
changed and commented, where the file lay, and the metadata of pictures within. What is shown stays as it is.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, Final

from lxml import etree
from PIL import Image, ImageOps

MOST_PIXELS: Final = 60_000_000
_DAY_ONE: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest day that an archive can give an entry."""
_PROPERTIES: Final = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
_EMPTIED: Final = frozenset({"author", "userId", "userName", "displayName"})
"""Attributes that tell who wrote something, and that must be there."""
_DROPPED: Final = frozenset({"initials", "date", "dateUtc", "dT", "docId", "uid", "lastModifiedBy"})
_PERSONAL: Final = re.compile(r"/(?:comments|threadedComment|persons?|people|document|footnotes|endnotes|header|footer"
                              r"|settings|workbook|revision|users)[^/]*\.xml$|\.rels$", re.IGNORECASE)  # fmt: skip
_OWN_DISK: Final = re.compile(r"(?:file:|[A-Za-z]:|\\\\)")
_ABOUT_PICTURES: Final = frozenset({0xE1, 0xED, 0xFE})
"""Segments of JPEG: Exif and XMP, IPTC, comments."""


def without_traces(data: bytes, kind: str) -> bytes | None:
    """A file without what it tells of its maker; None where its format is not known or it cannot be read.

    Args:
        data: Its bytes.
        kind: Its type, as `image/jpeg`.

    Raises:
        ValueError: a picture cannot be read, or has more than `MOST_PIXELS`.
    """
    if kind in ("image/jpeg", "image/png"):
        return _picture(data, kind.partition("/")[2].upper())
    clean = {"application/pdf": _pdf}.get(kind, _package if "openxmlformats" in kind else None)
    return _as_far_as_it_goes(clean, data) if clean else None


def _as_far_as_it_goes(clean: Callable[[bytes], bytes], data: bytes) -> bytes | None:
    try:
        return clean(data)
    except Exception:  # whatever a broken file makes of its reader: it is kept as it came, and is said not to be clean
        return None


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


def _pdf(data: bytes) -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import StreamObject

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise ValueError("it is encrypted")
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    for found in _dictionaries(writer.root_object):
        _bare(found)
        if isinstance(found, StreamObject) and found.get("/Filter") == "/DCTDecode":
            found._data = bare_jpeg(found._data)
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


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


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without Exif, XMP, IPTC and comments; its picture is not touched. What is none is left as it is."""
    return b"".join(_segments(data)) if data.startswith(b"\xff\xd8\xff") else data


def _segments(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        length = 2 + int.from_bytes(data[at + 2 : at + 4])
        if data[at + 1] not in _ABOUT_PICTURES:
            yield data[at : at + length]
        at += length
    yield data[at:]


def _package(data: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as came, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in came.infolist():
            if not entry.is_dir():
                made.writestr(zipfile.ZipInfo(entry.filename, _DAY_ONE), _part(entry.filename, came.read(entry)),
                              zipfile.ZIP_DEFLATED)  # fmt: skip
    return kept.getvalue()


def _part(name: str, data: bytes) -> bytes:
    """A part of a package of Office Open XML."""
    if name in _PROPERTIES:
        return _PROPERTIES[name]
    ending = name.rpartition(".")[2].casefold()
    if ending in ("jpg", "jpeg"):
        return bare_jpeg(data)
    if ending == "png":
        return _picture(data, "PNG")
    if ending == "bin" and "printerSettings" in name:
        return b""
    return _impersonal(data) if _PERSONAL.search(f"/{name}") else data


def _impersonal(data: bytes) -> bytes:
    """A part without who wrote it, when, and where on their disk it lay; its text is not touched."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for found in root.iter(etree.Element):
        if etree.QName(found).localname == "author":  # of notes in a workbook
            found.text = ""
        for name in list(found.attrib):
            local = etree.QName(name).localname
            if local in _DROPPED or local.startswith("rsid"):
                del found.attrib[name]
            elif local in _EMPTIED:
                found.set(name, "")
            elif local in ("Target", "url") and _OWN_DISK.match(found.get(name, "")):
                found.set(name, "about:blank")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


__all__ = ["MOST_PIXELS", "bare_jpeg", "without_traces"]
