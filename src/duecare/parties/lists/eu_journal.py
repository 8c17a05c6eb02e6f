"""Annexes of EU restrictive measures as a public conversion of the Official Journal has them: CSV with 44 columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from duecare.parties.lists.dates import read_day
from duecare.parties.lists.draft import Draft, made_id, merged
from duecare.parties.lists.opening import records_of
from duecare.parties.lists.record import Effect, EntryKind, ListEntry, NameKind
from duecare.parties.lists.splitting import masked, split_outside
from duecare.parties.lists.wording import is_form

NEEDED: Final = ("programKey", "annex", "measure", "schema", "name", "alias")

_KINDS: Final[dict[str, EntryKind]] = {
    "Person": "person",
    "LegalEntity": "company",
    "Company": "company",
    "Organization": "company",
    "PublicBody": "body",
    "Vessel": "vessel",
    "Airplane": "aircraft",
}
#: Export bans for the parties of an annex are lifted for narrow cases only (Regulation 833/2014, Article 2b).
_EFFECTS: Final[dict[str, Effect]] = {
    "Asset freeze": "blocked",
    "Export control": "presumption_of_denial",
    "Transportation restrictions": "licence_duty",
    "Financial restrictions": "licence_duty",
    "Services ban": "licence_duty",
    "Investment ban": "licence_duty",
}
_NAMES: Final[tuple[tuple[str, NameKind], ...]] = (
    ("name", "primary"),
    ("alias", "alias"),
    ("weakAlias", "weak_alias"),
    ("previousName", "former"),
)
_NUMBERS: Final = (
    ("passportNumber", "passport"),
    ("registrationNumber", "registration number"),
    ("taxNumber", "tax number"),
    ("idNumber", "national identification number"),
    ("innCode", "INN"),
    ("ogrnCode", "OGRN"),
    ("kppCode", "KPP tax registration"),
    ("okpoCode", "OKPO registration"),
    ("leiCode", "LEI"),
    ("swiftBic", "SWIFT"),
    ("imoNumber", "IMO"),
    ("mmsi", "MMSI"),
)
_PLAIN: Final = frozenset({"innCode", "ogrnCode", "kppCode", "okpoCode", "leiCode", "swiftBic", "imoNumber", "mmsi"})
_LABELLED: Final = re.compile(r"^(?P<value>[^()]*\d[^()]*?)\s*\((?P<label>[^()]*)\)")
_NUMBER: Final = re.compile(
    r"(?=[^,()]*\d)[A-ZА-Я]{0,4}[-. №]?[\dA-Z][\w./\s-]{3,}?(?=[,;()]|\s+(?:valid|expire|issued|on|and)\b|$)"
)


def read(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Entries of each file. Rows of one regulation, annex and name are one party; the number in the annex is its id.

    Raises:
        InputError: no such table, a row out of shape or without a name.
    """
    yield from merged(_draft(key or "eu-oj", row) for path in paths for _, row in records_of(path, NEEDED))


def _draft(key: str, row: dict[str, str]) -> Draft:
    regulation = row.get("celex") or row.get("amendedCelex", "")
    number = made_id(row["annex"], row["name"], row.get("imoNumber", ""))
    effect = _EFFECTS.get(row["measure"], "licence_duty")
    draft = Draft(key, f"{regulation}-{number}", _KINDS.get(row["schema"], "unknown"), effect)
    for column, kind in _NAMES:
        text = row.get(column, "").strip('"')
        draft.name(_by_comma(text) if draft.person else _enumerated(text) if kind != "primary" else text, kind)
    if not draft.names:
        draft.plain_name(row["name"], "primary")
    for column in ("country", "nationality", "jurisdiction", "flag"):
        draft.country(row.get(column))
    draft.birth_date(row.get("birthDate"))
    draft.birth_place(row.get("birthPlace"))
    draft.sex(row.get("gender"))
    for column, label in _NUMBERS:
        for part in split_outside(row.get(column, "").strip('"'), ";"):
            _number(draft, label, part, column in _PLAIN)
    for address in split_outside(row.get("address", ""), ";"):
        draft.address(re.sub(r"^\(?[a-z]\)\s*", "", address))
    draft.programme(row["programKey"])
    draft.consequence(row["measure"])
    draft.citation(f"{regulation}, annex {row['annex']}, no. {row['recordId']}" if row.get("recordId") else regulation)
    draft.listed_on = read_day(row.get("startDate"))
    for column in ("position", "reason", "notes"):
        draft.note(row.get(column))
    return draft


def _by_comma(text: str) -> str:
    """Persons' names stand in natural order, so that a comma can only part two of them."""
    return "".join(";" if mark == "," else char for char, mark in zip(text, masked(text), strict=True))


def _enumerated(text: str) -> str:
    """A company's other names parted by commas, "HESA, HTC, IAMCO, IAMI", where no part is a legal form."""
    pieces = []
    for piece in split_outside(text, ";"):
        parts = split_outside(piece, ",")
        plain = len(parts) > 3 and not any(is_form(part) or any(map(str.isdigit, part)) for part in parts)
        pieces += parts if plain else [piece]
    return "; ".join(pieces)


def _number(draft: Draft, label: str, text: str, plain: bool) -> None:
    """One number of a cell; the cells of the annexes also tell of dates and issuers."""
    text = re.sub(r"^\(?(?:[a-z]|\d)\)\s*", "", text.strip())
    if plain:
        digits = re.sub(r"\s+", "", text) if re.fullmatch(r"[\d\s]+", text) else text
        first = re.split(r"[,/;\s]", digits)[0]
        draft.identifier(label, first)
        if first != digits:
            draft.note(f"{label}: {text}")
    elif match := _LABELLED.match(text):
        draft.identifier(f"{label} {match['label']}" if "Tax" not in match["label"] else match["label"], match["value"])
        if not match["label"].startswith(("Tax", "INN", "CR")):
            draft.note(f"{label}: {text}")
    elif re.fullmatch(r"[\w .№/-]{3,30}", text) and any(map(str.isdigit, text)):
        draft.identifier(label, text)
    elif text:
        if found := _NUMBER.search(text):
            draft.identifier(label, found[0])
        draft.note(f"{label}: {text}")
