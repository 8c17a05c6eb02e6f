"""What is done about decisions. Each act is one transaction, holds the case for itself, and stands in the log."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from duecare.errors import InputError
from duecare.office.api.models import Event
from duecare.office.api.webhooks import announce
from duecare.office.audit.chain import SYSTEM, record
from duecare.office.audit.meanwhile import check_shown
from duecare.office.cases.house import house_rules
from duecare.office.cases.models import Case, Gate, State
from duecare.office.decisions.conditions import unproven
from duecare.office.decisions.lapsing import announce_overdue, tell_of_lapsed
from duecare.office.decisions.models import APPROVALS, Condition, Decision, Outcome, Stage, Verdict
from duecare.office.decisions.quorum import Quorum, Rules, quorum_for, rules
from duecare.office.decisions.standing import reopen
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may


def quorum_of(case: Case, outcome: str) -> Quorum:
    """Who must agree to a decision on a case, before any dissent."""
    held = rules()
    if outcome not in APPROVALS:
        return Quorum("", held.other[outcome], False, "")
    escalated = case.decisions.filter(stage=Stage.MADE, outcome=Outcome.ESCALATE).exists()
    return quorum_for(case, house_rules().policy, held, escalated=escalated)


def propose(
    case: Case, by: User, outcome: str, reason: str, *, review: int, gates: Iterable[str] = (),
    expires_on: datetime.date | None = None, resolution: str = "",
) -> Decision:  # fmt: skip
    """Propose a decision on the review that the person has read.

    Args:
        case: The case.
        by: Who proposes; they cannot approve it.
        outcome: A value of Outcome.
        reason: Why.
        review: The number of the review that was read.
        gates: The gates that an approval opens.
        expires_on: The last day of an approval.
        resolution: What a board resolved, where the quorum asks for it.

    Raises:
        InputError: it cannot be proposed so; says why.
    """
    _must(by, Act.PROPOSE, case)
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("review").get(pk=case.pk)
        held, opened = rules(), [gate for gate in Gate.values if gate in set(gates)]
        if outcome not in Outcome.values:
            raise InputError(_("there is no decision of that kind"), hint=f"accepted: {', '.join(Outcome.values)}")
        if locked.review is None or locked.review.number != review:
            raise InputError(_("The case was reviewed again since you read it. Read the latest review first."))
        if locked.decisions.filter(stage=Stage.PROPOSED).exists():
            raise InputError(_("There is a proposal already. It has to be decided or taken back first."))
        if not reason.strip():
            raise InputError(_("A decision needs a reason."))
        needed = quorum_of(locked, outcome)
        if outcome in APPROVALS:
            _check_approval(locked, outcome, opened, expires_on, held)
            if needed.record and not resolution.strip():
                raise InputError(_("The board decides on this level: name its resolution, with the day."))
        number = (locked.decisions.aggregate(last=Max("number"))["last"] or 0) + 1
        made = Decision.objects.create(
            case=locked, number=number, review=locked.review, basis=locked.review.basis, outcome=outcome,
            gates=opened if outcome in APPROVALS else [], expires_on=expires_on if outcome in APPROVALS else None,
            reason=reason, record=resolution if outcome in APPROVALS else "", level=needed.level, body=needed.body,
            needed=needed.approvals, proposer=by,
        )  # fmt: skip
        record(by, "decision.propose", locked, decision=made.pk, outcome=str(outcome), gates=made.gates,
               basis=made.basis, needed=made.needed, body=made.body)  # fmt: skip
        _settle(locked, made, held)
    case.refresh_from_db()
    made.refresh_from_db()
    return made


def _must(by: User, act: Act, case: Case) -> None:
    verdict = may(by, act, case)
    if not verdict:
        raise InputError(verdict.why)


def _check_approval(case: Case, outcome: str, gates: list[str], expires_on: datetime.date | None, held: Rules) -> None:
    today = timezone.localdate()
    last = today + datetime.timedelta(days=held.longest)
    if not gates:
        raise InputError(_("An approval names the gates that it opens."))
    if expires_on is None or not today < expires_on <= last:
        raise InputError(
            _("An approval needs a last day: after today, and by %(day)s at the latest.") % {"day": last.isoformat()}
        )
    _check_stops(case)
    closed = [str(Gate(gate).label) for gate in gates if gate not in held.unrated_gates]
    if case.hold and closed:
        raise InputError(
            _("Nothing can be rated yet, so that these stay closed: %(gates)s.") % {"gates": ", ".join(closed)}
        )
    standing = [one.state(today) for one in case.conditions.all() if one.dropped_at is None]
    if outcome == Outcome.APPROVE and any(state != "effective" for state in standing):
        raise InputError(_("Conditions stand on this case: approve with conditions, or have them dropped first."))


def _check_stops(case: Case) -> None:
    if not case.stops:
        return
    assert case.review is not None
    stops = [one for one in case.review.content["stops"] if one["status"] == "stands"]
    named = "; ".join(f"{one['title']} ({one['stop']})" for one in stops)
    raise InputError(
        _("A legal stop stands: %(stops)s. No approval lifts it; a record of authorisation or delisting does.")
        % {"stops": named}
    )


def give_verdict(
    decision: Decision, by: User, *, approves: bool, reason: str = "", privileged: bool = False
) -> Verdict:
    """Approve a proposal, or dissent. With the last approval that is needed the decision is made.

    Raises:
        InputError: this person may not, or the proposal can no longer be approved; says why.
    """
    _must(by, Act.APPROVE, decision.case)
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("review").get(pk=decision.case_id)
        open_one = Decision.objects.get(pk=decision.pk)
        _check_verdict(case, open_one, by)
        if approves and open_one.approves:
            _check_still(case, open_one)
        if not approves and not reason.strip():
            raise InputError(_("A dissent is kept with its reason: say why."))
        said = Verdict.objects.create(
            decision=open_one, proposer_id=open_one.proposer_id, by=by, approves=approves, reason=reason,
            privileged=privileged,
        )  # fmt: skip
        record(by, "decision.approve" if approves else "decision.dissent", case, decision=open_one.pk,
               basis=open_one.basis, privileged=privileged)  # fmt: skip
        _settle(case, open_one, rules())
    decision.refresh_from_db()
    return said


def _check_verdict(case: Case, decision: Decision, by: User) -> None:
    if decision.stage != Stage.PROPOSED:
        raise InputError(_("This proposal is not open any more: %(stage)s.") % {"stage": decision.get_stage_display()})
    if by.pk == decision.proposer_id:
        raise InputError(_("You proposed it, so that somebody else has to approve it."))
    if by.pk == case.requester_id:
        raise InputError(_("You opened this case, so that somebody else has to approve it."))
    if decision.verdicts.filter(by=by).exists():
        raise InputError(_("You have said what you think of it; one verdict a person."))
    if case.review is None or case.review.basis != decision.basis:
        raise InputError(_("The proposal is stale: the case was reviewed again and its basis is another. It has to "
                           "be proposed anew."))  # fmt: skip


def _check_still(case: Case, decision: Decision) -> None:
    """That an approval could be proposed now as well: stops, end and conditions are looked at again."""
    _check_stops(case)
    today = timezone.localdate()
    if decision.expires_on is not None and decision.expires_on <= today:
        raise InputError(_("The last day of this approval has come: it has to be proposed anew."))
    standing: list[Condition] = [one for one in case.conditions.all() if one.dropped_at is None]
    if decision.outcome == Outcome.CONDITIONS and not standing:
        raise InputError(_("It approves with conditions and there is none: add them first."))
    if decision.outcome == Outcome.APPROVE and any(one.state(today) != "effective" for one in standing):
        raise InputError(_("Conditions were added since: it has to be proposed anew, with conditions."))
    bad = [one.title for one in standing if one.late(today) or one.state(today) == "failed"]
    if bad:
        raise InputError(
            _("These conditions are overdue or have failed; have them proven or dropped first: %(names)s.")
            % {"names": "; ".join(bad)}
        )


def missing(decision: Decision, held: Rules | None = None) -> int:
    """How many approvals a proposal lacks; every dissent asks for more."""
    said = [one.approves for one in decision.verdicts.all()]
    asked = decision.needed + (held or rules()).dissent * said.count(False)
    return max(asked - said.count(True), 0)


def _settle(case: Case, decision: Decision, held: Rules) -> None:
    """Make a decision that lacks no approval, in place of the one in force."""
    if missing(decision, held):
        return
    now = timezone.now()
    Decision.objects.filter(case=case, stage=Stage.MADE).update(stage=Stage.REPLACED, ended_at=now)
    Decision.objects.filter(pk=decision.pk).update(stage=Stage.MADE, made_at=now)
    case.state = {Outcome.ESCALATE: State.REVIEW, Outcome.WITHDRAW: State.CLOSED}.get(
        Outcome(decision.outcome), State.DECIDED
    )
    case.save(update_fields=["state", "changed_at"])
    record(SYSTEM, "decision.made", case, decision=decision.pk, outcome=decision.outcome, gates=decision.gates,
           basis=decision.basis)  # fmt: skip
    announce(Event.DECISION, {"case": case.number, "decision": decision.number, "outcome": decision.outcome,
                              "standing": "made", "gates": list(decision.gates),
                              "basis": decision.basis})  # fmt: skip


def retract(decision: Decision, by: User) -> None:
    """Take an open proposal back; what was said to it stays.

    Raises:
        InputError: it is not open any more.
    """
    _must(by, Act.PROPOSE, decision.case)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=decision.case_id)
        done = Decision.objects.filter(pk=decision.pk, stage=Stage.PROPOSED).update(
            stage=Stage.RETRACTED, ended_at=timezone.now()
        )
        if not done:
            raise InputError(_("This proposal is not open any more."))
        record(by, "decision.retract", decision.case, decision=decision.pk)
    decision.refresh_from_db()


def set_framework(case: Case, by: User, framework: Case | None, *, shown: str | None = None) -> None:
    """Put a case under a framework agreement, as one of its call-offs, or take it out.

    Raises:
        InputError: the framework is a call-off itself, or the case is a framework.
        ChangedMeanwhileError: it is under another by now than the page showed.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("framework").get(pk=case.pk)
        above = locked.framework.number if locked.framework else _("none")
        check_shown(shown, locked.framework_id, now=_("the framework is %(number)s") % {"number": above})
        if framework is not None:
            if framework.pk == case.pk or framework.framework_id is not None:
                raise InputError(_("%(number)s is no framework: it is this case or a call-off itself.")
                                 % {"number": framework.number})  # fmt: skip
            if locked.call_offs.exists():
                raise InputError(_("This case has call-offs, so that it cannot be one."))
        locked.framework = framework
        locked.save(update_fields=["framework", "changed_at"])
        record(by, "decision.framework", locked, framework=framework.pk if framework else None)
    case.refresh_from_db()


