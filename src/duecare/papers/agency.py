"""An agency on the terminal: how it stands, on which evidence, what was replied, and what does not count."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from duecare.countries.agencies import Evidence, Found, Standing
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
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import clean, listed, named


def agency_text(
    asked: str,
    country: str | None,
    day: datetime.date,
    found: Sequence[tuple[Found, Standing]],
    *,
    to_file: bool = False,
) -> str:
    """What the register of agencies holds on a name, as text."""

    def write(sheet: Sheet) -> None:
        if not found:
            _nothing(asked, country, sheet)
        if len(found) > 1:
            sheet.marked(sheet.marks["open"], several_words(asked, found))
            sheet.blank()
        for place, (one, standing) in enumerate(found):
            if place:
                sheet.blank()
            _agency(one, standing, day, sheet)

    return printed(write, to_file=to_file)


def _nothing(asked: str, country: str | None, sheet: Sheet) -> None:
    said, means = nothing_words(asked, country)
    sheet.paragraph(said, "bold")
    sheet.marked(sheet.marks["open"], means)
    if country:
        sheet.paragraph(f"duecare country {country} lists those on record there.", "dim")


def _agency(found: Found, standing: Standing, day: datetime.date, sheet: Sheet) -> None:
    one = found.agency
    sheet.paragraph(headline(found, standing), "bold")
    if HOW[found.how]:
        sheet.marked(sheet.marks["open"], HOW[found.how])
    names = listed([clean(str(named(text))) for text, _ in one.names])
    sheet.paragraph(f"{what_words(one)}{f' Also {names}.' if names else ''}", "dim")
    if said := relation_words(one):
        sheet.paragraph(said, "dim")
    sheet.heading("Because")
    for reason in because(standing):
        sheet.marked("-", reason)
    if nothing_recent(found, standing):
        sheet.marked(sheet.marks["open"], NOTHING_RECENT)
    sheet.heading(f"Evidence, as known on {day}")
    for item in standing.counted:
        _evidence(item, sheet, "raised")
    for item, why in standing.set_aside:
        _evidence(item, sheet, "clear", why)
    if not standing.counted and not standing.set_aside:
        sheet.marked(sheet.marks["open"], NOTHING)
    if one.safeguards:
        sheet.heading("Documented safeguards")
        for safeguard in one.safeguards:
            sheet.marked("-", clean(f"{safeguard.text} {safeguard.citation}, {safeguard.date}."))


def _evidence(item: Evidence, sheet: Sheet, mark: str, aside: str | None = None) -> None:
    sheet.marked(sheet.marks[mark], clean(f"{item.claim}{f' Does not count: {aside}.' if aside else ''}"))
    sheet.paragraph(source_words(item), indent=2)
    sheet.paragraph(weight_words(item), "dim", indent=2)
    if item.reply:
        sheet.paragraph(clean(f"Reply: {item.reply}"), indent=2)
    if item.corrected:
        sheet.paragraph(clean(f"Corrected: {item.corrected}"), indent=2)
