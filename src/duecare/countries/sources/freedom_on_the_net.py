"""Freedom on the Net by Freedom House: 0 to 100 for some 70 countries, higher is freer."""

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

_USER_RIGHTS: Final = re.compile(r"(?:part )?c\W.*violations? of user rights.*|violations? of user rights.*")
LAYOUT: Final = Layout(
    columns={
        "code": ("iso3", "iso2", "iso", "country code"),
        "country": ("Country", "Country/Territory", "country name"),
        "edition": ("Edition", "FOTN Edition", "Year"),
        "status": ("Status", "FOTN Status"),
        "total": ("Total", "fotn_total", "Total Score", "FOTN Score", "Score", re.compile(r"total \(?0-100\)?")),
        "user_rights": ("fotn_c", "C", "C Total", "C Score", _USER_RIGHTS),
    },
    needed=(("country", "code"), "total"),
)
#: Free from 70 on, Not Free below 40. Before the edition of 2019 the score counted the other way.
_STATUS: Final = {"f": (70, 100), "pf": (40, 69), "nf": (0, 39)}
_WORDS: Final = {"free": "f", "partly free": "pf", "not free": "nf"}


def fits(head: str) -> bool:
    names = names_in(head)
    if "fotn total" in names or "fotn score" in names:
        return "safe city system" not in names
    return "total" in names and any(_USER_RIGHTS.fullmatch(name) for name in names)


def read(paths: Sequence[Path]) -> Edition:
    """`fotn_total`, and `fotn_c` from 0 to 40 where the table has part C, Violations of User Rights.

    An edition covers June of the year before to May of its own; its observation is of the year before, in which the
    most of it lies. Freedom House states no error. A country without a row was not assessed, as Norway: it is missing,
    not free.

    Raises:
        InputError: see `table.open_table`; no edition in the table or the file's name; a value out of its scale, or
            that its status contradicts; a country twice in an edition.
    """
    series, countries, numbers = Series(some(paths)[0]), Countries(), Numbers()
    for row in rows_of(paths, LAYOUT):
        year = _edition(row) - 1
        country = countries.find(row)
        if country is None:
            continue
        total = numbers.read(row, "total", 0, 100)
        if total is not None:
            _check_status(row, total)
            series.add(row, country, year, "fotn_total", total)
        user_rights = numbers.read(row, "user_rights", 0, 40)
        if user_rights is not None:
            series.add(row, country, year, "fotn_c", user_rights)
    return series.edition(lambda last: f"Freedom on the Net {last + 1}", countries)


def _edition(row: Row) -> int:
    if "edition" in row.names:
        return year_in(row, "edition", first=2009)
    named = re.findall(r"(?<!\d)20\d\d(?!\d)", Path(row.path).stem)
    if len(set(named)) != 1:
        raise InputError(
            "has no column 'Edition', and its name does not state one year", path=row.path,
            hint="accepted: a column 'Edition', or a name such as FOTN_2025.xlsx",
        )  # fmt: skip
    return int(named[0])


def _check_status(row: Row, total: float) -> None:
    """A total on the scale of before 2019, or of another row, shows in its status."""
    text = row["status"].casefold()
    bounds = _STATUS.get(_WORDS.get(text, text))
    if bounds is not None and not bounds[0] <= round(total) <= bounds[1]:
        row.refuse(
            "total",
            f"a number from {bounds[0]} to {bounds[1]} for the status {row['status']!r}; "
            "before the edition of 2019 the score counted the other way",
        )
