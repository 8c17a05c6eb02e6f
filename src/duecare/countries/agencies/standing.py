"""What an agency's record makes of its country's band: worse on grave evidence, better on safeguards alone."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from duecare.countries.agencies.register import Agency, Evidence, agencies

SEVERE: Final = 3
_FRESH_YEARS: Final = 5
_COUNTED_YEARS: Final = 10
_STRICTER: Final = frozenset({"intelligence", "interior_ministry", "military"})
_RECORD: Final = {"A": "official", "B": "official", "C": "ngo_lab", "D": "media"}
RECORDS: Final = ("media", "ngo_lab", "official")
"""Kinds of source by how firm they are, as the domain `record` of the vocabulary."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an agency stands on a day.

    bands: the ranks its own practice may have; empty where its country's are not known and its record does not say.
    reasons: why, in sentences. record: the strongest kind of source for abuses by this body in the last ten years;
    None where none is on file, which is not that there is none. linked: evidence about a body it is tied to. counted:
    the items that count; set_aside: those that do not, with why.
    """

    bands: tuple[int, ...]
    reasons: tuple[str, ...]
    record: str | None
    linked: bool
    counted: tuple[Evidence, ...]
    set_aside: tuple[tuple[Evidence, str], ...]


def standing(agency: Agency, day: datetime.date, country_bands: Sequence[int]) -> Standing:
    """How an agency stands on a day, given the bands its country may have.

    Evidence of grade A or B, not older than five years and about this unit or the body that commands it, makes its
    band severe in any country. Without evidence it has its country's band and never a better one; one step better at
    most, on documented safeguards and where nothing counts against it. Intelligence, interior and military bodies
    stand one step stricter. An incident that was isolated, investigated and remedied does not count.
    """
    counted, aside = [], []
    before = agencies()[agency.follows].evidence if agency.follows is not None else ()
    for item in (*agency.evidence, *before):
        if item.day > day:
            continue
        why = _set_aside(item, day)
        if why is not None:
            aside.append((item, why))
        else:
            counted.append(item)
    own = [item for item in counted if item.link in ("unit", "command") and item not in before]
    grave = [item for item in own if item.grade in "AB" and _years(item, day) <= _FRESH_YEARS]
    linked = any(item.link in ("parent", "unknown") or item in before for item in counted)
    record = max((_RECORD[item.grade] for item in own), key=RECORDS.index, default=None)
    bands, reasons = _bands(agency, day, tuple(country_bands), own, grave, linked=linked)
    return Standing(bands, reasons, record, linked, tuple(counted), tuple(aside))


def _bands(
    agency: Agency,
    day: datetime.date,
    country: tuple[int, ...],
    own: list[Evidence],
    grave: list[Evidence],
    *,
    linked: bool,
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    if grave:
        by = "; ".join(dict.fromkeys(f"{item.by}, {item.date}" for item in grave))
        return (SEVERE,), (f"Official sources of the last {_FRESH_YEARS} years speak of this very body ({by}).",)
    if not country:
        return (), ("The band of its country is not known, and its own record does not settle it.",)
    safeguards = [one for one in agency.safeguards if one.day <= day]
    if safeguards and not own and not linked:
        bands = tuple(dict.fromkeys(max(band - 1, 0) for band in country))
        return bands, (f"One step better than its country, on documented safeguards: {safeguards[0].citation}.",)
    if agency.kind in _STRICTER:
        bands = tuple(dict.fromkeys(min(band + 1, SEVERE) for band in country))
        return bands, ("One step stricter than its country: a body of its kind works out of sight.",)
    if own:
        said = "There is evidence about it, of another kind or older"
    else:
        said = f"{'Only evidence about a body it is tied to' if linked else 'No evidence about it'} is on file"
    return country, (f"{said}: it stands as its country does, and not better.",)


def _set_aside(item: Evidence, day: datetime.date) -> str | None:
    if item.settled:
        return "isolated, investigated and remedied" if item.isolated else "remedied"
    if item.confidence == "recollected L":
        return "recollected with low confidence"
    if _years(item, day) > _COUNTED_YEARS:
        return f"older than {_COUNTED_YEARS} years"
    return None


def _years(item: Evidence, day: datetime.date) -> float:
    return (day - item.day).days / 365.25
