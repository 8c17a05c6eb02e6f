"""What is done about conditions: made, proven, seen to work or not, dropped; and whom they wait for."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.cases.lists import visible
from duecare.office.cases.models import Case, Gate
from duecare.office.cases.undoing import still_may
from duecare.office.decisions.models import Condition, Consequence, Licence, PastProof, Source, Stage
from duecare.office.decisions.quorum import rules
from duecare.office.decisions.standing import reopen
from duecare.office.evidence.access import may_read
from duecare.office.evidence.models import Evidence
from duecare.office.intake.scripts import apart
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may, sees
from duecare.office.people.undo import undoes

ACTIVITIES: Final[Mapping[str, str]] = {
    **{gate: gate for gate in Gate.values}, "update": Gate.SUPPORT.value, "service": Gate.SUPPORT.value,
}  # fmt: skip
"""The gate that each activity passes."""

AHEAD: Final = datetime.timedelta(days=14)
"""How long before its due day a condition is reminded of."""


ACCEPTED: Final = ("accepted_by", "accepted_at", "waived_under")
CHECKED: Final = ("checked_by", "checked_on", "seen", "works")
GIVEN: Final = ("proof", "proven_by", "proven_at", "proof_until", *ACCEPTED, *CHECKED)


def unproven(day: datetime.date) -> Q:
    """Conditions that stand and that nothing proves on a day: no paper was given, nobody has accepted the one that was,
    or it has ended or was withdrawn."""
    paper = Q(proof=None) | Q(accepted_by=None, waived_under="") | ended(day)
    return Q(dropped_at=None) & (Q(works=None) | Q(works=True)) & paper


def ended(day: datetime.date) -> Q:
    """Conditions whose proof counts no more on a day: its last day has passed, or it was withdrawn."""
    return Q(proof_until__lt=day) | Q(proof__withdrawn_at__isnull=False)


def drafts(case: Case) -> dict[str, dict[str, str]]:
    """What conditions can be made from: safeguards of the latest review and provisos of licences, by a key.

    What there is a condition for already is left out.
    """
    taken = set(case.conditions.filter(dropped_at=None).values_list("reference", flat=True))
    found: dict[str, dict[str, str]] = {}
    if case.review is not None:
        for one in case.review.content["safeguards"]:
            found[one["id"]] = {"source": Source.SAFEGUARD, "title": one["title"], "text": one["text"],
                                "wanted": one["proof"]}  # fmt: skip
    for licence in case.licences.all():
        for number, text in enumerate(licence.provisos, 1):
            found[proviso_key(licence, number)] = {
                "source": Source.PROVISO, "text": text, "wanted": "",
                "title": _("Proviso %(n)d of %(name)s") % {"n": number, "name": licence.number or licence.authority},
            }  # fmt: skip
    return {key: said for key, said in found.items() if key not in taken}


def proviso_key(licence: Licence, number: int) -> str:
    """How a condition names the proviso that it was made from."""
    return f"licence:{licence.pk}/{number}"


def make(case: Case, by: User, *, reference: str = "", **said: Any) -> Condition:
    """Make a condition, of a safeguard or proviso by its key, or in one's own words.

    Raises:
        InputError: the key is not one, the owner does not see the case, or nobody says whom a failure would hurt.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("review").get(pk=case.pk)
        source = Source.OWN
        if reference:
            draft = drafts(locked).get(reference)
            if draft is None:
                raise InputError(_("There is no such safeguard or proviso, or there is a condition for it already."))
            source = Source(draft["source"])
        if not sees(said["owner"], locked):
            name = apart(said["owner"].label)
            raise InputError(_("%(name)s cannot see this case: add them to it first.") % {"name": name})
        if said["consequence"] != Consequence.LOOK_AGAIN and not said.get("hurt", "").strip():
            raise InputError(_("Say who would be hurt when updates or support stop."))
        made = Condition.objects.create(case=locked, by=by, source=source, reference=reference, **said)
        record(by, "condition.make", locked, condition=made.pk, source=str(source), owner=made.owner_id,
               due=made.due_on.isoformat(), before=made.before, consequence=made.consequence)  # fmt: skip
    return made


def _held(condition: Condition) -> Condition:
    """The condition as it is now, its case held."""
    Case.objects.select_for_update().get(pk=condition.case_id)
    return Condition.objects.select_related("case").get(pk=condition.pk)


