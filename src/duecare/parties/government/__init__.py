"""What kind of body a party is, and apart from it how close to the government: from its name in any language, and from
owners, listings and law beside it. A name never shows that there is no tie."""

from __future__ import annotations

from duecare.parties.government.body import MOST_CHARACTERS, check_name, read_bodies, read_body
from duecare.parties.government.evidence import Owner
from duecare.parties.government.reading import BodyReading, Confidence, Edge, Span

__all__ = [
    "MOST_CHARACTERS",
    "BodyReading",
    "Confidence",
    "Edge",
    "Owner",
    "Span",
    "check_name",
    "read_bodies",
    "read_body",
]
