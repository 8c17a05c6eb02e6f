"""World Press Freedom Index by Reporters Without Borders (RSF): scores from 0 to 100, higher is freer.

Official files have `;` between cells, decimal commas, and `Score N` or `Score` beside `Rank N` or `Rank`. The method of
2022 is another one than that of 2013 to 2021, so the two make two indicators and no series crosses the break.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from duecare.countries.sources.cells import Countries, Numbers, year_in
from duecare.countries.sources.record import Edition
from duecare.countries.sources.series import Series
from duecare.countries.sources.table import Layout, Row, names_in, rows_of, some
from duecare.countries.sources.units import Unit
from duecare.errors import InputError
from duecare.places.places import fold

#: The first year of the method that is used today, and of the one before it.
BREAK: Final = 2022
FIRST_YEAR: Final = 2013

LAYOUT: Final = Layout(
    columns={
        "code": ("ISO", "iso3"),
        "country": ("Country_EN", "EN_country", "country"),
        "year": ("Year (N)", "year"),
        "score": ("Score", "Score N", re.compile(r"score 20\d\d")),
        "rank": ("Rank", "Rank N", re.compile(r"rank 20\d\d")),
    },
    needed=(("code", "country"), "year", "score"),
)
_EASTERN_CARIBBEAN: Final = Unit(None, "the Organisation of Eastern Caribbean States, several countries together")
_UNITS: Final = {
    fold("XCD"): _EASTERN_CARIBBEAN,
    fold("CSS"): _EASTERN_CARIBBEAN,
    fold("OECS"): _EASTERN_CARIBBEAN,
    fold("CTU"): Unit(None, "Northern Cyprus, a territory that is no ISO 3166 country"),
    fold("XKO"): Unit("XK"),
}


def fits(head: str) -> bool:
    names = names_in(head)
    if {"score n", "rank n"} <= names:
        return True
    scored = "rank" in names and any(name == "score" or re.fullmatch(r"score 20\d\d", name) for name in names)
    return scored and bool(names & {"year (n)", "political context", "legal context", "methodology"})


@dataclass(frozen=True, slots=True)
class _Scored:
    row: Row
    country: str | None
    score: float
    rank: float | None


def read(paths: Sequence[Path]) -> Edition:
    """`rsf_score` from 2022 on and `rsf_score_2013` for 2013 to 2021, of the year that the source gives; no error.

    Ranks are only compared with the scores. Those beyond the number of countries are reported. They also tell which way
    the scores of 2013 to 2021 count: some files have them as first published, 0 the freest, and these are taken from
    100. Years before 2013 are of yet another scale and left out.

    Raises:
        InputError: see `table.open_table`; a score out of its scale or against its rank; a country-year with two.
    """
    series, countries, numbers = Series(some(paths)[0]), Countries(_UNITS), Numbers()
    years: dict[int, list[_Scored]] = {}
    older: dict[int, Row] = {}
    for row in rows_of(paths, LAYOUT):
        year = year_in(row, "year", first=2002)
        if year < FIRST_YEAR:
            older.setdefault(year, row)
            continue
        score = numbers.read(row, "score", 0, 100)
        rank = numbers.read(row, "rank", 1, 400, whole=True)
        country = countries.find(row)
        if score is not None:
            years.setdefault(year, []).append(_Scored(row, country, score, rank))
    for year, row in older.items():
        reason = f"scores before {FIRST_YEAR} are of another scale"
        series.correct(f"{Path(row.path).name}: from line {row.line}", str(year), None, reason)
    for year, scored in sorted(years.items()):
        _check_ranks(scored, series)
        _add_year(year, scored, series)
    return series.edition(lambda last: f"RSF World Press Freedom Index {last}", countries)


def _add_year(year: int, scored: Sequence[_Scored], series: Series) -> None:
    turned = _is_turned(year, scored, series)
    indicator = "rsf_score" if year >= BREAK else "rsf_score_2013"
    for one in scored:
        if one.country is not None:
            series.add(one.row, one.country, year, indicator, round(100 - one.score, 6) if turned else one.score)


def _check_ranks(scored: Sequence[_Scored], series: Series) -> None:
    for one in scored:
        if one.rank is not None and one.rank > len(scored):
            raw = f"{one.row['code'] or one.row['country']} {one.rank:g}"
            reason = f"rank not used: beyond the {len(scored)} countries of its year; the score is kept"
            series.correct(one.row.where, raw, None, reason)


def _is_turned(year: int, scored: Sequence[_Scored], series: Series) -> bool:
    """Whether a year's scores count the other way, 0 the freest."""
    ranked = [(one.rank, one.score) for one in scored if one.rank is not None]
    agree = sum((score > other) - (score < other) for rank, score in ranked for lower, other in ranked if rank < lower)
    first = scored[0].row
    if year >= BREAK:
        if agree < 0:
            raise InputError(
                f"has for {year} the lowest scores at the best ranks", path=first.path, line=first.line,
                hint=f"accepted: from {BREAK} on scores of which the highest is the freest",
            )  # fmt: skip
        return False
    if agree == 0:
        raise InputError(
            f"has for {year} no ranks that tell which way its scores count",
            path=first.path, line=first.line, hint=f"accepted: scores before {BREAK} with their ranks",
        )  # fmt: skip
    if agree < 0:
        where = f"{Path(first.path).name}: {len(scored)} rows from line {first.line}"
        reason = "as first published, when 0 was the freest; turned so that higher is freer, as RSF shows them today"
        series.correct(where, f"scores of {year}", "100 less the score", reason)
    return agree < 0
