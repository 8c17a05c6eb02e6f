"""What could be known of a country's practice on a day, in the words that facts, gaps and pages share."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from duecare.countries.at_hand import CountryData
from duecare.countries.profile.policy import BANDS, policy
from duecare.countries.profile.result import Past, Practice, Profile, headline_bands

_VANTAGE: Final = (4, 1)


@dataclass(frozen=True, slots=True)
class KnownDimension:
    """One dimension on a day. bands: the ranks it may have. published: when the newest value in it was public."""

    bands: tuple[int, ...]
    median: float
    low: float
    high: float
    families: int
    newest: int
    published: datetime.date
    says: str
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class KnownPractice:
    """All five dimensions on a day, and the worst of them.

    bands: those that the worst may have. said, why: the same in words. stale: which dimensions rest on data of more
    than two years before, in words. missing: those of which nothing is known. deteriorating: None where it cannot be
    told.
    """

    title: str
    published: datetime.date
    dimensions: Mapping[str, KnownDimension]
    bands: tuple[int, ...]
    said: str
    why: str
    says: str
    single: bool
    family: str
    stale: str
    stale_years: str
    missing: str
    conflicts: tuple[str, ...]
    deteriorating: bool | None
    trend: str


def known_practice(code: str, day: datetime.date, data: CountryData) -> KnownPractice | None:
    """What was known of practice in a country on a day; None where nothing was.

    On the day of the profiles and later they count as they are; before it, what had been published by 1 April of that
    year or of the year before.
    """
    profile = data.profile(code)
    if profile is None:
        return None
    if day >= profile.as_of:
        dimensions = {key: _now(one, _published(key, one.newest, data)) for key, one in profile.practice.items()}
    else:
        past = profile.history.get(day.year if (day.month, day.day) >= _VANTAGE else day.year - 1, {})
        dimensions = {key: _then(one, _published(key, one.newest, data)) for key, one in past.items()}
    if not dimensions:
        return None
    rules = policy()
    missing = [one.title.lower() for key, one in rules.dimensions.items() if key not in dimensions]
    bands = headline_bands({key: one.bands for key, one in dimensions.items()}, len(missing))
    worst = max(dimensions, key=lambda key: (dimensions[key].median, dimensions[key].high))
    old = [key for key, one in dimensions.items() if _months(one.newest, day) >= rules.stale_months]
    years = ", ".join(sorted({str(dimensions[key].newest) for key in old}))
    now = day >= profile.as_of
    title = f"Practice profile by Duecare, method {rules.version}, from {_sources(profile, data, now=now)}"
    said = band_words(bands)
    why = "; ".join(
        f"{_title(key)} {band_words(one.bands)}{', on one family alone' if one.disputed else ''}"
        for key, one in dimensions.items()
        if one.bands[-1] == bands[-1] or key == worst
    )
    return KnownPractice(
        title,
        max(one.published for one in dimensions.values()),
        dimensions,
        bands,
        said,
        why,
        f"The worst of five dimensions: {why}. {'' if now else 'As V-Dem estimates that time today.'}".strip(),
        all(one.families == 1 for one in dimensions.values()),
        _families(profile, now=now),
        f"Data on {_listed([_title(key) for key in old])} are older than two years" if old else "",
        years,
        _listed(missing),
        tuple(_conflicts(profile)) if now else (),
        *(_trend(profile, day) if now else (None, "")),
    )


def band_words(bands: Sequence[int]) -> str:
    """Bands in words.

    >>> band_words((2, 3)), band_words(())
    ('serious or severe', 'open')
    """
    return " or ".join(BANDS[band] for band in bands) if bands else "open"


def _now(one: Practice, published: datetime.date) -> KnownDimension:
    return KnownDimension(
        one.bands, one.median, one.low, one.high, len(one.families), one.newest, published,
        _says(one.bands, one.median, one.low, one.high, len(one.families), one.newest, disputed=one.disputed),
        one.disputed,
    )  # fmt: skip


def _then(one: Past, published: datetime.date) -> KnownDimension:
    says = _says(one.bands, one.median, one.low, one.high, one.families, one.newest, disputed=False)
    return KnownDimension(one.bands, one.median, one.low, one.high, one.families, one.newest, published, says)


def _says(
    bands: Sequence[int], median: float, low: float, high: float, families: int, newest: int, *, disputed: bool
) -> str:
    sources = "one family of sources" if families == 1 else f"{families} families of sources"
    said = f"{band_words(bands)}: {median:.1f} on a scale of 0 to 4, 90 % interval {low:.1f} to {high:.1f}; {sources}"
    return f"{said}; newest data of {newest}.{' Severe on one family alone: disputed.' if disputed else ''}"


def _published(key: str, newest: int, data: CountryData) -> datetime.date:
    """The first day on which a value of that year could be known, by the sources at hand for the dimension."""
    rules = policy()
    at_hand = {one.source for one in data.profiles.datasets}
    measuring = {one.source for one in rules.indicators.values() if one.dimension == key} & at_hand
    releases = [rules.releases[one] for one in measuring or at_hand]
    return min(datetime.date(newest + one.after, one.month, one.day) for one in releases)


def _months(newest: int, day: datetime.date) -> int:
    return (day.year - newest - 1) * 12 + day.month - 1


def _sources(profile: Profile, data: CountryData, *, now: bool) -> str:
    """The sources of what a profile says; of what it said earlier, whose readings are not kept, all at hand."""
    read = {reading.dataset for one in profile.practice.values() for reading in one.readings}
    used = [one.source for one in data.profiles.datasets if one.dataset in read or not now]
    titles = dict.fromkeys(policy().releases[source].title for source in used)
    return ", ".join(titles) + (" (V-Dem Institute, CC BY 4.0)" if list(titles) == ["V-Dem"] else "")


def _families(profile: Profile, *, now: bool) -> str:
    """The families that speak; empty of an earlier day for which it cannot be told which of several did."""
    rules = policy()
    keys = dict.fromkeys(key for one in profile.practice.values() for key in one.families)
    if not now and len(keys) > 1:
        return ""
    return ", ".join(rules.families.get(key, key) for key in keys)


def _conflicts(profile: Profile) -> list[str]:
    rules = policy()
    return [
        f"on {_title(key)} {rules.families.get(one, one)} say {scale_word(practice.families[one][0])}"
        f" and {rules.families.get(other, other)} say {scale_word(practice.families[other][0])}"
        for key, practice in profile.practice.items()
        for one, other in practice.conflicts
    ]


def scale_word(median: float) -> str:
    """The band that a place on the scale lies in."""
    return BANDS[min(int(median), len(BANDS) - 1)]


def _trend(profile: Profile, day: datetime.date) -> tuple[bool | None, str]:
    """Whether a dimension has clearly worsened over five or ten years; False only where all were looked at."""
    rules = policy()
    long = [(key, one) for key, some in profile.changes.items() for one in some if one.years in (5, 10)]
    fallen = [
        f"{_title(key)} by {one.change:.1f} bands from {one.first} to {one.last} ({one.dataset})"
        for key, one in long
        if one.said == "deteriorating"
    ]
    if fallen:
        return True, f"Worse on {'; '.join(fallen)}."
    looked = {key for key, one in long if _months(one.last, day) < rules.stale_months}
    if looked == set(rules.dimensions):
        return False, "No dimension fell by half a band in five or ten years."
    return None, ""


def _title(key: str) -> str:
    return policy().dimensions[key].title.lower()


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)
