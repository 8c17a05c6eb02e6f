"""Contract clauses for a deal: which a review calls for and why, their words filled in, and the annex they make."""

from duecare.papers.clauses.annex import Part, annex_document, numbered, parts_of
from duecare.papers.clauses.called import called_blocks, called_for
from duecare.papers.clauses.choose import Choice, Chosen, Unanswered, agreed_by, answers, choose, paper_for
from duecare.papers.clauses.fill import Words
from duecare.papers.clauses.reasons import reasons_document

__all__ = [
    "Choice",
    "Chosen",
    "Part",
    "Unanswered",
    "Words",
    "agreed_by",
    "annex_document",
    "answers",
    "called_blocks",
    "called_for",
    "choose",
    "numbered",
    "paper_for",
    "parts_of",
    "reasons_document",
]
