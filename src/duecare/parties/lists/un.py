"""The consolidated list of the United Nations Security Council, in its XML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from duecare.errors import InputError
from duecare.parties.lists.dates import CIRCA_YEARS, read_day, year_range
from duecare.parties.lists.draft import Draft
from duecare.parties.lists.markup import Element, children, elements, fields, inner, inners, joined, local
from duecare.parties.lists.record import ListEntry, NameKind
from duecare.parties.lists.wording import LABEL

_PARTS: Final = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_QUALITY: Final[dict[str, NameKind]] = {"low": "weak_alias", "f.k.a.": "former", "formerly": "former"}


def read(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Individuals and entities, with the reference number as id ("CDi.001").

    Raises:
        InputError: no XML of this kind, a party without name or number, a number that stands twice.
    """
    seen: set[str] = set()
    for path in paths:
        for name, element in elements(path, "INDIVIDUAL", "ENTITY"):
            number = inner(element, "REFERENCE_NUMBER") or inner(element, "DATAID")
            if not number or number in seen:
                raise InputError(
                    f"entry {number} stands twice" if number else "an entry has no reference number",
                    path=str(path),
                    line=element.sourceline,
                )
            seen.add(number)
            entry = _draft(key or "un-sc", number, name, element).entry()
            if entry is None:
                raise InputError(f"entry {number} has no name", path=str(path), line=element.sourceline)
            yield entry


def _draft(key: str, number: str, name: str, element: Element) -> Draft:
    draft = Draft(key, number, "person" if name == "INDIVIDUAL" else "company", "blocked")
    parts = fields(element)
    draft.name(joined([parts.get(part) for part in _PARTS], " "))
    if original := parts.get("NAME_ORIGINAL_SCRIPT"):
        draft.name(original, "alias")
    for alias in children(element, f"{name}_ALIAS"):
        _alias(draft, fields(alias))
    for child in element:
        kind = local(child).removeprefix(f"{name}_")
        if kind == "ADDRESS":
            _address(draft, fields(child))
        elif kind == "DATE_OF_BIRTH":
            _birth_date(draft, fields(child))
        elif kind == "PLACE_OF_BIRTH":
            place = fields(child)
            draft.birth_place(joined([place.get(part) for part in ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")]))
            draft.note(place.get("NOTE"))
        elif kind == "DOCUMENT":
            _document(draft, fields(child))
    for nationality in inners(element, "NATIONALITY", "VALUE"):
        draft.country(nationality)
    draft.sex(parts.get("GENDER"))
    draft.programme(parts.get("UN_LIST_TYPE"))
    draft.citation(number)
    draft.listed_on = read_day(parts.get("LISTED_ON"))
    for label, field in (("title", "TITLE"), ("designation", "DESIGNATION")):
        if values := inners(element, field, "VALUE"):
            draft.note(f"{label}: {', '.join(values)}")
    draft.note(parts.get("COMMENTS1"))
    return draft


def _alias(draft: Draft, alias: dict[str, str]) -> None:
    if text := alias.get("ALIAS_NAME"):
        draft.name(text, _QUALITY.get(alias.get("QUALITY", "").casefold(), "alias"))
    draft.birth_date(alias.get("DATE_OF_BIRTH"))
    draft.birth_place(joined([alias.get("CITY_OF_BIRTH"), alias.get("COUNTRY_OF_BIRTH")]))
    note = alias.get("NOTE", "")
    if match := LABEL.match(note):
        draft.name(note[match.end() :], "alias")
    elif note:
        draft.note(f"alias {text}: {note}" if text else note)


def _address(draft: Draft, place: dict[str, str]) -> None:
    parts = [place.get(part) for part in ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")]
    draft.address(joined(parts), place.get("COUNTRY"))
    draft.note(place.get("NOTE"))


def _birth_date(draft: Draft, date: dict[str, str]) -> None:
    kind = date.get("TYPE_OF_DATE", "")
    about = CIRCA_YEARS if kind == "APPROXIMATELY" else 0
    if kind == "BETWEEN":
        draft.birth_dates.update(dict.fromkeys(year_range(date.get("FROM_YEAR"), date.get("TO_YEAR"))))
    elif date.get("DATE"):
        draft.birth_date(date["DATE"])
    elif (year := date.get("YEAR", "")).isdigit():
        draft.birth_date(f"circa {year}" if about else year)
    if note := date.get("NOTE"):
        draft.note(f"birth date: {note}")


def _document(draft: Draft, document: dict[str, str]) -> None:
    number = document.get("NUMBER")
    label = joined([document.get("TYPE_OF_DOCUMENT"), document.get("TYPE_OF_DOCUMENT2")], " ")
    if number:
        country = document.get("ISSUING_COUNTRY") or document.get("COUNTRY_OF_ISSUE")
        draft.identifier(label or "identification", number, country)
    if note := document.get("NOTE"):
        draft.note(f"{label}: {note}" if label else note)
