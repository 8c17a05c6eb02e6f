"""DOCX by python-docx and XLSX by openpyxl; both are ZIP archives, looked at before they are opened."""

from __future__ import annotations

import contextlib
import io
import time
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from duecare.items.documents.model import MAX_ROWS, MAX_SECONDS, MAX_TEXT, Document, DocumentError, assembled
from duecare.transaction import DOCUMENT_ARCHIVE, check_archive

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAX_COLUMNS = 200
#: Elements that stand for a character.
_BLANK = {f"{_WORD}{tag}": " " for tag in ("tab", "br", "cr")} | {f"{_WORD}noBreakHyphen": "-"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_office(data: bytes, name: str, *, workbook: bool) -> Document:
    """A DOCX or XLSX by the parts that it holds, whatever its name; `workbook` says what a broken one is taken for."""
    with contextlib.suppress(zipfile.BadZipFile):
        parts = zipfile.ZipFile(io.BytesIO(data)).namelist()
        workbook = "xl/workbook.xml" in parts or (workbook and "word/document.xml" not in parts)
    return read_xlsx(data, name) if workbook else read_docx(data, name)


def read_docx(data: bytes, name: str) -> Document:
    """The text of a DOCX, paragraph by paragraph: body, tables, text boxes, headers and footers. Macros are never run.

    Raises:
        DocumentError: no DOCX, damaged, a bomb, with a password or with macros by its type.
    """
    parts = check_archive(data, name, "document", DOCUMENT_ARCHIVE, DocumentError)
    import docx as word
    from lxml import etree

    try:
        opened = word.Document(io.BytesIO(data))
        bodies = [opened.element.body]
        for section in opened.sections:
            bodies += [section.header._element, section.footer._element]
        for part in opened.part.package.iter_parts():
            if part.partname.endswith(("/footnotes.xml", "/endnotes.xml", "/comments.xml")):
                bodies.append(etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True)))
        paragraphs = [text for body in bodies for text in _paragraphs(body)]
    except ValueError as problem:
        macro = "macroEnabled" in str(problem)
        reason = "is a document with macros; save it as .docx without" if macro else "is no Word document"
        raise DocumentError(reason, path=name) from None
    except Exception as problem:  # python-docx lets damage through as many kinds of exception
        raise DocumentError(f"is not a document that can be read: {type(problem).__name__}", path=name) from None
    notes = ["has macros, which were not run"] if any("vbaProject" in part for part in parts) else []
    return assembled(name, "paragraph", paragraphs, notes)


def _paragraphs(body: Any) -> Iterator[str]:
    """Text of every paragraph in the order of the document; what stands twice for old programs is read once."""
    words: list[str] = []
    stack = [iter([body])]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        if node.tag == _FALLBACK:
            continue
        if node.tag == f"{_WORD}p" and words:
            yield "".join(words)
            words = []
        if node.tag == f"{_WORD}t":
            words.append(node.text or "")
        elif node.tag in _BLANK:
            words.append(_BLANK[node.tag])
        stack.append(iter(node))
    if words:
        yield "".join(words)


def read_xlsx(data: bytes, name: str) -> Document:
    """The text of every cell of a workbook, a row a line; at most MAX_ROWS rows of MAX_COLUMNS cells.

    Raises:
        DocumentError: no workbook, damaged, a bomb or with a password.
    """
    check_archive(data, name, "workbook", DOCUMENT_ARCHIVE, DocumentError)
    rows: list[str] = []
    notes: list[str] = []
    length = 0
    until = time.monotonic() + MAX_SECONDS
    try:
        from openpyxl import load_workbook

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)):
                if number >= MAX_ROWS or time.monotonic() > until:
                    notes.append(f"only the first {number:,} rows of {sheet.title} were read")
                    break
                row = " | ".join(str(cell).strip() for cell in cells if cell is not None and str(cell).strip())
                rows.append(row)
                length += len(row)
                if length > MAX_TEXT:
                    break
        book.close()
    except Exception as problem:
        raise DocumentError(f"is not a workbook that can be read: {type(problem).__name__}", path=name) from None
    return assembled(name, "row", rows, notes)
