"""Every outside source by its key: lists of parties, and what is measured or laid down of countries."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from duecare.errors import InputError
from duecare.snapshots.country_sources import COUNTRY_SOURCES
from duecare.snapshots.list_sources import LIST_SOURCES
from duecare.snapshots.source import Source

SOURCES: Final[Mapping[str, Source]] = MappingProxyType({one.key: one for one in (*LIST_SOURCES, *COUNTRY_SOURCES)})
"""Every source by its key."""


def source_of(key: str) -> Source:
    """A source by its key.

    Raises:
        InputError: there is none; says which there are.
    """
    if key in SOURCES:
        return SOURCES[key]
    near = get_close_matches(key.casefold(), SOURCES, n=1)
    hint = f"did you mean {near[0]}? There are {', '.join(SOURCES)}" if near else f"there are {', '.join(SOURCES)}"
    raise InputError(f"no source {key!r}", hint=hint)
