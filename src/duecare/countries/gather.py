"""Facts about countries and agencies on a day, for the rules: from four layers that are never blended.

Legal triggers and the law checklist may raise and never clear, unless they are complete tables; the practice profile
is a positive statement and may do either. Where it leaves several bands possible, each of them is a candidate value,
so that a flag is raised only where it would be in all.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from duecare.countries.agencies import RECORDS, Found, find_agency, standing
from duecare.countries.at_hand import CountryData, starter_data
from duecare.countries.law import country_law
from duecare.countries.legal import Trigger, treaty, triggers
from duecare.countries.practice import KnownPractice, known_practice
from duecare.countries.profile.policy import BANDS
from duecare.countries.shown import ShownDimension, shown
from duecare.places import name as place_name
from duecare.places import parent
from duecare.snapshots.starter import country_row, region_rows
from duecare.transaction.model import Party

_SHUTDOWNS: Final = "Access Now, KeepItOn count of internet shutdowns 2016-2022"
SAID_OF_REGION: Final = "countries: said of the region itself"
_LAID_DOWN: Final = "countries: laid down or counted"
_PROFILE: Final = "countries: practice profile"
_LAW: Final = "countries: law checklist"
_REGISTER: Final = "countries: agency register"
# Run by another authority than the country they belong to: its record, treaties and groups say nothing about them.
_OTHER_AUTHORITY: Final = frozenset({"UA-43", "UA-14", "UA-09", "UA-40", "SO-SL"})


@dataclass(frozen=True, slots=True)
class CountryFact:
    """One fact about a country or an agency: its name in the vocabulary, the value, and where it comes from.

    A fact on one member of a set is named `country.laws_of_concern#L9`. source_date is None where a later table is used
    for an earlier day; the note then says so.
    """

    fact: str
    value: bool | str
    source_title: str
    source_date: datetime.date | None
    found_by: str
    note: str


@dataclass(frozen=True, slots=True)
class CountryGap:
    """What is not known or uncertain about a country or an agency."""

    kind: str
    text: str
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Facts and gaps of one subject. shown: of a country, what a memo draws."""

    facts: tuple[CountryFact, ...] = ()
    gaps: tuple[CountryGap, ...] = ()
    shown: tuple[ShownDimension, ...] = ()


def gather_countries(
    codes: Sequence[str], known_at: datetime.date, data: CountryData | None = None
) -> dict[str, Known]:
    """What could be known of each country or region on a day. A region has its country's facts and its own.

    Args:
        codes: ISO 3166 codes as `duecare.places.country_code` gives them; of a code without a row nothing is known.
        known_at: nothing dated later is used.
        data: what is at hand; the starter's if not given.
    """
    held = data or starter_data()
    return {code: _known(code, known_at, held) for code in dict.fromkeys(codes)}


def gather_agencies(
    parties: Collection[Party],
    countries: Mapping[str, str | None],
    known_at: datetime.date,
    data: CountryData | None = None,
) -> dict[str, Known]:
    """What the register of agencies says of each party, by its id.

    Args:
        parties: The parties of a deal, or of many.
        countries: The code of each party's country, by its id; None where it is not known.
        known_at: no evidence dated later is used.
        data: what is at hand; the starter's if not given.
    """
    held = data or starter_data()
    found = {}
    for party in parties:
        if party.names:
            code = countries.get(party.id)
            met = find_agency([name.text for name in party.names], code)
            if met:
                found[party.id] = _agencies(party, met, code, known_at, held)
    return found


def seat_of_record(code: str) -> str:
    """The country whose record holds for a place: that of a region; of one under another authority, none but its own.

    >>> seat_of_record("CN-XJ"), seat_of_record("UA-43")
    ('CN', 'UA-43')
    """
    return code if code in _OTHER_AUTHORITY else parent(code) or code


def _known(code: str, day: datetime.date, data: CountryData) -> Known:
    if code in _OTHER_AUTHORITY:
        text = f"{place_name(code)} is run by another authority than its country, whose record says nothing about it."
        return Known(gaps=(CountryGap("no_data", text, "country.practice_band"),))
    own = list(_region(code, day))
    country = seat_of_record(code)
    known = known_practice(country, day, data)
    said_of_region = any(fact.fact == "country.practice_band" for fact in own)
    facts = [*own, *_practice(known, headline=not said_of_region)]
    gaps = [] if said_of_region else list(_practice_gaps(country, known))
    gaps += _edition_gaps(data)
    facts += _legal(triggers(country, day, data.holdings))
    facts += _shutdowns(country, day, data)
    facts += _treaty(country, day, data)
    facts += _law(country, day)
    gaps += _law_gaps(country, day)
    return Known(tuple(facts), tuple(gaps), tuple(shown(country, known, day, data)))


