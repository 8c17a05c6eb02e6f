"""What is done after the sale: cases looked at again, alerts worked on, events recorded, deliveries frozen."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from duecare.errors import DuecareError, InputError
from duecare.office.audit.chain import SYSTEM, record, recorded_together
from duecare.office.audit.meanwhile import check_shown
from duecare.office.cases.acts import keep_review, with_whom
from duecare.office.cases.lists import OPEN_STATES
from duecare.office.cases.models import Case, Cause, State
from duecare.office.cases.reviewing import Data, data_on, reviewed
from duecare.office.evidence.models import Evidence
from duecare.office.monitoring.alerts import changed_between, is_legal, kind_of
from duecare.office.monitoring.freezing import delivered, freeze, freeze_delivered, freeze_forgotten, is_delivered
from duecare.office.monitoring.models import Alert, Freeze, Inputs, PostSale, Watched, Watching
from duecare.office.monitoring.touched import Reason, touched_cases
from duecare.office.monitoring.watched import at_hand, rests_on, said_of
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may, sees
from duecare.office.retention import acts as retention
from duecare.review import Review

KEPT_FOR = datetime.timedelta(days=7)
"""How long a state of the inputs is kept that no case was held against last."""
CASES_TOGETHER = 20
"""Cases that are kept in one transaction, some half a second: on SQLite whoever writes waits for it."""
_TOGETHER = 500
_LOG = logging.getLogger(__name__)


def watched_cases() -> Any:
    """The cases that are looked at again: open, decided, or delivered whatever became of the case but its erasure."""
    sold = Q(pk__in=delivered().values("case")) | Q(pk__in=delivered().values("case__framework"))
    return Case.objects.filter(Q(state__in=OPEN_STATES) | sold, review__isnull=False, tombstones=None)


def watch_cases(day: datetime.date | None = None) -> Watching:
    """Bring the reviews of all cases up to date with the data and instruments at hand on a day.

    Cases are judged again only where something that they rest on changed, and another review is kept only where it
    says something else; what comes out is what reviewing every case would say. A pass that is stopped goes on where it
    was with the next one.

    Args:
        day: The day that reviews are of; today if not given.
    """
    day = day or timezone.localdate()
    data = data_on(day)
    now = at_hand(data)
    run = Watching.objects.create(day=day)
    latest = dict(watched_cases().values_list("pk", "review"))
    rows = [row for row in Watched.objects.filter(case__in=watched_cases()) if latest.get(row.case_id) == row.review_id]
    states = Inputs.objects.in_bulk({row.inputs_id for row in rows})
    touched = touched_cases(rows, states, now)
    known = {row.case_id for row in rows}
    touched |= {case: Reason(others=["first"]) for case in latest if case not in known}
    run.cases = len(latest)
    waiting = iter(touched.items())
    while some := dict(islice(waiting, CASES_TOGETHER)):
        _look_again(some, data, run)
    freeze_forgotten(data.guidance)
    _held_against([row for row in rows if row.case_id not in touched], now.row())
    Inputs.objects.exclude(hash=now.hash).exclude(pk__in=Watched.objects.values("inputs")).filter(
        at__lt=timezone.now() - KEPT_FOR
    ).delete()
    with transaction.atomic():
        run.ended = timezone.now()
        run.save()
        record(SYSTEM, "monitoring.watch", run, day=day.isoformat(), cases=run.cases, looked=run.looked,
               changed=run.changed, alerts=run.alerts, failed=run.failed)  # fmt: skip
    return run


def _held_against(rows: list[Watched], state: Inputs) -> None:
    """Keep that no change up to a state can touch these; not of those that were reviewed meanwhile."""
    last = max((row.review_id for row in rows), default=0)
    old = [row.case_id for row in rows if row.inputs_id != state.pk]
    for start in range(0, len(old), _TOGETHER):
        Watched.objects.filter(case__in=old[start : start + _TOGETHER], review__lte=last).update(inputs=state)


def _look_again(some: Mapping[int, Reason], data: Data, run: Watching) -> None:
    """Review some cases again, and count in the run what came of it.

    They are judged before the database is held, and kept in one transaction: a pass that is ended by force leaves each
    of them as it was or wholly as it is now.
    """
    run.looked += len(some)
    found: dict[int, tuple[int, Review]] = {}
    cases = Case.objects.filter(pk__in=some, deal__isnull=False).values_list("pk", "review", "deal__document")
    deals = {pk: rest for pk, *rest in cases}
    for pk in (one for one in some if one in deals):
        review, document = deals[pk]
        with _counted_where_it_fails(pk, run):
            found[pk] = review, reviewed(document, data)
    with transaction.atomic(), recorded_together() as told:
        held = Watched.objects.in_bulk(found, field_name="case_id")
        locked = Case.objects.select_for_update(of=("self",)).select_related("deal", "review", "analyst")
        there = {case.pk: case for case in locked.defer("review__sections").filter(pk__in=found).order_by("pk")}
        erased = set(Case.objects.filter(pk__in=there, tombstones__isnull=False).values_list("pk", flat=True))
        for pk, (review, judged) in found.items():
            case, recorded = there[pk], len(told)
            if case.review_id != review or pk in erased:
                continue  # somebody changed it meanwhile, and that review is of now
            with _counted_where_it_fails(pk, run):
                try:
                    with transaction.atomic():
                        changed, alert = _keep_again(case, held.get(pk), some[pk], judged, data)
                except DuecareError:
                    del told[recorded:]
                    raise
                run.changed += changed
                run.alerts += alert is not None


@contextmanager
def _counted_where_it_fails(case: int, run: Watching) -> Iterator[None]:
    try:
        yield
    except DuecareError:
        _LOG.exception("case %s could not be reviewed again", case)
        run.failed += 1


def _keep_again(
    case: Case, held: Watched | None, reason: Reason, found: Review, data: Data
) -> tuple[bool, Alert | None]:
    """Keep another review of a case that is locked, if it says something else. Returns whether it does, and the alert
    about it."""
    before = case.review
    assert before is not None
    if held is not None and held.review_id == before.pk:
        same = held.said == said_of(found)
    else:
        same = before.basis == found.basis_hash
    if same:
        rests_on(case, found, data)
        return False, None
    if before.deal_id == case.deal_id:
        before.deal = case.deal  # type: ignore[assignment]
    after = keep_review(case, found, data, Cause(reason.cause))
    changed = changed_between(before, after)
    if not changed:
        return True, None
    alert = raise_alert(
        case, kind_of(changed, data.guidance), before=before, after=after, because=reason.document(),
        changed=changed, legal=is_legal(changed),
    )  # fmt: skip
    return True, alert


def raise_alert(case: Case, kind: str, **fields: Any) -> Alert:
    """Tell whoever has the case, or everybody where it is with nobody."""
    analyst = case.analyst if case.analyst is not None and may(case.analyst, Act.ALERTS) else None
    made = Alert.objects.create(case=case, kind=kind, assigned=analyst, **fields)
    record(SYSTEM, "monitoring.alert", case, alert=made.pk, kind=str(kind), changed=sorted(made.changed))
    return made


def lift(frozen: Freeze, by: User, reason: str) -> None:
    """Let updates and service go on.

    Raises:
        InputError: without a reason, or it was lifted already.
    """
    with transaction.atomic():
        held = Freeze.objects.select_for_update().get(pk=frozen.pk)
        if held.lifted_at is not None:
            raise InputError("this freeze was lifted already")
        if not reason.strip():
            raise InputError("say why updates and service may go on")
        held.lifted_at, held.lifted_by, held.reason = timezone.now(), by, reason.strip()
        held.save()
        record(by, "monitoring.lift", held.case, freeze=held.pk, why=held.why)


def record_event(
    case: Case,
    by: User,
    kind: str,
    happened_on: datetime.date,
    source: str,
    told: str = "",
    evidence: Evidence | None = None,
) -> PostSale:
    """Record something that happened after the sale.

    All but a delivery opens due diligence again: the case goes back into review, and an alert says so. A suspected
    violation of a delivered deal freezes it; so does a delivery while a listing or a suspected violation stands.

    Raises:
        InputError: a day that has not come, no source, or a paper of another case.
    """
    if happened_on > timezone.localdate():
        raise InputError(f"{happened_on} has not come yet", hint="accepted: the day on which it happened")
    if not source.strip():
        raise InputError("say where this is known from")
    if evidence is not None and evidence.case_id != case.pk:
        raise InputError("this paper is not on file in this case")
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        event = PostSale.objects.create(
            case=locked, kind=kind, happened_on=happened_on, source=source.strip(), told=told.strip(),
            evidence=evidence, by=by,
        )  # fmt: skip
        record(by, "monitoring.event", locked, event=event.pk, kind=str(kind), on=happened_on.isoformat(),
               evidence=evidence.pk if evidence else None)  # fmt: skip
        if kind == PostSale.Kind.DELIVERED:
            retention.delivered(locked, by, happened_on)
            freeze_delivered(locked, by)
            return event
        if locked.state != State.REVIEW:
            was, locked.state = locked.state, State.REVIEW
            locked.save(update_fields=["state", "changed_at"])
            record(SYSTEM, "monitoring.reopen", locked, event=event.pk, was=was)
        raise_alert(locked, Alert.Kind.EVENT, event=event, before=locked.review, after=locked.review,
               because={"event": str(kind)})  # fmt: skip
        if kind == PostSale.Kind.SUSPECTED_VIOLATION and is_delivered(locked):
            freeze(locked, Freeze.Why.SUSPECTED_VIOLATION, by)
    case.refresh_from_db()
    return event


def _worked_on(alert: Alert, by: User, act: str, fields: Mapping[str, Any], **detail: Any) -> None:
    for name, value in fields.items():
        setattr(alert, name, value)
    alert.save(update_fields=list(fields))
    record(by, f"alert.{act}", alert.case, alert=alert.pk, **detail)


def assign(alert: Alert, by: User, user: User | None, *, shown: str | None = None) -> None:
    """Give an alert to somebody, or to nobody.

    Raises:
        InputError: they do not work on alerts, or do not see the case.
        ChangedMeanwhileError: it is with somebody else by now than the page showed.
    """
    if user is not None and not (may(user, Act.ALERTS) and sees(user, alert.case)):
        raise InputError(f"{user.label} does not see this case", hint="add them to the case first")
    with transaction.atomic():
        held = Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
        check_shown(shown, held.assigned_id, now=with_whom(held.assigned))
        _worked_on(held, by, "assign", {"assigned": user}, to=user.pk if user else None)


def snooze(alert: Alert, by: User, until: datetime.date, why: str, *, shown: str | None = None) -> None:
    """Let an alert wait until a day.

    Raises:
        InputError: it is about a legal stop, is done, or the day or reason is missing.
        ChangedMeanwhileError: it waits until another day by now than the page showed.
    """
    with transaction.atomic():
        held = Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
        if held.legal:
            raise InputError("an alert about a legal stop does not wait")
        if held.done_at is not None:
            raise InputError("this alert is done; reopen it first")
        if until <= timezone.localdate():
            raise InputError(f"{until} is not to come", hint="accepted: a day after today")
        if not why.strip():
            raise InputError("say why this can wait")
        waits = f"it waits until {held.snoozed_until}" if held.snoozed_until else "it does not wait"
        check_shown(shown, held.snoozed_until, now=waits)
        fields = {"snoozed_until": until, "snoozed_why": why.strip(), "snoozed_by": by}
        _worked_on(held, by, "snooze", fields, until=until.isoformat())


def wake(alert: Alert, by: User) -> None:
    """Take back that an alert waits."""
    with transaction.atomic():
        held = Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
        if held.snoozed_until is not None:
            _worked_on(held, by, "wake", {"snoozed_until": None, "snoozed_why": "", "snoozed_by": None})


def finish(alert: Alert, by: User, why: str) -> None:
    """Say that an alert is dealt with, and how.

    Raises:
        InputError: without a reason, or somebody said so already.
    """
    with transaction.atomic():
        held = Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
        if not why.strip():
            raise InputError("say what was done about it")
        if held.done_at is not None:
            who = held.done_by.label if held.done_by else ""
            raise InputError(f"{who} has said already that it is done: “{held.done_why}”", hint="reopen it to say more")
        _worked_on(held, by, "done", {"done_at": timezone.now(), "done_by": by, "done_why": why.strip()})


def reopen(alert: Alert, by: User) -> None:
    """Take back that an alert is dealt with."""
    with transaction.atomic():
        held = Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
        if held.done_at is not None:
            _worked_on(held, by, "reopen", {"done_at": None, "done_by": None, "done_why": ""})
