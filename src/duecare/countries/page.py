"""Everything that is known of one country on a day, in the order in which it is read: the same for every paper."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from duecare.countries.agencies import Agency, agencies
from duecare.countries.at_hand import CountryData
from duecare.countries.gather import (
    SAID_OF_REGION,
    CountryFact,
    CountryGap,
    gather_countries,
    seat_of_record,
    shutdown_years,
)
from duecare.countries.law import Answer, CountryLaw, Question, country_law, questions
from duecare.countries.legal import TREATIES, Treaty, Trigger, treaty, triggers
from duecare.countries.practice import KnownDimension, KnownPractice, band_words, known_practice
from duecare.countries.profile.policy import BANDS, ProfilePolicy, policy
from duecare.countries.profile.result import Profile, headline_bands
from duecare.places import name as place_name

_WGI: Final = {"wgi_rl": "Rule of law", "wgi_cc": "Control of corruption", "wgi_ge": "Government effectiveness"}
_ANSWERS_NEEDED: Final = 0.4
"""With fewer answers than this share of the questions nothing is said of the law as a whole."""
_GAPS_BAD: Final = 0.5
"""From this share of gaps on, the law on paper is called wanting."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The worst of the core dimensions: bands it may have, which dimension, and the share of draws that are severe.

    said_by: of a region that a source speaks of by itself, that source with its date; the band is then its own.
    """

    bands: tuple[int, ...]
    dimension: str | None
    missing: tuple[str, ...]
    severe: float | None
    said_by: str | None = None


@dataclass(frozen=True, slots=True)
class LawRow:
    """One question of the checklist with its answer, if there is one. gap: None where it cannot be told."""

    question: Question
    answer: Answer | None
    gap: bool | None


@dataclass(frozen=True, slots=True)
class CountryPage:
    """One country or region on a day.

    core: the dimensions that count for what the items can do, and why. profile: None on an earlier day than that of the
    profiles, whose details are not kept. agencies: those of the register that there were,
    each with how many items of evidence were known. context: what is shown and never judged.
    """

    code: str
    name: str
    day: datetime.date
    capabilities: tuple[str, ...]
    core: tuple[str, ...]
    why: tuple[str, ...]
    headline: Headline
    practice: KnownPractice | None
    profile: Profile | None
    triggers: tuple[Trigger, ...]
    treaties: tuple[tuple[str, Treaty | None], ...]
    law: CountryLaw | None
    law_rows: tuple[LawRow, ...]
    agencies: tuple[tuple[Agency, int], ...]
    gaps: tuple[CountryGap, ...]
    context: tuple[str, ...]
    data: CountryData

    @property
    def sentence(self) -> str:
        """The headline in words."""
        rules = policy()
        if not self.headline.bands:
            return f"Practice in {self.name} is open: no source at hand says how it is."
        said = band_words(self.headline.bands)
        if self.headline.dimension is None:
            return f"Practice in {self.name}: {said}."
        worst = rules.dimensions[self.headline.dimension].title.lower()
        return f"{said[0].upper()}{said[1:]} in {self.name}; worst on {worst}."

    @property
    def law_sentence(self) -> str:
        """Law on paper beside practice: four cases, none of which offsets the other."""
        told = [row for row in self.law_rows if row.gap is not None]
        if len(told) < _ANSWERS_NEEDED * len(self.law_rows):
            few = f"{len(told)} of {len(self.law_rows)} questions have a yes or no"
            return f"What the law says is open: {few}. Practice is not made better or worse by that."
        gaps = sum(row.gap is True for row in told)
        law = "wanting" if gaps / len(told) >= _GAPS_BAD else "mostly in order"
        if not self.headline.bands:
            return f"The law on paper is {law} ({gaps} gaps in {len(told)} answers); practice is open."
        practice = (
            "bad"
            if self.headline.bands[0] >= BANDS.index("serious")
            else ("not clearly good or bad" if self.headline.bands[-1] >= BANDS.index("serious") else "fair")
        )
        said = f"The law on paper is {law} ({gaps} gaps in {len(told)} answers), and practice is {practice}."
        if law != "wanting" and practice != "fair":
            said += " Law on paper does not offset practice."
        return said

    def open_questions(self) -> int:
        """How many questions of the checklist have no yes or no."""
        return sum(row.gap is None for row in self.law_rows)


def country_page(code: str, day: datetime.date, data: CountryData, capabilities: Collection[str] = ()) -> CountryPage:
    """The page of a country or region.

    Args:
        code: As `duecare.places.country_code` gives it.
        day: Nothing later counts.
        data: What is at hand.
        capabilities: What the items can do, by the vocabulary; the core dimensions follow from them.
    """
    country = seat_of_record(code)
    rules = policy()
    core, why = rules.core_for(capabilities)
    practice = known_practice(country, day, data)
    profile = data.profile(country)
    now = profile is not None and day >= profile.as_of
    law = country_law(country, day)
    rows = tuple(
        LawRow(
            question,
            law.answers.get(question.id) if law is not None else None,
            law.gap(question) if law is not None else None,
        )
        for question in questions()
    )
    found = gather_countries([code], day, data)[code]
    own = next((fact for fact in found.facts if fact.fact == "country.practice_band"), None)
    return CountryPage(
        code,
        place_name(code),
        day,
        tuple(sorted(capabilities)),
        core,
        why,
        _region_headline(own) if own is not None and own.found_by == SAID_OF_REGION
        else _headline(core, practice, profile if now else None, rules),
        practice,
        profile if now else None,
        triggers(country, day, data.holdings),
        tuple((name, treaty(country, name, day, data.holdings)) for name in TREATIES),
        law,
        rows,
        tuple(_agencies(country, day)),
        found.gaps,
        tuple(context_of(country, day, data, profile if now else None)),
        data,
    )  # fmt: skip


def _agencies(country: str, day: datetime.date) -> Iterator[tuple[Agency, int]]:
    for one in agencies().values():
        if one.country == country and (one.first_year is None or one.first_year <= day.year):
            yield one, sum(item.day <= day for item in one.evidence)


def _region_headline(own: CountryFact) -> Headline:
    dated = f", {own.source_date}" if own.source_date else ""
    return Headline((BANDS.index(str(own.value)),), None, (), None, f"{own.source_title}{dated}. {own.note}")


def _headline(
    core: tuple[str, ...], practice: KnownPractice | None, profile: Profile | None, rules: ProfilePolicy
) -> Headline:
    known: Mapping[str, KnownDimension] = practice.dimensions if practice is not None else {}
    held = {key: known[key] for key in core if key in known}
    missing = tuple(rules.dimensions[key].title.lower() for key in core if key not in known)
    if not held:
        return Headline((), None, missing, None)
    worst = max(held, key=lambda key: (held[key].median, held[key].high))
    severe = profile.practice[worst].shares[-1] if profile is not None else None
    return Headline(headline_bands({key: one.bands for key, one in held.items()}, len(missing)), worst, missing, severe)


def context_of(code: str, day: datetime.date, data: CountryData, profile: Profile | None) -> Iterator[str]:
    """What says nothing by itself of how a country treats people: shutdowns, technology that is there, WGI."""
    years = shutdown_years(code, day, data)
    if years:
        yield f"Network shutdowns are on record that began in {', '.join(map(str, years))} (Access Now, KeepItOn)."
    held = data.holdings.presence
    if held is not None and held.usable(day):
        for one in held.rows.get(code, ()):
            seen = ", ".join(name.replace("_", " ") for name in one.technologies) or "none"
            makers = ", ".join(place_name(origin) for origin in one.origins)
            yield f"Technology counted there in {one.year}: {seen}{f'; makers from {makers}' if makers else ''} (AIGS)."
    for key, title in _WGI.items():
        if profile is not None and key in profile.context:
            year, value = profile.context[key]
            yield f"{title}: {value:.0f} of 100 in {year} (Worldwide Governance Indicators)."
