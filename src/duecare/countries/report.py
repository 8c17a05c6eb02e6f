"""A country, countries side by side, and an agency as JSON-ready objects."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from duecare.countries.agencies import Agency, Evidence, Found, Standing
from duecare.countries.page import CountryPage
from duecare.countries.practice import KnownDimension
from duecare.countries.profile.policy import BANDS, policy
from duecare.countries.profile.result import Practice


def country_document(page: CountryPage) -> dict[str, Any]:
    """A country as objects, schema `duecare.country/1`. Figures are on the scale of the bands, 0 to 4."""
    return {
        "schema": "duecare.country/1",
        "code": page.code,
        "name": page.name,
        "known_at": page.day.isoformat(),
        "headline": page.sentence,
        "bands": _named(page.headline.bands),
        "worst_dimension": page.headline.dimension,
        "share_severe": page.headline.severe,
        "capabilities": list(page.capabilities),
        "core": list(page.core),
        "core_because": list(page.why),
        "method": {
            "policy": page.data.profiles.policy,
            "seed": page.data.profiles.seed,
            "draws": page.data.profiles.draws,
            "as_of": page.data.profiles.as_of.isoformat(),
        },
        "practice": {
            key: _dimension(page, key, page.practice.dimensions.get(key) if page.practice else None)
            for key in policy().dimensions
        },
        "legal_triggers": [
            {
                "kind": one.kind,
                "says": one.says,
                "source": one.source,
                "since": _day(one.since),
                "as_of": one.as_of,
                "by": one.by,
                "value": list(one.value),
                "note": one.note,
            }
            for one in page.triggers
        ],
        "treaties": {
            name: None
            if held is None
            else {"status": held.status, "date": _day(held.day), "source": held.source, "note": held.note,
                  "statements": list(held.statements)}
            for name, held in page.treaties
        },
        "law": None if page.law is None else _law(page),
        "agencies": [{"id": one.id, "name": one.name, "evidence": known} for one, known in page.agencies],
        "gaps": [{"kind": gap.kind, "text": gap.text, "fact": gap.fact} for gap in page.gaps],
        "context": list(page.context),
        "sources": [
            {"source": one.source, "dataset": one.dataset, "licence": one.licence, "published": _day(one.published),
             "sha256": one.sha256, "snapshot": one.snapshot}
            for one in page.data.profiles.datasets
        ],
    }  # fmt: skip


def _dimension(page: CountryPage, key: str, known: KnownDimension | None) -> dict[str, Any] | None:
    if known is None:
        return None
    row: dict[str, Any] = {
        "bands": _named(known.bands),
        "median": known.median,
        "low": known.low,
        "high": known.high,
        "families": known.families,
        "newest": known.newest,
        "core": key in page.core,
        "disputed": known.disputed,
    }
    one = page.profile.practice.get(key) if page.profile is not None else None
    if one is not None and page.profile is not None:
        dataset, line = page.profile.lines.get(key, ("", ()))
        row |= {
            **_detail(one),
            "changes": [
                {"years": c.years, "first": c.first, "last": c.last, "bands": c.change, "low": c.low, "high": c.high,
                 "share_worse": c.worse, "share_better": c.better, "dataset": c.dataset, "said": c.said}
                for c in page.profile.changes.get(key, ())
            ],
            "line": {"dataset": dataset, "years": [list(year) for year in line]},
        }  # fmt: skip
    return row


def _detail(one: Practice) -> dict[str, Any]:
    return {
        "shares": dict(zip(BANDS, one.shares, strict=True)),
        "position": one.position,
        "by_family": {
            key: {"median": middle, "low": low, "high": high} for key, (middle, low, high) in one.families.items()
        },
        "without_family": {key: _named(bands) for key, bands in one.without.items()},
        "conflicts": [list(pair) for pair in one.conflicts],
        "readings": [
            {"indicator": read.indicator, "dataset": read.dataset, "year": read.year, "value": read.value,
             "sd": read.sd, "sd_stated": read.stated, "position": read.position, "scale": read.scale}
            for read in one.readings
        ],
    }  # fmt: skip


def _law(page: CountryPage) -> dict[str, Any]:
    assert page.law is not None
    return {
        "reviewer": page.law.reviewer,
        "reviewed": page.law.reviewed.isoformat(),
        "expires": page.law.expires.isoformat(),
        "expired": page.law.expired,
        "summary": page.law_sentence,
        "questions": [
            {
                "id": row.question.id,
                "question": row.question.question,
                "articles": list(row.question.articles),
                "law_kind": row.question.law_kind,
                "answer": row.answer.answer if row.answer else "unknown",
                "gap": row.gap,
                "law": row.answer.law if row.answer else None,
                "year": row.answer.year if row.answer else None,
                "language": row.answer.language if row.answer else None,
                "confidence": row.answer.confidence if row.answer else None,
                "note": row.answer.note if row.answer else None,
            }
            for row in page.law_rows
        ],
    }


def agency_document(
    name: str, country: str | None, day: datetime.date, found: Sequence[tuple[Found, Standing]]
) -> dict[str, Any]:
    """What the register holds on a name, schema `duecare.agency/1`."""
    return {
        "schema": "duecare.agency/1",
        "asked": name,
        "country": country,
        "known_at": day.isoformat(),
        "found": [_agency(one, standing) for one, standing in found],
    }


def _agency(found: Found, standing: Standing) -> dict[str, Any]:
    agency: Agency = found.agency
    aside = {item.id: why for item, why in standing.set_aside}
    counted = {item.id for item in standing.counted}
    return {
        "id": agency.id,
        "how": found.how,
        "name": agency.name,
        "kind": agency.kind,
        "country": agency.country,
        "names": [{"text": text, "lang": lang} for text, lang in agency.names],
        "parent": agency.parent or agency.parent_name,
        "follows": agency.follows,
        "succeeded_by": agency.succeeded_by,
        "active": {"from": agency.first_year, "to": agency.last_year},
        "bands": _named(standing.bands),
        "reasons": list(standing.reasons),
        "record": standing.record,
        "linked": standing.linked,
        "safeguards": [
            {"text": one.text, "citation": one.citation, "date": one.date, "confidence": one.confidence}
            for one in agency.safeguards
        ],
        "evidence": [
            {**_evidence(item), "counts": item.id in counted, "set_aside": aside.get(item.id)}
            for item in (*standing.counted, *(item for item, _ in standing.set_aside))
        ],
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "id": item.id,
        "claim": item.claim,
        "rights": list(item.rights),
        "grade": item.grade,
        "by": item.by,
        "title": item.title,
        "date": item.date,
        "link": item.link,
        "state": item.state,
        "reply": item.reply,
        "confidence": item.confidence,
        "corrected": item.corrected,
    }


def _named(bands: Sequence[int]) -> list[str]:
    return [BANDS[band] for band in bands]


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
