"""What waits for handlers, by numbers and days: what their daily mail and the list of complaints say."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from duecare.office.complaints.access import visible
from duecare.office.complaints.codes import Stage
from duecare.office.complaints.models import Complaint
from duecare.office.people.models import User

SOON: Final = datetime.timedelta(days=7)


def due_of(complaint: Complaint) -> tuple[str, datetime.date] | None:
    """What is next to be done about a complaint, in words, and by which day; None where nothing waits."""
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
    """What is overdue or due within days, or new and with nobody, of what a handler may see and has, or nobody has."""
    for complaint in visible(user).filter(erased_on=None).order_by("pk"):
        if complaint.handler_id not in (None, user.pk):
            continue
        due = due_of(complaint)
        if due is not None and (due[1] <= day + SOON or complaint.handler_id is None):
            yield complaint, *due
