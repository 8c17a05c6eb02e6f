"""Who may see a complaint: handlers whom it does not concern, else the outside person, and never an administrator."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from duecare.office.audit.chain import SYSTEM, record
from duecare.office.cases.models import Case
from duecare.office.complaints.codes import Because, Stage
from duecare.office.complaints.models import Appointed, Complaint, Concern, Link
from duecare.office.people.models import Role, User


def handlers() -> list[User]:
    """The handlers of the house, whom a complainant can name; the outside person is none of them."""
    outside = set(Appointed.objects.values_list("user", flat=True))
    return [one for one in _all() if one.pk not in outside]


def outsiders() -> list[User]:
    """The outside persons who are appointed and can act."""
    outside = set(Appointed.objects.values_list("user", flat=True))
    return [one for one in _all() if one.pk in outside]


def _all() -> list[User]:
    people = User.objects.filter(is_active=True).prefetch_related("grants", "stands_in__of__grants")
    return [one for one in people.order_by("pk") if Role.GRIEVANCE_HANDLER in one.roles()]


def stands_for(user: User) -> set[int]:
    """A person, and those as whom they act: who stands in for somebody sees no more than they would."""
    today = timezone.localdate()
    own = any(one.role == Role.GRIEVANCE_HANDLER and one.counts(today) for one in user.grants.all())
    others = {one.of_id for one in user.stands_in.all() if one.role == Role.GRIEVANCE_HANDLER and one.counts(today)}
    return {user.pk} | (set() if own else others)


def visible(user: User) -> QuerySet[Complaint]:
    """The complaints that a person may see."""
    if Role.GRIEVANCE_HANDLER not in user.roles():
        return Complaint.objects.none()
    people = stands_for(user)
    outside = Appointed.objects.filter(user__in=people).exists()
    found = Complaint.objects.filter(outside=outside)
    on_case = Q(case__requester__in=people) | Q(case__analyst__in=people) | Q(case__members__user__in=people)
    return found.exclude(pk__in=Concern.objects.filter(user__in=people).values("complaint")).exclude(
        pk__in=Link.objects.filter(on_case).values("complaint")
    )


def sees(user: User, complaint: Complaint) -> bool:
    return visible(user).filter(pk=complaint.pk).exists()


def free(complaint: Complaint) -> list[User]:
    """The handlers of the house who may have it; an appeal is not decided by whoever gave the answer."""
    taken = _kept_away(complaint)
    return [one for one in handlers() if taken.isdisjoint(stands_for(one))]


def concern(complaint: Complaint, user: User, because: Because, by: User | None, *, told: bool = True) -> None:
    """Keep a person away from a complaint for good. told: whether the log tells of it at once."""
    _, new = Concern.objects.get_or_create(
        complaint=complaint, user=user, defaults={"because": because, "on": timezone.localdate()}
    )
    if new and told:
        record(by or SYSTEM, "complaint.concern", complaint, user=user.pk, because=str(because))


def concern_of_case(complaint: Complaint, case: Case, by: User) -> None:
    """Keep away whoever works on the case that a complaint is about."""
    decided = case.decisions.values_list("proposer", flat=True)
    said = case.decisions.values_list("verdicts__by", flat=True)
    members = case.members.values_list("user", flat=True)
    people = {one for one in (case.requester_id, case.analyst_id, *decided, *said, *members) if one is not None}
    for user in User.objects.filter(pk__in=people).order_by("pk"):
        concern(complaint, user, Because.CASE, by)


def route(complaint: Complaint, *, told: bool = True) -> None:
    """Send a complaint to whoever may have it: a handler whom it does not concern, else the outside person.

    Where nobody is left it waits, seen by nobody, and the administrators are told that one waits. told: whether the log
    tells of it at once.
    """
    able = free(complaint)
    outside = complaint.wants_outside or not able
    handler = complaint.handler
    if handler is not None:
        staying = outsiders() if outside else able
        concerned = complaint.concerns.filter(user__in=stands_for(handler)).exists()
        if concerned or handler.pk not in {one.pk for one in staying}:
            handler = None
    if (outside, handler) != (complaint.outside, complaint.handler):
        complaint.outside, complaint.handler = outside, handler
        complaint.save(update_fields=["outside", "handler"])
        if told:
            record(SYSTEM, "complaint.route", complaint, to="outside" if outside else "handlers")


def waiting_for_nobody() -> int:
    """How many open complaints nobody can see: every handler is concerned, and no outside person is appointed."""
    people = {one.pk for one in outsiders()}
    found = Complaint.objects.exclude(stage=Stage.CLOSED).filter(outside=True).prefetch_related("concerns")
    return sum(people <= _kept_away(complaint) for complaint in found)


def _kept_away(complaint: Complaint) -> set[int]:
    """Who must not see it, and who cannot decide its appeal."""
    away = {one.user_id for one in complaint.concerns.all()}
    if complaint.stage == Stage.APPEAL and complaint.answered_by_id is not None:
        away.add(complaint.answered_by_id)
    return away
