"""One more row on the Answers sheet of a workbook."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from typing import Any

from duecare.errors import InputError
from duecare.transaction.sheets import ANSWERS, FIRST_ROW, KEY_ROW, sheets


def append_to_workbook(data: bytes, entry: Mapping[str, str | list[str]]) -> bytes:
    """Write an answer into the row that asks for it if that is still empty, else into the next free row."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), keep_links=False)
        page: Any = book[ANSWERS] if ANSWERS in book.sheetnames else _new_sheet(book)
        columns = {str(cell.value): int(cell.column) for cell in page[KEY_ROW] if cell.value is not None}
        missing = [key for key in entry if key not in columns]
        if missing:
            raise InputError(
                f"has no column {missing[0]!r} on the sheet {ANSWERS}", hint="start from `duecare template`"
            )
        row = _row_for(page, columns, str(entry["fact"]))
        for key, value in entry.items():
            cell = page.cell(row=row, column=columns[key])
            cell.value = ", ".join(value) or "none" if isinstance(value, list) else value
            cell.data_type = "s"  # text that begins with = is no formula
        buffer = io.BytesIO()
        book.save(buffer)
    return buffer.getvalue()


def _row_for(page: Any, columns: Mapping[str, int], fact: str) -> int:
    last = KEY_ROW
    given = [column for key, column in columns.items() if key not in ("fact", "question", "help")]
    for row in range(FIRST_ROW, page.max_row + 1):
        asked = page.cell(row=row, column=columns["fact"]).value
        empty = all(page.cell(row=row, column=column).value in (None, "") for column in given)
        if asked == fact and empty:
            return row
        if asked not in (None, "") or not empty:
            last = row
    return last + 1


def _new_sheet(book: Any) -> Any:
    page = book.create_sheet(ANSWERS)
    layout = next(sheet for sheet in sheets() if sheet.name == ANSWERS)
    for index, column in enumerate(layout.columns, start=1):
        page.cell(row=1, column=index, value=column.heading)
        page.cell(row=KEY_ROW, column=index, value=column.key)
    return page
