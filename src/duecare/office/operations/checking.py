"""Verify an office: the log, the rows that it speaks of, the files, and what keeps them from being changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.db.utils import DatabaseError

from duecare.errors import DuecareError
from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.audit.rows import differing_rows
from duecare.office.audit.triggers import weak
from duecare.office.books.acts import check_books
from duecare.office.cases.acts import document_hash
from duecare.office.cases.house import house_rules
from duecare.office.cases.models import Case, Comment, Deal, Reviewed
from duecare.office.complaints.rotation import check as check_complaints
from duecare.office.decisions.quorum import rules
from duecare.office.evidence.check import check_store
from duecare.office.resolving.journal import check_journal
from duecare.office.retention.erasing import GONE

ERASURE: Final = "retention.erase"
"""The act that erases a case."""
REPEATED: Final = ("known", "possible", "hold", "advice")


@dataclass(frozen=True)
class Counted:
    """How much there is to verify."""

    entries: int
    cases: int
    deals: int
    reviews: int


def counted() -> Counted:
    """How much there is to verify."""
    return Counted(Entry.objects.count(), Case.objects.count(), Deal.objects.count(), Reviewed.objects.count())


def problems() -> Iterator[str]:
    """What is wrong with the office, a sentence each; nothing where it verifies."""
    waiting = _waiting()
    if waiting:
        yield f"The database is not up to date: {len(waiting)} steps wait, first {waiting[0]}. Run `duecare serve`."
        return
    try:
        yield from _rules()
        yield from _database()
        yield from weak(connection)
        yield from verify()
        yield from differing_rows()
        yield from _deals()
        yield from _reviews()
        yield from _cases()
        yield from _comments()
        yield from check_store()
        yield from check_books()
        yield from check_journal()
        yield from check_complaints()
    except DatabaseError as problem:
        yield f"The database cannot be read through: {(str(problem).strip() or repr(problem)).splitlines()[0]}"


def _rules() -> Iterator[str]:
    """The rules that the office goes by can be read."""
    try:
        policy, held = house_rules().policy, rules()
        for body in dict.fromkeys(policy.approval.values()):
            if body not in held.bodies:
                yield (
                    f"The policy {policy.id} names {body!r} to approve, of which the rules of approval know nothing:"
                    f" the strictest of {', '.join(held.bodies)} decides."
                )
    except DuecareError as problem:
        yield f"The rules of the house cannot be used: {problem}."


def _waiting() -> list[str]:
    executor = MigrationExecutor(connection)
    return [str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _database() -> Iterator[str]:
    """What the database itself finds wrong; PostgreSQL holds to its constraints all the time."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(20)")
        for (said,) in cursor.fetchall():
            if said != "ok":
                yield f"The database is damaged: {said}"
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, other, _ in cursor.fetchall()[:100]:
            yield f"Row {row} of {table} names a row of {other} that is not there."


def _said(act: str) -> Iterator[tuple[str, dict[str, Any]]]:
    rows = Entry.objects.filter(act=act).order_by("id").values_list("about", "detail")
    return rows.iterator(chunk_size=2_000)


def _deals() -> Iterator[str]:
    """Every version of a deal stands in the log, and is as it was when it was written there."""
    said = {(about, detail.get("version")): detail.get("sha256") for about, detail in _said("case.deal")}
    erased = {about for about, _ in _said(ERASURE)}
    titles: dict[int, str] = {}
    for deal in Deal.objects.select_related("case").order_by("pk").iterator(chunk_size=200):
        key = (f"case:{deal.case_id}", deal.number)
        name = f"Version {deal.number} of the deal of {deal.case.number}"
        if title := str(deal.document.get("title") or ""):
            titles[deal.case_id] = title[:200]
        if key not in said:
            yield f"{name} is not in the log."
        elif (hashed := said.pop(key)) is None or (key[0] in erased and deal.document == GONE):
            continue
        elif hashed != document_hash(deal.document):
            yield f"{name} was changed: it has not the hash that the log holds."
    for about, number in said:
        yield f"Version {number} of the deal of {about} is in the log, and not there."
    for pk, known, title in Case.objects.order_by("pk").values_list("pk", "number", "title").iterator():
        if f"case:{pk}" not in erased and title != titles.get(pk, title):
            yield f"{known} has another title than its deal (table cases_case): no act of the log gave it that."


