"""Countries side by side on the terminal and as a page: bands, change, lines of the same dataset."""

from __future__ import annotations

from collections.abc import Sequence

from duecare.countries.page import CountryPage
from duecare.countries.practice import band_words
from duecare.countries.profile.policy import policy
from duecare.papers.country_html import series_of
from duecare.papers.country_words import MEASURES, change_words, core_words, is_apart
from duecare.papers.markup import Child, Markup, el, joined, status, table
from duecare.papers.page import standing_page
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import OPEN, capital, clean, listed, words
from duecare.pictures import Line, Series, sparkline, trend_lines

_NO_TRIGGER = "no embargo, ban or sanctions programme is written down, which is not that there is none"


def compared_text(pages: Sequence[CountryPage], since: int | None, *, to_file: bool = False) -> str:
    """Countries side by side as text. since: the first year of the lines."""

    def write(sheet: Sheet) -> None:
        sheet.paragraph(compared_sentence(pages), "bold")
        sheet.paragraph(clean(f"As known on {pages[0].day}. {_titles(pages)}"), "dim")
        sheet.paragraph(core_words(pages[0]))
        for key, dimension in policy().dimensions.items():
            sheet.heading(dimension.title)
            for page in pages:
                _row(page, key, since, sheet)
        sheet.heading("Legal triggers and law")
        for page in pages:
            kinds = _kinds(page)
            mark = "-" if kinds else sheet.marks["open"]
            sheet.marked(mark, clean(f"{page.name}: {listed(kinds) if kinds else _NO_TRIGGER}. {page.law_sentence}"))

    return printed(write, to_file=to_file)


def compared_sentence(pages: Sequence[CountryPage]) -> str:
    """Each country with its bands, in one sentence."""
    return f"{capital('; '.join(f'{page.name}: {band_words(page.headline.bands)}' for page in pages))}."


def _titles(pages: Sequence[CountryPage]) -> str:
    return next((f"{page.practice.title}." for page in pages if page.practice is not None), "No profile is at hand.")


def _kinds(page: CountryPage) -> list[str]:
    """The embargoes, bans and programmes that are written down, each with who laid it down."""
    found: dict[str, list[str]] = {}
    for one in page.triggers:
        if one.kind in MEASURES and one.by not in found.setdefault(one.kind, []):
            found[one.kind].append(one.by)
    return [clean(f"{words(kind)} ({listed(by)})") for kind, by in found.items()]


def _row(page: CountryPage, key: str, since: int | None, sheet: Sheet) -> None:
    one = page.practice.dimensions.get(key) if page.practice is not None else None
    if one is None:
        sheet.marked(sheet.marks["open"], f"{page.name}: open. No source at hand says it.")
        return
    said = f"{band_words(one.bands)}{' (disputed)' if one.disputed else ''}"
    sheet.marked("-", f"{page.name}: {said}, {one.median:.1f} [{one.low:.1f} to {one.high:.1f}], {one.newest}")
    dataset, line = page.profile.lines.get(key, ("", ())) if page.profile is not None else ("", ())
    kept = [point for point in line if since is None or point[0] >= since]
    if not kept:
        if since is not None:
            newest = f"; its line ends in {line[-1][0]}" if line else ""
            sheet.marked(sheet.marks["open"], f"Since {since} no year is known{newest}.", indent=2)
        return
    drawn = sparkline([median for _, median, _, _ in kept], ascii=sheet.marks["filled"] == "#")
    later = f"; its line begins in {kept[0][0]}" if since is not None and kept[0][0] > since else ""
    moved = _moved(page, key, kept[0][:2], kept[-1][:2])
    said = clean(f"{kept[0][0]} {drawn} {kept[-1][0]}, higher is worse; {moved} ({dataset}){later}")
    sheet.paragraph(said, "dim", indent=2)


def _moved(page: CountryPage, key: str, first: tuple[int, float], last: tuple[int, float]) -> str:
    """The trend where it was computed for these years; else where the medians stand, which is no trend."""
    spans = page.profile.changes.get(key, ()) if page.profile is not None else ()
    for change in spans:
        if change.years > 1 and (change.first, change.last) == (first[0], last[0]):
            return change_words(change)
    moved = last[1] - first[1]
    if abs(moved) < 0.05:
        return f"the median is as in {first[0]}"
    return f"the median is {abs(moved):.1f} bands {'worse' if moved > 0 else 'better'} than in {first[0]}"


