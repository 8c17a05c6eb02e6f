"""Small results, made by the engine from rows in a table as a book leaves them."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from duecare.facts import FactType, vocabulary
from duecare.guidance import Guidance, load_guidance
from duecare.portfolio.entities import Sources
from duecare.portfolio.numbered import numbered
from duecare.portfolio.run import reviewed
from duecare.portfolio.tables import write_result
from duecare.review import Policy, load_policy

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


def shipped(**manifest: Any) -> Inputs:
    """The instruments and the policy that ship with Duecare."""
    return Inputs(load_guidance(), load_policy(), manifest)


def write_small(folder: Path, rows: Rows, inputs: Inputs | None = None) -> Path:
    """Review rows as a book and write the result; gives the folder."""
    given = inputs or shipped()
    columns = sorted({column for row in rows for column in row})
    with duckdb.connect() as connection:
        named = ", ".join(f'"{column}" VARCHAR' for column in columns)
        connection.execute(f"CREATE TABLE book (row BIGINT, source VARCHAR, {named})")
        values = [[at, "orders.csv", *(row.get(column) for column in columns)] for at, row in enumerate(rows, start=1)]
        connection.executemany(f"INSERT INTO book VALUES ({', '.join('?' * (len(columns) + 2))})", values)
        book = numbered(connection, columns, provenance(rows))
        sources = Sources(DAY, DAY, provenance(rows))
        looked, profiles, groups, found = reviewed(book, sources, given.guidance, given.policy)
        days = {"known_at": DAY.isoformat(), "law_at": DAY.isoformat()}
        manifest = {**days, **given.manifest}
        write_result(folder, connection, columns, book, looked, groups, found, profiles, given.guidance, manifest)
    return folder


def rows_of(folder: Path, table: str) -> list[tuple[Any, ...]]:
    """The rows of a table, in one order."""
    path = str(folder / f"{table}.parquet")
    return sorted(duckdb.read_parquet(path).fetchall(), key=repr)
