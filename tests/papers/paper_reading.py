"""What a reader gets of a paper: the tags of a PDF, its words and fonts; the parts of a Word document; a workbook."""

from __future__ import annotations

import ctypes
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

ISOLATES = re.compile("[\u2066-\u2069\u200e\u200f]")


class Pdf:
    """A PDF as a program that reads it aloud gets it."""

    def __init__(self, content: bytes) -> None:
        self.content, self.document = content, pypdfium2.PdfDocument(content)

    @property
    def pages(self) -> list[str]:
        """The words of each page, without marks of direction."""
        found = (page.get_textpage().get_text_bounded() for page in self.document)
        return [ISOLATES.sub("", " ".join(text.split())) for text in found]

    @property
    def text(self) -> str:
        return " ".join(self.pages)

    @property
    def tagged(self) -> bool:
        return bool(raw.FPDFCatalog_IsTagged(self.document.raw))

    @property
    def language(self) -> str:
        return _words(raw.FPDFCatalog_GetLanguage, self.document.raw)

    @property
    def title(self) -> str:
        return str(self.document.get_metadata_dict()["Title"])

    def tags(self) -> list[tuple[str, str]]:
        """Every element of the structure, with its alternative text."""
        found = []
        for page in self.document:
            tree = raw.FPDF_StructTree_GetForPage(page.raw)
            for place in range(raw.FPDF_StructTree_CountChildren(tree)):
                found += _below(raw.FPDF_StructTree_GetChildAtIndex(tree, place))
            raw.FPDF_StructTree_Close(tree)
        return found

    def fonts(self) -> list[tuple[str, bool]]:
        """The name of each font that sets a word, and whether it is inside the file."""
        found = set()
        for page in self.document:
            for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=15):
                font = raw.FPDFTextObj_GetFont(one.raw)
                buffer = ctypes.create_string_buffer(200)
                raw.FPDFFont_GetBaseFontName(font, buffer, 200)
                found.add((buffer.value.decode(), bool(raw.FPDFFont_GetIsEmbedded(font))))
        return sorted(found)


def _below(element: Any) -> Iterator[tuple[str, str]]:
    if not element:
        return
    yield _words(raw.FPDF_StructElement_GetType, element), _words(raw.FPDF_StructElement_GetAltText, element)
    for place in range(raw.FPDF_StructElement_CountChildren(element)):
        yield from _below(raw.FPDF_StructElement_GetChildAtIndex(element, place))


def _words(asked: Any, of: Any) -> str:
    """The answer to a question of PDFium whose answer is UTF-16 in a buffer of ours."""
    buffer = ctypes.create_string_buffer(2_000)
    wanted = asked.argtypes[1]
    length = asked(of, buffer if wanted is ctypes.c_void_p else ctypes.cast(buffer, wanted), 2_000)
    return buffer.raw[: max(0, length - 2)].decode("utf-16-le")


def parts(content: bytes) -> dict[str, str]:
    """The XML parts of a Word document or workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist() if name.endswith((".xml", ".rels"))}
