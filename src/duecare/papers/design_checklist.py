"""The design review of an item as a paper: what could be misused, what its design can do about it, and what is open."""

from __future__ import annotations

from duecare.papers.design import Paper, commands, lead, scenario_titles, severity, state_words
from duecare.papers.layout import (
    Block,
    Bullets,
    Code,
    Document,
    Heading,
    Marks,
    Paragraph,
    Strong,
    Table,
    Text,
    opened,
)
from duecare.papers.wording import OPEN, capital, clean, fact_words, named, words

KIND = "Design review"
NOT_DONE, DONE = "☐", "☒"


def design_checklist(paper: Paper, marks: Marks) -> Document:
    """The checklist with a table to fill in for the scenarios of each capability, and one for the safeguards."""
    blocks: list[Block] = [Paragraph(lead(paper), "lead")]
    if paper.notes:
        blocks.append(Bullets(paper.notes))
    for misused in paper.review.capabilities:
        heads = (NOT_DONE, "Misuse that can be foreseen", "Who is hurt", "Ask the designer", "Finding")
        rows: tuple[tuple[Text, ...], ...] = tuple(
            (NOT_DONE, (Strong(f"{one.title}."), f" {one.how}"), one.hurts, one.ask, "") for one in misused.scenarios
        )
        title = misused.capability.title
        blocks += [Heading(title), Paragraph(misused.capability.definition), Bullets(tuple(severity(misused)))]
        blocks.append(Table(f"Scenarios: {title}", heads, rows, (4, 32, 24, 24, 16), sheet=title))
    if paper.review.checks:
        blocks += [Heading("Safeguards by design"), _safeguards(paper)]
    if paper.review.modes:
        facts = tuple(
            (fact_words(fact), opened(words(value) if value else OPEN), why) for fact, value, why in paper.review.modes
        )
        blocks += [Heading("What the severity turns on"),
                   Table("Facts", ("Fact", "Known", "Why it matters"), facts, (25, 15, 60))]  # fmt: skip
    if paper.facts:
        blocks += [Heading("Facts for the review"), Bullets(tuple(Code(line) for line in commands(paper)))]
    title_of = named(f"Design review: {clean(paper.review.item)}")
    return Document(KIND, title_of, marks, tuple(blocks), landscape=True)


def _safeguards(paper: Paper) -> Table:
    heads = (NOT_DONE, "Safeguard", "Answers", "Proof that shows it", "Now")
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (
            DONE if paper.state(check).shown else NOT_DONE,
            (Strong(f"{capital(check.safeguard.title)}."), f" {clean(check.safeguard.text)}"),
            scenario_titles(paper, check),
            clean(check.safeguard.proof),
            state_words(paper, check),
        )
        for check in paper.review.checks
    )
    caption = "One counts when its proof is on file, not when it is said to be there"
    return Table(caption, heads, rows, (4, 32, 24, 24, 16), sheet="Safeguards")
