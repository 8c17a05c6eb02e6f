"""Parts of files that tell of whoever made them: segments of JPEG, chunks of PNG, parts of Office Open XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

_OPC: Final = "http://schemas.openxmlformats.org"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
PROPERTIES: Final = {
    "docProps/core.xml": f'{_HEAD}<c:coreProperties xmlns:c="{_OPC}/package/2006/metadata/core-properties"/>'.encode(),
    "docProps/app.xml": f'{_HEAD}<Properties xmlns="{_OPC}/officeDocument/2006/extended-properties"/>'.encode(),
    "docProps/custom.xml": f'{_HEAD}<Properties xmlns="{_OPC}/officeDocument/2006/custom-properties"/>'.encode(),
}
"""The properties of a package, emptied."""

KNOWN: Final = re.compile(
    r"\[Content_Types\]\.xml|(?:.*/)?_rels/[^/]*\.rels"
    r"|word/(?:document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|footnotes|endnotes|people"
    r"|comments|commentsExtended|commentsIds|commentsExtensible|(?:header|footer)\d*)\.xml"
    r"|xl/(?:workbook|styles|sharedStrings|calcChain|metadata|persons/person\d*|comments/?(?:comment)?\d*"
    r"|threadedComments/threadedComment\d*|worksheets/sheet\d+|tables/table\d+)\.xml"
    r"|(?:word|xl)/theme/theme\d+\.xml|(?:word|xl)/charts/(?:chart|style|colors)\d*\.xml"
    r"|xl/drawings/(?:drawing|vmlDrawing)\d*\.(?:xml|vml)"
)
"""Names of parts in which `impersonal` finds all that tells of people."""

_EMPTIED: Final = frozenset({"author", "userId", "userName", "displayName", "refreshedBy", "lastModifiedBy"})
"""Attributes that tell who wrote something, and that some readers want to be there."""
_DROPPED: Final = frozenset({"initials", "date", "dateUtc", "dT"})
_TAKEN_OUT: Final = frozenset({"absPath", "rsids"})
"""Elements: where a workbook lay, and the sittings in which a text was written."""
_OWN_DISK: Final = re.compile(
    r"file:|[A-Za-z]:[\\/]|\\\\|/(?:Users|home)/|~/|https?://[^/]*(?:sharepoint|onedrive|d\.docs)"
)


def impersonal(data: bytes) -> bytes:
    """A part of XML without who wrote it, when, and where on their disk it lay; its text is not touched.

    Raises:
        lxml.etree.XMLSyntaxError: it is no XML.
    """
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for found in list(root.iter(etree.Element)):
        local = etree.QName(found).localname
        if local in _TAKEN_OUT and found.getparent() is not None:
            found.getparent().remove(found)
        elif local == "author":  # of notes in a workbook
            found.text = ""
        for name in list(found.attrib):
            _attribute(found, name, etree.QName(name).localname)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _attribute(found: Any, name: str, local: str) -> None:
    if local in _DROPPED or local.startswith("rsid"):
        del found.attrib[name]
    elif local in _EMPTIED:
        found.set(name, "")
    elif local in ("Target", "url", "descr", "sourceFile", "odcFile") and _OWN_DISK.match(found.get(name)):
        found.set(name, "about:blank" if local in ("Target", "url") else "")


_SEGMENTS: Final = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
"""Segments for applications that a reader needs to show a picture right."""


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without Exif, XMP, IPTC, C2PA, comments and what follows its end; its picture is not touched. What is none
    is left as it is."""
    return b"".join(_segments(data)) if data.startswith(b"\xff\xd8\xff") else data


def _segments(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xD9:
        kind = data[at + 1]
        if kind == 0xFF:  # a byte that fills
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if kind == 0xDA:
            end = _after_scan(data, end)
        told = 0xE0 <= kind <= 0xEF or kind == 0xFE
        if not told or (kind in _SEGMENTS and data[at + 4 : end].startswith(_SEGMENTS[kind])):
            yield data[at:end]
        at = end
    yield b"\xff\xd9"


def _after_scan(data: bytes, at: int) -> int:
    """Where the pixels that begin somewhere end: before a marker that is neither escaped nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] not in (0x00, 0xFF) and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 1 if data[at + 1] == 0xFF else 2
    return len(data)


_CHUNKS: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
)
"""Chunks of PNG that a reader needs to show a picture right."""


def bare_png(data: bytes) -> bytes:
    """A PNG without texts, times, Exif and what follows its end; its picture is not touched."""
    kept, at = [data[:8]], 8
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] in _CHUNKS:
            kept.append(data[at:end])
        if data[at + 4 : at + 8] == b"IEND":
            break
        at = end
    return b"".join(kept)
