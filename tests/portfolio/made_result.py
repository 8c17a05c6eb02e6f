"""A made-up result folder, exactly after `duecare.portfolio.result.schema`: 300 transactions over 20 signatures."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from duecare.facts import vocabulary
from duecare.guidance import load_guidance
from duecare.portfolio.result.schema import SCHEMA, TABLES
from duecare.review import LEVELS
from duecare.review.policy import ADVICE, INDICATIONS

Rows = list[dict[str, Any]]
HOSTILE = '</script><script>alert(1)</script> & "x" [bold]y[/bold] \x1b[31m\u202e=1+1'
POLICE = "شرطة المدينة"
FACTS = {
    "party.kind": "P0",
    "party.listed": "P0",
    "party.government_tie": "P0",
    "item.capability": "I",
    "item.reach": "I",
    "country.practice_band": "C0",
    "use.against_protected_people": "U",
    "transaction.stated_end_use": "T",
}
USERS = (POLICE, HOSTILE, "City police", "Harbour Logistics", "Ministry of the Interior", "Nordic Fire Service")
ITEMS = ("Face search", HOSTILE, "Thermal camera", "人脸识别系统", "Router")
COUNTRIES = ("TR", "BY", "NO", "CN", "CN-XJ", "GI", "DE", "US")
KINDS = ("police", "military", "private_company", "ministry", "fire_rescue", "")
TIES = ("government", "controlled", "none", None)
RECORDS = ("official", "media", "none_known", None)


def made_tables(transactions: int = 300, signatures: int = 20, seed: int = 1) -> dict[str, Rows]:
    """The tables of a result as rows, seeded; some transactions are judged by themselves, some are on hold."""
    draw = random.Random(seed)
    parties = [{"name": name, "tie": draw.choice(TIES), "record": draw.choice(RECORDS)} for name in USERS]
    signed = [_signature(draw, number) for number in range(signatures)]
    tables: dict[str, Rows] = {name: [] for name in TABLES}
    for number in range(transactions):
        alone = draw.random() < 0.03
        tables["transactions"].append(_transaction(draw, number, draw.choice(signed), alone=alone))
    for number, one in enumerate(signed):
        _judged(draw, number, one, tables)
    for number, party in enumerate(parties):
        tables["subjects"].append({"kind": "party", "number": number, "name": party["name"], "country": "TR"})
        for fact in ("government_tie", "abuse_record"):
            value = party["tie" if fact == "government_tie" else "record"]
            if value is not None:
                tables["facts"].append({
                    "kind": "party", "number": number, "fact": f"party.{fact}", "value": value,
                    "source": f"Register of {HOSTILE}", "source_kind": "official", "source_date": "2026-03-01",
                    "found_by": "agency register", "note": "",
                })  # fmt: skip
    for row in range(7):
        said = {"column": "country", "value": HOSTILE, "reason": "is not a country that Duecare knows"}
        tables["rejects"].append({"source": "orders.csv", "row": 900 + row, **said})
    return tables


def write_result(folder: Path, tables: Mapping[str, Rows], manifest: Mapping[str, Any] | None = None) -> Path:
    """Write tables as a result folder and return it."""
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    types = {
        "string": arrow.string(), "int64": arrow.int64(), "int32": arrow.int32(), "int16": arrow.int16(),
        "int8": arrow.int8(), "double": arrow.float64(), "float": arrow.float32(), "bool": arrow.bool_(),
        "list<int32>": arrow.list_(arrow.int32()), "list<string>": arrow.list_(arrow.string()),
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns in TABLES.items():
        schema = arrow.schema([(column, types[kind]) for column, (kind, _) in columns.items()])
        (folder / name).mkdir(exist_ok=True)
        parquet.write_table(arrow.Table.from_pylist(tables[name], schema), folder / name / "part-00000.parquet")
    said = manifest if manifest is not None else {"schema": SCHEMA, "known_at": "2026-11-26", "rows": {"book": 300}}
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


def _signature(draw: random.Random, number: int) -> dict[str, Any]:
    """What the transactions of one signature share."""
    known = draw.choice((0, 0, 1, 1, 2, 2, 3))
    possible = draw.randint(known, 3)
    hold = draw.choice(("item", "end_user", "place")) if number % 7 == 3 else ""
    kinds = KINDS[:-1]
    return {
        "number": number,
        "known": known,
        "possible": possible,
        "hold": hold,
        "capabilities": "" if hold == "item" else draw.choice(("facial_recognition,video_analytics", "none", "drone")),
        "kind": "" if hold == "end_user" else draw.choice(kinds),
        "country": "" if hold == "place" else draw.choice(COUNTRIES),
        "roles": draw.choice(([], ["distributor"], ["purchaser", "distributor"])),
        "stops": (draw.choice((0, 0, 1)), draw.choice((0, 1, 2))),
        "raised": draw.randint(0, 9),
        "open": draw.randint(0, 12),
    }


def _transaction(draw: random.Random, number: int, one: Mapping[str, Any], *, alone: bool) -> dict[str, Any]:
    user, item = draw.randrange(len(USERS)), draw.randrange(len(ITEMS))
    return {
        "transaction": HOSTILE if number == 5 else f"SO-{number:04d}",
        "row": number + 1,
        "source": "orders.csv",
        "signature": -1 if alone else one["number"],
        "outcome": -1 if alone else one["number"],
        "item": item,
        "end_user": user,
        "others": list(range(1, len(one["roles"]) + 1)),
        "other_roles": one["roles"],
        "place": 0,
        "deal": number,
        "use": 0,
        "known": LEVELS[one["known"]],
        "possible": LEVELS[one["possible"]],
        "hold": one["hold"],
        "advice": "hold" if one["hold"] else ADVICE[one["known"]],
        "severity_known": one["known"] + 1,
        "severity_possible": one["possible"] + 1,
        "indications_known": INDICATIONS[one["known"]],
        "indications_possible": INDICATIONS[one["possible"]],
        "depth": "enhanced",
        "stops": one["stops"][0],
        "stops_possible": one["stops"][1],
        "raised": one["raised"],
        "open": one["open"],
        "deciding": 2,
        "item_name": ITEMS[item],
        "capabilities": one["capabilities"],
        "end_user_name": USERS[user],
        "end_user_kind": one["kind"],
        "country": one["country"],
        "date": "2026-05-01",
        "quantity": draw.choice((None, 12.0)),
        "value": draw.choice((None, 12345.5)),
        "currency": "EUR",
        "framework": draw.choice(("", "FA-12")),
        "state": draw.choice(("running", "running", "ended", "planned", "")),
        "owner": draw.choice(("A. Weber", HOSTILE, "")),
        "due": draw.choice(("2027-01-31", "2026-12-01", "")),
    }


def _judged(draw: random.Random, number: int, one: Mapping[str, Any], tables: dict[str, Rows]) -> None:
    """The findings, stops and questions of a signature. A rule about a party may stand under two slots."""
    guidance = load_guidance()
    statuses = ["raised"] * one["raised"] + ["open"] * one["open"]
    slots = {"transaction": ["T"], "item": ["I"], "use": ["U"], "country": ["C0"], "party": ["P0", "P1"]}
    for flag, status in zip(draw.sample(guidance.flags, len(statuses)), statuses, strict=True):
        for slot in slots[flag.subject]:
            if slot == "P1" and not one["roles"]:
                continue
            seen = draw.choice(("raised", "open")) if slot == "P1" else status
            row = {"outcome": number, "rule": flag.id, "slot": slot, "status": seen}
            tables["findings"].append({**row, "weight": flag.weight, "group": flag.group})
    kinds = ["stands"] * one["stops"][0] + ["possible"] * one["stops"][1]
    for stop, status in zip(draw.sample(guidance.stops, len(kinds)), kinds, strict=True):
        tables["stops"].append({"outcome": number, "rule": stop.id, "slot": "P0", "status": status})
    for fact, slot in FACTS.items():
        if fact not in vocabulary().facts or draw.random() < 0.3:
            continue
        for place in (slot, "P1", "P2")[: 1 + len(one["roles"])] if fact == "party.listed" else (slot,):
            worst = draw.randint(one["known"], one["possible"])
            best = draw.randint(one["known"], one["possible"])
            tables["questions"].append({
                "outcome": number, "fact": fact, "slot": place, "score": draw.random(),
                "decides": worst > one["known"] or best < one["possible"], "worst": LEVELS[worst], "best": LEVELS[best],
            })  # fmt: skip
