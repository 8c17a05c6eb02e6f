"""Features of a party in OFAC's advanced XML: birth, place, nationality, gender, sanctions information, numbers."""

from __future__ import annotations

from collections.abc import Mapping

from duecare.parties.lists.draft import Draft
from duecare.parties.lists.markup import Element, children, inner
from duecare.parties.lists.ofac_remarks import read_remarks


def read_feature(
    draft: Draft, feature: Element, values: Mapping[str, Mapping[str, str]], places: Mapping[str, tuple[str, str]]
) -> None:
    """Fill a draft from one feature.

    Args:
        draft: The entry.
        feature: The element.
        values: The reference tables, by the name of their elements.
        places: Addresses and countries of locations, by id.
    """
    label = values.get("FeatureType", {}).get(feature.get("FeatureTypeID", ""), "")
    for version in children(feature, "FeatureVersion"):
        for period in children(version, "DatePeriod"):
            if label == "Birthdate":
                draft.birth_dates.update(dict.fromkeys(_period(period)))
            elif dates := _period(period):
                draft.note(f"{label} {dates[0]}")
        for place in children(version, "VersionLocation"):
            _place(draft, label, *places.get(place.get("LocationID", ""), ("", "")))
        for detail in children(version, "VersionDetail"):
            text = (
                values.get("DetailReference", {}).get(detail.get("DetailReferenceID", ""))
                or (detail.text or "").strip()
            )
            _detail(draft, label, text)


def _place(draft: Draft, label: str, address: str, country: str) -> None:
    if label in ("Nationality Country", "Citizenship Country"):
        draft.country(country)
    elif label == "Place of Birth":
        draft.birth_place(address)
    elif label.startswith("Vessel Flag"):
        draft.country(country)
    elif address:
        draft.address(address, country or None)


def _detail(draft: Draft, label: str, text: str) -> None:
    if not text:
        return
    if label == "Gender":
        draft.sex(text)
    elif label == "Place of Birth":
        draft.birth_place(text)
    elif label.startswith(("Digital Currency", "SWIFT/BIC", "MICEX", "BIK", "ISIN", "D-U-N-S")):
        draft.identifier(label, text)
    elif label in ("VESSEL TYPE", "Vessel Type", "Vessel Owner"):
        draft.note(f"{label.lower()}: {text}")
    elif label.upper() == "VESSEL CALL SIGN":
        draft.identifier("call sign", text)
    elif label.upper() in ("VESSEL FLAG", "VESSEL FLAG OF REGISTRATION"):
        draft.country(text)
    elif label.startswith("Aircraft Tail Number"):
        draft.identifier("aircraft tail number", text)
    elif label.upper().startswith("VESSEL REGISTRATION") or label == "MMSI":
        draft.identifier(label, text)
    else:
        read_remarks(draft, f"{label} {text}".replace(";", ","))


def _period(period: Element) -> tuple[str, ...]:
    """A period as an ISO date of its own precision, or a range of years."""
    ends, about = [], False
    for name in ("Start", "End"):
        for bound in children(period, name):
            about = about or bound.get("Approximate") == "true"
            for part in ("From", "To"):
                for date in children(bound, part):
                    ends.append(tuple(inner(date, unit) for unit in ("Year", "Month", "Day")))
    years = sorted({int(year) for year, _, _ in ends if year.isdigit()})
    if not years:
        return ()
    whole = len(set(ends)) == 1 and not about
    if whole and all(part.isdigit() for part in ends[0]):
        year, month, day = (int(part) for part in ends[0])
        return (f"{year:04d}-{month:02d}-{day:02d}",)
    low, high = years[0], years[-1]
    if about and low == high:
        from duecare.parties.lists.dates import CIRCA_YEARS

        low, high = low - CIRCA_YEARS, high + CIRCA_YEARS
    return (str(low),) if low == high else (f"{low}/{high}",)
