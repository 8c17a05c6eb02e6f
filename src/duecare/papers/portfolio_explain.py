"""Why an entry is raised, open or clear for one transaction of a book, in the terminal."""

from __future__ import annotations

from duecare.guidance import Guidance
from duecare.papers.concerns import Labels, flags_of
from duecare.papers.explain import Explanation, absent, write_explanation
from duecare.papers.memo import stop_notes
from duecare.papers.portfolio_words import standing_words
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import clean
from duecare.portfolio.explain import Explained


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
        where = f"row {explained.row} of {clean(explained.source)}" if explained.source else f"row {explained.row}"
        sheet.paragraph(f"Transaction {clean(explained.transaction)}, {where}", "bold")
        sheet.paragraph(f"{standing_words(explained.standing)}.")
        for note in explained.notes:
            sheet.marked(sheet.marks["open"], note)
        sheet.blank()
        write_explanation(paper, guidance, sheet)

    return printed(write, to_file=to_file)
