"""Clauses in the terminal: the library as a list, one clause whole, and what a deal calls for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from duecare.guidance import Guidance
from duecare.guidance.clauses import KINDS, Clause, Clauses
from duecare.papers.clauses.choose import Choice
from duecare.papers.clauses.reasons import carried_out, why
from duecare.papers.layout import line
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import clean, counted, listed, lowered
from duecare.review import Review


def list_text(library: Clauses, paper: str | None = None) -> str:
    """Every clause, or those that fit a paper: id, strengths, papers, title."""
    return "".join(f"{one}\n" for one in _listed(library, paper))


def _listed(library: Clauses, paper: str | None) -> Iterator[str]:
    order = list(KINDS)
    found = [one for one in library.clauses.values() if paper is None or paper in one.papers]
    found.sort(key=lambda one: order.index(one.kind))
    for kind, same in groupby(found, lambda one: one.kind):
        yield KINDS[kind]
        for one in same:
            yield f"  {one.id:34} {one.title} ({', '.join(one.strengths)}; {', '.join(one.papers)})"
    yield f"{counted(len(found), 'clause')}. {library.note}"


def clause_text(clause: Clause, library: Clauses, guidance: Guidance) -> str:
    """One clause whole, its words as written in the library."""
    return printed(lambda sheet: _whole(clause, library, guidance, sheet))


def _whole(clause: Clause, library: Clauses, guidance: Guidance, sheet: Sheet) -> None:
    sheet.paragraph(clause.title, "bold")
    sheet.paragraph(f"{clause.id} · {KINDS[clause.kind]} · for {listed(clause.papers)}")
    sheet.blank()
    sheet.paragraph(clause.purpose)
    for strength in clause.strengths:
        counts = "" if strength in clause.counts else "; counts as no safeguard"
        sheet.blank()
        sheet.paragraph(f"{strength.capitalize()}{counts}", "bold")
        number = 0
        for said in clause.words[strength]:
            point = said.startswith("- ")
            number += not point
            sheet.paragraph(said if point else f"{number}. {said}", indent=4 if point else 2)
    sheet.blank()
    sheet.pairs(
        (
            ("Safeguards", listed(f"{guidance.safeguards[one].title} ({one})" for one in clause.safeguards) or "none"),
            (
                "Answers",
                listed(lowered(guidance.concerns[one].title) for one in clause.concerns) or "no finding itself",
            ),
            ("Carries out", carried_out(clause, guidance)),
            *((("Proof", clause.proof),) if clause.proof else ()),
            *((("Law", clause.law),) if clause.law else ()),
        )
    )
    for note in clause.notes:
        sheet.paragraph(f"To the negotiator: {note}")
    for row in clause.refused:
        stands = f" ({', '.join(row.stands)})" if row.stands else ""
        sheet.blank()
        sheet.paragraph(f"If refused: {row.instead}")
        sheet.paragraph(f"Given up: {row.gives_up} In its place: {row.in_place}{stands}", indent=2)
    sheet.blank()
    sheet.paragraph(library.note)


def choice_text(review: Review, library: Clauses, guidance: Guidance, choice: Choice, *, to_file: bool = False) -> str:
    """What a deal calls for, and why, in short."""
    return printed(lambda sheet: _chosen(review, library, guidance, choice, sheet), to_file=to_file)


def _chosen(review: Review, library: Clauses, guidance: Guidance, choice: Choice, sheet: Sheet) -> None:
    sheet.paragraph(clean(review.title), "bold")
    sheet.paragraph(clean(review.outcome.headline))
    form = library.forms[choice.paper]
    sheet.blank()
    count = counted(len(choice.chosen), "clause")
    more = f", and {len(choice.schedule)} in its schedule" if choice.schedule else ""
    sheet.paragraph(f"{form.title}: {count}{more}.", "bold")
    if not choice.every:
        sheet.paragraph("Nothing is raised that a clause would answer. --open and --all put more in.")
    for prefix, part in (("", choice.chosen), ("S", choice.schedule)):
        for number, one in enumerate(part, 1):
            sheet.blank()
            sheet.paragraph(f"{prefix}{number}. {one.clause.title} ({one.strength}; {one.clause.id})", "bold")
            sheet.paragraph(f"Why: {line(why(one, guidance))}", indent=3)
            for name in one.clause.safeguards:
                entry = guidance.safeguards[name]
                sheet.paragraph(f"Safeguard: {entry.title}. Proof: {entry.proof}", indent=3)
            if one.clause.proof and not one.clause.safeguards:
                sheet.paragraph(f"Proof: {one.clause.proof}", indent=3)
            sheet.paragraph(f"Carries out: {carried_out(one.clause, guidance)}", indent=3)
    sheet.blank()
    _rest(choice, sheet)
    sheet.blank()
    sheet.paragraph(library.note)


def _rest(choice: Choice, sheet: Sheet) -> None:
    if choice.stops:
        sheet.paragraph("Legal stops: no clause lifts them.", "bold")
        for stop in choice.stops:
            sheet.paragraph(clean(stop.title), indent=2)
    sheet.paragraph("What no clause answers", "bold")
    for one in choice.unanswered:
        sheet.paragraph(f"{clean(one.finding.title)} ({one.finding.weight}): {one.why}.", indent=2)
    if not choice.unanswered:
        sheet.paragraph("Nothing of what is raised. What is open may change that.", indent=2)
    if choice.beside:
        sheet.paragraph("Called for, and not made so by a signature", "bold")
        for row in choice.beside:
            sheet.paragraph(f"{clean(row.title)}. Proof: {clean(row.proof)}", indent=2)
    if choice.reserve:
        sheet.paragraph(f"{counted(len(choice.reserve), 'clause')} held ready for what is open: --open puts them in.")
