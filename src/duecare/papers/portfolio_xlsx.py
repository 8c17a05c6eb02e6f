"""The running contracts that are to be looked at again, as a workbook."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from duecare.papers.portfolio_phrases import as_known
from duecare.papers.portfolio_result import Result
from duecare.papers.portfolio_sweep import Contract, Sweep, contracts, sweep_sentence
from duecare.papers.wording import OPEN, clean

OPEN_ROWS: Final = 20_000
"""How many contracts that may belong on the list are shown."""

_HEADS: Final = (
    ("Transaction", "transaction", 16), ("Contract", "framework", 14), ("Owner", "owner", 18), ("State", "state", 10),
    ("Due", "due", 11), ("Item", "item", 32), ("It can do", "capabilities", 30), ("End user", "user", 32),
    ("Kind", "kind", 18), ("Tie to the state", "tie", 14), ("Accused of abuse", "record", 20),
    ("Source of that", "source", 28), ("Dated", "source_date", 11), ("Place of use", "country", 18),
    ("Level", "level", 26),
    ("Advice", "advice", 20), ("Legal stops", "stops", 10), ("Value", "value", 14), ("Currency", "currency", 9),
    ("Ordered", "date", 11), ("File of the book", "file", 20), ("Row", "row", 9),
)  # fmt: skip
_DATED: Final = frozenset({"due", "source_date", "date"})
_MOST_ROWS: Final = 1_048_575


def write_sweep(result: Result, found: Sweep, path: Path) -> None:
    """Write the workbook: what the list is, the running contracts, and those that may belong to it."""
    import xlsxwriter  # type: ignore[import-untyped]

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with TemporaryDirectory() as beside:
        book = xlsxwriter.Workbook(str(path), {**options, "tmpdir": beside})
        _fill(book, result, found)
        try:
            book.close()
        except xlsxwriter.exceptions.XlsxWriterException as problem:
            raise OSError(0, str(problem)) from None


def _fill(book: Any, result: Result, found: Sweep) -> None:
    looks = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
        "open": book.add_format({"italic": True, "border": 4, "valign": "top"}),
        "lead": book.add_format({"bold": True, "font_size": 14, "text_wrap": True}),
    }
    about = book.add_worksheet("About")
    about.set_column(0, 0, 100)
    shown = min(found.perhaps, OPEN_ROWS)
    about.write_string(0, 0, sweep_sentence(found), looks["lead"])
    for number, line in enumerate((
        f"{as_known(result.manifest)}From the result {clean(str(result.folder))}.",
        "Running contracts: the contract runs, the item can do something of the list of capabilities, and the end user"
        " is government, state-owned or controlled by a state, or a body of the state by its kind, and is accused of"
        " serious abuse by the press, an NGO or laboratory, or an official source.",
        f"Perhaps: nothing speaks against it, and something is not known. {shown:,} of {found.perhaps:,} stand there,"
        " the worst first.",
        "A cell that says open, in italics and a dotted frame, is not known.",
    ), start=2):  # fmt: skip
        about.write_string(number, 0, line, looks["text"])
    _contract_sheet(book, looks, "Running contracts", (*_HEADS, ("Reasons", "reasons", 60)),
                    contracts(result, "sure", _MOST_ROWS))  # fmt: skip
    heads = (*_HEADS, ("Known so far", "reasons", 60), ("Open", "lacks", 50))
    _contract_sheet(book, looks, "Perhaps", heads, contracts(result, "sure IS NULL", OPEN_ROWS))
    book.worksheets_objs[1].activate()


def _contract_sheet(
    book: Any,
    looks: dict[str, Any],
    title: str,
    heads: tuple[tuple[str, str, int], ...],
    rows: Iterator[list[Contract]],
) -> None:
    page = book.add_worksheet(title)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for at, (head, _, width) in enumerate(heads):
        page.set_column(at, at, width)
        page.write_string(0, at, head, looks["head"])
    number = 0
    for batch in rows:
        for contract in batch:
            number += 1
            for at, (_, key, _) in enumerate(heads):
                _cell(page, number, at, key, getattr(contract, key), looks)
    page.autofilter(0, 0, max(number, 1), len(heads) - 1)


def _cell(page: Any, row: int, at: int, key: str, value: str | float | None, looks: dict[str, Any]) -> None:
    if value is None or value in (OPEN, ""):
        page.write_string(row, at, OPEN, looks["open"])
    elif not isinstance(value, str):
        page.write_number(row, at, value)
    elif key in _DATED and (day := _day(value)) is not None:
        page.write_datetime(row, at, day, looks["date"])
    else:
        page.write_string(row, at, value[:32_767], looks["text"])


def _day(text: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= 1900 else None
