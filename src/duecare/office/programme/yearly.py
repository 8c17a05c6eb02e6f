"""What the records say of a year, for the public report. Only columns are read; no document of a review is opened."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.cases.models import Case
from duecare.office.cases.reviewing import data_on
from duecare.office.decisions.models import Decision, Outcome
from duecare.office.given import HERE
from duecare.office.printing.look import page_theme
from duecare.office.programme.models import Kind, PolicyCommitment, Publication
from duecare.office.programme.parts import Parts
from duecare.office.retention.models import Milestone
from duecare.papers.disclosure import SuppressionError
from duecare.papers.report import Counted, class_of, count_cases, policy_at_hand

WORDS: Final = ("opening", "process", "declined", "complaints", "consultations", "training", "lessons")
"""Parts of a report that the staff write themselves."""
FIRST: Final = 2000
_SAID: Final = {
    Outcome.APPROVE: "approved", Outcome.CONDITIONS: "approved with conditions", Outcome.DECLINE: "declined",
    Outcome.ESCALATE: "escalated", Outcome.WITHDRAW: "withdrawn",
}  # fmt: skip


def content_of(year: int, words: Mapping[str, str]) -> dict[str, Any]:
    """All that the report of a year says.

    Args:
        year: The year; that which has not ended is told of up to today.
        words: What the staff say in their own words, by the names of `WORDS`.

    Raises:
        InputError: there is no such year to tell of, or a figure would tell of a single case.
    """
    today, held = timezone.localdate(), policy_at_hand()
    if not FIRST <= year <= today.year:
        raise InputError(f"{year} is no year to report on", hint=f"accepted: {FIRST} to {today.year}")
    before = [one.statement.content for one in published(year)]
    try:
        cases = count_cases(counted(year), held.among, held.region_of, held.threshold, [one["cases"] for one in before])
    except SuppressionError as problem:
        raise InputError(
            f"the report of {year} would tell of single cases: {problem}",
            hint="publish the policy and process without figures, or a report of several years, by other means",
        ) from None
    return {
        "year": year,
        "until": min(today, datetime.date(year, 12, 31)).isoformat(),
        "house": page_theme().house,
        "threshold": held.threshold,
        "threshold_reason": held.threshold_reason,
        "policy": _policy(min(today, datetime.date(year, 12, 31))),
        "approval": dict(data_on(today).policy.approval),
        "cases": cases.written(),
        "parts": Parts(year, held.threshold, [one["parts"] for one in before]).all(),
        "complain_at": _complaints_address(),
        "words": {key: words.get(key, "").strip() for key in WORDS},
    }


def published(year: int) -> Sequence[Publication]:
    """Every report of a year that was ever public, withdrawn ones too: who has read one remembers it."""
    found = Publication.objects.filter(kind=Kind.REPORT, year=year)
    return list(found.select_related("statement").order_by("version"))


def _complaints_address() -> str:
    """Where anybody can complain; empty where the office is reached from its own computer alone."""
    inside = urlsplit(settings.OFFICE_URL).hostname in HERE
    if inside or not apps.is_installed("duecare.office.complaints"):
        return ""
    return f"{settings.OFFICE_URL}{reverse('speak')}"


def _policy(day: datetime.date) -> dict[str, str] | None:
    """The commitment that counted on a day."""
    kept = PolicyCommitment.objects.filter(signed_on__lte=day).defer("file", "text").last()
    if kept is None:
        return None
    return {
        "title": kept.title, "signer": kept.signer, "office": kept.office, "signed_on": kept.signed_on.isoformat(),
        "public_at": kept.public_at, "review_on": kept.review_on.isoformat(),
    }  # fmt: skip


def counted(year: int) -> Iterator[Counted]:
    """The cases of a year: opened or decided in it, or still open at its beginning.

    The outcome is that of the last decision up to its end; what was known is what its review showed, or the latest one
    where nothing was decided. Region and kind are those of the latest review.
    """
    zone = timezone.get_current_timezone()
    start, end = (datetime.datetime(one, 1, 1, tzinfo=zone) for one in (year, year + 1))
    decided, closed = _decided(end), _closed(start.date())
    rows = Case.objects.filter(opened_at__lt=end).values_list(
        "pk", "opened_at", "country", "hold", "known", "possible", "watched__capabilities"
    )
    for pk, opened, country, hold, known, possible, capabilities in rows.iterator(chunk_size=5_000):
        made = decided.get(pk)
        open_before = made is None or made[1] >= start or made[0] == Outcome.ESCALATE
        if opened < start and (not open_before or pk in closed):
            continue
        if made is not None:
            hold, known, possible = made[2:]
        yield Counted(
            country,
            class_of(one for one in (capabilities or "").split("|") if one),
            "open" if made is None else _SAID[made[0]],
            "on hold" if hold else "settled" if known == possible else "level open",
        )


def _decided(end: datetime.datetime) -> dict[int, tuple[Outcome, datetime.datetime, bool, str, str]]:
    """The last decision of each case that was made before a moment."""
    rows = Decision.objects.filter(made_at__lt=end).order_by("made_at", "pk")
    read = rows.values_list("case", "outcome", "made_at", "review__hold", "review__known", "review__possible")
    return {row[0]: (Outcome(row[1]), row[2], *row[3:]) for row in read.iterator(chunk_size=5_000) if row[2]}


def _closed(day: datetime.date) -> set[int]:
    """Cases that were closed before a day, and not opened again before it."""
    turned = (Milestone.Kind.CLOSED, Milestone.Kind.REOPENED)
    rows = Milestone.objects.filter(kind__in=turned, on__lt=day).order_by("pk").values_list("case", "kind")
    return {case for case, kind in dict(rows).items() if kind == Milestone.Kind.CLOSED}
