"""A country as one HTML file: pictures with their tables, triggers, treaties, law, agencies, and what is not known."""

from __future__ import annotations

from duecare.countries.agencies import Agency
from duecare.countries.legal import Treaty
from duecare.countries.page import CountryPage
from duecare.countries.practice import band_words
from duecare.countries.profile.policy import BANDS, policy
from duecare.papers.agency_html import Leads
from duecare.papers.country_words import (
    NO_GAP,
    STANDING,
    TREATY,
    about,
    core_words,
    ended_then,
    expired_words,
    indicator_words,
    is_apart,
    missing_words,
    reservations_known,
    seat_words,
    share_words,
    silent_words,
    treaty_source,
    treaty_year,
    trend_words,
)
from duecare.papers.markup import Child, Markup, el, joined, opened, status, table
from duecare.papers.page import standing_page
from duecare.papers.wording import CONFIDENCE, OPEN, capital, clean, counted, listed, words
from duecare.pictures import Bar, Cell, Estimate, Line, Series, interval_bars, treaty_strip, trend_lines


def country_html(page: CountryPage) -> str:
    """The page of a country as a document of its own."""
    return standing_page(
        f"{page.name}: human-rights practice and law",
        ("Skip to the outcome", "#outcome"),
        [
            el(
                "header",
                el("p", f"Duecare country page, {page.code}", class_="kind"),
                el("h1", page.name),
                country_head(page),
            ),
            el("main", country_sections(page), id="main"),
        ],
    )


def country_head(page: CountryPage) -> Markup:
    """On which day and for which items the page speaks, and the way to its sections."""
    links = el("ul", (el("li", el("a", title, href=f"#{key}")) for key, title, _ in _parts(page, None)))
    return joined([el("p", about(page), class_="meta"), el("nav", links, aria_label="Sections")], "")


def country_sections(page: CountryPage, leads: Leads | None = None) -> Markup:
    """All that is known of a country, for a page that has a frame of its own.

    Args:
        page: The country.
        leads: Where the record of an agency stands, for a page that can lead there.
    """
    outcome = el("section", el("h2", page.sentence, id="outcome", class_="headline"), _said(page))
    rest = (el("section", el("h2", title, id=key), content) for key, title, content in _parts(page, leads))
    return joined([outcome, *rest], "")


def _parts(page: CountryPage, leads: Leads | None) -> tuple[tuple[str, str, Child], ...]:
    return (
        ("practice", "Practice", _practice(page)),
        ("triggers", "Legal triggers", _triggers(page)),
        ("treaties", "Treaties", _treaties(page)),
        ("law", "Law against the ICCPR", _law(page)),
        ("agencies", "Agencies on record", _agencies(page, leads)),
        ("gaps", "Not known, or not sure", _gaps(page)),
        ("made-of", "What the profile is made of", [*_readings(page), *_context(page)]),
        ("sources", "Sources", _sources(page)),
    )


def _said(page: CountryPage) -> list[Child]:
    """What stands under the headline: whose record it is, what counts, what is open."""
    seat, missing, share = seat_words(page), missing_words(page), share_words(page)
    return [
        el("p", seat) if seat else None,
        el("p", core_words(page)),
        el("p", status(OPEN), " ", missing) if missing else None,
        el("p", share, class_="meta") if share else None,
    ]


def bars_of(page: CountryPage) -> list[Bar]:
    """A bar a dimension; open where nothing is known."""
    rules = policy()
    rows = []
    for key, dimension in rules.dimensions.items():
        one = page.practice.dimensions.get(key) if page.practice is not None else None
        core = key in page.core
        if one is None:
            rows.append(Bar(dimension.title, None, None, None, core=core, known=False))
            continue
        families = "one family of sources" if one.families == 1 else f"{one.families} families of sources"
        note = f"{families}, {one.newest}{', disputed' if one.disputed else ''}"
        rows.append(Bar(dimension.title, one.median, one.low, one.high, band_words(one.bands), note, core=core))
    return rows


def series_of(page: CountryPage, name: str) -> list[tuple[str, Line, int, int, str]]:
    """For each dimension with a line: its title, the line, first and last year, and the dataset."""
    if page.profile is None:
        return []
    rows = []
    for key, dimension in policy().dimensions.items():
        dataset, line = page.profile.lines.get(key, ("", ()))
        if line:
            by_year = {year: Estimate(median, low, high) for year, median, low, high in line}
            first, last = line[0][0], line[-1][0]
            values = tuple(by_year.get(year) for year in range(first, last + 1))
            rows.append((dimension.title, Line(name, values), first, last, dataset))
    return rows


