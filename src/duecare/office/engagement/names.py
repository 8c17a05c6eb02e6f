"""Who stakeholders are: the one way to read it, for those who need to know. Each reading stands in the log."""

from __future__ import annotations

from django.db import transaction

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.engagement.models import Identity, NeedToKnow, Safety, Stakeholder
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may, roles_allow


def knows(user: User, one: Stakeholder) -> bool:
    """Whether a person may read who it is: everybody who works with the register where it is open, else those named."""
    if not roles_allow(user.roles(), Act.ENGAGEMENT):
        return False
    return one.safety == Safety.OPEN or one.known_to.filter(user=user).exists()


def identity_of(user: User, one: Stakeholder) -> Identity | None:
    """Who it is; None to those who do not need to know. That it was read stands in the log, unless it is open."""
    if not knows(user, one):
        return None
    if one.safety != Safety.OPEN:
        record(user, "engagement.name_read", one)
    return one.identity


def label_for(user: User, one: Stakeholder) -> str:
    """What a person sees of it in a list: the name where it is open, else the code."""
    return f"{one.identity.name} ({one.code})" if one.safety == Safety.OPEN and knows(user, one) else one.code


def let_know(one: Stakeholder, by: User, user: User, why: str) -> NeedToKnow:
    """Let another person read who a stakeholder is, for a reason.

    Somebody who knows may; where nobody of them is here any more, or none of them can be asked, an approver may too,
    for themselves as well: it stands in the log and on the page of the stakeholder.

    Raises:
        InputError: they may not, the other does not work with the register, or no reason is given.
    """
    known = knows(by, one)
    if not known and not may(by, Act.WITHHELD_NAMES):
        raise InputError(
            "whoever knows them may tell another; so may an approver", hint="ask one of those who are named"
        )
    if not may(user, Act.ENGAGEMENT):
        raise InputError(f"{user.label} does not work with the register", hint="accepted: people who see it")
    if not why.strip():
        raise InputError("say what they need to know it for")
    with transaction.atomic():
        Stakeholder.objects.select_for_update().get(pk=one.pk)
        if one.known_to.filter(user=user).exists():
            raise InputError(f"{user.label} knows already")
        made = NeedToKnow.objects.create(stakeholder=one, user=user, why=why.strip(), by=by)
        record(by, "engagement.let_know", one, user=user.pk, by_right=known)
    return made


def know_no_more(one: Stakeholder, by: User, user: User) -> None:
    """Let a person read it no more.

    Raises:
        InputError: who asks does not know it, or it is the last who does.
    """
    if not one.known_to.filter(user=by).exists():
        raise InputError("whoever knows them takes it back")
    with transaction.atomic():
        Stakeholder.objects.select_for_update().get(pk=one.pk)
        if one.known_to.count() == 1:
            raise InputError("nobody would know any more who they are", hint="let another know first")
        if one.known_to.filter(user=user).delete()[0]:
            record(by, "engagement.know_no_more", one, user=user.pk)
