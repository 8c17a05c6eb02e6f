"""What of a case is personal, and how each part of it is erased.

A room that keeps text about a case adds its tables to `PARTS`; a test finds those that are not in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.db import models, transaction

from duecare.office.cases.models import Case, Comment, Deal, Finding, Reviewed
from duecare.office.counsel.models import Matter, Note, PrivilegeClaim
from duecare.office.evidence.models import Evidence
from duecare.office.retention.models import ERASED
from duecare.office.retention.papers import remove_bytes

GONE: Final = {"erased": True}
GONE_BYTES: Final = json.dumps(GONE).encode()


@dataclass(frozen=True)
class Part:
    """Rows of a table about a case. path: how they lead to it; marks: what stands in each column afterwards."""

    table: type[models.Model]
    path: str
    marks: Mapping[str, Any]

    def rows(self, case: Case) -> models.QuerySet[Any]:
        return self.table._base_manager.filter(**{self.path: case.pk}).order_by("pk")


PARTS: Final[Mapping[str, tuple[Part, ...]]] = {
    "case": (Part(Case, "pk", {"title": ERASED, "customer": ERASED, "item": ERASED}),
             Part(Finding, "case", {"subject": ERASED})),
    "deal": (Part(Deal, "case", {"document": GONE, "changed": []}),),
    "review": (Part(Reviewed, "case", {"document": GONE_BYTES, "sections": {}, "headline": ERASED}),),
    "comment": (Part(Comment, "case", {"text": ERASED}),),
    "evidence": (Part(Evidence, "case", {"title": ERASED, "name": ERASED, "source": ERASED, "sha256": ""}),),
    "counsel": (Part(Matter, "case", {"title": ERASED}), Part(Note, "matter__case", {"text": ERASED}),
                Part(PrivilegeClaim, "matter__case", {"description": ERASED})),
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
            part.rows(case).order_by().update(**part.marks)
        if some:
            yield kind, digest.hexdigest()
    still = set(Evidence.objects.filter(sha256__in=papers).values_list("sha256", flat=True))
    transaction.on_commit(lambda: remove_bytes(papers - still))


def _line(part: Part, row: models.Model) -> bytes:
    said = {name: _plain(getattr(row, name)) for name in part.marks}
    line = {"table": part.table._meta.label_lower, "id": row.pk, **said}
    return json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _plain(value: Any) -> Any:
    return sha256(bytes(value)).hexdigest() if isinstance(value, bytes | memoryview) else value
