"""What an outside source says of countries, whatever its file looks like."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one indicator for one country and year.

    country: ISO 3166-1 alpha-2, or XK. year: the year that the value is about, not that of the edition. indicator: its
    key in the policy, as `v2x_clphy` or `fiw_d4`. value: on the source's own scale, as published. sd: the standard
    error that the source states, on the same scale; None where it states none.
    """

    country: str
    year: int
    indicator: str
    value: float
    sd: float | None = None

    @property
    def id(self) -> str:
        return f"{self.country}:{self.year}"


@dataclass(frozen=True, slots=True)
class TreatyStatus:
    """Where a state stands to a treaty. treaty: iccpr, op1, cat, ... day: of the act; its year alone as 31 December."""

    country: str
    treaty: str
    status: Literal["party", "signed", "none"]
    day: datetime.date | None

    @property
    def id(self) -> str:
        return f"{self.country}:{self.treaty}"


@dataclass(frozen=True, slots=True)
class TreatyStatement:
    """A reservation, declaration, objection, or a derogation under Article 4 (ICCPR). articles: those that it names."""

    country: str
    treaty: str
    kind: Literal["reservation", "declaration", "objection", "derogation"]
    articles: tuple[str, ...]
    day: datetime.date | None
    text: str
    ended: datetime.date | None = None

    @property
    def id(self) -> str:
        return f"{self.country}:{self.treaty}:{self.kind}:{self.day or ''}"


@dataclass(frozen=True, slots=True)
class CountryGroups:
    """EAR country groups (15 CFR part 740 supplement 1): `A:1` to `E:2`."""

    country: str
    groups: frozenset[str]

    @property
    def id(self) -> str:
        return f"{self.country}:groups"


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row of the Commerce Country Chart (15 CFR part 738 supplement 1): the columns with an X, as `CC 1`."""

    country: str
    columns: frozenset[str]
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.country}:chart"


@dataclass(frozen=True, slots=True)
class ArmsPolicy:
    """What 22 CFR 126.1 says of a country: the paragraph, and the policy in our own words."""

    country: str
    paragraph: str
    policy: str
    security_forces: bool = False

    @property
    def id(self) -> str:
        return f"{self.country}:126.1{self.paragraph}"


@dataclass(frozen=True, slots=True)
class Programme:
    """A sanctions programme. measures: as the metadata name them. Bans are lower bounds: what its summary mentions."""

    key: str
    title: str
    issuer: str
    countries: tuple[str, ...]
    measures: tuple[str, ...]
    interception_ban: bool
    internal_repression: bool
    url: str | None = None

    @property
    def id(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class Shutdown:
    """A shutdown of networks. ordered_by and cause in the source's own words; None where it gives none."""

    country: str
    start: datetime.date
    end: datetime.date | None
    ordered_by: str | None
    cause: str | None
    scope: str | None = None

    @property
    def id(self) -> str:
        return f"{self.country}:{self.start.isoformat()}"


@dataclass(frozen=True, slots=True)
class Presence:
    """Surveillance technology that is present in a country, and where its makers are: context, no sign of misuse."""

    country: str
    year: int
    technologies: tuple[str, ...]
    origins: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.country}:{self.year}:presence"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator that a user's mapping file declares: where it belongs and how its scale reads.

    cuts: the values between good and mixed, mixed and serious, serious and severe, in that order. sd: the error that
    the user assumes, on the source's scale.
    """

    key: str
    title: str
    dimension: str
    family: str
    higher_is: Literal["better", "worse"]
    cuts: tuple[float, float, float]
    sd: float


Record = (
    Observation
    | TreatyStatus
    | TreatyStatement
    | CountryGroups
    | ChartRow
    | ArmsPolicy
    | Programme
    | Shutdown
    | Presence
)


@dataclass(frozen=True, slots=True)
class Correction:
    """A cell that was not taken as it stands: where, what it says, what is used instead (None: left out), and why."""

    where: str
    raw: str
    used: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a source, read.

    dataset: name and version, as `V-Dem v16`; values of two datasets are never put into one series. published: the day
    that the file itself gives, if it gives one. indicators: only for a user's own index.
    """

    dataset: str
    published: datetime.date | None
    records: tuple[Record, ...]
    corrections: tuple[Correction, ...] = ()
    indicators: tuple[Indicator, ...] = ()
