"""Gather: what the file states, and what the rooms find out about items, parties and countries.

Gatherers take many subjects at a time, so that a portfolio can share them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from duecare.countries import RECORDS, CountryData, Known, ShownDimension, gather_agencies, gather_countries
from duecare.items import OWN_WORDS, StatedFact, gather_items
from duecare.parties import Knowledge, Stated, gather_parties
from duecare.places import name as place_name
from duecare.review.documents import ItemDocuments, own_words
from duecare.review.evidence import Assertion, Gap
from duecare.review.judge import Gathered, Subject, Use
from duecare.transaction import UNDECLARED_END_USER, UNDECLARED_ITEM, UNDECLARED_PLACE, Source, Transaction
from duecare.transaction.model import Item, Party, Place
from duecare.transaction.rows import item_rows, party_rows, place_rows, use_rows

if TYPE_CHECKING:
    from duecare.parties.screening.loaded import Lists


def gather(
    transaction: Transaction,
    *,
    known_at: datetime.date,
    law_at: datetime.date,
    documents: ItemDocuments | None = None,
    lists: Lists | None = None,
    country_data: CountryData | None = None,
) -> Gathered:
    """Everything known of one transaction at a date: from its file, documents on its items, lists and country data."""
    documents = documents or ItemDocuments()
    items, parties, places = item_rows(transaction), party_rows(transaction), place_rows(transaction)
    countries = {place.id: f"country:{place.country or place.id}" for place in places}
    deal = f"transaction:{transaction.id}"
    uses = tuple(
        Use(f"use:{use.id}", f"item:{use.item}", f"party:{use.end_user}", countries[use.place])
        for use in use_rows(transaction)
    )
    subjects = {deal: Subject(deal, "transaction", transaction.title)}
    for item in items:
        subjects[f"item:{item.id}"] = Subject(f"item:{item.id}", "item", _item_label(item))
    for party in parties:
        subjects[f"party:{party.id}"] = Subject(
            f"party:{party.id}", "party", _party_label(party), _country_of(party, uses), _latin(party)
        )
    for place in places:
        subjects.setdefault(countries[place.id], Subject(countries[place.id], "country", _place_label(place)))
    for use in uses:
        parts = (subjects[name].label for name in (use.item, use.end_user, use.country))
        subjects[use.id] = Subject(use.id, "use", "{} · {} · {}".format(*parts))
    stated = list(_stated(transaction, deal, countries))
    known = gather_parties(parties, known_at, law_at=law_at, lists=lists, stated=_said_of(parties, stated, known_at))
    places_known = _places_known([*countries.values(), *filter(None, (one.country for one in subjects.values()))],
                                 known_at, country_data)  # fmt: skip
    seats = {party.id: _code(subjects[f"party:{party.id}"].country) for party in parties}
    agencies = _at_least(gather_agencies(parties, seats, known_at, country_data), stated)
    assertions = [
        *_undecided(stated, known),
        *_undeclared(parties),
        *_described(items, transaction, documents),
        *_screened(known),
        *_found_out("country", places_known),
        *_found_out("party", agencies),
    ]
    assertions += _derived(items, assertions)
    used_in = {use.country.removeprefix("country:") for use in uses}
    gaps = [
        *documents.gaps,
        *_party_gaps(known),
        *_known_gaps("party", agencies),
        *_known_gaps("country", {code: found for code, found in places_known.items() if code in used_in}),
    ]
    return Gathered(
        transaction.id,
        transaction.title,
        tuple(subjects.values()),
        uses,
        tuple(assertions),
        tuple(gaps),
        known_at,
        law_at,
        tuple(holding for found in known.values() for holding in found.holdings),
        _drawn(places_known, used_in),
    )


def _item_label(item: Item) -> str:
    return "item not declared" if item.id == UNDECLARED_ITEM else item.name or item.id


def _party_label(party: Party) -> str:
    return "end user not declared" if party.id == UNDECLARED_END_USER else party.name or party.id.replace("-", " ")


def _latin(party: Party) -> str | None:
    """The first name in Latin script, where the name shown is in another."""
    if all(ord(char) < 0x250 for char in party.name or ""):
        return None
    return next((name.text for name in party.names if all(ord(char) < 0x250 for char in name.text)), None)


def _place_label(place: Place) -> str:
    if place.country is None:
        return "place not declared" if place.id == UNDECLARED_PLACE else f"{place.id} (country unknown)"
    return place_name(place.country)


def _country_of(party: Party, uses: tuple[Use, ...]) -> str | None:
    """A party's own country; for an end user without one, the place of use."""
    if party.country is not None:
        return f"country:{party.country}"
    return next((use.country for use in uses if use.end_user == f"party:{party.id}"), None)


