"""What sign-in and its means leave in the log: who, by which means, and never a name that was typed."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, password_set, user_logged_in, user_signed_up
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from duecare.office.audit.chain import SYSTEM, record
from duecare.office.audit.seals import made_before
from duecare.office.people.models import User

UNKNOWN = "nobody"


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **more: Any) -> None:
    """Somebody has signed in, by all the means that it took."""
    used = [one.get("type") or one["method"] for one in get_authentication_records(request, user)]
    record(user, "people.sign_in", user, by=used)


@receiver(user_login_failed)
def failed(sender: Any, credentials: dict[str, Any], **more: Any) -> None:
    """A password was wrong. The name that was typed is not kept: it may be a password, typed in the wrong field."""
    found = User.objects.filter(username__iexact=credentials.get("username") or "").first()
    record(SYSTEM, "people.sign_in_failed", found or UNKNOWN, by=["password"])


@receiver(factors.authentication_failed)
def factor_failed(user: User, authenticator: Authenticator, **more: Any) -> None:
    """A second factor was wrong."""
    record(SYSTEM, "people.sign_in_failed", user, by=[str(authenticator.type)])


@receiver(user_logged_out)
def signed_out(sender: Any, user: User | None, **more: Any) -> None:
    """Somebody has signed out."""
    if user is not None:
        record(user, "people.sign_out", user)


@receiver(password_changed)
@receiver(password_set)
def password(user: User, **more: Any) -> None:
    """Somebody has chosen their password."""
    User.objects.filter(pk=user.pk).update(given_password=False)
    user.given_password = False
    record(user, "people.password", user)


@receiver(factors.authenticator_added)
def factor_added(user: User, authenticator: Authenticator, **more: Any) -> None:
    """A second factor was set up."""
    record(user, "people.factor_add", user, factor=str(authenticator.type))


@receiver(factors.authenticator_removed)
def factor_removed(user: User, authenticator: Authenticator, **more: Any) -> None:
    """A second factor was taken away by the person."""
    record(user, "people.factor_remove", user, factor=str(authenticator.type))


@receiver(factors.authenticator_reset)
def factor_reset(user: User, authenticator: Authenticator, **more: Any) -> None:
    """Recovery codes were made anew."""
    record(user, "people.factor_reset", user, factor=str(authenticator.type))


@receiver(user_signed_up)
def arrived(user: User, **more: Any) -> None:
    """The identity provider has brought a person who was not known."""
    with transaction.atomic():
        made_before(user)
        record(SYSTEM, "people.add", user, by="oidc")


@receiver(social_account_added)
def identity_added(sociallogin: Any, **more: Any) -> None:
    """An identity of the provider was linked to an account."""
    record(sociallogin.user, "people.identity_add", sociallogin.user)


@receiver(social_account_removed)
def identity_removed(socialaccount: Any, **more: Any) -> None:
    """An identity of the provider was taken from an account."""
    record(socialaccount.user, "people.identity_remove", socialaccount.user)
