"""OFAC's comma-separated files: the primary names with their alternate names, addresses and spilled remarks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from duecare.errors import InputError
from duecare.parties.lists.draft import Draft
from duecare.parties.lists.ofac_programmes import CONSOLIDATED, place, programmes_of
from duecare.parties.lists.ofac_remarks import read_remarks
from duecare.parties.lists.opening import MAX_BYTES, WHAT, rows_of
from duecare.parties.lists.record import EntryKind, ListEntry, NameKind
from duecare.transaction.files import opened_regular

#: Cells of a row: primary names, addresses, alternate names, remarks that were too long for the first.
PRIMARY, ADDRESS, ALTERNATE, COMMENT = 12, 6, 5, 2

_FILES: Final = {PRIMARY: "primary names", ADDRESS: "addresses", ALTERNATE: "alternate names", COMMENT: "remarks"}
_KINDS: Final[dict[str, EntryKind]] = {"individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
_NAMES: Final[dict[str, NameKind]] = {"aka": "alias", "fka": "former", "nka": "alias"}

_Rows = dict[str, list[list[str]]]


def read(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Entries of `sdn.csv` or `cons_prim.csv`, joined with the other files of the edition that are given.

    Which file holds what shows in its number of cells; a first row with the names of the columns may be there.

    Args:
        paths: One file of primary names, and any of the others.
        key: "us-ofac-sdn" or "us-ofac-cons"; by default what the file says itself.

    Raises:
        InputError: no or two files of one kind, a row out of shape, an id that is no number or stands twice.
    """
    files: dict[int, Path] = {}
    for path in paths:
        cells = next((len(row) for _, row in rows_of(path, several_lines=False)), 0)
        if cells not in _FILES:
            raise InputError(
                f"has {cells} cells in a row; accepted: "
                + ", ".join(f"{count} ({what})" for count, what in _FILES.items()),
                path=str(path),
            )
        if cells in files:
            raise InputError(f"is a second file of {_FILES[cells]}, as {files[cells]} is", path=str(path))
        files[cells] = path
    if PRIMARY not in files:
        raise InputError("no file of primary names (sdn.csv) is among these", path=str(paths[0]) if paths else None)
    more = {cells: _by_entry(files[cells], cells) for cells in (ADDRESS, ALTERNATE, COMMENT) if cells in files}
    consolidated = key == "us-ofac-cons" if key else is_consolidated(files[PRIMARY])
    yield from _entries(files[PRIMARY], more, consolidated)


def is_consolidated(path: Path) -> bool:
    """Whether a file of OFAC's is of the consolidated list: by what only that one holds, or by its name."""
    if "cons" in path.name.casefold():
        return True
    with opened_regular(path, MAX_BYTES, WHAT) as file:
        tail = b""
        while chunk := file.read(1 << 20):
            if CONSOLIDATED.search(tail + chunk):
                return True
            tail = chunk[-32:]
    return False


def _rows(path: Path, cells: int) -> Iterator[tuple[int, list[str]]]:
    for number, (line, row) in enumerate(rows_of(path, cells=cells, several_lines=False)):
        row = ["" if cell.strip() == "-0-" else cell.strip() for cell in row]
        if row[0].isdigit():
            yield line, row
        elif number or row[0].casefold() not in ("id", "ent_num", "uid"):
            raise InputError(f"{row[0][:40]!r} is no entry number", path=str(path), line=line)


def _by_entry(path: Path, cells: int) -> _Rows:
    found: _Rows = defaultdict(list)
    for _, row in _rows(path, cells):
        found[row[0]].append(row)
    return found


def _entries(path: Path, more: dict[int, _Rows], consolidated: bool) -> Iterator[ListEntry]:
    seen: set[str] = set()
    for line, row in _rows(path, PRIMARY):
        number, name, kind, programmes, title, call_sign, vessel_type, _, _, flag, owner, remarks = row
        if number in seen:
            raise InputError(f"entry {number} stands twice", path=str(path), line=line)
        seen.add(number)
        draft = Draft("us-ofac-sdn", number, _KINDS.get(kind.casefold(), "company"), "blocked")
        draft.name(name, family_first=draft.person)
        for comment in more.get(COMMENT, {}).get(number, ()):
            remarks += comment[1]
        for _, _, sort, alias, *_ in more.get(ALTERNATE, {}).get(number, ()):
            draft.name(alias, _NAMES.get(sort.casefold().replace(".", ""), "alias"), family_first=draft.person)
        for _, _, street, city, country, _ in more.get(ADDRESS, {}).get(number, ()):
            draft.address(", ".join(part for part in (street, city, country) if part), country or None)
        place(draft, programmes_of(programmes), consolidated)
        draft.note(title)
        if call_sign:
            draft.identifier("call sign", call_sign)
        if flag:
            draft.country(flag)
        draft.note(f"vessel type: {vessel_type}" if vessel_type else None)
        draft.note(f"vessel owner: {owner}" if owner else None)
        read_remarks(draft, remarks)
        if draft.kind == "aircraft":
            draft.identifier("aircraft tail number", name)
        if (entry := draft.entry()) is None:
            raise InputError(f"entry {number} has no name", path=str(path), line=line)
        yield entry
