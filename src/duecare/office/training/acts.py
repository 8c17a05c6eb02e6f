"""What is done about training: asked of people, taken, acknowledged, brought in from elsewhere."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.people.audience import check_audience
from duecare.office.people.models import User
from duecare.office.training.models import Assignment, Attempt, Completion
from duecare.office.training.reading import Module, modules


def assign(by: User, module: str, role: str, region: str, *, days: int = 30, rest_after: int = 0) -> Assignment:
    """Ask a module of everybody with a role in a region; of everybody where neither is given.

    Raises:
        InputError: there is no such module, role or region, the days are none, or the same is asked already.
    """
    if module not in modules():
        raise InputError(f"{module[:40]!r} is no module", hint=f"accepted: {', '.join(modules())}")
    check_audience(role, region, days, rest_after)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        if Assignment.objects.filter(module=module, role=role, region=region, ended_on=None).exists():
            raise InputError("this is asked of them already", hint="end it first to ask it with other days")
        made = Assignment.objects.create(
            module=module, role=role, region=region, days=days, rest_after=rest_after, by=by,
            asked_on=timezone.localdate(),
        )  # fmt: skip
        record(by, "training.assign", made, module=module, role=role, region=region, days=days, rest_after=rest_after)
    return made


def end_assignment(by: User, one: Assignment) -> None:
    """Ask it no more from today on. What was completed stays."""
    with transaction.atomic():
        if Assignment.objects.filter(pk=one.pk, ended_on=None).update(ended_on=timezone.localdate(), ended_by=by):
            record(by, "training.assign_end", one, module=one.module)


def attempt(by: User, module: Module, given: Sequence[Sequence[int]]) -> Attempt:
    """Take the questions of a module. A question is right where exactly its right answers were chosen.

    Raises:
        InputError: a question was left out, or an answer is none of its.
    """
    if len(given) != len(module.questions):
        raise InputError(f"{len(given)} answers for {len(module.questions)} questions")
    for number, (chosen, question) in enumerate(zip(given, module.questions, strict=True), 1):
        if not chosen or not all(0 <= place < len(question.answers) for place in chosen):
            raise InputError(f"question {number} has no answer of those that are listed")
    right = sum(frozenset(chosen) == one.right for chosen, one in zip(given, module.questions, strict=True))
    with transaction.atomic():
        made = Attempt.objects.create(
            user=by, module=module.id, version=module.version, given=[sorted(set(one)) for one in given], right=right,
            needed=module.needed, of=len(module.questions),
        )  # fmt: skip
        record(by, "training.attempt", made, module=module.id, version=module.version, right=right, of=made.of,
               passed=made.passed)  # fmt: skip
    return made


def acknowledge(by: User, taken: Attempt, module: Module) -> Completion:
    """Say that one has read a module and will work by it, after its questions were passed: then it is completed.

    Raises:
        InputError: it is another person's attempt, was not passed, was acknowledged before, or is of an older edition.
    """
    if taken.user_id != by.pk:
        raise InputError("this is another person's")
    if not taken.passed:
        raise InputError(f"{taken.right} of {taken.of} is not enough", hint=f"accepted: {taken.needed} or more")
    if taken.version != module.version:
        raise InputError("the module was changed since", hint="read it again and answer its questions")
    with transaction.atomic():
        Attempt.objects.select_for_update().get(pk=taken.pk)
        if Completion.objects.filter(attempt=taken).exists():
            raise InputError("you have acknowledged this already")
        today = timezone.localdate()
        made = Completion.objects.create(
            user=by, module=module.id, version=module.version, source=Completion.Source.HERE, attempt=taken,
            right=taken.right, needed=taken.needed, on=today, until=months_after(today, module.valid_months),
        )  # fmt: skip
        record(by, "training.complete", made, module=module.id, version=module.version, until=made.until.isoformat())
    return made


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The day some months later; the last of its month where that is shorter.

    >>> months_after(datetime.date(2026, 8, 31), 6).isoformat()
    '2027-02-28'
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
