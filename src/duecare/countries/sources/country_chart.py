"""The Commerce Country Chart: 15 CFR part 738 supplement 1, as XML of the eCFR or as a CSV of some columns.

An X says that a licence is required for what is controlled for that reason (section 738.3). Some rows have no marks and
say instead where the requirement stands: "See § 746.2 of the EAR to determine whether a license is required ...". Such
a row has no columns and that sentence in its notes: it is the stricter case, never the freer one. The same holds of
single cells that say so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from duecare.countries.sources.ecfr import current_on, division, one_file
from duecare.countries.sources.named_country import country_named
from duecare.countries.sources.overrides import Ledger
from duecare.countries.sources.record import ChartRow, Correction, Edition
from duecare.countries.sources.table import Layout, names_in, rows_of
from duecare.countries.sources.xml_table import (
    Element,
    Table,
    looks_like_xml,
    named,
    parsed,
    tables,
    without_numbers,
)
from duecare.errors import InputError

COLUMNS: Final = (
    "CB 1", "CB 2", "CB 3", "NP 1", "NP 2", "NS 1", "NS 2", "MT 1",
    "RS 1", "RS 2", "FC 1", "CC 1", "CC 2", "CC 3", "AT 1", "AT 2",
)  # fmt: skip
_DATASET: Final = "Commerce Country Chart (15 CFR part 738 supplement 1)"
_SUPPLEMENT: Final = "Supplement No. 1 to Part 738"
_FORMAT: Final = "ecfr-738"
_XML: Final = re.compile(r"\bN=\"(?:738|Supplement No\. 1 to Part 738)\"|<HEAD>[^<]*\bPart 738\b", re.I)
_CODE: Final = re.compile(r"([A-Z]{2})\s*(\d)")
_SENTENCE: Final = re.compile(r"See\b")
_CC: Final = ("CC 1", "CC 2", "CC 3")
_LAYOUT: Final = Layout(
    {
        "country": ("iso2", "country"),
        "alignment": ("alignment",),
        "footnotes": ("footnotes",),
        "raw": ("raw",),
        **{column: (column, column.replace(" ", "")) for column in COLUMNS},
    },
    ("country", *_CC),
    delimiter=",",
)
_MARKS: Final = {"": False, "0": False, "1": True, "X": True, "x": True}


def fits(head: str) -> bool:
    """Whether a file begins like the supplement, or like a table with the columns of crime control."""
    if looks_like_xml(head):
        return _XML.search(head) is not None
    names = names_in(head)
    return {"cc1", "cc2", "cc3"} <= names or {"cc 1", "cc 2", "cc 3"} <= names


def read(paths: Sequence[Path]) -> Edition:
    """A row for every destination; Hong Kong has China's (85 FR 83765).

    Raises:
        InputError: another number of files than one, no such supplement, a column that is missing or stands twice, a
            row with another number of cells than there are columns, a mark that is none, an unknown country, or one
            that stands twice.
    """
    path = one_file(paths, "the country chart")
    ledger = Ledger(_FORMAT)
    found: dict[str, ChartRow] = {}
    published, left_out, dataset = None, [], _DATASET
    if looks_like_xml(path):
        root = parsed(path, "supplement 1 to part 738")
        published = current_on(root)
        _read_xml(division(root, _SUPPLEMENT, path), path, found)
    else:
        left_out = _read_csv(path, found)
        dataset = f"{_DATASET}, as copied in {path.name}"
    for code, other in ledger.follow("columns", found, path.name).items():
        found[code] = ChartRow(code, found[other].columns, found[other].notes)
    records = tuple(found[code] for code in sorted(found))
    return Edition(dataset, published, records, (*left_out, *ledger.finish()))


def _read_csv(path: Path, found: dict[str, ChartRow]) -> list[Correction]:
    """Rows whose marks the copyist could not tell apart are left out; columns that are not there are named."""
    corrections = []
    lines: dict[str, int] = {}
    absent: tuple[str, ...] = ()
    for row in rows_of([path], _LAYOUT):
        code = country_named(row["country"], path, row.line)
        _once(code, row["country"], lines, path, row.line)
        absent = tuple(column for column in COLUMNS if column not in row.names)
        if row["alignment"] not in ("", "ok"):
            reason = f"the copy says of this row that its columns are {row['alignment']}"
            corrections.append(Correction(row.where, f"{code}: {row['raw']}", None, reason))
            continue
        marks = {column: row[column] for column in COLUMNS if column in row.names}
        notes = tuple(f"footnote {mark}" for mark in row["footnotes"].split())
        found[code] = ChartRow(code, _marked(code, marks, path, row.line), notes)
    if absent:
        held = ", ".join(column for column in COLUMNS if column not in absent)
        reason = f"not in this table, so a row says nothing of them: {', '.join(absent)}"
        corrections.append(Correction(path.name, f"columns {held}", None, reason))
    return corrections


def _read_xml(part: Element, path: Path, found: dict[str, ChartRow]) -> None:
    texts = _footnotes(part)
    lines: dict[str, int] = {}
    charts = [(table, columns) for table in tables(part) if (columns := _columns(table, path))]
    if not charts:
        raise InputError(
            "has no table with the columns of the Commerce Country Chart",
            path=str(path),
            hint=f"accepted: {_SUPPLEMENT}, with columns {', '.join(COLUMNS)}",
        )
    for table, columns in charts:
        for row in table.rows:
            name, numbers = without_numbers(row.cells[0].text)
            marks = (*row.cells[0].marks, *numbers)
            code = country_named(name, path, row.line)
            _once(code, name, lines, path, row.line)
            notes = tuple(f"footnote {mark}: {texts[mark]}" if mark in texts else f"footnote {mark}" for mark in marks)
            if len(row.cells) == 2 and _SENTENCE.match(row.cells[1].text):
                found[code] = ChartRow(code, frozenset(), (row.cells[1].text, *notes))
                continue
            if row.width != len(columns) + 1:
                raise InputError(
                    f"the row of {name!r} has {row.width} cells; accepted: {len(columns) + 1}, the country and"
                    f" {columns[0]} to {columns[-1]}",
                    path=str(path),
                    line=row.line,
                    hint="with a cell too many or too few its marks would stand under other reasons for control",
                )
            cells = dict(zip(columns, row.spread()[1:], strict=True))
            said = tuple(f"{column}: {cell}" for column, cell in cells.items() if _SENTENCE.match(cell))
            marks_only = {column: "" if _SENTENCE.match(cell) else cell for column, cell in cells.items()}
            found[code] = ChartRow(code, _marked(code, marks_only, path, row.line), (*said, *notes))


def _columns(table: Table, path: Path) -> tuple[str, ...]:
    """The columns of the chart in the order of the table; () for a table about something else."""
    for row in table.heads:
        codes = [f"{code[1]} {code[2]}" for cell in row.cells for code in [_CODE.fullmatch(cell.text)] if code]
        if not codes:
            continue
        missing = [column for column in COLUMNS if column not in codes]
        twice = [code for code in codes if codes.count(code) > 1]
        if missing or twice:
            raise InputError(
                f"has {'no column' if missing else 'two columns'} {', '.join(missing or twice[:1])}",
                path=str(path),
                line=row.line,
                hint=f"columns: {', '.join(codes)}",
            )
        # The cell "Countries" stands above in the first row of the head, or in this one.
        if row.width not in (len(codes), len(codes) + 1) or not _CODE.fullmatch(row.cells[-1].text):
            raise InputError(
                f"the head has {row.width} cells, {len(codes)} of them columns of the chart; accepted: the country and"
                " then a column each",
                path=str(path),
                line=row.line,
            )
        return tuple(codes)
    return ()


def _footnotes(part: Element) -> dict[str, str]:
    """The footnotes below the chart by their numbers."""
    found: dict[str, str] = {}
    for paragraph in named(part, "p", "fp"):
        if noted := re.fullmatch(r"(\d{1,2})\s+(\S.*)", " ".join("".join(paragraph.itertext()).split())):
            found.setdefault(noted[1], noted[2])
    return found


def _once(code: str, name: str, lines: dict[str, int], path: Path, line: int) -> None:
    if code in lines:
        raise InputError(f"{name!r} ({code}) stands twice, first on line {lines[code]}", path=str(path), line=line)
    lines[code] = line


def _marked(code: str, marks: dict[str, str], path: Path, line: int) -> frozenset[str]:
    for column, mark in marks.items():
        if mark not in _MARKS:
            raise InputError(
                f"the cell of {code} under {column} says {mark!r}; accepted: X or 1, and nothing or 0",
                path=str(path),
                line=line,
            )
    return frozenset(column for column, mark in marks.items() if _MARKS[mark])
