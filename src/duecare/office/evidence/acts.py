"""What is done to papers. They are filed, marked for their readers and withdrawn, and never deleted."""

from __future__ import annotations

import datetime
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.cases.models import Case
from duecare.office.evidence.access import levels, may_read
from duecare.office.evidence.kinds import clean_name, kind_of
from duecare.office.evidence.models import Confidentiality, Evidence, Remark
from duecare.office.evidence.store import chunks_of, keep
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may


def add(
    case: Case,
    by: User,
    file: BinaryIO,
    name: str,
    *,
    title: str,
    source: str,
    captured_on: datetime.date,
    effective_on: datetime.date | None = None,
    expires_on: datetime.date | None = None,
    confidentiality: str = Confidentiality.CASE,
) -> Evidence:
    """File a paper of a case.

    Raises:
        InputError: it is of no type that is accepted, too large, or for readers of whom who files it is none.
        OutputError: its bytes cannot be written.
    """
    if confidentiality not in levels(by, case):
        raise InputError("a paper is filed for readers of whom you are one", hint="accepted: those that are offered")
    cleaned = clean_name(name)
    kind = kind_of(file, cleaned)
    kept = keep(chunks_of(file), settings.EVIDENCE_MOST_BYTES)
    with transaction.atomic():
        paper = Evidence.objects.create(
            case=case, by=by, title=title, name=cleaned, sha256=kept.sha256, size=kept.size, kind=kind, source=source,
            captured_on=captured_on, effective_on=effective_on, expires_on=expires_on,
            confidentiality=confidentiality,
        )  # fmt: skip
        record(
            by, "evidence.add", paper, case=case.pk, sha256=kept.sha256, size=kept.size, kind=kind,
            confidentiality=str(confidentiality),
        )  # fmt: skip
    return paper


def withdraw(paper: Evidence, by: User, why: str, superseded_by: Evidence | None = None) -> None:
    """Withdraw a paper: it stays on file, and nothing more rests on it.

    Args:
        paper: The paper.
        by: Who withdraws it; whoever asked for the deal withdraws only what they filed.
        why: For what reason.
        superseded_by: The paper that counts in its place.

    Raises:
        InputError: it was withdrawn before, no reason is given, or what is to count instead is no paper of the case.
    """
    if not why.strip():
        raise InputError("say why it is withdrawn")
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=paper.case_id)
        paper.refresh_from_db()
        if by.pk == paper.case.requester_id and by.pk != paper.by_id:
            raise InputError("whoever asked for the deal withdraws only the papers that they filed")
        if paper.withdrawn:
            raise InputError("this paper was withdrawn before")
        if superseded_by is not None:
            fits = superseded_by.case_id == paper.case_id and superseded_by.pk != paper.pk
            if not fits or superseded_by.withdrawn or not may_read(by, superseded_by):
                raise InputError("a paper is superseded by another of the same case that was not withdrawn")
        paper.withdrawn_at, paper.withdrawn_by, paper.withdrawn_why = timezone.now(), by, why.strip()
        paper.superseded_by = superseded_by
        paper.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why", "superseded_by"])
        record(by, "evidence.withdraw", paper, superseded_by=superseded_by.pk if superseded_by else None)


def mark(paper: Evidence, by: User, after: str, why: str = "", *, shown: str | None = None) -> None:
    """Mark a paper for other readers. The mark that it had stays on file.

    Args:
        paper: The paper.
        by: Who marks it; an analyst or approver who did not ask for the deal where more people may read it afterwards.
        after: A value of Confidentiality, for readers of whom they are one.
        why: For what reason; needed where more people may read it afterwards.
        shown: The mark that the person saw; the one that there is, if not given.

    Raises:
        InputError: they may not, no reason is given, or somebody marked it meanwhile.
    """
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=paper.case_id)
        paper.refresh_from_db()
        before = paper.confidentiality
        if shown is not None and shown != before:
            raise InputError(
                f"somebody marked this paper for “{paper.get_confidentiality_display()}” while you had the page open",
                hint="look at that first, and mark it again if it is still right",
            )
        if by.pk == paper.case.requester_id and by.pk != paper.by_id:
            raise InputError("whoever asked for the deal marks only the papers that they filed")
        if not may_read(by, paper) or after not in levels(by, paper.case):
            raise InputError("a paper is marked for readers of whom you are one", hint="accepted: those offered")
        if after == before:
            raise InputError("these are its readers already", hint="accepted: others")
        if opens(before, after):
            if by.pk == paper.case.requester_id or not may(by, Act.RESTRICT, paper.case):
                raise InputError("an analyst or approver opens a paper to more people, and not who asked for the deal")
            if not why.strip():
                raise InputError("more people could read it then: say why that is right")
        made = Remark.objects.create(paper=paper, before=before, after=after, why=why.strip(), by=by)
        paper.confidentiality = after
        paper.save(update_fields=["confidentiality"])
        record(by, "evidence.mark", paper, remark=made.pk, before=before, after=str(after))


def opens(before: str, after: str) -> bool:
    """Whether more people may read a paper with one mark than with another.

    >>> opens("counsel", "judges"), opens("case", "judges")
    (True, False)
    """
    order = Confidentiality.values
    return order.index(after) < order.index(before)
