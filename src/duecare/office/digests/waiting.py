"""What waits for a person. In the words of it no name of a party, no title and no level stands, as mails carry them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duecare.office.audit.models import Entry
from duecare.office.books.models import Project
from duecare.office.cases.lists import OPEN_STATES, visible
from duecare.office.cases.models import Case, State
from duecare.office.complaints.reminders import reminders as complaint_reminders
from duecare.office.decisions.conditions import may_not_judge, reminders
from duecare.office.decisions.models import APPROVALS, Decision, Stage
from duecare.office.distribution.standing import of_person as texts
from duecare.office.monitoring.inbox import alerts_of, due, lowered_for
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, roles_allow
from duecare.office.resolving.models import Resolution
from duecare.office.training.standing import reminders as trainings

SOON = datetime.timedelta(days=7)
MOST = 50
"""Things that a mail names; of the others it says how many there are."""


class Kind(StrEnum):
    """What sort of thing waits: pages show those that they are about."""

    CONDITION = "condition"
    CASE = "case"
    APPROVAL = "approval"
    FLAG = "flag"
    AGAIN = "again"
    ALERT = "alert"
    EDIT = "edit"
    PROJECT = "project"
    LEARN = "learn"
    COMPLAINT = "complaint"


@dataclass(frozen=True)
class Item:
    """One thing that waits: in words without names, and where in the office it stands.

    late: its day has passed. title: of the case, training or text that it is about, for pages; no mail says it.
    """

    kind: Kind
    said: str
    path: str
    late: bool = False
    title: str = ""

    @property
    def link(self) -> str:
        return f"{settings.OFFICE_URL}{self.path}"


def waits_for(user: User, day: datetime.date, kinds: Container[Kind] = frozenset(Kind)) -> list[Item]:
    """What waits for a person on a day, in cases that they see; what is late first.

    The one answer to that: the daily mail, *My work* and the pages of decisions and alerts all ask here.

    Args:
        user: The person.
        day: Today, where they are.
        kinds: Which things to name.
    """
    parts: dict[Kind, Callable[[], Iterator[Item]]] = {
        Kind.CONDITION: lambda: chain(_conditions(user, day), _proofs(user, day)),
        Kind.APPROVAL: lambda: _proposals(user),
        Kind.FLAG: lambda: _flags(user), Kind.AGAIN: lambda: _again(user, day), Kind.ALERT: lambda: _alerts(user),
        Kind.EDIT: lambda: _edits(user), Kind.CASE: lambda: _cases(user, day),
        Kind.PROJECT: lambda: _projects(user, day),
        Kind.COMPLAINT: lambda: _complaints(user, day),
        Kind.LEARN: lambda: chain(_trainings(user, day), _texts(user, day)),
    }  # fmt: skip
    return sorted(
        (one for kind, part in parts.items() if kind in kinds for one in part()), key=lambda one: not one.late
    )


def _about(kind: Kind, words: str, case: Case, *, late: bool = False, path: str = "", **more: str) -> Item:
    return Item(
        kind, words % {"number": case.number, **more}, path or reverse("case", args=[case.number]), late, case.title
    )


def _conditions(user: User, day: datetime.date) -> Iterator[Item]:
    for one in reminders(user, day).filter(owner=user):
        if one.state(day) == "given":
            continue  # it waits for somebody else
        words = _("%(number)s: a condition of yours was due on %(day)s") if one.due_on < day else _(
            "%(number)s: a condition of yours is due on %(day)s"
        )  # fmt: skip
        yield _about(
            Kind.CONDITION, words, one.case, late=one.due_on < day, day=one.due_on.isoformat(),
            path=reverse("condition", args=[one.case.number, one.pk]),
        )  # fmt: skip


def _proofs(user: User, day: datetime.date) -> Iterator[Item]:
    """Proofs that wait to be accepted, of conditions of the cases that the person has."""
    for one in reminders(user, day).filter(case__analyst=user):
        if one.state(day) == "given" and not may_not_judge(one, user):
            yield _about(
                Kind.CONDITION, _("%(number)s: the proof of a condition waits to be accepted"), one.case,
                path=reverse("condition", args=[one.case.number, one.pk]), late=one.due_on < day,
            )  # fmt: skip


def _cases(user: User, day: datetime.date) -> Iterator[Item]:
    """Cases with the person whose decision is needed soon, and those that somebody else gave them that day or the day
    before; of one that is decided nothing is needed."""
    mine = visible(user).filter(state__in=OPEN_STATES, analyst=user)
    for case in mine.filter(needed_by__lte=day + SOON).exclude(state="decided").order_by("needed_by", "pk"):
        assert case.needed_by is not None
        words = _("%(number)s is with you; a decision was needed by %(day)s") if case.needed_by < day else _(
            "%(number)s is with you; a decision is needed by %(day)s"
        )  # fmt: skip
        yield _about(Kind.CASE, words, case, late=case.needed_by < day, day=case.needed_by.isoformat())
    since = day - datetime.timedelta(days=1)
    given = Entry.objects.filter(act="case.assign", at__date__gte=since, detail__to=user.pk)
    about = given.exclude(actor=f"user:{user.pk}").values_list("about", flat=True)
    for case in mine.filter(pk__in={int(one.removeprefix("case:")) for one in about}).order_by("pk"):
        yield _about(Kind.CASE, _("%(number)s was given to you"), case)


def _proposals(user: User) -> Iterator[Item]:
    """Proposals that the person may approve, and has said nothing to yet."""
    if not roles_allow(user.roles(), Act.APPROVE):
        return
    found = Decision.objects.filter(stage=Stage.PROPOSED, case__in=visible(user)).exclude(proposer=user)
    found = found.exclude(verdicts__by=user).exclude(case__requester=user).select_related("case")
    for one in found.order_by(F("case__needed_by").asc(nulls_last=True), "pk"):
        yield _about(Kind.APPROVAL, _("%(number)s: a proposal waits for approval"), one.case)


def _flags(user: User) -> Iterator[Item]:
    """Red flags of which somebody else proposed that they are dealt with, and that the person may confirm."""
    for one in flag_proposals(user).exclude(proposed_by=user).exclude(requester=user):
        yield _about(
            Kind.FLAG, _("%(number)s: that a red flag is dealt with waits for a second person"), one.case,
            path=reverse("resolution", args=[one.case.number, one.pk]),
        )  # fmt: skip


def flag_proposals(user: User) -> QuerySet[Resolution]:
    """Proposals that a red flag is dealt with, in the cases that a person sees and judges, the oldest first."""
    if not roles_allow(user.roles(), Act.RESOLVE_FLAG):
        return Resolution.objects.none()
    found = Resolution.objects.filter(state=Resolution.State.PROPOSED, case__in=visible(user))
    return found.select_related("case", "proposed_by").order_by("pk")


def _again(user: User, day: datetime.date) -> Iterator[Item]:
    """Approvals of cases with the person that are stale or have ended."""
    if not roles_allow(user.roles(), Act.PROPOSE):
        return
    theirs = to_decide_again(user, day).filter(case__analyst=user).exclude(case__decisions__stage=Stage.PROPOSED)
    for one in theirs.select_related("case").order_by("pk"):
        yield _about(Kind.AGAIN, _("%(number)s: its approval is stale or has ended, so it has to be decided again"),
                     one.case)  # fmt: skip


def to_decide_again(user: User, day: datetime.date) -> QuerySet[Decision]:
    """Approvals whose gates are closed, as the review is another or their end has come, in the cases of a person."""
    made = Decision.objects.filter(stage=Stage.MADE, outcome__in=APPROVALS, case__in=visible(user))
    over = made.filter(~Q(basis=F("case__review__basis")) | Q(expires_on__lt=day))
    return over.exclude(case__state=State.CLOSED)


def _alerts(user: User) -> Iterator[Item]:
    """Alerts with the person, alerts with nobody about cases that are with them, and how many more are with nobody."""
    if not roles_allow(user.roles(), Act.ALERTS):
        return
    now = alerts_of(user).filter(due())
    mine = Q(assigned=user) | Q(assigned=None, case__analyst=user)
    for one in now.filter(mine).order_by("-legal", "pk"):
        words = _("%(number)s: an alert is with you") if one.assigned_id else _(
            "%(number)s: an alert about a case of yours is with nobody yet"
        )  # fmt: skip
        yield _about(Kind.ALERT, words, one.case, path=reverse("alert", args=[one.pk]))
    if others := now.filter(assigned=None).exclude(case__analyst=user).count():
        words = ngettext("%(n)d other alert is with nobody yet", "%(n)d other alerts are with nobody yet", others)
        yield Item(Kind.ALERT, words % {"n": others}, reverse("alerts") + "?whose=nobody")


def _edits(user: User) -> Iterator[Item]:
    """Edits of somebody else that lowered the outcome of a case with the person or with nobody."""
    if not roles_allow(user.roles(), Act.ALERTS):
        return
    for one in lowered_for(user):
        if one.editor_id != user.pk and one.case.analyst_id in (None, user.pk):
            yield _about(Kind.EDIT, _("%(number)s: an edit lowered the outcome, and nobody has looked at it"), one.case,
                         path=reverse("intake-acknowledge", args=[one.case.number, one.pk]))  # fmt: skip


def _projects(user: User, day: datetime.date) -> Iterator[Item]:
    if not roles_allow(user.roles(), Act.BOOKS):
        return
    for one in Project.objects.filter(assigned=user, done_at=None, due__lte=day + SOON).order_by("due", "pk"):
        assert one.due is not None
        words = _("A running contract to look at again was due on %(day)s") if one.due < day else _(
            "A running contract to look at again is due on %(day)s"
        )  # fmt: skip
        yield Item(Kind.PROJECT, words % {"day": one.due.isoformat()},
                   reverse("book-project", args=[one.book_id, one.pk]), one.due < day)  # fmt: skip


def _trainings(user: User, day: datetime.date) -> Iterator[Item]:
    for module, on in trainings(user, day):
        words = _("A training of yours was due on %(day)s") if on < day else _("A training of yours is due on %(day)s")
        yield Item(Kind.LEARN, words % {"day": on.isoformat()}, reverse("training-module", args=[module.id]), on < day,
                   module.title)  # fmt: skip


def _texts(user: User, day: datetime.date) -> Iterator[Item]:
    for one in texts(user, day):
        words = _("A text was to be read by %(day)s") if one.due < day else _("A text is to be read by %(day)s")
        if not one.done:
            yield Item(Kind.LEARN, words % {"day": one.due.isoformat()}, reverse("text", args=[one.edition.pk]),
                       one.due < day, one.policy.title)  # fmt: skip


def _complaints(user: User, day: datetime.date) -> Iterator[Item]:
    """Complaints with the person, or with nobody, by number alone."""
    for one, what, until in complaint_reminders(user, day):
        words = _("%(number)s: %(what)s, by %(day)s") % {"number": one.number, "what": what, "day": until.isoformat()}
        yield Item(Kind.COMPLAINT, words, reverse("complaint", args=[one.pk]), until < day)


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
