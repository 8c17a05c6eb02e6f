"""The UK's lists, UKSL and OFSI ConList, in which a party takes a row for each of its names, addresses and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from duecare.errors import InputError
from duecare.parties.lists.dates import read_day
from duecare.parties.lists.draft import Draft
from duecare.parties.lists.markup import joined
from duecare.parties.lists.opening import lines_of, records_of
from duecare.parties.lists.record import EntryKind, ListEntry, NameKind

#: Columns that tell the two apart, and that a file must have.
UKSL: Final = ("Unique ID", "Name 6", "Name 1", "Name type", "Regime Name", "Designation Type")
OFSI: Final = ("Name 6", "Name 1", "Group Type", "Alias Type", "Regime", "Group ID")

_PARTS: Final = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")
_KINDS: Final[dict[str, EntryKind]] = {"individual": "person", "ship": "vessel"}
_Row = dict[str, str]


def read(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Entries of the UK Sanctions List; see `read_ofsi` for the older form.

    Raises:
        InputError: no such table, a row out of shape, a party without a name or id.
    """
    yield from _read(paths, key or "uk-sl", UKSL, "Unique ID", _uksl)


def read_ofsi(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Entries of OFSI's Consolidated List of Financial Sanctions Targets.

    Raises:
        InputError: as `read`.
    """
    yield from _read(paths, key or "uk-ofsi", OFSI, "Group ID", _ofsi)


def _read(
    paths: Sequence[Path], key: str, needed: tuple[str, ...], own: str, fill: Callable[[Draft, _Row], None]
) -> Iterator[ListEntry]:
    drafts: dict[str, Draft] = {}
    for path in paths:
        for line, row in records_of(path, needed, skip=lines_before(path)):
            number = row[own]
            if not number:
                raise InputError(f"the row has no {own}", path=str(path), line=line)
            draft = drafts.get(number)
            if draft is None:
                kind = (row.get("Designation Type") or row.get("Group Type", "")).casefold()
                draft = drafts[number] = Draft(key, number, _KINDS.get(kind, "company"), "blocked")
            fill(draft, row)
    for number, draft in drafts.items():
        if (entry := draft.entry()) is None:
            raise InputError(f"{own} {number} has no name", path=str(paths[0]))
        yield entry


def lines_before(path: Path) -> int:
    """Lines before the one that names the columns; both files begin with the day of the edition."""
    for number, line in enumerate(islice(lines_of(path), 3)):
        if "Name 6" in line:
            return number
    return 0


def _names(draft: Draft, row: _Row, kind: NameKind) -> None:
    draft.name(joined([row.get(part) for part in _PARTS], " "), kind)
    native = row.get("Name non-latin script") or row.get("Name Non-Latin Script")
    if native:
        draft.name(native, "alias")
    if title := row.get("Title"):
        draft.note(f"title: {title}")


def _name_kind(sort: str, quality: str, first: bool) -> NameKind:
    sort, quality = sort.casefold(), quality.casefold()
    if "low" in quality or "weak" in quality or "poor" in quality:
        return "weak_alias"
    if sort in ("fka", "former name", "previous name"):
        return "former"
    if "variation" in sort or sort in ("aka", "alias"):
        return "alias"
    return "primary" if first or sort.startswith("primary") else "alias"


def _dates(draft: Draft, text: str | None) -> None:
    for part in re.split(r"[;,]|\(\d+\)", text or ""):
        if any(map(str.isdigit, part)):
            draft.birth_date(part.strip())


def _numbers(draft: Draft, label: str, text: str | None, details: str | None = None) -> None:
    for part in re.split(r"[;,]|\(\d+\)", text or ""):
        if part.strip(" ."):
            draft.identifier(label, part)
    if text and details:
        draft.note(f"{label}: {details}")


def _uksl(draft: Draft, row: _Row) -> None:
    _names(draft, row, _name_kind(row["Name type"], row.get("Alias strength", ""), not draft.names))
    address = [row.get(f"Address Line {number}") for number in range(1, 7)]
    country = row.get("Address Country")
    draft.address(joined([*address, row.get("Address Postal Code"), country]), country or None)
    for nationality in re.split(r"[;]|\(\d+\)", row.get("Nationality(/ies)", "")):
        draft.country(nationality)
    _dates(draft, row.get("D.O.B"))
    draft.birth_place(joined([row.get("Town of birth"), row.get("Country of birth")]))
    draft.sex(row.get("Gender"))
    _numbers(draft, "passport", row.get("Passport number"), row.get("Passport additional information"))
    _numbers(
        draft, "national identifier", row.get("National Identifier number"),
        row.get("National Identifier additional information"),
    )  # fmt: skip
    _numbers(draft, "business registration number", row.get("Business registration number (s)"))
    _numbers(draft, "IMO", row.get("IMO number"))
    if draft.kind == "vessel":
        draft.country(row.get("Current believed flag of ship"))
    draft.programme(row["Regime Name"])
    imposed = row.get("Sanctions Imposed", "")
    if imposed and "asset freeze" not in imposed.casefold():
        draft.effect = "licence_duty"
    draft.consequence(imposed.replace("|", ", "))
    draft.listed_on = draft.listed_on or read_day(row.get("Date Designated"))
    draft.citation(row["Unique ID"])
    for label, column in (
        ("position", "Position"), ("OFSI group", "OFSI Group ID"), ("UN reference", "UN Reference Number"),
        ("type", "Type of entity"), ("parent company", "Parent company"), ("subsidiaries", "Subsidiaries"),
        ("owner or operator", "Current owner/operator (s)"),
    ):  # fmt: skip
        if value := row.get(column):
            draft.note(f"{label}: {value}")
    draft.note(row.get("Other Information"))
    draft.note(row.get("UK Statement of Reasons"))


def _ofsi(draft: Draft, row: _Row) -> None:
    _names(draft, row, _name_kind(row["Alias Type"], row.get("Alias Quality", ""), not draft.names))
    address = [row.get(f"Address {number}") for number in range(1, 7)]
    draft.address(joined([*address, row.get("Post/Zip Code"), row.get("Country")]), row.get("Country") or None)
    for nationality in re.split(r"[;]|\(\d+\)", row.get("Nationality", "")):
        draft.country(nationality)
    _dates(draft, row.get("DOB"))
    draft.birth_place(joined([row.get("Town of Birth"), row.get("Country of Birth")]))
    _numbers(draft, "passport", row.get("Passport Number"), row.get("Passport Details"))
    _numbers(
        draft, "national identification number", row.get("National Identification Number"),
        row.get("National Identification Details"),
    )  # fmt: skip
    draft.programme(row["Regime"])
    draft.consequence("asset freeze")
    draft.listed_on = draft.listed_on or read_day(row.get("Listed On"))
    draft.citation(f"OFSI group {row['Group ID']}")
    if position := row.get("Position"):
        draft.note(f"position: {position}")
    other = row.get("Other Information", "")
    for number in re.findall(r"IMO number\)?\s*:?\s*(\d{7})", other):
        draft.identifier("IMO", number)
    if match := re.search(r"\(Gender\)\s*:\s*(\w+)", other):
        draft.sex(match[1])
    draft.note(other)
