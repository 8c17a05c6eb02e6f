"""A production: everything of a matter's case that is not privileged, and a log of what is withheld."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from duecare.office.audit.chain import record
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Comment
from duecare.office.counsel.acts import object_of
from duecare.office.counsel.lane import without_privileged
from duecare.office.counsel.models import Kind, Matter, Note, PrivilegeClaim
from duecare.office.evidence.access import readable
from duecare.office.evidence.models import Evidence
from duecare.office.evidence.store import DamagedError, opened
from duecare.office.people.models import User

COLUMNS: Final = ("Number", "Date", "Author", "Kind", "Basis", "Description")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet might reckon with."""
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time that every member of an archive has, so that the same content makes the same bytes."""

SAID_OF_A_PAPER: Final = ("title", "name", "sha256", "size", "kind", "source", "captured_on", "effective_on",
                          "expires_on", "at")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Withheld:
    """A line of the privilege log."""

    number: int
    date: str
    author: str
    kind: str
    basis: str
    description: str


def withheld(matter: Matter) -> list[Withheld]:
    """The privilege log: each object of the case, and of the matter's own notes, that is not produced."""
    claims = PrivilegeClaim.objects.filter(matter__case=matter.case_id, withdrawn_at=None).filter(
        Q(matter=matter) | Q(kind__in=(Kind.COMMENT, Kind.EVIDENCE))
    )
    rows = []
    for claim in claims.select_related("matter").order_by("pk"):
        one = object_of(claim.matter, claim.kind, claim.object_id)
        if one is not None:
            assert isinstance(one, Comment | Evidence | Note)
            rows.append((one.at, claim.kind, one.by.label, claim))
    return [
        Withheld(number, f"{at:%Y-%m-%d}", author, str(claim.get_kind_display()), str(claim.get_basis_display()),
                 claim.description)
        for number, (at, _kind, author, claim) in enumerate(sorted(rows, key=lambda row: (row[0], row[3].pk)), 1)
    ]  # fmt: skip


def cell(value: object) -> str:
    """A value as a cell of a CSV file that no spreadsheet takes for a formula.

    >>> cell("=1+1"), cell(7), cell("memo")
    ("'=1+1", '7', 'memo')
    """
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def produced(matter: Matter, by: User) -> bytes:
    """The production as a ZIP archive: the same content makes the same bytes. Stands in the log."""
    with transaction.atomic():
        held_back = withheld(matter)
        files = dict(_files(matter, by, held_back))
        files["manifest.json"] = _json(
            {
                "schema": "duecare.production/1",
                "case": matter.case.number,
                "matter": matter.number,
                "withheld": len(held_back),
                "files": {name: sha256(content).hexdigest() for name, content in sorted(files.items())},
            }
        )
        archive = _zipped(files)
        record(by, "counsel.produce", matter, sha256=sha256(archive).hexdigest(), files=len(files),
               withheld=len(held_back))  # fmt: skip
    return archive


def _files(matter: Matter, by: User, held_back: list[Withheld]) -> Iterator[tuple[str, bytes]]:
    case = matter.case
    yield "case.json", _json(
        {
            "number": case.number, "title": case.title, "kind": case.kind, "gate": case.gate, "state": case.state,
            "opened_by": case.requester.label, "opened_at": case.opened_at,
        }
    )  # fmt: skip
    for deal in case.deals.select_related("by").order_by("number"):
        about = {"number": deal.number, "by": deal.by.label if deal.by else "system", "at": deal.at}
        yield f"deals/{deal.number:05}.json", _json({**about, "changed": deal.changed, "document": deal.document})
    for review in case.reviews.defer("sections").order_by("number"):
        yield f"reviews/{review.number:05}.json", bytes(review.document)
    comments = without_privileged(case.comments.select_related("by"), Kind.COMMENT)
    yield "comments.json", _json([{"by": one.by.label, "at": one.at, "text": one.text} for one in comments])
    facts = without_privileged(without_privileged(matter.notes.select_related("by"), Kind.NOTE), Kind.DISSENT)
    yield "notes.json", _json([{"by": one.by.label, "at": one.at, "text": one.text} for one in facts])
    yield from _papers(matter, by)
    entries = Entry.objects.filter(about=f"case:{case.pk}").order_by("id")
    yield "log.json", _json(
        [{"number": one.pk, "at": one.at, "actor": one.actor, "act": one.act, "about": one.about,
          "detail": one.detail, "previous": one.previous, "hash": one.hash} for one in entries]
    )  # fmt: skip
    yield "privilege-log.csv", _csv(held_back)
    page = render_to_string("counsel/privilege_log.html", {"matter": matter, "rows": held_back, "columns": COLUMNS})
    yield "privilege-log.html", page.encode()


def _papers(matter: Matter, by: User) -> Iterator[tuple[str, bytes]]:
    papers = list(without_privileged(readable(by, matter.case).order_by("pk"), Kind.EVIDENCE))
    told = []
    for paper in papers:
        content = _bytes_of(paper)
        inside = f"papers/{paper.pk}" if content is not None else None
        if content is not None:
            yield f"papers/{paper.pk}", content
        told.append({**{name: getattr(paper, name) for name in SAID_OF_A_PAPER}, "by": paper.by.label, "file": inside})
    yield "papers.json", _json(told)


def _bytes_of(paper: Evidence) -> bytes | None:
    """The bytes of a paper; None where they were erased, are not here, or are not what was filed."""
    try:
        with opened(paper.sha256) as file:
            return file.read()
    except DamagedError:
        return None


def _csv(rows: list[Withheld]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(value) for value in astuple(row)] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=lambda one: one.isoformat()).encode()


def _zipped(files: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(name, EARLIEST)
            member.compress_type, member.create_system, member.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            written.writestr(member, content)
    return archive.getvalue()
