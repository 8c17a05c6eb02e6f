"""Claims about files that come with complaints: what tells of their maker goes, what they show stays."""

from __future__ import annotations

import datetime
import io
import time
import zipfile
from typing import Any

import docx
import pytest
import xlsxwriter
from docx.shared import Mm
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

from duecare.office.complaints.parts import bare_jpeg, bare_png
from duecare.office.complaints.traces import Bare, without_traces

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
    bare = without_traces(data, WORD).data
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
    found = without_traces(data, EXCEL)
    assert found.whole
    bare = found.data
    assert SECRET in texts_of(data)
    assert not {word for word in (SECRET, "Secret", "Users") if word in texts_of(bare)}
    for kept in ("Monday", "seen", "Days"):
        assert kept in texts_of(bare)


def test_a_pdf_loses_its_author_program_and_whoever_made_its_notes() -> None:
    data = paper()
    assert data.count(SECRET.encode()) >= 3
    bare = without_traces(data, "application/pdf")
    assert bare.whole
    assert SECRET.encode() not in bare.data
    found = PdfReader(io.BytesIO(bare.data))
    assert not found.metadata
    assert found.xmp_metadata is None
    assert "They took him on Monday." in found.pages[0].extract_text()
    notes: Any = found.pages[0]["/Annots"]
    assert [one.get_object()["/Contents"] for one in notes] == ["look here"]


@pytest.mark.parametrize("kind", [WORD, "application/pdf"])
@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 cut", b"PK\x03\x04 cut", document()[:3_000]])
def test_what_cannot_be_read_stays_as_it_came_and_is_said_not_to_be_clean(kind: str, data: bytes) -> None:
    assert without_traces(data, kind) == Bare(data, False)


def encrypted(data: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt("word", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def signed(data: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    signature = DictionaryObject(
        {NameObject("/Type"): NameObject("/Sig"), NameObject("/Name"): TextStringObject(SECRET)}
    )
    writer.root_object[NameObject("/Perms")] = DictionaryObject({NameObject("/DocMDP"): writer._add_object(signature)})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_that_is_encrypted_or_signed_stays_as_it_came_and_so_does_an_email() -> None:
    for data in (encrypted(paper()), signed(paper())):
        assert without_traces(data, "application/pdf") == Bare(data, False)
    assert without_traces(b"From: a@example.org", "message/rfc822") == Bare(b"From: a@example.org", False)


def test_a_file_with_another_file_within_is_cleaned_as_far_as_it_goes_and_said_not_to_be_clean() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(paper())))
    writer.add_attachment("list.docx", document())
    out = io.BytesIO()
    writer.write(out)
    found = without_traces(out.getvalue(), "application/pdf")
    assert not found.whole
    assert not PdfReader(io.BytesIO(found.data)).metadata
    packed = io.BytesIO(workbook())
    with zipfile.ZipFile(packed, "a") as package:
        package.writestr("xl/embeddings/Document1.docx", document())
    found = without_traces(packed.getvalue(), EXCEL)
    assert not found.whole
    assert SECRET not in texts_of(found.data).replace("xl/embeddings", "")


def test_what_would_take_too_long_or_too_much_stays_as_it_came() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<a>" + b"<b/>" * 20_000_000 + b"</a>")
    began = time.monotonic()
    assert without_traces(packed.getvalue(), WORD) == Bare(packed.getvalue(), False)
    assert time.monotonic() - began < 30


def test_pictures_within_documents_lose_their_notes_and_no_pixel() -> None:
    noted = PngInfo()
    noted.add_text("Author", SECRET)
    out = io.BytesIO()
    Image.new("P", (40, 20), 3).save(out, "PNG", pnginfo=noted)
    for data, bare in ((photograph(), bare_jpeg(photograph())), (out.getvalue(), bare_png(out.getvalue()))):
        trailing = data + SECRET.encode()
        assert SECRET.encode() in data
        assert SECRET.encode() not in bare
        assert (bare_png if data.startswith(b"\x89") else bare_jpeg)(trailing) == bare
        with Image.open(io.BytesIO(bare)) as kept, Image.open(io.BytesIO(data)) as came:
            assert (kept.mode, kept.tobytes()) == (came.mode, came.tobytes())


def test_a_progressive_photograph_keeps_every_scan() -> None:
    out = io.BytesIO()
    Image.effect_noise((300, 200), 80).convert("RGB").save(out, "JPEG", progressive=True, quality=95)
    with Image.open(io.BytesIO(bare_jpeg(out.getvalue()))) as kept, Image.open(out) as came:
        assert kept.tobytes() == came.tobytes()


@given(st.binary(max_size=200))
def test_whatever_follows_the_beginning_of_a_jpeg_ends_and_only_gets_shorter(rest: bytes) -> None:
    data = b"\xff\xd8\xff" + rest
    assert len(bare_jpeg(data)) <= len(data) + 2
