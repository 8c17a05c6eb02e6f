"""Proofs of conditions that have ended: the condition is due again, and somebody is told."""

from __future__ import annotations

import datetime

from django.db import transaction

from duecare.office.api.models import Event
from duecare.office.api.webhooks import announce
from duecare.office.audit.chain import SYSTEM, record
from duecare.office.cases.models import Case, State
from duecare.office.decisions.conditions import unproven
from duecare.office.decisions.models import Condition, Stage
from duecare.office.decisions.standing import reopen
from duecare.office.monitoring.acts import raise_alert, watched_cases
from duecare.office.monitoring.models import Alert


def tell_of_lapsed(day: datetime.date) -> list[Case]:
    """Raise an alert for every proof of a condition that ended before a day, once each, and open decided cases again.

    Returns:
        The cases that are in review again.
    """
    found: dict[int, Case] = {}
    ended = Condition.objects.filter(unproven(day), proof_until__lt=day, case__in=watched_cases())
    for pk, case in ended.order_by("pk").values_list("pk", "case"):
        with transaction.atomic():
            locked = Case.objects.select_for_update(of=("self",)).select_related("analyst", "review").get(pk=case)
            one = Condition.objects.filter(unproven(day), proof_until__lt=day, pk=pk).first()
            if one is None or _told(one):
                continue
            assert one.proof_until is not None
            record(SYSTEM, "condition.lapse", locked, condition=pk, evidence=one.proof_id,
                   ended=one.proof_until.isoformat())  # fmt: skip
            raise_alert(
                locked, Alert.Kind.CONDITION, before=locked.review, after=locked.review,
                because={"condition": pk, "paper": one.proof_id, "ended": one.proof_until.isoformat()},
            )  # fmt: skip
            announce(Event.CONDITION_OVERDUE, {"case": locked.number, "condition": pk,
                                               "due_on": one.due_on.isoformat()})  # fmt: skip
            made = locked.decisions.filter(stage=Stage.MADE).first()
            if made is not None and locked.state == State.DECIDED:
                reopen(locked, made, "lapsed")
                found[case] = locked
    return list(found.values())


def _told(condition: Condition) -> bool:
    """Whether there is an alert about the end of this proof already."""
    told = Alert.objects.filter(case=condition.case_id, kind=Alert.Kind.CONDITION)
    return told.filter(because__condition=condition.pk, because__paper=condition.proof_id).exists()
