"""The open questions in the terminal, ranked by what an answer would move."""

from __future__ import annotations

from duecare.papers.asked import Asked, asked
from duecare.papers.concerns import Labels
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import capital, clean, counted, listed
from duecare.review.result import Review

FEW = 10
"""How many questions are shown where few decide."""


def questions_text(review: Review, *, everything: bool = False, to_file: bool = False) -> str:
    """The ranked questions: those that matter most, or every one.

    Each says whom it is about, who may answer, what the answers are and what each would do.
    """
    ranked = asked(review, Labels.of(review))

    def write(sheet: Sheet) -> None:
        sheet.paragraph(clean(review.outcome.headline), "bold")
        if not ranked:
            sheet.paragraph("No open question.")
            return
        shown = ranked if everything else _foremost(ranked)
        for question in shown:
            sheet.blank()
            _question(question, sheet)
        sheet.blank()
        if len(shown) < len(ranked):
            sheet.paragraph(f"{counted(len(ranked) - len(shown), 'more question')} that move less: --all shows them.")
        first = shown[0]
        if first.fact == "country":
            sheet.paragraph("Write the place, with its country and roles, under places: in the file.", "dim")
        else:
            sheet.paragraph(f'Record an answer: duecare answer FILE {first.fact}=… --source "…"', "dim")

    return printed(write, to_file=to_file)


def _foremost(ranked: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """Those that decide; where none does, the first of those that do together."""
    deciding = tuple(question for question in ranked if question.decides)
    together = tuple(question for question in ranked if question.together)
    return (deciding or together or ranked)[:FEW]


def _question(question: Asked, sheet: Sheet) -> None:
    sheet.marked(f"{question.rank:>2}.", question.question, "bold")
    if question.help:
        sheet.paragraph(question.help, indent=4)
    sheet.paragraph(f"About {question.about}. Ask: {question.who}. {capital(question.role)}.", indent=4)
    for effect in question.effects:
        sheet.marked("if", f"{listed(effect.answers, most=6, last='or')}: {effect.outcome}", indent=4)
    sheet.paragraph(f"{question.fact}: {question.accepts}", "dim", indent=4)
