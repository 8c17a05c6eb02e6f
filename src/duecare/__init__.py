"""Duecare: human-rights due diligence for sales and exports of technology with surveillance capabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "read_transaction", "review"]

if TYPE_CHECKING:
    from duecare.review import review
    from duecare.transaction import read_transaction


def __getattr__(name: str) -> Any:
    """Load the library's two entry points when they are first used: importing duecare stays cheap."""
    if name == "read_transaction":
        from duecare.transaction import read_transaction

        return read_transaction
    if name == "review":
        from duecare.review import review

        return review
    raise AttributeError(f"module 'duecare' has no attribute {name!r}")
