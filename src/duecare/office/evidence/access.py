"""Which papers a person may read."""

from __future__ import annotations

from django.db.models import QuerySet

from duecare.office.cases.models import Case
from duecare.office.counsel.lane import open_to
from duecare.office.counsel.models import Kind
from duecare.office.evidence.models import Confidentiality, Evidence
from duecare.office.people.models import Role, User
from duecare.office.people.permissions import Act, may, roles_allow

COUNSEL = frozenset({Role.APPROVER, Role.OUTSIDE_COUNSEL})


def levels(user: User, case: Case) -> frozenset[Confidentiality]:
    """The kinds of confidentiality that a person may read in a case; whoever asked for the deal never judges it."""
    if not may(user, Act.VIEW_EVIDENCE, case):
        return frozenset()
    roles = user.roles()
    found = {Confidentiality.CASE}
    if user.pk != case.requester_id:
        if roles_allow(roles, Act.SEE_OUTCOME):
            found.add(Confidentiality.JUDGES)
        if not COUNSEL.isdisjoint(roles):
            found.add(Confidentiality.COUNSEL)
    return frozenset(found)


def readable(user: User, case: Case) -> QuerySet[Evidence]:
    """The papers of a case that a person may read, withdrawn ones among them, and privileged ones for their counsel."""
    if not case.has("evidence"):
        return case.rows("evidence")
    found = case.evidence.filter(confidentiality__in=levels(user, case))
    return open_to(user, case, found, Kind.EVIDENCE).select_related("by", "superseded_by")


def may_read(user: User, paper: Evidence) -> bool:
    """Whether a person may read a paper."""
    return readable(user, paper.case).filter(pk=paper.pk).exists()
