"""Proofs of conditions that have ended or were withdrawn: the condition is due again, and somebody is told."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from duecare.office.api.models import Event
from duecare.office.api.webhooks import announce
from duecare.office.audit.chain import SYSTEM, record
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case, State
from duecare.office.decisions.conditions import ended, unproven
from duecare.office.decisions.models import Condition, Stage
from duecare.office.decisions.standing import reopen
from duecare.office.evidence.models import Evidence
from duecare.office.monitoring.acts import raise_alert, watched_cases
from duecare.office.monitoring.models import Alert


def tell_of_lapsed(day: datetime.date) -> list[Case]:
    """Raise an alert for every proof of a condition that ended before a day or was withdrawn, once each, and open
    decided cases again.

    Returns:
        The cases that are in review again.
    """
    found: dict[int, Case] = {}
    counted = Condition.objects.filter(_lapsed(day), case__in=watched_cases())
    for pk, case in counted.order_by("pk").values_list("pk", "case"):
        opened = _tell(pk, case, day)
        if opened is not None:
            found[case] = opened
    return list(found.values())


def paper_saved(sender: Any, instance: Evidence, raw: bool = False, **named: Any) -> None:
    """After a paper was saved: where it was withdrawn and proved a condition, tell of that at once."""
    if raw or not instance.withdrawn:
        return
    day = timezone.localdate()
    counted = Condition.objects.filter(_lapsed(day), proof=instance, case__in=watched_cases())
    for pk, case in counted.order_by("pk").values_list("pk", "case"):
        _tell(pk, case, day)


def _lapsed(day: datetime.date) -> Q:
    """Conditions that were proven, by a proof that counts no more."""
    return unproven(day) & ended(day) & (Q(accepted_by__isnull=False) | ~Q(waived_under=""))


def _tell(pk: int, case: int, day: datetime.date) -> Case | None:
    """Tell that the proof of a condition counts no more, if nobody was told. Returns the case where it opens again."""
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("analyst", "review").get(pk=case)
        one = Condition.objects.filter(_lapsed(day), pk=pk).select_related("proof").first()
        if one is None or _told(one):
            return None
        assert one.proof is not None
        gone = one.proof.withdrawn_at
        why: dict[str, Any] = (
            {"withdrawn": timezone.localdate(gone).isoformat()} if gone else {"ended": str(one.proof_until)}
        )
        record(SYSTEM, "condition.lapse", locked, condition=pk, evidence=one.proof_id, **why)
        raise_alert(
            locked, Alert.Kind.CONDITION, before=locked.review, after=locked.review,
            because={"condition": pk, "paper": one.proof_id, **why},
        )  # fmt: skip
        announce(Event.CONDITION_OVERDUE, {"case": locked.number, "condition": pk, "due_on": one.due_on.isoformat()})
        made = locked.decisions.filter(stage=Stage.MADE).first()
        if made is None or locked.state != State.DECIDED:
            return None
        reopen(locked, made, "lapsed")
    return locked


def announce_overdue(day: datetime.date) -> int:
    """Tell other systems of every condition that is overdue on a day, once for each due day, whether its case was
    decided or not. Returns how many.

    Of one whose proof counts no more they are told when it ends. Cases that are closed are left alone, if nothing was
    delivered.
    """
    late = Condition.objects.filter(unproven(day) & ~_lapsed(day), due_on__lt=day, case__in=watched_cases())
    told = 0
    for pk in late.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            case = Case.objects.select_for_update().get(conditions=pk)
            due = Condition.objects.values_list("due_on", flat=True).get(pk=pk).isoformat()
            said = Entry.objects.filter(act="condition.overdue", about=f"case:{case.pk}", detail__condition=pk)
            if not said.filter(detail__due=due).exists():
                record(SYSTEM, "condition.overdue", case, condition=pk, due=due)
                announce(Event.CONDITION_OVERDUE, {"case": case.number, "condition": pk, "due_on": due})
                told += 1
    return told


def _told(condition: Condition) -> bool:
    """Whether there is an alert about the end of this proof already."""
    told = Alert.objects.filter(case=condition.case_id, kind=Alert.Kind.CONDITION)
    return told.filter(because__condition=condition.pk, because__paper=condition.proof_id).exists()
