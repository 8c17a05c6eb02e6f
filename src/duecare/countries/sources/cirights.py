"""CIRIGHTS: rights coded by hand from the yearly reports of the US State Department and Amnesty; higher is better."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from duecare.countries.sources.cells import Countries, Numbers, year_in
from duecare.countries.sources.record import Edition
from duecare.countries.sources.series import Series, version_in
from duecare.countries.sources.table import Layout, Row, names_in, rows_of, some

#: Highest values. physint: the sum of torture, killings, disappearance and political prisoners.
_MOST: Final = {"physint": 8, "speech": 2, "assn": 2, "injud": 2}
#: Interruption, interregnum, missing (CIRI coding guide).
_NO_CODE: Final = frozenset({"-66", "-77", "-999", "-66.0", "-77.0", "-999.0"})

LAYOUT: Final = Layout(
    columns={
        "country": ("country", "ctry", "country_name"),
        "code": ("iso_a3", "iso3", "iso3c"),
        "year": ("year",),
        "physint": ("physint_sum", "physint"),
        "speech": ("speech",),
        "assn": ("assn", "assoc"),
        "injud": ("injud",),
    },
    needed=("country", "year", "physint", "speech", "assn", "injud"),
)


def fits(head: str) -> bool:
    names = names_in(head)
    return {"injud", "speech"} <= names and bool(names & {"physint sum", "physint"})


def read(paths: Sequence[Path]) -> Edition:
    """`cirights_physint` from 0 to 8; `cirights_speech`, `cirights_assn` and `cirights_injud` from 0 to 2.

    Raises:
        InputError: see `table.open_table`; a code out of its scale; a country-year with two values.
    """
    series, countries, numbers = Series(some(paths)[0]), Countries(), Numbers()
    for row in rows_of(paths, LAYOUT):
        year = year_in(row, "year", first=1980)
        values = {key: _code(row, key, numbers, most) for key, most in _MOST.items()}
        country = countries.find(row, year=year)
        if country is None:
            continue
        for key, value in values.items():
            if value is not None:
                series.add(row, country, year, f"cirights_{key}", value)
    return series.edition(lambda _: f"CIRIGHTS{version_in(paths)}", countries)


def _code(row: Row, key: str, numbers: Numbers, most: int) -> float | None:
    return None if row[key] in _NO_CODE else numbers.read(row, key, 0, most, whole=True)
