"""What the register says of an agency, in the words that text and HTML share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from duecare.countries.agencies import Agency, Evidence, Found, Standing, agency
from duecare.countries.practice import band_words
from duecare.papers.bodies import KINDS
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


def headline(found: Found, standing: Standing) -> str:
    """How the agency stands, in a sentence."""
    who = f"{found.agency.name}, {place_name(found.agency.country)}"
    return f"{capital(band_words(standing.bands))}: {who}."


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
