"""The EU's consolidated list of financial sanctions, in the XML of its Financial Sanctions Files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from duecare.errors import InputError
from duecare.parties.lists.dates import CIRCA_YEARS, read_day, year_range
from duecare.parties.lists.draft import Draft
from duecare.parties.lists.markup import Element, children, elements, inners, joined
from duecare.parties.lists.record import ListEntry, NameKind

_PLACE = ("street", "poBox", "place", "city", "zipCode", "region", "countryDescription")
_BIRTH_PLACE = ("place", "city", "region", "countryDescription")


def read(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Persons and entities ("enterprise"), with the EU reference number as id, else the logical id.

    Raises:
        InputError: no XML of this kind, a party without name or number, a number that stands twice.
    """
    seen: set[str] = set()
    for path in paths:
        for _, element in elements(path, "sanctionEntity"):
            number = element.get("euReferenceNumber") or element.get("logicalId") or ""
            if not number or number in seen:
                what = f"entry {number} stands twice" if number else "an entry has no reference number"
                raise InputError(what, path=str(path), line=element.sourceline)
            seen.add(number)
            if (entry := _draft(key or "eu-fsf", number, element).entry()) is None:
                raise InputError(f"entry {number} has no name", path=str(path), line=element.sourceline)
            yield entry


def _draft(key: str, number: str, element: Element) -> Draft:
    kinds = [kind.get("code", "") or kind.get("classificationCode", "") for kind in children(element, "subjectType")]
    person = any(kind.casefold() in ("person", "p") for kind in kinds)
    draft = Draft(key, number, "person" if person else "company", "blocked")
    for alias in children(element, "nameAlias"):
        _name(draft, alias)
    for citizenship in children(element, "citizenship"):
        draft.country(_country(citizenship))
    for birth in children(element, "birthdate"):
        _birth(draft, birth)
    for address in children(element, "address"):
        draft.address(joined([address.get(part) for part in _PLACE]), _country(address))
        for remark in inners(address, "remark"):
            draft.note(remark)
    for paper in children(element, "identification"):
        _identification(draft, paper)
    for regulation in children(element, "regulation"):
        draft.programme(regulation.get("programme"))
        draft.citation(regulation.get("numberTitle"))
        day = read_day(regulation.get("entryIntoForceDate") or regulation.get("publicationDate"))
        if day is not None and (draft.listed_on is None or day < draft.listed_on):
            draft.listed_on = day
    if day := read_day(element.get("designationDate")):
        draft.listed_on = day
    draft.note(element.get("designationDetails"))
    if united := element.get("unitedNationId"):
        draft.note(f"United Nations reference {united}")
    for remark in inners(element, "remark"):
        draft.note(remark)
    return draft


def _name(draft: Draft, alias: Element) -> None:
    whole = alias.get("wholeName") or joined([alias.get(part) for part in ("firstName", "middleName", "lastName")], " ")
    kind: NameKind = "alias" if draft.names else "primary"
    if alias.get("strong", "true").casefold() == "false":
        kind = "weak_alias"
    draft.name(whole, kind)
    draft.sex(alias.get("gender"))
    draft.note(alias.get("function"))
    for remark in inners(alias, "remark"):
        draft.note(remark)


def _country(element: Element) -> str:
    code = str(element.get("countryIso2Code", ""))
    return code if code not in ("", "00") else str(element.get("countryDescription", ""))


def _birth(draft: Draft, birth: Element) -> None:
    circa = birth.get("circa", "").casefold() == "true"
    year = birth.get("year", "")
    if birth.get("calendarType", "GREGORIAN").upper() != "GREGORIAN":
        draft.note(f"birth date in another calendar: {birth.get('birthdate') or year}")
    elif spread := year_range(birth.get("yearRangeFrom"), birth.get("yearRangeTo")):
        draft.birth_dates.update(dict.fromkeys(spread))
    elif circa and year.isdigit():
        draft.birth_dates.update(dict.fromkeys(year_range(str(int(year) - CIRCA_YEARS), str(int(year) + CIRCA_YEARS))))
    elif birth.get("birthdate"):
        draft.birth_date(birth.get("birthdate"))
    elif year:
        month, day = birth.get("monthOfYear", ""), birth.get("dayOfMonth", "")
        draft.birth_date("-".join([year, *(f"{int(part):02d}" for part in (month, day) if part.isdigit())]))
    draft.birth_place(joined([birth.get(part) for part in _BIRTH_PLACE if birth.get(part) != "UNKNOWN"]))


def _identification(draft: Draft, paper: Element) -> None:
    label = joined([paper.get("identificationTypeCode"), paper.get("identificationTypeDescription")], " ")
    number = paper.get("number") or paper.get("latinNumber") or ""
    if number:
        draft.identifier(label or "identification", number, _country(paper))
        if paper.get("knownFalse", "").casefold() == "true":
            draft.note(f"{label} {number} is known to be false")
    for remark in inners(paper, "remark"):
        draft.note(f"{label}: {remark}")
