"""Who may do what: one table, asked everywhere. What it does not allow is denied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from duecare.office.people.models import Role, User

if TYPE_CHECKING:
    from duecare.office.cases.models import Case

R = Role


class Act(StrEnum):
    """What can be done here. Acts whose name begins with `case.` are done to one case, which must be seen first."""

    OWN = "own"
    CASES = "cases"
    OPEN_CASE = "cases.open"
    VIEW = "case.view"
    EDIT_DEAL = "case.edit_deal"
    ANSWER = "case.answer"
    COMMENT = "case.comment"
    SEE_OUTCOME = "case.see_outcome"
    ASSIGN = "case.assign"
    RESTRICT = "case.restrict"
    ADD_EVIDENCE = "case.add_evidence"
    VIEW_EVIDENCE = "case.view_evidence"
    RESOLVE_FLAG = "case.resolve_flag"
    DECIDE_HIT = "case.decide_hit"
    LIFT_STOP = "case.lift_stop"
    PROPOSE = "case.propose"
    APPROVE = "case.approve"
    KEEP_CONDITION = "case.keep_condition"
    PROVE_CONDITION = "case.prove_condition"
    LICENCE = "case.licence"
    POST_SALE = "case.post_sale"
    MATTER = "case.matter"
    MATTER_KNOWN = "case.matter_known"
    PRODUCE = "case.produce"
    HOLD = "case.hold"
    CLOSE_CASE = "case.close"
    CLAUSES = "case.clauses"
    CONSULT = "case.consult"
    WEIGH_EXIT = "case.weigh_exit"
    DISCLOSE = "case.disclose"
    ALERTS = "alerts"
    COMPLAINTS = "complaints"
    COMPLAINT_FIGURES = "complaint_figures"
    BOOKS = "books"
    BOARD_PACK = "board_pack"
    MATTERS = "matters"
    PROGRAMME = "programme"
    COMMIT_POLICY = "programme.policy"
    PREPARE_STATEMENT = "programme.prepare"
    PUBLISH_STATEMENT = "programme.publish"
    HOLDS = "holds"
    ENGAGEMENT = "engagement"
    ENGAGE = "engagement.keep"
    WITHHELD_NAMES = "engagement.withheld_names"
    TRAINED = "training.seen"
    TRAIN = "training.keep"
    TEXTS = "texts.seen"
    SEND_TEXTS = "texts.keep"
    RETENTION = "retention"
    TOKENS = "tokens"
    PEOPLE = "people"
    AUDIT = "audit"


ALLOWED: Final[Mapping[Act, frozenset[Role]]] = {
    Act.OWN: frozenset(Role),
    Act.CASES: frozenset({R.REQUESTER, R.ANALYST, R.APPROVER, R.OUTSIDE_COUNSEL, R.AUDITOR}),
    Act.OPEN_CASE: frozenset({R.REQUESTER, R.ANALYST}),
    Act.VIEW: frozenset({R.REQUESTER, R.ANALYST, R.APPROVER, R.OUTSIDE_COUNSEL, R.AUDITOR}),
    Act.EDIT_DEAL: frozenset({R.REQUESTER, R.ANALYST}),
    Act.ANSWER: frozenset({R.REQUESTER, R.ANALYST}),
    Act.COMMENT: frozenset({R.REQUESTER, R.ANALYST, R.APPROVER, R.OUTSIDE_COUNSEL}),
    Act.SEE_OUTCOME: frozenset({R.ANALYST, R.APPROVER, R.OUTSIDE_COUNSEL, R.AUDITOR}),
    Act.ASSIGN: frozenset({R.ANALYST, R.APPROVER}),
    Act.RESTRICT: frozenset({R.ANALYST, R.APPROVER}),
    Act.ADD_EVIDENCE: frozenset({R.REQUESTER, R.ANALYST, R.APPROVER, R.OUTSIDE_COUNSEL}),
    Act.VIEW_EVIDENCE: frozenset({R.REQUESTER, R.ANALYST, R.APPROVER, R.OUTSIDE_COUNSEL, R.AUDITOR}),
    Act.RESOLVE_FLAG: frozenset({R.ANALYST, R.APPROVER}),
    Act.DECIDE_HIT: frozenset({R.ANALYST, R.APPROVER}),
    Act.LIFT_STOP: frozenset({R.APPROVER}),
    Act.PROPOSE: frozenset({R.ANALYST}),
    Act.APPROVE: frozenset({R.APPROVER}),
    Act.KEEP_CONDITION: frozenset({R.ANALYST, R.APPROVER}),
    Act.PROVE_CONDITION: frozenset({R.REQUESTER, R.ANALYST}),
    Act.LICENCE: frozenset({R.ANALYST, R.APPROVER}),
    Act.POST_SALE: frozenset({R.REQUESTER, R.ANALYST, R.APPROVER}),
    Act.MATTER: frozenset({R.APPROVER, R.OUTSIDE_COUNSEL}),
    Act.MATTER_KNOWN: frozenset({R.APPROVER, R.OUTSIDE_COUNSEL, R.AUDITOR}),
    Act.PRODUCE: frozenset({R.APPROVER}),
    Act.HOLD: frozenset({R.APPROVER}),
    Act.CLOSE_CASE: frozenset({R.ANALYST, R.APPROVER}),
    Act.CLAUSES: frozenset({R.ANALYST, R.APPROVER, R.OUTSIDE_COUNSEL}),
    Act.CONSULT: frozenset({R.ANALYST, R.APPROVER}),
    Act.WEIGH_EXIT: frozenset({R.ANALYST, R.APPROVER}),
    Act.COMPLAINTS: frozenset({R.GRIEVANCE_HANDLER}),
    Act.COMPLAINT_FIGURES: frozenset({R.GRIEVANCE_HANDLER, R.APPROVER, R.AUDITOR}),
    Act.DISCLOSE: frozenset({R.ANALYST}),
    Act.ALERTS: frozenset({R.ANALYST, R.APPROVER}),
    Act.BOOKS: frozenset({R.ANALYST, R.APPROVER}),
    Act.BOARD_PACK: frozenset({R.APPROVER, R.AUDITOR}),
    Act.PROGRAMME: frozenset({R.ANALYST, R.APPROVER, R.AUDITOR}),
    Act.COMMIT_POLICY: frozenset({R.APPROVER}),
    Act.PREPARE_STATEMENT: frozenset({R.ANALYST, R.APPROVER}),
    Act.PUBLISH_STATEMENT: frozenset({R.APPROVER}),
    Act.MATTERS: frozenset({R.APPROVER, R.OUTSIDE_COUNSEL}),
    Act.HOLDS: frozenset({R.APPROVER}),
    Act.ENGAGEMENT: frozenset({R.ANALYST, R.APPROVER, R.GRIEVANCE_HANDLER, R.AUDITOR}),
    Act.ENGAGE: frozenset({R.ANALYST, R.APPROVER, R.GRIEVANCE_HANDLER}),
    Act.WITHHELD_NAMES: frozenset({R.APPROVER}),
    Act.TRAINED: frozenset({R.ANALYST, R.APPROVER, R.AUDITOR, R.ADMINISTRATOR}),
    Act.TRAIN: frozenset({R.ANALYST, R.APPROVER, R.ADMINISTRATOR}),
    Act.TEXTS: frozenset({R.ANALYST, R.APPROVER, R.AUDITOR, R.ADMINISTRATOR}),
    Act.SEND_TEXTS: frozenset({R.ANALYST, R.APPROVER, R.ADMINISTRATOR}),
    Act.RETENTION: frozenset({R.ADMINISTRATOR}),
    Act.TOKENS: frozenset({R.ADMINISTRATOR}),
    Act.PEOPLE: frozenset({R.ADMINISTRATOR}),
    Act.AUDIT: frozenset({R.AUDITOR, R.APPROVER, R.ADMINISTRATOR}),
}
"""The roles that may do an act. Whoever has one of them may, if they can see the case."""

EVERYWHERE: Final = frozenset({R.ANALYST, R.APPROVER, R.AUDITOR})
"""Roles that see every case that is not restricted; the others see those that they opened or were added to."""

APART: Final = (
    frozenset({R.ADMINISTRATOR, R.APPROVER}),
    frozenset({R.REQUESTER, R.APPROVER}),
    frozenset({R.AUDITOR, R.APPROVER}),
    frozenset({R.AUDITOR, R.ANALYST}),
    frozenset({R.ADMINISTRATOR, R.GRIEVANCE_HANDLER}),
)
"""Roles that no one person may have together: whoever gives out roles approves nothing, counsel stands outside the
sales line, nobody audits their own work, and who runs the system reads no complaint."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may, and why not."""

    allowed: bool
    why: str = ""

    def __bool__(self) -> bool:
        return self.allowed