def _stated(transaction: Transaction, deal: str, countries: Mapping[str, str]) -> Iterable[Assertion]:
    for statement in transaction.statements:
        match statement.subject_kind:
            case "transaction":
                subject = deal
            case "country":
                subject = countries.get(statement.subject_id, f"country:{statement.subject_id}")
            case kind:
                subject = f"{kind}:{statement.subject_id}"
        yield Assertion(subject, statement.fact, statement.value, statement.source, "transaction file", statement.note)


def _undeclared(parties: Iterable[Party]) -> Iterable[Assertion]:
    """Of an end user that the file does not declare one thing is known: that it would be the end user."""
    for party in parties:
        if party.id == UNDECLARED_END_USER:
            source = Source("the row that stands for the end user", "document")
            yield Assertion(f"party:{party.id}", "party.role", frozenset({"end_user"}), source, "not declared")


def _described(items: Iterable[Item], transaction: Transaction, documents: ItemDocuments) -> Iterable[Assertion]:
    """What the items' own words say; beside a declared list of capabilities, only what the list leaves out."""
    texts = {item.id: [*filter(None, [own_words(item)]), *documents.read.get(item.id, ())] for item in items}
    unread = {gap.subject for gap in documents.gaps if gap.kind == "document_not_read"}
    for item_id, facts in gather_items((item, found) for item, found in texts.items() if found).items():
        subject = f"item:{item_id}"
        for fact in facts:
            declared = [entry.value for entry in transaction.stated(fact.fact, item_id) if entry.value is not None]
            value = fact.value
            if declared:
                stated = declared[-1]
                if not (isinstance(stated, frozenset) and isinstance(value, frozenset)):
                    continue  # the file's own statement stands; a reading of words does not contradict it
                if value <= stated | {"none"}:
                    continue
                value = (stated | value) - {"none"}
            named = dict.fromkeys(quote.document for quote in fact.quotes)
            source = Source(", ".join(named or [OWN_WORDS]), "document", None)
            if subject in unread and not declared:
                yield from _shown(subject, fact, source)
            else:
                yield Assertion(subject, fact.fact, value, source, fact.found_by, fact.note, fact.quotes)


def _shown(subject: str, fact: StatedFact, source: Source) -> Iterable[Assertion]:
    """What an item's words show while a document on it was not read: what they leave out is open, not absent."""
    if isinstance(fact.value, frozenset):
        note = "the words that were read mention it; a document named by the item was not read"
        for member in sorted(fact.value - {"none"}):
            yield Assertion(subject, f"{fact.fact}#{member}", True, source, fact.found_by, note, fact.quotes)
    elif fact.value is not False:
        yield Assertion(subject, fact.fact, fact.value, source, fact.found_by, fact.note, fact.quotes)


_CHIPS = frozenset({"ai_compute", "vision_chip"})


def _derived(items: Iterable[Item], assertions: Iterable[Assertion]) -> Iterable[Assertion]:
    """An item known to do other things than compute is no chip: BIS's flags on semiconductors are not asked of it."""
    known: dict[str, list[frozenset[str]]] = {}
    stated = set()
    for entry in assertions:
        if entry.fact == "item.capability" and isinstance(entry.value, frozenset):
            known.setdefault(entry.subject, []).append(entry.value)
        elif entry.fact == "item.chip_or_military_part":
            stated.add(entry.subject)
    for item in items:
        subject = f"item:{item.id}"
        sets = known.get(subject)
        if sets and subject not in stated and not any(value & _CHIPS for value in sets):
            source = Source("what the item can do", "document", None)
            yield Assertion(subject, "item.chip_or_military_part", False, source, "derived from item.capability")