def _reviews() -> Iterator[str]:
    """Every review stands in the log with its basis, and its document has the basis and outcome that it says."""
    said = {(about, detail.get("version")): detail for about, detail in _said("case.review")}
    erased = {about for about, _ in _said(ERASURE)}
    rows = Reviewed.objects.select_related("case").defer("sections").order_by("pk")
    for review in rows.iterator(chunk_size=50):
        name, logged = f"Review {review.number} of {review.case.number}", None
        if (key := (f"case:{review.case_id}", review.number)) in said:
            logged = said.pop(key)
        else:
            yield f"{name} is not in the log."
        content = bytes(review.document)
        try:
            document = json.loads(content)
            if key[0] in erased and review.erased:
                continue
            outcome = document["outcome"]
            basis, shown = document["basis_hash"], [outcome["known"], outcome["possible"], bool(outcome["hold"])]
        except (ValueError, KeyError, TypeError):
            yield f"{name} was changed: it is no review."
            continue
        if review.basis != basis or shown != [review.known, review.possible, review.hold]:
            yield f"{name} was changed: its row says another basis or outcome than its document."
        elif logged and (logged.get("basis") != basis or logged.get("sha256", _hash(content)) != _hash(content)):
            yield f"{name} was changed: it has not the basis or hash that the log holds."
        elif review.pk == review.case.review_id:
            yield from _repeated(review.case, document)
    for about, number in said:
        yield f"Review {number} of {about} is in the log, and not there."


def _repeated(case: Case, document: dict[str, Any]) -> Iterator[str]:
    """What a case and its findings repeat of the document of its latest review."""
    stops = sum(stop["status"] == "stands" for stop in document["stops"])
    if (case.stops, case.depth) != (stops, document["outcome"]["depth"]):
        yield f"{case.number} says another number of legal stops or another depth than its latest review."
    labels = {one["id"]: one["label"] for one in document["gathered"]["subjects"]}
    named = [(labels.get(use["end_user"], "")[:300], labels.get(use["item"], "")[:300])
             for use in document["gathered"]["uses"][:1]]  # fmt: skip
    if case.review is not None and case.review.deal_id == case.deal_id and [(case.customer, case.item)] != named:
        yield f"{case.number} names another customer or item than its deal (table cases_case)."
    found = {(one["flag"], one["status"]) for one in document["findings"] if one["status"] in ("raised", "resolved")}
    found |= {(stop["stop"], stop["status"]) for stop in document["stops"]}
    if set(case.findings.values_list("rule", "status")) != found:
        yield f"{case.number} lists other flags or legal stops than its latest review."


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


def _cases() -> Iterator[str]:
    """Every case was opened by an act, and repeats its latest review and deal."""
    opened = {about for about, _ in _said("case.open")}
    deals, reviews = _latest(Deal), _latest(Reviewed)
    for case in Case.objects.select_related("review", "deal").defer(
        "review__document", "review__sections", "deal__document"
    ).order_by("pk").iterator(chunk_size=500):  # fmt: skip
        if f"case:{case.pk}" not in opened:
            yield f"{case.number} is there, and no act in the log opened it."
        if case.review is None or case.deal is None:
            yield f"{case.number} has no review of its deal."
            continue
        if (case.review.case_id, case.deal.case_id) != (case.pk, case.pk):
            yield f"{case.number} counts by the deal or review of another case."
        elif (case.review.number, case.deal.number) != (reviews[case.pk], deals[case.pk]):
            yield f"{case.number} counts by review {case.review.number} of deal {case.deal.number}: not the last."
        elif wrong := [name for name in REPEATED if getattr(case, name) != getattr(case.review, name)]:
            yield f"{case.number} says another {' and '.join(wrong)} than its latest review."


def _latest(table: type[Deal] | type[Reviewed]) -> dict[int, int]:
    """The number of the last row of each case."""
    rows = table.objects.values("case").annotate(last=Max("number"))
    return {row["case"]: int(row["last"]) for row in rows}


def _comments() -> Iterator[str]:
    """Every comment stands in the log, and what the log has of a case is there."""
    said = {detail.get("comment"): about for about, detail in _said("case.comment")}
    for pk, number in Comment.objects.order_by("pk").values_list("pk", "case__number").iterator(chunk_size=2_000):
        if said.pop(pk, None) is None:
            yield f"Comment {pk} of {number} is not in the log."
    for gone, about in said.items():
        yield f"Comment {gone} of {about} is in the log, and not there."
