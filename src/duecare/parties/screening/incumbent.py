"""What another tool found: its hits and dispositions, read from an export as dated, independent evidence.

They stand beside our own matches and change none of them, and nothing that a list says.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from duecare.errors import InputError
from duecare.names import normalise
from duecare.parties.lists.dates import read_day
from duecare.parties.screening.columns import cell_text, listed_names
from duecare.parties.screening.incumbent_mapping import Disposition, IncumbentMapping, folded
from duecare.parties.screening.particulars import checked_name
from duecare.transaction import Source
from duecare.transaction.tables import open_table

MOST_HITS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class IncumbentHit:
    """One hit of the other tool.

    row: its row in the export. list: our key of the list; None where the mapping does not say or the export names none.
    disposition: None where the export has none, or a word that the mapping lacks (`disposition_word`). source: where it
    comes from, as evidence of a review.
    """

    row: int
    party: str
    reference: str
    list: str | None
    list_name: str
    listed_name: str
    entry: str
    score: str
    disposition: Disposition | None
    disposition_word: str
    decided_by: str
    decided_on: datetime.date | None
    note: str
    source: Source


@dataclass(frozen=True, slots=True)
class IncumbentExport:
    """An export, read.

    hits: in the order of the file. without_hit: rows of parties for which it names none. rejects: row and reason of
    what could not be used. unmapped: what the mapping does not know, "lists" and "dispositions", with how often each
    stands there.
    """

    tool: str
    hits: tuple[IncumbentHit, ...]
    rejects: tuple[tuple[int, str], ...]
    without_hit: int
    unmapped: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def lists(self) -> frozenset[str]:
        """The lists, by our keys, on which it has any hit."""
        return frozenset(hit.list for hit in self.hits if hit.list)


def read_export(path: Path, mapping: IncumbentMapping, exported: datetime.date | None = None) -> IncumbentExport:
    """The hits of an export.

    Args:
        path: CSV, TSV, XLSX or Parquet whose first row names the columns.
        mapping: What they mean.
        exported: The day of the export, which dates the hits that have no day of their own.

    Raises:
        InputError: it cannot be read, lacks a column of the mapping, or has too many rows.
    """
    hits: list[IncumbentHit] = []
    rejects: list[tuple[int, str]] = []
    without = 0
    unmapped: dict[str, dict[str, int]] = {"lists": {}, "dispositions": {}}
    with open_table(path, mapping.sheet) as table:
        places = _places(table.head, mapping, str(path))
        for number, row in table.rows:
            if len(hits) >= MOST_HITS:
                raise InputError(f"has more than {MOST_HITS:,} hits", path=str(path), hint="split it")
            cells = {
                name: cell_text(row[place]) if place < len(row) and row[place] is not None else ""
                for name, place in places.items()
            }
            if not any(cells.values()):
                continue
            if not cells.get("listed_name") and not cells.get("entry"):
                without += 1
                continue
            name, reason = checked_name(cells["party"])
            if name is None:
                rejects.append((number, reason or "no party"))
                continue
            hit = _hit(number, name, cells, mapping, path.name, exported)
            hits.append(hit)
            if hit.list_name and hit.list is None:
                _count(unmapped["lists"], hit.list_name)
            if hit.disposition_word and hit.disposition is None:
                _count(unmapped["dispositions"], hit.disposition_word)
    return IncumbentExport(mapping.tool, tuple(hits), tuple(rejects), without, unmapped)


def hits_by_party(export: IncumbentExport) -> tuple[dict[str, list[IncumbentHit]], dict[str, list[IncumbentHit]]]:
    """The hits by the user's own number of the party, and by its name in `normalise`'s form."""
    by_reference: dict[str, list[IncumbentHit]] = {}
    by_name: dict[str, list[IncumbentHit]] = {}
    for hit in export.hits:
        if hit.reference:
            by_reference.setdefault(hit.reference.casefold(), []).append(hit)
        by_name.setdefault(normalise(hit.party), []).append(hit)
    return by_reference, by_name


def _places(head: Sequence[str], mapping: IncumbentMapping, path: str) -> dict[str, int]:
    names = [folded(name) for name in head]
    places = {}
    for name, column in mapping.columns.items():
        if folded(column) not in names:
            raise InputError(
                f"has no column {column!r}, which the mapping names as {name}",
                path=path,
                hint=f"columns: {listed_names(head)}",
            )
        places[name] = names.index(folded(column))
    return places


def _hit(
    row: int,
    party: str,
    cells: Mapping[str, str],
    mapping: IncumbentMapping,
    file: str,
    exported: datetime.date | None,
) -> IncumbentHit:
    word, list_name = cells.get("disposition", ""), cells.get("list", "")
    decided = _day(cells.get("decided_on", ""), mapping.day_first)
    by = cells.get("decided_by", "")
    title = f"{mapping.tool}, {file}, row {row}"
    return IncumbentHit(
        row,
        party,
        cells.get("reference", ""),
        mapping.lists.get(folded(list_name)),
        list_name,
        checked_name(cells.get("listed_name", ""))[0] or "",
        cells.get("entry", ""),
        cells.get("score", ""),
        mapping.dispositions.get(folded(word)),
        word,
        by,
        decided,
        cells.get("note", ""),
        Source(title, "independent", decided or exported, by=by or None),
    )


def _day(text: str, day_first: bool | None) -> datetime.date | None:
    """A day; none where day and month cannot be told apart."""
    day = read_day(text, day_first is not False)
    return day if day_first is not None or day == read_day(text, False) else None


def _count(words: dict[str, int], word: str) -> None:
    words[word] = words.get(word, 0) + 1
