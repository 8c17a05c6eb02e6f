"""Small results, made by the engine from rows in a table as a book leaves them."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st
from own_database import own_database

import duecare
from duecare.facts import FactType, Value, vocabulary
from duecare.facts.language import parse_condition
from duecare.guidance import Guidance, RedFlag, load_guidance
from duecare.portfolio.book.numbered import numbered
from duecare.portfolio.judging.rules_said import rules_said
from duecare.portfolio.result.result_folder import written_whole
from duecare.portfolio.review import write_reviewed
from duecare.portfolio.subjects.looking import Sources
from duecare.review import Policy, load_policy
from duecare.review.policy import build_policy, compile_policy

DAY = datetime.date(2026, 11, 26)
Rows = list[dict[str, str]]
NAMES = ("Acme Ltd", "公安部", "Ministry of Interior", "Telecom AB", "شرطة", "Joe Shop")
INTERESTED = ("end_user.government_tie", "transaction.end_use_refused", "item.covert")


def small_rows(size: int, seed: int = 1) -> Rows:
    """Rows of a book, seeded: few names, many facts that are not known, some that an interested party states."""
    draw = random.Random(seed)
    return [_row(draw, f"T{number}") for number in range(size)]


def _row(draw: random.Random, name: str) -> dict[str, str]:
    row = {"id": name, "state": draw.choice(("running", "ended")), "owner": draw.choice(("A. Weber", "B. Ode"))}
    row["value"], row["date"] = str(draw.randint(1, 900)), f"2026-0{draw.randint(1, 9)}-01"

    def put(column: str, chance: float, *values: str) -> None:
        if draw.random() < chance:
            row[column] = draw.choice(values or _values(vocabulary()[_fact(column)]))

    put("item.name", 0.9, "Face recognition software", "Desk lamp", "Network switch", "Interception suite")
    put("item.description", 0.4, "Watchlist matching of faces in crowds", "An office lamp")
    for short in ("matching", "reach", "covert", "misuse_precedent"):
        put(f"item.{short}", 0.3)
    for role in ("end_user", "purchaser", "reseller", "intermediate_consignee", "exporter", "freight_forwarder"):
        if draw.random() < (0.9 if role == "end_user" else 0.3):
            put(f"{role}.name", 0.9, *NAMES)
            put(f"{role}.country", 0.7, "CN", "RU", "NO", "TR", "HK")
        for short in ("kind", "government_tie", "abuse_record", "opaque"):
            put(f"{role}.{short}", 0.3 if role == "end_user" else 0.1)
    put("place.country", 0.6, "CN", "RU", "NO", "TR")
    put("destination.country", 0.4, "CN", "RU", "TR", "AE")
    put("transit.country", 0.2, "AE", "TR", "CN")
    if "place.country" in row:
        put("place.ongoing_crackdown", 0.3)
    put("gate", 0.6)
    put("stated_end_use", 0.5)
    for short in ("end_use_refused", "destination_evaded", "licence_status", "exporter_us"):
        put(f"transaction.{short}", 0.3)
    put("use.group_targeting", 0.2)
    return row


def _fact(column: str) -> str:
    about, _, short = column.partition(".")
    if not short:
        return f"transaction.{about}"
    entity = about if about in ("item", "transaction", "use") else "country" if about == "place" else "party"
    return f"{entity}.{short}"


def _values(fact: FactType) -> Sequence[str]:
    return ("true", "false") if fact.type == "boolean" else fact.domain


def provenance(rows: Rows) -> dict[str, tuple[str, str]]:
    """Where each column comes from."""
    columns = sorted({column for row in rows for column in row})
    return {name: ("end-use statement", "interested") if name in INTERESTED else ("order book", "own")
            for name in columns}  # fmt: skip


@dataclass(frozen=True)
class Inputs:
    """What a result is judged with, and what its manifest says beside the days."""

    guidance: Guidance
    policy: Policy
    manifest: Mapping[str, Any]


def shipped(*, guidance: Guidance | None = None, policy: Policy | None = None) -> Inputs:
    """The instruments and the policy that ship with Duecare, or others, with all that a manifest says of them."""
    rules, table = guidance or load_guidance(), policy or load_policy()
    manifest = {
        "engine": duecare.__version__,
        "policy": f"{table.id} {table.version}",
        "policy_hash": table.hash,
        "vocabulary_hash": vocabulary().hash,
        "instruments": dict(rules.hashes),
        "rules": rules_said(rules, DAY),
    }
    return Inputs(rules, table, manifest)


def other_policy() -> Policy:
    """A policy by which an item of no severity calls for the same as a grave one."""
    document = compile_policy()["policy"]
    document["id"], document["table"] = (
        "stern",
        {size: ["elevated", "high", "severe", "severe"] for size in (1, 2, 3, 4)},
    )
    return build_policy(document, "0" * 64)


def with_condition(flag: str, condition: str) -> Guidance:
    """The shipped instruments with another condition for one red flag."""
    rules = load_guidance()
    entry = rules.entries[flag]
    assert isinstance(entry, RedFlag)
    other = replace(entry, condition=parse_condition(condition, vocabulary()))
    hashes = {**rules.hashes, entry.instrument: "f" * 64}
    return Guidance(rules.instruments, {**rules.entries, flag: other}, rules.concerns, rules.corresponds, hashes)


Stated = tuple[str, tuple[Value, ...]]


@st.composite
def stated(draw: st.DrawFn) -> Stated:
    """A column and candidate values that it can have."""
    fact = draw(st.sampled_from(list(vocabulary().facts.values())))
    kinds = {
        "boolean": st.booleans(),
        "set": st.booleans(),
        "number": st.floats(fact.minimum, fact.maximum, allow_nan=False) | st.integers(0, 100),
        "date": st.dates(),
    }
    values = kinds[fact.type] if fact.type in kinds else st.sampled_from(fact.domain)
    column = f"{fact.name}#{draw(st.sampled_from(fact.domain))}" if fact.type == "set" else fact.name
    return column, tuple(draw(st.lists(values, min_size=1, max_size=3, unique=True)))


def write_small(folder: Path, rows: Rows, inputs: Inputs | None = None) -> Path:
    """Review rows as a book and write the result; gives the folder."""
    given = inputs or shipped()
    columns = sorted({column for row in rows for column in row})
    with own_database() as connection:
        named = ", ".join(f'"{column}" VARCHAR' for column in columns)
        connection.execute(f"CREATE TABLE book (row BIGINT, source VARCHAR, {named})")
        values = [[at, "orders.csv", *(row.get(column) for column in columns)] for at, row in enumerate(rows, start=1)]
        connection.executemany(f"INSERT INTO book VALUES ({', '.join('?' * (len(columns) + 2))})", values)
        book = numbered(connection, columns, provenance(rows))
        sources = Sources(DAY, DAY, provenance(rows))
        days = {"known_at": DAY.isoformat(), "law_at": DAY.isoformat()}
        manifest = {**days, **given.manifest}
        with written_whole(folder, manifest) as beside:
            manifest |= write_reviewed(beside, connection, columns, book, sources, given.guidance, given.policy)
    return folder


def rows_of(folder: Path, table: str) -> list[tuple[Any, ...]]:
    """The rows of a table, in one order."""
    path = f"{folder}/{table}/*.parquet"
    return sorted(duckdb.read_parquet(path).fetchall(), key=repr)


def change_row(folder: Path, at: int, **values: Any) -> None:
    """Put other values into one row of `transactions`, in the order of the file."""
    (path,) = (folder / "transactions").iterdir()
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[at] |= values
    pq.write_table(pa.Table.from_pylist(rows, table.schema), path)