def _practice(page: CountryPage) -> list[Child]:
    title = f"{page.name}: five dimensions of practice with 90 % intervals"
    source = f"Profile by Duecare, as known on {page.day}. Its datasets stand under Sources."
    parts: list[Child] = [
        el("p", "Worse is to the right; the thick line is the 90 % interval.", class_="lead"),
        el("figure", Markup(interval_bars(bars_of(page), title=title, steps=BANDS, source=source))),
        _practice_table(page),
    ]
    series = series_of(page, "")
    for first, last in dict.fromkeys((first, last) for _, _, first, last, _ in series):
        group = [one for one in series if (one[2], one[3]) == (first, last)]
        said = "; ".join(dict.fromkeys(dataset for *_, dataset in group))
        drawn = trend_lines(
            [Series(label, (line,)) for label, line, *_ in group],
            title=f"{page.name}: practice from {first} to {last}",
            first=first,
            last=last,
            source=f"{said}. One version of one dataset; not widened for age.",
        )
        parts.append(el("figure", Markup(drawn)))
    return parts


def _practice_table(page: CountryPage) -> Markup:
    rules = policy()
    heads = ("Dimension", "Band", "Median", "90 % interval", "Draws that are severe", "Families", "Newest", "Trend")
    rows: list[tuple[Child, ...]] = []
    for key, dimension in rules.dimensions.items():
        one = page.practice.dimensions.get(key) if page.practice is not None else None
        shares = page.profile.practice[key].shares if page.profile and key in page.profile.practice else None
        name = f"{dimension.title}{' (core)' if is_apart(page, key) else ''}"
        if one is None:
            rows.append((name, *(status(OPEN) for _ in heads[1:])))
            continue
        rows.append(
            (
                name,
                f"{band_words(one.bands)}{' (disputed)' if one.disputed else ''}",
                f"{one.median:.1f}",
                f"{one.low:.1f} to {one.high:.1f}",
                f"{100 * shares[-1]:.0f} %" if shares else status(OPEN),
                str(one.families),
                str(one.newest),
                opened(trend_words(page, key)),
            )
        )
    return table("The same in figures, 0 the best and 4 the worst", heads, rows, "wide figures")


def _triggers(page: CountryPage) -> list[Child]:
    rows: list[tuple[Child, ...]] = [
        (
            clean(one.says),
            clean(one.source),
            el("span", f"{'as of ' if one.as_of else ''}{one.since}", class_="date") if one.since else status(OPEN),
            clean(one.note) or "none",
        )
        for one in page.triggers
    ]
    heads = ("Trigger", "Source", "Since, or as of", "Note")
    return [
        el("p", "Each stands by itself; none makes a band better or worse.", class_="lead"),
        table("Legal triggers on this day", heads, rows, "wide") if rows else None,
        el("p", status(OPEN), " ", silent_words(page.triggers)),
    ]


def _treaties(page: CountryPage) -> list[Child]:
    cells = [
        Cell(TREATY[name], held.status if held else "unknown", held.day.year if held and held.day else None)
        for name, held in page.treaties
    ]
    rows = (
        (
            TREATY[name],
            STANDING[held.status] if held else status(OPEN),
            el("span", treaty_year(held) or status(OPEN), class_="date") if held else status(OPEN),
            clean(f"{treaty_source(held)} {held.note}") if held else "not at hand",
            _statements(page, held),
        )
        for name, held in page.treaties
    )
    heads = ("Treaty", "Status", "Since", "Source", "Reservations and the like")
    return [
        el("figure", Markup(treaty_strip(cells, title=f"{page.name} and the human-rights treaties"))),
        table("The same in words", heads, rows, "wide"),
    ]


def _statements(page: CountryPage, held: Treaty | None) -> Child:
    """Reservations and the like; open where they are not at hand, for then there may be any."""
    if held is None or not reservations_known(page):
        return status(OPEN)
    return clean("; ".join(held.statements)) or "none on file"


