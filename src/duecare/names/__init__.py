"""Names of people, companies and bodies, in every script: one normal form for exact comparison."""

from __future__ import annotations

from duecare.names.normalise import normalise

__all__ = ["normalise"]
