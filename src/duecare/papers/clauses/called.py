"""What a memo says of contract clauses: those that the findings call for, by paper, and the findings that none answers.

Raised findings are numbered once, gravest first, so that a clause can name all that it answers in a few figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from duecare.guidance.clauses import Clauses
from duecare.papers.clauses.choose import CORE, Choice, Chosen, choose, paper_for
from duecare.papers.concerns import WEIGHTS
from duecare.papers.layout import Block, Code, Heading, Paragraph, Strong, Table, Text
from duecare.papers.wording import capital, clean, counted, listed, lowered
from duecare.review import Review
from duecare.review.result import Finding

HEADING: Final = "Contract clauses"


def called_for(review: Review, library: Clauses, papers: Iterable[str] = ()) -> tuple[Choice, ...]:
    """What a review calls for in each kind of paper; by default in the one that the deal looks like."""
    kinds = tuple(dict.fromkeys(papers)) or (paper_for(review),)
    return tuple(choose(review, library, paper) for paper in kinds)


def called_blocks(review: Review, library: Clauses, choices: Sequence[Choice]) -> Iterator[Block]:
    """The section of a memo on clauses: raised findings with what answers them, and a table for each paper.

    Args:
        review: What was found.
        library: The clauses in use.
        choices: What the review calls for, one for each kind of paper, at least one; of `called_for`.
    """
    yield Heading(HEADING)
    yield Paragraph(_lead(library, choices), "lead")
    if stops := dict.fromkeys(lowered(clean(stop.title)) for one in choices for stop in one.stops):
        yield Paragraph(f"Legal stops stand, and no clause lifts them: {listed(stops)}.")
    raised = sorted(review.raised(), key=lambda one: WEIGHTS.index(one.weight))
    numbers = {title: number for number, title in enumerate(dict.fromkeys(clean(one.title) for one in raised), 1)}
    if numbers:
        yield Table(
            "Raised findings, gravest first, and whether a clause answers them", ("No.", "Finding", "Weight", "Answer"),
            tuple(_finding(title, number, [one for one in raised if clean(one.title) == title], choices)
                  for title, number in numbers.items()),
            (6, 44, 12, 38), frozenset({0}), "Answered",
        )  # fmt: skip
    for choice in choices:
        if choice.every:
            yield _table(library.forms[choice.paper].title, choice, numbers)


def _lead(library: Clauses, choices: Sequence[Choice]) -> str:
    said = listed(
        f"{counted(len(_each(one)), 'clause')} for the {lowered(library.forms[one.paper].title)}" for one in choices
    )
    reserve = len({held.clause.id for one in choices for held in one.reserve})
    ready = f" {capital(counted(reserve, 'more clause'))} would answer what is only open: find that out first."
    if not any(one.every for one in choices):
        return f"Nothing is raised that a clause would answer.{ready if reserve else ''}"
    return f"What is raised calls for {said}. {library.note}{ready if reserve else ''}"


def _finding(title: str, number: int, found: Sequence[Finding], choices: Sequence[Choice]) -> tuple[Text, ...]:
    ids = {one.id for one in found}
    none = [{row.finding.id: row.why for row in one.unanswered} for one in choices]
    lacking = next((why for name, why in none[0].items() if name in ids and all(name in one for one in none)), "")
    count = len({row.clause.id for one in choices for row in one.every if ids & {held.id for held in row.findings}})
    answer: Text = capital(counted(count, "clause"))
    if lacking:
        more = f" {capital(counted(count, 'clause'))} can help." if count else ""
        answer = (Strong(f"{capital(lacking)}."), more)
    return str(number), title, found[0].weight, answer


def _table(title: str, choice: Choice, numbers: Mapping[str, int]) -> Table:
    """The clauses of a paper, each once; with where it stands, if the paper has a schedule for the end user."""
    every = _each(choice)
    rows: tuple[tuple[Text, ...], ...] = tuple(
        ((Strong(one.clause.title), f" ({one.strength}) ", Code(one.clause.id)), one.clause.purpose,
         _answered(one, numbers)) for one in every.values()
    )  # fmt: skip
    heads: tuple[str, ...] = ("Clause", "What it is for", "Answers No.")
    widths: tuple[int, ...] = (40, 42, 18)
    if choice.schedule:
        own, under = ({one.clause.id for one in part} for part in (choice.chosen, choice.schedule))
        stands = ("both" if name in own & under else "agreement" if name in own else "schedule" for name in every)
        rows = tuple((*row, where) for row, where in zip(rows, stands, strict=True))
        heads, widths = (*heads, "Stands in"), (34, 37, 16, 13)
    return Table(f"{title}: {counted(len(every), 'clause')}", heads, rows, widths, sheet=f"Clauses, {lowered(title)}")


def _each(choice: Choice) -> dict[str, Chosen]:
    """The clauses by their ids, each once; in agreement and schedule they are the same."""
    return {one.clause.id: one for one in choice.every}


def _answered(one: Chosen, numbers: Mapping[str, int]) -> str:
    said = sorted({numbers[clean(finding.title)] for finding in one.raised})
    if said:
        return ", ".join(map(str, said))
    return "The others stand on it" if one.because == CORE else "None that is raised"


def called_record(choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """The same for programs, by ids: of each paper its clauses, its schedule, and what no clause of it answers."""

    def rows(chosen: Iterable[Chosen]) -> list[dict[str, Any]]:
        return [
            {"id": one.clause.id, "strength": one.strength, "findings": [finding.id for finding in one.raised]}
            for one in chosen
        ]

    return [
        {"paper": one.paper, "clauses": rows(one.chosen), "schedule": rows(one.schedule),
         "unanswered": [{"finding": row.finding.id, "why": row.why} for row in one.unanswered]}
        for one in choices
    ]  # fmt: skip
