"""Tables of country sources, CSV or XLSX: the header found, columns taken by name, rows one by one with their lines."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, BinaryIO, Final, NoReturn

from duecare.errors import InputError
from duecare.transaction.archive import CATALOGUE, check_archive
from duecare.transaction.encoding import encoding_of, without_mark
from duecare.transaction.files import check_regular
from duecare.transaction.scalars import nearest, shown

#: Bytes of one table. V-Dem's full table has some 450 MB.
MAX_BYTES: Final = 2_000_000_000
#: The header is one of so many first rows; above it stand titles and notes.
HEADER_WITHIN: Final = 20
_DELIMITERS: Final = (",", ";", "\t", "|")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL: Final = bytes({*range(32)} - {9, 10, 11, 12, 13, 26, 27})

#: A column's name as a source writes it, or what fits its folded form.
Name = str | re.Pattern[str]
_Cells = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a source.

    Attributes:
        columns: Under a key of ours, the names that the column goes by; the first is shown in messages.
        needed: Keys that a table must have; of several in brackets, one is enough.
        notes: How a line below the table begins that is no row of it.
        delimiter: What stands between cells; None where that is to be found out.
    """

    columns: Mapping[str, tuple[Name, ...]]
    needed: tuple[str | tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: stripped text under the keys of its layout, "" for an empty cell; and its line.

    names: what the file itself calls the columns.
    """

    path: str
    line: int
    cells: dict[str, str]
    names: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")

    @property
    def where(self) -> str:
        """File and line, for a correction."""
        return f"{Path(self.path).name}:{self.line}"

    def refuse(self, key: str, accepted: str) -> NoReturn:
        """Say that a cell cannot be used."""
        raise InputError(
            f"{self.names.get(key, key)} is {shown(self[key])}",
            path=self.path, line=self.line, hint=f"accepted: {accepted}",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is open for reading. head: all names of its header; names: those that the layout knows, by key."""

    path: Path
    head: tuple[str, ...]
    names: Mapping[str, str]
    rows: Iterator[Row]


@dataclass(frozen=True, slots=True)
class _Header:
    line: int
    cells: tuple[str, ...]
    index: dict[str, int]
    twice: tuple[str, ...]

    def lacks(self, layout: Layout) -> list[tuple[str, ...]]:
        groups = [(need,) if isinstance(need, str) else need for need in layout.needed]
        return [group for group in groups if not any(key in self.index for key in group)]


def rows_of(paths: Sequence[Path], layout: Layout) -> Iterator[Row]:
    """The rows of all files of an import, one file after the other.

    Raises:
        InputError: see `open_table`; no file at all.
    """
    for path in some(paths):
        with open_table(path, layout) as table:
            yield from table.rows


def some(paths: Sequence[Path]) -> Sequence[Path]:
    """The paths, of which there has to be one."""
    if not paths:
        raise InputError("no file was given", hint="accepted: one file or more")
    return paths


@contextmanager
def open_table(path: Path, layout: Layout) -> Iterator[Table]:
    """A table with the columns of a layout, wherever they stand; of a workbook, the one sheet that has them.

    Raises:
        InputError: not there, empty, too large, no table, damaged or cut off; a column that is missing or stands twice;
            a header over two rows; several sheets that fit; a row with too few or too many cells.
    """
    check_regular(path, MAX_BYTES, "table")
    with open(path, "rb") as file:
        head = file.read(65_536)
        if not head.strip():
            raise InputError("is empty", path=str(path))
        if head.startswith((b"PK", _OLD_OFFICE)):
            with _workbook(file, path) as sheets:
                yield _table(path, layout, sheets, one=True)
            return
    if _is_binary(head):
        raise InputError("is no table in text", path=str(path), hint="accepted: CSV, TSV or XLSX")
    encoding = encoding_of(path)
    marks = (layout.delimiter,) if layout.delimiter else _DELIMITERS
    yield _table(path, layout, {mark: _reader(path, encoding, mark) for mark in marks}, one=False)


def _is_binary(head: bytes) -> bool:
    """Whether more than one byte in 200 is of no text in any encoding."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or without_mark(head):
        return False
    return len(head.translate(None, _CONTROL)) * 200 < len(head) * 199


def folded(name: str) -> str:
    """A column's name without the differences that do not matter.

    >>> folded(" Start_Date"), folded("PTS_A")
    ('start date', 'pts a')
    """
    return " ".join(name.replace("_", " ").replace("\ufeff", "").split()).casefold()


def names_in(head: str) -> frozenset[str]:
    """The folded names in the first three lines of a file, by which its format is known.

    >>> sorted(names_in("Country;Score N"))
    ['country', 'score n']
    """
    lines = [line for line in head.splitlines()[:50] if line.strip()][:3]
    cells = (cell for line in lines for cell in re.split(r"[,;\t|]", line))
    return frozenset(folded(cell.strip(' "')) for cell in cells) - {""}


def _table(path: Path, layout: Layout, sources: Mapping[str, Callable[[], _Cells]], *, one: bool) -> Table:
    """The first source whose header has what is needed. sources: sheets by name, or readings by delimiter."""
    found: list[tuple[str, _Header]] = []
    others: list[tuple[str, list[_Header]]] = []
    for name, read in sources.items():
        headers: list[_Header] = []
        for header in _headers(read(), layout):
            headers.append(header)
            if not header.lacks(layout):
                found.append((name, header))
                break
        others.append((name, headers))
        if found and not one:
            break
    if not found:
        _refuse_header(path, layout, others, sheets=one)
    if len(found) > 1:
        raise InputError(
            f"has {len(found)} sheets with the columns: {', '.join(repr(name) for name, _ in found)}",
            path=str(path), hint="accepted: a workbook with one of them",
        )  # fmt: skip
    name, header = found[0]
    if header.twice:
        raise InputError(f"has the column {header.twice[0]!r} more than once", path=str(path), line=header.line)
    names = {key: header.cells[place] for key, place in header.index.items()}
    return Table(path, header.cells, names, _rows(path, layout, sources[name](), header, names, padded=one))


def _headers(cells: _Cells, layout: Layout) -> Iterator[_Header]:
    """Each of the first rows as if it were the header; nothing of a reading that does not work out."""
    first = []
    try:
        for line, row in islice(cells, HEADER_WITHIN):
            first.append((line, [cell.strip() for cell in row]))
    except csv.Error:
        pass  # with another delimiter it may be a table; if with none, reading its rows says so
    for line, row in first:
        names: dict[str, list[int]] = {}
        for place, name in enumerate(row):
            if name:
                names.setdefault(folded(name), []).append(place)
        index: dict[str, int] = {}
        twice = []
        for key, alternatives in layout.columns.items():
            for one in alternatives:
                fitting = [folded(one)] if isinstance(one, str) else [name for name in names if one.fullmatch(name)]
                places = [place for name in fitting for place in names.get(name, ())]
                if places:
                    index[key] = places[0]
                    if len(places) > 1:
                        twice.append(row[places[0]])
                    break
        yield _Header(line, tuple(row), index, tuple(twice))


def _refuse_header(
    path: Path, layout: Layout, others: Sequence[tuple[str, list[_Header]]], *, sheets: bool
) -> NoReturn:
    for name, headers in others:
        for above, below in pairwise(headers):
            both = _Header(above.line, (), {**above.index, **below.index}, ())
            if above.index and below.index and not both.lacks(layout):
                place = f" of sheet {name!r}" if sheets else ""
                raise InputError(
                    f"has its header in two rows, {above.line} and {below.line}{place}, as merged cells make it",
                    path=str(path), line=above.line, hint="accepted: one row with the name of every column",
                )  # fmt: skip
    pairs = [(name, header) for name, headers in others for header in headers]
    if not pairs:
        raise InputError("has no row that names columns", path=str(path))
    # The row that most names are known in; where none is, the widest reading.
    name, best = max(pairs, key=lambda pair: (len(pair[1].index), sum(map(bool, pair[1].cells))))
    lacking = best.lacks(layout)
    wanted = [_named(layout, group) for group in lacking]
    there = [cell for cell in best.cells if cell]
    near = [close for group in lacking if (close := nearest(_written(layout, group[0]), there)) is not None]
    hint = f"the nearest: {', '.join(map(repr, near))}; " if near else ""
    place = f"sheet {name!r}, " if sheets else ""
    raise InputError(
        f"has no column {' and no column '.join(wanted)}",
        path=str(path), line=best.line,
        hint=f"{hint}{place}row {best.line} has {', '.join(repr(cell[:40]) for cell in there[:12])}"
        + (f" and {len(there) - 12} more" if len(there) > 12 else ""),
    )  # fmt: skip


def _named(layout: Layout, group: Sequence[str]) -> str:
    names = " or ".join(repr(_written(layout, key)) for key in group[:3])
    return names if len(group) <= 3 else f"{names} or one of {len(group) - 3} more"


def _written(layout: Layout, key: str) -> str:
    return next((name for name in layout.columns[key] if isinstance(name, str)), key)


def _rows(
    path: Path, layout: Layout, cells: _Cells, header: _Header, names: Mapping[str, str], *, padded: bool
) -> Iterator[Row]:
    shown_path, width = str(path), len(header.cells)
    places = tuple(header.index.items())
    number = 0
    try:
        for line, row in cells:
            if line <= header.line or not any(cell and not cell.isspace() for cell in row):
                continue
            if layout.notes and row[0].startswith(layout.notes):
                continue
            if len(row) != width and not padded and (len(row) < width or any(row[width:])):
                raise InputError(
                    f"the row has {len(row)} cells; accepted: {width}", path=shown_path, line=line,
                    hint="a delimiter or quotation mark too many or too few, or a file that is cut off",
                )  # fmt: skip
            number += 1
            known = len(row)
            yield Row(shown_path, line, {key: row[at].strip() if at < known else "" for key, at in places}, names)
    except csv.Error as problem:
        what, line = problem.args
        raise InputError(f"is no table that can be read: {what}", path=shown_path, line=line) from None
    if not number:
        raise InputError("has no rows below its header", path=shown_path, line=header.line)


def _reader(path: Path, encoding: str, delimiter: str) -> Callable[[], _Cells]:
    def read() -> _Cells:
        try:
            with open(path, encoding=encoding, newline="") as file:
                reader = csv.reader(file, delimiter=delimiter, strict=True)
                start = 1
                for row in reader:
                    yield start, row
                    start = reader.line_num + 1
        except csv.Error as problem:
            raise csv.Error(str(problem), start) from None
        except UnicodeError:
            raise InputError(
                f"is not text in {encoding}, as it began", path=str(path), hint="save it as UTF-8"
            ) from None

    return read


@contextmanager
def _workbook(file: BinaryIO, path: Path) -> Iterator[dict[str, Callable[[], _Cells]]]:
    import warnings

    check_archive(file, str(path), "workbook", CATALOGUE)
    file.seek(0)
    try:
        from openpyxl import load_workbook

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as problem:  # openpyxl lets damage through as many kinds of exception
        raise InputError(f"is not a workbook that can be read: {type(problem).__name__}", path=str(path)) from None
    try:
        yield {page.title: _sheet(page, path) for page in book.worksheets if hasattr(page, "iter_rows")}
    finally:
        book.close()


def _sheet(page: Any, path: Path) -> Callable[[], _Cells]:
    def read() -> _Cells:
        page.reset_dimensions()
        try:
            for number, cells in enumerate(page.iter_rows(values_only=True), start=1):
                row = [_text(cell) for cell in cells]
                while row and not row[-1]:
                    row.pop()
                if row:
                    yield number, row
        except Exception as problem:  # openpyxl lets damage through as many kinds of exception
            raise InputError(f"is not a workbook that can be read: {type(problem).__name__}", path=str(path)) from None

    return read


def _text(value: object) -> str:
    """A cell of a workbook as a CSV of it would have it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time.min else value.isoformat(" ")
    return str(value).strip()
