"""The memo in the terminal: headline, reasons, stops and questions first, then detail; all of it with `full`."""

from __future__ import annotations

from collections import Counter

from rich.console import Console

from duecare.guidance import Guidance
from duecare.papers.asked import Asked
from duecare.papers.concerns import ConcernNote, Flag
from duecare.papers.memo import Memo, memo
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import OPEN, capital, counted, listed
from duecare.review import LEVELS
from duecare.review.result import Review

FEW = {"questions": 5, "stops": 2, "open": 5, "gaps": 3, "safeguards": 4}
"""How many of each a short memo shows."""


def memo_text(review: Review, guidance: Guidance, *, full: bool = False, to_file: bool = False) -> str:
    """The memo as text: fitted to the terminal as it is, or plain and 80 columns wide for a file."""
    return printed(lambda sheet: _write(memo(review, guidance), sheet, full=full), to_file=to_file)


def print_memo(review: Review, guidance: Guidance, console: Console, *, full: bool = False) -> None:
    """Print the memo on a console, between 60 and 120 columns wide."""
    _write(memo(review, guidance), Sheet(console), full=full)


def _write(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    sheet.paragraph(str(paper.title), "bold")
    rows = [(row.label, listed(str(value) for value in row.values)) for row in paper.asked]
    sheet.pairs(rows)
    sheet.blank()
    sheet.paragraph(paper.headline, "bold")
    sheet.track(paper.known, paper.possible, LEVELS, hold=paper.hold)
    sheet.paragraph(f"Advice: {paper.advice}.", "bold")
    for reason in paper.advice_reasons:
        sheet.paragraph(reason, indent=2)
    _reasons(paper, sheet)
    _stops(paper, sheet, full=full)
    _questions(paper, sheet, full=full)
    _findings(paper, sheet, full=full)
    if full:
        _tables(paper, sheet)
    _gaps(paper, sheet, full=full)
    _safeguards(paper, sheet, full=full)
    _not_examined(paper, sheet, full=full)
    _provenance(paper, sheet, full=full)
    sheet.blank()
    sheet.paragraph(paper.section("advice").lead)


def _reasons(paper: Memo, sheet: Sheet) -> None:
    section = paper.section("reasons")
    sheet.heading(section.title, section.lead)
    for number, reason in enumerate(paper.reasons, start=1):
        sheet.marked(f"{number}.", f"{reason.title}. {reason.text}")
        cites = listed(dict.fromkeys(f"{cite.where} ({cite.confidence})" for cite in reason.cites), most=2)
        sheet.paragraph(f"About {reason.about}. {cites}", "dim", indent=3)


def _stops(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    if not paper.stops and not full:
        return
    section = paper.section("stops")
    sheet.heading(section.title, section.lead)
    shown = [stop for stop in paper.stops if full or stop.status == "stands"]
    for stop in shown:
        sheet.marked(sheet.marks["stop"], f"{stop.title}: {stop.about}. {capital(stop.standing)}.")
        sheet.paragraph(f"For counsel: {stop.counsel} Lifted by {stop.lifted_by}. {stop.cite.where} ({stop.cite.confidence})", indent=2)
        if full:
            sheet.paragraph(stop.text, indent=2)
            sheet.paragraph(f"{stop.id}: {stop.condition}", "dim", indent=2)
    if full:
        return
    for status in ("possible", "lifted"):
        titles = list(dict.fromkeys(stop.title for stop in paper.stops if stop.status == status))
        if titles:
            sheet.marked(sheet.marks["open" if status == "possible" else "resolved"], _named_few(capital(status), titles))


def _named_few(lead: str, titles: list[str]) -> str:
    return f"{lead}: {listed((title[:1].lower() + title[1:] for title in titles), most=FEW['stops'])}."


def _questions(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    section = paper.section("questions")
    sheet.heading(section.title, section.lead)
    deciding = [question for question in paper.questions if question.decides]
    shown = list(paper.questions) if full else (deciding or list(paper.questions))[: FEW["questions"]]
    for question in shown:
        write_question(question, sheet)
    left = len(paper.questions) - len(shown)
    if left:
        sheet.paragraph(f"{counted(left, 'more question')}: duecare questions FILE --all", "dim")


def write_question(question: Asked, sheet: Sheet) -> None:
    """A question, whom it is about, and what each answer would do."""
    sheet.marked(f"{question.rank:>2}.", question.question)
    sheet.paragraph(f"About {question.about}. Ask: {question.who}. {capital(question.role)}.", "dim", indent=4)
    moving = [effect for effect in question.effects if effect.moves]
    if moving:
        said = "; ".join(f"{listed(effect.answers, most=3, last='or')}: {effect.outcome}" for effect in moving)
        sheet.paragraph(f"If {said}.", indent=4)


def _findings(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    section = paper.section("findings")
    sheet.heading(section.title, section.lead)
    if full:
        for chapter in paper.chapters:
            sheet.blank()
            sheet.paragraph(f"{chapter.title} ({chapter.counts})", "bold")
            for concern in chapter.concerns:
                _concern(concern, sheet)
        return
    raised = paper.concerns("raised")
    for concern in raised:
        flags = [flag for flag in concern.flags if flag.status == "raised"]
        about = dict.fromkeys(str(case.about) for flag in flags for case in flag.cases)
        cites = listed(dict.fromkeys(flag.cite.where for flag in flags), most=2)
        sheet.marked(sheet.marks["raised"], f"Raised, {concern.weight}: {flags[0].title} ({listed(about, most=2)})")
        sheet.paragraph(cites, "dim", indent=2)
    for concern in paper.concerns("resolved"):
        sheet.marked(sheet.marks["resolved"], f"Resolved: {concern.flags[0].title}. {concern.flags[0].cases[0].resolution}")
    unsettled = paper.concerns("open")
    shown = unsettled[: FEW["open"]] if raised else []
    for concern in shown:
        sheet.marked(sheet.marks["open"], f"Open, {concern.weight}: {concern.title}. Needs {_needs(concern)}.")
    left = len(unsettled) - len(shown)
    if left:
        sheet.marked(sheet.marks["open"], f"{counted(left, f'{"more " if shown else ""}open concern')}, with --full.")


def _needs(concern: ConcernNote) -> str:
    needs = dict.fromkeys(need for flag in concern.flags for case in flag.cases for need in case.needs)
    return listed(needs, most=2)


def _concern(concern: ConcernNote, sheet: Sheet) -> None:
    sheet.marked(sheet.marks[concern.status], f"{capital(concern.status)}, {concern.weight}: {concern.title}")
    for flag in concern.flags:
        write_flag(flag, sheet, indent=2)


def write_flag(flag: Flag, sheet: Sheet, *, indent: int = 0) -> None:
    """A flag with its citation and, by subject, the values read with their sources and what would settle it."""
    sheet.marked(sheet.marks[flag.status], f"{flag.id}, {flag.status}: {flag.title}", indent=indent)
    sheet.paragraph(f"{flag.cite.where}; {flag.cite.confidence}; {flag.cite.numbering}; {flag.cite.force}.", "dim", indent + 2)
    for case in flag.cases:
        sheet.paragraph(f"{case.about}:", indent=indent + 2)
        for value in case.values:
            mark = " " if value.known else sheet.marks["open"]
            about = f" ({value.about})" if value.about else ""
            sources = f" [{'; '.join(value.sources)}]" if value.sources else ""
            sheet.marked(mark, f"{value.fact}{about}: {value.value}{sources}", indent=indent + 4)
        if case.needs:
            sheet.paragraph(f"Would settle it: {listed(case.needs)}.", indent=indent + 4)
        if case.resolution:
            sheet.paragraph(case.resolution, indent=indent + 4)


def _tables(paper: Memo, sheet: Sheet) -> None:
    section = paper.section("severity")
    sheet.heading(section.title, section.lead)
    for row in paper.severity:
        status = "raised" if row.status == "met" else "open"
        sheet.marked(sheet.marks[status], f"{capital(row.status)}, severity {row.size} ({row.dimensions}): {row.title} ({row.about})")
    sheet.heading(paper.section("parties").title)
    sheet.table(
        ("Name", "Roles", "Kind", "Government tie", "Abuse record", "Lists"),
        ((str(p.name), p.roles, p.kind, p.tie, p.record, p.listing) for p in paper.parties),
        (4, 3, 2, 2, 3, 3),
    )
    sheet.heading(paper.section("places").title)
    sheet.table(
        ("Name", "Practice band", "ICCPR", "Arms embargo", "Known of it"),
        ((str(p.name), p.band, p.iccpr, p.embargo, listed(p.marks) or OPEN) for p in paper.places),
        (3, 2, 2, 2, 4),
    )


def _gaps(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    if not paper.gaps:
        return
    section = paper.section("gaps")
    sheet.heading(section.title, section.lead if full else "")
    shown = paper.gaps if full else paper.gaps[: FEW["gaps"]]
    for _, text in shown:
        sheet.marked(sheet.marks["open"], text)
    if len(paper.gaps) > len(shown):
        sheet.paragraph(f"{counted(len(paper.gaps) - len(shown), 'more gap')}, with --full.", "dim")


def _safeguards(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    rows = [row for row in paper.safeguards if full or row.raised]
    if not rows and not full:
        return
    section = paper.section("safeguards")
    sheet.heading(section.title, section.lead)
    shown = rows if full else rows[: FEW["safeguards"]]
    for row in shown:
        mark = {"agreed": "resolved", "not agreed": "clear"}.get(row.agreed, "open")
        sheet.marked(sheet.marks[mark], f"{capital(row.agreed)}: {row.title}. Answers {_answers(row.answers)}.")
        if full:
            sheet.paragraph(f"Proof: {row.proof}", "dim", indent=2)
    if len(rows) > len(shown):
        sheet.paragraph(f"{counted(len(rows) - len(shown), 'more safeguard')}, with --full.", "dim")


def _answers(titles: tuple[str, ...]) -> str:
    return listed((title[:1].lower() + title[1:] for title in titles), most=2)


def _not_examined(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    section = paper.section("not_examined")
    sheet.heading(section.title, section.lead)
    for rule in paper.not_examined:
        sheet.paragraph(rule.reason, "dim")
        if full:
            for title, depth, about in rule.flags:
                sheet.marked(sheet.marks["open"], f"{title} ({depth} depth): {about}")


def _provenance(paper: Memo, sheet: Sheet, *, full: bool) -> None:
    section = paper.section("provenance")
    kinds = Counter(row.kind for row in paper.provenance)
    sheet.heading(section.title, f"{section.lead} By kind: {listed(f'{kind} {number}' for kind, number in kinds.most_common())}.")
    if full:
        sheet.table(
            ("About", "Fact", "Value", "Source", "Date"),
            (
                (str(r.about), r.fact, r.value, f"{r.source} ({r.kind}; {r.found_by}){_uncounted(r.counted)}", r.date)
                for r in paper.provenance
            ),
            (3, 4, 3, 5, 2),
        )
        section = paper.section("instruments")
        sheet.heading(section.title, section.lead)
        sheet.table(
            ("Instrument", "Title", "Force", "For this transaction"),
            ((used.id, used.title, used.force, used.applies) for used in paper.instruments),
            (3, 6, 2, 3),
        )
        section = paper.section("record")
        sheet.heading(section.title, section.lead)
        sheet.pairs(paper.record)
    else:
        record = dict(paper.record)
        sheet.paragraph(f"Policy {record['Policy'].split(' (')[0]}; {record['Engine']}; basis {record['Basis hash'][:16]}.", "dim")


def _uncounted(why: str) -> str:
    return f"; {why}" if why else ""
