"""What is done about people and their roles."""

from __future__ import annotations

import datetime
import secrets

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from duecare.errors import InputError
from duecare.office.audit.chain import SYSTEM, record
from duecare.office.audit.meanwhile import check_shown
from duecare.office.people.models import Delegation, Grant, Role, User
from duecare.office.people.permissions import APART
from duecare.office.people.regions import is_place


def add_person(by: User | None, username: str, password: str, **fields: str) -> User:
    """Let a person in, without a role. A password that another has chosen for them is for the first sign-in."""
    with transaction.atomic():
        user = User.objects.create_user(
            username, fields.pop("email", "").lower(), password, given_password=by is not None, **fields
        )
        record(by or SYSTEM, "people.add", user)
    return user


def grant(by: User | None, user: User, role: Role, until: datetime.date | None = None) -> Grant:
    """Give a person a role, or the same role until another day.

    Raises:
        InputError: the person has a role that excludes it, or an auditor's end is missing.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        today = timezone.localdate()
        if until is not None and until < today:
            raise InputError(f"{until} has passed", hint="accepted: a day from today on; or take the role away")
        held = {one.role for one in user.grants.exclude(role=role) if one.counts(today)}
        held |= {one.role for one in user.stands_in.all() if one.counts(today)}
        _check_apart(role, held)
        if role == Role.AUDITOR and until is None:
            raise InputError("an auditor reads everything, so the role needs an end", hint="accepted: a last day")
        given, _ = Grant.objects.update_or_create(
            user=user, role=role, defaults={"until": until, "since": today, "by": by}
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
    """Take a role away, at once; nobody stands in for them in it any longer either.

    Raises:
        InputError: it is that of the last administrator.
    """
    with transaction.atomic():
        held = Grant.objects.select_for_update().filter(user=user, role=role)
        if role == Role.ADMINISTRATOR and held.exists():
            _check_not_last(user)
        if held.delete()[0]:
            ended = Delegation.objects.filter(of=user, role=role)
            stood_in = sorted(ended.values_list("user", flat=True))
            ended.delete()
            record(by, "people.withdraw", user, role=str(role), stood_in=stood_in)


def _check_not_last(user: User) -> None:
    today = timezone.localdate()
    list(User.objects.select_for_update().filter(grants__role=Role.ADMINISTRATOR).order_by("pk"))
    others = Grant.objects.filter(
        Q(until=None) | Q(until__gte=today), role=Role.ADMINISTRATOR, since__lte=today, user__is_active=True
    ).exclude(user=user)
    if not others.exists():
        raise InputError("this is the last administrator, and nobody could give the role again")


def delegate(by: User, user: User, role: Role, until: datetime.date, reason: str) -> Delegation:
    """Let another person stand in for one's own role until a day.

    Raises:
        InputError: one has not the role, the other cannot take it, or stands in already.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        today = timezone.localdate()
        if not any(one.role == role and one.counts(today) for one in by.grants.all()):
            raise InputError(f"you are not {role.replace('_', ' ')}, so nobody can stand in for you in it")
        if until < today:
            raise InputError(f"{until} has passed", hint="accepted: a day from today on")
        if user == by or not user.is_active:
            raise InputError(f"{user.label} cannot stand in for you", hint="accepted: another person who can sign in")
        standing = [one for one in user.stands_in.all() if one.counts(today)]
        if any(one.of_id == by.pk and one.role == role for one in standing):
            raise InputError(f"{user.label} stands in for you in this already", hint="end it first to set another day")
        held = {one.role for one in user.grants.all() if one.counts(today)}
        _check_apart(role, held | {one.role for one in standing})
        made = Delegation.objects.create(user=user, of=by, role=role, until=until, reason=reason)
        record(by, "people.delegate", user, role=str(role), until=until.isoformat())
    return made


def end_delegation(by: User, one: Delegation) -> None:
    """End it at once that somebody stands in for another."""
    with transaction.atomic():
        if Delegation.objects.filter(pk=one.pk).delete()[0]:
            record(by, "people.delegate_end", one.user, role=one.role, of=one.of_id)


def end_sessions(user: User) -> None:
    """Sign a person out everywhere."""
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    UserSession.objects.filter(user=user).delete()


def change_email(by: User, user: User, email: str, *, shown: str | None = None) -> None:
    """Give a person another address for mail, or none. The log says that, and not which.

    Raises:
        InputError: another person has it: whoever signs in by it at a provider would be either.
        ChangedMeanwhileError: somebody else has changed it since the page was shown.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if email and User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
            raise InputError(_("somebody else here has this address"), hint=_("accepted: one that nobody else has"))
        check_shown(shown, locked.email, now=locked.email or _("none"))
        if locked.email != email.lower():
            locked.email = user.email = email.lower()
            locked.save(update_fields=["email"])
            record(by, "people.email", user, there=bool(email))


def sign_out_everywhere(by: User, user: User) -> None:
    """End every session of a person."""
    with transaction.atomic():
        end_sessions(user)
        record(by, "people.sessions_end", user)


def reset_password(by: User, user: User) -> str:
    """Give a person a new password, for their next sign-in only, and sign them out everywhere.

    Returns:
        The password, which is kept nowhere.
    """
    made = secrets.token_urlsafe(15)
    with transaction.atomic():
        user.set_password(made)
        user.given_password = True
        user.save(update_fields=["password", "given_password"])
        end_sessions(user)
        record(by, "people.password_reset", user)
    return made


def reset_factors(by: User, user: User) -> None:
    """Take away every second factor of a person who has lost theirs, and sign them out everywhere."""
    with transaction.atomic():
        found = Authenticator.objects.filter(user=user)
        gone = sorted(str(kind) for kind in found.values_list("type", flat=True))
        found.delete()
        end_sessions(user)
        record(by, "people.factors_reset", user, factors=gone)


def deactivate(by: User, user: User) -> None:
    """Let a person in no longer; what they did stays. They are signed out everywhere, and nobody stands in for them.

    Raises:
        InputError: it is oneself.
    """
    if user == by:
        raise InputError("you cannot shut yourself out", hint="another administrator can")
    with transaction.atomic():
        if _let_in(user, False):
            end_sessions(user)
            record(by, "people.deactivate", user)


def reactivate(by: User, user: User) -> None:
    """Let a person in again, with the roles that they had."""
    with transaction.atomic():
        if _let_in(user, True):
            record(by, "people.reactivate", user)


def _let_in(user: User, active: bool) -> bool:
    """Let a person in or not; returns whether it was otherwise before."""
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if held.is_active == active:
        return False
    held.is_active = user.is_active = active
    held.save(update_fields=["is_active"])
    return True


def place(by: User, user: User, region: str) -> None:
    """Say where a person works or sells: a region, a country, or nothing.

    Raises:
        InputError: it is neither.
    """
    if region and not is_place(region):
        raise InputError(f"{region[:40]!r} is no region or country", hint="accepted: those that are offered")
    with transaction.atomic():
        if User.objects.filter(pk=user.pk).exclude(region=region).update(region=region):
            record(by, "people.place", user, region=region)
