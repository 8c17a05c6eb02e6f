"""A paper in the form that is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from duecare.papers.layout.blocks import Document, PaperError
from duecare.papers.layout.theme import Theme

MEDIA: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
"""The forms of a paper, and what each is called on the web."""


def rendered(document: Document, form: str, theme: Theme | None = None) -> bytes:
    """The paper as the bytes of a file, in a form of `MEDIA`.

    Raises:
        PaperError: there is no such form, or the paper cannot be set.
    """
    if form == "pdf":
        from duecare.papers.layout.pdf import pdf_bytes

        return pdf_bytes(document, theme)
    if form == "docx":
        from duecare.papers.layout.word import docx_bytes

        return docx_bytes(document, theme)
    if form == "xlsx":
        from duecare.papers.layout.workbook import xlsx_bytes

        return xlsx_bytes(document, theme)
    if form == "html":
        from duecare.papers.layout.web import page_html

        return page_html(document, theme).encode()
    if form == "json":
        from duecare.papers.layout.plain import document_json

        return document_json(document).encode()
    raise PaperError(f"papers are not made as {form!r}", hint=f"accepted: {', '.join(MEDIA)}")


def form_of(form: str | None, output: str | None, accepted: Iterable[str] = tuple(MEDIA)) -> str:
    """The form that is asked for by name, or by the ending of the file that it is written to.

    >>> form_of(None, "memo.PDF")
    'pdf'

    Raises:
        PaperError: neither says one that is accepted.
    """
    asked = form or (output or "").rpartition(".")[2].lower()
    kept = tuple(accepted)
    if asked not in kept:
        said = f"{output} does not end in a form of papers" if output else "no form and no file is named"
        raise PaperError(said, hint=f"accepted: {', '.join(kept)}; as the ending of -o, or by --format")
    return asked
