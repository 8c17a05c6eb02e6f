"""Dates as lists write them: of any precision, about, between, in a dozen orders."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Final

#: Years that a stated "circa" is taken to reach to either side; the lists do not say how much they mean by it.
CIRCA_YEARS: Final = 2

_NAMES: Final = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS: Final = {name: number for number, name in enumerate(_NAMES.split(), start=1)}
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DATE: Final = (
    r"\d{4}-\d{1,2}-\d{1,2}(?!\d)"
    r"|(?<!\d)[\dDd]{1,2}\s?[./-]\s?[\dMm]{1,2}\s?[./ -]\s?\d{4}(?!\d)"
    r"|(?<!\d)\d{1,2}(?:st|nd|rd|th)?[\s.-]+" + _MONTH + r"\.?,?[\s-]*\d{4}(?!\d)"
    r"|\b" + _MONTH + r"\.?\s+\d{1,2},?\s+\d{4}(?!\d)"
    r"|\b" + _MONTH + r"\.?,?[\s-]*\d{4}(?!\d)"
    r"|(?<![\d./-])\d{4}-(?:0\d|1[0-2])(?![\d-])"
    r"|(?<![\d.])\d{4}(?!\d)"
)
_ABOUT: Final = r"(?:circa|ca?\.|approx(?:imately|\.)?|about|around|presumably)"
_FIND: Final = re.compile(
    rf"(?P<about>\b{_ABOUT}\s*)?"
    rf"(?:between\s+(?P<b1>{_DATE})\s+(?:and|to)\s+(?P<b2>{_DATE})"
    rf"|(?P<r1>{_DATE})\s*(?:to|[-–/])\s*(?P<r2>{_DATE})"
    rf"|(?P<one>{_DATE}))"
    rf"(?P<after>\s*\(?\s*{_ABOUT})?"
    r"(?P<calendar>[\s(]*(?:\w+\s)?(?:hijri|lunar|solar|persian calendar))?",
    re.I,
)
_ISO: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_NUMBERS: Final = re.compile(r"([\dDd]{1,2})\s?[./-]\s?([\dMm]{1,2})\s?[./ -]\s?(\d{4})")
_WORDS: Final = re.compile(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?[\s.-]+)?({_MONTH})\.?,?[\s-]*(?:(\d{{1,2}}),?\s+)?(\d{{4}})", re.I
)

_Parts = tuple[int, int | None, int | None]


@lru_cache(maxsize=50_000)
def read_dates(text: str, day_first: bool = True) -> tuple[str, ...]:
    """Every date in a text as ISO text of its own precision, or a range of years; none of another calendar.

    Args:
        text: "01 Jan 1955", "circa 1951", "between 1959 and 1965", "(a) 2.3.1970, (b) 1971", "dd/mm/1962".
        day_first: how 3/4/1970 is meant.

    >>> read_dates("05 Mar 1962; Jan 1959; circa 1951; 1951 to 1953; between 1.2.1960 and 3.4.1965")
    ('1962-03-05', '1959-01', '1949/1953', '1951/1953', '1960/1965')
    """
    found: dict[str, None] = {}
    for match in _FIND.finditer(text):
        if match["calendar"]:
            continue
        ends = [
            parts
            for name in ("b1", "b2", "r1", "r2", "one")
            if match[name] and (parts := _parts(match[name], day_first)) is not None
        ]
        if not ends:
            continue
        about = CIRCA_YEARS if match["about"] or match["after"] else 0
        if about and ends[0][2] is not None:  # "on or around 9 May 1966": the year is sure
            about, ends = 0, [(year, None, None) for year, _, _ in ends]
        if len(ends) == 1 and not about:
            found.setdefault(_iso(ends[0]))
        else:
            years = sorted(year for year, _, _ in ends)
            low, high = years[0] - about, years[-1] + about
            found.setdefault(f"{low}/{high}" if low != high else str(low))
    return tuple(found)


def read_day(text: str | None, day_first: bool = True) -> datetime.date | None:
    """The first full date in a text; None where there is none.

    >>> read_day("2012-12-31"), read_day("85 FR 83799, 12/23/2020", day_first=False), read_day("June 21, 2022")
    (datetime.date(2012, 12, 31), datetime.date(2020, 12, 23), datetime.date(2022, 6, 21))
    """
    for found in read_dates(text, day_first) if text else ():
        if len(found) == 10:
            return datetime.date.fromisoformat(found)
    return None


def citation_day(text: str | None) -> datetime.date | None:
    """The earliest day in citations of the Federal Register, which print 11/21/11 for 21 November 2011.

    >>> citation_day("76 FR 71869, 11/21/11. 85 FR 83799, 12/23/2020")
    datetime.date(2011, 11, 21)
    """
    days = []
    for month, day, year in re.findall(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?!\d)", text or ""):
        whole = int(year) if len(year) == 4 else int(year) + (1900 if int(year) > 60 else 2000)
        if (parts := _checked(whole, int(month), int(day))) and parts[1] and parts[2]:
            days.append(datetime.date(parts[0], parts[1], parts[2]))
    return min(days, default=None)


def year_range(low: str | None, high: str | None) -> tuple[str, ...]:
    """A range of years from its ends, in whichever order; a single year where one is missing."""
    years = sorted(int(year) for year in (low, high) if year and re.fullmatch(r"(?:18[5-9]|19|20)\d+", year.strip()))
    if not years:
        return ()
    return (str(years[0]) if years[0] == years[-1] else f"{years[0]}/{years[-1]}",)


def _parts(text: str, day_first: bool) -> _Parts | None:
    if match := _WORDS.fullmatch(text):
        return _checked(int(match[4]), _MONTHS[match[2][:3].lower()], int(match[1] or match[3] or 0))
    if match := _ISO.fullmatch(text):
        return _checked(int(match[1]), int(match[2] or 0), int(match[3] or 0))
    if match := _NUMBERS.fullmatch(text):
        first, second = (int(part) if part.isdigit() else 0 for part in (match[1], match[2]))
        day, month = (first, second) if day_first or first > 12 else (second, first)
        if month > 12 >= day:
            day, month = month, day
        return _checked(int(match[3]), month, day)
    return None


def _checked(year: int, month: int, day: int) -> _Parts | None:
    """The parts as far as they can be a date; a year that no living or listed party can have is none."""
    if not 1850 <= year <= 2150:
        return None
    if not 1 <= month <= 12:
        return (year, None, None)
    try:
        datetime.date(year, month, day)
    except ValueError:
        return (year, month, None)
    return (year, month, day)


def _iso(parts: _Parts) -> str:
    year, month, day = parts
    return "-".join([f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part is not None)])
