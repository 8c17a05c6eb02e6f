"""Reading documents: every format to text with pages, and a clear word for what cannot be read."""

from __future__ import annotations

import os
import time
from pathlib import Path

import papers_made as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duecare.errors import InputError
from duecare.items import DocumentError, assembled, read_document, read_document_bytes
from duecare.items.documents import language_of
from duecare.items.documents.model import MAX_BYTES, MAX_TEXT


def test_a_pdf_is_read_page_by_page() -> None:
    document = read_document_bytes(made.pdf(["Dome cameras", "Face recognition"]), "brochure.pdf")
    assert document.unit == "page"
    place = document.text.index("Face")
    assert document.page(place) == 2
    assert document.sentence_at(place).text == "Face recognition"


def test_a_page_without_text_is_said_to_be_unread() -> None:
    document = read_document_bytes(made.pdf(["Dome cameras", ""]), "brochure.pdf")
    assert document.notes == ("1 of 2 pages hold no text, perhaps pictures of it; they were not read",)


def test_a_docx_is_read_with_tables_and_headers() -> None:
    data = made.docx("Plate reader", "for toll roads", table=("Range", "30 m"), header="Data sheet")
    document = read_document_bytes(data, "sheet.docx")
    assert document.text.split() == ["Plate", "reader", "for", "toll", "roads", "Range", "30", "m", "Data", "sheet"]
    assert document.unit == "paragraph"


def test_macros_of_a_docx_are_named_and_not_run() -> None:
    data = made.with_part(made.docx("Camera"), "word/vbaProject.bin", b"\xcc\x61")
    assert read_document_bytes(data, "sheet.docx").notes == ("has macros, which were not run",)


def test_a_workbook_is_read_row_by_row() -> None:
    document = read_document_bytes(made.xlsx([["Item", "What it does"], ["A1", "Thermal camera"]]), "list.xlsx")
    assert document.text == "Item | What it does\nA1 | Thermal camera\n"
    assert document.page(document.text.index("Thermal")) == 2


def test_html_is_read_as_a_reader_sees_it() -> None:
    page = """<html><head><title>Eyeline</title><meta name="description" content="Cameras that know people">
      <script>var face = "recognition of faces";</script><style>.face {}</style></head><body><nav>Home</nav>
      <h1>Eye<b>line</b></h1><p hidden>secret trojan</p><p>Finds people in video.</p>
      <noscript>spyware</noscript></body></html>"""
    document = read_document_bytes(page.encode(), "page.html")
    assert document.text == "Eyeline\nCameras that know people\nHome\nEyeline\nFinds people in video.\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Система распознавания лиц для городских камер видеонаблюдения и поиска людей".encode("cp1251"), "cp1251"),
        ("Überwachungskamera für Gebäude, Höfe und Straßen mit Gesichtserkennung".encode("cp1252"), "cp125"),
    ],
)
def test_text_in_an_old_encoding_is_read_and_the_guess_is_noted(data: bytes, encoding: str) -> None:
    document = read_document_bytes(data, "note.txt")
    assert ("распознавания" in document.text) or ("Überwachungskamera" in document.text)
    assert document.notes[0].startswith("not UTF-8; read as")


def test_a_page_is_read_in_the_encoding_it_declares() -> None:
    page = '<html><head><meta charset="gb2312"></head><body>人脸识别摄像机</body></html>'.encode("gb2312")
    document = read_document_bytes(page, "page.html")
    assert "人脸识别摄像机" in document.text
    assert document.notes == ("read as gb2312, as it declares",)


