"""A paper as a workbook, by XlsxWriter: what it is on the first sheet, each of its tables on one of its own."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any, Final, TypeGuard

from duecare.papers.layout.blocks import Block, Document, Paragraph, Status, Table, Text, line, pieces
from duecare.papers.layout.theme import Theme
from duecare.papers.wording import OPEN

MOST_TEXT: Final = 32_767
"""Characters that a cell of a workbook can hold (Excel specifications and limits)."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def xlsx_bytes(document: Document, theme: Theme | None = None) -> bytes:
    """The paper as a workbook. Text stays text, whatever it begins with: nothing in it is a formula or a link."""
    import xlsxwriter  # type: ignore[import-untyped]

    theme = theme or Theme()
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties(
        {
            "title": line(document.title)[:255],
            "author": theme.house or "Duecare",
            "subject": document.kind,
            "created": datetime.datetime.fromisoformat(document.marks.made[:10]),
        }
    )
    looks = {
        "lead": book.add_format({"bold": True, "font_size": 14, "text_wrap": True}),
        "bold": book.add_format({"bold": True, "valign": "top"}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "figure": book.add_format({"valign": "top", "align": "right"}),
        "open": book.add_format({"italic": True, "border": 4, "valign": "top", "text_wrap": True}),
    }
    _about(book, document, looks)
    used = {"about"}
    for table in document.tables():
        _sheet(book, table, used, looks)
    book.close()
    return buffer.getvalue()


def _about(book: Any, document: Document, looks: dict[str, Any]) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 1, line(document.title), looks["lead"])
    rows = [("What this is", document.kind), *document.marks.said()]
    rows += [("", line(block.text)) for block in document.blocks if _sums_up(block)]
    for row, (label, value) in enumerate(rows, 1):
        sheet.write_string(row, 0, label, looks["bold"])
        sheet.write_string(row, 1, value[:MOST_TEXT], looks["text"])


def _sums_up(block: Block) -> TypeGuard[Paragraph]:
    return isinstance(block, Paragraph) and block.style in ("headline", "lead", "note")


def _sheet(book: Any, table: Table, used: set[str], looks: dict[str, Any]) -> None:
    sheet = book.add_worksheet(_name(table.sheet or line(table.caption), used))
    shares = table.widths or (1,) * len(table.heads)
    for place, (head, share) in enumerate(zip(table.heads, shares, strict=True)):
        sheet.set_column(place, place, max(10, round(130 * share / sum(shares))))
        sheet.write_string(0, place, head, looks["head"])
    for number, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row):
            _cell(sheet, number, place, cell, looks, figure=place in table.figures)
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.heads) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _cell(sheet: Any, row: int, column: int, cell: Text, looks: dict[str, Any], *, figure: bool) -> None:
    said = line(cell)[:MOST_TEXT]
    if figure and (number := _number(said)) is not None:
        sheet.write_number(row, column, number, looks["figure"])
        return
    is_open = any(isinstance(piece, Status) and piece.word == OPEN for piece in pieces(cell))
    sheet.write_string(row, column, said, looks["open" if is_open else "figure" if figure else "text"])


def _number(said: str) -> float | None:
    plain = said.replace(",", "")
    return float(plain) if re.fullmatch(r"-?\d{1,15}(\.\d+)?", plain) else None


def _name(wanted: str, used: set[str]) -> str:
    """A name that Excel takes for a sheet: at most 31 characters, none of []:*?/\\ in it, and no other sheet's."""
    base = " ".join(_FORBIDDEN.sub(" ", wanted).split())[:31] or "Table"
    name, number = base, 2
    while name.lower() in used:
        name = f"{base[:27]} {number}"
        number += 1
    used.add(name.lower())
    return name
