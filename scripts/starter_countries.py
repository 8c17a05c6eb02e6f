"""Derive the starter's countries.json and observations.json from treaty status, EAR groups, shutdown events and V-Dem.

`scripts/starter_profiles.py` then makes the practice profiles from observations.json.

Run: PYTHONPATH=src:scripts python scripts/starter_countries.py ../shared/data/countries
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from starter_measures_choice import ARMS, INTERCEPTION, PROGRAMMES

from duecare.countries.profile.policy import policy
from duecare.countries.sources.formats import FORMATS
from duecare.countries.sources.record import Edition, Observation, TreatyStatus
from duecare.errors import InputError
from duecare.places import country_code

OUT = Path(__file__).resolve().parent.parent / "src/duecare/snapshots/starter"
TREATIES = ("iccpr", "op1", "cat")
SPELLED = {"SriLanka": "LK", "DemocraticRepublicCongo": "CD"}  # as the event table writes them
UNLISTED = ("XK", "TW", "HK")
# Where the groups of July 2026 are known to be younger than 2021: the day since which they have stood, recollected.
EAR_SINCE = {"NI": "2024-03-15", "KH": "2026-02-04", "CY": "2022-10-01", "ET": "2021-11-12", "RU": "2021-03-18"}


def rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def measures(text: str) -> dict[str, list[list[str | None]]]:
    found: dict[str, list[list[str | None]]] = {}
    for line in text.strip().splitlines():
        code, authority, instrument, start, end, basis = line.split("|")
        found.setdefault(code, []).append([authority, instrument, start, end or None, basis])
    return found


def main(folder: Path) -> None:
    out: dict[str, dict[str, Any]] = {}
    for code, treaties in statuses(folder).items():
        out[code] = {"treaties": treaties}
    for code in UNLISTED:
        out[code] = {}
    for row in rows(folder / "ear/ear_country_groups_2026.csv"):
        groups = [group for group in row if ":" in group and row[group] == "1"]
        if row["iso2"] == "IS":
            groups.remove("A:1")  # would make 43 Wassenaar states; 42 take part, Iceland not among them
        out.setdefault(row["iso2"], {})["ear"] = groups
    out["HK"]["ear"] = out["CN"]["ear"]  # 85 FR 83765 (23 Dec 2020): Hong Kong is no longer a separate destination
    for code, held in out.items():
        held.setdefault("ear", [])
        if code in EAR_SINCE:
            held["ear_since"] = EAR_SINCE[code]
    for key, text in (("arms_embargoes", ARMS), ("interception_bans", INTERCEPTION), ("programmes", PROGRAMMES)):
        for code, found in measures(text).items():
            out[code][key] = found
    for code, years in shutdowns(folder).items():
        if code in out:
            out[code]["shutdowns"] = sorted(years)
    lines = (f"{json.dumps(code)}: {json.dumps(out[code], ensure_ascii=False)}" for code in sorted(out))
    (OUT / "countries.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(len(out), "countries")
    write_observations(folder)


def statuses(folder: Path) -> dict[str, dict[str, list[Any]]]:
    """Status, year and basis by country and treaty; what an override changed is from memory until it is checked."""
    edition = FORMATS["treaty-table"].read([folder / "treaties/un_hr_treaty_status_2022-08.csv"])
    changed = {tuple(one.where.rpartition(", ")[2].split()) for one in edition.corrections}
    found: dict[str, dict[str, list[Any]]] = {}
    for record in edition.records:
        if isinstance(record, TreatyStatus) and record.treaty in TREATIES:
            basis = "memory" if (record.country, record.treaty) in changed else "read"
            year = record.day.year if record.day is not None else None
            found.setdefault(record.country, {})[record.treaty] = [record.status, year, basis]
    return {code: {name: held[name] for name in TREATIES if name in held} for code, held in found.items()}


def shutdowns(folder: Path) -> dict[str, set[int]]:
    """The years in which a shutdown of each country began."""
    found: dict[str, set[int]] = {}
    missed = set()
    for row in rows(folder / "shutdowns/keepiton_events_2016_2022.csv"):
        started = row["start_date"][:4] if row["start_date"][:4].isdigit() else row["year"]
        for part in row["country"].split("/"):
            try:
                code = country_code(SPELLED.get(part, part))
            except InputError:
                missed.add(part)
                continue
            if 2016 <= int(started) <= 2022:
                found.setdefault(code, set()).add(int(started))
    print("not resolved:", missed)
    return found


# Each copy of V-Dem at hand, the newest version first, with the day on which that version came out.
COPIES = (
    ("vdem/vdem_v16_owid_core_1990_2025.csv", "2026-03-17", "CC BY 4.0; through Our World in Data"),
    ("vdem/vdem_v14_vdemlite_indicators_1990_2023.csv", "2024-03-07", "CC BY 4.0; through vdemlite (CC BY-SA 4.0)"),
    ("aigs/feldstein_digital_repression_2021_DR_DI.csv", "2022-03-01", "CC BY 4.0; through S. Feldstein, 2021"),
)


def write_observations(folder: Path) -> None:
    """Only what the policy reads, of each indicator the newest version alone, rounded as V-Dem publishes it."""
    wanted, taken, datasets = set(policy().indicators), set(), []
    for name, published, licence in COPIES:
        edition = FORMATS["vdem"].read([folder / name])
        values = by_indicator(edition, wanted - taken)
        taken |= set(values)
        first = min(year for countries in values.values() for years in countries.values() for year in years)
        datasets.append(
            {
                "source": "vdem",
                "dataset": edition.dataset,
                "published": published,
                "licence": licence,
                "first_year": first,
                "values": {
                    indicator: {code: row(years, first) for code, years in sorted(countries.items())}
                    for indicator, countries in sorted(values.items())
                },
            }
        )
    text = ",\n".join(dataset_text(one) for one in datasets)
    (OUT / "observations.json").write_text('{"datasets": [\n' + text + "\n]}\n", encoding="utf-8")
    print(len(taken), "indicators:", ", ".join(sorted(taken)))


def by_indicator(edition: Edition, wanted: set[str]) -> dict[str, dict[str, dict[int, float]]]:
    found: dict[str, dict[str, dict[int, float]]] = {}
    for record in edition.records:
        if isinstance(record, Observation) and record.indicator in wanted:
            found.setdefault(record.indicator, {}).setdefault(record.country, {})[record.year] = round(record.value, 3)
    return found


def row(years: dict[int, float], first: int) -> list[float | None]:
    return [years.get(year) for year in range(first, max(years) + 1)]


def dataset_text(one: dict[str, Any]) -> str:
    """A country and indicator a line."""
    head = {key: value for key, value in one.items() if key != "values"}
    lines = []
    for indicator, countries in one["values"].items():
        rows = ",\n".join(f"{json.dumps(code)}: {json.dumps(values)}" for code, values in countries.items())
        lines.append(f"{json.dumps(indicator)}: {{\n{rows}\n}}")
    return json.dumps(head)[:-1] + ', "values": {\n' + ",\n".join(lines) + "\n}}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
