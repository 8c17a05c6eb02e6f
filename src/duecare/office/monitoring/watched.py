"""What a review of a case rests on, kept beside it, so that a change that touches none of it costs nothing."""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from duecare.countries import gather_agencies, gather_countries
from duecare.office.cases.models import Case
from duecare.office.cases.reviewing import Data
from duecare.office.monitoring.models import Inputs, Watched
from duecare.papers.practice import capabilities_of
from duecare.portfolio.result.inputs import INPUTS, inputs_of
from duecare.review import Review
from duecare.review.result import canonical_bytes, encode
from duecare.transaction import Transaction, parse_transaction
from duecare.transaction.model import Name, Party

OPEN_GAPS: Final = ("possible_match", "possible_agency", "owner_share_unknown", "owners_not_stated")
"""Gaps that are open because of who somebody may be."""


class AtHand:
    """The data of a day, and what they say of countries and agencies; each is asked once."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.inputs: Mapping[str, Any] = {
            key: value
            for key, value in inputs_of(
                data.day, data.day, data.guidance, data.policy, data.lists, data.countries
            ).items()
            if key in INPUTS
        }
        self.hash = _digest(self.inputs)
        self._places: dict[str, str] = {}
        self._agencies: dict[tuple[tuple[str, ...], str], str] = {}

    def place(self, code: str) -> str:
        """What is known of a country, as a hash: without days of sources and notes."""
        if code not in self._places:
            known = gather_countries([code], self.data.day, self.data.countries)[code]
            self._places[code] = _digest(sorted([one.fact, str(one.value), one.found_by] for one in known.facts))
        return self._places[code]

    def agency(self, names: Sequence[str], seat: str) -> str:
        """What the register of agencies says of a party, as a hash; empty where it does not speak of it."""
        key = (tuple(names), seat)
        if key not in self._agencies:
            party = Party("x", tuple(Name(name) for name in names))
            found = gather_agencies([party], {"x": seat or None}, self.data.day, self.data.countries).get("x")
            self._agencies[key] = "" if found is None else _digest(
                [sorted([one.fact, str(one.value), one.found_by] for one in found.facts),
                 sorted(one.text for one in found.gaps)]
            )  # fmt: skip
        return self._agencies[key]

    def row(self) -> Inputs:
        """The state as it is kept."""
        return Inputs.objects.get_or_create(hash=self.hash, defaults={"document": self.inputs})[0]


class _Latest:
    """What is at hand for the data that were used last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: AtHand | None = None

    def of(self, data: Data) -> AtHand:
        with self._lock:
            if self._held is None or self._held.data is not data:
                self._held = AtHand(data)
            return self._held


_LATEST: Final = _Latest()


def at_hand(data: Data) -> AtHand:
    """What data say, asked once for as long as the same are used."""
    return _LATEST.of(data)


def rests_on(case: Case, found: Review, data: Data) -> Watched:
    """Keep what a review of a case rests on; called where the review is kept, in its transaction."""
    assert case.deal is not None
    assert case.review is not None
    held = at_hand(data)
    transaction = parse_transaction(dict(case.deal.document))
    seats = {
        one.id.removeprefix("party:"): code_of(one.country) for one in found.gathered.subjects if one.kind == "party"
    }
    codes = sorted({*seats.values(), *(code_of(one.id) for one in found.gathered.subjects if one.kind == "country")})
    agencies = [
        [names, seat, said]
        for names, seat in ((_names(party), seats.get(party.id, "")) for party in transaction.parties)
        if names and (said := held.agency(names, seat))
    ]
    kept, _ = Watched.objects.update_or_create(
        case=case,
        defaults={
            "review": case.review,
            "inputs": held.row(),
            "said": said_of(found),
            "parties": party_rows(transaction),
            "places": {code: held.place(code) for code in codes if code},
            "agencies": agencies,
            "capabilities": _capabilities(found),
            "owners": any(party.owners for party in transaction.parties),
            "until": min(_coming(found), default=None),
        },
    )
    return kept


def said_of(found: Review) -> str:
    """What a review says, as a hash: its outcome, findings, stops, what was found out and who may be whom.

    Notes and the days of sources are left out: they are others with each edition of a list that a party is not on.
    """
    return _digest(
        {
            "outcome": encode(found.outcome),
            "findings": sorted([one.id, one.status, one.weight] for one in found.findings),
            "stops": sorted([one.id, one.status] for one in found.stops),
            "severity": sorted([one.row, one.subject, one.status] for one in found.severity),
            "facts": sorted(
                [one.subject, one.fact, json.dumps(encode(one.value)), one.source.title or "", one.found_by]
                for one in found.gathered.assertions
            ),
            "open": sorted(str(one["text"]) for one in found.gaps if one["kind"] in OPEN_GAPS),
            "questions": sorted([one.fact, one.subject] for one in found.questions),
        }
    )


def party_rows(transaction: Transaction) -> list[dict[str, Any]]:
    """Everybody whom a review compares with lists: parties, and owners that are no party of the deal."""
    rows = [
        {
            "names": _names(party),
            "country": party.country or "",
            "identifiers": [[one.type, one.value] for one in party.identifiers],
            "addresses": [one.text for one in party.addresses],
        }
        for party in transaction.parties
        if party.names or party.identifiers
    ]
    owners = dict.fromkeys(
        (one.name, one.country or "") for party in transaction.parties for one in party.owners or () if one.name
    )
    return rows + [
        {"names": [name], "country": country, "identifiers": [], "addresses": []} for name, country in owners
    ]


def _names(party: Party) -> list[str]:
    return list(dict.fromkeys(name.text for name in party.names))


def code_of(subject: str | None) -> str:
    """The code of a country that a review speaks of; empty where it is not known which one it is."""
    code = (subject or "").removeprefix("country:")
    return code if len(code.split("-")[0]) == 2 and code[:2].isupper() else ""


def _capabilities(found: Review) -> str:
    return f"|{'|'.join(sorted(capabilities_of(found.gathered)))}|"[:600]


def _coming(found: Review) -> Iterator[datetime.date]:
    """Days after that of the review from which something of it counts, or counts no more."""
    yield from (
        one.source.date for one in found.gathered.assertions if one.source.date and one.source.date > found.known_at
    )
    for row in (*found.resolutions, *found.records):
        for day in row.values():
            if isinstance(day, datetime.date) and day >= found.known_at:
                yield day if day > found.known_at else day + datetime.timedelta(days=1)


def _digest(said: Any) -> str:
    return sha256(canonical_bytes(encode(said))).hexdigest()
