"""A data folder with small files of many country sources, made by hand and taken in as a user's are."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from duecare.countries import CountryData
from duecare.countries.sources.reading import country_reading
from duecare.snapshots import SOURCES, Home, Outcome, Store, import_files

sys.path.insert(0, str(Path(__file__).resolve().parent / "sources"))

import official_samples as samples

DAY = datetime.date(2026, 11, 26)
CODES = {"Belarus": "BLR", "Norway": "NOR", "China": "CHN", "Uruguay": "URY", "Andorra": "AND",
         "Liechtenstein": "LIE"}  # fmt: skip
TERROR = {"Belarus": 5, "Norway": 1, "China": 5, "Uruguay": 5, "Andorra": 1}
"""Uruguay against what all others say of it, for a contradiction."""
BEFORE = {"Belarus": 1, "Liechtenstein": 1}
"""What an older edition said, which is kept beside the newer."""
ITEMS = {"Belarus": 0, "Norway": 4, "China": 0}

OWN = """index: Interception safeguards, our own reading
key: own_interception
columns: {country: Land, year: Jahr, value: Wert}
dimension: safeguards
family: own
higher_is: better
cuts: [70, 50, 30]
sd: 5
"""
PROGRAMME = """id: 1
title: EU Restrictive measures in view of human rights in Nepal
key: EU-NPL
url: https://example.org/
summary: Bans equipment for telecommunications interception.
issuer: eu_council
target_territories:
  - np
measures:
  - Arms restrictions
"""


@dataclass(frozen=True)
class Loaded:
    """A data folder and what was opened of it. said: how often it was said that something is compiled."""

    store: Store
    data: CountryData
    said: int


def terror(last: int = 2025, scores: dict[str, int] | None = None) -> str:
    """A Political Terror Scale of five countries, from 2005 to a year."""
    lines = [
        "Country,Country_OLD,Year,COW_Code_A,WordBank_Code_A,PTS_A,PTS_H,PTS_S,NA_Status_A,NA_Status_H,NA_Status_S"
    ]
    for country, score in (scores or TERROR).items():
        lines += [f"{country},{country},{year},{CODES[country]},{CODES[country]},{score},{score},{score},0,0,0"
                  for year in range(2005, last + 1)]  # fmt: skip
    return "\n".join((*lines, ""))


def freedom() -> str:
    """Freedom in the World of three countries, editions of 2014 to 2026."""
    lines = ["Country/Territory,C/T,Edition,Status,PR,D1,D2,D3,D4,E1,E2,E3,F1,F2,F3,F4,CL,Total"]
    for country, item in ITEMS.items():
        lines += [f"{country},c,{year},F,10,{','.join([str(item)] * 11)},{item * 11},{10 + item * 11}"
                  for year in range(2014, 2027)]  # fmt: skip
    return "\n".join((*lines, ""))


def files() -> dict[str, dict[str, tuple[str, str]]]:
    """By source, each file with its format and text."""
    return {
        "pts": {"pts.csv": ("pts", terror())},
        "freedom-house": {"fiw.csv": ("fiw", freedom())},
        "custom-index": {
            "own.yaml": ("custom-index", OWN),
            "own.csv": ("custom-index", "Land;Jahr;Wert\nBelarus;2024;10\nNorway;2024;90\n"),
        },
        "ear": {
            "part-740.xml": ("ecfr-740", samples.groups()),
            "part-738.xml": (
                "ecfr-738",
                samples.chart(
                    samples.row("Norway", *samples.marks("CB 1")), samples.row("Nepal", *samples.marks("CC 1"))
                ),
            ),
        },
        "programmes": {"programmes.yml": ("programmes", PROGRAMME)},
        "treaties": {
            "status.csv": (
                "treaty-table",
                "iso2,member,iccpr,iccpr_year,cat,cat_year\nNO,Norway,party,1972,party,1986\n"
                "AE,United Arab Emirates,none,,party,2012\n",
            )
        },
        "keepiton": {
            "stop.csv": (
                "keepiton",
                "year,country,start_date,end_date,geo_scope,ordered_by,cause\n"
                "2024,Nepal,2024-01-12,2024-01-18,National,Executive government,Elections\n",
            )
        },
        "aigs": {
            "aigs.csv": (
                "aigs",
                "Country,Freedom on the Net 2021 Score,Safe City System,Facial Recognition System,Smart Policing,"
                "Social Media Surveillance,China Tech,US Tech,Other Countries\nNepal,,x,x,,,1,,\n",
            )
        },
    }  # fmt: skip


def load(
    store: Store, key: str, folder: Path, texts: dict[str, tuple[str, str]], published: datetime.date | None = None
) -> Outcome:
    """Take one edition of a source in."""
    held = folder / key
    held.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, (form, text) in texts.items():
        (held / name).write_text(text, encoding="utf-8")
        paths.append((held / name, form))
    source = SOURCES[key]
    return import_files(
        store, source, paths, reading=country_reading(source), today=DAY, published=published, accept=True
    )


def filled(folder: Path, keys: Iterable[str] = ()) -> Store:
    """A store with an edition of these sources, or of all that there are samples of, and two of one."""
    store = Store(Home(folder / "home"))
    held = files()
    if not keys:
        older = {"pts.csv": ("pts", terror(2020, BEFORE))}
        load(store, "pts", folder / "before", older, datetime.date(2021, 10, 1))
    for key in keys or held:
        load(store, key, folder / "given", held[key])
    return store
