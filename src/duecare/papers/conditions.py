"""The condition list of a deal: what has to be agreed or built before it goes on, why, and who is to see to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duecare.papers.layout import Block, Document, Marks, Pairs, Paragraph, Status, Strong, Table, Text
from duecare.papers.memo_document import AGREED
from duecare.papers.wording import OPEN, capital, clean, counted, few, level_words, lowered, named
from duecare.review import Review, SafeguardAdvice

KIND = "Condition list"
TO_FILL: Status = Status(OPEN, "to fill in")
"""What stands in a cell that people have to fill in."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a house has settled of a condition: whose it is, by when, before which step, and where it stands.

    title, text and wanted are those of the condition as it was made; reference is the id of the safeguard, where it was
    made from one.
    """

    reference: str
    title: str
    text: str
    wanted: str
    owner: str
    due: str
    before: str
    state: str


@dataclass(frozen=True, slots=True)
class _Row:
    title: str
    text: str
    raised: tuple[str, ...]
    other: tuple[str, ...]
    proof: str
    agreed: str
    kept: Kept | None


def conditions_document(review: Review, marks: Marks, kept: Sequence[Kept] = ()) -> Document:
    """The safeguards of a review as a list to agree on and to fill in.

    kept: conditions that were made already; where one was made from a safeguard it stands in its row, and those made
    from anything else stand after.
    """
    rows = _rows(review, kept)
    first = [row for row in rows if row.raised or row.kept]
    later = [row for row in rows if row not in first]
    open_ones = sum(row.agreed == OPEN for row in first)
    blocks: list[Block] = [
        Pairs((("Transaction", review.transaction), ("Level", _level(review)))),
        Paragraph(clean(review.outcome.headline), "headline"),
        Paragraph(
            f"{capital(counted(len(first), 'condition'))} on what was found, {open_ones} of them not settled; "
            f"{len(later)} more in case an open question is answered badly. A safeguard counts when its proof is on "
            "file, not when it is promised.",
            "lead",
        ),
    ]
    for caption, found, sheet in (
        ("Conditions that answer what was found", first, "Conditions"),
        ("Conditions that would answer what is still open", later, "If it turns out so"),
    ):
        if found:
            blocks.append(_table(caption, found, sheet))
    if not rows:
        blocks.append(Paragraph("The review found nothing that a safeguard would answer. No condition is proposed."))
    record = {
        "review": review.transaction, "basis_hash": review.basis_hash,
        "conditions": [
            {"reference": row.kept.reference if row.kept else "", "title": row.title, "agreed": row.agreed,
             "answers_raised": list(row.raised), "answers_open": list(row.other), "proof": row.proof,
             "owner": row.kept.owner if row.kept else None, "due": row.kept.due if row.kept else None}
            for row in rows
        ],
    }  # fmt: skip
    return Document(KIND, named(review.title), marks, tuple(blocks), record=record, landscape=True)


def _level(review: Review) -> str:
    outcome = review.outcome
    return capital(level_words(outcome.known, outcome.possible, hold=bool(outcome.hold)))


def _rows(review: Review, kept: Sequence[Kept]) -> list[_Row]:
    made = {one.reference: one for one in kept if one.reference}
    titles = {finding.id: clean(finding.title) for finding in review.findings}
    raised = {finding.id for finding in review.raised()}
    rows = [_of_safeguard(row, titles, raised, made.pop(row.id, None)) for row in review.safeguards]
    own = [one for one in kept if not one.reference or one.reference in made]
    rows += [_Row(one.title, one.text, (), (), one.wanted, one.state, one) for one in own]
    return sorted(rows, key=lambda row: (not row.kept, -len(row.raised)))


def _of_safeguard(row: SafeguardAdvice, titles: Mapping[str, str], raised: set[str], made: Kept | None) -> _Row:
    answers = dict.fromkeys(row.answers)
    told = tuple(dict.fromkeys(titles.get(name, clean(name)) for name in answers if name in raised))
    other = tuple(dict.fromkeys(titles.get(name, clean(name)) for name in answers if name not in raised))
    agreed = {"yes": "agreed", "no": "not agreed"}.get(row.agreed, OPEN)
    return _Row(clean(row.title), clean(row.text), told, other, clean(row.proof) or "no proof named", agreed, made)


def _table(caption: str, rows: Sequence[_Row], sheet: str) -> Table:
    heads = ("No.", "Condition", "Why: findings it answers", "Proof that it works", "State", "Owner", "Due", "Before")
    cells: tuple[tuple[Text, ...], ...] = tuple(
        (
            str(number),
            (Strong(f"{row.title}."), f" {row.text}"),
            _why(row),
            row.proof,
            Status(row.kept.state, row.kept.state) if row.kept else Status(AGREED.get(row.agreed, OPEN), row.agreed),
            row.kept.owner if row.kept else TO_FILL,
            row.kept.due if row.kept else TO_FILL,
            (row.kept.before or "no gate") if row.kept else TO_FILL,
        )
        for number, row in enumerate(rows, 1)
    )
    return Table(caption, heads, cells, (4, 28, 22, 18, 9, 8, 8, 8), frozenset({0}), sheet)


def _why(row: _Row) -> str:
    if not row.raised and not row.other:
        return "Set by the house"
    said = few((lowered(title) for title in row.raised), 4)
    return capital(said or f"open: {few((lowered(title) for title in row.other), 3)}")
