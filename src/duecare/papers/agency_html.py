"""An agency as HTML: how it stands, on which evidence, what was replied, and what does not count."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from duecare.countries.agencies import Agency, Evidence, Found, Standing, agency
from duecare.papers.agency_words import (
    HOW,
    NOTHING,
    NOTHING_RECENT,
    because,
    headline,
    nothing_recent,
    nothing_words,
    relation_words,
    several_words,
    source_words,
    weight_words,
    what_words,
)
from duecare.papers.markup import Child, Markup, el, joined, name, status, table
from duecare.papers.page import standing_page
from duecare.papers.wording import OPEN, Name, clean, named

Leads = Callable[[Agency], str]
"""Where the record of an agency stands."""


def agency_html(asked: str, country: str | None, day: datetime.date, found: Sequence[tuple[Found, Standing]]) -> str:
    """What the register of agencies holds on a name, as a document of its own."""
    said: list[Child] = []
    if not found:
        first, means = nothing_words(asked, country)
        said = [el("h2", first, class_="headline", id="outcome"), el("p", status(OPEN), " ", means)]
    if len(found) > 1:
        said.append(el("p", status(OPEN), " ", several_words(asked, found)))
    for one, standing in found:
        said.append(agency_sections(one, standing, day))
    head = el("header", el("p", "Duecare register of agencies", class_="kind"), el("h1", named(asked)))
    return standing_page(
        f"{named(asked)}: what is on record", ("Skip to the content", "#main"), [head, el("main", said, id="main")]
    )


def agency_sections(found: Found, standing: Standing, day: datetime.date, leads: Leads | None = None) -> Markup:
    """What is on record of one agency, for a page that has a frame of its own.

    Args:
        found: The agency, and how surely it is the one that was asked for.
        standing: How it stands on the day.
        day: The day.
        leads: Where the record of another agency stands, for a page that can lead there.
    """
    one = found.agency
    names = [Name(clean(text), lang) for text, lang in one.names if text != one.name]
    evidence = [_evidence(item, "raised", "counts") for item in standing.counted]
    evidence += [_evidence(item, "clear", f"does not count: {why}") for item, why in standing.set_aside]
    heads = ("What is said", "Counts", "Source and grade", "State, link, rights and confidence", "Reply or correction")
    return el(
        "section",
        el("h2", headline(found, standing), class_="headline"),
        el("p", status(OPEN), " ", HOW[found.how]) if HOW[found.how] else None,
        el("p", what_words(one), [" Also ", joined(map(name, names)), "."] if names else None, class_="meta"),
        el("p", _related(one, leads), class_="meta") if relation_words(one) else None,
        el("h3", "Because"),
        el("ul", (el("li", reason) for reason in because(standing))),
        el("p", status(OPEN), " ", NOTHING_RECENT) if nothing_recent(found, standing) else None,
        el("h3", "Evidence"),
        table(f"As known on {day}", heads, evidence, "wide") if evidence else el("p", status(OPEN), " ", NOTHING),
        _safeguards(one),
    )


def _related(one: Agency, leads: Leads | None) -> list[Child]:
    """The relations in words, and the way to those that are on record themselves."""
    others = [other for other in (one.parent, one.follows, one.succeeded_by) if other] if leads else []
    found = [agency(other) for other in others]
    links = (el("a", clean(other.name), href=leads(other)) for other in found) if leads else ()
    return [relation_words(one), [" On record: ", joined(links), "."] if found else None]


def _evidence(item: Evidence, mark: str, counts: str) -> tuple[Child, ...]:
    replied = [f"Reply: {item.reply}"] if item.reply else []
    replied += [f"Corrected: {item.corrected}"] if item.corrected else []
    return (
        clean(item.claim),
        status(mark, counts),
        source_words(item),
        weight_words(item),
        clean(" ".join(replied)) or "none on file",
    )


def _safeguards(one: Agency) -> Child:
    if not one.safeguards:
        return None
    rows = (el("li", clean(f"{safe.text} {safe.citation}, {safe.date}.")) for safe in one.safeguards)
    return [el("h3", "Documented safeguards"), el("ul", rows)]
