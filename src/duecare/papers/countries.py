"""Countries side by side on the terminal and as a page: bands, change, lines of the same dataset."""

from __future__ import annotations

from collections.abc import Sequence

from duecare.countries.page import CountryPage
from duecare.countries.practice import band_words
from duecare.countries.profile.policy import policy
from duecare.papers.country_html import series_of
from duecare.papers.markup import Child, Markup, el, status, table
from duecare.papers.page import standing_page
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import OPEN, capital, clean, listed
from duecare.pictures import Line, Series, sparkline, trend_lines

MOST_DRAWN = 2
"""How many lines one plot can hold and still be told apart in grey."""


def compared_text(pages: Sequence[CountryPage], since: int | None, *, to_file: bool = False) -> str:
    """Countries side by side as text. since: the first year of the lines."""

    def write(sheet: Sheet) -> None:
        sheet.paragraph(compared_sentence(pages), "bold")
        sheet.paragraph(clean(f"As known on {pages[0].day}. {_titles(pages)}"), "dim")
        for key, dimension in policy().dimensions.items():
            sheet.heading(dimension.title)
            for page in pages:
                _row(page, key, since, sheet)
        sheet.heading("Legal triggers and law")
        for page in pages:
            kinds = sorted({one.kind.replace("_", " ") for one in page.triggers if one.kind != "ear_groups"})
            said = listed(kinds) if kinds else "no trigger written down"
            sheet.marked("-", clean(f"{page.name}: {said}. {page.law_sentence}"))

    return printed(write, to_file=to_file)


def compared_sentence(pages: Sequence[CountryPage]) -> str:
    """Each country with its bands, in one sentence."""
    said = [f"{page.name} {band_words(page.headline.bands)}" for page in pages]
    return f"{capital(listed(said))}."


def _titles(pages: Sequence[CountryPage]) -> str:
    return next((f"{page.practice.title}." for page in pages if page.practice is not None), "No profile is at hand.")


def _row(page: CountryPage, key: str, since: int | None, sheet: Sheet) -> None:
    one = page.practice.dimensions.get(key) if page.practice is not None else None
    if one is None:
        sheet.marked(sheet.marks["open"], f"{page.name}: open. No source at hand says it.")
        return
    sheet.marked(
        sheet.marks["raised"],
        f"{page.name}: {band_words(one.bands)}, {one.median:.1f} [{one.low:.1f} to {one.high:.1f}], {one.newest}",
    )
    dataset, line = page.profile.lines.get(key, ("", ())) if page.profile is not None else ("", ())
    kept = [point for point in line if since is None or point[0] >= since]
    if not kept:
        return
    drawn = sparkline([median for _, median, _, _ in kept], ascii=sheet.marks["filled"] == "#")
    moved = kept[-1][1] - kept[0][1]
    way = "worse" if moved > 0 else "better"
    change = f"{abs(moved):.1f} bands {way} since {kept[0][0]}" if abs(moved) >= 0.05 else f"as in {kept[0][0]}"
    later = f"; its line begins in {kept[0][0]}" if since is not None and kept[0][0] > since else ""
    sheet.paragraph(
        f"{kept[0][0]} {drawn} {kept[-1][0]}, higher is worse; {change} ({dataset}){later}", "dim", indent=2
    )


def compared_html(pages: Sequence[CountryPage], since: int | None) -> str:
    """Two countries side by side as a page of its own, each dimension drawn with both lines."""
    names = listed([page.name for page in pages])
    parts: list[Child] = [el("h2", compared_sentence(pages), id="outcome", class_="headline"), _table(pages)]
    for key, dimension in policy().dimensions.items():
        parts += _drawn(pages, key, dimension.title, since)
    head = el("header", el("p", "Duecare, countries side by side", class_="kind"), el("h1", names),
              el("p", clean(f"As known on {pages[0].day}. {_titles(pages)}"), class_="meta"))  # fmt: skip
    return standing_page(
        f"{names}: side by side", ("Skip to the outcome", "#outcome"), [head, el("main", parts, id="main")]
    )


def _table(pages: Sequence[CountryPage]) -> Markup:
    rows = []
    for key, dimension in policy().dimensions.items():
        cells: list[Child] = [dimension.title]
        for page in pages:
            one = page.practice.dimensions.get(key) if page.practice is not None else None
            cells.append(
                f"{band_words(one.bands)} ({one.median:.1f}, {one.low:.1f} to {one.high:.1f})" if one else status(OPEN)
            )
        rows.append(cells)
    return table("Bands, median and 90 % interval", ("Dimension", *(page.name for page in pages)), rows, "wide")


def _drawn(pages: Sequence[CountryPage], key: str, title: str, since: int | None) -> list[Child]:
    """Lines of two countries that come from one version of one dataset; others are not put into one plot."""
    held: list[tuple[Line, int, int, str]] = []
    for page in pages[:MOST_DRAWN]:
        held += [(line, first, last, dataset) for label, line, first, last, dataset in series_of(page, page.name)
                 if label == title]  # fmt: skip
    if not held or len({dataset for *_, dataset in held}) > 1:
        return []
    first = max(min(one[1] for one in held), since or 0)
    last = max(one[2] for one in held)
    lines = tuple(
        Line(line.name, tuple(line.values[year - begins] if begins <= year <= ends else None
                              for year in range(first, last + 1)))
        for line, begins, ends, _ in held
    )  # fmt: skip
    drawn = trend_lines([Series(title, lines)], title=f"{title} from {first} to {last}", first=first, last=last,
                        source=f"{held[0][3]}. One version of one dataset.")  # fmt: skip
    return [el("figure", Markup(drawn))]
