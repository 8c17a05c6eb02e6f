"""Cells of a source: countries, years and numbers, each checked where it stands."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from duecare.countries.sources.record import Correction
from duecare.countries.sources.table import Row
from duecare.countries.sources.units import UNITS, Unit, unit_of
from duecare.errors import InputError
from duecare.places import country_code, name, parent
from duecare.places.places import fold

#: Rows of countries that nobody knows, beyond which a file is refused instead of read without them.
MOST_UNKNOWN: Final = 0.1
_MISSING: Final = frozenset({"", "na", "n/a", "nan", "null", "none", ".", "..", "-", "–", "—"})
_NUMBER: Final = re.compile(r"([+-]?)(\d+(?:[.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?")
_YEAR: Final = re.compile(r"(\d{4})(?:[.,]0+)?")


def is_missing(text: str) -> bool:
    """Whether a cell for a number says that there is none. In a cell for a country, NA is Namibia."""
    return text.casefold() in _MISSING


def year_in(row: Row, key: str, first: int = 1800, last: int = 2100) -> int:
    """The year in a cell.

    Raises:
        InputError: no year, or one before `first` or after `last`.
    """
    found = _YEAR.fullmatch(row[key])
    if found is None or not first <= int(found[1]) <= last:
        row.refuse(key, f"a year from {first} to {last}")
    return int(found[1])


@dataclass(slots=True)
class Numbers:
    """The numbers of one import. A column keeps to one decimal mark, which its first number with one shows.

    decimal: the mark where it is known beforehand.
    """

    decimal: str | None = None
    _marks: dict[tuple[str, str], tuple[str, int, str]] = field(default_factory=dict)

    def read(self, row: Row, key: str, least: float, most: float, *, whole: bool = False) -> float | None:
        """The number in a cell; None where the cell says that there is none.

        Raises:
            InputError: no number, not from `least` to `most`, not whole where it has to be, or another decimal mark
                than the column had before.
        """
        text = row[key]
        if is_missing(text):
            return None
        accepted = f"{'a whole' if whole else 'a'} number"
        if math.isfinite(least):
            accepted += f" from {least:g} to {most:g}"
        found = _NUMBER.fullmatch(text.replace("−", "-"))
        if found is None:
            row.refuse(key, accepted)
        mark = "," if "," in found[2] else "." if "." in found[2] else ""
        if mark:
            self._check_mark(row, key, mark)
        value = float(f"{found[1]}{found[2].replace(',', '.')}{found[3] or ''}")
        if not least <= value <= most or not math.isfinite(value) or (whole and not value.is_integer()):
            row.refuse(key, accepted)
        return value

    def _check_mark(self, row: Row, key: str, mark: str) -> None:
        if self.decimal is not None:
            if mark != self.decimal:
                row.refuse(key, f"a number with {self.decimal!r} as its decimal mark")
            return
        earlier, line, text = self._marks.setdefault((row.path, key), (mark, row.line, row[key]))
        if mark != earlier:
            raise InputError(
                f"{row.names.get(key, key)} is {row[key]!r} here and {text!r} on line {line}",
                path=row.path, line=row.line, hint="accepted: one decimal mark, comma or point, in the whole column",
            )  # fmt: skip


@dataclass(slots=True)
class _Met:
    """A unit of the source and the rows in which it stands."""

    unit: Unit
    known: bool
    hint: str | None
    first: Row
    raw: str
    rows: int = 0


@dataclass(slots=True)
class Countries:
    """The countries of one import, from a code, a name or both, and what became of units that are none.

    units: those that only this source has, by folded name or code; they go before the shared ones.
    """

    units: Mapping[str, Unit] = field(default_factory=dict)
    _rows: int = 0
    _met: dict[tuple[str, str], _Met] = field(default_factory=dict)

    def find(
        self, row: Row, *, code: str = "code", title: str = "country", year: int | None = None, part: str | None = None
    ) -> str | None:
        """The country of a row; None where its unit is left out.

        Args:
            row: The row.
            code: The key of its code.
            title: The key of its name.
            year: Of the row, for a unit that became a country in some year.
            part: Why a unit without a code is left out where the source itself says that it is no country.

        Raises:
            InputError: the row names no country, or two.
        """
        self._rows += 1
        raw = row[code], row[title]
        met = self._met.get(raw)
        if met is None:
            met = self._met[raw] = self._meet(row, code, title, part)
        if met.unit.since is not None and year is not None and year < met.unit.since:
            met.rows += 1
            return None
        if met.unit.code is None or met.unit.reason is not None:
            met.rows += 1
        return met.unit.code

    def _meet(self, row: Row, code: str, title: str, part: str | None) -> _Met:
        raw_code, raw_title = row[code], row[title]
        shown = raw_title or raw_code
        if not shown:
            raise InputError("the row names no country", path=row.path, line=row.line)
        unit = unit_of(raw_code, raw_title, self.units) or unit_of(raw_code, raw_title)
        if unit is not None:
            return _Met(unit, True, None, row, shown)
        by_code, hint_of_code = look_up(raw_code)
        by_title, hint = look_up(raw_title)
        if by_code and by_title and by_code != by_title and not parent(by_code) and not parent(by_title):
            raise InputError(
                f"the row is of {raw_code!r} ({name(by_code)}) and of {raw_title!r} ({name(by_title)})",
                path=row.path, line=row.line,
                hint="accepted: one country; leave the code empty where there is none, as NA is Namibia's",
            )  # fmt: skip
        found = by_code or by_title
        if found is None and part is not None:
            return _Met(Unit(None, part), True, None, row, shown)
        if found is None:
            reason = f"no country that Duecare knows; {hint or hint_of_code}"
            return _Met(Unit(None, reason), False, hint or hint_of_code, row, shown)
        if (country := parent(found)) is not None:
            return _Met(Unit(None, f"a part of {name(country)}, not the country"), True, None, row, shown)
        return _Met(Unit(found), True, None, row, shown)

    def corrections(self) -> tuple[Correction, ...]:
        """One correction for each unit that was left out or stands for another, with the rows that it has.

        Raises:
            InputError: more than a tenth of the rows are of countries that nobody knows.
        """
        unknown = [met for met in self._met.values() if not met.known]
        rows = sum(met.rows for met in unknown)
        if rows > MOST_UNKNOWN * self._rows:
            first = unknown[0]
            named = ", ".join(repr(met.raw) for met in unknown[:5]) + (" and others" if len(unknown) > 5 else "")
            raise InputError(
                f"{rows:,} of {self._rows:,} rows are of no known country: {named}; accepted: up to a tenth",
                path=first.first.path, line=first.first.line, hint=first.hint,
            )  # fmt: skip
        return tuple(
            Correction(_place(met), met.raw, met.unit.code, met.unit.reason or "")
            for met in self._met.values()
            if met.rows
        )


def _place(met: _Met) -> str:
    file = Path(met.first.path).name
    return f"{file}:{met.first.line}" if met.rows == 1 else f"{file}: {met.rows} rows from line {met.first.line}"


@lru_cache(maxsize=4096)
def look_up(text: str) -> tuple[str | None, str | None]:
    """The code of a country or subdivision by code or name, in any spelling that is known; or None and a hint.

    >>> look_up("Burma/Myanmar"), look_up("")
    (('MM', None), (None, None))
    """
    if not text:
        return None, None
    unit = UNITS.get(fold(text))
    if unit is not None and unit.code is not None:
        return unit.code, None
    try:
        return country_code(text), None
    except InputError as problem:
        return None, problem.hint