def test_a_text_of_two_encodings_is_read_and_the_bytes_that_do_not_fit_are_noted() -> None:
    data = b"Face recognition for doors. " * 30 + "Tür".encode("latin-1")
    document = read_document_bytes(data, "note.txt")
    assert document.text.count("Face") == 30
    assert "not UTF-8" in document.notes[0]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.pdf", b"", "is empty"),
        ("blank.txt", b" \n\t ", "is empty"),
        ("locked.pdf", made.pdf(["Secret"], encrypted=True), "is encrypted; save it without a password"),
        ("cut.pdf", made.pdf(["Camera"])[:300], "is damaged or cut short, or no PDF"),
        ("pictures.pdf", made.pdf(["", ""]), "holds pictures of text only"),
        ("photo.png", b"\x89PNG\r\n\x1a\n0000", "is a picture (PNG), which is not read"),
        ("photo.jpg", b"anything", "is a picture (jpg), which is not read"),
        ("photo.txt", b"\xff\xd8\xff\xe0 JFIF", "is a picture (JPEG)"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "is an old Office file or has a password"),
        ("macro.docm", made.with_macro_type(made.docx("Camera")), "is a document with macros"),
        ("cut.docx", made.docx("Camera")[:900], "is not a .docx document, or it is damaged"),
        ("book.docx", made.xlsx([["a"]]).replace(b"xl/workbook.xml", b"xl/workbok2.xml"), "is no"),
        ("cut.xlsx", made.xlsx([["Camera"]])[:500], "is not an .xlsx workbook, or it is damaged"),
        ("data.bin", bytes(range(256)) * 40, "is not text"),
        ("scripts.html", b"<html><script>alert('face recognition')</script></html>", "holds no text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(name: str, data: bytes, says: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document_bytes(data, name)
    assert str(caught.value).startswith(f"{name}: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_zip_bomb_is_not_opened() -> None:
    bomb = made.with_part(made.docx("Camera"), "word/media/bomb.xml", b"\0" * 320_000_000)
    with pytest.raises(DocumentError, match="like a zip bomb; it is not opened"):
        read_document_bytes(bomb, "bomb.docx")


def test_an_entity_bomb_is_not_opened() -> None:
    bomb = made.with_part(made.docx("Camera"), "word/extra.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    with pytest.raises(DocumentError, match="XML document type"):
        read_document_bytes(bomb, "bomb.docx")


def test_a_pdf_of_two_gigabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with open(path, "wb") as file:
        file.write(b"%PDF-1.7\n")
        os.truncate(path, 2 * 1024**3)
    started = time.monotonic()
    with pytest.raises(InputError, match=f"a document may have {MAX_BYTES // 10**6} MB"):
        read_document(path)
    assert time.monotonic() - started < 5


def test_a_text_of_over_a_million_characters_is_cut_and_says_so() -> None:
    document = read_document_bytes(b"face recognition " * 70_000, "long.txt")
    assert len(document.text) <= MAX_TEXT
    assert document.notes == (f"only the first {MAX_TEXT:,} characters were read",)


@pytest.mark.parametrize("missing", ["nowhere.pdf", "folder"])
def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path, missing: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError):
        read_document(tmp_path / missing)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([".txt", ".html", ".pdf", ".docx", ".xlsx"]))
def test_any_bytes_are_read_or_refused(data: bytes, suffix: str) -> None:
    said = ""
    try:
        said = read_document_bytes(data, f"file{suffix}").text
    except DocumentError as error:
        said = str(error).replace("\n", "")
    assert said.strip()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_every_sentence_stands_where_it_says(text: str) -> None:
    if not text.strip():
        return
    document = assembled("text", "line", text.splitlines(keepends=True) or [text])
    for sentence in document.sentences():
        assert document.text[sentence.start :].startswith(sentence.text[:1])


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The camera recognises faces and opens the door for the staff.", "en"),
        ("La cámara reconoce el rostro de las personas y abre la puerta.", "es"),
        ("La caméra reconnaît le visage des employés et ouvre la porte.", "fr"),
        ("Die Kamera erkennt das Gesicht und öffnet die Tür.", "de"),
        ("A câmera reconhece o rosto das pessoas e não abre a porta para os outros.", "pt"),
        ("Камера распознаёт лица и открывает дверь.", "ru"),
        ("تتعرف الكاميرا على الوجوه وتفتح الباب للموظفين", "ar"),
        ("摄像机识别人脸并开门", "zh"),
        ("دوربین چهره کارکنان را می‌شناسد و در را باز می‌کند و گزارش می‌دهد", "fa"),
        ("Kamera yüzleri tanır ve kapıyı çalışanlar için açar.", "tr"),
        ("X-200 4K", None),
    ],
)
def test_the_language_of_a_sentence_is_guessed(text: str, lang: str | None) -> None:
    assert language_of(text) == lang


def test_deeply_nested_pages_are_read_to_the_bottom() -> None:
    page = "<p>Soap</p>" + "<div>" * 600 + "Face recognition against a watchlist" + "</div>" * 600
    assert "watchlist" in read_document_bytes(page.encode(), "page.html").text


def test_what_a_page_hides_by_style_is_not_read() -> None:
    document = read_document_bytes(b"<p>Soap</p><p style='display: none'>spyware</p>", "page.html")
    assert document.text == "Soap\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(encoding: str) -> None:
    document = read_document_bytes("Face recognition for the police".encode(encoding), "note.txt")
    assert document.text.startswith("Face recognition")


@pytest.mark.parametrize("data", [b"{\\rtf1\\ansi Face}", b"MIME-Version: 1.0\nContent-Type: multipart/related"])
def test_rtf_and_saved_archives_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="is RTF or a saved web archive"):
        read_document_bytes(data, "file.txt")


def test_a_text_that_begins_like_a_bitmap_is_a_text() -> None:
    assert read_document_bytes(b"BMW fleet cameras", "note.txt").text.startswith("BMW")


def test_words_that_a_pdf_breaks_over_lines_are_joined() -> None:
    from duecare.items.documents.pdf import _joined

    assert _joined("face recogni-\r\ntion of\r\npeople.\r\nNext line") == "face recognition of people.\nNext line"


def test_a_workbook_of_empty_rows_is_read_in_bounded_time() -> None:
    import io

    from openpyxl import Workbook

    book = Workbook()
    book.active["A1048576"] = "Thermal camera"
    buffer = io.BytesIO()
    book.save(buffer)
    started = time.monotonic()
    with pytest.raises(DocumentError, match="holds no text"):
        read_document_bytes(buffer.getvalue(), "far.xlsx")
    assert time.monotonic() - started < 30


def test_pages_beyond_the_limit_never_make_a_longer_text() -> None:
    document = assembled("long", "page", ["a" * MAX_TEXT, "b" * 3 * MAX_TEXT])
    assert len(document.text) <= MAX_TEXT
    assert document.notes
