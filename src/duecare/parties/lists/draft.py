"""A list entry while it is being read: what the importers fill in, and the rules that hold for all of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Literal

from duecare.parties.lists.aliases import read_names
from duecare.parties.lists.countries import country_of_address, find_countries, find_country
from duecare.parties.lists.dates import read_dates
from duecare.parties.lists.identifiers import identifier
from duecare.parties.lists.record import (
    EFFECTS,
    Effect,
    EntryKind,
    ListedAddress,
    ListedIdentifier,
    ListedName,
    ListEntry,
    NameKind,
)
from duecare.parties.lists.splitting import MAX_NAME, tidy

#: Characters kept of what a list says in running text.
MAX_NOTE: Final = 2_000
#: Characters read of a cell with a country, date or address.
MAX_CELL: Final = 500
#: Names, addresses and identifiers kept of one entry.
MAX_PARTS: Final = 1_000

_ORDER: Final[tuple[NameKind, ...]] = ("primary", "alias", "former", "weak_alias")


@dataclass(slots=True)
class Draft:
    """An entry being read. Methods take text as the list has it and keep what they cannot place as a note."""

    list: str
    own_id: str
    kind: EntryKind
    effect: Effect
    names: dict[str, ListedName] = field(default_factory=dict)
    countries: set[str] = field(default_factory=set)
    birth_dates: dict[str, None] = field(default_factory=dict)
    birth_places: dict[str, None] = field(default_factory=dict)
    gender: Literal["male", "female"] | None = None
    identifiers: dict[tuple[str, str], ListedIdentifier] = field(default_factory=dict)
    addresses: dict[str, ListedAddress] = field(default_factory=dict)
    programmes: dict[str, None] = field(default_factory=dict)
    consequences: dict[str, None] = field(default_factory=dict)
    secondary_sanctions: bool | None = None
    citations: dict[str, None] = field(default_factory=dict)
    listed_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    notes: dict[str, None] = field(default_factory=dict)

    @property
    def person(self) -> bool:
        return self.kind == "person"

    def name(self, text: str, kind: NameKind = "primary", *, family_first: bool = False, address: bool = False) -> None:
        """A printed name; what else it holds goes to aliases, addresses and notes."""
        if len(text) > MAX_NAME:
            self.note(f"a name of {len(text):,} characters was cut at {MAX_NAME:,}")
        reading = read_names(text, kind, person=self.person, family_first=family_first, address=address)
        for name in reading.names:
            self.add_name(name)
        for found in reading.addresses:
            self.address(found)
        for remark in reading.remarks:
            self.note(remark)

    def plain_name(self, text: str, kind: NameKind) -> None:
        """A name that is already in natural order and holds nothing else."""
        from duecare.parties.lists.scripts import script_of

        if text := tidy(text):
            self.add_name(ListedName(text, kind, script_of(text)))

    def add_name(self, name: ListedName) -> None:
        key = name.text.casefold()
        known = self.names.get(key)
        if known is None:
            self.names[key] = name
        elif _ORDER.index(name.kind) < _ORDER.index(known.kind):
            self.names[key] = ListedName(known.text, name.kind, known.script)

    def country(self, text: str | None) -> None:
        """A country or nationality, or several; what is none is noted."""
        if not text:
            return
        codes, rest = find_countries(text[:MAX_CELL])
        self.countries |= codes
        if rest:
            self.note(f"country or nationality as listed: {rest}")

    def birth_date(self, text: str | None, day_first: bool = True) -> None:
        if not text:
            return
        dates = read_dates(text[:MAX_CELL], day_first)
        self.birth_dates.update(dict.fromkeys(dates))
        if not dates and any(map(str.isalnum, text)):
            self.note(f"birth date as listed: {text}")

    def birth_place(self, text: str | None) -> None:
        if text and (text := text.strip(" ,.;")):
            self.birth_places.setdefault(text[:300])

    def sex(self, text: str | None) -> None:
        word = (text or "").strip(" .").casefold()
        if word in ("male", "m", "female", "f"):
            self.gender = "male" if word[0] == "m" else "female"

    def identifier(self, label: str, value: str, country: str | None = None) -> None:
        """A number with the list's own label; a country as the list writes it."""
        value = value.strip(" ,.;:")
        if value:
            code = find_country(country) if country else None
            found = identifier(label, value, code)
            self.identifiers.setdefault((found.type, found.value.casefold()), found)

    def address(self, text: str | None, country: str | None = None) -> None:
        """An address; its country counts as one of the party's."""
        text = " ".join((text or "")[: 2 * MAX_CELL].split()).strip(" ,;")[:MAX_CELL]
        code = find_country(country) if country else country_of_address(text) if text else None
        if code:
            self.countries.add(code)
        elif country and country.strip(" -0"):
            text = text or country.strip()
        if text:
            self.addresses.setdefault(text.casefold(), ListedAddress(text, code))

    def programme(self, text: str | None) -> None:
        if text and text.strip():
            self.programmes.setdefault(text.strip())

    def consequence(self, text: str | None) -> None:
        if text and (text := " ".join(text.split()).strip(" .")):
            self.consequences.setdefault(text)

    def citation(self, text: str | None) -> None:
        if text and (text := " ".join(text.split()).strip(" ;,")):
            self.citations.setdefault(text)

    def note(self, text: str | None) -> None:
        if text and (text := " ".join(text.split()).strip(" ;,")):
            self.notes.setdefault(text)

    def strengthen(self, effect: Effect) -> None:
        """The stronger of two effects stands."""
        if EFFECTS.index(effect) < EFFECTS.index(self.effect):
            self.effect = effect

    def join(self, other: Draft) -> None:
        """Another entry of the list with the same id: one party. Everything is kept, the stronger effect stands, the
        earliest day of listing and the latest end; an entry without end has none."""
        for name in other.names.values():
            self.add_name(name if name.kind != "primary" or name.text.casefold() in self.names else _alias(name))
        self.kind = other.kind if self.kind == "unknown" else self.kind
        self.strengthen(other.effect)
        self.countries |= other.countries
        for mine, theirs in (
            (self.birth_dates, other.birth_dates),
            (self.birth_places, other.birth_places),
            (self.programmes, other.programmes),
            (self.consequences, other.consequences),
            (self.citations, other.citations),
            (self.notes, other.notes),
        ):
            mine.update(theirs)
        self.identifiers = {**other.identifiers, **self.identifiers}
        self.addresses = {**other.addresses, **self.addresses}
        self.gender = self.gender or other.gender
        self.secondary_sanctions = self.secondary_sanctions or other.secondary_sanctions
        days = [day for day in (self.listed_on, other.listed_on) if day is not None]
        self.listed_on = min(days, default=None)
        both = self.ends_on is not None and other.ends_on is not None
        self.ends_on = max(self.ends_on, other.ends_on) if both else None  # type: ignore[type-var]

    def entry(self) -> ListEntry | None:
        """The finished entry; None where it has no name at all."""
        names = sorted(self.names.values(), key=lambda name: name.kind != "primary")
        if not names:
            return None
        if names[0].kind != "primary":
            names[0] = ListedName(names[0].text, "primary", names[0].script)
        if max(len(names), len(self.addresses), len(self.identifiers)) > MAX_PARTS:
            self.note(f"of names, addresses and numbers the first {MAX_PARTS:,} are kept")
        return ListEntry(
            id=f"{self.list}:{self.own_id}",
            list=self.list,
            kind=self.kind,
            names=tuple(names[:MAX_PARTS]),
            effect=self.effect,
            countries=frozenset(self.countries),
            birth_dates=tuple(self.birth_dates),
            birth_places=tuple(self.birth_places),
            gender=self.gender,
            identifiers=tuple(self.identifiers.values())[:MAX_PARTS],
            addresses=tuple(self.addresses.values())[:MAX_PARTS],
            programmes=tuple(self.programmes),
            consequence="; ".join(self.consequences)[:MAX_NOTE] or None,
            secondary_sanctions=self.secondary_sanctions,
            citation="; ".join(self.citations)[:MAX_NOTE] or None,
            listed_on=self.listed_on,
            ends_on=self.ends_on,
            note="; ".join(self.notes)[:MAX_NOTE] or None,
        )


def _alias(name: ListedName) -> ListedName:
    return ListedName(name.text, "alias", name.script)


def merged(drafts: Iterable[Draft]) -> Iterator[ListEntry]:
    """The finished entries, in the order of their first drafts: those of one id are one party."""
    by_id: dict[str, Draft] = {}
    for draft in drafts:
        if draft.own_id in by_id:
            by_id[draft.own_id].join(draft)
        else:
            by_id[draft.own_id] = draft
    yield from (entry for draft in by_id.values() if (entry := draft.entry()) is not None)


def made_id(*parts: str) -> str:
    """An id for an entry of a list that has none: from its printed name and country, so that it outlives editions."""
    folded = "|".join(" ".join(part.casefold().split()) for part in parts)
    return sha256(folded.encode("utf-8", "replace")).hexdigest()[:12]
