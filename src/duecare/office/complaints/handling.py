"""What handlers do with complaints. Each act is one transaction, and stands in the log by ids and codes alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import SYSTEM, record
from duecare.office.cases.models import Case
from duecare.office.complaints.access import concern, concern_of_case, free, outsiders, route, sees
from duecare.office.complaints.attached import Looked, attach, discard
from duecare.office.complaints.codes import Because, Outcome, Side, Stage
from duecare.office.complaints.erasing import emptied, forget_codes, held_by_counsel
from duecare.office.complaints.models import (
    Answer,
    Appointed,
    Complaint,
    Lesson,
    Link,
    Message,
    Note,
)
from duecare.office.complaints.policy import policy
from duecare.office.complaints.receiving import LONGEST
from duecare.office.complaints.wording import gives_away, plain
from duecare.office.monitoring.acts import record_event
from duecare.office.monitoring.models import PostSale
from duecare.office.people.models import Role, User

ANSWERS: Final = tuple(one for one in Outcome if one != Outcome.WITHDRAWN)


@contextmanager
def held(complaint: Complaint, by: User) -> Iterator[Complaint]:
    """The complaint, locked; whoever does not see it any more by now does nothing to it."""
    with transaction.atomic():
        locked = complaint.locked()
        if not sees(by, locked):
            raise InputError("this complaint is not open to you")
        if locked.erased_on is not None:
            raise InputError("this complaint was erased")
        yield locked
    complaint.refresh_from_db()


def text_of(text: str, what: str) -> str:
    """What somebody wrote, made safe to show.

    Raises:
        InputError: nothing, or too much; it says `what` is asked for.
    """
    said = plain(text)
    if not said or len(said) > LONGEST:
        raise InputError(what, hint=f"accepted: up to {LONGEST:,} characters")
    return said


def _sealed(made: Any, **content: Any) -> Any:
    made.put(**content)
    made.save()
    return made


def take(complaint: Complaint, by: User, to: User) -> None:
    """Give a complaint to a handler.

    Raises:
        InputError: it concerns them, or they are no handler who may have it.
    """
    with held(complaint, by) as locked:
        able = outsiders() if locked.outside else free(locked)
        if to.pk not in {one.pk for one in able} or not sees(to, locked):
            raise InputError(f"{to.label} may not have this complaint")
        locked.handler = to
        locked.save(update_fields=["handler"])
        record(by, "complaint.take", locked, to=to.pk)


def acknowledge(complaint: Complaint, by: User, text: str, files: Sequence[Looked] = ()) -> None:
    """Tell the complainant that somebody has read it, with files that were looked at.

    Raises:
        InputError: nothing is said, it was done already, or the house has sent as many files as it may.
    """
    said = text_of(text, "say that it was read, and what happens next")
    with held(complaint, by) as locked:
        if locked.acknowledged_on is not None:
            raise InputError("this was acknowledged already; write a message instead")
        _to_complainant(locked, by, said, files)
        locked.acknowledged_on = timezone.localdate()
        if locked.stage == Stage.RECEIVED:
            locked.stage = Stage.ACKNOWLEDGED
        locked.handler = locked.handler or by
        locked.save(update_fields=["acknowledged_on", "stage", "handler"])
        record(by, "complaint.acknowledge", locked, late=locked.acknowledged_on > locked.acknowledge_by)


def write(complaint: Complaint, by: User, text: str, files: Sequence[Looked] = ()) -> Message:
    """Write to the complainant, with files that were looked at.

    Raises:
        InputError: nothing is said, or the house has sent as many files as it may.
    """
    said = text_of(text, "say something, with files too: a file alone says little")
    with held(complaint, by) as locked:
        return _to_complainant(locked, by, said, files)


def _to_complainant(complaint: Complaint, by: User, text: str, files: Sequence[Looked] = ()) -> Message:
    today = timezone.localdate()
    made: Message = _sealed(Message(complaint=complaint, side=Side.HOUSE, by=by, on=today), text=text)
    sent = [attach(complaint, file, Side.HOUSE, message=made, on=today).pk for file in files]
    record(by, "complaint.write", complaint, message=made.pk, files=sent)
    return made


def note(complaint: Complaint, by: User, text: str) -> Note:
    """Write down what only handlers see.

    Raises:
        InputError: nothing is said.
    """
    said = text_of(text, "there is nothing to write down")
    with held(complaint, by) as locked:
        made: Note = _sealed(Note(complaint=locked, by=by, on=timezone.localdate()), text=said)
        record(by, "complaint.note", locked, note=made.pk)
    return made


def examine(complaint: Complaint, by: User) -> None:
    """Begin to look into it.

    Raises:
        InputError: it was not acknowledged, or is further on already.
    """
    with held(complaint, by) as locked:
        if locked.stage != Stage.ACKNOWLEDGED:
            raise InputError("a complaint is looked into after it was acknowledged, and before it is answered")
        locked.stage = Stage.EXAMINING
        locked.save(update_fields=["stage"])
        record(by, "complaint.examine", locked)


def extend(complaint: Complaint, by: User, until: datetime.date, why: str) -> None:
    """Take longer for the answer, and tell the complainant why.

    Raises:
        InputError: the day is no later, or later than the policy allows, or no reason is given.
    """
    said = text_of(why, "say to the complainant why it takes longer")
    with held(complaint, by) as locked:
        if locked.answered_on is not None and locked.stage != Stage.APPEAL:
            raise InputError("this was answered already")
        latest = policy().at_latest(locked.appealed_on if locked.stage == Stage.APPEAL else locked.received_on)  # type: ignore[arg-type]
        if not locked.answer_by < until <= latest:
            raise InputError(f"{until} is no day for it", hint=f"accepted: after {locked.answer_by}, until {latest}")
        _to_complainant(locked, by, said)
        locked.answer_by = until
        locked.save(update_fields=["answer_by"])
        record(by, "complaint.extend", locked, until=until.isoformat())


def declare(complaint: Complaint, by: User, user: User) -> None:
    """Keep a handler away: oneself, or another whom it turns out to concern. It goes to whoever may have it then.

    Raises:
        InputError: they are no handler.
    """
    with held(complaint, by) as locked:
        if Role.GRIEVANCE_HANDLER not in user.roles():
            raise InputError(f"{user.label} is no handler, and sees no complaints")
        concern(locked, user, Because.DECLARED if user == by else Because.NOTED, by)
        route(locked)


def link(complaint: Complaint, by: User, number: str) -> Link:
    """Link the case that a complaint concerns, which opens its due diligence again.

    The people of the case learn the number of the complaint, and nothing of what it says or who made it. Whoever of
    them is a handler does not see it from then on.

    Raises:
        InputError: there is no such case, it was erased, or it is linked already.
    """
    with held(complaint, by) as locked:
        case = Case.objects.filter(number=number.strip().upper()).first()
        if case is None or case.tombstones.exists():
            raise InputError(
                f"there is no case {number.strip()[:20]!r} to link", hint="accepted: a number as C-2026-00001"
            )
        if locked.links.filter(case=case).exists():
            raise InputError(f"{case.number} is linked already")
        today = timezone.localdate()
        event = record_event(case, by, PostSale.Kind.COMPLAINT, today, f"complaint {locked.number}")
        made = Link.objects.create(complaint=locked, case=case, event=event, by=by, on=today)
        record(by, "complaint.link", locked, case=case.pk, event=event.pk)
        concern_of_case(locked, case, by)
        route(locked)
    return made


def answer(
    complaint: Complaint,
    by: User,
    outcome: Outcome,
    text: str,
    remedy: str = "",
    remedy_due: datetime.date | None = None,
) -> Answer:
    """Tell what was found, and what is done about it; of an appeal likewise.

    Raises:
        InputError: no reasons, a remedy without a day or a day without a remedy, answered already, or an appeal by
            whoever gave the answer.
    """
    said, done = text_of(text, "say what was found, and why"), plain(remedy)
    if outcome not in ANSWERS:
        raise InputError(f"{outcome!r} is no outcome of a handler", hint=f"accepted: {', '.join(ANSWERS)}")
    if bool(done) != (remedy_due is not None):
        raise InputError("a remedy needs a day by which it is done, and a day needs a remedy")
    with held(complaint, by) as locked:
        appeal = locked.stage == Stage.APPEAL
        if locked.acknowledged_on is None:
            raise InputError("acknowledge it first: the complainant should know that it was read")
        if not appeal and locked.answered_on is not None:
            raise InputError("this was answered already")
        if appeal and locked.answered_by_id == by.pk:
            raise InputError("an appeal is decided by somebody else than whoever gave the answer")
        today = timezone.localdate()
        if remedy_due is not None and remedy_due < today:
            raise InputError(f"{remedy_due} has passed", hint="accepted: a day from today on")
        made: Answer = _sealed(
            Answer(complaint=locked, outcome=outcome, appeal=appeal, by=by, on=today), text=said, remedy=done
        )
        locked.outcome, locked.stage, locked.handler = outcome, Stage.ANSWERED, by
        if appeal:
            locked.appeal_by, locked.appeal_decided_on = by, today
        else:
            locked.answered_by, locked.answered_on = by, today
        if remedy_due is not None:
            locked.remedy_due, locked.remedy_done_on = remedy_due, None
        locked.save()
        record(by, "complaint.answer", locked, outcome=str(outcome), appeal=appeal, remedy=bool(done),
               late=today > locked.answer_by)  # fmt: skip
    return made


def remedy_done(complaint: Complaint, by: User, text: str) -> None:
    """Tell that what was promised is done.

    Raises:
        InputError: nothing was promised, or it was done already.
    """
    said = text_of(text, "say to the complainant what was done")
    with held(complaint, by) as locked:
        if locked.remedy_due is None or locked.remedy_done_on is not None:
            raise InputError("there is no remedy that is still to be done")
        _to_complainant(locked, by, said)
        locked.remedy_done_on = timezone.localdate()
        locked.save(update_fields=["remedy_done_on"])
        record(by, "complaint.remedy", locked, late=locked.remedy_done_on > locked.remedy_due)


def learn(complaint: Complaint, by: User, about: str, text: str) -> Lesson:
    """Write down what is learnt, for others to read.

    Raises:
        InputError: it has a name that the complainant gave, or their words.
    """
    said = text_of(text, "say what is learnt")
    if len(said) > 2_000:
        raise InputError("a lesson is short", hint="accepted: up to 2,000 characters")
    with held(complaint, by) as locked:
        told = locked.content()
        theirs = [one.content()["text"] for one in locked.messages.filter(side=Side.COMPLAINANT)]
        found = gives_away(said, [told["account"], told["wish"], *theirs], [told["names"], told["contact"]])
        if found:
            raise InputError(
                f"“{found}” stands in the complaint too, and could say who complained",
                hint="write it in words of your own, without names; others read it",
            )
        made = Lesson.objects.create(complaint=locked, about=about, text=said, by=by, on=timezone.localdate())
        record(by, "complaint.lesson", locked, lesson=made.pk, subject=about)
    return made


def close(complaint: Complaint, by: User) -> None:
    """Close a complaint that was answered, and whose remedy is done.

    Raises:
        InputError: it was not answered, an appeal waits, or a remedy is still to be done.
    """
    with held(complaint, by) as locked:
        if locked.stage != Stage.ANSWERED:
            raise InputError("only what was answered is closed")
        if locked.remedy_due is not None and locked.remedy_done_on is None:
            raise InputError("what was promised is still to be done")
        locked.stage, locked.closed_on = Stage.CLOSED, timezone.localdate()
        locked.save(update_fields=["stage", "closed_on"])
        record(by, "complaint.close", locked)


def appoint(user: User, by: User) -> None:
    """Appoint a handler who is no staff as the outside person.

    Raises:
        InputError: they are no handler.
    """
    if Role.GRIEVANCE_HANDLER not in user.roles():
        raise InputError(f"{user.label} is no handler", hint="give them that role first")
    with transaction.atomic():
        if Appointed.objects.get_or_create(user=user, defaults={"by": by})[1]:
            record(by, "complaint.appoint", user)
            _route_all()


def dismiss(user: User, by: User) -> None:
    """End the appointment of an outside person."""
    with transaction.atomic():
        if Appointed.objects.filter(user=user).delete()[0]:
            record(by, "complaint.dismiss", user)
            _route_all()


def _route_all() -> None:
    for complaint in Complaint.objects.exclude(stage=Stage.CLOSED):
        route(complaint)


def erase_ended(day: datetime.date) -> int:
    """Erase what was said in complaints that ended so long ago; returns how many. Codes and days stay, for figures.

    A case with a legal hold keeps its complaints. The codes of complaints that were deleted on request are forgotten
    when they have told of it for long enough. A task calls it every day.
    """
    years, erased = policy().keep_years, 0
    before = day - datetime.timedelta(days=round(365.25 * years))
    old = Complaint.objects.filter(stage=Stage.CLOSED, closed_on__lt=before, erased_on=None)
    digests: list[str] = []
    with transaction.atomic():
        for complaint in old:
            if held_by_counsel(complaint):
                continue
            digests += emptied(complaint, day)
            complaint.receipt = None
            complaint.save()
            record(SYSTEM, "complaint.erase", complaint, years=years)
            erased += 1
        forget_codes(day)
    discard(digests)
    return erased
