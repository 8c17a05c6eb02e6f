"""What the page of a case shows of decisions."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from duecare.office.cases.models import Case
from duecare.office.decisions.acts import missing, state_of
from duecare.office.decisions.clearance import gates_of, told
from duecare.office.decisions.licensing import trouble
from duecare.office.decisions.models import Decision, Stage
from duecare.office.decisions.quorum import fast_lane, rules
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may


def panel(user: User, case: Case) -> dict[str, Any] | None:
    """What `panels/decisions.html` is filled with; None where there is nothing to show this person."""
    if case.review_id is None:
        return None
    today, held = timezone.localdate(), rules()
    judges = bool(may(user, Act.SEE_OUTCOME, case))
    basis = case.review.basis if case.review else None
    made, proposal = _now(case)
    state = state_of(made, basis, today) if made else ""
    some = case.framework_id is not None or (made is not None and made.approves and state == "in_force")
    gates = gates_of(case, today) if some else []
    conditions = [(one, one.state(today)) for one in case.rows("conditions").select_related("owner", "proof")
                  if one.dropped_at is None]  # fmt: skip
    return {
        "judges": judges,
        "made": made,
        "state": state,
        "framework": case.framework,
        "proposal": proposal,
        "proposal_state": state_of(proposal, basis, today) if proposal else "",
        "lack": missing(proposal, held) if proposal else 0,
        "dissents": sum(not one.approves for one in proposal.verdicts.all()) if proposal else 0,
        "may_judge": proposal is not None and _may_judge(user, case, proposal),
        "gates": [(gate, one, told(one, judges=judges)[1].removeprefix(f"{case.number}: ")) for gate, one in gates],
        "conditions": conditions,
        "late": sum(one.late(today) or state == "failed" for one, state in conditions),
        "licences": [(one, trouble(one, today)) for one in case.rows("licences")] if judges else [],
        "counsel": judges and case.findings.filter(kind="stop", status__in=("stands", "possible")).exists(),
        "fast": judges and fast_lane(case, held),
        "fast_days": held.fast_days,
    }


def decisions_of(case: Case) -> None:
    """Read every decision of a case once, for a page of which many parts show something of them."""
    if case.has("decisions"):
        found = Decision.objects.select_related("review", "proposer").defer("review__document", "review__sections")
        prefetch_related_objects([case], Prefetch("decisions", found.prefetch_related("verdicts__by")))


def _now(case: Case) -> tuple[Decision | None, Decision | None]:
    """The decision in force and the open proposal."""
    by_stage = {one.stage: one for one in case.rows("decisions")}
    return by_stage.get(Stage.MADE), by_stage.get(Stage.PROPOSED)


def _may_judge(user: User, case: Case, proposal: Decision) -> bool:
    said = any(one.by_id == user.pk for one in proposal.verdicts.all())
    return user.pk not in (proposal.proposer_id, case.requester_id) and not said
