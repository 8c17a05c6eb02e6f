"""A whole table of parties screened: a line a match, a line for each party without one, nothing dropped or done twice.

What is done is kept in a journal beside the output, as for a catalogue of items. Memory does not grow with the table:
the parties seen are known by a table on disk, and their results are read back from the journal.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO

from duecare.parties.screening.columns import Columns, cell_text
from duecare.parties.screening.dispositions import (
    Decisions,
    Standing,
    fingerprint,
    names_of,
    party_differs,
    party_facts,
    standing,
)
from duecare.parties.screening.first_pass import Advance, FirstPass, Terms, screened
from duecare.parties.screening.loaded import Lists
from duecare.parties.screening.particulars import read_particulars
from duecare.parties.screening.query import Query
from duecare.parties.screening.report import NO_MATCH, receipt
from duecare.parties.screening.workers import FoundRow
from duecare.transaction import replacing, write_atomically
from duecare.transaction.tables import (
    Layout,
    Row,
    open_table,
    under_columns,
    unique_names,
    write_table,
)

NOT_SCREENED: Final = "not screened"
STATUSES: Final = ("confirmed match", "possible match", "cleared", NO_MATCH, NOT_SCREENED)
"""What a row can come to, the gravest first; the table says of a cleared one until when."""

ADDED: Final = (
    "screen row", "screen status", "screen probability", "screen list", "screen entry", "screen listed name",
    "screen our name", "screen their name", "screen programme", "screen effect", "screen citation", "screen for",
    "screen against", "screen note",
)  # fmt: skip
_WIDTHS: Final = (8, 22, 10, 30, 26, 36, 30, 30, 20, 24, 24, 50, 40, 50)
_NUMBERS: Final[Mapping[str, type[int] | type[float]]] = {"screen row": int, "screen probability": float}


@dataclass(frozen=True, slots=True)
class Done:
    """What a run over a table did.

    rows: of the table. resumed: of these, done by an earlier run that was stopped. parties: distinct ones searched for.
    statuses: rows by the gravest of STATUSES that they came to. lines: written. rejects: rows in which something could
    not be read, all of them in `rejects_path` with the reason; None where there are none. columns: read and unread.
    """

    rows: int
    resumed: int
    parties: int
    statuses: Mapping[str, int]
    lines: int
    rejects: int
    rejects_path: Path | None
    columns: Columns


def screen_table(
    source: Path,
    target: Path,
    lists: Lists,
    day: datetime.date,
    terms: Terms | None = None,
    decisions: Decisions | None = None,
    advance: Advance = lambda done, total: None,
) -> Done:
    """Screen every party of a table and write the table again with the columns of ADDED, a line a match.

    Rows that cannot be read in full go to `<target>.rejects.csv` as well, with their number and the reason; what the
    run depended on, to `<target>.receipt.json`.

    Args:
        source: CSV, TSV, XLSX or Parquet whose first row names the columns.
        target: Where to write, by its ending; replaced only when all rows are done.
        lists: The lists to search.
        day: The day of the screening.
        terms: How the table is read and screened.
        decisions: What people decided about matches, by default as `lists` has it.
        advance: Called with the rows done and, where it is known, the number of rows.

    Raises:
        InputError: a table that cannot be read, or whose names are not found.
        OutputError: the journal or the output cannot be written.
    """
    terms = terms or Terms()
    with screened(source, target, lists, terms, advance) as first, open_table(source, terms.sheet) as table:
        counted = lists.decisions if decisions is None else decisions
        paper = _Paper(first, lists, counted, day, terms.day_first)
        paper.write(target, table.head, table.rows)
        done = Done(
            first.rows, first.resumed, first.parties, paper.statuses, paper.lines, paper.rejects,
            rejects_path(target) if paper.rejects else None, first.columns,
        )  # fmt: skip
        document = run_document(source, done, lists, terms.threshold, day)
        write_atomically(receipt_path(target), json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return done


def rejects_path(target: Path) -> Path:
    """Where the rows stand in which something could not be read."""
    return target.with_name(f"{target.name}.rejects.csv")


def receipt_path(target: Path) -> Path:
    """Where it stands what a run depended on."""
    return target.with_name(f"{target.name}.receipt.json")


def run_document(source: Path, done: Done, lists: Lists, threshold: float | None, day: datetime.date) -> dict[str, Any]:
    """A run over a table as JSON, schema `duecare.screening-run/1`."""
    with open(source, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "schema": "duecare.screening-run/1",
        "table": {"name": source.name, "sha256": digest, "rows": done.rows, "parties": done.parties},
        "columns_read": [{"column": name, "field": name_of} for name, name_of in done.columns.read],
        "columns_not_read": list(done.columns.unread),
        "rows_by_status": dict(done.statuses),
        "rejects": done.rejects,
        "receipt": receipt(lists, threshold, day),
    }


# ── the second pass: the table again, with what was found ────────────────────────────────────────────────────────────


class _Paper:
    """The output, line by line, with the decisions as they are on the day."""

    def __init__(
        self, first: FirstPass, lists: Lists, decisions: Decisions, day: datetime.date, day_first: bool | None
    ) -> None:
        self._first, self._decisions, self._day, self._day_first = first, decisions, day, day_first
        self.statuses = dict.fromkeys(STATUSES, 0)
        self.lines = self.rejects = 0
        self._searched = searched_words(lists)

    def write(self, target: Path, head: list[str], rows: Iterator[tuple[int, Row]]) -> None:
        rejects = rejects_path(target)
        names = unique_names(head)
        layout = Layout("Screened", _WIDTHS, _NUMBERS)
        with (
            replacing(rejects) as part,
            open(part, "w", encoding="utf-8", newline="") as file,
            closing(self._lines(head, rows, file, names)) as lines,
        ):
            write_table(target, [*names, *ADDED], lines, layout)
        if not self.rejects:
            rejects.unlink(missing_ok=True)

    def _lines(
        self, head: list[str], rows: Iterator[tuple[int, Row]], file: TextIO, names: list[str]
    ) -> Generator[Row, None, None]:
        refuse = csv.writer(file)
        refuse.writerow(["row", "reason", *names])
        for (number, row), result in zip(rows, self._first.results(), strict=True):
            own, beyond = under_columns(head, row)
            told = [text for text in (result.problem, result.note, beyond) if text]
            if result.problem:
                refuse.writerow([number, result.problem, *map(_as_text, own)])
                self.rejects += 1
            written = self._row(row, result.matches, told)
            self.lines += len(written)
            for cells in written:
                yield [*map(_as_cell, own), number, *cells]

    def _row(self, row: Row, found: list[FoundRow] | None, told: list[str]) -> list[Row]:
        """The lines of one row, without its own cells."""
        if not found:
            status = NOT_SCREENED if found is None else NO_MATCH
            self.statuses[status] += 1
            note = "; ".join(told if found is None else [self._searched, *told])
            return [[status, None, *[""] * 10, note]]
        standings = self._standings(row, found)
        states = {one.state for one in standings}
        gravest = next(state for state in ("confirmed", "open", "cleared") if state in states)
        self.statuses[{"confirmed": STATUSES[0], "open": STATUSES[1], "cleared": STATUSES[2]}[gravest]] += 1
        return [
            [
                stands.words, one.probability, one.list_title, one.entry, one.name, one.ours, one.theirs,
                one.programme, one.effect, one.citation, one.speaks_for, one.speaks_against,
                "; ".join([*decision_words(stands), *told]),
            ]
            for one, stands in zip(found, standings, strict=True)
        ]  # fmt: skip

    def _standings(self, row: Row, found: list[FoundRow]) -> list[Standing]:
        if not self._decisions.count:
            return [Standing()] * len(found)
        query = read_particulars(self._first.columns.texts(row), day_first=self._day_first).query
        assert query is not None  # it was searched for
        return standings(query, found, self._decisions, self._day)


def standings(query: Query, found: Sequence[FoundRow], decisions: Decisions, day: datetime.date) -> list[Standing]:
    """Where the matches of a row stand, as `Decisions.apply` has it, without saying what changed on the list."""
    if not decisions.count:
        return [Standing()] * len(found)
    names, party = names_of(query), party_facts(query)
    stood = []
    for one in found:
        decision = decisions.last(one.entry, names, day)
        if decision is None:
            stood.append(Standing())
            continue
        changed = party_differs(decision, party)
        changed += ["the listed entry changed"] if fingerprint(decision.listed) != one.listed else []
        stood.append(standing(decision, one.log_odds, changed, day))
    return stood


def decision_words(stands: Standing) -> list[str]:
    """The decision behind a standing and what came of it, in clauses."""
    decision = stands.decision
    if decision is None:
        return []
    verdict = {"same": "the same party", "not_same": "not the same party", "withdrawn": "decision withdrawn"}
    return [f"{verdict[decision.verdict]}, by {decision.by} on {decision.decided}: {decision.why}", *stands.changed]


def searched_words(lists: Lists) -> str:
    """What silence rests on, in a few words."""
    if lists.starter:
        return f"only the {len(lists.screener):,} parties of the starter were searched; no list is loaded"
    number = len(lists.loaded)
    many = "party" if len(lists.screener) == 1 else "parties"
    said = f"{len(lists.screener):,} {many} on {number} list{'' if number == 1 else 's'} searched"
    return f"{said}; {len(lists.missing)} not loaded" if lists.missing else said


def _as_cell(cell: Any) -> Any:
    """A cell of the user's own as it goes into the output: dates as text, numbers as they are."""
    return cell if cell is None or isinstance(cell, (str, int, float, bool)) else cell_text(cell)


def _as_text(cell: Any) -> str:
    return "" if cell is None else cell_text(cell)
