"""Claims about files that come with complaints: what tells of their maker goes, what they show stays."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import docx
import pytest
import xlsxwriter
from docx.shared import Mm
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import DecodedStreamObject, NameObject

from duecare.office.complaints.traces import bare_jpeg, without_traces

SECRET = "Secret Maker"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def photograph() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = SECRET
    out = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 30, 30)).save(out, "JPEG", exif=exif, comment=SECRET)
    return out.getvalue()


def document() -> bytes:
    made = docx.Document()
    made.core_properties.author = made.core_properties.last_modified_by = SECRET
    made.add_paragraph('They took him on Monday. He wrote author="nobody" on the wall.')
    comment = made.add_comment(made.paragraphs[0].runs, "look here", author=SECRET, initials="SM")
    assert comment is not None
    made.add_picture(io.BytesIO(photograph()), width=Mm(20))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        made.set_properties({"author": SECRET, "company": SECRET, "manager": SECRET})
        made.set_custom_property("Office", SECRET)
        sheet = made.add_worksheet("Days")
        sheet.write("A1", "Monday")
        sheet.write_comment("A1", "seen", {"author": SECRET})
        sheet.write_url("A2", "file:///C:/Users/Secret Maker/list.xlsx", string="list")
    return out.getvalue()


def paper() -> bytes:
    import typst

    reader = PdfReader(io.BytesIO(typst.compile(b"They took him on Monday.")))
    writer = PdfWriter(clone_from=reader)
    writer.add_metadata({"/Author": SECRET, "/Creator": SECRET})
    xmp = DecodedStreamObject()
    xmp.set_data(f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode())
    writer.root_object[NameObject("/Metadata")] = writer._add_object(xmp)
    writer.add_annotation(0, Text(rect=(50, 550, 200, 650), text="look here", title_bar=SECRET))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def texts_of(data: bytes) -> str:
    """All that a package says, picture by picture and part by part."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def test_a_word_file_loses_who_made_commented_and_photographed() -> None:
    data = document()
    assert SECRET in texts_of(data)
    bare = without_traces(data, WORD)
    assert bare is not None
    assert SECRET not in texts_of(bare)
    assert str(datetime.date.today().year) not in texts_of(bare)
    again = docx.Document(io.BytesIO(bare))
    assert [one.text for one in again.paragraphs] == [one.text for one in docx.Document(io.BytesIO(data)).paragraphs]
    assert [one.text for one in again.comments] == ["look here"]
    assert len(again.inline_shapes) == 1
    with zipfile.ZipFile(io.BytesIO(bare)) as package:
        assert {entry.date_time[:3] for entry in package.infolist()} == {(1980, 1, 1)}


def test_a_workbook_loses_its_author_and_the_disk_that_it_lay_on() -> None:
    data = workbook()
    bare = without_traces(data, EXCEL)
    assert bare is not None
    assert SECRET in texts_of(data)
    assert not {word for word in (SECRET, "Secret", "Users") if word in texts_of(bare)}
    for kept in ("Monday", "seen", "Days"):
        assert kept in texts_of(bare)


def test_a_pdf_loses_its_author_program_and_whoever_made_its_notes() -> None:
    data = paper()
    assert data.count(SECRET.encode()) >= 3
    bare = without_traces(data, "application/pdf")
    assert bare is not None
    assert SECRET.encode() not in bare
    found = PdfReader(io.BytesIO(bare))
    assert not found.metadata
    assert found.xmp_metadata is None
    assert "They took him on Monday." in found.pages[0].extract_text()
    notes: Any = found.pages[0]["/Annots"]
    assert [one.get_object()["/Contents"] for one in notes] == ["look here"]


def test_a_photograph_in_a_pdf_loses_its_notes_and_no_pixel() -> None:
    kept = bare_jpeg(photograph())
    assert SECRET.encode() in photograph()
    assert SECRET.encode() not in kept
    with Image.open(io.BytesIO(kept)) as bare, Image.open(io.BytesIO(photograph())) as came:
        assert list(bare.convert("RGB").tobytes()) == list(came.convert("RGB").tobytes())


@pytest.mark.parametrize("kind", [WORD, EXCEL, "application/pdf"])
@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 cut", b"PK\x03\x04 cut", paper()[:2_000], document()[:3_000]])
def test_what_cannot_be_read_is_said_not_to_be_clean(kind: str, data: bytes) -> None:
    assert without_traces(data, kind) is None


def test_an_encrypted_pdf_and_an_email_are_said_not_to_be_clean() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(paper())))
    writer.encrypt("word", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    assert without_traces(out.getvalue(), "application/pdf") is None
    assert without_traces(b"From: a@example.org", "message/rfc822") is None


@given(st.binary(max_size=200))
def test_whatever_follows_the_beginning_of_a_jpeg_ends_and_only_gets_shorter(rest: bytes) -> None:
    data = b"\xff\xd8\xff" + rest
    assert len(bare_jpeg(data)) <= len(data)
