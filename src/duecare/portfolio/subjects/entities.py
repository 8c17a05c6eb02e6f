"""The distinct items, parties, places, deals and uses of a book: each looked at once, by the gatherers of a review."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from duecare.facts import vocabulary
from duecare.portfolio.book.document import Row, item_block, party_block, stated, stated_facts
from duecare.portfolio.subjects.looking import Facts, Sources, Subject, frame, less, looked
from duecare.review.evidence import Assertion, Settled, settle
from duecare.transaction import Source
from duecare.transaction.derive import in_eu
from duecare.transaction.parse import parse_transaction

PartyRow = tuple[str, Row, str | None]
"""A role, what is stated under its columns, and for an end user without a country the code of the place of use."""

_ITEMS, _PARTIES = 200, 2_000
_TASK = 4_000
"""Parties that one process looks at before it hands over."""


def items(rows: Sequence[Row], sources: Sources, *, workers: int = 1) -> list[Subject]:
    """What each distinct item can do: shape (rows,). workers: how many processes."""
    tasks = [[range(start, min(start + _ITEMS, len(rows)))] for start in range(0, len(rows), _ITEMS)]

    def document(chunk: Sequence[int]) -> dict[str, Any]:
        return {"items": [item_block(f"x{at}", rows[at], sources.provenance) for at in chunk]}

    return looked("item", tasks, document, sources, workers)


def parties(rows: Sequence[PartyRow], sources: Sources, *, workers: int = 1) -> list[Subject]:
    """Who each distinct party is, each with the role under whose columns it stands. Roles are added later.

    An end user without a country of its own comes with the code of the place where it uses the item, in which its name
    is looked up.

    Args:
        rows: The parties, in any order.
        sources: What they are looked at with.
        workers: How many processes.
    """
    tasks: list[list[Sequence[int]]] = [[]]
    for part in _by_country(rows):
        for start in range(0, len(part), _PARTIES):
            if sum(map(len, tasks[-1])) >= _TASK:
                tasks.append([])
            tasks[-1].append(part[start : start + _PARTIES])

    def document(chunk: Sequence[int]) -> dict[str, Any]:
        where = rows[chunk[0]][2]
        roles = ["other" if where is None else "end_user"]
        found = []
        for at in chunk:
            role, row, _ = rows[at]
            found.append({**party_block(f"x{at}", role, row, sources.provenance), "roles": roles})
        places = [] if where is None else [{"id": "x", "country": where, "roles": ["use"]}]
        return {"parties": found, "places": places}

    return looked("party", tasks if rows else [], document, sources, workers, without="party.role")


def _by_country(rows: Sequence[PartyRow]) -> list[list[int]]:
    """The places of parties that are looked at together: what is known of a country is gathered a few times only.

    End users without a country stand by themselves, by the code of where they use the item.
    """
    seated: dict[str, list[int]] = {}
    elsewhere: dict[str, list[int]] = {}
    for at, (role, row, where) in enumerate(rows):
        group = seated if where is None else elsewhere
        group.setdefault(where or row.get(f"{role}.country") or "", []).append(at)
    return [[at for code in sorted(seated) for at in seated[code]], *(elsewhere[code] for code in sorted(elsewhere))]


def places(rows: Sequence[Row], sources: Sources) -> list[Subject]:
    """What is known of each distinct country or region, with what a book states of it. Roles are added later."""
    found: list[Subject] = []
    for row in rows:
        code = str(row["place.country"])
        block: dict[str, Any] = {"id": "x", "country": code, "roles": ["use"]}
        facts = stated_facts(row, "place", sources.provenance)
        if facts:
            block["facts"] = facts
        gathered = sources.gathered({**frame(), "places": [block]})
        found.append(less(replace(gathered[f"country:{code}"], undecided=False), "country.role"))
    return found


def deals(rows: Sequence[Row], sources: Sources) -> list[Subject]:
    """What each distinct set of stated facts on a deal comes to."""
    found = []
    for row in rows:
        document = frame()
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
        found.append(_stated_alone("use", {**frame(), "answers": answers}, sources))
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
