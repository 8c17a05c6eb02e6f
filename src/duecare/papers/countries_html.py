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
from duecare.countries.profile.result import headline_bands
from duecare.papers.country import core_title
from duecare.papers.markup import Child, Markup, el, joined, status
from duecare.papers.page import standing_page
from duecare.papers.wording import OPEN, capital, clean, listed
from duecare.pictures import map_codes, world_map
from duecare.places import CODES
from duecare.places import name as place_name

SCRIPT: Final = Path(__file__).parent / "countries.js"
_SEVERAL: Final = "Where several bands are possible, the map shows the worst of them and the table shows all."
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
    known = {
        code: known_practice(code, day, data) for code in sorted(CODES & (map_codes() | data.profiles.places.keys()))
    }
    bands = {code: _bands(one, core) for code, one in known.items()}
    counts = Counter(band_words(one) for one in bands.values())
    said = listed([f"{count} {words}" for words, count in counts.most_common() if words != OPEN])
    silent = counts.get(OPEN, 0)
    lead = f"{capital(said)}; of {silent} nothing is known." if silent else f"{capital(said)}."
    shades = {code: one[-1] + 1 if one else None for code, one in bands.items()}
    title = f"Worst of {core_title(core, capabilities)}, as known on {day}"
    picture = world_map(
        shades, title=title, legend=[f"up to {band}" for band in BANDS],
        links={code: f"#row-{code}" for code in known}, source=clean(_source(data)),
    )  # fmt: skip
    body = [
        el("header", el("p", "Duecare countries", class_="kind"), el("h1", "Human-rights practice, country by country"),
           el("p", f"As known on {day}. {_source(data)}", class_="meta")),
        el(
            "main",
            el("h2", lead, id="outcome", class_="headline"),
            el("p", f"{title}. {' '.join(why)} {_SEVERAL}"),
            el("figure", Markup(picture), el("figcaption", "The same in the table below, with intervals.")),
            _table(known, bands, core, data, day),
            id="main",
        ),
    ]  # fmt: skip
    return standing_page(
        "Human-rights practice, country by country", ("Skip to the table", "#table"), body,
        script=SCRIPT.read_text("utf-8"), wide=True,
    )  # fmt: skip


def _bands(known: KnownPractice | None, core: Sequence[str]) -> tuple[int, ...]:
    if known is None:
        return ()
    held = {key: known.dimensions[key].bands for key in core if key in known.dimensions}
    return headline_bands(held, len(core) - len(held))


def _source(data: CountryData) -> str:
    said = listed([one.dataset for one in data.profiles.datasets])
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
        for code, one in sorted(known.items(), key=lambda pair: place_name(pair[0]))
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
    worst = sum(bands) / len(bands) if bands else -1.0
    cells.append((band_words(bands) if bands else status(OPEN), f"{worst:.3f}"))
    for key in policy().dimensions:
        one = known.dimensions.get(key) if known is not None else None
        if one is None:
            cells.append((status(OPEN), "-1"))
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
    cells.append((trend, "1" if falling else "0"))
    kinds = [_SHORT[kind] for kind in _SHORT if any(one.kind == kind for one in legal)]
    groups = [group for one in legal if one.kind == "ear_groups" for group in one.value if group[0] in "DE"]
    laid_down = [*kinds, *([f"EAR {listed(groups)}"] if groups else [])]
    cells.append((joined(laid_down, "; ") if laid_down else "none written down", str(len(laid_down))))
    families = [one.families for one in known.dimensions.values()] if known is not None else []
    cells.append((str(max(families)) if families else status(OPEN), str(max(families, default=0))))
    newest = [one.newest for one in known.dimensions.values()] if known is not None else []
    said_years = (
        f"{min(newest)}–{max(newest)}" if newest and min(newest) < max(newest) else str(max(newest, default=""))
    )
    cells.append((said_years or status(OPEN), str(max(newest, default=0))))
    name = place_name(code)
    first = el("th", f"{name} ", el("span", code, class_="latin"), scope="row", role="rowheader", data_label=heads[0],
               data_sort=name)  # fmt: skip
    rest = (
        el("td", el("span", cell), role="cell", data_label=head, data_sort=key)
        for head, (cell, key) in zip(heads[1:], cells, strict=True)
    )
    return el("tr", first, rest, role="row", id=f"row-{code}")
