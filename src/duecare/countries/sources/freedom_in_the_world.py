"""Freedom in the World by Freedom House: items from 0 to 4 and totals to 100, higher is freer.

The official workbook, `All_data_FIW_2013-2025.xlsx`, has a title above its header and no ISO codes; copies as CSV and
tables of totals alone are read too. An edition covers the year before it: that of 2025 covers 2024.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from duecare.countries.sources.cells import Countries, Numbers, year_in
from duecare.countries.sources.record import Edition
from duecare.countries.sources.series import Series
from duecare.countries.sources.table import Layout, names_in, rows_of, some

#: Expression and belief, association, rule of law. D4: personal views without fear of surveillance or retribution.
ITEMS: Final = ("d1", "d2", "d3", "d4", "e1", "e2", "e3", "f1", "f2", "f3", "f4")

LAYOUT: Final = Layout(
    columns={
        "code": ("iso3", "iso2", "iso", "country code"),
        "country": ("Country/Territory", "country", "country name"),
        "kind": ("C/T",),
        "edition": ("Edition",),
        "rights": ("PR", "PR rating"),
        "total": ("Total", "Total score"),
        **{item: (item.upper(),) for item in ITEMS},
    },
    needed=("edition", ("country", "code"), "total", ("rights", "d4")),
)


def fits(head: str) -> bool:
    names = names_in(head)
    return "edition" in names and ("d4" in names or {"pr", "cl", "total"} <= names)


def read(paths: Sequence[Path]) -> Edition:
    """`fiw_d1` to `fiw_f4`, whole numbers from 0 to 4, and `fiw_total`, from -4 to 100, as the table has them.

    A total can fall below 0, since the additional question of section A takes off up to 4 points. Territories are read
    where they have an ISO code, such as Hong Kong, and otherwise left out with a correction. Freedom House states no
    error.

    Raises:
        InputError: see `table.open_table`; a value out of its scale; a country twice in an edition.
    """
    series, countries, numbers = Series(some(paths)[0]), Countries(), Numbers()
    for row in rows_of(paths, LAYOUT):
        year = year_in(row, "edition", first=1973) - 1
        kind = row["kind"].casefold()
        if kind not in ("", "c", "t"):
            row.refuse("kind", "c for a country, t for a territory")
        country = countries.find(row, part="a territory without an ISO 3166 code" if kind == "t" else None)
        if country is None:
            continue
        for item in ITEMS:
            value = numbers.read(row, item, 0, 4, whole=True)
            if value is not None:
                series.add(row, country, year, f"fiw_{item}", value)
        total = numbers.read(row, "total", -4, 100, whole=True)
        if total is not None:
            series.add(row, country, year, "fiw_total", total)
    return series.edition(lambda last: f"Freedom in the World {last + 1}", countries)
