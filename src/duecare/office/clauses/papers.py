"""What the memo says of clauses beside those that the review calls for: what was signed, and what was conceded."""

from __future__ import annotations

from collections.abc import Iterator

from duecare.office.cases.models import Case
from duecare.office.clauses.acts import library
from duecare.office.clauses.models import Annex, Kind, Signing
from duecare.papers.clauses import called_for
from duecare.papers.clauses.choose import RAISED
from duecare.papers.layout import OPEN_MARK, Block, Code, Heading, Paragraph, Strong, Table, Text
from duecare.papers.wording import few
from duecare.review import Review


def papers_of(case: Case) -> list[str]:
    """The kinds of papers of which there is a version, in the order of the library; none where no clause is offered."""
    held = set(case.annexes.values_list("paper", flat=True))
    return [kind for kind in Kind.values if kind in held]


def signed_blocks(case: Case, found: Review) -> tuple[Block, ...]:
    """What stands in a memo under the contract clauses: versions signed, concessions, and what is called for beyond.

    Names of those who signed are in none of it; they stand on the page of the version.
    """
    signings = Signing.objects.filter(annex__case=case).select_related("annex").prefetch_related("concessions")
    return tuple(_blocks(case, found, list(signings.order_by("annex__number"))))


def _blocks(case: Case, found: Review, signings: list[Signing]) -> Iterator[Block]:
    yield Heading("What was signed", 2)
    if not signings:
        drafts = [f"version {one.number}" for one in case.annexes.filter(after=None).order_by("number")]
        said = f" Being worked on: {few(drafts, 5)}." if drafts else ""
        yield Paragraph((OPEN_MARK, f": no clause was signed, as far as is on record.{said}"))
        return
    last = {one.annex.paper: one for one in signings}
    yield Table(
        "Versions that were signed", ("Version", "Paper", "Signed on", "Clauses", "Conceded", "Called for, not in it"),
        tuple(_row(one, found, counts=last[one.annex.paper] is one) for one in signings),
        (9, 20, 13, 10, 11, 37), frozenset({0, 3, 4}), "Signed",
    )  # fmt: skip
    lost = tuple(row for one in signings for row in _conceded(one))
    if lost:
        yield Table(
            "What was conceded between the first offer and the signature",
            ("Version", "Clause", "From", "To", "Why", "What stands in its place"), lost, (9, 27, 10, 10, 22, 22),
            frozenset({0}), "Conceded",
        )  # fmt: skip


def _row(signing: Signing, found: Review, *, counts: bool) -> tuple[Text, ...]:
    annex = signing.annex
    beyond = few(_beyond(annex, found), 6) or "Nothing" if counts else "A later version counts"
    return (str(annex.number), str(annex.get_paper_display()), signing.signed_on.isoformat(), str(len(annex.parts)),
            str(len(signing.concessions.all())), beyond)  # fmt: skip


def _beyond(annex: Annex, found: Review) -> list[str]:
    """Titles of clauses that raised findings call for and that a version does not hold, neither in its schedule."""
    (choice,) = called_for(found, library(), [annex.paper])
    held = {part["clause"] for part in annex.parts}
    wanted = {one.clause.id: one.clause.title for one in choice.every if one.because == RAISED}
    return [title for name, title in wanted.items() if name not in held]


def _conceded(signing: Signing) -> Iterator[tuple[Text, ...]]:
    for one in signing.concessions.all():
        where, _colon, clause = one.clause.partition(":")
        about: tuple[Text, ...] = (
            str(signing.annex.number),
            (Strong(one.title), " (schedule) " if where == "schedule" else " ", Code(clause)),
            str(one.get_offered_display()).lower(), str(one.get_kept_display()).lower(), one.why, one.instead,
        )  # fmt: skip
        yield about