def _law(page: CountryPage) -> list[Child]:
    parts: list[Child] = [el("p", page.law_sentence, class_="lead")]
    if page.law is None:
        return [*parts, el("p", status(OPEN), f" No checklist is written for {page.name}: every question is open.")]
    if expired := expired_words(page):
        return [*parts, el("p", status(OPEN), " ", expired)]
    reviewed = f"Reviewed {page.law.reviewed}, expires {page.law.expires}: {page.law.reviewer}."
    rows: list[tuple[Child, ...]] = []
    for row in page.law_rows:
        answer = row.answer
        known = answer is not None and answer.answer != "unknown"
        mark = status("raised", "gap") if row.gap else status("clear", "no gap") if row.gap is False else status(OPEN)
        rows.append(
            (
                row.question.question,
                mark,
                opened(capital(answer.answer) if answer is not None and known else OPEN, known=known),
                clean(f"{answer.law}{f' ({answer.language})' if answer.language else ''}")
                if answer and known
                else status(OPEN),
                clean(f"{answer.note or ''}") if answer is not None and answer.note else "none",
                CONFIDENCE[answer.confidence] if answer is not None else status(OPEN),
                listed([one.removeprefix("ICCPR/") for one in row.question.articles]),
            )
        )
    heads = ("Question", "Gap", "Answer", "Law", "Note", "Confidence", "Article")
    return [*parts, el("p", reviewed, class_="meta"), table("The checklist, question by question", heads, rows, "wide")]


def _agencies(page: CountryPage, leads: Leads | None) -> list[Child]:
    there = page.agencies
    if not there:
        said = " The register holds none of this country. An agency is then as its country is, and not better."
        return [el("p", status(OPEN), said)]
    rows = (
        (
            _names(one),
            words(one.kind),
            str(items) if items else el("span", status(OPEN), ", none on file"),
            str(ended) if (ended := ended_then(one, page)) else "now",
            el("a", one.id, href=leads(one)) if leads else one.id,
        )
        for one, items in there
    )
    heads = ("Agency", "Kind", "Items of evidence", "Until", "Id")
    command = el("code", f'duecare agency "NAME" --country {page.code}')
    evidence: Child = None if leads else ["Each with its evidence: ", command]
    lead = el("p", "What is said of an agency is what its source said. ", evidence, class_="lead")
    return [lead, table("Agencies of the register", heads, rows, "wide")]


def _names(agency: Agency) -> Child:
    """The name in its own language first, the English one under it."""
    own = next(((text, lang) for text, lang in agency.names if lang != "en"), None)
    if own is None:
        return clean(agency.name)
    first = el("bdi", clean(own[0]), lang=own[1], dir="auto")
    return el("span", first, el("br"), el("span", clean(agency.name), class_="latin"))


def _gaps(page: CountryPage) -> list[Child]:
    if not page.gaps:
        return [el("p", NO_GAP)]
    return [el("ul", (el("li", status(OPEN), " ", clean(gap.text)) for gap in page.gaps))]


def _readings(page: CountryPage) -> list[Child]:
    rules = policy()
    if page.profile is None:
        return [el("p", status(OPEN), " The details of an earlier day are not kept.")]
    parts: list[Child] = []
    heads = ("Indicator", "Value", "Error", "Year", "Dataset", "Better than", "Cuts rest on")
    for key, one in page.profile.practice.items():
        rows = (
            (
                indicator_words(read.indicator),
                f"{read.value:g}",
                f"{read.sd:.2g}{'' if read.stated else ' (assumed)'}",
                str(read.year),
                clean(read.dataset),
                f"{read.position:.0f} % of {rules.reference[0]}–{rules.reference[1]}",
                rules.indicators[read.indicator].basis if read.indicator in rules.indicators else "its own mapping",
            )
            for read in one.readings
        )
        changed = [
            f"without {rules.families.get(family, family)} it would be {band_words(bands)}"
            for family, bands in one.without.items()
            if bands != one.bands
        ]
        parts.append(
            el("details", el("summary", f"{rules.dimensions[key].title}: {counted(len(one.readings), 'indicator')}"),
               el("p", f"{capital('; '.join(changed))}.") if changed else None,
               table("Indicators", heads, rows, "wide"))
        )  # fmt: skip
    return parts


def _context(page: CountryPage) -> list[Child]:
    if not page.context:
        return []
    return [el("h3", "Shown, and never judged"), el("ul", (el("li", clean(said)) for said in page.context))]


def _sources(page: CountryPage) -> list[Child]:
    rows = (
        (
            clean(one.dataset),
            clean(one.licence),
            el("span", str(one.published), class_="date") if one.published else status(OPEN),
            el("span", one.sha256[:16], class_="hash"),
        )
        for one in page.data.profiles.datasets
    )
    made = page.data.profiles
    method = f"Method {made.policy}, {made.draws:,} draws, seed {made.seed}, made for {made.as_of}."
    heads = ("Dataset", "Licence", "Published", "SHA-256")
    return [table("Datasets", heads, rows, "wide"), el("p", method, class_="meta")]
