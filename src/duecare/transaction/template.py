"""A blank transaction as a workbook: every choice a list with `unknown` among them, every question beside its cell."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

from duecare.transaction.files import write_atomically
from duecare.transaction.format import SCHEMA
from duecare.transaction.sheets import (
    ANSWERS,
    CHOICES,
    FIRST_ROW,
    HEADING_ROW,
    KEY_ROW,
    README,
    TRANSACTION,
    Column,
    Sheet,
    asked_facts,
    fact_choices,
    sheets,
    transaction_rows,
)

_INK, _QUIET, _RULE, _HEAD, _FIELD = "#1B2733", "#6B7780", "#C9D1D6", "#24455C", "#F6F8F9"

_README = (
    ("A transaction to fill in", "title"),
    ("One workbook describes one transaction: what is sold, by and to whom, where, and for what use.", "text"),
    ("Fill in", "head"),
    ("Only Id and Title on the sheet Transaction are required. Everything else may stay empty.", "text"),
    ("An empty cell and unknown mean the same: nobody has said. No is an answer, and is never assumed.", "text"),
    ("Where a cell offers a list, pick from it. Roles, capabilities, delivery, services and controls take", "text"),
    ("several, with commas between; what is not in such a list counts as no.", "text"),
    ("The sheet Answers asks everything else. Give the source with the answer: who or what says so, when.", "text"),
    ("Where there are several items, parties or places, put the id of the one meant in the column About, and", "text"),
    ("copy the row for the next one. Two sources that differ may both stand, a row each.", "text"),
    ("Keep", "head"),
    ("The grey keys in row 2 (column A on the sheet Transaction) are what is read: leave them as they are.", "text"),
    ("No formulas: paste values. Dates as dates or as 2026-11-23. Countries by name or code.", "text"),
    ("Then", "head"),
    ("duecare review deal.xlsx", "code"),
    (f"Format: {SCHEMA}", "quiet"),
)


def write_template(path: str | Path) -> None:
    """Write a blank workbook; nothing is left half-written.

    Raises:
        OutputError: the file cannot be written.
    """
    write_atomically(path, template_bytes())


def template_bytes() -> bytes:
    """The blank workbook as bytes, the same on every call."""
    import xlsxwriter  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": "Transaction", "created": datetime.datetime(2026, 1, 1)})
    _Template(book).write()
    book.close()
    return buffer.getvalue()


class _Template:
    def __init__(self, book: Any) -> None:
        self._book = book
        font = {"font_name": "Calibri", "font_size": 11, "font_color": _INK, "valign": "top"}
        line = {"border": 1, "border_color": _RULE}
        looks: dict[str, dict[str, object]] = {
            "title": {"font_size": 18, "bold": True},
            "head": {"font_size": 12, "bold": True, "font_color": _HEAD},
            "text": {},
            "code": {"font_name": "Consolas"},
            "quiet": {"font_color": _QUIET, "font_size": 9},
            "heading": {
                "bold": True,
                "font_color": "#FFFFFF",
                "bg_color": _HEAD,
                "text_wrap": True,
                "valign": "vcenter",
            },
            "key": {"font_color": _QUIET, "font_size": 8, "italic": True, "bottom": 1, "bottom_color": _RULE},
            "field": {"text_wrap": True, "num_format": "@", "bg_color": _FIELD, **line},
            "number": {"text_wrap": True, "bg_color": _FIELD, **line},
            "date": {"num_format": "yyyy-mm-dd", "bg_color": _FIELD, **line},
            "question": {"text_wrap": True},
            "required": {"bold": True, "text_wrap": True},
            "help": {"text_wrap": True, "font_color": _QUIET, "font_size": 10},
            "section": {"bold": True, "font_color": _HEAD, "top": 1, "top_color": _RULE},
        }
        self._formats = {name: book.add_format({**font, **more}) for name, more in looks.items()}
        self._lists: dict[tuple[str, ...], str] = {}

    def write(self) -> None:
        add = self._book.add_worksheet
        readme = add(README)
        first = add(TRANSACTION)
        rest = [(sheet, add(sheet.name)) for sheet in sheets()]
        self._choices = add(CHOICES)
        self._choices.freeze_panes(1, 0)
        self._readme(readme)
        self._transaction(first)
        for sheet, page in rest:
            self._sheet(page, sheet)
        for page in (readme, first, *(page for _, page in rest), self._choices):
            page.hide_gridlines(2)
            page.set_paper(9)
            page.set_landscape()
            page.fit_to_pages(1, 0)
        first.activate()

    def _readme(self, page: Any) -> None:
        page.set_column(0, 0, 3)
        page.set_column(1, 1, 110)
        for row, (text, look) in enumerate(_README):
            page.write_string(row + 1, 1, text, self._formats[look])
        page.set_row(1, 28)

    def _transaction(self, page: Any) -> None:
        for column, width in enumerate((18, 34, 44, 80)):
            page.set_column(column, column, width)
        for column, heading in enumerate(("Key", "Question", "Answer", "How to tell")):
            page.write_string(HEADING_ROW - 1, column, heading, self._formats["heading"])
        page.write_string(KEY_ROW - 1, 2, "value", self._formats["key"])
        page.freeze_panes(KEY_ROW, 2)
        for row, asked in enumerate(transaction_rows(), start=FIRST_ROW - 1):
            page.write_string(row, 0, asked.key, self._formats["key"])
            heading = f"{asked.heading} (required)" if asked.required else asked.heading
            page.write_string(row, 1, heading, self._formats["required" if asked.required else "question"])
            page.write_blank(row, 2, None, self._formats[_look(asked)])
            page.write_string(row, 3, asked.help, self._formats["help"])
            self._offer(page, asked, row, row, 2)

    def _sheet(self, page: Any, sheet: Sheet) -> None:
        page.freeze_panes(KEY_ROW, 1)
        page.set_row(HEADING_ROW - 1, 32)
        last = FIRST_ROW - 2 + sheet.rows
        for index, column in enumerate(sheet.columns):
            page.set_column(index, index, column.width)
            heading = f"{column.heading} *" if column.required else column.heading
            page.write_string(HEADING_ROW - 1, index, heading, self._formats["heading"])
            page.write_string(KEY_ROW - 1, index, column.key, self._formats["key"])
            if column.help:
                page.write_comment(
                    HEADING_ROW - 1, index, column.help, {"x_scale": 2, "y_scale": 1.2, "author": "Duecare"}
                )
            if sheet.name != ANSWERS or column.key not in ("question", "help", "value"):
                self._offer(page, column, FIRST_ROW - 1, last, index)
        if sheet.name == ANSWERS:
            self._answers(page, sheet)
            return
        for row in range(FIRST_ROW - 1, last + 1):
            for index, column in enumerate(sheet.columns):
                page.write_blank(row, index, None, self._formats[_look(column)])

    def _answers(self, page: Any, sheet: Sheet) -> None:
        keys = [column.key for column in sheet.columns]
        row = FIRST_ROW - 1
        for name, fact in asked_facts().items():
            for index, column in enumerate(sheet.columns):
                page.write_blank(row, index, None, self._formats[_look(column)])
            page.write_string(row, keys.index("fact"), name, self._formats["quiet"])
            page.write_string(row, keys.index("question"), fact.question, self._formats["question"])
            page.write_string(row, keys.index("help"), fact.help, self._formats["help"])
            several = fact.type == "set"
            offered = Column("value", "", cell="choices" if several else "choice", choices=fact_choices(fact))
            if offered.choices:
                self._offer(page, offered, row, row, keys.index("value"))
            row += 1
        for spare in range(row, FIRST_ROW - 1 + sheet.rows):
            for index, column in enumerate(sheet.columns):
                if column.key not in ("question", "help"):
                    page.write_blank(spare, index, None, self._formats[_look(column)])
        page.autofilter(KEY_ROW - 1, 0, max(row, FIRST_ROW - 2 + sheet.rows), len(keys) - 1)

    def _offer(self, page: Any, column: Column, first: int, last: int, index: int) -> None:
        """Give cells their list. Where several choices may stand in one cell, the list offers but does not insist."""
        if column.picks is not None:
            source = f"={column.picks}!$A${FIRST_ROW}:$A${FIRST_ROW + 199}"
            page.data_validation(first, index, last, index, {"validate": "list", "source": source, "show_error": False})
        elif column.choices:
            choices = column.choices if column.key == "fact" else ("unknown", *column.choices)
            options: dict[str, Any] = {"validate": "list", "source": self._list(column, choices)}
            if column.cell == "choices":
                options |= {
                    "show_error": False,
                    "input_title": "One or several",
                    "input_message": "Pick one, or type several with commas between: see the sheet Choices.",
                }
            else:
                options |= {"error_title": "Not in the list", "error_message": "Pick from the list; unknown is in it."}
            page.data_validation(first, index, last, index, options)

    def _list(self, column: Column, choices: tuple[str, ...]) -> str:
        """The range on the sheet Choices that holds a list; lists that are the same share one."""
        if choices not in self._lists:
            index = len(self._lists)
            heading = column.heading or f"{choices[1]} …"
            self._choices.set_column(index, index, max(14, *(min(len(choice), 34) + 2 for choice in choices)))
            self._choices.write_string(0, index, heading, self._formats["heading"])
            for row, choice in enumerate(choices, start=1):
                self._choices.write_string(row, index, choice, self._formats["text"])
            letters = _letters(index)
            self._lists[choices] = f"={CHOICES}!${letters}$2:${letters}${len(choices) + 1}"
        return self._lists[choices]


def _look(column: Column) -> str:
    key = column.key.rpartition(".")[2]
    if key in ("date", "expiry"):
        return "date"
    return "number" if key in ("amount", "quantity", "from", "to") else "field"


def _letters(index: int) -> str:
    from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

    return str(xl_col_to_name(index))
