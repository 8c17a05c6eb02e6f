"""Papers of a case as it stands: which there are, what their marks say, and what they are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duecare.errors import InputError
from duecare.office.cases.models import Case, Reviewed
from duecare.office.cases.reviewing import data_on
from duecare.office.clauses.acts import library
from duecare.office.clauses.papers import papers_of, signed_blocks
from duecare.office.decisions.acts import state_of
from duecare.office.decisions.models import Stage
from duecare.office.engagement.papers import engagement_blocks
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may
from duecare.papers.board_pack import Case as BoardCase
from duecare.papers.board_pack import board_pack
from duecare.papers.conditions import Kept, conditions_document
from duecare.papers.end_use import end_use_statement
from duecare.papers.layout import Document, Marks
from duecare.papers.memo_document import memo_document
from duecare.review import Review, written_review

KINDS: Final = (("memo", _("Memo")), ("conditions", _("Condition list")), ("end-use", _("End-use statement")))
FORMS: Final = {
    "memo": ("pdf", "docx", "xlsx", "json"),
    "conditions": ("xlsx", "docx", "pdf", "json"),
    "end-use": ("pdf", "docx", "json"),
}
"""The forms in which each paper of a case can be taken out."""
MOST_CASES: Final = 100
"""Cases that one board pack holds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper that somebody asks for: which, of which review, for whom; language is the second one of the form."""

    kind: str
    review: Reviewed
    mark: str
    language: str | None = None


def status_of(case: Case, review: Reviewed) -> str:
    """What a paper of a review is: draft, proposed, approved, final where anything else was decided, or superseded.

    A paper of a review that rests on another basis than the latest is superseded, whatever was decided on it then.
    """
    latest = case.review.basis if case.review else ""
    if review.basis != latest:
        return "superseded"
    today = timezone.localdate()
    by_stage = {one.stage: one for one in case.rows("decisions")}
    made, proposed = by_stage.get(Stage.MADE), by_stage.get(Stage.PROPOSED)
    if made is not None and made.basis == review.basis:
        if state_of(made, latest, today) == "expired":
            return "superseded"
        return "approved" if made.approves else "final"
    return "proposed" if proposed is not None and proposed.basis == review.basis else "draft"


def document_of(case: Case, asked: Asked, by: User) -> Document:
    """The paper.

    Raises:
        InputError: the review was erased, or privilege is claimed by somebody who is not counsel.
    """
    if asked.mark == "privileged" and not may(by, Act.MATTER, case):
        raise InputError("privilege is for counsel to claim; accepted: internal, confidential")
    found = _read(case, asked.review)
    marks = Marks(
        version=f"review {asked.review.number} of {case.number}", status=status_of(case, asked.review), mark=asked.mark,
        mark_note=f"privilege claimed by {by.label}" if asked.mark == "privileged" else "",
        data_date=found.known_at.isoformat(), made=timezone.localdate().isoformat(), basis_hash=found.basis_hash,
    )  # fmt: skip
    if asked.kind == "memo":
        guidance = data_on(timezone.localdate()).guidance
        return memo_document(
            found, guidance, library(), marks, papers=papers_of(case), agreed=signed_blocks(case, found),
            more=engagement_blocks(case),
        )  # fmt: skip
    if asked.kind == "conditions":
        return conditions_document(found, marks, list(_kept(case)))
    return end_use_statement(found, marks, asked.language)


def _read(case: Case, review: Reviewed) -> Review:
    if review.erased:
        raise InputError(f"review {review.number} of {case.number} was erased, so no paper can be made of it")
    return written_review(review.content, f"review {review.number} of {case.number}")


def _kept(case: Case) -> Iterable[Kept]:
    """Conditions of the case that stand, as the list shows them."""
    today = timezone.localdate()
    for one in case.conditions.filter(dropped_at=None).select_related("owner"):
        yield Kept(
            one.reference, one.title, one.text, one.wanted, one.owner.label, one.due_on.isoformat(),
            str(one.get_before_display()) if one.before else "", one.state(today),
        )  # fmt: skip


def pack_of(cases: Iterable[Case], title: str, mark: str) -> Document:
    """The board pack of some cases, each as its latest review has it.

    Raises:
        InputError: there are none, or more than a pack holds.
    """
    found = [(case, case.review) for case in cases if case.review is not None and not case.review.erased]
    if not 0 < len(found) <= MOST_CASES:
        raise InputError(f"{len(found)} cases with a review are in this list; accepted: 1 to {MOST_CASES}")
    read = [BoardCase(case.number, _read(case, review), status_of(case, review)) for case, review in found]
    today = timezone.localdate().isoformat()
    marks = Marks(
        version=f"of {today}", status="draft", mark=mark, made=today,
        data_date=min(one.review.known_at for one in read).isoformat(),
    )  # fmt: skip
    return board_pack(read, data_on(timezone.localdate()).guidance, marks, title)
