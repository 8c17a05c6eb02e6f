"""Claims about papers of any kind: read by everybody, the same each time, and nothing in them is taken for markup."""

from __future__ import annotations

import io
import json
import re

import docx
import pytest
from paper_reading import Pdf, parts

from duecare.papers.layout import (
    MEDIA,
    OPEN_MARK,
    Blank,
    Bullets,
    Choice,
    Code,
    Document,
    Heading,
    Marks,
    Pairs,
    PaperError,
    Paragraph,
    Picture,
    Status,
    Strong,
    Table,
    Theme,
    Turn,
    form_of,
    rendered,
)
from duecare.papers.wording import Name, named
from duecare.pictures import interval_track
from duecare.review import LEVELS

MARKS = Marks("3", "approved", "privileged", "2026-11-20", "2026-11-26", "ab" * 32, "claimed by counsel")
HOSTILE = '#import "x": * $a^2$ *b* _c_ <label> @ref `code` \\ // [d] <script>alert(1)</script> {{x}} & \u202eevil'
NAMES = (named("شرطة المدينة"), named("新疆公安厅"), named("Полиция"), named("경찰청"), named("משטרה"))
PAPER = Document(
    "Memo",
    named("شرطة المدينة"),
    MARKS,
    (
        Heading("First"),
        Paragraph((HOSTILE, " ", Strong(HOSTILE), Code(HOSTILE))),
        Paragraph(("Open: ", OPEN_MARK), "lead"),
        Bullets(tuple(NAMES)),
        Bullets(("one", "two"), ordered=True),
        Pairs((("Police", NAMES[0]), (HOSTILE, HOSTILE))),
        Heading("Second", 2),
        Table(
            "A table",
            ("What", "Said", "Figure"),
            (("=1+1", HOSTILE, "1,200"), (OPEN_MARK, Status("raised", "Raised"), "-3.5"),
             ("@SUM(A1)", "http://a.b", "x")),
            (2, 5, 1),
            frozenset({2}),
        ),
        Picture(interval_track("low", "high", LEVELS, hold=False), "Level: low, could be high", "The level"),
        Turn(),
        Blank("Address", "Street and town", 2),
        Blank("Name", filled=NAMES[0]),
        Choice("Decision", ("Approve", "Decline"), ticked=frozenset({"Decline"})),
        Paragraph(Name("نص عربي كامل", "ar")),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def pdf() -> Pdf:
    return Pdf(rendered(PAPER, "pdf"))


@pytest.fixture(scope="module")
def word() -> bytes:
    return rendered(PAPER, "docx")


def test_a_pdf_is_tagged_for_screen_readers_and_says_its_language_and_title(pdf: Pdf) -> None:
    assert pdf.tagged
    assert pdf.language == "en"
    assert pdf.title == str(NAMES[0])
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.content


def test_headings_lists_tables_and_pictures_are_tagged_as_what_they_are(pdf: Pdf) -> None:
    tags = pdf.tags()
    kinds = [kind for kind, _ in tags]
    assert {"H1", "H2", "P", "L", "LI", "LBody", "Table", "TR", "TH", "TD", "Figure"} <= set(kinds)
    assert kinds.count("TH") == 3
    assert kinds.count("TR") == 4
    assert [words for kind, words in tags if kind == "Figure"] == ["Level: low, could be high"]


def test_names_in_every_script_can_be_read_out_of_a_pdf(pdf: Pdf) -> None:
    for name in NAMES:
        for word in name.text.split():  # PDFium gives words of a right-to-left name on an English line as they are seen
            assert word in pdf.text, word
        assert name.latin is not None
        assert name.latin in pdf.text
    assert "نص عربي كامل" in pdf.text


def test_every_font_is_inside_the_pdf_and_is_one_that_comes_along(pdf: Pdf) -> None:
    fonts = pdf.fonts()
    assert len(fonts) >= 5
    assert all(embedded for _, embedded in fonts)
    ours = ("Noto", "DroidSansFallback", "DejaVuSansMono")
    assert all(name.rpartition("+")[2].startswith(ours) for name, _ in fonts), fonts


def test_markup_in_data_stays_text(pdf: Pdf, word: bytes) -> None:
    said = HOSTILE.replace("\u202e", "")
    assert pdf.text.count(said) >= 3
    assert said in "\n".join(one.text for one in docx.Document(io.BytesIO(word)).paragraphs)


def test_the_marks_stand_on_every_page(pdf: Pdf) -> None:
    assert len(pdf.pages) == 2
    for page in pdf.pages:
        assert "Version: 3 · Status: approved · For: privileged; claimed by counsel · Data up to: 2026-11-20" in page
    assert MARKS.basis_hash in pdf.pages[0]


@pytest.mark.parametrize("form", MEDIA)
def test_the_same_paper_gives_the_same_bytes(form: str) -> None:
    assert rendered(PAPER, form) == rendered(PAPER, form)


def test_a_word_document_has_headings_a_table_and_names_written_from_right_to_left(word: bytes) -> None:
    found = docx.Document(io.BytesIO(word))
    headings = [(one.style.name, one.text) for one in found.paragraphs if one.style.name.startswith("Heading")]
    assert headings == [("Heading 1", str(NAMES[0])), ("Heading 2", "First"), ("Heading 3", "Second")]
    assert [cell.text for cell in found.tables[0].rows[0].cells] == ["What", "Said", "Figure"]
    body = parts(word)["word/document.xml"]
    assert re.search(r"<w:rtl/>.{0,80}<w:lang w:bidi=\"ar-SA\"/></w:rPr><w:t>شرطة المدينة", body)
    assert "<w:bidi/>" in body
    assert 'w:eastAsia="zh-CN"' in body
    assert "<w:tblHeader" in body
    assert 'descr="Level: low, could be high"' in body
    assert "Status: approved" in found.sections[0].footer.paragraphs[0].text


def test_nothing_in_a_workbook_is_a_formula_or_a_link() -> None:
    made = parts(rendered(PAPER, "xlsx"))
    sheets = [text for name, text in made.items() if "worksheets/sheet" in name and name.endswith(".xml")]
    assert len(sheets) == 2
    assert not any("<f>" in text or "hyperlink" in text for text in sheets)
    assert "=1+1" in made["xl/sharedStrings.xml"]
    assert "<v>1200</v>" in sheets[1]
    assert "<v>-3.5</v>" in sheets[1]


def test_a_page_escapes_what_it_is_given_and_loads_nothing() -> None:
    page = rendered(PAPER, "html").decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert "default-src &#x27;none&#x27;" in page
    outside = [one for one in re.findall(r'(?:src|href)="([^"]+)"', page) if not one.startswith(("#", "data:"))]
    assert outside == []
    assert '<bdi lang="und-Arab" dir="auto">شرطة المدينة</bdi>' in page
    assert "\u202e" not in page


def test_json_has_marks_words_and_blanks_for_programs() -> None:
    said = json.loads(rendered(PAPER, "json"))
    assert said["schema"] == "duecare.paper/1"
    assert {"label": "Status", "value": "approved"} in said["marks"]
    blank = next(block for block in said["blocks"] if block["block"] == "blank")
    assert (blank["label"], blank["filled"], blank["lines"]) == ("Address", [], 2)
    assert "svg" not in json.dumps(said)


def test_a_wide_paper_lies_on_its_side() -> None:
    wide = Document("List", "Wide", MARKS, (Paragraph("x"),), landscape=True)
    width, height = Pdf(rendered(wide, "pdf")).document[0].get_size()
    assert width > height
    section = docx.Document(io.BytesIO(rendered(wide, "docx"))).sections[0]
    assert section.page_width > section.page_height


def test_a_mark_or_status_that_is_none_is_refused() -> None:
    with pytest.raises(PaperError, match="'secret' is no mark of a paper"):
        Marks("1", "draft", "secret", "2026-11-20", "2026-11-26")
    with pytest.raises(PaperError, match="has 1 cells for 2 heads"):
        Table("T", ("a", "b"), (("x",),))


@pytest.mark.parametrize(("form", "output"), [("odt", None), (None, "memo.odt"), (None, None)])
def test_a_form_that_papers_are_not_made_in_is_refused_with_those_that_they_are(
    form: str | None, output: str | None
) -> None:
    with pytest.raises(PaperError, match="accepted: pdf, docx, xlsx, html, json"):
        form_of(form, output)


def test_the_house_stands_in_every_form() -> None:
    theme = Theme(house="Nordlys AS", foot="Org. 123", hue="#7a1f1f")
    assert "Nordlys AS · Memo" in Pdf(rendered(PAPER, "pdf", theme)).pages[0]
    assert "Org. 123" in Pdf(rendered(PAPER, "pdf", theme)).pages[1]
    assert docx.Document(io.BytesIO(rendered(PAPER, "docx", theme))).core_properties.author == "Nordlys AS"
    page = rendered(PAPER, "html", theme).decode()
    assert "Nordlys AS · Memo" in page
    assert "--hue: #7a1f1f" in page
