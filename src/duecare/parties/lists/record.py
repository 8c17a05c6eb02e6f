"""One listed party, whatever list it comes from: the record type of every importer."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final, Literal

EntryKind = Literal["person", "company", "body", "vessel", "aircraft", "unknown"]
"""What a listed party is. `body`: an authority or unit of a state; `company` also holds other organisations."""

NameKind = Literal["primary", "alias", "weak_alias", "former"]

Effect = Literal["blocked", "presumption_of_denial", "licence_duty", "review"]
"""What a listing does, strongest first: property blocked and dealings banned; a licence is needed and presumed to be
refused; a licence is needed, or dealings are restricted; look closer before going on."""

EFFECTS: Final[tuple[Effect, ...]] = ("blocked", "presumption_of_denial", "licence_duty", "review")


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name as the list writes it, in natural order ("Mario Alberto HENAO JARAMILLO", not "HENAO, Mario").

    script: the ISO 15924 code of most of its letters ("Latn", "Cyrl", "Arab", "Hani", ...), "Zyyy" where it has none.
    """

    text: str
    kind: NameKind = "primary"
    script: str = "Latn"


@dataclass(frozen=True, slots=True)
class ListedIdentifier:
    """A number of a document or register: type as in `IDENTIFIER_TYPES`, value as the list writes it."""

    type: str
    value: str
    country: str | None = None


IDENTIFIER_TYPES: Final = (
    "passport", "national_id", "tax_number", "registration_number", "inn", "ogrn", "uscc", "lei", "swift_bic", "imo",
    "mmsi", "call_sign", "tail_number", "isin", "duns", "crypto_wallet", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedAddress:
    text: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One party on one list.

    id: `<list>:<the list's own id>`, stable between editions; where a list has no ids, a hash of name and country.
    list: the source's key, as "us-ofac-sdn". birth_dates: ISO dates of any precision ("1962", "1962-03", "1962-03-05")
    or a range of years "1960/1965". countries: ISO 3166 alpha-2. programmes: as the list names them. effect: what the
    listing does by itself. consequence: the list's own words on licence requirement and review policy, where it has
    them. secondary_sanctions: the list marks the party so; None where it does not say. citation: the notice or
    regulation.
    """

    id: str
    list: str
    kind: EntryKind
    names: tuple[ListedName, ...]
    effect: Effect
    countries: frozenset[str] = frozenset()
    birth_dates: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    gender: Literal["male", "female"] | None = None
    identifiers: tuple[ListedIdentifier, ...] = ()
    addresses: tuple[ListedAddress, ...] = ()
    programmes: tuple[str, ...] = ()
    consequence: str | None = None
    secondary_sanctions: bool | None = None
    citation: str | None = None
    listed_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    note: str | None = None

    @property
    def name(self) -> str:
        """The first primary name, else the first of any kind."""
        return next((name.text for name in self.names if name.kind == "primary"), self.names[0].text)
