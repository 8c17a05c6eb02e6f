"""Worldwide Governance Indicators of the World Bank: scores from 0 to 100, higher is better. Context only.

They rate how well a state is run, not how it treats people: rule of law in Saudi Arabia and in China scores above
Venezuela by far. No dimension is built on them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from duecare.countries.sources.cells import Countries, Numbers, year_in
from duecare.countries.sources.record import Edition
from duecare.countries.sources.series import Series
from duecare.countries.sources.table import Layout, Row, names_in, rows_of, some
from duecare.errors import InputError

_YEARS: Final = tuple(range(1996, 2051))
#: Rule of law, control of corruption, government effectiveness.
_SERIES: Final = re.compile(r"(?:GOV_WGI_)?(RL|CC|GE)[._]SC")

LAYOUT: Final = Layout(
    columns={
        "country": ("Country Name", "country"),
        "code": ("Country Code", "iso3"),
        "series": ("Series Code", "Indicator Code"),
        "value": ("score", "value"),
        "year": ("year", "time"),
        # DataBank's own export has a column a year: `1996 [YR1996]`.
        **{f"in_{year}": (re.compile(rf"{year}(?: \[yr{year}\])?"),) for year in _YEARS},
    },
    needed=(("code", "country"), "series", ("year", *(f"in_{year}" for year in _YEARS))),
    notes=("Data from database", "Last Updated"),
)


def fits(head: str) -> bool:
    return {"country code", "series code"} <= names_in(head) and re.search(
        r"\b(?:GOV_WGI_)?(?:RL|CC|GE|VA|PV|RQ)\.", head
    ) is not None


def read(paths: Sequence[Path]) -> Edition:
    """`wgi_rl`, `wgi_cc` and `wgi_ge`, by year in rows or in columns; other series of the file are not read.

    The estimates from -2.5 to 2.5 that the scores have replaced are not read either: one indicator has one scale.

    Raises:
        InputError: see `table.open_table`; none of the scores; a value out of its scale; a country-year with two.
    """
    series, countries, numbers = Series(some(paths)[0]), Countries(), Numbers()
    other: Row | None = None
    for row in rows_of(paths, LAYOUT):
        found = _SERIES.fullmatch(row["series"].upper())
        country = countries.find(row)
        if found is None:
            other = other or row
            continue
        indicator = f"wgi_{found[1].lower()}"
        for year, key in _cells(row):
            value = numbers.read(row, key, 0, 100)
            if country is not None and value is not None:
                series.add(row, country, year, indicator, value)
    if other is not None and not series:
        raise InputError(
            f"has no score of 0 to 100; the first series is {other['series']!r}", path=other.path, line=other.line,
            hint="accepted: GOV_WGI_RL.SC, GOV_WGI_CC.SC or GOV_WGI_GE.SC; estimates (.EST) are of another scale",
        )  # fmt: skip
    return series.edition(lambda last: f"Worldwide Governance Indicators to {last}, scores of 0 to 100", countries)


def _cells(row: Row) -> list[tuple[int, str]]:
    """The years of a row and the key of each one's cell."""
    if "year" in row.names:
        if "value" not in row.names:
            raise InputError("has a column for the year and no column 'score'", path=row.path, line=row.line)
        return [(year_in(row, "year", first=1996), "value")]
    return [(year, key) for year in _YEARS if (key := f"in_{year}") in row.names]
