"""Read one document: what it is goes by its content first and by its name second."""

from __future__ import annotations

from pathlib import Path

from duecare.items.documents.model import MAX_BYTES, Document, DocumentError, assembled
from duecare.items.documents.text import decoded
from duecare.transaction import read_limited

ACCEPTED = ".txt, .md, .html, .pdf, .docx or .xlsx"
_PICTURES = {
    b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"II*\0": "TIFF", b"MM\0*": "TIFF",
}  # fmt: skip
_PICTURE_NAMES = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".svg", ".avif"}
)
_OTHER_NAMES = frozenset({
    ".txt", ".md", ".pdf", ".docx", ".docm", ".xlsx", ".xlsm", ".doc", ".xls", ".rtf", ".odt", ".ppt", ".pptx", ".csv",
    ".tsv", ".json", ".yaml",
})  # fmt: skip
_HTML_NAMES = frozenset({".html", ".htm", ".xhtml"})


def looks_like_file(name: str) -> bool:
    """Whether a name ends like a file, readable here or not, and is not the title of a paper."""
    return Path(name).suffix.casefold() in _OTHER_NAMES | _PICTURE_NAMES | _HTML_NAMES


def read_document(path: str | Path) -> Document:
    """Read a datasheet, brochure or page from a file.

    Args:
        path: A file of text, Markdown, HTML, PDF, DOCX or XLSX.

    Returns:
        Its text with page (or paragraph, row, line) numbers and notes of what was left out.

    Raises:
        DocumentError: empty, encrypted, damaged, a picture, too large, or of another kind; one line that says which.
        InputError: no such file, or not to be read.
    """
    return read_document_bytes(read_limited(path, MAX_BYTES, what="document"), str(path))


def read_document_bytes(data: bytes, name: str) -> Document:
    """As `read_document`, of bytes in memory under this name."""
    if not data.strip():
        raise DocumentError("is empty", path=name)
    suffix = Path(name).suffix.casefold()
    picture = next((kind for mark, kind in _PICTURES.items() if data.startswith(mark)), None)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        picture = "WebP"
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0":
        picture = "BMP"
    if picture or suffix in _PICTURE_NAMES:
        raise DocumentError(
            f"is a picture ({picture or suffix[1:]}), which is not read", path=name,
            hint=f"run text recognition (OCR) over it first; accepted: {ACCEPTED}",
        )  # fmt: skip
    if b"%PDF-" in data[:1024] or suffix == ".pdf":
        from duecare.items.documents.pdf import read_pdf

        return read_pdf(data, name)
    if data[:4] == b"PK\x03\x04" or suffix in (".docx", ".docm", ".xlsx", ".xlsm"):
        from duecare.items.documents import office

        return office.read_office(data, name, workbook=suffix in (".xlsx", ".xlsm"))
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise DocumentError("is an old Office file or has a password", path=name, hint=f"accepted: {ACCEPTED}")
    head = data[:512].lstrip().lower()
    if head.startswith((b"{\\rtf", b"mime-version:", b"from: <saved by")):
        raise DocumentError("is RTF or a saved web archive, which is not read", path=name, hint=f"accepted: {ACCEPTED}")
    if suffix in _HTML_NAMES or head.startswith((b"<!doctype html", b"<html")):
        from duecare.items.documents.html import read_html

        return read_html(data, name)
    text, notes = decoded(data, name)
    return assembled(name, "line", text.splitlines(keepends=True), notes)
