"""Derive src/duecare/places/names.json from the public-domain country codes (datasets/country-codes, ODC-PDDL).

Run at development time: python scripts/starter_places.py ../shared/data/countries/metadata/datasets_country-codes.csv
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path

from starter_places_extra import ALIASES, ENGLISH, GERMAN, OVERRIDES, SUBDIVISIONS

from duecare.places.places import fold

OUT = Path(__file__).resolve().parent.parent / "src/duecare/places/names.json"
COLUMNS = {"en": "English", "fr": "French", "es": "Spanish", "ru": "Russian", "ar": "Arabic", "zh": "Chinese"}
OFFICIAL = {"en": "en", "fr": "fr", "es": "es", "ru": "ru", "ar": "ar", "zh": "cn"}


def cleaned(text: str) -> str:
    """The bare name: notes in brackets and a trailing article go, 'Congo (the)' and 'Tchad (le) [masc.]'."""
    text = re.sub(r"[(\[*].*$", "", text).strip()
    return re.sub(r"\s+", " ", text).strip(" ,")


def main(source: Path) -> None:
    places: dict[str, dict[str, list[str] | str]] = {}
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["ISO3166-1-Alpha-2"]
            if not code:
                continue
            names: dict[str, list[str]] = {}
            for lang, word in COLUMNS.items():
                found = [
                    cleaned(row[f"UNTERM {word} Short"]),
                    cleaned(row[f"UNTERM {word} Formal"]),
                    cleaned(row[f"official_name_{OFFICIAL[lang]}"]),
                ]
                if lang == "en":
                    # "Iran (Islamic Republic of)" and "Iran, Islamic Republic of" fold to the same words.
                    found = [row["CLDR display name"].strip(), *found, row["official_name_en"].strip()]
                names[lang] = list(dict.fromkeys(name for name in found if name))
            if code in GERMAN:
                names["de"] = GERMAN[code].split("|")
            places[code] = {"a3": row["ISO3166-1-Alpha-3"], **{k: v for k, v in names.items() if v}}
    for code, extra in (*OVERRIDES.items(), *SUBDIVISIONS.items()):
        places[code] = {**places.get(code, {}), **extra}
    for code, english in ENGLISH.items():
        places[code]["en"] = list(dict.fromkeys([english, *places[code]["en"]]))
    for code, text in ALIASES.items():
        places[code]["alias"] = text.split("|")
    rows = (f"{json.dumps(code)}: {json.dumps(places[code], ensure_ascii=False)}" for code in sorted(places))
    OUT.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    index: dict[str, str] = {}
    for code in sorted(places):
        for names in places[code].values():
            for written in [names] if isinstance(names, str) else names:
                index.setdefault(fold(written), code)
    lines = (f"{json.dumps(folded, ensure_ascii=False)}: {json.dumps(index[folded])}" for folded in sorted(index))
    OUT.with_name("index.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(len(places), "places,", OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
