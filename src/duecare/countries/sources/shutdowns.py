"""Shutdowns of networks that Access Now and the #KeepItOn coalition recorded, one row a shutdown.

Columns and words differ by year; countries are written in many ways and dates are not always dates.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from duecare.countries.sources.cells import Countries, look_up, year_in
from duecare.countries.sources.record import Correction, Edition, Shutdown
from duecare.countries.sources.table import Layout, Row, names_in, rows_of, some
from duecare.countries.sources.units import unit_of
from duecare.errors import InputError

LAYOUT: Final = Layout(
    columns={
        "list": ("year",),
        "country": ("country",),
        "start": ("start_date", "start"),
        "end": ("end_date", "end"),
        "scope": ("geo_scope", "scope"),
        "ordered_by": ("ordered_by",),
        "cause": ("cause", "actual_cause"),
    },
    needed=("country", "start", "end", ("ordered_by", "cause")),
)
#: Rows whose beginning cannot be read, beyond which a file is refused instead of read without them.
MOST_UNDATED: Final = 0.1
_UNKNOWN: Final = frozenset({"", "unknown", "uknown", "unkown", "not known", "not sure", "n/a", "na", "-", "none"})
_GOING_ON: Final = frozenset({"ongoing", "on-going", "on going"})
_ISO: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?")
_NUMERIC: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_WRITTEN: Final = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%d-%B-%Y")
_JOINED: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def fits(head: str) -> bool:
    names = names_in(head)
    return {"start date", "country"} <= names and bool(names & {"geo scope", "ordered by"})


@dataclass(frozen=True, slots=True)
class _Listed:
    """A shutdown and the list it stands in. list: the list's year; None where the table does not say."""

    list: int | None
    shutdown: Shutdown
    row: Row


def read(paths: Sequence[Path]) -> Edition:
    """A `Shutdown` for each row and country, sorted by country and beginning; several may begin on one day.

    A shutdown that goes on is listed again in the next year's list, with the old beginning. It is counted once, with
    the end that the later list gives, and each further row is a correction.

    Raises:
        InputError: see `table.open_table`; more than a tenth of the rows without a beginning, or of countries that
            nobody knows.
    """
    rows = list(rows_of(some(paths), LAYOUT))
    day_first = _is_day_first(rows)
    countries = Countries()
    corrections: list[Correction] = []
    listed: list[_Listed] = []
    undated: list[Row] = []
    for row in rows:
        start = day_in(row["start"], day_first)
        if start is None:
            undated.append(row)
            continue
        end = _end(row, start, day_first, corrections)
        year = year_in(row, "list", first=2009) if row["list"] else None
        for one in _split(row, corrections):
            if (country := countries.find(one)) is not None:
                words = (_said(row[key]) for key in ("ordered_by", "cause", "scope"))
                listed.append(_Listed(year, Shutdown(country, start, end, *words), row))
    if len(undated) > MOST_UNDATED * len(rows):
        undated[0].refuse("start", "a date as 2022-06-16; of all rows up to a tenth may have none")
    corrections += [Correction(row.where, row["start"], None, "no date; the row is left out") for row in undated]
    corrections[:0] = countries.corrections()
    shutdowns = _once(listed, corrections)
    if not shutdowns:
        raise InputError("holds no shutdown that is read", path=str(paths[0]))
    years = [one.list or one.shutdown.start.year for one in listed]
    return Edition(f"KeepItOn shutdowns {min(years)}-{max(years)}", None, tuple(shutdowns), tuple(corrections))


def _once(listed: Sequence[_Listed], corrections: list[Correction]) -> list[Shutdown]:
    """Each shutdown once, however many lists it went on through."""
    kept: list[_Listed] = []
    begun: dict[tuple[str, datetime.date], list[int]] = {}
    for one in sorted(listed, key=lambda one: one.list or 0):
        places = begun.setdefault((one.shutdown.country, one.shutdown.start), [])
        going_on = one.list is not None and one.shutdown.start.year < one.list
        earlier = [at for at in places if going_on and (kept[at].list or 0) < (one.list or 0)]
        if not earlier:
            places.append(len(kept))
            kept.append(one)
            continue
        at = max(earlier, key=lambda at: _likeness(kept[at].shutdown, one.shutdown))
        before = kept[at]
        kept[at] = _Listed(one.list, replace(before.shutdown, end=one.shutdown.end), before.row)
        again = (
            f"goes on from line {before.row.line} into the list of {one.list}; counted once, with the end given here"
        )
        raw = f"{one.shutdown.country} {one.shutdown.start}"
        corrections.append(Correction(one.row.where, raw, None, again))
    order = sorted(range(len(kept)), key=lambda at: (kept[at].shutdown.country, kept[at].shutdown.start, at))
    return [kept[at].shutdown for at in order]


def _likeness(before: Shutdown, after: Shutdown) -> tuple[bool, bool, bool]:
    return before.end == after.end, before.end is None, before.ordered_by == after.ordered_by


def _split(row: Row, corrections: list[Correction]) -> Iterator[Row]:
    """The row for each country that its cell names: `SriLanka` is one, `Chad/Sudan` are two."""
    text = row["country"]
    if unit_of("", text) is not None or look_up(text)[0] is not None:
        yield row
        return
    parts = [_JOINED.sub(" ", part.strip()) for part in re.split(r"[/;]", text) if part.strip()]
    codes = [code for part in parts if (code := look_up(part)[0]) is not None]
    if not parts or len(codes) < len(parts):
        yield row
        return
    if len(parts) > 1:
        reason = "several countries in one cell; one shutdown for each"
        corrections.append(Correction(row.where, text, ", ".join(codes), reason))
    for part in parts:
        yield replace(row, cells={**row.cells, "country": part})


def _end(row: Row, start: datetime.date, day_first: bool | None, corrections: list[Correction]) -> datetime.date | None:
    text = row["end"]
    if text.casefold() in _UNKNOWN | _GOING_ON:
        return None
    end = day_in(text, day_first)
    if end is None:
        corrections.append(Correction(row.where, text, None, "no date of an end; taken as not known"))
    elif end < start:
        reason = f"before the beginning, {start.isoformat()}; the end is taken as not known"
        corrections.append(Correction(row.where, text, None, reason))
        return None
    return end


def _said(text: str) -> str | None:
    """Words of the source, with its spaces put right; None where it says that it does not know."""
    words = " ".join(text.split())
    return None if words.casefold() in _UNKNOWN else words


def day_in(text: str, day_first: bool | None) -> datetime.date | None:
    """The day that a text gives in full; None where it gives none, or one of two.

    >>> day_in("2019-02-20 00:00:00", None), day_in("3/4/2020", None), day_in("3/4/2020", True)
    (datetime.date(2019, 2, 20), None, datetime.date(2020, 4, 3))
    """
    try:
        if iso := _ISO.fullmatch(text):
            return datetime.date.fromisoformat(iso[1])
        if numeric := _NUMERIC.fullmatch(text):
            first, second, year = (int(part) for part in numeric.groups())
            if first == second or day_first is not None:
                return datetime.date(year, *((second, first) if day_first else (first, second)))
            return None
    except ValueError:
        return None
    for form in _WRITTEN:
        try:
            return datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _is_day_first(rows: Sequence[Row]) -> bool | None:
    """Whether 3/4/2020 is 3 April, as a 13th or later day shows somewhere; None where none does, or both."""
    found = [numeric for row in rows for key in ("start", "end") if (numeric := _NUMERIC.fullmatch(row[key]))]
    day, month = any(int(one[1]) > 12 for one in found), any(int(one[2]) > 12 for one in found)
    return None if day == month else day
