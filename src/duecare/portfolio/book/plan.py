"""Which columns of one export are read as what: a mapping, laid against the names that the export has."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from duecare.errors import InputError
from duecare.portfolio.book.columns import book_column, nearest
from duecare.portfolio.book.mapping import MappedColumn, Mapping
from duecare.transaction.scalars import shown


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A mapped column that an export has. names: of its parts in the export. places: of them among `Plan.places`."""

    mapped: MappedColumn
    names: tuple[str, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one export is read. places: of its columns that are read. unmapped: the names of the others."""

    columns: tuple[PlannedColumn, ...]
    places: tuple[int, ...]
    unmapped: tuple[str, ...]

    @property
    def order(self) -> tuple[int, ...]:
        """The places, in the export, of what makes up the id."""
        return tuple(self.places[at] for one in self.columns if one.mapped.to.name == "id" for at in one.places)


def planned(head: Sequence[str], mapping: Mapping, where: str) -> Plan:
    """Lay a mapping against an export. Names are found in any case.

    Args:
        head: The names of the export's columns.
        mapping: What they hold.
        where: The export, for messages.

    Raises:
        InputError: a column of the mapping is not there or stands twice, or none of the export's columns is known.
    """
    given = mapping.columns if mapping.columns is not None else _own(head)
    places: dict[int, int] = {}
    columns = []
    for mapped in given:
        first = _place(head, mapped.column, mapping, mapped, where)
        if first is None:
            continue
        beside = (_place(head, name, mapping, mapped, where) for name in mapped.beside)
        found = [first, *(place for place in beside if place is not None)]
        at = tuple(places.setdefault(place, len(places)) for place in found)
        columns.append(PlannedColumn(mapped, tuple(head[place] for place in found), at))
    if not columns:
        raise InputError("has no column that is known", path=where, hint=_none_known(head, mapping))
    unmapped = (name for place, name in enumerate(head) if place not in places and name.strip())
    return Plan(tuple(columns), tuple(places), tuple(unmapped))


def _own(head: Sequence[str]) -> tuple[MappedColumn, ...]:
    """The columns that have names of ours, as they are."""
    found = ((name, book_column(_folded(name))) for name in dict.fromkeys(head))
    return tuple(MappedColumn(name, column) for name, column in found if column is not None)


def _place(head: Sequence[str], name: str, mapping: Mapping, mapped: MappedColumn, where: str) -> int | None:
    exact = [place for place, other in enumerate(head) if other == name]
    found = exact or [place for place, other in enumerate(head) if _folded(other) == _folded(name)]
    if len(found) > 1:
        raise InputError(f"has {len(found)} columns {shown(name)}; which is meant is not certain", path=where)
    if found or mapping.absent:
        return found[0] if found else None
    near = get_close_matches(name, head, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"columns: {_listed(head)}"
    raise InputError(f"column {shown(name)} is not in {where}", path=mapping.path, line=mapped.line,
                     hint=f"{hint}; `absent: accept` lets it be absent")  # fmt: skip


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _none_known(head: Sequence[str], mapping: Mapping) -> str:
    if mapping.columns is not None:
        return f"columns: {_listed(head)}; the mapping knows {_listed([column.column for column in mapping.columns])}"
    near = next(((name, close) for name in head if (close := nearest(name))), None)
    guess = f"{near[0]!r} may be {near[1]!r}; " if near else ""
    return f"columns: {_listed(head)}; {guess}say in a mapping file what they hold"


def _listed(names: Sequence[str]) -> str:
    some = [shown(name) for name in names if name.strip()]
    return (", ".join(some[:20]) + (f" and {len(some) - 20} more" if len(some) > 20 else "")) or "none"