def _region(code: str, day: datetime.date) -> Iterable[CountryFact]:
    """What is said of the region itself: the newest statement published by that day."""
    said = [row for row in region_rows(code) if row.start <= day and row.published <= day]
    newest = {row.fact: row for row in sorted(said, key=lambda row: row.published)}
    for row in newest.values():
        yield CountryFact(f"country.{row.fact}", row.value, row.source, row.published, SAID_OF_REGION, f"{row.note}.")


def _practice(known: KnownPractice | None, *, headline: bool) -> Iterator[CountryFact]:
    """Every band that a dimension may have, and those of the worst of all five."""
    if known is None:
        return
    for key, one in known.dimensions.items():
        yield from _bands(f"country.{key}_band", one.bands, known, one.published, one.says)
    if headline:
        yield from _bands("country.practice_band", known.bands, known, known.published, known.says)
    if known.deteriorating is not None:
        yield CountryFact(
            "country.deteriorating", known.deteriorating, known.title, known.published, _PROFILE, known.trend
        )


def _bands(
    fact: str, bands: Sequence[int], known: KnownPractice, published: datetime.date, says: str
) -> Iterator[CountryFact]:
    for band in bands:
        found_by = _PROFILE if len(bands) == 1 else f"{_PROFILE}, read as {BANDS[band]}"
        yield CountryFact(fact, BANDS[band], known.title, published, found_by, says)


def _practice_gaps(code: str, known: KnownPractice | None) -> Iterator[CountryGap]:
    where = place_name(code)
    fact = "country.practice_band"
    if known is None:
        yield CountryGap("no_data", f"No source at hand says how practice in {where} is: it is open, not good.", fact)
        return
    if known.single:
        named = f" ({known.family})" if known.family else ""
        yield CountryGap(
            "single_source",
            f"What is known of each dimension of practice in {where} rests on a single family of sources{named}.",
            fact,
        )
    if known.stale:
        yield CountryGap("stale", f"{known.stale} for {where}: {known.stale_years}. Newer data could differ.", fact)
    if known.missing:
        yield CountryGap("no_data", f"Of {where} nothing is known on {known.missing}; the worst could be worse.", fact)
    if len(known.bands) > 1:
        yield CountryGap("uncertain_band", f"Practice in {where} may be {known.said}: {known.why}.", fact)
    for conflict in known.conflicts:
        yield CountryGap("conflict", f"Sources contradict each other on {where}: {conflict}.", fact)


def _edition_gaps(data: CountryData) -> Iterator[CountryGap]:
    """Editions of which a newer one should be out."""
    profiled = {used.source for used in data.profiles.datasets}
    for one in data.stale if not data.starter else ():
        yield CountryGap(
            "stale",
            f"The edition of {one.source.title} at hand is {one.age} days old; a newer one should be out.",
            "country.practice_band" if one.source.key in profiled else None,
        )


def _legal(found: Sequence[Trigger]) -> Iterator[CountryFact]:
    """True where a measure stands, and no fact where none does: the lists are not complete. Tables say yes and no."""
    for kind in ("arms_embargo", "interception_ban", "sanctions_programme"):
        # programmes that are only loaded are shown: those that the guidance names, the starter holds
        some = [one for one in found if one.kind == kind]
        if kind == "sanctions_programme":
            some = [one for one in some if not one.as_of]
        if some:
            title = "; ".join(dict.fromkeys(f"{one.by}: {one.source}" for one in some))
            since = ", ".join(
                f"{one.by} {'as of' if one.as_of else 'since'} {one.since.isoformat()}" for one in some if one.since
            )
            notes = " ".join(dict.fromkeys(one.note for one in some if one.note))
            latest = max((one.since for one in some if one.since), default=None)
            yield CountryFact(f"country.{kind}", True, title, latest, _LAID_DOWN, f"{since}. {notes}".strip())
    for one in found:
        if one.kind == "ear_groups":
            groups = one.value
            held = ", ".join(group for group in groups if group[0] in "DE") or "no D or E group"
            note = f"{held}. {one.note}".strip()
            for fact, value in (
                ("country.ear_d5", "D:5" in groups),
                ("country.ear_d", any(group.startswith("D:") for group in groups)),
                ("country.ear_e", any(group.startswith("E:") for group in groups)),
            ):
                yield CountryFact(fact, value, one.source, one.since, _LAID_DOWN, note)
        elif one.kind == "crime_control_column":
            yield CountryFact(
                "country.crime_control_column", bool(one.value), one.source, one.since, _LAID_DOWN, f"{one.says}."
            )


def shutdown_years(code: str, day: datetime.date, data: CountryData) -> list[int]:
    """The years in which a shutdown began that KeepItOn's yearly reports covered by a day."""
    last = day.year - (1 if day.month >= 3 else 2)
    held, row = data.holdings.shutdowns, country_row(code)
    years = set(row.shutdown_years) if row else set()
    if held is not None and held.usable(day):
        years |= {one.start.year for one in held.rows.get(code, ())}
    return sorted(year for year in years if year <= last)


