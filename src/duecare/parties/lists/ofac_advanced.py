"""OFAC's advanced XML (SDN_ADVANCED.XML, CONS_ADVANCED.XML): parties, and the tables that they refer to.

The programmes of a party stand behind all parties, so the file is gone through twice, each time element by element.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from duecare.errors import InputError
from duecare.parties.lists.advanced_features import read_feature
from duecare.parties.lists.dates import read_day
from duecare.parties.lists.draft import Draft
from duecare.parties.lists.markup import Element, children, elements, inner, inners, joined, local
from duecare.parties.lists.ofac_programmes import place
from duecare.parties.lists.record import EntryKind, ListEntry, NameKind

_NAMES: Final[dict[str, NameKind]] = {"A.K.A.": "alias", "F.K.A.": "former", "N.K.A.": "alias", "Name": "primary"}
_KINDS: Final[dict[str, EntryKind]] = {"Individual": "person", "Vessel": "vessel", "Aircraft": "aircraft"}
_ALL: Final = ("ReferenceValueSets", "Location", "IDRegDocument", "SanctionsEntry", "DistinctParty")
#: Parts of a name in the order in which they are spoken.
_ORDER: Final = ("First Name", "Middle Name", "Patronymic", "Last Name", "Maiden Name", "Matronymic")
_ADDRESS: Final = ("ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY", "REGION", "STATE/PROVINCE", "POSTAL CODE")


@dataclass(slots=True)
class Tables:
    """What parties refer to, by its id."""

    values: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    types: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    papers: dict[str, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    programmes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    lists: dict[str, str] = field(default_factory=dict)
    days: dict[str, datetime.date] = field(default_factory=dict)


def read(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Entries with OFAC's numbers as ids, of the list that the file gives each.

    Raises:
        InputError: no XML of this kind, a party without number or name, a number that stands twice.
    """
    seen: set[str] = set()
    for path in paths:
        tables = _tables(path)
        # The other elements are asked for so that they are emptied as they pass.
        for name, element in elements(path, *_ALL):
            if name != "DistinctParty":
                continue
            for profile in children(element, "Profile"):
                number = profile.get("ID") or ""
                if not number or number in seen:
                    what = f"entry {number} stands twice" if number else "a profile has no id"
                    raise InputError(what, path=str(path), line=element.sourceline)
                seen.add(number)
                draft = _draft(number, profile, tables, key)
                draft.note(inner(element, "Comment"))
                if (entry := draft.entry()) is None:
                    raise InputError(f"entry {number} has no name", path=str(path), line=element.sourceline)
                yield entry


def _tables(path: Path) -> Tables:
    tables = Tables()
    for name, element in elements(path, *_ALL):
        if name == "ReferenceValueSets":
            for group in element:
                for value in group:
                    _value(tables, local(value), value)
        elif name == "Location":
            parts: dict[str, str] = {}
            for part in children(element, "LocationPart"):
                label = tables.values["LocPartType"].get(part.get("LocPartTypeID", ""), "")
                parts.setdefault(label, inner(part, "LocationPartValue", "Value"))
            country = next(
                (
                    tables.values["Country"].get(one.get("CountryID", ""), "")
                    for one in children(element, "LocationCountry")
                ),
                "",
            )
            tables.places[element.get("ID", "")] = (joined([*(parts.get(part) for part in _ADDRESS), country]), country)
        elif name == "IDRegDocument":
            label = tables.values["IDRegDocType"].get(element.get("IDRegDocTypeID", ""), "identification")
            country = tables.values["Country"].get(element.get("IssuedBy-CountryID", ""), "")
            number = inner(element, "IDRegistrationNo")
            if number:
                tables.papers[element.get("IdentityID", "")].append((label, number, country))
        elif name == "SanctionsEntry":
            _entry(tables, element)
    return tables


def _value(tables: Tables, name: str, value: Element) -> None:
    own = value.get("ID", "")
    tables.values[name][own] = (value.text or "").strip()
    if name == "AreaCode" and value.get("Description"):
        tables.values[name][own] = value.get("Description")
    if name == "PartySubType":
        tables.types[own] = value.get("PartyTypeID", "")


def _entry(tables: Tables, element: Element) -> None:
    profile = element.get("ProfileID", "")
    tables.lists[profile] = tables.values["List"].get(element.get("ListID", ""), "")
    for event in children(element, "EntryEvent"):
        for date in children(event, "Date"):
            day = read_day("-".join((inner(date, "Year"), inner(date, "Month").zfill(2), inner(date, "Day").zfill(2))))
            if day is not None and (profile not in tables.days or day < tables.days[profile]):
                tables.days[profile] = day
    for measure in children(element, "SanctionsMeasure"):
        kind = tables.values["SanctionsType"].get(measure.get("SanctionsTypeID", ""), "")
        if kind in ("Program", ""):
            tables.programmes[profile] += inners(measure, "Comment")


def _kind(profile: Element, tables: Tables) -> EntryKind:
    own = profile.get("PartySubTypeID", "")
    named = tables.values["PartySubType"].get(own, "")
    if named in _KINDS:
        return _KINDS[named]
    return _KINDS.get(tables.values["PartyType"].get(tables.types.get(own, ""), ""), "company")


def _draft(number: str, profile: Element, tables: Tables, key: str | None) -> Draft:
    draft = Draft("us-ofac-sdn", number, _kind(profile, tables), "blocked")
    consolidated = (
        key == "us-ofac-cons" if key else "sdn" not in (tables.lists.get(number) or "SDN List").casefold().split()
    )
    place(draft, tables.programmes.get(number, ()), consolidated)
    draft.listed_on = tables.days.get(number)
    for identity in children(profile, "Identity"):
        groups = {
            group.get("ID", ""): tables.values["NamePartType"].get(group.get("NamePartTypeID", ""), "")
            for group in children(identity, "NamePartGroups", "MasterNamePartGroup", "NamePartGroup")
        }
        for alias in children(identity, "Alias"):
            _alias(draft, alias, groups, tables, identity.get("Primary") != "false")
        for label, value, country in tables.papers.get(identity.get("ID", ""), ()):
            draft.identifier(label, value, country or None)
    for feature in children(profile, "Feature"):
        read_feature(draft, feature, tables.values, tables.places)
    if draft.kind == "aircraft" and draft.names:
        draft.identifier("aircraft tail number", next(iter(draft.names.values())).text)
    return draft


def _alias(draft: Draft, alias: Element, groups: dict[str, str], tables: Tables, primary: bool) -> None:
    kind = _NAMES.get(tables.values["AliasType"].get(alias.get("AliasTypeID", ""), ""), "alias")
    if alias.get("LowQuality") == "true":
        kind = "weak_alias"
    elif kind == "primary" and not (primary and alias.get("Primary") == "true"):
        kind = "alias"
    for number, name in enumerate(children(alias, "DocumentedName")):
        parts: list[tuple[str, str]] = []
        for value in children(name, "DocumentedNamePart", "NamePartValue"):
            if value.text and value.text.strip():
                parts.append((groups.get(value.get("NamePartGroupID", ""), ""), value.text.strip()))
        ordered = sorted(parts, key=lambda part: _ORDER.index(part[0]) if part[0] in _ORDER else len(_ORDER))
        # The first documented name of an alias is its Latin form; others are the same in other scripts.
        draft.name(joined([part for _, part in ordered], " "), kind if number == 0 or kind != "primary" else "alias")