def compared_html(pages: Sequence[CountryPage], since: int | None) -> str:
    """Countries side by side as a page of its own; two in one plot, more in a plot each."""
    names = listed([page.name for page in pages])
    parts: list[Child] = [
        el("h2", compared_sentence(pages), id="outcome", class_="headline"),
        el("p", core_words(pages[0])),
        _table(pages),
        _laid_down(pages),
        el("h2", "Over the years"),
    ]
    for key, dimension in policy().dimensions.items():
        parts.append(_drawn(pages, key, dimension.title, since))
    head = el("header", el("p", "Duecare, countries side by side", class_="kind"), el("h1", names),
              el("p", clean(f"As known on {pages[0].day}. {_titles(pages)}"), class_="meta"))  # fmt: skip
    return standing_page(
        f"{names}: side by side", ("Skip to the outcome", "#outcome"), [head, el("main", parts, id="main")]
    )


def _table(pages: Sequence[CountryPage]) -> Markup:
    rows = []
    for key, dimension in policy().dimensions.items():
        cells: list[Child] = [f"{dimension.title}{' (core)' if is_apart(pages[0], key) else ''}"]
        for page in pages:
            one = page.practice.dimensions.get(key) if page.practice is not None else None
            disputed = ", disputed" if one is not None and one.disputed else ""
            cells.append(
                f"{band_words(one.bands)}{disputed} ({one.median:.1f}, {one.low:.1f} to {one.high:.1f}; {one.newest})"
                if one
                else status(OPEN)
            )
        rows.append(cells)
    heads = ("Dimension", *(page.name for page in pages))
    return table("Bands; in brackets the median, the 90 % interval and the newest year", heads, rows, "wide")


def _laid_down(pages: Sequence[CountryPage]) -> Markup:
    triggers = [joined(kinds, "; ") if (kinds := _kinds(page)) else _none() for page in pages]
    law = [page.law_sentence for page in pages]
    heads = ("What is laid down", *(page.name for page in pages))
    return table("Legal triggers and law", heads, [("Triggers", *triggers), ("Law against the ICCPR", *law)], "wide")


def _none() -> Markup:
    return el("span", status(OPEN), f": {_NO_TRIGGER}")


def _drawn(pages: Sequence[CountryPage], key: str, title: str, since: int | None) -> Child:
    """Lines that come from one version of one dataset; others are not put into one picture."""
    held: list[tuple[Line, int, int, str] | None] = []
    for page in pages:
        held.append(next((one[1:] for one in series_of(page, page.name) if one[0] == title), None))
    known = [one for one in held if one is not None]
    datasets = dict.fromkeys(clean(dataset) for *_, dataset in known)
    if not known or len(datasets) > 1:
        why = f"the lines are of {listed(datasets)}, which cannot be compared" if known else "no line is kept"
        return el("p", status(OPEN), f" {title}: not drawn, {why}.")
    first, last = max(min(one[1] for one in known), since or 0), max(one[2] for one in known)
    if first > last:
        return el("p", status(OPEN), f" {title}: since {since} no year is known; the lines end in {last}.")
    lines = [_cut(page.name, one, first, last) for page, one in zip(pages, held, strict=True)]
    panels = (
        [Series(title, tuple(lines))]
        if len(lines) == 2
        else [Series(f"{title}: {line.name}", (Line("", line.values),)) for line in lines]
    )
    drawn = trend_lines(panels, title=f"{title} from {first} to {last}", first=first, last=last,
                        source=f"{next(iter(datasets))}. One version of one dataset.")  # fmt: skip
    return el("figure", Markup(drawn))


def _cut(name: str, held: tuple[Line, int, int, str] | None, first: int, last: int) -> Line:
    """The years of a line that are drawn; a country without a line is open in all of them."""
    if held is None:
        return Line(name, (None,) * (last - first + 1))
    line, begins, ends, _ = held
    years = range(first, last + 1)
    return Line(name, tuple(line.values[year - begins] if begins <= year <= ends else None for year in years))
