"""US lists as a public JSON conversion has them: a file a list, with names, country, address, citation and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError
from duecare.parties.lists.dates import citation_day, read_day
from duecare.parties.lists.draft import Draft, made_id, merged
from duecare.parties.lists.entity_list import read_policy
from duecare.parties.lists.nonproliferation import read_measures, without_country
from duecare.parties.lists.opening import text, texts, whole_object
from duecare.parties.lists.record import EntryKind, ListEntry
from duecare.parties.lists.sources import LISTS
from duecare.parties.lists.wording import is_form

#: The conversion's names of lists, and our keys.
KEYS: Final = {
    "bis-entity-list": "us-bis-el",
    "bis-dpl": "us-bis-dpl",
    "bis-uvl": "us-bis-uvl",
    "bis-meu": "us-bis-meu",
    "state-debarred-statutory": "us-state-dtc",
    "state-debarred-admin": "us-state-dtc",
    "state-nonproliferation": "us-state-isn",
    "ofac-nscmic": "us-ofac-cmic",
    "ofac-eo14032": "us-ofac-cmic",
    "dow-1260h": "us-dod-1260h",
    "dow-1286": "us-dod-1286",
    "fcc-covered": "us-fcc-covered",
    "dhs-uflpa": "us-dhs-uflpa",
    "cbp-wro": "us-cbp-wro",
}
_NO_PARTY: Final = "category listing (not a named company)"
_FAMILY_FIRST: Final = re.compile(r"[^,;]+,(?:\s*(?:[JS]r\.?|I{1,3}|IV),)?\s*[\w.' -]+")
_MANY: Final = re.compile(
    r"(?<=\b(?:Ltd|Inc|LLC|S\.A))\.?,?\s+and\s+(?=[A-Z])(?!(?:its|their|[Ss]ubsidiaries|[Ss]ub)\b)"
)
_MANY_DEBARRED: Final = re.compile(_MANY.pattern + r"|,\s+and\s+(?=[A-Z])|;\s*(?!\s*[af]\.k\.a)")
_VESSEL: Final = re.compile(r"^Fishing Vessel:\s*", re.I)
_USCC: Final = re.compile(r"\bUSCC:\s*([0-9A-Z]{18})\b")


def read(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Entries of each file; several of one name and country are one party, for these lists have no ids.

    Raises:
        InputError: no such JSON, or a list that is not known.
    """
    for path in paths:
        data = whole_object(path)
        rows = data.get("entities") if isinstance(data, dict) else None
        if not isinstance(rows, list):
            raise InputError("has no list of entities", path=str(path))
        name = text(data.get("list_id"))
        if name not in KEYS:
            raise InputError(
                f"is of a list {name[:60]!r} that is not known", path=str(path), hint=f"known: {', '.join(KEYS)}"
            )
        yield from merged(_drafts(rows, name, path))


def _drafts(rows: Sequence[Any], source: str, path: Path) -> Iterator[Draft]:
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise InputError(f"entity {number} is no object", path=str(path))
        if (draft := _draft(KEYS[source], source, row)) is None:
            continue
        if not draft.names:
            raise InputError(f"entity {number} has no name", path=str(path))
        yield draft


def _draft(key: str, source: str, row: dict[str, Any]) -> Draft | None:
    name, country, notes = text(row.get("name")), text(row.get("country")), text(row.get("notes"))
    if notes.casefold().startswith(_NO_PARTY):
        return None
    first, *others = (_MANY_DEBARRED if key == "us-state-dtc" else _MANY).split(name)
    draft = Draft(key, made_id(name, country), _kind(key, first, notes), LISTS[key].effect)
    if draft.kind == "vessel":
        first = _VESSEL.sub("", first)
    if key == "us-state-isn":
        first = without_country(draft, first)
    run_on = key == "us-bis-el"  # where the supplement's line breaks were lost, addresses run on behind aliases
    draft.name(first, family_first=draft.person, address=run_on)
    for other in (*others, *texts(row.get("aliases"))):
        if other.startswith("Nuclear reactors"):  # facilities of an agency, printed as its aliases
            draft.note(other)
            continue
        if key == "us-state-isn":
            other = without_country(draft, other)
        ordered = draft.person and _is_family_first(other)
        draft.name(other, "alias" if draft.names else "primary", family_first=ordered, address=run_on)
    if not draft.names:
        draft.plain_name(name.strip("()"), "primary")
    if country.casefold() != "fishing vessels":
        draft.country(country)
    for address in re.split(r";\s*(?:and\s+)?", text(row.get("address"))):
        address = re.sub(r"\s*\(See\b[^()]*\)\.?", "", address).strip(" .")
        draft.address(address, country if key == "us-bis-dpl" else None)
    draft.citation(text(row.get("federal_register")))
    draft.listed_on = read_day(text(row.get("effective_date"))) or citation_day(text(row.get("federal_register")))
    if (status := text(row.get("status"))) and status != "Active":
        draft.note(f"status: {status}")
    if key == "us-bis-el":
        read_policy(draft, notes)
    elif key == "us-state-isn":
        read_measures(draft, notes)
    else:
        _notes(draft, notes)
    draft.programme(_programme(source, key))
    return draft


def _programme(source: str, key: str) -> str | None:
    if key == "us-ofac-cmic":
        return "CMIC-EO13959"
    return source if key == "us-state-dtc" else None


def _kind(key: str, name: str, notes: str) -> EntryKind:
    """The lists print no types; only where their way of printing tells is a kind set."""
    if _VESSEL.match(name):
        return "vessel"
    if key == "us-state-dtc" and ("date of birth" in notes.casefold() or _is_family_first(name)):
        return "person"
    if key in ("us-ofac-cmic", "us-dod-1260h", "us-fcc-covered", "us-dhs-uflpa"):
        return "company"
    return "unknown"


def _is_family_first(name: str) -> bool:
    """Whether a name is printed as "Adams, Ryan", and no company's as "Elint, S.A."."""
    return _FAMILY_FIRST.fullmatch(name) is not None and not is_form(name.split(",")[-1]) and len(name.split()) < 8


def _notes(draft: Draft, notes: str) -> None:
    if draft.person and (match := re.search(r"date of birth:?\s*(.+)", notes, re.I)):
        draft.birth_date(match[1])
        notes = notes[: match.start()]
    if match := re.search(r"\bExpires:\s*([\d-]{10})", notes):
        draft.ends_on = read_day(match[1])
    for value in _USCC.findall(notes):
        draft.identifier("USCC", value, "China")
    draft.note(notes)
