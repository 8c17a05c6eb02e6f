"""A whole catalogue: every row of a table scoped, row by row, in memory that does not grow with the table.

What is done is kept in a journal beside the output. A run that was stopped is taken up there by the same call, and the
output itself appears only when every row is in it.
"""

from __future__ import annotations

import csv
import functools
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from duecare.errors import InputError, OutputError
from duecare.items.classifier.model import WEIGHTS
from duecare.items.documents import normal
from duecare.items.lexicon import COMPILED
from duecare.items.scope import Outline, outline

INPUTS, OUTPUTS = (".csv", ".tsv", ".xlsx"), (".csv", ".tsv", ".xlsx", ".jsonl")
MAX_BYTES = 2_000_000_000
#: Characters of one description that are read; a longer one is a document, not a row.
MAX_CELL = 100_000
#: Rows after which the journal is flushed to disk.
BATCH = 200
ADDED = ("scope", "scope probability", "scope capabilities", "scope words", "scope note")

Row = list[Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What a run over a catalogue did.

    Attributes:
        rows: Rows of the table.
        resumed: Rows of these that an earlier, stopped run had done.
        counts: Rows by verdict: intended, unintended, none, unsure, not read.
    """

    rows: int
    resumed: int
    counts: dict[str, int]


def scope_catalogue(
    source: str | Path,
    column: str,
    target: str | Path,
    *,
    sheet: str | None = None,
    advance: Callable[[int, int | None], None] = lambda done, total: None,
) -> Done:
    """Scope the descriptions of a table and write it again with the columns of ADDED.

    Args:
        source: A table (CSV, TSV or XLSX) whose first row names the columns.
        column: The column with the descriptions; several with commas between are read as one text.
        target: Where to write (CSV, TSV, XLSX or JSON lines, by its ending); replaced only when all rows are done.
        sheet: Which sheet of a workbook; by default the first.
        advance: Called with the rows done and, where it is known, the number of rows.

    Raises:
        InputError: a table that cannot be read, or has no such column; says which there are.
        OutputError: the journal or the output cannot be written.
    """
    source, target = Path(source), Path(target)
    if target.suffix.casefold() not in OUTPUTS:
        raise InputError(f"ends in {target.suffix!r}; accepted: {', '.join(OUTPUTS)}", path=str(target))
    refuse_input_as_output(target, [source])
    if not target.parent.is_dir():
        raise OutputError(f"{target}: cannot be written: there is no such folder")
    with opened(source, sheet) as (head, rows, total):
        wanted = _columns(head, column, str(source))
        journal = _Journal(target, _key(source, column, sheet))
        try:
            resumed = journal.begin()
            counts = dict(journal.counts)
            done = resumed
            for row in islice(rows, resumed, None):
                result = _row(row, wanted)
                counts[result[0]] = counts.get(result[0], 0) + 1
                journal.add(result)
                done += 1
                if done % BATCH == 0:
                    journal.flush()
                    advance(done, total)
            journal.flush()
            advance(done, total or done)
        finally:
            journal.close()
    with opened(source, sheet) as (head, rows, _):
        _write(target, [*_unique(head), *ADDED], _joined(head, rows, journal.results()))
    journal.remove()
    return Done(done, resumed, counts)


def _unique(head: Sequence[str]) -> list[str]:
    """Names of columns, each once: what stands twice is numbered."""
    seen: dict[str, int] = {}
    names = []
    for name in head:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _joined(head: Sequence[str], rows: Iterator[Row], results: Iterator[Row]) -> Iterator[Row]:
    """Each row of the table with its result under the right columns; cells beyond the columns go into the note."""
    for row, result in zip(rows, results, strict=True):
        own = [*row[: len(head)], *[None] * (len(head) - len(row))]
        beyond = " | ".join(str(cell) for cell in row[len(head) :] if cell is not None and str(cell).strip())
        note = "; ".join(
            part for part in (str(result[-1]), f"cells beyond the columns: {beyond}" if beyond else "") if part
        )
        yield [*own, *result[:-1], note]


def _columns(head: Sequence[str], asked: str, path: str) -> list[int]:
    folded = [name.strip().casefold() for name in head]
    wanted = [asked] if asked.strip().casefold() in folded else asked.split(",")
    places = []
    for name in wanted:
        if name.strip().casefold() not in folded:
            named = ", ".join(repr(one) for one in head if one.strip())
            raise InputError(f"has no column {name.strip()!r}", path=path, hint=f"columns: {named or 'none'}")
        places.append(folded.index(name.strip().casefold()))
    return places


@functools.lru_cache(maxsize=20_000)
def _outlined(text: str) -> Outline:
    return outline(text)


def _row(row: Row, wanted: Sequence[int]) -> Row:
    parts = [str(row[place]).strip() for place in wanted if place < len(row) and row[place] is not None]
    text = "\n".join(part for part in parts if part)
    if not any(char.isalpha() for char in text):
        return ["not read", "", "", "", "no description"]
    found = _outlined(normal(text[:MAX_CELL]))
    cut = len(text) > MAX_CELL
    notes = [f"only the first {MAX_CELL:,} characters were read"] if cut else []
    notes += [] if found.sure else [f"likeliest {found.label}; ask what it can do"]
    notes += [f"set aside: {', '.join(found.outweighed)}"] if found.outweighed else []
    verdict = "unsure" if cut and found.label == "none" else found.verdict
    words = ["; ".join(found.words), "; ".join(notes)]
    return [verdict, round(found.probability, 3), ", ".join(found.categories), *words]


def _key(source: Path, column: str, sheet: str | None) -> str:
    """What a journal belongs to: the table's content, the column asked for, and the version of the readers."""
    digest = sha256(f"{version('duecare')}|{column}|{sheet}|".encode() + COMPILED.read_bytes() + WEIGHTS.read_bytes())
    with open(source, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


class _Journal:
    """Results of rows done, a JSON line each, after a first line that says what they belong to."""

    def __init__(self, target: Path, key: str) -> None:
        self.path = target.with_name(f".{target.name}.journal")
        self._key = key
        self._file: TextIO | None = None
        self.counts: dict[str, int] = {}

    def begin(self) -> int:
        """Open it, and say how many rows of this very table are in it already.

        Raises:
            OutputError: another run writes it, or it cannot be written.
        """
        try:
            self._file = open(self.path, "a+", encoding="utf-8")  # noqa: SIM115  (closed by close)
            self._claim()
            done, end = self._done()
            self._file.truncate(end)
            if not end:
                self._file.write(f"{self._key}\n")
        except OutputError:
            raise
        except OSError as problem:
            raise OutputError(f"{self.path}: cannot be written: {problem.strerror}") from None
        return done

    def _claim(self) -> None:
        """Keep other runs away until it is closed, where the system knows locks."""
        assert self._file is not None
        try:
            import fcntl
        except ImportError:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError(f"{self.path}: another run is writing to the same output") from None

    def _done(self) -> tuple[int, int]:
        """Rows done and where they end: up to the first line that is not a result, as of a run cut short."""
        done, end = 0, 0
        with open(self.path, "rb") as file:
            if file.readline() != f"{self._key}\n".encode():
                return 0, 0
            end = file.tell()
            for line in file:
                try:
                    result = json.loads(line) if line.endswith(b"\n") else None
                except ValueError:
                    result = None
                if not isinstance(result, list) or len(result) != len(ADDED):
                    break
                self.counts[str(result[0])] = self.counts.get(str(result[0]), 0) + 1
                done, end = done + 1, end + len(line)
        return done, end

    def add(self, result: Row) -> None:
        assert self._file is not None
        try:
            self._file.write(json.dumps(result, ensure_ascii=False) + "\n")
        except OSError as problem:
            raise OutputError(f"{self.path}: cannot be written: {problem.strerror}; rows before it are kept") from None

    def flush(self) -> None:
        assert self._file is not None
        try:
            self._file.flush()
        except OSError as problem:
            raise OutputError(f"{self.path}: cannot be written: {problem.strerror}; rows before it are kept") from None

    def close(self) -> None:
        if self._file is not None:
            try:
                self._file.close()
            except OSError as problem:
                raise OutputError(f"{self.path}: cannot be written: {problem.strerror}") from None

    def results(self) -> Iterator[Row]:
        with open(self.path, encoding="utf-8") as file:
            next(file)
            for line in file:
                yield json.loads(line)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


@contextmanager
def opened(source: Path, sheet: str | None) -> Iterator[tuple[list[str], Iterator[Row], int | None]]:
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


def _write(target: Path, head: Sequence[str], rows: Iterator[Row]) -> None:
    """Write beside the target and rename."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        write = {".xlsx": _write_workbook, ".jsonl": _write_lines}.get(target.suffix.casefold(), _write_delimited)
        write(beside, head, rows, target.suffix.casefold())
        os.replace(beside, target)
    except OSError as problem:
        reason = problem.strerror or problem
        raise OutputError(f"{target}: cannot be written: {reason}; the rows done are kept") from None
    finally:
        beside.unlink(missing_ok=True)


def _write_delimited(path: Path, head: Sequence[str], rows: Iterator[Row], suffix: str) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t" if suffix == ".tsv" else ",")
        writer.writerow(head)
        writer.writerows(rows)


def _write_lines(path: Path, head: Sequence[str], rows: Iterator[Row], suffix: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(head, row, strict=True)), ensure_ascii=False, default=str) + "\n")


def _write_workbook(path: Path, head: Sequence[str], rows: Iterator[Row], suffix: str) -> None:
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
        own = len(head) - len(ADDED)
        for place, width in enumerate((14, 10, 44, 60, 34)):
            page.set_column(own + place, own + place, width)
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