def _said_of(parties: Iterable[Party], stated: Iterable[Assertion], known_at: datetime.date) -> dict[str, Stated]:
    """What the file says of each party's kind and tie by that day, and whether more than its own word is behind it."""
    said: dict[tuple[str, str], tuple[str, bool]] = {}
    for entry in stated:
        if not isinstance(entry.value, str) or (entry.source.date is not None and entry.source.date > known_at):
            continue
        # the last statement counts, with what stands behind it
        said[entry.subject, entry.fact] = entry.value, entry.source.kind not in ("own", "interested")
    nothing: tuple[str | None, bool] = (None, False)
    found = {}
    for party in parties:
        kind, kind_known = said.get((f"party:{party.id}", "party.kind"), nothing)
        tie, tie_known = said.get((f"party:{party.id}", "party.government_tie"), nothing)
        found[party.id] = Stated(kind, tie, kind_known, tie_known)
    return found


def _undecided(stated: Iterable[Assertion], known: Mapping[str, Knowledge]) -> Iterable[Assertion]:
    """What the file states, less that a party is not listed where a match is open: only a decision settles that."""
    open_for = {
        f"party:{party_id}"
        for party_id, found in known.items()
        if any(gap.kind == "possible_match" for gap in found.gaps)
    }
    for entry in stated:
        denied = entry.fact == "party.listed" and entry.value is False and entry.subject in open_for
        if denied and entry.source.kind != "judgement":
            yield replace(
                entry, value=None, note="says that it is not listed, and decides nothing about the open match"
            )
        else:
            yield entry


def _screened(known: Mapping[str, Knowledge]) -> Iterable[Assertion]:
    for party_id, found in known.items():
        for fact in found.facts:
            source = Source(fact.source_title, fact.source_kind, fact.source_date)
            yield Assertion(f"party:{party_id}", fact.fact, fact.value, source, fact.found_by, fact.note)


def _party_gaps(known: Mapping[str, Knowledge]) -> Iterable[Gap]:
    for party_id, found in known.items():
        for gap in found.gaps:
            yield Gap(gap.kind, f"party:{party_id}", gap.text, gap.fact)


def _places_known(countries: Iterable[str], known_at: datetime.date, data: CountryData | None) -> dict[str, Known]:
    """What is known of every country of the transaction, transit and the parties' own included, by its code."""
    codes = [code for name in dict.fromkeys(countries) if (code := _code(name)) is not None]
    return gather_countries(codes, known_at, data)


def _code(subject: str | None) -> str | None:
    """The code in the id of a country; None for a place whose country is not known."""
    code = subject.removeprefix("country:") if subject is not None else ""
    return code if len(code.split("-")[0]) == 2 and code[:2].isupper() else None


def _found_out(kind: str, known: Mapping[str, Known]) -> Iterable[Assertion]:
    for subject, found in known.items():
        for fact in found.facts:
            source = Source(fact.source_title, "independent", fact.source_date)
            yield Assertion(f"{kind}:{subject}", fact.fact, fact.value, source, fact.found_by, fact.note)


def _at_least(agencies: Mapping[str, Known], stated: Iterable[Assertion]) -> dict[str, Known]:
    """What the register holds, less a record that the deal itself states as firm or firmer: it says "at least"."""
    firmest: dict[str, int] = {}
    for entry in stated:
        if entry.fact == "party.abuse_record" and entry.value in RECORDS:
            firmest[entry.subject] = max(firmest.get(entry.subject, 0), RECORDS.index(str(entry.value)))
    kept = {}
    for party, found in agencies.items():
        records = [RECORDS.index(str(fact.value)) for fact in found.facts if fact.fact == "party.abuse_record"]
        if records and firmest.get(f"party:{party}", -1) >= min(records):
            found = replace(found, facts=tuple(fact for fact in found.facts if fact.fact != "party.abuse_record"))
        kept[party] = found
    return kept


def _known_gaps(kind: str, known: Mapping[str, Known]) -> Iterable[Gap]:
    for subject, found in known.items():
        for gap in found.gaps:
            yield Gap(gap.kind, f"{kind}:{subject}", gap.text, gap.fact)


def _drawn(known: Mapping[str, Known], used_in: set[str]) -> tuple[ShownDimension, ...]:
    """What is drawn: the countries of use, a region by its country, each once."""
    drawn = {one.country: found.shown for code, found in known.items() if code in used_in for one in found.shown}
    return tuple(one for shown in drawn.values() for one in shown)