def state_of(decision: Decision, basis: str | None, day: datetime.date) -> str:
    """proposed, stale, expired, in_force, or the stage of what is over.

    Args:
        decision: The decision.
        basis: The basis of the latest review of its case.
        day: The day that is asked about; the last day of an approval counts.
    """
    if decision.stage in (Stage.RETRACTED, Stage.REPLACED):
        return str(decision.stage)
    if decision.basis != basis and (decision.approves or decision.stage == Stage.PROPOSED):
        return "stale"
    if decision.expires_on is not None and decision.expires_on < day:
        return "expired"
    return "proposed" if decision.stage == Stage.PROPOSED else "in_force"


def reopen_overdue(day: datetime.date) -> list[Case]:
    """Put decided cases in review again whose conditions are overdue or proven no more, or whose approval has ended.

    Returns them. Of a proof that counts no more an alert tells too (`lapsing.tell_of_lapsed`), and of every condition
    that is overdue, also in a case that nobody has decided, a message (`lapsing.announce_overdue`).

    A task calls it every day; a second call of a day does nothing.
    """
    found = tell_of_lapsed(day)
    late = Condition.objects.filter(unproven(day), due_on__lt=day).values("case")
    made = Decision.objects.filter(stage=Stage.MADE, case__state=State.DECIDED, outcome__in=APPROVALS)
    for decision in made.filter(Q(case__in=late) | Q(expires_on__lt=day)).select_related("case"):
        ended = decision.expires_on is not None and decision.expires_on < day
        with transaction.atomic():
            reopen(decision.case, decision, "expired" if ended else "overdue")
        found.append(decision.case)
    announce_overdue(day)
    return found
