"""A paper as a Word document, by python-docx: headings, lists and tables as Word knows them, marks on every page."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from itertools import islice
from typing import Any, Final

from duecare.papers.layout.blocks import (
    Blank,
    Block,
    Bullets,
    Choice,
    Code,
    Document,
    Heading,
    Pairs,
    PaperError,
    Paragraph,
    Picture,
    Piece,
    Status,
    Strong,
    Table,
    Text,
    line,
    pieces,
    safe,
)
from duecare.papers.layout.theme import Theme
from duecare.papers.wording import OPEN, Name

WIDTH_MM: Final = 162
RULE: Final = "C9D1D6"
_SIZES: Final = {"headline": 14, "lead": 10, "about": 8.5, "note": 9, "body": 10.5}
_RIGHT_TO_LEFT: Final = ("und-Arab", "und-Hebr", "ar", "he", "fa", "ur")
_MARKS: Final = {
    **dict.fromkeys(("raised", "stands", "failed", "overdue"), "■"), **dict.fromkeys(("open", "possible"), "◌"),
    **dict.fromkeys(("resolved", "lifted", "effective"), "▣"),
}  # fmt: skip


def docx_bytes(document: Document, theme: Theme | None = None) -> bytes:
    """The paper as a Word document. A picture stands in it as PNG, with its words as alternative text."""
    theme = theme or Theme()
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt, RGBColor

    made = docx.Document()
    section = made.sections[0]
    if document.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
    short, long = Mm(210), Mm(297)
    section.page_width, section.page_height = (long, short) if document.landscape else (short, long)
    section.left_margin = section.right_margin = Mm((210 - WIDTH_MM) / 2)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    base = made.styles["Normal"]
    base.font.name, base.font.size = "Cambria", Pt(_SIZES["body"])
    base.font.color.rgb = RGBColor.from_string(theme.ink[1:].upper())
    for level, size in ((1, 20), (2, 13), (3, 11), (4, 10.5)):
        style = made.styles[f"Heading {level}"]
        style.font.name, style.font.size = "Cambria", Pt(size)
        fonts = style.element.rPr.rFonts
        for name in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[name]  # a font of Word's theme goes before the one that is named
        style.font.color.rgb = RGBColor.from_string(theme.ink[1:].upper())
    _properties(made, document, theme)
    _frame(made, document, theme)
    for block in document.blocks:
        _Writer(made, theme, WIDTH_MM + (87 if document.landscape else 0)).block(block)
    buffer = io.BytesIO()
    made.save(buffer)
    return _undated(buffer)


def _undated(buffer: io.BytesIO) -> bytes:
    """The file without the time at which it was packed: the same paper gives the same bytes."""
    again = io.BytesIO()
    with zipfile.ZipFile(buffer) as packed, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as written:
        for member in packed.infolist():
            written.writestr(zipfile.ZipInfo(member.filename), packed.read(member), zipfile.ZIP_DEFLATED)
    return again.getvalue()


def _properties(made: Any, document: Document, theme: Theme) -> None:
    properties = made.core_properties
    day = datetime.datetime.fromisoformat(document.marks.made[:10])
    properties.title, properties.language = line(document.title)[:255], document.language
    properties.author, properties.subject = theme.house or "Duecare", document.kind[:255]
    properties.created = properties.modified = day
    properties.content_status = document.marks.status


def _frame(made: Any, document: Document, theme: Theme) -> None:
    """Logo, kind, title and marks on the first page; the marks in the foot of every page."""
    from docx.shared import Pt

    writer = _Writer(made, theme)
    if theme.logo and theme.logo_kind != ".svg":
        _logo(made, theme)
    writer.paragraph(f"{theme.house} · {document.kind}" if theme.house else document.kind, 9)
    writer.runs(made.add_heading(level=1), document.title, None)
    for label, value in document.marks.said():
        writer.paragraph((Strong(f"{label}: "), value), 9)
    foot = made.sections[0].footer.paragraphs[0]
    shown = [f"{label}: {value}" for label, value in document.marks.said() if label not in ("Made", "Basis")]
    foot.text = " · ".join([*shown, *([theme.foot] if theme.foot else [])])
    foot.runs[0].font.size = Pt(8)
    head = made.sections[0].header.paragraphs[0]
    head.text = f"{document.kind}: {line(document.title)}"
    head.runs[0].font.size = Pt(8)


def _logo(made: Any, theme: Theme) -> None:
    from docx.image import exceptions
    from docx.shared import Mm

    damaged = (exceptions.InvalidImageStreamError, exceptions.UnexpectedEndOfFileError,
               exceptions.UnrecognizedImageError, AttributeError, KeyError, struct.error)  # fmt: skip
    try:
        made.add_picture(io.BytesIO(theme.logo), height=Mm(14))
    except damaged:
        raise PaperError("the logo is damaged, so that Word cannot show it", hint="accepted: .png, .jpg") from None


class _Writer:
    """Puts blocks into a Word document."""

    def __init__(self, made: Any, theme: Theme, width: float = WIDTH_MM) -> None:
        self.made, self.theme, self.width = made, theme, width

    def block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.runs(self.made.add_heading(level=block.level + 1), block.text, None)
        elif isinstance(block, Paragraph):
            said = Strong(line(block.text)) if block.style == "headline" else block.text
            self.paragraph(said, _SIZES[block.style])
        elif isinstance(block, Bullets):
            for item in block.items:
                self.runs(self.made.add_paragraph(style="List Number" if block.ordered else "List Bullet"), item, None)
        elif isinstance(block, Pairs):
            for label, text in block.rows:
                self.paragraph((Strong(f"{label}: "), *pieces(text)), 9.5)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Picture):
            self.picture(block)
        elif isinstance(block, Blank):
            self.blank(block)
        elif isinstance(block, Choice):
            self.paragraph(Strong(block.label), 10)
            if block.help:
                self.paragraph(block.help, 8.5)
            for option in block.options:
                self.paragraph(f"{'☒' if option in block.ticked else '☐'} {option}", 10)
        else:
            self.made.add_page_break()

    def paragraph(self, text: Text, size: float) -> None:
        from docx.shared import Pt

        made = self.made.add_paragraph()
        made.paragraph_format.space_after = Pt(4)
        self.runs(made, text, size)

    def runs(self, made: Any, text: Text, size: float | None, *, bold: bool = False) -> None:
        said = pieces(text)
        if len(said) == 1 and isinstance(said[0], Name) and said[0].lang in _RIGHT_TO_LEFT and not said[0].latin:
            made._p.get_or_add_pPr().append(_element("w:bidi"))
        for piece in pieces(text):
            self.run(made, piece, size, bold)

    def run(self, made: Any, piece: Piece, size: float | None, bold: bool) -> None:
        from docx.shared import Pt

        if isinstance(piece, Name) and piece.parts:
            for number, part in enumerate(piece.parts):
                self.run(made, " · " if number else "", size, bold)
                self.run(made, part, size, bold)
            return
        own, rest = piece, ""
        if isinstance(piece, Name):
            own, rest = piece.text, f" ({piece.latin})" if piece.latin else ""
        elif isinstance(piece, Status):
            own = f"{_MARKS.get(piece.word, '□')} {piece.said or piece.word}"
        elif isinstance(piece, Strong | Code):
            own = safe(piece.text)
        else:
            own = safe(str(piece))
        if not own:
            return
        run = made.add_run(own)
        run.bold = True if bold or isinstance(piece, Strong | Status) else None
        if size is not None:
            run.font.size = Pt(size)
        if isinstance(piece, Code):
            run.font.name = "Consolas"
        if isinstance(piece, Name) and piece.lang:
            _in_script(run, piece.lang)
        if rest:
            self.run(made, rest, size, bold)

    def table(self, block: Table) -> None:
        """A table with rules and no boxes, whose head row is repeated on every page."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm, Pt

        self.paragraph(Strong(line(block.caption)), 9.5)
        made = self.made.add_table(rows=1 + len(block.rows), cols=len(block.heads))
        made.autofit = False
        made._tbl.tblPr.append(_rules())
        shares = block.widths or (1,) * len(block.heads)
        widths = [Mm(self.width * share / sum(shares)) for share in shares]
        made.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        every = iter(made._cells)  # asked of once: python-docx works them all out each time
        for number, (row, texts) in enumerate(zip(made.rows, [block.heads, *block.rows], strict=True)):
            row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
            for place, (cell, text, width) in enumerate(zip(islice(every, len(texts)), texts, widths, strict=True)):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(2)
                if place in block.figures:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self.runs(paragraph, text, 8.5, bold=number == 0)
        self.made.add_paragraph().paragraph_format.space_after = Pt(2)

    def picture(self, block: Picture) -> None:
        from docx.shared import Mm

        from duecare.papers.layout.pdf import png_bytes

        self.made.add_picture(io.BytesIO(png_bytes(block.svg, self.theme)), width=Mm(self.width * block.width / 100))
        self.made.inline_shapes[-1]._inline.docPr.set("descr", block.words)
        if block.caption:
            self.paragraph(block.caption, 8.5)

    def blank(self, block: Blank) -> None:
        self.paragraph(Strong(block.label if block.filled else f"{_MARKS[OPEN]} {block.label}"), 10)
        if block.help:
            self.paragraph(block.help, 8.5)
        if block.filled:
            self.paragraph(block.filled, 10)
            return
        for _ in range(block.lines):
            made = self.made.add_paragraph()
            borders = _element("w:pBdr")
            borders.append(_element("w:bottom", val="single", sz="4", space="1", color="808080"))
            made._p.get_or_add_pPr().append(borders)


def _in_script(run: Any, lang: str) -> None:
    """The language of a name; and that it is written from right to left, where it is."""
    properties = run._r.get_or_add_rPr()
    if lang in _RIGHT_TO_LEFT:
        properties.append(_element("w:rtl"))
        properties.append(_element("w:lang", bidi="ar-SA" if lang in ("und-Arab", "ar") else "he-IL"))
    elif lang in ("und-Hani", "ja", "ko"):
        tag = {"und-Hani": "zh-CN", "ja": "ja-JP", "ko": "ko-KR"}[lang]
        properties.append(_element("w:lang", eastAsia=tag))


def _rules() -> Any:
    borders = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=RULE))
    return borders


def _element(name: str, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made
