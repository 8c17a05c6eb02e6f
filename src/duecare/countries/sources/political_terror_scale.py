"""The Political Terror Scale: state violence from 1 (rare) to 5 (against everybody), read from three yearly reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from duecare.countries.sources.cells import Countries, Numbers, is_missing, year_in
from duecare.countries.sources.record import Edition
from duecare.countries.sources.series import Series
from duecare.countries.sources.table import Layout, Row, names_in, rows_of, some
from duecare.countries.sources.units import Unit
from duecare.places.places import fold

#: Amnesty International, Human Rights Watch, US Department of State.
READERS: Final = ("a", "h", "s")
#: The least error: two careful readers of one report differ by a category at times.
LEAST_ERROR: Final = 0.5

# The letters of the Correlates of War are not read: `AUS` is Austria there, `SWZ` Switzerland.
LAYOUT: Final = Layout(
    columns={
        "country": ("Country",),
        "code": ("WordBank_Code_A", "WorldBank_Code_A", "World_Bank_Code_A", "iso3"),
        "old": ("Country_OLD",),
        "year": ("Year",),
        **{reader: (f"PTS_{reader.upper()}",) for reader in READERS},
        **{f"status_{reader}": (f"NA_Status_{reader.upper()}",) for reader in READERS},
    },
    needed=("country", "year", *READERS),
)
_UNITS: Final = {
    fold("Israel"): Unit("IL", "the row counts what Israel does in the occupied territories too"),
    fold("Palestine, State of"): Unit("PS", "the row is of the Palestinian Authority"),
}


def fits(head: str) -> bool:
    return {"pts a", "pts s"} <= names_in(head)


def read(paths: Sequence[Path]) -> Edition:
    """`pts_a`, `pts_h` and `pts_s` as coded, and `pts`, the highest of them; higher is worse.

    The error of `pts` is half of what lies between the readers, and never below half a category. A score whose
    NA_Status says that there is none is not used. Year is the year that the reports are about.

    Raises:
        InputError: see `table.open_table`; a score other than 1 to 5; a country-year with two values.
    """
    series, countries, numbers = Series(some(paths)[0]), Countries(_UNITS), Numbers()
    for row in rows_of(paths, LAYOUT):
        year = year_in(row, "year", first=1976)
        scores = {reader: numbers.read(row, reader, 1, 5, whole=True) for reader in READERS}
        if all(score is None for score in scores.values()):
            continue  # the file has a row for every unit and year, whether or not it existed
        country = countries.find(row)
        if country is None:
            continue
        used = {}
        for reader, score in scores.items():
            if score is not None and _is_scored(row, reader, series):
                used[reader] = score
                series.add(row, country, year, f"pts_{reader}", score)
        if used:
            spread = max(used.values()) - min(used.values())
            series.add(row, country, year, "pts", max(used.values()), max(LEAST_ERROR, spread / 2))
    return series.edition(lambda last: f"Political Terror Scale {last + 1}", countries)


def _is_scored(row: Row, reader: str, series: Series) -> bool:
    """Whether the status lets a score stand: 0, or none given."""
    status = row[f"status_{reader}"].removesuffix(".0")
    if is_missing(status) or status == "0":
        return True
    if not status.isdecimal():
        row.refuse(f"status_{reader}", "0, or the number of a reason such as 88")
    reason = f"{row.names[f'status_{reader}']} is {status}, by which there is no score; not used"
    series.correct(row.where, f"{row.names[reader]} = {row[reader]}", None, reason)
    return False
