"""What of a case is personal, and how each part of it is erased.

A room that keeps text about a case adds its tables to `PARTS`; a test finds those that are not in it. Of tables that
only grow the same marks stand in the migration of their room, so that the database lets nothing else pass.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.db import models, transaction
from django.db.models import F, Q, Value, When
from django.db.models.functions import Cast, Concat

from duecare.office.api.models import Announced, Answered
from duecare.office.audit.erasable import NUMBERED
from duecare.office.books.models import Book, Project
from duecare.office.cases.models import Case, Comment, Deal, Finding, Reviewed
from duecare.office.cases.packed import ERASED_DOCUMENT
from duecare.office.clauses.models import Annex, Concession, Signing
from duecare.office.counsel.models import Matter, Note, PrivilegeClaim
from duecare.office.decisions.models import Condition, Decision, DrawDown, Licence, PastProof, Standing, Verdict
from duecare.office.engagement.models import Changed, Consultation, Exit, Heard, Stated
from duecare.office.evidence.models import Evidence, Remark
from duecare.office.evidence.store import removed
from duecare.office.intake.models import Acknowledged, Copied, Draft, Lowered, NotKnown, SavedSitting
from duecare.office.monitoring.models import Alert, Freeze, PostSale, Watched
from duecare.office.programme.models import Publication, Statement, Withdrawal
from duecare.office.resolving.models import HitDecision, Lift, Resolution
from duecare.office.retention.models import ERASED

GONE: Final = {"erased": True}


@dataclass(frozen=True)
class Part:
    """Rows of a table about a case.

    path: how they lead to it, or which they are; marks: what stands in each column afterwards, where something stood
    in it. Without marks the rows are deleted: they served the work on the case, and are no record of it.
    """

    table: type[models.Model]
    path: str | Callable[[Case], Q]
    marks: Mapping[str, Any] | None = None

    def rows(self, case: Case) -> models.QuerySet[Any]:
        which = Q(**{self.path: case.pk}) if isinstance(self.path, str) else self.path(case)
        return self.table._default_manager.filter(which).order_by("pk")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are erased."""
        texts = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
        held = (field.name for field in self.table._meta.concrete_fields if isinstance(field, texts))
        return tuple(held if self.marks is None else self.marks)

    def erase(self, case: Case) -> None:
        """Erase them."""
        rows = self.rows(case).order_by()
        if self.marks is None:
            rows.delete()
        else:
            rows.update(**{name: self._mark(name, mark) for name, mark in self.marks.items()})

    def _mark(self, name: str, mark: Any) -> Any:
        text: models.TextField[str, str] = models.TextField()
        if mark == NUMBERED:
            return Concat(Value(mark.partition("{")[0]), Cast("pk", text), output_field=text)
        if mark == ERASED and name in _blank(self.table):
            return models.Case(When(**{name: ""}, then=F(name)), default=Value(mark), output_field=text)
        return mark


def _blank(table: type[models.Model]) -> frozenset[str]:
    """The columns of a table in which nothing may stand."""
    return frozenset(field.name for field in table._meta.concrete_fields if field.blank)


def _row(case: Case) -> Q:
    """The row of an order book from which a case was opened."""
    opened = getattr(case, "from_book", None)
    return Q(book=opened.book_id, row=opened.row) if opened else Q(pk__in=())


def _told(case: Case) -> Q:
    """Answers of the interface that are kept for a repeated request, about a case."""
    return Q(answer__contains=case.number)


