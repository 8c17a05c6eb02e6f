"""The memo in the terminal: headline, reasons, stops and questions first, then detail; all of it with `full`."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from rich.console import Console

from duecare.guidance import Guidance
from duecare.papers.asked import Asked
from duecare.papers.concerns import ConcernNote, Flag, Value
from duecare.papers.grounds import Provenance
from duecare.papers.memo import Memo, memo
from duecare.papers.practice import practice_lines
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import OPEN, capital, counted, few, first_sentence, listed, lowered
from duecare.review import LEVELS
from duecare.review.result import Review

FEW = {"questions": 5, "stops": 2, "open": 3, "gaps": 3, "safeguards": 3}
"""How many of each a short memo shows."""


def memo_text(review: Review, guidance: Guidance, *, full: bool = False, to_file: bool = False) -> str:
    """The memo as text: fitted to the terminal as it is, or plain and 80 columns wide for a file."""
    return printed(lambda sheet: _write(memo(review, guidance), sheet, full=full), to_file=to_file)


def print_memo(review: Review, guidance: Guidance, console: Console, *, full: bool = False) -> None:
    """Print the memo on a console, between 60 and 120 columns wide."""
    _write(memo(review, guidance), Sheet(console), full=full)


def _write(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    sheet.paragraph(str(paper.title), "bold")
    sheet.pairs((row.label, listed(str(value) for value in row.values)) for row in paper.asked)
    sheet.blank()
    sheet.paragraph(paper.headline, "bold")
    sheet.track(paper.known, paper.possible, LEVELS, hold=paper.hold)
    sheet.paragraph(f"Advice: {paper.advice}.", "bold")
    for reason in paper.advice_reasons:
        sheet.paragraph(reason, indent=2)
    _reasons(paper, sheet, full=full)
    _stops(paper, sheet, full=full)
    _questions(paper, sheet, full=full)
    _findings(paper, sheet, full=full)
    if full:
        _tables(paper, sheet)
    _gaps(paper, sheet, full=full)
    _safeguards(paper, sheet, full=full)
    if full:
        _grounds(paper, sheet)
    else:
        _grounds_in_short(paper, sheet)
    sheet.blank()
    sheet.paragraph(paper.section("advice").lead)


def _head(paper: Memo, key: str, sheet: Sheet, *, full: bool) -> None:
    section = paper.section(key)
    sheet.heading(section.title, f"{section.lead} {section.note}".strip() if full else section.lead)


def _reasons(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    _head(paper, "reasons", sheet, full=full)
    for number, reason in enumerate(paper.reasons, start=1):
        sheet.marked(f"{number}.", f"{reason.title}. {reason.text if full else first_sentence(reason.text)}")
        cites = dict.fromkeys(f"{cite.where} ({cite.confidence})" for cite in reason.cites)
        sheet.paragraph(
            f"About {listed(map(str, reason.about))}. {few(cites, len(cites) if full else 2)}", "dim", indent=3
        )


def _stops(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    if not paper.stops and not full:
        return
    _head(paper, "stops", sheet, full=full)
    for stop in paper.stops:
        if full or stop.status == "stands":
            sheet.marked(sheet.marks["stop"], f"{stop.title}: {stop.about}. {capital(stop.standing)}.")
            sheet.paragraph(f"For counsel: {stop.counsel} Lifted by {stop.lifted_by} only.", indent=2)
            sheet.paragraph(f"{stop.cite.where} ({stop.cite.confidence})", "dim", indent=2)
        if full:
            sheet.paragraph(stop.text, indent=2)
            sheet.paragraph(f"{stop.id}: {stop.condition}", "dim", indent=2)
    for status, mark in () if full else (("possible", "open"), ("lifted", "resolved")):
        titles = dict.fromkeys(lowered(stop.title) for stop in paper.stops if stop.status == status)
        if titles:
            sheet.marked(sheet.marks[mark], f"{capital(status)}: {few(titles, FEW['stops'])}.")


def _questions(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    _head(paper, "questions", sheet, full=full)
    shown = list(paper.questions) if full else paper.foremost(FEW["questions"])
    for question in shown:
        _question(question, sheet, full=full)
    left = len(paper.questions) - len(shown)
    if left:
        sheet.paragraph(
            f"{counted(left, 'more question' if shown else 'question')}: duecare questions FILE --all", "dim"
        )


def _question(question: Asked, sheet: Sheet, *, full: bool) -> None:
    sheet.marked(f"{question.rank:>2}.", question.question)
    role = f" {capital(question.role)}." if full or not question.decides else ""
    sheet.paragraph(f"About {question.about}. Ask: {question.who}.{role}", "dim", indent=4)
    moving = [effect for effect in question.effects if effect.moves]
    if moving:
        said = "; ".join(f"{listed(effect.answers, most=3, last='or')}: {effect.outcome}" for effect in moving)
        sheet.paragraph(f"If {said}.", indent=4)


def _findings(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    _head(paper, "findings", sheet, full=full)
    if full:
        for chapter in paper.chapters:
            sheet.blank()
            sheet.paragraph(f"{chapter.title} ({chapter.counts})", "bold")
            for concern in chapter.concerns:
                _concern(concern, sheet)
        return
    raised, unsettled = paper.concerns("raised"), paper.concerns("open")
    for weight, concerns in groupby(raised, lambda concern: concern.weight):
        sheet.paragraph(f"Raised, {weight}:")
        for concern in concerns:
            flags = [flag for flag in concern.flags if flag.status == "raised"]
            about = dict.fromkeys(str(case.about) for flag in flags for case in flag.cases)
            ids = few(dict.fromkeys(flag.id for flag in flags), 2)
            sheet.marked(sheet.marks["raised"], f"{flags[0].title} ({few(about, 2)}; {ids})")
    for concern in paper.concerns("resolved"):
        first = concern.flags[0]
        sheet.marked(sheet.marks["resolved"], f"{first.title}. {first.cases[0].resolution}")
    shown = unsettled[: FEW["open"]] if raised and not paper.hold and paper.known != LEVELS[0] else []
    for concern in shown:
        needs = dict.fromkeys(need for flag in concern.flags for case in flag.cases for need in case.needs)
        sheet.marked(sheet.marks["open"], f"Open, {concern.weight}: {concern.title}. Needs {few(needs, 2)}.")
    left = len(unsettled) - len(shown)
    if left:
        noun = "more open concern" if shown else "open concern"
        sheet.marked(sheet.marks["open"], f"{counted(left, noun)}, with --full.")


def _concern(concern: ConcernNote, sheet: Sheet) -> None:
    sheet.marked(sheet.marks[concern.status], f"{capital(concern.status)}, {concern.weight}: {concern.title}")
    for flag in concern.flags:
        write_flag(flag, sheet, indent=2)


def write_flag(flag: Flag, sheet: Sheet, *, indent: int = 0) -> None:
    """A flag with its citation and, by subject, the values read with their sources and what would settle it."""
    sheet.marked(sheet.marks[flag.status], f"{flag.id}, {flag.status}: {flag.title}", indent=indent)
    cite = flag.cite
    sheet.paragraph(f"{cite.where}; {cite.confidence}; {cite.numbering}; {cite.force}.", "dim", indent + 2)
    for case in flag.cases:
        sheet.paragraph(f"{case.about}:", indent=indent + 2)
        write_values(case.values, sheet, indent=indent + 4)
        if case.needs:
            sheet.paragraph(f"Would settle it: {listed(case.needs)}.", indent=indent + 4)
        if case.resolution:
            sheet.paragraph(case.resolution, indent=indent + 4)


def write_values(values: tuple[Value, ...], sheet: Sheet, *, indent: int) -> None:
    """Each fact that a condition read, with its sources; what is not known has its own mark."""
    for value in values:
        about = f" ({value.about})" if value.about else ""
        sources = f" [{'; '.join(value.sources)}]" if value.sources else ""
        mark = " " if value.known else sheet.marks["open"]
        sheet.marked(mark, f"{value.fact}{about}: {value.value}{sources}", indent=indent)


def _tables(paper: Memo, sheet: Sheet) -> None:
    _head(paper, "severity", sheet, full=True)
    for row in paper.severity:
        mark = sheet.marks["raised" if row.status == "met" else "open"]
        sheet.marked(mark, f"{capital(row.status)}, severity {row.size} ({row.dimensions}): {row.title} ({row.about})")
    _head(paper, "parties", sheet, full=True)
    sheet.table(
        ("Name", "Roles", "Kind", "Government tie", "Abuse record", "Lists"),
        ((str(p.name), p.roles, p.kind, p.tie, p.record, p.listing) for p in paper.parties),
        (4, 3, 2, 3, 3, 3),
    )
    _head(paper, "places", sheet, full=True)
    sheet.table(
        ("Name", "Practice band", "ICCPR", "Arms embargo", "Known of it"),
        ((str(p.name), p.band, p.iccpr, p.embargo, listed(p.marks) or OPEN) for p in paper.places),
        (3, 2, 2, 2, 4),
    )
    practice_lines(paper.practice, sheet)


def _gaps(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    if not paper.gaps:
        return
    _head(paper, "gaps", sheet, full=full)
    shown = paper.gaps if full else paper.gaps[: FEW["gaps"]]
    for about, text in shown:
        sheet.marked(sheet.marks["open"], f"{about}: {text}" if about.text not in text else text)
    if len(paper.gaps) > len(shown):
        sheet.paragraph(f"{counted(len(paper.gaps) - len(shown), 'more gap')}, with --full.", "dim")


def _safeguards(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    rows = [row for row in paper.safeguards if full or row.raised]
    if not rows and not full:
        return
    _head(paper, "safeguards", sheet, full=full)
    shown = rows if full else rows[: FEW["safeguards"]]
    for row in shown:
        mark = sheet.marks[{"agreed": "resolved", "not agreed": "clear"}.get(row.agreed, "open")]
        sheet.marked(mark, f"{capital(row.agreed)}: {row.title}. Answers {counted(len(row.answers), 'finding')}.")
        if full:
            sheet.paragraph(f"Proof: {row.proof}", "dim", indent=2)
    if len(rows) > len(shown):
        sheet.paragraph(f"{counted(len(rows) - len(shown), 'more safeguard')}, with --full.", "dim")


def _grounds_in_short(paper: Memo, sheet: Sheet) -> None:
    """What was not examined, what the review rests on, and its record, in a line each."""
    sections = {key: paper.section(key) for key in ("not_examined", "provenance", "record")}
    rules = " ".join(first_sentence(rule.reason) for rule in paper.not_examined)
    kinds = Counter(row.kind for row in paper.provenance)
    record = dict(paper.record)
    said = {
        "not_examined": f"{sections['not_examined'].lead} {rules}",
        "provenance": f"{sections['provenance'].lead} By kind: {'; '.join(f'{kind} {kinds[kind]}' for kind in kinds)}.",
        "record": f"Policy {record['Policy'].split(' (')[0]}; {record['Engine']}; basis {record['Basis hash'][:16]}",
    }
    sheet.blank()
    sheet.pairs((sections[key].title, text) for key, text in said.items())


def _source(row: Provenance) -> str:
    return "; ".join(part for part in (row.source, row.kind, row.found_by, row.note, row.counted) if part)


def _grounds(paper: Memo, sheet: Sheet) -> None:
    _head(paper, "not_examined", sheet, full=True)
    for rule in paper.not_examined:
        sheet.paragraph(rule.reason, "dim")
        for title, depth, about in rule.flags:
            sheet.marked(sheet.marks["open"], f"{title} ({depth} depth): {listed(map(str, about))}")
    _head(paper, "provenance", sheet, full=True)
    sheet.table(
        ("About", "Fact", "Value", "Source", "Date"),
        ((str(row.about), row.fact, row.value, _source(row), row.date) for row in paper.provenance),
        (3, 4, 3, 5, 2),
    )
    _head(paper, "instruments", sheet, full=True)
    sheet.table(
        ("Instrument", "Title", "Force", "For this transaction"),
        ((used.id, used.title, used.force, used.applies) for used in paper.instruments),
        (3, 6, 2, 3),
    )
    _head(paper, "record", sheet, full=True)
    sheet.pairs(paper.record)
