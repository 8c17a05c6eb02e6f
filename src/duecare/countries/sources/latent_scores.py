"""Latent human-rights protection scores (LHRS) by Christopher Fariss: physical integrity from many codings at once.

Scores come from a dynamic latent-variable model; 0 is near the mean of all country-years, most lie from -3 to 5, higher
is better. The model takes in the Political Terror Scale, so the two do not confirm each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from duecare.countries.sources.cells import Countries, Numbers, year_in
from duecare.countries.sources.record import Edition
from duecare.countries.sources.series import Series, version_in
from duecare.countries.sources.table import Layout, names_in, rows_of, some
from duecare.countries.sources.units import Unit
from duecare.places.places import fold

# The numbers of the Correlates of War are not read; each row has its country's name.
LAYOUT: Final = Layout(
    columns={
        "country": ("country_name", "country", "statename"),
        "year": ("YEAR",),
        "mean": ("theta_mean", "latentmean"),
        "sd": ("theta_sd", "latentsd"),
    },
    needed=("country", "year", "mean", "sd"),
)
_UNITS: Final = {
    fold("Yugoslavia"): Unit(
        "RS",
        "number 345 of the Correlates of War, which went on as Serbia when Montenegro left in 2006; "
        "earlier years are of a larger state and left out",
        since=2007,
    )
}


def fits(head: str) -> bool:
    names = names_in(head)
    return {"theta mean", "theta sd"} <= names or {"latentmean", "latentsd"} <= names


def read(paths: Sequence[Path]) -> Edition:
    """`lhrs`, the posterior mean, with the posterior standard deviation as its error.

    Raises:
        InputError: see `table.open_table`; a mean without a deviation; a country-year with two values.
    """
    series, countries, numbers = Series(some(paths)[0]), Countries(_UNITS), Numbers()
    for row in rows_of(paths, LAYOUT):
        year = year_in(row, "year", first=1940)
        country = countries.find(row, year=year)
        if country is None:
            continue
        mean, sd = numbers.read(row, "mean", -6, 8), numbers.read(row, "sd", 0, 5)
        if mean is None:
            continue
        if sd is None:
            row.refuse("sd", "a number from 0 to 5 beside a mean")
        series.add(row, country, year, "lhrs", mean, sd)
    return series.edition(lambda _: f"Latent human-rights scores{version_in(paths)}", countries)
