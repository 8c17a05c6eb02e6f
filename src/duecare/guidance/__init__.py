"""Guidance: instruments as YAML, their loader, compiler and lint."""

from duecare.guidance.load import load_guidance
from duecare.guidance.model import (
    DEPTHS,
    GROUPS,
    SIZES,
    WEIGHTS,
    Cite,
    Concern,
    Entry,
    Guidance,
    GuidanceError,
    Instrument,
    LegalStop,
    RedFlag,
    RuledEntry,
    Safeguard,
    SeverityRow,
)

__all__ = [
    "DEPTHS",
    "GROUPS",
    "SIZES",
    "WEIGHTS",
    "Cite",
    "Concern",
    "Entry",
    "Guidance",
    "GuidanceError",
    "Instrument",
    "LegalStop",
    "RedFlag",
    "RuledEntry",
    "Safeguard",
    "SeverityRow",
    "load_guidance",
]
