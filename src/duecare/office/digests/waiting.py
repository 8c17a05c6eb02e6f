"""What waits for a person, by numbers, days and links: no name of a party, no title, no level stands in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from duecare.office.audit.models import Entry
from duecare.office.books.models import Project
from duecare.office.cases.lists import OPEN_STATES, visible
from duecare.office.cases.models import Case
from duecare.office.complaints.reminders import reminders as complaint_reminders
from duecare.office.decisions.conditions import reminders
from duecare.office.decisions.models import Decision, Stage
from duecare.office.monitoring.inbox import alerts_of, due
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may, roles_allow

SOON = datetime.timedelta(days=7)
MOST = 50
"""Things that a mail names; of the others it says how many there are."""


@dataclass(frozen=True)
class Item:
    """One thing that waits: in words without names, and where in the office it stands. late: its day has passed."""

    said: str
    path: str
    late: bool = False

    @property
    def link(self) -> str:
        return f"{settings.OFFICE_URL}{self.path}"


def waits_for(user: User, day: datetime.date) -> list[Item]:
    """What is overdue, due soon or assigned to a person on a day, in cases that they see; what is late first."""
    parts = (
        _conditions(user, day), _cases(user, day), _given(user, day), _proposals(user), _alerts(user),
        _projects(user, day), _complaints(user, day),
    )  # fmt: skip
    return sorted((one for part in parts for one in part), key=lambda one: not one.late)


def _conditions(user: User, day: datetime.date) -> Iterator[Item]:
    for one in reminders(user, day).filter(owner=user):
        words = _("%(number)s: a condition of yours was due on %(day)s") if one.due_on < day else _(
            "%(number)s: a condition of yours is due on %(day)s"
        )  # fmt: skip
        yield Item(
            words % {"number": one.case.number, "day": one.due_on.isoformat()},
            reverse("case", args=[one.case.number]), one.due_on < day,
        )  # fmt: skip


def _cases(user: User, day: datetime.date) -> Iterator[Item]:
    """Cases with the person whose decision is needed soon; of one that is decided nothing is needed."""
    found = visible(user).filter(state__in=OPEN_STATES, analyst=user, needed_by__lte=day + SOON)
    for case in found.exclude(state="decided").order_by("needed_by", "pk"):
        assert case.needed_by is not None
        words = _("%(number)s is with you; a decision was needed by %(day)s") if case.needed_by < day else _(
            "%(number)s is with you; a decision is needed by %(day)s"
        )  # fmt: skip
        yield Item(
            words % {"number": case.number, "day": case.needed_by.isoformat()}, reverse("case", args=[case.number]),
            case.needed_by < day,
        )  # fmt: skip


def _given(user: User, day: datetime.date) -> Iterator[Item]:
    """Cases that somebody else gave to the person that day or the day before, and that are with them still."""
    since = day - datetime.timedelta(days=1)
    given = Entry.objects.filter(act="case.assign", at__date__gte=since, detail__to=user.pk)
    about = given.exclude(actor=f"user:{user.pk}").values_list("about", flat=True)
    cases = {int(one.removeprefix("case:")) for one in about}
    for case in visible(user).filter(pk__in=cases, analyst=user, state__in=OPEN_STATES).order_by("pk"):
        yield Item(_("%(number)s was given to you") % {"number": case.number}, reverse("case", args=[case.number]))


def _proposals(user: User) -> Iterator[Item]:
    """Proposals that the person may approve, and has said nothing to yet."""
    if not roles_allow(user.roles(), Act.APPROVE):
        return
    found = Decision.objects.filter(stage=Stage.PROPOSED, case__in=visible(user)).exclude(proposer=user)
    for one in found.exclude(verdicts__by=user).exclude(case__requester=user).select_related("case").order_by("pk"):
        if may(user, Act.APPROVE, one.case):
            yield Item(_("%(number)s: a proposal waits for approval") % {"number": one.case.number},
                       reverse("case", args=[one.case.number]))  # fmt: skip


def _alerts(user: User) -> Iterator[Item]:
    if not roles_allow(user.roles(), Act.ALERTS):
        return
    for one in alerts_of(user).filter(due(), assigned=user).order_by("pk"):
        yield Item(_("%(number)s: an alert is with you") % {"number": one.case.number}, reverse("alert", args=[one.pk]))


def _projects(user: User, day: datetime.date) -> Iterator[Item]:
    if not roles_allow(user.roles(), Act.BOOKS):
        return
    for one in Project.objects.filter(assigned=user, done_at=None, due__lte=day + SOON).order_by("due", "pk"):
        assert one.due is not None
        words = _("A running contract to look at again was due on %(day)s") if one.due < day else _(
            "A running contract to look at again is due on %(day)s"
        )  # fmt: skip
        yield Item(words % {"day": one.due.isoformat()}, reverse("book-project", args=[one.book_id, one.pk]),
                   one.due < day)  # fmt: skip


def _complaints(user: User, day: datetime.date) -> Iterator[Item]:
    """Complaints with the person, or with nobody, by number alone."""
    for one, what, until in complaint_reminders(user, day):
        words = _("%(number)s: %(what)s, by %(day)s") % {"number": one.number, "what": what, "day": until.isoformat()}
        yield Item(words, reverse("complaint", args=[one.pk]), until < day)


def with_them(user: User) -> int:
    """How many open cases are with a person."""
    return Case.objects.filter(analyst=user, state__in=OPEN_STATES, pk__in=visible(user)).count()


def text_of(user: User, items: list[Item]) -> str:
    """The mail in plain text."""
    lines = [_("Waiting for you in the Duecare office:"), ""]
    for one in items[:MOST]:
        lines += [f"- {_('Overdue. ') if one.late else ''}{one.said}", f"  {one.link}"]
    if len(items) > MOST:
        lines.append(_("- and %(n)d more") % {"n": len(items) - MOST})
    lines += [
        "",
        _("Open cases with you: %(n)d. %(link)s")
        % {"n": with_them(user), "link": settings.OFFICE_URL + reverse("work")},
        "",
        _("Nobody can see from this mail what the cases are about. To have no such mails: %(link)s")
        % {"link": settings.OFFICE_URL + reverse("digests")},
        "",
    ]
    return "\n".join(lines)
