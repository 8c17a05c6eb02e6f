"""One transaction of a result folder, as a review of it would have gathered it: its subjects, facts and sources."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from duecare.errors import InputError
from duecare.facts import fact_of, vocabulary
from duecare.places import name as place_name
from duecare.portfolio.book.document import safe_id
from duecare.portfolio.judging.profiles import UNDECIDED, values_of
from duecare.portfolio.judging.shape import KINDS
from duecare.portfolio.result.opened import records
from duecare.review.evidence import Assertion, Column, Gap, Settled, show
from duecare.review.judge import Gathered, Subject, Use
from duecare.transaction import UNDECLARED_END_USER, UNDECLARED_ITEM, UNDECLARED_PLACE, Source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_STATED: Final = "transaction file"
_UNDECLARED: Final = "the row that stands for the end user"
_FOLLOWS: Final = {
    "party.role": "the columns of the book that name it",
    "country.role": "the columns of the book that name it",
    "transaction": "what follows from the parties and their roles",
}
"""Where a fact comes from that no statement is kept of: by fact, or by what it is about."""


@dataclass(frozen=True)
class StoredDeal:
    """A transaction of a result. row: its row of `transactions`. settled: what is known of each subject."""

    row: Mapping[str, Any]
    gathered: Gathered
    settled: Mapping[Column, Settled]


def stored_deal(connection: DuckDBPyConnection, transaction: str, manifest: Mapping[str, Any]) -> StoredDeal:
    """Read one transaction of an opened result.

    Args:
        connection: With the tables of the result as views, under their own names.
        transaction: Its id.
        manifest: Of the result.

    Raises:
        InputError: no such transaction, or one of which no facts are kept; the nearest id is named.
    """
    row = _row(connection, transaction)
    (signature,) = records(connection, "SELECT shape, profiles FROM signatures WHERE signature = ?", row["signature"])
    slots, seats = (part.split(",") for part in signature["shape"].split("|"))
    numbers = _numbers(row)
    named = _subjects(connection, numbers, slots)
    facts = _settled(connection, dict(zip(slots, signature["profiles"], strict=True)))
    ids = _ids(row, named, facts["C0"])
    settled = {
        (ids[slot], column): known
        for slot in slots
        if slot in ids
        for column, known in facts.get(slot, {}).items()
        if column != UNDECIDED
    }
    gaps = tuple(
        Gap("possible_match", ids[slot], "A match with a list is open.")
        for slot in ids
        if UNDECIDED in facts.get(slot, {})
    )
    sources = [entry for slot in slots if slot in ids for entry in _stated(connection, ids[slot], named[slot])]
    known_at, law_at = (datetime.date.fromisoformat(manifest[key]) for key in ("known_at", "law_at"))
    use = Use(ids["U"], ids["I"], ids["P0"], ids["C0"])
    gathered = Gathered(
        safe_id(str(row["transaction"])),
        str(row["transaction"]),
        tuple(_labelled(ids, named, row, slots, seats)),
        (use,),
        tuple(_with_derived(sources, settled)),
        gaps,
        known_at,
        law_at,
    )
    return StoredDeal(row, gathered, settled)


def _row(connection: DuckDBPyConnection, transaction: str) -> dict[str, Any]:
    found = records(connection, "SELECT * FROM transactions WHERE transaction = ? LIMIT 1", transaction)
    if not found:
        near = records(
            connection,
            "SELECT transaction FROM transactions ORDER BY levenshtein(lower(transaction), lower($1)), 1 LIMIT 1",
            transaction,
        )
        hint = f"did you mean {near[0]['transaction']}?" if near else "the result holds no transaction"
        raise InputError(f"no transaction {transaction!r} in the result", hint=hint)
    if found[0]["signature"] < 0:
        raise InputError(f"transaction {transaction!r} was judged by itself: the result keeps no facts of it")
    return found[0]


Numbered = Mapping[str, tuple[str, int]]
"""Slot to the kind and number of its subject in `subjects`."""


def _numbers(row: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    found = {"T": ("transaction", row["deal"]), "I": ("item", row["item"]), "U": ("use", row["use"])}
    found |= {f"P{at}": ("party", number) for at, number in enumerate((row["end_user"], *row["others"]))}
    found |= {f"C{at}": ("country", number) for at, number in enumerate((row["place"], *(row["other_places"] or ())))}
    if row["place_stated"]:
        found["C0"] = ("place", row["place_stated"])
    return found


@dataclass(frozen=True, slots=True)
class _Named:
    """A subject by the book: its name, its country, and the kind and number under which statements are kept."""

    name: str
    country: str
    kept: tuple[str, int] | None


def _subjects(connection: DuckDBPyConnection, numbers: Numbered, slots: Sequence[str]) -> dict[str, _Named]:
    """The subject in each slot; seats are found by the countries of their parties."""
    found = {}
    for slot, (kind, number) in numbers.items():
        rows = records(connection, "SELECT name, country FROM subjects WHERE kind = ? AND number = ?", kind, number)
        row = rows[0] if rows else {"name": "", "country": ""}
        found[slot] = _Named(row["name"], row["country"], (kind, number))
    for slot in slots:
        if slot[0] == "S":
            code = found[f"P{slot[1:]}"].country
            rows = records(connection, "SELECT number FROM subjects WHERE kind = 'country' AND name = ?", code)
            found[slot] = _Named(code, code, ("country", rows[0]["number"]) if rows else None)
    return found


def _ids(row: Mapping[str, Any], named: Mapping[str, _Named], place: Mapping[str, Settled]) -> dict[str, str]:
    """The subject id in each slot, as a review of the row by itself would have it; an unknown seat has none."""
    roles = ("end_user", *row["other_roles"])
    item = UNDECLARED_ITEM if row["item"] == 0 else "item"
    parties = [role.replace("_", "-") for role in roles]
    if row["end_user"] == 0:
        parties[0] = UNDECLARED_END_USER
    found = {"T": f"transaction:{safe_id(str(row['transaction']))}", "I": f"item:{item}"}
    found |= {f"P{at}": f"party:{party}" for at, party in enumerate(parties)}
    for slot, one in named.items():
        if slot[0] in "CS":
            found[slot] = f"country:{one.country or UNDECLARED_PLACE}"
    roles_of = {role for role in ("use", "destination", "transit") if _is(place, f"country.role#{role}")}
    seat = "-seat" if roles_of == {"transit"} else ""  # the seat stands in for the place; its id is taken
    found["U"] = f"use:{item}+{parties[0]}+{found['C0'].partition(':')[2].lower()}{seat}"
    return found


def _is(facts: Mapping[str, Settled], column: str) -> bool:
    known = facts.get(column)
    return known is not None and known.candidates == (True,)


def _labelled(
    ids: Mapping[str, str], named: Mapping[str, _Named], row: Mapping[str, Any], slots: Sequence[str],
    seats: Sequence[str],
) -> Iterator[Subject]:  # fmt: skip
    """The subjects that conditions are asked of, with their names; a country that is a seat alone is none."""
    yield Subject(ids["T"], "transaction", str(row["transaction"]))
    item = "item not declared" if row["item"] == 0 else named["I"].name or "item"
    yield Subject(ids["I"], "item", item)
    labels = [item]
    for at, (role, seat) in enumerate(zip(("end_user", *row["other_roles"]), seats, strict=True)):
        party = named[f"P{at}"].name or role.replace("_", " ")
        if at == 0:
            party = "end user not declared" if row["end_user"] == 0 else party
            labels.append(party)
        yield Subject(ids[f"P{at}"], "party", party, ids.get(seat))
    for slot in slots:
        if slot[0] == "C":
            code = named[slot].country
            label = place_name(code) if code else "place not declared"
            labels += [label] if slot == "C0" else []
            yield Subject(ids[slot], "country", label)
    yield Subject(ids["U"], "use", " · ".join(labels))


def _settled(connection: DuckDBPyConnection, profiles: Mapping[str, int]) -> dict[str, dict[str, Settled]]:
    """What is settled in each slot."""
    found: dict[str, dict[str, Settled]] = {}
    for slot, number in profiles.items():
        rows = records(
            connection,
            'SELECT "column", "values", interested FROM profiles WHERE kind = ? AND number = ?',
            KINDS[slot[0]],
            number,
        )
        found[slot] = {
            row["column"]: Settled(values_of(row["column"], json.loads(row["values"])), row["interested"])
            for row in rows
        }
    return found


def _stated(connection: DuckDBPyConnection, subject: str, named: _Named) -> Iterator[Assertion]:
    """The statements that are kept of a subject. Their values are texts: what is settled stands in the profiles."""
    if named.kept is None:
        return
    for row in records(connection, "SELECT * FROM facts WHERE kind = ? AND number = ?", *named.kept):
        title = row["source"]
        if title == _STATED and row["note"]:
            title = f"follows: {row['note']}"
        day = datetime.date.fromisoformat(row["source_date"]) if row["source_date"] else None
        value = None if row["value"] == "unknown" else row["value"]
        source = Source(title, cast(Any, row["source_kind"] or "own"), day)
        yield Assertion(subject, row["fact"], value, source, row["found_by"], row["note"] or None)


def _with_derived(sources: Sequence[Assertion], settled: Mapping[Column, Settled]) -> Iterator[Assertion]:
    """The statements, and beside them where else a value comes from that none of them gives."""
    yield from sources
    said: dict[Column, set[object]] = {}
    for entry in sources:
        said.setdefault((entry.subject, fact_of(entry.fact)), set()).add(entry.value)
    told: set[Column] = set()
    for (subject, column), known in settled.items():
        fact = fact_of(column)
        key, follows = (subject, fact), _FOLLOWS.get(fact, _FOLLOWS.get(fact.partition(".")[0]))
        if follows is None or key in told or (key in said and vocabulary()[fact].type == "set"):
            continue
        if not {show(value) for value in known.candidates} <= said.get(key, set()):
            told.add(key)
            follows = _UNDECLARED if subject == f"party:{UNDECLARED_END_USER}" else follows
            yield Assertion(subject, fact, follows, Source(follows), "derived")
