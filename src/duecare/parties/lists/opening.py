"""List files opened with care: size, encoding, NUL characters, tables whose rows have the cells they should have."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError
from duecare.transaction.files import decode, opened_regular

#: Bytes of one list file. OpenSanctions' whole collection has some 5 GB as JSON lines.
MAX_BYTES: Final = 20_000_000_000
#: Bytes of one line; a longer one is no line of a list.
MAX_LINE: Final = 10_000_000
#: Bytes of a file that is held as a whole (JSON in one piece).
MAX_WHOLE: Final = 500_000_000
WHAT: Final = "list file"


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 file with their ends, one by one.

    Raises:
        InputError: not there, not text in UTF-8, a NUL character, or an endless line; says on which line.
    """
    with opened_regular(path, MAX_BYTES, WHAT) as file:
        number = 0
        while line := file.readline(MAX_LINE + 1):
            number += 1
            if number == 1:
                if line[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    raise InputError("is UTF-16; save it as UTF-8", path=str(path))
                line = line.removeprefix(b"\xef\xbb\xbf")
            if len(line) > MAX_LINE:
                raise InputError(
                    f"has a line of more than {MAX_LINE / 1e6:,.0f} million bytes", path=str(path), line=number
                )
            if b"\0" in line:
                raise InputError("holds a NUL character", path=str(path), line=number, hint="save it as UTF-8 text")
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError as problem:
                raise InputError(
                    f"is not UTF-8 text: byte 0x{line[problem.start]:02x}",
                    path=str(path),
                    line=number,
                    hint="it is probably Windows-1252; save it as UTF-8",
                ) from None


def rows_of(
    path: Path, *, delimiter: str = ",", cells: int | None = None, skip: int = 0, several_lines: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """The rows of a delimited file with the line that each begins on; all have the same number of cells.

    A quotation mark that is opened and never closed would swallow the rows after it. It is refused where a row may not
    go over several lines, where text follows a closing mark, where the number of cells shows it, and at the file's end.

    Args:
        path: The file.
        delimiter: What stands between cells.
        cells: How many a row has; by default as many as the first.
        skip: Lines before the table.
        several_lines: Whether a cell of this format may hold line ends.

    Raises:
        InputError: see `lines_of`; a row with another number of cells or a stray quotation mark, with its line.
    """
    start, shown = 1 + skip, str(path)
    source = lines_of(path)
    for _ in range(skip):
        next(source, None)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            line, start = start, reader.line_num + 1 + skip
            if not row or (row[0].strip(" \x1a\t") == "" and not any(cell.strip() for cell in row[1:])):
                continue  # an empty line, or the end-of-file mark of DOS that OFAC still writes
            if cells is None:
                cells = len(row)
            elif not several_lines and start - line > 1:
                raise InputError("a quotation mark is opened and not closed on its line", path=shown, line=line)
            elif len(row) != cells:
                raise InputError(
                    f"the row has {len(row)} cells; accepted: {cells}",
                    path=shown,
                    line=line,
                    hint="a comma or quotation mark too many or too few",
                )
            yield line, row
    except csv.Error as problem:
        raise InputError(f"is no table that can be read: {problem}", path=shown, line=start) from None


def records_of(
    path: Path, needed: Sequence[str], *, delimiter: str = ",", skip: int = 0, several_lines: bool = True
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table whose first row names the columns, each as a dictionary of stripped text.

    Raises:
        InputError: see `rows_of`; a column that the format needs is missing or stands twice.
    """
    rows = rows_of(path, delimiter=delimiter, skip=skip, several_lines=several_lines)
    line, head = next(rows, (1, []))
    names = [name.strip() for name in head]
    for name in needed:
        if names.count(name) != 1:
            raise InputError(
                f"has {'no' if name not in names else 'more than one'} column {name!r}",
                path=str(path),
                line=line,
                hint=f"columns: {', '.join(repr(one) for one in names[:60]) or 'none'}",
            )
    for line, row in rows:
        yield line, {name: cell.strip() for name, cell in zip(names, row, strict=True)}


def objects_of(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file of JSON lines, with their lines.

    Raises:
        InputError: see `lines_of`; a line that is no JSON object.
    """
    for number, line in enumerate(lines_of(path), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as problem:
            raise InputError(f"is no JSON: {_reason(problem)}", path=str(path), line=number) from None
        if not isinstance(value, dict):
            raise InputError(f"holds {_kind(value)} where an object is accepted", path=str(path), line=number)
        yield number, value


def whole_object(path: Path) -> Any:
    """The value of a file that is JSON in one piece.

    Raises:
        InputError: not there, too large, not UTF-8, or no JSON; says on which line.
    """
    with opened_regular(path, MAX_WHOLE, WHAT) as file:
        data = file.read(MAX_WHOLE + 1)
    whole = decode(data, str(path))
    try:
        return json.loads(whole)
    except json.JSONDecodeError as problem:
        raise InputError(f"is no JSON: {problem.msg}", path=str(path), line=problem.lineno) from None
    except (ValueError, RecursionError) as problem:
        raise InputError(f"is no JSON: {_reason(problem)}", path=str(path)) from None


def _reason(problem: Exception) -> str:
    if isinstance(problem, json.JSONDecodeError):
        return problem.msg
    return "nested too deeply" if isinstance(problem, RecursionError) else "a number too long"


def _kind(value: object) -> str:
    return {list: "a list", str: "text", bool: "true or false"}.get(
        type(value), "a number" if value is not None else "null"
    )


def text(value: object) -> str:
    """A JSON value as text: "" for null, numbers as written; anything nested is no text."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None or isinstance(value, (list, dict)):
        return ""
    return str(value)


def texts(value: object) -> tuple[str, ...]:
    """The texts of a JSON value that may be one, a list of them, or null."""
    values = value if isinstance(value, list) else [value]
    return tuple(found for one in values if (found := text(one)))
