"""The Consolidated Screening List of trade.gov, as JSON or CSV: eleven and more US lists in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError
from duecare.parties.lists.dates import citation_day, read_day
from duecare.parties.lists.draft import Draft, made_id
from duecare.parties.lists.entity_list import read_policy
from duecare.parties.lists.markup import joined
from duecare.parties.lists.ofac_programmes import programmes_of
from duecare.parties.lists.ofac_remarks import read_remarks
from duecare.parties.lists.opening import records_of, text, texts, whole_object
from duecare.parties.lists.record import EntryKind, ListEntry
from duecare.parties.lists.sources import LISTS

#: Columns that the CSV has and that tell it from others.
NEEDED: Final = (
    "_id",
    "source",
    "entity_number",
    "type",
    "programs",
    "name",
    "addresses",
    "alt_names",
    "source_list_url",
)

#: The list's short names for its sources, in brackets in each row's `source`.
SOURCES: Final = {
    "SDN": "us-ofac-sdn",
    "SSI": "us-ofac-ssi",
    "FSE": "us-ofac-fse",
    "PLC": "us-ofac-plc",
    "CAP": "us-ofac-capta",
    "CAPTA": "us-ofac-capta",
    "CMIC": "us-ofac-cmic",
    "NS-CMIC": "us-ofac-cmic",
    "MBS": "us-ofac-mbs",
    "NS-MBS": "us-ofac-mbs",
    "NS-MBS List": "us-ofac-mbs",
    "EL": "us-bis-el",
    "DPL": "us-bis-dpl",
    "UVL": "us-bis-uvl",
    "MEU": "us-bis-meu",
    "DTC": "us-state-dtc",
    "ISN": "us-state-isn",
}
_WORDS: Final = (
    ("Menu-Based", "us-ofac-mbs"),
    ("Military-Industrial", "us-ofac-cmic"),
    ("Capta", "us-ofac-capta"),
    ("Specially Designated", "us-ofac-sdn"),
    ("Entity List", "us-bis-el"),
    ("Denied Persons", "us-bis-dpl"),
    ("Unverified", "us-bis-uvl"),
    ("Military End", "us-bis-meu"),
    ("Debarred", "us-state-dtc"),
    ("Nonproliferation", "us-state-isn"),
)
_KINDS: Final[dict[str, EntryKind]] = {
    "individual": "person",
    "entity": "company",
    "vessel": "vessel",
    "aircraft": "aircraft",
}


def read_json(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Entries of consolidated.json; each is on the list that its source names.

    Raises:
        InputError: no such JSON, a source that is not known, an entry without a name, an id that stands twice.
    """
    for path in paths:
        data = whole_object(path)
        rows = data.get("results") if isinstance(data, dict) else data
        if not isinstance(rows, list):
            raise InputError("has no list of results", path=str(path))
        total = data.get("total") if isinstance(data, dict) else None
        if isinstance(total, int) and len(rows) < total:
            raise InputError(f"holds {len(rows):,} entries and says that it has {total:,}", path=str(path))
        yield from _entries(((None, row) for row in rows), path, key)


