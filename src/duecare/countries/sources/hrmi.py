"""Civil and political rights by the Human Rights Measurement Initiative: expert surveys, 0 to 10, higher is better."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from duecare.countries.sources.cells import Countries, Numbers, year_in
from duecare.countries.sources.record import Edition
from duecare.countries.sources.series import Series, version_in
from duecare.countries.sources.table import Layout, names_in, rows_of, some
from duecare.errors import InputError

#: Arbitrary arrest, disappearance, extrajudicial execution, torture, opinion and expression, assembly and association.
RIGHTS: Final = ("arrest", "disap", "exkill", "tort", "express", "assem")

LAYOUT: Final = Layout(
    columns={
        "code": ("country_code", "iso3"),
        "country": ("country", "country_name"),
        "year": ("year",),
        "right": ("metric_code",),
        "mean": ("mean",),
        "sd": ("sd",),
    },
    needed=(("code", "country"), "year", "right", "mean", "sd"),
)


def fits(head: str) -> bool:
    return {"metric code", "mean", "sd"} <= names_in(head)


def read(paths: Sequence[Path]) -> Edition:
    """`hrmi_arrest`, `hrmi_disap`, `hrmi_exkill`, `hrmi_tort`, `hrmi_express` and `hrmi_assem`, each with its error.

    Other rights of the table are not read. The bounds of 80 % are not needed: they are the mean and 1.28 deviations.

    Raises:
        InputError: see `table.open_table`; none of these rights; a score out of its scale; a country-year with two.
    """
    series, countries, numbers = Series(some(paths)[0]), Countries(), Numbers()
    others: dict[str, int] = {}
    for row in rows_of(paths, LAYOUT):
        right = row["right"].casefold()
        country = countries.find(row)
        if right not in RIGHTS:
            others.setdefault(row["right"], row.line)
            continue
        year = year_in(row, "year", first=2015)
        mean, sd = numbers.read(row, "mean", 0, 10), numbers.read(row, "sd", 0, 10)
        if country is not None and mean is not None:
            series.add(row, country, year, f"hrmi_{right}", mean, sd)
    if others and not series:
        word, line = next(iter(others.items()))
        raise InputError(
            f"has no right that is read; the first metric_code is {word!r}",
            path=str(paths[0]), line=line, hint=f"accepted: {', '.join(RIGHTS)}",
        )  # fmt: skip
    return series.edition(lambda _: f"HRMI civil and political rights{version_in(paths)}", countries)
