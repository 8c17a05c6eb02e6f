"""Names of people, companies and bodies, in every script: normalise, index and match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duecare.names.normalise import normalise

if TYPE_CHECKING:
    from duecare.names.compare import Alignment, align, compare_names
    from duecare.names.fold import script_of
    from duecare.names.index import NameIndex
    from duecare.names.tokens import NameTokens, tokens_of

__all__ = [
    "Alignment",
    "NameIndex",
    "NameTokens",
    "align",
    "compare_names",
    "normalise",
    "script_of",
    "tokens_of",
]

_WHERE = {
    "Alignment": "compare",
    "NameIndex": "index",
    "NameTokens": "tokens",
    "align": "compare",
    "compare_names": "compare",
    "script_of": "fold",
    "tokens_of": "tokens",
}


def __getattr__(name: str) -> object:
    """Load what matching needs (numpy, rapidfuzz) only when it is asked for: a plain review needs none of it."""
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(f"duecare.names.{_WHERE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
