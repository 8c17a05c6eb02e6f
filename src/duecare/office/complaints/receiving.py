"""What complainants do: complain, answer, appeal, withdraw, say how it was.

Each act is one transaction. The log tells of it the day after, by `log_arrivals`: the log holds the time to the second,
and laid beside who was where it could say who complained.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models.functions import Length
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import SYSTEM, locked_head, record
from duecare.office.complaints import attached, receipts
from duecare.office.complaints.access import concern, handlers, outsiders, route
from duecare.office.complaints.attached import Looked
from duecare.office.complaints.codes import Act, Asked, Because, Came, Naming, Outcome, Side, Stage, Who
from duecare.office.complaints.models import Complaint, Deletion, Feedback, Message
from duecare.office.complaints.policy import policy
from duecare.office.complaints.wording import plain
from duecare.office.people.models import User

LONGEST: Final = 20_000
MOST_MESSAGES: Final = 200


class RepeatedError(InputError):
    """The same form was sent before, and what it says has arrived."""


def receive(
    *,
    who: Who,
    topic: str,
    account: str,
    language: str,
    naming: Naming = Naming.ANONYMOUS,
    wish: str = "",
    names: str = "",
    contact: str = "",
    region: str = "unsaid",
    fear: str = "no",
    excluded: Sequence[User] = (),
    wants_outside: bool = False,
    files: Sequence[Looked] = (),
    nonce: str | None = None,
    came: Came = Came.WEB,
    received_on: datetime.date | None = None,
    with_code: bool = True,
    by: User | None = None,
) -> tuple[Complaint, str]:
    """Take a complaint in. Returns it and its code, which is kept nowhere.

    Args:
        excluded: Handlers who must not see it.
        nonce: Of the form; the same form is taken once.
        came: How it came; what did not come by the pages is entered by a handler.
        received_on: The day; today if not given.
        with_code: Whether the complainant gets a code; else an empty text is returned.
        by: The handler who enters it.

    Raises:
        RepeatedError: the form was sent before.
        InputError: the account is missing or too long, or the day has not come.
        SealError: the keys are not here; nothing is kept then.
    """
    today = timezone.localdate()
    day, rules, said = received_on or today, policy(), plain(account)
    if not said or max(map(len, (said, wish, names, contact))) > LONGEST:
        raise InputError(
            "an account of what happened is needed", hint=f"accepted: up to {LONGEST:,} characters a field"
        )
    if day > today:
        raise InputError(f"{day} has not come yet", hint="accepted: the day on which it came in")
    code = receipts.new_code() if with_code else ""
    made = Complaint(
        who=who, topic=topic, region=region, language=language, naming=naming, fear=fear, came=came, nonce=nonce,
        receipt=receipts.hash_of(code) if code else None, received_on=day, acknowledge_by=rules.acknowledge_by(day),
        answer_by=rules.answer_by(day), logged=by is not None, wants_outside=wants_outside and bool(outsiders()),
    )  # fmt: skip
    named = naming != Naming.ANONYMOUS
    made.put(
        account=said, wish=plain(wish), names=plain(names) if named else "", contact=plain(contact) if named else ""
    )
    try:
        with transaction.atomic():
            made.number = _next_number(day.year)
            made.save()
            for user in excluded:
                concern(made, user, Because.NAMED, by, told=by is not None)
            for file in files:
                attached.attach(made, file, Side.COMPLAINANT, on=day)
            if by is not None:
                record(by, "complaint.enter", made, came=str(came), topic=str(topic), files=len(files))
            route(made, told=by is not None)
    except IntegrityError:
        if nonce is not None and Complaint.objects.filter(nonce=nonce).exists():
            raise RepeatedError("this has arrived already") from None
        raise
    return made, code


def _next_number(year: int) -> str:
    """The number after the last of the year; the log is held until the complaint is kept, so no two get the same."""
    locked_head()
    numbers = Complaint.objects.filter(number__startswith=f"S-{year}-").values_list("number", flat=True)
    last = numbers.order_by(Length("number").desc(), "-number").first()
    return f"S-{year}-{int(last.rpartition('-')[2]) + 1 if last else 1:04}"


def excludable(picked: Sequence[str]) -> list[User]:
    """The handlers of some numbers in a form; others are passed over."""
    return [one for one in handlers() if str(one.pk) in picked]


def say(complaint: Complaint, text: str, files: Sequence[Looked] = (), *, nonce: str | None = None) -> Message:
    """Add what the complainant says, with files. nonce: of the form; the same form is taken once.

    Raises:
        RepeatedError: the form was sent before.
        InputError: there is neither, it is too long, or the complaint has ended.
    """
    said = plain(text)
    if not said and not files:
        raise InputError("there is nothing to send")
    if len(said) > LONGEST or complaint.messages.count() >= MOST_MESSAGES:
        raise InputError(f"accepted: {LONGEST:,} characters, and {MOST_MESSAGES} messages")
    with transaction.atomic():
        locked = complaint.locked()
        if locked.erased_on is not None:
            raise InputError("this complaint was erased")
        if nonce is not None and Message.objects.filter(nonce=nonce).exists():
            raise RepeatedError("this has arrived already")
        for file in files:
            attached.attach(locked, file, Side.COMPLAINANT, on=timezone.localdate())
        return _said(locked, said, nonce=nonce)


def _said(complaint: Complaint, text: str, act: Act = Act.MESSAGE, nonce: str | None = None) -> Message:
    made = Message(
        complaint=complaint, side=Side.COMPLAINANT, act=act, nonce=nonce, on=timezone.localdate(), logged=False
    )
    made.put(text=text)
    made.save()
    return made


def may_appeal(complaint: Complaint, day: datetime.date) -> bool:
    """Whether the answer can be appealed on a day: once, within the time for it."""
    answered = complaint.answered_on
    return (
        answered is not None
        and complaint.appealed_on is None
        and complaint.outcome != Outcome.WITHDRAWN
        and complaint.erased_on is None
        and day <= policy().appeal_until(answered)
    )


def appeal(complaint: Complaint, text: str) -> None:
    """Appeal the answer: somebody else decides.

    Raises:
        InputError: there is no answer, it was appealed, the time is over, or nothing is said.
    """
    said = plain(text)
    if not said or len(said) > LONGEST:
        raise InputError("say what is wrong with the answer")
    with transaction.atomic():
        locked = complaint.locked()
        today = timezone.localdate()
        if not may_appeal(locked, today):
            raise InputError("this cannot be appealed any more")
        _said(locked, said, Act.APPEAL)
        locked.stage, locked.appealed_on, locked.closed_on = Stage.APPEAL, today, None
        locked.first_outcome = locked.outcome
        locked.answer_by = policy().appeal_answer_by(today)
        locked.handler = None
        locked.save()
        route(locked, told=False)


def withdraw(complaint: Complaint) -> None:
    """Take a complaint back: it is closed. What was linked to it stands.

    Raises:
        InputError: it has ended already.
    """
    with transaction.atomic():
        locked = complaint.locked()
        if not locked.open or locked.answered_on is not None:
            raise InputError("this complaint was answered already")
        today = timezone.localdate()
        locked.stage, locked.outcome = Stage.CLOSED, Outcome.WITHDRAWN
        locked.answered_on = locked.closed_on = today
        locked.save()
        _said(locked, "", Act.WITHDRAW)


def give_feedback(complaint: Complaint, said: Mapping[str, Any]) -> None:
    """Keep how the complainant found it, once.

    Raises:
        InputError: there is no answer yet, it was said already, or the complaint was erased.
    """
    with transaction.atomic():
        locked = complaint.locked()
        if locked.answered_on is None or locked.erased_on is not None:
            raise InputError("this has no answer, or was erased")
        if Feedback.objects.filter(complaint=complaint).exists():
            raise InputError("this was said already")
        made = Feedback(
            complaint=complaint, clear=said["clear"], fair=said["fair"], safe=said["safe"], on=timezone.localdate()
        )
        made.put(remark=plain(said.get("remark", "")))
        made.save()


def log_arrivals(now: datetime.datetime | None = None) -> int:
    """Tell the log of complaints, messages and requests that came before today; returns how many. A task calls it."""
    today, told = timezone.localdate(now), 0
    with transaction.atomic():
        for complaint in Complaint.objects.filter(logged=False, received_on__lt=today).order_by("pk"):
            record(SYSTEM, "complaint.receive", complaint, came=complaint.came, who=complaint.who,
                   topic=complaint.topic, files=complaint.attachments.count(), outside=complaint.outside,
                   excluded=sorted(complaint.concerns.values_list("user", flat=True)))  # fmt: skip
            told += 1
        Complaint.objects.filter(logged=False, received_on__lt=today).update(logged=True)
        for message in Message.objects.filter(logged=False, on__lt=today).order_by("pk"):
            record(SYSTEM, f"complaint.{message.act}", f"complaint:{message.complaint_id}", message=message.pk)
            told += 1
        Message.objects.filter(logged=False, on__lt=today).update(logged=True)
        for asked in Deletion.objects.filter(logged=False).order_by("pk"):
            back = asked.decided_on if asked.state == Asked.TAKEN_BACK else None
            if (back or asked.asked_on) < today:
                act = "ask" if back is None else "take_back"
                record(SYSTEM, f"complaint.deletion_{act}", f"complaint:{asked.complaint_id}", deletion=asked.pk,
                       asked_on=asked.asked_on.isoformat())  # fmt: skip
                Deletion.objects.filter(pk=asked.pk).update(logged=True)
                told += 1
    return told