PARTS: Final[Mapping[str, tuple[Part, ...]]] = {
    "case": (
        Part(Case, "pk", {"title": ERASED, "customer": ERASED, "item": ERASED}),
        Part(Finding, "case", {"subject": ERASED}),
    ),
    "deal": (Part(Deal, "case", {"document": GONE, "changed": []}),),
    "review": (Part(Reviewed, "case", {"document": ERASED_DOCUMENT, "sections": {}, "headline": ERASED}),),
    "comment": (Part(Comment, "case", {"text": ERASED}),),
    "intake": (
        Part(Draft, "case"),
        Part(SavedSitting, "case"),
        Part(NotKnown, "case"),
        Part(Copied, "case"),
        Part(Lowered, "case", {"before": {}, "after": {}}),
        Part(Acknowledged, "lowered__case", {"reason": ERASED}),
    ),
    "resolving": (
        Part(Resolution, "case", {"finding": NUMBERED, "title": ERASED, "reason": ERASED, "written": {},
                                  "ended_why": ERASED}),
        Part(HitDecision, "case", {"party": "", "label": ERASED, "entry": ERASED, "reason": ERASED}),
        Part(Lift, "case", {"stop": NUMBERED, "title": ERASED, "number": ERASED, "written": {}, "ended_why": ERASED}),
    ),
    "decisions": (
        Part(Decision, "case", {"reason": ERASED, "record": ERASED}),
        Part(Verdict, "decision__case", {"reason": ERASED}),
        Part(Condition, "case", {"title": ERASED, "text": ERASED, "wanted": ERASED, "hurt": ERASED, "seen": ERASED,
                                 "dropped_why": ERASED}),
        Part(PastProof, "condition__case", {"seen": ERASED, "refused_why": ERASED}),
        Part(DrawDown, "licence__case", {"reference": NUMBERED}),
        Part(Licence, "case", {"classified_by": ERASED, "classified_from": ERASED, "ground": ERASED, "number": ERASED,
                               "scope": ERASED, "provisos": []}),
        Part(Standing, "case"),
    ),
    "monitoring": (
        Part(Freeze, "case", {"reason": ERASED, "stops": []}),
        Part(PostSale, "case", {"source": ERASED, "told": ERASED}),
        Part(Alert, "case", {"because": {}, "changed": {}, "snoozed_why": ERASED, "done_why": ERASED}),
        Part(Watched, "case"),
    ),
    "books": (
        Part(Project, _row, {"transaction": ERASED, "item": ERASED, "end_user": ERASED, "reasons": ERASED,
                             "lacks": ERASED, "done_how": ERASED}),
        Part(Book, "opened__case", {"title": ERASED, "name": ERASED, "problem": ERASED, "summary": {},
                                    "state": Book.State.ERASED.value}),
    ),
    "api": (Part(Answered, _told), Part(Announced, "case")),
    "evidence": (
        Part(Evidence, "case", {"title": ERASED, "name": ERASED, "source": ERASED, "sha256": "",
                                "withdrawn_why": ERASED}),
        Part(Remark, "paper__case", {"why": ERASED}),
    ),
    "clauses": (
        Part(Annex, "case", {"parts": [], "values": GONE, "note": ERASED}),
        Part(Signing, "annex__case", {"theirs": ERASED, "ours": ERASED}),
        Part(Concession, "signing__annex__case", {"why": ERASED, "instead": ERASED}),
    ),
    "engagement": (
        Part(Consultation, "case", {"asked": ERASED}),
        Part(Heard, "consultation__case", {"said": ERASED, "words": ERASED}),
        Part(Changed, "consultation__case", {"what": ERASED}),
        Part(Stated, "heard__consultation__case", {"subject": ERASED}),
        Part(Exit, "case", {"hurt": ERASED, "done": ERASED}),
    ),
    "counsel": (
        Part(Matter, "case", {"title": ERASED}),
        Part(Note, "matter__case", {"text": ERASED}),
        Part(PrivilegeClaim, "matter__case", {"description": ERASED}),
    ),
    "programme": (
        Part(Statement, "case", {"content": GONE}),
        Part(Publication, "statement__case", {"names_why": ERASED}),
        Part(Withdrawal, "publication__statement__case", {"why": ERASED}),
    ),
}  # fmt: skip
"""Kinds of what is erased, by the name that a tombstone has for each."""


def erase(case: Case) -> Iterator[tuple[str, str]]:
    """Erase what is personal in a case, within a transaction: each kind that there was, and the hash of its content.

    The bytes of papers go when the transaction is kept.
    """
    papers = set(Evidence.objects.filter(case=case).exclude(sha256="").values_list("sha256", flat=True))
    for kind, parts in PARTS.items():
        digest, some = sha256(), False
        for part in parts:
            for row in part.rows(case).iterator(chunk_size=200):
                some = True
                digest.update(_line(part, row))
            part.erase(case)
        if some:
            yield kind, digest.hexdigest()
    transaction.on_commit(lambda: removed(papers - _filed(papers)))


def _filed(digests: set[str]) -> set[str]:
    """Those of some hashes that a paper has."""
    return set(Evidence.objects.filter(sha256__in=digests).values_list("sha256", flat=True))


def _line(part: Part, row: models.Model) -> bytes:
    said = {name: _plain(getattr(row, name)) for name in part.columns}
    line = {"table": part.table._meta.label_lower, "id": row.pk, **said}
    return json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _plain(value: Any) -> Any:
    return sha256(bytes(value)).hexdigest() if isinstance(value, bytes | memoryview) else value
