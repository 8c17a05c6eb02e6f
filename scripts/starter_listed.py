# ruff: noqa: E501
"""Derive the starter's listed parties and their index from US Government lists (public domain).

Names, aliases, Federal Register citations and dates of the Entity List and of NS-CMIC are read from the copies;
OFAC's own dates, which the copies lack, are recollected and marked so.
Run: PYTHONPATH=src:scripts python scripts/starter_listed.py ../shared/data/lists
"""

from __future__ import annotations

import csv
import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from starter_listed_choice import CMIC, ENTITY_LIST, GONE, OWN_SCRIPT, SDN, SDN_GONE, WORDS

from duecare.names import normalise

OUT = Path(__file__).resolve().parent.parent / "src/duecare/snapshots/starter"
COUNTRIES = {
    "China": "CN",
    "Russia": "RU",
    "Burma": "MM",
    "Israel": "IL",
    "Greece": "GR",
    "Hungary": "HU",
    "Ireland": "IE",
    "North Macedonia": "MK",
    "Singapore": "SG",
    "Nicaragua": "NI",
    "Belarus": "BY",
}
ORDER = (
    "id",
    "name",
    "aliases",
    "country",
    "kind",
    "list",
    "programme",
    "effect",
    "listed_on",
    "delisted_on",
    "citation",
    "reason",
    "source",
    "retrieved",
    "confidence",
    "note",
)


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", normalise(text)).strip("-")[:60].strip("-")


def entity_list(folder: Path) -> list[dict[str, Any]]:
    entities = json.loads((folder / "nsfreg_bis_csl_2026/bis_entity_list.json").read_text(encoding="utf-8"))["entities"]
    rows: dict[str, dict[str, Any]] = {}
    for pattern, names, reason, programme in ENTITY_LIST:
        for entity in entities:
            cites = re.findall(r"(\d+ FR \d+), ?(\d+/\d+/\d+)", re.sub(r"\s+", " ", entity["federal_register"] or ""))
            if not cites or not any(cite == pattern for cite, _ in cites):
                continue
            if names and not any(re.search(one, entity["name"]) for one in names):
                continue
            key = slug(entity["name"])
            if key in rows:
                continue  # the same entity stands once for each country where it has an address
            cite, date = cites[0]
            rows[key] = {
                "id": f"us-bis-el-{key}",
                "name": entity["name"],
                "aliases": list(entity["aliases"]),
                "country": COUNTRIES[entity["country"]],
                "kind": kind(entity["name"]),
                "list": "US-BIS-EL",
                "programme": programme,
                "effect": "licence_duty",
                "listed_on": day(date),
                "delisted_on": None,
                "citation": cite,
                "reason": reason,
                "source": "Supplement No. 4 to 15 CFR Part 744",
                "retrieved": "2026-07-09",
                "confidence": "read",
                "note": None,
            }
        if not any(row["reason"] == reason for row in rows.values()):
            raise SystemExit(f"nothing chosen from {pattern} {names}")
    return list(rows.values())


def day(text: str) -> str:
    return datetime.strptime(text, "%m/%d/%y").date().isoformat()


def kind(name: str) -> str:
    body = r"Public Security|Police|Ministry|Corps|Academy of El|Intelligence|Security Service|Security Committee|Troops|Alpha"
    return "body" if re.search(body, name) else "company"


def cmic(folder: Path) -> list[dict[str, Any]]:
    rows = []
    for entity in json.loads((folder / "nsfreg_bis_csl_2026/ofac_nscmic.json").read_text(encoding="utf-8"))["entities"]:
        match = re.search(r"Listing Date \(CMIC\): (\d\d \w{3} \d{4})", entity["notes"])
        if entity["name"] not in CMIC or match is None:
            continue
        rows.append(
            {
                "id": f"us-ofac-cmic-{slug(entity['name'])}",
                "name": entity["name"],
                "aliases": list(entity["aliases"]),
                "country": "CN",
                "kind": "company",
                "list": "US-OFAC-CMIC",
                "programme": "CMIC-EO13959",
                "effect": "review",
                "listed_on": datetime.strptime(match[1], "%d %b %Y").date().isoformat(),
                "delisted_on": None,
                "citation": "NS-CMIC List, EO 13959 as amended by EO 14032",
                "reason": "In the defence or surveillance technology sector of China; US persons may not trade its securities.",
                "source": "OFAC NS-CMIC List",
                "retrieved": "2026-07-09",
                "confidence": "read",
                "note": None,
            }
        )
    if len(rows) != len(CMIC):
        raise SystemExit(f"{set(CMIC) - {row['name'] for row in rows}} not in the NS-CMIC list")
    return rows