def read_csv(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Entries of consolidated.csv, in which several values of a cell stand between semicolons.

    Raises:
        InputError: no such table, a row out of shape, or as `read_json`.
    """
    for path in paths:
        yield from _entries(((line, _row(row)) for line, row in records_of(path, NEEDED)), path, key)


def _entries(rows: Iterator[tuple[int | None, Any]], path: Path, key: str | None) -> Iterator[ListEntry]:
    seen: set[str] = set()
    for number, (line, row) in enumerate(rows, start=1):
        what = f"result {number}" if line is None else "the row"
        if not isinstance(row, Mapping):
            raise InputError(f"{what} is no object", path=str(path), line=line)
        draft = _draft(row, key)
        if draft is None:
            raise InputError(
                f"{what} is of a source {text(row.get('source'))[:80]!r} that is not known",
                path=str(path), line=line, hint=f"known: {', '.join(SOURCES)}",
            )  # fmt: skip
        if f"{draft.list}:{draft.own_id}" in seen:
            raise InputError(f"{what}: entry {draft.own_id} stands twice", path=str(path), line=line)
        seen.add(f"{draft.list}:{draft.own_id}")
        if (entry := draft.entry()) is None:
            raise InputError(f"{what} has no name", path=str(path), line=line)
        yield entry


def source_key(source: str) -> str | None:
    """The list that a row's source names.

    >>> source_key("Entity List (EL) - Bureau of Industry and Security")
    'us-bis-el'
    """
    for short in re.findall(r"\(([^()]+)\)", source):
        if short in SOURCES:
            return SOURCES[short]
    return next((key for word, key in _WORDS if word.casefold() in source.casefold()), None)


def _draft(row: Mapping[str, Any], key: str | None) -> Draft | None:
    found = source_key(text(row.get("source")))
    if found is None:
        return None
    kind = _KINDS.get(text(row.get("type")).casefold(), "unknown")
    number = text(row.get("entity_number")) if found.startswith("us-ofac") else text(row.get("_id") or row.get("id"))
    name = text(row.get("name"))
    draft = Draft(key or found, number or made_id(name, str(row.get("addresses"))), kind, LISTS[found].effect)
    draft.name(name, family_first=draft.person)
    for alias in _values(row.get("alt_names")):
        draft.name(alias, "alias", family_first=draft.person)
    for address in _listed(row.get("addresses")):
        if isinstance(address, Mapping):
            parts = [text(address.get(part)) for part in ("address", "city", "state", "postal_code", "country")]
            draft.address(joined(parts), parts[-1] or None)
        else:
            draft.address(*_address(text(address)))
    for column in ("citizenships", "nationalities", "country"):
        for country in _values(row.get(column)):
            draft.country(country)
    for date in _values(row.get("dates_of_birth")):
        draft.birth_date(date)
    for place in _values(row.get("places_of_birth")):
        draft.birth_place(place)
    for paper in _listed(row.get("ids")):
        _paper(draft, paper)
    for programme in _values(row.get("programs")):
        for part in programmes_of(programme):
            draft.programme(part)
    draft.identifier("call sign", text(row.get("call_sign")))
    draft.country(text(row.get("vessel_flag")))
    for column in ("vessel_type", "vessel_owner", "title"):
        draft.note(f"{column.replace('_', ' ')}: {text(row[column])}" if text(row.get(column)) else None)
    _rules(draft, row, found)
    return draft


def _rules(draft: Draft, row: Mapping[str, Any], key: str) -> None:
    notice = text(row.get("federal_register_notice"))
    draft.citation(notice or text(row.get("source_information_url")))
    draft.listed_on = read_day(text(row.get("start_date"))) or citation_day(notice)
    draft.ends_on = read_day(text(row.get("end_date")))
    requirement, policy = text(row.get("license_requirement")), text(row.get("license_policy"))
    if key == "us-bis-el":
        read_policy(draft, requirement, policy)
    else:
        draft.consequence(requirement)
        draft.consequence(policy)
    if text(row.get("standard_order")).upper() == "N":
        draft.consequence("an order with terms of its own: read it")
    remarks = text(row.get("remarks"))
    if key.startswith("us-ofac"):
        read_remarks(draft, remarks)
    else:
        draft.note(remarks)


def _values(value: object) -> tuple[str, ...]:
    return texts(value) if isinstance(value, list) else tuple(part for part in text(value).split("; ") if part)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _paper(draft: Draft, paper: object) -> None:
    if isinstance(paper, Mapping):
        label, number, country = (text(paper.get(part)) for part in ("type", "number", "country"))
    else:
        label, _, rest = text(paper).partition(", ")
        number, _, rest = rest.partition(", ")
        country = rest.split(",")[0].strip()
    if not number:
        return
    if any(map(str.isdigit, number)) and not label.startswith(("Additional", "Secondary", "Executive", "Organization")):
        draft.identifier(label, number, country or None)
    else:
        read_remarks(draft, f"{label} {number}".replace(";", ","))


def _address(address: str) -> tuple[str, str | None]:
    """An address of the CSV, whose last part is the country's code."""
    country = address.rpartition(", ")[2].strip()
    return address, country if re.fullmatch("[A-Z]{2}", country) else None


def _row(row: dict[str, str]) -> dict[str, Any]:
    """A row of the CSV in the shape of the JSON."""
    shaped: dict[str, Any] = dict(row)
    for column in ("addresses", "ids"):
        shaped[column] = [part for part in row.get(column, "").split("; ") if part]
    return shaped
