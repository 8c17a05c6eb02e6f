"""Figures of complaints: counts and times, with no content, for the public report and for handlers.

Counts are whole and not suppressed: whoever publishes them suppresses small numbers first.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from django.utils import timezone

from duecare.office.complaints.codes import (
    Asked,
    Came,
    Fear,
    Naming,
    Outcome,
    Region,
    Said,
    Stage,
    Topic,
    Who,
)
from duecare.office.complaints.models import Complaint, Deletion, Feedback, Lesson


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether a time was kept. waiting: it has not come yet; median_days: of what was done, None where nothing was."""

    in_time: int
    late: int
    waiting: int
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The complaints that came in a year, as they stand on a day. Each mapping has every code, those of none with 0.

    feedback: by question and answer. withdrawn and undecided complaints stand in `by_outcome` as such and as "open".
    deletions_asked, deletions_refused, deleted: complaints of which deletion was asked and not taken back, was refused,
    and was done; what was deleted is counted everywhere still.
    """

    year: int
    day: datetime.date
    received: int
    by_topic: Mapping[str, int]
    by_region: Mapping[str, int]
    by_stage: Mapping[str, int]
    by_outcome: Mapping[str, int]
    by_who: Mapping[str, int]
    by_came: Mapping[str, int]
    by_naming: Mapping[str, int]
    by_fear: Mapping[str, int]
    acknowledged: Kept
    answered: Kept
    appeals: int
    appeals_changed: int
    remedies_promised: int
    remedies_done: int
    remedies_late: int
    reopened: int
    lessons: int
    feedback: Mapping[str, Mapping[str, int]]
    deletions_asked: int
    deletions_refused: int
    deleted: int


def figures(year: int, day: datetime.date | None = None) -> Figures:
    """The figures of the complaints that came in a year.

    Args:
        year: In which they came.
        day: On which they are counted; today if not given.
    """
    today = day or timezone.localdate()
    found = list(Complaint.objects.filter(received_on__year=year).prefetch_related("links"))
    asked = list(Deletion.objects.filter(complaint__received_on__year=year).exclude(state=Asked.TAKEN_BACK))
    feedback = list(Feedback.objects.filter(complaint__received_on__year=year))
    appealed = [one for one in found if one.appealed_on is not None]
    promised = [one for one in found if one.remedy_due is not None]
    return Figures(
        year=year,
        day=today,
        received=len(found),
        by_topic=_counted((one.topic for one in found), Topic.values),
        by_region=_counted((one.region for one in found), Region.values),
        by_stage=_counted((one.stage for one in found), Stage.values),
        by_outcome=_counted((one.outcome or "open" for one in found), [*Outcome.values, "open"]),
        by_who=_counted((one.who for one in found), Who.values),
        by_came=_counted((one.came for one in found), Came.values),
        by_naming=_counted((one.naming for one in found), Naming.values),
        by_fear=_counted((one.fear for one in found), Fear.values),
        acknowledged=_kept(
            ((one.received_on, one.acknowledge_by, one.acknowledged_on) for one in found if _asked_for(one)), today
        ),
        answered=_kept(
            (
                (one.received_on, one.answer_by if one.appealed_on is None else one.answered_on, one.answered_on)
                for one in found
                if one.outcome != Outcome.WITHDRAWN
            ),
            today,
        ),
        appeals=len(appealed),
        appeals_changed=sum(one.appeal_decided_on is not None and one.outcome != one.first_outcome for one in appealed),
        remedies_promised=len(promised),
        remedies_done=sum(one.remedy_done_on is not None for one in promised),
        remedies_late=sum(one.remedy_late for one in promised),
        reopened=len({link.case_id for one in found for link in one.links.all()}),
        lessons=Lesson.objects.filter(complaint__received_on__year=year).count(),
        feedback={
            name: _counted((getattr(one, name) for one in feedback), Said.values) for name in ("clear", "fair", "safe")
        },
        deletions_asked=len({one.complaint_id for one in asked}),
        deletions_refused=len({one.complaint_id for one in asked if one.state == Asked.REFUSED}),
        deleted=sum(one.state == Asked.DONE for one in asked),
    )


def _asked_for(one: Complaint) -> bool:
    """Whether it had to be acknowledged: not where it was taken back before that."""
    return one.acknowledged_on is not None or one.outcome != Outcome.WITHDRAWN


def _counted(codes: Iterable[str], known: list[str]) -> dict[str, int]:
    counts = Counter(codes)
    return {code: counts[code] for code in known}


def _kept(
    rows: Iterable[tuple[datetime.date, datetime.date | None, datetime.date | None]], today: datetime.date
) -> Kept:
    in_time, late, waiting, days = 0, 0, 0, []
    for received, due, done in rows:
        if done is not None:
            days.append((done - received).days)
        if done is None and due is not None and today <= due:
            waiting += 1
        elif due is not None and (done or today) > due:
            late += 1
        else:
            in_time += 1
    return Kept(in_time, late, waiting, float(median(days)) if days else None)


def lessons(year: int) -> list[tuple[str, str]]:
    """What was learnt in a year: what it is about, and its text, which holds no words of a complainant."""
    return list(Lesson.objects.filter(on__year=year).values_list("about", "text"))
