"""Names alone of OFAC's advanced file, as JSON lines: an entry number and its names with OFAC's alias types.

The file says neither what a party is nor what its programme is, and prints persons' family names first without a comma,
so that they cannot be put in natural order; they stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from duecare.errors import InputError
from duecare.parties.lists.draft import Draft
from duecare.parties.lists.opening import objects_of, text
from duecare.parties.lists.record import ListEntry, NameKind

#: OFAC's alias types: also, formerly, now known as, and the name itself.
_TYPES: Final[dict[str, NameKind]] = {"1400": "alias", "1401": "former", "1402": "alias", "1403": "primary"}


def read(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Entries of kind unknown.

    Raises:
        InputError: a line that is no object with `entity_id` and `names`, or an id that stands twice.
    """
    seen: set[str] = set()
    for path in paths:
        for line, row in objects_of(path):
            number, names = text(row.get("entity_id")), row.get("names")
            if not number or not isinstance(names, list):
                raise InputError("has no entity_id with names", path=str(path), line=line)
            if number in seen:
                raise InputError(f"entry {number} stands twice", path=str(path), line=line)
            seen.add(number)
            draft = Draft(key or "us-ofac-sdn", number, "unknown", "blocked")
            for name in names:
                if not isinstance(name, dict):
                    raise InputError(f"entry {number} has a name that is no object", path=str(path), line=line)
                kind = _TYPES.get(text(name.get("type_id")), "primary" if name.get("is_primary") is True else "alias")
                draft.name(text(name.get("full_name")), kind)
            if (entry := draft.entry()) is None:
                raise InputError(f"entry {number} has no name", path=str(path), line=line)
            yield entry
