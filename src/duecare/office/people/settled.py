"""What a person settles before anything else: their own password, and a second factor if one is required."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from duecare.office.people.guard import PUBLIC, of_sign_in


def settle_first(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:
    """Lead whoever has something to settle there, from every page but those of sign-in."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, given: Any, named: Any) -> HttpResponseBase | None:
        user = request.user
        if not user.is_authenticated or of_sign_in(view) or getattr(view, "act", None) == PUBLIC:
            return None
        if user.given_password:
            messages.info(request, _("Somebody else knows your password. Choose one of your own first."))
            return redirect("account_change_password")
        if settings.OFFICE_MFA_REQUIRED and not is_mfa_enabled(
            user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        ):
            messages.info(request, _("Everybody here signs in with a second factor. Set one up first."))
            return redirect("mfa_index")
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
