"""The words that every page of a country shares: whose record it is, what counts, what is open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from duecare.countries.agencies import Agency
from duecare.countries.gather import seat_of_record
from duecare.countries.legal import Treaty, Trigger
from duecare.countries.page import CountryPage, LawRow
from duecare.countries.profile.policy import policy
from duecare.countries.profile.result import Change
from duecare.papers.wording import capital, clean, listed, words
from duecare.places import name as place_name

TREATY: Final = {
    "iccpr": "ICCPR", "op1": "ICCPR first protocol", "cat": "CAT", "icescr": "ICESCR", "cedaw": "CEDAW", "cerd": "CERD",
    "cped": "CPED", "crc": "CRC", "crpd": "CRPD", "opcat": "OPCAT",
}  # fmt: skip
STANDING: Final = {"party": "party", "signed": "signed only", "none": "not a party"}
MEASURES: Final = ("arms_embargo", "interception_ban", "sanctions_programme")
NO_GAP: Final = "None is written down beside what is marked open above."


def about(page: CountryPage) -> str:
    """The day, and what the profile rests on."""
    code = "" if page.code in page.name else f" ({page.code})"
    said = [f"{page.name}{code}, as known on {page.day}."]
    if page.practice is not None:
        said.append(f"{page.practice.title}.")
        if page.profile is None:
            said.append("Figures of an earlier day as its sources estimate that time today; details are not kept.")
    return clean(" ".join(said))


def seat_words(page: CountryPage) -> str | None:
    """Whose record the page of a region shows; None for a country, and for a region that has a page of its own."""
    seat = seat_of_record(page.code)
    if seat == page.code:
        return None
    if page.headline.dimension is None and page.headline.bands:
        whole = f"The headline is of the region itself; all else is of {place_name(seat)} as a whole."
        return clean(f"{whole} {page.headline.said_by}") if page.headline.said_by else whole
    return f"This is the record of {place_name(seat)} as a whole: of the region itself nothing is written down here."


def core_words(page: CountryPage) -> str:
    """Which dimensions count, and why."""
    rules = policy()
    if not page.capabilities:
        return "Every dimension counts: no item is named."
    if len(page.core) == len(rules.dimensions):
        return " ".join(page.why)
    return f"Core is {core_title(page.core, page.capabilities)}. {' '.join(page.why)}"


def is_apart(page: CountryPage, key: str) -> bool:
    """Whether a dimension is core and another is not, so that it is worth saying."""
    return key in page.core and len(page.core) < len(policy().dimensions)


def core_title(core: Sequence[str], capabilities: Collection[str]) -> str:
    """The core dimensions by their titles, and for what.

    >>> core_title(("physical_integrity", "discrimination"), ("rapid_dna",))
    'physical integrity; discrimination (for rapid dna)'
    """
    dimensions = policy().dimensions
    if len(core) == len(dimensions):
        return "five dimensions"
    named = "; ".join(dimensions[key].title.lower() for key in core)
    return f"{named} (for {listed([words(one) for one in sorted(capabilities)])})"


def share_words(page: CountryPage) -> str | None:
    """How often the worst core dimension is severe within the error of its figures; None where that is not kept."""
    if page.headline.severe is None:
        return None
    return (
        f"Within the error of its figures the worst core dimension is severe in {100 * page.headline.severe:.0f} of 100"
        " draws; it is called severe only where two families of sources say so."
    )


def missing_words(page: CountryPage) -> str | None:
    """Which core dimensions are open beside some that are known."""
    if not page.headline.missing or not page.headline.bands:
        return None
    return f"No data on {'; '.join(page.headline.missing)}: the worst could be worse."


def silent_words(triggers: Sequence[Trigger]) -> str:
    """What the triggers that are written down do not say."""
    if any(one.kind in MEASURES for one in triggers):
        return "Others may stand that are not written down here."
    return "No embargo, ban or sanctions programme is written down here. That is not to say that there is none."


def treaty_year(held: Treaty) -> str | None:
    """Since when: the day, or the year alone where no more is known (a year's last day stands for it)."""
    if held.day is None:
        return None
    return str(held.day.year) if (held.day.month, held.day.day) == (12, 31) else str(held.day)


def treaty_words(held: Treaty) -> str:
    """Where a state stands, and since when.

    >>> treaty_words(Treaty("cat", "party", None, "UN", None)), treaty_words(Treaty("cat", "none", None, "UN", None))
    ('party, year open', 'not a party')
    """
    year = treaty_year(held)
    since = f" {'in' if held.status == 'signed' else 'since'} {year}" if year else ", year open"
    return f"{STANDING[held.status]}{since if held.status != 'none' else ''}"


def treaty_source(held: Treaty) -> str:
    """Where the status is from, and as of when."""
    return clean(f"{held.source}{f', as of {held.source_date}' if held.source_date else ''}.")


def reservations_known(page: CountryPage) -> bool:
    """Whether reservations, declarations and derogations are at hand; else there may be any."""
    held = page.data.holdings.said
    return held is not None and held.usable(page.day)


def expired_words(page: CountryPage) -> str | None:
    """That the checklist is too old to be used, where it is."""
    if page.law is None or not page.law.expired:
        return None
    return f"The checklist of {page.name} expired on {page.law.expires} and is not used: every question is open."


def ended_then(agency: Agency, page: CountryPage) -> int | None:
    """The year in which an agency had ended by the day of the page."""
    return agency.last_year if agency.last_year is not None and agency.last_year <= page.day.year else None


def change_words(change: Change) -> str:
    """A change in words.

    >>> change_words(Change(10, 2015, 2025, 1.2, .8, 1.5, .99, 0, "V-Dem v16", "deteriorating"))
    'deteriorating since 2015 (1.2 bands)'
    """
    if change.said == "no clear change":
        return f"no clear change since {change.first}"
    return f"{change.said} since {change.first} ({abs(change.change):.1f} bands)"


def trend_words(page: CountryPage, key: str) -> str:
    """The trend of a dimension: what is clear over ten years or else five; open where no series is that long."""
    if page.profile is None:
        return "open"
    spans = {one.years: one for one in page.profile.changes.get(key, ())}
    clear = [one for years, one in sorted(spans.items(), reverse=True) if years > 1 and one.said != "no clear change"]
    if clear:
        return change_words(clear[0])
    longest = max((years for years in spans if years > 1), default=None)
    return change_words(spans[longest]) if longest is not None else "open"


def indicator_words(key: str) -> str:
    """An indicator by its title; one of the user's own by its key."""
    held = policy().indicators.get(key)
    return held.title if held is not None else clean(key)


def law_gap_words(row: LawRow) -> str:
    """A gap of the law in a few words, with its citation."""
    assert row.answer is not None
    return clean(f"{row.question.says}: {row.answer.law}.")


def law_answer_words(row: LawRow) -> str:
    """A question with its answer and citation."""
    assert row.answer is not None
    return clean(f"{row.question.question} {capital(row.answer.answer)}: {row.answer.law}.")
