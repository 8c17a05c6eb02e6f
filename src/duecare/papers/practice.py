"""The practice of the countries of use in a memo: bars with intervals, a line over the years, and their table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from duecare.countries import ShownDimension
from duecare.countries.profile.policy import BANDS, policy
from duecare.papers.markup import Child, Markup, el, table
from duecare.papers.wording import clean, listed
from duecare.pictures import Bar, Estimate, Line, Series, interval_bars, sparkline, trend_lines
from duecare.places import name as place_name
from duecare.review.judge import Gathered

if TYPE_CHECKING:
    from duecare.papers.sheet import Sheet


def capabilities_of(gathered: Gathered) -> frozenset[str]:
    """What the items can do, as far as anybody says so."""
    found: set[str] = set()
    for entry in gathered.assertions:
        fact, _, member = entry.fact.partition("#")
        if fact == "item.capability" and entry.value is not None:
            found |= (
                {member}
                if member and entry.value is True
                else entry.value
                if isinstance(entry.value, frozenset)
                else set()
            )
    return frozenset(found)


def core_of(gathered: Gathered) -> frozenset[str]:
    """The dimensions that are core for what the items can do, as far as that is known; all of them else."""
    return frozenset(policy().core_for(capabilities_of(gathered) - {"none"})[0])


def by_country(practice: Sequence[ShownDimension]) -> Iterator[tuple[str, list[ShownDimension]]]:
    """What is shown of each country of use, its code first."""
    for code, rows in groupby(practice, lambda one: one.country):
        yield code, list(rows)


def practice_figures(practice: Sequence[ShownDimension], core: frozenset[str]) -> list[Child]:
    """The pictures of each country of use, each with its table."""
    return [
        el(
            "details",
            el("summary", f"Practice in {place_name(code)}: {summary(rows)}"),
            _figures(code, rows, core),
            open="",
        )
        for code, rows in by_country(practice)
    ]


def practice_lines(practice: Sequence[ShownDimension], sheet: Sheet) -> None:
    """The same on the terminal: a line a dimension."""
    for code, rows in by_country(practice):
        sheet.paragraph(f"Practice in {place_name(code)}, 0 (best) to 4 (worst):")
        for one in rows:
            drawn = sparkline([year.median / 100 for year in one.line], ascii=sheet.marks["filled"] == "#")
            line = f"; {one.line[0].year} {drawn} {one.line[-1].year}, higher is worse" if one.line else ""
            sheet.marked("-", f"{_title(one)}: {_bands(one)}, {_figures_words(one)}{line}", indent=2)


def summary(rows: Sequence[ShownDimension]) -> str:
    """The bands of the dimension that is worst, in words."""
    worst = max(rows, key=lambda one: (one.median, one.high))
    return f"worst on {_title(worst).lower()}, {_bands(worst)}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of a country as SVG, what it shows, and what to keep in mind when reading it."""

    svg: str
    words: str
    note: str = ""


HEADS = ("Dimension", "Band", "Median", "90 % interval", "Families", "Newest")
"""Of the table of a country."""


def drawings(code: str, rows: Sequence[ShownDimension], core: frozenset[str]) -> list[Drawn]:
    """The pictures of a country: bars with intervals, and lines over the years."""
    name = place_name(code)
    bars = [
        Bar(_title(one), one.median / 100, one.low / 100, one.high / 100, _bands(one),
            f"{'one family' if one.families == 1 else f'{one.families} families'} of sources, {one.newest}"
            f"{', disputed' if one.disputed else ''}", core=one.dimension in core)
        for one in rows
    ]  # fmt: skip
    datasets = listed(list(dict.fromkeys(clean(one.dataset) for one in rows if one.dataset)))
    drawn = interval_bars(
        bars, title=f"Practice in {name}", steps=BANDS, source=f"Profile by Duecare. Lines: {datasets}."
    )
    found = [Drawn(drawn, f"Practice in {name}", "Worse is to the right. Core: what counts for these items.")]
    for (first, last), group in groupby(sorted((one for one in rows if one.line), key=_span), _span):
        held = list(group)
        series = [Series(_title(one), (Line(name, _estimates(one, first, last)),)) for one in held]
        said = listed(list(dict.fromkeys(clean(one.dataset) for one in held)))
        title = f"Practice in {name}, {first} to {last}"
        source = f"{said}. One version of one dataset."
        found.append(Drawn(trend_lines(series, title=title, first=first, last=last, source=source), title))
    return found


def cells(rows: Sequence[ShownDimension]) -> list[tuple[str, ...]]:
    """What the pictures of a country show, as the rows of a table under `HEADS`."""
    return [
        (_title(one), _bands(one), f"{one.median / 100:.1f}", f"{one.low / 100:.1f} to {one.high / 100:.1f}",
         str(one.families), str(one.newest))
        for one in rows
    ]  # fmt: skip


def caption(code: str) -> str:
    return f"Practice in {place_name(code)}, 0 the best and 4 the worst"


def _figures(code: str, rows: Sequence[ShownDimension], core: frozenset[str]) -> list[Child]:
    pictures = (
        el("figure", Markup(one.svg), el("figcaption", one.note) if one.note else None)
        for one in drawings(code, rows, core)
    )
    return [*pictures, table(caption(code), HEADS, cells(rows))]


def _span(one: ShownDimension) -> tuple[int, int]:
    return one.line[0].year, one.line[-1].year


def _estimates(one: ShownDimension, first: int, last: int) -> tuple[Estimate | None, ...]:
    by_year = {year.year: Estimate(year.median / 100, year.low / 100, year.high / 100) for year in one.line}
    return tuple(by_year.get(year) for year in range(first, last + 1))


def _title(one: ShownDimension) -> str:
    held = policy().dimensions.get(one.dimension)
    return held.title if held is not None else clean(one.dimension.replace("_", " "))


def _bands(one: ShownDimension) -> str:
    return " or ".join(clean(band) for band in one.bands) + (" (disputed)" if one.disputed else "")


def _figures_words(one: ShownDimension) -> str:
    families = "1 family" if one.families == 1 else f"{one.families} families"
    return f"{one.median / 100:.1f} [{one.low / 100:.1f} to {one.high / 100:.1f}], {families}, {one.newest}"
