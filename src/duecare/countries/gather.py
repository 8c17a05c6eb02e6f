"""What the starter knows of countries on a day. It may raise, never clear.

A list of measures that is not complete yields a fact only where a measure stands; silence stays unknown. Treaty status
and EAR groups are complete tables, and the practice band is a positive statement: those may go either way.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from duecare.places import parent
from duecare.snapshots.starter import (
    BAND_SOURCE,
    CountryRow,
    Measure,
    country_row,
    known_year,
    practice_band,
    region_rows,
)

_FOUND_BY: Final = "countries: starter"
_TREATIES_AS_OF: Final = datetime.date(2022, 8, 25)
_EAR_AS_OF: Final = datetime.date(2026, 7, 8)
_EAR_USED_FROM: Final = datetime.date(2021, 1, 1)
# Run by another authority than the country they belong to: its record, treaties and groups say nothing about them.
_OTHER_AUTHORITY: Final = frozenset({"UA-43", "UA-14", "UA-09", "UA-40", "SO-SL"})
_DATES_RECOLLECTED: Final = "Dates recollected; check the instrument."


@dataclass(frozen=True, slots=True)
class CountryFact:
    """One fact about a country: its name in the vocabulary, the value, and where it comes from.

    source_date is None where a later table is used for an earlier day; the note then says so.
    """

    fact: str
    value: bool | str
    source_title: str
    source_date: datetime.date | None
    found_by: str
    note: str


def gather_countries(codes: Sequence[str], known_at: datetime.date) -> dict[str, tuple[CountryFact, ...]]:
    """The facts of each country or region that could be known on a day. A region has its country's facts and its own.

    Args:
        codes: ISO 3166 codes as `duecare.places.country_code` gives them; a code without a row has no facts.
        known_at: nothing dated later is used.
    """
    return {code: tuple(_facts(code, known_at)) for code in dict.fromkeys(codes)}


def _facts(code: str, day: datetime.date) -> Iterable[CountryFact]:
    if code in _OTHER_AUTHORITY:
        return
    own = list(_region(code, day))
    yield from own
    country = parent(code) or code
    if not any(fact.fact == "country.practice_band" for fact in own):
        yield from _band(country, day)
    row = country_row(country)
    if row is None:
        return
    yield from _standing("country.arms_embargo", row.arms_embargoes, day)
    yield from _standing("country.interception_ban", row.interception_bans, day)
    yield from _standing("country.sanctions_programme", row.programmes, day)
    yield from _shutdowns(row, day)
    yield from _iccpr(row, day)
    yield from _ear(row, day)


def _region(code: str, day: datetime.date) -> Iterable[CountryFact]:
    """What is said of the region itself: the newest statement published by that day."""
    said = [row for row in region_rows(code) if row.start <= day and row.published <= day]
    newest = {row.fact: row for row in sorted(said, key=lambda row: row.published)}
    for row in newest.values():
        yield CountryFact(f"country.{row.fact}", row.value, row.source, row.published, _FOUND_BY, f"{row.note}.")


def _band(code: str, day: datetime.date) -> Iterable[CountryFact]:
    year = known_year(day)
    band = practice_band(code, year)
    if band is None:
        return
    note = (
        f"Single source, without its error interval. Year {year}, the last that an edition then published covered;"
        " figures as V-Dem v16 estimates them today."
    )
    published = datetime.date(year + 1, 3, 17)
    yield CountryFact("country.practice_band", band, f"{BAND_SOURCE}, year {year}", published, _FOUND_BY, note)


def _standing(fact: str, measures: Sequence[Measure], day: datetime.date) -> Iterable[CountryFact]:
    """True where a measure stands. No fact where none does: the list is not complete."""
    standing = sorted((measure for measure in measures if measure.stands(day)), key=lambda measure: measure.start)
    if not standing:
        return
    title = "; ".join(f"{measure.authority}: {measure.instrument}" for measure in standing)
    since = ", ".join(f"{measure.authority} since {measure.start.isoformat()}" for measure in standing)
    yield CountryFact(fact, True, title, standing[-1].start, _FOUND_BY, f"{since}. {_DATES_RECOLLECTED}")


def _shutdowns(row: CountryRow, day: datetime.date) -> Iterable[CountryFact]:
    """True where KeepItOn counts a shutdown that began in the last five years that its yearly report then covered."""
    last = day.year - (1 if day.month >= 3 else 2)
    years = [year for year in row.shutdown_years if day.year - 5 <= year <= last]
    if not years:
        return
    note = f"Began in {', '.join(map(str, years))}; the count holds shutdowns of every cause, exams among them."
    title = "Access Now, KeepItOn count of internet shutdowns 2016-2022"
    published = datetime.date(years[-1] + 1, 3, 1)
    yield CountryFact("country.internet_shutdowns", True, title, published, _FOUND_BY, note)


def _iccpr(row: CountryRow, day: datetime.date) -> Iterable[CountryFact]:
    """Status by year of the act: in that year itself, and before it, the table cannot tell."""
    status = row.iccpr
    if status is None or (status.year is not None and status.year >= day.year):
        return
    if day >= _TREATIES_AS_OF:
        dated: datetime.date | None = _TREATIES_AS_OF
        if status.year is not None and status.year > _TREATIES_AS_OF.year:
            dated = datetime.date(status.year, 12, 31)
    else:
        dated = datetime.date(status.year, 12, 31) if status.year is not None else None
    if status.status == "signed" and status.year is None and day < _TREATIES_AS_OF:
        return
    act = f"{status.status} {status.year}" if status.year is not None else status.status
    note = f"{act}; status of August 2022, reservations and derogations not held."
    if status.confidence == "memory":
        note += " Corrected from memory; check treaties.un.org IV-4."
    yield CountryFact("country.iccpr", status.status, "UN Treaty Collection, ICCPR (IV-4)", dated, _FOUND_BY, note)


def _ear(row: CountryRow, day: datetime.date) -> Iterable[CountryFact]:
    if day < max(_EAR_USED_FROM, row.ear_since or _EAR_USED_FROM):
        return
    groups = row.ear_groups
    held = ", ".join(sorted(group for group in groups if group[0] in "DE")) or "no D or E group"
    dated, note = (
        (_EAR_AS_OF, held) if day >= _EAR_AS_OF else (None, f"{held}; groups of July 2026 used for an earlier day")
    )
    title = "15 CFR Part 740 Supplement No. 1, Country Groups"
    values = {
        "country.ear_d5": "D:5" in groups,
        "country.ear_d": any(group.startswith("D:") for group in groups),
        "country.ear_e": any(group.startswith("E:") for group in groups),
    }
    for fact, value in values.items():
        yield CountryFact(fact, value, title, dated, _FOUND_BY, f"{note}.")
