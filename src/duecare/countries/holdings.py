"""What is loaded of treaties, export-control tables and programmes: the rows of one edition each, by country."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from duecare.countries.sources.record import (
    ArmsPolicy,
    ChartRow,
    CountryGroups,
    Edition,
    Presence,
    Programme,
    Record,
    Shutdown,
    TreatyStatement,
    TreatyStatus,
)

Rows = TypeVar("Rows")


@dataclass(frozen=True, slots=True)
class Held(Generic[Rows]):
    """The rows of one edition. published: its day; of an edition whose day nobody gave, the day of the import."""

    title: str
    published: datetime.date
    rows: Mapping[Any, Rows]

    def usable(self, day: datetime.date) -> bool:
        """Whether the edition was out by a day."""
        return self.published <= day


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is loaded of each kind; None for a kind of which nothing is.

    groups, chart: by country the groups, and the row of the chart. treaties: by country and treaty. presence: which
    surveillance technology is there, as context.
    """

    treaties: Held[TreatyStatus] | None = None
    said: Held[tuple[TreatyStatement, ...]] | None = None
    groups: Held[frozenset[str]] | None = None
    chart: Held[ChartRow] | None = None
    arms_policy: Held[tuple[ArmsPolicy, ...]] | None = None
    programmes: Held[Programme] | None = None
    shutdowns: Held[tuple[Shutdown, ...]] | None = None
    presence: Held[tuple[Presence, ...]] | None = None
    empty: bool = field(default=True)

    def statements(self, code: str, treaty: str, day: datetime.date) -> tuple[str, ...]:
        """Reservations, declarations and derogations of a state to a treaty that stood on a day, as sentences."""
        if self.said is None or not self.said.usable(day):
            return ()
        return tuple(
            f"{one.kind}{f' on Article {_listed(one.articles)}' if one.articles else ''}"
            f"{f', {one.day.isoformat()}' if one.day else ''}"
            for one in self.said.rows.get(code, ())
            if one.treaty == treaty and (one.day is None or one.day <= day) and (one.ended is None or one.ended > day)
        )


def holdings(editions: Iterable[tuple[str, datetime.date, Edition]]) -> Holdings:
    """Holdings from editions, each with the title and the day of its snapshot."""
    kinds: dict[type, Held[Any]] = {}
    for title, published, edition in editions:
        by_kind: dict[type, list[Record]] = {}
        for record in edition.records:
            by_kind.setdefault(type(record), []).append(record)
        for kind, records in by_kind.items():
            if kind in _ROWS and kind not in kinds:
                kinds[kind] = Held(f"{title} ({edition.dataset})", published, _ROWS[kind](records))
    return Holdings(
        kinds.get(TreatyStatus),
        kinds.get(TreatyStatement),
        kinds.get(CountryGroups),
        kinds.get(ChartRow),
        kinds.get(ArmsPolicy),
        kinds.get(Programme),
        kinds.get(Shutdown),
        kinds.get(Presence),
        not kinds,
    )


def _by_country(records: Iterable[Any]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = {}
    for record in records:
        found.setdefault(record.country, []).append(record)
    return {country: tuple(some) for country, some in found.items()}


_ROWS: Final[Mapping[type, Any]] = {
    TreatyStatus: lambda records: {(one.country, one.treaty): one for one in records},
    TreatyStatement: _by_country,
    CountryGroups: lambda records: {one.country: one.groups for one in records},
    ChartRow: lambda records: {one.country: one for one in records},
    ArmsPolicy: _by_country,
    Programme: lambda records: {one.key: one for one in records},
    Shutdown: _by_country,
    Presence: _by_country,
}


def _listed(articles: Iterable[str]) -> str:
    return ", ".join(articles)
