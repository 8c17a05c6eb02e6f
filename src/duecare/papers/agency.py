"""An agency on the terminal: how it stands, on which evidence, what was replied, and what does not count."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final

from duecare.countries.agencies import Agency, Evidence, Found, Standing, agency
from duecare.countries.practice import band_words
from duecare.papers.bodies import KINDS
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import CONFIDENCE, capital, clean, counted, listed, named
from duecare.places import name as place_name

GRADE: Final = {
    "A": "court, official inquiry or designation",
    "B": "body of the United Nations or of another organisation of states",
    "C": "organisation or laboratory with a published method",
    "D": "media",
}
LINK: Final = {
    "unit": "about this very body",
    "command": "about the body that commands it",
    "parent": "about a body above it",
    "unknown": "which unit is not known",
}
HOW: Final = {
    "exact": "",
    "elsewhere": "A name of the register, but no country was given: say --country.",
    "near": "Only like a name of the register: check that it is the same body.",
}
NOTHING: Final = "None is on file: the agency is as its country is, and not better."
NOTHING_RECENT: Final = "Nothing that counts is on file of the last ten years. That is no good record."
RECORD: Final = {"official": "official sources", "ngo_lab": "organisations or laboratories", "media": "media alone"}


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


def headline(found: Found, standing: Standing) -> str:
    """How the agency stands, in a sentence."""
    who = f"{found.agency.name}, {place_name(found.agency.country)}"
    return f"{capital(band_words(standing.bands))}: {who}."


def nothing_words(asked: str, country: str | None) -> tuple[str, str]:
    """That the register holds nothing of a name, and what that means."""
    where = f" in {place_name(country)}" if country else ""
    means = clean(
        f"That says nothing about {named(asked)}: the register is small, and no evidence is not a good record."
        " It is taken to be as its country is, and never better."
    )
    return f"The register holds no agency of that name{where}.", means


def several_words(asked: str, found: Sequence[tuple[Found, Standing]]) -> str:
    """That a name may be any of several agencies."""
    return clean(f"{named(asked)} may be any of {len(found)} agencies of the register: check which one it is.")


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


def what_words(one: Agency) -> str:
    """What an agency is, and of which country."""
    return f"{one.id}, {KINDS[one.kind]} of {place_name(one.country)}."


def because(standing: Standing) -> list[str]:
    """Why an agency stands as it does."""
    said = [clean(reason) for reason in standing.reasons]
    if standing.record is not None:
        said.append(f"On record within ten years, at the strongest by {RECORD[standing.record]}.")
    return said


def nothing_recent(found: Found, standing: Standing) -> bool:
    """Whether there is evidence, and none of it counts any more."""
    return standing.record is None and bool(found.agency.evidence) and not standing.counted


def relation_words(one: Agency) -> str:
    """Under whom an agency is, whose place it took, and who took its; empty where nothing is known of that."""
    said = []
    if one.parent or one.parent_name:
        said.append(f"under {agency(one.parent).name if one.parent else one.parent_name}")
    if one.follows:
        said.append(f"took the place of {agency(one.follows).name}")
    if one.succeeded_by:
        said.append(f"followed by {agency(one.succeeded_by).name}")
    if one.last_year:
        said.append(f"dissolved or renamed in {one.last_year}")
    return clean(f"{capital('; '.join(said))}.") if said else ""


def _evidence(item: Evidence, sheet: Sheet, mark: str, aside: str | None = None) -> None:
    sheet.marked(sheet.marks[mark], clean(f"{item.claim}{f' Does not count: {aside}.' if aside else ''}"))
    sheet.paragraph(source_words(item), indent=2)
    sheet.paragraph(weight_words(item), "dim", indent=2)
    if item.reply:
        sheet.paragraph(clean(f"Reply: {item.reply}"), indent=2)
    if item.corrected:
        sheet.paragraph(clean(f"Corrected: {item.corrected}"), indent=2)


def source_words(item: Evidence) -> str:
    """Who says so, where and when, and of which grade that is."""
    return clean(f"{item.by}, {item.title}, {item.date}. Grade {item.grade}: {GRADE[item.grade]}.")


def weight_words(item: Evidence) -> str:
    """How far a matter is settled, whom it is about, which rights it touches, and how surely it is known."""
    rights = listed([one.replace("/", " ") for one in item.rights])
    return clean(f"{capital(item.state)}; {LINK[item.link]}; {rights}; {CONFIDENCE[item.confidence]} ({item.id}).")


def found_words(found: Sequence[tuple[Found, Standing]]) -> str:
    """How many were found, for the line under a written file."""
    return counted(len(found), "agency") if len(found) == 1 else f"{len(found)} agencies"
