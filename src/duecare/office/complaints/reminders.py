"""What waits for handlers, by numbers and days: what their daily mail and the list of complaints say."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from duecare.office.complaints.access import visible
from duecare.office.complaints.codes import Stage
from duecare.office.complaints.deleting import open_of, to_confirm
from duecare.office.complaints.models import Complaint
from duecare.office.people.models import User

SOON: Final = datetime.timedelta(days=7)


def due_of(complaint: Complaint) -> tuple[str, datetime.date] | None:
    """What is next to be done about a complaint, in words, and by which day; None where nothing waits."""
    if complaint.erased_on is not None:
        return None
    asked, due = _deletion(complaint), _due(complaint)
    return asked if asked is not None and (due is None or asked[1] <= due[1]) else due


def _deletion(complaint: Complaint) -> tuple[str, datetime.date] | None:
    asked = open_of(complaint)
    if asked is None:
        return None
    return _("a deletion to decide") if asked.agreed_by_id is None else _("a deletion to confirm"), asked.decide_by


def _due(complaint: Complaint) -> tuple[str, datetime.date] | None:
    if not complaint.open:
        return _promised(complaint)
    if complaint.acknowledged_on is None:
        return _("to acknowledge"), complaint.acknowledge_by
    if complaint.stage == Stage.APPEAL:
        return _("an appeal to decide"), complaint.answer_by
    if complaint.answered_on is None:
        return _("to answer"), complaint.answer_by
    return _promised(complaint)


def _promised(complaint: Complaint) -> tuple[str, datetime.date] | None:
    if complaint.remedy_due is not None and complaint.remedy_done_on is None:
        return _("a remedy that was promised"), complaint.remedy_due
    return None


def reminders(user: User, day: datetime.date) -> Iterator[tuple[Complaint, str, datetime.date]]:
    """What is overdue or due within days, or new and with nobody, of what a handler may see and has, or nobody has; and
    every deletion that is theirs to confirm."""
    second = {one.pk: one for one in to_confirm(user)}
    for complaint in visible(user).filter(erased_on=None).prefetch_related("deletions").order_by("pk"):
        if complaint.handler_id not in (None, user.pk):
            continue
        due = due_of(complaint)
        if due is not None and (due[1] <= day + SOON or complaint.handler_id is None):
            yield complaint, *due
            if due == _deletion(complaint):
                second.pop(complaint.pk, None)
    for complaint in second.values():
        if (asked := _deletion(complaint)) is not None:
            yield complaint, *asked
