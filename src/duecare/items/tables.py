"""Tables of a catalogue, read and written row by row: CSV, TSV and XLSX, and JSON lines as output."""

from __future__ import annotations

import csv
import functools
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from duecare.errors import InputError, OutputError

MAX_BYTES = 2_000_000_000

Row = list[Any]


@contextmanager
def open_table(source: Path, sheet: str | None) -> Iterator[tuple[list[str], Iterator[Row], int | None]]:
    """The names of a table's columns, its rows one by one, and how many there are where that is known."""
    from duecare.transaction import check_regular

    check_regular(source, MAX_BYTES, "catalogue")
    suffix = source.suffix.casefold()
    if suffix not in INPUTS:
        raise InputError(f"ends in {suffix or 'nothing'!r}; accepted: {', '.join(INPUTS)}", path=str(source))
    read = _workbook if suffix == ".xlsx" else _delimited
    with read(source, sheet) as (rows, total):
        head = next(rows, None)
        if head is None or not any(str(name or "").strip() for name in head):
            raise InputError("has no first row that names the columns", path=str(source))
        yield [str(name or "") for name in head], rows, None if total is None else total - 1


@contextmanager
def _delimited(source: Path, sheet: str | None) -> Iterator[tuple[Iterator[Row], int | None]]:
    if sheet is not None:
        raise InputError("has no sheets; only a workbook has", path=str(source))
    from duecare.items.documents.text import encoding_of

    csv.field_size_limit(10_000_000)
    with open(source, encoding=encoding_of(source), errors="replace", newline="") as file:
        line = file.readline()
        file.seek(0)
        mark = "\t" if source.suffix.casefold() == ".tsv" else max(",;\t|", key=line.count)
        yield _checked(csv.reader(file, delimiter=mark), str(source)), None


def _checked(reader: Any, path: str) -> Iterator[Row]:
    try:
        for row in reader:
            if row:
                yield row
    except csv.Error as problem:
        raise InputError(f"is no table that can be read: {problem}", path=path, line=reader.line_num) from None


@contextmanager
def _workbook(source: Path, sheet: str | None) -> Iterator[tuple[Iterator[Row], int | None]]:
    import warnings

    from duecare.transaction import CATALOGUE_ARCHIVE, check_archive

    with open(source, "rb") as file:
        check_archive(file, str(source), "workbook", CATALOGUE_ARCHIVE)
        file.seek(0)
        try:
            from openpyxl import load_workbook

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as problem:  # openpyxl lets damage through as many kinds of exception
            raise InputError(
                f"is not a workbook that can be read: {type(problem).__name__}", path=str(source)
            ) from None
        try:
            if sheet is not None and sheet not in book.sheetnames:
                raise InputError(
                    f"has no sheet {sheet!r}", path=str(source), hint=f"sheets: {', '.join(book.sheetnames)}"
                )
            page = book[sheet] if sheet is not None else book.worksheets[0]
            total = page.max_row if hasattr(page, "iter_rows") else None
            yield _cells(page, str(source)), total
        finally:
            book.close()


def _cells(page: Any, path: str) -> Iterator[Row]:
    """Rows of a sheet that hold anything, without the empty cells at their end."""
    if not hasattr(page, "iter_rows"):
        raise InputError("has a chart and no table on this sheet", path=path)
    page.reset_dimensions()
    try:
        for cells in page.iter_rows(values_only=True):
            row = list(cells)
            while row and row[-1] is None:
                row.pop()
            if row:
                yield row
    except Exception as problem:  # openpyxl lets damage through as many kinds of exception
        raise InputError(f"is not a workbook that can be read: {type(problem).__name__}", path=path) from None


def refuse_input_as_output(target: Path, sources: Sequence[Path]) -> None:
    """Refuse to write over what is read.

    Raises:
        InputError: the output is one of the inputs.
    """
    if any(source.exists() and target.exists() and target.samefile(source) for source in sources):
        raise InputError("is what is read; write to another file", path=str(target))


def write_table(target: Path, head: Sequence[str], rows: Iterator[Row], widths: Sequence[int] = ()) -> None:
    """Write a table in the form that its ending names, beside the target first; then rename.

    Args:
        target: Ends in one of OUTPUTS.
        head: Names of the columns.
        rows: A cell a column.
        widths: Of the last columns of a sheet, in characters.

    Raises:
        OutputError: it cannot be written, or is more than a sheet holds.
    """
    from duecare.transaction import replacing

    with replacing(target, kept="the rows done are kept") as part:
        _WRITERS[target.suffix.casefold()](part, head, rows, widths)


def _write_delimited(
    path: Path, head: Sequence[str], rows: Iterator[Row], widths: Sequence[int], delimiter: str = ","
) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(head)
        writer.writerows(rows)


def _write_lines(path: Path, head: Sequence[str], rows: Iterator[Row], widths: Sequence[int]) -> None:
    with open(path, "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(head, row, strict=True)), ensure_ascii=False, default=str) + "\n")


def _write_workbook(path: Path, head: Sequence[str], rows: Iterator[Row], widths: Sequence[int]) -> None:
    import tempfile

    import xlsxwriter  # type: ignore[import-untyped]

    # Text is never taken for a formula or a link, and rows go to disk as they are written.
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(str(path), {**options, "tmpdir": folder})
        page = book.add_worksheet("Scoped")
        page.freeze_panes(1, 0)
        for place, width in enumerate(widths, start=len(head) - len(widths)):
            page.set_column(place, place, width)
        page.write_row(0, 0, head, book.add_format({"bold": True, "bottom": 1}))
        count = 0
        for number, row in enumerate(rows, start=1):
            if number >= 1_048_576:
                raise OutputError(f"{path}: a sheet holds no more than 1,048,576 rows; write to .csv")
            for place, cell in enumerate(row):
                if cell is not None:
                    plain = cell if isinstance(cell, (int, float, bool)) else str(cell)[:32_767]
                    page.write(number, place, plain)
            count = number
        page.autofilter(0, 0, max(count, 1), len(head) - 1)
        try:
            book.close()
        except xlsxwriter.exceptions.XlsxWriterException as problem:
            raise OSError(0, str(problem)) from None


_WRITERS: dict[str, Callable[[Path, Sequence[str], Iterator[Row], Sequence[int]], None]] = {
    ".csv": _write_delimited,
    ".tsv": functools.partial(_write_delimited, delimiter="\t"),
    ".xlsx": _write_workbook,
    ".jsonl": _write_lines,
}
INPUTS, OUTPUTS = (".csv", ".tsv", ".xlsx"), tuple(_WRITERS)