def prove(condition: Condition, by: User, paper: Evidence) -> None:
    """Give the paper that shows that a condition is kept; the one before stays on file. Somebody else accepts it,
    unless the rules of the house have it count as given.

    Raises:
        InputError: the paper is another case's, does not count, was given before, or the condition is not waiting for
            one.
    """
    with transaction.atomic():
        now = _held(condition)
        today = timezone.localdate()
        if now.state(today) not in ("open", "overdue", "given"):
            raise InputError(_("This condition does not wait for a proof."))
        if paper.case_id != now.case_id:
            raise InputError(_("This paper is not on file in this case."))
        if paper.expires_on is not None and paper.expires_on < today:
            raise InputError(_("This paper ended on %(day)s.") % {"day": paper.expires_on.isoformat()})
        if not paper.counts:
            raise InputError(_("This paper does not count today: it was withdrawn, or is not in effect yet."))
        if paper.pk == now.proof_id or now.past_proofs.filter(proof=paper).exists():
            raise InputError(_("This paper was given for this condition before. Give another."))
        if now.proof_id is not None:
            _put_by(now)
        held = rules()
        now.proof, now.proven_by, now.proven_at = paper, by, timezone.now()
        now.proof_until = paper.expires_on
        now.waived_under = "" if held.proofs_accepted else held.version[:20]
        now.save(update_fields=GIVEN)
        record(by, "condition.prove", now.case, condition=now.pk, evidence=paper.pk, sha256=paper.sha256,
               waived=bool(now.waived_under))  # fmt: skip
    condition.refresh_from_db()


def _put_by(now: Condition, **refused: Any) -> None:
    """Keep the proof that a condition has among those that count no more. The caller saves the condition."""
    assert now.proof is not None
    assert now.proven_by is not None
    assert now.proven_at is not None
    PastProof.objects.create(
        condition=now, proof=now.proof, until=now.proof_until, proven_by=now.proven_by, proven_at=now.proven_at,
        accepted_by=now.accepted_by, accepted_at=now.accepted_at, checked_by=now.checked_by,
        checked_on=now.checked_on, seen=now.seen, works=now.works, **refused,
    )  # fmt: skip
    now.proof, now.proven_by, now.proven_at, now.proof_until = None, None, None, None
    now.accepted_by, now.accepted_at, now.waived_under = None, None, ""
    now.checked_by, now.checked_on, now.seen, now.works = None, None, "", None


def judge_proof(condition: Condition, by: User, *, accepts: bool, why: str = "") -> None:
    """Accept the paper that was given as the proof of a condition, or refuse it, so that another has to be given.

    Raises:
        InputError: no proof waits for that; who judges it gave it, owns the condition, asked for the deal, or may not
            read it; or it is refused without a reason.
    """
    with transaction.atomic():
        now = _held(condition)
        if now.state(timezone.localdate()) != "given":
            raise InputError(_("No proof of this condition waits to be accepted."))
        if why_not := may_not_judge(now, by):
            raise InputError(why_not)
        if not accepts and not why.strip():
            raise InputError(_("Say why the paper is not accepted, so that the right one can be given."))
        proof = now.proof_id
        if accepts:
            now.accepted_by, now.accepted_at = by, timezone.now()
        else:
            _put_by(now, refused_by=by, refused_at=timezone.now(), refused_why=why.strip())
        now.save(update_fields=GIVEN)
        record(by, "condition.accept" if accepts else "condition.refuse", now.case, condition=now.pk, evidence=proof)
    condition.refresh_from_db()


def may_not_judge(condition: Condition, by: User) -> str:
    """Why a person may not accept the proof of a condition; empty where they may."""
    verdict = may(by, Act.KEEP_CONDITION, condition.case)
    if not verdict:
        return verdict.why
    if by.pk == condition.proven_by_id:
        return _("You gave the proof, so that somebody else has to accept it.")
    if by.pk == condition.owner_id:
        return _("You own this condition, so that somebody else has to accept its proof.")
    if by.pk == condition.case.requester_id:
        return _("You asked for this deal, so that somebody else has to accept the proof.")
    if condition.proof is None or not may_read(by, condition.proof):
        return _("The paper is not open to you, so that somebody who can read it has to accept it.")
    return ""


def also_proves(condition: Condition, user: User) -> QuerySet[Condition]:
    """The other conditions, of cases that a person sees, for which the same paper was given, by what is in it."""
    if condition.proof is None or condition.proof.erased:
        return Condition.objects.none()
    same = Q(proof__sha256=condition.proof.sha256) | Q(past_proofs__proof__sha256=condition.proof.sha256)
    found = Condition.objects.filter(same, case__in=visible(user)).exclude(pk=condition.pk)
    return found.select_related("case").distinct().order_by("pk")


