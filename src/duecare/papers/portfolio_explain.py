"""What stands for one transaction of a book, and why an entry is raised, open or clear for it, in the terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from duecare.guidance import Guidance
from duecare.papers.concerns import Labels, flags_of
from duecare.papers.explain import Explanation, absent, write_explanation
from duecare.papers.memo import stop_notes
from duecare.papers.portfolio_phrases import EXPLAIN
from duecare.papers.portfolio_words import standing_words
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import clean, few
from duecare.portfolio.explain import Explained, Overview
from duecare.portfolio.result.standing import Standing
from duecare.review.result import Finding

OPEN_SHOWN: Final = 10
"""How many flags that are open are told; the rest are counted."""
_ABOUT: Final = 4


def explained_text(explained: Explained, guidance: Guidance, *, to_file: bool = False) -> str:
    """The transaction, then what `duecare explain` says of an entry.

    Args:
        explained: As `duecare.portfolio.explain.explain` gives it.
        guidance: The instruments that it was explained by.
        to_file: Plain and 80 columns wide.
    """
    labels = Labels.among(explained.gathered)
    paper = Explanation(
        explained.entry,
        flags_of(explained.findings, guidance, labels),
        stop_notes(explained.stops, guidance, labels),
        absent(explained.entry, explained.gathered.law_at, explained.subject),
    )

    def write(sheet: Sheet) -> None:
        _head(explained.transaction, explained.row, explained.source, explained.standing, explained.notes, sheet)
        sheet.blank()
        write_explanation(paper, guidance, sheet)

    return printed(write, to_file=to_file)


def overview_text(found: Overview, guidance: Guidance, *, to_file: bool = False) -> str:
    """The transaction, its legal stops, the red flags raised on it, and those that are open.

    Args:
        found: As `duecare.portfolio.explain.overview` gives it.
        guidance: The instruments that it was judged by.
        to_file: Plain and 80 columns wide.
    """
    labels = Labels.among(found.gathered)

    def write(sheet: Sheet) -> None:
        _head(found.transaction, found.row, found.source, found.standing, found.notes, sheet)
        if found.stops:
            sheet.heading("Legal stops")
        for stop in stop_notes(found.stops, guidance, labels):
            mark = sheet.marks["stop" if stop.status == "stands" else "open"]
            said = "stands" if stop.status == "stands" else "may stand"
            sheet.marked(mark, f"{stop.title}, about {stop.about}: {said} ({stop.id})")
        _flags("Red flags raised", "raised", found.raised, len(found.raised), guidance, labels, sheet)
        _flags("Red flags open", "open", found.open, OPEN_SHOWN, guidance, labels, sheet)
        if not (found.stops or found.raised or found.open):
            sheet.blank()
            sheet.paragraph("No legal stop and no red flag stands or is open.")
        sheet.blank()
        sheet.paragraph(f"One of them with condition, values and sources: {EXPLAIN}", "dim")

    return printed(write, to_file=to_file)


def explanation_json(found: Explained | Overview) -> str:
    """The same as JSON, with a final line end."""
    return json.dumps(found.document(), ensure_ascii=False, indent=2) + "\n"


def _head(transaction: str, row: int, source: str, standing: Standing, notes: Sequence[str], sheet: Sheet) -> None:
    where = f"row {row} of {clean(source)}" if source else f"row {row}"
    sheet.paragraph(f"Transaction {clean(transaction)}, {where}", "bold")
    sheet.paragraph(f"{standing_words(standing)}.")
    for note in notes:
        sheet.marked(sheet.marks["open"], note)


def _flags(
    title: str,
    mark: str,
    found: Sequence[Finding],
    most: int,
    guidance: Guidance,
    labels: Labels,
    sheet: Sheet,
) -> None:
    flags = flags_of(found, guidance, labels)
    if not flags:
        return
    sheet.heading(title)
    for flag in flags[:most]:
        about = few((str(case.about) for case in flag.cases), _ABOUT)
        sheet.marked(sheet.marks[mark], f"{flag.title}, about {about} ({flag.weight}; {flag.id})")
    if len(flags) > most:
        sheet.paragraph(f"and {len(flags) - most:,} more", "dim", indent=2)
