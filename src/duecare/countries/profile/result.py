"""What a profile says of a country: values to show, to judge and to store."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from duecare.countries.profile.policy import BANDS

SEVERE: Final = len(BANDS) - 1


@dataclass(frozen=True, slots=True)
class Reading:
    """One indicator's newest value for a country.

    value and sd on the source's own scale; stated: whether the source states the error, or it is assumed. position: its
    place in the reference, 0 to 100, higher is better. scale: its place on the scale of the bands, 0 to 4.
    """

    indicator: str
    dataset: str
    year: int
    value: float
    sd: float
    stated: bool
    position: float
    scale: float


@dataclass(frozen=True, slots=True)
class Practice:
    """One dimension for one country on a day.

    median, low, high: on the scale of the bands, 0 (best) to 4, with the 90 % interval. shares: of the draws in each
    band. bands: the ranks that are named, one or as many as are needed. disputed: severe by one family of sources
    alone. families: how many say something, each with its own median and interval. newest: the newest year in it.
    position: 0 to 100 in the reference, higher is better. without: the bands if a family is left out; none where it
    was the only one. conflicts: pairs of families that contradict each other by more than their errors.
    """

    median: float
    low: float
    high: float
    shares: tuple[float, float, float, float]
    bands: tuple[int, ...]
    disputed: bool
    families: Mapping[str, tuple[float, float, float]]
    newest: int
    position: float
    readings: tuple[Reading, ...]
    without: Mapping[str, tuple[int, ...]]
    conflicts: tuple[tuple[str, str], ...]

    @property
    def single(self) -> bool:
        return len(self.families) == 1

    def stale(self, day: datetime.date, months: int) -> bool:
        """Whether the newest year ended more than so many months before a day."""
        return (day.year - self.newest - 1) * 12 + day.month - 1 >= months


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one dimension over some years, within one dataset version.

    change: median, in bands; positive is worse. worse, better: the share of draws beyond the threshold of the policy.
    """

    years: int
    first: int
    last: int
    change: float
    low: float
    high: float
    worse: float
    better: float
    dataset: str
    said: Literal["deteriorating", "improving", "no clear change"]


@dataclass(frozen=True, slots=True)
class Past:
    """One dimension as it could be known at an earlier day: bands, interval, number of families."""

    median: float
    low: float
    high: float
    bands: tuple[int, ...]
    families: int
    newest: int


@dataclass(frozen=True, slots=True)
class Profile:
    """The practice profile of a country.

    practice: dimension to what is known of it; a dimension without any data is not in it. changes: by dimension, the
    spans of the policy. lines: by dimension, the dataset, and for each year the
    median and interval within that one version, for drawing.
    history: what could be known on 1 April of a year, by dimension. context: series that are shown and never judged.
    """

    code: str
    as_of: datetime.date
    practice: Mapping[str, Practice]
    changes: Mapping[str, tuple[Change, ...]]
    lines: Mapping[str, tuple[str, tuple[tuple[int, float, float, float], ...]]]
    history: Mapping[int, Mapping[str, Past]]
    context: Mapping[str, tuple[int, float]]

    def headline(self, dimensions: Collection[str]) -> Headline | None:
        """The worst of some dimensions; None where none of them has data."""
        known = {key: self.practice[key] for key in dimensions if key in self.practice}
        if not known:
            return None
        missing = tuple(key for key in dimensions if key not in known)
        bands = headline_bands({key: one.bands for key, one in known.items()}, len(missing))
        return Headline(max(known, key=lambda key: (known[key].median, known[key].high)), bands, missing)


@dataclass(frozen=True, slots=True)
class Headline:
    """The worst core dimension, the ranks of bands that its rule leaves possible, and the dimensions without data."""

    dimension: str
    bands: tuple[int, ...]
    missing: tuple[str, ...]


def headline_bands(bands: Mapping[str, tuple[int, ...]], missing: int) -> tuple[int, ...]:
    """The bands that the worst of some dimensions can have. A dimension without data could be as bad as any.

    >>> headline_bands({"a": (0, 1), "b": (1, 2)}, 0), headline_bands({"a": (1,)}, 1), headline_bands({}, 2)
    ((1, 2), (1, 2, 3), ())
    """
    if not bands:
        return ()
    least = max(one[0] for one in bands.values())
    most = SEVERE if missing else max(one[-1] for one in bands.values())
    return tuple(range(least, most + 1))
