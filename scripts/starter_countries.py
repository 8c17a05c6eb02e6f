"""Derive src/duecare/snapshots/starter/countries.json from treaty status, EAR groups, shutdown events and V-Dem.

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

from duecare.errors import InputError
from duecare.places import country_code
from duecare.snapshots.starter.bands import band_letter

OUT = Path(__file__).resolve().parent.parent / "src/duecare/snapshots/starter"
TREATIES = {"iccpr": "iccpr", "iccpr_op1": "op1", "cat": "cat"}
# Errors found in the copy of August 2022, and what it does not cover; recollected, to be checked at treaties.un.org.
CORRECTIONS: dict[str, dict[str, tuple[str, int | None]]] = {
    "SB": {"iccpr": ("none", None)},
    "TV": {"iccpr": ("none", None)},
    "SS": {"iccpr": ("party", 2024)},
    "PS": {"iccpr": ("party", 2014), "op1": ("none", None), "cat": ("party", 2014)},
    "VA": {"iccpr": ("none", None), "op1": ("none", None), "cat": ("party", 2002)},
}
# Neither members nor observers of the UN: no row is no statement.
SPELLED = {"SriLanka": "LK", "DemocraticRepublicCongo": "CD"}  # as the event table writes them
RETIRED = {"TP": "TL"}  # codes that ISO 3166 has withdrawn, as the treaty table still writes them
UNLISTED = ("XK", "TW", "HK")
FIRST_YEAR = 1990
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
    for row in rows(folder / "treaties/un_hr_treaty_status_2022-08.csv"):
        code = RETIRED.get(row["iso2"], row["iso2"])
        fixed = CORRECTIONS.get(code, {})
        treaties = {}
        for column, short in TREATIES.items():
            year = row[f"{column}_year"]
            status, when = fixed.get(short, (row[column], int(float(year)) if year else None))
            treaties[short] = [
                "signed" if status == "signatory" else status,
                when,
                "memory" if short in fixed else "read",
            ]
        out[code] = {"treaties": treaties}
    for code in ("PS", "VA"):
        fixed = CORRECTIONS[code]
        out[code] = {"treaties": {short: [status, when, "memory"] for short, (status, when) in fixed.items()}}
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
    for code, letters in bands(folder).items():
        if code in out:
            out[code]["bands"] = letters
    lines = (f"{json.dumps(code)}: {json.dumps(out[code], ensure_ascii=False)}" for code in sorted(out))
    (OUT / "countries.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(len(out), "countries,", sum("bands" in row for row in out.values()), "with bands")


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


def bands(folder: Path) -> dict[str, str]:
    found: dict[str, dict[int, str]] = {}
    for row in rows(folder / "vdem/vdem_v16_owid_core_1990_2025.csv"):
        values = [row[name] for name in ("v2x_clphy", "v2x_civlib", "v2x_rule", "v2x_freexp_altinf")]
        if all(values):
            code = country_code(row["iso3"])
            found.setdefault(code, {})[int(row["year"])] = band_letter(*(float(value) for value in values))
    years = range(FIRST_YEAR, 2026)
    return {code: "".join(letters.get(year, "-") for year in years) for code, letters in found.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