def sdn(folder: Path) -> list[dict[str, Any]]:
    current = {}
    with (folder / "ofac_names_2026/names.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            current[record["entity_id"]] = record["names"]
    with (folder / "ofac_2023/sdn.csv").open(encoding="utf-8", newline="") as file:
        older = {row["ID"]: row["Name"] for row in csv.DictReader(file)}
    rows = []
    for line in SDN.strip().splitlines():
        number, country, sort, programme, date, word, *own = (part.strip() for part in line.split("|"))
        names = [name["full_name"] for name in sorted(current[int(number)], key=lambda name: not name["is_primary"])]
        if sort == "person":
            names += [f"{given} {family}" for family, _, given in [older.get(number, "").partition(", ")] if given]
        names = [WORDS.get(name, name) for name in dict.fromkeys([*names, *own])]
        rows.append(
            sdn_row(
                number,
                names,
                country,
                sort,
                programme,
                date,
                None,
                WORDS[word],
                "OFAC SDN names, early 2026",
                "2026-02-28",
            )
        )
    for line in SDN_GONE.strip().splitlines():
        number, country, sort, programme, date, end, word, *own = (part.strip() for part in line.split("|"))
        if int(number) in current:  # read as listed, remembered as removed: the row says that the two differ
            source, retrieved = "OFAC SDN names, early 2026", "2026-02-28"
            note = "The copy of early 2026 still has this name; its removal is recollected. Check the list."
        else:
            source, retrieved = "OFAC SDN List, late 2022", "2022-12-31"
            note = "Not in the copy of early 2026; the day of removal is recollected."
        reason = WORDS[word]
        rows.append(sdn_row(number, own, country, sort, programme, date, end, reason, source, retrieved, note))
    return rows


def sdn_row(
    number: str,
    names: list[str],
    country: str,
    sort: str,
    programme: str,
    date: str,
    end: str | None,
    reason: str,
    source: str,
    retrieved: str,
    note: str | None = None,
) -> dict[str, Any]:
    return {
        "id": f"us-ofac-sdn-{number}",
        "name": names[0],
        "aliases": list(dict.fromkeys(names[1:])),
        "country": country,
        "kind": sort,
        "list": "US-OFAC-SDN",
        "programme": programme,
        "effect": "blocked",
        "listed_on": date,
        "delisted_on": end,
        "citation": f"OFAC action of {date}; SDN entry {number}",
        "reason": reason,
        "source": source,
        "retrieved": retrieved,
        "confidence": "memory",
        "note": note or "Names read from the list; the date of designation is recollected.",
    }


def main(folder: Path) -> None:
    rows = [*entity_list(folder), *GONE, *cmic(folder), *sdn(folder)]
    for row in rows:
        row["aliases"] = [
            *row["aliases"],
            *(name for name in OWN_SCRIPT.get(row["id"], ()) if name not in row["aliases"]),
        ]
    rows.sort(key=lambda row: row["id"])
    if len({row["id"] for row in rows}) != len(rows):
        raise SystemExit("an id stands twice")
    lines = (json.dumps({key: row[key] for key in ORDER}, ensure_ascii=False) for row in rows)
    (OUT / "listed_parties.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    index: dict[str, list[list[str]]] = {}
    for row in rows:
        for name in dict.fromkeys([row["name"], *row["aliases"]]):
            held = index.setdefault(normalise(name), [])
            if all(one != row["id"] for one, _ in held):
                held.append([row["id"], name])
    lines = (
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(index[key], ensure_ascii=False)}" for key in sorted(index)
    )
    (OUT / "listed_index.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(len(rows), "parties,", len(index), "names")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