def check(condition: Condition, by: User, *, works: bool, seen: str, on: datetime.date) -> None:
    """Say whether a proven condition works, and what was seen. If it does not, a decided case is in review again.

    Raises:
        InputError: its proof was not accepted, or it was checked; who proved it checks it, or nothing was seen.
    """
    with transaction.atomic():
        now = _held(condition)
        if now.state(timezone.localdate()) != "proven":
            raise InputError(
                _("Only what is proven, by a paper that was accepted, and not yet checked, can be checked.")
            )
        if by.pk == now.proven_by_id:
            raise InputError(_("You gave the proof, so that somebody else has to look whether it works."))
        if not seen.strip():
            raise InputError(_("Say what was seen."))
        if on > timezone.localdate():
            raise InputError(_("%(day)s is still to come.") % {"day": on.isoformat()})
        now.checked_by, now.checked_on, now.seen, now.works = by, on, seen, works
        now.save(update_fields=CHECKED)
        record(by, "condition.check", now.case, condition=now.pk, works=works, consequence=now.consequence)
        made = now.case.decisions.filter(stage=Stage.MADE).first()
        if made is not None and not works:
            reopen(now.case, made, "failed")
    condition.refresh_from_db()


def drop(condition: Condition, by: User, why: str) -> None:
    """Take a condition away. Only an approver may, and never its owner.

    Raises:
        InputError: this person may not, it was dropped before, or no reason is given.
    """
    verdict = may(by, Act.APPROVE, condition.case)
    if not verdict:
        raise InputError(verdict.why)
    if not why.strip():
        raise InputError(_("A condition is dropped for a reason: say it."))
    if by.pk == condition.owner_id:
        raise InputError(_("You own this condition, so that somebody else has to drop it."))
    with transaction.atomic():
        now = _held(condition)
        if now.dropped_at is not None:
            raise InputError(_("This condition was dropped already."))
        now.dropped_by, now.dropped_at, now.dropped_why = by, timezone.now(), why
        now.save(update_fields=["dropped_by", "dropped_at", "dropped_why"])
        record(by, "condition.drop", now.case, condition=now.pk)
    condition.refresh_from_db()


@undoes("condition.make")
def undo_make(by: User, *, condition: int) -> None:
    """Take back a condition that one has just made. It stays on file as dropped.

    Raises:
        InputError: it was proven or dropped, or a decision was proposed or judged since it stands.
    """
    with transaction.atomic():
        now = _held(Condition.objects.get(pk=condition, by=by))
        still_may(by, Act.KEEP_CONDITION, now.case)
        judged = now.case.decisions.filter(Q(proposed_at__gte=now.at) | Q(verdicts__at__gte=now.at)).exists()
        if now.proof_id is not None or now.dropped_at is not None or judged:
            raise InputError(_("Something was done about it or rests on it; an approver can drop it, for a reason."))
        now.dropped_by, now.dropped_at = by, timezone.now()
        now.dropped_why = _("Taken back by who made it, shortly after.")
        now.save(update_fields=["dropped_by", "dropped_at", "dropped_why"])
        record(by, "condition.make_undone", now.case, condition=now.pk)


def reminders(user: User, day: datetime.date) -> QuerySet[Condition]:
    """Conditions that nothing proves and that are due soon or overdue, or of which a proof waits to be accepted, of the
    cases that a person sees, the first due first."""
    waiting = Condition.objects.filter(unproven(day)).filter(Q(due_on__lte=day + AHEAD) | Q(proof__isnull=False))
    return waiting.filter(case__in=visible(user)).select_related("case", "owner", "proof").order_by("due_on", "pk")


def in_the_way(condition: Condition, activity: str, day: datetime.date) -> bool:
    """Whether a condition keeps an activity from going on, on a day.

    One that has to be kept before a gate closes it, and those after it, until it is proven: until a second person has
    accepted the proof. What is overdue or has failed closes every gate; support goes on, though, unless the condition
    has failed and itself says that updates or support stop then, since those who depend on them may be hurt by that.
    """
    state = condition.state(day)
    if state in ("dropped", "effective", "proven"):
        return False
    order, gate = Gate.values, ACTIVITIES[activity]
    if condition.before and order.index(condition.before) <= order.index(gate):
        return True
    if state != "failed" and not condition.late(day):
        return False
    if gate != Gate.SUPPORT:
        return True
    stops = {Consequence.LOOK_AGAIN: False, Consequence.END: True, Consequence.SUSPEND: activity != "service"}
    return state == "failed" and stops[Consequence(condition.consequence)]
