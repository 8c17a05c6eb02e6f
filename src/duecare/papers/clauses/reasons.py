"""Why each clause is there, what to do when it is refused, and what no clause answers: for our side, not to be sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from duecare.guidance import Guidance
from duecare.guidance.clauses import Clause, Clauses
from duecare.papers.clauses.choose import CORE, Choice, Chosen, short
from duecare.papers.clauses.fill import Words
from duecare.papers.concerns import cited
from duecare.papers.layout import (
    OPEN_MARK,
    Block,
    Bullets,
    Document,
    Heading,
    Marks,
    Pairs,
    Paragraph,
    Status,
    Strong,
    Table,
    Text,
    joined,
)
from duecare.papers.wording import CONFIDENCE, capital, clean, counted, few, listed, lowered, named
from duecare.review import Review
from duecare.review.result import Finding, SafeguardAdvice

KIND: Final = "Why these clauses"
SIGNED: Final = {"yes": Status("resolved", "agreed"), "no": Status("clear", "not agreed")}


def reasons_document(
    review: Review, library: Clauses, guidance: Guidance, choice: Choice, words: Words, marks: Marks
) -> Document:
    """The paper for our own side."""
    blocks: list[Block] = [
        Paragraph(clean(review.outcome.headline), "headline"),
        Paragraph(
            f"{capital(counted(len(choice.every), 'clause'))} for a {library.forms[choice.paper].title.lower()}. This "
            "paper says why each is there and what to do when it is refused. It is for our side: do not send it.",
            "lead",
        ),
        Paragraph(library.note, "note"),
        *_not_by_paper(choice, guidance),
        Heading("The clauses, and why they are there"),
    ]
    for number, one in enumerate(choice.chosen, 1):
        blocks += _clause(f"{number}", one, review, library, guidance)
    for number, one in enumerate(choice.schedule, 1):
        blocks += _clause(f"S{number}", one, review, library, guidance)
    blocks += [*_reserve(choice), *_to_fill(choice, words)]
    record = {"review": review.transaction, "basis_hash": review.basis_hash, "paper": choice.paper}
    return Document(KIND, named(review.title), marks, tuple(blocks), record=record)


def _not_by_paper(choice: Choice, guidance: Guidance) -> Iterator[Block]:
    yield Heading("What no clause answers")
    if not (choice.unanswered or choice.stops or choice.beside):
        yield Paragraph("Nothing of what is raised. What is open may change that.")
    if choice.stops:
        titles = listed(dict.fromkeys(lowered(clean(one.title)) for one in choice.stops))
        yield Paragraph(f"Legal stops stand, and no clause lifts them: {titles}. They are for counsel.")
    if choice.unanswered:
        yield Table(
            "Raised findings that these clauses do not answer",
            ("Finding", "Weight", "Why"),
            tuple((_finding(one.finding, guidance), one.finding.weight, capital(one.why)) for one in choice.unanswered),
            (54, 12, 34),
        )
    if choice.beside:
        yield Table(
            "What the review calls for and a signature does not make so",
            ("Safeguard", "Promised in", "Proof that it works", "State"),
            tuple((Strong(clean(row.title)), few(promised(row, choice), 2) or "no clause", clean(row.proof),
                   SIGNED.get(row.agreed, OPEN_MARK)) for row in choice.beside),
            (28, 26, 32, 14),
        )  # fmt: skip


def promised(row: SafeguardAdvice, choice: Choice) -> list[str]:
    """The clauses that promise a safeguard."""
    return [one.clause.title for one in choice.every if short(row) in one.clause.safeguards]


def _finding(finding: Finding, guidance: Guidance) -> str:
    cite = cited(finding.cite, guidance)
    return f"{clean(finding.title)} [{cite.where}: {cite.confidence}]"


def _clause(number: str, one: Chosen, review: Review, library: Clauses, guidance: Guidance) -> Iterator[Block]:
    clause = one.clause
    yield Heading(f"{number}. {clause.title} ({one.strength})", 2)
    yield Paragraph(clause.purpose)
    rows: list[tuple[str, Text]] = [("Why it is there", why(one, guidance))]
    rows += [("Safeguard", said) for said in safeguards(clause, review, guidance)]
    if clause.proof:
        rows.append(("Proof that it works", clause.proof))
    rows.append(("Carries out", carried_out(clause, guidance)))
    if clause.law:
        rows.append(("Law", clause.law))
    rows += [("To the negotiator", note) for note in clause.notes]
    yield Pairs(tuple(rows))
    if one.strength != clause.strengths[-1] or clause.refused:
        yield Paragraph((Strong("When the other side refuses. "), _weaker(one)))
        yield Bullets(tuple(_refused(row, library, guidance) for row in clause.refused))


def why(one: Chosen, guidance: Guidance) -> Text:
    """The findings that put a clause there, with their citations."""
    raised = [finding for finding in one.findings if finding.status == "raised"]
    open_ones = [finding for finding in one.findings if finding.status != "raised"]
    if not one.findings:
        return "The other clauses stand on it." if one.because == CORE else "Put in on request; it answers no finding."
    said: list[Text] = []
    for finding in list({finding.title: finding for finding in raised}.values())[:4]:
        said.append((Status("raised"), f": {_finding(finding, guidance)}, {finding.weight}"))
    if len({finding.title for finding in raised}) > 4:
        said.append(f"{len({finding.title for finding in raised}) - 4} more that are raised")
    if open_ones:
        titles = list(dict.fromkeys(lowered(clean(finding.title)) for finding in open_ones))
        said.append((OPEN_MARK, f": {few(titles, 3)}"))
    return joined(said, "; ")


def safeguards(clause: Clause, review: Review, guidance: Guidance) -> Iterator[Text]:
    """The safeguards that a clause makes part of the contract: title, proof, and whether it is agreed."""
    rows = {row.id: row for row in review.safeguards}
    for name in clause.safeguards:
        entry = guidance.safeguards[name]
        agreed = SIGNED.get(rows[entry.id].agreed, OPEN_MARK) if entry.id in rows else OPEN_MARK
        yield (Strong(clean(entry.title)), ". Proof: ", clean(entry.proof), " ", agreed)


def carried_out(clause: Clause, guidance: Guidance) -> str:
    """The rows of guidance that a clause carries out, each with its confidence mark."""
    said = []
    for name in clause.carries_out:
        entry = guidance.entry(name)
        mark = CONFIDENCE.get(entry.cite.confidence, entry.cite.confidence)
        own = "own reading; " if entry.instrument == "HOUSE" else ""
        said.append(f"{name} ({own}{mark})")
    return "; ".join(said)


def _weaker(one: Chosen) -> str:
    clause = one.clause
    below = clause.strengths[clause.strengths.index(one.strength) + 1 :]
    if not below:
        return "There are no weaker words; these stand in its place:"
    lost = [strength for strength in below if strength not in clause.counts]
    said = f"Its weaker words: {listed(below)}."
    return f"{said} In {listed(lost)} words it counts as no safeguard. Or:" if lost else f"{said} Or:"


def _refused(row: object, library: Clauses, guidance: Guidance) -> Text:
    from duecare.guidance.clauses import Alternative

    assert isinstance(row, Alternative)
    names = [_named(one, library, guidance) for one in row.stands]
    stands = f" See {listed(names)}." if names else ""
    return (row.instead, " ", Strong("Given up: "), f"{lowered(row.gives_up)} ", Strong("In its place: "),
            f"{lowered(row.in_place)}{stands}")  # fmt: skip


def _named(one: str, library: Clauses, guidance: Guidance) -> str:
    if one in library.clauses:
        return f"“{library.clauses[one].title}”"
    return f"the safeguard “{guidance.entry(one).title}”" if one in guidance.entries else one


def _reserve(choice: Choice) -> Iterator[Block]:
    if not choice.reserve:
        return
    yield Heading("Held ready")
    yield Paragraph("These clauses answer what is still open. Find the answers first; --open puts them in.", "lead")
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (Strong(one.clause.title), few(dict.fromkeys(lowered(clean(found.title)) for found in one.findings), 3))
        for one in choice.reserve
    )
    yield Table("Clauses held ready", ("Clause", "If it turns out so"), rows, (40, 60))


def _to_fill(choice: Choice, words: Words) -> Iterator[Block]:
    every = [line for one in choice.every for line in one.clause.words[one.strength]]
    if blanks := list(words.blanks(every)):
        yield Heading("To fill in before it is sent")
        yield Bullets(tuple(f"{capital(meaning)} ({{{name}}})" for name, meaning in blanks))
