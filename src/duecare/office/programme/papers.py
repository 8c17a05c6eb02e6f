"""Statements as papers: as a draft, and as they were published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from duecare.office.programme.models import Kind, Publication, Statement
from duecare.papers.layout import Document, Marks
from duecare.papers.report import disclosure_document, report_document


def paper_of(
    kind: str, content: Mapping[str, Any], version: str = "draft", status: str = "draft", made: str = ""
) -> Document:
    """The paper that a content makes."""
    day = made or timezone.localdate().isoformat()
    marks = Marks(version=version, status=status, mark="public" if status == "published" else "internal",
                  data_date=str(content.get("until", day)), made=day)  # fmt: skip
    return (report_document if kind == Kind.REPORT else disclosure_document)(content, marks)


def draft_of(statement: Statement) -> Document:
    """A statement as a draft, with the day on which it was prepared."""
    made = timezone.localdate(statement.at).isoformat()
    return paper_of(statement.kind, statement.content, f"draft {statement.number} of {statement.year}", made=made)


def published_paper(publication: Publication) -> Document:
    """A statement as it was published."""
    made = timezone.localdate(publication.at).isoformat()
    version = f"{publication.version} of {publication.year}"
    return paper_of(publication.kind, publication.statement.content, version, "published", made)
