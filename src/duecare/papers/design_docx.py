"""The design review as a Word document, by python-docx."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from duecare.items import Capability
from duecare.items.taxonomy import Scenario

INK, RULE = "1B2733", "C9D1D6"
#: Between the title and the text of a cell.
TITLE_ENDS = "\u2028"


def docx_bytes(
    item: str,
    lead: str,
    notes: Sequence[str],
    chapters: Sequence[tuple[Capability, Sequence[str], Sequence[Scenario]]],
    safeguards: Sequence[tuple[str, str, str, str, str, str]],
    modes: Sequence[tuple[str, str, str]],
    commands: Sequence[str],
) -> bytes:
    """The document as bytes: headings, a table of scenarios a capability, one of safeguards, and what is open."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt, RGBColor

    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    base = document.styles["Normal"]
    base.font.name, base.font.size, base.font.color.rgb = "Calibri", Pt(10), RGBColor.from_string(INK)
    for level in (1, 2):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.color.rgb = "Calibri", RGBColor.from_string(INK)
    document.core_properties.title = f"Design review: {item}"[:255]
    document.core_properties.author = "Duecare"
    document.add_heading(f"Design review: {item}", 1)
    document.add_paragraph(lead)
    for note in notes:
        document.add_paragraph(note, style="List Bullet")
    for capability, severity, scenarios in chapters:
        document.add_heading(capability.title, 2)
        document.add_paragraph(capability.definition)
        for line in severity:
            document.add_paragraph(line, style="List Bullet")
        heads = ("☐", "Misuse that can be foreseen", "Who is hurt", "Ask the designer", "Finding")
        rows = [("☐", f"{one.title}.{TITLE_ENDS} {one.how}", one.hurts, one.ask, "") for one in scenarios]
        _table(document, heads, rows, (8, 85, 62, 62, 40))
    if safeguards:
        document.add_heading("Safeguards by design", 2)
        document.add_paragraph("One counts when its proof is on file, not when it is said to be there.")
        heads = ("☐", "Safeguard", "Answers", "Proof that shows it", "Now")
        rows = [
            (mark, f"{title}.{TITLE_ENDS} {text}", answers, proof, state)
            for title, text, answers, proof, mark, state in safeguards
        ]
        _table(document, heads, rows, (8, 85, 62, 62, 40))
    if modes:
        document.add_heading("What the severity turns on", 2)
        _table(document, ("Fact", "Known", "Why it matters"), modes, (60, 40, 157))
    if commands:
        document.add_heading("Facts for the review", 2)
        for command in commands:
            document.add_paragraph(command)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    """A table with rules and no boxes, whose head row is repeated on every page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    table = document.add_table(rows=1, cols=len(heads))
    table.autofit = False
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        rule = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            rule.set(qn(f"w:{key}"), value)
        borders.append(rule)
    properties.append(borders)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for number, texts in enumerate([heads, *rows]):
        row = table.rows[0] if number == 0 else table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            title, mark, rest = text.partition(TITLE_ENDS)
            for part, bold in ((title, number == 0 or bool(mark)), (rest, False)):
                run = paragraph.add_run(part)
                run.font.size = Pt(9)
                run.bold = bold
