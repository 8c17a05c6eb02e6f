"""Contract clauses as data: a library in YAML, its loader, compiler and lint."""

from duecare.guidance.clauses.load import load_clauses
from duecare.guidance.clauses.model import (
    BLANK,
    KINDS,
    PAPERS,
    STRENGTHS,
    Alternative,
    Clause,
    Clauses,
    Form,
    Placeholder,
)

__all__ = [
    "BLANK",
    "KINDS",
    "PAPERS",
    "STRENGTHS",
    "Alternative",
    "Clause",
    "Clauses",
    "Form",
    "Placeholder",
    "load_clauses",
]
