"""What is done for the programme. Each act is one transaction of the database, and stands in the log without a name."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from duecare.errors import InputError
from duecare.office.audit.chain import locked_head, record
from duecare.office.cases.models import Case
from duecare.office.evidence.kinds import clean_name, kind_of
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may
from duecare.office.printing.look import page_theme
from duecare.office.programme import revealed
from duecare.office.programme.models import Kind, PolicyCommitment, Publication, Statement, Withdrawal
from duecare.office.programme.papers import paper_of
from duecare.office.programme.yearly import WORDS, content_of
from duecare.papers.report.transaction import LABELS, TOLD

MOST_FILE: Final = 5_000_000


def commit(
    by: User, *, title: str, signer: str, office: str, signed_on: datetime.date, review_on: datetime.date,
    public_at: str = "", text: str = "", file: bytes = b"", name: str = "",
) -> PolicyCommitment:  # fmt: skip
    """Put a policy commitment on record; it takes the place of the one before.

    Raises:
        InputError: neither text nor file is given, a day does not fit, or the file is of no type that is accepted.
    """
    if not text.strip() and not file:
        raise InputError(_("a policy has a text or a file"), hint="accepted: either, or both")
    if signed_on > timezone.localdate():
        raise InputError(_("a policy that is signed on a day to come is not signed yet"))
    if review_on <= signed_on:
        raise InputError(_("the next review comes after the day on which it was signed"))
    if len(file) > MOST_FILE:
        raise InputError(f"the file has {len(file):,} bytes", hint=f"accepted: at most {MOST_FILE:,}")
    cleaned = clean_name(name) if file else ""
    with transaction.atomic():
        kept = PolicyCommitment.objects.create(
            title=title.strip(), text=text.strip(), file=file, name=cleaned,
            kind=kind_of(io.BytesIO(file), cleaned) if file else "",
            sha256=sha256(file).hexdigest() if file else "", signer=signer.strip(), office=office.strip(),
            signed_on=signed_on, public_at=public_at, review_on=review_on, by=by,
        )  # fmt: skip
        record(by, "programme.policy", kept, signed_on=signed_on.isoformat(), review_on=review_on.isoformat(),
               public=bool(public_at), sha256=kept.sha256 or sha256(kept.text.encode()).hexdigest())  # fmt: skip
    return kept


def prepare_report(by: User, year: int, words: Mapping[str, str]) -> Statement:
    """Prepare the report of a year from the records as they are now.

    Raises:
        InputError: there is no such year, a figure would tell of a single case, or a word of it names somebody.
    """
    _must(by, Act.PREPARE_STATEMENT)
    content = content_of(year, words)
    _check(Kind.REPORT, content)
    return _keep(by, Kind.REPORT, year, content)


def prepare_sale(by: User, case: Case, year: int, said: Mapping[str, str]) -> Statement:
    """Prepare the account of one sale.

    Args:
        by: Who prepares it.
        case: Whose sale it is.
        year: Below which report it is published.
        said: What is said, by the keys of `LABELS`; `names`: those that counsel is asked to let be said.

    Raises:
        InputError: too little is said, or a word of it names somebody, the case or a price.
    """
    _must(by, Act.DISCLOSE, case)
    if case.tombstones.exists():
        raise InputError(f"{case.number} was erased, so there is nothing to tell of it")
    lacks = [LABELS[key].lower() for key in ("item", "asked", "decided", "why") if not said.get(key, "").strip()]
    if lacks:
        raise InputError(f"an account of a sale says {', '.join(lacks)} too")
    content: dict[str, Any] = {key: said.get(key, "").strip() for key in (*LABELS, "names")}
    content |= {"year": year, "house": page_theme().house}
    _check(Kind.SALE, content)
    return _keep(by, Kind.SALE, year, content, case)


def _keep(by: User, kind: Kind, year: int, content: dict[str, Any], case: Case | None = None) -> Statement:
    with transaction.atomic():
        locked_head()  # whoever holds it is alone in giving numbers
        last = Statement.objects.filter(kind=kind, year=year).aggregate(last=Max("number"))["last"] or 0
        kept = Statement.objects.create(
            kind=kind, year=year, number=last + 1, case=case, content=content, prepared_by=by
        )
        record(by, "programme.prepare", kept, kind=str(kind), year=year, number=kept.number,
               case=case.pk if case else None, sha256=digest(content))  # fmt: skip
    return kept


def publish(statement: Statement, by: User, names_why: str = "") -> Publication:
    """Make a statement public.

    Args:
        statement: What was prepared.
        by: Counsel or an approver who has not prepared it.
        names_why: Why names may be said, where it says some.

    Raises:
        InputError: they prepared it, it was published before, it would reveal something, or another report of the year
            was published since it was prepared.
    """
    _must(by, Act.PUBLISH_STATEMENT)
    if statement.case is not None:
        _must(by, Act.VIEW, statement.case)
    if by.pk == statement.prepared_by_id:
        raise InputError(_("whoever prepared it does not publish it: somebody else reads it first"))
    if statement.erased:
        raise InputError(_("what it said was erased with its case"))
    names = bool(statement.content.get("names"))
    if names and not names_why.strip():
        raise InputError(_("it says names: counsel says why they may be said, or has it prepared again without them"))
    _check(Kind(statement.kind), statement.content)
    with transaction.atomic():
        locked_head()
        if Publication.objects.filter(statement=statement).exists():
            raise InputError(_("it was published before"))
        rows = Publication.objects.filter(kind=statement.kind, year=statement.year)
        if statement.kind == Kind.REPORT and rows.filter(at__gt=statement.at).exists():
            raise InputError(
                _("another report of the year was published since this one was prepared"),
                hint="prepare it again, so that the two together show no small number",
            )
        last = rows.aggregate(last=Max("version"))["last"] or 0
        made = Publication.objects.create(
            statement=statement, kind=statement.kind, year=statement.year, version=last + 1,
            prepared_by_id=statement.prepared_by_id, by=by, names=names, names_why=names_why.strip() if names else "",
        )  # fmt: skip
        record(by, "programme.publish", statement, kind=statement.kind, year=statement.year, version=made.version,
               names=names, sha256=digest(statement.content))  # fmt: skip
    return made


def withdraw(publication: Publication, by: User, why: str) -> Withdrawal:
    """Take a publication back: its page says when and why, and it stays on file.

    Raises:
        InputError: it was withdrawn before, no reason is given, or the reason names somebody.
    """
    _must(by, Act.PUBLISH_STATEMENT)
    if not why.strip():
        raise InputError(_("say why it is withdrawn: readers see the reason"))
    content = {"year": publication.year, "house": "", "decided": why.strip(), "names": ""}
    _check(Kind.SALE, content)
    with transaction.atomic():
        locked_head()
        if publication.withdrawn:
            raise InputError(_("it was withdrawn before"))
        made = Withdrawal.objects.create(publication=publication, why=why.strip(), by=by)
        record(by, "programme.withdraw", publication.statement, kind=publication.kind, year=publication.year,
               version=publication.version)  # fmt: skip
    return made


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 by which the log knows what was said again."""
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _must(by: User, act: Act, case: Case | None = None) -> None:
    verdict = may(by, act, case)
    if not verdict:
        raise InputError(verdict.why)


def _check(kind: Kind, content: Mapping[str, Any]) -> None:
    """Refuse what names somebody, a case or a price."""
    if kind == Kind.REPORT:
        words = dict(content["words"])
        policy = content["policy"] or {}
        allowed = [content["house"], policy.get("signer", ""), policy.get("title", ""), policy.get("office", "")]
        template = {**content, "words": dict.fromkeys(WORDS, "")}
        said = list(words.values())
    else:
        told = (*TOLD, "names")
        allowed = [content["house"], *content.get("names", "").split(",")]
        template = {**content, **dict.fromkeys(told, "")}
        said = [content[key] for key in TOLD if content.get(key)]
    revealed.check(paper_of(kind, content), said, paper_of(kind, template), allowed)


__all__ = ["commit", "digest", "prepare_report", "prepare_sale", "publish", "withdraw"]
