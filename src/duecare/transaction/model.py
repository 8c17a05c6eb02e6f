"""The deal under review: what is sold, by and to whom, where, for what use, on what terms.

The structure (who, what, where) is in the dataclasses; every *fact* that the file states, wherever it was written, is a
`Statement` in `Transaction.statements`, under its full vocabulary name. Nothing later parses the file again.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from duecare.facts import Value

SubjectKind = Literal["transaction", "item", "party", "country", "use"]
SourceKind = Literal["own", "document", "interested", "independent", "official", "judgement"]

UNDECLARED_ITEM = "undeclared-item"
UNDECLARED_END_USER = "undeclared-end-user"
UNDECLARED_PLACE = "undeclared-place"
"""Ids of the rows of unknowns that stand for what a file does not declare; reserved, but answers may name them."""

GO_BETWEEN_ROLES = frozenset({"intermediate_consignee", "distributor", "reseller", "freight_forwarder"})
"""Roles that stand between the exporter and the end user."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from.

    kind: own (the exporter's knowledge of its own product or acts), document (a paper on file), interested (said by the
    buyer or another interested party), independent (corroborated elsewhere), official (court, authority, UN body),
    judgement (a person's recorded decision).
    """

    title: str | None = None
    kind: SourceKind = "own"
    date: datetime.date | None = None
    url: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact as the file states it, with its provenance.

    value is None where somebody looked and could not say: it counts as nothing known. subject_id is the transaction's
    own id, an item's, a party's, a use's or a place's id; for a country that is only a party's seat, its ISO code.
    """

    fact: str
    subject_kind: SubjectKind
    subject_id: str
    value: Value | None
    source: Source = Source()
    note: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Classification:
    """The export classification on file; its controls are statements of `item.control`."""

    number: str | None = None
    by: str | None = None
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    name: str | None = None
    description: str | None = None
    documents: tuple[str, ...] = ()
    quantity: Decimal | None = None
    value: Money | None = None
    configuration: str | None = None
    classification: Classification | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Name:
    text: str
    lang: str | None = None
    kind: Literal["primary", "alias", "former"] = "primary"


@dataclass(frozen=True, slots=True)
class Identifier:
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Address:
    text: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A share of ownership in percent: exact where low equals high, else a range."""

    low: Decimal
    high: Decimal

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner of a party: by name, or another party of the deal by its id; share is None where unknown."""

    name: str | None = None
    party: str | None = None
    share: Share | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A party. roles is None where unknown, else complete; owners is None where unknown, () where stated none."""

    id: str
    names: tuple[Name, ...] = ()
    roles: frozenset[str] | None = None
    country: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[Address, ...] = ()
    owners: tuple[Owner, ...] | None = None
    description: str | None = None
    line: int | None = None

    @property
    def name(self) -> str | None:
        """The first name the file gives as primary, else the first of any kind."""
        primary = (name.text for name in self.names if name.kind == "primary")
        return next(primary, self.names[0].text if self.names else None)

    def has_role(self, role: str) -> bool | None:
        return None if self.roles is None else role in self.roles


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the deal; declared is False for an end user's seat that stands in and for the row of unknowns."""

    id: str
    country: str | None = None
    region: str | None = None
    roles: frozenset[str] | None = None
    declared: bool = True
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """One item in the hands of one end user in one place; declared is False for a row of the product."""

    id: str
    item: str
    end_user: str
    place: str
    declared: bool = True
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence as a paper; whether one is required and where it stands are statements."""

    authority: str | None = None
    number: str | None = None
    scope: str | None = None
    provisos: tuple[str, ...] = ()
    date: datetime.date | None = None
    expiry: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Framework:
    id: str
    call_off: str | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    text: str
    date: datetime.date | None = None
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class Resolution:
    """A person's recorded decision that a raised finding is dealt with: why, on what evidence, by whom, until when."""

    finding: str
    reason: str
    evidence: str
    by: str
    until: datetime.date
    second: str | None = None
    date: datetime.date | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class StopRecord:
    """The paper that lifts a legal stop: the stop, the reference of the licence or clearance, and its last day."""

    stop: str
    reference: str
    by: str | None = None
    date: datetime.date | None = None
    until: datetime.date | None = None
    note: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """A whole deal as its file declares it (see `rows` for the subjects that a review judges)."""

    id: str
    title: str
    gate: str | None = None
    date: datetime.date | None = None
    kind: str | None = None
    end_use_text: str | None = None
    framework: Framework | None = None
    value: Money | None = None
    terms: str | None = None
    licence: Licence | None = None
    items: tuple[Item, ...] = ()
    parties: tuple[Party, ...] = ()
    places: tuple[Place, ...] = ()
    uses: tuple[Use, ...] = ()
    statements: tuple[Statement, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    records: tuple[StopRecord, ...] = ()
    notes: str | None = None
    path: str | None = None

    def in_role(self, role: str) -> tuple[Party, ...]:
        """The parties stated to have this role, in the file's order."""
        return tuple(party for party in self.parties if party.has_role(role))

    @property
    def end_users(self) -> tuple[Party, ...]:
        return self.in_role("end_user")

    def stated(self, fact: str, subject_id: str | None = None) -> tuple[Statement, ...]:
        """What the file states of a fact, of one subject or of all; several values may stand side by side."""
        return tuple(
            statement
            for statement in self.statements
            if statement.fact == fact and subject_id in (None, statement.subject_id)
        )