def may(user: User, act: Act, case: Case | None = None) -> Verdict:
    """Whether a person may do an act, to a case if it is one that is done to a case."""
    roles = user.roles()
    if not roles:
        return Verdict(False, "You have no role here yet. An administrator can give you one.")
    if act.value.startswith("case."):
        if case is None:
            return Verdict(False, "No case was named.")
        if not sees(user, case, roles):
            return Verdict(False, "This case is open to the people who work on it only.")
    needed = ALLOWED[act]
    if needed.isdisjoint(roles):
        return Verdict(False, f"This is for: {', '.join(sorted(role.replace('_', ' ') for role in needed))}.")
    return Verdict(True)


def acts_of(user: User, case: Case) -> frozenset[Act]:
    """All that a person may do to a case: nothing to one that they do not see."""
    roles = user.roles()
    if not sees(user, case, roles):
        return frozenset()
    return frozenset(act for act in Act if act.value.startswith("case.") and roles_allow(roles, act))


def roles_allow(roles: frozenset[str], act: Act) -> bool:
    """Whether one of some roles may do an act, whatever it is done to."""
    return not ALLOWED[act].isdisjoint(roles)


def sees(user: User, case: Case, roles: frozenset[str] | None = None) -> bool:
    """Whether a person can see that a case is there."""
    held = user.roles() if roles is None else roles
    if case.requester_id == user.pk and Role.REQUESTER in held:
        return True
    if not EVERYWHERE.isdisjoint(held) and not case.restricted:
        return True
    return roles_allow(held, Act.VIEW) and case.members.filter(user=user).exists()
