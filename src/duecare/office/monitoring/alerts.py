"""What differs between two reviews of a case, as an alert keeps it: closed codes and counts, and which kind it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from duecare.guidance import Guidance
from duecare.office.cases.models import Reviewed
from duecare.office.cases.versions import Moved, moved_between
from duecare.office.monitoring.models import Alert
from duecare.office.monitoring.watched import OPEN_GAPS

LISTED: Final = frozenset({"listed-party", "listed-owner"})
"""Concerns of the legal stops that stand because somebody is on a list."""


def changed_between(before: Reviewed, after: Reviewed) -> dict[str, Any]:
    """What is another in the later review of two; nothing where no level, advice, stop or flag and no hit is."""
    findings, stopped = moved_between(before, after)
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in ("known", "possible", "hold", "advice")}
    said: dict[str, Any] = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    stops = {
        "stand": [one.rule for one in stopped if one.after == "stands"],
        "gone": [one.rule for one in stopped if one.before == "stands"],
        "may": [one.rule for one in stopped if one.after == "possible" and one.before != "stands"],
        "may_no_more": [one.rule for one in stopped if one.before == "possible" and one.after != "stands"],
    }
    said |= {f"stops_{name}": _once(rules) for name, rules in stops.items() if rules}
    flags = {
        "raised": _flags(findings, "raised"),
        "raised_no_more": _flags(findings, "", "raised"),
    }
    said |= {name: rules for name, rules in flags.items() if rules}
    hits = _open(after) - _open(before)
    return {**said, "hits": len(hits)} if hits else said


def _flags(moved: tuple[Moved, ...], after: str, before: str = "") -> list[str]:
    return _once([one.rule for one in moved if after in ("", one.after) and before in ("", one.before)])


def _once(rules: list[str]) -> list[str]:
    return list(dict.fromkeys(rules))


def _open(review: Reviewed) -> set[str]:
    """Who may be whom, as the review says it."""
    gaps = review.content.get("gaps", ())
    return {one["text"] for one in gaps if one["kind"] in OPEN_GAPS}


def still_open(alert: Alert) -> int:
    """How many of the matches and owners that came up with an alert the latest review of its case leaves open."""
    latest = alert.case.review_id
    if latest == alert.after_id or latest is None:
        return int(alert.changed.get("hits", 0))
    before, after, now = (_open(one) if one else set() for one in (alert.before, alert.after, alert.case.review))
    return len((after - before) & now)


def kind_of(changed: Mapping[str, Any], guidance: Guidance) -> str:
    """The gravest kind of what is another."""
    kinds = Alert.Kind
    if any(_about_a_list(rule, guidance) for rule in changed.get("stops_stand", ())):
        return kinds.LISTING
    if "stops_stand" in changed or "stops_gone" in changed:
        return kinds.STOP
    if not changed.keys().isdisjoint(("known", "possible", "hold", "advice")):
        return kinds.LEVEL
    if "raised" in changed or "raised_no_more" in changed:
        return kinds.FLAGS
    return kinds.QUESTIONS


def is_legal(changed: Mapping[str, Any]) -> bool:
    """Whether it is about a legal stop: one that stands or may stand now, or stood."""
    return not changed.keys().isdisjoint(("stops_stand", "stops_gone", "stops_may", "stops_may_no_more"))


def _about_a_list(rule: str, guidance: Guidance) -> bool:
    entry = guidance.entries.get(rule)
    return entry is not None and getattr(entry, "concern", None) in LISTED
