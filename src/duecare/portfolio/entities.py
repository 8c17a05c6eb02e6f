"""The distinct items, parties, places, deals and uses of a book: each looked at once, by the gatherers of a review."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from duecare.countries import CountryData
from duecare.facts import vocabulary
from duecare.portfolio.document import SCHEMA, Provenance, Row, item_block, party_block, stated, stated_facts
from duecare.review.evidence import Assertion, Settled, settle
from duecare.review.gather import gather
from duecare.review.report import UNDECIDED
from duecare.transaction import Source
from duecare.transaction.derive import in_eu
from duecare.transaction.parse import parse_transaction

if TYPE_CHECKING:
    from duecare.parties.screening.loaded import Lists

Facts = dict[str, Settled]
_ITEMS, _PARTIES = 200, 2_000


@dataclass(frozen=True, slots=True)
class Subject:
    """One distinct subject of a book: what is settled of it, on which assertions, and whether a match is undecided."""

    facts: Facts
    assertions: tuple[Assertion, ...] = ()
    undecided: bool = False


@dataclass
class Sources:
    """What subjects are looked at with."""

    known_at: datetime.date
    law_at: datetime.date
    provenance: Provenance
    lists: Lists | None = None
    country_data: CountryData | None = None
    advance: Callable[[str, int], None] = field(default=lambda what, done: None)

    def gathered(self, document: dict[str, Any]) -> tuple[dict[str, list[Assertion]], dict[str, Facts], set[str]]:
        """What gathering a transaction gives, by subject: assertions, what is settled, and who has an open match."""
        transaction = parse_transaction(document)
        found = gather(
            transaction,
            known_at=self.known_at,
            law_at=self.law_at,
            lists=self.lists,
            country_data=self.country_data,
        )
        settled, _ = settle(found.assertions, vocabulary(), self.known_at)
        facts: dict[str, Facts] = {}
        for (subject, column), known in settled.items():
            facts.setdefault(subject, {})[column] = known
        said: dict[str, list[Assertion]] = {}
        for entry in found.assertions:
            said.setdefault(entry.subject, []).append(entry)
        return said, facts, {gap.subject for gap in found.gaps if gap.kind in UNDECIDED}


def items(rows: Sequence[Row], sources: Sources) -> list[Subject]:
    """What each distinct item can do: shape (rows,)."""
    return list(_by_chunk(rows, _ITEMS, sources, "items", lambda name, row: item_block(name, row, sources.provenance)))


def parties(rows: Sequence[tuple[str, Row, str | None]], sources: Sources) -> list[Subject]:
    """Who each distinct party is, each with the role under whose columns it stands. Roles are added later.

    An end user without a country of its own comes with the code of the place where it uses the item, in which its name
    is looked up.
    """
    seated = [at for at, (_, _, where) in enumerate(rows) if where is None]
    chunk = [rows[at] for at in seated]
    found: dict[int, Subject] = dict(
        zip(
            seated,
            _by_chunk(chunk, _PARTIES, sources, "parties", lambda name, row: _party(name, row, sources.provenance)),
            strict=True,
        )
    )
    for at, (role, row, where) in enumerate(rows):
        if where is not None:
            block = {**party_block("x0", role, row, sources.provenance), "roles": ["end_user"]}
            place = {"id": "x", "country": where, "roles": ["use"]}
            said, settled, undecided = sources.gathered({**_frame(), "parties": [block], "places": [place]})
            found[at] = Subject(settled.get("party:x0", {}), tuple(said.get("party:x0", ())), "party:x0" in undecided)
    return [_without(found[at], "party.role") for at in range(len(rows))]


def places(rows: Sequence[Row], sources: Sources) -> list[Subject]:
    """What is known of each distinct country or region, with what a book states of it. Roles are added later."""
    found: list[Subject] = []
    for row in rows:
        code = str(row["place.country"])
        block: dict[str, Any] = {"id": "x", "country": code, "roles": ["use"]}
        facts = stated_facts(row, "place", sources.provenance)
        if facts:
            block["facts"] = facts
        said, settled, _ = sources.gathered({**_frame(), "places": [block]})
        subject = f"country:{code}"
        found.append(_without(Subject(settled.get(subject, {}), tuple(said.get(subject, ()))), "country.role"))
    return found


def deals(rows: Sequence[Row], sources: Sources) -> list[Subject]:
    """What each distinct set of stated facts on a deal comes to."""
    found = []
    for row in rows:
        document = _frame()
        if row.get("gate"):
            document["gate"] = stated("gate", row["gate"], sources.provenance)
        facts = stated_facts(row, "transaction", sources.provenance)
        if row.get("stated_end_use"):
            facts["stated_end_use"] = stated("stated_end_use", row["stated_end_use"], sources.provenance)
        found.append(_stated_alone("transaction", {**document, "facts": facts}, sources))
    return found


def uses(rows: Sequence[Row], sources: Sources) -> list[Subject]:
    """What each distinct set of stated facts on a use comes to."""
    found = []
    for row in rows:
        facts = stated_facts(row, "use", sources.provenance)
        answers = [{"fact": f"use.{short}", **entry} for short, entry in facts.items()]
        found.append(_stated_alone("use", {**_frame(), "answers": answers}, sources))
    return found


def _stated_alone(kind: str, document: dict[str, Any], sources: Sources) -> Subject:
    """What a file alone says of a subject: no room adds anything to a deal or a use."""
    transaction = parse_transaction(document)
    assertions = tuple(
        Assertion(kind, entry.fact, entry.value, entry.source, "transaction file", entry.note)
        for entry in transaction.statements
        if entry.subject_kind == kind
    )
    settled, _ = settle(assertions, vocabulary(), sources.known_at)
    return Subject({column: known for (_, column), known in settled.items()}, assertions)


def _by_chunk(
    rows: Sequence[Any],
    size: int,
    sources: Sources,
    what: str,
    block: Callable[[str, Any], dict[str, Any]],
) -> Iterator[Subject]:
    kind = {"items": "item", "parties": "party"}[what]
    for start in range(0, len(rows), size):
        chunk = rows[start : start + size]
        blocks = [block(f"x{at}", row) for at, row in enumerate(chunk)]
        said, settled, undecided = sources.gathered({**_frame(), what: blocks})
        for at in range(len(chunk)):
            subject = f"{kind}:x{at}"
            yield Subject(settled.get(subject, {}), tuple(said.get(subject, ())), subject in undecided)
        sources.advance(what, start + len(chunk))


def _party(name: str, row: tuple[str, Row, str | None], provenance: Provenance) -> dict[str, Any]:
    return {**party_block(name, row[0], row[1], provenance), "roles": ["other"]}


def _without(subject: Subject, fact: str) -> Subject:
    return Subject(
        {column: known for column, known in subject.facts.items() if column.split("#")[0] != fact},
        tuple(entry for entry in subject.assertions if entry.fact != fact),
        subject.undecided,
    )


def _frame() -> dict[str, Any]:
    return {"schema": SCHEMA, "id": "book", "title": "book"}


def with_derived(deal: Subject, bits: int, exporter: str) -> Facts:
    """What is settled of a deal with what follows from its parties (see `duecare.transaction.derive`).

    Args:
        deal: What is stated of it.
        bits: 1 where a go-between has a role, 2 where a freight forwarder is the final destination.
        exporter: The code of the exporter's country; empty where it is not known.
    """
    found = list(deal.assertions)

    def follows(fact: str, *, value: bool) -> None:
        found.append(Assertion("transaction", f"transaction.{fact}", value, Source(), "transaction file"))

    if bits & 1:
        follows("intermediary_present", value=True)
    if bits & 2:
        follows("forwarder_is_destination", value=True)
    if exporter:
        state = exporter.partition("-")[0]
        follows("exporter_us", value=state == "US")
        follows("exporter_eu", value=in_eu(state, None))
    settled, _ = settle(found, vocabulary(), datetime.date.max)
    return {column: known for (_, column), known in settled.items()}


def with_roles(facts: Mapping[str, Settled], fact: str, roles: Iterable[str] | None) -> Facts:
    """Settled facts with a complete list of roles, as a transaction file states it; nothing where none is stated."""
    if roles is None:
        return dict(facts)
    held = frozenset(roles)
    stated_roles = {f"{fact}#{member}": Settled((member in held,)) for member in vocabulary()[fact].domain}
    return {**facts, **stated_roles}
