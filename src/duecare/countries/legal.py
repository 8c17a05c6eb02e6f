"""The legal layer: what is laid down about a country, by whom, since when. Cited and dated; never part of a band."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from duecare.countries.holdings import Held, Holdings
from duecare.snapshots.starter import CountryRow, Measure, TreatyStatus, country_row

TREATIES_AS_OF: Final = datetime.date(2022, 8, 25)
EAR_AS_OF: Final = datetime.date(2026, 7, 8)
_EAR_USED_FROM: Final = datetime.date(2021, 1, 1)
_RECOLLECTED: Final = "Dates recollected; check the instrument."
_ISSUERS: Final = {"zz_unsc": "UN", "eu_council": "EU", "gb": "UK", "us": "US", "au": "AU", "ch": "CH", "ca": "CA"}
_EMBARGO_BY: Final = ("UN", "EU", "UK", "US")

TREATIES: Final = ("iccpr", "op1", "cat", "icescr", "cedaw", "cerd", "cped", "crc", "crpd", "opcat")
"""The treaties that a page shows; the starter holds the first three."""
_HELD: Final = {
    "iccpr": ("ICCPR", "IV-4"),
    "op1": ("First Optional Protocol to the ICCPR", "IV-5"),
    "cat": ("Convention against Torture", "IV-9"),
}

Kind = Literal[
    "arms_embargo", "interception_ban", "sanctions_programme", "ear_groups", "crime_control_column", "arms_policy"
]


@dataclass(frozen=True, slots=True)
class Trigger:
    """One legal trigger for a country.

    says: in a sentence. source: where it is laid down. since: the day it began or the edition is of; None where a later
    table is used for an earlier day. value: the groups or columns, where the trigger is a set of them. by: authority.
    as_of: `since` is the day of an edition that says so, not that on which it began.
    """

    kind: Kind
    says: str
    source: str
    since: datetime.date | None
    by: str
    value: tuple[str, ...] = ()
    note: str = ""
    as_of: bool = False


@dataclass(frozen=True, slots=True)
class Treaty:
    """Where a state stands to a treaty on a day. statements: reservations and the like, where they are loaded."""

    treaty: str
    status: Literal["party", "signed", "none"]
    day: datetime.date | None
    source: str
    source_date: datetime.date | None
    note: str = ""
    statements: tuple[str, ...] = ()


def triggers(code: str, day: datetime.date, holdings: Holdings | None = None) -> tuple[Trigger, ...]:
    """Every trigger that stands on a day. None of a kind says that none was written down, not that there is none.

    Args:
        code: A country, ISO 3166-1 alpha-2.
        day: Nothing later counts.
        holdings: What is loaded; without it, the starter alone.
    """
    row = country_row(code)
    found = [*_measures(row, day)] if row is not None else []
    dated = {(one.kind, one.by) for one in found}
    found += [one for one in _programmes(code, day, holdings) if (one.kind, one.by) not in dated]
    found += _groups(code, row, day, holdings)
    found += _columns(code, day, holdings)
    found += _arms_policy(code, day, holdings)
    return tuple(found)


def treaty(code: str, name: str, day: datetime.date, holdings: Holdings | None = None) -> Treaty | None:
    """The status of a treaty on a day; None where it cannot be told. An act of a year counts from the next on."""
    held = holdings.treaties if holdings is not None else None
    if held is not None and held.usable(day) and (code, name) in held.rows:
        status = held.rows[code, name]
        if status.day is None or status.day <= day:
            said = holdings.statements(code, name, day) if holdings is not None else ()
            return Treaty(name, status.status, status.day, held.title, held.published, "", said)
        return None
    row = country_row(code)
    known = {"iccpr": row.iccpr, "op1": row.op1, "cat": row.cat}.get(name) if row is not None else None
    return _starter_treaty(name, known, day) if known is not None else None


def _starter_treaty(name: str, known: TreatyStatus, day: datetime.date) -> Treaty | None:
    """What the table of August 2022 says of a day. Before it, that a state had only signed cannot be told."""
    if known.year is not None and known.year >= day.year:
        return None
    if known.status == "signed" and known.year is None and day < TREATIES_AS_OF:
        return None
    when = datetime.date(known.year, 12, 31) if known.year is not None else None
    as_of = TREATIES_AS_OF if day >= TREATIES_AS_OF and (when is None or when.year <= TREATIES_AS_OF.year) else when
    act = f"{known.status} {known.year}" if known.year is not None else known.status
    title, chapter = _HELD[name]
    note = f"{act}; status of August 2022, reservations and derogations not held."
    if known.confidence == "memory":
        note += f" Corrected from memory; check treaties.un.org {chapter}."
    return Treaty(name, known.status, when, f"UN Treaty Collection, {title} ({chapter})", as_of, note)


def _measures(row: CountryRow, day: datetime.date) -> Iterator[Trigger]:
    kinds: tuple[tuple[Kind, tuple[Measure, ...]], ...] = (
        ("arms_embargo", row.arms_embargoes),
        ("interception_ban", row.interception_bans),
        ("sanctions_programme", row.programmes),
    )
    said = {
        "arms_embargo": "Arms embargo",
        "interception_ban": "Ban on equipment for interception or monitoring",
        "sanctions_programme": "Sanctions programme",
    }
    for kind, measures in kinds:
        for one in sorted((one for one in measures if one.stands(day)), key=lambda one: one.start):
            by = "UK" if one.authority == "GB" else one.authority
            yield Trigger(kind, f"{said[kind]} of {by}", one.instrument, one.start, by, note=_RECOLLECTED)


def _programmes(code: str, day: datetime.date, holdings: Holdings | None) -> Iterator[Trigger]:
    held = holdings.programmes if holdings is not None else None
    if held is None or not held.usable(day):
        return
    for one in held.rows.values():
        if code not in one.countries:
            continue
        by = _ISSUERS.get(one.issuer) or _ISSUERS.get(one.issuer.split("_")[0], one.issuer)
        source = f"{one.title} ({one.key})"
        if one.interception_ban:
            says = f"Ban on equipment for interception or monitoring of {by}"
            yield Trigger("interception_ban", says, source, held.published, by, as_of=True)
        if by in _EMBARGO_BY and any("arms" in measure.casefold() for measure in one.measures):
            yield Trigger("arms_embargo", f"Arms embargo of {by}", source, held.published, by, as_of=True)
        yield Trigger(
            "sanctions_programme", f"Sanctions programme of {by}: {', '.join(one.measures) or 'measures not stated'}",
            source, held.published, by, as_of=True,
        )  # fmt: skip


def _groups(code: str, row: CountryRow | None, day: datetime.date, holdings: Holdings | None) -> Iterator[Trigger]:
    held: Held[frozenset[str]] | None = holdings.groups if holdings is not None else None
    dated: datetime.date | None
    title = "15 CFR Part 740 Supplement No. 1, Country Groups"
    if held is not None and held.usable(day) and (row is not None or code in held.rows):
        groups, dated, note = held.rows.get(code, frozenset()), held.published, ""
    elif row is not None and day >= max(_EAR_USED_FROM, row.ear_since or _EAR_USED_FROM):
        groups = row.ear_groups
        dated = EAR_AS_OF if day >= EAR_AS_OF else None
        note = "" if day >= EAR_AS_OF else "Groups of July 2026 used for an earlier day."
    else:
        return
    said = ", ".join(sorted(groups)) or "none of A, D and E"
    yield Trigger(
        "ear_groups", f"EAR country groups: {said}", title, dated, "US", tuple(sorted(groups)), note, as_of=True
    )


def _columns(code: str, day: datetime.date, holdings: Holdings | None) -> Iterator[Trigger]:
    """The crime-control columns. A row that sends to part 746 instead is under an embargo: stricter, not free."""
    held = holdings.chart if holdings is not None else None
    if held is None or not held.usable(day) or code not in held.rows:
        return
    row = held.rows[code]
    columns = tuple(sorted(one for one in row.columns if one.startswith("CC")))
    said = ", ".join(columns) or "; ".join(row.notes if not row.columns else ()) or "no crime-control column"
    value = columns or (row.notes if not row.columns else ())
    title = "15 CFR Part 738 Supplement No. 1, Commerce Country Chart"
    yield Trigger(
        "crime_control_column", f"Commerce Country Chart: {said}", title, held.published, "US", value, as_of=True
    )


def _arms_policy(code: str, day: datetime.date, holdings: Holdings | None) -> Iterator[Trigger]:
    held = holdings.arms_policy if holdings is not None else None
    if held is None or not held.usable(day):
        return
    for one in held.rows.get(code, ()):
        title = f"22 CFR 126.1{one.paragraph}"
        yield Trigger("arms_policy", f"US arms export policy: {one.policy}", title, held.published, "US", as_of=True)
