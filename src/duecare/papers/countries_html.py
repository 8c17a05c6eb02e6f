"""Every country on one page: a map of the worst core dimension, and a table that sorts and filters."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from duecare.countries import CountryData
from duecare.countries.legal import Trigger, triggers
from duecare.countries.practice import KnownPractice, band_words, known_practice
from duecare.countries.profile.policy import BANDS, policy
from duecare.countries.profile.result import SEVERE, headline_bands
from duecare.papers.country_words import core_title
from duecare.papers.markup import Child, Markup, el, joined, status
from duecare.papers.page import standing_page
from duecare.papers.wording import OPEN, clean, listed
from duecare.pictures import map_codes, world_map
from duecare.places import CODES
from duecare.places import name as place_name
from duecare.places.places import fold

SCRIPT: Final = Path(__file__).parent / "countries.js"
_SEVERAL: Final = (
    "Where several bands are possible, the map shows the worst of them and the table shows all. Severe is named only"
    " where two families of sources say so."
)
_CAPTION: Final = "The same in the table below; intervals stand on the page of a country (duecare country NAME)."
_SHORT: Final = {
    "arms_embargo": "arms embargo",
    "interception_ban": "interception ban",
    "sanctions_programme": "sanctions programme",
}


def countries_html(data: CountryData, day: datetime.date, capabilities: Collection[str] = ()) -> str:
    """The map and the table of every country as a document of its own.

    Args:
        data: What is at hand.
        day: Nothing later counts.
        capabilities: What items can do; the map then shows the worst of the dimensions that are core for it.
    """
    rules = policy()
    core, why = rules.core_for(capabilities)
    because = " ".join(why) if capabilities else "Every dimension counts: no item is named."
    known = _known(data, day)
    bands = {code: _bands(one, core) for code, one in known.items()}
    shades = {code: one[-1] + 1 if one else None for code, one in bands.items()}
    title = f"Worst of {core_title(core, capabilities)}, as known on {day}"
    picture = world_map(
        shades, title=title, legend=[f"up to {band}" for band in BANDS],
        links={code: f"#row-{code}" for code in known},
    )  # fmt: skip
    body = [
        el("header", el("p", "Duecare countries", class_="kind"), el("h1", "Human-rights practice, country by country"),
           el("p", f"As known on {day}. {len(known)} countries and territories.", class_="meta")),
        el(
            "main",
            el("h2", countries_sentence(bands.values()), id="outcome", class_="headline"),
            el("p", f"{title}: {_counted(bands.values())}. {because} {_SEVERAL}"),
            el("figure", Markup(picture), el("figcaption", f"{_CAPTION} {_source(data)}")),
            _table(known, bands, core, data, day),
            id="main",
        ),
    ]  # fmt: skip
    return standing_page(
        "Human-rights practice, country by country", ("Skip to the table", "#table"), body,
        script=SCRIPT.read_text("utf-8"), wide=True,
    )  # fmt: skip


def countries_sentence(bands: Collection[Sequence[int]]) -> str:
    """How many are severe, how many may be, and of how many nothing is known."""
    severe = sum(tuple(one) == (SEVERE,) for one in bands)
    perhaps = sum(SEVERE in one for one in bands) - severe
    silent = sum(not one for one in bands)
    unknown = f" Of {silent} nothing is known: open, not good." if silent else ""
    where = f"{len(bands)} countries and territories"
    if not severe and perhaps:
        return f"Possibly severe in {perhaps} of {where}.{unknown}"
    more = f", and possibly in {perhaps} more" if perhaps else ""
    return f"Severe in {severe} of {where}{more}.{unknown}"


def world_sentence(data: CountryData, day: datetime.date, capabilities: Collection[str] = ()) -> str:
    """The headline of the page, for the terminal."""
    core, _ = policy().core_for(capabilities)
    return countries_sentence([_bands(one, core) for one in _known(data, day).values()])


def _known(data: CountryData, day: datetime.date) -> dict[str, KnownPractice | None]:
    codes = CODES & (map_codes() | data.profiles.places.keys())
    return {code: known_practice(code, day, data) for code in sorted(codes)}


def _counted(bands: Collection[tuple[int, ...]]) -> str:
    """How many there are of each band or bands, the worst first."""
    counts = Counter(one for one in bands if one)
    worst_first = sorted(counts, key=lambda one: (one[-1], one[0]), reverse=True)
    return listed([f"{counts[one]} {band_words(one)}" for one in worst_first]) or OPEN


def _bands(known: KnownPractice | None, core: Sequence[str]) -> tuple[int, ...]:
    if known is None:
        return ()
    held = {key: known.dimensions[key].bands for key in core if key in known.dimensions}
    return headline_bands(held, len(core) - len(held))


def _source(data: CountryData) -> str:
    said = listed(dict.fromkeys(clean(one.dataset) for one in data.profiles.datasets))
    return f"Practice profiles by Duecare, method {data.profiles.policy}, from {said}."


def _table(
    known: dict[str, KnownPractice | None],
    bands: dict[str, tuple[int, ...]],
    core: Sequence[str],
    data: CountryData,
    day: datetime.date,
) -> Markup:
    titles = (one.title for one in policy().dimensions.values())
    heads = ["Country", "Worst core dimension", *titles, "Trend", "Legal triggers", "Families", "Newest"]
    head = el("tr", (el("th", text, scope="col", role="columnheader") for text in heads), role="row")
    rows = (
        _row(code, one, bands[code], core, triggers(code, day, data.holdings), heads)
        for code, one in sorted(known.items(), key=lambda pair: fold(place_name(pair[0])))
    )
    caption = el("caption", "Bands, and in brackets the median on a scale of 0 (best) to 4 (worst)")
    return el(
        "table", caption, el("thead", head, role="rowgroup"), el("tbody", rows, role="rowgroup"),
        role="table", class_="countries", id="table",
    )  # fmt: skip


def _row(
    code: str,
    known: KnownPractice | None,
    bands: tuple[int, ...],
    core: Sequence[str],
    legal: Sequence[Trigger],
    heads: Sequence[str],
) -> Markup:
    cells: list[tuple[Child, str]] = []
    cells.append((band_words(bands), f"{sum(bands) / len(bands):.3f}") if bands else (status(OPEN), OPEN))
    for key in policy().dimensions:
        one = known.dimensions.get(key) if known is not None else None
        if one is None:
            cells.append((status(OPEN), OPEN))
        else:
            said = f"{band_words(one.bands)} ({one.median:.1f})"
            cells.append(
                (
                    el("strong", said) if key in core and len(core) < len(policy().dimensions) else said,
                    f"{one.median:.3f}",
                )
            )
    falling = known.deteriorating if known is not None else None
    trend = "deteriorating" if falling else "no dimension fell" if falling is False else status(OPEN)
    cells.append((trend, OPEN if falling is None else str(int(falling))))
    kinds = [_SHORT[kind] for kind in _SHORT if any(one.kind == kind for one in legal)]
    groups = [group for one in legal if one.kind == "ear_groups" for group in one.value if group[0] in "DE"]
    laid_down = [*kinds, *([f"EAR {listed(groups)}"] if groups else [])]
    none = el("span", status(OPEN), ", none written down")
    cells.append((joined(laid_down, "; "), str(len(laid_down))) if laid_down else (none, OPEN))
    families = [one.families for one in known.dimensions.values()] if known is not None else []
    cells.append((str(max(families)), str(max(families))) if families else (status(OPEN), OPEN))
    newest = [one.newest for one in known.dimensions.values()] if known is not None else []
    years = dict.fromkeys(str(year) for year in (min(newest), max(newest))) if newest else ()
    cells.append(("–".join(years), str(max(newest))) if newest else (status(OPEN), OPEN))
    name = place_name(code)
    first = el("th", f"{name} ", el("span", code, class_="latin"), scope="row", role="rowheader", data_label=heads[0],
               data_sort=fold(name))  # fmt: skip
    rest = (
        el("td", el("span", cell), role="cell", data_label=head, data_sort=key)
        for head, (cell, key) in zip(heads[1:], cells, strict=True)
    )
    return el("tr", first, rest, role="row", id=f"row-{code}")
