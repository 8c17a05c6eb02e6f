"""The annex: the clauses alone, numbered, to send to the other side. Why they are there is another paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from duecare.guidance.clauses import KINDS
from duecare.papers.clauses.choose import Choice, Chosen
from duecare.papers.clauses.fill import Words
from duecare.papers.layout import (
    Blank,
    Block,
    Document,
    Heading,
    Marks,
    PaperError,
    Paragraph,
    Text,
    Turn,
    joined,
    line,
    pieces,
)
from duecare.review import Review

KIND: Final = "Contract annex"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Part:
    """A clause as it stands in an annex: its id, where it came from, and its lines before they are filled in.

    strength: that of the library, or `own` where somebody wrote its words.
    """

    clause: str
    title: str
    kind: str
    strength: str
    lines: tuple[str, ...]


def parts_of(chosen: Iterable[Chosen]) -> tuple[Part, ...]:
    """Clauses as the library has them."""
    return tuple(
        Part(one.clause.id, one.clause.title, one.clause.kind, one.strength, one.clause.words[one.strength])
        for one in chosen
    )


def annex_document(
    review: Review,
    words: Words,
    marks: Marks,
    parts: Sequence[Part],
    schedule: tuple[Words, Sequence[Part]] | None = None,
    choice: Choice | None = None,
) -> Document:
    """The annex as a paper.

    Args:
        review: Of the deal.
        words: What stands in place of the placeholders.
        marks: Of the paper.
        parts: The clauses, in the order of the annex.
        schedule: Clauses of its schedule, with the words of that paper.
        choice: Why they are there; for programs alone, in the JSON form.

    Raises:
        PaperError: there is no clause.
    """
    if not parts:
        raise PaperError("no clause is called for, so there is no annex", hint="--open or --all put more in")
    form = words.form
    sides = _between(words)
    blocks: list[Block] = [
        Paragraph(("This annex is part of ", f"the {form.title.lower()} between ", *pieces(sides), ".")),
        Paragraph(f"{words.library.note} What is marked open is to be filled in before signature.", "note"),
        *_clauses(parts, words, ""),
        *_signatures(words),
    ]
    if schedule is not None and schedule[1]:
        blocks += [
            Turn(),
            Heading(f"Schedule: End-User Terms ({schedule[0].form.title.lower()})"),
            Paragraph("These terms are signed by the end user. They are numbered S1 and on."),
            *_clauses(schedule[1], schedule[0], "S"),
            *_signatures(schedule[0]),
        ]
    title: Text = ("Annex on human rights and end use: ", *pieces(words.value("items")))
    return Document(KIND, title, marks, tuple(blocks), record=_record(review, words, parts, schedule, choice))


def _between(words: Words) -> Text:
    return joined(
        ((*pieces(words.value("supplier_name")), f" ({words.form.terms['supplier']})"),
         (*pieces(words.value("user_name" if words.form.id != "end-use" else "end_user_name")),
          f" ({words.form.terms['user']})")),
        " and ",
    )  # fmt: skip


def _clauses(parts: Sequence[Part], words: Words, prefix: str) -> Iterator[Block]:
    order = list(KINDS)
    ordered = sorted(parts, key=lambda part: order.index(part.kind) if part.kind in order else len(order))
    number = 0
    for kind, same in groupby(ordered, lambda part: part.kind):
        yield Heading(KINDS.get(kind, "Further clauses"))
        for part in same:
            number += 1
            yield Heading(f"{prefix}{number}. {part.title}", 2)
            yield from _lines(part, words, f"{prefix}{number}")


def _lines(part: Part, words: Words, number: str) -> Iterator[Block]:
    for label, is_point, text in numbered(words, part.lines, number):
        yield Paragraph((f"{label} ", *pieces(text)), "about" if is_point else "body")


def numbered(words: Words, lines: Iterable[str], number: str) -> Iterator[tuple[str, bool, Text]]:
    """The lines of a clause filled in: each with its number or letter, and whether it is a point."""
    sentence = point = 0
    for is_point, text in words.lines(lines):
        if is_point:
            yield f"({_letter(point)})", True, text
            point += 1
        else:
            sentence, point = sentence + 1, 0
            yield f"{number}.{sentence}", False, text


def _letter(number: int) -> str:
    """a to z, then aa, ab and on."""
    more, last = divmod(number, len(_LETTERS))
    return (_LETTERS[more - 1] if more else "") + _LETTERS[last]


def _signatures(words: Words) -> Iterator[Block]:
    yield Heading("Signatures")
    for side in ("supplier", "user"):
        term = words.form.terms[side]
        yield Blank(f"For {term}: name and office")
        yield Blank("Date and signature", lines=2)


def _record(
    review: Review,
    words: Words,
    parts: Sequence[Part],
    schedule: tuple[Words, Sequence[Part]] | None,
    choice: Choice | None,
) -> dict[str, Any]:
    why = {one.clause.id: one for one in (choice.every if choice else ())}

    def row(part: Part, said: Words) -> dict[str, Any]:
        found = why.get(part.clause)
        return {
            "id": part.clause, "title": part.title, "strength": part.strength,
            "lines": [line(text) for _, text in said.lines(part.lines)],
            "blanks": [name for name, _ in said.blanks(part.lines)],
            "because": found.because if found else None,
            "findings": [one.id for one in found.findings] if found else [],
            "safeguards": list(found.clause.safeguards) if found else [],
        }  # fmt: skip

    return {
        "review": review.transaction, "basis_hash": review.basis_hash, "paper": words.form.id,
        "clauses": [row(part, words) for part in parts],
        "schedule": [row(part, schedule[0]) for part in schedule[1]] if schedule else [],
        "reserve": [one.clause.id for one in choice.reserve] if choice else [],
        "unanswered": [{"finding": one.finding.id, "why": one.why} for one in choice.unanswered] if choice else [],
        "legal_stops": [one.id for one in choice.stops] if choice else [],
    }  # fmt: skip
