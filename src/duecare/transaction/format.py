"""The format duecare.transaction/1: one table of every key, from which the reader and the JSON Schema both work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

SCHEMA = "duecare.transaction/1"

MAX_BYTES = 5_000_000
MAX_DEPTH = 20
MAX_NODES = 200_000
MAX_USES = 10_000

TRANSACTION_KINDS = ("sale", "lease", "demo", "loan", "trial", "return", "donation", "service_only")
SOURCE_KINDS = ("own", "document", "interested", "independent", "official", "judgement")
NAME_KINDS = ("primary", "alias", "former")

Reads = Literal[
    "schema", "id", "text", "label", "date", "number", "currency", "choice", "country", "share", "texts", "names",
    "addresses", "owners", "source", "fact", "facts", "raw", "block", "blocks",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """One key: how its value is read, and for a fact which vocabulary entry types it.

    fact: full vocabulary name, for reads='fact'. entity: whose facts a reads='facts' block holds. block: the table
    below that the value's own keys follow. most: the greatest length of a list.
    """

    reads: Reads
    about: str = ""
    fact: str | None = None
    entity: str | None = None
    block: str | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    most: int = 200


def _fact(name: str, about: str = "") -> Key:
    return Key("fact", about, fact=name)


_PROVENANCE: Mapping[str, Key] = {
    "source": Key("source", "who or what says so: a title, or {title, kind, date, url, by}"),
    "kind": Key("choice", "what sort of source it is", choices=SOURCE_KINDS),
    "date": Key("date", "the day of the source"),
    "by": Key("text", "who found it out or decided it"),
    "url": Key("text", "where it can be read"),
    "note": Key("text", "anything a reader should know"),
}

BLOCKS: Mapping[str, Mapping[str, Key]] = {
    "transaction": {
        "schema": Key("schema", "always " + SCHEMA),
        "id": Key("id", "short name of the transaction", required=True),
        "title": Key("text", "what the transaction is, in one line", required=True),
        "gate": _fact("transaction.gate", "the next step that this review would open"),
        "date": Key("date", "the day the transaction was under review"),
        "kind": Key("choice", "what sort of transaction it is", choices=TRANSACTION_KINDS),
        "stated_end_use": Key(
            "fact", "what the buyer says the product is for", fact="transaction.stated_end_use", block="stated_end_use"
        ),
        "framework": Key("block", "framework agreement and call-off", block="framework"),
        "value": Key("block", "value of the whole transaction", block="money"),
        "terms": Key("text", "terms of delivery and payment"),
        "items": Key("blocks", "what is sold", block="item", most=500),
        "parties": Key("blocks", "by and to whom, in which roles", block="party", most=2_000),
        "places": Key("blocks", "where", block="place", most=500),
        "uses": Key("blocks", "which item in whose hands in which place", block="use", most=MAX_USES),
        "licence": Key("block", "where the export licence stands", block="licence"),
        "safeguards": Key("facts", "safeguards agreed or in force", entity="transaction", block="safeguards"),
        "facts": Key("facts", "any other fact about the transaction", entity="transaction"),
        "history": Key("blocks", "what is known of earlier dealings", block="history", most=1_000),
        "answers": Key("blocks", "what people found out later", block="answer", most=5_000),
        "resolutions": Key("blocks", "decisions that a raised finding is dealt with", block="resolution", most=1_000),
        "records": Key("blocks", "papers that lift a legal stop", block="record", most=1_000),
        "notes": Key("text", "anything else"),
    },
    "framework": {
        "id": Key("label", "reference of the agreement", required=True),
        "call_off": Key("label", "call-off"),
    },
    "money": {
        "amount": Key("number", "amount, exact", required=True),
        "currency": Key("currency", "ISO 4217 code", required=True),
    },
    "stated_end_use": {
        "use": Key("raw", "the nearest end use of the list"),
        "text": Key("text", "the words of the end-use statement or tender"),
        **_PROVENANCE,
    },
    "item": {
        "id": Key("id", "short name of the item", required=True),
        "name": Key("text", "name of the product"),
        "description": Key("text", "what it does"),
        "documents": Key("texts", "data sheets and brochures on file"),
        "quantity": Key("number", "how many"),
        "value": Key("block", "value of this item", block="money"),
        "capabilities": _fact("item.capability", "everything it can do; a complete list"),
        "mode": Key("block", "how it works on people", block="mode"),
        "configuration": Key("text", "what was asked for: options, settings, watchlists, sites"),
        "delivery": _fact("item.delivery", "forms of delivery; a complete list"),
        "services": _fact("item.services", "services that go with it; a complete list, [] for none"),
        "classification": Key("block", "export classification on file", block="classification"),
        "facts": Key("facts", "any other fact about the item", entity="item"),
    },
    "mode": {
        "matching": _fact("item.matching"),
        "collection": _fact("item.collection"),
        "reach": _fact("item.reach"),
        "timing": _fact("item.timing"),
        "granularity": _fact("item.granularity"),
        "covert": _fact("item.covert"),
    },
    "classification": {
        "number": Key("label", "classification number"),
        "by": Key("text", "who classified it"),
        "date": Key("date", "when"),
        "controls": _fact("item.control", "which controls apply; a complete list"),
    },
    "party": {
        "id": Key("id", "short name of the party", required=True),
        "roles": _fact("party.role", "every role it has in this transaction; a complete list"),
        "name": Key("text", "its name, in its own script where known"),
        "names": Key("names", "further names", most=100),
        "country": Key("country", "where it is established"),
        "kind": _fact("party.kind", "what sort of body it is"),
        "government_tie": _fact("party.government_tie", "how it stands to the state"),
        "description": Key("text", "what it does"),
        "identifiers": Key("blocks", "registration, tax and other numbers", block="identifier", most=50),
        "addresses": Key("addresses", "its addresses", most=50),
        "owners": Key("owners", "who owns it; [] or none where nobody does", block="owner", most=500),
        "facts": Key("facts", "any other fact about the party", entity="party"),
    },
    "name": {
        "text": Key("text", "the name", required=True),
        "lang": Key("label", "language tag, as ar or zh-Hant"),
        "kind": Key("choice", "primary, alias or former", choices=NAME_KINDS),
    },
    "identifier": {
        "type": Key("label", "what sort of number", required=True),
        "value": Key("label", "the number", required=True),
    },
    "address": {"text": Key("text", "the address", required=True), "country": Key("country", "its country")},
    "owner": {
        "name": Key("text", "name of the owner"),
        "party": Key("id", "id of the party that is the owner"),
        "country": Key("country", "country of the owner"),
        "share": Key("share", "percent: 51, {from: 25, to: 50} or unknown"),
    },
    "share": {"from": Key("number", "at least, percent"), "to": Key("number", "at most, percent")},
    "place": {
        "id": Key("id", "short name of the place; its country's code if left out"),
        "country": Key("country", "the country"),
        "region": Key("text", "region, city or site"),
        "roles": _fact("country.role", "what happens here; a complete list"),
        "facts": Key("facts", "facts about this country or place", entity="country"),
    },
    "use": {
        "id": Key("id", "short name of the use"),
        "item": Key("id", "id of the item"),
        "end_user": Key("id", "id of the end user"),
        "place": Key("id", "id of the place"),
        "facts": Key("facts", "facts about this use", entity="use"),
    },
    "licence": {
        "required": _fact("transaction.licence_required", "does the classification call for a licence"),
        "status": _fact("transaction.licence_status", "where it stands"),
        "authority": Key("text", "licensing authority"),
        "number": Key("label", "licence number"),
        "scope": Key("text", "what it covers"),
        "provisos": Key("texts", "conditions attached"),
        "date": Key("date", "the day of the decision or application"),
        "expiry": Key("date", "the day it ends"),
    },
    "safeguards": {},  # one key a safeguard, from the vocabulary: see `safeguards()`
    "history": {
        "text": Key("text", "what happened", required=True),
        "date": Key("date", "when"),
        "source": Key("source", "who says so"),
    },
    "resolution": {
        "finding": Key("label", "the finding, as FLAG@kind:subject-id", required=True),
        "reason": Key("text", "why it is dealt with", required=True),
        "evidence": Key("text", "what shows it", required=True),
        "by": Key("text", "who decided", required=True),
        "second": Key("text", "who agreed"),
        "date": Key("date", "the day of the decision"),
        "until": Key("date", "the day it ends", required=True),
    },
    "record": {
        "stop": Key("label", "the legal stop, by its id or as STOP@kind:subject-id", required=True),
        "reference": Key("label", "licence, clearance or opinion that lifts it", required=True),
        "by": Key("text", "who recorded it"),
        "date": Key("date", "the day of the paper"),
        "until": Key("date", "the last day on which it holds; left out where it has none"),
        "note": Key("text", "anything a reader should know"),
    },
    "source": {
        "title": Key("text", "the document, person or body"),
        "kind": Key("choice", "what sort of source it is", choices=SOURCE_KINDS),
        "date": Key("date", "the day of the source"),
        "url": Key("text", "where it can be read"),
        "by": Key("text", "who found it out or decided it"),
    },
    "statement": {"value": Key("raw", "the value, or unknown"), **_PROVENANCE},
    "answer": {
        "fact": Key("label", "name of the fact, as end_user.kind", required=True),
        "subject": Key("label", "id of what it is about; may be left out where there is only one"),
        "value": Key("raw", "the value, or unknown"),
        **_PROVENANCE,
    },
}

STRUCTURAL = {"party.role": "roles", "country.role": "roles", "transaction.gate": "gate"}
"""Facts that shape the deal itself: stated by their own key only, never in a `facts:` block or an answer."""

MEANT = {
    "end_user": "a party with roles: [end_user]",
    "enduser": "a party with roles: [end_user]",
    "end_users": "parties with roles: [end_user]",
    "buyer": "a party with roles: [purchaser]",
    "customer": "a party with roles: [purchaser]",
    "consignee": "a party with roles: [ultimate_consignee]",
    "exporter": "a party with roles: [exporter]",
    "seller": "a party with roles: [exporter]",
    "destination": "a place with roles: [destination]",
    "country": "a place under places:",
    "products": "items",
    "product": "items",
    "end_use": "stated_end_use",
    "role": "roles",
    "license": "licence",
    "price": "value",
    "tie": "government_tie",
    "type": "kind",
}
"""What people who write another word usually mean."""


@cache
def short_names(entity: str) -> Mapping[str, str]:
    """Short name -> full name of the facts that a `facts:` block of an entity may state."""
    from duecare.facts import vocabulary

    return {
        fact.short: name
        for name, fact in vocabulary().facts.items()
        if fact.entity == entity and name not in STRUCTURAL
    }


@cache
def safeguards() -> Mapping[str, str]:
    """Short name -> full name of the safeguards that `safeguards:` may state."""
    return {
        short.removeprefix("safeguard_"): name
        for short, name in short_names("transaction").items()
        if short.startswith("safeguard_")
    }
