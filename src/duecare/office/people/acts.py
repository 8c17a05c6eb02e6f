"""What is done about people and their roles."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import SYSTEM, record
from duecare.office.people.models import Delegation, Grant, Role, User
from duecare.office.people.permissions import APART


def add_person(by: User | None, username: str, password: str, **fields: str) -> User:
    """Let a person in, without a role."""
    with transaction.atomic():
        user = User.objects.create_user(username, fields.pop("email", ""), password, **fields)
        record(by or SYSTEM, "people.add", user)
    return user


def grant(by: User | None, user: User, role: Role, until: datetime.date | None = None) -> Grant:
    """Give a person a role, or the same role until another day.

    Raises:
        InputError: the person has a role that excludes it, or an auditor's end is missing.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        held = {one.role for one in user.grants.exclude(role=role) if one.counts(timezone.localdate())}
        held |= {one.role for one in user.stands_in.all() if one.counts(timezone.localdate())}
        _check_apart(role, held)
        if role == Role.AUDITOR and until is None:
            raise InputError("an auditor reads everything, so the role needs an end", hint="accepted: a last day")
        given, _ = Grant.objects.update_or_create(
            user=user, role=role, defaults={"until": until, "since": timezone.localdate(), "by": by}
        )
        record(by or SYSTEM, "people.grant", user, role=str(role), until=until.isoformat() if until else None)
    return given


def _check_apart(role: str, held: set[str]) -> None:
    for pair in APART:
        other = next(iter(pair - {role})) if role in pair else None
        if other in held:
            first, second = (one.replace("_", " ") for one in sorted((role, other)))
            raise InputError(f"nobody is {first} and {second} at once: who does the one may not check the other")


def withdraw(by: User, user: User, role: Role) -> None:
    """Take a role away."""
    with transaction.atomic():
        if Grant.objects.filter(user=user, role=role).delete()[0]:
            record(by, "people.withdraw", user, role=str(role))


def delegate(by: User, user: User, role: Role, until: datetime.date, reason: str) -> Delegation:
    """Let another person stand in for one's own role until a day.

    Raises:
        InputError: one has not the role, or the other has one that excludes it.
    """
    with transaction.atomic():
        today = timezone.localdate()
        if not any(one.role == role and one.counts(today) for one in by.grants.all()):
            raise InputError(f"you are not {role.replace('_', ' ')}, so nobody can stand in for you in it")
        if until < today:
            raise InputError(f"{until} has passed", hint="accepted: a day from today on")
        _check_apart(role, {one.role for one in user.grants.all() if one.counts(today)})
        made = Delegation.objects.create(user=user, of=by, role=role, until=until, reason=reason)
        record(by, "people.delegate", user, role=str(role), until=until.isoformat())
    return made
