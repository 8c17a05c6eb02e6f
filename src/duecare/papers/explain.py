"""Why one red flag or legal stop is raised, clear, open or resolved, in the terminal."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from duecare.guidance import Entry, Guidance, LegalStop, RuledEntry, SeverityRow
from duecare.papers.concerns import Cited, Flag, Labels, flags_of
from duecare.papers.grounds import cite_of
from duecare.papers.memo import StopNote, stop_notes
from duecare.papers.sheet import Sheet, printed
from duecare.papers.terminal import write_values
from duecare.papers.wording import capital, clean, listed, lowered
from duecare.review.result import Review

AUTOMATION = {
    "full": "facts alone decide it",
    "may overreport": "facts decide it, and may raise it where a person would not",
    "may underreport": "facts decide it, and may miss what a person would see",
    "judgement": "a person's judgement decides it",
}


def explain_text(review: Review, guidance: Guidance, flag: str, *, to_file: bool = False) -> str:
    """Everything behind one entry: status, condition as written, each value read with its source, and the text cited.

    Args:
        flag: the id of a red flag, legal stop or other entry; `ID@kind:subject` for one subject only.

    Raises:
        GuidanceError: no such entry; the nearest id is named.
    """
    name, _, subject = flag.partition("@")
    entry = guidance.entry(name)
    labels = Labels.of(review)
    explained = Explanation(
        entry,
        flags_of(
            (row for row in review.findings if row.flag == entry.id and subject in ("", row.subject)), guidance, labels
        ),
        stop_notes(
            (row for row in review.stops if row.stop == entry.id and subject in ("", row.subject)), guidance, labels
        ),
        absent(entry, review.law_at, subject),
    )
    return printed(lambda sheet: write_explanation(explained, guidance, sheet), to_file=to_file)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One entry in words. absent: what is said where neither a flag nor a stop is found."""

    entry: Entry
    flags: tuple[Flag, ...]
    stops: tuple[StopNote, ...]
    absent: str


def write_explanation(explained: Explanation, guidance: Guidance, sheet: Sheet) -> None:
    """Title, the text cited, and each case with what was read."""
    entry = explained.entry
    sheet.paragraph(entry.title or clean(entry.text), "bold")
    sheet.paragraph(entry.id, "dim")
    cite = cite_of(entry.id, guidance)
    if cite is not None:
        _citation(cite, sheet)
    for flag in explained.flags:
        _flag(flag, sheet)
    for stop in explained.stops:
        _stop(stop, sheet)
    if not explained.flags and not explained.stops:
        sheet.blank()
        sheet.paragraph(explained.absent)


def absent(entry: Entry, law_at: datetime.date, subject: str) -> str:
    """Why nothing is said of an entry. subject: the only one that was asked about; empty for all."""
    if isinstance(entry, LegalStop):
        return "Does not stand here: the facts rule it out, nothing known points to it, or its text does not apply."
    if isinstance(entry, SeverityRow):
        return "A severity row; duecare review --full shows those that are met or open."
    if isinstance(entry, RuledEntry):
        about = f" on {clean(subject)}" if subject else ""
        return f"Was not judged{about}: not in force on {law_at.isoformat()}, or no such subject."
    return "No condition stands behind this entry: it explains others, or others serve it."


def _citation(cite: Cited, sheet: Sheet) -> None:
    sheet.blank()
    sheet.paragraph(cite.text)
    sheet.paragraph(f"{cite.where}: {cite.title}.", "dim")
    sheet.paragraph(f"{capital(cite.confidence)}; {cite.numbering}.", "dim")


def _flag(flag: Flag, sheet: Sheet) -> None:
    sheet.blank()
    head = f"{capital(flag.status)}. {capital(flag.weight)}; group: {flag.group}."
    sheet.marked(sheet.marks[flag.status], head, "bold")
    sheet.paragraph(f"Condition: {flag.condition}", indent=2)
    sheet.paragraph(f"How far to trust it: {AUTOMATION.get(flag.automation, flag.automation)}.", indent=2)
    for case in flag.cases:
        sheet.paragraph(f"{capital(str(case.about))}:", indent=2)
        write_values(case.values, sheet, indent=4)
        if case.needs:
            sheet.paragraph(f"Would settle it: {listed(case.needs)}.", indent=4)
        if case.resolution:
            sheet.paragraph(case.resolution, indent=4)
    if flag.rights:
        sheet.paragraph(f"Rights: {', '.join(flag.rights)}", indent=2)
    if flag.safeguards:
        titles = "; ".join(lowered(title) for title in flag.safeguards)
        sheet.paragraph(f"Safeguards that answer it: {titles}.", indent=2)


def _stop(stop: StopNote, sheet: Sheet) -> None:
    sheet.blank()
    sheet.marked(sheet.marks["stop"], f"{capital(stop.standing)}.", "bold")
    sheet.paragraph(f"Condition: {stop.condition}", indent=2)
    sheet.paragraph(f"{capital(str(stop.about))}:", indent=2)
    write_values(stop.values, sheet, indent=4)
    sheet.paragraph(f"For counsel: {stop.counsel}", indent=2)
    sheet.paragraph(f"Lifted by {stop.lifted_by} only.", indent=2)
