"""AI Global Surveillance Index by Steven Feldstein: which technology a country has, and where its makers are.

Context only: presence is no measure of misuse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from duecare.countries.sources.cells import Countries, look_up
from duecare.countries.sources.record import Correction, Edition, Presence
from duecare.countries.sources.table import Layout, Row, Table, names_in, open_table, some
from duecare.countries.sources.units import Unit
from duecare.errors import InputError
from duecare.places.places import fold

TECHNOLOGIES: Final = ("safe_city", "facial_recognition", "smart_policing", "social_media_surveillance")

LAYOUT: Final = Layout(
    columns={
        "country": ("Country",),
        "code": ("iso3",),
        "safe_city": ("Safe City System", "Safe City"),
        "facial_recognition": ("Facial Recognition System", "Facial Recognition"),
        "smart_policing": ("Smart Policing",),
        "social_media_surveillance": ("Social Media Surveillance",),
        "CN": ("China Tech",),
        "US": ("US Tech",),
        "others": ("Other Countries",),
    },
    needed=("country", *TECHNOLOGIES, "CN", "US", "others"),
)
# Somebody wrote out V-Dem's regime types (EA, ED, CA, LD) in the whole workbook, and so inside of words.
_WRITTEN_OUT: Final = {
    "Electoral Autocracy": "ea", "Electoral Democracy": "ed", "Closed Autocracy": "ca", "Liberal Democracy": "ld",
}  # fmt: skip
_STATES: Final = "UnitElectoral Democracy States of AmeriClosed Autocracy"
_UNITS: Final = {
    fold(_STATES): Unit("US", "United States of America, with V-Dem's short forms ED and CA written out inside of it")
}
_YES: Final = frozenset({"x", "1", "yes", "true"})
_NO: Final = frozenset({"", "0", "no", "false"})


def fits(head: str) -> bool:
    return {"smart policing", "china tech"} <= names_in(head)


def read(paths: Sequence[Path]) -> Edition:
    """A `Presence` for each country, of the year of the newest figures beside it; the year after names the edition.

    technologies: of `TECHNOLOGIES`. origins: ISO codes of the countries where the makers are.

    Raises:
        InputError: see `table.open_table`; a mark that is neither yes nor no; a country twice.
    """
    countries = Countries(_UNITS)
    corrections: list[Correction] = []
    found: dict[tuple[str, int], tuple[Presence, Row]] = {}
    for path in some(paths):
        with open_table(path, LAYOUT) as table:
            year = _year(table)
            for row in table.rows:
                country = countries.find(row)
                technologies = tuple(key for key in TECHNOLOGIES if _is_marked(row, key))
                origins = _origins(row, corrections)
                if country is None:
                    continue
                one = Presence(country, year, technologies, origins)
                earlier, before = found.setdefault((country, year), (one, row))
                if earlier is not one:
                    raise InputError(
                        f"{country} stands twice, first on line {before.line} of {Path(before.path).name}",
                        path=row.path, line=row.line, hint="accepted: one row for a country",
                    )  # fmt: skip
    records = tuple(found[key][0] for key in sorted(found))
    edition = f"AI Global Surveillance Index {max(year for _, year in found) + 1}" if found else ""
    corrections[:0] = countries.corrections()
    if not records:
        raise InputError("holds no country that is read", path=str(paths[0]))
    return Edition(edition, None, records, tuple(corrections))


def _year(table: Table) -> int:
    """The newest year in the names of the columns, such as `Freedom on the Net 2021 Score`."""
    years = [int(year) for name in table.head for year in re.findall(r"(?<!\d)20\d\d(?!\d)", name)]
    if not years:
        raise InputError(
            "states no year in the names of its columns",
            path=str(table.path), line=1, hint="accepted: a column such as 'Freedom on the Net 2021 Score'",
        )  # fmt: skip
    return max(years)


def _is_marked(row: Row, key: str) -> bool:
    text = row[key].casefold()
    if text not in _YES and text not in _NO:
        row.refuse(key, "x or 1 where it is there, empty or 0 where it is not")
    return text in _YES


def _origins(row: Row, corrections: list[Correction]) -> tuple[str, ...]:
    origins = {key for key in ("CN", "US") if _is_marked(row, key)}
    text = row["others"]
    if text in _NO:
        return tuple(sorted(origins))
    for part in re.split(r"[,;]\s*", text):
        mended = part
        for long, short in _WRITTEN_OUT.items():
            mended = mended.replace(long, short)
        code, hint = look_up(mended.strip())
        if code is not None:
            origins.add(code)
        if code is None or mended != part:
            reason = (
                f"no country that Duecare knows; {hint}"
                if code is None
                else f"{mended}, with a short form of V-Dem's written out inside of it"
            )
            corrections.append(Correction(row.where, part, code, reason))
    return tuple(sorted(origins))
