"""V-Dem's country-year table, official or cut down, and Steven Feldstein's table that is built on it.

Indices (`v2x...`) run from 0 to 1, the indicators below them on an interval scale with 0 near the mean of all
country-years, mostly from -4 to 4; higher is better for rights everywhere, `v2sm...` too, where higher is less
surveillance, filtering or arrests.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from duecare.countries.sources.cells import Countries, Numbers, year_in
from duecare.countries.sources.record import Edition
from duecare.countries.sources.series import Series
from duecare.countries.sources.table import Layout, Row, Table, folded, names_in, open_table, some
from duecare.countries.sources.units import Unit
from duecare.errors import InputError
from duecare.places.places import fold

#: What is read of the 4,600 columns.
INDICATORS: Final = (
    "v2x_clphy", "v2x_freexp_altinf", "v2x_rule", "v2x_civlib", "v2x_jucon", "v2xlg_legcon", "v2cltort", "v2clkill",
    "v2csreprss", "v2meharjrn", "v2caassemb", "v2juhcind", "v2jucomp", "v2clsocgrp", "v2clpolcl", "v2xeg_eqprotec",
    "v2casurv", "v2smgovsmmon", "v2smgovfilprc", "v2smgovshut", "v2smgovsmcenprc", "v2smarrest", "v2lgotovst",
)  # fmt: skip
FIRST_YEAR: Final = 1990
NOT_STATED: Final = "V-Dem, version not stated"
FELDSTEIN: Final = "V-Dem v12, by Feldstein"
_SPLICED: Final = "V-Dem estimates all years anew at each release; import the table of one version"
_VERSION: Final = re.compile(r"(?<![a-z0-9])v[-_ ]?(\d{1,2}(?:\.\d)?)(?![\da-z])", re.I)
_INDEX = "digital repression index"

LAYOUT: Final = Layout(
    columns={
        "code": ("country_text_id", "iso3", "iso_a3", "code"),
        "country": ("country_name", "entity", "country"),
        "year": ("year",),
        "version": ("dataset_version", "vdem_version", "version"),
        # Feldstein writes `Gov filtering v2smgovfilprc` and `Arrests online users (v2smarrest)`.
        **{name: (name, re.compile(rf".+\W{name}\)?")) for name in INDICATORS},
        **{f"{name}{end}": (f"{name}{end}",) for name in INDICATORS for end in ("_codelow", "_codehigh", "_sd")},
    },
    needed=("year", ("code", "country"), INDICATORS),
)

# V-Dem's own letters that are no ISO codes; states that ended before 1990 do not come up.
_UNITS: Final = {
    fold("PSE"): Unit("PS", "V-Dem splits Palestine; PSE is the West Bank, which stands for it, and Gaza is left out")
}


def fits(head: str) -> bool:
    """Whether the head of a file names a V-Dem indicator, and a country and year beside it."""
    names = names_in(head)
    named = any(re.search(r"\bv2[a-z]{1,4} ?[a-z]{3}", name) for name in names)
    return named and "year" in names and bool(names & {"country text id", "iso3", "country", "country name", "entity"})


def read(paths: Sequence[Path]) -> Edition:
    """The indicators of `INDICATORS` that the files have, from 1990.

    The standard error is half of what lies between `_codelow` and `_codehigh`, which are about one standard deviation
    of the posterior to each side (V-Dem Codebook, "Measurement model"); else `_sd`; else none.

    The version is in no official column: it comes from a column that a copy has, or from the file's name. Feldstein's
    table holds V-Dem v12 with the sign turned, so that higher is more repression; it is turned back.

    Raises:
        InputError: see `table.open_table`; two versions; a country-year with two values; a value out of its scale.
    """
    series = Series(some(paths)[0], hint=f"two versions spliced? {_SPLICED}")
    countries, numbers = Countries(_UNITS), Numbers()
    datasets: dict[str, Path] = {}
    for path in paths:
        with open_table(path, LAYOUT) as table:
            _read(table, series, countries, numbers, datasets)
    return series.edition(lambda _: next(iter(datasets)), countries)


def _read(table: Table, series: Series, countries: Countries, numbers: Numbers, datasets: dict[str, Path]) -> None:
    """Read one file into a series. datasets: those of the files before it, of which there may be one."""
    found = [name for name in INDICATORS if name in table.names]
    turned = _is_turned(table, found)
    version: tuple[str, int] | None = None
    for number, row in enumerate(table.rows):
        if "version" in table.names:
            version = _one_version(row, version)
        if number == 0:
            _check_one(FELDSTEIN if turned else _dataset(table.path, version), table.path, datasets)
        year = year_in(row, "year")
        if year < FIRST_YEAR:
            continue
        country = countries.find(row, year=year)
        if country is None:
            continue
        for name in found:
            most = 1.0 if name.startswith("v2x") else 7.0
            least = 0.0 if name.startswith("v2x") else -7.0
            value = numbers.read(row, name, least, most)
            if value is not None:
                if turned:
                    value = 0.0 - value
                series.add(row, country, year, name, value, _error(row, name, numbers, least - 3, most + 3))
    if turned:
        columns = ", ".join(table.names[name] for name in found)
        series.correct(
            table.path.name, columns, "the same with the other sign",
            "Feldstein turned V-Dem's signs, so that higher is more repression; turned back to V-Dem's own",
        )  # fmt: skip


def _check_one(dataset: str, path: Path, datasets: dict[str, Path]) -> None:
    datasets.setdefault(dataset, path)
    if len(datasets) > 1:
        one, first = next(iter(datasets.items()))
        raise InputError(
            f"is {dataset}, and {first.name} is {one}: the two cannot be spliced", path=str(path), hint=_SPLICED
        )


def _is_turned(table: Table, found: Sequence[str]) -> bool:
    """Whether it is Feldstein's table, known by his index and by how he names V-Dem's indicators."""
    renamed = [name for name in found if folded(table.names[name]) != folded(name)]
    if not renamed:
        return False
    if not any(folded(name).startswith(_INDEX) for name in table.head):
        raise InputError(
            f"has a column {table.names[renamed[0]]!r}, in which the sign may be turned", path=str(table.path),
            hint=f"accepted: V-Dem's own name, {renamed[0]!r}, or Feldstein's table with its Digital Repression Index",
        )  # fmt: skip
    return True


def _error(row: Row, name: str, numbers: Numbers, least: float, most: float) -> float | None:
    low = numbers.read(row, f"{name}_codelow", least, most)
    high = numbers.read(row, f"{name}_codehigh", least, most)
    if low is None or high is None:
        return numbers.read(row, f"{name}_sd", 0, most)
    if low > high:
        row.refuse(f"{name}_codelow", f"a number up to {name}_codehigh, which is {high:g}")
    return round((high - low) / 2, 9)


def _one_version(row: Row, before: tuple[str, int] | None) -> tuple[str, int]:
    number = re.search(r"\d+(?:\.\d+)?", row["version"])
    if number is None:
        row.refuse("version", "a version such as v16, in every row")
    if before is not None and before[0] != number[0]:
        raise InputError(
            f"is spliced: V-Dem v{number[0]} here and v{before[0]} on line {before[1]}",
            path=row.path, line=row.line, hint=_SPLICED,
        )  # fmt: skip
    return before or (number[0], row.line)


def _dataset(path: Path, version: tuple[str, int] | None) -> str:
    named = _VERSION.search(path.stem)
    if version is not None and named is not None and float(named[1]) != float(version[0]):
        raise InputError(
            f"says in its name that it is v{named[1]}, and in its rows that it is v{version[0]}",
            path=str(path), line=version[1], hint=_SPLICED,
        )  # fmt: skip
    number = version[0] if version is not None else named[1] if named is not None else None
    return NOT_STATED if number is None else f"V-Dem v{number}"
