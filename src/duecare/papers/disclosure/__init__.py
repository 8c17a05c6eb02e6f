"""What may be said in public: small numbers held back, and names looked for."""

from duecare.papers.disclosure.revealing import Reveals, revealing
from duecare.papers.disclosure.suppression import (
    Figure,
    Held,
    Protected,
    SuppressionError,
    protect,
    tables_of,
)

__all__ = [
    "Figure",
    "Held",
    "Protected",
    "Reveals",
    "SuppressionError",
    "protect",
    "revealing",
    "tables_of",
]
