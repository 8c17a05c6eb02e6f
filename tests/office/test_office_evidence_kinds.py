"""What a paper is, is told by its bytes; what could run, unpack or pass for a page is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook

from duecare.errors import InputError
from duecare.office.evidence.kinds import ENDINGS, clean_name, kind_of

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"


def office_file(kind: str) -> bytes:
    stream = io.BytesIO()
    if kind == "docx":
        Document().save(stream)
    else:
        Workbook().save(stream)
    return stream.getvalue()


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def bomb() -> bytes:
    """A DOCX of some kilobytes that unpacks to 200 MB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        with made.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(200):
                part.write(bytes(1_000_000))
    return stream.getvalue()


SAMPLES = {
    "pdf": PDF,
    "png": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "jpg": b"\xff\xd8\xff\xe0" + bytes(20),
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(20),
    "docx": office_file("docx"),
    "xlsx": office_file("xlsx"),
    "txt": "Утверждение конечного пользователя".encode(),
    "csv": b"name;country\nCaf\xe9;FR\n",
    "eml": b"From: a@example.org\nTo: b@example.org\nSubject: x\n\n<html><body>end use</body></html>",
    "json": b'{"a": 1}',
    "yaml": b"a: 1\n",
    "yml": b"a: 1\n",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_paper_of_every_accepted_type_is_told_by_its_bytes(ending: str) -> None:
    assert kind_of(io.BytesIO(SAMPLES[ending]), f"paper.{ending}") == ENDINGS[ending]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("page.html", b"<!DOCTYPE html><html></html>", "could run"),
        ("page.txt", b"see <script>alert(1)</script>", "could run"),
        ("page.txt", "<html><body>".encode("utf-16"), "could run"),
        ("page.csv", b"a,b\n1,<svg onload=x>", "could run"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "could run"),
        ("drawing.png", b"<?xml version='1.0'?><svg/>", "could run"),
        ("drawing.txt", b"<?xml version='1.0'?><x/>", "could run"),
        ("run.sh", b"#!/bin/sh\nrm -rf /", "is a script"),
        ("run.txt", b"#!/bin/sh\nrm -rf /", "is a script"),
        ("run.bat", b"@echo off", "ends in 'bat'"),
        ("run.js", b"alert(1)", "ends in 'js'"),
        ("run.pdf", b"MZ\x90\x00", "is a program"),
        ("run.pdf", b"\x7fELF\x02", "is a program"),
        ("many.zip", archive(**{"a.txt": b"x"}), "is an archive"),
        ("many.docx", archive(**{"a.txt": b"x"}), "is an archive"),
        ("many.gz", b"\x1f\x8b\x08", "is an archive"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office"),
        ("macros.docx", archive(**{"[Content_Types].xml": b"", "word/document.xml": b"",
                                   "word/vbaProject.bin": b"x"}), "macros"),
        ("bomb.docx", bomb(), "zip bomb"),
        ("bomb.docx", archive(**{"word/document.xml": b"<!DOCTYPE x>"}), "document type"),
        ("paper.png", PDF, "those of a PDF file"),
        ("paper", PDF, "ends in 'nothing'"),
        ("paper.txt", b"\x00\x01\x02", "is no text"),
        ("paper.json", b"hello", "does not begin as JSON"),
        ("paper.eml", b"hello", "does not begin as an e-mail"),
        ("paper.pdf", b"", "has nothing in it"),
    ],
)  # fmt: skip
def test_what_could_run_unpack_or_pass_for_a_page_is_refused(name: str, data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        kind_of(io.BytesIO(data), name)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\win.txt", "win.txt"),
        ("/abs/olute.pdf", "olute.pdf"),
        ("licence\u202efdp.txt", "licencefdp.txt"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ('x"; filename="y.pdf', "x; filename=y.pdf"),
        ("договор.pdf", "договор.pdf"),
        ("عقد.pdf", "عقد.pdf"),
        ("...", "paper"),
        ("n" * 300 + ".pdf", "n" * 116 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_path_or_tricks(given: str, kept: str) -> None:
    assert clean_name(given) == kept
