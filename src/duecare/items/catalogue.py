"""A whole catalogue: every row of a table scoped, row by row, in memory that does not grow with the table.

What is done is kept in a journal beside the output. A run that was stopped is taken up there by the same call, and the
output itself appears only when every row is in it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TextIO

from duecare.errors import InputError, OutputError
from duecare.items.classifier.model import WEIGHTS
from duecare.items.documents import normal
from duecare.items.lexicon import COMPILED
from duecare.items.scope import Outline, outline
from duecare.items.tables import OUTPUTS, Row, open_table, refuse_input_as_output, write_table

#: Characters of one description that are read; a longer one is a document, not a row.
MAX_CELL = 100_000
#: Rows after which the journal is flushed to disk.
BATCH = 200
ADDED = ("scope", "scope probability", "scope capabilities", "scope words", "scope note")
#: Their widths in a sheet, in characters.
WIDTHS = (14, 10, 44, 60, 34)


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
    with open_table(source, sheet) as (head, rows, total):
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
    with open_table(source, sheet) as (head, rows, _):
        write_table(target, [*_unique(head), *ADDED], _joined(head, rows, journal.results()), WIDTHS)
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
        with self._writing():
            self._file = open(self.path, "a+", encoding="utf-8")  # noqa: SIM115  (closed by close)
            self._claim()
            done, end = self._done()
            self._file.truncate(end)
            if not end:
                self._file.write(f"{self._key}\n")
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
        with self._writing("; rows before it are kept"):
            self._file.write(json.dumps(result, ensure_ascii=False) + "\n")

    def flush(self) -> None:
        assert self._file is not None
        with self._writing("; rows before it are kept"):
            self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            with self._writing():
                self._file.close()

    @contextmanager
    def _writing(self, kept: str = "") -> Iterator[None]:
        try:
            yield
        except OutputError:
            raise
        except OSError as problem:
            raise OutputError(f"{self.path}: cannot be written: {problem.strerror}{kept}") from None

    def results(self) -> Iterator[Row]:
        with open(self.path, encoding="utf-8") as file:
            next(file)
            for line in file:
                yield json.loads(line)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