def _shutdowns(code: str, day: datetime.date, data: CountryData) -> Iterator[CountryFact]:
    """True where KeepItOn counts a shutdown that began in the last five years."""
    years = [year for year in shutdown_years(code, day, data) if day.year - 5 <= year]
    if years:
        held = data.holdings.shutdowns
        used = held is not None and held.usable(day)
        title = held.title if held is not None and used else _SHUTDOWNS
        note = f"Began in {', '.join(map(str, years))}; the count holds shutdowns of every cause, exams among them."
        published = datetime.date(years[-1] + 1, 3, 1)
        yield CountryFact("country.internet_shutdowns", True, title, published, _LAID_DOWN, note)


def _treaty(code: str, day: datetime.date, data: CountryData) -> Iterator[CountryFact]:
    found = treaty(code, "iccpr", day, data.holdings)
    if found is not None:
        note = " ".join((found.note, *(f"{one[0].upper()}{one[1:]}." for one in found.statements))).strip()
        yield CountryFact(
            "country.iccpr", found.status, found.source, found.source_date, _LAID_DOWN, note or found.source
        )


def _law(code: str, day: datetime.date) -> Iterator[CountryFact]:
    """What the law checklist raises: single facts, and single kinds of law; that no other stands is not said."""
    law = country_law(code, day)
    if law is None:
        return
    seen = set()
    for fact, value, answer in law.raised():
        name, stated = (fact, value) if isinstance(value, bool) else (f"{fact}#{value}", True)
        if name not in seen:
            seen.add(name)
            note = f"{answer.law}. {answer.note or ''} ({answer.confidence}; {law.reviewer}.)".replace("  ", " ")
            dated = answer.since or datetime.date(answer.year or day.year, 1, 1)
            yield CountryFact(name, stated, f"Law checklist of {place_name(code)}", min(dated, day), _LAW, note)


def _law_gaps(code: str, day: datetime.date) -> Iterator[CountryGap]:
    law = country_law(code, day)
    if law is None:
        text = f"No checklist of the law of {place_name(code)} is written: what its law says on surveillance is open."
        yield CountryGap("law_unknown", text, "country.laws_of_concern")
    elif law.expired:
        text = f"The checklist of the law of {place_name(code)} expired on {law.expires.isoformat()} and is not used."
        yield CountryGap("stale", text, "country.laws_of_concern")


def _bands_where(code: str, day: datetime.date, data: CountryData) -> tuple[int, ...]:
    """The bands of a region that a source speaks of by itself, or else those of its country."""
    own = [fact.value for fact in _region(code, day) if fact.fact == "country.practice_band"]
    if own:
        return (BANDS.index(str(own[0])),)
    practice = known_practice(seat_of_record(code), day, data)
    return practice.bands if practice else ()


def _agencies(party: Party, met: Sequence[Found], code: str | None, day: datetime.date, data: CountryData) -> Known:
    """The record of the agency that a name means; where it may mean several or is only like one, a question."""
    exact = [one for one in met if one.how == "exact"]
    if len(exact) != 1:
        names = "; ".join(f"{one.agency.name} ({one.agency.id})" for one in met[:3])
        text = f"{party.name or party.id} may be {names}, of which the register of agencies holds a record. Is it?"
        return Known(gaps=(CountryGap("possible_agency", text, "party.abuse_record"),))
    agency = exact[0].agency
    found = standing(agency, day, _bands_where(code, day, data) if code else ())
    title = f"Register of agencies: {agency.name} ({agency.id})"
    facts = []
    if found.record is not None:
        strongest = max(
            (item for item in found.counted if item.link in ("unit", "command") and item in agency.evidence),
            key=lambda item: (-ord(item.grade), item.day),
        )
        note = f"{strongest.claim} {strongest.by}, {strongest.date}; {strongest.state}."
        if strongest.reply:
            note += f" Reply: {strongest.reply}"
        for record in RECORDS[RECORDS.index(found.record) :]:  # at least so strong: what is not on file may be stronger
            by = f"{_REGISTER}, at least" if record == found.record else f"{_REGISTER}, up to {record}"
            facts.append(CountryFact("party.abuse_record", record, title, strongest.day, by, note))
    if found.linked:
        tied = next(item for item in found.counted if item.link in ("parent", "unknown") or item not in agency.evidence)
        note = f"{tied.claim} {tied.by}, {tied.date}; link: {tied.link}."
        facts.append(CountryFact("party.abuse_linked_unit", True, title, tied.day, _REGISTER, note))
    newest = max((item.day for item in found.counted), default=None)
    for band in found.bands:
        by = _REGISTER if len(found.bands) == 1 else f"{_REGISTER}, read as {BANDS[band]}"
        facts.append(CountryFact("party.agency_band", BANDS[band], title, newest, by, " ".join(found.reasons)))
    return Known(tuple(facts))
