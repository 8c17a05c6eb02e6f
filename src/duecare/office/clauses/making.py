"""What is shown of an annex and taken out: its words filled in, why each clause is there, and its papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duecare.errors import InputError
from duecare.guidance.clauses import KINDS, Clause, Clauses
from duecare.office.cases.models import Case, Reviewed
from duecare.office.cases.reviewing import data_on
from duecare.office.clauses.acts import library
from duecare.office.clauses.models import Annex
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may
from duecare.papers.clauses import Choice, Chosen, Part, Words, annex_document, choose, numbered, reasons_document
from duecare.papers.clauses.reasons import carried_out, why
from duecare.papers.layout import Document, Marks, line
from duecare.review import Review, written_review

DOCUMENTS: Final = (("annex", _("The annex, to send")), ("reasons", _("Why each clause is there, for our side")))
FORMS: Final = (("docx", _("Word (DOCX)")), ("pdf", "PDF"), ("html", _("Page (HTML)")), ("json", "JSON"))


def read(case: Case, review: Reviewed | None) -> Review:
    """A review of a case, whole.

    Raises:
        InputError: there is none, or it was erased.
    """
    if review is None or review.erased:
        raise InputError(f"there is no review of {case.number} to choose clauses by")
    return written_review(review.content, f"review {review.number} of {case.number}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause of an annex as its page shows it.

    lines: number or letter, whether it is a point, and text of each; changed: its words are not those of the library.
    """

    key: str
    place: int
    number: str
    title: str
    strength: str
    lines: list[tuple[str, bool, str]]
    why: str
    clause: Clause | None
    carries_out: str
    changed: bool
    counts: bool


def shown(annex: Annex, found: Review) -> Iterator[Shown]:
    """The clauses of an annex, each with the reason why the latest review calls for it."""
    held, guidance = library(), data_on(timezone.localdate()).guidance
    choice = _choice(annex, found, held)
    reasons = {one.clause.id: one for one in choice.every + choice.reserve}
    for where, prefix in (("annex", ""), ("schedule", "S")):
        parts = ordered(annex, where)
        words = words_of(annex, found, held, where) if parts else None
        for number, part in enumerate(parts, 1):
            assert words is not None
            clause = held.clauses.get(part["clause"])
            one = reasons.get(part["clause"])
            yield Shown(
                key=f"{where}:{part['clause']}", place=annex.parts.index(part), number=f"{prefix}{number}",
                title=part["title"], strength=part["strength"],
                lines=[
                    (label, point, line(text))
                    for label, point, text in numbered(words, part["lines"], f"{prefix}{number}")
                ],
                why=line(why(one, guidance)) if one else "", clause=clause,
                carries_out=carried_out(clause, guidance) if clause else "",
                changed=clause is not None and tuple(part["lines"]) != clause.words.get(part["strength"]),
                counts=clause is not None and part["strength"] in clause.counts,
            )  # fmt: skip


def _choice(annex: Annex, found: Review, held: Clauses) -> Choice:
    return choose(found, held, annex.paper, everything=True)


def words_of(annex: Annex, found: Review, held: Clauses, where: str) -> Words:
    """What stands in place of the placeholders, in the annex or in its schedule."""
    paper = held.forms[annex.paper].schedule if where == "schedule" else annex.paper
    return Words.of(found, held, paper, annex.values)


def ordered(annex: Annex, where: str) -> list[dict[str, Any]]:
    """The clauses of the annex or of its schedule, in the order in which they are numbered."""
    order = list(KINDS)
    return sorted((part for part in annex.parts if part["in"] == where), key=lambda part: order.index(part["kind"]))


def blanks(annex: Annex, found: Review) -> dict[str, str]:
    """What is still to be filled in, and what was: each placeholder with what belongs there."""
    held = library()
    empty = Annex(paper=annex.paper, values={})
    asked: dict[str, str] = {}
    for where in ("annex", "schedule"):
        parts = ordered(annex, where)
        if parts:
            words = words_of(empty, found, held, where)
            asked.update(words.blanks(line for part in parts for line in part["lines"]))
    return asked


def document_of(annex: Annex, kind: str, mark: str, by: User) -> Document:
    """The annex, or the reasons for our side, as a paper.

    Raises:
        InputError: the review was erased, or privilege is claimed by somebody who is not counsel.
    """
    case = annex.case
    if mark == "privileged" and not may(by, Act.MATTER, case):
        raise InputError("privilege is for counsel to claim; accepted: internal, confidential")
    held, guidance = library(), data_on(timezone.localdate()).guidance
    found = read(case, annex.review)
    status = "final" if hasattr(annex, "signing") else "draft" if not annex.after.exists() else "superseded"
    marks = Marks(
        version=f"{annex.number} of {case.number}", status=status, mark=mark,
        mark_note=f"privilege claimed by {by.label}" if mark == "privileged" else "",
        data_date=found.known_at.isoformat(), made=timezone.localdate().isoformat(), basis_hash=found.basis_hash,
    )  # fmt: skip
    words = words_of(annex, found, held, "annex")
    choice = _held(annex, found, held)
    if kind == "reasons":
        return reasons_document(found, held, guidance, choice, words, marks)
    schedule = _parts(annex, "schedule")
    under = (words_of(annex, found, held, "schedule"), schedule) if schedule else None
    return annex_document(found, words, marks, _parts(annex, "annex"), under, choice)


def _parts(annex: Annex, where: str) -> list[Part]:
    return [
        Part(part["clause"], part["title"], part["kind"], part["strength"], tuple(part["lines"]))
        for part in ordered(annex, where)
    ]


def _held(annex: Annex, found: Review, held: Clauses) -> Choice:
    """The reasons of what this version holds, in its strengths; what it leaves out answers nothing."""
    strengths = {key: part["strength"] for key, part in annex.clauses.items()}

    def kept(chosen: tuple[Chosen, ...], where: str) -> tuple[Chosen, ...]:
        return tuple(
            replace(one, strength=one.clause.at(strengths[key]))
            for one in chosen
            if (key := f"{where}:{one.clause.id}") in strengths
        )

    choice = _choice(annex, found, held)
    return Choice.of(found, annex.paper, kept(choice.chosen, "annex"), kept(choice.schedule, "schedule"))
