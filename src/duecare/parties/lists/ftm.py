"""FollowTheMoney entities (OpenSanctions): people, companies, bodies, vessels, aircraft, and sanctions on them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError
from duecare.parties.lists.countries import find_country
from duecare.parties.lists.dates import read_day
from duecare.parties.lists.draft import Draft
from duecare.parties.lists.opening import objects_of, text, texts
from duecare.parties.lists.record import Effect, EntryKind, ListEntry, NameKind

_KINDS: Final[dict[str, EntryKind]] = {
    "Person": "person",
    "Company": "company",
    "Organization": "company",
    "LegalEntity": "unknown",
    "PublicBody": "body",
    "Vessel": "vessel",
    "Airplane": "aircraft",
}
#: OpenSanctions' topics; the strongest of an entity decides. Topics of interest or office call for a closer look.
TOPICS: Final[dict[str, Effect]] = {
    "sanction": "blocked",
    "export.control": "licence_duty",
    "debarment": "review",
    "sanction.linked": "review",
    "sanction.counter": "review",
    "export.risk": "review",
    "forced.labor": "review",
}
#: Its names of the official lists that Duecare also reads from their publishers.
DATASETS: Final = {
    "us_ofac_sdn": "us-ofac-sdn",
    "us_ofac_cons": "us-ofac-cons",
    "us_bis_entity_list": "us-bis-el",
    "us_bis_denied": "us-bis-dpl",
    "un_sc_sanctions": "un-sc",
    "eu_fsf": "eu-fsf",
    "eu_journal_sanctions": "eu-oj",
    "gb_fcdo_sanctions": "uk-sl",
    "gb_hmt_sanctions": "uk-ofsi",
}
_NAMES: Final[tuple[tuple[str, NameKind], ...]] = (
    ("name", "primary"),
    ("alias", "alias"),
    ("previousName", "former"),
    ("weakAlias", "weak_alias"),
    ("abbreviation", "weak_alias"),
)
_NUMBERS: Final = (
    ("passportNumber", "passport"),
    ("idNumber", "national identification number"),
    ("socialSecurityNumber", "social security number"),
    ("taxNumber", "tax number"),
    ("vatCode", "VAT number"),
    ("registrationNumber", "registration number"),
    ("innCode", "INN"),
    ("ogrnCode", "OGRN"),
    ("uscCode", "USCC"),
    ("leiCode", "LEI"),
    ("swiftBic", "SWIFT"),
    ("imoNumber", "IMO"),
    ("mmsi", "MMSI"),
    ("callSign", "call sign"),
    ("isin", "ISIN"),
    ("dunsCode", "DUNS"),
    ("publicKey", "crypto wallet"),
)
_COUNTRIES: Final = ("country", "nationality", "citizenship", "jurisdiction", "mainCountry", "flag")


def entry_from_ftm(entity: Mapping[str, Any], sanctions: Sequence[Mapping[str, Any]] = ()) -> ListEntry | None:
    """One entity as a list entry; None where its schema is no party or it has no name.

    Args:
        entity: id, schema and properties, as in `entities.ftm.json`.
        sanctions: entities of the schema Sanction that are about it.

    >>> entry_from_ftm({"id": "a", "schema": "Person", "properties": {"name": ["Ada Example"]}}).name
    'Ada Example'
    """
    kind = _KINDS.get(text(entity.get("schema")))
    found = entity.get("properties")
    if kind is None or not isinstance(found, Mapping):
        return None
    properties: Mapping[str, tuple[str, ...]] = {name: texts(value) for name, value in found.items()}
    draft = Draft(_list(entity), text(entity.get("id")) or "?", kind, "review")
    _names(draft, properties)
    for name in _COUNTRIES:
        for code in properties.get(name, ()):
            if country := find_country(code):
                draft.countries.add(country)
            elif code.casefold() not in ("su", "suhh", "eu", "zz", "yucs", "cshh", "ddde"):
                draft.country(code)
    for date in properties.get("birthDate", ()):
        draft.birth_date(date)
    for place in properties.get("birthPlace", ()):
        draft.birth_place(place)
    for gender in properties.get("gender", ()):
        draft.sex(gender)
    country = next(iter(sorted(draft.countries)), None) if len(draft.countries) == 1 else None
    for name, label in _NUMBERS:
        for value in properties.get(name, ()):
            draft.identifier(label, value, country if name in ("taxNumber", "registrationNumber") else None)
    if kind == "aircraft":
        for value in properties.get("registrationNumber", ()):
            draft.identifier("aircraft tail number", value)
    for address in properties.get("address", ()):
        draft.address(address)
    for topic in properties.get("topics", ()):
        draft.strengthen(TOPICS.get(topic, "review"))
        draft.note(f"topic: {topic}")
    for programme in (*properties.get("programId", ()), *properties.get("program", ())):
        draft.programme(programme)
    for note in (*properties.get("position", ()), *properties.get("notes", ())):
        draft.note(note)
    _sanctions(draft, sanctions)
    return draft.entry()


def _names(draft: Draft, properties: Mapping[str, tuple[str, ...]]) -> None:
    """Names as they stand. Sources print persons both ways; "LAST, First" is turned where it shows that it is that."""
    family = {name.casefold() for name in properties.get("lastName", ())}
    for column, kind in _NAMES:
        for number, name in enumerate(properties.get(column, ())):
            first = name.partition(",")[0].strip().casefold()
            turn = draft.person and "," in name and (first in family or first.upper() == name.partition(",")[0].strip())
            draft.name(name, kind if number == 0 or kind != "primary" else "alias", family_first=turn)
    if not draft.names:
        given = (*properties.get("firstName", ())[:1], *properties.get("middleName", ())[:1])
        draft.plain_name(" ".join((*given, *properties.get("lastName", ())[:1])), "primary")


def _list(entity: Mapping[str, Any]) -> str:
    known = {DATASETS[name] for name in texts(entity.get("datasets")) if name in DATASETS}
    return known.pop() if len(known) == 1 else "opensanctions"


def _sanctions(draft: Draft, sanctions: Sequence[Mapping[str, Any]]) -> None:
    starts: list[datetime.date] = []
    for sanction in sanctions:
        found = {name: texts(value) for name, value in sanction.items()}
        for programme in (*found.get("programId", ()), *found.get("program", ())):
            draft.programme(programme)
        for authority in found.get("authority", ()):
            draft.citation(authority)
        for provision in (*found.get("provisions", ()), *found.get("reason", ())):
            draft.note(provision)
        starts += [
            day
            for date in (*found.get("listingDate", ()), *found.get("startDate", ()))
            if (day := read_day(date)) is not None
        ]
    draft.listed_on = min(starts, default=None)


def read(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Entities that are targets: by a topic, a sanction on them, or the source's own mark.

    The file is read twice, first for the sanctions, which may stand before or after the entity that they are about.

    Args:
        paths: Files of JSON lines.
        key: The list that every entry is given; by default the official list that the entity's datasets name, or
            "opensanctions".

    Raises:
        InputError: a line that is no entity, or an id that stands twice.
    """
    sanctions: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for path in paths:
        for line, entity in objects_of(path):
            if not isinstance(entity.get("properties"), dict) or not text(entity.get("schema")):
                raise InputError("is no entity with schema and properties", path=str(path), line=line)
            if entity["schema"] == "Sanction":
                for target in texts(entity["properties"].get("entity")):
                    sanctions[target].append(entity["properties"])
    seen: set[str] = set()
    for path in paths:
        for line, entity in objects_of(path):
            own = text(entity.get("id"))
            if entity["schema"] not in _KINDS or not _is_target(entity, own in sanctions):
                continue
            if not own or own in seen:
                what = f"entity {own} stands twice" if own else "an entity has no id"
                raise InputError(what, path=str(path), line=line)
            seen.add(own)
            if (entry := entry_from_ftm(entity, sanctions.get(own, ()))) is not None:
                yield entry if key is None else _moved(entry, key)


def _is_target(entity: Mapping[str, Any], sanctioned: bool) -> bool:
    if sanctioned or texts(entity["properties"].get("topics")):
        return True
    return entity.get("target") is not False


def _moved(entry: ListEntry, key: str) -> ListEntry:
    from dataclasses import replace

    return replace(entry, list=key, id=f"{key}:{entry.id.partition(':')[2]}")
