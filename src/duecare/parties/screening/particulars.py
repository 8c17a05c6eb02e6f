"""What a user says of a party, as text, read into a query; what cannot be read is said, never dropped or guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from duecare.errors import InputError
from duecare.parties.lists.countries import find_countries
from duecare.parties.lists.dates import read_dates
from duecare.parties.lists.record import IDENTIFIER_TYPES, EntryKind, ListedIdentifier
from duecare.parties.screening.identifiers import SHORTEST, comparable
from duecare.parties.screening.query import Query

LONGEST_NAME: Final = 500
"""Characters of a name; the longest on any official list has fewer than 400."""

MOST_NAMES: Final = 50
"""Names of one party."""

FIELDS: Final = (
    "name", "alias", "first_name", "middle_name", "last_name", "kind", "country", "born", "gender", "address",
    "reference",    *(f"id.{kind}" for kind in IDENTIFIER_TYPES),
)  # fmt: skip
"""What can be said of a party. `alias`: further names. `reference`: its number in the user's own books, which is not
compared with any list. `id.*`: numbers of registers and documents, one field a type."""

_KIND_WORDS: Final[tuple[tuple[EntryKind, str], ...]] = (
    ("person", "person,individual,natural person,private person,human,p,i,pers,ind,man,woman,physical person,"
     "persona,personne,natürliche person,privatperson,физическое лицо"),
    ("company", "company,organisation,organization,corporate,corporation,business,legal entity,legal person,entity,"
     "firm,org,c,o,e,juridical person,enterprise,"
     "firma,unternehmen,gesellschaft,juristische person,société,entreprise,empresa,impresa,юридическое лицо"),
    ("body", "body,public body,government,government body,government agency,authority,agency,state body,ministry,"
     "behörde,autorité,autoridad,орган власти"),
    ("vessel", "vessel,ship,boat"),
    ("aircraft", "aircraft,plane,airplane,aeroplane"),
    ("unknown", "unknown,not known,other,n/a,na,any,all"),
)  # fmt: skip
_KINDS: Final[Mapping[str, EntryKind]] = {word: kind for kind, words in _KIND_WORDS for word in words.split(",")}
_GENDERS: Final[Mapping[str, Literal["male", "female"] | None]] = {
    "male": "male", "m": "male", "man": "male", "female": "female", "f": "female", "w": "female", "woman": "female",
    "unknown": None, "u": None, "x": None, "other": None, "o": None, "diverse": None, "d": None, "non-binary": None,
}  # fmt: skip
_SPLIT: Final = re.compile(r"[;\n\r；]+")
_OVERRIDES: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
_NOTHING: Final = frozenset(
    {"n/a", "na", "none", "null", "nil", "unknown", "not known", "-", "--", "?", "tbd", "00000000", "0000-00-00"}
)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What was read of a party.

    query: None where no name can be searched for. problems: what was said and could not be read, each with the value
    seen; the party was searched for without it. notes: what was left wide on purpose.
    """

    query: Query | None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_particulars(
    fields: Mapping[str, Sequence[str]], *, split: bool = True, day_first: bool | None = None
) -> Particulars:
    """Read what is said of a party.

    Args:
        fields: By a field of FIELDS, the texts given for it.
        split: Whether one text may hold several names, with semicolons between.
        day_first: How 3/4/1970 is meant; None where that is not known: then only its year counts.
    """
    problems: list[str] = []
    notes: list[str] = []
    query = Query(
        _names(fields, split, problems),
        _kind(fields.get("kind", ()), notes),
        tuple(_births(fields.get("born", ()), day_first, problems, notes)),
        _countries(fields.get("country", ()), problems),
        tuple(_identifiers(fields, problems)),
        _addresses(fields.get("address", ()), problems),
        _gender(fields.get("gender", ()), problems),
    )
    return Particulars(query if query.names else None, tuple(problems), tuple(notes))


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _names(fields: Mapping[str, Sequence[str]], split: bool, problems: list[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    given = [*fields.get("name", ())]
    if parts := [*fields.get("first_name", ()), *fields.get("middle_name", ()), *fields.get("last_name", ())]:
        given.append(" ".join(parts))
    given += fields.get("alias", ())
    for text in given:
        for part in _SPLIT.split(text) if split else (text,):
            name, problem = checked_name(part)
            if problem:
                problems.append(problem)
            elif name:
                found.setdefault(name)
    if len(found) > MOST_NAMES:
        problems.append(f"{len(found)} names; the first {MOST_NAMES} were searched for")
    elif not found and not problems:
        problems.append("no name")
    return tuple(found)[:MOST_NAMES]


@lru_cache(maxsize=20_000)
def checked_name(text: str) -> tuple[str | None, str | None]:
    """A name as it can be searched for, or what is wrong with it; neither where there is none.

    >>> checked_name("  Acme\\tLtd "), checked_name("X")[1]
    (('Acme Ltd', None), 'name “X” of a single letter')
    """
    if "\0" in text:
        return None, f"name {quoted(text)} with a null character in it"
    plain = unicodedata.normalize("NFC", _OVERRIDES.sub("", text))
    if not plain.isprintable():
        plain = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in plain)
    plain = " ".join(plain.split())
    if not plain or plain.casefold() in _NOTHING:
        return None, None
    if len(plain) > LONGEST_NAME:
        return None, f"name of {len(plain):,} characters, {quoted(plain)}; at most {LONGEST_NAME} are searched for"
    letters = sum(map(str.isalnum, plain))
    if letters == 0:
        return None, f"name {quoted(plain)} without a letter"
    if letters == 1:
        return None, f"name {quoted(plain)} of a single letter"
    return plain, None


_UNSEEN: Final = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


def quoted(text: str) -> str:
    """A value as a message shows it: short, on one line, nothing unprintable."""
    shown = " ".join("".join(char if char.isprintable() else "\ufffd" for char in text[:80]).split())
    return f"“{shown[:40]}…”" if len(text) > 40 else f"“{shown}”"


# ── everything else ──────────────────────────────────────────────────────────────────────────────────────────────────


def _kind(texts: Iterable[str], notes: list[str]) -> EntryKind:
    kinds: set[EntryKind] = set()
    for text in _said(texts):
        kind = _KINDS.get(text.casefold())
        if kind is None:
            notes.append(f"kind {quoted(text)} not read; all kinds were searched")
        elif kind != "unknown":
            kinds.add(kind)
    return kinds.pop() if len(kinds) == 1 else "unknown"


def _births(texts: Iterable[str], day_first: bool | None, problems: list[str], notes: list[str]) -> Iterable[str]:
    found: dict[str, None] = {}
    for text in _said(texts):
        dates, told = _birth(text, day_first)
        if not dates:
            problems.append(f"date of birth {quoted(text)} not read")
        elif not told and _FULL.fullmatch(text):
            if dates == read_dates(text, True):
                problems.append(f"date of birth {quoted(text)} is no day of any year; only {dates[0]} was compared")
            else:
                notes.append(f"day and month of {quoted(text)} cannot be told apart; only {dates[0]} was compared")
        for date in dates:
            found.setdefault(date)
    return found


_FULL: Final = re.compile(r"\d{1,4}[./ -]\d{1,2}[./ -]\d{1,4}")
_COMPACT: Final = re.compile(r"((?:18|19|20)\d\d)(\d\d)(\d\d)")


@lru_cache(maxsize=20_000)
def _birth(text: str, day_first: bool | None) -> tuple[tuple[str, ...], bool]:
    """Dates of any precision, and whether they are full days; where day and month cannot be told apart, the year."""
    if compact := _COMPACT.fullmatch(text):
        text = "-".join(compact.groups())
    dates, other = read_dates(text, day_first is not False), read_dates(text, False)
    if day_first is None and dates != other:
        dates = tuple(one if one == two else one[:4] for one, two in zip(dates, other, strict=False))
    return dates, all(len(date) == 10 for date in dates)


def _countries(texts: Iterable[str], problems: list[str]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for text in _said(texts):
        codes, rest = _country(text)
        found |= codes
        if rest:
            problems.append(f"country {quoted(rest)} not read")
    return found


@lru_cache(maxsize=20_000)
def _country(text: str) -> tuple[frozenset[str], str | None]:
    codes, rest = find_countries(text)
    return codes, rest or (None if codes else text)


def _identifiers(fields: Mapping[str, Sequence[str]], problems: list[str]) -> Iterable[ListedIdentifier]:
    found: dict[ListedIdentifier, None] = {}
    for field, texts in fields.items():
        if not field.startswith("id."):
            continue
        for text in _said(texts):
            for part in filter(None, map(str.strip, _SPLIT.split(text))):
                identifier = ListedIdentifier(field.removeprefix("id."), part)
                if comparable(identifier) is None:
                    problems.append(f"{_number(identifier.type)} {quoted(part)} {_why_not(part)}; not compared")
                else:
                    found.setdefault(identifier)
    return found


def _number(kind: str) -> str:
    return kind.upper() if kind in _ABBREVIATED else kind.replace("_", " ")


_ABBREVIATED: Final = frozenset({"inn", "ogrn", "uscc", "lei", "imo", "mmsi", "isin", "duns"})


def _why_not(text: str) -> str:
    digits = sum(map(str.isalnum, text))
    return "is too short to identify anybody" if digits < SHORTEST else "fails its check digit or has another form"


def _addresses(texts: Iterable[str], problems: list[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in _said(texts):
        if len(text) > 4 * LONGEST_NAME:
            problems.append(f"address of {len(text):,} characters, {quoted(text)}; not compared")
        else:
            found.setdefault(" ".join(text.split()))
    return tuple(found)


def _gender(texts: Iterable[str], problems: list[str]) -> Literal["male", "female"] | None:
    for text in _said(texts):
        if text.casefold() in _GENDERS:
            return _GENDERS[text.casefold()]
        problems.append(f"gender {quoted(text)} not read")
    return None


def _said(texts: Iterable[str]) -> Iterable[str]:
    """The texts that say anything."""
    return [plain for text in texts if (plain := text.strip()) and plain.casefold() not in _NOTHING]


# ── one party on the command line ────────────────────────────────────────────────────────────────────────────────────


def query_from(
    names: Sequence[str],
    *,
    kind: str = "unknown",
    countries: Sequence[str] = (),
    born: Sequence[str] = (),
    identifiers: Sequence[str] = (),
    addresses: Sequence[str] = (),
    gender: str | None = None,
) -> Query:
    """A query from what a person typed; here nothing is passed over.

    Args:
        names: Every name that the party goes by.
        kind: A kind of `EntryKind`, or a usual word for one.
        countries: Codes or names.
        born: Dates of birth, of any precision.
        identifiers: Each as `type:value`, with a type of IDENTIFIER_TYPES.
        addresses: As written.
        gender: male or female.

    Raises:
        InputError: something cannot be read: says what was seen and what is accepted.
    """
    fields: dict[str, list[str]] = {
        "name": list(names), "kind": [kind], "country": list(countries), "born": list(born),
        "address": list(addresses), "gender": [gender] if gender else [],
    }  # fmt: skip
    for given in identifiers:
        sort, colon, value = given.partition(":")
        if not colon or sort.strip() not in IDENTIFIER_TYPES or not value.strip():
            raise InputError(
                f"--id is {quoted(given)}", hint=f"accepted: TYPE:VALUE, with {', '.join(IDENTIFIER_TYPES)}"
            )
        fields.setdefault(f"id.{sort.strip()}", []).append(value)
    for text in countries:
        if not text.strip() or _country(text.strip())[1]:
            from duecare.places import country_code

            country_code(text)  # raises, and says which country was probably meant
            raise InputError(f"country {quoted(text)} not read", hint="accepted: a code or a name, as CN or China")
    read = read_particulars(fields, split=False)
    if read.query is None or read.problems or read.notes:
        said = [*read.problems, *read.notes] or ["no name"]
        hint = next((hint for mark, hint in _HINTS.items() if mark in said[0]), None)
        raise InputError(_GONE_ON.sub("", said[0]), hint=hint)
    return read.query


_GONE_ON: Final = re.compile("; (?:not compared|all kinds were searched|only [0-9-]+ was compared)$")
_HINTS: Final = {
    "no name": "give a name in quotes",
    "letter": "give the name in full, in any script",
    "date of birth": "accepted: 1962, 1962-03 or 1962-03-05",
    "day and month": "accepted: 1962, 1962-03 or 1962-03-05",
    "kind “": "accepted: person, company, body, vessel, aircraft",
}
