"""OFAC's SDN and consolidated lists in their standard XML (sdn.xml, consolidated.xml)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from duecare.errors import InputError
from duecare.parties.lists.draft import Draft
from duecare.parties.lists.markup import Element, children, elements, fields, inner, inners, joined
from duecare.parties.lists.ofac_csv import is_consolidated
from duecare.parties.lists.ofac_programmes import place
from duecare.parties.lists.ofac_remarks import read_remarks
from duecare.parties.lists.record import EntryKind, ListEntry, NameKind

_KINDS: Final[dict[str, EntryKind]] = {"individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
_NAMES: Final[dict[str, NameKind]] = {"a.k.a.": "alias", "f.k.a.": "former", "n.k.a.": "alias"}
_ADDRESS: Final = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country")


def read(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Entries with OFAC's numbers as ids.

    The file says how many records it holds; another number of entries means that it is cut or was altered.

    Raises:
        InputError: no XML of this kind, an entry without number or name, a number that stands twice, entries missing.
    """
    seen: set[str] = set()
    for path in paths:
        consolidated = key == "us-ofac-cons" if key else is_consolidated(path)
        stated, found = "", 0
        for name, element in elements(path, "publshInformation", "sdnEntry"):
            if name == "publshInformation":
                stated = inner(element, "Record_Count")
                continue
            number, found = inner(element, "uid"), found + 1
            if not number or number in seen:
                what = f"entry {number} stands twice" if number else "an entry has no number"
                raise InputError(what, path=str(path), line=element.sourceline)
            seen.add(number)
            if (entry := _draft(number, element, consolidated).entry()) is None:
                raise InputError(f"entry {number} has no name", path=str(path), line=element.sourceline)
            yield entry
        if stated.isdigit() and int(stated) != found:
            raise InputError(f"holds {found:,} entries and says that it has {int(stated):,}", path=str(path))


def _draft(number: str, element: Element, consolidated: bool) -> Draft:
    parts = fields(element)
    kind = _KINDS.get(parts.get("sdnType", "").casefold(), "company")
    draft = Draft("us-ofac-sdn", number, kind, "blocked")
    draft.name(_name(parts))
    for alias in children(element, "akaList", "aka"):
        found = fields(alias)
        weak = found.get("category", "").casefold() == "weak"
        draft.name(_name(found), "weak_alias" if weak else _NAMES.get(found.get("type", "").casefold(), "alias"))
    for address in children(element, "addressList", "address"):
        found = fields(address)
        draft.address(joined([found.get(part) for part in _ADDRESS]), found.get("country"))
    for nation in (*inners(element, "nationalityList", "nationality", "country"),
                   *inners(element, "citizenshipList", "citizenship", "country")):  # fmt: skip
        draft.country(nation)
    for date in inners(element, "dateOfBirthList", "dateOfBirthItem", "dateOfBirth"):
        draft.birth_date(date)
    for birth in inners(element, "placeOfBirthList", "placeOfBirthItem", "placeOfBirth"):
        draft.birth_place(birth)
    place(draft, inners(element, "programList", "program"), consolidated)
    for paper in children(element, "idList", "id"):
        _paper(draft, fields(paper))
    for vessel in children(element, "vesselInfo"):
        found = fields(vessel)
        draft.identifier("call sign", found.get("callSign", ""))
        draft.country(found.get("vesselFlag"))
        for label, field in (("vessel type", "vesselType"), ("vessel owner", "vesselOwner")):
            draft.note(f"{label}: {found[field]}" if found.get(field) else None)
    draft.note(parts.get("title"))
    read_remarks(draft, parts.get("remarks", ""))
    if kind == "aircraft":
        draft.identifier("aircraft tail number", parts.get("lastName", ""))
    return draft


def _name(parts: dict[str, str]) -> str:
    return joined([parts.get("firstName"), parts.get("lastName")], " ")


def _paper(draft: Draft, paper: dict[str, str]) -> None:
    """The file keeps among the numbers much that is none: gender, links, sanctions information."""
    label, value = paper.get("idType", ""), paper.get("idNumber", "")
    if label.startswith("Digital Currency"):
        draft.identifier(label, value)
    elif any(map(str.isdigit, value)) and not label.startswith(
        ("Additional", "Secondary", "Executive", "Organization", "Transactions", "Email", "Website", "Phone",
         "Vessel Year", "Aircraft M", "Aircraft Construction", "CAATSA", "Listing", "Effective", "Purchase")
    ):  # fmt: skip
        draft.identifier(label, value, paper.get("idCountry"))
    else:
        read_remarks(draft, f"{label} {value}".replace(";", ","))
