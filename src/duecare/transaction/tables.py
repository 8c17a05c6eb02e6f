"""Tables, read and written row by row: CSV, TSV, XLSX and Parquet, and JSON lines as output."""

from __future__ import annotations

import csv
import functools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError, OutputError
from duecare.transaction.archive import CATALOGUE, check_archive
from duecare.transaction.files import check_regular, replacing

MAX_BYTES: Final = 2_000_000_000
MAX_ROWS: Final = 1_048_576
"""Rows that a sheet of a workbook holds; what is more goes on in a further sheet."""

Row = list[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is open for reading.

    head: the names of its columns. rows: its rows one by one, each with its number in the file, where the row of names
    is number 1 and empty rows count. total: how many there are at most, where that is known.
    """

    head: list[str]
    rows: Iterator[tuple[int, Row]]
    total: int | None


@contextmanager
def open_table(source: Path, sheet: str | None = None, delimiter: str | None = None) -> Iterator[Table]:
    """A table whose first row names the columns.

    Args:
        source: Ends in one of INPUTS.
        sheet: Which sheet of a workbook; by default the first.
        delimiter: What stands between the cells of a text; by default what occurs most in its first line.

    Raises:
        InputError: not there, too large, of another kind, or damaged.
    """
    check_regular(source, MAX_BYTES, "table")
    suffix = source.suffix.casefold()
    if suffix not in INPUTS:
        raise InputError(f"ends in {suffix or 'nothing'!r}; accepted: {', '.join(INPUTS)}", path=str(source))
    if sheet is not None and suffix != ".xlsx":
        raise InputError("has no sheets; only a workbook has", path=str(source))
    if suffix == ".parquet":
        from duecare.transaction.parquet import open_parquet

        with open_parquet(source) as (head, rows, total):
            yield Table(head, rows, total)
        return
    with _workbook(source, sheet) if suffix == ".xlsx" else _delimited(source, delimiter) as (cells, total):
        number, first = next(cells, (0, []))
        if not any(str(name or "").strip() for name in first):
            raise InputError("has no first row that names the columns", path=str(source))
        yield Table([str(name or "") for name in first], cells, None if total is None else total - number)


@contextmanager
def _delimited(source: Path, delimiter: str | None) -> Iterator[tuple[Iterator[tuple[int, Row]], int | None]]:
    from duecare.transaction.encoding import encoding_of

    csv.field_size_limit(10_000_000)
    with open(source, encoding=encoding_of(source), errors="replace", newline="") as file:
        line = file.readline()
        file.seek(0)
        mark = delimiter or ("\t" if source.suffix.casefold() == ".tsv" else max(",;\t|", key=line.count))
        yield _checked(csv.reader(file, delimiter=mark), str(source)), None


def _checked(reader: Any, path: str) -> Iterator[tuple[int, Row]]:
    try:
        for number, row in enumerate(reader, start=1):
            if row:
                yield number, row
    except csv.Error as problem:
        raise InputError(f"is no table that can be read: {problem}", path=path, line=reader.line_num) from None


@contextmanager
def _workbook(source: Path, sheet: str | None) -> Iterator[tuple[Iterator[tuple[int, Row]], int | None]]:
    import warnings

    with open(source, "rb") as file:
        check_archive(file, str(source), "workbook", CATALOGUE)
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


def _cells(page: Any, path: str) -> Iterator[tuple[int, Row]]:
    """Rows of a sheet that hold anything, without the empty cells at their end."""
    if not hasattr(page, "iter_rows"):
        raise InputError("has a chart and no table on this sheet", path=path)
    page.reset_dimensions()
    try:
        for number, cells in enumerate(page.iter_rows(values_only=True), start=1):
            row = list(cells)
            while row and row[-1] is None:
                row.pop()
            if row:
                yield number, row
    except Exception as problem:  # openpyxl lets damage through as many kinds of exception
        raise InputError(f"is not a workbook that can be read: {type(problem).__name__}", path=path) from None


def unique_names(head: Sequence[str]) -> list[str]:
    """Names of columns, each once: what stands twice is numbered.

    >>> unique_names(["name", "id", "name"])
    ['name', 'id', 'name (2)']
    """
    seen: dict[str, int] = {}
    names = []
    for name in head:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def under_columns(head: Sequence[str], row: Row) -> tuple[Row, str]:
    """The cells of a row, one for each column, and a note of those that stand beyond the columns.

    >>> under_columns(["a", "b"], [1]), under_columns(["a"], [1, "x", None, "y"])
    (([1, None], ''), ([1], 'cells beyond the columns: x | y'))
    """
    own = [*row[: len(head)], *[None] * (len(head) - len(row))]
    beyond = " | ".join(str(cell) for cell in row[len(head) :] if cell is not None and str(cell).strip())
    return own, f"cells beyond the columns: {beyond}" if beyond else ""


def refuse_input_as_output(target: Path, sources: Sequence[Path]) -> None:
    """Refuse to write over what is read.

    Raises:
        InputError: the output is one of the inputs.
    """
    if any(source.exists() and target.exists() and target.samefile(source) for source in sources):
        raise InputError("is what is read; write to another file", path=str(target))


def check_output(target: Path, sources: Sequence[Path]) -> None:
    """Refuse an output before work is begun on it.

    Raises:
        InputError: its ending is not one of OUTPUTS, what that ending needs is not installed, or it is an input.
        OutputError: there is no such folder.
    """
    suffix = target.suffix.casefold()
    if suffix not in OUTPUTS:
        raise InputError(f"ends in {target.suffix!r}; accepted: {', '.join(OUTPUTS)}", path=str(target))
    if suffix == ".parquet":
        from duecare.transaction.parquet import needed

        needed(target)
    refuse_input_as_output(target, sources)
    if not target.parent.is_dir():
        raise OutputError(f"{target}: cannot be written: there is no such folder")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out where its form has any layout.

    sheet: what a sheet is called. widths: of its last columns, in characters. numbers: columns that hold numbers.
    """

    sheet: str = "Table"
    widths: Sequence[int] = ()
    numbers: Mapping[str, type[int] | type[float]] | None = None


def write_table(target: Path, head: Sequence[str], rows: Iterator[Row], layout: Layout | None = None) -> None:
    """Write a table in the form that its ending names, beside the target first; then rename.

    Args:
        target: Ends in one of OUTPUTS.
        head: Names of the columns.
        rows: A cell a column.
        layout: How it is laid out.

    Raises:
        OutputError: it cannot be written.
    """
    with replacing(target, kept="the rows done are kept") as part:
        _WRITERS[target.suffix.casefold()](part, head, rows, layout or Layout())


def _write_delimited(
    path: Path, head: Sequence[str], rows: Iterator[Row], layout: Layout, delimiter: str = ","
) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(head)
        writer.writerows(rows)


def _write_lines(path: Path, head: Sequence[str], rows: Iterator[Row], layout: Layout) -> None:
    with open(path, "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(head, row, strict=True)), ensure_ascii=False, default=str) + "\n")


def _write_workbook(path: Path, head: Sequence[str], rows: Iterator[Row], layout: Layout) -> None:
    import tempfile

    import xlsxwriter  # type: ignore[import-untyped]

    # Text is never taken for a formula or a link, and rows go to disk as they are written.
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(str(path), {**options, "tmpdir": folder})
        bold = book.add_format({"bold": True, "bottom": 1})
        number, sheets, row = 0, 0, next(rows, None)
        while sheets == 0 or row is not None:
            sheets += 1
            page = book.add_worksheet(layout.sheet if sheets == 1 else f"{layout.sheet} {sheets}")
            page.freeze_panes(1, 0)
            for place, width in enumerate(layout.widths, start=len(head) - len(layout.widths)):
                page.set_column(place, place, width)
            page.write_row(0, 0, head, bold)
            number = 0
            while row is not None and number + 1 < MAX_ROWS:
                number += 1
                for place, cell in enumerate(row):
                    if cell is not None:
                        plain = cell if isinstance(cell, (int, float, bool)) else str(cell)[:32_767]
                        page.write(number, place, plain)
                row = next(rows, None)
            page.autofilter(0, 0, max(number, 1), len(head) - 1)
        try:
            book.close()
        except xlsxwriter.exceptions.XlsxWriterException as problem:
            raise OSError(0, str(problem)) from None


def _write_parquet(path: Path, head: Sequence[str], rows: Iterator[Row], layout: Layout) -> None:
    from duecare.transaction.parquet import write_parquet

    write_parquet(path, head, rows, layout.numbers or {})


_WRITERS: dict[str, Callable[[Path, Sequence[str], Iterator[Row], Layout], None]] = {
    ".csv": _write_delimited,
    ".tsv": functools.partial(_write_delimited, delimiter="\t"),
    ".xlsx": _write_workbook,
    ".jsonl": _write_lines,
    ".parquet": _write_parquet,
}
INPUTS, OUTPUTS = (".csv", ".tsv", ".xlsx", ".parquet"), tuple(_WRITERS)
