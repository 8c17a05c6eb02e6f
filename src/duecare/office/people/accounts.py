"""How people sign in: what django-allauth asks of a house, answered for this one."""

from __future__ import annotations

import base64
import secrets
from hashlib import sha256
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy

from duecare.office.people.models import User


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts of the house: nobody opens one for themselves."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("The name or the password is wrong."),
        "email_password_mismatch": gettext_lazy("The name or the password is wrong."),
        "phone_password_mismatch": gettext_lazy("The name or the password is wrong."),
        "too_many_login_attempts": gettext_lazy("Too many attempts failed. Wait five minutes, then try again."),
        "rate_limited": gettext_lazy("Too many attempts failed. Wait five minutes, then try again."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your password."),
        "incorrect_code": gettext_lazy("This code is wrong, or was used already."),
    }

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """On to what waits, once the password is one's own."""
        return reverse("work")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are let in by an administrator."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # without the host, whose port a caller may choose and so count from nought
        return str(credentials.get("username") or credentials.get("email") or "").casefold()

    def is_safe_url(self, url: str | None) -> bool:
        """Whether sign-in may lead there: to this host alone, and over HTTPS where it is spoken."""
        return bool(url) and url_has_allowed_host_and_scheme(
            url, {self.request.get_host()}, require_https=self.request.is_secure()
        )


class SignIn(LoginForm):  # type: ignore[misc]
    """Name and password. The first field is called `username` in pages, which keepers of passwords look for."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["login"].label = gettext_lazy("Name to sign in with")
        self.fields["password"].label = gettext_lazy("Password")
        self.fields["password"].help_text = ""
        for name, hint in (("login", "username webauthn"), ("password", "current-password")):
            self.fields[name].widget.attrs = {"autocomplete": hint}

    def add_prefix(self, field_name: str) -> str:
        return "username" if field_name == "login" else str(super().add_prefix(field_name))


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """The password now, and the new one twice."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, label in (
            ("oldpassword", gettext_lazy("Your password now")),
            ("password1", gettext_lazy("New password")),
            ("password2", gettext_lazy("New password, again")),
        ):
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.widget.attrs.pop("placeholder", None)


class AddKey(AddWebAuthnForm):  # type: ignore[misc]
    """A key or passkey to sign in with."""

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["passwordless"].label = gettext_lazy("As a passkey")
        self.fields["passwordless"].help_text = gettext_lazy(
            "You then sign in with it alone, without a name or password. It asks for your finger, face or a PIN."
        )

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except UNREADABLE:
            raise _no_key() from None


UNREADABLE = (KeyError, TypeError, AttributeError, ValueError)
"""What allauth raises, instead of saying so, where the answer of a key is not one."""


def _no_key() -> forms.ValidationError:
    return forms.ValidationError(gettext("The key gave no answer that can be read. Try again."))


class _Answered:
    """The answer of a key, which a caller may have made up."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except UNREADABLE:
            raise _no_key() from None


class ByKey(_Answered, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A key as second factor."""


class ByPasskey(_Answered, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey by itself."""


class AgainByKey(_Answered, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A key, to confirm that it is still the same person."""


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors. Their secrets lie encrypted in the database, under a key that follows from OFFICE_SECRET."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is wrong, or was used already."),
    }

    def get_totp_issuer(self) -> str:
        return "Duecare"

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; where OFFICE_SECRET is another than it was kept under, one that no code fits."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode("ascii")

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        return gettext("Key %(number)s") % {"number": user.authenticator_set.filter(type=type).count() + 1}  # type: ignore[attr-defined]


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(b"duecare second factors\0" + settings.SECRET_KEY.encode()).digest()))


class Identities(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-in by the house's own identity provider."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> User:
        """A person as the provider tells of them. An address that it has not verified is not taken over."""
        sociallogin.email_addresses = [one for one in sociallogin.email_addresses if one.verified]
        user: User = super().populate_user(request, sociallogin, data)
        user.email = sociallogin.email_addresses[0].email if sociallogin.email_addresses else ""
        return user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whether a person who is not known here gets an account: the house says so, their address is nobody's."""
        taken = Q()
        for one in sociallogin.email_addresses:
            taken |= Q(email__iexact=one.email)
        return settings.OFFICE_OIDC_NEW and not (taken and User.objects.filter(taken).exists())
