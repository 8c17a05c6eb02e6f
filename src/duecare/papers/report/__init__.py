"""The public report of a year: what it counts, what it holds back, and what it says."""

from duecare.papers.report.counting import (
    CLASSES,
    KNOWN,
    OUTCOMES,
    UNKNOWN,
    Cases,
    Counted,
    class_of,
    count_cases,
    held_back,
    shown_in,
)
from duecare.papers.report.document import report_document
from duecare.papers.report.policy import NAME, ReportPolicy, policy_at_hand, read_report_policy
from duecare.papers.report.transaction import disclosure_document

__all__ = [
    "CLASSES",
    "KNOWN",
    "NAME",
    "OUTCOMES",
    "UNKNOWN",
    "Cases",
    "Counted",
    "ReportPolicy",
    "class_of",
    "count_cases",
    "disclosure_document",
    "held_back",
    "policy_at_hand",
    "read_report_policy",
    "report_document",
    "shown_in",
]
